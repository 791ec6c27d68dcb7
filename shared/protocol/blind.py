"""Evaluating a secret function of the relay on what the relay does not see (§8.8).

The oblivious pseudorandom function "2HashDH" as in RFC 9497 (mode OPRF), over the
subgroup of prime order of edwards25519 in the encoding of libsodium's
`crypto_core_ed25519`. The device blinds, the relay evaluates, the device unblinds; what
comes out is the same for the same data and relay, and the relay sees random points only.
It does not prove which scalar it used (that would be RFC 9497's mode VOPRF): one that
uses another makes equal names look different, which a device can not tell.

RFC 9497 names the groups ristretto255 and decaf448, which PyNaCl does not bind. Points of
the subgroup serve as well where both sides refuse whatever is not in it, and
`crypto_core_ed25519_is_valid_point` does.
"""

from __future__ import annotations

from typing import Annotated

import nacl.bindings as sodium
from msgspec import Meta, Struct

from shared.protocol.fault import Malformed
from shared.protocol.hashing import hash32
from shared.protocol.messages import Bytes32

POINTS_LIMIT = 16
"""The most points in one request."""
POINT_BYTES = 32
SCALAR_BYTES = 32
RANDOM_BYTES = 64
"""So many random bytes make a scalar: reduced modulo the group's order of 253 bits they
are uniform but for 2⁻²⁵⁶."""

_Points = Annotated[tuple[Bytes32, ...], Meta(min_length=1, max_length=POINTS_LIMIT)]


class Evaluate(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Blinded points that the relay is to evaluate."""

    points: _Points


class Evaluated(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The points after it, in the same order."""

    points: _Points


def scalar(random: bytes) -> bytes:
    """A scalar (32 bytes) from 64 random bytes. Raises `ValueError` for another number
    of them, and for bytes that make zero, which random ones do not."""
    if len(random) != RANDOM_BYTES:
        raise ValueError("a scalar is made from 64 random bytes")
    reduced = sodium.crypto_core_ed25519_scalar_reduce(random)
    if not any(reduced):
        raise ValueError("these bytes make zero")
    return reduced


def hashed(data: bytes) -> bytes:
    """The point (32 bytes) that stands for `data`; nobody knows its logarithm.

    Two hashes of 32 bytes go through `crypto_core_ed25519_from_uniform`, which is the map
    Elligator 2 on 255 of their bits, times the cofactor; their sum is the point. One alone
    would only reach about half of the points, and not evenly. The sum of two is as good
    as a random point (RFC 9380 §3, hash_to_curve; Brier and others, 2010), and 255 bits
    are even modulo 2²⁵⁵ - 19 but for 2⁻²⁵⁰, so no wider hash is needed.
    """
    first = sodium.crypto_core_ed25519_from_uniform(hash32("lv1.point.1", data))
    second = sodium.crypto_core_ed25519_from_uniform(hash32("lv1.point.2", data))
    return sodium.crypto_core_ed25519_add(first, second)


def blind(data: bytes, random: bytes) -> tuple[bytes, bytes]:
    """The point (32 bytes) to send for `data`, and the scalar (32) to unblind with.

    `random` are 64 random bytes, never used twice; see `scalar` for what it raises.
    """
    blinding = scalar(random)
    return sodium.crypto_scalarmult_ed25519_noclamp(blinding, hashed(data)), blinding


def evaluate(point: bytes, scalar: bytes) -> bytes:
    """The point (32 bytes) times the relay's scalar (32).

    Raises `Malformed` for what is no point of the group: of another length, not on the
    curve, not canonical, of small order, or with a part of small order.
    """
    _check(point)
    return sodium.crypto_scalarmult_ed25519_noclamp(scalar, point)


def unblind(point: bytes, scalar: bytes) -> bytes:
    """What came back (32 bytes) without the scalar of `blind`: the relay's scalar times
    `hashed(data)`. Raises `Malformed` as `evaluate` does.

    It is for whoever asks alone, and is to be hashed under a key before it is used.
    """
    _check(point)
    inverse = sodium.crypto_core_ed25519_scalar_invert(scalar)
    return sodium.crypto_scalarmult_ed25519_noclamp(inverse, point)


def is_point(point: bytes) -> bool:
    """Whether these bytes are a point of the group as `evaluate` takes it."""
    return len(point) == POINT_BYTES and bool(sodium.crypto_core_ed25519_is_valid_point(point))


def _check(point: bytes) -> None:
    if not is_point(point):
        raise Malformed("a point is not of the group")
