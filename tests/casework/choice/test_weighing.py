"""Options beside each other: for, against and neither, the heaviest first."""

from __future__ import annotations

from typing import Any

from shared.casework.choice.weighing import enough, once_weighed, weighed
from shared.casework.model.codes import Direction, RouteType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Consequence
from shared.casework.rules import Rule
from shared.casework.verbs import add, change
from tests.casework.choice.made_choice import COMPLAINT, LOG, NONE, TALK, TALKED, firm, weigh, wrote
from tests.casework.made import rule

ONE, TWO, THREE, FOUR = (bytes([200 + at]) * 16 for at in range(4))


def test_options_stand_in_the_order_of_the_ladder_with_dropped_ones_last() -> None:
    """From nothing to a complaint; what was put aside does not stand in the way."""
    made = firm(options=(COMPLAINT, TALK, NONE, LOG))
    wrote(made, Kind.OPTION, NONE, status="discarded")

    assert [one.option.id for one in weighed(made.file())] == [LOG, TALK, COMPLAINT, NONE]


def test_consequences_are_told_apart_and_the_heaviest_comes_first() -> None:
    """For the reporter before others; then by how serious, then by chance."""
    made = firm(options=(TALK,))
    about: dict[str, Any] = {"option": TALK, "direction": "negative", "for_whom": "reporter"}
    wrote(made, Kind.CONSEQUENCE, ONE, text="a", severity=2, likelihood="low", **about)
    wrote(made, Kind.CONSEQUENCE, TWO, text="b", severity=2, likelihood="high", **about)
    wrote(made, Kind.CONSEQUENCE, THREE, text="c", severity=5, **{**about, "for_whom": "team"})
    wrote(made, Kind.CONSEQUENCE, FOUR, text="d", severity=4, **about)
    weigh(made, TALK, directions=(Direction.POSITIVE, Direction.NEUTRAL))

    (found,) = weighed(made.file())

    assert [one.text for one in found.negative] == ["d", "b", "a", "c"]
    assert len(found.positive) == len(found.neutral) == 1
    assert found.both_sides
    assert not found.empty


def test_a_direction_of_a_newer_program_is_shown_as_neither() -> None:
    """It is neither lost nor counted as for or against."""
    made = firm(options=(TALK,))
    wrote(made, Kind.CONSEQUENCE, ONE, option=TALK, direction="sideways", text="a")

    (found,) = weighed(made.file())

    assert [one.id for one in found.neutral] == [ONE]
    assert not found.both_sides


def test_a_consequence_belongs_to_an_option_of_this_case() -> None:
    """Neither a made-up option nor another kind of thing has consequences."""
    made = firm(options=(TALK,))
    values = {"direction": "positive", "text": "a"}

    for foreign in (b"x" * 16, b"K" * 16):
        outcome = add(made.file(), Kind.CONSEQUENCE, ONE, {**values, "option": foreign}, TALKED)
        assert rule(outcome) is Rule.NOT_IN_THIS_CASE
    assert rule(add(made.file(), Kind.CONSEQUENCE, ONE, values, TALKED)) is Rule.EMPTY

    made.save(add(made.file(), Kind.CONSEQUENCE, ONE, {**values, "option": TALK}, TALKED))
    moved = change(made.file(), made.view(ONE), {"option": b"x" * 16}, TALKED)
    assert rule(moved) is Rule.NOT_IN_THIS_CASE


def test_a_stray_consequence_of_another_program_harms_no_option() -> None:
    """It stands in the case and beside no option."""
    made = weigh(firm(options=(TALK, LOG)), TALK)
    wrote(made, Kind.CONSEQUENCE, ONE, option=b"x" * 16, direction="positive", text="a")
    wrote(made, Kind.CONSEQUENCE, TWO, option="talk", direction="negative", text="b")

    assert [len(one.positive) for one in weighed(made.file())] == [0, 1]
    assert len(made.file().all(Consequence)) == 4


def test_both_sides_of_two_options_are_enough() -> None:
    """One side, or one option, is not."""
    made = weigh(firm(), TALK)
    weigh(made, LOG, directions=(Direction.POSITIVE,))
    assert not enough(weighed(made.file()))

    weigh(made, LOG, directions=(Direction.NEGATIVE,))
    assert enough(weighed(made.file()))


def test_what_was_deleted_later_was_weighed_once() -> None:
    """The look back counts it; the sheet does not."""
    made = weigh(firm(options=(TALK, LOG)), TALK, LOG)
    wrote(made, Kind.OPTION, LOG, deleted=True)

    assert [one.option.option_type for one in weighed(made.file())] == [RouteType.TALK_MANAGER]
    assert enough(once_weighed(made.file()))


def test_no_text_is_in_the_representation() -> None:
    """A traceback tells which option it is about, and nothing of it."""
    (found, *_) = weighed(weigh(firm(), NONE).file())

    assert "gevolg" not in repr(found)
