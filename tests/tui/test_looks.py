"""What a few screens look like. A changed picture is looked at before it is accepted:
`just test tests/tui/test_looks.py --snapshot-update`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from shared.replica.change import Edit
from shared.replica.notice import Notice, Told
from tests.tui.driving import LARGE, SMALL, app_for, press, settled
from tests.tui.fake_session import JOOST, LISA, FakeSession
from tui import language
from tui.ports import HomeState


def _after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def drive(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await press(pilot, *keys)

    return drive


@pytest.fixture
def worked_on(session: FakeSession) -> FakeSession:
    """Lisa's case, shared with Joost, with a change under way."""
    session.readers[LISA].add(JOOST)
    names = tuple(live.name for live in session.case(LISA).case.fields["callsign"])
    session.save(LISA, [Edit("case", LISA, "callsign", "Lies (roepnaam)", names)])
    return session


def test_welcome_in_dutch(session: FakeSession, snap_compare: Any) -> None:
    """The first screen of all."""
    language.use("nl")
    app = app_for(session, HomeState.empty)

    assert snap_compare(app, terminal_size=SMALL, run_before=_after())


def test_caseload_in_dutch(worked_on: FakeSession, snap_compare: Any) -> None:
    """One line for each case, with its marks, at 80 by 24."""
    language.use("nl")

    assert snap_compare(app_for(worked_on), terminal_size=SMALL, run_before=_after())


def test_case_in_dutch(worked_on: FakeSession, snap_compare: Any) -> None:
    """The head, the tabs and the timeline at 80 by 24."""
    language.use("nl")

    assert snap_compare(app_for(worked_on), terminal_size=SMALL, run_before=_after("enter"))


def test_case_in_english_on_a_large_screen(worked_on: FakeSession, snap_compare: Any) -> None:
    """The timeline with the entry beside it at 120 by 40."""
    app = app_for(worked_on)

    assert snap_compare(app, terminal_size=LARGE, run_before=_after("enter", "down", "down"))


def test_case_without_colours(
    worked_on: FakeSession, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With NO_COLOR the cursor and the marks are still to be seen."""
    monkeypatch.setenv("NO_COLOR", "1")
    language.use("nl")

    assert snap_compare(app_for(worked_on), terminal_size=SMALL, run_before=_after("enter"))


def test_settling_in_dutch(session: FakeSession, snap_compare: Any) -> None:
    """Two values side by side."""
    language.use("nl")

    assert snap_compare(app_for(session), terminal_size=SMALL, run_before=_after("enter", "x"))


def test_an_alarm_in_english(session: FakeSession, snap_compare: Any) -> None:
    """The status page with a fork: what happened, what is safe, whom to call."""
    session.state = "stopped"
    session.notices = [Notice(Told.FORKED, 12, (("author", "Joost Terlouw"),))]

    assert snap_compare(app_for(session), terminal_size=SMALL, run_before=_after("i"))


def test_comparing_words_in_dutch(session: FakeSession, snap_compare: Any) -> None:
    """The ten words to read to each other."""
    language.use("nl")
    keys = ("m", "down", "down", "down", "w")

    assert snap_compare(app_for(session), terminal_size=SMALL, run_before=_after(*keys))
