"""Routes, their steps and the watch over them, with the keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from shared.casework.model.codes import ConsentStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    Guard,
    Route,
    Step,
)
from tests.tui.driving import LARGE, add, lines, opened, press, shown
from tests.tui.fake_session import LISA, FakeSession
from tests.tui.test_forms import fill, put
from tests.tui.worked_case import choose, on, open_of, strip_rows, two_routes, weigh
from tui.screens.act_forms import StepDoneForm
from tui.screens.ask import AskScreen
from tui.screens.consent_form import NewConsentForm
from tui.widgets.open_list import OpenList, open_words


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
