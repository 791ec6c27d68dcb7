"""A case with work in it, for tests: weighed, chosen, on its routes."""

from __future__ import annotations

from typing import Any

from shared.casework.model.kinds import Kind
from shared.casework.open_now import Open
from tests.tui.fake_session import FakeSession
from tests.tui.test_forms import put
from tui.app import LuisterApp
from tui.screens.case import CaseScreen
from tui.widgets.open_list import OpenList


def weigh(session: FakeSession) -> tuple[bytes, bytes]:
    """Two options, each with something for it and something against it."""
    talk = put(
        session, Kind.OPTION, "talk", option_type="talk_manager", title="Naar L", status="open"
    )
    log = put(session, Kind.OPTION, "log", option_type="own_log", status="open")
    for number, option in enumerate((talk, log)):
        for direction in ("positive", "negative"):
            put(
                session, Kind.CONSEQUENCE, f"{direction}-{number}", option=option,
                direction=direction, text=f"Gevolg {direction} {number}", for_whom="reporter",
            )  # fmt: skip
    return talk, log


def choose(session: FakeSession, *options: bytes) -> bytes:
    """The reporter has chosen."""
    for option in options:
        name = option.rstrip(b".").decode()
        put(session, Kind.OPTION, name, status="chosen")
    return put(
        session, Kind.DECISION, "choice", made_on="2026-03-09", chosen=list(options),
        in_words="Ik wil praten.", reflection_until="2026-03-08",
    )  # fmt: skip


def on(app: Any, entity: bytes) -> None:
    """Put the cursor on an entry of the case in front."""
    assert isinstance(app.screen, CaseScreen)
    app.screen._go_to(entity)


def times_told(app: LuisterApp, text: str) -> int:
    """How many messages with a text stand on the screen."""
    return sum(text in str(toast.message) for toast in app._notifications)


def two_routes(session: FakeSession) -> tuple[bytes, bytes]:
    """Two routes that run; of the first all steps are done."""
    talk, log = weigh(session)
    choose(session, talk, log)
    first = put(session, Kind.ROUTE, "first", route_type="talk_manager", option=talk,
                status="running", started_on="2026-03-09")  # fmt: skip
    second = put(session, Kind.ROUTE, "second", route_type="own_log", option=log,
                 status="running", started_on="2026-03-10")  # fmt: skip
    put(session, Kind.STEP, "ready", route=first, step_type="debrief", done_on="2026-03-09")
    return first, second


def strip_rows(strip: OpenList) -> list[Open]:
    """What the strip shows."""
    return [one for one in (strip.row_at(number) for number in range(20)) if one is not None]


def open_of(app: Any, kind: Kind, route: bytes) -> Open:
    """What is open now of a kind on a route."""
    [found] = [one for one in app.screen._open if (one.kind, one.route) == (kind, route)]
    return found
