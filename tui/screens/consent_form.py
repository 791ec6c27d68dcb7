"""Consents: the question and the answer of the reporter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import on
from textual.widgets import Select

from shared.casework.consent import consenting
from shared.casework.consent.covering import FOR_COLLEAGUE, FOR_ROLE
from shared.casework.consent.wording import WORDING
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentForm, ConsentScope, ConsentStatus, Counterpart
from shared.casework.model.kinds import FIELDS, Field, Kind
from shared.casework.model.views import Consent
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome, change
from shared.wording import N_
from tui.language import _
from tui.screens import typed
from tui.screens.case_form import (
    CaseworkForm,
    NamesByField,
    as_typed,
    names_typed_over,
    wrong_of,
)
from tui.screens.form import FormScreen, Wrong
from tui.screens.form_shape import SHAPES
from tui.widgets import fields, typed_days
from tui.widgets.fields import FieldSpec

_QUESTION = (
    "scope", "recipient", "recipient_role", "purpose", "what", "wording_read", "valid_until",
)  # fmt: skip
_ANSWERS = (
    (ConsentStatus.GIVEN, N_("The reporter says yes")),
    (ConsentStatus.REFUSED, N_("The reporter says no")),
    (ConsentStatus.ASKED, N_("Asked; there is no answer yet")),
)


def how_given() -> Wrong:
    """That it is not said how a consent was given. A third person hears something on it:
    what may be done then hangs on whether it is in writing."""
    field = FIELDS[Kind.CONSENT]["form"]
    return Wrong(_("Fill in: {field}.").format(field=_(field.label)), field.name)


class ConsentQuestion(CaseworkForm):
    """What forms about consents share."""

    kind = Kind.CONSENT

    def __init__(self, circle: bytes, typed_before: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed_before)
        self.circle = circle
        self._file: CaseFile | None = None

    @property
    def file(self) -> CaseFile:
        """The case as it was when the form was opened."""
        if self._file is None:
            self._file = self.session.case(self.circle)
        return self._file

    def choices(self, field: Field) -> Callable[[], list[tuple[Any, str]]] | None:
        if field.name == "recipient":
            return lambda: [
                (member.member, member.name)
                for member in self.session.members()
                if not member.is_me
            ]
        return super().choices(field)

    def answer_specs(self, *, open_too: bool) -> list[FieldSpec]:
        """The fields for the answer; `open_too`: also that there is none yet."""
        table = FIELDS[Kind.CONSENT]
        answers = [(one, _(text)) for one, text in _ANSWERS if open_too or one != "asked"]
        return [
            FieldSpec("answer", N_("Answer"), fields.Kind.CHOICE, "", lambda: answers, True),
            FieldSpec(
                "on", N_("Answered on"), fields.Kind.LINE, typed.HINTS[table["given_on"].form]
            ),
            # Never folded away: on whether it is on paper hangs what may be done on it.
            self.spec(table["form"])._replace(folded=False),
        ]

    def put_down(self, outcome: Outcome) -> Wrong | None:
        """Save the edits, or say which rule they would break."""
        if isinstance(outcome, Broken):
            return wrong_of(outcome)
        if outcome:
            self.session.save(self.circle, outcome)
        return None

    def today_typed(self) -> Any:
        """Today, as one types it."""
        today = self.luister.now().date().isoformat()
        return typed_days.shown(FIELDS[Kind.CONSENT]["given_on"], today)

    def answered_on(self, values: Mapping[str, Any]) -> str:
        """The day of the answer."""
        field = FIELDS[Kind.CONSENT]["given_on"]
        return str(typed_days.meant(field, values["on"] or "today", self.luister.now()))


class NewConsentForm(ConsentQuestion):
    """The question, and the answer when there is one."""

    def __init__(
        self,
        circle: bytes,
        recipient: bytes | None = None,
        typed_before: Mapping[str, Any] | None = None,
        *,
        scope: ConsentScope | None = None,
        role: Counterpart | None = None,
    ) -> None:
        """`recipient`: the colleague to share with, when that is what it is for. `scope`
        and `role`: what it is for, and who gets to know something, where that is known."""
        super().__init__(circle, typed_before)
        self._recipient = recipient
        self._scope = scope
        self._role = role

    def heading(self) -> str:
        return f"{self.file.case.code} · {_(SHAPES[Kind.CONSENT].new)}"

    def specs(self) -> Sequence[FieldSpec]:
        table = FIELDS[Kind.CONSENT]
        return [
            *(self.spec(table[name]) for name in ("scope", "recipient", "recipient_role")),
            *self.answer_specs(open_too=True),
            *(self.spec(table[name]) for name in ("valid_until", "purpose", "what")),
            # Read out to the reporter: it is shown whole.
            self.spec(table["wording_read"])._replace(whole=True),
        ]

    def first_values(self) -> Mapping[str, Any]:
        has_record = any(one.scope is ConsentScope.RECORD_KEEPING for one in self.file.consents)
        share = self._recipient is not None or has_record
        usual = ConsentScope.SHARE_WITH_COLLEAGUE if share else ConsentScope.RECORD_KEEPING
        scope = self._scope or usual
        return {
            "scope": scope,
            "recipient": self._recipient,
            "recipient_role": self._role,
            "on": self.today_typed(),
            "wording_read": _(WORDING[scope]),
        }

    @on(Select.Changed, "#field-scope Select")
    def _scope_chosen(self, event: Select.Changed) -> None:
        """The words to read out follow the scope, unless they were changed."""
        wording = self.query_one("#field-wording_read", fields.Field)
        scope = None if event.select.is_blank() else ConsentScope.of(event.value)
        if scope in WORDING and wording.value in ("", *(_(text) for text in WORDING.values())):
            wording.value = _(WORDING[scope])
        self.refit()

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        given = self.meant({name: values[name] for name in _QUESTION})
        if given["scope"] not in FOR_COLLEAGUE:
            given["recipient"] = None
        if given["scope"] not in FOR_ROLE:
            given["recipient_role"] = None
        new = self.made = self.luister.random(16)
        if values["answer"] is ConsentStatus.ASKED:
            return self.put_down(consenting.ask(new, given))
        form = ConsentForm.of(values["form"])
        yes = values["answer"] is ConsentStatus.GIVEN
        if yes and form is None and given["scope"] in FOR_COLLEAGUE | FOR_ROLE:
            return how_given()
        return self.put_down(consenting.record(new, given, yes, self.answered_on(values), form))

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        circle, recipient, scope, role = self.circle, self._recipient, self._scope, self._role
        return lambda values: NewConsentForm(circle, recipient, values, scope=scope, role=role)


class QuestionForm(ConsentQuestion):
    """Changes a question that was not answered yet."""

    def __init__(
        self,
        circle: bytes,
        consent: bytes,
        typed_before: Mapping[str, Any] | None = None,
        names_before: NamesByField | None = None,
    ) -> None:
        super().__init__(circle, typed_before)
        self._consent = consent
        self._names_before = dict(names_before or {})

    @property
    def shown(self) -> Consent:
        """The consent as it was when the form was opened."""
        found = self.file.find(self._consent)
        assert isinstance(found, Consent)
        return found

    def heading(self) -> str:
        return f"{self.file.case.code} · {_(SHAPES[Kind.CONSENT].edit)}"

    def names(self) -> Sequence[str]:
        return _QUESTION

    def first_values(self) -> Mapping[str, Any]:
        table = FIELDS[Kind.CONSENT]
        return {
            name: typed_days.shown(table[name], getattr(self.shown, name)) for name in _QUESTION
        }

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        del values
        outcome = change(
            self.file, self.shown, self.meant(self.changes), self.luister.now().date().isoformat()
        )
        if not isinstance(outcome, Broken):
            outcome = as_typed(outcome, self._names_before)
        return self.put_down(outcome)

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        circle, consent, make = self.circle, self._consent, type(self)
        names = names_typed_over(self.shown, self.changes, self._names_before)
        return lambda values: make(circle, consent, values, names)


class AnswerForm(QuestionForm):
    """Writes down the answer to a question that was asked before."""

    def heading(self) -> str:
        return self.file.case.code + " · " + _("The answer of the reporter")

    def specs(self) -> Sequence[FieldSpec]:
        return self.answer_specs(open_too=False)

    def first_values(self) -> Mapping[str, Any]:
        return {"on": self.today_typed()}

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        on = self.answered_on(values)
        if values["answer"] is ConsentStatus.GIVEN:
            form = ConsentForm.of(values["form"])
            if form is None and self.shown.scope in FOR_COLLEAGUE | FOR_ROLE:
                return how_given()
            return self.put_down(consenting.give(self.shown, on, form))
        return self.put_down(consenting.refuse(self.shown, on))
