"""Boxes: a secret reaches whom it is for, and nobody can put another in its place."""

from __future__ import annotations

import nacl.bindings as sodium
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.sealing.box import (
    BOX_BYTES,
    TURN_BOX_BYTES,
    Turned,
    open_box,
    open_turn,
    seal_box,
    seal_turn,
)
from shared.sealing.device import exchange_public
from shared.sealing.epoch import epoch_id
from shared.sealing.fault import SmallOrder
from tests.sealing.cast import CIRCLE, KEYS, LAPTOP, NONCE, NOOR_PRIVATE, SMALL_ORDER, flipped

SECRETS = st.binary(min_size=32, max_size=32)
SECRET = b"s" * 32
NEXT = epoch_id(CIRCLE, SECRET)
EXCHANGE = exchange_public(LAPTOP.exchange_private)
BOX = seal_box(KEYS.box, CIRCLE, NEXT, SECRET, NONCE)
TURN_BOX = seal_turn(EXCHANGE, NOOR_PRIVATE, SECRET, b"e" * 32)


@given(SECRETS)
def test_a_box_gives_the_secret(secret: bytes) -> None:
    """To the holder of the pair's box key."""
    epoch = epoch_id(CIRCLE, secret)
    box = seal_box(KEYS.box, CIRCLE, epoch, secret, NONCE)

    assert len(box) == BOX_BYTES == 72
    assert open_box(KEYS.box, CIRCLE, epoch, box) == secret


def test_a_box_is_for_one_key_circle_and_epoch() -> None:
    """Put anywhere else it does not open."""
    assert open_box(flipped(KEYS.box, 0), CIRCLE, NEXT, BOX) is None
    assert open_box(KEYS.box, flipped(CIRCLE, 0), NEXT, BOX) is None
    assert open_box(KEYS.box, CIRCLE, flipped(NEXT, 0), BOX) is None


def test_a_secret_that_the_epoch_id_does_not_commit_to_is_rejected() -> None:
    """Nobody can give two holders different secrets of one epoch."""
    other = seal_box(KEYS.box, CIRCLE, NEXT, b"t" * 32, NONCE)

    assert open_box(KEYS.box, CIRCLE, NEXT, other) is None


@given(st.integers(0, 8 * BOX_BYTES - 1))
def test_a_changed_box_does_not_open(bit: int) -> None:
    """Any bit of it."""
    assert open_box(KEYS.box, CIRCLE, NEXT, flipped(BOX, bit)) is None


@given(st.binary(max_size=200))
def test_any_bytes_open_or_not(data: bytes) -> None:
    """Neither kind of box raises for what a hostile closing holds."""
    assert open_box(KEYS.box, CIRCLE, NEXT, data) is None
    assert open_box(KEYS.box, CIRCLE, NEXT, BOX[: len(data)]) is None
    assert open_turn(LAPTOP.exchange_private, data) is None
    assert open_turn(LAPTOP.exchange_private, TURN_BOX[: min(len(data), 111)]) is None


@given(SECRETS, SECRETS, st.none() | SECRETS)
def test_a_turn_gives_both_keys(private: bytes, secret: bytes, ephemeral: bytes | None) -> None:
    """To the device of the exchange key; the one-time key may come from outside."""
    box = seal_turn(EXCHANGE, private, secret, ephemeral)

    assert len(box) == TURN_BOX_BYTES == 112
    assert open_turn(LAPTOP.exchange_private, box) == Turned(private, secret)


def test_a_turns_box_is_libsodiums_sealed_box() -> None:
    """Opened here by libsodium's own function, and the same bytes for the same key."""
    opened = sodium.crypto_box_seal_open(TURN_BOX, EXCHANGE, LAPTOP.exchange_private)

    assert opened == NOOR_PRIVATE + SECRET
    assert seal_turn(EXCHANGE, NOOR_PRIVATE, SECRET, b"e" * 32) == TURN_BOX
    assert seal_turn(EXCHANGE, NOOR_PRIVATE, SECRET, b"f" * 32) != TURN_BOX


@given(st.integers(0, 8 * TURN_BOX_BYTES - 1))
@example(255)  # the bit of an X25519 key that RFC 7748 ignores: the nonce covers it
def test_a_changed_turns_box_does_not_open(bit: int) -> None:
    """Any bit of it."""
    assert open_turn(LAPTOP.exchange_private, flipped(TURN_BOX, bit)) is None


def test_another_device_can_not_open_a_turn() -> None:
    """A device whose exchange key has turned since has forgotten what opens it."""
    assert open_turn(NOOR_PRIVATE, TURN_BOX) is None


@pytest.mark.parametrize("point", SMALL_ORDER)
@pytest.mark.parametrize("ephemeral", [None, b"e" * 32])
def test_nothing_is_sealed_to_a_point_of_small_order(point: bytes, ephemeral: bytes | None) -> None:
    """Everybody could open it."""
    with pytest.raises(SmallOrder):
        seal_turn(point, NOOR_PRIVATE, SECRET, ephemeral)


def test_what_a_turn_gives_does_not_show() -> None:
    """Neither key is in the representation."""
    turned = open_turn(LAPTOP.exchange_private, TURN_BOX)

    assert turned is not None
    assert "sss" not in repr(turned) + str(turned) + f"{turned}"
    assert NOOR_PRIVATE.hex() not in repr(turned)
