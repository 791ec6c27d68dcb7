"""Routes: only what the reporter chose, with the usual steps, and where something leaves."""

from __future__ import annotations

import pytest

from shared.casework import verbs
from shared.casework.consent.covering import Need
from shared.casework.model.codes import (
    Actor,
    ConsentScope,
    Counterpart,
    RouteStatus,
    RouteType,
    StepType,
)
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Option, Route, Step
from shared.casework.route.routing import (
    COMPLAINTS,
    STEPS,
    RouteRule,
    chosen_now,
    leaves,
    need_of,
    start_route,
    steps_of,
    usual_counterpart,
)
from shared.casework.rules import Broken
from tests.casework.made import rule
from tests.casework.route.made_route import CHOSEN_ON, OPTION, OTHER, Case, chosen, started

ROUTE = b"route-----------"


@pytest.mark.parametrize("option_type", [kind for kind in RouteType if STEPS[kind]])
def test_every_rung_of_the_ladder_begins_with_its_steps(option_type: RouteType) -> None:
    """Proposed in their order, each with who does it; what leaves has somebody to go to."""
    case = started(option_type)
    route, steps = case.route, steps_of(case.file(), case.route)

    assert (route.route_type, route.option, route.status, route.started_on) == (
        option_type, OPTION, RouteStatus.RUNNING, CHOSEN_ON,
    )  # fmt: skip
    assert [(one.step_type, one.actor) for one in steps] == [
        (one.step_type, one.actor) for one in STEPS[option_type]
    ]
    assert list(case.file().all(Step)) == steps
    for step in steps:
        need = need_of(route, step)
        assert (need is not None) == leaves(step.step_type or StepType.STOP)
        assert need is None or need.counterpart is not None


def test_every_kind_of_route_is_known() -> None:
    """A rung without a word about its steps would be a hole in the ladder."""
    assert set(STEPS) == set(RouteType)
    assert all(StepType.HEARING in {one.step_type for one in STEPS[kind]} for kind in COMPLAINTS)


def test_rule_10_only_what_the_reporter_chose_becomes_a_route() -> None:
    """Not an option that was weighed only, not one of nobody, not another kind."""
    case = chosen(RouteType.TALK_MANAGER)
    file = case.file()

    def add(**values: object) -> object:
        return rule(verbs.add(file, Kind.ROUTE, ROUTE, {"status": "running", **values}, CHOSEN_ON))

    assert add(route_type="talk_manager") is RouteRule.NOT_CHOSEN
    assert add(route_type="own_log", option=OTHER) is RouteRule.NOT_CHOSEN
    assert add(route_type="talk_hr", option=OPTION) is RouteRule.OTHER_TYPE
    assert rule(start_route(file, case.new, case.view(OTHER), CHOSEN_ON)) is RouteRule.NOT_CHOSEN

    case.add(Kind.ROUTE, ROUTE, route_type="talk_manager", option=OPTION, status="running")
    change = verbs.change(case.file(), case.view(ROUTE), {"option": OTHER}, CHOSEN_ON)
    assert rule(change) is RouteRule.NOT_CHOSEN


def test_a_later_choice_leaves_a_running_route_as_it_is() -> None:
    """It is no longer chosen, but nothing about it was changed."""
    case = started(RouteType.TALK_MANAGER)
    case.forge(Kind.DECISION, b"later-decision--", made_on="2026-03-01", chosen=[])

    assert chosen_now(case.file()) == []
    change = verbs.change(case.file(), case.route, {"goal": "dat het stopt"}, "2026-03-02")
    assert not isinstance(change, Broken)


def test_nothing_left_to_do_is_no_route() -> None:
    """A story told is a complete ending."""
    case = chosen(RouteType.NONE_STORY_TOLD)
    outcome = start_route(case.file(), case.new, case.view(OPTION), CHOSEN_ON)
    assert rule(outcome) is RouteRule.NOTHING_TO_DO
    unknown = Option(id=OPTION)
    assert rule(start_route(case.file(), case.new, unknown, CHOSEN_ON)) is RouteRule.NOTHING_TO_DO


def test_a_choice_has_one_route_at_a_time() -> None:
    """Beginning twice is a slip; after it ended it can begin again."""
    case = started(RouteType.OWN_LOG)
    again = start_route(case.file(), case.new, case.view(OPTION), CHOSEN_ON)
    assert rule(again) is RouteRule.RUNS_ALREADY

    case.save(verbs.change(case.file(), case.route, {"status": "abandoned"}, CHOSEN_ON))
    assert not isinstance(start_route(case.file(), case.new, case.view(OPTION), CHOSEN_ON), Broken)


def test_days_of_a_route_are_in_the_past_and_in_order() -> None:
    """What has not happened is not written down as if it had."""
    case = started(RouteType.OWN_LOG)

    def change(**values: str) -> object:
        return verbs.change(case.file(), case.route, values, "2026-02-20")

    assert change(submitted_on="2026-02-21") == Broken(RouteRule.IN_FUTURE, "submitted_on")
    assert change(finished_on="2026-02-21") == Broken(RouteRule.IN_FUTURE, "finished_on")
    assert change(finished_on="2026-02-18") == Broken(RouteRule.ENDS_BEFORE, "finished_on")
    assert not isinstance(change(finished_on="2026-02-19"), Broken)


@pytest.mark.parametrize(
    ("route_type", "step_type", "scope"),
    [
        (RouteType.COMPLAINT_INTERNAL, StepType.SUBMIT, ConsentScope.SUBMIT_DOCUMENT),
        (
            RouteType.CONFIDENTIAL_REPORT_VIA_VP,
            StepType.SUBMIT,
            ConsentScope.CONFIDENTIAL_REPORT_VIA_VP,
        ),
        (RouteType.ANONYMOUS_SIGNAL, StepType.SUBMIT, ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD),
        (RouteType.REFERRAL_ONLY, StepType.SUBMIT, ConsentScope.REFERRAL_WARM),
        (RouteType.TALK_MANAGER, StepType.ATTEND_TALK, ConsentScope.ATTEND_TALK),
        (RouteType.COMPLAINT_INTERNAL, StepType.HEARING, ConsentScope.ATTEND_TALK),
    ],
)
def test_what_leaves_needs_the_consent_of_its_route(
    route_type: RouteType, step_type: StepType, scope: ConsentScope
) -> None:
    """The scope follows from the kind of step and of route."""
    route = Route(id=ROUTE, route_type=route_type)
    need = need_of(route, Step(id=b"s" * 16, step_type=step_type))

    assert need is not None
    assert need.scopes[0] is scope
    assert need.counterpart is usual_counterpart(route_type)


def test_what_stays_inside_needs_no_consent() -> None:
    """Drafting, preparing, looking back and support are between the two."""
    route = Route(id=ROUTE, route_type=RouteType.COMPLAINT_INTERNAL)
    inside = (
        StepType.EXPLAIN_SCHEME, StepType.DRAFT, StepType.REVIEW, StepType.SLEEP_ON_IT,
        StepType.PREPARE_TALK, StepType.DEBRIEF, StepType.SUPPORT_CONTACT, StepType.STOP,
        StepType.RECEIPT, StepType.APPEAL_WINDOW,
    )  # fmt: skip

    for step_type in inside:
        for counterpart in (None, Counterpart.HR):
            step = Step(id=b"s" * 16, step_type=step_type, counterpart=counterpart)
            assert need_of(route, step) is None


def test_checking_an_agreement_with_somebody_is_a_talk() -> None:
    """With the reporter alone it is not."""
    step = Step(id=b"s" * 16, step_type=StepType.FOLLOW_AGREEMENT, actor=Actor.BOTH)
    with_manager = Step(
        id=b"s" * 16,
        step_type=StepType.FOLLOW_AGREEMENT,
        actor=Actor.BOTH,
        counterpart=Counterpart.DIRECT_MANAGER,
    )

    assert need_of(None, step) is None
    assert need_of(None, with_manager) == Need(
        (ConsentScope.ATTEND_TALK, ConsentScope.TALK_TO), Counterpart.DIRECT_MANAGER
    )


def test_a_step_says_itself_with_whom_before_its_route_does() -> None:
    """And without either it is not known."""
    step = Step(id=b"s" * 16, step_type=StepType.SUBMIT, counterpart=Counterpart.HR)
    route = Route(
        id=ROUTE, route_type=RouteType.INTERNAL_REPORT, counterpart=Counterpart.DIRECTOR_BOARD
    )
    nobody = Step(id=b"s" * 16, step_type=StepType.SUBMIT)

    for given, among, role in (
        (step, route, Counterpart.HR),
        (nobody, route, Counterpart.DIRECTOR_BOARD),
        (nobody, None, None),
    ):
        need = need_of(among, given)
        assert need is not None
        assert need.counterpart is role


def test_steps_are_listed_in_the_order_in_which_they_are_gone() -> None:
    """What was done comes first; a step that was added stands where it usually is."""
    case = started(RouteType.TALK_MANAGER)
    case.add(Kind.STEP, b"\xff" * 16, route=case.route.id, step_type="prepare_talk")
    case.add(
        Kind.STEP, b"\x00" * 16, route=case.route.id, step_type="support_contact",
        done_on=CHOSEN_ON,
    )  # fmt: skip
    case.add(Kind.STEP, b"\x01" * 16, route=case.route.id, step_type="stop")

    assert [one.step_type for one in steps_of(case.file(), case.route)] == [
        StepType.SUPPORT_CONTACT,
        StepType.PREPARE_TALK,
        StepType.PREPARE_TALK,
        StepType.ATTEND_TALK,
        StepType.DEBRIEF,
        StepType.FOLLOW_AGREEMENT,
        StepType.STOP,
    ]


def test_rule_08_a_route_is_not_said_to_be_handed_in_by_hand() -> None:
    """The day comes from the step that was done on a consent."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    by_hand = verbs.change(case.file(), case.route, {"submitted_on": CHOSEN_ON}, CHOSEN_ON)
    assert by_hand == Broken(RouteRule.HAND_IN, "submitted_on")

    case.forge(Kind.STEP, case.step(StepType.SUBMIT).id, done_on=CHOSEN_ON)
    after = verbs.change(case.file(), case.route, {"submitted_on": CHOSEN_ON}, CHOSEN_ON)
    assert isinstance(after, list)


def test_a_deadline_of_the_option_is_the_last_day_to_hand_in() -> None:
    """It was written down when the option was weighed."""
    case = chosen(RouteType.COMPLAINT_INTERNAL)
    case.forge(Kind.OPTION, OPTION, deadline="2026-04-01")
    outcome = start_route(case.file(), case.new, case.view(OPTION), CHOSEN_ON)
    assert not isinstance(outcome, Broken)
    case.save(outcome)

    assert case.route.filing_limit_on == "2026-04-01"

    talk = chosen(RouteType.TALK_MANAGER)
    talk.forge(Kind.OPTION, OPTION, deadline="2026-04-01")
    outcome = start_route(talk.file(), talk.new, talk.view(OPTION), CHOSEN_ON)
    assert not isinstance(outcome, Broken)
    talk.save(outcome)
    assert talk.route.filing_limit_on == ""


def test_no_route_is_begun_in_an_empty_case() -> None:
    """Without a choice of the reporter there is nothing to begin."""
    option = Option(id=OPTION, option_type=RouteType.OWN_LOG)
    case = Case()

    assert rule(start_route(case.file(), case.new, option, CHOSEN_ON)) is RouteRule.NOT_CHOSEN
