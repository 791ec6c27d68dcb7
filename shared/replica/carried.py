"""What a device can give of the log by hand: whole pages, up to a head that the relay signed
(docs/protocol.md §9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from shared.protocol.messages import Head, Page
from shared.protocol.record import Entry
from shared.replica.commit import Row
from shared.replica.ledger import Ledger
from shared.sealing.carrying import Manifest
from shared.wording import N_

PAGE_BYTES = 1_048_576
"""From so many bytes of records on a page is full."""
ENTRY_BYTES = 56
"""What an entry takes besides its record, or without one."""


class Lacking(Enum):
    """Why a device has nothing to give. Nothing was written."""

    no_head = N_(
        "This device has not come to a place that the relay has signed. Reach the relay first, or"
        " let another device make the file. Nothing was written."
    )
    nothing_after = N_(
        "There is nothing after place {after}: the relay has signed up to place {place} for this"
        " device. Nothing was written."
    )
    stopped = N_(
        "Syncing has stopped on this device by an alarm, so it hands on nothing. Read the alarm:"
        " luister status. Nothing was written."
    )


def manifest_of(ledger: Ledger, head: Head | None, after: int) -> Manifest | Lacking:
    """What a file that begins after a place says of itself; `head` is the newest head that
    the relay has signed for this device."""
    if head is None or not 0 < head.place <= ledger.place:
        return Lacking.no_head
    if ledger.chain_at(head.place) != head.chain:
        return Lacking.no_head
    if after >= head.place:
        return Lacking.nothing_after
    return Manifest(ledger.log, after, ledger.chain_at(after), head)


def pages_of(runs: Iterable[Sequence[Row]], manifest: Manifest) -> Iterator[Page]:
    """The pages of a file, from the rows after its first place, in order."""
    after, size = manifest.after, 0
    entries: list[Entry] = []
    for row in (row for run in runs for row in run):
        if row.place > manifest.head.place:
            break
        bytes_ = ENTRY_BYTES + len(row.wire or b"")
        if entries and size + bytes_ > PAGE_BYTES:
            yield Page(after, tuple(entries), manifest.head)
            after, size, entries = after + len(entries), 0, []
        entries.append(Entry(row.tag, row.id, row.wire))
        size += bytes_
    if entries:
        yield Page(after, tuple(entries), manifest.head)
