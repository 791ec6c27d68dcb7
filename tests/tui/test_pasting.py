"""What is pasted comes in whole, in its order, and never as keys."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.pasting import BEGINS, ENDS, PasteParser

_HOSTILE = "here 111222\x1b333\nred \x1b[31m bel\x07 \x9b2J end"
_SAFE = "here 111222333\nred [31m bel 2J end"


def _pasted(*parts: str) -> tuple[list[str], list[str]]:
    """The texts pasted and the keys pressed of what a terminal sends."""
    parser = PasteParser()
    made = [message for part in parts for message in parser.feed(part)]
    texts = [one.text for one in made if isinstance(one, events.Paste)]
    return texts, [one.key for one in made if isinstance(one, events.Key)]


def test_control_characters_in_a_paste_are_no_keys() -> None:
    """Nothing is reordered, cut or pressed; a number split by one is whole again."""
    assert _pasted("a" + BEGINS + _HOSTILE + ENDS + "b") == ([_SAFE], ["a", "b"])


@given(st.lists(st.integers(1, 70), max_size=8))
def test_a_paste_may_come_in_any_parts(cuts: list[int]) -> None:
    """Also when its marks come in parts."""
    sent = "a" + BEGINS + _HOSTILE + ENDS + "b"
    places = sorted({0, len(sent), *(at for at in cuts if at < len(sent))})
    parts = [sent[one:other] for one, other in itertools.pairwise(places)]

    assert _pasted(*parts) == ([_SAFE], ["a", "b"])


def test_keys_outside_a_paste_are_as_they_were() -> None:
    """Arrows and escape are not touched."""
    assert _pasted("\x1b[A", "x") == ([], ["up", "x"])
