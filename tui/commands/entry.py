"""What is written into a case: contacts, notes, people involved and concerns."""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.casework.kinds import FIELDS, Form, Kind
from tui.commands.ending import Ended, Exit, Misused
from tui.commands.finding import case_of, entry_of, short_ids
from tui.commands.parsing import Nouns, add_forms, add_offline
from tui.commands.terminal import READ_LIMIT, as_text
from tui.commands.typed_fields import add_fields, broken_text, values
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.case_file import CaseFile
    from shared.casework.verbs import Outcome
    from tui.commands.errand import Errand
    from tui.local.session import Session

_MAIN = {Kind.NOTE: "text", Kind.PARTY: "label"}
"""The field that is given as an argument of its own, not as an option."""


def add_to(nouns: Nouns) -> None:
    """Let the parser know the four nouns, each with what can be done."""
    helps = {
        Kind.CONTACT: (
            "contact",
            _("write down a talk, call or message"),
            _("add a contact; prints its id"),
            _("change a contact"),
        ),
        Kind.NOTE: (
            "note",
            _("write notes"),
            _("add a note; prints its id"),
            _("change a note"),
        ),
        Kind.PARTY: (
            "party",
            _("write down who is involved, by a label"),
            _("add somebody who is involved; prints the id"),
            _("change somebody who is involved"),
        ),
        Kind.CONCERN: (
            "concern",
            _("write down what the reporter comes with"),
            _("add a concern; prints its id"),
            _("change a concern"),
        ),
    }
    for kind, (name, about, adding, changing) in helps.items():
        noun = nouns.noun(name, about)
        command = noun.command("add", adding, functools.partial(add, kind))
        _arguments(command, kind, editing=False)
        command = noun.command("edit", changing, functools.partial(edit, kind))
        _arguments(command, kind, editing=True)
        add_deleting(noun, kind)


def _arguments(command: argparse.ArgumentParser, kind: Kind, *, editing: bool) -> None:
    command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    if editing:
        command.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
    main = _MAIN.get(kind)
    if main is not None:
        text = FIELDS[kind][main].form is Form.TEXT
        words = _("the text; without it, it is read from standard input") if text else _("a label")
        command.add_argument(
            "main", nargs="?", metavar=_("TEXT") if text else _("LABEL"), help=words
        )
        if text:
            command.add_argument(
                "--file", type=Path, metavar="FILE", help=_("read the text from a file")
            )
    add_fields(command, kind, [name for name in FIELDS[kind] if name != main])
    add_offline(command)
    add_forms(command)


def add_deleting(noun: Nouns, kind: Kind) -> None:
    """Let the parser know how an entry of this kind is deleted and put back."""
    for name, help, run in (
        ("delete", _("delete it; it can be put back"), delete),
        ("restore", _("put back what was deleted"), restore),
    ):
        command = noun.command(name, help, functools.partial(run, kind))
        command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
        command.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
        add_offline(command)
        add_forms(command)


async def add(kind: Kind, errand: Errand) -> Exit:
    """Add an entry to a case."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        given = {**_usual(kind, file, errand), **values(errand, session, kind, file, FIELDS[kind])}
        main = _MAIN.get(kind)
        if main is not None:
            given[main] = _main_text(errand, kind)
        new = errand.new_id()
        return await _save(
            errand, session, file, kind, new, given, verbs.add(file, kind, new, given, errand.today)
        )


async def edit(kind: Kind, errand: Errand) -> Exit:
    """Change fields of an entry; what is not named stays as it is."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, kind)
        given = values(errand, session, kind, file, FIELDS[kind])
        main = _MAIN.get(kind)
        if main is not None and (
            errand.given.main is not None or getattr(errand.given, "file", None) or not given
        ):
            given[main] = _main_text(errand, kind)
        outcome = verbs.change(file, shown, given, errand.today)
        return await _save(errand, session, file, kind, shown.id, given, outcome)


async def delete(kind: Kind, errand: Errand) -> Exit:
    """Delete an entry; what somebody else writes in it meanwhile brings it back."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, kind)
        if shown.deleted:
            raise Ended(_("It is deleted already."))
        return await _save(errand, session, file, kind, shown.id, {}, verbs.delete(shown))


async def restore(kind: Kind, errand: Errand) -> Exit:
    """Put back an entry that was deleted."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        shown = entry_of(file, errand.given.id, kind)
        if not shown.deleted:
            raise Ended(_("It is not deleted."))
        return await _save(errand, session, file, kind, shown.id, {}, verbs.undelete(shown))


def _usual(kind: Kind, file: CaseFile, errand: Errand) -> dict[str, Any]:
    """What is meant when it is not said: today, now, and a first or a following talk."""
    from shared.casework.codes import ContactKind

    if kind is Kind.NOTE:
        return {"noted_on": errand.today}
    if kind is Kind.CONTACT:
        return {
            "kind": ContactKind.FOLLOW_UP if file.contacts else ContactKind.FIRST_TALK,
            "channel": file.case.safe_channel,
            "start": f"{errand.now:%Y-%m-%dT%H:%M}",
        }
    return {}


def _main_text(errand: Errand, kind: Kind) -> str:
    word: str | None = errand.given.main
    path: Path | None = getattr(errand.given, "file", None)
    if word is not None and path is not None:
        raise Misused(_("Give the text or a file, not both."))
    if path is not None:
        return _from_file(path)
    if kind is Kind.PARTY:
        if word is None:
            raise Misused(_("Give a label, for instance “colleague A”."))
        return word
    return errand.terminal.read_text() if word in (None, "-") else str(word)


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


async def _save(
    errand: Errand,
    session: Session,
    file: CaseFile,
    kind: Kind,
    entity: bytes,
    given: dict[str, Any],
    outcome: Outcome,
) -> Exit:
    from shared.casework.intake import hints_on_writing
    from shared.casework.rules import Broken

    if isinstance(outcome, Broken):
        words = {"text": _("TEXT"), "label": _("LABEL")} if kind in _MAIN else {}
        raise Ended(broken_text(kind, outcome, words), hints=[_("Nothing was saved.")])
    for hint in hints(kind, given):
        errand.terminal.say(hint)
    for said in hints_on_writing(file, kind, given, file.find(entity)):
        errand.terminal.say(_(said.text))
    if not outcome:
        errand.terminal.say(_("Nothing is different from what was there."))
    session.save(file.circle, outcome)
    sent = await errand.send(session)
    short = short_ids(session.case(file.circle))[entity]
    data = {
        "code": file.case.code,
        "type": str(kind),
        "id": entity.hex(),
        "changed": [one.field for one in outcome],
        **sent,
    }
    errand.put(data, lambda: [(file.case.code, entity.hex())], lambda: [short])
    return Exit.OK


def hints(kind: Kind, given: dict[str, Any]) -> list[str]:
    """What deserves a second look in what was typed; it is saved all the same."""
    from shared.casework.rules import hints_on_label, hints_on_text

    found = []
    for name, value in given.items():
        if not isinstance(value, str):
            continue
        if name == "label":
            found += hints_on_label(value)
        elif FIELDS[kind][name].form is Form.TEXT:
            found += hints_on_text(value)
    return [_(hint.text) for hint in dict.fromkeys(found)]
