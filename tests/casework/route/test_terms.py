"""Terms of a route: the law's for a report, the scheme's for a complaint."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.model.codes import RouteType, StepType
from shared.casework.model.views import Route, Step
from shared.casework.route.terms import Term, TermKind, days_after, months_after, terms_of

SUBMITTED = "2026-03-04"


def report(**values: object) -> Route:
    return Route(
        id=b"r" * 16,
        route_type=RouteType.INTERNAL_REPORT,
        submitted_on=SUBMITTED,
        **values,  # type: ignore[arg-type]
    )


def complaint(**values: object) -> Route:
    return Route(
        id=b"r" * 16,
        route_type=RouteType.COMPLAINT_INTERNAL,
        submitted_on=SUBMITTED,
        **values,  # type: ignore[arg-type]
    )


def done(step_type: StepType, on: str) -> Step:
    return Step(id=b"s" * 16, step_type=step_type, done_on=on)


def test_rule_13_a_report_has_a_receipt_in_7_days_and_an_answer_in_3_months() -> None:
    """From the day it was handed in; the months run from the receipt, or from its last day."""
    assert terms_of(report(), SUBMITTED) == [
        Term(TermKind.RECEIPT, "2026-03-11", by_law=True),
        Term(TermKind.FEEDBACK, "2026-06-11", by_law=True),
    ]
    assert terms_of(report(), SUBMITTED, [done(StepType.RECEIPT, "2026-03-06")]) == [
        Term(TermKind.RECEIPT, "2026-03-11", "2026-03-06", by_law=True),
        Term(TermKind.FEEDBACK, "2026-06-06", by_law=True),
    ]


@pytest.mark.parametrize(
    "route_type",
    [
        RouteType.INTERNAL_REPORT,
        RouteType.CONFIDENTIAL_REPORT_VIA_VP,
        RouteType.EXTERNAL_REPORT_AUTHORITY,
        RouteType.WHISTLEBLOWERS_HOUSE_INVESTIGATION,
    ],
)
def test_rule_13_the_terms_hold_on_every_route_of_a_report(route_type: RouteType) -> None:
    """Whoever it is handed to."""
    route = Route(id=b"r" * 16, route_type=route_type, submitted_on=SUBMITTED)

    assert [term.kind for term in terms_of(route, SUBMITTED)] == [
        TermKind.RECEIPT,
        TermKind.FEEDBACK,
    ]


def test_before_it_was_handed_in_there_is_only_the_last_day_to_do_so() -> None:
    """And that is met by handing in."""
    route = Route(
        id=b"r" * 16,
        route_type=RouteType.INTERNAL_REPORT,
        filing_limit_on="2026-04-01",
        receipt_days=5,
    )
    assert terms_of(route, SUBMITTED) == [Term(TermKind.FILING, "2026-04-01")]
    assert terms_of(route, SUBMITTED, [done(StepType.SUBMIT, SUBMITTED)])[-2:] == [
        Term(TermKind.FILING, "2026-04-01", SUBMITTED),
        Term(TermKind.FEEDBACK, "2026-06-11", by_law=True),
    ]
    assert terms_of(report(), "2026-03-03") == []


def test_an_answer_meets_the_terms_of_a_report() -> None:
    """What came back says also that it arrived."""
    steps = [done(StepType.DECISION_RECEIVED, "2026-05-01")]

    terms = terms_of(report(), "2026-05-02", steps)

    assert [term.met_on for term in terms] == ["2026-05-01", "2026-05-01"]
    assert [term.late for term in terms] == [True, False]
    assert not any(term.past("2027-01-01") for term in terms)


def test_a_scheme_can_be_quicker_than_the_law_but_not_slower() -> None:
    """The days of the scheme stand in the route."""
    quick = terms_of(report(receipt_days=2), SUBMITTED)
    slow = terms_of(report(receipt_days=30), SUBMITTED)

    assert quick[0] == Term(TermKind.RECEIPT, "2026-03-06")
    assert slow[0] == Term(TermKind.RECEIPT, "2026-03-11", by_law=True)
    assert quick[1].due == slow[1].due == "2026-06-11"


def test_a_complaint_has_the_days_of_its_scheme() -> None:
    """Nothing where the scheme says nothing; appeal runs from the decision."""
    assert terms_of(complaint(), SUBMITTED) == []
    route = complaint(receipt_days=5, response_days=28, decision_days=70, appeal_days=42)

    assert terms_of(route, SUBMITTED) == [
        Term(TermKind.RECEIPT, "2026-03-09"),
        Term(TermKind.RESPONSE, "2026-04-01"),
        Term(TermKind.DECISION, "2026-05-13"),
    ]
    steps = [
        done(StepType.WRITTEN_ANSWER_OTHER_SIDE, "2026-03-20"),
        done(StepType.DECISION_RECEIVED, "2026-05-20"),
    ]
    assert terms_of(route, "2026-05-20", steps) == [
        Term(TermKind.RECEIPT, "2026-03-09", "2026-05-20"),
        Term(TermKind.RESPONSE, "2026-04-01", "2026-03-20"),
        Term(TermKind.DECISION, "2026-05-13", "2026-05-20"),
        Term(TermKind.APPEAL, "2026-07-01"),
    ]


def test_a_term_is_past_on_the_day_after_its_last() -> None:
    """The last day itself is in time."""
    [receipt, _] = terms_of(report(), SUBMITTED)

    assert not receipt.past("2026-03-11")
    assert receipt.past("2026-03-12")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-10-01", 3, "2027-01-01"),
        ("9999-11-30", 3, "9999-12-31"),
    ],
)
def test_a_month_is_a_month_of_the_calendar(day: str, months: int, later: str) -> None:
    """The same day of the month, or its last."""
    assert months_after(day, months) == later


@given(st.dates(), st.integers(0, 3650), st.integers(0, 12))
def test_any_day_that_a_route_can_hold_can_be_counted_from(
    day: date, days: int, months: int
) -> None:
    """The calendar ends, counting does not fail."""
    assert days_after(day.isoformat(), days) >= day.isoformat()
    assert months_after(day.isoformat(), months) >= day.isoformat()
    route = Route(
        id=b"r" * 16,
        route_type=RouteType.INTERNAL_REPORT,
        submitted_on=day.isoformat(),
        decision_days=days,
    )
    assert len(terms_of(route, day.isoformat())) == 3
