"""From what was typed or chosen to the value that is written, or the broken rule."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from shared.casework.model.codes import Code
from shared.casework.model.reading import is_about, is_date, is_moment
from shared.casework.model.schema import IDS_LIMIT, LINE_LIMIT, TEXT_LIMIT, Field, Form
from shared.casework.rules import Broken, Rule, holds_bsn

Written = str | int | bool | bytes | list[str] | list[bytes] | None
"""What stands in a record; None where the field holds nothing."""

_LINES = re.compile(r"[\r\n\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# C0 and C1 controls: they mean nothing in a text and move the cursor of a terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write(field: Field, given: Any) -> Written | Broken:
    """The value to write for what a form gives, by the field's form.

    Text is trimmed and its control signs are dropped; dates and numbers may be given
    as text, codes as themselves or as their text. Nothing at all is None, and broken
    (`EMPTY`) where the field is required.
    """
    if isinstance(given, str) and not isinstance(given, Code):
        given = clean(given, line=field.form is not Form.TEXT)
    if given is None or given == "" or (isinstance(given, list | tuple) and not given):
        return Broken(Rule.EMPTY, field.name) if field.required else None
    value = _written(field, given)
    return _broken(value, field, given) if isinstance(value, Rule) else value


def _broken(rule: Rule, field: Field, given: Any) -> Broken:
    """The broken rule, with how much was given and how much fits where it is about that."""
    if rule is Rule.TOO_LONG:
        most = TEXT_LIMIT if field.form is Form.TEXT else LINE_LIMIT
        return Broken(rule, field.name, (("length", len(given)), ("most", most)))
    if rule is Rule.OUT_OF_RANGE:
        return Broken(rule, field.name, (("least", field.least), ("most", field.most)))
    return Broken(rule, field.name)


def clean(text: str, line: bool) -> str:
    """Text as it is kept: composed (NFC), without control signs, trimmed."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    if line:
        text = _LINES.sub(" ", text)
    else:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text)).strip()


def _written(field: Field, given: Any) -> Written | Rule:
    match field.form:
        case Form.LINE:
            return _text(given, LINE_LIMIT)
        case Form.TEXT:
            return _text(given, TEXT_LIMIT)
        case Form.CODE:
            return _code(field, given)
        case Form.CODES:
            return _codes(field, given)
        case Form.DATE:
            return given if isinstance(given, str) and is_date(given) else Rule.NOT_A_DATE
        case Form.ABOUT:
            return given if isinstance(given, str) and is_about(given) else Rule.NOT_ABOUT
        case Form.MOMENT:
            return _moment(given)
        case Form.NUMBER:
            return _number(field, given)
        case Form.FLAG:
            return given if type(given) is bool else Rule.NOT_A_CHOICE
        case Form.ID:
            return given if type(given) is bytes and len(given) == 16 else Rule.NOT_A_CHOICE
        case Form.IDS:
            return _ids(given)


def _text(given: Any, most: int) -> str | Rule:
    if not isinstance(given, str):
        return Rule.NOT_TEXT
    if len(given) > most:
        return Rule.TOO_LONG
    return Rule.BSN if holds_bsn(given) else given


def _code(field: Field, given: Any) -> str | Rule:
    if field.codes is None or not isinstance(given, str):
        return Rule.NOT_A_CHOICE
    code = field.codes.of(given)
    return Rule.NOT_A_CHOICE if code is None else str(code)


def _codes(field: Field, given: Any) -> list[str] | Rule:
    if field.codes is None or not isinstance(given, list | tuple | set | frozenset):
        return Rule.NOT_A_CHOICE
    wanted = set(given)
    chosen = [str(code) for code in field.codes if code in wanted]
    return chosen if len(chosen) == len(wanted) else Rule.NOT_A_CHOICE


def _ids(given: Any) -> list[bytes] | Rule:
    if not isinstance(given, list | tuple) or len(given) > IDS_LIMIT:
        return Rule.NOT_A_CHOICE
    fits = all(type(one) is bytes and len(one) == 16 for one in given)
    return list(dict.fromkeys(given)) if fits else Rule.NOT_A_CHOICE


def _moment(given: Any) -> str | Rule:
    if not isinstance(given, str):
        return Rule.NOT_A_MOMENT
    moment = re.sub(r" +", "T", given)
    return moment if is_moment(moment) else Rule.NOT_A_MOMENT


def _number(field: Field, given: Any) -> int | Rule:
    if isinstance(given, str) and re.fullmatch(r"\d{1,12}", given, re.ASCII):
        given = int(given)
    if type(given) is not int:
        return Rule.NOT_A_NUMBER
    return given if field.least <= given <= field.most else Rule.OUT_OF_RANGE
