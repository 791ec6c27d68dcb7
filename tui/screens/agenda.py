"""What is due in all cases, the most pressing first. Outside a case: code and kind only."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from shared.casework.agenda import KINDS, agenda
from shared.casework.calendar_export import calendar_of
from shared.casework.due import Due, DueKind, Pressing
from tui.actions import Where, bindings
from tui.language import _, ngettext
from tui.local.port import SessionPort
from tui.screens.base import MainScreen
from tui.screens.export_form import ExportForm
from tui.widgets.safe import fit
from tui.widgets.source import Line, Listed
from tui.widgets.when import day
from tui.widgets.windowed import WindowedList

_ALERTS = (Pressing.ACUTE, Pressing.OVERDUE)


def due_now(session: SessionPort, today: date) -> list[Due]:
    """What is due in all own cases, and which own notes are about to go."""
    return agenda(session.entities_of(KINDS), today.isoformat(), session.working_notes(None))


class DueList(WindowedList[Due]):
    """One line for each thing that is due."""

    def __init__(self, today: date) -> None:
        super().__init__(Listed(()), empty=_("Nothing is due."), id="due")
        self._today = today

    def draw(self, row: Due, width: int) -> Sequence[Line]:
        del width
        alert = row.pressing in _ALERTS
        pressing = fit(_(row.pressing.label), 15)
        return [
            Line(
                [
                    ("! " if alert else "  ", "alert"),
                    (pressing + " ", "alert" if alert else ""),
                    (fit(day(row.due, self._today), 15) + " ", ""),
                    (fit(row.code, 14) + " ", "strong"),
                    (row.what(_), "dim" if row.quiet else ""),
                ]
            )
        ]

    def key(self, row: Due) -> Hashable:
        return row.circle, row.entity, row.kind


class AgendaScreen(MainScreen[None]):
    """The agenda of all cases."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.AGENDA)]
    AUTO_FOCUS = "#due"

    def heading(self) -> str:
        return _("Agenda · {firm}").format(firm=self.session.firm_name)

    def body(self) -> ComposeResult:
        yield Static("", id="list-head", markup=False)
        yield DueList(self.luister.now().date())

    def on_mount(self) -> None:
        self._look()

    def session_changed(self) -> None:
        super().session_changed()
        self._look()

    def _look(self) -> None:
        listed = self.query_one(DueList)
        at = listed.key(listed.row) if listed.row is not None else None
        found = due_now(self.session, self.luister.now().date())
        listed.set_source(Listed(found))
        if at is not None:
            listed.go_to(at)
        late = sum(one.pressing in _ALERTS for one in found)
        said = ngettext("{count} thing is due", "{count} things are due", len(found)).format(
            count=len(found)
        )
        if late:
            said += " · " + ngettext(
                "{count} of them is acute or late", "{count} of them are acute or late", late
            ).format(count=late)
        self.query_one("#list-head", Static).update(f"  {said}" if found else "")

    @on(WindowedList.Chosen, "#due")
    def _chosen(self) -> None:
        row = self.query_one(DueList).row
        if row is None:
            return
        from tui.screens.case import CaseScreen
        from tui.screens.own_notes import OwnNotesScreen

        if row.kind is DueKind.NOTE_GOES:
            self.app.push_screen(OwnNotesScreen(row.circle))
        else:
            self.app.push_screen(CaseScreen(row.circle, row.entity or b""))

    def action_export(self) -> None:
        self.app.push_screen(CalendarForm())


class CalendarForm(ExportForm):
    """The agenda as a file for a calendar program, after saying what is in it."""

    def heading(self) -> str:
        return _("Agenda for a calendar program")

    def explanation(self) -> Sequence[str]:
        found = due_now(self.session, self.luister.now().date())
        example = f"{found[0].code}: {found[0].what(_)}" if found else ""
        texts = [
            ngettext(
                "{count} entry. Each holds a day, the code of the case and what is due;"
                " nothing about people, the organisation or the story.",
                "{count} entries. Each holds a day, the code of the case and what is due;"
                " nothing about people, the organisation or the story.",
                len(found),
            ).format(count=len(found))
        ]
        if example:
            texts.append(_("For instance: “{entry}”.").format(entry=example))
        texts.append(
            _(
                "The file is not locked. Whoever manages your calendar can read it, and it does"
                " not change when the agenda does: write it again then."
            )
        )
        return texts

    def file_name(self) -> str:
        return "luister.ics"

    def content(self, path: Path) -> Callable[[], bytes]:
        del path
        now = self.luister.now()
        found = due_now(self.session, now.date())
        return lambda: calendar_of(found, now, _)
