"""The flight on its way: what is asked, and where it stands when it was placed."""

from __future__ import annotations

import pytest

from shared.protocol.messages import Appended, Head, Page, ParcelPut
from shared.protocol.record import Entry, record_id
from shared.replica.flying import append_of, placed
from shared.replica.outbox import Flight, FlightRecord

WIRE = b"t" * 16 + b"rest"
RECORD = FlightRecord(WIRE, record_id(WIRE), b"e" * 32, 0)
PARCEL = (b"k" * 32, b"parcel", b"s" * 64)
FOREIGN = Entry(b"f" * 16, b"g" * 32)


def answer(after: int, count: int, first: int) -> Appended:
    """An answer with a page of other people's entries."""
    head = Head(b"i" * 16, first, b"c" * 32, b"s" * 64)
    return Appended(first, Page(after, (FOREIGN,) * count, head))


def test_content_says_what_was_seen_and_a_fence_where_it_stands() -> None:
    """Content may follow anything that was verified; a fence names its own place."""
    plain = append_of(Flight((RECORD,), parcels=(PARCEL,)), 9)
    assert (plain.seen, plain.fence, plain.records) == (9, False, (WIRE,))
    assert plain.parcels == (ParcelPut(*PARCEL),)
    assert append_of(Flight((RECORD,), fence=True, seen=7), 9).seen == 7


@pytest.mark.parametrize(
    ("after", "count", "first", "there"),
    [(5, 0, 6, True), (5, 2, 8, True), (5, 2, 9, False), (5, 2, 7, False)],
)
def test_placed_only_right_behind_the_page(after: int, count: int, first: int, there: bool) -> None:
    """The batch is not sent back: it is added when the page reaches right up to it."""
    entries = placed(Flight((RECORD,)), answer(after, count, first))
    assert entries == ((Entry(b"t" * 16, record_id(WIRE), WIRE),) if there else ())
