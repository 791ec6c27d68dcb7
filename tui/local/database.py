"""The file `caseload.db` as SQLite opens it: which files are refused, and what its errors mean.

A commit that has returned survives the end of the program and of the machine: a
write-ahead log with `synchronous=FULL`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tui.local.fault import (
    StoreDamaged,
    StoreExists,
    StoreFault,
    StoreForeign,
    StoreFull,
    StoreMissing,
    StoreTooNew,
)
from tui.local.home import FILE_MODE, sync_folder

APPLICATION = 0x4C_75_69_73
"""SQLite's application id of this program's databases: "Luis"."""
VERSION = 1
PAGE_BYTES = 16_384
"""Larger pages waste less behind records of about 1 KiB: bulk is written in two thirds of
the time that pages of 4 KiB take, and one edit as quickly."""
TABLES = frozenset({"log", "outbox", "unsent", "kept"})
_FRESH = ".new"
_FULL = {
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR_DIR_FSYNC",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_WRITE",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
    "SQLITE_READONLY",
}


def make(path: Path) -> None:
    """Make an empty database. Raises `StoreFault`.

    It is made under another name first: a file with the right name is whole.
    """
    if path.exists():
        raise StoreExists(path=str(path))
    from sqlite_utils import Database

    from tui.local.schema import bring_up

    fresh = path.with_name(path.name + _FRESH)
    fresh.unlink(missing_ok=True)
    try:
        # SQLite gives its other files the rights of this one.
        fresh.touch(FILE_MODE)
        connection = sqlite3.connect(fresh)
        connection.execute(f"pragma page_size = {PAGE_BYTES}")
        connection.execute(f"pragma application_id = {APPLICATION}")
        bring_up(Database(connection))
        connection.close()
        fresh.replace(path)
        sync_folder(path.parent)
    except (sqlite3.OperationalError, OSError) as error:
        raise StoreFull(why=str(error)) from None


def connect(path: Path) -> sqlite3.Connection:
    """Open a database, bringing an older one up to date. Raises `StoreFault`.

    A file that is foreign, newer or damaged is refused and not written to.
    """
    _look(path)
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    try:
        with faults(path):
            _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _look(path: Path) -> None:
    """Refuse what is not a database of this program, without opening it as one."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise StoreMissing(path=str(path.parent)) from None
    except OSError as error:
        raise StoreFull(why=error.strerror or type(error).__name__) from None
    if header[:16] != b"SQLite format 3\x00" or len(header) < 100:
        raise StoreForeign(path=str(path))
    if int.from_bytes(header[68:72], "big") != APPLICATION:
        raise StoreForeign(path=str(path))
    if _is_cut(path, header):
        raise StoreDamaged(path=str(path))


def _is_cut(path: Path, header: bytes) -> bool:
    """Whether pages are missing at the end that the header counts. SQLite itself would
    notice only when it needs one of them; a log beside the file may hold them."""
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    whole = pages * (65_536 if page == 1 else page)
    beside = path.with_name(path.name + "-wal")
    return path.stat().st_size < whole and not (beside.exists() and beside.stat().st_size)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # Every plain page that SQLite would put into a temporary file stays in memory.
    connection.execute("pragma temp_store = memory")
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > VERSION:
        raise StoreTooNew(path=str(path))
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    if sys.platform == "darwin":
        connection.execute("pragma fullfsync = on")
        connection.execute("pragma checkpoint_fullfsync = on")
    if version < VERSION:
        from sqlite_utils import Database

        from tui.local.schema import bring_up

        bring_up(Database(connection))
    names = {name for (name,) in connection.execute("select name from sqlite_master")}
    if not names >= TABLES:
        raise StoreDamaged(path=str(path))


def close(connection: sqlite3.Connection) -> None:
    """Bring everything into the one file and let it go."""
    with contextlib.suppress(sqlite3.Error):
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


@contextlib.contextmanager
def transaction(
    connection: sqlite3.Connection, path: Path, beside: Callable[[], None] | None = None
) -> Iterator[None]:
    """All that is written within is written durably at the end, or none of it.

    `beside` is done while the disk works, whether or not it will have succeeded.
    """
    with faults(path):
        connection.execute("begin immediate")
        try:
            yield
            if beside is None:
                connection.execute("commit")
            else:
                _commit_beside(connection, beside)
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise


def _commit_beside(connection: sqlite3.Connection, beside: Callable[[], None]) -> None:
    # Importing it takes a while, and a start of the program needs it not.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as other:
        ending = other.submit(connection.execute, "commit")
        beside()
    ending.result()


@contextlib.contextmanager
def faults(path: Path) -> Iterator[None]:
    """Say what SQLite's errors mean. A bug (a constraint broken) stays what it is."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.OperationalError as error:
        raise _fault(error, path) from None
    except (sqlite3.DatabaseError, msgspec.MsgspecError, OverflowError, UnicodeError):
        raise StoreDamaged(path=str(path)) from None


def _fault(error: sqlite3.OperationalError, path: Path) -> StoreFault:
    if error.sqlite_errorname in _FULL:
        return StoreFull(why=str(error))
    return StoreDamaged(path=str(path))
