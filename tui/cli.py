"""`luister`: the command line, and the way to the screen.

This module only finds out what is wanted; what a command needs is imported when it is
carried out, so that `luister --version` is quick and the passphrase is asked at once.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from shared.wording import N_
from tui.commands.ending import NAMES, Ended, Exit, Misread
from tui.commands.errand import Errand
from tui.commands.parsing import SURROUNDINGS, Adds, Nouns, Top, add_surroundings, speak
from tui.commands.terminal import Terminal
from tui.language import LANGUAGES, _, choose, fill, use
from tui.local.fault import LocalFault
from tui.local.home import default_folder
from tui.local.last_words import last_words

if TYPE_CHECKING:
    from tui.local.opening import Door

SECTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        N_("cases"),
        {
            "case": "case",
            "call": "call",
            "open-now": "open_now",
            "agenda": "agenda",
            "search": "search",
            "reminder": "entry",
        },
    ),
    (
        N_("first talks"),
        {
            "conflict-check": "entry",
            "explanation": "entry",
            "consent": "consent",
            "contact": "entry",
            "note": "entry",
            "party": "entry",
            "concern": "entry",
            "incident": "entry",
            "impact": "entry",
        },
    ),
    (
        N_("options and the choice of the reporter"),
        {
            "option": "choice",
            "consequence": "entry",
            "sheet": "sheet",
            "decide": "choice",
            "decision": "choice",
        },
    ),
    (
        N_("routes"),
        {
            "route": "route",
            "step": "route",
            "guard": "route",
            "draft": "draft",
            "document": "draft",
        },
    ),
    (
        N_("the end of a case"),
        {
            "referral": "referral",
            "aftercare": "aftercare",
            "adverse-effect": "entry",
            "disclosure": "entry",
            "close": "closing",
            "reopen": "closing",
            "closure": "closing",
        },
    ),
    (
        N_("names, own notes, looking back"),
        {
            "vault": "vault",
            "names": "names",
            "worknote": "worknote",
            "kit": "kit",
            "audit": "audit",
            "flags": "audit",
        },
    ),
    (
        N_("the firm and this device"),
        {
            "init": "init",
            "invite": "invite",
            "join": "join",
            "admit": "admit",
            "members": "members",
            "words": "members",
            "sync": "sync",
            "status": "status",
            "doctor": "doctor",
            "carry": "carry",
            "passphrase": "passphrase",
            "demo": "demo",
        },
    ),
)
"""The commands as help shows them: a heading, and below it the first words of commands, each
with the module of `tui.commands` that adds it to the parser."""

NOUNS = {noun: module for _title, nouns in SECTIONS for noun, module in nouns.items()}


def main(
    arguments: Sequence[str] | None = None,
    *,
    door: Door | None = None,
    terminal: Terminal | None = None,
) -> int:
    """Carry out one command; gives the exit code.

    `door` is how homes are opened, `terminal` where it is typed; both are for tests.
    Raises `SystemExit` for a command line that can not be understood, or asks for help.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal.of_process() if terminal is None else terminal
    use(choose(_flag(words), terminal.environ))
    terminal.for_programs = _asks_json(words)
    try:
        given = parser(words).parse_args(words)
    except Misread as wrong:
        if not terminal.for_programs:
            terminal.say(wrong.usage.rstrip())
        terminal.fail(NAMES[Exit.USAGE], wrong.text)
        raise SystemExit(int(Exit.USAGE)) from None
    folder = given.home or default_folder(terminal.environ)
    return _carry_out(Errand(given, terminal, folder.expanduser(), door))


def _asks_json(words: Sequence[str]) -> bool:
    """Whether a program reads along: it is needed also where the words are no command."""
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


def _flag(words: Sequence[str]) -> str | None:
    """The language that the words ask for: it is needed before they are parsed."""
    for at, word in enumerate(words):
        name, _equals, value = word.partition("=")
        if name == "--lang":
            value = value or next(iter(words[at + 1 :]), "")
            return value if value in LANGUAGES else None
    return None


def parser(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The parser, in the language in use.

    When `words` name commands, or want the screen, it knows these alone, for making all
    takes longer than many a command.
    """
    speak()
    made = Top(
        prog="luister",
        description=_(
            "Keeps the cases of a confidential adviser, sealed, on this device. Without a command"
            " it opens the screen."
        ),
        epilog=_(
            "Exit codes: 0 done, 1 not done and said why, 2 not understood, 3 wrong passphrase."
        ),
    )
    made.add_argument(
        "--version", action=_Version, nargs=0, help=_("show program's version number and exit")
    )
    add_surroundings(made, hidden=False)
    made.sections = [(title, tuple(names)) for title, names in SECTIONS]
    nouns = Nouns(made, _("commands"))
    asked: Iterable[str] = ()
    if words is None or not _wants_screen(words):
        nouns.asked = [word for word in words or () if word in NOUNS]
        asked = [NOUNS[word] for word in nouns.asked or NOUNS]
    for name in dict.fromkeys(asked):
        module: Adds = import_module(f"tui.commands.{name}")
        module.add_to(nouns)
    return made


class _Version(argparse.Action):
    """Says the version; it is looked up only then, for that takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import version

        print(parser.prog, version("luister"))
        parser.exit()


def _wants_screen(words: Sequence[str]) -> bool:
    """Whether nothing is asked for but the screen: there are only options with a value."""
    left = iter(words)
    for word in left:
        name, equals, _value = word.partition("=")
        if name not in SURROUNDINGS:
            return False
        if not equals:
            next(left, None)
    return True


def _carry_out(errand: Errand) -> int:
    terminal = errand.terminal
    try:
        code = _run(errand)
        terminal.flush()
    except Ended as end:
        terminal.fail(end.name, end.text, end.hints, end.field)
        return int(end.code)
    except LocalFault as fault:
        terminal.fail(_name_of(fault), fill(fault.text, fault.blanks))
        return int(Exit.FAILED)
    except KeyboardInterrupt:
        terminal.say()
        terminal.fail(NAMES[Exit.INTERRUPTED], _("Stopped. What was saved is safe on this device."))
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read what was printed has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), terminal.stdout.fileno())
        return int(Exit.OK)
    except Exception as error:  # noqa: BLE001 - the last net: nothing of the user's is printed
        terminal.fail(NAMES[Exit.CRASHED], crash_text(error))
        return int(Exit.CRASHED)
    return code


def _name_of(fault: LocalFault) -> str:
    """What a fault is called for programs: `HomeInUse` is home_in_use."""
    name = type(fault).__name__
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("_")


def _run(errand: Errand) -> int:
    run = errand.given.run
    if run is None:
        return _without_command(errand)
    outcome: Awaitable[Exit] | int = run(errand)
    return int(outcome if isinstance(outcome, int) else asyncio.run(_quietly(outcome)))


async def _quietly(outcome: Awaitable[Exit]) -> Exit:
    """Wait for a command. What asyncio itself would print holds the text of exceptions."""
    asyncio.get_running_loop().set_exception_handler(_say_nothing)
    return await outcome


def _say_nothing(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waited for concerns nobody."""


def _without_command(errand: Errand) -> int:
    """Open the screen; a noun without a verb, or no terminal, gets help instead."""
    given, terminal = errand.given, errand.terminal
    if given.noun is not None or not terminal.has_screen():
        (parser() if given.noun is None else given.parser).print_help(terminal.stderr)
        return int(Exit.USAGE)
    from tui.app import LuisterApp
    from tui.keymap_file import read_keys

    keys = read_keys(errand.folder)
    if keys.wrong:
        terminal.stderr.write(fill(keys.wrong, keys.blanks) + "\n")
    app = LuisterApp(errand.front, keymap=keys.keymap)

    async def show() -> None:
        try:
            await app.run_async()
        finally:
            await errand.front.close()

    asyncio.run(show())
    return app.return_code or 0


def crash_text(error: BaseException) -> str:
    """What is said about a fault: kinds of exceptions and places in the code.

    Neither the text of an exception nor a variable is in it: both can hold notes, names
    and keys.
    """
    said = _(
        "Luister has stopped by a fault in the program. What was saved is safe on this device."
        " If it stays, send the lines below to who maintains it: they hold no case content."
    )
    return f"{said}\n{last_words(error)}"
