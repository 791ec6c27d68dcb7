"""Referring the reporter to another helper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.casework.model.kinds import Kind
from tui.commands import entry
from tui.commands.ending import Exit
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_code, add_reading
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `referral`."""
    about = _("refer the reporter to another helper")
    referrals = entry.add_kind(nouns, "referral", Kind.REFERRAL, about)
    command = referrals.command(
        "suggest",
        _("show kinds of helpers, those for a crisis first"),
        suggest,
        description=_(
            "Shows kinds of helpers: those for a crisis that the case speaks of first, then the"
            " usual ones. Whom to call at once is said. With --plain: kind, label."
        ),
    )
    add_code(command)
    add_reading(command)


async def suggest(errand: Errand) -> Exit:
    """Show kinds of helpers, and whom to call at once."""
    from shared.casework.ending.referring import crisis_notes, suggested_categories

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    notes = [_(note.text) for note in crisis_notes(file)]
    found = suggested_categories(file)
    for note in notes:
        errand.terminal.say(note)
    errand.put(
        {
            "notes": notes,
            "categories": [{"category": str(one), "label": _(one.label)} for one in found],
        },
        lambda: [(str(one), _(one.label)) for one in found],
        lambda: [f"{one}  {_(one.label)}" for one in found],
    )
    return Exit.OK
