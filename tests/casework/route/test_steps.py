"""When a step may be marked done: nothing leaves without a consent that covers it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework import verbs
from shared.casework.consent.consenting import withdraw
from shared.casework.consent.covering import ConsentRule
from shared.casework.model.codes import ConsentForm, RouteType, StepType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Step
from shared.casework.route.steps import StepRule, flags_of_steps, missing
from shared.casework.rules import Flag, Rule, Said
from tests.casework.made import rule
from tests.casework.route.made_route import SUBMIT_CONSENT, TALK_CONSENT, TOLD, Case, started

DAY = "2026-03-03"
LEAVING = [
    (RouteType.TALK_MANAGER, StepType.ATTEND_TALK, "attend_talk", "direct_manager"),
    (RouteType.TALK_HR, StepType.ATTEND_TALK, "talk_to", "hr"),
    (RouteType.COMPLAINT_INTERNAL, StepType.SUBMIT, "submit_document", "complaints_committee"),
    (RouteType.COMPLAINT_INTERNAL, StepType.HEARING, "attend_talk", "complaints_committee"),
    (RouteType.WRITTEN_TO_PERSON, StepType.SUBMIT, "submit_document", "alleged"),
    (
        RouteType.CONFIDENTIAL_REPORT_VIA_VP,
        StepType.SUBMIT,
        "confidential_report_via_vp",
        "compliance",
    ),
    (RouteType.ANONYMOUS_SIGNAL, StepType.SUBMIT, "anonymous_signal_to_board", "director_board"),
    (RouteType.POLICE_REPORT, StepType.ATTEND_TALK, "attend_talk", "police"),
]


def mark(case: Case, step: Step, on: str = DAY, /, **values: Any) -> Said | None:
    outcome = verbs.change(case.file(), step, {"done_on": on, **values}, DAY)
    return None if isinstance(outcome, list) else rule(outcome)


def flags(case: Case, on: str = DAY) -> list[Flag]:
    return list(flags_of_steps(case.file(), on))


@pytest.mark.parametrize(("route_type", "step_type", "scope", "role"), LEAVING)
def test_rule_08_nothing_leaves_without_a_consent_of_its_scope_recipient_and_day(
    route_type: RouteType, step_type: StepType, scope: str, role: str
) -> None:
    """None, another scope, another recipient, too early and too late are all no."""
    case = started(route_type, **TOLD)
    step = case.step(step_type)
    case.consent(TALK_CONSENT, scope, role, on="2026-02-20", until="2026-03-02")
    case.consent(SUBMIT_CONSENT, scope, "works_council")
    case.consent(b"record----------", "record_keeping", role)

    assert mark(case, step) is ConsentRule.NEEDED
    assert mark(case, step, consent=b"record----------") is ConsentRule.OTHER_SCOPE
    assert mark(case, step, consent=SUBMIT_CONSENT) is ConsentRule.OTHER_RECIPIENT
    assert mark(case, step, consent=TALK_CONSENT) is ConsentRule.NOT_IN_FORCE
    assert mark(case, step, "2026-02-19", consent=TALK_CONSENT) is ConsentRule.NOT_IN_FORCE
    assert mark(case, step, "2026-03-02", consent=TALK_CONSENT) is None


@pytest.mark.parametrize(("route_type", "step_type", "scope", "role"), LEAVING)
def test_rule_09_a_third_person_gets_to_know_only_on_a_consent_in_writing(
    route_type: RouteType, step_type: StepType, scope: str, role: str
) -> None:
    """Spoken is not enough; a paper, a signature or a message is."""
    for form in ConsentForm:
        case = started(route_type, **TOLD)
        case.consent(TALK_CONSENT, scope, role, form=form)
        expected = ConsentRule.NOT_IN_WRITING if form is ConsentForm.ORAL else None

        assert mark(case, case.step(step_type), consent=TALK_CONSENT) is expected


@pytest.mark.parametrize(("route_type", "step_type", "scope", "role"), LEAVING)
def test_rule_08_and_09_a_foreign_record_is_flagged_and_shown(
    route_type: RouteType, step_type: StepType, scope: str, role: str
) -> None:
    """A modified program marks the step done: it stays readable, with the rule beside it."""
    case = started(route_type, **TOLD)
    step = case.step(step_type)
    case.forge(Kind.STEP, step.id, done_on=DAY)
    assert flags(case) == [Flag(ConsentRule.NEEDED, step.id, "consent")]

    case.consent(TALK_CONSENT, scope, role, form=ConsentForm.ORAL)
    case.forge(Kind.STEP, step.id, consent=TALK_CONSENT)
    assert flags(case) == [Flag(ConsentRule.NOT_IN_WRITING, step.id, "consent")]
    assert case.view(step.id).done_on == DAY

    case.consent(SUBMIT_CONSENT, scope, role)
    case.forge(Kind.STEP, step.id, consent=SUBMIT_CONSENT)
    assert flags(case) == []


def test_rule_05_a_withdrawn_consent_stops_what_was_still_to_be_done() -> None:
    """What was done before stays done and is no breach; nothing new is done on it."""
    case = started(RouteType.TALK_MANAGER)
    step = case.step(StepType.ATTEND_TALK)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.forge(Kind.STEP, step.id, consent=TALK_CONSENT, done_on=DAY)
    case.save(withdraw(case.view(TALK_CONSENT), DAY))

    assert flags(case) == []
    case.add(
        Kind.STEP, b"second-talk-----", DAY, route=case.route.id, step_type="attend_talk",
        consent=TALK_CONSENT,
    )  # fmt: skip
    second = case.view(b"second-talk-----")
    assert mark(case, second) is ConsentRule.NOT_IN_FORCE
    broken = missing(case.file(), second, DAY)
    assert broken is not None


def test_rule_05_a_foreign_step_on_a_withdrawn_consent_is_flagged() -> None:
    """A modified program did it the day after the reporter took the consent back."""
    case = started(RouteType.TALK_MANAGER)
    step = case.step(StepType.ATTEND_TALK)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.save(withdraw(case.view(TALK_CONSENT), "2026-03-02"))
    case.forge(Kind.STEP, step.id, consent=TALK_CONSENT, done_on=DAY)

    assert flags(case) == [Flag(ConsentRule.NOT_IN_FORCE, step.id, "consent")]


def test_a_step_that_stays_inside_needs_nothing() -> None:
    """Preparing and looking back are marked done without a consent."""
    case = started(RouteType.TALK_MANAGER)

    for step_type in (StepType.PREPARE_TALK, StepType.DEBRIEF, StepType.FOLLOW_AGREEMENT):
        assert mark(case, case.step(step_type)) is None


def test_a_step_is_done_on_a_day_that_has_come() -> None:
    """Tomorrow is a plan."""
    case = started(RouteType.OWN_LOG)
    step = case.step(StepType.SUPPORT_CONTACT)

    assert mark(case, step, "2026-03-04") is StepRule.IN_FUTURE
    assert mark(case, step, DAY) is None
    case.forge(Kind.STEP, step.id, done_on="2026-03-04")
    assert flags(case) == [Flag(StepRule.IN_FUTURE, step.id, "done_on")]


def test_what_leaves_goes_to_somebody() -> None:
    """A step that does not say with whom can not be judged, so it is not done."""
    case = started(RouteType.LEAVE)
    case.forge(Kind.STEP, b"submit----------", route=case.route.id, step_type="submit")

    assert mark(case, case.view(b"submit----------")) is StepRule.TO_WHOM


def test_a_step_of_another_case_is_refused_and_flagged() -> None:
    """Its route does not stand here."""
    case = started(RouteType.OWN_LOG)
    values = {"route": b"elsewhere-------", "step_type": "debrief"}

    outcome = verbs.add(case.file(), Kind.STEP, b"s" * 16, values, DAY)
    assert rule(outcome) is Rule.NOT_IN_THIS_CASE
    case.forge(Kind.STEP, b"s" * 16, **values)
    assert flags(case) == [Flag(StepRule.NO_ROUTE, b"s" * 16, "route")]


def test_rule_13_no_report_is_handed_in_before_the_tipping_point_was_explained() -> None:
    """Whatever the consent says: talking becomes a report, and that was not told."""
    for told in ({}, {**TOLD, "told_terms": None}, {**TOLD, "tipping_point": False}):
        case = started(RouteType.INTERNAL_REPORT, **told)
        case.consent(SUBMIT_CONSENT, "submit_document", "compliance")
        step = case.step(StepType.SUBMIT)

        assert mark(case, step, consent=SUBMIT_CONSENT) is StepRule.NOT_TOLD
        case.forge(Kind.STEP, step.id, done_on=DAY, consent=SUBMIT_CONSENT)
        assert flags(case) == [Flag(StepRule.NOT_TOLD, step.id, "done_on")]


def test_a_done_step_can_be_written_about_later() -> None:
    """Its result is not a reason to judge it again; taking its consent away is."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager", until=DAY)
    step = case.step(StepType.ATTEND_TALK)
    case.save(verbs.change(case.file(), step, {"done_on": DAY, "consent": TALK_CONSENT}, DAY))
    case.save(withdraw(case.view(TALK_CONSENT), DAY))
    step = case.view(step.id)

    assert isinstance(verbs.change(case.file(), step, {"result": "goed"}, "2026-04-01"), list)
    assert isinstance(verbs.change(case.file(), step, {"done_on": None}, "2026-04-01"), list)
    outcome = verbs.change(case.file(), step, {"consent": None}, "2026-04-01")
    assert rule(outcome) is ConsentRule.NEEDED


def test_what_was_deleted_since_leaves_no_false_accusation() -> None:
    """A step stays one that was done on a consent, and one of its route."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    step = case.step(StepType.ATTEND_TALK)
    case.forge(Kind.STEP, step.id, done_on=DAY, consent=TALK_CONSENT, counterpart=None)
    case.save(withdraw(case.view(TALK_CONSENT), "2026-03-04"))
    case.save(verbs.delete(case.file(), case.view(TALK_CONSENT), DAY))
    case.save(verbs.delete(case.file(), case.route, DAY))

    assert flags(case, "2026-03-05") == []
    case.forge(Kind.STEP, step.id, done_on="2026-03-05")
    assert flags(case, "2026-03-05") == [Flag(ConsentRule.NOT_IN_FORCE, step.id, "consent")]


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers(-1, 99)
    | st.binary(max_size=16)
    | st.text(max_size=4)
    | st.sampled_from([DAY, TALK_CONSENT, "submit", "attend_talk", "hearing", "both", "hr"])
)


@given(
    st.dictionaries(
        st.sampled_from(["route", "step_type", "actor", "counterpart", "consent", "done_on"]),
        ANYTHING,
    )
)
def test_no_record_of_a_step_makes_reading_fail(values: dict[str, Any]) -> None:
    """Whatever stands in it is looked at, never raised."""
    case = started(RouteType.TALK_MANAGER)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    case.forge(Kind.STEP, b"s" * 16, **values)

    for flag in flags(case):
        assert flag.entity == b"s" * 16
        assert flag.rule.text
