"""The relay's secret function on names that it does not see."""

from __future__ import annotations

import nacl.bindings as sodium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import blind
from shared.protocol.blind import POINTS_LIMIT, Evaluate, Evaluated
from shared.protocol.fault import Malformed
from shared.protocol.messages import decode, encode

randoms = st.binary(min_size=64, max_size=64).filter(
    lambda given: any(sodium.crypto_core_ed25519_scalar_reduce(given))
)
ORDER = 2**252 + 27742317777372353535851937790883648493
NOT_POINTS = {
    "too short": bytes(31),
    "too long": blind.hashed(b"x") + b"\0",
    "nothing": b"",
    "the neutral point": b"\1" + bytes(31),
    "order 4": bytes(32),
    "order 2": (2**255 - 20).to_bytes(32, "little"),
    "not canonical": (2**255 - 19 + 3).to_bytes(32, "little"),
    "off the curve": b"\2" + bytes(31),
    "with a part of order 2": sodium.crypto_core_ed25519_sub(
        blind.hashed(b"x"), (2**255 - 20).to_bytes(32, "little")
    ),
}


@given(data=st.binary(max_size=64), random=randoms, relay=randoms)
def test_blinding_changes_nothing_in_the_end(data: bytes, random: bytes, relay: bytes) -> None:
    """Blinded, evaluated and unblinded is what the relay's scalar makes of it directly."""
    key = blind.scalar(relay)
    point, blinding = blind.blind(data, random)

    assert blind.unblind(blind.evaluate(point, key), blinding) == blind.evaluate(
        blind.hashed(data), key
    )


@given(data=st.binary(max_size=64), one=randoms, other=randoms, relay=randoms)
def test_other_randomness_shows_another_point_and_ends_the_same(
    data: bytes, one: bytes, other: bytes, relay: bytes
) -> None:
    """The relay can not tell that the same name is asked again."""
    key = blind.scalar(relay)
    (first, a), (second, b) = blind.blind(data, one), blind.blind(data, other)

    assert (first == second) == (blind.scalar(one) == blind.scalar(other))
    assert blind.unblind(blind.evaluate(first, key), a) == blind.unblind(
        blind.evaluate(second, key), b
    )


@given(data=st.binary(max_size=64), random=randoms, one=randoms, other=randoms)
def test_another_relay_or_another_name_ends_elsewhere(
    data: bytes, random: bytes, one: bytes, other: bytes
) -> None:
    """Results of two relays, and of two names, do not match."""
    point, blinding = blind.blind(data, random)
    mine = blind.unblind(blind.evaluate(point, blind.scalar(one)), blinding)
    theirs = blind.unblind(blind.evaluate(point, blind.scalar(other)), blinding)
    longer, a = blind.blind(data + b"\0", random)

    assert (mine == theirs) == (blind.scalar(one) == blind.scalar(other))
    assert blind.unblind(blind.evaluate(longer, blind.scalar(one)), a) != mine


@given(data=st.binary(max_size=64), random=randoms)
def test_what_is_sent_is_always_a_point(data: bytes, random: bytes) -> None:
    """An honest device is never refused, whatever the name."""
    assert blind.is_point(blind.hashed(data))
    assert blind.is_point(blind.blind(data, random)[0])


@pytest.mark.parametrize("point", NOT_POINTS.values(), ids=NOT_POINTS)
def test_what_is_no_point_of_the_group_is_refused(point: bytes) -> None:
    """By the relay, whose scalar it could betray bits of, and by the device."""
    key = blind.scalar(bytes(63) + b"\1")

    assert not blind.is_point(point)
    for refuse in (blind.evaluate, blind.unblind):
        with pytest.raises(Malformed, match="not of the group"):
            refuse(point, key)


def test_a_scalar_is_made_from_64_bytes_that_do_not_make_zero() -> None:
    """Too few random bytes, and zero, are mistakes of the caller."""
    for random in (bytes(64), ORDER.to_bytes(64, "little"), b"r" * 32, b"", b"r" * 65):
        with pytest.raises(ValueError, match=r"64 random bytes|zero"):
            blind.scalar(random)


@pytest.mark.parametrize("kind", [Evaluate, Evaluated])
def test_a_body_has_1_to_16_points_of_32_bytes(kind: type[Evaluate | Evaluated]) -> None:
    """More, fewer and others are malformed; the same point twice is not."""
    for count in (1, POINTS_LIMIT):
        body = kind((blind.hashed(b"x"),) * count)
        assert decode(kind, encode(body)) == body
    for points in ((), (b"p" * 32,) * (POINTS_LIMIT + 1), (b"p" * 31,), (b"p" * 33,)):
        with pytest.raises(Malformed):
            decode(kind, encode(kind(points)))
