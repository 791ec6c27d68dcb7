"""Merging: which values of a field live, in which order, and what is shown of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.replica.change import Edit, Fields, Live, Name
from shared.replica.register import (
    FIELDS_LIMIT,
    VALUES_LIMIT,
    fields_of,
    lay_over,
    order,
    stand,
    standing,
    state_of,
    take_off,
    take_out,
    values,
    visible,
)

A, B, C = b"a" * 16, b"b" * 16, b"c" * 16
NOBODY: frozenset[Name] = frozenset()


def live(device: bytes, number: int, value: Any = "x", place: int | None = 1) -> Live:
    return Live(value, device, number, place, 0)


class Written(NamedTuple):
    """A standing write, and the earlier ones that it supersedes."""

    live: Live
    over: set[Name]


@st.composite
def histories(draw: st.DrawFn) -> list[Written]:
    """Writes to one field in the order of the log, each over some earlier ones."""
    some: list[Written] = []
    numbers = {A: 0, B: 0, C: 0}
    for place in range(1, draw(st.integers(0, 12)) + 1):
        device = draw(st.sampled_from([A, B, C]))
        numbers[device] += 1
        earlier = [written.live.name for written in some]
        over = draw(st.sets(st.sampled_from(earlier))) if earlier else set()
        some.append(Written(live(device, numbers[device], place, place), over))
    return some


def merged(history: list[Written], fields: Fields | None = None) -> Fields:
    fields = {} if fields is None else fields
    for written in history:
        stand(fields, "f", written.live, written.over)
    return fields


@given(histories())
def test_what_nobody_superseded_lives(history: list[Written]) -> None:
    """The live values are all writes but the superseded ones, in one order everywhere."""
    gone = {name for written in history for name in written.over}
    alive = [written.live for written in history if written.live.name not in gone]
    assert merged(history).get("f", ()) == tuple(sorted(alive, key=order))


unkept = st.lists(
    st.tuples(st.sampled_from(["f", "g"]), st.lists(st.sampled_from([A, B]), max_size=2)),
    max_size=4,
)


@settings(max_examples=60)
@given(histories(), unkept, st.integers(0, 12))
def test_own_writes_leave_what_stands_alone(
    history: list[Written], own: list[tuple[str, list[bytes]]], at: int
) -> None:
    """Own unkept writes lie over what stands, whenever they are laid; taken off, nothing
    of them is left, and all the while the standing state can be told."""
    plain = merged(history)
    fields = merged(history[:at])
    mine = []
    for number, (field, devices) in enumerate(own, 100):
        over = tuple(Name(device, 1) for device in devices)
        edit = Edit("k", b"e" * 16, field, "mine", over)
        lay_over(fields, edit, Name(C, number), 5)
        mine.append(Name(C, number))
    merged(history[at:], fields)

    assert standing(fields) == plain
    assert take_off(fields, set(mine)) == plain
    shown = visible(fields)
    assert all(name in {x.name for lives in shown.values() for x in lives} for name in mine)


def test_an_own_write_covers_what_it_supersedes() -> None:
    """The screen shows one's own new value in place of the one that it was typed over,
    and beside one that came meanwhile."""
    fields: Fields = {"f": (live(A, 1, "old"),)}
    lay_over(fields, Edit("k", b"e" * 16, "f", "new", (Name(A, 1),)), Name(C, 1), 0)
    assert values(visible(fields)["f"]) == ["new"]
    stand(fields, "f", live(B, 1, "theirs", 2), NOBODY)
    assert values(visible(fields)["f"]) == ["theirs", "new"]
    assert values(standing(fields)["f"]) == ["old", "theirs"]


def test_a_kept_write_takes_the_place_of_its_own_overlay() -> None:
    """When an own write stands there is one of it, with its place."""
    fields: Fields = {"f": (live(A, 1, "old"),)}
    lay_over(fields, Edit("k", b"e" * 16, "f", "new", (Name(A, 1),)), Name(C, 1), 0)
    stand(fields, "f", live(C, 1, "new", 7), {Name(A, 1)})
    assert fields == {"f": (live(C, 1, "new", 7),)}


def test_a_field_has_a_limit() -> None:
    """Of more than 64 values side by side the later ones have no effect, and neither has
    what they supersede, unless there is room after that."""
    fields: Fields = {}
    for number in range(1, VALUES_LIMIT + 3):
        stand(fields, "f", live(A, number), NOBODY)
    assert [one.number for one in fields["f"]] == list(range(1, VALUES_LIMIT + 1))
    stand(fields, "f", live(B, 1), {Name(A, 999)})
    assert Name(B, 1) not in {one.name for one in fields["f"]}
    stand(fields, "f", live(B, 2), {Name(A, 1)})
    assert len(fields["f"]) == VALUES_LIMIT
    assert {Name(B, 2)} == {one.name for one in fields["f"]} - {
        Name(A, number) for number in range(1, VALUES_LIMIT + 1)
    }


def test_an_entity_has_a_limit() -> None:
    """A field beyond 512 is not made; the fields that are there still take writes."""
    fields: Fields = {}
    for number in range(1, FIELDS_LIMIT + 3):
        stand(fields, f"f{number}", live(A, number), NOBODY)
    assert len(fields) == FIELDS_LIMIT
    assert f"f{FIELDS_LIMIT + 1}" not in fields
    stand(fields, "f1", live(A, 9_000, "new"), {Name(A, 1)})
    assert values(fields["f1"]) == ["new"]


def test_limits_do_not_count_what_others_do_not_have() -> None:
    """Own unkept writes fill no limit: others could not know that they do."""
    fields: Fields = {}
    for number in range(VALUES_LIMIT):
        lay_over(fields, Edit("k", b"e" * 16, "f", number), Name(C, number + 1), 0)
    for number in range(FIELDS_LIMIT):
        lay_over(fields, Edit("k", b"e" * 16, f"own{number}", 0), Name(C, 100 + number), 0)
    stand(fields, "f", live(A, 1), NOBODY)
    stand(fields, "g", live(A, 2), NOBODY)
    assert standing(fields) == {"f": (live(A, 1),), "g": (live(A, 2),)}


def test_an_own_write_over_the_limit_is_not_shown_for_ever() -> None:
    """One that was kept, but had no effect, does not lie over the others any more."""
    fields: Fields = {}
    for number in range(1, VALUES_LIMIT + 1):
        stand(fields, "f", live(A, number), NOBODY)
    lay_over(fields, Edit("k", b"e" * 16, "f", "mine"), Name(C, 1), 0)
    stand(fields, "f", live(C, 1, "mine", 9), NOBODY)
    assert Name(C, 1) not in {one.name for one in fields["f"]}
    assert len(fields["f"]) == VALUES_LIMIT


def test_taking_out_leaves_no_empty_field() -> None:
    """A field without a value is no field."""
    fields: Fields = {"f": (live(A, 1), live(B, 1))}
    take_out(fields, "f", {Name(A, 1)})
    assert fields == {"f": (live(B, 1),)}
    take_out(fields, "f", {Name(B, 1)})
    take_out(fields, "never", {Name(B, 1)})
    assert fields == {}


def test_equal_values_are_shown_once_by_type() -> None:
    """Two equal values are one; true and 1, and text and bytes, are two."""
    lives = [True, 1, "1", b"1", 1, True, None, [1], [True], {"a": 1}]
    some = tuple(live(A, number, value) for number, value in enumerate(lives))
    shown = [True, 1, "1", b"1", None, [1], [True], {"a": 1}]
    assert [(type(v), v) for v in values(some)] == [(type(v), v) for v in shown]


@settings(max_examples=60)
@given(histories(), histories())
def test_a_state_hands_over_what_stands(one: list[Written], two: list[Written]) -> None:
    """What an opening carries is the standing state, under the original names."""
    fields = merged(one)
    for written in two:
        stand(fields, "a", written.live, written.over)
    fields = {field: lives for field, lives in fields.items() if lives}
    lay_over(fields, Edit("k", b"e" * 16, "z", "unkept"), Name(C, 99), 0)
    state = state_of("k", b"e" * 16, fields)
    assert [field for field, _ in state.fields] == sorted(standing(fields))
    handed = fields_of(state, 40, 7)
    assert {f: [(x.value, x.name) for x in lives] for f, lives in handed.items()} == {
        f: [(x.value, x.name) for x in lives] for f, lives in standing(fields).items()
    }
    assert {(x.place, x.time) for lives in handed.values() for x in lives} <= {(40, 7)}
