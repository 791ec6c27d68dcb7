"""The rows of one firm's log in SQLite: see `sync_server.store.schema`."""

# ruff: noqa: S608 - the only thing ever put into a statement is the number of a firm.
from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from shared.protocol.messages import Gap
from shared.protocol.record import TAG_BYTES, Entry
from sync_server.store.base import Kept, StoreFault

GAP_BYTES = 48


def served(
    connection: sqlite3.Connection, number: int, after: int, until: int, limit: int
) -> list[Kept]:
    """See `Store.served`."""
    found = connection.execute(
        f"select place, wire from log_{number} where place > ? and place <= ? order by place",
        (after, until),
    )
    kept: list[Kept] = []
    size = 0
    for expected, (place, wire) in enumerate(found, after + 1):
        if place != expected:
            raise StoreFault("a place is missing in a log")
        size += len(wire)
        if size > limit and kept:
            break
        kept.append(wire if len(wire) != GAP_BYTES else Gap(wire[:TAG_BYTES], wire[TAG_BYTES:]))
    return kept


def place_of(connection: sqlite3.Connection, number: int, tag: bytes) -> int | None:
    """Where a tag stands, or None when it does not."""
    found = connection.execute(
        f"select place from log_{number} where substr(wire, 1, 16) = ?", (tag,)
    ).fetchone()
    return None if found is None else int(found[0])


def stand_at(
    connection: sqlite3.Connection, number: int, first: int, entries: Sequence[Entry]
) -> bool:
    """Whether exactly these entries stand at consecutive places from `first`."""
    found = connection.execute(
        f"select wire from log_{number} where place >= ? order by place limit ?",
        (first, len(entries)),
    ).fetchall()
    return len(found) == len(entries) and all(
        wire in (entry.wire, entry.tag + entry.id)
        for (wire,), entry in zip(found, entries, strict=True)
    )


def add(connection: sqlite3.Connection, number: int, head: int, entries: Sequence[Entry]) -> bool:
    """Place entries after `head`; False, and nothing placed, when a tag is taken."""
    connection.execute("savepoint batch")
    try:
        connection.executemany(
            f"insert into log_{number} values (?, ?)",
            [(place, _row(entry)) for place, entry in enumerate(entries, head + 1)],
        )
    except sqlite3.IntegrityError:
        connection.execute("rollback to batch")
        return False
    finally:
        if connection.in_transaction:
            connection.execute("release batch")
    return True


def fill(connection: sqlite3.Connection, number: int, entries: Sequence[Entry]) -> list[Entry]:
    """Put records where their tag and id stand alone; gives those that were put."""
    return [
        entry
        for entry in entries
        if connection.execute(
            f"update log_{number} set wire = ? where substr(wire, 1, 16) = ? and wire = ?",
            (entry.wire, entry.tag, entry.tag + entry.id),
        ).rowcount
    ]


def _row(entry: Entry) -> bytes:
    return entry.tag + entry.id if entry.wire is None else entry.wire
