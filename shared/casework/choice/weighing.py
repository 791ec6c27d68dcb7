"""Options beside each other, each with what may follow from it, for and against."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.casework.model.case_file import CaseFile, order
from shared.casework.model.codes import Concerned, Direction, Likelihood, OptionStatus
from shared.casework.model.schema import Kind
from shared.casework.model.views import Consequence, Option

ENOUGH = 2
"""How many weighed options a formal route asks for (rule 12)."""


class Weighed(msgspec.Struct, frozen=True):
    """An option with its consequences: for, against, and neither; the heaviest first."""

    option: Option
    positive: tuple[Consequence, ...] = ()
    negative: tuple[Consequence, ...] = ()
    neutral: tuple[Consequence, ...] = ()

    def __repr__(self) -> str:
        return f"Weighed({self.option.id.hex()}, <redacted>)"

    @property
    def both_sides(self) -> bool:
        """Whether something stands for it and something against it."""
        return bool(self.positive and self.negative)

    @property
    def empty(self) -> bool:
        """Whether nothing was written down yet of what may follow."""
        return not (self.positive or self.negative or self.neutral)


def weighed(file: CaseFile) -> list[Weighed]:
    """The options of a case in the order of the ladder, dropped ones last."""
    found = _weighed(file.all(Option), file.all(Consequence))
    return sorted(found, key=lambda one: one.option.status is OptionStatus.DISCARDED)


def once_weighed(file: CaseFile) -> list[Weighed]:
    """The options of a case as `weighed`, with those that were deleted since."""
    options = [view for view in file.deleted if isinstance(view, Option)]
    consequences = [view for view in file.deleted if isinstance(view, Consequence)]
    return _weighed(
        sorted((*file.all(Option), *options), key=order(Kind.OPTION)),
        (*file.all(Consequence), *consequences),
    )


def enough(options: Iterable[Weighed]) -> bool:
    """Whether as many options as a formal route asks for were weighed from both sides."""
    return sum(one.both_sides for one in options) >= ENOUGH


def _weighed(options: Iterable[Option], consequences: Iterable[Consequence]) -> list[Weighed]:
    of_option: dict[bytes | None, list[Consequence]] = {}
    for one in sorted(consequences, key=_heaviest_first):
        of_option.setdefault(one.option, []).append(one)
    return [_sides(option, of_option.get(option.id, ())) for option in options]


def _sides(option: Option, consequences: Iterable[Consequence]) -> Weighed:
    positive, negative, neutral = [], [], []
    for one in consequences:
        match one.direction:
            case Direction.POSITIVE:
                positive.append(one)
            case Direction.NEGATIVE:
                negative.append(one)
            case _:
                neutral.append(one)
    return Weighed(option, tuple(positive), tuple(negative), tuple(neutral))


_WHOM = {whom: at for at, whom in enumerate(Concerned)}
_CHANCE = {chance: -at for at, chance in enumerate(Likelihood, 1)}


def _heaviest_first(one: Consequence) -> tuple[int, int, int, bytes]:
    whom = len(_WHOM) if one.for_whom is None else _WHOM[one.for_whom]
    chance = 0 if one.likelihood is None else _CHANCE[one.likelihood]
    return whom, -(one.severity or 0), chance, one.id
