"""A program that is killed in the middle of its work loses nothing that it said was saved."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

from shared.replica.register import VALUES_LIMIT
from tests.end_to_end.people import (
    add_note,
    admitted,
    change_case,
    content,
    founded,
    notes,
    open_case,
    second_device,
    share,
    synced,
    unlocked,
)
from tests.end_to_end.relay_at_work import RelayAtWork
from tests.end_to_end.saving import text_of
from tests.house.tree import ROOT
from tui.local.session import Session

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills and forks processes")

KILLS = 52


class Saver:
    """Starts programs that save, on one home, and kills them."""

    def __init__(self, process: subprocess.Popen[str], home: Path, circle: bytes) -> None:
        self._process = process
        self.home = home
        self.circle = circle
        self.kept: set[str] = set()
        """Ids of the notes whose save has returned, in whatever program."""
        self.times = 0
        """The last value of a field whose save has returned."""
        self.saves: list[int] = []

    def run_and_kill(self, saves: int, pause: float, *, online: bool, snapshots: bool) -> None:
        """Let a program save so often, and a little longer; kill it; take what it said."""
        pipe = self.home.with_name("pipe")
        os.mkfifo(pipe)
        order = {
            "home": str(self.home),
            "circle": self.circle.hex(),
            "pipe": str(pipe),
            "online": online,
            "snapshots": snapshots,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        with pipe.open() as report:
            pipe.unlink()
            self._check_found(report.readline())
            said = [self._take(report) for _ in range(saves)]
            # Somewhere within the next save, whose answer nobody waits for.
            time.sleep(pause)
            os.kill(child, signal.SIGKILL)
            while self._take(report):
                said.append(True)
        assert all(said), "the program ended by itself"
        self.saves.append(len(said))

    def _check_found(self, line: str) -> None:
        word, times, *found = line.split()
        assert word == "has"
        assert self.kept <= set(found), "a saved note is not there any more"
        assert int(times) >= self.times, "a saved change is not there any more"
        # What was saved without our knowing: the answer was cut off.
        assert len(found) <= len(self.kept) + len(self.saves)

    def _take(self, report: IO[str]) -> bool:
        word, _, value = report.readline().strip().partition(" ")
        if word == "note":
            self.kept.add(value)
        elif word == "times":
            self.times = int(value)
        return bool(word)


@contextmanager
def saver(home: Path, circle: bytes) -> Iterator[Saver]:
    """Start what forks the programs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.saving"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Saver(process, home, circle)
        assert process.stdin is not None
        process.stdin.close()


def assert_whole(database: Path, scratch: Path) -> None:
    """The database is in order as the kill has left it. A copy is looked at: opening it
    changes it."""
    scratch.mkdir()
    for path in database.parent.glob(f"{database.name}*"):
        shutil.copy(path, scratch)
    with closing(sqlite3.connect(scratch / database.name)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    shutil.rmtree(scratch)


async def test_no_saved_edit_is_lost_by_killing(tmp_path: Path) -> None:
    """Fifty-two kills while it saves, with and without the relay, with and without a
    snapshot being written: whatever a save had returned for is there after each, and in
    the end the relay, a colleague and a second device have it all, once."""
    chance = random.Random(7)
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        joost = await admitted(noor, tmp_path / "joost")
        tablet = await second_device(noor, tmp_path / "tablet")
        circle = open_case(noor)
        change_case(noor, circle, {"safe_times": "0"})
        share(noor, circle, joost.my_member)
        await synced(noor, joost)
        noor.lock()

        with saver(tmp_path / "noor", circle) as program:
            for number in range(KILLS):
                await asyncio.to_thread(
                    program.run_and_kill,
                    chance.randrange(10),
                    chance.random() * 0.006,
                    online=number % 2 == 0,
                    snapshots=number % 4 >= 2,
                )
                assert_whole(tmp_path / "noor" / "caseload.db", tmp_path / "scratch")

        noor = await unlocked(tmp_path / "noor")
        found = notes(noor, circle)
        assert program.kept <= {note.hex() for note in found}
        assert all(text == text_of(note) for note, text in found.items())
        assert int(noor.case(circle).case.safe_times) >= program.times
        await synced(noor, joost, tablet)
        assert noor.status().unkept == 0
        assert noor.status().notices == joost.status().notices == tablet.status().notices == ()
        assert notes(joost, circle) == notes(tablet, circle) == found
        assert content(joost, circle) == content(tablet, circle) == content(noor, circle)
        for session in (noor, joost, tablet):
            session.lock()
    assert len(program.saves) == KILLS
    assert len(program.kept) > KILLS


RELAY_KILLS = 3


async def test_a_relay_that_is_killed_under_running_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noor types on while it is gone; once it is back, without anybody asking for it, all
    is kept, and is with Joost, once."""
    monkeypatch.setattr("tui.local.backoff.FLOOR_SECONDS", 0.05)
    monkeypatch.setattr("tui.local.backoff.CEILING_SECONDS", 0.2)
    chance = random.Random(9)
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        joost = await admitted(noor, tmp_path / "joost")
        circle = open_case(noor)
        share(noor, circle, joost.my_member)
        await synced(noor, joost)
        running = [asyncio.create_task(session.run()) for session in (noor, joost)]
        typed: dict[bytes, str] = {}
        for number in range(RELAY_KILLS):
            for part in range(12):
                note = add_note(noor, circle, f"ronde {number} deel {part}")
                typed[note] = f"ronde {number} deel {part}"
                if part == 6:
                    await asyncio.sleep(chance.random() * 0.02)
                    relay.kill()
            await asyncio.to_thread(relay.start)
            await _until(noor, lambda: noor.status().unkept == 0)
        await _until(joost, lambda: notes(joost, circle) == typed)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        assert content(joost, circle) == content(noor, circle)
        assert noor.status().notices == joost.status().notices == ()
        noor.lock()
        joost.lock()


async def _until(session: Session, done: Callable[[], bool]) -> None:
    came = asyncio.Event()
    stop = session.watch(lambda: came.set() if done() else None)
    try:
        if not done():
            await asyncio.wait_for(came.wait(), 30)
    finally:
        stop()


async def test_many_changes_of_one_field_made_offline(tmp_path: Path) -> None:
    """More than a field may have values: they lie over each other, and the last one is
    what everybody sees."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        tablet = await second_device(noor, tmp_path / "tablet")
        circle = open_case(noor)
        await synced(noor)
        for number in range(VALUES_LIMIT + 10):
            change_case(noor, circle, {"safe_times": f"na {number} uur"})
        await synced(noor, tablet)
        assert content(noor, circle) == content(tablet, circle)
        for session in (noor, tablet):
            assert session.case(circle).case.safe_times == f"na {VALUES_LIMIT + 9} uur"
            assert session.case(circle).conflicts == 0
            session.lock()
