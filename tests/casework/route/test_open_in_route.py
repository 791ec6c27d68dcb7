"""What is open on routes, and what of them breaks the rules."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.casework import verbs
from shared.casework.consent.consenting import withdraw
from shared.casework.flags import flags
from shared.casework.model.codes import RouteType, StepType
from shared.casework.model.kinds import Kind
from shared.casework.open_now import Open, open_now
from shared.casework.route.doing import do_step, end_route
from shared.casework.route.guarding import Alert
from shared.casework.route.open_in_route import RouteOpen, flags_of_route, open_in_route
from shared.casework.route.routing import RouteRule, steps_of
from shared.casework.route.terms import TermKind
from shared.casework.rules import Flag, Said
from tests.casework.route.made_route import (
    DECISION,
    OPTION,
    OTHER,
    SUBMIT_CONSENT,
    TALK_CONSENT,
    TOLD,
    Case,
    chosen,
    started,
)

DAY = "2026-03-03"
ROUTE = b"route-----------"


def opened(case: Case, on: str = DAY) -> list[tuple[Said, str]]:
    return [(one.text, one.due) for one in open_in_route(case.file(), on)]


def texts(case: Case, on: str = DAY) -> list[Said]:
    return [text for text, _ in opened(case, on)]


def do(case: Case, step_type: StepType, on: str = DAY) -> None:
    case.save(do_step(case.file(), case.step(step_type), on, "", case.new))


def test_what_was_chosen_is_to_be_begun() -> None:
    """Once; time to think and a story told need no route."""
    case = chosen(RouteType.TALK_MANAGER)
    assert list(open_in_route(case.file(), DAY)) == [Open(RouteOpen.START, "", Kind.OPTION, OPTION)]
    assert RouteOpen.START not in texts(started(RouteType.TALK_MANAGER))
    for option_type in (RouteType.REFLECT, RouteType.NONE_STORY_TOLD):
        assert opened(chosen(option_type)) == []


def test_the_next_step_is_told_and_what_stands_in_its_way() -> None:
    """A step that lets something leave asks for its consent first."""
    case = started(RouteType.TALK_MANAGER, DAY)
    assert opened(case) == [(RouteOpen.NEXT, ""), (RouteOpen.GUARD, "2026-03-17")]

    do(case, StepType.PREPARE_TALK)
    talk = case.step(StepType.ATTEND_TALK)
    assert next(iter(open_in_route(case.file(), DAY))) == Open(
        RouteOpen.ASK_CONSENT, "", Kind.STEP, talk.id, case.route.id
    )
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    assert texts(case)[0] is RouteOpen.NEXT
    case.save(withdraw(case.view(TALK_CONSENT), DAY))
    assert texts(case)[0] is RouteOpen.ASK_CONSENT


def test_a_report_of_which_the_tipping_point_was_not_told_can_not_be_handed_in() -> None:
    """It is said at the step, before anybody tries."""
    case = started(RouteType.INTERNAL_REPORT)
    for step_type in (
        StepType.EXPLAIN_SCHEME, StepType.DRAFT, StepType.REVIEW, StepType.SLEEP_ON_IT,
    ):  # fmt: skip
        do(case, step_type)

    assert texts(case)[0] is RouteOpen.STANDS_IN_WAY


def test_a_planned_talk_has_its_day_and_the_day_before() -> None:
    """And the consent must still hold on that day."""
    case = started(RouteType.TALK_MANAGER, DAY)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager", until="2026-03-09")
    talk = case.step(StepType.ATTEND_TALK)
    case.save(verbs.change(case.file(), talk, {"planned_for": "2026-03-10 10:00"}, DAY))

    assert (RouteOpen.ASK_CONSENT, "2026-03-10") in opened(case)
    assert (RouteOpen.DAY_BEFORE, "2026-03-09") in opened(case)
    assert (RouteOpen.CONSENT_ENDS, "2026-03-09") in opened(case)
    assert (RouteOpen.CONSENT_ENDS, "2026-03-09") not in opened(case, "2026-03-01")
    assert RouteOpen.DAY_BEFORE not in texts(case, "2026-03-10")


def test_after_a_talk_it_is_looked_back_upon_and_looked_around() -> None:
    """Within two working days, and whether all keep to it the same day."""
    case = started(RouteType.TALK_MANAGER, DAY)
    case.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    do(case, StepType.PREPARE_TALK)
    do(case, StepType.ATTEND_TALK, "2026-03-04")

    assert opened(case, "2026-03-04") == [
        (RouteOpen.LOOK_BACK, "2026-03-06"),
        (RouteOpen.GUARD, "2026-03-04"),
    ]


def test_rule_13_after_a_report_its_terms_are_open_until_they_are_met() -> None:
    """7 days for the receipt, 3 months for the answer; after that the way outside."""
    case = started(RouteType.INTERNAL_REPORT, DAY, **TOLD)
    case.consent(SUBMIT_CONSENT, "submit_document", "compliance", on="2026-02-19")
    do(case, StepType.SUBMIT)

    terms = [(TermKind.RECEIPT, "2026-03-10"), (TermKind.FEEDBACK, "2026-06-10")]
    assert [one for one in opened(case) if isinstance(one[0], TermKind)] == terms
    do(case, StepType.RECEIPT, "2026-03-05")
    assert [one for one in opened(case, "2026-03-05") if isinstance(one[0], TermKind)] == [
        (TermKind.FEEDBACK, "2026-06-05")
    ]
    assert RouteOpen.GO_OUTSIDE not in texts(case, "2026-06-05")
    assert RouteOpen.GO_OUTSIDE in texts(case, "2026-06-06")
    do(case, StepType.DECISION_RECEIVED, "2026-06-07")
    assert TermKind.FEEDBACK not in texts(case, "2026-06-07")


def test_what_the_other_party_does_is_waited_for() -> None:
    """Nobody asks the adviser to do it."""
    case = started(RouteType.INTERNAL_REPORT, DAY, **TOLD)
    for step in steps_of(case.file(), case.route)[:5]:
        case.forge(Kind.STEP, step.id, done_on=DAY)

    assert texts(case)[0] is RouteOpen.WAITING


def test_alerts_of_the_last_look_are_open() -> None:
    """By the look that saw them."""
    case = started(RouteType.TALK_MANAGER, DAY)
    case.add(Kind.GUARD, b"g" * 16, DAY, route=case.route.id, checked_on=DAY, leak_suspected=True)

    assert Open(Alert.LEAK, DAY, Kind.GUARD, b"g" * 16) in list(open_in_route(case.file(), DAY))


def test_a_route_that_is_done_is_to_be_ended_and_then_says_nothing() -> None:
    """What it led to is written down."""
    case = started(RouteType.OWN_LOG, DAY)
    do(case, StepType.SUPPORT_CONTACT)
    assert texts(case)[0] is RouteOpen.END

    case.save(end_route(case.file(), case.route, None, DAY))
    assert opened(case) == []


def test_nothing_is_open_on_the_routes_of_a_case_that_has_ended() -> None:
    """Whatever was left of them."""
    case = started(RouteType.TALK_MANAGER, DAY)
    assert any(isinstance(one.text, RouteOpen) for one in open_now(case.file(), DAY))
    case.forge(Kind.CASE, b"C" * 16, status="closed")
    assert opened(case) == []


def test_rule_10_a_route_that_nobody_chose_is_flagged() -> None:
    """A modified program began it: it is shown, with the rule beside it."""
    case = chosen(RouteType.TALK_MANAGER)
    case.forge(Kind.ROUTE, ROUTE, route_type="own_log", option=OTHER, status="running")
    flag = Flag(RouteRule.NOT_CHOSEN, ROUTE, "option")
    assert list(flags_of_route(case.file(), DAY)) == [flag]
    assert flag in flags(case.file(), DAY)

    case.forge(Kind.ROUTE, ROUTE, option=OPTION)
    assert list(flags_of_route(case.file(), DAY)) == [
        Flag(RouteRule.OTHER_TYPE, ROUTE, "route_type")
    ]
    case.forge(Kind.ROUTE, ROUTE, route_type="talk_manager")
    assert list(flags_of_route(case.file(), DAY)) == []


def test_a_route_that_was_chosen_once_is_no_breach_later() -> None:
    """The reporter may choose again; what was begun was chosen then."""
    case = started(RouteType.TALK_MANAGER)
    case.forge(Kind.DECISION, b"later-decision--", made_on=DAY, chosen=[])
    assert list(flags_of_route(case.file(), DAY)) == []
    case.save(verbs.delete(case.file(), case.view(DECISION), DAY))
    assert list(flags_of_route(case.file(), DAY)) == []


def test_days_of_a_route_that_have_not_come_are_flagged() -> None:
    """And an end before the beginning."""
    case = started(RouteType.TALK_MANAGER)
    case.forge(
        Kind.ROUTE, case.route.id, submitted_on="2026-03-04", finished_on="2026-02-01",
        status="finished",
    )  # fmt: skip

    assert list(flags_of_route(case.file(), DAY)) == [
        Flag(RouteRule.HAND_IN, case.route.id, "submitted_on"),
        Flag(RouteRule.IN_FUTURE, case.route.id, "submitted_on"),
        Flag(RouteRule.ENDS_BEFORE, case.route.id, "finished_on"),
    ]


ANYTHING = st.none() | st.booleans() | st.integers(-2, 9) | st.binary(max_size=16) | st.text(
    max_size=4
) | st.lists(st.binary(max_size=16), max_size=2) | st.sampled_from(
    [OPTION, DAY, "0001-01-01", "9999-12-31", "9999-12-31T23:59", "talk_manager", "running",
     "attend_talk", "submit", "internal_report"]
)  # fmt: skip
FIELDS = [
    "route_type", "option", "counterpart", "status", "started_on", "submitted_on",
    "filing_limit_on", "receipt_days", "response_days", "decision_days", "appeal_days",
    "finished_on", "route", "step_type", "actor", "consent", "due", "planned_for", "done_on",
    "checked_on", "who_knows", "leak_suspected", "document", "number", "text", "written_on",
    "kind", "stored",
]  # fmt: skip


@given(
    st.sampled_from([Kind.ROUTE, Kind.STEP, Kind.GUARD, Kind.DOCUMENT, Kind.VERSION]),
    st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=12),
    st.booleans(),
)
def test_no_record_makes_reading_a_route_fail(
    kind: Kind, values: dict[str, Any], own_route: bool
) -> None:
    """Whatever stands in it is open, flagged, or left out; nothing is raised."""
    case = started(RouteType.INTERNAL_REPORT)
    entity = case.route.id if kind is Kind.ROUTE and own_route else b"f" * 16
    if kind is not Kind.ROUTE and own_route:
        values = {**values, "route": case.route.id}
    case.forge(kind, entity, **values)

    assert all(one.text.text for one in open_in_route(case.file(), DAY))
    assert all(flag.rule.text for flag in flags_of_route(case.file(), DAY))
