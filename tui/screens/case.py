"""One case: what must be known at a glance, what is open now, and tabs by stage of the work."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shared.casework.model.case_file import CaseFile
from shared.casework.model.views import Option, Route, View
from shared.casework.open_now import Open, open_now
from shared.casework.rules import Said
from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import WIDE, MainScreen, TitleBar
from tui.screens.case_acts import CaseActs
from tui.screens.definitions import OF_TAB, about_kinds
from tui.screens.read import entry_content
from tui.widgets.case_head import head, tab_line
from tui.widgets.case_tabs import TABS, Tab
from tui.widgets.case_words import ROW_HEIGHT, Context, context, rows
from tui.widgets.open_list import OpenList
from tui.widgets.source import Line, Listed
from tui.widgets.values import called, with_flags
from tui.widgets.windowed import WindowedList


class EntryList(WindowedList[View]):
    """What one tab shows."""

    MARKS_AWAY = False

    def __init__(self, about: Callable[[], Context], tab: Callable[[], Tab]) -> None:
        super().__init__(Listed(()), row_height=ROW_HEIGHT, id="entries")
        self._about = about
        self._tab = tab

    def draw(self, row: View, width: int) -> Sequence[Line]:
        return rows(row, width, self._about(), self._tab().depth(row))

    def key(self, row: View) -> Hashable:
        return row.id


class CaseScreen(CaseActs, MainScreen[None]):
    """A case, opened."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CASE)]
    AUTO_FOCUS = "#entries"

    def __init__(self, circle: bytes, entity: bytes = b"", tab: int = 0) -> None:
        """`entity` is where the cursor is put, empty for the first of the tab, which is
        counted from 0."""
        super().__init__()
        self.circle = circle
        self._entity = entity
        self._tab = tab
        self._cursors: dict[int, Hashable] = {}
        self._file: CaseFile | None = None
        self._about: Context | None = None
        self._lists: list[Sequence[View]] = []
        self._open: list[Open] = []
        self._conflicts = 0
        self.hints_told: set[Said] = set()
        """What a form of this case has said once: it does not nag."""

    # What is shown

    @property
    def file(self) -> CaseFile:
        """The case as it is shown."""
        if self._file is None:
            self._look()
        assert self._file is not None
        return self._file

    @property
    def about(self) -> Context:
        """Names of parties and colleagues."""
        if self._about is None:
            self._look()
        assert self._about is not None
        return self._about

    def _look(self) -> None:
        self._file = file = self.session.case(self.circle)
        today = self.luister.now().date()
        self._about = with_flags(context(file, self.session.members(), today), file)
        self._lists = [tab.views(file) for tab in TABS]
        self._open = open_now(file, today.isoformat())
        self._conflicts = file.conflicts

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return TABS[self._tab]

    @property
    def view(self) -> View | None:
        """What is under the cursor: an entry, or what a line of “open now” is about."""
        strip = self.query_one(OpenList)
        if not strip.has_focus:
            return self.query_one(EntryList).row
        one = self._at_open
        about = None if one is None or one.entity in (None, self.circle) else one.entity
        return self.file.find(about) if about is not None else None

    @property
    def tab_number(self) -> int:
        """Which tab is shown, from 0."""
        return self._tab

    @property
    def entry(self) -> bytes:
        """The id of the entry under the cursor of the tab; empty for none."""
        row = self.query_one(EntryList).row
        return row.id if row is not None else b""

    @property
    def _at_open(self) -> Open | None:
        """The line of “open now” under the cursor, while the keys go there."""
        strip = self.query_one(OpenList)
        return strip.row if strip.has_focus else None

    def heading(self) -> str:
        case = self.file.case
        return f"{case.code} · {case.client}" if case.client else case.code

    def body(self) -> ComposeResult:
        yield Static(self._head(), id="case-head")
        yield Static(self._tabs(), id="tabs")
        with Container(id="panes"):
            yield EntryList(lambda: self.about, lambda: self.tab)
            with Vertical(id="beside"):
                yield Static(_("Open now"), id="open-head", markup=False)
                yield OpenList(self.luister.now().date())
                with VerticalScroll(id="reading", can_focus=False):
                    yield Static("", id="entry", markup=False)

    def on_mount(self) -> None:
        self._show_tab(self._tab)
        self._go_to(self._entity)
        self._offer_open()

    def on_resize(self) -> None:
        self._offer_open()
        self.query_one("#tabs", Static).update(self._tabs())

    def session_changed(self) -> None:
        super().session_changed()
        self._look()
        if not self.file.case.fields and self.is_current:
            self.luister.tell(_("You can not read this case any more."), severity="error")
            self.dismiss()
            return
        self.query_one(TitleBar).say(self.heading())
        self.query_one("#case-head", Static).update(self._head())
        self.query_one("#tabs", Static).update(self._tabs())
        entries = self.query_one(EntryList)
        at = entries.row.id if entries.row is not None else b""
        entries.set_source(Listed(self._lists[self._tab]), self.tab.row_height)
        entries.go_to(at)
        self._offer_open()
        self._read()

    def _head(self) -> Content:
        readers = [m.name for m in self.session.holders(self.circle) if not m.is_me]
        return head(self.file, self.about, readers)

    def _tabs(self) -> Content:
        counts = [len(views) for views in self._lists]
        return tab_line(counts, self._tab, self.app.size.width)

    def _offer_open(self) -> None:
        """What is open now: beside the entries where there is room, else a strip below."""
        wide = self.app.size.width >= WIDE
        strip = self.query_one(OpenList)
        lines = 2 if wide else 1
        most = OpenList.MOST_BESIDE if wide else OpenList.MOST
        strip.styles.height = lines * max(1, min(most, len(self._open)))
        named = (*self.file.all(Route), *self.file.all(Option))
        routes = {one.id: called(one, self.about) for one in named}
        strip.offer(self._open, lines=lines, routes=routes)

    def _show_tab(self, number: int) -> None:
        entries = self.query_one(EntryList)
        if entries.row is not None:
            self._cursors[self._tab] = entries.row.id
        self._tab = number
        entries.empty = _(self.tab.empty)
        entries.set_source(Listed(self._lists[number]), self.tab.row_height)
        if number in self._cursors:
            entries.go_to(self._cursors[number])
        self.query_one("#tabs", Static).update(self._tabs())
        self._read()
        self.refresh_bindings()

    @on(WindowedList.Highlighted, "#entries")
    def _read(self) -> None:
        view = self.query_one(EntryList).row
        content = entry_content(view, self.about, self.file) if view is not None else Content("")
        self.query_one("#entry", Static).update(content)
        self.refresh_bindings()

    def definitions(self) -> Sequence[str]:
        return about_kinds(*OF_TAB[self._tab])

    def fits(self, action: str) -> bool:
        """Asked at every key, so it does not look through the case."""
        if not self.is_mounted or not self.query("#entries"):
            return True
        if action == "settle" and self._file is not None:
            return self._conflicts > 0
        if action == "done" and self._at_open is not None:
            return True
        return super().fits(action)

    # Moving

    def action_tab(self, number: int) -> None:
        self._show_tab(number)
        self.query_one(EntryList).focus()

    def action_turn(self, step: int) -> None:
        self.action_tab((self._tab + step) % len(TABS))

    def action_open_now(self) -> None:
        """Between the entries and what is open now."""
        strip, entries = self.query_one(OpenList), self.query_one(EntryList)
        (entries if strip.has_focus else strip).focus()

    @on(WindowedList.Chosen, "#open")
    def _open_chosen(self) -> None:
        one = self.query_one(OpenList).row
        if one is not None:
            self.take_up(one)

    def action_done(self) -> None:
        """In “open now” the same as enter: do it."""
        one = self._at_open
        if one is not None:
            self.take_up(one)
        else:
            super().action_done()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _say_where(self) -> None:
        """That the keys go to what is open now is said in its head."""
        there = self.query_one(OpenList).has_focus
        said = _("Open now") + (" · " + _("enter: do it, o: back") if there else "")
        self.query_one("#open-head", Static).update(said)
        self.refresh_bindings()

    @on(WindowedList.Chosen, "#entries")
    def _chosen(self) -> None:
        from tui.screens.read import ReadScreen

        view = self.query_one(EntryList).row
        if view is not None:
            screen: Screen[bool] = ReadScreen(
                view, self.about, may_edit=not view.deleted, file=self.file
            )
            self.app.push_screen(screen, self._edit_if)

    def _edit_if(self, edit: bool | None) -> None:
        if edit:
            self.action_edit()

    def _go_to(self, entity: bytes) -> None:
        """Put the cursor on an entry, on the tab that is shown if it is there, else on
        whichever tab it is."""
        order = sorted(range(len(TABS)), key=lambda number: number != self._tab)
        for number in order:
            if entity and any(view.id == entity for view in self._lists[number]):
                if number != self._tab:
                    self._show_tab(number)
                self.query_one(EntryList).go_to(entity)
                return
