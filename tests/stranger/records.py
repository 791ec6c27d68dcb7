"""Records as section 4 has them: padding, sealing, opening, and what is wrong with one."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from functools import cached_property

from tests.stranger import primitives as p
from tests.stranger.primitives import Flaw

LONGEST_WIRE = 4_194_304
SHORTEST_WIRE = 568
NO_FENCE = 255
CHANGES, PRESENCE, OPENING, CLOSING, KEYS, ACT = 0, 1, 128, 129, 130, 131
HEAD = struct.Struct(">BBBBI32sQ32sQ")


@dataclass(frozen=True)
class Epoch:
    """An epoch of a circle that one has the secret of, and the keys that follow from it."""

    log: bytes
    circle: bytes
    kind: str
    secret: bytes

    @cached_property
    def id(self) -> bytes:
        """The commitment to the secret."""
        return p.hashed("lv1.epoch", self.circle, key=self.secret)

    def key(self, label: str) -> bytes:
        """`lv1.seal`, `lv1.tagkey` or `lv1.boxkey` of this epoch."""
        return p.hashed(label, b"", key=self.secret)

    def tag(self, device: bytes, counter: int) -> bytes:
        """The tag of one device's record with this counter."""
        token = p.hashed("lv1.token", device + p.number(counter), key=self.key("lv1.tagkey"))
        return p.hashed("lv1.tag", token, 16)

    def checked(self, named: bytes) -> Epoch:
        """Itself, or Flaw bad-commitment when the named epoch is another."""
        if self.id != named:
            raise Flaw("bad-commitment")
        return self


@dataclass(frozen=True)
class Draft:
    """The fields of a plaintext before the signature."""

    kind: int
    payload: bytes
    predecessor: bytes = p.ZEROS32
    witness: int = 0
    witness_chain: bytes = p.ZEROS32
    time: int = 0
    index: int = NO_FENCE
    version: int = 1
    reserved: int = 0


@dataclass(frozen=True)
class Plain(Draft):
    """An opened record: its fields, and what its signature covers."""

    signed: bytes = b""
    signature: bytes = b""

    def genuine(self, device_key: bytes) -> bool:
        """Whether the record's own signature is this device's."""
        return p.verified(device_key, "luister/v1/record", self.signed, self.signature)


def padme(length: int) -> int:
    """The padded length of PURBs, with at most 12 per cent more."""
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    mask = (1 << (exponent - kept)) - 1
    return (length + mask) & ~mask


def padded(length: int, kind: int = CHANGES, circle_kind: str = "case") -> int:
    """The length of the plaintext on the wire, from that up to and with the signature."""
    if kind == OPENING and circle_kind == "self":
        return max(65_536, 1 << (length - 1).bit_length())
    return max(512, padme(length))


def sealed(epoch: Epoch, seed: bytes, tag: bytes, nonce: bytes, draft: Draft) -> bytes:
    """The wire of a draft; Flaw too-large when it would be longer than a record may be."""
    fields = HEAD.pack(
        draft.version,
        draft.kind,
        draft.index,
        draft.reserved,
        len(draft.payload),
        draft.predecessor,
        draft.witness,
        draft.witness_chain,
        draft.time,
    )
    text = fields + draft.payload
    signed = epoch.log + epoch.circle + epoch.id + tag + nonce + text
    text += p.sign(seed, "luister/v1/record", signed)
    length = padded(len(text), draft.kind, epoch.kind)
    if length + 56 > LONGEST_WIRE:
        raise Flaw("too-large")
    return enclosed(epoch, tag, nonce, text.ljust(length, b"\0"))


def enclosed(epoch: Epoch, tag: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    """The wire around a plaintext that is padded already."""
    ad = b"\x01" + epoch.log + tag
    return tag + nonce + p.aead(epoch.key("lv1.seal"), nonce, ad, plaintext)


def opened(epoch: Epoch, wire: bytes) -> Plain:
    """The record in a wire, its signature not yet checked; or Flaw."""
    if len(wire) < SHORTEST_WIRE:
        raise Flaw("truncated")
    if len(wire) > LONGEST_WIRE:
        raise Flaw("too-large")
    tag, nonce = wire[:16], wire[16:40]
    text = p.aead_open(epoch.key("lv1.seal"), nonce, b"\x01" + epoch.log + tag, wire[40:])
    version, kind, index, reserved, length, before, witness, chain, time = HEAD.unpack_from(text)
    if version != 1:
        raise Flaw("bad-version")
    end = 88 + length
    fits = end + 64 <= len(text) and len(text) == padded(end + 64, kind, epoch.kind)
    if reserved or not fits or any(text[end + 64 :]):
        raise Flaw("bad-padding")
    if witness >= 1 << 63 or time >= p.END_OF_TIME:
        raise Flaw("bad-payload")
    signed = epoch.log + epoch.circle + epoch.id + tag + nonce + text[:end]
    return Plain(
        kind,
        text[88:end],
        before,
        witness,
        chain,
        time,
        index,
        signed=signed,
        signature=text[end : end + 64],
    )


@dataclass
class Author:
    """A device's hand in one epoch: its counter and predecessor, which grow as it writes."""

    epoch: Epoch
    seed: bytes
    counter: int = 0
    predecessor: bytes = p.ZEROS32

    def write(self, nonce: bytes, draft: Draft) -> bytes:
        """Seal the next record of this device in this epoch."""
        device = p.device_id(p.signing_public(self.seed))
        tag = self.epoch.tag(device, self.counter)
        wire = sealed(
            self.epoch, self.seed, tag, nonce, replace(draft, predecessor=self.predecessor)
        )
        self.counter += 1
        self.predecessor = p.record_id(wire)
        return wire
