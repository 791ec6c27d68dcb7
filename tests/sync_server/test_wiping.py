"""What was erased is gone from the relay's files, and not only from what it serves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.protocol.messages import Gap
from shared.protocol.record import Entry, entry_of
from sync_server.store.base import Allowance, Placed, Store
from sync_server.store.files import FILE, wal_bytes
from sync_server.store.sqlite import SqliteStore
from tests.sync_server.caller import some_bytes
from tests.sync_server.storing import (
    FOUNDER,
    INCARNATION,
    LOG,
    SEED,
    append_to,
    batch_of,
    begin_log,
    bring_tail,
    do,
    signed_head,
)


def _erase(store: Store, *tags: bytes, by: bytes = FOUNDER, log: bytes = LOG) -> object:
    return do(store, lambda: store.erase(log, by, tags))


def _marked(number: int, length: int) -> bytes:
    """A record that can be found in a file wherever a piece of it lies."""
    mark = b"<%06d>" % number
    return some_bytes(("marked", number), 16) + (mark * (length // len(mark) + 1))[: length - 16]


def _marks(folder: Path, number: int) -> int:
    """How often a record's mark is found in the relay's files."""
    mark = b"<%06d>" % number
    return sum(path.read_bytes().count(mark) for path in folder.iterdir() if path.is_file())


def _filled(folder: Path, count: int) -> SqliteStore:
    """A store with records of many lengths, also such that need pages of their own."""
    made = SqliteStore(folder, SEED, INCARNATION, alone=True)
    begin_log(made)
    for seen in range(0, count, 50):
        batch = batch_of(seen, *range(50))
        for n in range(50):
            length = (568, 824, 1_100, 3_000, 20_000)[(seen + n) % 5]
            batch.entries[n] = entry_of(_marked(seen + n, length))  # type: ignore[index]
        assert append_to(made, batch) == Placed(seen + 1)
    return made


@pytest.mark.parametrize("checkpointed", [False, True], ids=["in the log", "in the database"])
def test_no_byte_of_an_erased_record_stays_in_the_files(tmp_path: Path, checkpointed: bool) -> None:
    """Neither in the database nor in its write-ahead log, wherever it was before; and what
    was not erased is whole."""
    count = 400
    with closing(_filled(tmp_path, count)) as made:
        if checkpointed:
            made.rest(idle=True)
        gone = [n for n in range(count) if n * 7 % 11 < 5]
        assert all(_marks(tmp_path, n) for n in gone)
        for at in range(0, len(gone), 30):
            tags = sorted(some_bytes(("marked", n), 16) for n in gone[at : at + 30])
            assert _erase(made, *tags) == len(tags)

        # The relay does this after each commit: it need not be idle for it.
        made.rest(idle=False)

        assert wal_bytes(tmp_path) == 0
        assert [n for n in gone if _marks(tmp_path, n)] == []
        kept = made.served(LOG, 0, count, 10**9)
        assert [isinstance(one, Gap) for one in kept] == [n in set(gone) for n in range(count)]
    assert [n for n in gone if _marks(tmp_path, n)] == []
    assert all(_marks(tmp_path, n) for n in range(count) if n not in set(gone))


def test_records_that_were_moved_by_others_leave_nothing_either(tmp_path: Path) -> None:
    """Filling gaps makes SQLite move what lies beside them; erasing it later finds all."""
    more = [entry_of(_marked(n, (568, 1_100, 3_000)[n % 3])) for n in range(300)]
    with closing(SqliteStore(tmp_path, SEED, INCARNATION, alone=True)) as made:
        begin_log(made)
        bare = [Entry(e.tag, e.id) if n % 2 else e for n, e in enumerate(more)]
        assert bring_tail(made, signed_head(made, more), bare) is None
        made.rest(idle=True)
        assert do(made, lambda: made.give(LOG, more)) == 150
        made.rest(idle=True)

        tags = sorted(entry.tag for n, entry in enumerate(more) if n % 5 < 3)
        assert _erase(made, *tags) == 180
        made.rest(idle=False)

        assert [n for n in range(300) if n % 5 < 3 and _marks(tmp_path, n)] == []


def test_while_somebody_reads_the_wiping_waits_and_then_comes(tmp_path: Path) -> None:
    """A backup under way keeps old pages; they go at the next rest after it."""
    with closing(_filled(tmp_path, 50)) as made:
        with closing(sqlite3.connect(tmp_path / FILE)) as backup:
            backup.execute("begin")
            backup.execute("select count(*) from log_1").fetchone()
            assert _erase(made, some_bytes(("marked", 4), 16)) == 1
            made.rest(idle=False)
            assert _marks(tmp_path, 4)
        do(made, lambda: made.sweep(0))
        made.rest(idle=False)

        assert _marks(tmp_path, 4) == 0


def test_what_is_erased_is_so_after_a_restart(tmp_path: Path) -> None:
    """The mark is on the disk before it is answered: a copy of the files as they are then,
    as after a power cut, has it."""
    with closing(_filled(tmp_path / "data", 50)) as made:
        assert _erase(made, some_bytes(("marked", 4), 16)) == 1
        (tmp_path / "copy").mkdir()
        for path in (tmp_path / "data").glob(f"{FILE}*"):
            if not path.name.endswith("-shm"):
                (tmp_path / "copy" / path.name).write_bytes(path.read_bytes())

    with closing(SqliteStore(tmp_path / "copy", SEED, INCARNATION, alone=True)) as again:
        assert isinstance(again.served(LOG, 4, 5, 10**6)[0], Gap)
        assert again.totals().erased == 1
        given = [entry_of(_marked(4, 20_000))]
        assert do(again, lambda: again.give(LOG, given)) == 0


def test_a_store_from_before_there_was_erasing_is_taken_over(tmp_path: Path) -> None:
    """Its records stay, and it can erase from then on."""
    with closing(_filled(tmp_path, 50)):
        pass
    with closing(sqlite3.connect(tmp_path / FILE)) as older:
        older.execute("alter table firm drop column erased")
        older.execute("drop table erased")
        older.execute("drop table filled")
        older.execute("drop table blind_key")
        older.execute("drop table evaluated")
        older.execute("delete from _sqlite_migrations where name = '0002_erase_and_evaluate'")
        older.commit()

    with closing(SqliteStore(tmp_path, SEED, INCARNATION, alone=True)) as newer:
        assert newer.totals().records == 50
        assert newer.totals().erased == 0
        assert _erase(newer, some_bytes(("marked", 4), 16)) == 1
        allowed = Allowance(device=1, firm=1)
        scalar = do(newer, lambda: newer.evaluation(LOG, FOUNDER, 1, 1, allowed, b"k" * 32))
        assert scalar == b"k" * 32
