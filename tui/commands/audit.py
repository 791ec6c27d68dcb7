"""Looking back: who wrote what in a case, and what in it breaks a rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS
from tui.commands.columns import columns
from tui.commands.ending import Exit
from tui.commands.finding import case_of, short_ids
from tui.commands.parsing import Nouns, add_code, add_limit, add_reading
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.audit import Entry
    from shared.casework.model.case_file import CaseFile
    from shared.casework.rules import Flag
    from tui.commands.errand import Errand
    from tui.local.session import Session


def add_to(nouns: Nouns) -> None:
    """Let the parser know `audit` and `flags`."""
    command = nouns.command(
        "audit",
        _("show who wrote what in a case, and when"),
        audit,
        description=_(
            "Shows who wrote what in a case, the newest first, from the records themselves. With"
            " --plain: time, who, what was done, kind, id, fields, place in the log."
        ),
    )
    add_code(command)
    add_limit(command)
    add_reading(command)

    marks = nouns.command(
        "flags",
        _("show what in a case breaks a rule as it stands"),
        flags,
        description=_(
            "Shows what another program, or two people at once, wrote against the rules of the"
            " work. With --plain: kind, id, field, rule."
        ),
    )
    add_code(marks)
    add_reading(marks)


async def audit(errand: Errand) -> Exit:
    """Who wrote what."""
    from shared.casework.audit import trail

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        limit = errand.given.limit
        found = trail(file)[:limit]
        data = [_data(session, one) for one in found]
        lines = list(_lines(errand, session, file, found))
    errand.put(
        data,
        lambda: [
            (one["time"], one["author"], one["act"], one["type"], one["id"],
             ",".join(one["fields"]), "" if one["place"] is None else str(one["place"]))
            for one in data
        ],
        lambda: lines,
    )  # fmt: skip
    return Exit.OK


def _data(session: Session, one: Entry) -> dict[str, Any]:
    from tui.commands.case_page import iso

    return {
        "time": iso(one.time),
        "place": one.place,
        "author": session.author(one.device) or "",
        "device": one.device.hex(),
        "act": str(one.act),
        "type": str(one.kind),
        "id": one.entity.hex(),
        "fields": list(one.fields),
    }


def _lines(
    errand: Errand, session: Session, file: CaseFile, found: Iterable[Entry]
) -> Iterable[str]:
    from tui.widgets.when import moment

    short = short_ids(file)
    table = [
        [
            moment(one.time, errand.now),
            session.author(one.device) or _("somebody who is not in the list"),
            _(one.act.label),
            short.get(one.entity, ""),
            _(one.kind.label),
            ", ".join(_(FIELDS[one.kind][name].label) for name in one.fields),
        ]
        for one in found
    ]
    if table:
        heads = [_("When"), _("Who"), _("What was done"), "", _("Kind"), _("Fields")]
        yield from columns(heads, table, errand.terminal.width)


async def flags(errand: Errand) -> Exit:
    """What breaks a rule."""
    from shared.casework.flags import flags

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
    found = flags(file, errand.today)
    if not found:
        errand.terminal.say(_("Nothing in this case breaks a rule."))
    errand.put(
        [flag_data(file, one) for one in found],
        lambda: [
            (data["type"] or "", data["id"], data["field"], data["rule"])
            for data in (flag_data(file, one) for one in found)
        ],
        lambda: flag_lines(file, found),
    )
    return Exit.OK


def flag_data(file: CaseFile, one: Flag) -> dict[str, Any]:
    """A mark as JSON has it."""
    from shared.casework.model.views import KIND_OF

    view = file.find(one.entity)
    return {
        "type": None if view is None else str(KIND_OF[type(view)]),
        "id": one.entity.hex(),
        "field": one.field,
        "rule": one.rule.name.lower(),
        "text": _(one.rule.text),
    }


def flag_lines(file: CaseFile, found: Iterable[Flag]) -> Iterable[str]:
    """Marks for people: what, where, and the rule."""
    from shared.casework.model.views import KIND_OF

    short = short_ids(file)
    for one in found:
        view = file.find(one.entity)
        kind = None if view is None else KIND_OF[type(view)]
        label = "" if kind is None else _(kind.label)
        field = None if kind is None else FIELDS[kind].get(one.field)
        where = label if field is None else f"{label}, {_(field.label)}"
        yield f"{short.get(one.entity, file.case.code)}  ! {where}: {_(one.rule.text)}"
