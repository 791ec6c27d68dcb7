"""Searching in all cases, as you type."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from shared.casework.model.kinds import Kind
from tui.actions import Where, bindings
from tui.language import _
from tui.local.port import Hit
from tui.screens.base import MainScreen
from tui.widgets.fields import LineInput
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList

MOST = 200
"""Places shown; whoever finds more types on."""


class HitList(WindowedList[Hit]):
    """Places where the words stand."""

    def __init__(self) -> None:
        super().__init__(Listed(()), row_height=2, empty="", id="hits")

    def draw(self, row: Hit, width: int) -> Sequence[Line]:
        del width
        kind = next((_(one.label) for one in Kind if one == row.kind), row.kind)
        return [
            Line([(row.code, "strong"), (f"  {kind}", "dim")]),
            Line([(f"   {row.excerpt}", "")]),
        ]

    def key(self, row: Hit) -> Hashable:
        return row.circle, row.entity


class SearchInput(LineInput):
    """The words; the list below moves with the arrows while you type."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SEARCH)]

    @property
    def _search(self) -> SearchScreen:
        screen = self.screen
        assert isinstance(screen, SearchScreen)
        return screen

    @property
    def _hits(self) -> HitList:
        return self.screen.query_one(HitList)

    def action_back(self) -> None:
        self._search.action_back()

    def action_down(self) -> None:
        self._hits.action_down()

    def action_up(self) -> None:
        self._hits.action_up()

    def action_page_down(self) -> None:
        self._hits.action_page_down()

    def action_page_up(self) -> None:
        self._hits.action_page_up()

    def action_open(self) -> None:
        self._hits.action_choose()


class SearchScreen(MainScreen[None]):
    """Words, and where they stand."""

    AUTO_FOCUS = "#words-sought"

    def heading(self) -> str:
        return _("Search in all cases")

    def body(self) -> ComposeResult:
        yield SearchInput(id="words-sought", placeholder=_("Words, or the start of a word"))
        yield HitList()

    def session_changed(self) -> None:
        super().session_changed()
        self._find(keep=True)

    @on(Input.Changed, "#words-sought")
    def _changed(self) -> None:
        self._find(keep=False)

    def _find(self, *, keep: bool) -> None:
        hits = self.query_one(HitList)
        text = self.query_one(SearchInput).value.strip()
        at = hits.key(hits.row) if keep and hits.row is not None else None
        hits.empty = _("Nothing found. Try fewer letters.") if text else ""
        hits.set_source(Listed(self.session.search(text, MOST) if text else []))
        if at is not None:
            hits.go_to(at)

    @on(WindowedList.Chosen, "#hits")
    def _chosen(self) -> None:
        from tui.screens.case import CaseScreen

        row = self.query_one(HitList).row
        if row is not None:
            self.app.push_screen(CaseScreen(row.circle, row.entity))
