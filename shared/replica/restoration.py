"""A relay that was put back from a backup: what it is given again (docs/protocol.md §8.6)."""

from __future__ import annotations

from shared.protocol.messages import Head
from shared.replica.action import Action, GiveBack, Offer, Tell
from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told

GIVE_BACK_RANGE = 4_096
"""How many places back a device gives its own records to a relay that was put back."""


class Restoration:
    """How far this device has come in healing a relay."""

    def __init__(self) -> None:
        self.offered = False
        """Whether the tail was offered on this connection and not answered by a page."""
        self._told: bytes | None = None
        self._giving: Head | None = None

    def begin_anew(self) -> None:
        """The connection was made anew."""
        self.offered = False
        self._giving = None

    def offer(self, ledger: Ledger, known: Head, head: Head) -> list[Action]:
        """Offer the tail up to the head that the relay once signed, with own bytes alone."""
        self.offered = True
        own = tuple(place for place in ledger.own_places if place > head.place)
        return [*self._tell(head), Offer(known, head.place, own)]

    def give_back(self, ledger: Ledger, known: Head, head: Head) -> list[Action]:
        """Give back own bytes, when the relay was put back since the head known last.

        An offer that was taken has brought them already.
        """
        if known.incarnation == head.incarnation or self.offered:
            return []
        places = tuple(p for p in ledger.own_places if p > head.place - GIVE_BACK_RANGE)
        if not places:
            return []
        self._giving = head
        return [*self._tell(head), GiveBack(places)]

    def given(self) -> Head | None:
        """The head to hold the relay to, now that it was given what it had lost."""
        head, self._giving = self._giving, None
        return head

    def _tell(self, head: Head) -> list[Action]:
        if self._told == head.incarnation:
            return []
        self._told = head.incarnation
        return [Tell(Notice(Told.RESTORED, head.place))]
