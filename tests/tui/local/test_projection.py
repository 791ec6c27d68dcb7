"""The projection: content as the replica needs it, lists and search as the screens do."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.replica.change import Fields, Live
from shared.replica.content import MemoryContent
from tui.local import search_index
from tui.local.memory_database import NotInMemory, keep_in_memory
from tui.local.projection import Projection

NOOR = b"noor-device-----"
JOOST = b"joost-device----"
CIRCLES = [b"1" * 16, b"2" * 16, b"3" * 16]


def lives(*values: Any, place: int | None = 1) -> tuple[Live, ...]:
    return tuple(Live(value, NOOR, at + 1, place, 0) for at, value in enumerate(values))


def case(code: str, **values: Any) -> Fields:
    return {name: lives(value) for name, value in {"code": code, **values}.items()}


def note(text: Any, place: int | None = 1) -> Fields:
    return {"text": lives(text, place=place), "noted_on": lives("2026-02-05")}


@pytest.fixture
def shown() -> Projection:
    return Projection.empty()


def found(projection: Projection, query: str, limit: int = 50) -> list[bytes]:
    return [hit.entity for hit in projection.search(query, limit)]


def codes(projection: Projection, filter: str = "", offset: int = 0, limit: int = 50) -> list[str]:
    return [row.code for row in projection.case_rows(filter, offset, limit, lambda _circle: 0)]


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
    _sound(projection)
    again = Projection.empty()
    again.load(projection.image())
    for circle in CIRCLES:
        assert list(again.entities(circle)) == [
            (kind, entity, kept)
            for kind, entity, fields in plain.entities(circle)
            if (kept := {f: k for f, x in fields.items() if (k := _standing(x))})
        ]
    _sound(again)


def _standing(values: tuple[Live, ...]) -> tuple[Live, ...]:
    return tuple(live for live in values if live.place is not None)


def _sound(projection: Projection) -> None:
    """Both databases within are whole: tables, and the index against what it was given."""
    assert projection._db.execute("pragma integrity_check").fetchone() == ("ok",)
    for shelf in projection._index._shelves:
        projection._db.execute(
            f"insert into words_{shelf} (words_{shelf}) values ('integrity-check')"
        )


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
    _sound(shown)


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


# Search


def test_search_finds_words_as_they_are_typed(shown: Projection) -> None:
    """From the first letters on, without capitals and accents, all words in one entity."""
    circle = CIRCLES[0]
    shown.put(circle, "case", circle, case("kiezel-47"))
    shown.put(circle, "note", b"1" * 16, note("Zij hoorde haar naam in het café."))
    shown.put(circle, "contact", b"2" * 16, {"summary": lives("Gesprek over Énergie en naam")})
    shown.flush()

    assert found(shown, "n") == [b"2" * 16, b"1" * 16]
    assert found(shown, "CAFE") == [b"1" * 16]
    assert found(shown, "café") == [b"1" * 16]
    assert found(shown, "energ") == [b"2" * 16]
    assert found(shown, "naam zij") == [b"1" * 16]
    assert found(shown, "naam zij energie") == []
    assert found(shown, "aam") == []
    assert found(shown, "kiezel 47") == [circle]
    assert found(shown, "") == []
    assert found(shown, "naam", limit=1) == [b"2" * 16]


def test_a_hit_says_where_and_shows_plain_text(shown: Projection) -> None:
    """The excerpt is text, with nothing in it that a screen would take for a sign."""
    circle = CIRCLES[0]
    shown.put(circle, "case", circle, case("kiezel-47"))
    shown.put(circle, "note", b"1" * 16, note("[b]roddel[/b]\x1b[0m bij de koffie"))

    (hit,) = shown.search("roddel", 5)

    assert (hit.circle, hit.code, hit.kind, hit.entity) == (circle, "kiezel-47", "note", b"1" * 16)
    assert hit.excerpt == "[b]roddel[/b] [0m bij de koffie"


def test_search_follows_what_changes(shown: Projection) -> None:
    """Words that are gone are not found, new ones are."""
    circle = CIRCLES[0]
    shown.put(circle, "note", b"1" * 16, note("eerste versie"))
    assert found(shown, "eerste") == [b"1" * 16]
    shown.put(circle, "note", b"1" * 16, note("tweede versie"))
    assert (found(shown, "eerste"), found(shown, "versie")) == ([], [b"1" * 16])
    shown.put(circle, "note", b"1" * 16, {**note("tweede versie"), "deleted": lives(True)})
    assert found(shown, "versie") == []
    shown.put(circle, "note", b"1" * 16, note("tweede versie"))
    assert found(shown, "tweede") == [b"1" * 16]
    _sound(shown)


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "*",
        "a*",
        "a AND",
        "NOT",
        "NEAR(a b)",
        "a:b",
        "^a",
        "-a",
        "(",
        "{a b}:c",
        "words_0:a",
        "\x00",
        "a\x00b",
        "\u202e",
        "\U0001f600",
        "\U0001e900\U0001e901",
        "½",
        "a" * 100_000,
        " ".join("abcdefghijklmnop"),
        "\ud800",
        "e\u0301",
        "\u0301",
    ],
)
def test_nothing_that_is_typed_breaks_the_search(shown: Projection, query: str) -> None:
    """The index's own language is not spoken here."""
    shown.put(CIRCLES[0], "note", b"1" * 16, note("a b c half 1/2"))

    assert isinstance(shown.search(query, 10), list)


@given(st.text(max_size=60), st.text(max_size=20))
@settings(max_examples=200)
def test_no_text_breaks_the_index(text: str, query: str) -> None:
    """Any text can be put in, sought, changed and taken out again, without a trace."""
    projection = Projection.empty()
    projection.put(CIRCLES[0], "note", b"1" * 16, note(text))
    projection.put(CIRCLES[0], "note", b"2" * 16, note(query))
    projection.search(query, 5)
    projection.put(CIRCLES[0], "note", b"1" * 16, note("iets anders"))
    projection.flush()
    _sound(projection)
    projection.drop(CIRCLES[0])

    assert projection.search(query, 5) == []
    _sound(projection)


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=200)
def test_every_word_of_a_note_finds_it(text: str) -> None:
    """What the search takes for a word is one to the index too."""
    projection = Projection.empty()
    projection.put(CIRCLES[0], "note", b"1" * 16, note("voor " + text + " na"))

    for word in text.split():
        # Of letters that only a newer Unicode knows, the index may know none.
        if word.isalnum() and all(ord(sign) < 0x250 for sign in word):
            assert found(projection, word) == [b"1" * 16]


def test_huge_text_is_searched_too(shown: Projection) -> None:
    """A text of megabytes is found by its first words."""
    shown.put(CIRCLES[0], "note", b"1" * 16, note("begin " + "woord " * 500_000))

    assert found(shown, "begin") == [b"1" * 16]


def test_searching_goes_over_shelves_newest_first(
    shown: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows on different shelves are found as if there were one, with one word or several."""
    monkeypatch.setattr(search_index, "SHELF_BITS", 4)
    ids = [at.to_bytes(16, "big") for at in range(100)]
    for at, id in enumerate(ids):
        shown.put(CIRCLES[0], "note", id, note("roddel" + (" zeldzaam" if at % 10 == 3 else "")))
    shown.flush()
    assert len(shown._index._shelves) == 7

    assert found(shown, "roddel", 100) == ids[::-1]
    assert found(shown, "rod zeldz", 100) == ids[3::10][::-1]
    assert found(shown, "rod z", 100) == ids[3::10][::-1]
    assert found(shown, "zeldzaam onvindbaar") == []


# Secrecy


def test_a_dropped_circle_leaves_no_word_behind(shown: Projection) -> None:
    """Neither in the tables nor in the index, nor in the image that is sealed."""
    canary = "kanariewoord"
    for circle in CIRCLES:
        shown.put(circle, "case", circle, case("kiezel-47"))
    for at in range(200):
        text = f"{canary}{at} en gewone woorden"
        circle = CIRCLES[0] if at % 2 else CIRCLES[1]
        shown.put(circle, "note", at.to_bytes(16, "big"), note(text if at % 2 else "gewoon"))
    shown.put(CIRCLES[2], "note", b"x" * 16, note("blijft"))
    assert canary.encode() in shown.image()

    shown.drop(CIRCLES[0])
    image = shown.image()

    assert canary[:6].encode() not in image
    assert CIRCLES[0] not in image
    assert found(shown, "blijft") == [b"x" * 16]
    assert shown.case_count() == 2
    _sound(shown)


def test_nothing_goes_through_files(shown: Projection) -> None:
    """Temporary pages and journal stay in memory, also after an image was loaded."""
    shown.put(CIRCLES[0], "note", b"1" * 16, note("a"))
    image = shown.image()
    loaded = Projection.empty()
    loaded.load(image)
    loaded.put(CIRCLES[0], "note", b"2" * 16, note("b"))
    loaded.flush()

    for projection in (shown, loaded):
        pragmas = [
            projection._db.execute(f"pragma {name}").fetchone()[0]
            for name in ("temp_store", "journal_mode", "secure_delete")
        ]
        assert pragmas == [2, "memory", 1]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files in /proc")
def test_sorting_many_rows_opens_no_file(shown: Projection) -> None:
    """SQLite's unlinked temporary files would hold the notes in clear; there are none."""
    for at in range(3_000):
        shown.put(CIRCLES[0], "note", at.to_bytes(16, "big"), note("lang " * 400 + str(at)))
    loaded = Projection.empty()
    loaded.load(shown.image())
    loaded._db.execute("pragma cache_size = 10")

    assert _files_while_sorting(loaded) == set()
    # Without the setting the same sort goes through a file, so this would be seen.
    loaded._db.execute("pragma temp_store = file")
    assert len(_files_while_sorting(loaded)) > 0


def _files_while_sorting(projection: Projection) -> set[str]:
    before = _open_files()
    seen: set[str] = set()
    sort = "select fields from entity order by fields desc, random()"
    for at, _ in enumerate(projection._db.execute(sort)):
        if at % 500 == 0:
            seen |= _open_files()
    return seen - before


def _open_files() -> set[str]:
    names = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            names.add(str(entry.readlink()))
    return names


def test_an_sqlite_that_would_write_temporary_files_is_refused() -> None:
    """A build that ignores the setting is told before any case is opened."""

    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            if "sqlite_compileoption_used" in sql:
                return super().execute("select 1")
            return super().execute(sql, *rest)

    with pytest.raises(NotInMemory):
        keep_in_memory(sqlite3.connect(":memory:", factory=Stubborn))


def test_no_repr_shows_a_case(shown: Projection) -> None:
    """Errors and logs that print the projection tell nothing."""
    shown.put(CIRCLES[0], "note", b"1" * 16, note("canary"))

    assert "canary" not in repr(shown)
