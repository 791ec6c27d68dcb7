"""The tables of `caseload.db`, as numbered steps from one version to the next.

No column tells circles apart: a place of the log, its tag, its id and its bytes, as
the relay has them too. Everything else is in sealed blobs.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("luister.caseload")


@migrations(name="1")
def begin(db: Database) -> None:
    """The tables of version 1."""
    db.execute(
        "create table log (place integer primary key, tag blob not null, id blob not null,"
        " wire blob)"
    )
    db.execute("create table outbox (number integer primary key, sealed blob not null)")
    db.execute("create table unsent (number integer primary key, sealed blob not null)")
    db.execute("create table kept (name text primary key, sealed blob not null) without rowid")
    db.execute("pragma user_version = 1")


def bring_up(db: Database) -> None:
    """Take a database from its version to `tui.local.database.VERSION`, a step at a time."""
    migrations.apply(db)
