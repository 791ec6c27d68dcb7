"""Taking back a closing, on the day itself."""

from __future__ import annotations

from typing import Any

from shared.casework.ending import closing
from shared.casework.model.codes import CaseStatus
from shared.casework.model.views import Closure
from shared.casework.rules import Broken
from tui.language import _
from tui.screens.ask import AskScreen
from tui.screens.base import MainScreen


def undo_closing(screen: MainScreen[Any]) -> None:
    """Ask whether the closing of the case of a screen is undone, and do it."""
    circle: bytes = getattr(screen, "circle", b"")
    session, luister = screen.session, screen.luister
    file = session.case(circle)
    rows = closing.read_rows(session.stat_rows())
    undone = closing.undo(file, rows, luister.now().date().isoformat())
    if isinstance(undone, Broken):
        luister.tell(_(undone.rule.text), severity="error")
        return
    edits = {circle: undone.case, session.advisers_circle: undone.advisers}

    def answered(yes: bool | None) -> None:
        if yes and luister.attempt(lambda: session.save_all(edits)):
            screen.session_changed()

    closures = file.all(Closure)
    before = (closures[-1].status_before if closures else None) or CaseStatus.SUPPORTING
    text = _("The case goes on where it was ({status}), and is not counted.")
    screen.app.push_screen(
        AskScreen(_("Undo the closing?"), text.format(status=_(before.label))), answered
    )
