"""Terms of a route: by which day somebody must have done something.

A report of wrongdoing has the terms of the law (Wet bescherming klokkenluiders): a receipt
within 7 days, and within 3 months after it what was done with the report. A complaint has
the days of the scheme, which stand in the route. A month is a month of the calendar. Terms
are counted plainly: a last day that is no working day is not moved.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from shared.casework.choice.ladder import REPORTS
from shared.casework.model.codes import StepType
from shared.casework.model.views import Route, Step
from shared.casework.rules import Said
from shared.wording import N_

RECEIPT_DAYS = 7
"""Days within which a reporter of wrongdoing gets a receipt."""
FEEDBACK_MONTHS = 3
"""Months after the receipt within which the reporter hears what was done with the report."""


class TermKind(Said):
    """What a term is for."""

    FILING = N_("Last day to hand it in")
    RECEIPT = N_("Receipt expected")
    FEEDBACK = N_("Answer to the report expected: what was done with it")
    RESPONSE = N_("Answer expected")
    DECISION = N_("Decision expected")
    APPEAL = N_("Last day for appeal")


class Term(msgspec.Struct, frozen=True):
    """A term of a route.

    `due` is the last day, as ISO date. `met_on` is the day on which it happened, "" while
    it has not. `by_law` says that the law sets it and not a scheme.
    """

    kind: TermKind
    due: str
    met_on: str = ""
    by_law: bool = False

    def past(self, on: str) -> bool:
        """Whether the last day has gone by on the day `on` and it has not happened."""
        return not self.met_on and self.due < on

    @property
    def late(self) -> bool:
        """Whether it happened after its last day."""
        return bool(self.met_on) and self.due < self.met_on


def days_after(day: str, count: int) -> str:
    """The ISO date `count` days after an ISO date; the last of the calendar at most."""
    try:
        return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def months_after(day: str, count: int) -> str:
    """The same day `count` months of the calendar later, or the last day of that month."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > date.max.year:
        return date.max.isoformat()
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def terms_of(route: Route, on: str, steps: Iterable[Step] = ()) -> list[Term]:
    """The terms of a route by day, from what was handed in by the day `on`.

    `steps` are those of the route: what was received meets a term, and the receipt and the
    decision begin the next one.
    """
    done = _done(steps)
    submitted = route.submitted_on or done.get(StepType.SUBMIT, "")
    terms: list[Term] = []
    if route.filing_limit_on:
        terms.append(Term(TermKind.FILING, route.filing_limit_on, submitted))
    if submitted and submitted <= on:
        terms += _report(route, submitted, done) if route.route_type in REPORTS else []
        terms += _scheme(route, submitted, done)
    decided = done.get(StepType.DECISION_RECEIVED, "")
    if decided and route.appeal_days is not None:
        ended = done.get(StepType.APPEAL_WINDOW, "")
        terms.append(Term(TermKind.APPEAL, days_after(decided, route.appeal_days), ended))
    return sorted(terms, key=lambda term: (term.due, list(TermKind).index(term.kind)))


def _report(route: Route, submitted: str, done: dict[StepType, str]) -> list[Term]:
    received = done.get(StepType.RECEIPT, "")
    days = RECEIPT_DAYS if route.receipt_days is None else min(RECEIPT_DAYS, route.receipt_days)
    last = days_after(submitted, days)
    # Without a receipt the months run from the day on which there should have been one.
    begins = received or days_after(submitted, RECEIPT_DAYS)
    return [
        Term(TermKind.RECEIPT, last, received or _answer(done), by_law=days == RECEIPT_DAYS),
        Term(TermKind.FEEDBACK, months_after(begins, FEEDBACK_MONTHS), _answer(done), by_law=True),
    ]


def _scheme(route: Route, submitted: str, done: dict[StepType, str]) -> list[Term]:
    terms: list[Term] = []
    if route.receipt_days is not None and route.route_type not in REPORTS:
        received = done.get(StepType.RECEIPT, "") or _answer(done)
        terms.append(Term(TermKind.RECEIPT, days_after(submitted, route.receipt_days), received))
    if route.response_days is not None:
        answered = done.get(StepType.WRITTEN_ANSWER_OTHER_SIDE, "") or _answer(done)
        terms.append(Term(TermKind.RESPONSE, days_after(submitted, route.response_days), answered))
    if route.decision_days is not None:
        decided = done.get(StepType.DECISION_RECEIVED, "")
        terms.append(Term(TermKind.DECISION, days_after(submitted, route.decision_days), decided))
    return terms


def _answer(done: dict[StepType, str]) -> str:
    """The first day on which something came back about the matter itself."""
    kinds = (StepType.AWAIT_RESPONSE, StepType.ADVICE_RECEIVED, StepType.DECISION_RECEIVED)
    return min((done[kind] for kind in kinds if kind in done), default="")


def _done(steps: Iterable[Step]) -> dict[StepType, str]:
    """The first day on which a step of each kind was done."""
    done: dict[StepType, str] = {}
    for step in steps:
        if step.step_type is not None and step.done_on:
            done[step.step_type] = min(step.done_on, done.get(step.step_type, step.done_on))
    return done
