"""Ids that follow from ids, and the secret of two members."""

from __future__ import annotations

from hashlib import blake2b

import nacl.bindings as sodium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing.device import member_public
from shared.sealing.fault import SmallOrder
from shared.sealing.pair import (
    ADVISERS,
    EVERYONE,
    Statement,
    agree,
    is_key,
    log_id,
    pair_circle,
    pair_secret,
    read_statement,
    self_circle,
    statement,
)
from tests.sealing.cast import (
    JOOST,
    JOOST_KEY,
    JOOST_PRIVATE,
    LAPTOP,
    LOG,
    NOOR,
    NOOR_KEY,
    NOOR_PRIVATE,
    SMALL_ORDER,
)

PRIVATES = st.binary(min_size=32, max_size=32)
MEMBERS = st.binary(min_size=16, max_size=16)


@given(MEMBERS, PRIVATES, MEMBERS, PRIVATES)
def test_two_members_come_to_one_secret(a: bytes, x: bytes, b: bytes, y: bytes) -> None:
    """Each from its own private and the other's public key, in either order."""
    if a == b:
        b = bytes(reversed(a)) if a != a[::-1] else bytes([a[0] ^ 1]) + a[1:]

    assert pair_secret(LOG, a, x, b, member_public(y)) == pair_secret(
        LOG, b, y, a, member_public(x)
    )
    assert pair_circle(LOG, a, b) == pair_circle(LOG, b, a)


def test_the_secret_is_made_as_the_page_says() -> None:
    """Worked out here from DH and BLAKE2b alone."""
    shared = sodium.crypto_scalarmult(NOOR_PRIVATE, JOOST_KEY)
    (a, key_a), (b, key_b) = sorted([(NOOR, NOOR_KEY), (JOOST, JOOST_KEY)])
    made = blake2b(
        LOG + a + key_a + b + key_b, digest_size=32, key=shared, person=b"lv1.pairkey"
    ).digest()

    assert pair_secret(LOG, NOOR, NOOR_PRIVATE, JOOST, JOOST_KEY) == made


def test_the_secret_hangs_on_log_members_and_generations() -> None:
    """Another firm, person or generation has another secret."""
    secret = pair_secret(LOG, NOOR, NOOR_PRIVATE, JOOST, JOOST_KEY)
    next_key = member_public(bytes(31) + b"\x40")

    others = {
        pair_secret(bytes(32), NOOR, NOOR_PRIVATE, JOOST, JOOST_KEY),
        pair_secret(LOG, bytes(16), NOOR_PRIVATE, JOOST, JOOST_KEY),
        pair_secret(LOG, NOOR, JOOST_PRIVATE, JOOST, NOOR_KEY),
        pair_secret(LOG, NOOR, NOOR_PRIVATE, JOOST, next_key),
    }
    assert len(others) == 4
    assert secret not in others


@pytest.mark.parametrize(
    "point", SMALL_ORDER + [point[:31] + bytes([point[31] | 128]) for point in SMALL_ORDER]
)
def test_a_point_of_small_order_is_no_key(point: bytes) -> None:
    """With it everybody would know the secret."""
    assert not is_key(point)
    with pytest.raises(SmallOrder):
        agree(NOOR_PRIVATE, point)
    with pytest.raises(SmallOrder):
        pair_secret(LOG, NOOR, NOOR_PRIVATE, JOOST, point)


@given(PRIVATES)
def test_a_real_key_is_one(private: bytes) -> None:
    """Whatever its private key, a public key passes."""
    assert is_key(member_public(private))


@given(st.binary(max_size=64))
def test_any_bytes_are_a_key_or_not(data: bytes) -> None:
    """Judging a key raises nothing, and one that passes can be used."""
    if is_key(data):
        assert len(agree(NOOR_PRIVATE, data)) == 32
    else:
        assert len(data) != 32 or data[:31] + bytes([data[31] & 127]) in SMALL_ORDER


def test_a_pair_is_of_two() -> None:
    """Nobody makes a pair with oneself."""
    with pytest.raises(ValueError, match="two members"):
        pair_circle(LOG, NOOR, NOOR)
    with pytest.raises(ValueError, match="two members"):
        pair_secret(LOG, NOOR, NOOR_PRIVATE, NOOR, NOOR_KEY)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_keys_of_other_lengths_are_refused(length: int) -> None:
    """libsodium would read past the end of a short one."""
    with pytest.raises(ValueError, match="32 bytes"):
        agree(bytes(length), NOOR_KEY)
    with pytest.raises(ValueError, match="32 bytes"):
        agree(NOOR_PRIVATE, bytes(length))


def test_circles_of_one_firm_have_ids_of_their_own() -> None:
    """Fixed ones are fixed; those of a member and a pair hang on the log."""
    assert (EVERYONE.hex(), ADVISERS.hex()) == ("0" * 31 + "1", "0" * 31 + "2")
    ids = {
        EVERYONE,
        ADVISERS,
        self_circle(LOG, NOOR),
        self_circle(LOG, JOOST),
        self_circle(bytes(32), NOOR),
        pair_circle(LOG, NOOR, JOOST),
        pair_circle(bytes(32), NOOR, JOOST),
    }
    assert len(ids) == 7
    assert {len(circle) for circle in ids} == {16}


def test_a_statement_is_read_as_it_was_written() -> None:
    """112 bytes whose hash is the log id."""
    text = statement(NOOR, LAPTOP.signer.key, NOOR_KEY, b"r" * 32)

    assert len(text) == 112
    assert read_statement(text) == Statement(NOOR, LAPTOP.signer.key, NOOR_KEY, b"r" * 32)
    assert log_id(text) == blake2b(text, digest_size=32, person=b"lv1.log").digest()


@given(st.binary(max_size=300).filter(lambda text: len(text) != 112))
def test_another_length_is_no_statement(text: bytes) -> None:
    """And raises nothing."""
    assert read_statement(text) is None


def test_a_statement_of_wrong_parts_is_refused() -> None:
    """Even when the lengths add up."""
    with pytest.raises(ValueError, match="16, 32, 32 and 32"):
        statement(bytes(15), bytes(33), NOOR_KEY, bytes(32))
