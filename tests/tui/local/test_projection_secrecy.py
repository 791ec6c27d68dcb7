"""The projection keeps to memory: no file, no word left behind, no case in a repr."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.tui.local.shelf import CIRCLES, assert_sound, case, found, note
from tui.local.memory_database import NotInMemory, keep_in_memory
from tui.local.projection import Projection


def test_a_dropped_circle_leaves_no_word_behind(shown: Projection) -> None:
    """Neither in the tables nor in the index, nor in the image that is sealed."""
    canary = "kanariewoord"
    for circle in CIRCLES:
        shown.put(circle, "case", circle, case("kiezel-47"))
    for at in range(200):
        text = f"{canary}{at} en gewone woorden"
        circle = CIRCLES[0] if at % 2 else CIRCLES[1]
        shown.put(circle, "note", at.to_bytes(16, "big"), note(text if at % 2 else "gewoon"))
    shown.put(CIRCLES[2], "note", b"x" * 16, note("blijft"))
    assert canary.encode() in shown.image()

    shown.drop(CIRCLES[0])
    image = shown.image()

    assert canary[:6].encode() not in image
    assert CIRCLES[0] not in image
    assert found(shown, "blijft") == [b"x" * 16]
    assert shown.case_count() == 2
    assert_sound(shown)


def test_nothing_goes_through_files(shown: Projection) -> None:
    """Temporary pages and journal stay in memory, also after an image was loaded."""
    shown.put(CIRCLES[0], "note", b"1" * 16, note("a"))
    image = shown.image()
    loaded = Projection.empty()
    loaded.load(image)
    loaded.put(CIRCLES[0], "note", b"2" * 16, note("b"))
    loaded.flush()

    for projection in (shown, loaded):
        pragmas = [
            projection._db.execute(f"pragma {name}").fetchone()[0]
            for name in ("temp_store", "journal_mode", "secure_delete")
        ]
        assert pragmas == [2, "memory", 1]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files in /proc")
def test_sorting_many_rows_opens_no_file(shown: Projection) -> None:
    """SQLite's unlinked temporary files would hold the notes in clear; there are none."""
    for at in range(3_000):
        shown.put(CIRCLES[0], "note", at.to_bytes(16, "big"), note("lang " * 400 + str(at)))
    loaded = Projection.empty()
    loaded.load(shown.image())
    loaded._db.execute("pragma cache_size = 10")

    assert _files_while_sorting(loaded) == set()
    # Without the setting the same sort goes through a file, so this would be seen.
    loaded._db.execute("pragma temp_store = file")
    assert len(_files_while_sorting(loaded)) > 0


def _files_while_sorting(projection: Projection) -> set[str]:
    before = _open_files()
    seen: set[str] = set()
    sort = "select fields from entity order by fields desc, random()"
    for at, _ in enumerate(projection._db.execute(sort)):
        if at % 500 == 0:
            seen |= _open_files()
    return seen - before


def _open_files() -> set[str]:
    names = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            names.add(str(entry.readlink()))
    return names


def test_an_sqlite_that_would_write_temporary_files_is_refused() -> None:
    """A build that ignores the setting is told before any case is opened."""

    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            if "sqlite_compileoption_used" in sql:
                return super().execute("select 1")
            return super().execute(sql, *rest)

    with pytest.raises(NotInMemory):
        keep_in_memory(sqlite3.connect(":memory:", factory=Stubborn))


def test_no_repr_shows_a_case(shown: Projection) -> None:
    """Errors and logs that print the projection tell nothing."""
    shown.put(CIRCLES[0], "note", b"1" * 16, note("canary"))

    assert "canary" not in repr(shown)
