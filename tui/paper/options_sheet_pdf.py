"""The options sheet on A4, as a PDF that says nothing about who made it, when, or for whom.

The letters are DejaVu Sans, which lies beside this module: the fonts that every PDF reader
brings know the signs of western Europe only, and names and words are written in more. What
DejaVu has no sign for (most emoji, scripts of the far east), and scripts that run from right
to left, which this library does not lay out, become a square, and the sheet says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shared.casework.choice.options_sheet import Sheet, SheetOption, Side, with_about

if TYPE_CHECKING:
    from tui.paper.bare_output import BarePdf

FONTS = Path(__file__).with_name("fonts")
SQUARE = "□"
_FAMILY = "sheet"
_MARGIN, _INDENT, _ROW = 20.0, 6.0, 5.6
"""Millimetres."""
_TITLE, _HEADING, _TEXT = 20, 13, 11
"""Points."""
_ROOM_UNDER_HEADING = 5 * _ROW
_JOINS = {0xFE0E, 0xFE0F}
"""Say how the sign before them looks: nothing by themselves, like signs of category Cf."""


class Printed(msgspec.Struct, frozen=True):
    """A PDF file, and whether signs of the text are missing from it."""

    data: bytes
    unprinted: bool = False

    def __repr__(self) -> str:
        return f"Printed({len(self.data)} bytes, <redacted>)"


def options_sheet_pdf(sheet: Sheet) -> Printed:
    """Lay the sheet out. The same sheet gives the same bytes, whenever and by whomever.

    A sheet of a million signs takes some ten seconds: not on the thread of the screen.
    """
    page = _Page()
    signs = _Signs(page.signs())
    sheet = _with_signs(sheet, signs)
    page.title(sheet.title)
    for words in sheet.intro:
        page.text(words)
    for option in sheet.options:
        page.option(option)
    page.space()
    closing = (*sheet.closing, sheet.unprinted) if signs.missing else sheet.closing
    for words in closing:
        page.text(words)
    return Printed(page.data(), signs.missing)


class _Page:
    """Where the next words go, from top to bottom and on to a next page."""

    def __init__(self) -> None:
        self._pdf = _empty_pdf()

    def signs(self) -> frozenset[int]:
        """The code points that can be printed."""
        return self._pdf.signs()

    def title(self, words: str) -> None:
        self._write(words, _TITLE, bold=True)
        self.space()

    def option(self, option: SheetOption) -> None:
        self.space()
        self.space()
        if self._pdf.will_page_break(_ROOM_UNDER_HEADING):
            self._pdf.add_page()
        y = self._pdf.get_y()
        self._pdf.line(_MARGIN, y, self._pdf.w - _MARGIN, y)
        self.space()
        self._write(option.title, _HEADING, bold=True)
        for words in option.says:
            self.text(words)
        for question, answer in option.answers:
            self._write(f"{question.rstrip(':')}  {answer}", indent=_INDENT)
        if option.answers:
            self.space()
        for side in option.sides:
            self._side(side)

    def _side(self, side: Side) -> None:
        self._write(side.title, bold=True)
        for line in side.lines:
            self._write(f"{side.sign}  {with_about(line)}", indent=_INDENT)
            if line.softens:
                self._write(line.softens, indent=2 * _INDENT)
        self.space()

    def text(self, words: str) -> None:
        self._write(words)
        self.space()

    def space(self) -> None:
        self._pdf.ln(_ROW / 3)

    def _write(
        self, words: str, size: int = _TEXT, bold: bool = False, indent: float = 0.0
    ) -> None:
        self._pdf.set_font(_FAMILY, "B" if bold else "", size)
        self._pdf.set_x(_MARGIN + indent)
        self._pdf.multi_cell(
            0, _ROW * size / _TEXT, words, align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def data(self) -> bytes:
        from tui.paper.bare_output import BareOutput

        return bytes(self._pdf.output(output_producer_class=BareOutput))


def _empty_pdf() -> BarePdf:
    # Loaded when something is printed: the start of the program does not wait for it.
    from tui.paper.bare_output import BarePdf

    pdf = BarePdf(format="A4")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(True, _MARGIN)
    pdf.add_font(_FAMILY, "", FONTS / "DejaVuSans.ttf")
    pdf.add_font(_FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_line_width(0.2)
    pdf.add_page()
    return pdf


class _Signs:
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


def _with_signs(sheet: Sheet, signs: _Signs) -> Sheet:
    """The sheet with every text of it as it can be printed."""
    return msgspec.structs.replace(
        sheet,
        title=signs(sheet.title),
        intro=tuple(map(signs, sheet.intro)),
        options=tuple(_options(sheet.options, signs)),
        closing=tuple(map(signs, sheet.closing)),
    )


def _options(options: Iterable[SheetOption], signs: _Signs) -> Iterator[SheetOption]:
    for option in options:
        yield SheetOption(
            title=signs(option.title),
            says=tuple(map(signs, option.says)),
            answers=tuple((signs(asked), signs(answer)) for asked, answer in option.answers),
            sides=tuple(
                msgspec.structs.replace(
                    side,
                    title=signs(side.title),
                    lines=tuple(
                        msgspec.structs.replace(
                            line,
                            text=signs(line.text),
                            about=signs(line.about),
                            softens=signs(line.softens),
                        )
                        for line in side.lines
                    ),
                )
                for side in option.sides
            ),
        )
