"""Between what stands in a case and what is typed in a form: dates, moments, choices."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from shared.casework.codes import SUBTYPES, ConcernType
from shared.casework.kinds import Field, Form
from shared.wording import N_
from tui.language import _, language
from tui.widgets import fields
from tui.widgets.when import month_number, read_day

_CLOCK = re.compile(r"^(.*?)[ T,]*\b([01]?\d|2[0-3])[:.]([0-5]\d)$")
_MONTH = re.compile(r"(?:(\d{1,2})[-/ ](\d{4})|([a-z]+)\.? (\d{4}))")

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
    Form.DATE: N_("For instance 5-2-2026, 5 feb, or today."),
    Form.MOMENT: N_("For instance 5-2-2026 18:30, yesterday 9:15, or now."),
    Form.ABOUT: N_("As far as it is known: 2025, nov 2025, or 3-11-2025."),
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
    "next_agreed": N_("The reporter says when. For instance 12-2-2026."),
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


def shown(field: Field, value: Any) -> Any:
    """What stands in the form for a value: a date as one types it, the rest as it is."""
    if field.form in (Form.DATE, Form.ABOUT) and value:
        return _typed_day(str(value))
    if field.form is Form.MOMENT and value:
        return f"{_typed_day(str(value)[:10])} {str(value)[11:16]}".rstrip()
    return value


def _typed_day(iso: str) -> str:
    if language() != "nl":
        return iso
    return "-".join(str(int(part)) for part in reversed(iso.split("-")))


def meant(field: Field, typed: Any, now: datetime) -> Any:
    """What a typed value means. What can not be read stays as it is, and is then refused
    by the rules of the case with the right words."""
    if not isinstance(typed, str) or not typed.strip():
        return typed
    if field.form is Form.DATE:
        return read_day(typed, now.date()) or typed
    if field.form is Form.MOMENT:
        return _moment(typed, now)
    if field.form is Form.ABOUT:
        return _about(typed, now.date())
    return typed


def _moment(typed: str, now: datetime) -> str:
    if typed.strip().lower() in ("now", "nu"):
        return f"{now:%Y-%m-%dT%H:%M}"
    if found := _CLOCK.match(typed.strip()):
        day = read_day(found[1] or "today", now.date())
        return f"{day}T{int(found[2]):02}:{found[3]}" if day else typed
    return read_day(typed, now.date()) or typed


def _about(typed: str, today: date) -> str:
    text = " ".join(typed.lower().split())
    if found := _MONTH.fullmatch(text):
        month = int(found[1]) if found[1] else month_number(found[3])
        year = found[2] or found[4]
        if month is not None and 1 <= month <= 12:
            return f"{year}-{month:02}"
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return text
    return read_day(text, today) or typed
