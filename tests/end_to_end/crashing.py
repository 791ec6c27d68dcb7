"""Programs that fail with a note open: `python -m tests.end_to_end.crashing WAY HOME`."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path
from typing import Any
from unittest.mock import patch

from shared.casework.model.case_file import CaseFile
from tests.end_to_end.people import DOOR, PASSPHRASE, unlocked
from tui.app import LuisterApp
from tui.cli import main
from tui.commands.terminal import Terminal
from tui.local.front import HomeFront
from tui.local.home import close_the_process
from tui.local.session import Session

_case = Session.case


def fail(session: Session, circle: bytes) -> None:
    """Fail as a bug does: with texts in the exceptions, in what led to them, and around."""
    text = _case(session, circle).notes[0].text
    key = session.replica.ring.seed
    words: dict[str, Any] = {text: key}
    try:
        words[key.hex()]
    except KeyError:
        raise ValueError(f"can not show {text} with {key!r}") from UnicodeError(text)


def _failing_case(session: Session, circle: bytes) -> CaseFile:
    fail(session, circle)
    return _case(session, circle)


def command(home: Path) -> int:
    """A command that fails while it shows a case."""
    patch.object(Session, "case", _failing_case).start()
    terminal = Terminal.of_process()
    patch.object(terminal, "secret", lambda _question: PASSPHRASE).start()
    return main(["--home", str(home), "case", "show", "kiezel-47"], door=DOOR, terminal=terminal)


def screen(home: Path) -> int:
    """The screen, on which F1 fails."""

    def failing(app: LuisterApp) -> None:
        session = app.session
        assert isinstance(session, Session)
        fail(session, session.case_rows("", 0, 1)[0].circle)

    patch.object(LuisterApp, "action_help", failing).start()
    app = LuisterApp(HomeFront(home, DOOR))
    app.run()
    return app.return_code or 0


def uncaught(home: Path, where: str) -> int:
    """A fault that no part of the program catches."""
    session = asyncio.run(unlocked(home))
    circle = session.case_rows("", 0, 1)[0].circle
    if where == "thread":
        thread = threading.Thread(target=fail, args=(session, circle))
        thread.start()
        thread.join()
    elif where == "finaliser":
        _Falling(session, circle)
    else:
        fail(session, circle)
    return 0


class _Falling:
    def __init__(self, session: Session, circle: bytes) -> None:
        self._session = session
        self._circle = circle

    def __del__(self) -> None:
        fail(self._session, self._circle)


if __name__ == "__main__":
    close_the_process()
    way, folder = sys.argv[1], Path(sys.argv[2])
    if way == "command":
        sys.exit(command(folder))
    if way == "screen":
        sys.exit(screen(folder))
    sys.exit(uncaught(folder, way))
