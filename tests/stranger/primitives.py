"""The conventions of the protocol's section 1: hashes, sealing, signatures, MessagePack."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from nacl import bindings
from nacl.exceptions import CryptoError

ZEROS16 = bytes(16)
ZEROS32 = bytes(32)
EVERYONE = bytes(15) + b"\x01"
ADVISERS = bytes(15) + b"\x02"
DEEPEST = 32
END_OF_TIME = 253_402_300_800_000


class Flaw(Exception):
    """Bytes are not what the protocol asks for; `args[0]` is the name of the flaw."""

    @property
    def name(self) -> str:
        """The word used in the vectors' `expect` line."""
        return str(self.args[0])


def number(value: int, length: int = 8) -> bytes:
    """An unsigned big-endian integer of `length` bytes."""
    return value.to_bytes(length, "big")


def hashed(label: str, data: bytes, length: int = 32, key: bytes = b"") -> bytes:
    """`H` (32 bytes), `H16` (length 16) or, with a key of 32 bytes, `K`."""
    return hashlib.blake2b(data, digest_size=length, key=key, person=label.encode()).digest()


def aead(key: bytes, nonce: bytes, ad: bytes, text: bytes) -> bytes:
    """XChaCha20-Poly1305-IETF; the tag of 16 bytes at the end."""
    return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(text, ad, nonce, key)


def aead_open(key: bytes, nonce: bytes, ad: bytes, sealed: bytes) -> bytes:
    """The text under `aead`, or Flaw bad-mac."""
    if len(sealed) < 16 or len(nonce) != 24:
        raise Flaw("bad-mac")
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, ad, nonce, key)
    except CryptoError:
        raise Flaw("bad-mac") from None


def sealed_with(key: bytes, nonce: bytes, ad: bytes, text: bytes) -> bytes:
    """`nonce ‖ AEAD(...)`, the form of boxes, parcels and invitations."""
    return nonce + aead(key, nonce, ad, text)


def open_with(key: bytes, ad: bytes, sealed: bytes) -> bytes:
    """The text under `sealed_with`."""
    return aead_open(key, sealed[:24], ad, sealed[24:])


def exchange_public(private: bytes) -> bytes:
    """The X25519 public key."""
    return bindings.crypto_scalarmult_base(private)


def is_member_key(public: bytes) -> bool:
    """Whether an X25519 public key is one: not a point of small order."""
    try:
        agree(bytes(31) + b"\x40", public)
    except Flaw:
        return False
    return True


def agree(private: bytes, public: bytes) -> bytes:
    """`DH`; Flaw small-order when the result would be zeros."""
    try:
        shared = bindings.crypto_scalarmult(private, public)
    except (CryptoError, RuntimeError):
        raise Flaw("small-order") from None
    if shared == ZEROS32:
        raise Flaw("small-order")
    return shared


def signing_public(seed: bytes) -> bytes:
    """The Ed25519 public key of a seed."""
    return bindings.crypto_sign_seed_keypair(seed)[0]


def sign(seed: bytes, use: str, data: bytes) -> bytes:
    """`SIG(key, use, data)`: 64 bytes."""
    secret = bindings.crypto_sign_seed_keypair(seed)[1]
    return bindings.crypto_sign(use.encode("ascii") + b"\0" + data, secret)[:64]


def verified(public: bytes, use: str, data: bytes, signature: bytes) -> bool:
    """Whether the signature is that of the public key over this use and data."""
    try:
        bindings.crypto_sign_open(signature + use.encode("ascii") + b"\0" + data, public)
    except (CryptoError, ValueError):
        return False
    return len(signature) == 64


def pack(value: Any) -> bytes:
    """MessagePack of plain values."""
    return msgspec.msgpack.encode(value)


def unpack(body: bytes, deepest: int = DEEPEST) -> Any:
    """The value of a MessagePack body; Flaw bad-payload for what section 1 forbids."""
    try:
        value = msgspec.msgpack.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, TypeError):
        raise Flaw("bad-payload") from None
    _plain(value, DEEPEST - deepest)
    return value


def _plain(value: Any, above: int) -> None:
    """Raise when the value holds anything but what section 1 lists."""
    if isinstance(value, (list, dict)):
        if above == DEEPEST:
            raise Flaw("bad-payload")
        for part in value.values() if isinstance(value, dict) else value:
            _plain(part, above + 1)
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        raise Flaw("bad-payload")
    if not (value is None or isinstance(value, (bool, int, str, bytes, list, dict))):
        raise Flaw("bad-payload")


# Names of section 2.


def device_id(key: bytes) -> bytes:
    """The id of the device with this Ed25519 public key."""
    return hashed("lv1.device", key, 16)


def statement_of(member: bytes, device_key: bytes, member_key: bytes, salt: bytes) -> bytes:
    """The founder's statement, 112 bytes; the log id is its hash."""
    return member + device_key + member_key + salt


def log_id(statement: bytes) -> bytes:
    """The id of the log that begins with this statement."""
    if len(statement) != 112:
        raise Flaw("truncated" if len(statement) < 112 else "too-large")
    return hashed("lv1.log", statement)


def self_circle(log: bytes, member: bytes) -> bytes:
    """The circle of one member's own devices."""
    return hashed("lv1.self", log + member, 16)


def pair_circle(log: bytes, one: bytes, other: bytes) -> bytes:
    """The circle of two members, whichever is named first."""
    return hashed("lv1.pair", log + min(one, other) + max(one, other), 16)


def pair_secret(
    log: bytes, own: bytes, own_private: bytes, other: bytes, other_key: bytes
) -> bytes:
    """The secret that two members' generations share without a message."""
    sides = sorted([(own, exchange_public(own_private)), (other, other_key)])
    names = b"".join(member + key for member, key in sides)
    return hashed("lv1.pairkey", log + names, key=agree(own_private, other_key))


def slot_id(slot_key: bytes) -> bytes:
    """Where a parcel lies: from the slot's Ed25519 public key."""
    return hashed("lv1.slot", slot_key, 16)


def chain_link(before: bytes, tag: bytes, record: bytes) -> bytes:
    """The chain value one entry further."""
    return hashed("lv1.chain", before + tag + record)


def record_id(wire: bytes) -> bytes:
    """The id of a record."""
    return hashed("lv1.record", wire)
