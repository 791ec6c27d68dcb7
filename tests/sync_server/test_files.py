"""The relay's database on disk: it outlives the process, and is not mistaken for another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from shared.protocol.messages import DeviceKey
from shared.protocol.record import entry_of
from sync_server.store.base import Batch, Ceilings, Code, Placed, StoreFault
from sync_server.store.files import FILE, disk_bytes, wal_bytes
from sync_server.store.schema import PAGE_BYTES
from sync_server.store.sqlite import SqliteStore
from tests.sync_server.caller import a_wire

SEED, INCARNATION, LOG, KEY = b"s" * 32, b"i" * 16, b"L" * 32, b"k" * 32
ROOMY = Ceilings(firm_bytes=10**12, devices=10, boxes=3)


@contextmanager
def _opened(folder: Path, *, alone: bool = True, seed: bytes = SEED) -> Iterator[SqliteStore]:
    with closing(SqliteStore(folder, seed, INCARNATION, alone=alone)) as store:
        yield store


def _found(store: SqliteStore) -> bytes:
    """Begin a firm; gives its founder's device id."""
    store.commit(
        [
            lambda: store.add_code(Code(b"c" * 32, 2)),
            lambda: store.enrol(b"c" * 32, LOG, KEY, 1),
        ]
    )
    [device] = store.devices(LOG)
    return device


def _append(store: SqliteStore, seen: int, count: int, length: int = 1_100) -> object:
    [device] = store.devices(LOG)
    entries = [entry_of(a_wire((seen, n), length)) for n in range(count)]
    batch = Batch(device, seen, False, entries)
    [outcome] = store.commit([lambda: store.append(LOG, batch, ROOMY)])
    return outcome


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """Key, incarnation, logs and devices stay; random bytes that are offered do not count."""
    with _opened(tmp_path) as store:
        _found(store)
        assert _append(store, 0, 3) == Placed(1)
        before = store.firm(LOG), dict(store.devices(LOG)), store.identity

    with _opened(tmp_path, seed=b"x" * 32) as store:
        assert (store.firm(LOG), dict(store.devices(LOG)), store.identity) == before
        assert before[1] == {next(iter(before[1])): DeviceKey(KEY, True)}
        assert store.served(LOG, 0, 3, 10**6) == [a_wire((0, n)) for n in range(3)]


def test_a_folder_has_one_relay_at_a_time(tmp_path: Path) -> None:
    """A second relay is told; a command that only looks or adds a code is not in the way."""
    with _opened(tmp_path) as store:
        with pytest.raises(StoreFault, match="another relay"):
            SqliteStore(tmp_path, SEED, INCARNATION, alone=True)
        with _opened(tmp_path, alone=False) as beside:
            beside.commit([lambda: beside.add_code(Code(b"c" * 32, 2))])
        assert store.commit([lambda: store.enrol(b"c" * 32, LOG, KEY, 1)]) == [None]
    with _opened(tmp_path) as store:
        assert store.firm(LOG) is not None


def test_only_its_owner_may_look_into_the_folder(tmp_path: Path) -> None:
    """The folder holds the key that signs heads."""
    with _opened(tmp_path / "deep" / "data") as store:
        _found(store)
        folder = tmp_path / "deep" / "data"

        assert folder.stat().st_mode & 0o777 == 0o700
        for path in folder.glob(f"{FILE}*"):
            assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["text", "truncated", "overwritten"])
def test_a_damaged_database_is_told_and_left_alone(tmp_path: Path, damage: str) -> None:
    """The relay does not start on it, and does not make it worse."""
    file = tmp_path / FILE
    if damage == "text":
        file.write_text("this is no database, but it is long enough to look at" * 100)
    else:
        with _opened(tmp_path) as store:
            _found(store)
            _append(store, 0, 100)
            store.rest(idle=True)
        content = file.read_bytes()
        cut = content[: len(content) // 3]
        file.write_bytes(cut if damage == "truncated" else cut[:16384] + bytes(len(content)))
    before = file.read_bytes()

    with pytest.raises(StoreFault):
        SqliteStore(tmp_path, SEED, INCARNATION, alone=True)

    assert file.read_bytes() == before


@pytest.mark.parametrize("junk", [bytes(PAGE_BYTES), b"\xff" * PAGE_BYTES])
@pytest.mark.parametrize("page", range(16))
def test_a_damaged_page_never_makes_more_than_a_fault(
    tmp_path: Path, page: int, junk: bytes
) -> None:
    """Whichever page is gone: the relay says so at the start, or serves what is whole."""
    with _opened(tmp_path) as store:
        _found(store)
        _append(store, 0, 100)
        store.rest(idle=True)
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(page * PAGE_BYTES)
        file.write(junk)

    try:
        store = SqliteStore(tmp_path, SEED, INCARNATION, alone=True)
    except StoreFault:
        return
    with closing(store):
        assert store.firm(LOG) is not None


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    """A folder that was named by mistake keeps its file as it is."""
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute("create table firm (name)")

    with pytest.raises(StoreFault, match="not a relay's"):
        SqliteStore(tmp_path, SEED, INCARNATION, alone=True)

    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("firm",)]


def test_a_newer_relays_database_is_not_touched(tmp_path: Path) -> None:
    """A downgrade by mistake does not write old forms over new ones."""
    with _opened(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / FILE)) as newer:
        newer.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('relay', '9999_later', '2100-01-01')"
        )
        newer.commit()

    with pytest.raises(StoreFault, match="newer version"):
        SqliteStore(tmp_path, SEED, INCARNATION, alone=True)


def test_a_log_that_lost_its_end_is_told(tmp_path: Path) -> None:
    """Rows that are gone are found at the start, not by a device."""
    with _opened(tmp_path) as store:
        _found(store)
        _append(store, 0, 3)
    with closing(sqlite3.connect(tmp_path / FILE)) as hand:
        hand.execute("delete from log_1 where place = 3")
        hand.commit()

    with pytest.raises(StoreFault, match="does not end"):
        SqliteStore(tmp_path, SEED, INCARNATION, alone=True)


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    """A data folder below a file is a mistake in the settings, told in words."""
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreFault, match="can not be used"):
        SqliteStore(tmp_path / "file" / "data", SEED, INCARNATION, alone=True)


def test_a_backup_of_a_running_relay_is_a_whole_store(tmp_path: Path) -> None:
    """`VACUUM INTO` of another process, put into an empty folder, is this relay."""
    with _opened(tmp_path / "data") as store:
        _found(store)
        _append(store, 0, 50)
        (tmp_path / "other").mkdir()
        with closing(sqlite3.connect(tmp_path / "data" / FILE)) as other:
            other.execute("vacuum into ?", (str(tmp_path / "other" / FILE),))
        _append(store, 50, 1)
        identity = store.identity

    with _opened(tmp_path / "other", seed=b"x" * 32) as backup:
        assert backup.identity == identity
        assert len(backup.served(LOG, 0, 60, 10**6)) == 50
        assert _append(backup, 50, 1) == Placed(51)


def test_reading_goes_on_while_something_is_written(tmp_path: Path) -> None:
    """Who reads sees what was committed, and is not kept waiting by an open commit."""
    with _opened(tmp_path) as store:
        device = _found(store)
        _append(store, 0, 2)
        seen_within: list[object] = []

        def step() -> object:
            batch = Batch(device, 2, False, [entry_of(a_wire("late"))])
            placed = store.append(LOG, batch, ROOMY)
            firm = store.firm(LOG)
            assert firm is not None
            seen_within.extend([firm.place, len(store.served(LOG, 0, 10, 10**6))])
            return placed

        assert store.commit([step]) == [Placed(3)]
        assert seen_within == [2, 2]


def test_a_full_disk_is_a_refusal_and_the_rest_goes_on(tmp_path: Path) -> None:
    """What does not fit is refused with `full`; what fits later is taken."""
    with _opened(tmp_path) as store:
        _found(store)
        _append(store, 0, 2)
        (pages,) = store._writer.execute("pragma page_count").fetchone()
        store._writer.execute(f"pragma max_page_count = {pages + 2}")

        outcomes = _append(store, 2, 200)

        assert getattr(outcomes, "code", None) == "full"
        assert _append(store, 2, 1) == Placed(3)
        store._writer.execute("pragma max_page_count = 1000000")
        assert _append(store, 3, 200) == Placed(4)


@pytest.mark.parametrize("length", [568, 824, 1_100, 1_400, 1_600])
def test_the_disk_holds_little_more_than_the_records(tmp_path: Path, length: int) -> None:
    """At most 1.25 times the padded bytes: tag, index and all the rest included."""
    with _opened(tmp_path) as store:
        _found(store)
        for seen in range(0, 20_000, 1_000):
            _append(store, seen, 1_000, length)
        store.rest(idle=True)

        assert wal_bytes(tmp_path) == 0
        assert disk_bytes(tmp_path) <= 1.25 * 20_000 * (length - 56)


def test_the_write_ahead_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    """Under steady writing it is brought over from time to time."""
    with _opened(tmp_path) as store:
        _found(store)
        longest = 0
        for seen in range(0, 60_000, 1_500):
            _append(store, seen, 1_500, 1_600)
            store.rest(idle=False)
            longest = max(longest, wal_bytes(tmp_path))

        assert longest < 48 * 1024 * 1024


def test_a_commit_is_on_the_disk_before_it_is_answered(tmp_path: Path) -> None:
    """SQLite flushes the write-ahead log at each commit: FULL, not its default NORMAL."""
    with _opened(tmp_path) as store:
        assert store._writer.execute("pragma journal_mode").fetchone() == ("wal",)
        assert store._writer.execute("pragma synchronous").fetchone() == (2,)
        assert store._writer.execute("pragma temp_store").fetchone() == (2,)
