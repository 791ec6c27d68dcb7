"""An SQLite database that is in memory only, temporary pages included."""

from __future__ import annotations

import sqlite3

from shared.wording import N_
from tui.local.fault import LocalFault


class NotInMemory(LocalFault):
    """This machine's SQLite would put pages of the projection on the disk."""

    text = N_("This system's SQLite writes temporary files. Luister does not open cases with it.")


def memory_database() -> sqlite3.Connection:
    """A new, empty database in memory. Raises `NotInMemory`."""
    database = sqlite3.connect(
        ":memory:", isolation_level=None, check_same_thread=False, cached_statements=256
    )
    # Large pages: half the time for many notes of a kilobyte, and for the image.
    database.execute("pragma page_size = 16384")
    keep_in_memory(database)
    return database


def keep_in_memory(database: sqlite3.Connection) -> None:
    """See to it that no page goes to a file, and that what is deleted is overwritten.

    To be called after every `deserialize`, which sets these back: sorting would then
    go through unlinked files with the notes in clear. Raises `NotInMemory`.
    """
    database.execute("pragma temp_store = memory")
    database.execute("pragma journal_mode = memory")
    database.execute("pragma secure_delete = on")
    wanted = {"temp_store": 2, "journal_mode": "memory", "secure_delete": 1}
    for name, value in wanted.items():
        if database.execute(f"pragma {name}").fetchone() != (value,):
            raise NotInMemory
    # Built with TEMP_STORE=0, SQLite uses files whatever the pragma says.
    if database.execute("select sqlite_compileoption_used('TEMP_STORE=0')").fetchone() == (1,):
        raise NotInMemory
