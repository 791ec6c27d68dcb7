"""A range of the log as a sealed file, to be carried by hand (docs/protocol.md §9).

What stands in it are pages in the form in which the relay gives them, with the head that
the relay signed, sealed for whoever is in the firm. Whether they are the log, the file
does not say: that is for the reader of pages to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

import msgspec
import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from shared.protocol.fault import Malformed
from shared.protocol.hashing import keyed32
from shared.protocol.messages import Bytes32, Count, Head, Page, decode, encode
from shared.sealing.fault import SealingFault
from shared.wording import N_

MAGIC = b"luister-carry-1\x00"
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + 32 + SALT_BYTES
SEALED_LIMIT = 4_325_376
"""The most bytes of a sealed piece: the longest record fits, with what stands around it."""
_MAC_BYTES = 16
_SIZE_BYTES = 4


class CarryFlaw(Enum):
    """Why a file is none that was carried from a device of the firm. Nothing of it counts."""

    not_carry = N_("This is not a file that carries a log. Nothing was taken from it.")
    foreign = N_(
        "This file is of another firm, or was sealed with a key that this device does not have."
        " Nothing was taken from it."
    )
    cut = N_(
        "This file is cut off: its end is missing. Nothing was taken from it. Copy it again from"
        " where it was made."
    )
    damaged = N_(
        "This file was changed or damaged on its way. Nothing was taken from it. Copy it again"
        " from where it was made."
    )
    malformed = N_(
        "This file opens, but does not hold what it should. Nothing was taken from it. Tell who"
        " made it."
    )


class Unfit(SealingFault):
    """A carried file can not be used; `flaw` says why."""

    def __init__(self, flaw: CarryFlaw) -> None:
        super().__init__()
        self.text = flaw.value
        self.flaw = flaw


class Manifest(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a file carries: the log (id of 32 bytes), the place after which it begins, the
    chain value (32 bytes) there, and the relay's signed head up to which it goes."""

    log: Bytes32
    after: Count
    chain: Bytes32
    head: Head


_manifest = msgspec.msgpack.Decoder(Manifest)


def seal_carry(
    secret: bytes, epoch: bytes, salt: bytes, manifest: Manifest, pages: Iterable[Page]
) -> Iterator[bytes]:
    """The file, in parts. `secret` (32 bytes) is that of the epoch of `everyone` with the
    id `epoch` (32 bytes), `salt` 32 random bytes that no other file has.

    Raises `ValueError` when a page is larger than a piece may be.
    """
    header = MAGIC + epoch + salt
    key = keyed32(secret, "lv1.carry", salt)
    yield header
    texts = iter([msgspec.msgpack.encode(manifest)])
    at, held = 0, next(texts)
    for page in pages:
        yield _sealed(key, header, at, held, last=False)
        at, held = at + 1, encode(page)
    yield _sealed(key, header, at, held, last=True)


def _sealed(key: bytes, header: bytes, at: int, text: bytes, *, last: bool) -> bytes:
    piece = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, header, _nonce(at, last), key)
    if len(piece) > SEALED_LIMIT:
        raise ValueError("a page does not fit into a piece")
    return len(piece).to_bytes(_SIZE_BYTES, "big") + piece


def _nonce(at: int, last: bool) -> bytes:
    return bytes(15) + bytes([last]) + at.to_bytes(8, "big")


def open_carry(
    chunks: Iterable[bytes], secrets: Mapping[bytes, bytes], log: bytes
) -> Iterator[Manifest | Page]:
    """The manifest and then the pages of a file, which may be cut into chunks anywhere.

    `secrets` are those of the epochs of `everyone` by id, `log` is the own log's id (each
    32 bytes). The pages follow each other from `after` to the head, and are whole when the
    iteration ends. Raises `Unfit`; what came before is then not to be used. Never holds
    more than a piece, however long the file says that one is.
    """
    source = _Source(chunks)
    header = source.take(HEADER_BYTES)
    if not header.startswith(MAGIC):
        raise Unfit(CarryFlaw.not_carry)
    if len(header) < HEADER_BYTES:
        raise Unfit(CarryFlaw.cut)
    secret = secrets.get(header[len(MAGIC) : -SALT_BYTES])
    if secret is None:
        raise Unfit(CarryFlaw.foreign)
    texts = _texts(source, keyed32(secret, "lv1.carry", header[-SALT_BYTES:]), header)
    manifest = _read_manifest(next(texts), log)
    yield manifest
    reached = manifest.after
    for text in texts:
        page = _read_page(text)
        if page.after != reached or page.head != manifest.head or not page.entries:
            raise Unfit(CarryFlaw.malformed)
        reached += len(page.entries)
        if reached > manifest.head.place:
            raise Unfit(CarryFlaw.malformed)
        yield page
    if reached != manifest.head.place:
        raise Unfit(CarryFlaw.malformed)


def _texts(source: _Source, key: bytes, header: bytes) -> Iterator[bytes]:
    at, last = 0, False
    while not last:
        size = source.take(_SIZE_BYTES)
        if len(size) < _SIZE_BYTES:
            raise Unfit(CarryFlaw.cut)
        length = int.from_bytes(size, "big")
        if not _MAC_BYTES <= length <= SEALED_LIMIT:
            raise Unfit(CarryFlaw.damaged)
        piece = source.take(length)
        if len(piece) < length:
            raise Unfit(CarryFlaw.cut)
        last = source.spent()
        text = _opened(key, header, at, piece, last=last)
        if text is None:
            whole = last and _opened(key, header, at, piece, last=False) is not None
            raise Unfit(CarryFlaw.cut if whole else CarryFlaw.damaged)
        yield text
        at += 1


def _opened(key: bytes, header: bytes, at: int, piece: bytes, *, last: bool) -> bytes | None:
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            piece, header, _nonce(at, last), key
        )
    except CryptoError:
        return None


def _read_manifest(text: bytes, log: bytes) -> Manifest:
    try:
        manifest = _manifest.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unfit(CarryFlaw.malformed) from None
    if manifest.log != log:
        raise Unfit(CarryFlaw.foreign)
    if manifest.after >= manifest.head.place:
        raise Unfit(CarryFlaw.malformed)
    return manifest


def _read_page(text: bytes) -> Page:
    try:
        return decode(Page, text)
    except Malformed:
        raise Unfit(CarryFlaw.malformed) from None


class _Source:
    """Takes numbers of bytes from chunks that are cut anywhere; fewer at the end."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def take(self, count: int) -> bytes:
        parts: list[memoryview] = []
        while count and not self.spent():
            part = self._rest[:count]
            self._rest = self._rest[len(part) :]
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def spent(self) -> bool:
        while not len(self._rest):
            chunk = next(self._chunks, None)
            if chunk is None:
                return True
            self._rest = memoryview(chunk)
        return False
