"""The demonstration: the story of one case, on a relay of its own."""

from __future__ import annotations

from argparse import ArgumentTypeError
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
        _("play the story of a case with made-up people, and open it"),
        play,
        description=_(
            "Plays the story of a case with three devices and a relay on this machine, and opens"
            " it. Everybody in it is made up. Nothing is kept unless you ask for it. On the"
            " screen it stops in the middle, so that you can go on with the case."
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
    command.add_argument(
        "--variant",
        choices=VARIANTS,
        help=_(
            "play it as it could have gone too: v1 one talk is enough, v2 a complaint, v4 a report"
            " through the adviser, v5 a crime"
        ),
    )
    command.add_argument(
        "--until", type=_event, metavar="N", help=_("stop after the event with this number")
    )


VARIANTS = ("v1", "v2", "v4", "v5")
"""Those of `tui.demo.story`, which is not loaded to read a command line."""


def _event(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < int(text[:4]) < 1_000:
        return int(text[:4])
    raise ArgumentTypeError(_("Give the number of an event."))


def play(errand: Errand) -> int:
    """Play it; without a terminal there is no screen to open."""
    from tui.demo import run

    given = errand.given
    headless = given.headless or not errand.terminal.has_screen()
    return run(headless, given.keep, given.variant, given.until)
