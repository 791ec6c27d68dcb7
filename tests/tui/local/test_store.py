"""The database: what was committed is there, in one piece, and nobody else can read it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.record import record_id
from shared.replica.change import Edit
from shared.replica.commit import Commit, Row
from shared.replica.outbox import NO_FLIGHT, Flight, FlightRecord, Item, Save
from tui.local.fault import (
    StoreDamaged,
    StoreExists,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
)
from tui.local.sealer import Sealer
from tui.local.store import Store

SEALER = Sealer(b"k" * 32, os.urandom)
CANARY = "canary: she heard her name"


def row(place: int, *, foreign: bool = False, text: bytes = b"") -> Row:
    wire = place.to_bytes(16, "big") + text
    return Row(place, wire[:16], record_id(wire), None if foreign else wire)


def item(number: int, text: str = CANARY) -> Item:
    edit = Edit("note", b"e" * 16, "text", text)
    return Item(number, (Save(b"c" * 16, number, (edit,), 7),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "caseload.db"


@pytest.fixture
def store(path: Path) -> Store:
    return Store.create(path, SEALER)


def again(store: Store, path: Path) -> Store:
    store.close()
    return Store.open(path, SEALER)


def all_rows(store: Store, after: int = 0) -> list[Row]:
    return [row for rows in store.rows(after) for row in rows]


def test_a_new_store_is_empty(store: Store) -> None:
    """Nothing is there before something was committed."""
    loaded = store.load()

    assert (loaded.items, loaded.unsent, loaded.flight) == ([], [], NO_FLIGHT)
    assert (loaded.ring, loaded.head, loaded.place, loaded.number) == (None, None, 0, 0)
    assert all_rows(store) == []


def test_an_unsent_item_that_is_shredded_is_gone(store: Store, path: Path) -> None:
    """It alone, counted right for what is committed after; a number nobody has is none."""
    store.commit(Commit(unsent=[item(1), item(2), item(3)]))
    store.commit(Commit(shredded=[2, 9]))
    store.commit(Commit(unsent=[item(4)], shredded=[1]))
    opened = again(store, path)
    assert opened.load().unsent == [item(3), item(4)]
    assert opened.number == 4


def test_nothing_that_was_overwritten_is_left_beside_the_file(store: Store, path: Path) -> None:
    """The write-ahead log is emptied when that is asked for."""
    beside = path.with_name(path.name + "-wal")
    store.commit(Commit(ring=b"old"))
    assert beside.stat().st_size > 0
    store.leave_no_trace()
    assert beside.stat().st_size == 0
    assert store.load().ring == b"old"


def test_what_was_committed_is_there_after_opening_again(store: Store, path: Path) -> None:
    """Rows, items, flight, ring and head come back as they were."""
    flight = Flight((FlightRecord(b"wire", b"i" * 32, b"e" * 32, 4, 1),), fence=True, seen=2)
    rows = [row(1), row(2, foreign=True), row(3)]
    store.commit(
        Commit(
            rows=rows,
            items=[item(1), item(2)],
            unsent=[item(3)],
            flight=flight,
            ring=b"ring",
            head=b"head",
        )
    )

    loaded = again(store, path).load()

    assert loaded.items == [item(1), item(2)]
    assert loaded.unsent == [item(3)]
    assert loaded.flight == flight
    assert (loaded.ring, loaded.head, loaded.place, loaded.number) == (b"ring", b"head", 3, 3)


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_the_files_are_for_their_user_alone(path: Path) -> None:
    """Also those that SQLite makes beside the database, and under a wide umask."""
    old = os.umask(0)
    try:
        store = Store.create(path, SEALER)
        store.commit(Commit(rows=[row(1)]))

        found = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        assert set(found.values()) == {0o600}
        assert "caseload.db-wal" in found
    finally:
        os.umask(old)


def test_rows_come_back_in_order_from_any_place(store: Store) -> None:
    """Replaying begins after the snapshot's place."""
    rows = [row(place, foreign=place % 3 == 0) for place in range(1, 5_001)]
    store.commit(Commit(rows=rows))

    assert all_rows(store) == rows
    assert all_rows(store, 4_990) == rows[4_990:]
    assert all_rows(store, 5_000) == []


def test_done_items_are_gone_and_their_numbers_are_not_given_again(
    store: Store, path: Path
) -> None:
    """The highest outbox number outlives its item."""
    store.commit(Commit(items=[item(1), item(2)]))
    store.commit(Commit(done=[1, 2]))

    loaded = again(store, path).load()

    assert loaded.items == []
    assert loaded.number == 2


def test_dropped_places_keep_tag_and_id(store: Store) -> None:
    """Bytes that are forgotten leave the chain whole."""
    store.commit(Commit(rows=[row(1), row(2)]))
    store.commit(Commit(dropped=[1]))

    assert all_rows(store) == [row(1, foreign=True), row(2)]


def test_bytes_that_were_missing_are_filled_in(store: Store) -> None:
    """They are taken only where their own tag and id stand."""
    store.commit(Commit(rows=[row(1, foreign=True), row(2, foreign=True)]))
    store.commit(Commit(filled=[row(1), Row(2, row(2).tag, row(1).id, row(1).wire)]))

    assert all_rows(store) == [row(1), row(2, foreign=True)]
    assert store.row(1) == row(1)
    assert store.row(3) is None


@pytest.mark.parametrize(
    "commit", [Commit(dropped=[1]), Commit(filled=[row(1)])], ids=["dropped", "filled"]
)
def test_a_snapshot_from_before_bytes_went_or_came_is_forgotten(
    store: Store, commit: Commit
) -> None:
    """Replaying the log on top of one would bring back what is gone, or miss what came."""
    store.commit(Commit(rows=[row(1)]))
    store.keep("snapshot", b"stamp")

    store.commit(commit)

    assert store.kept("snapshot") is None


def test_a_commit_is_written_as_a_whole_or_not_at_all(store: Store) -> None:
    """When the last part fails, the first parts are not there either."""
    store.commit(Commit(rows=[row(1)], ring=b"old"))

    with pytest.raises(sqlite3.IntegrityError):
        store.commit(Commit(items=[item(1)], rows=[row(2), row(1)], ring=b"new"))

    loaded = store.load()
    assert (loaded.place, loaded.items, loaded.ring) == (1, [], b"old")


def test_what_was_committed_survives_a_program_that_never_closes(
    store: Store, path: Path, tmp_path: Path
) -> None:
    """The files as they lie after a commit, copied from under the open program, hold it."""
    store.commit(Commit(rows=[row(1)], items=[item(1)]))
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("caseload.db", "caseload.db-wal"):
        shutil.copy(path.with_name(name), copy / name)

    loaded = Store.open(copy / "caseload.db", SEALER).load()

    assert (loaded.place, loaded.items) == (1, [item(1)])


def test_every_commit_is_synced_to_the_disk(store: Store) -> None:
    """Write-ahead log with full syncing, and nothing of it in temporary files."""
    pragmas = {
        name: store._db.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "temp_store", "secure_delete")
    }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "secure_delete": 1,
    }


def test_the_files_hold_no_word_of_what_waits(store: Store, path: Path) -> None:
    """Items, unsent items, ring and kept values stand in no file in the clear."""
    for number in range(1, 40):
        store.commit(Commit(items=[item(number)], ring=CANARY.encode(), unsent=[item(number)]))
    store.keep("notices", CANARY.encode())
    store.commit(Commit(done=[1, 2, 3]))

    def found() -> list[str]:
        forms = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
        files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
        return [name for name, data in files.items() for form in forms if form in data]

    assert found() == []
    store.close()
    assert found() == []


def test_no_column_tells_circles_apart(store: Store) -> None:
    """Besides place, tag, id and bytes there are only sealed blobs and numbers."""
    columns = {
        name: [column[1] for column in store._db.execute(f"pragma table_info({name})")]
        for name in ("log", "outbox", "unsent", "kept")
    }

    assert columns == {
        "log": ["place", "tag", "id", "wire"],
        "outbox": ["number", "sealed"],
        "unsent": ["number", "sealed"],
        "kept": ["name", "sealed"],
    }


def test_small_values_are_kept_and_forgotten(store: Store, path: Path) -> None:
    """The session's own values come back; the store's names are not for it."""
    store.keep("relay", b"https://relay")
    store = again(store, path)

    assert store.kept("relay") == b"https://relay"
    store.keep("relay", None)
    assert store.kept("relay") is None
    with pytest.raises(ValueError, match="ring"):
        store.keep("ring", b"")


def test_a_sealed_value_moved_to_another_name_is_not_taken(store: Store, path: Path) -> None:
    """Who swaps blobs about in the file is noticed."""
    store.commit(Commit(items=[item(1), item(2)]))
    store._db.execute(
        "update outbox set sealed = (select sealed from outbox where number = 1) where number = 2"
    )

    with pytest.raises(StoreDamaged):
        store.load()


def test_another_key_does_not_open_the_store(store: Store, path: Path) -> None:
    """The database of another home is refused, and not changed."""
    store.commit(Commit(items=[item(1)]))
    store.close()
    before = path.read_bytes()

    with pytest.raises(StoreLocked):
        Store.open(path, Sealer(b"x" * 32, os.urandom))

    assert path.read_bytes() == before


def test_a_missing_database_is_said_and_not_made(path: Path) -> None:
    """Opening never makes a file."""
    with pytest.raises(StoreMissing):
        Store.open(path, SEALER)

    assert not path.exists()


def test_a_database_is_never_made_over_another_file(path: Path) -> None:
    """What is there stays."""
    path.write_text("a letter")

    with pytest.raises(StoreExists):
        Store.create(path, SEALER)

    assert path.read_text() == "a letter"


@pytest.mark.parametrize("content", [b"", b"a letter", b"SQLite format 3\x00", bytes(4096)])
def test_a_file_of_another_kind_is_refused_and_not_changed(path: Path, content: bytes) -> None:
    """An empty file, a text, a cut header, zeros: none is a database of this program."""
    path.write_bytes(content)

    with pytest.raises(StoreForeign):
        Store.open(path, SEALER)

    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused_and_not_changed(path: Path) -> None:
    """SQLite's own format is not enough."""
    other = sqlite3.connect(path)
    other.execute("create table log (place integer primary key)")
    other.commit()
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreForeign):
        Store.open(path, SEALER)

    assert path.read_bytes() == before


def test_a_newer_database_is_refused_and_not_changed(store: Store, path: Path) -> None:
    """An older program does not write into what it does not know."""
    store._db.execute("pragma user_version = 2")
    store.close()
    before = path.read_bytes()

    with pytest.raises(StoreTooNew):
        Store.open(path, SEALER)

    assert path.read_bytes() == before


def _damage(path: Path) -> None:
    with pytest.raises((StoreDamaged, StoreForeign)):
        _read_all(path)


def _read_all(path: Path) -> None:
    store = Store.open(path, SEALER)
    try:
        store.load()
        all_rows(store)
    finally:
        store.close()


def test_rows_that_went_missing_at_the_end_are_noticed(store: Store, path: Path) -> None:
    """A shorter log or outbox than was committed is not taken for the whole."""
    store.commit(Commit(rows=[row(1), row(2)], items=[item(1), item(2)]))
    for table, column in (("log", "place"), ("outbox", "number")):
        store._db.execute("begin")
        store._db.execute(f"delete from {table} where {column} = 2")
        store._db.execute("commit")
        with pytest.raises(StoreDamaged):
            Store.open(path, SEALER)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_database_is_noticed(store: Store, path: Path, part: float) -> None:
    """However much of the end is missing, it is told and not read as if it were whole."""
    store.commit(Commit(rows=[row(place, text=bytes(900)) for place in range(1, 400)]))
    store.close()
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])

    _damage(path)


def test_changed_bytes_of_a_record_are_noticed(store: Store, path: Path) -> None:
    """A record that is not what its id says is not replayed."""
    store.commit(Commit(rows=[row(place, text=b"sealed bytes") for place in range(1, 10)]))
    store.close()
    path.write_bytes(path.read_bytes().replace(b"sealed bytes", b"other  bytes", 1))

    _damage(path)


def test_a_missing_place_is_noticed(store: Store) -> None:
    """The log is read without gaps or not at all."""
    store.commit(Commit(rows=[row(1), row(2), row(3)]))
    store._db.execute("delete from log where place = 2")

    with pytest.raises(StoreDamaged):
        all_rows(store)


@given(st.integers(0, 2**20), st.binary(min_size=1, max_size=64))
def test_noise_in_the_file_gives_the_same_or_a_clear_fault(
    tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes
) -> None:
    """Whatever is overwritten, reading gives what was written or says that it is damaged."""
    path = tmp_path_factory.mktemp("noise") / "caseload.db"
    rows = [row(place, text=bytes(300)) for place in range(1, 30)]
    store = Store.create(path, SEALER)
    store.commit(Commit(rows=rows, items=[item(1)], ring=b"ring"))
    store.close()
    data = bytearray(path.read_bytes())
    at %= len(data)
    data[at : at + len(noise)] = noise[: len(data) - at]
    path.write_bytes(data)

    try:
        store = Store.open(path, SEALER)
    except (StoreDamaged, StoreForeign, StoreTooNew, StoreLocked):
        return
    try:
        loaded = store.load()
        read = all_rows(store)
    except StoreDamaged:
        return
    finally:
        store.close()
    # That bytes are not there is something that the relay may bring about too.
    assert [(one.place, one.tag, one.id) for one in read] == [
        (one.place, one.tag, one.id) for one in rows
    ]
    assert all(one.wire in (None, kept.wire) for one, kept in zip(read, rows, strict=True))
    assert loaded.items == [item(1)]


def test_a_disk_that_takes_no_more_is_said_and_the_store_goes_on(store: Store) -> None:
    """A full disk costs the commit that did not fit, whole, and nothing before it."""
    store.commit(Commit(rows=[row(1)]))
    (pages,) = store._db.execute("pragma page_count").fetchone()
    store._db.execute(f"pragma max_page_count = {pages}")

    with pytest.raises(StoreFull):
        store.commit(Commit(rows=[row(place, text=bytes(3000)) for place in range(2, 50)]))
    store._db.execute("pragma max_page_count = 100000")
    store.commit(Commit(rows=[row(2)]))

    assert all_rows(store) == [row(1), row(2)]


def test_no_repr_shows_what_is_kept(store: Store) -> None:
    """Errors and logs that print these objects tell nothing."""
    store.commit(Commit(items=[item(1)], ring=CANARY.encode()))

    assert "canary" not in repr(store.load()) + repr(SEALER) + repr(store)
