"""Section 7: sheets, parcels, the link and its messages, and words that people compare."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from mnemonic import Mnemonic

from tests.stranger import bodies
from tests.stranger import primitives as p
from tests.stranger.primitives import Flaw

ENGLISH = Mnemonic("english")


def words(bits: bytes, count: int) -> str:
    """The first `count` times 11 bits, from the most significant on, as words."""
    whole = int.from_bytes(bits, "big")
    starts = range(len(bits) * 8 - 11, len(bits) * 8 - 11 * count - 1, -11)
    return " ".join(ENGLISH.wordlist[whole >> start & 2047] for start in starts)


@dataclass(frozen=True)
class Sheet:
    """A recovery sheet: 16 bytes, which one has on paper as twelve words."""

    entropy: bytes

    @classmethod
    def read(cls, text: str) -> Sheet:
        """From the words; Flaw bad-words when one is unknown or the checksum fails."""
        try:
            return cls(bytes(ENGLISH.to_entropy(text)))
        except (ValueError, LookupError):
            raise Flaw("bad-words") from None

    @property
    def words(self) -> str:
        """The twelve words."""
        return ENGLISH.to_mnemonic(self.entropy)

    def key(self, part: str) -> bytes:
        """`sign` and `slot` are Ed25519 seeds, `parcel` is the parcel key."""
        root = p.hashed("lv1.sheet", self.entropy)
        return p.hashed(f"lv1.sheet.{part}", b"", key=root)

    @property
    def slot(self) -> bytes:
        """The slot id of the sheet's parcel."""
        return p.slot_id(p.signing_public(self.key("slot")))


def parcel_signature(slot_seed: bytes, log: bytes, slot: bytes, parcel: bytes) -> bytes:
    """What lets the relay take a parcel."""
    return p.sign(slot_seed, "luister/v1/parcel", log + slot + parcel)


def parcel_sealed(
    parcel_key: bytes, slot: bytes, once: bytes, nonce: bytes, body: list[Any]
) -> bytes:
    """A parcel as it lies in its slot; `once` is a private key for this one alone."""
    public = p.exchange_public(once)
    key = p.hashed("lv1.parcel", public + parcel_key, key=p.agree(once, parcel_key))
    return public + p.sealed_with(key, nonce, slot, p.pack(body))


def parcel_opened(private: bytes, slot: bytes, parcel: bytes) -> list[Any]:
    """`[log id, member id, place, chain value, member private key, entries]`."""
    once = parcel[:32]
    if len(once) < 32:
        raise Flaw("bad-mac")
    try:
        shared = p.agree(private, once)
    except Flaw:
        raise Flaw("bad-mac") from None
    key = p.hashed("lv1.parcel", once + p.exchange_public(private), key=shared)
    body: list[Any] = bodies.formed(bodies.PARCEL, p.open_with(key, slot, parcel[32:]))
    bodies.entries(body[5])
    return body


@dataclass(frozen=True)
class Link:
    """An invitation as the joiner gets it."""

    address: str
    log: bytes
    secret: bytes
    commitment: bytes
    expires: int
    name: str
    pin: Any = None

    @classmethod
    def read(cls, text: str) -> Link:
        """From its text; Flaw bad-payload."""
        if not text.startswith("luister:") or "=" in text:
            raise Flaw("bad-payload")
        code = text.removeprefix("luister:").encode()
        try:
            body = base64.b64decode(code + b"=" * (-len(code) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise Flaw("bad-payload") from None
        return cls(*bodies.formed(bodies.LINK, body)[1:])

    @property
    def text(self) -> str:
        """What one sends."""
        fields = [self.address, self.log, self.secret, self.commitment, self.expires]
        body = p.pack([1, *fields, self.name, self.pin])
        return "luister:" + base64.urlsafe_b64encode(body).decode().rstrip("=")

    def key(self, part: str) -> bytes:
        """`box`, `pass` or `seal`."""
        return p.hashed(f"lv1.link.{part}", b"", key=self.secret)

    @property
    def box(self) -> bytes:
        """The drop-box id."""
        return self.key("box")[:16]

    def sealed(self, part: str, nonce: bytes, body: bytes) -> bytes:
        """The answer or the reveal as it lies in the drop-box."""
        return p.sealed_with(self.key("seal"), nonce, part.encode(), body)

    def opened(self, part: str, sealed: bytes) -> tuple[bytes, list[Any]]:
        """The bytes and the fields of the answer or the reveal, checked as the joiner must."""
        body = p.open_with(self.key("seal"), part.encode(), sealed)
        fields = bodies.formed(bodies.ANSWER if part == "answer" else bodies.REVEAL, body)
        if part == "reveal" and commitment_to(body) != self.commitment:
            raise Flaw("bad-commitment")
        if part == "answer" and not proven(self.log, fields[0], fields[4], fields[2], fields[6]):
            raise Flaw("bad-signature")
        return body, fields

    def words(self, answer: bytes, reveal: bytes) -> str:
        """The five words that both show and compare before the admission."""
        if commitment_to(reveal) != self.commitment:
            raise Flaw("bad-commitment")
        covered = p.hashed("lv1.link.answer", answer) + reveal
        return words(p.hashed("lv1.link.words", covered, key=self.secret), 5)

    def welcome_key(self, own_private: bytes, other: bytes) -> bytes:
        """The key of the welcome, from either side."""
        return p.hashed("lv1.link.welcome", self.secret, key=p.agree(own_private, other))

    def welcomed(self, own_private: bytes, coordinator_key: bytes, sealed: bytes) -> list[Any]:
        """The welcome: `[log id, entries of everyone, place, chain value]`."""
        key = self.welcome_key(own_private, coordinator_key)
        fields: list[Any] = bodies.formed(bodies.WELCOME, p.open_with(key, b"welcome", sealed))
        if fields[0] != self.log:
            raise Flaw("bad-commitment")
        bodies.entries(fields[1])
        return fields


def commitment_to(reveal: bytes) -> bytes:
    """What the link says of the reveal."""
    return p.hashed("lv1.link.reveal", reveal)


def proof_text(log: bytes, member: bytes, member_key: bytes, device_key: bytes) -> bytes:
    """What a new device signs; the member key is 32 zeros for the act *device*."""
    return log + member + member_key + device_key


def proven(
    log: bytes, member: bytes, member_key: bytes, device_key: bytes, signature: bytes
) -> bool:
    """Whether the new device holds its key."""
    text = proof_text(log, member, member_key, device_key)
    return p.verified(device_key, "luister/v1/proof", text, signature)


def pair_words(log: bytes, one: tuple[bytes, ...], other: tuple[bytes, ...]) -> str:
    """The ten words of two members, each given as (id, device key, member key)."""
    covered = log + b"".join(min(one, other)) + b"".join(max(one, other))
    return words(p.hashed("lv1.pairwords", covered), 10)
