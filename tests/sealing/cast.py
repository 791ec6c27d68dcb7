"""The people and keys that the tests of sealing share, all made from small seeds."""

from __future__ import annotations

from hashlib import shake_256

from shared.sealing.device import Random, Signer, make_device, member_public
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import log_id, statement

SMALL_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]
"""Curve25519's points of small order, in all their encodings below 2^255."""


def seeded(seed: str) -> Random:
    """Bytes that follow from the seed, a new stretch at each call."""
    given = 0

    def random(count: int) -> bytes:
        nonlocal given
        given += 1
        return shake_256(f"{seed}/{given}".encode()).digest(count)

    return random


_random = seeded("cast")
NOOR, JOOST = _random(16), _random(16)
NOOR_PRIVATE, JOOST_PRIVATE = _random(32), _random(32)
NOOR_KEY, JOOST_KEY = member_public(NOOR_PRIVATE), member_public(JOOST_PRIVATE)
LAPTOP = make_device(_random)
OTHER_SIGNER = Signer.of(_random(32))
LOG = log_id(statement(NOOR, LAPTOP.signer.key, NOOR_KEY, _random(32)))
CIRCLE = _random(16)
KEYS = EpochKeys.of(CIRCLE, _random(32))
NONCE = _random(24)
TAG = KEYS.tag(LAPTOP.signer.device, 0)


def flipped(data: bytes, bit: int) -> bytes:
    """The same bytes with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
