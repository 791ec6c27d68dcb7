"""Lines that do not fit: nothing goes without a sign."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.folding import cells_of, cut, folded
from tui.widgets.safe import one_line
from tui.widgets.source import Line

_PIECES = st.lists(st.tuples(st.text(max_size=30), st.sampled_from(("", "dim"))), max_size=5)


def _text(line: Line) -> str:
    return "".join(text for text, _part in line)


@given(_PIECES, st.integers(0, 60))
def test_a_line_fits_or_ends_with_an_ellipsis(pieces: list[tuple[str, str]], width: int) -> None:
    """Whatever is in it; what fits is whole."""
    found = cut(pieces, width)
    whole = "".join(one_line(text) for text, _part in pieces)

    assert cells_of(found) <= width
    if cell_len(whole.rstrip()) <= width:
        assert _text(found).rstrip() == whole.rstrip()
    elif width:
        assert _text(found).endswith("…")


@given(_PIECES, st.integers(10, 60), st.integers(1, 4))
def test_folding_loses_no_word(pieces: list[tuple[str, str]], width: int, lines: int) -> None:
    """All words stand in the lines, in their order; there are not more lines than allowed."""
    found = folded(Line(pieces), width, lines, "  ")
    whole = "".join(one_line(text) for text, _part in pieces)

    assert len(found) <= lines
    assert "".join("".join(_text(line) for line in found).split()) == "".join(whole.split())


def test_a_head_goes_on_behind_its_indent() -> None:
    """At a word, with the parts of its pieces."""
    line = Line([("one two ", "strong"), ("three four five", "dim")])

    assert folded(line, 14, 3, "   ") == [
        [("one ", "strong"), ("two ", "strong"), ("three ", "dim")],
        [("   ", ""), ("four ", "dim"), ("five", "dim")],
    ]
