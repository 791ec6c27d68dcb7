"""The options sheet for the reporter: printed as text, or written as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.ending import Exit
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_code, add_reading
from tui.commands.to_file import add_force, write_file
from tui.language import _, ngettext

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `sheet`."""
    command = nouns.command(
        "sheet",
        _("make the options sheet for the reporter"),
        make,
        description=_(
            "Makes the options sheet: what could be done, with what speaks for and against it,"
            " in plain words, without a name, firm or code. It is printed as text, unless it is"
            " to be written into a file."
        ),
    )
    add_code(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--pdf", type=Path, metavar="FILE", help=_("write it as a page to print"))
    form.add_argument("--text", type=Path, metavar="FILE", help=_("write it as plain text"))
    add_force(command)
    add_reading(command)


async def make(errand: Errand) -> Exit:
    """Print the sheet, or write it."""
    from shared.casework.choice.options_sheet import as_text, options_sheet
    from tui.widgets.when import day

    given = errand.given
    async with errand.opened() as session:
        file = session.case(case_of(session, given.code))
        firm = [session.firm_name, *(row.name for row in session.members())]
        names = [*firm, *session.vault_names(file.circle)]
    sheet = options_sheet(file, _, names, day)
    if sheet.hidden:
        errand.terminal.say(
            ngettext(
                "{count} word that told whose case it is was left out.",
                "{count} words that told whose case it is were left out.",
                sheet.hidden,
            ).format(count=sheet.hidden)
        )
    text, unprinted = as_text(sheet), False
    if given.pdf is not None:
        from tui.paper.options_sheet_pdf import options_sheet_pdf

        printed = options_sheet_pdf(sheet)
        unprinted = printed.unprinted
        write_file(errand, given.pdf, printed.data)
        if unprinted:
            errand.terminal.say(sheet.unprinted)
    elif given.text is not None:
        write_file(errand, given.text, text.encode("utf-8", "replace"))
    path = given.pdf or given.text
    data = {
        "options": len(sheet.options),
        "hidden": sheet.hidden,
        "unprinted": unprinted,
        "file": None if path is None else str(path),
        "text": text if path is None else None,
    }
    errand.put(
        data,
        lambda: [(str(path),)] if path is not None else [(line,) for line in text.splitlines()],
        lambda: [] if path is not None else [text.rstrip("\n")],
    )
    return Exit.OK
