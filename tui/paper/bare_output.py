"""A PDF without anything about its making: no producer, author, date or file identifier.

The library writes its own name and the moment into each file, and takes `{nb}` in a text
for the number of pages; here it does neither. A test looks into the bytes.
"""

from __future__ import annotations

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer, PDFInfo


class BarePdf(FPDF):
    """Pages with a number at their foot and nothing else that is not asked for."""

    def __init__(self, format: str) -> None:
        super().__init__(format=format)
        self.producer = ""
        self.str_alias_nb_pages = ""

    def footer(self) -> None:
        """Write the number of the page."""
        self.set_y(-15)
        self.set_font(size=9)
        self.cell(0, 5, str(self.page_no()), align="R")

    def signs(self) -> frozenset[int]:
        """The code points that every font of its own has a sign for."""
        fonts = [font for font in self.fonts.values() if isinstance(font, TTFFont)]
        return frozenset.intersection(*(frozenset(font.cmap) for font in fonts))

    def file_id(self) -> None:
        """No identifier of the file."""
        return


class BareOutput(OutputProducer):
    """The bytes of a file that does not say when it was made."""

    def _add_info(self) -> PDFInfo:
        info = super()._add_info()
        del info.creation_date
        return info
