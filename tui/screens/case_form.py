"""Forms for what stands in a case, made from the table of its fields."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from textual import on
from textual.widgets import Select

from shared.casework import verbs
from shared.casework.case_code import draw_code
from shared.casework.case_file import CaseFile
from shared.casework.codes import CaseStatus, ContactKind, PartyRole
from shared.casework.kinds import FIELDS, Field, Form, Kind
from shared.casework.rules import Broken, Hint, hints_on_label, hints_on_text
from shared.casework.status import next_statuses
from shared.casework.views import KIND_OF, Concern, View
from shared.replica.change import Edit, Name
from shared.wording import N_
from tui.language import _
from tui.screens import typed
from tui.screens.form import FormScreen, Wrong
from tui.widgets import fields
from tui.widgets.fields import FieldSpec

if TYPE_CHECKING:
    from tui.local.port import SessionPort

NEW_TITLES = {
    Kind.CASE: N_("New case"),
    Kind.PARTY: N_("New person involved"),
    Kind.CONCERN: N_("New concern"),
    Kind.CONTACT: N_("New contact"),
    Kind.NOTE: N_("New note"),
    Kind.CONSENT: N_("New consent"),
}
EDIT_TITLES = {
    Kind.CASE: N_("Edit the case"),
    Kind.PARTY: N_("Edit the person involved"),
    Kind.CONCERN: N_("Edit the concern"),
    Kind.CONTACT: N_("Edit the contact"),
    Kind.NOTE: N_("Edit the note"),
    Kind.CONSENT: N_("Edit the question for consent"),
}
_LINES = {"agreements": 3, "what": 3, "wording_read": 3, "description_by_reporter": 5}


class CaseworkForm(FormScreen):
    """What all forms about a case share: fields from the table, broken rules in words."""

    kind: Kind
    made = b""
    """The id of what was added, once it is saved."""

    @property
    def session(self) -> SessionPort:
        """The open home."""
        session = self.luister.session
        if session is None:
            raise RuntimeError("a form of a case without a session")
        return session

    def names(self) -> Sequence[str]:
        """The fields that are asked, in their order."""
        return [name for name, field in FIELDS[self.kind].items() if not field.by_act]

    def choices(self, field: Field) -> Callable[[], list[tuple[Any, str]]] | None:
        """Where the choices of a field come from."""
        if field.form is Form.FLAG:
            return typed.yes_or_no
        if field.form in (Form.CODE, Form.CODES):
            return lambda: typed.code_choices(field)
        return None

    def specs(self) -> Sequence[FieldSpec]:
        return [self.spec(FIELDS[self.kind][name]) for name in self.names()]

    def spec(self, field: Field) -> FieldSpec:
        """One field of the table as a field of the form."""
        return FieldSpec(
            field.name,
            field.label,
            typed.KINDS[field.form],
            typed.hint(field),
            self.choices(field),
            field.required,
            _LINES.get(field.name, 7),
        )

    def meant(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, as values of a case."""
        now = self.luister.now()
        table = FIELDS[self.kind]
        return {
            name: typed.meant(table[name], value, now) if name in table else value
            for name, value in values.items()
        }


def wrong_of(broken: Broken) -> Wrong:
    """A broken rule in words."""
    return Wrong(_(broken.rule.text), broken.field)


NamesByField = Mapping[str, tuple[Name, ...]]
"""The writes that stood in a field when somebody began to type in it."""


def names_typed_over(
    shown: View | None, changed: Iterable[str], before: NamesByField
) -> dict[str, tuple[Name, ...]]:
    """The writes that typed text is meant to take the place of: those the form showed.

    `before` are those of text that was typed before a lock; they stay what they were.
    """
    names = dict(before)
    if shown is not None:
        for name in changed:
            names.setdefault(name, tuple(live.name for live in shown.fields.get(name, ())))
    return names


def as_typed(edits: list[Edit], before: NamesByField) -> list[Edit]:
    """Edits that take the place of what stood there when their text was typed, not of
    what arrived while the program was locked."""
    return [
        edit
        if edit.field not in before
        else msgspec.structs.replace(edit, supersedes=before[edit.field])
        for edit in edits
    ]


class _Taken(Container[str]):
    """The codes of this device's cases, without asking for all of them."""

    def __init__(self, session: SessionPort) -> None:
        self._session = session

    def __contains__(self, code: object) -> bool:
        wanted = str(code).casefold()
        found = self._session.case_rows(wanted, 0, self._session.case_count(wanted))
        return any(row.code.casefold() == wanted for row in found)


class NewCaseForm(CaseworkForm):
    """Opens a case."""

    kind = Kind.CASE

    def __init__(self, typed_before: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed_before)
        self.circle = b""
        """The circle of the case, once it is opened."""
        self._code = ""

    def heading(self) -> str:
        return _(NEW_TITLES[Kind.CASE])

    def names(self) -> Sequence[str]:
        return ["code", "client", "callsign", "safe_channel", "safe_times", "safe_never", "domain"]

    def first_values(self) -> Mapping[str, Any]:
        if not self._code:
            self._code = draw_code(self.luister.random, _Taken(self.session))
        return {"code": self._code}

    def begins_at(self) -> str:
        """Behind the code, which is drawn already: typing at once would add to it."""
        return "client"

    def explanation(self) -> Sequence[str]:
        return (
            _("Write down as little as you need. The real name of the reporter has no place here."),
        )

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        given = self.meant(values)
        code = str(given.pop("code"))
        if code.strip() in _Taken(self.session):
            return Wrong(
                _("This device holds a case {code} already. Nothing was saved.").format(
                    code=code.strip()
                ),
                "code",
            )
        circle = self.luister.random(16)
        outcome = verbs.open_case(circle, code, self.luister.now().date().isoformat(), given)
        if isinstance(outcome, Broken):
            return wrong_of(outcome)
        self.session.new_case(outcome, circle)
        self.circle = circle
        return None

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        return NewCaseForm


class EntityForm(CaseworkForm):
    """Adds something to a case, or changes it as it was shown when the form was opened."""

    def __init__(
        self,
        circle: bytes,
        kind: Kind,
        entity: bytes | None = None,
        *,
        typed_before: Mapping[str, Any] | None = None,
        names_before: NamesByField | None = None,
    ) -> None:
        """`entity` is what is changed, None to add. `names_before` are the writes that
        stood in the fields of `typed_before` when these were typed."""
        super().__init__(typed_before)
        self.circle = circle
        self.kind = kind
        self._entity = entity
        self._names_before = dict(names_before or {})
        self._file: CaseFile | None = None
        self._hinted: set[Hint] = set()

    @property
    def file(self) -> CaseFile:
        """The case as it was when the form was opened."""
        if self._file is None:
            self._file = self.session.case(self.circle)
        return self._file

    @property
    def shown(self) -> View | None:
        """What is changed, as it was when the form was opened."""
        return self.file.find(self._entity) if self._entity is not None else None

    def heading(self) -> str:
        title = EDIT_TITLES[self.kind] if self._entity is not None else NEW_TITLES[self.kind]
        return f"{self.file.case.code} · {_(title)}"

    def names(self) -> Sequence[str]:
        return [name for name in super().names() if name != "opened_on"]

    def choices(self, field: Field) -> Callable[[], list[tuple[Any, str]]] | None:
        if field.name == "with_party":
            return lambda: [
                (party.id, party.label)
                for party in self.file.parties
                if party.role is not PartyRole.REPORTER
            ]
        if field.name == "status" and self.kind is Kind.CASE:
            return lambda: [(one, _(one.label)) for one in self._statuses()]
        if field.name == "subtypes":
            return self._subtypes
        return super().choices(field)

    def _statuses(self) -> list[CaseStatus]:
        now = self.file.case.status
        possible = next_statuses(now)
        return [one for one in CaseStatus if one is now or one in possible]

    def _subtypes(self) -> list[tuple[Any, str]]:
        concern_type = self._typed.get("concern_type")
        if concern_type is None and isinstance(self.shown, Concern):
            concern_type = self.shown.concern_type
        return typed.subtype_choices(concern_type)

    def on_mount(self) -> None:
        super().on_mount()
        for field in self.query(fields.Field):
            if field.spec.name == "subtypes":
                field.display = bool(self._subtypes())

    @on(Select.Changed, "#field-concern_type Select")
    def _type_chosen(self, event: Select.Changed) -> None:
        chosen = None if event.select.is_blank() else event.value
        self.query_one("#field-subtypes", fields.Field).offer(typed.subtype_choices(chosen))

    def first_values(self) -> Mapping[str, Any]:
        shown = self.shown
        table = FIELDS[self.kind]
        if shown is not None:
            return {name: typed.shown(table[name], getattr(shown, name)) for name in self.names()}
        now = self.luister.now()
        if self.kind is Kind.CONTACT:
            first = not self.file.contacts
            return {
                "kind": ContactKind.FIRST_TALK if first else ContactKind.FOLLOW_UP,
                "channel": self.file.case.safe_channel,
                "start": typed.shown(table["start"], f"{now:%Y-%m-%dT%H:%M}"),
            }
        if self.kind is Kind.NOTE:
            return {"noted_on": typed.shown(table["noted_on"], now.date().isoformat())}
        return {}

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        shown = self.shown
        # Of what is changed only the touched fields count: the others are not written.
        given = self.meant(values if shown is None else self.changes)
        if hint := self._new_hint(given):
            return Wrong(_(hint.text) + " " + _("Save once more to keep it as it is."))
        new, today = self.luister.random(16), self.luister.now().date().isoformat()
        if shown is None:
            outcome = verbs.add(self.file, self.kind, new, given, today)
        else:
            outcome = verbs.change(self.file, shown, given, today)
        if isinstance(outcome, Broken):
            return wrong_of(outcome)
        if outcome:
            self.session.save(self.circle, as_typed(outcome, self._names_before))
        self.made = new if shown is None else b""
        return None

    def _new_hint(self, given: Mapping[str, Any]) -> Hint | None:
        """Something to look at twice that was not said yet on this form."""
        hints: list[Hint] = []
        for name, value in given.items():
            if not isinstance(value, str):
                continue
            if name == "label":
                hints.extend(hints_on_label(value))
            elif FIELDS[self.kind][name].form is Form.TEXT:
                hints.extend(hints_on_text(value))
        fresh = next((hint for hint in hints if hint not in self._hinted), None)
        if fresh is not None:
            self._hinted.add(fresh)
        return fresh

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        circle, kind, entity = self.circle, self.kind, self._entity
        names = names_typed_over(self.shown, self.changes, self._names_before)

        def make(values: Mapping[str, Any]) -> FormScreen:
            return EntityForm(circle, kind, entity, typed_before=values, names_before=names)

        return make


def form_for(circle: bytes, view: View) -> EntityForm:
    """The form that changes a view."""
    return EntityForm(circle, KIND_OF[type(view)], view.id)
