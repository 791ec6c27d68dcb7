"""Names that follow from other names, and the secret that two members share
(docs/protocol.md §2, §3)."""

from __future__ import annotations

import nacl.bindings as sodium
from msgspec import Struct

from shared.protocol.hashing import hash16, hash32, keyed32
from shared.sealing.device import member_public
from shared.sealing.fault import SmallOrder

EVERYONE = bytes(15) + b"\x01"
"""The circle of all members of a firm."""
ADVISERS = bytes(15) + b"\x02"
"""The circle of all members with the role `adviser`."""
STATEMENT_BYTES = 112
_KEY_BYTES = 32
_ANY_PRIVATE = bytes(32)  # a private key is a multiple of 8, so any one finds small order


class Statement(Struct, frozen=True):
    """How a firm begins: the founder's member id (16 bytes), device key (32), member
    key (32), and 32 random bytes."""

    member: bytes
    device_key: bytes
    member_key: bytes
    random: bytes


def self_circle(log: bytes, member: bytes) -> bytes:
    """The id (16 bytes) of a member's own circle in the log (id of 32 bytes)."""
    return hash16("lv1.self", log + member)


def pair_circle(log: bytes, a: bytes, b: bytes) -> bytes:
    """The id (16 bytes) of the circle of two members, in either order.

    Raises `ValueError` when they are the same member.
    """
    return hash16("lv1.pair", log + b"".join(_ordered(a, b)))


def pair_secret(
    log: bytes, own_member: bytes, own_private: bytes, other_member: bytes, other_public: bytes
) -> bytes:
    """The secret (32 bytes) of the pair epoch of two members' generations.

    Both compute the same. Raises `SmallOrder` when the other's key is no real key,
    and `ValueError` for wrong lengths or one member twice.
    """
    own = own_member + member_public(own_private)
    other = other_member + other_public
    shared = agree(own_private, other_public)
    names = own + other if _ordered(own_member, other_member)[0] == own_member else other + own
    return keyed32(shared, "lv1.pairkey", log + names)


def agree(private: bytes, public: bytes) -> bytes:
    """`DH(private, public)`: X25519 (RFC 7748), 32 bytes.

    Raises `SmallOrder` when the result is all zeros, `ValueError` for wrong lengths.
    """
    if len(private) != _KEY_BYTES or len(public) != _KEY_BYTES:
        raise ValueError("X25519 keys have 32 bytes")
    try:
        return sodium.crypto_scalarmult(private, public)
    except RuntimeError:  # libsodium's sign of a point of small order
        raise SmallOrder from None


def is_key(public: bytes) -> bool:
    """Whether this can be somebody's X25519 key: 32 bytes, and no point of small order.

    A member key that fails this must not come into the roster: no secret can be shared
    with its owner.
    """
    try:
        agree(_ANY_PRIVATE, public)
    except (SmallOrder, ValueError):
        return False
    return True


def statement(member: bytes, device_key: bytes, member_key: bytes, random32: bytes) -> bytes:
    """The statement (112 bytes) of a firm; raises `ValueError` for other lengths."""
    text = member + device_key + member_key + random32
    if len(member) != 16 or len(device_key) != 32 or len(member_key) != 32 or len(text) != 112:
        raise ValueError("a statement is made of 16, 32, 32 and 32 bytes")
    return text


def read_statement(text: bytes) -> Statement | None:
    """The parts of a statement, or None when it is not 112 bytes."""
    if len(text) != STATEMENT_BYTES:
        return None
    return Statement(text[:16], text[16:48], text[48:80], text[80:])


def log_id(text: bytes) -> bytes:
    """The log id (32 bytes) of the firm with this statement."""
    return hash32("lv1.log", text)


def _ordered(a: bytes, b: bytes) -> tuple[bytes, bytes]:
    if a == b:
        raise ValueError("a pair is of two members")
    return (a, b) if a < b else (b, a)
