"""Patience with a relay that refuses or answers nonsense: wait longer, tell once."""

from __future__ import annotations

from shared.protocol.refusal import Refusal
from shared.replica.action import Action, Tell, Wait
from shared.replica.notice import Notice

RETRY = 1_000
RETRY_LIMIT = 60_000
"""The first and the longest wait, in milliseconds."""


WAITED_OUT = {
    Refusal.FENCE,
    Refusal.TAG_TAKEN,
    Refusal.RESTORING,
    Refusal.NOT_MINE,
    Refusal.BUSY,
    Refusal.FORBIDDEN,
}
"""Refusals that the next page or time makes good; the user need not know."""


class Patience:
    """How often in a row it failed on this connection, and what was told of it."""

    def __init__(self) -> None:
        self.waiting = False
        self._failures = 0
        self._told: set[Refusal | None] = set()

    def begin_anew(self) -> None:
        """The connection was made anew."""
        self.waiting = False
        self.went_well()

    def went_well(self) -> None:
        """Something was done: what fails from now on is told again, and waited for little."""
        self._failures = 0
        self._told.clear()

    def pause(self) -> list[Action]:
        """Wait, twice as long as the last time."""
        self.waiting = True
        wait = min(RETRY * 2 ** min(self._failures, 6), RETRY_LIMIT)
        self._failures += 1
        return [Wait(wait)]

    def complain(self, what: Refusal | None, notice: Notice) -> list[Action]:
        """Tell what went wrong, once; then wait."""
        if what in self._told:
            return self.pause()
        self._told.add(what)
        return [Tell(notice), *self.pause()]
