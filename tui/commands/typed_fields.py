"""The fields of a case as options of a command, and what was typed as their values.

One table (`shared.casework.model.kinds.FIELDS`) makes the options, so that the command line
knows every field that the forms on the screen know.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from shared.casework.model.codes import Code
from shared.casework.model.kinds import FIELDS, Field, Form, Kind
from tui.commands.ending import Ended
from tui.commands.finding import case_of, entries_of, entry_of, member_of
from tui.language import _, fill

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from tui.commands.errand import Errand
    from tui.local.session import Session

_PREFIX = "field_"
_YES, _NO = ("yes", "ja"), ("no", "nee")
STDIN = "-"
"""Given for a text, it stands for standard input."""


def add_fields(parser: argparse.ArgumentParser, kind: Kind, names: Iterable[str]) -> None:
    """An option for each of the named fields."""
    for name in names:
        if not FIELDS[kind][name].by_act:
            add_field(parser, FIELDS[kind][name])


def add_field(parser: argparse.ArgumentParser, field: Field, *, positional: bool = False) -> None:
    """An option for a field, or an argument that stands by itself."""
    names: dict[str, Any] = {} if positional else {"dest": _PREFIX + field.name}
    parser.add_argument(
        _PREFIX + field.name if positional else option_of(field.name),
        metavar=_metavar(field),
        type=_reader(field),
        help=_help(field).replace("%", "%%"),
        **names,
    )


def option_of(name: str) -> str:
    """How a field is given on the command line."""
    # The folder of this device has the option of that name.
    return "--at-home" if name == "home" else f"--{name.replace('_', '-')}"


def _metavar(field: Field) -> str:
    if field.form in (Form.ID, Form.IDS):
        return _("WHO") if field.refers in (None, Kind.PARTY) else _("WHICH")
    return {
        Form.CODE: _("CHOICE"),
        Form.CODES: _("CHOICES"),
        Form.DATE: _("DATE"),
        Form.ABOUT: _("DATE"),
        Form.MOMENT: _("TIME"),
        Form.NUMBER: _("NUMBER"),
        Form.FLAG: _("YES|NO"),
    }.get(field.form, _("TEXT"))


def _help(field: Field) -> str:
    more = {
        Form.TEXT: _("- reads it from standard input"),
        Form.DATE: _("for instance 2026-02-05 or today"),
        Form.MOMENT: _("for instance 2026-02-05 18:30 or now"),
        Form.ABOUT: _("for instance 2025, 2025-11 or 2025-11-03"),
        Form.IDS: _("ids or names, with commas"),
    }.get(field.form, "")
    if field.codes is not None:
        several = _("several, with commas: ") if field.form is Form.CODES else ""
        more = several + ", ".join(field.codes)
    elif field.form is Form.ID:
        more = _("the name of a colleague") if field.refers is None else _("an id or a name")
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
        return errand.read_text()
    if field.form is Form.ID:
        return _id(session, field, file, str(given))
    if field.form is Form.IDS:
        assert file is not None
        assert field.refers is not None
        return entries_of(file, str(given), field.refers)
    if field.form in (Form.DATE, Form.MOMENT, Form.ABOUT):
        return moment(errand, field, str(given))
    return given


def moment(errand: Errand, field: Field, typed: str) -> str:
    """A date or time as it is written into a case; ISO, or as people say it."""
    from shared.casework.model.reading import read

    text = typed.strip()
    if read(field, text.replace(" ", "T"))[1] is None:
        return text
    from tui.widgets.typed_days import meant

    return str(meant(field, text, errand.now))


def day_of(errand: Errand, typed: str, option: str = "--on") -> str:
    """The day that was typed for `option`: today when nothing was.

    Raises `Ended` for what is no day, in the words of the rule.
    """
    from shared.casework.model.reading import is_date
    from shared.casework.rules import Rule

    day = moment(errand, _DAY, typed) if typed.strip() else errand.today
    if not is_date(day):
        rule = Rule.NOT_A_DATE
        raise Ended(
            f"{option}: {_(rule.text)}",
            hints=[_("Nothing was done.")],
            name=rule.name.lower(),
            field=option.lstrip("-"),
        )
    return day


_DAY = FIELDS[Kind.CONSENT]["given_on"]


def _id(session: Session, field: Field, file: CaseFile | None, word: str) -> bytes | None:
    if not word.strip():
        return None
    if field.refers is None:
        # One does not share with oneself, but one may be the adviser who is not free.
        members = session.members()
        others = [row for row in members if field.name != "recipient" or not row.is_me]
        return member_of(others, word).member
    if field.refers is Kind.CASE:
        return case_of(session, word)
    assert file is not None
    return entry_of(file, word, field.refers).id


def typed_text(errand: Errand, word: str | None) -> str:
    """A text that was typed as a word; standard input stands behind `-`."""
    return errand.read_text() if word == STDIN else word or ""


def broken_text(kind: Kind, broken: Any, options: Mapping[str, str] | None = None) -> str:
    """The rule that a wish would break, with the option that it is about."""
    from shared.casework.rules import Broken

    assert isinstance(broken, Broken)
    text = fill(broken.rule.text, broken.blanks)
    if not broken.field:
        return text
    field = FIELDS[kind].get(broken.field)
    label = _(field.label) if field is not None else broken.field
    option = (options or {}).get(broken.field, option_of(broken.field))
    return f"{label} ({option}): {text}"
