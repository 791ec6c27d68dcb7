"""What is due over all cases, on paper or in a calendar: a code, a kind and a day."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands.columns import columns
from tui.commands.ending import Exit
from tui.commands.parsing import Nouns, add_reading
from tui.commands.to_file import add_force, write_file
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.due import Due
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `agenda`."""
    command = nouns.command(
        "agenda",
        _("show what is due over all cases, the most pressing first"),
        show,
        description=_(
            "Shows what is due over all your cases: code, kind and day, and nothing else. With"
            " --plain: how pressing, day, code, kind, whether it is a day to know of only, id of"
            " the case, id of the entry, number of the route (0 where there is one only)."
        ),
    )
    command.add_argument(
        "--until", metavar=_("DATE"), default="", help=_("only what is due by that day")
    )
    command.add_argument(
        "--ics", type=Path, metavar="FILE", help=_("write it as a calendar file (iCalendar)")
    )
    add_force(command)
    add_reading(command)


async def show(errand: Errand) -> Exit:
    """Show the agenda, or write it as a calendar."""
    from shared.casework.agenda import KINDS, STATUSES, agenda
    from shared.casework.calendar_export import calendar_of
    from tui.commands.typed_fields import day_of

    async with errand.opened() as session:
        notes = session.working_notes(None)
        found = agenda(session.entities_of(KINDS, STATUSES), errand.today, notes)
    if errand.given.until:
        until = day_of(errand, errand.given.until, "--until")
        found = [one for one in found if one.due <= until]
    if errand.given.ics is not None:
        content = calendar_of(found, errand.now, _)
        write_file(errand, errand.given.ics, content, told=False)
        errand.put(
            {"file": str(errand.given.ics), "entries": len(found)},
            lambda: [(str(errand.given.ics), str(len(found)))],
            list,
        )
        return Exit.OK
    if not found:
        errand.terminal.say(_("Nothing is due."))
    errand.put(
        [_data(one) for one in found],
        lambda: (_cells(one) for one in found),
        lambda: _lines(errand, found),
    )
    return Exit.OK


def _data(one: Due) -> dict[str, Any]:
    return {
        "pressing": str(one.pressing),
        "due": one.due,
        "code": one.code,
        "kind": str(one.kind),
        "quiet": one.quiet,
        "circle": one.circle.hex(),
        "id": None if one.entity is None else one.entity.hex(),
        "route": one.route,
    }


def _cells(one: Due) -> list[str]:
    data = _data(one)
    return ["" if value is None else str(value) for value in data.values()]


def _lines(errand: Errand, found: list[Due]) -> Iterable[str]:
    from tui.widgets.when import day

    today = errand.now.date()
    table = [[_(one.pressing.label), day(one.due, today), one.code, one.what(_)] for one in found]
    if found:
        heads = [_("How soon"), _("Day"), _("Code"), _("What")]
        yield from columns(heads, table, errand.terminal.width)
