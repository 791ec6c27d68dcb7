"""What forms ask for each kind of field: the widget, the help, the choices."""

from __future__ import annotations

from typing import Any

from shared.casework.model.codes import SUBTYPES, ConcernType
from shared.casework.model.kinds import Field, Form
from shared.wording import N_
from tui.language import _
from tui.widgets import fields

KINDS = {
    Form.LINE: fields.Kind.LINE,
    Form.TEXT: fields.Kind.TEXT,
    Form.CODE: fields.Kind.CHOICE,
    Form.CODES: fields.Kind.CHOICES,
    Form.DATE: fields.Kind.LINE,
    Form.ABOUT: fields.Kind.LINE,
    Form.MOMENT: fields.Kind.LINE,
    Form.NUMBER: fields.Kind.NUMBER,
    Form.FLAG: fields.Kind.CHOICE,
    Form.ID: fields.Kind.CHOICE,
    Form.IDS: fields.Kind.CHOICES,
}
"""The widget that asks for a field's form."""

HINTS = {
    Form.DATE: N_("For instance 2026-02-05, 5 feb, or today."),
    Form.MOMENT: N_("For instance 2026-02-05 18:30, yesterday 9:15, or now."),
    Form.ABOUT: N_("As far as it is known: 2025, 2025-11 or 2025-11-03."),
    Form.NUMBER: N_("A whole number."),
}
"""What is said while a field of this form has the focus."""

TICK_HINT = N_("Space ticks what you told. What is left open can be told later.")

FIELD_HINTS = {
    "code": N_("Two colleagues on the phone name a case by its code. It says nothing of anybody."),
    "client": N_("The organisation where the reporter works."),
    "callsign": N_("The name by which you call the reporter; it need not be the real one."),
    "safe_times": N_("When you may call. For instance: after 18:00."),
    "safe_never": N_("How never to reach the reporter. For instance: work mail."),
    "label": N_("For instance “colleague A” or “group at lunch”. Names do not belong here."),
    "description_by_reporter": N_("What the reporter tells, in the reporter's own words."),
    "summary": N_("What was told and felt. You write down what is said, not what is true."),
    "agreements": N_("What you agreed with the reporter, and who does what."),
    "next_agreed": N_("The reporter says when. For instance 2026-02-12."),
    "what": N_("Which part of the case the consent is about."),
    "wording_read": N_("The words in which you asked."),
    "valid_until": N_("The last day on which it holds; empty when no day was agreed."),
    "recipient": N_("Only for sharing: the colleague that the reporter says yes to."),
}
"""What is said about one field; goes before the hint of its form."""


def hint(field: Field) -> str:
    """The source string of the help for a field."""
    return FIELD_HINTS.get(field.name) or HINTS.get(field.form, "")


def yes_or_no() -> list[tuple[Any, str]]:
    """The choices of a flag."""
    return [(True, _("Yes")), (False, _("No"))]


def code_choices(field: Field) -> list[tuple[Any, str]]:
    """The choices of a field of codes."""
    return [(code, _(code.label)) for code in field.codes or ()]


def subtype_choices(concern_type: object) -> list[tuple[Any, str]]:
    """The forms that go with a kind of behaviour."""
    known = ConcernType.of(concern_type)
    return [(one, _(one.label)) for one in SUBTYPES.get(known, ())] if known else []
