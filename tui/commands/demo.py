"""The demonstration: the story of one case, on a relay of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.parsing import Nouns
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand


def add_to(nouns: Nouns) -> None:
    """Let the parser know `demo`."""
    command = nouns.command(
        "demo",
        _("play the story of one case with made-up people, and open it"),
        play,
        description=_(
            "Plays the story of one case with three devices and a relay on this machine, and"
            " opens it. Everybody in it is made up. Nothing is kept unless you ask for it."
        ),
    )
    command.add_argument(
        "--headless",
        action="store_true",
        help=_("print the events and check the promises, without a screen"),
    )
    command.add_argument(
        "--keep", type=Path, metavar="DIR", help=_("keep the homes and the relay in this folder")
    )


def play(errand: Errand) -> int:
    """Play it; without a terminal there is no screen to open."""
    from tui.demo import run

    terminal = errand.terminal
    screen = terminal.has_screen()
    return run(errand.given.headless or not screen, errand.given.keep)
