"""What forms about a case share: fields from the table, rules in words; and the form that
opens a case."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from shared.casework import verbs
from shared.casework.case_code import draw_code
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import FIELDS, Field, Form, Kind
from shared.casework.model.views import VIEWS, View
from shared.casework.rules import Broken, Rule
from shared.replica.change import Edit, Name
from tui.language import _, fill
from tui.screens import typed
from tui.screens.definitions import about_kinds
from tui.screens.form import FormScreen, Wrong
from tui.screens.form_shape import SHAPES, asked, lines_of
from tui.widgets import typed_days
from tui.widgets.fields import FieldSpec
from tui.widgets.safe import one_line
from tui.widgets.values import called, context

if TYPE_CHECKING:
    from tui.local.port import SessionPort


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

    def definitions(self) -> Sequence[str]:
        return about_kinds(self.kind)

    def names(self) -> Sequence[str]:
        """The fields that are asked, in their order."""
        return asked(self.kind)

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
        shape = SHAPES[self.kind]
        return FieldSpec(
            field.name,
            field.label,
            typed.KINDS[field.form],
            typed.hint(field),
            self.choices(field),
            field.required,
            lines_of(self.kind, field.name),
            field.name not in shape.first and not field.required,
            shape.when.get(field.name),
        )

    def ids(self, file: CaseFile, field: Field) -> list[tuple[Any, str]]:
        """What an id may stand for: things of the case, or members of the firm."""
        members = self.session.members()
        if field.refers is None:
            return [(member.member, member.name) for member in members]
        about = context(file, members, self.luister.now().date())
        found = file.all(VIEWS[field.refers]) if field.refers is not Kind.CASE else ()
        return [(view.id, one_line(called(view, about))) for view in found]

    def meant(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, as values of a case."""
        now = self.luister.now()
        table = FIELDS[self.kind]
        return {
            name: typed_days.meant(table[name], value, now) if name in table else value
            for name, value in values.items()
        }


def wrong_of(broken: Broken) -> Wrong:
    """A broken rule in words; one about a value names its field."""
    about_value = isinstance(broken.rule, Rule)
    return Wrong(fill(broken.rule.text, broken.blanks), broken.field, named=about_value)


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
        return _(SHAPES[Kind.CASE].new)

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
        if taken := self.taken(code):
            return taken
        circle = self.luister.random(16)
        given["stat_row"] = self.luister.random(16)
        outcome = verbs.open_case(circle, code, self.luister.now().date().isoformat(), given)
        if isinstance(outcome, Broken):
            return wrong_of(outcome)
        self.session.new_case(outcome, circle)
        self.circle = circle
        return None

    @staticmethod
    def codes_taken(session: SessionPort) -> Container[str]:
        """The codes of the cases of a session."""
        return _Taken(session)

    def taken(self, code: str) -> Wrong | None:
        """That a code is that of another case here, in words; None when it is free."""
        if code.strip() not in _Taken(self.session):
            return None
        return Wrong(
            _("This device holds a case {code} already. Nothing was saved.").format(
                code=code.strip()
            ),
            "code",
        )

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        return NewCaseForm
