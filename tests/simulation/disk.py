"""A device's disk in memory: exactly what commits carry, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

from shared.protocol.messages import Head, decode
from shared.replica.change import Fields
from shared.replica.commit import Commit, Row
from shared.replica.outbox import NO_FLIGHT, Flight, Item


class Snapshot(NamedTuple):
    """The ledger's memory, and the content as far as it stands."""

    memory: bytes
    content: list[tuple[bytes, str, bytes, Fields]]


class Disk:
    """What is left of a device when its memory is gone."""

    def __init__(self, ring: bytes) -> None:
        self.rows: list[Row] = []
        self.items: dict[int, Item] = {}
        self.unsent: dict[int, Item] = {}
        self.flight: Flight = NO_FLIGHT
        self.ring = ring
        self.head: bytes | None = None
        self.left_out: frozenset[bytes] = frozenset()
        self.snapshot: Snapshot | None = None
        self.writes = 0

    def write(self, commit: Commit) -> None:
        """Bring a commit to the disk, whole."""
        self.writes += 1
        for row in commit.rows:
            assert row.place == len(self.rows) + 1, "rows are written in the order of the log"
            self.rows.append(row)
        if commit.filled or commit.dropped:
            # What it would be replayed on is not what it was made from any more.
            self.snapshot = None
        for row in commit.filled:
            before = self.rows[row.place - 1]
            assert (before.tag, before.id) == (row.tag, row.id), "other bytes for a kept place"
            self.rows[row.place - 1] = row
        for place in commit.dropped:
            self.rows[place - 1] = Row(
                place, self.rows[place - 1].tag, self.rows[place - 1].id, None
            )
        for item in commit.items:
            self.items[item.number] = item
        for item in commit.unsent:
            self.unsent[item.number] = item
        for number in commit.done:
            self.items.pop(number, None)
        for number in commit.shredded:
            del self.unsent[number]
        if commit.flight is not None:
            self.flight = commit.flight
        if commit.ring is not None:
            self.ring = commit.ring
        if commit.head is not None:
            self.head = commit.head

    def head_place(self) -> int:
        """The place of the newest head that the relay has signed for this device."""
        return decode(Head, self.head).place if self.head is not None else 0

    def copy(self) -> Disk:
        """A copy, as a backup or a thief makes one."""
        copied = Disk(self.ring)
        copied.rows = list(self.rows)
        copied.items = dict(self.items)
        copied.unsent = dict(self.unsent)
        copied.flight = self.flight
        copied.head = self.head
        copied.left_out = self.left_out
        copied.snapshot = self.snapshot
        return copied
