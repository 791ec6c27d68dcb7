"""Going from one main screen to another: an open one is come back to, not opened twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.agenda import AgendaScreen
from tui.screens.base import MainScreen
from tui.screens.caseload import CaseloadScreen
from tui.screens.members import MembersScreen
from tui.screens.search import SearchScreen
from tui.screens.status import StatusScreen

if TYPE_CHECKING:
    from tui.app import LuisterApp

_SCREENS: dict[str, type[MainScreen[None]]] = {
    "caseload": CaseloadScreen,
    "members": MembersScreen,
    "status": StatusScreen,
    "search": SearchScreen,
    "agenda": AgendaScreen,
}


def show(app: LuisterApp, name: str) -> None:
    """Bring the named screen to the front."""
    if name == "capture":
        from tui.screens.capture_form import capture_call

        capture_call(app)
        return
    wanted = _SCREENS[name]
    if any(type(screen) is wanted for screen in app.screen_stack):
        while type(app.screen) is not wanted:
            app.pop_screen()
    else:
        app.push_screen(wanted())
