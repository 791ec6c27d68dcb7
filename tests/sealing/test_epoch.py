"""Keys of an epoch, its tokens and tags."""

from __future__ import annotations

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing.epoch import EpochKeys, epoch_id
from tests.sealing.cast import CIRCLE, KEYS

SECRETS = st.binary(min_size=32, max_size=32)
IDS = st.binary(min_size=16, max_size=16)


def test_keys_are_blake2b_of_the_secret_with_their_labels() -> None:
    """Each key is the keyed hash of the table, worked out here without the package."""
    expected = {
        "epoch": ("lv1.epoch", CIRCLE),
        "seal": ("lv1.seal", b""),
        "tag_key": ("lv1.tagkey", b""),
        "box": ("lv1.boxkey", b""),
    }
    for field, (label, data) in expected.items():
        made = blake2b(
            data, digest_size=32, key=KEYS.secret, person=label.encode().ljust(16, b"\0")
        )

        assert made.digest() == getattr(KEYS, field)


def test_a_tag_is_the_hash_of_its_token() -> None:
    """Who shows the token shows that it belongs to the circle, and any one can check."""
    token = blake2b(
        bytes(16) + (7).to_bytes(8, "big"), digest_size=32, key=KEYS.tag_key, person=b"lv1.token"
    ).digest()
    tag = blake2b(token, digest_size=16, person=b"lv1.tag").digest()

    assert KEYS.token(bytes(16), 7) == token
    assert KEYS.tag(bytes(16), 7) == tag


@given(IDS, SECRETS, SECRETS)
def test_an_epoch_id_commits_to_its_secret(circle: bytes, a: bytes, b: bytes) -> None:
    """Two secrets of one circle have two ids, and the keys carry the id."""
    assert EpochKeys.of(circle, a).epoch == epoch_id(circle, a)
    assert (epoch_id(circle, a) == epoch_id(circle, b)) == (a == b)


@given(IDS, IDS, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_tags_differ_by_device_and_counter(a: bytes, b: bytes, i: int, j: int) -> None:
    """One tag names one record of one device."""
    assert (KEYS.tag(a, i) == KEYS.tag(b, j)) == ((a, i) == (b, j))


@pytest.mark.parametrize(("circle", "secret"), [(15, 32), (17, 32), (16, 31), (16, 33), (16, 0)])
def test_keys_of_other_lengths_are_refused(circle: int, secret: int) -> None:
    """A short key would be taken by BLAKE2b without a word."""
    with pytest.raises(ValueError, match="bytes"):
        EpochKeys.of(bytes(circle), bytes(secret))


@given(SECRETS)
def test_no_key_shows_in_the_representation(secret: bytes) -> None:
    """A traceback or log that shows an epoch's keys shows none of them."""
    keys = EpochKeys.of(CIRCLE, secret)
    shown = repr(keys) + str(keys) + f"{keys}"

    for key in (keys.secret, keys.seal, keys.tag_key, keys.box):
        assert key.hex() not in shown
        assert repr(key)[2:-1] not in shown
