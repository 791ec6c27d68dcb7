"""A4 pages from top to bottom: titles, paragraphs, tables, and room to write by hand.

The letters are DejaVu Sans, which lies beside this module: the fonts that every PDF reader
brings know the signs of western Europe only, and names and words are written in more. What
DejaVu has no sign for (most emoji, scripts of the far east), and scripts that run from right
to left, which this library does not lay out, become a square, and the paper says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tui.paper.bare_output import BarePdf

FONTS = Path(__file__).with_name("fonts")
SQUARE = "□"
MARGIN, INDENT, ROW = 20.0, 6.0, 5.6
"""Millimetres."""
TITLE, HEADING, TEXT = 20, 13, 11
"""Points."""
ROOM_UNDER_HEADING = 5 * ROW
HAND_ROW = 9.0
"""Millimetres between lines that are written on by hand."""
_FAMILY = "sheet"
_JOINS = {0xFE0E, 0xFE0F}
"""Say how the sign before them looks: nothing by themselves, like signs of category Cf."""


class Printed(msgspec.Struct, frozen=True):
    """A PDF file, and whether signs of the text are missing from it."""

    data: bytes
    unprinted: bool = False

    def __repr__(self) -> str:
        return f"Printed({len(self.data)} bytes, <redacted>)"


class Page:
    """Where the next words go, from top to bottom and on to a next page."""

    def __init__(self) -> None:
        self._pdf = _empty_pdf()

    def signs(self) -> frozenset[int]:
        """The code points that can be printed."""
        return self._pdf.signs()

    def title(self, words: str) -> None:
        """What the paper is."""
        self.write(words, TITLE, bold=True)
        self.space()

    def heading(self, words: str) -> None:
        """The beginning of a part, below a line; never the last thing on a page."""
        self.space()
        self.space()
        if self._pdf.will_page_break(ROOM_UNDER_HEADING):
            self._pdf.add_page()
        y = self._pdf.get_y()
        self._pdf.line(MARGIN, y, self._pdf.w - MARGIN, y)
        self.space()
        self.write(words, HEADING, bold=True)

    def text(self, words: str) -> None:
        """A paragraph."""
        self.write(words)
        self.space()

    def row(self, cells: Sequence[str], shares: Sequence[float]) -> None:
        """A row of a table; `shares` are the parts of the width that the columns take."""
        width = self._pdf.w - 2 * MARGIN
        self._pdf.set_font(_FAMILY, "", TEXT)
        widths = [width * share for share in shares]
        lines = [self._lines(room, cell) for room, cell in zip(widths, cells, strict=True)]
        height = ROW * max(lines)
        if self._pdf.will_page_break(height):
            self._pdf.add_page()
        top, left = self._pdf.get_y(), MARGIN
        for room, cell in zip(widths, cells, strict=True):
            self._pdf.set_xy(left, top)
            self._pdf.multi_cell(room, ROW, cell, align="L")
            left += room
        self._pdf.set_xy(MARGIN, top + height)

    def _lines(self, room: float, words: str) -> int:
        """How many lines words take in a column so many millimetres wide."""
        folded = self._pdf.multi_cell(room, ROW, words, align="L", dry_run=True, output="LINES")
        return len(folded) if isinstance(folded, list) else 1

    def room(self, lines: int) -> None:
        """Lines to write on by hand, all on one page."""
        if self._pdf.will_page_break(HAND_ROW * lines):
            self._pdf.add_page()
        for _line in range(lines):
            self._pdf.ln(HAND_ROW)
            y = self._pdf.get_y()
            self._pdf.line(MARGIN, y, self._pdf.w - MARGIN, y)
        self.space()

    def keep_together(self, height: float) -> None:
        """Begin a page when so many millimetres do not fit on this one."""
        if self._pdf.will_page_break(height):
            self._pdf.add_page()

    def space(self) -> None:
        """A little room."""
        self._pdf.ln(ROW / 3)

    def write(self, words: str, size: int = TEXT, bold: bool = False, indent: float = 0.0) -> None:
        """Words, folded to the width of the page."""
        self._pdf.set_font(_FAMILY, "B" if bold else "", size)
        self._pdf.set_x(MARGIN + indent)
        self._pdf.multi_cell(0, ROW * size / TEXT, words, align="L", new_x="LMARGIN", new_y="NEXT")

    def data(self) -> bytes:
        """The file."""
        from tui.paper.bare_output import BareOutput

        return bytes(self._pdf.output(output_producer_class=BareOutput))


def _empty_pdf() -> BarePdf:
    # Loaded when something is printed: the start of the program does not wait for it.
    from tui.paper.bare_output import BarePdf

    pdf = BarePdf(format="A4")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.add_font(_FAMILY, "", FONTS / "DejaVuSans.ttf")
    pdf.add_font(_FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_line_width(0.2)
    pdf.add_page()
    return pdf


class Signs:
    """Text as it can be printed; remembers whether a sign had to go."""

    def __init__(self, known: Iterable[int]) -> None:
        self._known = frozenset(known)
        self.missing = False

    def __call__(self, text: str) -> str:
        instead: dict[int, str | None] = {}
        for sign in set(text):
            code = ord(sign)
            if sign == "\t":
                instead[code] = "    "
            elif code in _JOINS or unicodedata.category(sign) == "Cf":
                instead[code] = None
            elif sign != "\n" and not self._prints(sign):
                instead[code] = SQUARE
                self.missing = True
        return text.translate(instead)

    def _prints(self, sign: str) -> bool:
        leftward = unicodedata.bidirectional(sign) in ("R", "AL", "AN")
        return ord(sign) in self._known and not leftward
