"""Cover and lock: nothing of the work stays on the screen, nothing typed is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shared.replica.change import Edit
from tests.tui.driving import Clock, app_for, current, lines, opened, press, settled, shown, write
from tests.tui.fake_session import (
    JOOST_LAPTOP,
    LISA,
    PASSPHRASE,
    FakeSession,
    entity,
    ms,
)
from tui.local.fault import StoreFull
from tui.ports import HomeState
from tui.screens.ask import AskScreen
from tui.screens.case import CaseScreen
from tui.screens.caseload import CaseloadScreen
from tui.screens.cover import CoverScreen
from tui.screens.entity_form import EntityForm
from tui.screens.form import FormScreen
from tui.screens.names import NamesScreen
from tui.screens.sheet import SheetScreen
from tui.screens.trail import TrailScreen
from tui.screens.unlock import UnlockScreen


@pytest.mark.parametrize("key", ["f9", "ctrl+g"])
async def test_the_cover_hides_at_once_and_any_key_only_uncovers(
    session: FakeSession, key: str
) -> None:
    """Nothing of the case shows; the key that uncovers does nothing else."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Lies zei")
        await press(pilot, key)
        assert current(app) is CoverScreen
        assert shown(app) == "Any key shows the screen again."
        assert not session.locked

        await press(pilot, "x")
        assert "Lies zei" in shown(app)
        assert "Lies zeix" not in shown(app)


async def test_locking_forgets_the_session_and_shows_nothing(session: FakeSession) -> None:
    """ctrl+l from deep inside a case: the passphrase is asked, the session is locked."""
    async with opened(session, "enter", "enter", "ctrl+l") as (app, pilot):
        assert current(app) is UnlockScreen
        assert session.locked
        assert app.session is None
        assert len(app.screen_stack) == 2
        assert "kiezel" not in shown(app)
        assert "enter Open" in lines(app)[-1]

        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        assert current(app) is CaseScreen
        assert session.runs == 2


async def test_the_program_locks_by_itself_when_nobody_types(session: FakeSession) -> None:
    """After the idle time, not before; each key begins it anew."""
    clock = Clock()
    async with opened(session, monotonic=clock, idle_seconds=300) as (app, pilot):
        clock.seconds = 299
        await app.lock_when_idle()
        found = [session.locked]

        await press(pilot, "down")
        clock.seconds = 500
        await app.lock_when_idle()
        found.append(session.locked)

        clock.seconds = 600
        await app.lock_when_idle()
        assert [*found, session.locked] == [False, False, True]
        assert current(app) is UnlockScreen


async def test_a_covered_screen_locks_when_idle_too(session: FakeSession) -> None:
    """Whoever covers and walks away is locked out of their own screen in time."""
    clock = Clock()
    async with opened(session, "f9", monotonic=clock) as (app, _pilot):
        clock.seconds = 10_000
        await app.lock_when_idle()

        assert current(app) is UnlockScreen
        assert session.locked


async def test_typed_text_waits_for_the_passphrase(session: FakeSession) -> None:
    """A lock keeps the unsaved form in memory, says so, and opens it again."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Half af")
        await press(pilot, "ctrl+l")
        assert "1 form with text that you did not save waits for you" in shown(app)
        assert "Half af" not in shown(app)

        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        assert current(app) is EntityForm
        assert isinstance(app.screen, FormScreen)
        assert app.screen.values["text"] == "Half af"

        await press(pilot, "ctrl+s")
        assert [note.text for note in session.case(LISA).notes] == [
            "Opgelucht, maar bang dat ze herkend wordt. Geeft zichzelf een 5.",
            "Half af",
        ]


async def test_text_from_before_a_lock_covers_nothing_that_came_meanwhile(
    session: FakeSession,
) -> None:
    """It takes the place of what the form showed; what a colleague wrote stays beside it,
    and fields that were not touched are not written."""
    note = session.case(LISA).find(entity("note-after"))
    assert note is not None
    async with opened(session, "enter", "down", "e") as (app, pilot):
        assert isinstance(app.screen, FormScreen)
        app.screen.query_one("#field-text").value = "Mijn tekst."  # type: ignore[attr-defined]
        await press(pilot, "ctrl+l")
        names = tuple(live.name for live in note.fields["text"])
        day = tuple(live.name for live in note.fields["noted_on"])
        session.write(
            LISA,
            [
                Edit("note", note.id, "text", "Tekst van Joost.", names),
                Edit("note", note.id, "noted_on", "2026-03-04", day),
            ],
            JOOST_LAPTOP,
            ms(16),
        )
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter", "ctrl+s")

        after = session.case(LISA).find(note.id)
        assert after is not None
        assert {live.value for live in after.fields["text"]} == {"Mijn tekst.", "Tekst van Joost."}
        assert [live.value for live in after.fields["noted_on"]] == ["2026-03-04"]


async def test_a_form_without_typed_text_is_not_kept(session: FakeSession) -> None:
    """Nothing waits when nothing was typed."""
    async with opened(session, "enter", "a", "ctrl+l") as (app, pilot):
        assert "did not save" not in shown(app)

        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        assert current(app) is CaseScreen


async def test_unlocking_goes_back_to_where_one_was(session: FakeSession) -> None:
    """The case, its tab and its entry; held by ids alone, and back is the caseload."""
    async with opened(session, "enter", "2", "down") as (app, pilot):
        before = app.screen
        assert isinstance(before, CaseScreen)
        tab, entry = before.tab_number, before.entry
        await press(pilot, "ctrl+l")
        assert repr(app._held) == "Held(…)"
        assert before not in app.screen_stack

        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        after = app.screen
        assert isinstance(after, CaseScreen)
        assert (after.tab_number, after.entry) == (tab, entry)
        assert app._held is None
        await press(pilot, "escape")
        assert current(app) is CaseloadScreen


@pytest.mark.parametrize(("key", "screen"), [("T", TrailScreen), ("v", SheetScreen)])
async def test_unlocking_goes_back_to_what_was_open_of_a_case(
    session: FakeSession, key: str, screen: type[Any]
) -> None:
    """Over the case, as it was."""
    async with opened(session, "enter", key, "ctrl+l") as (app, pilot):
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")

        assert current(app) is screen
        await press(pilot, "escape")
        assert current(app) is CaseScreen


async def test_names_are_not_shown_again_by_unlocking(session: FakeSession) -> None:
    """They are opened for a reason each time."""
    async with opened(session, "enter", "N") as (app, pilot):
        assert current(app) is NamesScreen
        await press(pilot, "ctrl+l")
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")

        assert current(app) is CaseScreen


async def test_a_case_that_can_not_be_read_any_more_is_not_gone_back_to(
    session: FakeSession,
) -> None:
    """Access ended while the program was locked: the caseload, and no fault."""
    async with opened(session, "enter", "ctrl+l") as (app, pilot):
        session.cases[LISA].clear()
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")

        assert current(app) is CaseloadScreen


async def test_what_is_saved_after_a_lock_is_followed_by_its_case(session: FakeSession) -> None:
    """The form stands over its case again: the cursor goes to what was made."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Half af")
        await press(pilot, "ctrl+l")
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter", "ctrl+s")

        assert isinstance(app.screen, CaseScreen)
        assert getattr(app.screen.view, "text", "") == "Half af"


async def test_quitting_with_typed_text_asks(session: FakeSession) -> None:
    """ctrl+q asks first; without unsaved text it locks the session and ends."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Half af")
        await press(pilot, "ctrl+q")
        assert current(app) is AskScreen
        await press(pilot, "n")
        before = session.locked

        await press(pilot, "ctrl+q", "y")
        assert (before, session.locked, app._exit) == (False, True, True)


async def test_ctrl_c_loses_nothing_and_says_how_to_close(session: FakeSession) -> None:
    """The key of habit neither quits nor copies to the system."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Half af")
        await press(pilot, "ctrl+c")
        assert isinstance(app.screen, FormScreen)
        assert app.screen.values["text"] == "Half af"

        await press(pilot, "escape", "y", "ctrl+c")
        told = {str(toast.message) for toast in app._notifications}
        assert told == {"Press ctrl+q to close the program, ctrl+l to lock it."}
        assert not session.locked


async def test_cut_text_stays_in_the_program(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written to the terminal's clipboard; a lock forgets what was cut."""
    async with opened(session, "enter", "a") as (app, pilot):
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        await write(pilot, "geheim")
        await press(pilot, "ctrl+a", "ctrl+x")
        app.copy_to_clipboard("geheim")

        assert app.clipboard == "geheim"
        assert not any("\x1b]52" in part for part in written)

        await press(pilot, "escape", "ctrl+l")
        assert app.clipboard == ""


async def test_the_window_title_and_messages_name_nobody(session: FakeSession) -> None:
    """What other programs and bystanders can see holds no case."""
    async with opened(session, "enter", "d") as (app, _pilot):
        assert (app.title, app.sub_title) == ("Luister", "")
        assert all("kiezel" not in str(toast.message) for toast in app._notifications)


async def test_a_session_that_is_locked_is_not_looked_at(session: FakeSession) -> None:
    """Between locking and closing no screen asks the session for anything."""
    app = app_for(session, HomeState.demo)

    def refuse() -> object:
        assert not session.locked
        return status()

    status = session.status
    session.status = refuse  # type: ignore[method-assign,assignment]
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+q")

        assert session.locked


async def test_syncing_now_ends_the_old_connection_first(session: FakeSession) -> None:
    """F7 never leaves two of them at work on one session."""
    at_work = [0]
    most = [0]

    async def run() -> None:
        session.runs += 1
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            at_work[0] -= 1

    session.run = run  # type: ignore[method-assign]
    async with opened(session, "f7", "f7", "ctrl+l"):
        assert (session.runs, most[0], at_work[0]) == (3, 1, 0)


async def test_a_fault_in_syncing_leaves_the_screen(session: FakeSession) -> None:
    """Sync ends with a message by kind only; typed text stays; F7 starts it again."""

    async def broken() -> None:
        session.runs += 1
        raise KeyError("canary of a note")

    session.run = broken  # type: ignore[method-assign]
    async with opened(session, "enter") as (app, pilot):
        text = " ".join(str(toast.message) for toast in app._notifications)
        assert "KeyError" in text
        assert "canary" not in text
        assert "kiezel-47" in lines(app)[0]

        await press(pilot, "f7")
        assert session.runs == 2


async def test_a_lock_forgets_also_when_the_disk_is_full(session: FakeSession) -> None:
    """The snapshot can not be written; the door is shut all the same, and it is said."""

    def full() -> None:
        session.locked = True
        raise StoreFull(why="no space left")

    session.lock = full  # type: ignore[method-assign]
    async with opened(session, "enter", "ctrl+l") as (app, _pilot):
        assert current(app) is UnlockScreen
        assert app.session is None
        told = [str(toast.message) for toast in app._notifications]
        assert len(told) == 1
        assert "The disk did not take the change" in told[0]
