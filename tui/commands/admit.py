"""Admitting who answered an invitation, after five words were compared by voice."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.case_page import iso
from tui.commands.ending import Ended, Exit
from tui.commands.errand import failed
from tui.commands.invite import check_coordinator
from tui.commands.parsing import Nouns, add_forms
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.local.port import Invitation
    from tui.local.session import Session


def add_to(nouns: Nouns) -> None:
    """Let the parser know `admit`."""
    command = nouns.command(
        "admit",
        _("admit who answered an invitation, after comparing five words"),
        admit,
        description=_(
            "Shows who answered an invitation, with five words. Call the colleague on a number"
            " that you know: both of you see five words. Only when all are the same does the"
            " colleague get in. With --json or --plain, and without --words, it only lists the"
            " invitations."
        ),
    )
    command.add_argument(
        "name", nargs="?", metavar=_("NAME"), help=_("who, as the invitation names them")
    )
    command.add_argument(
        "--words",
        metavar=_("WORDS"),
        help=_("the five words that the colleague read to you, in quotes, instead of a question"),
    )
    add_forms(command)


async def admit(errand: Errand) -> Exit:
    """List the invitations; admit one of them when the words are the same."""
    given = errand.given
    async with errand.opened() as session:
        check_coordinator(session)
        found = await session.check_invitations()
        if not isinstance(found, list):
            raise failed(found)
        if given.name is not None:
            found = _named(found, given.name)
        answered = [one for one in found if one.words is not None]
        if given.words is not None:
            return await _admit(errand, session, _meant(answered, given))
        if given.json or given.plain or len(answered) != 1:
            return _list(errand, found, answered)
        _ask(errand, answered[0])
        return await _admit(errand, session, answered[0])


def _named(found: list[Invitation], word: str) -> list[Invitation]:
    wanted = word.strip().casefold()
    exact = [one for one in found if one.name.casefold() == wanted]
    begun = [one for one in found if wanted and one.name.casefold().startswith(wanted)]
    if not (exact or begun):
        raise Ended(_("There is no open invitation for {name}.").format(name=word))
    return exact or begun


def _meant(answered: list[Invitation], given: argparse.Namespace) -> Invitation:
    """The one whose words the colleague read out; of others somebody else has the link."""
    if not answered:
        raise Ended(_("Nobody has answered this invitation yet."))
    words = tuple(given.words.casefold().split())
    same = [one for one in answered if one.words == words]
    if len(same) != 1:
        raise _differ(given.name or answered[0].name)
    return same[0]


def _ask(errand: Errand, invitation: Invitation) -> None:
    """Show the words, and ask whether they were the same."""
    terminal, name = errand.terminal, invitation.name
    terminal.say(_("Call {name} on a number that you know.").format(name=name))
    terminal.show("   ".join(invitation.words or ()))
    terminal.say(_("{name} sees five words too. Read them to each other.").format(name=name))
    if not terminal.can_ask:
        raise Ended(_("Nobody was admitted: there is no terminal to ask at. Use --words."))
    if not terminal.agrees(_("Are all five the same, and in the same order? Type yes or no:")):
        raise _differ(name)


def _list(errand: Errand, found: list[Invitation], answered: list[Invitation]) -> Exit:
    data = [
        {
            "name": one.name,
            "roles": one.role.split(","),
            "expires": iso(one.expires),
            "answered": one.words is not None,
            "words": None if one.words is None else list(one.words),
        }
        for one in found
    ]
    errand.put(
        data,
        lambda: (
            (one.name, one.role, iso(one.expires), " ".join(one.words or ())) for one in found
        ),
        lambda: (
            f"{one.name}: " + (_("has answered") if one.words else _("has not answered yet"))
            for one in found
        ),
    )
    if errand.given.json or errand.given.plain:
        return Exit.OK
    if len(answered) > 1:
        raise Ended(
            _("Several have answered. Say who: luister admit NAME"),
            hints=[
                _("If one name is there more than once, use --words with what you heard."),
            ],
        )
    if not found:
        errand.terminal.say(_("There is no open invitation. Make one with: luister invite NAME"))
        return Exit.OK
    raise Ended(_("Nobody has answered this invitation yet."))


async def _admit(errand: Errand, session: Session, invitation: Invitation) -> Exit:
    name = invitation.name
    known = set(session.status().notices)
    problem = await session.admit(invitation)
    errand.tell([notice for notice in session.status().notices if notice not in known])
    if problem is not None:
        raise failed(problem, [_("Run luister admit once more when the relay can be reached.")])
    data = {"name": name, "roles": invitation.role.split(","), "admitted": True}
    errand.put(
        data,
        lambda: [(name, invitation.role)],
        lambda: [_("{name} is in the firm now.").format(name=name)],
    )
    return Exit.OK


def _differ(name: str) -> Ended:
    return Ended(
        _(
            "Nobody was admitted. If the words differ, somebody may stand between you and {name}:"
            " throw the link away and make a new one. If they differ again, call whoever hosts"
            " the relay."
        ).format(name=name)
    )
