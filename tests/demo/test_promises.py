"""Each promise of the demonstration can be broken, and then that one is told."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from tui.demo import story
from tui.demo.promises import check_promises
from tui.demo.stage import Stage

WORD = story.SECRET_WORDS[6]
CASE = [["case", "00" * 16, [["safe_times", [["'na 19:00'", "aa", 1], ["'na 20:00'", "bb", 1]]]]]]


class Device:
    """A device that answers what it is told to."""

    def __init__(self, folder: Path, holds: bool) -> None:
        self.folder = folder
        self.pid = os.getpid()
        self.state: dict[str, Any] = {
            "entities": copy.deepcopy(CASE) if holds else [],
            "conflicts": 1 if holds else 0,
            "cases": 1 if holds else 0,
            "place": 40,
            "chain": "cc" * 32,
            "unkept": 0,
            "notices": [],
        }
        self.records = ["11" * 32, "22" * 32]
        self.held = ["33" * 32]
        folder.mkdir()
        (folder / "caseload.db").write_bytes(os.urandom(5_000))

    async def ask(self, do: str, **_: Any) -> Any:
        """What the real one would say."""
        return {"state": self.state, "records": {"ids": self.records}, "held": {"ids": self.held}}[
            do
        ]


class Relay:
    """A relay's folder and log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "relay"
        self.log = folder / "relay.log"
        self.pid = os.getpid()
        self.folder.mkdir()
        (self.folder / "relay.db").write_bytes(os.urandom(5_000))
        self.log.write_text("the relay starts\n")


class Played:
    """What the promises look at: a stage after the play."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.circle = "00" * 16
        self.relay = Relay(folder)
        self.noor = Device(folder / "noor", holds=True)
        self.joost = Device(folder / "joost", holds=True)
        self.samira = Device(folder / "samira", holds=False)

    @property
    def devices(self) -> tuple[Device, Device, Device]:
        """All three."""
        return self.noor, self.joost, self.samira


def _leak(path: Path, text: bytes) -> None:
    path.write_bytes(os.urandom(100) + text + os.urandom(100))


BREAK: dict[str, Callable[[Played], object]] = {
    "Noor and Joost see the same": lambda p: p.joost.state.update(entities=[]),
    "Both edits of one field": lambda p: p.noor.state.update(conflicts=0),
    "All three devices have verified": lambda p: p.samira.state.update(chain="dd" * 32),
    "Everything that was saved": lambda p: p.joost.state.update(unkept=1),
    "Samira, who has no share": lambda p: p.samira.state.update(cases=1),
    "Samira's device keeps": lambda p: p.samira.held.append(p.noor.records[1]),
    "The relay's folder and log": lambda p: _leak(p.relay.log, WORD.encode()),
    "The three homes": lambda p: _leak(p.samira.folder / "x", WORD.encode("utf-16-le")),
    "Nobody was told": lambda p: p.joost.state.update(notices=["forked"]),
}


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    """A play after which every promise holds."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "stage").mkdir()
    return Played(tmp_path / "stage")


async def _broken(played: Played) -> list[str]:
    promises = await check_promises(cast(Stage, played))
    assert len(promises) == len(BREAK) + 1
    return [promise.text for promise in promises if not promise.holds]


async def test_all_hold(played: Played) -> None:
    """After a play in which nothing went wrong."""
    assert await _broken(played) == []


@pytest.mark.parametrize("promise", BREAK)
async def test_a_broken_one_is_found(played: Played, promise: str) -> None:
    """And no other."""
    BREAK[promise](played)
    [text] = await _broken(played)
    assert text.startswith(promise)


async def test_a_case_without_records_proves_nothing(played: Played) -> None:
    """A promise about nothing does not hold."""
    played.noor.records.clear()
    [text] = await _broken(played)
    assert text.startswith("Samira's device keeps")


async def test_a_temporary_file_is_found_with_a_name_and_without(played: Played) -> None:
    """SQLite's, or one that was unlinked while it is open."""
    named = Path(tempfile.gettempdir()) / "etilqs_1234"
    _leak(named, WORD.encode())
    [text] = await _broken(played)
    assert text.startswith("No temporary file")
    with named.open("rb"):
        named.unlink()
        assert await _broken(played) == [text]
    assert await _broken(played) == []
