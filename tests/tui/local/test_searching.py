"""Searching the projection: words as they are typed, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.local.shelf import CIRCLES, assert_sound, case, found, lives, note
from tui.local import search_index
from tui.local.projection import Projection


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
    assert_sound(shown)


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
    assert_sound(projection)
    projection.drop(CIRCLES[0])

    assert projection.search(query, 5) == []
    assert_sound(projection)


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
