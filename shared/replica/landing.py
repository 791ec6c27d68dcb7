"""Landing: what has become of the batch under way, from the entries that came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.protocol.record import Entry
from shared.replica.commit import Commit
from shared.replica.outbox import NO_FLIGHT, Flight, FlightRecord, Item

if TYPE_CHECKING:
    from shared.replica.replica import Replica


def land(replica: Replica, entries: Sequence[Entry], stood: set[bytes], commit: Commit) -> None:
    """See which of the flight's records have their place, and which never can."""
    placed = {entry.id for entry in entries}
    flight = replica.flight
    old = flight.old
    left: list[FlightRecord] = []
    broken: set[bytes] = set()
    for at, record in enumerate(flight.records, flight.landed):
        if record.id in placed:
            if record.id in stood:
                _stood(replica, record, commit)
            else:
                broken.add(record.epoch)
            continue
        if flight.fence:
            if replica.ledger.place > flight.seen + at:
                broken.add(record.epoch)
        elif record.epoch not in broken and not _can_land(replica, record):
            broken.add(record.epoch)
        left.append(record)
    if flight.fence and broken:
        replica.flight = Flight(old=(*old, *(record.id for record in left)))
    else:
        # What was stored all the same is no other machine's.
        old = (*old, *(record.id for record in left if record.epoch in broken))
        left = [record for record in left if record.epoch not in broken]
        landed = flight.landed + len(flight.records) - len(left)
        replica.flight = (
            msgspec.structs.replace(flight, records=tuple(left), landed=landed, old=old)
            if left
            else Flight(old=old)
        )
    if not replica.flight.records and not broken:
        replica.flight = NO_FLIGHT
    commit.flight = replica.flight


def _can_land(replica: Replica, record: FlightRecord) -> bool:
    epoch = replica.ledger.epochs.get(record.epoch)
    if epoch is None or epoch.ended is not None:
        return False
    track = epoch.tracks.get(replica.ledger.me)
    return track is None or track.counter <= record.counter


def _stood(replica: Replica, record: FlightRecord, commit: Commit) -> None:
    item = replica.items.get(record.item)
    if item is None or record.circle is None:
        return
    rest = [save for save in item.saves if save.circle != record.circle]
    if len(rest) != len(item.saves):
        replica.replace(Item(item.number, tuple(rest), item.opens, item.intent), commit)
