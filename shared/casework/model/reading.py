"""From a value as it stands in a record to one that can be shown, whatever it is.

Values come from other devices, other versions and perhaps from a modified program:
nothing here raises. What does not fit its field is left out and marked.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Any

import msgspec

from shared.casework.model.schema import IDS_LIMIT, LINE_LIMIT, TEXT_LIMIT, Field, Form
from shared.wording import N_

Value = str | int | bool | bytes | None | tuple[str, ...] | tuple[bytes, ...]
"""A field's value once read; codes are members of their enumeration."""

NUMBER_LIMIT = 2**53
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ABOUT = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?", re.ASCII)


class Mark(Enum):
    """Why a value is not shown as it stands in the record."""

    NEWER = N_("This comes from a newer version of the program.")
    NOT_FITTING = N_("This does not fit the field and was left out.")
    CUT = N_("This is too long to show in full.")

    @property
    def text(self) -> str:
        """The English source text."""
        return self.value


class Odd(msgspec.Struct, frozen=True):
    """A mark, and the given value as short text."""

    mark: Mark
    given: str


NOTHING: dict[Form, Value] = {
    Form.LINE: "",
    Form.TEXT: "",
    Form.CODE: None,
    Form.CODES: (),
    Form.DATE: "",
    Form.ABOUT: "",
    Form.MOMENT: "",
    Form.NUMBER: None,
    Form.FLAG: None,
    Form.ID: None,
    Form.IDS: (),
}
"""What a field reads as when it holds nothing."""


def is_date(text: str) -> bool:
    """Whether `text` is a day of the calendar, written `YYYY-MM-DD`."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_about(text: str) -> bool:
    """Whether `text` is a year, a month of a year, or a day."""
    return _ABOUT.fullmatch(text) is not None and is_date(f"{text}-01-01"[:10])


def is_moment(text: str) -> bool:
    """Whether `text` is a day, or a day and a time of it, in local time."""
    return _MOMENT.fullmatch(text) is not None and is_date(text[:10])


def given(raw: object) -> str:
    """A value of any kind as text of at most one line, for showing that it is odd."""
    if isinstance(raw, bytes):
        return raw[: LINE_LIMIT // 2].hex()
    if isinstance(raw, str):
        return raw[:LINE_LIMIT]
    if isinstance(raw, int):
        return str(raw) if abs(raw) <= NUMBER_LIMIT else "…"
    if isinstance(raw, list | tuple):
        return ", ".join(given(part) for part in raw[:8])[:LINE_LIMIT]
    return "…"


def read(field: Field, raw: object) -> tuple[Value, Odd | None]:
    """The value to show for what stands in a record, and a mark when it is odd."""
    if raw is None or raw == "":
        return NOTHING[field.form], None
    match field.form:
        case Form.LINE:
            return _read_text(raw, LINE_LIMIT)
        case Form.TEXT:
            return _read_text(raw, TEXT_LIMIT)
        case Form.CODE:
            return _read_code(field, raw)
        case Form.CODES:
            return _read_codes(field, raw)
        case Form.IDS:
            return _read_ids(raw)
        case Form.DATE:
            fits = isinstance(raw, str) and is_date(raw)
        case Form.ABOUT:
            fits = isinstance(raw, str) and is_about(raw)
        case Form.MOMENT:
            fits = isinstance(raw, str) and is_moment(raw)
        case Form.NUMBER:
            fits = type(raw) is int and field.least <= raw <= field.most
        case Form.FLAG:
            fits = type(raw) is bool
        case Form.ID:
            fits = type(raw) is bytes and len(raw) == 16
    if fits:
        return _as_value(raw), None
    return NOTHING[field.form], Odd(Mark.NOT_FITTING, given(raw))


def _as_value(raw: Any) -> Value:
    value: Value = raw
    return value


def _read_text(raw: object, most: int) -> tuple[Value, Odd | None]:
    if not isinstance(raw, str):
        return "", Odd(Mark.NOT_FITTING, given(raw))
    if len(raw) > most:
        return raw[:most], Odd(Mark.CUT, given(raw))
    return raw, None


def _read_code(field: Field, raw: object) -> tuple[Value, Odd | None]:
    if not isinstance(raw, str) or field.codes is None:
        return None, Odd(Mark.NOT_FITTING, given(raw))
    code = field.codes.of(raw)
    return code, None if code is not None else Odd(Mark.NEWER, given(raw))


def _read_codes(field: Field, raw: object) -> tuple[Value, Odd | None]:
    if not isinstance(raw, list | tuple) or field.codes is None:
        return (), Odd(Mark.NOT_FITTING, given(raw))
    wanted = {part for part in raw if isinstance(part, str)}
    known = tuple(code for code in field.codes if str(code) in wanted)
    if len(known) == len(raw):
        return known, None
    return known, Odd(Mark.NEWER, given(raw))


def _read_ids(raw: object) -> tuple[Value, Odd | None]:
    if not isinstance(raw, list | tuple):
        return (), Odd(Mark.NOT_FITTING, given(raw))
    known = tuple(
        dict.fromkeys(one for one in raw[:IDS_LIMIT] if type(one) is bytes and len(one) == 16)
    )
    if len(known) == len(raw):
        return known, None
    return known, Odd(Mark.NOT_FITTING, given(raw))
