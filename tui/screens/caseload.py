"""All cases that this device can open: a list of any length, filtered as you type."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from shared.casework.model.codes import CaseStatus
from tui.actions import Where, bindings
from tui.language import _, ngettext
from tui.local.port import CaseRow, SessionPort
from tui.screens.base import MainScreen
from tui.widgets.case_words import DIFFERS, UNKEPT
from tui.widgets.fields import LineInput
from tui.widgets.safe import fit
from tui.widgets.source import Line, Source
from tui.widgets.when import day
from tui.widgets.windowed import WindowedList


class CaseSource(Source[CaseRow]):
    """The cases of a session that hold the letters of a filter."""

    def __init__(self, session: SessionPort, filter: str) -> None:
        self._session = session
        self._filter = filter

    def count(self) -> int:
        return self._session.case_count(self._filter)

    def rows(self, offset: int, limit: int) -> Sequence[CaseRow]:
        return self._session.case_rows(self._filter, offset, limit)


_CODE, _CALLSIGN, _STATUS, _LAST, _MARKS = 12, 10, 14, 12, 26


def columns(width: int) -> tuple[int, int, int, int, int, int]:
    """Cells for code, client, callsign, status, last contact and marks."""
    wide = width >= 100
    last = _LAST if wide else 0
    marks = _MARKS + 14 if wide else _MARKS
    client = max(8, width - _CODE - _CALLSIGN - _STATUS - last - marks)
    return _CODE, client, _CALLSIGN, _STATUS, last, marks


def status_words(code: str) -> str:
    """The word for a case's status; one of a newer version stays as it is."""
    known = CaseStatus.of(code)
    return _(known.label) if known is not None else code


def row_marks(row: CaseRow) -> Line:
    """Differences, sharing and unkept changes, each with its word or number."""
    line = Line()
    if row.conflicts:
        words = ngettext("{count} differs", "{count} differ", row.conflicts)
        line.append((f"{DIFFERS} {words.format(count=row.conflicts)} ", "alert"))
    if row.unkept:
        words = ngettext("{count} unkept", "{count} unkept", row.unkept)
        line.append((f"{UNKEPT} {words.format(count=row.unkept)} ", "dim"))
    if row.shared_with:
        line.append((_("shared: {count}").format(count=row.shared_with), "dim"))
    return line


class CaseList(WindowedList[CaseRow]):
    """One line for each case."""

    def __init__(self, source: Source[CaseRow], today: date, empty: str) -> None:
        super().__init__(source, empty=empty, id="cases")
        self._today = today

    def draw(self, row: CaseRow, width: int) -> Sequence[Line]:
        code, client, callsign, status, last, _marks = columns(width)
        line = Line(
            [
                (fit(row.code, code - 1) + " ", "strong"),
                (fit(row.client, client - 1) + " ", ""),
                (fit(row.callsign, callsign - 1) + " ", ""),
                (fit(status_words(row.status), status - 1) + " ", ""),
            ]
        )
        if last:
            said = day(row.last_contact, self._today) if row.last_contact else ""
            line.append((fit(said, last - 1) + " ", "dim"))
        line.extend(row_marks(row))
        return [line]

    def key(self, row: CaseRow) -> Hashable:
        return row.circle


class ListHead(Static):
    """The names of the columns."""

    def render(self) -> Content:
        code, client, callsign, status, last, marks = columns(self.size.width - 2)
        names = [
            (_("Code"), code), (_("Client"), client), (_("Callsign"), callsign),
            (_("Status"), status), (_("Last contact"), last), (_("Note well"), marks),
        ]  # fmt: skip
        return Content("  " + "".join(fit(name, size - 1) + " " for name, size in names if size))


class FilterInput(LineInput):
    """The letters that a case must hold; away while there are none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.FILTER)]

    def action_clear(self) -> None:
        self.value = ""
        self.action_done()

    def action_done(self) -> None:
        self.screen.query_one(CaseList).focus()
        self.display = bool(self.value)


class CaseloadScreen(MainScreen[None]):
    """Where work starts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CASELOAD)]
    AUTO_FOCUS = "#cases"

    def heading(self) -> str:
        return _("Caseload · {firm}").format(firm=self.session.firm_name)

    def body(self) -> ComposeResult:
        yield FilterInput(id="filter", placeholder=_("Letters of code, client or callsign"))
        yield ListHead(id="list-head", markup=False)
        yield CaseList(
            CaseSource(self.session, ""),
            self.luister.now().date(),
            _("There is no case yet. Press n to open the first one."),
        )

    def on_mount(self) -> None:
        self.query_one(FilterInput).display = False

    def session_changed(self) -> None:
        super().session_changed()
        self.query_one(CaseList).reload()

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        cases = self.query_one(CaseList)
        cases.empty = (
            _("No case has these letters. Press esc to see all cases.")
            if event.value
            else _("There is no case yet. Press n to open the first one.")
        )
        cases.set_source(CaseSource(self.session, event.value))
        self.refresh_bindings()

    def action_filter(self) -> None:
        field = self.query_one(FilterInput)
        field.display = True
        field.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to go back to but the list without a filter."""
        del parameters
        if action == "back" and self.query(FilterInput):
            return bool(self.query_one(FilterInput).value)
        return True

    def action_back(self) -> None:
        """This is where everything else goes back to; esc here clears the filter."""
        self.query_one(FilterInput).action_clear()

    def action_new(self) -> None:
        from tui.screens.case_form import NewCaseForm

        def show(made: bool | None) -> None:
            if made and form.circle:
                self.open_case(form.circle)

        form = NewCaseForm()
        self.app.push_screen(form, show)

    @on(WindowedList.Chosen, "#cases")
    def _chosen(self) -> None:
        row = self.query_one(CaseList).row
        if row is not None:
            self.open_case(row.circle)

    def open_case(self, circle: bytes, entity: bytes = b"") -> None:
        """Show a case, with the cursor on one of its entries if there is one to show."""
        from tui.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(circle, entity))
