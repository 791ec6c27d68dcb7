"""Options, what speaks for and against them, and the choice, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

from shared.casework.model.codes import CaseStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    Decision,
    Option,
)
from tests.tui.driving import LARGE, add, lines, opened, press, shown
from tests.tui.fake_session import LISA, FakeSession
from tests.tui.test_forms import fill, put
from tests.tui.worked_case import on, weigh
from tui.screens.case import CaseScreen
from tui.screens.form import FormScreen
from tui.screens.sheet import SheetScreen


async def test_options_are_weighed_and_stand_side_by_side(session: FakeSession) -> None:
    """v shows the options with both their sides."""
    weigh(session)
    async with opened(session, "enter", "v", size=LARGE) as (app, pilot):
        assert isinstance(app.screen, SheetScreen)
        text = shown(app)
        for part in ("Naar L", "Keep an own log", "What speaks for it", "Gevolg negative 1"):
            assert part in text

        await press(pilot, "escape")
        assert isinstance(app.screen, CaseScreen)


async def test_the_sheet_goes_on_to_the_next_options(session: FakeSession) -> None:
    """At 80 columns two options stand beside each other; an arrow shows the third."""
    weigh(session)
    put(session, Kind.OPTION, "third", option_type="complaint_internal", title="De commissie")
    async with opened(session, "enter", "v") as (app, pilot):
        assert "De commissie" not in shown(app)
        assert "Options 1 to 2 of 3 · →: Next" in shown(app)
        assert "→ Next" in lines(app)[-1]
        await press(pilot, "right")
        assert "De commissie" in shown(app)
        assert "Options 2 to 3 of 3 · ←: Previous" in shown(app)
        assert "← Previous" in lines(app)[-1]


async def test_the_reporter_chooses_and_the_case_follows(session: FakeSession) -> None:
    """The choice is in the reporter's words; the option and the status follow."""
    talk, _log = weigh(session)
    async with opened(session, "enter", "3") as (app, pilot):
        await add(pilot, "decision")
        fill(app.screen, chosen=(talk,), in_words="Ik stap naar L.",
             reflection_waived="Het moet nu.")  # fmt: skip
        await press(pilot, "ctrl+s")

        file = session.case(LISA)
        assert file.all(Decision)[-1].in_words == "Ik stap naar L."
        option = file.find_as(Option, talk)
        assert option is not None
        assert str(option.status) == "chosen"
        assert "“Ik stap naar L.”" in shown(app)


async def test_an_empty_choice_is_complete(session: FakeSession) -> None:
    """No option chosen: no warning, and the case has no further step."""
    async with opened(session, "enter", "3") as (app, pilot):
        await add(pilot, "decision")
        fill(app.screen, in_words="Het is goed zo.")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, CaseScreen)
        assert session.case(LISA).case.status is CaseStatus.NO_FURTHER_STEP


async def test_a_form_that_nobody_touched_is_asked_once(session: FakeSession) -> None:
    """Saved by accident, it would close the way; saved once more, it is a choice."""
    put(session, Kind.DECISION, "thinking", reflection_until="2026-12-31")
    async with opened(session, "enter", "3") as (app, pilot):
        await add(pilot, "decision")
        await press(pilot, "ctrl+s")
        text = shown(app)
        assert "that is the choice of no further step" in text
        assert "The time to think runs until" in text
        await press(pilot, "ctrl+s")
        assert session.case(LISA).case.status is CaseStatus.NO_FURTHER_STEP


async def test_of_several_choices_it_is_seen_which_counts(session: FakeSession) -> None:
    """The newest stands first; of the others it is said that a later one took their place."""
    talk, log = weigh(session)
    for name, day, option in (("one", "2026-03-01", log), ("two", "2026-03-09", talk)):
        put(session, Kind.DECISION, name, made_on=day, chosen=[option], in_words=name)
    async with opened(session, "enter", "3", size=LARGE) as (app, _pilot):
        left = [line.split("│")[0] for line in lines(app)]
        newest = next(at for at, line in enumerate(left) if "· Naar L" in line)
        older = next(at for at, line in enumerate(left) if "a later choice" in line)
        assert "“two”" in left[newest + 1]
        assert "Keep an own log" in left[older]
        assert newest < older


async def test_the_sheet_is_written_for_the_reporter(session: FakeSession, tmp_path: Path) -> None:
    """Plain text without name, firm or code; a file that is there is not written over."""
    weigh(session)
    where = tmp_path / "opties.txt"
    async with opened(session, "enter", "v", "p") as (app, pilot):
        fill(app.screen, path=str(where))
        await press(pilot, "ctrl+s")
        await pilot.pause(0.2)
        text = where.read_text(encoding="utf-8")
        assert "Gevolg positive 0" in text
        assert "kiezel" not in text
        assert "Waterstaal" not in text

        await press(pilot, "p")
        fill(app.screen, path=str(where))
        await press(pilot, "ctrl+s")
        await pilot.pause(0.2)
        assert "The file was not written" in shown(app)


async def test_options_begin_from_the_ladder_several_at_once(session: FakeSession) -> None:
    """What fits the case is ticked; each saved option has what its rung usually keeps."""
    async with opened(session, "enter", "3") as (app, pilot):
        await add(pilot, "options")
        assert any("[x]" in line for line in lines(app))
        await press(pilot, "ctrl+s")

        options = session.case(LISA).all(Option)
        assert len(options) >= 2
        assert all(option.keeps_control is not None for option in options)


async def test_a_rung_fills_in_what_it_usually_keeps(session: FakeSession) -> None:
    """Chosen by hand, the degrees follow; what was chosen already stays."""
    async with opened(session, "enter", "3") as (app, pilot):
        await add(pilot, "option")
        fill(app.screen, keeps_control="no")
        fill(app.screen, option_type="complaint_internal")
        await press(pilot)
        assert isinstance(app.screen, FormScreen)
        assert app.screen.values["keeps_anonymity"] is not None
        assert app.screen.values["keeps_control"] == "no"


async def test_consequences_are_written_down_in_a_row(session: FakeSession) -> None:
    """ctrl+n saves and begins the next one, for the same option."""
    talk, _log = weigh(session)
    async with opened(session, "enter", "3") as (app, pilot):
        on(app, talk)
        await add(pilot, "consequence")
        before = len(session.case(LISA).parts[Kind.CONSEQUENCE])
        fill(app.screen, direction="positive", text="Het lucht op.")
        await press(pilot, "ctrl+n")
        assert len(session.case(LISA).parts[Kind.CONSEQUENCE]) == before + 1
        assert isinstance(app.screen, FormScreen)
        assert (app.screen.values["option"], app.screen.values["text"]) == (talk, "")
