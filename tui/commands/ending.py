"""How a command ends when it does not end well: what is told, and the exit code."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Exit(enum.IntEnum):
    """What a command gives back to the shell."""

    OK = 0
    FAILED = 1
    """Something expected went wrong; it was said what, what is safe and what to do."""
    USAGE = 2
    """The command line could not be understood."""
    WRONG_PASSPHRASE = 3
    CRASHED = 70
    """A fault in the program; the number is `EX_SOFTWARE` of BSD's sysexits."""
    INTERRUPTED = 130
    """Stopped with Ctrl-C, as shells count it: 128 and the signal's number."""


class Ended(Exception):
    """A command can not go on. `text` is for the user: translated, blanks filled.

    The program tells it and exits with `code`; home and keys are let go on the way.
    """

    def __init__(self, text: str, code: Exit = Exit.FAILED, hints: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.hints = tuple(hints)
        """Further lines: what could have been meant, or what to type instead."""


class Misused(Ended):
    """What was typed does not say what to do."""

    def __init__(self, text: str, hints: Iterable[str] = ()) -> None:
        super().__init__(text, Exit.USAGE, hints)
