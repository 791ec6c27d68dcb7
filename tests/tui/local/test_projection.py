"""The projection: content as the replica needs it, lists and search as the screens do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.replica.change import Fields, Live
from shared.replica.content import MemoryContent
from tests.tui.local.shelf import (
    CIRCLES,
    JOOST,
    NOOR,
    assert_sound,
    case,
    codes,
    found,
    lives,
    note,
)
from tui.local import search_index
from tui.local.projection import Projection

# Content

keys = st.tuples(
    st.sampled_from(CIRCLES),
    st.sampled_from(["case", "note", "contact", "option"]),
    st.sampled_from([*CIRCLES, b"e" * 16]),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
fields_of = st.dictionaries(
    st.sampled_from(["code", "text", "summary", "start", "deleted", "colour"]),
    st.lists(
        st.builds(
            Live,
            values,
            st.sampled_from([NOOR, JOOST]),
            st.integers(1, 9),
            st.none() | st.integers(1, 99),
            st.integers(0, 2**53),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    min_size=1,
    max_size=3,
)
steps = st.lists(
    st.tuples(st.just("put"), keys, fields_of)
    | st.tuples(st.just("drop"), keys, st.just({}))
    | st.tuples(st.just("flush"), keys, st.just({}))
    | st.tuples(st.just("look"), keys, st.just({})),
    max_size=20,
)


@given(steps)
@settings(max_examples=150)
def test_it_holds_what_the_plain_content_holds(
    wanted: list[tuple[str, tuple[bytes, str, bytes], Fields]],
) -> None:
    """Whatever is put, dropped, flushed and looked at in whatever order."""
    plain, projection = MemoryContent(), Projection.empty()
    for verb, key, fields in wanted:
        if verb == "put":
            plain.put(*key, fields)
            projection.put(*key, fields)
        elif verb == "drop":
            plain.drop(key[0])
            projection.drop(key[0])
        elif verb == "flush":
            projection.flush()
        else:
            assert projection.fields(*key) == plain.fields(*key)
            projection.case_rows("", 0, 10, lambda _circle: 0)
            projection.search("a", 5)

    for circle in CIRCLES:
        assert list(projection.entities(circle)) == list(plain.entities(circle))
        for kind, entity, fields in plain.entities(circle):
            assert projection.fields(circle, kind, entity) == fields
    assert_sound(projection)
    again = Projection.empty()
    again.load(projection.image())
    for circle in CIRCLES:
        assert list(again.entities(circle)) == [
            (kind, entity, kept)
            for kind, entity, fields in plain.entities(circle)
            if (kept := {f: k for f, x in fields.items() if (k := _standing(x))})
        ]
    assert_sound(again)


def _standing(values: tuple[Live, ...]) -> tuple[Live, ...]:
    return tuple(live for live in values if live.place is not None)


def test_an_entity_without_values_is_gone(shown: Projection) -> None:
    """When an own write that never stood is taken off, nothing of it stays behind."""
    shown.put(CIRCLES[0], "note", b"n" * 16, note("roddel", place=None))
    assert found(shown, "roddel") == [b"n" * 16]

    shown.put(CIRCLES[0], "note", b"n" * 16, {})

    assert list(shown.entities(CIRCLES[0])) == []
    assert shown.fields(CIRCLES[0], "note", b"n" * 16) == {}
    assert found(shown, "roddel") == []


def test_a_flush_that_fails_loses_nothing(
    shown: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was put is held until it is written, and nothing is half written."""
    shown.put(CIRCLES[0], "note", b"a" * 16, note("eerste"))
    shown.flush()
    shown.put(CIRCLES[0], "note", b"a" * 16, note("anders"))
    shown.put(CIRCLES[1], "note", b"b" * 16, note("tweede"))

    def broken(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(search_index.SearchIndex, "add", broken)
        with pytest.raises(MemoryError):
            shown.flush()

    assert found(shown, "tweede") == [b"b" * 16]
    assert found(shown, "anders") == [b"a" * 16]
    assert found(shown, "eerste") == []
    assert_sound(shown)


# The list of cases


def test_the_list_shows_a_line_for_every_case(shown: Projection) -> None:
    """With what the case, its contacts and its entities say."""
    circle = CIRCLES[0]
    shown.put(
        circle,
        "case",
        circle,
        case(
            "kiezel-47",
            client="Waterstaal",
            callsign="Lies",
            status="intake",
            domain="both",
            opened_on="2026-02-02",
        ),
    )
    shown.put(circle, "contact", b"1" * 16, {"start": lives("2026-02-05T10:00")})
    shown.put(circle, "contact", b"2" * 16, {"start": lives("2026-02-12", place=None)})
    shown.put(circle, "note", b"n" * 16, {"text": lives("a", "b"), "noted_on": lives("2026-02-05")})

    (row,) = shown.case_rows("", 0, 10, lambda of: 2 if of == circle else 0)

    assert row.circle == circle
    assert (row.code, row.client, row.callsign) == ("kiezel-47", "Waterstaal", "Lies")
    assert (row.status, row.domain, row.opened_on) == ("intake", "both", "2026-02-02")
    assert row.last_contact == "2026-02-12"
    assert (row.conflicts, row.unkept, row.shared_with) == (1, 1, 2)


def test_the_list_follows_what_changes(shown: Projection) -> None:
    """A deleted contact, a settled conflict and a kept write change the line."""
    circle = CIRCLES[0]
    shown.put(circle, "case", circle, case("kiezel-47", opened_on="2026-02-02"))
    shown.put(circle, "contact", b"1" * 16, {"start": lives("2026-02-05", place=None)})
    shown.put(circle, "note", b"n" * 16, {"text": lives("a", "b")})
    before = shown.case_rows("", 0, 10, lambda _circle: 0)[0]
    shown.put(circle, "contact", b"1" * 16, {"start": lives("2026-02-05"), "deleted": lives(True)})
    shown.put(circle, "note", b"n" * 16, {"text": lives("a")})
    after = shown.case_rows("", 0, 10, lambda _circle: 0)[0]

    assert (before.last_contact, before.conflicts, before.unkept) == ("2026-02-05", 1, 1)
    assert (after.last_contact, after.conflicts, after.unkept) == ("", 0, 0)


def test_circles_without_a_case_are_not_in_the_list(shown: Projection) -> None:
    """What a member keeps for itself or the firm is no case."""
    shown.put(CIRCLES[0], "device", b"d" * 16, {"exchange": lives(b"key")})
    shown.put(CIRCLES[1], "case", CIRCLES[0], case("of another circle"))

    assert shown.case_count() == 0
    assert codes(shown) == []


def test_the_list_is_windowed_newest_first(shown: Projection) -> None:
    """Any window is the same piece of the whole list."""
    for at in range(60):
        circle = at.to_bytes(16, "big")
        shown.put(circle, "case", circle, case(f"k-{at}", opened_on=f"2026-01-{at % 28 + 1:02}"))
    everything = codes(shown, limit=100)

    assert shown.case_count() == len(everything) == 60
    assert [code for at in range(0, 60, 7) for code in codes(shown, "", at, 7)] == everything
    days = [int(code.split("-")[1]) % 28 for code in everything]
    assert days == sorted(days, reverse=True)
    assert codes(shown, offset=60) == []


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("", ["kiezel-47", "plataan-12"]),
        ("KIEZ", ["kiezel-47"]),
        ("-12", ["plataan-12"]),
        ("energie", ["plataan-12"]),
        ("énergie loes", ["plataan-12"]),
        ("loes kiezel", []),
        ("%", []),
        ("_", []),
        ("'; drop table caseload; --", []),
        ("\x00", []),
        ("x" * 10_000, []),
    ],
)
def test_the_list_is_filtered_by_code_client_and_callsign(
    shown: Projection, filter: str, expected: list[str]
) -> None:
    """Every word must stand somewhere; capitals, accents and signs mean nothing special."""
    shown.put(CIRCLES[0], "case", CIRCLES[0], case("kiezel-47", client="Water", callsign="Lies"))
    shown.put(CIRCLES[1], "case", CIRCLES[1], case("plataan-12", client="Énergie", callsign="Loes"))

    assert sorted(codes(shown, filter)) == expected
    assert shown.case_count(filter) == len(expected)
