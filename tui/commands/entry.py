"""What is written into a case by hand, for every kind: added, changed, deleted, put back.

The options of each come from the table of fields; fields that only an act writes are left
to the command of that act.
"""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.wording import N_
from tui.commands.ending import Ended, Exit, Misused
from tui.commands.finding import case_of, entry_of
from tui.commands.parsing import Nouns, add_code, add_entry, add_saving
from tui.commands.saving import save
from tui.commands.terminal import READ_LIMIT, as_text
from tui.commands.typed_fields import add_field, add_fields, values
from tui.commands.usual import usual
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.verbs import Outcome
    from tui.commands.errand import Errand

MAIN = {
    Kind.NOTE: "text",
    Kind.PARTY: "label",
    Kind.INCIDENT: "what",
    Kind.CONSEQUENCE: "text",
    Kind.REMINDER: "what",
}
"""The field that is given as an argument of its own, not as an option."""
FIRST = {
    Kind.OPTION: "option_type",
    Kind.STEP: "step_type",
    Kind.DOCUMENT: "kind",
    Kind.REFERRAL: "category",
    Kind.ADVERSE_EFFECT: "kind",
}
"""The choice that stands before the options when something is added."""

NOT_ADDED = {
    Kind.STEP: ("done_on", "result", "agreement_text"),
    Kind.DOCUMENT: ("submitted_on", "handed_back_on"),
    Kind.REMINDER: ("done_on",),
}
"""Fields that something new does not have yet: it is done, or handed in, later."""
BY_ACTS = {
    Kind.DOCUMENT: ("submitted_on",),
    Kind.ROUTE: ("option", "route_type"),
    Kind.DECISION: ("chosen", "tipping_point", "reconfirmed_on"),
}
"""Fields that acts write: handing in, beginning a route, choosing."""

_ABOUT = {
    "conflict-check": (
        Kind.CONFLICT_CHECK,
        N_("check for conflicts of interest, before the story is told"),
    ),
    "contact": (Kind.CONTACT, N_("write down a talk, call or message")),
    "note": (Kind.NOTE, N_("write notes")),
    "party": (Kind.PARTY, N_("write down who is involved, by a label")),
    "concern": (Kind.CONCERN, N_("write down what the reporter comes with")),
    "incident": (Kind.INCIDENT, N_("write down something that happened")),
    "impact": (Kind.IMPACT, N_("write down what it does to the reporter")),
    "explanation": (Kind.EXPLANATION, N_("write down what you explained")),
    "consequence": (Kind.CONSEQUENCE, N_("write down what may follow from an option")),
    "adverse-effect": (Kind.ADVERSE_EFFECT, N_("write down what speaking up led to")),
    "disclosure": (Kind.DISCLOSURE, N_("write down what was told or handed over")),
    "reminder": (Kind.REMINDER, N_("write down what to think of on a day")),
}


def add_to(nouns: Nouns) -> None:
    """Let the parser know the nouns that have no acts of their own."""
    for name, (kind, about) in _ABOUT.items():
        # Each has dozens of options, and they are made for every run.
        if not nouns.asked or name in nouns.asked:
            add_kind(nouns, name, kind, _(about))


def add_kind(nouns: Nouns, name: str, kind: Kind, about: str) -> Nouns:
    """A noun for a kind, with all that can be done by hand; more can be added to it."""
    noun = nouns.noun(name, about)
    command = noun.command("add", _("add one; prints its id"), functools.partial(add, kind))
    _arguments(command, kind, editing=False)
    add_editing(noun, kind)
    add_deleting(noun, kind)
    return noun


def add_editing(noun: Nouns, kind: Kind) -> None:
    """Let the parser know how an entry of this kind is changed."""
    command = noun.command(
        "edit", _("change one; what is not named stays as it is"), functools.partial(edit, kind)
    )
    _arguments(command, kind, editing=True)


def _arguments(command: argparse.ArgumentParser, kind: Kind, *, editing: bool) -> None:
    add_code(command)
    if editing:
        add_entry(command)
    main, first = MAIN.get(kind), None if editing else FIRST.get(kind)
    if first is not None:
        add_field(command, FIELDS[kind][first], positional=True)
    if main is not None:
        text = FIELDS[kind][main].form is Form.TEXT
        words = _("the text; without it, it is read from standard input")
        command.add_argument(
            "main",
            nargs="?",
            metavar=_("TEXT") if text else _("WORDS"),
            help=words if text else _(FIELDS[kind][main].label),
        )
        if text:
            command.add_argument(
                "--file", type=Path, metavar="FILE", help=_("read the text from a file")
            )
    add_fields(command, kind, [one for one in options(kind, editing) if one not in (main, first)])
    add_saving(command)


def options(kind: Kind, editing: bool) -> list[str]:
    """The fields of a kind that are given by hand, its main and first one among them."""
    left = (*BY_ACTS.get(kind, ()), *(() if editing else NOT_ADDED.get(kind, ())))
    return [name for name, field in FIELDS[kind].items() if not field.by_act and name not in left]


def add_deleting(noun: Nouns, kind: Kind) -> None:
    """Let the parser know how an entry of this kind is deleted and put back."""
    for name, help, run in (
        ("delete", _("delete it; it can be put back"), delete),
        ("restore", _("put back what was deleted"), restore),
    ):
        command = noun.command(name, help, functools.partial(run, kind))
        add_code(command)
        add_entry(command)
        add_saving(command)


async def add(kind: Kind, errand: Errand) -> Exit:
    """Add an entry to a case."""
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        typed = values(errand, session, kind, file, options(kind, editing=False))
        main = MAIN.get(kind)
        if main is not None:
            typed[main] = main_text(errand, kind)
        new = errand.new_id()
        given = {**_held(kind, file, errand, typed), **typed}
        outcome = _added(kind, file, new, given, errand)
        return await save(
            errand, session, file, kind, new, outcome, words=_words(kind), given=given
        )


def _held(kind: Kind, file: CaseFile, errand: Errand, typed: dict[str, Any]) -> dict[str, Any]:
    from shared.casework.choice.ladder import starting_values

    held = usual(kind, file, errand)
    rung = typed.get("option_type")
    return {**held, **starting_values(rung)} if kind is Kind.OPTION and rung else held


def _added(
    kind: Kind, file: CaseFile, new: bytes, given: dict[str, Any], errand: Errand
) -> Outcome:
    from shared.casework import verbs
    from shared.casework.intake.capture import capture_check

    if kind is Kind.CONFLICT_CHECK:
        return capture_check(file, new, given, errand.today)
    return verbs.add(file, kind, new, given, errand.today)


async def edit(kind: Kind, errand: Errand) -> Exit:
    """Change fields of an entry; what is not named stays as it is."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, kind)
        given = values(errand, session, kind, file, options(kind, editing=True))
        main = MAIN.get(kind)
        if main is not None and (
            errand.given.main is not None or getattr(errand.given, "file", None) or not given
        ):
            given[main] = main_text(errand, kind)
        outcome = verbs.change(file, shown, given, errand.today)
        return await save(
            errand, session, file, kind, shown.id, outcome, words=_words(kind), given=given
        )


async def delete(kind: Kind, errand: Errand) -> Exit:
    """Delete an entry; what somebody else writes in it meanwhile brings it back."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, kind)
        if shown.deleted:
            raise Ended(_("It is deleted already."))
        outcome = verbs.delete(file, shown, errand.today)
        return await save(errand, session, file, kind, shown.id, outcome)


async def restore(kind: Kind, errand: Errand) -> Exit:
    """Put back an entry that was deleted."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, kind)
        if not shown.deleted:
            raise Ended(_("It is not deleted."))
        outcome = verbs.undelete(file, shown, errand.today)
        return await save(errand, session, file, kind, shown.id, outcome)


def _words(kind: Kind) -> dict[str, str]:
    """How arguments that are no options are written in the usage."""
    main, first = MAIN.get(kind), FIRST.get(kind)
    text = main is not None and FIELDS[kind][main].form is Form.TEXT
    found = {} if main is None else {main: _("TEXT") if text else _("WORDS")}
    return found if first is None else {**found, first: _("CHOICE")}


def main_text(errand: Errand, kind: Kind) -> str:
    """The text or line that stands by itself on the command line, or comes in."""
    word: str | None = errand.given.main
    if FIELDS[kind][MAIN[kind]].form is not Form.TEXT:
        if word is None:
            raise Misused(_(_MISSING.get(kind, _SAY_WHAT)))
        return word
    return given_text(errand, word, getattr(errand.given, "file", None))


_SAY_WHAT = N_("Say what it is, in a few words.")
_MISSING = {Kind.PARTY: N_("Give a label, for instance “colleague A”.")}


def given_text(errand: Errand, word: str | None, path: Path | None) -> str:
    """A text that is a word, or stands in a file, or comes in where it is neither."""
    if word is not None and path is not None:
        raise Misused(_("Give the text or a file, not both."))
    if path is not None:
        return _from_file(path)
    return errand.read_text() if word in (None, "-") else str(word)


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(READ_LIMIT + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise Ended(
            _("{path} can not be read: {why}. Nothing was saved.").format(path=path, why=why)
        ) from None
    return as_text(data, str(path))
