"""Between what stands in a case and what is typed: dates and moments as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from shared.casework.model.kinds import Field, Form
from tui.language import language
from tui.widgets.when import month_number, read_day

_CLOCK = re.compile(r"^(.*?)[ T,]*\b([01]?\d|2[0-3])[:.]([0-5]\d)$")
_MONTH = re.compile(r"(?:(\d{1,2})[-/ ](\d{4})|([a-z]+)\.?(?: (\d{4}))?)")


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
        if month is not None and 1 <= month <= 12:
            # A month alone is the last one of that name.
            year = found[2] or found[4] or today.year - (month > today.month)
            return f"{year}-{month:02}"
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return text
    return read_day(text, today) or typed
