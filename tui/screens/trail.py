"""Who wrote what in a case, and when: the trail, from the records themselves."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from shared.casework.audit import Entry, trail
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import DELETED, FIELDS
from tui.language import _
from tui.screens.base import MainScreen
from tui.widgets.case_words import Context, context, title
from tui.widgets.source import Line, Listed
from tui.widgets.when import moment
from tui.widgets.windowed import WindowedList


class TrailList(WindowedList[Entry]):
    """Two lines for each thing that was written: who and when, and what."""

    OPENS = False

    def __init__(self, screen: TrailScreen) -> None:
        super().__init__(Listed(()), row_height=2, empty="", id="trail")
        self._screen = screen

    def draw(self, row: Entry, width: int) -> Sequence[Line]:
        del width
        who = self._screen.about.devices.get(row.device) or _("somebody who is not in the list")
        when = moment(row.time, self._screen.luister.now())
        kept = "" if row.place is not None else " · " + _("not yet kept")
        names = [_(FIELDS[row.kind][name].label) for name in row.fields if name != DELETED]
        what = _(row.kind.label)
        about = self._screen.name_of(row)
        return [
            Line([(f"{when}  ", "dim"), (who, "strong"), (f" · {_(row.act.label)}{kept}", "")]),
            Line([(f"   {what}{about}: {', '.join(names)}", "")]),
        ]

    def key(self, row: Entry) -> Hashable:
        return row


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
        self.query_one(TrailList).set_source(Listed(trail(self.file)))
