"""A choice: what a code of an enumeration is, and what it is called."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A choice: its code (the value, and the string itself) and its label.

    The code is what is written into records and never changes; the label is the plain
    English source text that the screen translates.
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make a choice from its code and its label."""
        choice = str.__new__(cls, code)
        choice._value_ = code
        choice.label = label
        return choice

    @classmethod
    def of(cls, code: object) -> Self | None:
        """The choice with this code, or None when this version knows none."""
        for choice in cls:
            if choice == code:
                return choice
        return None
