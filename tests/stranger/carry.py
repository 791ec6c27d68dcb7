"""Section 9: a range of the log as a sealed file, written and read from the page alone."""

from __future__ import annotations

from typing import Any

from tests.stranger import primitives as p
from tests.stranger.primitives import Flaw
from tests.stranger.relay import head_text

MAGIC = b"luister-carry-1\x00"
HEADER = 80
LONGEST = 4_325_376


def sealed(secret: bytes, epoch: bytes, salt: bytes, texts: list[bytes]) -> bytes:
    """The file whose pieces hold these texts."""
    header = MAGIC + epoch + salt
    key = p.hashed("lv1.carry", salt, key=secret)
    file = header
    for at, text in enumerate(texts):
        piece = p.aead(key, nonce(at, at == len(texts) - 1), header, text)
        file += p.number(len(piece), 4) + piece
    return file


def nonce(at: int, last: bool) -> bytes:
    """The nonce of a piece."""
    return bytes(15) + bytes([last]) + p.number(at)


def opened(file: bytes, secrets: dict[bytes, bytes]) -> list[bytes]:
    """The texts of a file's pieces."""
    header = file[:HEADER]
    if not header.startswith(MAGIC):
        raise Flaw("not-carry")
    if len(header) < HEADER:
        raise Flaw("truncated")
    if header[16:48] not in secrets:
        raise Flaw("foreign")
    key = p.hashed("lv1.carry", header[48:], key=secrets[header[16:48]])
    texts: list[bytes] = []
    at = HEADER
    while at < len(file) or not texts:
        if len(file) < at + 4:
            raise Flaw("truncated")
        length = int.from_bytes(file[at : at + 4], "big")
        if not 16 <= length <= LONGEST:
            raise Flaw("bad-mac")
        if len(file) < at + 4 + length:
            raise Flaw("truncated")
        piece, at = file[at + 4 : at + 4 + length], at + 4 + length
        last = at == len(file)
        try:
            texts.append(p.aead_open(key, nonce(len(texts), last), header, piece))
        except Flaw:
            if last:
                p.aead_open(key, nonce(len(texts), False), header, piece)
                raise Flaw("truncated") from None
            raise
    return texts


def read(texts: list[bytes], log: bytes, relay_key: bytes) -> tuple[list[Any], list[Any]]:
    """The manifest and the entries of a range that the relay has signed."""
    manifest = p.unpack(texts[0])
    shape(manifest, bytes, int, bytes, list)
    named, after, chain, head = manifest
    shape(head, bytes, int, bytes, bytes)
    sizes = [len(named), len(chain), len(head[0]), len(head[2]), len(head[3])]
    if sizes != [32, 32, 16, 32, 64] or min(after, head[1]) < 0 or max(after, head[1]) >= 2**63:
        raise Flaw("bad-payload")
    if named != log:
        raise Flaw("foreign")
    if after >= head[1]:
        raise Flaw("bad-payload")
    entries: list[Any] = []
    for text in texts[1:]:
        page = p.unpack(text)
        shape(page, int, list, list)
        if page[0] != after + len(entries) or page[2] != head or not page[1]:
            raise Flaw("bad-payload")
        entries += [entry_of(entry) for entry in page[1]]
        if after + len(entries) > head[1]:
            raise Flaw("bad-payload")
    if after + len(entries) != head[1]:
        raise Flaw("bad-payload")
    text = head_text(log, head[0], head[1], head[2])
    if not p.verified(relay_key, "luister/v1/head", text, head[3]):
        raise Flaw("bad-signature")
    for tag, record, _ in entries:
        chain = p.chain_link(chain, tag, record)
    if chain != head[2]:
        raise Flaw("bad-chain")
    return manifest, entries


def shape(value: Any, *types: type) -> None:
    """Flaw bad-payload when the value is no array of exactly these types."""
    if not isinstance(value, list) or [type(part) for part in value] != list(types):
        raise Flaw("bad-payload")


def entry_of(entry: Any) -> tuple[bytes, bytes, bytes | None]:
    """Tag, id and record of an entry of a page."""
    if isinstance(entry, bytes) and len(entry) >= 16:
        return entry[:16], p.record_id(entry), entry
    shape(entry, bytes, bytes)
    if (len(entry[0]), len(entry[1])) != (16, 32):
        raise Flaw("bad-payload")
    return entry[0], entry[1], None
