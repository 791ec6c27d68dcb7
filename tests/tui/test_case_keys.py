"""The keys of a case: each does something, or says why not and what would."""

from __future__ import annotations

from datetime import date

import pytest

from shared.casework.model.kinds import Kind
from shared.casework.model.views import AdverseEffect, Closure, Reminder
from tests.tui.driving import LARGE, SMALL, add, lines, opened, press, shown
from tests.tui.fake_session import LISA, FakeSession
from tests.tui.test_forms import fill, put, seen
from tui.app import LuisterApp
from tui.screens.case import CaseScreen, EntryList
from tui.screens.case_form import CaseworkForm
from tui.screens.fitting_forms import SolveForm
from tui.widgets.key_bar import KeyBar
from tui.widgets.open_list import OpenList, open_words


def told(app: LuisterApp) -> list[str]:
    """The messages that stand on the screen."""
    return [str(one.message) for one in app._notifications]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("f", "Nothing waits at this line. o, and f there: what is open now."),
        ("u", "This was not deleted. What was stands on the tab “Closing”."),
        ("w", "What is withdrawn is a consent: tab 5."),
        ("r", "An answer belongs to a question for consent: tab 5."),
        ("p", "A text for the reporter belongs to a document: tab 4."),
    ],
)
async def test_a_key_that_does_nothing_here_says_why(
    session: FakeSession, key: str, said: str
) -> None:
    """On a contact of the timeline; nothing is written, and the bar does not offer it."""
    before = session.case(LISA).parts
    async with opened(session, "enter", key) as (app, _pilot):
        assert told(app) == [said]
        assert session.case(LISA).parts == before
        assert key not in [shown.name for shown in app.screen.query_one(KeyBar).keys]


@pytest.mark.parametrize("key", ["e", "f", "u", "w", "r", "p", "delete"])
async def test_on_an_empty_tab_a_key_says_that_nothing_stands_there(
    session: FakeSession, key: str
) -> None:
    """And what adds something."""
    async with opened(session, "enter", "6", key) as (app, _pilot):
        assert told(app) == ["Nothing stands under the cursor. n adds something."]


async def test_enter_on_an_empty_tab_says_what_to_do(session: FakeSession) -> None:
    """The sentence that stands there anyway."""
    async with opened(session, "enter", "6", "enter") as (app, _pilot):
        assert told(app) == ["Nothing yet. Press n to refer somebody, or to agree on aftercare."]


async def test_what_was_deleted_says_how_it_comes_back(session: FakeSession) -> None:
    """Editing something deleted is no riddle."""
    async with opened(session, "enter", "delete", "y", "7", "e") as (app, _pilot):
        assert told(app)[-1] == "This was deleted. u puts it back."


async def test_f_does_what_is_open_now(session: FakeSession) -> None:
    """With the keys in “open now” it does the same as enter."""
    put(session, Kind.ADVERSE_EFFECT, "effect", kind="isolation", seen_on="2026-03-10")
    async with opened(session, "enter", "o", size=LARGE) as (app, pilot):
        strip = app.screen.query_one(OpenList)
        while strip.row is not None and strip.row.kind is not Kind.ADVERSE_EFFECT:
            await press(pilot, "down")
        await press(pilot, "f")

        assert isinstance(app.screen, SolveForm)


async def test_e_in_open_now_is_about_that_line(session: FakeSession) -> None:
    """Not about the entry on which the cursor of the other list happens to stand."""
    effect = put(session, Kind.ADVERSE_EFFECT, "effect", kind="isolation", seen_on="2026-03-10")
    async with opened(session, "enter", "o", size=LARGE) as (app, pilot):
        strip = app.screen.query_one(OpenList)
        while strip.row is not None and strip.row.kind is not Kind.ADVERSE_EFFECT:
            await press(pilot, "down")
        await press(pilot, "e")

        assert isinstance(app.screen, CaseworkForm)
        assert app.screen.kind is Kind.ADVERSE_EFFECT
        assert app.screen._entity == effect  # type: ignore[attr-defined]


async def test_an_adverse_effect_is_solved_with_its_day_in_view(session: FakeSession) -> None:
    """f opens what is done about it and when it was solved; without a day it stays open."""
    put(session, Kind.ADVERSE_EFFECT, "effect", kind="isolation", seen_on="2026-03-10",
        described="Mag niet meer mee lunchen.")  # fmt: skip
    async with opened(session, "enter", "6", "f") as (app, pilot):
        assert seen(app.screen) == ["action", "resolved_on"]
        assert "Mag niet meer mee lunchen." in shown(app)
        fill(app.screen, action="Gesproken met de groep.")
        await press(pilot, "ctrl+s", "f")
        [effect] = session.case(LISA).all(AdverseEffect)
        assert (effect.action, effect.resolved_on) == ("Gesproken met de groep.", "")

        fill(app.screen, resolved_on="16-3-2026")
        await press(pilot, "ctrl+s")
        [effect] = session.case(LISA).all(AdverseEffect)
        assert effect.resolved_on == "2026-03-16"
        await press(pilot, "f")
        assert isinstance(app.screen, CaseScreen)


async def test_after_closing_the_cursor_stands_on_the_closure(session: FakeSession) -> None:
    """So that u undoes it, without looking for it."""
    put(session, Kind.REMINDER, "later", what="Bellen", due="2026-04-01")
    async with opened(session, "enter", "7", "end") as (app, pilot):
        assert isinstance(app.screen, CaseScreen)
        assert isinstance(app.screen.view, Reminder)
        await add(pilot, "closure")
        fill(app.screen, outcome="heard_only")
        await press(pilot, "ctrl+s", "ctrl+s")

        assert isinstance(app.screen, CaseScreen)
        assert isinstance(app.screen.view, Closure)
        await press(pilot, "u", "y")
        assert session.case(LISA).all(Closure) == ()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_one_mark_shows_which_list_has_the_keys(
    session: FakeSession, size: tuple[int, int]
) -> None:
    """It stands in one list; the head of “open now” says so in words while that has the keys."""
    async with opened(session, "enter", size=size) as (app, pilot):
        entries, strip = app.screen.query_one(EntryList), app.screen.query_one(OpenList)

        def marked(windowed: EntryList | OpenList) -> bool:
            first = windowed.render_line(0)
            return "".join(segment.text for segment in first).startswith("›")

        assert (marked(entries), marked(strip)) == (True, False)
        await press(pilot, "o")
        assert (marked(entries), marked(strip)) == (False, True)
        assert "Open now · enter: do it, o: back" in shown(app)
        assert sum(line.count("›") for line in lines(app)) == 1
        await press(pilot, "o")
        assert (marked(entries), marked(strip)) == (True, False)
        assert "enter: do it" not in shown(app)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_no_row_of_a_case_is_cut_without_a_sign(
    session: FakeSession, size: tuple[int, int]
) -> None:
    """A head goes on in the next line or ends with an ellipsis; so does what is open."""
    long = "Vertrouwelijke melding bij het Huis voor klokkenluiders over de aanbesteding einde"
    put(session, Kind.OPTION, "long", option_type="house_whistleblowers", title=long * 2,
        feasibility="yes", status="open")  # fmt: skip
    async with opened(session, "enter", "3", size=size) as (app, _pilot):
        row = [line for line in lines(app) if "Vertrouwelijke" in line or "aanbested" in line]
        assert len(row) > 1
        assert row[0].split("  │")[0].rstrip().split()[-1] in long.split() or "…" in row[0]
        assert any("…" in line for line in lines(app))

        strip = app.screen.query_one(OpenList)
        for number in range(strip.count):
            drawn = strip.draw(strip.row_at(number), strip.size.width - 2)  # type: ignore[arg-type]
            said = " ".join("".join(text for text, _part in line[1:]) for line in drawn)
            whole = open_words(strip.row_at(number), date(2026, 3, 16), {})  # type: ignore[arg-type]
            assert said.split() == whole.split() or said.endswith("…")
