"""Colleagues and their devices, and the words that two of them compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tui.commands.case_page import iso
from tui.commands.ending import Ended, Exit
from tui.commands.finding import member_of
from tui.commands.parsing import Nouns, add_forms, add_offline
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.local.port import MemberRow


def add_to(nouns: Nouns) -> None:
    """Let the parser know `members` and `words`."""
    command = nouns.command(
        "members",
        _("list colleagues and their devices"),
        list_all,
        description=_(
            "Lists who is in the firm, with which devices, and when something was last heard of"
            " them. With --plain one line for each device: member, roles, words compared, device,"
            " last heard, id of the member, id of the device."
        ),
    )
    add_forms(command)
    command = nouns.command(
        "words",
        _("show the ten words to compare with a colleague"),
        words,
        description=_(
            "Shows ten words. Your colleague sees the same ten with luister words and your name,"
            " unless somebody stands between you. Compare them by phone or face to face, once,"
            " before you share a case."
        ),
    )
    command.add_argument("name", metavar=_("NAME"), help=_("the colleague, by name"))
    command.add_argument(
        "--compared",
        action="store_true",
        help=_("write down that all ten were the same; only after you compared them"),
    )
    add_offline(command)
    add_forms(command)


async def list_all(errand: Errand) -> Exit:
    """List the members of today."""
    async with errand.opened() as session:
        rows = session.members()
    errand.put(
        [_data(row) for row in rows],
        lambda: (cells for row in rows for cells in _cells(row)),
        lambda: (line for row in rows for line in _lines(errand, row)),
    )
    return Exit.OK


def _data(row: MemberRow) -> dict[str, Any]:
    return {
        "member": row.member.hex(),
        "name": row.name,
        "roles": list(row.roles),
        "me": row.is_me,
        "compared": row.compared,
        "devices": [
            {
                "device": device.device.hex(),
                "name": device.name,
                "this_one": device.this_one,
                "sheet": device.is_sheet,
                "last_heard": None if device.last_heard is None else iso(device.last_heard),
            }
            for device in row.devices
        ],
    }


def _cells(row: MemberRow) -> Iterable[list[str]]:
    for device in row.devices:
        yield [
            row.name,
            ",".join(row.roles),
            "compared" if row.compared else "not-compared",
            device.name,
            "" if device.last_heard is None else iso(device.last_heard),
            row.member.hex(),
            device.device.hex(),
        ]


def _lines(errand: Errand, row: MemberRow) -> Iterable[str]:
    from tui.widgets.firm_words import ROLES, device_words, heard_words

    roles = ", ".join(_(ROLES.get(role, role)) for role in row.roles)
    if row.is_me:
        state = _("you")
    else:
        state = _("words compared") if row.compared else _("words not compared yet")
    yield f"{row.name}: {roles} ({state})"
    for device in row.devices:
        yield f"    {device_words(device)}: {heard_words(device, errand.now)}"


async def words(errand: Errand) -> Exit:
    """Show the ten words, or write down that they were compared."""
    async with errand.opened() as session:
        row = member_of(session.members(), errand.given.name)
        if row.is_me:
            raise Ended(_("You do not compare words with yourself."))
        found = session.pair_words(row.member)
        sent: dict[str, Any] = {}
        if errand.given.compared and not row.compared:
            session.confirm_words(row.member)
            sent = await errand.send(session)
    compared = row.compared or errand.given.compared
    errand.put(
        {
            "member": row.member.hex(),
            "name": row.name,
            "words": list(found),
            "compared": compared,
            **sent,
        },
        lambda: [(row.name, "compared" if compared else "not-compared", *found)],
        lambda: (f"{number:2}. {word}" for number, word in enumerate(found, 1)),
    )
    if not compared:
        errand.terminal.say(
            _(
                "Call {name} on a number that you know, and read the words to each other. Are all"
                " ten the same, and in the same order? Then run this again with --compared. If"
                " one differs, somebody stands between you: share nothing."
            ).format(name=row.name)
        )
    return Exit.OK
