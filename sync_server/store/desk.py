"""Enrolment codes, parcels, drop-boxes and counts of evaluated points in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from shared.protocol.refusal import Refusal
from sync_server.store.base import DAY, DAYS_COUNTED, SWEPT_AFTER, Box, Ceilings, Code, Slot


def add_code(connection: sqlite3.Connection, code: Code) -> None:
    """See `Store.add_code`."""
    connection.execute("insert into code values (?, ?, null)", (code.hash, code.expires))


def code(connection: sqlite3.Connection, code_hash: bytes) -> Code | None:
    """The code with this hash."""
    found = connection.execute(
        "select hash, expires, log from code where hash = ?", (code_hash,)
    ).fetchone()
    return None if found is None else Code(*found)


def use_code(connection: sqlite3.Connection, code_hash: bytes, log: bytes) -> None:
    """Note which log has used a code up."""
    connection.execute("update code set log = ? where hash = ?", (log, code_hash))


def parcel(connection: sqlite3.Connection, slot: bytes) -> bytes | None:
    """See `Store.parcel`."""
    return _one(connection, "select parcel from parcel where slot = ?", slot)


def parcel_growth(
    connection: sqlite3.Connection, number: int, slots: Sequence[Slot]
) -> int | Refusal:
    """How many bytes more the firm's parcels take with these; `TAKEN` for a slot that
    belongs to another firm."""
    growth = 0
    for slot in slots:
        found = connection.execute(
            "select firm, length(parcel) from parcel where slot = ?", (slot.id,)
        ).fetchone()
        if found is not None and found[0] != number:
            return Refusal.TAKEN
        growth += len(slot.parcel) - (found[1] if found else 0)
    return growth


def put_parcels(connection: sqlite3.Connection, number: int, slots: Sequence[Slot]) -> None:
    """Put parcels into slots of the firm."""
    connection.executemany(
        "insert into parcel values (?, ?, ?) on conflict do update set parcel = excluded.parcel",
        [(slot.id, number, slot.parcel) for slot in slots],
    )


def box(connection: sqlite3.Connection, box_id: bytes) -> Box | None:
    """See `Store.box`."""
    found = connection.execute(
        "select log, pass_hash, expires from box join firm on firm = number where id = ?",
        (box_id,),
    ).fetchone()
    return None if found is None else Box(*found)


def open_box(
    connection: sqlite3.Connection,
    number: int,
    box_id: bytes,
    opened: Box,
    ceilings: Ceilings,
    now: int,
) -> Refusal | None:
    """See `Store.open_box`."""
    before = box(connection, box_id)
    if before is not None:
        same = (before.log, before.pass_hash) == (opened.log, opened.pass_hash)
        return None if same else Refusal.TAKEN
    (count,) = connection.execute(
        "select count(*) from box where firm = ? and expires > ?", (number, now)
    ).fetchone()
    if count >= ceilings.boxes:
        return Refusal.FULL
    connection.execute(
        "insert into box values (?, ?, ?, ?)", (box_id, number, opened.pass_hash, opened.expires)
    )
    return None


def part(connection: sqlite3.Connection, box_id: bytes, name: str) -> bytes | None:
    """See `Store.part`."""
    return _one(connection, "select data from part where box = ? and name = ?", box_id, name)


def put_part(
    connection: sqlite3.Connection, box_id: bytes, name: str, data: bytes
) -> Refusal | None:
    """See `Store.put_part`."""
    if box(connection, box_id) is None:
        return Refusal.NOT_FOUND
    before = part(connection, box_id, name)
    if before is not None:
        return None if before == data else Refusal.TAKEN
    connection.execute("insert into part values (?, ?, ?)", (box_id, name, data))
    return None


def sweep(connection: sqlite3.Connection, now: int) -> None:
    """See `Store.sweep`."""
    connection.execute(
        "delete from part where box in (select id from box where expires <= ?)", (now,)
    )
    connection.execute("delete from box where expires <= ?", (now - SWEPT_AFTER,))
    connection.execute("delete from code where expires <= ?", (now - SWEPT_AFTER,))
    connection.execute("delete from evaluated where day <= ?", (now // DAY - DAYS_COUNTED,))


def scalar(connection: sqlite3.Connection, number: int, fresh: bytes) -> bytes:
    """The scalar by which a firm's points are evaluated; `fresh` if it has none yet."""
    connection.execute(
        "insert into blind_key values (?, ?) on conflict do nothing", (number, fresh)
    )
    kept = _one(connection, "select scalar from blind_key where firm = ?", number)
    return fresh if kept is None else kept


def evaluated(
    connection: sqlite3.Connection, number: int, day: int, device: bytes
) -> tuple[int, int]:
    """How many points the device, and all devices of the firm, had evaluated that day."""
    query = "select coalesce(sum(points), 0) from evaluated where firm = ? and day = ?"
    (by_firm,) = connection.execute(query, (number, day)).fetchone()
    (own,) = connection.execute(f"{query} and device = ?", (number, day, device)).fetchone()
    return own, by_firm


def count_evaluated(
    connection: sqlite3.Connection, number: int, day: int, device: bytes, points: int
) -> None:
    """Count points that a device has evaluated."""
    connection.execute(
        "insert into evaluated values (?, ?, ?, ?)"
        " on conflict do update set points = points + excluded.points",
        (number, day, device, points),
    )


def _one(connection: sqlite3.Connection, query: str, *values: object) -> bytes | None:
    found = connection.execute(query, values).fetchone()
    if found is None:
        return None
    (value,) = found
    return bytes(value)
