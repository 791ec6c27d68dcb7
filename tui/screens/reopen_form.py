"""The reporter comes back: a new case, linked to the closed one only when that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.casework.consent.wording import WORDING
from shared.casework.ending import reopening
from shared.casework.model.codes import ConsentForm, ConsentScope
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.rules import Broken
from shared.wording import N_
from tui.language import _
from tui.screens import typed
from tui.screens.case_form import NewCaseForm, wrong_of
from tui.screens.form import FormScreen, Wrong
from tui.widgets import fields
from tui.widgets.fields import FieldSpec

_KEPT = ("client", "callsign", "safe_channel", "safe_times", "safe_never", "domain")


class ReopenForm(NewCaseForm):
    """Opens a new case after a closed one."""

    made = b""

    def __init__(self, old: bytes, typed_before: Mapping[str, Any] | None = None) -> None:
        """`old` is the circle of the closed case."""
        super().__init__(typed_before)
        self._old = old

    def heading(self) -> str:
        return _("New case: the reporter comes back")

    def explanation(self) -> Sequence[str]:
        return (_("The reporter decides what you still know. Cases are linked only with a yes."),)

    def specs(self) -> Sequence[FieldSpec]:
        form = FIELDS[Kind.CONSENT]["form"]
        wanted = FieldSpec(
            "link", N_("Link to the closed case"), fields.Kind.CHOICE, "", typed.yes_or_no, True
        )
        how = FieldSpec(
            "form", form.label, fields.Kind.CHOICE, WORDING[ConsentScope.LINK_CASES],
            lambda: typed.code_choices(form), False, 6, False,
            lambda values: values.get("link") is True,
        )  # fmt: skip
        return [*super().specs(), wanted, how]

    def first_values(self) -> Mapping[str, Any]:
        case = self.session.case(self._old).case
        kept = {name: getattr(case, name) for name in _KEPT}
        return {**kept, **super().first_values(), "link": False}

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        given = self.meant(values)
        link, form, code = given.pop("link"), given.pop("form"), str(given.pop("code"))
        if taken := self.taken(code):
            return taken
        circle, today = self.luister.random(16), self.luister.now().date().isoformat()
        if link:
            outcome = reopening.reopen_linked(
                circle, code, today, given, old=self._old, consent=self.luister.random(16),
                asked={"wording_read": _(WORDING[ConsentScope.LINK_CASES])},
                form=ConsentForm.of(form),
            )  # fmt: skip
        else:
            outcome = reopening.reopen(circle, code, today, given)
        if isinstance(outcome, Broken):
            return wrong_of(outcome)
        self.session.new_case(outcome, circle)
        self.circle = circle
        self.app.call_later(self._show_new)
        return None

    def _show_new(self) -> None:
        """The new case, once this form is gone."""
        from tui.screens.case import CaseScreen

        code = self.session.case(self.circle).case.code
        self.app.push_screen(CaseScreen(self.circle))
        self.luister.tell(_("This is the new case: {code}.").format(code=code))

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        old = self._old
        return lambda values: ReopenForm(old, values)
