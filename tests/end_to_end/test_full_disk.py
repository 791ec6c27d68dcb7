"""A disk that is full: what was said to be saved is; what was not is not half there."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.end_to_end.people import (
    DOOR,
    PASSPHRASE,
    add_note,
    admitted,
    content,
    founded,
    notes,
    open_case,
    share,
    synced,
    unlocked,
)
from tests.end_to_end.relay_at_work import RelayAtWork
from tui.local.fault import StoreFull
from tui.local.front import HomeFront
from tui.local.problem import Trouble
from tui.local.session import Session

LONG = "lang verhaal " * 3_000
BYTES = 4 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") is not None and os.name == "posix" and os.geteuid() == 0
    if mounted:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={BYTES},mode=700", "none", str(folder)],
            capture_output=True,
            check=False,
        )
        mounted = made.returncode == 0
    if not mounted:
        pytest.skip("making a small disk takes the rights of the system's administrator")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Small:
    """Noor's home on the small disk; Joost, with room, shares a case with her."""

    def __init__(self, disk: Path, noor: Session, joost: Session, circle: bytes) -> None:
        self.disk = disk
        self.noor = noor
        self.joost = joost
        self.circle = circle

    def fill(self) -> None:
        """Let nothing be left."""
        with suppress(OSError), (self.disk / "filling").open("wb", buffering=0) as file:
            while file.write(bytes(65_536)):
                continue
        with suppress(OSError), (self.disk / "filling").open("ab", buffering=0) as file:
            while file.write(b"\0"):
                continue

    def make_room(self) -> None:
        """Take the filling away."""
        (self.disk / "filling").unlink()

    def save_until_full(self) -> list[bytes]:
        """Save notes until the disk takes no more; those whose save returned."""
        saved = []
        for number in range(500):
            try:
                saved.append(add_note(self.noor, self.circle, f"{number} {LONG}"))
            except StoreFull:
                return saved
        raise AssertionError("the disk was not full")


@pytest.fixture
async def small(small_disk: Path, tmp_path: Path) -> AsyncIterator[Small]:
    """A firm of two."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(small_disk / "noor", relay.address, relay.code)
        joost = await admitted(noor, tmp_path / "joost")
        circle = open_case(noor)
        share(noor, circle, joost.my_member)
        await synced(noor, joost)
        made = Small(small_disk, noor, joost, circle)
        yield made
        for session in (made.noor, made.joost):
            session.lock()


async def test_saving_on_a_full_disk_keeps_all_or_nothing(small: Small) -> None:
    """A save that failed has left nothing, on the screen neither; all before it is there,
    after killing too; with room it goes on."""
    small.fill()
    before = set(notes(small.noor, small.circle))
    saved = small.save_until_full()
    assert set(notes(small.noor, small.circle)) == before | set(saved)
    assert small.noor.status().unkept == len(saved)
    with pytest.raises(StoreFull, match="Make room"):
        add_note(small.noor, small.circle, LONG)

    small.make_room()
    late = add_note(small.noor, small.circle, "nu wel")
    await synced(small.noor, small.joost)
    assert set(notes(small.joost, small.circle)) == before | {*saved, late}
    assert content(small.joost, small.circle) == content(small.noor, small.circle)
    small.noor.lock()
    small.noor = await unlocked(small.noor.home.folder)
    assert set(notes(small.noor, small.circle)) == before | {*saved, late}


async def test_what_the_relay_brings_waits_until_there_is_room(small: Small) -> None:
    """A page that the disk does not take is not half taken: it comes again."""
    theirs = {add_note(small.joost, small.circle, f"{n} {LONG}") for n in range(40)}
    await synced(small.joost)
    small.fill()
    problem = await small.noor.sync_once()
    assert problem is not None
    assert problem.trouble is Trouble.no_room
    mine = small.save_until_full()
    assert (await small.noor.sync_once()) is not None

    small.make_room()
    await synced(small.noor, small.joost)
    assert set(notes(small.noor, small.circle)) == theirs | set(mine)
    small.noor.lock()
    small.noor = await unlocked(small.noor.home.folder)
    assert set(notes(small.noor, small.circle)) == theirs | set(mine)
    assert content(small.joost, small.circle) == content(small.noor, small.circle)


async def test_syncing_goes_on_by_itself_when_there_is_room(small: Small) -> None:
    """A session that stays in touch says why nothing comes, and then it comes."""
    theirs = {add_note(small.joost, small.circle, f"{n} {LONG}") for n in range(40)}
    await synced(small.joost)
    small.fill()
    full, came = asyncio.Event(), asyncio.Event()

    def look() -> None:
        problem = small.noor.problem
        if problem is not None and problem.trouble is Trouble.no_room:
            full.set()
        if theirs <= set(notes(small.noor, small.circle)):
            came.set()

    stop = small.noor.watch(look)
    running = asyncio.create_task(small.noor.run())
    try:
        await asyncio.wait_for(full.wait(), 20)
        small.make_room()
        await asyncio.wait_for(came.wait(), 20)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        stop()


async def test_locking_and_opening_on_a_full_disk(small: Small) -> None:
    """Locking needs no room; opening says what is missing or opens, and loses nothing."""
    note = add_note(small.noor, small.circle, "kort")
    small.fill()
    small.noor.lock()
    opened = await HomeFront(small.noor.home.folder, DOOR).unlock(PASSPHRASE)
    if isinstance(opened, Session):
        assert note in notes(opened, small.circle)
        opened.lock()
    small.make_room()
    small.noor = await unlocked(small.noor.home.folder)
    assert note in notes(small.noor, small.circle)
