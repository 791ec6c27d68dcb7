"""What leaves the program when it goes wrong, and what never does.

Textual can write what is on the screen to a file or a socket, and its report of a
fault prints the values of variables. Here only kinds of exceptions and places in the
code get out.
"""

from __future__ import annotations

import asyncio
import os

from rich.text import Text
from textual import constants

from tui.language import _
from tui.local.last_words import last_words


def silence_textual() -> None:
    """Take away Textual's ways of writing what is on the screen somewhere else.

    `TEXTUAL_LOG` appends messages to a file, `TEXTUAL_SCREENSHOT` saves the screen,
    `TEXTUAL=debug,devtools` sends both to a socket.
    """
    constants.LOG_FILE = None  # type: ignore[misc]
    constants.SCREENSHOT_DELAY = -1  # type: ignore[misc]
    constants.DEBUG = False  # type: ignore[misc]
    os.environ.pop("TEXTUAL", None)


def crash_report(error: BaseException | None) -> Text:
    """What happened, what is safe, and where it was: kinds and places, innermost last."""
    said = _(
        "Luister has stopped by a fault in the program. What was saved is safe on this"
        " device; what was typed and not yet saved is lost. Start it again. If it stays,"
        " send the lines below to who maintains it: they hold no case content."
    )
    places = last_words(error) if error is not None else ""
    return Text(f"{said}\n\n{places}")


def say_nothing_of_it(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """asyncio's own report prints the exception's text; that may be a note."""
