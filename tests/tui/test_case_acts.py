"""The acts of the work on the screen of a case, with the keyboard alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.casework.agenda import DueKind
from shared.casework.model.codes import CaseStatus, ConsentStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    AftercareCheck,
    Closure,
    Consent,
    Decision,
    Guard,
    Option,
    Referral,
    Reminder,
    Route,
    Step,
    VaultOpening,
)
from shared.casework.open_now import Open
from tests.tui.driving import LARGE, add, current, lines, opened, press, shown, write
from tests.tui.fake_session import LISA, FakeSession, entity
from tests.tui.test_forms import fill, put
from tui.app import LuisterApp
from tui.local.port import VaultState
from tui.screens.act_forms import StepDoneForm
from tui.screens.agenda import due_now
from tui.screens.ask import AskScreen
from tui.screens.case import CaseScreen
from tui.screens.consent_form import NewConsentForm
from tui.screens.form import FormScreen
from tui.screens.making import likely
from tui.screens.names import NamesScreen
from tui.screens.pick import PickScreen
from tui.screens.sheet import SheetScreen
from tui.widgets.case_tabs import TABS
from tui.widgets.open_list import OpenList, open_words
from tui.widgets.windowed import WindowedList


def weigh(session: FakeSession) -> tuple[bytes, bytes]:
    """Two options, each with something for it and something against it."""
    talk = put(
        session, Kind.OPTION, "talk", option_type="talk_manager", title="Naar L", status="open"
    )
    log = put(session, Kind.OPTION, "log", option_type="own_log", status="open")
    for number, option in enumerate((talk, log)):
        for direction in ("positive", "negative"):
            put(
                session, Kind.CONSEQUENCE, f"{direction}-{number}", option=option,
                direction=direction, text=f"Gevolg {direction} {number}", for_whom="reporter",
            )  # fmt: skip
    return talk, log


def choose(session: FakeSession, *options: bytes) -> bytes:
    """The reporter has chosen."""
    for option in options:
        name = option.rstrip(b".").decode()
        put(session, Kind.OPTION, name, status="chosen")
    return put(
        session, Kind.DECISION, "choice", made_on="2026-03-09", chosen=list(options),
        in_words="Ik wil praten.", reflection_until="2026-03-08",
    )  # fmt: skip


def on(app: Any, entity: bytes) -> None:
    """Put the cursor on an entry of the case in front."""
    assert isinstance(app.screen, CaseScreen)
    app.screen._go_to(entity)


async def test_n_offers_what_fits_with_what_is_open_first(session: FakeSession) -> None:
    """A number chooses; esc goes back; nothing that does not fit is offered."""
    async with opened(session, "enter", "3", "n") as (app, pilot):
        assert isinstance(app.screen, PickScreen)
        assert "Option: what could be done" in shown(app)
        assert "Consequence of an option" not in shown(app)
        await press(pilot, "escape", "n", "1")

        assert isinstance(app.screen, FormScreen)


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


async def test_a_route_begins_from_what_was_chosen_with_its_steps(session: FakeSession) -> None:
    """n on the routes begins the chosen one; nothing else can become a route."""
    talk, _log = weigh(session)
    choose(session, talk)
    async with opened(session, "enter", "4") as (app, pilot):
        await add(pilot, "route")

        file = session.case(LISA)
        assert [str(route.route_type) for route in file.all(Route)] == ["talk_manager"]
        assert len(file.all(Step)) >= 3
        assert "Talk with the manager" in shown(app)


async def test_without_a_choice_no_route_begins(session: FakeSession) -> None:
    """The reason is said, and the choice can be written down."""
    weigh(session)
    async with opened(session, "enter", "4") as (app, pilot):
        await add(pilot, "route")

        told = {str(toast.message) for toast in app._notifications}
        assert any("Only what the reporter chose" in text for text in told)
        assert "Choice of the reporter" in lines(app)[0]
        assert session.case(LISA).all(Route) == ()


async def test_a_step_that_lets_something_out_asks_for_consent(session: FakeSession) -> None:
    """Who gets to know is said; without consent the step is not done, and it can be asked."""
    talk, _log = weigh(session)
    choose(session, talk)
    route = put(
        session, Kind.ROUTE, "route", route_type="talk_manager", option=talk, status="running",
        counterpart="hr", started_on="2026-03-09",
    )  # fmt: skip
    step = put(
        session, Kind.STEP, "attend", route=route, step_type="attend_talk", actor="both",
        counterpart="hr",
    )  # fmt: skip
    async with opened(session, "enter", "4") as (app, pilot):
        on(app, step)
        await press(pilot, "f")
        assert isinstance(app.screen, StepDoneForm)
        assert "HR: With this step somebody new gets to know something" in shown(app)

        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, AskScreen)
        await press(pilot, "y")
        assert isinstance(app.screen, NewConsentForm)
        fill(app.screen, answer=ConsentStatus.GIVEN, form="written")
        await press(pilot, "ctrl+s")
        await press(pilot)

        done = session.case(LISA).find_as(Step, step)
        assert done is not None
        assert done.done_on == "2026-03-16"
        assert done.consent is not None


async def test_a_guard_alert_is_open_now_and_opens_its_entry(session: FakeSession) -> None:
    """What is wrong on a route stands beside the entries; o and enter lead there."""
    route = put(session, Kind.ROUTE, "route", route_type="talk_manager", status="running",
                started_on="2026-03-01")  # fmt: skip
    put(session, Kind.GUARD, "guard", route=route, checked_on="2026-03-12", retaliation_seen=True)
    async with opened(session, "enter") as (app, pilot):
        assert "Retaliation is seen" in shown(app)
        await press(pilot, "o")
        assert isinstance(app.focused, OpenList)
        open_now = app.screen.query_one(OpenList)
        at = next(n for n in range(9) if open_now.row_at(n).kind is Kind.GUARD)  # type: ignore[union-attr]
        open_now.cursor = at
        await press(pilot, "enter")

        assert "watch over the route" in lines(app)[0]
        assert session.case(LISA).all(Guard)


async def test_aftercare_is_agreed_and_held(session: FakeSession) -> None:
    """The agreement plans its talks; one that was planned is held with one key."""
    async with opened(session, "enter", "6") as (app, pilot):
        await add(pilot, "aftercare_plan")
        fill(app.screen, weeks="2, 4")
        await press(pilot, "ctrl+s")

        checks = session.case(LISA).all(AftercareCheck)
        assert [check.due for check in checks] == ["2026-03-30", "2026-04-13"]
        on(app, checks[0].id)
        await press(pilot, "f")
        fill(app.screen, behaviour_stopped="yes", sufficiently_addressed="unknown", feels_safe="8")
        await press(pilot, "ctrl+s")
        held = session.case(LISA).find_as(AftercareCheck, checks[0].id)
        assert held is not None
        assert (held.held_on, held.feels_safe) == ("2026-03-16", 8)


@pytest.mark.parametrize("weeks", ["", "two", "2, 2", "0", "99"])
async def test_weeks_that_can_not_be_are_told(session: FakeSession, weeks: str) -> None:
    """Nothing is agreed until the weeks can be read."""
    async with opened(session, "enter", "6") as (app, pilot):
        await add(pilot, "aftercare_plan")
        fill(app.screen, weeks=weeks)
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, FormScreen)
        assert session.case(LISA).all(AftercareCheck) == ()


async def test_closing_says_what_is_left_counts_once_and_can_be_undone(
    session: FakeSession,
) -> None:
    """The row lies with all advisers; undone today, it is gone and the case goes on."""
    route = put(session, Kind.ROUTE, "route", route_type="talk_manager", status="running")
    put(session, Kind.STEP, "step", route=route, step_type="debrief")
    async with opened(session, "enter", "7") as (app, pilot):
        await add(pilot, "closure")
        assert "A route is still under way." in shown(app)
        fill(app.screen, outcome="solved_informal")
        await press(pilot, "ctrl+s")
        assert "Save once more to close the case all the same." in shown(app)
        await press(pilot, "ctrl+s")

        assert session.case(LISA).case.status is CaseStatus.CLOSED
        assert len(session.stat_rows()) == 1
        closure = session.case(LISA).all(Closure)[0]
        on(app, closure.id)
        await press(pilot, "u", "y")
        assert session.case(LISA).case.status is CaseStatus.SUPPORTING


async def test_nothing_is_added_to_a_closed_case_but_what_must_be(session: FakeSession) -> None:
    """A closed case takes answers and disclosures; the timeline takes nothing."""
    async with opened(session, "enter", "7") as (app, pilot):
        await add(pilot, "closure")
        fill(app.screen, outcome="heard_only")
        await press(pilot, "ctrl+s", "ctrl+s", "1", "n")
        assert isinstance(app.screen, CaseScreen)

        await press(pilot, "7", "n")
        assert "the reporter comes back" in shown(app)


async def test_taking_back_a_consent_says_what_follows(session: FakeSession) -> None:
    """What rests on it is named before it is withdrawn, and the effect is written down."""
    given = put(
        session, Kind.CONSENT, "call", scope="aftercare_contact", status="given",
        given_on="2026-03-01", form="oral",
    )  # fmt: skip
    put(session, Kind.AFTERCARE_PLAN, "plan", agreed_on="2026-03-01", initiator="adviser_allowed",
        weeks="2, 4, 6", consent=given, ends_on="2026-04-20")  # fmt: skip
    async with opened(session, "enter", "5") as (app, pilot):
        on(app, given)
        await press(pilot, "w")
        assert "Aftercare ends today." in shown(app)
        assert "agreed Sun 1 Mar" in shown(app)
        await press(pilot, "y")

        taken = session.case(LISA).find_as(Consent, given)
        assert taken is not None
        assert str(taken.status) == "withdrawn"
        assert "Aftercare ends today." in taken.effect_of_withdrawal


async def test_the_ledger_shows_what_rests_on_a_consent(session: FakeSession) -> None:
    """Enter on a consent reads it with all that depends on it."""
    given = put(session, Kind.CONSENT, "warm", scope="referral_warm", status="given",
                given_on="2026-03-01", form="written", recipient_role="helper")  # fmt: skip
    put(session, Kind.REFERRAL, "coach", category="coach", mode="warm_handover",
        status="handed_over", consent=given, proposed_on="2026-03-02")  # fmt: skip
    async with opened(session, "enter", "5", size=LARGE) as (app, _pilot):
        on(app, given)
        await press(_pilot)
        assert "What rests on it" in shown(app)
        assert "(done)" in shown(app)
        assert session.case(LISA).all(Referral)


async def test_a_reminder_is_done_with_one_key(session: FakeSession) -> None:
    """f on a reminder says that it is done today."""
    put(session, Kind.REMINDER, "call", what="Terugbellen", due="2026-03-15")
    async with opened(session, "enter", "7") as (app, pilot):
        on(app, entity("call"))
        await press(pilot, "f")

        assert session.case(LISA).all(Reminder)[0].done_on == "2026-03-16"


async def test_names_are_opened_with_a_reason_and_go_by_themselves(session: FakeSession) -> None:
    """The first name makes the vault; to look later, one writes down why."""
    put(session, Kind.CONSENT, "hold", scope="hold_identity", status="given",
        given_on="2026-03-01", form="written")  # fmt: skip
    async with opened(session, "enter", "N") as (app, pilot):
        assert isinstance(app.screen, NamesScreen)
        await press(pilot, "n")
        fill(app.screen, party=entity("party-a"), name="Mark de Vries", reason_for_holding="Brief")
        await press(pilot, "ctrl+s")
        assert session.vault_state(LISA) is VaultState.open
        assert "Mark de Vries" in shown(app)

        await press(pilot, "escape")
        assert "Mark de Vries" not in shown(app)
        await press(pilot, "N")
        assert isinstance(app.screen, FormScreen)
        await write(pilot, "Bellen")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, NamesScreen)
        assert session.case(LISA).all(VaultOpening)[0].reason == "Bellen"

        app.screen._gone()
        await press(pilot)
        assert current(app) is CaseScreen


async def test_working_notes_are_the_adviser_s_own_and_are_destroyed(session: FakeSession) -> None:
    """They lie in the member's own circle, and nothing of them in the case."""
    async with opened(session, "enter", "W") as (app, pilot):
        await press(pilot, "n")
        await write(pilot, "Twijfel")
        await press(pilot, "ctrl+s")
        assert [note.text for note in session.working_notes(LISA)] == ["Twijfel"]
        assert "Twijfel" in shown(app)
        gone = session.working_notes(LISA)[0].delete_by
        due = due_now(session, date.fromisoformat(gone))
        assert (DueKind.NOTE_GOES, gone) in {(one.kind, one.due) for one in due}

        await press(pilot, "delete", "y")
        assert session.working_notes(LISA) == []
        assert "There are no working notes." in shown(app)


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


async def test_a_wide_screen_shows_what_is_open_beside_the_entries(session: FakeSession) -> None:
    """At 120 columns the panel stands at the right, at 80 below."""
    async with opened(session, "enter", size=LARGE) as (app, _pilot):
        assert any("Open now" in line[70:] for line in lines(app))
    async with opened(session, "enter") as (app, _pilot):
        assert any(line.startswith(" Open now") for line in lines(app))
        assert app.screen.query_one("#entries", WindowedList).size.height >= 6


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


async def test_a_crisis_is_said_before_a_referral(session: FakeSession) -> None:
    """Whom to call at once stands above the fields, and that helper stands first."""
    put(session, Kind.IMPACT, "signs", noted_on="2026-03-15", self_harm_signal=True)
    async with opened(session, "enter", "6") as (app, pilot):
        await add(pilot, "referral")
        assert "113" in shown(app)


async def test_the_ground_of_a_disclosure_says_what_it_asks(session: FakeSession) -> None:
    """With a conflict of duties all six conditions are asked; with consent none of them."""
    async with opened(session, "enter", "7") as (app, pilot):
        await add(pilot, "disclosure")
        fill(app.screen, basis="conflict_of_duties")
        await press(pilot)
        assert app.screen.query_one("#field-conscience").display
        fill(app.screen, basis="consent")
        await press(pilot)
        assert not app.screen.query_one("#field-conscience").display
        assert app.screen.query_one("#field-consent").display


async def test_a_story_before_the_explanations_is_saved_and_told(session: FakeSession) -> None:
    """The hint stops nothing."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Verhaal")
        await press(pilot, "ctrl+s")
        assert session.case(LISA).notes[-1].text == "Verhaal"
        assert _told(app, "Explain your role first") == 1


async def test_what_a_case_lacks_is_said_once_for_each_opened_case(session: FakeSession) -> None:
    """It does not nag; whoever opens the case anew is told anew."""
    async with opened(session, "enter", "a") as (app, pilot):
        await write(pilot, "Verhaal")
        await press(pilot, "ctrl+s", "a")
        await write(pilot, "Nog een verhaal")
        await press(pilot, "ctrl+s")
        assert _told(app, "Explain your role first") == 1

        await press(pilot, "escape", "enter", "a")
        await write(pilot, "En nog een")
        await press(pilot, "ctrl+s")
        assert _told(app, "Explain your role first") == 2
        assert [note.text for note in session.case(LISA).notes[-3:]] == [
            "Verhaal",
            "Nog een verhaal",
            "En nog een",
        ]


def _told(app: LuisterApp, text: str) -> int:
    return sum(text in str(toast.message) for toast in app._notifications)


def two_routes(session: FakeSession) -> tuple[bytes, bytes]:
    """Two routes that run; of the first all steps are done."""
    talk, log = weigh(session)
    choose(session, talk, log)
    first = put(session, Kind.ROUTE, "first", route_type="talk_manager", option=talk,
                status="running", started_on="2026-03-09")  # fmt: skip
    second = put(session, Kind.ROUTE, "second", route_type="own_log", option=log,
                 status="running", started_on="2026-03-10")  # fmt: skip
    put(session, Kind.STEP, "ready", route=first, step_type="debrief", done_on="2026-03-09")
    return first, second


def strip_rows(strip: OpenList) -> list[Open]:
    """What the strip shows."""
    return [one for one in (strip.row_at(number) for number in range(20)) if one is not None]


def open_of(app: Any, kind: Kind, route: bytes) -> Open:
    """What is open now of a kind on a route."""
    [found] = [one for one in app.screen._open if (one.kind, one.route) == (kind, route)]
    return found


async def test_what_is_open_names_its_route_and_opens_for_it(session: FakeSession) -> None:
    """With several routes it is said which; the form begins at that one."""
    first, second = two_routes(session)
    async with opened(session, "enter", size=LARGE) as (app, pilot):
        for route in (first, second):
            case: Any = app.screen
            case.take_up(open_of(app, Kind.GUARD, route))
            await press(pilot)
            screen: Any = app.screen
            assert screen.values["route"] == route
            await press(pilot, "escape", "y")
        strip = app.screen.query_one(OpenList)
        said = [open_words(one, date(2026, 3, 16), strip._routes) for one in strip_rows(strip)]
        assert any(text.endswith("· Keep an own log") for text in said)


async def test_a_route_whose_steps_are_done_asks_what_it_led_to(session: FakeSession) -> None:
    """The outcome is asked at once, and the route is over when it is saved."""
    first, _second = two_routes(session)
    async with opened(session, "enter") as (app, pilot):
        case: Any = app.screen
        case.take_up(open_of(app, Kind.ROUTE, first))
        await press(pilot)
        assert "Outcome" in shown(app)
        fill(app.screen, outcome="solved_by_management")
        await press(pilot, "ctrl+s")

        route = session.case(LISA).find_as(Route, first)
        assert route is not None
        assert (str(route.status), str(route.outcome)) == ("finished", "solved_by_management")
        assert route.finished_on


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
