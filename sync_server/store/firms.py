"""The relay's own row, and the rows of firms and of the devices that they let in.

See `sync_server.store.schema`.
"""

# ruff: noqa: S608 - the only thing ever put into a statement is the number of a firm.
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from shared.protocol.access import device_id
from shared.protocol.messages import DeviceKey
from sync_server.store.base import Firm, Identity, StoreFault
from sync_server.store.schema import log_tables

Devices = Mapping[bytes, DeviceKey]


def identity(connection: sqlite3.Connection, seed: bytes, incarnation: bytes) -> Identity:
    """The relay's key and incarnation; these ones when it has none yet."""
    kept = connection.execute("select seed, incarnation, given_up from relay").fetchall()
    if not kept:
        kept = [(seed, incarnation, b"")]
        connection.execute("insert into relay values (1, ?, ?, ?)", kept[0])
    [(seed, incarnation, given_up)] = kept
    earlier = (given_up[at : at + 16] for at in range(0, len(given_up), 16))
    return Identity(seed, incarnation, frozenset(earlier))


def begin_incarnation(connection: sqlite3.Connection, identity: Identity) -> None:
    """Write the relay's new incarnation, and those that it has given up."""
    connection.execute(
        "update relay set incarnation = ?, given_up = ?",
        (identity.incarnation, b"".join(identity.given_up)),
    )


def load(connection: sqlite3.Connection) -> Iterator[tuple[int, Firm]]:
    """All firms with their numbers. Raises `StoreFault` for a log without its end."""
    columns = "number, log, place, chain, fence, size, lost, gaps, erased"
    for number, *fields in connection.execute(f"select {columns} from firm").fetchall():
        firm = Firm(*fields)
        (last,) = connection.execute(f"select max(place) from log_{number}").fetchone()
        if (last or 0) != firm.place:
            raise StoreFault("a log does not end where it should: put a backup back")
        yield number, firm


def begin(connection: sqlite3.Connection, log: bytes) -> int:
    """Begin an empty log; its number."""
    [(number,)] = connection.execute(
        "insert into firm (log, place, chain, fence, size, lost, gaps)"
        " values (?, 0, ?, 0, 0, 0, 0) returning number",
        (log, log),
    ).fetchall()
    for statement in log_tables(number):
        connection.execute(statement)
    return int(number)


def write(connection: sqlite3.Connection, number: int, firm: Firm) -> None:
    """Write where the log of firm `number` stands."""
    connection.execute(
        "update firm set place = ?, chain = ?, fence = ?, size = ?, lost = ?, gaps = ?,"
        " erased = ? where number = ?",
        (*msgspec.structs.astuple(firm)[1:], number),
    )


def devices(connection: sqlite3.Connection, number: int) -> Devices:
    """The keys that a firm lets in, by device id."""
    found = connection.execute("select key, manager from device where firm = ?", (number,))
    return MappingProxyType({device_id(key): DeviceKey(key, m == 1) for key, m in found})


def put_device(connection: sqlite3.Connection, number: int, device: DeviceKey) -> None:
    """Write a key that is let in, or whether it manages."""
    connection.execute(
        "insert into device values (?, ?, ?) on conflict do update set manager = excluded.manager",
        (number, device.key, device.manager),
    )


def drop_device(connection: sqlite3.Connection, number: int, key: bytes) -> None:
    """Take a key out."""
    connection.execute("delete from device where firm = ? and key = ?", (number, key))
