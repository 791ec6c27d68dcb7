"""Write docs/commands.md: commands, keys and settings, as the programs themselves know them.

`python docs/reference.py` writes the page; with `--check` it only says whether the page is
up to date, and ends with 1 when it is not.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import msgspec

PAGE = Path(__file__).with_name("commands.md")

HEAD = """\
# Commands, keys and settings

Written by `just docs` from the programs themselves. Do not edit.
"""

MEANING = {
    "data": "the folder that holds the database; made when it is not there",
    "host": "the address to listen at",
    "port": "the port to listen at; 0 lets the system choose one",
    "origins": (
        "the addresses that devices dial, written as `https://relay.example:443`; may be left out"
        " when the relay listens on this machine only"
    ),
    "certificate": "file of the TLS certificate; set it together with `key`",
    "key": "file of the TLS certificate's private key",
    "record_bytes": "the longest record",
    "batch_bytes": "the longest body of an append",
    "batch_records": "the most records of an append",
    "page_bytes": "the longest page of the log",
    "tail_bytes": "the longest lost tail that a device may offer",
    "waiting_bytes": "the most bytes of bodies that are worked on at one time",
    "firm_bytes": "the most bytes of records and parcels of one firm",
    "boxes": "the most open drop-boxes of one firm",
    "devices": "the most devices of one firm",
    "streams": "the most event streams of one device; the oldest is ended for a new one",
    "heartbeat_seconds": "the pause between signs of life on an event stream",
    "device_checks": "how many blinded names a day one device may have evaluated",
    "firm_checks": "how many blinded names a day all devices of a firm may have evaluated",
    "token_seconds": "how long a device is logged in",
    "open_requests": "how many requests a second one address may make before it has logged in",
}
"""What each setting of the relay means; a setting without a line here stops the page."""


OFTEN = ("--keep-names", "--offline", "--json", "--plain")
"""Options that so many commands have that they are told once."""


FOR_PROGRAMS = """\
With `--json` a program can read all that is written. Standard output has one document: the
data, or when the command is not done
`{"error": {"code": "no_case", "field": "", "text": "…", "next": ["…"]}}`. `code` is a name that
stays the same in every language and version: the rule that would be broken (`not_a_date`,
`check_first`), or `no_case`, `several_cases`, `not_found`, `several_found`, `of_another_kind`,
`code_taken`, `name_in_text`, `needs_yes`, `nobody_to_ask`, `no_home`, `not_admitted_yet`,
`home_in_use`, `wrong_passphrase`, `unreachable`, `timeout`; where there is no closer name it is
`not_done`, `not_understood` (exit code 2), `crashed` (70) or `interrupted` (130). `field` is the
field that it is about, or empty; `text` and `next` are for people. What is said besides, warnings
too, is on standard error: on each line an object `{"told": {"code": "…", "text": "…"}}`. When a
sync fails after its data was printed, the error is there too. `sync --watch` and `join` print a
document for each thing that happens. Exit codes are the same as without `--json`.
"""


class _CapturedError(Exception):
    """Carries a program's parser out of its `main`."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


def parser_of(main: Callable[[list[str]], object]) -> argparse.ArgumentParser:
    """The parser that a program's `main` reads its arguments with.

    Asked for help, for a program that only opens its screen makes no commands.
    """

    def capture(parser: argparse.ArgumentParser, *_: object, **__: object) -> object:
        raise _CapturedError(parser)

    with patch.object(argparse.ArgumentParser, "parse_known_args", capture):
        try:
            main(["--help"])
        except _CapturedError as captured:
            return captured.parser
    raise RuntimeError("the program read no arguments")


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Every command that can be given, with its one line of help; depth first."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                children = list(_commands(command))
                if children:
                    yield from children
                else:
                    yield command, helps.get(name, "")


def _arguments(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """How each argument is written, and what it means."""
    rows: list[tuple[str, str]] = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        name = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        if action.choices is not None and action.metavar is None:
            name = "|".join(str(choice) for choice in action.choices)
        takes_value = action.nargs != 0
        if action.option_strings:
            shown = f"{', '.join(action.option_strings)}{f' {name}' if takes_value else ''}"
        else:
            shown = f"[{name}]" if action.nargs in ("?", "*") else name
        if action.help is not argparse.SUPPRESS:
            rows.append((shown, (action.help or "") % {"default": action.default, "prog": ""}))
    return rows


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    return [*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def _program(parser: argparse.ArgumentParser) -> list[str]:
    """The section of one program."""
    lines = [f"## {parser.prog}", "", parser.description or "", ""]
    general = _arguments(parser)
    if general:
        lines += [*_table(("for all", ""), [(f"`{name}`", text) for name, text in general]), ""]
    often: dict[str, str] = {}
    for command, _text in _commands(parser):
        often |= {name: meaning for name, meaning in _arguments(command) if name in OFTEN}
    if often:
        lines += ["Where a command says “also”, these are meant:", ""]
        lines += [*_table(("for many", ""), [(f"`{name}`", often[name]) for name in often]), ""]
    if parser.prog == "luister":
        lines += [FOR_PROGRAMS]
    for command, text in _commands(parser):
        summary = f"{text[:1].upper()}{text[1:].rstrip('.')}."
        lines += [f"### {command.prog}", "", summary, ""]
        if command.description and command.description.rstrip(".").lower() != summary[:-1].lower():
            lines += [command.description, ""]
        arguments = [one for one in _arguments(command) if one[0] not in OFTEN]
        rows = [(f"`{name}`", meaning) for name, meaning in arguments]
        if rows:
            lines += [*_table(("argument", ""), [tuple(row) for row in rows]), ""]
        also = [f"`{name}`" for name, _meaning in _arguments(command) if name in OFTEN]
        if also:
            lines += [f"Also: {', '.join(also)}.", ""]
    return lines


def _keys() -> list[str]:
    """The table of keys, by the place where they work."""
    from tui.actions import ACTIONS, Where, key_name

    lines = ["## Keys", "", "A key can be changed by its name in the last column.", ""]
    for place in Where:
        rows = [
            (
                " ".join(f"`{key_name(key)}`" for key in action.keys.split(",")),
                action.description,
                f"`{action.id}`",
            )
            for action in ACTIONS
            if action.where is place
        ]
        if rows:
            lines += [*_table((place.value, "", "name"), [tuple(row) for row in rows]), ""]
    return lines


def _settings() -> list[str]:
    """The relay's settings: names and defaults from the program, meanings from this page."""
    from sync_server.settings import PREFIX, Settings

    rows = [
        (f"`{field.name}`", f"`{msgspec.json.encode(field.default).decode()}`", MEANING[field.name])
        for field in msgspec.structs.fields(Settings)
    ]
    where = (
        "In the TOML file that `--config` names, or in the environment as"
        f" `{PREFIX}` and the name in capitals, which stands over the file."
    )
    return [
        "## Settings of the relay",
        "",
        where,
        "",
        *_table(("setting", "default", "meaning"), [tuple(row) for row in rows]),
        "",
    ]


def _program_main(name: str) -> Callable[[list[str]], object]:
    """What the console script `name` calls."""
    scripts = tomllib.loads((PAGE.parents[1] / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, attribute = scripts[name].partition(":")
    main: Callable[[list[str]], object] = getattr(importlib.import_module(module), attribute)
    return main


def page() -> str:
    """The whole page."""
    os.environ["LUISTER_LANG"] = "en"
    lines = [
        HEAD,
        *_program(parser_of(_program_main("luister"))),
        *_keys(),
        *_program(parser_of(_program_main("luister-relay"))),
        *_settings(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write or check the page."""
    written = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == written:
        return 0
    print(f"{PAGE.name} is out of date: run just docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
