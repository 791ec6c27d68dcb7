"""An adviser's own working notes: seen by nobody else, destroyed after thirty days at most."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS, Kind
from tui.commands.ending import Ended, Exit
from tui.commands.entry import given_text
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_code, add_reading, add_saving, add_sure
from tui.commands.saving import check_names, edits_of, hints, tell_all
from tui.commands.typed_fields import add_field, moment
from tui.language import _

if TYPE_CHECKING:
    import argparse

    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import WorkingNote
    from shared.casework.verbs import Outcome
    from tui.commands.errand import Errand
    from tui.local.session import Session


def add_to(nouns: Nouns) -> None:
    """Let the parser know `worknote`."""
    notes = nouns.noun("worknote", _("keep notes for yourself alone, for thirty days at most"))
    adding = notes.command("add", _("write a note for yourself; prints its id"), add)
    add_code(adding)
    _text(adding)
    add_saving(adding)

    listing = notes.command(
        "list",
        _("show your own notes, of one case or of all"),
        show,
        description=_(
            "Shows your own working notes. With --plain: id, code of the case, day, gone by, text."
        ),
    )
    listing.add_argument(
        "code", nargs="?", metavar=_("CODE"), help=_("the case; without it those of all cases")
    )
    add_reading(listing)

    changing = notes.command("edit", _("change a note"), edit)
    add_code(changing)
    changing.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
    _text(changing)
    add_saving(changing)

    deleting = notes.command("delete", _("destroy a note for good"), delete)
    add_code(deleting)
    deleting.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
    add_sure(deleting)
    add_saving(deleting)


def _text(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "main",
        nargs="?",
        metavar=_("TEXT"),
        help=_("the text; without it, it is read from standard input"),
    )
    command.add_argument("--file", type=Path, metavar="FILE", help=_("read the text from a file"))
    add_field(command, FIELDS[Kind.WORKING_NOTE]["delete_by"])


def _delete_by(errand: Errand, noted_on: str) -> str:
    """The day on which a note is gone: as it was typed, thirty days on when it was not."""
    from shared.casework.working_notes import last_day

    typed = errand.given.field_delete_by
    if not typed:
        return last_day(noted_on)
    return moment(errand, FIELDS[Kind.WORKING_NOTE]["delete_by"], typed)


async def add(errand: Errand) -> Exit:
    """Write a note."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        given = {
            "case": file.circle,
            "text": given_text(errand, errand.given.main, errand.given.file),
            "noted_on": errand.today,
            "delete_by": _delete_by(errand, errand.today),
        }
        new = errand.new_id()
        outcome = verbs.add(file, Kind.WORKING_NOTE, new, given, errand.today)
        _save(errand, session, file, outcome)
        tell_all(errand, hints(Kind.WORKING_NOTE, given))
        return await _done(errand, session, file.case.code, new)


def _save(errand: Errand, session: Session, file: CaseFile, outcome: Outcome) -> None:
    words = {"text": _("TEXT")}
    edits = edits_of(Kind.WORKING_NOTE, outcome, words)
    check_names(errand, session, file, Kind.WORKING_NOTE, edits, words)
    session.save(session.self_circle, edits)


async def _done(errand: Errand, session: Session, code: str, id: bytes) -> Exit:
    sent = await errand.send(session)
    data = {"code": code, "type": str(Kind.WORKING_NOTE), "id": id.hex(), **sent}
    errand.put(data, lambda: [(code, id.hex())], lambda: [id.hex()[:8]])
    return Exit.OK


async def show(errand: Errand) -> Exit:
    """Show own notes."""
    async with errand.opened() as session:
        word = errand.given.code
        circle = None if word is None else case_of(session, word)
        found = session.working_notes(circle)
        codes: dict[bytes | None, str] = {
            note.case: session.case(note.case).case.code for note in found if note.case
        }
    if not found:
        errand.terminal.say(_("There are no working notes."))
    errand.put(
        [_data(note, codes) for note in found],
        lambda: [
            (note.id.hex(), codes.get(note.case, ""), note.noted_on, note.delete_by, note.text)
            for note in found
        ],
        lambda: _lines(errand, found, codes),
    )
    return Exit.OK


def _data(note: WorkingNote, codes: dict[bytes | None, str]) -> dict[str, Any]:
    return {
        "id": note.id.hex(),
        "code": codes.get(note.case, ""),
        "text": note.text,
        "noted_on": note.noted_on,
        "delete_by": note.delete_by,
    }


def _lines(
    errand: Errand, found: Iterable[WorkingNote], codes: dict[bytes | None, str]
) -> Iterable[str]:
    from tui.commands.case_page import folded
    from tui.widgets.when import day

    today = errand.now.date()
    for note in found:
        gone = _("gone by {day}").format(day=day(note.delete_by, today)) if note.delete_by else ""
        yield f"{note.id.hex()[:8]}  {codes.get(note.case, '')}  {gone}".rstrip()
        yield from folded(note.text, errand.terminal.width)


def _note(session: Session, errand: Errand) -> WorkingNote:
    wanted = errand.given.id.strip().casefold()
    notes = session.working_notes(case_of(session, errand.given.code))
    found = [note for note in notes if wanted and note.id.hex().startswith(wanted)]
    if len(found) != 1:
        raise Ended(
            _("There is no working note {word}.").format(word=errand.given.id)
            if not found
            else _("{word} can be several entries. Write more of the id:").format(
                word=errand.given.id
            ),
            hints=[f"luister worknote list {errand.given.code}"],
        )
    return found[0]


async def edit(errand: Errand) -> Exit:
    """Change a note."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        note = _note(session, errand)
        given: dict[str, Any] = {}
        if errand.given.field_delete_by is not None:
            given["delete_by"] = _delete_by(errand, note.noted_on or errand.today)
        if errand.given.main is not None or errand.given.file is not None or not given:
            given["text"] = given_text(errand, errand.given.main, errand.given.file)
        outcome = verbs.change(file, note, given, errand.today)
        _save(errand, session, file, outcome)
        return await _done(errand, session, file.case.code, note.id)


async def delete(errand: Errand) -> Exit:
    """Destroy a note."""
    from shared.casework.model.wiping import wipe

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        note = _note(session, errand)
        errand.confirm(_("Destroy this note for good?"))
        session.save(session.self_circle, wipe(note))
        return await _done(errand, session, file.case.code, note.id)
