"""The fields of a case as options of a command, and what was typed as their values.

One table (`shared.casework.kinds.FIELDS`) makes the options, so that the command line
knows every field that the forms on the screen know.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from shared.casework.codes import Code
from shared.casework.kinds import FIELDS, Field, Form, Kind
from tui.commands.finding import entry_of, member_of
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.case_file import CaseFile
    from tui.commands.errand import Errand
    from tui.local.session import Session

_PREFIX = "field_"
_YES, _NO = ("yes", "ja"), ("no", "nee")
STDIN = "-"
"""Given for a text, it stands for standard input."""


def add_fields(parser: argparse.ArgumentParser, kind: Kind, names: Iterable[str]) -> None:
    """An option for each of the named fields."""
    for name in names:
        field = FIELDS[kind][name]
        if field.by_act:
            continue
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            dest=_PREFIX + name,
            metavar=_metavar(field),
            type=_reader(field),
            help=_help(field).replace("%", "%%"),
        )


def _metavar(field: Field) -> str:
    return {
        Form.CODE: _("CHOICE"),
        Form.CODES: _("CHOICES"),
        Form.DATE: _("DATE"),
        Form.ABOUT: _("DATE"),
        Form.MOMENT: _("TIME"),
        Form.NUMBER: _("NUMBER"),
        Form.FLAG: _("YES|NO"),
        Form.ID: _("WHO"),
    }.get(field.form, _("TEXT"))


def _help(field: Field) -> str:
    more = {
        Form.TEXT: _("- reads it from standard input"),
        Form.DATE: _("for instance 2026-02-05 or today"),
        Form.MOMENT: _("for instance 2026-02-05 18:30 or now"),
        Form.ABOUT: _("for instance 2025, 2025-11 or 2025-11-03"),
    }.get(field.form, "")
    if field.codes is not None:
        several = _("several, with commas: ") if field.form is Form.CODES else ""
        more = several + ", ".join(field.codes)
    return f"{_(field.label)}: {more}" if more else _(field.label)


def _reader(field: Field) -> Callable[[str], Any]:
    """From a word to a value; an empty word empties the field."""
    if field.form is Form.FLAG:
        return _flag
    if field.codes is None:
        return str
    codes = field.codes
    if field.form is Form.CODES:
        return lambda word: [_choice(codes, part) for part in word.split(",") if part.strip()]
    return lambda word: _choice(codes, word) if word.strip() else ""


def _choice(codes: type[Code], word: str) -> Code:
    found = codes.of(word.strip().replace("-", "_").casefold())
    if found is None:
        raise argparse.ArgumentTypeError(
            _("{word} is not one of these: {choices}").format(word=word, choices=", ".join(codes))
        )
    return found


def _flag(word: str) -> bool | str:
    typed = word.strip().casefold()
    if typed in ("", *_YES, *_NO):
        return typed in _YES if typed else ""
    raise argparse.ArgumentTypeError(_("write yes or no"))


def values(
    errand: Errand, session: Session, kind: Kind, file: CaseFile | None, names: Iterable[str]
) -> dict[str, Any]:
    """What was typed for the named fields, as values for `shared.casework.verbs`.

    Fields that were not typed are left out. What does not read as a date stays as it
    is: the rules of casework refuse it with the right words.
    """
    found: dict[str, Any] = {}
    for name in names:
        given = getattr(errand.given, _PREFIX + name, None)
        if given is not None:
            found[name] = _value(errand, session, FIELDS[kind][name], file, given)
    return found


def _value(
    errand: Errand, session: Session, field: Field, file: CaseFile | None, given: Any
) -> Any:
    if field.form is Form.TEXT and given == STDIN:
        return errand.terminal.read_text()
    if field.form is Form.ID:
        return _id(session, field, file, str(given))
    if field.form in (Form.DATE, Form.MOMENT, Form.ABOUT):
        return moment(errand, field, str(given))
    return given


def moment(errand: Errand, field: Field, typed: str) -> str:
    """A date or time as it is written into a case; ISO, or as people say it."""
    from shared.casework.reading import read

    text = typed.strip()
    if read(field, text.replace(" ", "T"))[1] is None:
        return text
    from tui.screens.typed import meant

    return str(meant(field, text, errand.now))


def _id(session: Session, field: Field, file: CaseFile | None, word: str) -> bytes | None:
    if not word.strip():
        return None
    if field.name == "recipient":
        return member_of([row for row in session.members() if not row.is_me], word).member
    assert file is not None
    named = [party for party in file.parties if party.label.casefold() == word.strip().casefold()]
    return named[0].id if len(named) == 1 else entry_of(file, word, Kind.PARTY).id


def broken_text(kind: Kind, broken: Any, options: Mapping[str, str] | None = None) -> str:
    """The rule that a wish would break, with the option that it is about."""
    from shared.casework.rules import Broken

    assert isinstance(broken, Broken)
    text = _(broken.rule.text)
    if not broken.field:
        return text
    field = FIELDS[kind].get(broken.field)
    label = _(field.label) if field is not None else broken.field
    option = (options or {}).get(broken.field, f"--{broken.field.replace('_', '-')}")
    return f"{label} ({option}): {text}"
