"""The snapshot: whole and of this store, or thrown away; never in the clear."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.replica.change import Fields, Live
from shared.replica.commit import Commit, Row
from tui.local import snapshot as module
from tui.local.home import Home
from tui.local.projection import FORM, Projection
from tui.local.sealer import Sealer
from tui.local.snapshot import read_snapshot, write_snapshot
from tui.local.store import Store

CANARY = "kanarie in de notitie"
CIRCLE = b"c" * 16
NOOR = b"noor-device-----"


def note(text: str, place: int | None = 1, number: int = 1) -> Fields:
    return {"text": (Live(text, NOOR, number, place, 0),)}


class Ledger:
    place = 2

    def head(self) -> bytes:
        return b"h" * 32


class Replica:
    ledger = Ledger()
    random = staticmethod(os.urandom)


class Kept:
    """As much of a session as a snapshot is made of."""

    def __init__(self, folder: Path) -> None:
        self.home = Home.open(folder)
        self.sealer = Sealer(b"k" * 32, os.urandom)
        self.store = Store.create(self.home.store, self.sealer)
        self.store.commit(
            Commit(rows=[Row(at, bytes([at]) * 16, bytes([at]) * 32, None) for at in (1, 2)])
        )
        self.projection = Projection.empty()
        self.projection.put(CIRCLE, "case", CIRCLE, {"code": (Live("kiezel-47", NOOR, 9, 1, 0),)})
        self.projection.put(CIRCLE, "note", b"n" * 16, note(CANARY))
        self.replica: Any = Replica()

    def write(self, memory: bytes = b"memory") -> bool:
        return write_snapshot(self, memory)

    def read(self) -> tuple[bytes | None, Projection]:
        projection = Projection.empty()
        return read_snapshot(self.home, self.sealer, self.store.load(), projection), projection


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "home")
    yield made
    made.store.close()
    made.home.close()


def test_what_was_sealed_comes_back(kept: Kept) -> None:
    """Memory, entities, list and words are those of the projection that was sealed."""
    assert kept.write(b"memory" * 500_000)

    memory, projection = kept.read()

    assert memory == b"memory" * 500_000
    assert list(projection.entities(CIRCLE)) == list(kept.projection.entities(CIRCLE))
    assert [hit.entity for hit in projection.search("kanarie", 5)] == [b"n" * 16]
    assert projection.case_rows("", 0, 5, len)[0].code == "kiezel-47"


def test_writes_that_waited_are_left_out(kept: Kept) -> None:
    """They lie in the outbox; whether they still wait when it is opened, only that knows."""
    standing = Live("stond", NOOR, 2, 2, 0)
    waiting = Live("wacht", NOOR, 3, None, 0, (standing.name,))
    kept.projection.put(CIRCLE, "note", b"m" * 16, {"text": (standing, waiting)})
    kept.projection.put(CIRCLE, "note", b"w" * 16, note("alleen wachtend", None, 4))
    kept.write()

    _, projection = kept.read()

    assert projection.fields(CIRCLE, "note", b"m" * 16) == {"text": (standing,)}
    assert projection.fields(CIRCLE, "note", b"w" * 16) == {}
    assert projection.search("wacht", 5) == []
    assert projection.case_rows("", 0, 5, len)[0].unkept == 0


def test_the_file_holds_no_word(kept: Kept) -> None:
    """Nor does any other file of the folder."""
    kept.write()

    for path in kept.home.folder.iterdir():
        data = path.read_bytes()
        for form in (CANARY.encode(), CANARY.encode("utf-16-le"), b"kanarie", b"kiezel-47"):
            assert form not in data, path.name


def test_no_snapshot_is_no_error(kept: Kept) -> None:
    """Deleting it loses nothing."""
    assert kept.read()[0] is None
    kept.write()
    kept.home.snapshot.unlink()
    assert kept.read()[0] is None


@pytest.mark.parametrize("at", [0, 10, 30, 200, -1, -30])
def test_a_changed_snapshot_is_thrown_away(kept: Kept, at: int) -> None:
    """Wherever a bit was turned."""
    kept.write()
    data = bytearray(kept.home.snapshot.read_bytes())
    data[at] ^= 1
    kept.home.snapshot.write_bytes(data)

    assert kept.read()[0] is None
    assert not kept.home.snapshot.exists()


@pytest.mark.parametrize("part", [0, 1, 30, 60, 5_000, -1])
def test_a_cut_snapshot_is_thrown_away(kept: Kept, part: int) -> None:
    """However much of it is there."""
    kept.write()
    kept.home.snapshot.write_bytes(kept.home.snapshot.read_bytes()[:part])

    assert kept.read()[0] is None
    assert not kept.home.snapshot.exists()


def test_bytes_behind_the_end_are_noticed(kept: Kept) -> None:
    """A file that goes on is not the file that was written."""
    kept.write()
    with kept.home.snapshot.open("ab") as file:
        file.write(b"more")

    assert kept.read()[0] is None


def test_an_older_snapshot_put_back_is_thrown_away(kept: Kept) -> None:
    """The store names the newest one, and only that is taken."""
    kept.write(b"old")
    old = kept.home.snapshot.read_bytes()
    kept.write(b"new")
    kept.home.snapshot.write_bytes(old)

    assert kept.read()[0] is None


def test_a_snapshot_of_another_store_is_thrown_away(kept: Kept, tmp_path: Path) -> None:
    """Also when the keys are the same."""
    other = Kept(tmp_path / "other")
    other.write()
    kept.write()
    kept.home.snapshot.write_bytes(other.home.snapshot.read_bytes())

    assert kept.read()[0] is None
    other.store.close()
    other.home.close()


def test_a_snapshot_of_a_newer_log_than_the_store_has_is_thrown_away(kept: Kept) -> None:
    """A store put back from a backup is not shown what it has not got."""
    kept.replica.ledger.place = 3
    try:
        kept.write()
        assert kept.read()[0] is None
    finally:
        kept.replica.ledger.place = 2


def test_a_snapshot_of_another_form_is_thrown_away(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version's tables or searched fields are made anew from the log."""
    kept.write()
    monkeypatch.setattr(module, "FORM", FORM + 1)

    assert kept.read()[0] is None


def test_another_key_does_not_open_it(kept: Kept) -> None:
    """It is thrown away like a damaged one."""
    kept.write()
    loaded = kept.store.load()

    memory = read_snapshot(kept.home, Sealer(b"x" * 32, os.urandom), loaded, Projection.empty())

    assert memory is None


def test_a_disk_that_does_not_take_it_costs_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last snapshot stays the valid one."""
    kept.write(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tui.local.home.sync_file", full)
        assert not kept.write(b"new")

    assert kept.read()[0] == b"old"


def test_dropping_a_circle_leaves_nothing_of_it_in_the_next_snapshot(kept: Kept) -> None:
    """It opens to a projection without the circle, and without a word of it."""
    for at in range(2_000):
        kept.projection.put(CIRCLE, "note", at.to_bytes(16, "big"), note(CANARY * 20))
    kept.write()
    kept.projection.drop(CIRCLE)
    kept.write()

    memory, projection = kept.read()

    assert memory == b"memory"
    assert list(projection.entities(CIRCLE)) == []
    assert b"kanarie" not in projection.image()
