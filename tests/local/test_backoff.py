"""Waiting before the relay is tried again."""

from __future__ import annotations

import pytest

from tui.local.backoff import Backoff, wait_seconds


@pytest.mark.parametrize(
    ("failures", "longest"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (100_000, 60)],
)
def test_the_longest_wait_doubles_from_one_second_to_a_minute(failures: int, longest: int) -> None:
    """Who failed often leaves the relay alone for longer, but never for long."""
    assert wait_seconds(failures, 1.0) == longest


def test_the_wait_is_spread_over_all_of_that_time() -> None:
    """Devices that lost the relay in one moment do not come back in one."""
    assert [wait_seconds(3, n / 4) for n in range(4)] == [0, 1, 2, 3]


def test_a_success_begins_anew() -> None:
    """After it worked once, the next failure is the first."""
    backoff = Backoff(lambda: 0.5)
    waits = [backoff.next(), backoff.next(), backoff.next()]
    backoff.reset()

    assert [*waits, backoff.next()] == [0.5, 1, 2, 0.5]


def test_the_systems_randomness_is_used_when_no_other_is_given() -> None:
    """A wait lies between 0 and the longest."""
    assert 0 <= Backoff().next() < 1
