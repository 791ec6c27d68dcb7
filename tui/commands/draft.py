"""Documents of the reporter: begun from a template, written in versions, checked, handed out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS, Kind
from tui.commands import entry
from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of, entry_of, short_ids
from tui.commands.parsing import Nouns, add_code, add_entry, add_reading, add_saving, whole_number
from tui.commands.saving import save
from tui.commands.to_file import add_force, write_file
from tui.commands.typed_fields import add_field
from tui.language import _, ngettext

if TYPE_CHECKING:
    import argparse

    from shared.casework.drafting.remarks import Remark
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import Document, Version
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `draft` and `document`."""
    about = _("write documents of the reporter, from a template, in versions")
    drafts = nouns.noun("draft", about)
    fresh = drafts.command("new", _("begin a document; prints its id"), new)
    add_code(fresh)
    add_field(fresh, FIELDS[Kind.DOCUMENT]["kind"], positional=True)
    for name in ("title", "route", "addressee"):
        add_field(fresh, FIELDS[Kind.DOCUMENT][name])
    add_saving(fresh)

    shown = drafts.command(
        "show",
        _("print the newest text of a document, or its template"),
        show,
        description=_(
            "Prints the newest version of a document, or its template when nothing was written"
            " yet. Without a document it lists them. With --plain: id, kind, number of versions,"
            " title."
        ),
    )
    add_code(shown)
    _document(shown, needed=False)
    _version(shown)
    add_reading(shown)

    writing = drafts.command("write", _("keep a text as the next version"), write)
    add_code(writing)
    _document(writing, needed=True)
    writing.add_argument(
        "main",
        nargs="?",
        metavar=_("TEXT"),
        help=_("the text; without it, it is read from standard input"),
    )
    writing.add_argument("--file", type=Path, metavar="FILE", help=_("read the text from a file"))
    add_field(writing, FIELDS[Kind.VERSION]["checked"])
    add_saving(writing)

    checking = drafts.command(
        "check",
        _("look a text over: names, feelings among facts, what is missing"),
        check,
        description=_(
            "Marks what deserves a second look in a document; it stops nothing. With --plain:"
            " line, what, word or missing part."
        ),
    )
    add_code(checking)
    _document(checking, needed=True)
    _version(checking)
    add_reading(checking)

    giving = drafts.command(
        "export",
        _("write a document as the reporter gets it, without the questions"),
        export,
        description=_(
            "Writes the text of a document as the reporter gets it: without the questions of the"
            " template, without code or firm. Without a file it is printed."
        ),
    )
    add_code(giving)
    _document(giving, needed=True)
    _version(giving)
    giving.add_argument("--to", type=Path, metavar="FILE", help=_("the file to write"))
    add_force(giving)
    add_reading(giving)
    entry.add_deleting(drafts, Kind.DOCUMENT)

    entry.add_kind(nouns, "document", Kind.DOCUMENT, _("keep track of documents"))


def _document(command: argparse.ArgumentParser, *, needed: bool) -> None:
    if needed:
        add_entry(command, "document")
        return
    command.add_argument(
        "document",
        nargs="?",
        metavar="ID",
        help=_("its id, the beginning of it, or what it is called"),
    )


def _version(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--version", type=whole_number, metavar="N", help=_("the version with this number")
    )


async def new(errand: Errand) -> Exit:
    """Begin a document."""
    return await entry.add(Kind.DOCUMENT, errand)


def _found(file: CaseFile, errand: Errand) -> tuple[Document, Version | None]:
    """The document that was named, and the version that was, or the newest."""
    from shared.casework.drafting.documents import last_version, versions_of
    from shared.casework.model.views import Document

    document = entry_of(file, errand.given.document, Kind.DOCUMENT)
    assert isinstance(document, Document)
    number = getattr(errand.given, "version", None)
    if number is None:
        return document, last_version(file, document)
    found = [one for one in versions_of(file, document.id) if one.number == number]
    if not found:
        raise Ended(_("This document has no version {number}.").format(number=number))
    return document, found[-1]


async def show(errand: Errand) -> Exit:
    """Print a text, or list the documents."""
    from shared.casework.drafting.documents import text_to_begin

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    if errand.given.document is None:
        return _list(errand, file)
    document, version = _found(file, errand)
    text = text_to_begin(file, document, _) if version is None else version.text
    data = {
        "id": document.id.hex(),
        "number": None if version is None else version.number,
        "written_on": "" if version is None else version.written_on,
        "text": text,
    }
    errand.put(data, lambda: [(line,) for line in text.splitlines()], lambda: [text])
    return Exit.OK


def _list(errand: Errand, file: CaseFile) -> Exit:
    from shared.casework.drafting.documents import versions_of
    from shared.casework.model.views import Document
    from tui.widgets.values import called, context

    about, short = context(file, (), errand.now.date()), short_ids(file)
    found = [(one, versions_of(file, one.id)) for one in file.all(Document)]
    if not found:
        errand.terminal.say(_("There are no documents in this case."))
    errand.put(
        [
            {
                "id": one.id.hex(),
                "kind": None if one.kind is None else str(one.kind),
                "title": one.title,
                "versions": [{"id": v.id.hex(), "number": v.number} for v in versions],
            }
            for one, versions in found
        ],
        lambda: [
            (one.id.hex(), str(one.kind or ""), str(len(versions)), one.title)
            for one, versions in found
        ],
        lambda: [
            f"{short[one.id]}  {called(one, about)}  "
            + ngettext("{count} version", "{count} versions", len(versions)).format(
                count=len(versions)
            )
            for one, versions in found
        ],
    )
    return Exit.OK


async def write(errand: Errand) -> Exit:
    """Keep a text as the next version."""
    from shared.casework.drafting.versions import write_version

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        document, before = _found(file, errand)
        text = entry.given_text(errand, given.main, given.file)
        new = errand.new_id()
        checked = given.field_checked if isinstance(given.field_checked, bool) else None
        outcome = write_version(file, document, text, errand.today, new, checked)
        if outcome == [] and before is not None:
            new = before.id
        return await save(
            errand, session, file, Kind.VERSION, new, outcome, words={"text": _("TEXT")}
        )


async def check(errand: Errand) -> Exit:
    """Look a text over."""
    from shared.casework.drafting.documents import DraftRule, template_of
    from shared.casework.drafting.remarks import look_over

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        names = list(session.vault_names(file.circle))
    document, version = _found(file, errand)
    if version is None:
        raise Ended.by(DraftRule.NOTHING_WRITTEN)
    text = version.text
    found = look_over(text, names, template_of(file, document), _)
    if not found:
        errand.terminal.say(_("Nothing deserves a second look."))
    errand.put(
        [_remark_data(text, one) for one in found],
        lambda: [(str(_line(text, one)), one.look.name.lower(), _about(one)) for one in found],
        lambda: _remark_lines(text, found),
    )
    return Exit.OK


def _about(one: Remark) -> str:
    """The word that is marked, or the heading of the part that is missing."""
    from shared.casework.drafting.remarks import Look

    return _(one.about) if one.look is Look.MISSING else one.about


def _line(text: str, remark: Remark) -> int:
    return text.count("\n", 0, remark.start) + 1


def _remark_data(text: str, one: Remark) -> dict[str, Any]:
    return {
        "what": one.look.name.lower(),
        "text": _(one.look.text),
        "about": _about(one),
        "line": _line(text, one),
        "start": one.start,
        "end": one.end,
    }


def _remark_lines(text: str, found: Iterable[Remark]) -> Iterable[str]:
    for one in found:
        yield f"{_line(text, one)}: “{_about(one)}”"
        yield f"      {_(one.look.text)}"


async def export(errand: Errand) -> Exit:
    """Write a document as the reporter gets it."""
    from shared.casework.drafting import documents
    from shared.casework.rules import Broken

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
    document, version = _found(file, errand)
    text = documents.export(file, document, _, version)
    if isinstance(text, Broken):
        raise Ended.by(text.rule)
    if given.to is not None:
        write_file(errand, given.to, text.encode("utf-8", "replace"))
    data = {"file": str(given.to), "text": None} if given.to else {"file": None, "text": text}
    errand.put(
        data,
        lambda: [(str(given.to),)] if given.to else [(line,) for line in text.splitlines()],
        lambda: [] if given.to else [text.rstrip("\n")],
    )
    return Exit.OK
