"""`caseload.db`: the log as far as this device keeps it, and what waits to be sent.

One transaction for each commit: all of it is on the disk, or none. The records are
sealed as they came; everything else is sealed under the device's own key.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from shared.protocol.record import ID_BYTES, TAG_BYTES, record_id, tag_of
from shared.replica.commit import Commit, Row
from shared.replica.outbox import NO_FLIGHT, Flight, Item, decode_flight, decode_item, encode
from tui.local import database
from tui.local.fault import StoreDamaged, StoreLocked
from tui.local.sealer import Sealer

ROWS_AT_ONCE = 2_000
SNAPSHOT = "snapshot"
"""The kept name of the snapshot that belongs to the store."""
_OWN_NAMES = {"total", "flight", "ring", "head"}


class Loaded(msgspec.Struct):
    """What the store holds besides the log. `ring` and `head` are encoded, `ring` is
    secret; `snapshot` is the stamp of the snapshot that belongs to the store; `place` is
    the last place kept, `number` the highest outbox number so far."""

    items: list[Item] = []
    unsent: list[Item] = []
    flight: Flight = NO_FLIGHT
    ring: bytes | None = None
    head: bytes | None = None
    snapshot: bytes | None = None
    place: int = 0
    number: int = 0

    def __repr__(self) -> str:
        return f"Loaded(place={self.place}, items={len(self.items)}, <redacted>)"


class Total(msgspec.Struct, array_like=True, frozen=True):
    """How much there must be: last place, waiting and unsent items, highest number.

    Sealed and written with every commit, so that rows that went missing are noticed.
    """

    place: int = 0
    waiting: int = 0
    unsent: int = 0
    number: int = 0


_encode_total = msgspec.msgpack.Encoder().encode
_decode_total = msgspec.msgpack.Decoder(Total).decode


class Store:
    """The open database. One thread at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection, sealer: Sealer) -> None:
        self._path = path
        self._db = connection
        self._sealer = sealer
        self._total = Total()
        self._waiting: set[int] = set()
        self._unsent: set[int] = set()

    @classmethod
    def create(cls, path: Path, sealer: Sealer) -> Self:
        """Make an empty database and open it. Raises `StoreFault`."""
        database.make(path)
        return cls.open(path, sealer)

    @classmethod
    def open(cls, path: Path, sealer: Sealer) -> Self:
        """Open the database. Raises `StoreFault`: missing, foreign, newer, damaged, or
        of other keys; it is not written to then."""
        connection = database.connect(path)
        store = cls(path, connection, sealer)
        try:
            with database.faults(path):
                store._check()
        except BaseException:
            connection.close()
            raise
        return store

    def _check(self) -> None:
        """Whether the key fits, and all is there that should be."""
        (place,) = self._db.execute("select max(place) from log").fetchone()
        self._waiting.update(n for (n,) in self._db.execute("select number from outbox"))
        self._unsent.update(n for (n,) in self._db.execute("select number from unsent"))
        sealed = self._raw("total")
        if sealed is None and place is None and not self._waiting and not self._unsent:
            self._put("total", _encode_total(self._total))
            return
        text = None if sealed is None else self._sealer.open("kept/total", sealed)
        if text is None:
            raise StoreLocked(path=str(self._path))
        self._total = _decode_total(text)
        found = (place or 0, len(self._waiting), len(self._unsent))
        if found != (self._total.place, self._total.waiting, self._total.unsent):
            raise StoreDamaged(path=str(self._path))

    @property
    def number(self) -> int:
        """The highest outbox number that was ever given."""
        return self._total.number

    # What is written

    def commit(self, commit: Commit, beside: Callable[[], None] | None = None) -> None:
        """Write all of a commit, durably, or nothing of it. Raises `StoreFault`.

        `beside` touches nothing here and is done while the disk works.
        """
        if commit.empty():
            return
        if commit.rows and commit.rows[0].place != self._total.place + 1:
            raise ValueError("the rows do not follow those that are kept")
        added = {item.number for item in commit.items} - self._waiting
        gone = {n for n in commit.done if n in self._waiting or n in added}
        unsent = {item.number for item in commit.unsent} - self._unsent
        shredded = self._unsent.intersection(commit.shredded)
        total = Total(
            max([self._total.place, *(row.place for row in commit.rows)]),
            len(self._waiting) + len(added) - len(gone),
            len(self._unsent) + len(unsent) - len(shredded),
            max([self._total.number, *added, *unsent]),
        )
        with database.transaction(self._db, self._path, beside):
            self._write(commit)
            if total != self._total:
                self._put("total", _encode_total(total))
        self._total = total
        self._waiting |= added
        self._waiting -= gone
        self._unsent |= unsent
        self._unsent -= shredded

    def _write(self, commit: Commit) -> None:
        db = self._db
        if commit.rows:
            db.executemany(
                "insert into log values (?, ?, ?, ?)",
                [(row.place, row.tag, row.id, row.wire) for row in commit.rows],
            )
        if commit.filled:
            db.executemany(
                "update log set wire = ? where place = ? and tag = ? and id = ?",
                [(row.wire, row.place, row.tag, row.id) for row in commit.filled],
            )
        if commit.dropped:
            db.executemany(
                "update log set wire = null where place = ?",
                [(place,) for place in commit.dropped],
            )
        if commit.filled or commit.dropped:
            # Replaying on top of a snapshot from before would bring back what is gone.
            db.execute("delete from kept where name = ?", (SNAPSHOT,))
        for item in commit.items:
            self._add("outbox", item)
        for item in commit.unsent:
            self._add("unsent", item)
        if commit.done:
            db.executemany(
                "delete from outbox where number = ?", [(number,) for number in commit.done]
            )
        if commit.shredded:
            db.executemany(
                "delete from unsent where number = ?", [(number,) for number in commit.shredded]
            )
        if commit.flight is not None:
            self._put("flight", encode(commit.flight))
        if commit.ring is not None:
            self._put("ring", commit.ring)
        if commit.head is not None:
            self._put("head", commit.head)

    def _add(self, table: str, item: Item) -> None:
        number = item.number
        sealed = self._sealer.seal(f"{table}/{number}", encode(item))
        # An item of the same number is the same item, formed anew.
        self._db.execute(f"insert or replace into {table} values (?, ?)", (number, sealed))  # noqa: S608

    def keep(self, name: str, value: bytes | None) -> None:
        """Keep a small value of the session's under a name, durably; None forgets it."""
        if name in _OWN_NAMES:
            raise ValueError(f"the store keeps {name} itself")
        with database.transaction(self._db, self._path):
            if value is None:
                self._db.execute("delete from kept where name = ?", (name,))
            else:
                self._put(name, value)

    def leave_no_trace(self) -> None:
        """Let nothing that was overwritten stand in the write-ahead log any more. What
        hinders that (another program reads the file) is made good when it is closed."""
        with contextlib.suppress(sqlite3.OperationalError):
            self._db.execute("pragma wal_checkpoint(truncate)")

    def _put(self, name: str, value: bytes) -> None:
        sealed = self._sealer.seal(f"kept/{name}", value)
        self._db.execute("insert or replace into kept values (?, ?)", (name, sealed))

    # What is read

    def kept(self, name: str) -> bytes | None:
        """The value kept under a name, or None. Raises `StoreFault`."""
        with database.faults(self._path):
            blob = self._raw(name)
        return None if blob is None else self._unsealed(f"kept/{name}", blob)

    def _raw(self, name: str) -> bytes | None:
        row = self._db.execute("select sealed from kept where name = ?", (name,)).fetchone()
        return None if row is None or not isinstance(row[0], bytes) else row[0]

    def load(self) -> Loaded:
        """What there is besides the log. Raises `StoreFault`."""
        loaded = Loaded(place=self._total.place, number=self._total.number)
        with database.faults(self._path):
            loaded.items = self._items("outbox")
            loaded.unsent = self._items("unsent")
            flight = self.kept("flight")
            if flight is not None:
                loaded.flight = decode_flight(flight)
            loaded.ring = self.kept("ring")
            loaded.head = self.kept("head")
            loaded.snapshot = self.kept(SNAPSHOT)
        return loaded

    def _items(self, table: str) -> list[Item]:
        found = self._db.execute(f"select number, sealed from {table} order by number")  # noqa: S608
        return [
            decode_item(self._unsealed(f"{table}/{number}", sealed))
            for number, sealed in found.fetchall()
        ]

    def rows(self, after: int = 0) -> Iterator[list[Row]]:
        """The log after a place, in runs of at most `ROWS_AT_ONCE` rows.

        Raises `StoreDamaged` where a place is missing or bytes are not what they were.
        """
        place = after
        while True:
            with database.faults(self._path):
                found = self._db.execute(
                    "select place, tag, id, wire from log where place > ? order by place limit ?",
                    (place, ROWS_AT_ONCE),
                ).fetchall()
            if not found:
                break
            for at, tag, record, wire in found:
                place += 1
                if at != place or not _whole(tag, record, wire):
                    raise StoreDamaged(path=str(self._path))
            yield [Row(*row) for row in found]
        if place < self._total.place:
            raise StoreDamaged(path=str(self._path))

    def row(self, place: int) -> Row | None:
        """What stands at one place of the log."""
        with database.faults(self._path):
            found = self._db.execute(
                "select place, tag, id, wire from log where place = ?", (place,)
            ).fetchone()
        return None if found is None else Row(*found)

    def _unsealed(self, purpose: str, blob: object) -> bytes:
        text = self._sealer.open(purpose, blob) if isinstance(blob, bytes) else None
        if text is None:
            raise StoreDamaged(path=str(self._path))
        return text

    def close(self) -> None:
        """Bring everything into the one file and let it go."""
        database.close(self._db)


def _whole(tag: object, record: object, wire: object) -> bool:
    """Whether the bytes of a row have the tag and id that they stand under."""
    if not isinstance(tag, bytes) or len(tag) != TAG_BYTES:
        return False
    if not isinstance(record, bytes) or len(record) != ID_BYTES:
        return False
    if wire is None:
        return True
    return isinstance(wire, bytes) and tag_of(wire) == tag and record_id(wire) == record
