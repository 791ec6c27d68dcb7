"""Sealing a record and opening it again (docs/protocol.md §4.1, §4.2).

The work is one signature or one opening per record, so this module calls libsodium
directly and copies a plaintext no more often than its interface asks for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from enum import Enum

import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from shared.protocol.record import WIRE_FLOOR, WIRE_LIMIT, WIRE_OVERHEAD
from shared.sealing.device import Signer
from shared.sealing.discreet import Discreet
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import TooLarge
from shared.sealing.padding import padded_length, padded_length_self_opening
from shared.wording import N_

VERSION = 1
NO_FENCE = 255
OPENING = 128
SIGNATURE_BYTES = 64
TIME_LIMIT = 253_402_300_800_000
"""The year 10000, in milliseconds since 1970: every time lies before it, so that no
calendar of a reader fails on one."""
_USE = b"luister/v1/record\x00"
_VERSION = b"\x01"
_PLACE_LIMIT = 2**63 - 1
_HEADER = struct.Struct(">BBBBI32sQ32sQ")
_HEADER_BYTES = 88
_FRAME_BYTES = _HEADER_BYTES + SIGNATURE_BYTES
_OPEN_PART = 40  # tag and nonce, in front of what is sealed

_encrypt = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt
_decrypt = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt
_sign = sodium.crypto_sign
_sign_open = sodium.crypto_sign_open


class Flaw(Enum):
    """Why a record is rejected: the name of the protocol, and plain English."""

    truncated = ("truncated", N_("The record is cut off."))
    too_large = ("too-large", N_("The record is larger than any record may be."))
    bad_mac = ("bad-mac", N_("The record was changed or sealed with another key."))
    bad_version = ("bad-version", N_("The record was written by another version of the program."))
    bad_padding = ("bad-padding", N_("The record has a wrong size for what it holds."))
    bad_signature = ("bad-signature", N_("The record was not signed by the device it names."))
    bad_payload = ("bad-payload", N_("The record holds something that it can not hold."))

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text


class Draft(Discreet, frozen=True):
    """What a record says, before it is sealed."""

    kind: int
    """0 to 255, see §5 of the protocol."""
    index: int
    """Its place in its fence, from 0; `NO_FENCE` when it belongs to none."""
    predecessor: bytes
    """32 bytes: id of the last counted record of this device in this epoch, or zeros."""
    witness_place: int
    """Up to where the author had verified the log."""
    witness_chain: bytes
    """32 bytes: the author's chain value there."""
    time: int
    """The author's clock, milliseconds since 1970."""
    payload: bytes
    """MessagePack, of the kind's form."""

    def __repr__(self) -> str:
        return f"Draft(kind={self.kind}, payload=…)"


class Plain(Discreet, frozen=True, gc=False):
    """An opened record, its form checked and its signature not yet."""

    kind: int
    index: int
    predecessor: bytes
    witness_place: int
    witness_chain: bytes
    time: int
    text: bytes
    """The whole plaintext, padding included."""
    length: int
    """How many bytes of it are signed; the signature (64 bytes) stands after them."""

    @property
    def payload(self) -> bytes:
        """A copy of the payload's bytes."""
        return self.text[_HEADER_BYTES : self.length]

    @property
    def payload_view(self) -> memoryview:
        """The payload without a copy, for a decoder."""
        return memoryview(self.text)[_HEADER_BYTES : self.length]

    @property
    def signature(self) -> bytes:
        """The author's signature, 64 bytes."""
        return self.text[self.length : self.length + SIGNATURE_BYTES]

    def __repr__(self) -> str:
        return f"Plain(kind={self.kind}, payload=…)"


def seal(
    keys: EpochKeys,
    log: bytes,
    signer: Signer,
    tag: bytes,
    draft: Draft,
    nonce: bytes,
    padding: Callable[[int], int] = padded_length,
) -> bytes:
    """The record as it is sent.

    `log` is the log id (32 bytes), `tag` the record's (16), `nonce` 24 random bytes.
    An opening of a `self` circle needs `padded_length_self_opening` as `padding`.
    Raises `TooLarge` when the record would be over the protocol's limit; nothing was
    signed then, so no counter is used up. Raises `ValueError` for fields that no record
    can have.
    """
    return sealed(keys, log, signer, tag, draft, nonce, padding)[0]


def sealed(
    keys: EpochKeys,
    log: bytes,
    signer: Signer,
    tag: bytes,
    draft: Draft,
    nonce: bytes,
    padding: Callable[[int], int] = padded_length,
) -> tuple[bytes, Plain]:
    """As `seal`, together with what `unseal` would give for it."""
    if len(log) != 32 or len(tag) != 16:
        raise ValueError("a log id has 32 bytes, a tag 16")
    if len(draft.predecessor) != 32 or len(draft.witness_chain) != 32:
        raise ValueError("a record id and a chain value have 32 bytes")
    if draft.witness_place > _PLACE_LIMIT or not 0 <= draft.time < TIME_LIMIT:
        raise ValueError("a place is below 2^63, and a time before the year 10000")
    payload = draft.payload
    length = _FRAME_BYTES + len(payload)
    padded = padding(length)
    if padded > WIRE_LIMIT - WIRE_OVERHEAD:
        raise TooLarge
    head = (
        _HEADER.pack(
            VERSION,
            draft.kind,
            draft.index,
            0,
            len(payload),
            draft.predecessor,
            draft.witness_place,
            draft.witness_chain,
            draft.time,
        )
        + payload
    )
    open_part = tag + nonce
    signed = _USE + log + keys.circle + keys.epoch + open_part + head
    signature = _sign(signed, signer.secret)[:SIGNATURE_BYTES]
    text = head + signature + bytes(padded - length)
    wire = open_part + _encrypt(text, _VERSION + log + tag, nonce, keys.seal)
    plain = Plain(
        draft.kind,
        draft.index,
        draft.predecessor,
        draft.witness_place,
        draft.witness_chain,
        draft.time,
        text,
        length - SIGNATURE_BYTES,
    )
    return wire, plain


def unseal(keys: EpochKeys, log: bytes, wire: bytes, self_circle: bool = False) -> Plain | Flaw:
    """What a record of this epoch says, or why it is rejected (§4.2).

    `self_circle` tells whether the epoch is one of a `self` circle, whose openings are
    padded by another rule. The signature is not checked here: see `genuine`.
    """
    size = len(wire)
    if size < WIRE_FLOOR:
        return Flaw.truncated
    if size > WIRE_LIMIT:
        return Flaw.too_large
    try:
        text = _decrypt(wire[_OPEN_PART:], _VERSION + log + wire[:16], wire[16:40], keys.seal)
    except CryptoError:
        return Flaw.bad_mac
    version, kind, index, zero, count, predecessor, place, chain, time = _HEADER.unpack_from(text)
    if version != VERSION:
        return Flaw.bad_version
    length = _FRAME_BYTES + count
    padded = size - WIRE_OVERHEAD
    if zero or length > padded:
        return Flaw.bad_padding
    rule = padded_length_self_opening if self_circle and kind == OPENING else padded_length
    if rule(length) != padded or not text.endswith(bytes(padded - length)):
        return Flaw.bad_padding
    if place > _PLACE_LIMIT or time >= TIME_LIMIT:
        return Flaw.bad_payload
    return Plain(kind, index, predecessor, place, chain, time, text, length - SIGNATURE_BYTES)


def genuine(plain: Plain, keys: EpochKeys, log: bytes, device_key: bytes, wire: bytes) -> bool:
    """Whether the device with this Ed25519 key (32 bytes) signed exactly this record.

    The signature covers log, circle, epoch, tag and nonce too, so it fits one record
    id only.
    """
    if len(device_key) != 32:
        return False
    signed = b"".join(
        (
            plain.signature,
            _USE,
            log,
            keys.circle,
            keys.epoch,
            wire[:_OPEN_PART],
            plain.text[: plain.length],
        )
    )
    try:
        _sign_open(signed, device_key)
    except CryptoError:
        return False
    return True
