"""A relay that was put back from a backup: what it is given again (docs/protocol.md §8.6)."""

from __future__ import annotations

from shared.protocol.messages import Head
from shared.replica.action import Action, GiveBack, Offer, Tell
from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told
from shared.replica.ring import NOT_SERVED

GIVE_BACK_RANGE = 4_096
"""How many places back a device gives its own records to a relay that was put back."""


class Restoration:
    """How far this device has come in healing a relay."""

    def __init__(self) -> None:
        self._offered = False
        self.taken = False
        """Whether the page that is being taken answers an offer of the tail."""
        self._told: bytes | None = None
        self._giving: bytes | None = None

    def begin_anew(self) -> None:
        """The connection was made anew."""
        self._offered = self.taken = False
        self._giving = None

    def answered(self) -> None:
        """A page came."""
        self.taken, self._offered = self._offered, False

    def refused(self) -> None:
        """What was asked was refused."""
        self.taken = self._offered = False

    def offer(self, ledger: Ledger, known: Head, head: Head) -> list[Action]:
        """Offer the tail up to the head that the relay once signed, with own bytes alone."""
        self._offered = True
        return [*self._tell(head), Offer(known, head.place, _uploaded(ledger, head.place))]

    def give_back(self, ledger: Ledger, head: Head) -> list[Action]:
        """Give back own bytes, when the relay was put back since it last got them. (Also
        after an offer that was taken: the backup itself may have been without some.)"""
        if ledger.ring.served in (b"", head.incarnation):
            return []
        places = _uploaded(ledger, head.place - GIVE_BACK_RANGE)
        if not places:
            return []
        self._giving = head.incarnation
        told = [] if ledger.ring.served == NOT_SERVED else self._tell(head)
        return [*told, GiveBack(places)]

    def settled(self, ledger: Ledger, head: Head) -> bool:
        """Note that nothing is to be given to this incarnation; whether that is new."""
        new = ledger.ring.served != head.incarnation
        ledger.ring.served = head.incarnation
        return new

    def given(self, ledger: Ledger) -> bool:
        """Note that the relay was given what it had lost; False when it was asked for
        something else."""
        incarnation, self._giving = self._giving, None
        if incarnation is None:
            return False
        ledger.ring.served = incarnation
        return True

    def _tell(self, head: Head) -> list[Action]:
        if self._told == head.incarnation:
            return []
        self._told = head.incarnation
        return [Tell(Notice(Told.RESTORED, head.place))]


def _uploaded(ledger: Ledger, after: int) -> tuple[int, ...]:
    """The places after one of what this device uploaded, in order."""
    own = {*ledger.own_places, *ledger.ring.uploaded}
    return tuple(sorted(place for place in own if place > after))
