"""When the program falls over it shows where, and nothing of what it was working on."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from textual import constants

from tests.tui.driving import app_for, press, settled
from tests.tui.fake_session import LISA, FakeSession
from tui.app import LuisterApp
from tui.crash import crash_report
from tui.screens.case import CaseScreen

CANARY = "canary-van-lisa"


class _Fault(Exception):
    """A fault whose text, like that of many, repeats what it was given."""


async def _crash(
    session: FakeSession, break_it: Callable[[LuisterApp], None], *keys: str
) -> type[BaseException]:
    """Break something on a case and press keys; returns the kind of what was raised."""
    app = app_for(session)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "enter")
            break_it(app)
            await press(pilot, *keys)
    except Exception as error:  # noqa: BLE001
        return type(error)
    raise AssertionError("nothing went wrong")


async def test_a_fault_in_a_handler_shows_no_note_and_no_locals(
    session: FakeSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the exception's text nor the values of variables are printed."""

    def break_it(app: LuisterApp) -> None:
        def broken(number: int) -> None:
            note = CANARY  # a local variable, as a traceback with locals would show
            raise _Fault(f"can not show {note} of tab {number}")

        assert isinstance(app.screen, CaseScreen)
        app.screen._show_tab = broken  # type: ignore[method-assign]

    assert await _crash(session, break_it, "right") is _Fault
    printed = capsys.readouterr().err

    assert CANARY not in printed
    assert "Luister has stopped by a fault in the program." in printed
    assert "_Fault" in printed
    assert "test_crash.py" in printed
    assert "broken" in printed


async def test_a_fault_while_drawing_shows_no_note(
    session: FakeSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for what a widget draws."""

    def break_it(app: LuisterApp) -> None:
        def broken(*_args: object) -> object:
            raise _Fault(CANARY)

        app.screen.query_one("#entries").draw = broken  # type: ignore[attr-defined]

    assert await _crash(session, break_it, "right") is _Fault
    printed = capsys.readouterr().err

    assert CANARY not in printed
    assert "_Fault" in printed


async def test_a_fault_in_saving_shows_no_note(
    session: FakeSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for a worker: what it was saving is not printed."""

    def break_it(_app: LuisterApp) -> None:
        def broken(*_args: object) -> None:
            raise _Fault(CANARY)

        session.save = broken  # type: ignore[method-assign,assignment]

    await _crash(session, break_it, "a", *CANARY.replace("-", ""), "ctrl+s")
    printed = capsys.readouterr().err

    assert "canary" not in printed
    assert "_Fault" in printed
    assert "tui/screens/form.py" in printed


def test_a_report_follows_causes_without_their_words() -> None:
    """Each exception of the chain is named by its kind."""
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise _Fault(CANARY) from error
    except _Fault as error:
        text = crash_report(error).plain

    assert CANARY not in text
    assert text.index("KeyError") < text.index("_Fault")


def test_textual_s_ways_out_are_closed(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """No log file, no saved picture, no developer's console, whatever the environment says."""
    monkeypatch.setenv("TEXTUAL", "debug,devtools")
    monkeypatch.setattr(constants, "LOG_FILE", str(tmp_path / "log"))
    monkeypatch.setattr(constants, "SCREENSHOT_DELAY", 1)
    app = app_for(session)

    assert constants.LOG_FILE is None
    assert constants.SCREENSHOT_DELAY == -1
    assert not app.features & {"debug", "devtools"}
    assert app.devtools is None
    assert "TEXTUAL" not in os.environ


def test_drafts_and_screens_do_not_tell_in_their_repr(session: FakeSession) -> None:
    """What a log or a debugger prints of them holds no text."""
    from tui.ports import Founded
    from tui.screens.form import Draft

    draft = Draft(lambda values: values, {"text": CANARY})  # type: ignore[arg-type,return-value]
    assert CANARY not in repr(draft)
    assert CANARY not in repr(Founded(session, (CANARY,), "https://relay.example"))
    assert CANARY not in repr(CaseScreen(LISA))
