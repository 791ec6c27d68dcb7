"""Circles: who holds an epoch, who may write there, and which change is owed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.replica.circle import Circle, Epoch, Span, Track, holders, may_write, owed
from shared.replica.payload import CircleKind
from shared.replica.roster import Device, Member, Role, Roster
from shared.sealing.epoch import EpochKeys

A, B, C = b"a" * 16, b"b" * 16, b"c" * 16
CIRCLE = b"o" * 16


def member(id: bytes, *roles: str, **told: int | None) -> Member:
    """A member of the firm since place 1."""
    made = Member(id, "name", roles, b"k" * 32, b"k" * 32, b"d" * 32, 1, 1)
    for field, value in told.items():
        setattr(made, field, value)
    return made


def roster(*members: Member) -> Roster:
    return Roster(members={one.id: one for one in members})


def epoch(kind: str, held: tuple[bytes, ...] | None = None, begun: int | None = 10) -> Epoch:
    """An epoch that began at place 10."""
    made = Epoch(kind, EpochKeys.of(CIRCLE, b"s" * 32), b"d" * 16, 0)
    made.begun, made.holders = begun, held
    return made


NOOR = member(A, Role.ADVISER, Role.COORDINATOR)
JOOST = member(B, Role.ADVISER)
FRIEND = member(C, Role.SUPERVISOR)
EVERYBODY = roster(NOOR, JOOST, FRIEND)
GONE = member(B, Role.ADVISER, removed=20)


@pytest.mark.parametrize(
    ("kind", "held", "expected"),
    [
        (CircleKind.EVERYONE, None, (A, B, C)),
        (CircleKind.ADVISERS, None, (A, B)),
        (CircleKind.CASE, (A, B), (A, B)),
        (CircleKind.SELF, (A,), (A,)),
        (CircleKind.CASE, None, ()),
    ],
)
def test_who_holds(kind: str, held: tuple[bytes, ...] | None, expected: tuple[bytes, ...]) -> None:
    """Of `everyone` and `advisers` the roster tells, of the others the epoch."""
    assert holders(Circle(CIRCLE, kind), epoch(kind, held), EVERYBODY) == expected


def test_who_may_write() -> None:
    """Holders may write; in `advisers` the role decides at that place of the log."""
    assert may_write(epoch(CircleKind.EVERYONE), EVERYBODY, C)
    assert may_write(epoch(CircleKind.ADVISERS), EVERYBODY, B)
    assert not may_write(epoch(CircleKind.ADVISERS), EVERYBODY, C)
    assert may_write(epoch(CircleKind.CASE, (A, B)), EVERYBODY, B)
    assert not may_write(epoch(CircleKind.CASE, (A, B)), EVERYBODY, C)


@pytest.mark.parametrize(
    ("kind", "joost", "expected"),
    [
        (CircleKind.CASE, JOOST, None),
        (CircleKind.CASE, GONE, (B,)),
        (CircleKind.CASE, member(B, Role.SUPERVISOR), (B,)),
        (CircleKind.CASE, member(B, Role.ADVISER, lost=20), ()),
        (CircleKind.CASE, member(B, Role.ADVISER, lost=9), None),
        (CircleKind.ADVISERS, JOOST, None),
        (CircleKind.ADVISERS, GONE, (B,)),
        (CircleKind.ADVISERS, member(B, Role.ADVISER, removed=9), None),
        (CircleKind.ADVISERS, member(B, Role.SUPERVISOR, left_advisers=20), (B,)),
        (CircleKind.ADVISERS, member(B, Role.SUPERVISOR, left_advisers=9), None),
        (CircleKind.ADVISERS, member(B, Role.ADVISER, left_advisers=20), None),
        (CircleKind.ADVISERS, member(B, Role.ADVISER, lost=20), ()),
        (CircleKind.EVERYONE, GONE, None),
        (CircleKind.SELF, GONE, None),
        (CircleKind.PAIR, GONE, None),
    ],
)
def test_what_is_owed(kind: str, joost: Member, expected: tuple[bytes, ...] | None) -> None:
    """A circle owes a change when a holder left, lost the role, or lost a device since the
    epoch began; only cases and `advisers` do."""
    assert owed(Circle(CIRCLE, kind), epoch(kind, (A, B)), roster(NOOR, joost)) == expected


def test_an_epoch_that_has_not_begun_owes_nothing() -> None:
    """Nothing can be owed before the opening."""
    waiting = epoch(CircleKind.CASE, (A, B), None)
    assert owed(Circle(CIRCLE, CircleKind.CASE), waiting, roster(NOOR, GONE)) is None


def test_an_epoch_is_open_from_its_opening_to_its_closing() -> None:
    """Before it begins and after it ends nothing stands in it."""
    places: list[tuple[int | None, int | None, bool]] = [
        (None, None, False),
        (3, None, True),
        (3, 5, False),
    ]
    for begun, ended, is_open in places:
        some = epoch(CircleKind.CASE, (A,), begun)
        some.ended = ended
        assert some.open is is_open


def test_missing_bytes_make_an_epoch_doubtful() -> None:
    """While the last of a device's records may have been a closing, nobody can tell; of a
    device that does not stand any more nobody will give them back."""
    some = epoch(CircleKind.CASE, (A,))
    track = some.tracks[b"d" * 16] = Track()
    firm = roster(NOOR)
    firm.devices[b"d" * 16] = Device(b"d" * 16, b"k" * 32, A, "laptop", None, 1)
    assert [some.doubtful(firm)] == [False]
    track.doubtful = True
    assert some.doubtful(firm)
    firm.devices[b"d" * 16].revoked = 12
    assert [some.doubtful(firm)] == [False]


def test_an_epoch_shows_no_secret() -> None:
    """Its text names kind and places alone."""
    assert repr(epoch(CircleKind.CASE)) == "Epoch(case, begun=10, ended=None)"


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=8))
def test_a_span_tells_the_place_of_every_number(steps: list[tuple[int, int]]) -> None:
    """Each number up to the last stands where the first record that reaches it stands."""
    span, number, place = Span([], []), 0, 0
    wanted: dict[int, int] = {}
    for more, further in steps:
        place += further
        wanted |= {number + one: place for one in range(1, more + 1)}
        number += more
        span.numbers.append(number)
        span.places.append(place)
    assert span.last() == number
    assert {one: span.place_of(one) for one in range(1, number + 1)} == wanted
    assert span.place_of(number + 1) is None
