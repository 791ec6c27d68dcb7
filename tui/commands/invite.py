"""Inviting a colleague: a link that works once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.case_page import iso
from tui.commands.ending import Ended, Exit
from tui.commands.errand import failed
from tui.commands.parsing import Nouns, add_forms
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.local.session import Session

ROLES = ("adviser", "supervisor", "coordinator")


def add_to(nouns: Nouns) -> None:
    """Let the parser know `invite`."""
    command = nouns.command(
        "invite",
        _("invite a colleague; prints a link"),
        invite,
        description=_(
            "Makes a link for one colleague; it works once and for three days. An adviser keeps"
            " cases, a coordinator invites and admits, a supervisor belongs to the firm. Somebody"
            " can be several: repeat --role. No role opens a case."
        ),
    )
    command.add_argument("name", metavar=_("NAME"), help=_("the colleague, as others know them"))
    command.add_argument(
        "--role",
        action="append",
        choices=ROLES,
        help=_("what the colleague will be; adviser when it is not given; can be repeated"),
    )
    add_forms(command)


def check_coordinator(session: Session) -> None:
    """Whether this member may invite and admit."""
    if not any(row.is_me and "coordinator" in row.roles for row in session.members()):
        raise Ended(_("Only a coordinator can do this."), name="not_a_coordinator")


async def invite(errand: Errand) -> Exit:
    """Make the link."""
    from tui.local.port import Invitation

    name = errand.given.name.strip()
    if not name:
        raise Ended(_("{what} is empty. Nothing was done.").format(what=_("NAME")))
    roles = [role for role in ROLES if role in (errand.given.role or ROLES[:1])]
    async with errand.opened() as session:
        check_coordinator(session)
        made = await session.invite(name, ",".join(roles), session.now())
        if not isinstance(made, Invitation):
            raise failed(made, [_("No link was made.")])
    data = {"name": name, "roles": roles, "link": made.link, "expires": iso(made.expires)}
    errand.put(data, lambda: [(name, ",".join(roles), made.link)], lambda: [made.link])
    errand.terminal.say(
        _(
            "Send this link to {name} by a way that others do not read. It works once, until"
            " {time}. {name} uses it with: luister join"
        ).format(name=name, time=_until(errand, made.expires))
    )
    errand.terminal.say(_("After that, call {name}, and run: luister admit").format(name=name))
    return Exit.OK


def _until(errand: Errand, milliseconds: int) -> str:
    from tui.widgets.when import moment

    return moment(milliseconds, errand.now)
