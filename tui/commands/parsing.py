"""The parser of the command line: nouns, verbs, and the options that many share.

Modules of nouns are read for every start of the program, so they import what they need
to work only when they work.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from shared.wording import N_
from tui.commands.ending import Exit, Misread
from tui.language import LANGUAGES, _, ngettext

if TYPE_CHECKING:
    from tui.commands.errand import Errand

Run = Callable[["Errand"], Awaitable[Exit] | int]
"""What a command does; one that waits for nothing gives its exit code at once."""

ARGPARSE_TEXTS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("unrecognized arguments: %s"),
)
"""What argparse itself says, for the catalogue."""

SURROUNDINGS = frozenset({"--home", "--lang", "--passphrase-file", "--passphrase-fd"})
"""The options that all commands have; each is followed by its value."""


DIGITS = 9
"""The most digits of a number that is typed: more things than any store holds."""


def speak() -> None:
    """Let argparse say what it says in the language in use.

    It asks gettext by these two names of its own module, and takes no other catalogue.
    """
    vars(argparse).update({"_": _, "ngettext": ngettext})


class Parser(argparse.ArgumentParser):
    """A parser that takes no abbreviations, which a later version could break."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Raises `Misread`, with what was wrong."""
        raise Misread(f"{self.prog}: {message}", self.format_usage())


class Top(Parser):
    """The parser of the whole program: its help shows the commands by what they are for."""

    sections: Sequence[tuple[str, Sequence[str]]] = ()
    """A heading (source text) and the commands below it, in their order."""

    def format_help(self) -> str:
        """The help, with a heading for each section."""
        made = self._get_formatter()
        made.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        made.add_text(self.description)
        commands: list[argparse.Action] = []
        for group in self._action_groups:
            actions = group._group_actions  # noqa: SLF001 - argparse has no other way
            if any(action.dest == "noun" for action in actions):
                for one in actions:
                    commands += one._get_subactions()  # type: ignore[attr-defined]  # noqa: SLF001 - as above
                continue
            made.start_section(group.title)
            made.add_arguments(actions)
            made.end_section()
        by_name = {action.dest: action for action in commands}
        for title, names in self.sections:
            made.start_section(_(title))
            made.add_arguments([by_name[name] for name in names if name in by_name])
            made.end_section()
        made.add_text(self.epilog)
        return made.format_help()


class Nouns:
    """Where commands are added: at the top, or below a noun."""

    def __init__(
        self,
        parser: argparse.ArgumentParser,
        title: str,
        hidden: Parser | None = None,
    ) -> None:
        """`hidden` has the options that all commands take besides their own."""
        self.asked: Collection[str] = ()
        """The nouns that were typed; nothing when all are to be known."""
        self._commands = parser.add_subparsers(
            title=title, metavar=_("COMMAND"), dest="noun", parser_class=Parser
        )
        parser.set_defaults(run=None, parser=parser)
        self._hidden = hidden or Parser(add_help=False)
        if hidden is None:
            add_surroundings(self._hidden, hidden=True)

    def noun(self, name: str, help: str) -> Nouns:
        """A word that commands come after."""
        parser = self._commands.add_parser(name, help=help, description=_sentence(help))
        return Nouns(parser, _("commands"), self._hidden)

    def command(
        self, name: str, help: str, run: Run, *, description: str = ""
    ) -> argparse.ArgumentParser:
        """A command, and what it does."""
        parser = self._commands.add_parser(
            name,
            help=help,
            parents=[self._hidden],
            description=description or _sentence(help),
            epilog=_("Options for the folder, language and passphrase: luister --help."),
        )
        parser.set_defaults(run=run, parser=parser, json=False, plain=False)
        return parser


class Adds(Protocol):
    """A module that adds commands to the parser."""

    def add_to(self, nouns: Nouns) -> None:
        """Let the parser know its commands."""


def _sentence(help: str) -> str:
    return f"{help[:1].upper()}{help[1:]}."


def add_surroundings(parser: argparse.ArgumentParser, *, hidden: bool) -> None:
    """The options that all commands have; before the command, or after it."""

    def option(name: str, help: str, **more: Any) -> None:
        default: Any = argparse.SUPPRESS if hidden else None
        shown = argparse.SUPPRESS if hidden else help
        parser.add_argument(name, default=default, help=shown, **more)

    option(
        "--home",
        _("the folder of this device (LUISTER_HOME, or the platform's folder for data)"),
        type=Path,
        metavar="DIR",
    )
    option("--lang", _("the language: nl or en (LUISTER_LANG)"), choices=LANGUAGES)
    option(
        "--passphrase-file",
        _("read the passphrase from the first line of a file that only you can read"),
        type=Path,
        metavar="FILE",
    )
    option(
        "--passphrase-fd",
        _("read the passphrase from the first line of an open file descriptor"),
        type=whole_number,
        metavar="N",
    )


def add_limit(parser: argparse.ArgumentParser, usual: int | None = None) -> None:
    """How many lines are shown at most; all of them when `usual` is None."""
    parser.add_argument(
        "--limit",
        type=whole_number,
        default=usual,
        metavar="N",
        help=_("at most so many lines") if usual is None else _("at most so many (50)"),
    )


def whole_number(word: str) -> int:
    """A number that was typed, small enough for whatever counts with it."""
    if not (word.isascii() and word.isdecimal() and len(word) <= DIGITS):
        raise argparse.ArgumentTypeError(_("write a whole number from 0 on"))
    return int(word)


def add_forms(parser: argparse.ArgumentParser) -> None:
    """The forms in which data can be had besides text for people."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("print JSON, for programs"))
    form.add_argument(
        "--plain", action="store_true", help=_("print plain lines with tabs between the parts")
    )


def add_code(parser: argparse.ArgumentParser) -> None:
    """The case that a command is about."""
    parser.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))


def add_entry(parser: argparse.ArgumentParser, name: str = "id") -> None:
    """The entry of a case that a command is about."""
    parser.add_argument(
        name, metavar="ID", help=_("its id, the beginning of it, or what it is called")
    )


def add_day(parser: argparse.ArgumentParser, name: str = "--on") -> None:
    """On which day something was."""
    parser.add_argument(
        name, metavar=_("DATE"), default="", help=_("on which day; today when it is not said")
    )


def add_sure(parser: argparse.ArgumentParser) -> None:
    """For what can not be undone: that it is not asked whether it is meant."""
    parser.add_argument("--yes", action="store_true", help=_("do not ask whether you are sure"))


def add_saving(parser: argparse.ArgumentParser, *, texts: bool = True) -> None:
    """What all commands take that save something in a case; `texts` where names of the vault
    do not belong."""
    if texts:
        parser.add_argument(
            "--keep-names", action="store_true", help=_("save a text in which a name stands, too")
        )
    add_offline(parser)
    add_forms(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """For commands that only read: they ask nobody, and take the option that says so."""
    parser.add_argument(
        "--offline", action="store_true", help=_("ask no relay; this command never does")
    )
    add_forms(parser)


def add_offline(parser: argparse.ArgumentParser) -> None:
    """For commands that save: whether they try to sync afterwards."""
    parser.add_argument(
        "--offline", action="store_true", help=_("save on this device only; sync another time")
    )
