"""Clocks order nothing and stop nothing; one that runs ahead is told."""

from __future__ import annotations

from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told

FUTURE_MARGIN = 10 * 60_000
"""How far ahead, in milliseconds, a colleague's clock may run before it is told."""


class Clocks:
    """Whose clock was found to run ahead."""

    def __init__(self) -> None:
        self._told: set[bytes] = set()

    def ahead(self, ledger: Ledger, now: int) -> list[Notice]:
        """A notice for each device whose newest record is from the future, once."""
        notices = []
        for device, (place, time) in ledger.heard.items():
            if time > now + FUTURE_MARGIN and device not in self._told:
                self._told.add(device)
                blanks = (("author", ledger.author(device)),)
                notices.append(Notice(Told.FUTURE, place, blanks))
        return notices
