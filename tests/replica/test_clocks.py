"""Clocks that run ahead are told, once for each device, and stop nothing."""

from __future__ import annotations

from shared.replica.clocks import FUTURE_MARGIN
from shared.replica.notice import Notice, Told
from tests.replica.desk import trio

NOTE = b"n" * 16


def test_a_clock_that_runs_ahead_is_told_once() -> None:
    """What was written under it stands all the same."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    for text in ("one", "two"):
        firm.now += FUTURE_MARGIN + 1
        joost.write(case, NOTE, text=text)
        joost.sync()
        firm.now -= FUTURE_MARGIN + 1
        noor.sync()
        assert noor.shown(case, NOTE, "text") == [text]
    place = firm.relay.place - 1
    assert noor.told == [Notice(Told.FUTURE, place, (("author", "Joost (laptop)"),))]


def test_a_few_minutes_are_nobodys_business() -> None:
    """Up to ten minutes is not told."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    firm.now += FUTURE_MARGIN
    joost.write(case, NOTE, text="one")
    joost.sync()
    firm.now -= FUTURE_MARGIN
    noor.sync()
    assert noor.shown(case, NOTE, "text") == ["one"]
    assert noor.told == []
