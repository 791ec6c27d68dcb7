"""The relay's data folder: opening its database, and keeping it to one relay."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlite_utils import Database

from sync_server.store.base import StoreFault
from sync_server.store.schema import PAGE_BYTES, migrations

FILE = "relay.db"
LOCK = "relay.lock"
APPLICATION = 0x4C765231
"""`LvR1` in the header of the database: no other program's file is taken for ours."""
WAIT_SECONDS = 10.0


def writer(folder: Path, *, alone: bool) -> tuple[sqlite3.Connection, sqlite3.Connection | None]:
    """The connection that writes, and with `alone` the one that keeps other relays off
    the folder until it is closed or the process ends, however it ends.

    The folder and its database are made if need be. Raises `StoreFault` for what is no
    database of this program, or a newer one's, or in use.
    """
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = _lock(folder) if alone else None
        # SQLite gives its write-ahead log the mode of the database: the folder holds
        # the key that signs heads.
        os.close(os.open(folder / FILE, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(
            folder / FILE, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, folder, alone=alone)
        except BaseException:
            connection.close()
            if held is not None:
                held.close()
            raise
        return connection, held


def reader(folder: Path) -> sqlite3.Connection:
    """A connection that only reads, and sees what is committed when a read begins."""
    connection = sqlite3.connect(
        f"{(folder / FILE).absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("pragma query_only = on")
    return connection


def wal_bytes(folder: Path) -> int:
    """The length of the write-ahead log."""
    try:
        return (folder / f"{FILE}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def disk_bytes(folder: Path) -> int:
    """What the relay takes on disk, in bytes."""
    return sum(path.stat().st_size for path in folder.glob("relay.*") if path.is_file())


def _lock(folder: Path) -> sqlite3.Connection:
    held = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        held.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        held.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreFault("another relay is using this data folder") from error
        raise
    return held


def _prepare(connection: sqlite3.Connection, folder: Path, *, alone: bool) -> None:
    connection.execute(f"pragma page_size = {PAGE_BYTES}")
    (application,) = connection.execute("pragma application_id").fetchone()
    (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    if application != APPLICATION and (application or tables):
        raise StoreFault(f"{FILE} in this data folder is not a relay's database")
    for pragma in (
        "journal_mode = wal",
        "synchronous = full",
        "foreign_keys = on",
        "secure_delete = on",
        "temp_store = memory",
        "wal_autocheckpoint = 0",
        "journal_size_limit = 0",
        "cache_size = -16384",
    ):
        connection.execute(f"pragma {pragma}")
    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    known = {migration.name for migration in migrations.pending(database)}
    known |= {migration.name for migration in migrations.applied(database)}
    if known - _names():
        raise StoreFault("a newer version of the relay has used this data folder")
    if migrations.pending(database):
        with nullcontext() if alone else closing(_lock(folder)):
            connection.execute(f"pragma application_id = {APPLICATION}")
            migrations.apply(database)


def _names() -> set[str]:
    """All migrations of this version: those pending on an empty database."""
    with Database(memory=True) as empty:
        return {migration.name for migration in migrations.pending(empty)}


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what SQLite and the system say while a folder is opened into `StoreFault`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreFault(f"{FILE} in this data folder is damaged") from error
        raise StoreFault(f"{FILE} in this data folder can not be used: {error}") from error
    except OSError as error:
        raise StoreFault(f"{folder} can not be used as data folder: {error.strerror}") from error
