"""Lines of pieces made to fit: cut with a sign, or folded at words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from tui.widgets.safe import one_line
from tui.widgets.source import Line

ELLIPSIS = "…"
"""Ends what is cut: nothing goes from the screen without a sign."""

_CHUNKS = re.compile(r"\S*\s+|\S+")
"""A word with the space behind it."""


def cut(line: Sequence[tuple[str, str]], width: int) -> Line:
    """The pieces of a line, safe to show, in at most `width` cells; the last one ends with
    an ellipsis where not all fit."""
    safe = [(one_line(text), part) for text, part in line]
    too_wide = cells_of(safe) > width
    cut_off = Line()
    left = width - cell_len(ELLIPSIS) if too_wide else width
    for text, part in safe:
        if left <= 0:
            break
        if cell_len(text) > left:
            cut_off.append((set_cell_size(text, left).rstrip(), part))
            break
        cut_off.append((text, part))
        left -= cell_len(text)
    if too_wide and width > 0:
        part = cut_off[-1][1] if cut_off else ""
        cut_off.append((ELLIPSIS, part))
    return cut_off


def cells_of(line: Sequence[tuple[str, str]]) -> int:
    """How wide the pieces of a line are; space at the end does not count."""
    return cell_len("".join(text for text, _part in line).rstrip())


def folded(line: Line, width: int, lines: int, indent: str = "") -> list[Line]:
    """A line folded at words to at most `lines` lines of `width` cells, those after the first
    behind `indent`. What does not fit in the last line stays there, to be cut when it is drawn."""
    safe = Line([(one_line(text), part) for text, part in line])
    if lines < 2 or cells_of(safe) <= width:
        return [safe]
    found = [Line()]
    cells = 0
    for text, part in safe:
        for word in _CHUNKS.findall(text):
            chunk = word
            if cells and cells + cell_len(chunk.rstrip()) > width and len(found) < lines:
                found.append(Line([(indent, "")]))
                cells = cell_len(indent)
                chunk = word.lstrip()
            found[-1].append((chunk, part))
            cells += cell_len(chunk)
    return found
