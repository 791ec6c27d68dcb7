"""What the form of something new holds at first, from the case as it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, ContactKind, RouteStatus
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import AftercarePlan, Document, Guard, Route, Version
from tui.screens.form_shape import NOW, SHAPES, TODAY
from tui.widgets import typed_days

_TALKS = {
    CaseStatus.NEW: ContactKind.FIRST_TALK,
    CaseStatus.CONFLICT_CHECKED: ContactKind.FIRST_TALK,
    CaseStatus.INTAKE: ContactKind.FOLLOW_UP,
    CaseStatus.EXPLORING: ContactKind.OPTIONS,
    CaseStatus.SUPPORTING: ContactKind.SUPPORT,
    CaseStatus.WAITING: ContactKind.SUPPORT,
    CaseStatus.AFTERCARE: ContactKind.AFTERCARE,
}
"""The kind of contact that is most likely at each status."""


def first_values(kind: Kind, file: CaseFile, now: datetime) -> dict[str, Any]:
    """Values as a form shows them, by field; `now` is local time."""
    times = {TODAY: now.date().isoformat(), NOW: f"{now:%Y-%m-%dT%H:%M}"}
    values = {
        name: times[value] if isinstance(value, str) and value in times else value
        for name, value in SHAPES[kind].holds.items()
    }
    values.update(_of_case(kind, file))
    table = FIELDS[kind]
    return {name: typed_days.shown(table[name], value) for name, value in values.items()}


def _of_case(kind: Kind, file: CaseFile) -> dict[str, Any]:
    case = file.case
    match kind:
        case Kind.CONTACT:
            talk = _TALKS.get(case.status, ContactKind.FOLLOW_UP) if case.status else None
            first = not any(one.kind is ContactKind.FIRST_TALK for one in file.contacts)
            return {
                "kind": ContactKind.FIRST_TALK if first else talk or ContactKind.FOLLOW_UP,
                "channel": case.safe_channel,
            }
        case Kind.STEP | Kind.GUARD | Kind.DOCUMENT:
            route = current_route(file)
            values: dict[str, Any] = {"route": route.id if route is not None else None}
            if kind is Kind.GUARD:
                guards = file.all(Guard)
                values["who_knows"] = guards[-1].who_knows if guards else ()
            return values
        case Kind.VERSION:
            documents = file.all(Document)
            numbers = [version.number or 0 for version in file.all(Version)]
            return {
                "document": documents[-1].id if documents else None,
                "number": max(numbers, default=0) + 1,
            }
        case Kind.AFTERCARE_PLAN:
            return {"channel": case.safe_channel}
        case Kind.AFTERCARE_CHECK:
            plans = file.all(AftercarePlan)
            return {"plan": plans[-1].id if plans else None}
        case _:
            return {}


def current_route(file: CaseFile) -> Route | None:
    """The route that is being gone now: the newest one that did not end."""
    going = [
        route
        for route in file.all(Route)
        if route.status not in (RouteStatus.FINISHED, RouteStatus.ABANDONED)
    ]
    return max(going, key=lambda route: (route.started_on, route.written), default=None)
