"""What is open in a case now, beside its entries: each opens the form that deals with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date

from shared.casework.open_now import Open
from tui.language import _
from tui.widgets.safe import wrapped
from tui.widgets.source import Line, Listed
from tui.widgets.when import day
from tui.widgets.windowed import WindowedList


def open_words(one: Open, today: date, routes: Mapping[bytes, str]) -> str:
    """What is to do, with its day, and on which of several routes or for which option."""
    said = _(one.text.text)
    where = routes.get(one.route or one.entity or b"", "")
    said = f"{said} · {where}" if where else said
    return f"{day(one.due, today)}: {said}" if one.due else said


class OpenList(WindowedList[Open]):
    """Things to do, the first due first. Two lines each where there is room."""

    MARKS_AWAY = False
    MOST = 3
    MOST_BESIDE = 6
    """Rows shown at once in a strip below the entries, and beside them."""

    def __init__(self, today: date) -> None:
        super().__init__(Listed(()), row_height=1, empty=_("Nothing is open now."), id="open")
        self._today = today
        self._routes: Mapping[bytes, str] = {}

    def offer(self, found: Sequence[Open], *, lines: int, routes: Mapping[bytes, str]) -> None:
        """Show these, each on so many lines. `routes` are the names of the case's routes:
        they are said where there are several."""
        several = len({one.route for one in found} - {None}) > 1
        on_route = {one.route for one in found}
        self._routes = {id: name for id, name in routes.items() if several or id not in on_route}
        at = self.key(self.row) if self.row is not None else None
        self.set_source(Listed(found), lines)
        if at is not None:
            self.go_to(at)

    def draw(self, row: Open, width: int) -> Sequence[Line]:
        late = "" < row.due < self._today.isoformat()
        sign = ("! ", "alert") if late else ("· ", "dim")
        text = wrapped(open_words(row, self._today, self._routes), width - 3, self._row_height)
        first = Line([sign, (text[0] if text else "", "")])
        return [first, *(Line([("  ", ""), (part, "")]) for part in text[1:])]

    def key(self, row: Open) -> Hashable:
        return (row.text, row.entity, row.route, row.due)
