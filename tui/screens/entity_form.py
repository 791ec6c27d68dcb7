"""The form that adds something to a case or changes it, for every kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import on
from textual.widgets import Select

from shared.casework import verbs
from shared.casework.intake.conflict import statuses_offered
from shared.casework.intake.open_in_intake import hints_on_writing
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, PartyRole
from shared.casework.model.kinds import FIELDS, Field, Form, Kind
from shared.casework.model.views import KIND_OF, View
from shared.casework.names import names_in, replaced
from shared.casework.rules import Broken, Hint, Said, hints_on_label, hints_on_text
from shared.casework.verbs import Outcome
from shared.replica.change import Edit
from tui.language import _
from tui.screens import typed
from tui.screens.case_form import (
    CaseworkForm,
    NamesByField,
    as_typed,
    names_typed_over,
    wrong_of,
)
from tui.screens.first_values import first_values
from tui.screens.form import FormScreen, Wrong
from tui.screens.form_shape import DOMAIN, SHAPES, asked, flags
from tui.widgets import fields, typed_days
from tui.widgets.fields import FieldSpec
from tui.widgets.safe import one_line
from tui.widgets.values import context, value_words

TICKS = "ticks"
"""The name of the list in which all flags of a kind are ticked together."""


_OFTEN = (Kind.CONSEQUENCE, Kind.OPTION, Kind.PARTY, Kind.INCIDENT, Kind.STEP)
"""Kinds of which one writes down several in a row."""


class EntityForm(CaseworkForm):
    """Adds something to a case, or changes it as it was shown when the form was opened."""

    def __init__(
        self,
        circle: bytes,
        kind: Kind,
        entity: bytes | None = None,
        *,
        holds: Mapping[str, Any] | None = None,
        typed_before: Mapping[str, Any] | None = None,
        names_before: NamesByField | None = None,
    ) -> None:
        """`entity` is what is changed, None to add. `holds` are values that something new
        has at first. `names_before` are the writes that stood in the fields of
        `typed_before` when these were typed."""
        super().__init__(typed_before)
        self.circle = circle
        self.kind = kind
        self.repeats = entity is None and kind in _OFTEN
        self._entity = entity
        self._holds = dict(holds or {})
        self._names_before = dict(names_before or {})
        self._file: CaseFile | None = None
        self._hinted: set[Hint] = set()
        self._named_texts: set[tuple[str, str]] = set()

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

    @property
    def today(self) -> str:
        """Today, as an ISO date."""
        return self.luister.now().date().isoformat()

    def heading(self) -> str:
        shape = SHAPES[self.kind]
        title = shape.new if self._entity is None else shape.edit
        return f"{self.file.case.code} · {_(title)}"

    # Fields

    def names(self) -> Sequence[str]:
        names = list(asked(self.kind))
        if self._entity is not None and self.kind is Kind.STEP:
            # A step that is there is looked at again to say what came of it.
            latter = ["done_on", "result", "agreement_text", "next"]
            names = [*latter, *(name for name in names if name not in latter)]
        return names

    def specs(self) -> Sequence[FieldSpec]:
        specs = [self.spec(FIELDS[self.kind][name]) for name in self.names()]
        if SHAPES[self.kind].ticks:
            told = [(n, _(FIELDS[self.kind][n].label)) for n in flags(self.kind)]
            specs.append(
                FieldSpec(
                    TICKS, SHAPES[self.kind].ticks, fields.Kind.CHOICES, typed.TICK_HINT,
                    lambda: told,
                )
            )  # fmt: skip
        return specs

    def choices(self, field: Field) -> Callable[[], list[tuple[Any, str]]] | None:
        if field.form in (Form.ID, Form.IDS):
            return lambda: self._things(field)
        if field.name == "status" and self.kind is Kind.CASE:
            return lambda: [(one, _(one.label)) for one in self._statuses()]
        if field.name == "subtypes":
            return self._subtypes
        return super().choices(field)

    def _things(self, field: Field) -> list[tuple[Any, str]]:
        found = self.ids(self.file, field)
        if field.name == "with_party":
            reporters = {p.id for p in self.file.parties if p.role is PartyRole.REPORTER}
            found = [one for one in found if one[0] not in reporters]
        # What stands there and is gone stays a choice: who does not touch it changes nothing.
        now = getattr(self.shown, field.name) if self.shown is not None else None
        standing = now if isinstance(now, tuple) else () if now is None else (now,)
        known = {id for id, _text in found}
        about = context(self.file, (), self.luister.now().date())
        return [
            *found,
            *((id, value_words(field, id, about)) for id in standing if id not in known),
        ]

    def _statuses(self) -> list[CaseStatus]:
        now = self.file.case.status
        possible = statuses_offered(self.file)
        return [one for one in CaseStatus if one is now or one in possible]

    def _subtypes(self) -> list[tuple[Any, str]]:
        concern_type = self._typed.get("concern_type")
        if concern_type is None and self.shown is not None:
            concern_type = getattr(self.shown, "concern_type", None)
        return typed.subtype_choices(concern_type)

    @on(Select.Changed, "#field-concern_type Select")
    def _type_chosen(self, event: Select.Changed) -> None:
        chosen = None if event.select.is_blank() else event.value
        self.query_one("#field-subtypes", fields.Field).offer(typed.subtype_choices(chosen))
        self.refit()

    def hides(self, field: fields.Field) -> bool:
        """Forms of behaviour are asked when the chosen kind of behaviour has any."""
        if field.spec.name != "subtypes":
            return False
        chosen = self.query_one("#field-concern_type", fields.Field).value
        return not typed.subtype_choices(chosen)

    def facts(self, filled: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**filled, DOMAIN: self.file.case.domain}

    # Values

    def first_values(self) -> Mapping[str, Any]:
        shown = self.shown
        table = FIELDS[self.kind]
        if shown is None:
            held = {
                name: typed_days.shown(table[name], value) for name, value in self._holds.items()
            }
            return {**first_values(self.kind, self.file, self.luister.now()), **held}
        values = {
            name: typed_days.shown(table[name], getattr(shown, name)) for name in self.names()
        }
        if SHAPES[self.kind].ticks:
            values[TICKS] = tuple(n for n in flags(self.kind) if getattr(shown, n))
        return values

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the form as values of the case; ticks become flags."""
        given = self.meant(values)
        ticked = given.pop(TICKS, None)
        if ticked is not None:
            shown = self.shown
            for name in flags(self.kind):
                before = getattr(shown, name) if shown is not None else None
                # What was told once and is not ticked any more was not told after all.
                given[name] = True if name in ticked else False if before else before
        return given

    # Saving

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        # Of what is changed only the touched fields count: the others are not written.
        given = self.given(values if self.shown is None else self.changes)
        if named := self._named(given):
            return named
        if hint := self._new_hint(given):
            return Wrong(_(hint.text) + " " + _("Save once more to keep it as it is."))
        new = self.luister.random(16)
        outcome = self.outcome(new, given)
        if isinstance(outcome, Broken):
            return wrong_of(outcome)
        lacking = self._hint_on_case(given)
        if outcome:
            self.keep(as_typed(outcome, self._names_before))
        if lacking is not None:
            # It is saved all the same.
            self.luister.tell(_(lacking.text))
        self.made = new if self.shown is None else b""
        return None

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        """The edits for what was given. A subclass does more: it is an act of the work."""
        if self.shown is None:
            return verbs.add(self.file, self.kind, new, given, self.today)
        return verbs.change(self.file, self.shown, given, self.today)

    def keep(self, edits: list[Edit]) -> None:
        """Save edits in the case. A subclass saves elsewhere."""
        self.session.save(self.circle, edits)

    # Names stand in the vault and nowhere else

    def _named(self, given: Mapping[str, Any]) -> Wrong | None:
        """That a name of the vault stands in a text, said once for each text."""
        names = self._vault_names
        for field, text in given.items():
            spans = names_in(text, names) if names and isinstance(text, str) else []
            if spans and (field, text) not in self._named_texts:
                self._named_texts.add((field, text))
                self.refresh_bindings()
                labels = self._labels
                span = next((one for one in spans if labels.get(one.name)), spans[0])
                said = (
                    _(
                        "A name stands here: “{name}”. Names have their own place. Press ctrl+r"
                        " to put the label there instead, or save once more to keep it."
                    )
                    if labels.get(span.name)
                    else _(
                        "A name stands here: “{name}”. Names have their own place, and this one"
                        " goes with no label. Write a label there yourself, or save once more to"
                        " keep it."
                    )
                )
                return Wrong(said.format(name=one_line(span.name)), field)
        return None

    @property
    def _vault_names(self) -> Mapping[str, bytes | None]:
        return {} if self.kind is Kind.IDENTITY else self.session.vault_names(self.circle)

    @property
    def _labels(self) -> Mapping[str, str]:
        """The label that goes with each name of the vault, "" where none does."""
        parties = {party.id: party.label for party in self.file.parties}
        return {name: parties.get(party or b"", "") for name, party in self._vault_names.items()}

    @property
    def names_found(self) -> bool:
        """Whether there is a name that a label can take the place of."""
        texts = [text for _field, text in self._named_texts]
        labels = self._labels if texts else {}
        return any(labels.get(s.name) for text in texts for s in names_in(text, labels))

    def action_replace_names(self) -> None:
        """Each name becomes the label of its party; one that has none stays."""
        names, labels = self._vault_names, self._labels
        if not self.names_found:
            return
        for field in self.query(fields.Field):
            if field.spec.kind in (fields.Kind.LINE, fields.Kind.TEXT):
                text = str(field.value)
                field.value = replaced(text, names_in(text, names), labels)
        self._named_texts.clear()
        self.query_one("#wrong").display = False
        self.refresh_bindings()

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

    def _hint_on_case(self, given: Mapping[str, Any]) -> Said | None:
        """What the case lacks before this is written; said once for each opened case."""
        from tui.screens.case import CaseScreen

        opened = (one for one in self.app.screen_stack if isinstance(one, CaseScreen))
        told = next((one.hints_told for one in opened if one.circle == self.circle), set[Said]())
        hints = hints_on_writing(self.file, self.kind, given, self.shown)
        fresh = next((hint for hint in hints if hint not in told), None)
        if fresh is not None:
            told.add(fresh)
        return fresh

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        circle, kind, entity, make = self.circle, self.kind, self._entity, type(self)
        names = names_typed_over(self.shown, self.changes, self._names_before)
        holds = self._holds

        def again(values: Mapping[str, Any]) -> FormScreen:
            return make(circle, kind, entity, holds=holds, typed_before=values, names_before=names)

        return again


def form_for(circle: bytes, view: View) -> EntityForm:
    """The form that changes a view."""
    kind = KIND_OF[type(view)]
    return entity_form(kind)(circle, kind, view.id)


def entity_form(kind: Kind) -> type[EntityForm]:
    """The form of a kind: one of its own, or the one that is made from the table."""
    from tui.screens.fitting_forms import FITTING

    return FITTING.get(kind, EntityForm)
