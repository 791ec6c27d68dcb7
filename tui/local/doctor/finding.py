"""What an examination of this device finds: one plain line each, and what to do."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from shared.wording import N_


class Grade(enum.Enum):
    """How a thing is found; the value is a code for programs, `label` a source string."""

    label: str

    OK = ("ok", N_("ok"))
    LOOK = ("look", N_("look at this"))
    WRONG = ("wrong", N_("wrong"))

    def __new__(cls, code: str, label: str) -> Grade:
        grade = object.__new__(cls)
        grade._value_ = code
        grade.label = label
        return grade


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at. `check` is a code that stays the same.

    `text` says what was found and `advice` what it means, what is safe and what to do: both
    marked source strings, which `blanks` fill. Nothing of a case stands in them.
    """

    check: str
    grade: Grade
    text: str
    advice: str = ""
    blanks: tuple[tuple[str, str], ...] = ()


def found(check: str, grade: Grade, text: str, advice: str = "", **blanks: object) -> Finding:
    """A finding; blanks are written as text."""
    return Finding(
        check, grade, text, advice, tuple((name, str(value)) for name, value in blanks.items())
    )


def worst(findings: Iterable[Finding]) -> Grade:
    """The worst grade among findings; `OK` when there are none."""
    order = list(Grade)
    return max((finding.grade for finding in findings), key=order.index, default=Grade.OK)
