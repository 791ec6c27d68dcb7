"""How a command ends when it does not end well: what is told, and the exit code."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.language import _

if TYPE_CHECKING:
    from shared.casework.rules import Said


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


NAMES = {
    Exit.FAILED: "not_done",
    Exit.USAGE: "not_understood",
    Exit.WRONG_PASSPHRASE: "wrong_passphrase",
    Exit.CRASHED: "crashed",
    Exit.INTERRUPTED: "interrupted",
}
"""What an end is called for programs when it has no name of its own."""


class Ended(Exception):
    """A command can not go on. `text` is for the user: translated, blanks filled.

    The program tells it and exits with `code`; home and keys are let go on the way.
    """

    def __init__(
        self,
        text: str,
        code: Exit = Exit.FAILED,
        hints: Iterable[str] = (),
        *,
        name: str = "",
        field: str = "",
    ) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.hints = tuple(hints)
        """Further lines: what could have been meant, or what to type instead."""
        self.name = name or NAMES[code]
        """For programs: what it is, whatever the language; it stays as it is."""
        self.field = field
        """For programs: the field that it is about, or ""."""

    @classmethod
    def by(cls, rule: Said, hints: Iterable[str] = ()) -> Ended:
        """The end by a rule, with the words and the name of the rule."""
        return cls(_(rule.text), hints=hints, name=rule.name.lower())


class Misused(Ended):
    """What was typed does not say what to do."""

    def __init__(self, text: str, hints: Iterable[str] = (), *, name: str = "") -> None:
        super().__init__(text, Exit.USAGE, hints, name=name)


class Misread(Exception):
    """The command line can not be parsed. `text` says why, `usage` how it is written."""

    def __init__(self, text: str, usage: str) -> None:
        super().__init__(text)
        self.text = text
        self.usage = usage
