"""The flight on its way: as a request, and as entries once it was placed."""

from __future__ import annotations

from shared.protocol.messages import Append, Appended, ParcelPut
from shared.protocol.record import Entry, tag_of
from shared.replica.outbox import Flight


def append_of(flight: Flight, place: int) -> Append:
    """The request that sends a flight from a device that has verified up to `place`."""
    return Append(
        flight.seen if flight.fence else place,
        flight.fence,
        tuple(record.wire for record in flight.records),
        tuple(ParcelPut(*parcel) for parcel in flight.parcels),
    )


def placed(flight: Flight, appended: Appended) -> tuple[Entry, ...]:
    """The flight as entries, when the answer's page reaches right up to it."""
    page = appended.page
    if page.after + len(page.entries) + 1 != appended.first_place:
        return ()
    return tuple(Entry(tag_of(record.wire), record.id, record.wire) for record in flight.records)
