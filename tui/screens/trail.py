"""Who wrote what in a case, and when: the trail, from the records themselves."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from shared.casework.audit import Entry, trail
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import DELETED, FIELDS
from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import Dialog, MainScreen, paragraphs
from tui.widgets.case_words import Context, context, title
from tui.widgets.safe import one_line, visible, wrapped
from tui.widgets.source import Line, Listed
from tui.widgets.when import moment
from tui.widgets.windowed import WindowedList

_MOST_LINES = 4
"""Lines of an entry at most; enter shows all of it."""


class TrailList(WindowedList[Entry]):
    """Who and when for each thing that was written, and below it what: as many lines as the
    longest needs, `_MOST_LINES` at most."""

    def __init__(self, screen: TrailScreen) -> None:
        super().__init__(Listed(()), row_height=2, empty="", id="trail")
        self._screen = screen

    def draw(self, row: Entry, width: int) -> Sequence[Line]:
        first, what = self.head(row), self.what(row)
        below = wrapped(what, width - 3, _MOST_LINES - 1)
        return [first, *(Line([(f"   {part}", "")]) for part in below)]

    def head(self, row: Entry) -> Line:
        """When, who, and whether it was written, changed or deleted."""
        who = self._screen.about.devices.get(row.device) or _("somebody who is not in the list")
        when = moment(row.time, self._screen.luister.now())
        kept = "" if row.place is not None else " · " + _("not yet kept")
        return Line([(f"{when}  ", "dim"), (who, "strong"), (f" · {_(row.act.label)}{kept}", "")])

    def what(self, row: Entry) -> str:
        """What was written: its kind, what it is called, and the fields."""
        names = [_(FIELDS[row.kind][name].label) for name in row.fields if name != DELETED]
        return f"{_(row.kind.label)}{self._screen.name_of(row)}: {', '.join(names)}"

    def offer(self, entries: Sequence[Entry]) -> None:
        """Show these, each in as many lines as the longest of them needs."""
        room = (self.scrollable_content_region.width or self.app.size.width) - 5
        lines = max((len(wrapped(self.what(one), room, _MOST_LINES)) for one in entries), default=1)
        self.set_source(Listed(entries), min(_MOST_LINES, 1 + lines))

    def key(self, row: Entry) -> Hashable:
        return row


class WholeEntry(Dialog[None]):
    """One thing that was written, whole."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DOOR)]
    AUTO_FOCUS = "#keys"

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._texts = texts

    def box(self) -> ComposeResult:
        with VerticalScroll(id="keys"):
            yield paragraphs(*self._texts)

    def action_back(self) -> None:
        self.dismiss()


class TrailScreen(MainScreen[None]):
    """The trail of one case, the newest first."""

    AUTO_FOCUS = "#trail"

    def __init__(self, circle: bytes) -> None:
        super().__init__()
        self.circle = circle
        self._file: CaseFile | None = None

    @property
    def file(self) -> CaseFile:
        """The case as it was last looked at."""
        if self._file is None:
            self._file = self.session.case(self.circle)
        return self._file

    @property
    def about(self) -> Context:
        """Names of parties and colleagues."""
        return context(self.file, self.session.members(), self.luister.now().date())

    def name_of(self, entry: Entry) -> str:
        """What an entry is about, in brackets."""
        view = self._views.get(entry.entity)
        return f" ({title(view, self._names)})" if view is not None else ""

    def heading(self) -> str:
        return self.file.case.code + " · " + _("Who wrote what")

    def body(self) -> ComposeResult:
        yield Static(
            _("What stands in the case now, by who wrote it. Times are of the writer's clock."),
            id="aside-text", markup=False,
        )  # fmt: skip
        yield TrailList(self)

    def on_mount(self) -> None:
        self._look()

    def session_changed(self) -> None:
        super().session_changed()
        self._look()

    def _look(self) -> None:
        self._file = None
        self._names = self.about
        self._views = {view.id: view for view in (*self.file.views(), *self.file.deleted)}
        self.query_one(TrailList).offer(trail(self.file))

    def on_resize(self) -> None:
        self._look()

    @on(WindowedList.Chosen, "#trail")
    def _chosen(self) -> None:
        listed = self.query_one(TrailList)
        if listed.row is not None:
            head = "".join(text for text, _part in listed.head(listed.row))
            self.app.push_screen(WholeEntry(one_line(head), visible(listed.what(listed.row))))
