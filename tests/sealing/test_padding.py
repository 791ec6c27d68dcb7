"""Padded lengths: few sizes, little waste."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing.padding import (
    FLOOR,
    SELF_OPENING_FLOOR,
    padded_length,
    padded_length_self_opening,
)

LENGTHS = st.integers(1, 4_194_304)


@given(LENGTHS)
def test_a_padded_length_is_never_shorter_than_the_length(length: int) -> None:
    """Nothing is cut off, by either rule."""
    assert padded_length(length) >= length
    assert padded_length_self_opening(length) >= length


@given(LENGTHS)
def test_a_padded_length_is_its_own(length: int) -> None:
    """A reader can tell a permitted size from any other: padding twice changes nothing."""
    once = padded_length(length)

    assert padded_length(once) == once


@given(LENGTHS, st.data())
def test_a_padded_length_is_the_smallest_permitted_one(length: int, data: st.DataObject) -> None:
    """No permitted size lies between the length and its padded length."""
    padded = padded_length(length)
    between = data.draw(st.integers(length, padded))

    assert padded_length(between) == padded


@given(LENGTHS, LENGTHS)
def test_longer_text_is_never_padded_to_less(a: int, b: int) -> None:
    """Both rules are monotone."""
    shorter, longer = sorted((a, b))

    assert padded_length(shorter) <= padded_length(longer)
    assert padded_length_self_opening(shorter) <= padded_length_self_opening(longer)


@given(st.integers(FLOOR + 1, 4_194_304))
def test_padding_costs_at_most_twelve_percent(length: int) -> None:
    """Above the floor, Padmé adds no more than 12 %."""
    assert padded_length(length) - length <= 0.12 * length


def test_sizes_are_few() -> None:
    """Up to four mebibytes there are fewer than 400 sizes."""
    sizes = {padded_length(length) for length in range(1, 4_194_304, 16)}

    assert len(sizes) < 400
    assert all(later > earlier for earlier, later in pairwise(sorted(sizes)))


@pytest.mark.parametrize(
    ("length", "padded"),
    [(1, 512), (152, 512), (512, 512), (513, 544), (1000, 1024), (1025, 1088), (9999, 10240)],
)
def test_known_lengths(length: int, padded: int) -> None:
    """Values worked out by hand from the formula of the protocol."""
    assert padded_length(length) == padded


@pytest.mark.parametrize(
    ("length", "padded"),
    [(1, 65_536), (65_536, 65_536), (65_537, 131_072), (860_000, 1_048_576)],
)
def test_an_opening_of_self_is_padded_to_a_power_of_two(length: int, padded: int) -> None:
    """So its size tells only the magnitude of what a member holds."""
    assert padded >= SELF_OPENING_FLOOR
    assert padded_length_self_opening(length) == padded
