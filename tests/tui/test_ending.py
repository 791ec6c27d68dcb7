"""Help, aftercare, closing, and what is told without the reporter."""

from __future__ import annotations

import pytest

from shared.casework.model.codes import CaseStatus, ConsentStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    AftercareCheck,
    AftercarePlan,
    Closure,
    Consent,
)
from tests.tui.driving import add, opened, press, shown
from tests.tui.fake_session import LISA, FakeSession
from tests.tui.test_forms import fill, put
from tests.tui.worked_case import on, times_told
from tui.screens.case import CaseScreen
from tui.screens.form import FormScreen


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


async def test_aftercare_without_a_consent_offers_to_write_it(session: FakeSession) -> None:
    """The kind that is wanted is named and filled in; what was typed stays, and is saved."""
    put(session, Kind.CONSENT, "talk", scope="talk_to", status="given", given_on="2026-03-01")
    async with opened(session, "enter", "6") as (app, pilot):
        await add(pilot, "aftercare_plan")
        other = next(one.id for one in session.case(LISA).consents if one.scope == "talk_to")
        fill(app.screen, weeks="3, 5", initiator="adviser_allowed", consent=other)
        await press(pilot, "ctrl+s")
        assert "Wanted is a consent for: Being called for aftercare" in shown(app)

        await press(pilot, "y")
        fill(app.screen, answer=ConsentStatus.GIVEN, form="oral")
        await press(pilot, "ctrl+s")
        [plan] = session.case(LISA).all(AftercarePlan)
        made = session.case(LISA).find_as(Consent, plan.consent)
        assert made is not None
        assert (made.scope, plan.weeks) == ("aftercare_contact", "3, 5")


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
        assert "A route is still under way. Talk with the manager" in shown(app)
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


@pytest.mark.parametrize("link", [False, True], ids=["no", "yes"])
async def test_a_reporter_comes_back_linked_or_not(session: FakeSession, link: bool) -> None:
    """A no is an answer: the new case stands by itself. Either way it is shown, and named."""
    async with opened(session, "enter", "7") as (app, pilot):
        await add(pilot, "closure")
        fill(app.screen, outcome="heard_only")
        await press(pilot, "ctrl+s", "ctrl+s")
        await add(pilot, "reopening")
        if link:
            fill(app.screen, link=True, form="oral")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, CaseScreen)
        made = app.screen.circle
        assert made != LISA
        assert session.case(made).case.linked_case == (LISA if link else None)
        assert times_told(app, f"This is the new case: {session.case(made).case.code}") == 1
