"""The summons kit on A4, with room to fill in the six conditions by hand."""

from __future__ import annotations

import msgspec

from shared.casework.summons import Section, SummonsKit
from tui.paper.page import HAND_ROW, HEADING, ROW, TEXT, Page, Printed, Signs

_SHARES = {2: (0.45, 0.55), 3: (0.45, 0.2, 0.35)}
"""What each column of a table takes of the width, by how many there are."""
_LINES = 4
"""How many lines there are to write an answer on."""


def summons_pdf(kit: SummonsKit) -> Printed:
    """Lay the kit out. The same kit gives the same bytes, whenever and by whomever."""
    page = Page()
    signs = Signs(page.signs())
    kit = _with_signs(kit, signs)
    page.title(kit.title)
    for words in kit.intro:
        page.text(words)
    for section in kit.sections:
        _section(page, section)
    if signs.missing:
        page.text(kit.unprinted)
    return Printed(page.data(), signs.missing)


def _section(page: Page, section: Section) -> None:
    page.heading(section.title)
    for words in section.says:
        page.text(words)
    for row in section.rows:
        page.row(row, _SHARES[len(row)])
    for words in section.asks:
        page.keep_together(ROW * HEADING / TEXT + _LINES * HAND_ROW)
        page.write(words, bold=True)
        page.room(_LINES)


def _with_signs(kit: SummonsKit, signs: Signs) -> SummonsKit:
    """The kit with every text of it as it can be printed."""
    return msgspec.structs.replace(
        kit,
        title=signs(kit.title),
        intro=tuple(map(signs, kit.intro)),
        sections=tuple(
            Section(
                signs(section.title),
                tuple(map(signs, section.says)),
                tuple(tuple(map(signs, row)) for row in section.rows),
                tuple(map(signs, section.asks)),
            )
            for section in kit.sections
        ),
    )
