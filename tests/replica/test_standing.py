"""Counting: a run of records has one outcome, wherever it is cut."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from shared.replica.circle import ZERO_ID
from shared.replica.payload import NO_FENCE, Kind
from shared.replica.standing import Opened, Settled, settle
from shared.sealing.envelope import Plain

DEVICE = b"d" * 16


def opened(place: int, predecessor: bytes) -> Opened:
    """A content record at a place; its id is made from that."""
    plain = Plain(Kind.CHANGES, NO_FENCE, predecessor, 0, ZERO_ID, 0, b"", 0)
    return Opened(place, id_of(place), DEVICE, plain, b"")


def id_of(place: int) -> bytes:
    return bytes([place]) * 32


class Run(NamedTuple):
    """Records, those that are really signed, and ids of erased entries before them."""

    records: list[Opened]
    good: set[bytes]
    erased: set[bytes]

    def genuine(self, record: Opened) -> bool:
        return record.id in self.good


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Runs in which most records name the one before, and some name another one, none,
    or one that is erased; most are signed."""
    records: list[Opened] = []
    good: set[bytes] = set()
    erased = {b"\xee" * 32} if draw(st.booleans()) else set()
    for place in range(1, draw(st.integers(1, 9)) + 1):
        before = [id_of(place - 1)] if place > 1 else [ZERO_ID]
        others = [ZERO_ID, b"\xee" * 32, b"\xff" * 32, *(r.id for r in records)]
        honest = draw(st.integers(0, 3)) > 0
        record = opened(place, before[0] if honest else draw(st.sampled_from(others)))
        records.append(record)
        if draw(st.integers(0, 2)) > 0:
            good.add(record.id)
    return Run(records, good, erased)


def in_pieces(run: Run, cuts: list[int]) -> Settled:
    """Settle a run in windows that end after the places in `cuts`."""
    counted: list[Opened] = []
    rejected: list[Opened] = []
    waiting: list[Opened] = []
    last = ZERO_ID
    for record in run.records:
        waiting.append(record)
        if record.place in cuts or record is run.records[-1]:
            some = settle(waiting, last, run.erased, run.genuine)
            counted += some.counted
            rejected += some.rejected
            waiting, last = list(some.waiting), some.last
    return Settled(counted, rejected, waiting, last)


def by_the_page(run: Run) -> Settled:
    """The rule of the page, word by word: without windows and without a short cut."""
    records = run.records
    effective: dict[int, bool] = {}
    for at in reversed(range(len(records))):
        named = at + 1 < len(records) and records[at + 1].plain.predecessor == records[at].id
        effective[at] = run.genuine(records[at]) or (named and effective[at + 1])
    settled = Settled([], [], [], ZERO_ID)
    last = ZERO_ID
    for at, record in enumerate(records):
        if not effective[at]:
            later = any(effective[other] for other in range(at + 1, len(records)))
            (settled.rejected if later else settled.waiting).append(record)
        elif record.plain.predecessor == last or record.plain.predecessor in run.erased:
            settled.counted.append(record)
            last = record.id
        else:
            settled.rejected.append(record)
    return settled._replace(last=last)


@given(runs(), st.sets(st.integers(1, 9)))
def test_cutting_a_run_changes_nothing(run: Run, cuts: set[int]) -> None:
    """Read one by one, in windows or whole: the same count, fail and wait."""
    whole = settle(run.records, ZERO_ID, run.erased, run.genuine)
    assert in_pieces(run, sorted(cuts)) == whole
    assert in_pieces(run, list(range(1, 10))) == whole


@given(runs())
def test_the_short_cut_is_the_rule(run: Run) -> None:
    """The one signature of an honest run tells what the rule of the page tells."""
    assert settle(run.records, ZERO_ID, run.erased, run.genuine) == by_the_page(run)


@given(st.integers(1, 9))
def test_an_honest_run_costs_one_check(length: int) -> None:
    """However long an honest run is, one signature is checked."""
    asked: list[bytes] = []

    def genuine(record: Opened) -> bool:
        asked.append(record.id)
        return True

    records = [opened(place, id_of(place - 1)) for place in range(1, length + 1)]
    settled = settle(records, id_of(0), set(), genuine)
    assert settled == Settled(records, [], [], id_of(length))
    assert asked == [id_of(length)]


def test_an_unsigned_last_record_waits_alone() -> None:
    """The records before one that nobody vouches for count all the same."""
    run = [opened(1, ZERO_ID), opened(2, id_of(1))]
    settled = settle(run, ZERO_ID, set(), lambda record: record.place == 1)
    assert settled == Settled(run[:1], [], run[1:], id_of(1))


def test_a_record_inserted_by_the_relay_is_rejected() -> None:
    """What was put between two records of a device does not count; both others do."""
    forged = opened(2, id_of(1))
    run = [opened(1, ZERO_ID), forged, opened(3, id_of(1))]
    settled = settle(run, ZERO_ID, set(), lambda record: record.place != 2)
    assert [record.place for record in settled.counted] == [1, 3]
    assert settled.rejected == [forged]


def test_a_record_after_an_erased_one_counts() -> None:
    """A device goes on after a record whose bytes are gone, if it names that one."""
    after = opened(5, b"\xee" * 32)
    assert settle([after], ZERO_ID, {b"\xee" * 32}, lambda _: True).counted == [after]
    assert settle([after], ZERO_ID, set(), lambda _: True).rejected == [after]
