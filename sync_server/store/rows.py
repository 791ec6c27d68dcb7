"""The rows of one firm's log in SQLite: see `sync_server.store.schema`."""

# ruff: noqa: S608 - the only thing ever put into a statement is the number of a firm.
from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from shared.protocol.messages import Gap
from shared.protocol.record import TAG_BYTES, Entry, record_id
from sync_server.store.base import Erasure, Kept, StoreFault

GAP_BYTES = 48
_WIPED = bytes(64)
"""Stands behind tag and id where a record was erased, and in no honest record."""


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
    for expected, (place, row) in enumerate(found, after + 1):
        if place != expected:
            raise StoreFault("a place is missing in a log")
        wire = _wire(connection, number, place, row)
        size += GAP_BYTES if wire is None else len(wire)
        if size > limit and kept:
            break
        kept.append(Gap(row[:TAG_BYTES], row[TAG_BYTES:GAP_BYTES]) if wire is None else wire)
    return kept


def _wire(connection: sqlite3.Connection, number: int, place: int, row: bytes) -> bytes | None:
    """The record at a place with this row, or None where its bytes are gone."""
    if len(row) == GAP_BYTES:
        if _is_erased(connection, number, place):
            return None
        query = "select wire from filled where firm = ? and place = ?"
        found = connection.execute(query, (number, place)).fetchone()
        return None if found is None else bytes(found[0])
    if row.startswith(_WIPED, GAP_BYTES) and _is_erased(connection, number, place):
        return None
    return row


def _is_erased(connection: sqlite3.Connection, number: int, place: int) -> bool:
    query = "select 1 from erased where firm = ? and place = ?"
    return connection.execute(query, (number, place)).fetchone() is not None


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
        f"select place, wire from log_{number} where place >= ? order by place limit ?",
        (first, len(entries)),
    ).fetchall()
    return len(found) == len(entries) and all(
        (_wire(connection, number, place, row) or row[:GAP_BYTES])
        in (entry.wire, entry.tag + entry.id)
        for (place, row), entry in zip(found, entries, strict=True)
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
            f"insert into filled (firm, place, wire) select ?, place, ? from log_{number}"
            " where substr(wire, 1, 16) = ? and wire = ? and not exists"
            f" (select 1 from erased where firm = ? and erased.place = log_{number}.place)"
            " on conflict do nothing",
            (number, entry.wire, entry.tag, entry.tag + entry.id, number),
        ).rowcount
        > 0
    ]


def erase(connection: sqlite3.Connection, number: int, tags: Sequence[bytes]) -> Erasure:
    """Leave tag and id where records stand, or stood, and name them in `erased`.

    The bytes are overwritten where they lie: see `sync_server.store.schema`.
    """
    standing, fresh, missing = 0, 0, 0
    for tag in tags:
        found = connection.execute(
            f"select place, wire from log_{number} where substr(wire, 1, 16) = ?", (tag,)
        ).fetchone()
        if found is None:
            continue
        standing += 1
        place, row = found
        if _is_erased(connection, number, place):
            continue
        fresh += 1
        if len(row) > GAP_BYTES:
            connection.execute(
                f"update log_{number} set wire = ? where place = ?",
                ((tag + record_id(row)).ljust(len(row), b"\0"), place),
            )
        else:
            filled = connection.execute(
                "update filled set wire = zeroblob(length(wire)) where firm = ? and place = ?",
                (number, place),
            ).rowcount
            missing += filled == 0
        connection.execute("insert into erased values (?, ?)", (number, place))
    return Erasure(standing, fresh, missing)


def _row(entry: Entry) -> bytes:
    return entry.tag + entry.id if entry.wire is None else entry.wire
