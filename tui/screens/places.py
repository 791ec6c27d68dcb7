"""Where one was when the program locked: kept in memory by ids alone, and gone to again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.screen import Screen

from tui.screens.agenda import AgendaScreen
from tui.screens.case import CaseScreen
from tui.screens.members import MembersScreen
from tui.screens.own_notes import OwnNotesScreen
from tui.screens.search import SearchScreen
from tui.screens.sheet import SheetScreen
from tui.screens.status import StatusScreen
from tui.screens.trail import TrailScreen

if TYPE_CHECKING:
    from tui.local.port import SessionPort

_OF_ALL_CASES = (AgendaScreen, MembersScreen, SearchScreen, StatusScreen)
_OF_ONE_CASE = (SheetScreen, TrailScreen, OwnNotesScreen)


class Place(NamedTuple):
    """A screen that can be gone to again. It holds ids of records and no word of a case."""

    make: Callable[[], Screen[Any]]
    circle: bytes = b""
    """The case that it shows, 16 bytes; empty for a screen of all cases."""

    def there(self, session: SessionPort) -> bool:
        """Whether what it shows can still be read."""
        return not self.circle or bool(session.case(self.circle).case.fields)

    def __repr__(self) -> str:
        return "Place(…)"


def place_of(screen: Screen[Any]) -> Place | None:
    """Where a screen is; None for one that is not come back to by itself. Names are opened
    for a reason each time, so theirs is not."""
    if isinstance(screen, CaseScreen):
        circle, entity, tab = screen.circle, screen.entry, screen.tab_number
        return Place(lambda: CaseScreen(circle, entity, tab), circle)
    of_one = next((known for known in _OF_ONE_CASE if type(screen) is known), None)
    if of_one is not None:
        of = screen.circle  # type: ignore[attr-defined]
        return Place(lambda: of_one(of), of)
    of_all = next((known for known in _OF_ALL_CASES if type(screen) is known), None)
    return Place(of_all) if of_all is not None else None
