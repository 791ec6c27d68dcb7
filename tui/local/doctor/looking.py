"""The files of a home opened to be looked at: nothing in them is changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tui.local import database
from tui.local.fault import StoreDamaged, StoreFull, StoreMissing


@contextlib.contextmanager
def look_into(path: Path, *, alone: bool) -> Iterator[sqlite3.Connection]:
    """A connection to `caseload.db` that can only read, closed afterwards.

    `alone`: no other connection is open, of this program or another. Raises `StoreFault`
    when there is no such file, or it can not be opened.
    """
    if not path.exists():
        raise StoreMissing(path=str(path.parent))
    log, index = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    made_index = not index.exists()
    # Without a log beside it SQLite would make one only to read.
    quiet = alone and not (log.exists() and log.stat().st_size)
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if quiet else ''}"
    try:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=16
        )
    except sqlite3.OperationalError as error:
        raise StoreFull(why=str(error)) from None
    try:
        with database.faults(path):
            # Nor does it write pages in the clear into a file of its own.
            connection.execute("pragma temp_store = memory")
        yield connection
    except sqlite3.DatabaseError:
        raise StoreDamaged(path=str(path)) from None
    finally:
        connection.close()
        if alone and made_index:
            index.unlink(missing_ok=True)
