"""An adviser's own working notes about a case: seen by nobody else, gone after thirty days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import View, WorkingNote
from shared.casework.model.wiping import wipe
from shared.casework.verbs import Outcome
from shared.casework.working_notes import last_day
from tui.language import _
from tui.screens.aside import AsideScreen
from tui.screens.entity_form import EntityForm
from tui.widgets import typed_days


class OwnNoteForm(EntityForm):
    """Writes a working note, or changes it. It lies with the member, not in the case."""

    @property
    def shown(self) -> View | None:
        notes = self.session.working_notes(self.circle)
        return next((note for note in notes if note.id == self._entity), None)

    def explanation(self) -> Sequence[str]:
        return (_("Only you can read this. It never goes along when the case is shared."),)

    def names(self) -> Sequence[str]:
        return ["text", "delete_by"]

    def first_values(self) -> Mapping[str, Any]:
        if self.shown is not None:
            return super().first_values()
        gone = last_day(self.today)
        return {"delete_by": typed_days.shown(FIELDS[self.kind]["delete_by"], gone)}

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        more = {"case": self.circle, "noted_on": self.today} if self.shown is None else {}
        return super().outcome(new, {**given, **more})

    def keep(self, edits: list[Any]) -> None:
        self.session.save(self.session.self_circle, edits)


class OwnNotesScreen(AsideScreen):
    """The working notes about one case."""

    def heading(self) -> str:
        return self.session.case(self.circle).case.code + " · " + _("Working notes")

    def told(self) -> str:
        return _("Notes for yourself alone. They are destroyed after thirty days at most.")

    def empty(self) -> str:
        return _("There are no working notes. Press n for the first.")

    def found(self) -> Sequence[View]:
        return self.session.working_notes(self.circle)[::-1]

    def action_new(self) -> None:
        self.opened(OwnNoteForm(self.circle, Kind.WORKING_NOTE))

    def action_edit(self) -> None:
        if self.view is not None:
            self.opened(OwnNoteForm(self.circle, Kind.WORKING_NOTE, self.view.id))

    def destroy(self, view: View) -> None:
        assert isinstance(view, WorkingNote)
        self.session.save(self.session.self_circle, wipe(view))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Own notes are never shared, and go one by one."""
        if action in ("share", "destroy_all"):
            return False
        return super().check_action(action, parameters)
