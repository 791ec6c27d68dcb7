"""The demonstration behind the screen: Noor's home after the play, with Joost listening."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.casework import verbs
from shared.casework.agenda import KINDS, STATUSES, agenda
from shared.casework.flags import flags
from shared.casework.open_now import open_now
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
    events = [(5, 6)] * len(front.stories[0].events)
    assert steps == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), *events, (6, 6)]
    circle = session.case_named(story.CODE)
    assert circle is not None
    assert session.case(circle).conflicts == 1

    running = asyncio.create_task(session.run())
    file = session.case(circle)
    today = datetime.now(UTC).astimezone().date().isoformat()
    settled = verbs.change(file, file.case, {story.CONFLICT_FIELD: story.SETTLED}, today)
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


async def test_a_first_look_finds_open_cases_with_something_to_do(front: DemoFront) -> None:
    """Two cases in the middle, of two people; nothing of them breaks a rule, and the agenda
    has something for today or later in both."""
    session = await front.demo(lambda *_: None)
    assert isinstance(session, Session), session
    today = datetime.now(UTC).astimezone().date().isoformat()
    rows = session.case_rows("", 0, 10)
    assert {row.code for row in rows} == {story.CODE, story.BESIDE_CODE}
    assert len({row.callsign for row in rows}) == len({row.client for row in rows}) == 2
    assert {row.status for row in rows} <= {"supporting", "waiting"}
    for row in rows:
        assert flags(session.case(row.circle), today) == []
        assert open_now(session.case(row.circle), today)
    due = agenda(session.entities_of(KINDS, STATUSES), today, session.working_notes(None))
    assert {one.code for one in due if one.due >= today} == {row.code for row in rows}
    session.lock()


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
