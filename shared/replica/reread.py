"""Reading the log again, for bytes that this device now has a use for.

A key may come long after its epoch began (a further device learns its member's circles
from `self`), and a relay that was put back may get bytes again that it had lost. Then
whole pages are read again from a coarse boundary, so that the relay does not learn which
records they are (docs/protocol.md §4.4). What is found goes to its places on the disk;
the replica is then restored from there, as at a start.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from shared.protocol.messages import Page
from shared.replica.circle import Epoch
from shared.replica.commit import Row
from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told
from shared.replica.payload import CircleKind
from shared.replica.standing import Opened
from shared.replica.witness import contradicts
from shared.sealing.envelope import Flaw, unseal

SEEK_AGAIN = 10 * 60_000
"""After how many milliseconds missing bytes are looked for again on one connection."""
BOUNDARY = 256
"""Reading begins at a multiple of so many places."""


class Sought(NamedTuple):
    """What a device lacks: epochs (ids) whose beginning it has not seen, and places of
    records of its own circles without bytes."""

    epochs: frozenset[bytes]
    places: frozenset[int]

    def but(self, other: Sought) -> Sought:
        """This without what is in another."""
        return Sought(self.epochs - other.epochs, self.places - other.places)

    def with_(self, other: Sought) -> Sought:
        """This and what is in another."""
        return Sought(self.epochs | other.epochs, self.places | other.places)

    def __bool__(self) -> bool:
        return bool(self.epochs or self.places)


NOTHING = Sought(frozenset(), frozenset())


def sought(ledger: Ledger, waiting: Container[bytes]) -> Sought:
    """What is lacking at the end of the log; `waiting` are ids of epochs that this
    device is still to open."""
    epochs = (
        epoch.id
        for epoch in ledger.epochs.values()
        if epoch.begun is None
        and epoch.kind != CircleKind.PAIR
        and epoch.since < ledger.place
        and epoch.id not in waiting
        and epoch.tracks[epoch.opener].counter == 0
    )
    return Sought(frozenset(epochs), frozenset(ledger.gaps))


class Reread:
    """One reading: pages from `after` on, until it is `done`."""

    def __init__(self, ledger: Ledger, what: Sought) -> None:
        self._ledger = ledger
        self._places = what.places
        self._expected: dict[bytes, tuple[Epoch, bytes, int]] = {}
        first, self.until = ledger.place, 0
        for epoch_id in what.epochs:
            epoch = ledger.epochs[epoch_id]
            first = min(first, epoch.since)
            self.until = ledger.place
            for device in {*ledger.roster.devices, epoch.opener}:
                self._expected[epoch.keys.tag(device, 0)] = (epoch, device, 0)
        if what.places:
            first = min(first, min(what.places) - 1)
            self.until = max(self.until, *what.places)
        self.after = first - first % BOUNDARY
        self.found = False

    @property
    def done(self) -> bool:
        """Whether all was read that can hold what is sought."""
        return self.after >= self.until

    def take(self, page: Page) -> list[Row] | Notice:
        """The rows that the next page fills, or an alarm.

        The page must begin after `after`, hold something, and be the log that was taken.
        """
        ledger = self._ledger
        rows: list[Row] = []
        for place, entry in enumerate(page.entries, self.after + 1):
            if place > ledger.place:
                break
            if not ledger.stands_at(place, entry):
                return Notice(Told.REWRITTEN, place)
            hit = self._recognised(place, entry.tag)
            if entry.wire is None or hit is None or not ledger.bare[place]:
                continue
            alarm = self._contradiction(*hit, place, entry.id, entry.wire)
            if alarm is not None:
                return alarm
            rows.append(Row(place, entry.tag, entry.id, entry.wire))
        self.found = self.found or bool(rows)
        self.after += len(page.entries)
        return rows

    def _recognised(self, place: int, tag: bytes) -> tuple[Epoch, bytes] | None:
        """The epoch and device of a record that is sought."""
        if place in self._places:
            return self._ledger.gaps[place]
        hit = self._expected.pop(tag, None)
        if hit is None:
            return None
        epoch, device, counter = hit
        self._expected[epoch.keys.tag(device, counter + 1)] = (epoch, device, counter + 1)
        return epoch, device

    def _contradiction(
        self, epoch: Epoch, device: bytes, place: int, record_id: bytes, wire: bytes
    ) -> Notice | None:
        ledger = self._ledger
        plain = unseal(epoch.keys, ledger.log, wire, epoch.kind == CircleKind.SELF)
        if isinstance(plain, Flaw):
            return None
        record = Opened(place, record_id, device, plain, wire)
        return ledger.alarm_of(record) if contradicts(ledger, epoch, record) else None


class Search:
    """What is looked for on one connection, and the reading that is under way."""

    def __init__(self) -> None:
        self.reading: Reread | None = None
        self._sought = NOTHING
        self._at = 0

    def begin_anew(self) -> None:
        """The connection was made anew: the relay may have got what it lacked."""
        self.reading = None
        self._sought = NOTHING

    def look(self, ledger: Ledger, waiting: Container[bytes], now: int) -> Reread | None:
        """The reading to go on with; None when nothing is lacking that the relay may
        have. `waiting` as in `sought`, `now` in milliseconds."""
        if self.reading is None:
            if now - self._at >= SEEK_AGAIN:
                self._sought = NOTHING
            what = sought(ledger, waiting).but(self._sought)
            if what:
                self._sought = self._sought.with_(what)
                self._at = now
                self.reading = Reread(ledger, what)
        return self.reading
