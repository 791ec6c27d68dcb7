"""Words as they are compared, and the line of text that shows where they stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.local.folding import WIDTH, WORDS_LIMIT, excerpt, fold, starts_of, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Waterstaal", "waterstaal"),
        ("Café Überhaupt", "cafe uberhaupt"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("straße", "straße"),
    ],
)
def test_capitals_and_accents_do_not_count(text: str, folded: str) -> None:
    """Text is compared as people say it."""
    assert fold(text) == folded


@given(st.text())
def test_a_place_in_folded_text_is_the_same_place(text: str) -> None:
    """Folding keeps the number of signs, so an excerpt can be cut from the text itself."""
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        (" \t-\"*':()^", []),
        ('collega "A"', ["collega", "A"]),
        ("a OR bb NEAR(ccc)", ["NEAR", "ccc", "OR", "bb", "a"]),
        ("foo-bar_baz", ["foo", "bar", "baz"]),
        ("nul\x00teken", ["teken", "nul"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("dubbel dubbel", ["dubbel"]),
    ],
)
def test_a_query_is_words_and_nothing_else(query: str, words: list[str]) -> None:
    """Signs that mean something to the index part words; the longest word comes first."""
    assert words_of(query) == words


@given(st.text(max_size=2_000))
def test_a_query_has_a_bound(query: str) -> None:
    """Whatever is pasted, few and short words come of it."""
    words = words_of(query)

    assert len(words) <= WORDS_LIMIT
    assert all(len(word) <= 400 and '"' not in word for word in words)


def test_words_are_found_at_their_beginning_only() -> None:
    """`her` finds `hersteld`, not `moeder her` inside `gisteren`; all words must be there."""
    assert starts_of(["her"], "anders hersteld") == [7]
    assert starts_of(["her"], "anders") == []
    assert starts_of(["caf", "zij"], "Zij was in het Café") == [15, 0]
    assert starts_of(["caf", "hij"], "Zij was in het Café") == []


def test_an_excerpt_is_one_line_around_the_word() -> None:
    """What is left out before and after is marked."""
    text = "eerste regel\n" + "woord " * 40 + "roddel\x1b[31m \u202eom " + "daarna " * 40

    line = excerpt(text, text.index("roddel"))

    assert line.startswith("…")
    assert line.endswith("…")
    assert "roddel [31m om" in line
    assert excerpt("kort", 0) == "kort"


@given(st.text(), st.integers(0, 500))
def test_an_excerpt_can_not_break_a_line_or_its_direction(text: str, at: int) -> None:
    """No control or direction sign gets through, whatever the text holds."""
    line = excerpt(text, min(at, len(text)))

    assert len(line) <= WIDTH + 2
    assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
