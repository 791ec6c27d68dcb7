"""Patience: longer waits, and one telling of each thing that goes wrong."""

from __future__ import annotations

from shared.protocol.refusal import Refusal
from shared.replica.action import Tell, Wait
from shared.replica.notice import Notice, Told
from shared.replica.patience import RETRY, RETRY_LIMIT, Patience

NONSENSE = Notice(Told.NONSENSE, 3)


def test_waits_grow_to_a_minute() -> None:
    """Twice as long each time, from one second to a minute."""
    patience = Patience()
    waits = [patience.pause() for _ in range(9)]
    seconds = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert waits == [[Wait(RETRY * count)] for count in seconds]
    assert RETRY * seconds[-1] == RETRY_LIMIT
    assert patience.waiting


def test_each_thing_is_told_once() -> None:
    """The same refusal again only waits; another one is told."""
    patience = Patience()
    assert patience.complain(None, NONSENSE) == [Tell(NONSENSE), Wait(1_000)]
    assert patience.complain(None, NONSENSE) == [Wait(2_000)]
    other = Notice(Told.REFUSED, 3)
    assert patience.complain(Refusal.FULL, other) == [Tell(other), Wait(4_000)]
    assert patience.complain(Refusal.FULL, other) == [Wait(8_000)]


def test_success_begins_anew() -> None:
    """After something was done, waits are short again and things are told again."""
    patience = Patience()
    patience.complain(None, NONSENSE)
    patience.begin_anew()
    assert not patience.waiting
    assert patience.complain(None, NONSENSE) == [Tell(NONSENSE), Wait(1_000)]
