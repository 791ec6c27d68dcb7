"""What is open in a case now: the next things to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tui.commands.ending import Exit
from tui.commands.finding import case_of, short_ids
from tui.commands.parsing import Nouns, add_code, add_reading
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.open_now import Open
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `open-now`."""
    command = nouns.command(
        "open-now",
        _("show what there is to do in a case now"),
        show,
        description=_(
            "Shows what there is to do in a case, what has a day first. With --plain: day, what,"
            " kind, id of the entry that it is about."
        ),
    )
    add_code(command)
    add_reading(command)


async def show(errand: Errand) -> Exit:
    """Show what is open."""
    from shared.casework.open_now import open_now

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    found = open_now(file, errand.today)
    if not found:
        errand.terminal.say(_("Nothing is open in this case."))
    errand.put(
        [open_data(one) for one in found],
        lambda: [
            (one.due, one.text.name.lower(), str(one.kind), "" if one.entity is None
             else one.entity.hex())
            for one in found
        ],
        lambda: open_lines(errand, file, found),
    )  # fmt: skip
    return Exit.OK


def open_data(one: Open) -> dict[str, Any]:
    """Something that is open, as JSON has it."""
    return {
        "what": one.text.name.lower(),
        "text": _(one.text.text),
        "due": one.due,
        "type": str(one.kind),
        "id": None if one.entity is None else one.entity.hex(),
    }


def open_lines(errand: Errand, file: CaseFile, found: Iterable[Open]) -> Iterable[str]:
    """What is open for people: what has a day with its day, and too late said so."""
    from tui.widgets.values import called, context
    from tui.widgets.when import day

    short = short_ids(file)
    about = context(file, (), errand.now.date())
    for one in found:
        when = ""
        if one.due:
            when = f"{day(one.due, about.today)}: "
            if one.due < errand.today:
                when = f"! {when}"
        view = None if one.entity in (None, file.circle) else file.find(one.entity)
        what = "" if view is None else f" ({short[view.id]} {called(view, about)})"
        yield f"{when}{_(one.text.text)}{what}"
