"""The relay's tables, as numbered migrations that are applied when it starts.

The log of each firm is a table of its own, numbered like the firm: its rows are then
only ever added at the end, which fills pages of the database completely. The record
is kept once, and its tag is looked up through an index on its first 16 bytes. A row
of exactly 48 bytes is tag ‖ id of a record whose bytes were missing when it was placed; no
record is shorter than 568. Bytes that came afterwards lie in `filled`, and what was erased
is named in `erased`: tag ‖ id stand in its row, and zeros up to its length.

For where a row changes its length, SQLite moves the rows beside it, and what it leaves
behind in unused parts of a page is not always overwritten, `secure_delete` or not. A row of
these tables therefore never changes its length and is only ever added at the end, so that
each byte of a record lies at one place of the file, where erasing finds it.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

PAGE_BYTES = 16_384
"""Larger pages waste less behind records of about 1 KiB, but make each small commit
write more; at 16 KiB the store takes 1.04 to 1.09 times the bytes of the records."""

migrations = Migrations("relay")


@migrations(name="0001_begin")
def _begin(db: Database) -> None:
    for statement in (
        """create table relay (
            one integer primary key check (one = 1),
            seed blob not null,
            incarnation blob not null,
            given_up blob not null
        )""",
        """create table firm (
            number integer primary key,
            log blob not null unique,
            place integer not null,
            chain blob not null,
            fence integer not null,
            size integer not null,
            lost integer not null,
            gaps integer not null
        )""",
        """create table device (
            firm integer not null references firm (number),
            key blob not null,
            manager integer not null,
            primary key (firm, key)
        ) without rowid""",
        """create table code (
            hash blob primary key,
            expires integer not null,
            log blob
        ) without rowid""",
        """create table parcel (
            slot blob primary key,
            firm integer not null references firm (number),
            parcel blob not null
        ) without rowid""",
        """create table box (
            id blob primary key,
            firm integer not null references firm (number),
            pass_hash blob not null,
            expires integer not null
        ) without rowid""",
        """create table part (
            box blob not null references box (id) on delete cascade,
            name text not null,
            data blob not null,
            primary key (box, name)
        ) without rowid""",
    ):
        db.execute(statement)


@migrations(name="0002_erase_and_evaluate")
def _erase_and_evaluate(db: Database) -> None:
    for statement in (
        "alter table firm add column erased integer not null default 0",
        """create table erased (
            firm integer not null references firm (number),
            place integer not null,
            primary key (firm, place)
        ) without rowid""",
        """create table filled (
            number integer primary key,
            firm integer not null references firm (number),
            place integer not null,
            wire blob not null,
            unique (firm, place)
        )""",
        """create table blind_key (
            firm integer primary key references firm (number),
            scalar blob not null
        )""",
        """create table evaluated (
            firm integer not null references firm (number),
            day integer not null,
            device blob not null,
            points integer not null,
            primary key (firm, day, device)
        ) without rowid""",
    ):
        db.execute(statement)


def log_tables(number: int) -> tuple[str, str]:
    """The statements that make the log of firm `number`."""
    return (
        f"create table log_{number} (place integer primary key, wire blob not null)",
        f"create unique index log_{number}_tag on log_{number} (substr(wire, 1, 16))",
    )
