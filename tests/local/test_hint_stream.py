"""Reading the event stream of a relay that may be hostile."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.local.hint_stream import EVENT_LIMIT, LINE_LIMIT, HintStream

EVENTS = (
    b"event: head\ndata: 7\n\n:\n\n"
    b"event: head\r\ndata:12\r\n\r\n"
    b":still here\revent: head\rdata: 40\r\r"
)


def test_places_are_told_as_they_come() -> None:
    """Every way to end a line is understood; comments tell nothing."""
    assert HintStream().feed(EVENTS) == [7, 12, 40]


@given(st.sets(st.integers(0, len(EVENTS))))
def test_it_does_not_matter_where_the_bytes_are_cut(cuts: set[int]) -> None:
    """The network cuts where it likes, also within the end of a line."""
    stream = HintStream()
    told: list[int] = []
    bounds = [0, *sorted(cuts), len(EVENTS)]
    for start, end in pairwise(bounds):
        told += stream.feed(EVENTS[start:end]) or []

    assert told == [7, 12, 40]


def test_a_comment_is_a_sign_of_life() -> None:
    """A heartbeat counts as a line, half a heartbeat does not."""
    stream = HintStream()
    stream.feed(b":")
    before = stream.lines
    stream.feed(b"\n\n")

    assert (before, stream.lines) == (0, 2)


def test_events_of_a_later_version_are_passed_over() -> None:
    """An unknown event, field or empty event is no reason to end."""
    told = HintStream().feed(
        b"event: tide\ndata: high\n\nid: 4\nretry: 9\n\n\nevent: head\ndata: 3\n\n"
    )

    assert told == [3]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"data: -1\n",
        b"data: 1.5\n",
        b"data: 1\ndata: 2\n",
        b"data: 9223372036854775808\n",
        b"data: " + b"9" * 900 + b"\n",
        "data: ٣\n".encode(),
    ],
)
def test_a_head_without_a_place_ends_the_stream(data: bytes) -> None:
    """What is not a place is not guessed at."""
    assert HintStream().feed(b"event: head\n" + data + b"\n") is None


def test_a_line_without_end_is_cut_off() -> None:
    """A hostile relay fills no memory: a line has a longest length, however it comes."""
    stream = HintStream()
    whole = HintStream().feed(b"x" * (LINE_LIMIT + 3) + b"\n")
    told = [stream.feed(b"x" * 100) for _ in range(LINE_LIMIT // 100 + 1)]

    assert whole is None
    assert told == [[]] * (LINE_LIMIT // 100) + [None]


def test_an_event_without_end_is_cut_off() -> None:
    """An event has a greatest number of lines."""
    assert HintStream().feed(b"data: 1\n" * EVENT_LIMIT) == []
    assert HintStream().feed(b"data: 1\n" * (EVENT_LIMIT + 1)) is None


@given(st.lists(st.binary(max_size=64), max_size=20))
def test_no_bytes_make_it_fail(chunks: list[bytes]) -> None:
    """Whatever comes, the answer is places or the end."""
    stream = HintStream()

    assert all(told is None or all(p >= 0 for p in told) for told in map(stream.feed, chunks))
