"""When a step of a route may be marked done: rules 8 and 9 of the work, and the day."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from shared.casework.choice.ladder import REPORTS, is_integrity_matter
from shared.casework.consent.covering import consent_check, covering
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Actor, StepType
from shared.casework.model.views import Decision, Route, Step
from shared.casework.route.routing import need_of
from shared.casework.route.terms import days_after
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_


class StepRule(Said):
    """What can not be done with a step."""

    IN_FUTURE = N_("This day has not come yet. Mark a step as done once it has happened.")
    TO_WHOM = N_("Something leaves the case here. Choose with whom or to whom.")
    NOT_TOLD = N_(
        "With this it becomes a report. First tell the reporter that control passes to the"
        " organisation, which terms there are, and when a reporter is protected, and write it"
        " down with the choice."
    )
    NO_ROUTE = N_("This step belongs to no route of this case.")


_DECIDING = ("done_on", "consent", "step_type", "counterpart", "actor", "route")
"""Fields that can make a done step one that should not have been done."""


def check_step(file: CaseFile, before: Step | None, after: Step, on: str) -> Broken | None:
    """A step is done on a day that has come, and nothing leaves without a consent for it.

    What was written down about a done step later (its result, agreements) is not judged
    again, and a step can be marked as not done to mend a slip.
    """
    touched = [
        name
        for name in _DECIDING
        if before is None or getattr(before, name) != getattr(after, name)
    ]
    if not after.done_on or not touched:
        return None
    if "done_on" in touched and after.done_on > on:
        return Broken(StepRule.IN_FUTURE, "done_on")
    return missing(file, after, after.done_on)


def missing(file: CaseFile, step: Step, day: str, looking_back: bool = False) -> Broken | None:
    """What stands in the way of doing a step on a day; None when nothing does.

    `looking_back` judges a step that was done already.
    """
    route = file.find_as(Route, step.route)
    if route is None and looking_back:
        route = _deleted_route(file, step)
    need = need_of(route, step)
    if need is None:
        return None
    if need.counterpart is None:
        return Broken(StepRule.TO_WHOM, "counterpart")
    if (
        step.step_type is StepType.SUBMIT
        and route is not None
        and route.route_type in REPORTS
        and is_integrity_matter(file)
        and not any(map(_told, file.all(Decision)))
    ):
        return Broken(StepRule.NOT_TOLD, "done_on")
    return consent_check(file, step.consent, need, day, looking_back)


def _deleted_route(file: CaseFile, step: Step) -> Route | None:
    routes = (one for one in file.deleted if isinstance(one, Route))
    return next((route for route in routes if route.id == step.route), None)


def blocked(file: CaseFile, step: Step, day: str) -> Broken | None:
    """What stands in the way of a step that is still to come; None when nothing does.

    Where it names no consent, any that covers it on that day will do.
    """
    need = need_of(file.find_as(Route, step.route), step)
    if need is not None and step.consent is None:
        found = covering(file, need, day)
        if found is not None:
            step = structs.replace(step, consent=found.id)
    return missing(file, step, day)


def day_before(file: CaseFile, step: Step, on: str) -> str:
    """The day on which a talk that is planned is gone through with the reporter; "" for none."""
    need = need_of(file.find_as(Route, step.route), step)
    day = step.planned_for[:10]
    ours = step.actor is not Actor.COUNTERPART and step.step_type is not StepType.SUBMIT
    return (
        days_after(day, -1) if need is not None and ours and not step.done_on and day > on else ""
    )


def _told(decision: Decision) -> bool:
    return bool(
        decision.tipping_point
        and decision.told_control_ends
        and decision.told_terms
        and decision.told_protection
    )


def flags_of_steps(file: CaseFile, on: str) -> Iterator[Flag]:
    """Steps that stand as done although they may not be, as another program wrote them."""
    for step in file.all(Step):
        if file.find_as(Route, step.route) is None and _deleted_route(file, step) is None:
            yield Flag(StepRule.NO_ROUTE, step.id, "route")
        if not step.done_on:
            continue
        if step.done_on > on:
            yield Flag(StepRule.IN_FUTURE, step.id, "done_on")
        broken = missing(file, step, step.done_on, looking_back=True)
        if broken is not None:
            yield Flag(broken.rule, step.id, broken.field)
