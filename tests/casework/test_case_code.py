"""Codes of cases: drawn, not counted."""

from __future__ import annotations

import random
import re

from shared.casework.case_code import WORDS, draw_code


def test_a_code_is_a_word_and_a_number() -> None:
    """`kiezel-47`, for example."""
    draw = random.Random(1).randbytes

    for _ in range(200):
        word, number = draw_code(draw, ()).split("-")
        assert word in WORDS
        assert 10 <= int(number) <= 99


def test_words_are_plain_and_stand_once() -> None:
    """They can be said on the phone and typed without accents."""
    assert len(set(WORDS)) == len(WORDS) > 250
    assert all(re.fullmatch(r"[a-z]{2,12}", word) for word in WORDS)


def test_a_code_that_is_taken_is_not_drawn_again() -> None:
    """Even when few are left, and when none is."""
    draw = random.Random(2).randbytes
    taken: set[str] = set()
    for _ in range(500):
        code = draw_code(draw, taken)
        assert code not in taken
        taken.add(code)

    class All:
        def __contains__(self, code: object) -> bool:
            return len(str(code).split("-")[1]) == 2

    assert int(draw_code(draw, All()).split("-")[1]) >= 100


def test_every_word_is_as_likely_as_the_others() -> None:
    """The highest numbers drawn, which would favour the first words, are drawn again."""
    drawn = iter([b"\xff\xff\xff\xff", bytes(4), bytes(4)])

    assert draw_code(lambda _size: next(drawn), ()) == f"{WORDS[0]}-10"
    assert next(drawn, None) is None
