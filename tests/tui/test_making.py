"""What n offers in a case, and what is said on the way."""

from __future__ import annotations

from typing import Any

from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    Reminder,
)
from tests.tui.driving import LARGE, add, lines, opened, press, shown, write
from tests.tui.fake_session import LISA, FakeSession, entity
from tests.tui.test_forms import fill, put
from tests.tui.worked_case import on, times_told, weigh
from tui.screens.form import FormScreen
from tui.screens.making import likely
from tui.screens.pick import PickScreen
from tui.widgets.case_tabs import TABS
from tui.widgets.windowed import WindowedList


async def test_n_offers_what_fits_with_what_is_open_first(session: FakeSession) -> None:
    """A number chooses; esc goes back; nothing that does not fit is offered."""
    async with opened(session, "enter", "3", "n") as (app, pilot):
        assert isinstance(app.screen, PickScreen)
        assert "Option: what could be done" in shown(app)
        assert "Consequence of an option" not in shown(app)
        await press(pilot, "escape", "n", "1")

        assert isinstance(app.screen, FormScreen)


async def test_a_reminder_is_done_with_one_key(session: FakeSession) -> None:
    """f on a reminder says that it is done today."""
    put(session, Kind.REMINDER, "call", what="Terugbellen", due="2026-03-15")
    async with opened(session, "enter", "7") as (app, pilot):
        on(app, entity("call"))
        await press(pilot, "f")

        assert session.case(LISA).all(Reminder)[0].done_on == "2026-03-16"


async def test_a_wide_screen_shows_what_is_open_beside_the_entries(session: FakeSession) -> None:
    """At 120 columns the panel stands at the right, at 80 below."""
    async with opened(session, "enter", size=LARGE) as (app, _pilot):
        assert any("Open now" in line[70:] for line in lines(app))
    async with opened(session, "enter") as (app, _pilot):
        assert any(line.startswith(" Open now") for line in lines(app))
        assert app.screen.query_one("#entries", WindowedList).size.height >= 6


async def test_a_story_before_the_explanations_is_saved_and_told(session: FakeSession) -> None:
    """The hint stops nothing."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Verhaal")
        await press(pilot, "ctrl+s")
        assert session.case(LISA).notes[-1].text == "Verhaal"
        assert times_told(app, "Explain your role first") == 1


async def test_what_a_case_lacks_is_said_once_for_each_opened_case(session: FakeSession) -> None:
    """It does not nag; whoever opens the case anew is told anew."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Verhaal")
        await press(pilot, "ctrl+s", "a")
        await write(pilot, "Nog een verhaal")
        await press(pilot, "ctrl+s")
        assert times_told(app, "Explain your role first") == 1

        await press(pilot, "escape", "enter", "a")
        await write(pilot, "En nog een")
        await press(pilot, "ctrl+s")
        assert times_told(app, "Explain your role first") == 2
        assert [note.text for note in session.case(LISA).notes[-3:]] == [
            "Verhaal",
            "Nog een verhaal",
            "En nog een",
        ]


async def test_what_is_no_number_is_refused_in_words(session: FakeSession) -> None:
    """Letters are not dropped without a word."""
    async with opened(session, "enter") as (app, pilot):
        await add(pilot, "contact")
        fill(app.screen, minutes="vijftien")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, FormScreen)
        assert "Write a whole number." in shown(app)


async def test_the_numbers_of_the_menu_stay(session: FakeSession) -> None:
    """What is open moves the cursor, not the order."""
    weigh(session)
    async with opened(session, "enter", "3", "n") as (app, _pilot):
        menu: Any = app.screen
        values = [choice.value for choice in menu._choices]
        most_likely = likely(values, session.case(LISA), app.now().date().isoformat())

        assert values == [name for name in TABS[2].news if name in values]
        assert values[menu.query_one("#pick", WindowedList).cursor] == most_likely
        assert most_likely != values[0]
