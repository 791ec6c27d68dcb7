"""What is open on the routes of a case, and what breaks the rules there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import msgspec

from shared.casework.consent.covering import covering
from shared.casework.drafting.documents import flags_of_documents
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Actor, RouteStatus, RouteType, StepType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Decision, Option, Route, Step
from shared.casework.open_now import Open
from shared.casework.route.guarding import Alert, flags_of_guards, guard_due, to_answer
from shared.casework.route.routing import (
    RUNNING,
    STEPS,
    RouteRule,
    chosen_now,
    need_of,
    steps_of,
    was_handed_in,
)
from shared.casework.route.steps import blocked, day_before, flags_of_steps
from shared.casework.route.terms import TermKind, days_after, terms_of
from shared.casework.rules import Flag, Said
from shared.casework.status import OPEN
from shared.wording import N_

ENDS_SOON_DAYS = 7
"""How many days before its last day a consent is said to end."""


class RouteOpen(Said):
    """What there is to do on a route."""

    START = N_("Begin the route that the reporter chose")
    NEXT = N_("Do the next step of the route")
    ASK_CONSENT = N_("Ask for a consent: the next step lets something leave the case")
    STANDS_IN_WAY = N_("Look at this step: it can not be done yet")
    WAITING = N_("Wait for the other party")
    DAY_BEFORE = N_("Go through the talk with the reporter, the day before")
    LOOK_BACK = N_("Look back on the talk with the reporter")
    GUARD = N_("Look whether everybody keeps to what was agreed")
    CONSENT_ENDS = N_("This consent ends while a step still needs it")
    GO_OUTSIDE = N_(
        "No answer within 3 months: the reporter may report outside now. Advice: House for"
        " Whistleblowers."
    )
    END = N_("All steps are done: write down what the route led to")


def open_in_route(file: CaseFile, on: str) -> Iterator[Open]:
    """What is to do next on the routes of a case, on the day `on` (an ISO date).

    What is due later is in it too, with its day. Nothing where the case has ended.
    """
    if file.case.status is None or file.case.status in OPEN:
        yield from dict.fromkeys(_all(file, on))


def _all(file: CaseFile, on: str) -> Iterator[Open]:
    gone = {route.option for route in file.all(Route)}
    for option in chosen_now(file):
        rung = option.option_type
        if option.id in gone or rung in (None, RouteType.REFLECT) or not STEPS[rung]:
            continue
        yield Open(RouteOpen.START, "", Kind.OPTION, option.id)
    for one in to_answer(file, on):
        kind = Kind.CONTACT if one.alert is Alert.TALKED else Kind.GUARD
        yield Open(one.alert, one.since, kind, one.entity)
    for route in file.all(Route):
        if route.status in RUNNING:
            yield from (
                msgspec.structs.replace(found, route=route.id)
                for found in _on_route(file, route, on)
            )


def _on_route(file: CaseFile, route: Route, on: str) -> Iterator[Open]:
    steps = steps_of(file, route)
    waiting = [step for step in steps if not step.done_on]
    for at, step in enumerate(waiting):
        day = step.planned_for[:10] or step.due
        if at == 0 or day:
            yield from _step(file, step, day, on)
    if steps and not waiting:
        yield Open(RouteOpen.END, "", Kind.ROUTE, route.id)
    for term in terms_of(route, on, steps):
        if term.met_on:
            continue
        yield Open(term.kind, term.due, Kind.ROUTE, route.id)
        if term.kind is TermKind.FEEDBACK and term.past(on):
            yield Open(RouteOpen.GO_OUTSIDE, "", Kind.ROUTE, route.id)
    due = guard_due(file, route)
    if due:
        yield Open(RouteOpen.GUARD, due, Kind.GUARD)


def _step(file: CaseFile, step: Step, day: str, on: str) -> Iterator[Open]:
    need = need_of(file.find_as(Route, step.route), step)
    if step.actor is Actor.COUNTERPART:
        yield Open(RouteOpen.WAITING, day, Kind.STEP, step.id)
        return
    broken = blocked(file, step, max(day, on))
    if broken is None:
        looks_back = step.step_type is StepType.DEBRIEF and bool(day)
        text = RouteOpen.LOOK_BACK if looks_back else RouteOpen.NEXT
        yield Open(text, day, Kind.STEP, step.id)
    else:
        asks = broken.field == "consent"
        text = RouteOpen.ASK_CONSENT if asks else RouteOpen.STANDS_IN_WAY
        yield Open(text, day, Kind.STEP, step.id)
    if need is None:
        return
    before = day_before(file, step, on)
    if before:
        yield Open(RouteOpen.DAY_BEFORE, before, Kind.STEP, step.id)
    consent = covering(file, need, on)
    if consent is not None and on <= consent.valid_until <= days_after(on, ENDS_SOON_DAYS):
        yield Open(RouteOpen.CONSENT_ENDS, consent.valid_until, Kind.CONSENT, consent.id)


def flags_of_route(file: CaseFile, on: str) -> Iterator[Flag]:
    """Where routes, steps, looks and documents break the rules as they stand."""
    yield from _flags_of_routes(file, on)
    yield from chain(
        flags_of_steps(file, on), flags_of_guards(file, on), flags_of_documents(file, on)
    )


def _flags_of_routes(file: CaseFile, on: str) -> Iterator[Flag]:
    """Routes that the reporter never chose, and days that have not come (rule 10)."""
    decisions = [*file.all(Decision), *(one for one in file.deleted if isinstance(one, Decision))]
    chosen = {option for decision in decisions for option in decision.chosen}
    for route in file.all(Route):
        option = file.find(route.option)
        if route.option not in chosen or not isinstance(option, Option):
            yield Flag(RouteRule.NOT_CHOSEN, route.id, "option")
        elif option.option_type is not route.route_type:
            yield Flag(RouteRule.OTHER_TYPE, route.id, "route_type")
        day = route.submitted_on
        if day and not was_handed_in(file, route.id, day):
            yield Flag(RouteRule.HAND_IN, route.id, "submitted_on")
        for name in ("started_on", "submitted_on", "finished_on"):
            if getattr(route, name) > on:
                yield Flag(RouteRule.IN_FUTURE, route.id, name)
        if route.status is RouteStatus.FINISHED and "" < route.finished_on < route.started_on:
            yield Flag(RouteRule.ENDS_BEFORE, route.id, "finished_on")
