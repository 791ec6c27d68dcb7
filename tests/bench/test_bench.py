"""The bench runs: each row at a small size. How quick it is, no test says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import starting
from tests.bench.__main__ import main
from tests.bench.row import FLOORS, MARKS, Row, cost, rate, table

FIELDS = {"row", "n", "value", "unit", "floor", "ratio"}


@pytest.mark.slow
def test_every_row_is_measured_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows are printed and written as a list of objects with six fields."""
    monkeypatch.setattr(starting, "TRIES", 1)
    path = tmp_path / "bench.json"
    assert main(["--n", "20", "--rounds", "1", "--json", str(path)]) == 0
    written = json.loads(path.read_bytes())
    assert all(set(row) == FIELDS for row in written)
    assert {row["row"] for row in written} >= set(MARKS)
    for row in written:
        assert row["value"] > 0
        assert (row["floor"] is None) == (row["ratio"] is None)
    printed = capsys.readouterr().out
    assert all(f"\n{name} " in printed for name in MARKS)
    assert json.loads(path.with_suffix(".machine.json").read_bytes())["python"]


def test_rows_that_do_not_exist_are_not_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """A row's name that is none is refused, and those that are are named."""
    with pytest.raises(SystemExit):
        main(["unlokc"])
    assert "first_sync" in capsys.readouterr().err


def test_a_row_tells_whether_its_mark_is_reached() -> None:
    """A rate reaches its mark from above, a cost from below, and by the row's own floor."""
    slow = rate("first_sync", 1_000, seconds=0.2, floor_seconds=0.03)
    assert (slow.value, slow.unit) == (5_000, "records/s")
    assert [mark.reached(slow) for mark in MARKS["first_sync"]] == [False, False]
    quick = rate("first_sync", 1_000, seconds=0.1, floor_seconds=0.02)
    assert [mark.reached(quick) for mark in MARKS["first_sync"]] == [True, True]
    near = cost("relay_disk", 10, 1_250.0, "B/record", 1_000.0)
    assert [mark.reached(near) for mark in MARKS["relay_disk"]] == [True]
    assert "SHORT" in table([slow])
    assert "SHORT" not in table([quick, near])


def test_figures_that_grow_with_the_size_are_told() -> None:
    """What is to be the same at every size is compared over the sizes."""
    same = [Row("idle_check", n, value, "ms") for n, value in ((1_000, 1.0), (10_000, 1.4))]
    assert "the same at each size (1.40 x): reached" in table(same)
    grown = [*same, Row("idle_check", 100_000, 1.8, "ms")]
    assert "the same at each size (1.80 x): SHORT" in table(grown)


def test_each_row_says_what_its_floor_is() -> None:
    """No ratio stands in the table without words for what it is compared with."""
    assert set(FLOORS) >= set(MARKS)
