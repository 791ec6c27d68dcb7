"""What the start of the program makes, and what it leaves for later."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from tui.cli import NOUNS, parser
from tui.commands.parsing import SURROUNDINGS, Parser, add_surroundings

LEFT_FOR_LATER = (
    "tui.commands.case",
    "tui.local.session",
    "shared.casework.model.codes",
    "shared.sealing",
    "importlib.metadata",
    "httpx",
)


def test_the_options_that_lead_to_the_screen_are_all_there_are() -> None:
    """Each option of the surroundings is known as one that has a value and is no command."""
    made = Parser(add_help=False)
    add_surroundings(made, hidden=False)
    assert {name for action in made._actions for name in action.option_strings} == SURROUNDINGS


@pytest.mark.parametrize(
    "words", [[], ["--home", "case"], ["--home=here", "--lang", "en"], ["--lang"]]
)
def test_the_screen_needs_no_command(words: list[str]) -> None:
    """Without a command none is made, and a folder may have the name of one."""
    known = parser(words).format_help()
    assert not [noun for noun in NOUNS if f"\n  {noun} " in known]


@pytest.mark.parametrize("words", [["--help"], ["cas"], ["--home", "x", "-h"], None])
def test_whoever_asks_for_help_or_mistypes_is_shown_all_commands(words: list[str] | None) -> None:
    """Help and complaints name every command there is."""
    known = parser(words).format_help()
    assert all(f"\n  {noun} " in known for noun in NOUNS)


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the program and its version, and ends."""
    with pytest.raises(SystemExit) as end:
        parser(["--version"]).parse_args(["--version"])
    assert end.value.code in (0, None)
    assert capsys.readouterr().out == f"luister {version('luister')}\n"


def test_nothing_heavy_is_read_before_the_passphrase_is_asked() -> None:
    """What only an open home needs is not imported by the door."""
    lines = (
        "import sys",
        "import tui.__main__, tui.cli, tui.app, tui.screens.unlock",
        "from tui.local.front import HomeFront",
        "tui.cli.parser([])",
        f"print([name for name in {LEFT_FOR_LATER!r} if name in sys.modules])",
    )
    code = "\n".join(lines)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
