"""Acts on a route: doing a step with what follows from it, and ending a route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from shared.casework.consent.covering import nearest
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Actor, Counterpart, RouteStatus, StepType
from shared.casework.model.codes import Outcome as Ended
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import Document, Route, Step
from shared.casework.model.writing import write
from shared.casework.route.routing import RUNNING, need_of, steps_of
from shared.casework.rules import Broken, Rule
from shared.casework.verbs import Outcome, add, change, edit
from shared.casework.workdays import working_days_after
from shared.replica.change import Edit

DEBRIEF_DAYS = 2
"""Within how many working days a talk is looked back upon with the reporter."""

_LOOKED_BACK_UPON = frozenset({StepType.ATTEND_TALK, StepType.HEARING})
_WAITED_FOR = frozenset(
    {
        StepType.AWAIT_RESPONSE,
        StepType.ADVICE_RECEIVED,
        StepType.DECISION_RECEIVED,
    }
)


def do_step(
    file: CaseFile,
    step: Step,
    on: str,
    result: str,
    new: Callable[[], bytes],
    values: Mapping[str, Any] | None = None,
    document: bytes | None = None,
) -> Outcome:
    """Mark a step as done, with what follows from it.

    `values` are more fields of the step by name: `done_on` (`on` when left out), `consent`,
    `counterpart`, `agreement_text`, `next`. Where a consent is needed and none is named,
    the one that comes nearest to covering the step is, and judged. `new` gives an id (16
    bytes) where a step is added.

    Handing in sets the day on the route and on the `document` (its id), which belongs to the
    route from then on; after a talk a day is set to look back on it with the reporter, at
    most two working days later; stopping ends the route.
    """
    wanted: dict[str, Any] = {"done_on": on, "result": result, **(values or {})}
    day = write(FIELDS[Kind.STEP]["done_on"], wanted["done_on"])
    if isinstance(day, Broken):
        return day
    if not isinstance(day, str):
        return Broken(Rule.EMPTY, "done_on")
    if step.consent is None and wanted.get("consent") is None:
        wanted["consent"] = _consent(file, step, wanted.get("counterpart"), day)
    done = change(file, step, wanted, on)
    if isinstance(done, Broken):
        return done
    if step.done_on:
        # What follows from it followed when it was done first.
        return done
    return _together(done, *_following(file, step, day, on, new, document))


def _consent(file: CaseFile, step: Step, counterpart: Any, day: str) -> bytes | None:
    known = Counterpart.of(counterpart)
    if known is not None:
        step = structs.replace(step, counterpart=known)
    need = need_of(file.find_as(Route, step.route), step)
    if need is None:
        return None
    found = nearest(file, need, day)
    return None if found is None else found.id


def _following(
    file: CaseFile,
    step: Step,
    day: str,
    on: str,
    new: Callable[[], bytes],
    document: bytes | None,
) -> list[Outcome]:
    route = file.find_as(Route, step.route)
    follows: list[Outcome] = []
    if document is not None:
        follows.append(_handed_in(file, document, day, route))
    if route is None:
        return follows
    values: dict[str, Any] = {}
    if route.status is RouteStatus.PLANNED or (
        step.step_type in _WAITED_FOR and route.status is RouteStatus.WAITING
    ):
        values["status"] = RouteStatus.RUNNING
    if step.step_type is StepType.SUBMIT:
        if not route.submitted_on:
            # Not through the check: the step that it asks for is done in this same save.
            follows.append([edit(route, "submitted_on", day)])
        if route.status in RUNNING:
            values["status"] = RouteStatus.WAITING
    if step.step_type is StepType.STOP:
        values.update(status=RouteStatus.ABANDONED, finished_on=day)
    follows.append(change(file, route, values, on))
    if step.step_type in _LOOKED_BACK_UPON:
        follows.append(_look_back(file, route, day, on, new))
    return follows


def _handed_in(file: CaseFile, document: bytes, day: str, route: Route | None) -> Outcome:
    found = file.find_as(Document, document)
    if found is None or route is None or found.route not in (route.id, None):
        return Broken(Rule.NOT_IN_THIS_CASE, "document")
    belongs = [] if found.route == route.id else [edit(found, "route", route.id)]
    dated = [] if found.submitted_on == day else [edit(found, "submitted_on", day)]
    return belongs + dated


def _look_back(
    file: CaseFile, route: Route, day: str, on: str, new: Callable[[], bytes]
) -> Outcome:
    due = working_days_after(day, DEBRIEF_DAYS)
    waiting = [
        one
        for one in steps_of(file, route)
        if one.step_type is StepType.DEBRIEF and not one.done_on
    ]
    if waiting:
        return change(file, waiting[0], {"due": min(waiting[0].due or due, due)}, on)
    debrief = {
        "route": route.id,
        "step_type": StepType.DEBRIEF,
        "actor": Actor.BOTH,
        "due": due,
    }
    return add(file, Kind.STEP, new(), debrief, on)


def end_route(file: CaseFile, route: Route, outcome: Ended | None, on: str) -> Outcome:
    """A route has come to its end, on the day `on`, with what it led to."""
    values = {"status": RouteStatus.FINISHED, "outcome": outcome, "finished_on": on}
    return change(file, route, values, on)


def _together(*outcomes: Outcome) -> Outcome:
    edits: list[Edit] = []
    for outcome in outcomes:
        if isinstance(outcome, Broken):
            return outcome
        edits += outcome
    return edits
