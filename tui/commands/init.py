"""A new firm, with this device as its first."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.commands import passphrase
from tui.commands.ending import Ended, Exit
from tui.commands.errand import ended, go_on
from tui.commands.parsing import Nouns, add_forms
from tui.commands.terminal import Terminal, nobody_to_ask
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `init`."""
    command = nouns.command(
        "init",
        _("start a firm; prints the twelve words of the recovery sheet"),
        found,
        description=_(
            "Starts a firm, with you as its first adviser and coordinator. Whoever hosts the"
            " relay gives you its address and a code that works once. What is not given is"
            " asked. Prints the twelve words of the recovery sheet: write them on paper."
        ),
    )
    command.add_argument(
        "--relay",
        metavar=_("ADDRESS"),
        help=_("the address of the relay; with # and its pin, if it signed its own certificate"),
    )
    command.add_argument("--code", metavar=_("CODE"), help=_("the enrolment code"))
    command.add_argument("--firm", metavar=_("NAME"), help=_("the name of the firm"))
    command.add_argument("--name", metavar=_("NAME"), help=_("your own name"))
    add_device(command)
    add_forms(command)


def add_device(command: argparse.ArgumentParser) -> None:
    """The option for what this device is called."""
    command.add_argument(
        "--device",
        metavar=_("NAME"),
        help=_("what this device is called; the name of the machine when it is not given"),
    )


def device_name(errand: Errand) -> str:
    """What this device is to be called."""
    chosen = (errand.given.device or "").strip()
    return chosen or platform.node().split(".")[0][:40] or "device"


def answer(terminal: Terminal, given: str | None, question: str, option: str) -> str:
    """What was given as an option, or else is asked for."""
    if given is None and not terminal.can_ask:
        raise nobody_to_ask(question, option)
    text = (terminal.ask(f"{question}:") if given is None else given).strip()
    if not text:
        raise Ended(_("{what} is empty. Nothing was done.").format(what=question))
    return text


def check_empty(errand: Errand) -> None:
    """Whether a home can begin here: before anything is asked."""
    from tui.local.front import OCCUPIED
    from tui.ports import HomeState

    state = errand.front.state()
    if state is HomeState.joining:
        raise Ended(
            _("This device has answered an invitation and is not admitted yet."),
            hints=[go_on()],
        )
    if state is not HomeState.empty:
        raise Ended(_(OCCUPIED))


async def found(errand: Errand) -> Exit:
    """Make the firm and print the recovery sheet."""
    from tui.local.front import read_relay
    from tui.ports import SHEET_ADVICE, Problem

    given, terminal = errand.given, errand.terminal
    check_empty(errand)
    relay = answer(terminal, given.relay, _("Relay address"), "--relay")
    where = read_relay(relay)
    if isinstance(where, Problem):
        raise ended(where)
    code = answer(terminal, given.code, _("Enrolment code"), "--code")
    firm = answer(terminal, given.firm, _("Name of the firm"), "--firm")
    name = answer(terminal, given.name, _("Your name"), "--name")
    device = device_name(errand)
    chosen = passphrase.fresh(given, terminal, (name, firm))
    terminal.say(_("Making keys and greeting the relay. This takes some seconds."))
    outcome = await errand.front.found(relay, code, firm, name, device, chosen)
    if isinstance(outcome, Problem):
        raise ended(outcome)
    words, session = outcome.words, outcome.session
    data = {
        "firm": firm,
        "name": name,
        "member": session.my_member.hex(),
        "device": session.my_device.hex(),
        "device_name": device,
        "relay": where[0],
        "home": str(errand.folder),
        "sheet": list(words),
    }
    session.lock()
    errand.put(
        data,
        lambda: ([str(number), word] for number, word in enumerate(words, 1)),
        lambda: _sheet(words, where[0]),
    )
    terminal.say(_(SHEET_ADVICE))
    terminal.say(_("Clear the screen when you have them on paper."))
    terminal.say(_("The firm is there. Open a case with: luister case new"))
    return Exit.OK


def _sheet(words: tuple[str, ...], relay: str) -> Iterable[str]:
    yield from (f"{number:2}. {word}" for number, word in enumerate(words, 1))
    yield _("relay: {address}").format(address=relay)
