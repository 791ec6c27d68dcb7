"""What is done while the disk works on a commit."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from shared.protocol.record import record_id
from shared.replica.commit import Commit, Row
from tui.local import database
from tui.local.fault import StoreFull
from tui.local.sealer import Sealer
from tui.local.store import Store

SEALER = Sealer(b"k" * 32, os.urandom)


def rows(count: int) -> list[Row]:
    wires = [place.to_bytes(16, "big") for place in range(1, count + 1)]
    return [Row(place, wire, record_id(wire), wire) for place, wire in enumerate(wires, 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "caseload.db"


def kept(path: Path) -> list[Row]:
    store = Store.open(path, SEALER)
    found = [row for run in store.rows() for row in run]
    store.close()
    return found


def test_it_is_done_once_and_the_commit_is_durable(path: Path) -> None:
    """Both have happened when the commit returns."""
    store = Store.create(path, SEALER)
    done: list[int] = []
    store.commit(Commit(rows=rows(500)), lambda: done.append(1))
    store.close()
    assert done == [1]
    assert kept(path) == rows(500)


def test_a_fault_in_it_is_told_when_the_commit_has_ended(path: Path) -> None:
    """What it raises comes out, and what was committed stays."""
    store = Store.create(path, SEALER)

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.commit(Commit(rows=rows(3)), fail)
    store.close()
    assert kept(path) == rows(3)


class Full:
    """A connection whose disk is full when the transaction ends."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.in_transaction = False

    def execute(self, statement: str) -> None:
        self.said.append(statement)
        self.in_transaction = statement != "rollback"
        if statement == "commit":
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error


def test_a_commit_that_fails_is_told_although_it_was_done(path: Path) -> None:
    """The fault of the disk comes out, and the transaction is taken back."""
    full, done = Full(), []
    with pytest.raises(StoreFull):  # noqa: SIM117
        with database.transaction(full, path, lambda: done.append(1)):  # type: ignore[arg-type]
            pass
    assert done == [1]
    assert full.said == ["begin immediate", "commit", "rollback"]
