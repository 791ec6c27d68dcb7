"""Joining a firm with a link: answering it, comparing five words, being admitted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from tui.commands import passphrase
from tui.commands.ending import Ended, Exit, Misused
from tui.commands.errand import ended, failed, go_on
from tui.commands.init import add_device, answer, check_empty, device_name
from tui.commands.parsing import Nouns, add_forms
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.local.front import FrontJoining
    from tui.ports import Problem

REMINDER_SECONDS = 60.0
"""How often it is said that it still waits."""


def add_to(nouns: Nouns) -> None:
    """Let the parser know `join`."""
    command = nouns.command(
        "join",
        _("join a firm with the link that you got"),
        join,
        description=_(
            "Answers an invitation, shows five words to compare with the coordinator by phone,"
            " and waits to be admitted. Ctrl-C stops the waiting; the answer is kept, and"
            " luister join --resume goes on. With --json: one object for each event."
        ),
    )
    command.add_argument(
        "link",
        nargs="?",
        metavar=_("LINK"),
        help=_("the link; without it, it is asked, so that no other program sees it"),
    )
    command.add_argument(
        "--name", metavar=_("NAME"), help=_("your own name; the one in the link when not given")
    )
    add_device(command)
    command.add_argument(
        "--resume", action="store_true", help=_("go on with an answer given before")
    )
    command.add_argument(
        "--no-wait", action="store_true", help=_("do not wait for the coordinator")
    )
    add_forms(command)


async def join(errand: Errand) -> Exit:
    """Answer a link or go on with an answer, and wait unless told not to."""
    if errand.given.resume and errand.given.link is not None:
        raise Misused(_("Give a link, or --resume, not both."))
    joining = await (_resumed(errand) if errand.given.resume else _answered(errand))
    try:
        return await _follow(errand, joining)
    except asyncio.CancelledError:
        errand.terminal.say(
            _("Your answer is kept. Go on with: {command}").format(command="luister join --resume")
        )
        raise
    finally:
        joining.close()


async def _answered(errand: Errand) -> FrontJoining:
    from tui.ports import Problem

    given, terminal = errand.given, errand.terminal
    check_empty(errand)
    link = "".join(answer(terminal, given.link, _("Link"), _("LINK")).split())
    named = errand.front.link_name(link)
    if isinstance(named, Problem):
        raise ended(named)
    name = (given.name or named).strip()
    if not name:
        name = answer(terminal, None, _("Your name"), "--name")
    chosen = passphrase.fresh(given, terminal, (name,))
    terminal.say(_("Making keys and answering the link. This takes some seconds."))
    return _good(await errand.front.join(link, name, device_name(errand), chosen))


async def _resumed(errand: Errand) -> FrontJoining:
    from tui.ports import HomeState

    if errand.front.state() is not HomeState.joining:
        raise Ended(_("No answer to an invitation is waiting here."))
    return _good(await errand.front.resume(passphrase.existing(errand.given, errand.terminal)))


def _good(outcome: FrontJoining | Problem) -> FrontJoining:
    from tui.ports import Problem

    if isinstance(outcome, Problem):
        raise ended(outcome)
    return outcome


async def _follow(errand: Errand, joining: FrontJoining) -> Exit:
    from tui.ports import Problem

    terminal, wait = errand.terminal, not errand.given.no_wait
    terminal.say(
        _(
            "Your answer lies at the relay. Call the colleague who sent you the link, on a number"
            " that you know. The colleague runs: luister admit"
        )
    )
    if not (wait or errand.given.resume):
        terminal.say(go_on())
        _event(errand, {"event": "answered"}, ("answered",), [])
        return Exit.OK
    async with _reminding(errand, wait):
        words = await joining.safety_words(wait)
    if isinstance(words, Problem):
        raise _later(words)
    _event(
        errand,
        {"event": "words", "words": list(words)},
        ("words", *words),
        ["   ".join(words)],
    )
    terminal.say(
        _(
            "Read these five words to your colleague, who sees five words too. Are all five the"
            " same? Then your colleague admits you. Is one of them different? Then stop and tell"
            " your colleague: somebody is between you."
        )
    )
    async with _reminding(errand, wait):
        session = await joining.admitted(wait)
    if isinstance(session, Problem):
        raise _later(session)
    firm, member = session.firm_name, session.my_member.hex()
    session.lock()
    _event(
        errand,
        {"event": "admitted", "firm": firm, "member": member},
        ("admitted", firm, member),
        [_("You are in: {firm}.").format(firm=firm)],
    )
    terminal.say(_("Before you share a case with somebody, compare ten words: luister words NAME"))
    return Exit.OK


def _later(problem: Problem) -> Ended:
    return failed(problem, [go_on()])


def _event(errand: Errand, data: dict[str, Any], row: tuple[str, ...], lines: list[str]) -> None:
    errand.put(data, lambda: [row], lambda: lines)
    errand.terminal.flush()


@contextlib.asynccontextmanager
async def _reminding(errand: Errand, wait: bool) -> AsyncIterator[None]:
    """Say now and then that it still waits, and how to stop."""

    async def remind() -> None:
        minutes = 0
        while True:
            await asyncio.sleep(REMINDER_SECONDS)
            minutes += 1
            errand.terminal.say(
                _("Still waiting ({minutes} min). Ctrl-C stops the waiting.").format(
                    minutes=minutes
                )
            )

    if not wait:
        yield
        return
    errand.terminal.say(_("Waiting for the coordinator …"))
    reminding = asyncio.create_task(remind())
    try:
        yield
    finally:
        reminding.cancel()
        await asyncio.wait({reminding})
