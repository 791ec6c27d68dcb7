"""What is meant when it is not said: what something new holds besides what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import Kind

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import Route
    from tui.commands.errand import Errand


def usual(kind: Kind, file: CaseFile, errand: Errand) -> dict[str, Any]:
    """Fields of a new entry as the form on the screen has them at first.

    Who says something is left out, but for a concern: nobody saw that the form would have said
    "the reporter". A concern is what the reporter comes with.
    """
    from tui.screens.form_shape import NOW, SHAPES, TODAY

    times = {TODAY: errand.today, NOW: f"{errand.now:%Y-%m-%dT%H:%M}"}
    held = {
        name: times.get(value, value) if isinstance(value, str) else value
        for name, value in SHAPES[kind].holds.items()
        if name != "attribution" or kind is Kind.CONCERN
    }
    return {**held, **_of_case(kind, file)}


def _of_case(kind: Kind, file: CaseFile) -> dict[str, Any]:
    from shared.casework.model.codes import ContactKind
    from shared.casework.model.views import AftercarePlan
    from shared.casework.route.who_knows import who_knows

    match kind:
        case Kind.CONTACT:
            first = not file.contacts
            return {
                "kind": ContactKind.FIRST_TALK if first else ContactKind.FOLLOW_UP,
                "channel": file.case.safe_channel,
            }
        case Kind.STEP | Kind.DOCUMENT:
            return _on_route(file)
        case Kind.GUARD:
            return {**_on_route(file), "who_knows": list(who_knows(file))}
        case Kind.AFTERCARE_CHECK:
            plans = file.all(AftercarePlan)
            return {"plan": plans[-1].id} if plans else {}
        case _:
            return {}


def _on_route(file: CaseFile) -> dict[str, Any]:
    route = current_route(file)
    return {} if route is None else {"route": route.id}


def current_route(file: CaseFile) -> Route | None:
    """The route that is being gone now: the newest one that did not end."""
    from shared.casework.model.views import Route
    from shared.casework.route.routing import RUNNING

    going = [route for route in file.all(Route) if route.status in RUNNING]
    return max(going, key=lambda one: (one.started_on, one.written, one.id), default=None)
