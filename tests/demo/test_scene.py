"""The demonstration behind the screen: Noor's home after the play, with Joost listening."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.casework import verbs
from tui.demo import story
from tui.demo.scene import DemoFront, folder_for
from tui.local.session import Session
from tui.ports import HomeState, Problem

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
async def front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DemoFront]:
    """The front door; whatever it made is gone at the end."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = DemoFront()
    yield made
    pids = [] if made._stage is None else [device.pid for device in made._stage.devices]
    await made.close()
    _assert_nothing_left(tmp_path, pids)


def _assert_nothing_left(folder: Path, pids: list[int]) -> None:
    assert list(folder.iterdir()) == []
    assert [pid for pid in pids if pid and Path(f"/proc/{pid}").exists()] == []


async def test_noors_home_opens_after_the_play_and_goes_on(front: DemoFront) -> None:
    """Step by step; what Noor then writes is kept by the relay and read by Joost; it can
    be locked and opened with the passphrase that is shown."""
    steps: list[tuple[int, int]] = []
    assert front.state() is HomeState.demo
    session = await front.demo(lambda text, step, steps_: steps.append((step, steps_)))
    assert isinstance(session, Session), session
    assert steps == [(step, 6) for step in range(1, 7)]
    circle = session.case_named(story.CODE)
    assert circle is not None
    assert session.case(circle).conflicts == 1

    running = asyncio.create_task(session.run())
    file = session.case(circle)
    settled = verbs.change(file, file.case, {story.CONFLICT_FIELD: "na 20:00"}, "2026-02-05")
    assert isinstance(settled, list)
    session.save(circle, settled)
    await _until(session, lambda: session.status().unkept == 0)
    assert front._stage is not None
    while True:
        state = await front._stage.joost.ask("state", circle=circle.hex())
        if state["place"] >= session.status().place:
            break
    assert state["conflicts"] == 0
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    session.lock()
    assert front.state() is HomeState.locked
    assert story.PASSPHRASE in front.hint
    wrong = await front.unlock("something else")
    assert isinstance(wrong, Problem)
    again = await front.unlock(story.PASSPHRASE)
    assert isinstance(again, Session)
    assert again.case(circle).conflicts == 0
    again.lock()


async def _until(session: Session, done: object) -> None:
    assert callable(done)
    came = asyncio.Event()
    stop = session.watch(lambda: came.set() if done() else None)
    if not done():
        await asyncio.wait_for(came.wait(), 30)
    stop()


async def test_a_relay_that_does_not_start_is_told(
    front: DemoFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing stays behind."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    outcome = await front.demo(lambda *_: None)
    assert isinstance(outcome, Problem)
    assert "luister[relay]" in dict(outcome.blanks)["why"]


async def test_nothing_else_is_done_from_here(front: DemoFront) -> None:
    """No firm is founded in a demonstration, and none joined."""
    assert isinstance(await front.found("", "", "", "", "", ""), Problem)
    assert isinstance(await front.join("", "", "", ""), Problem)
    assert isinstance(await front.resume(""), Problem)
    assert isinstance(await front.unlock(""), Problem)
    assert isinstance(front.link_name(""), Problem)


def test_a_folder_of_ones_own_is_closed_to_others(tmp_path: Path) -> None:
    """Whether it is named or temporary."""
    named = folder_for(tmp_path / "new" / "kept")
    assert named.stat().st_mode & 0o077 == 0
    (named / "file").touch()
    with pytest.raises(FileExistsError):
        folder_for(named)
    temporary = folder_for(None)
    assert temporary.stat().st_mode & 0o077 == 0
    temporary.rmdir()
