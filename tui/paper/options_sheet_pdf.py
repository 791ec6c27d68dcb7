"""The options sheet on A4, as a PDF that says nothing about who made it, when, or for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from shared.casework.choice.options_sheet import Sheet, SheetOption, Side, with_about
from tui.paper.page import INDENT, Page, Printed, Signs


def options_sheet_pdf(sheet: Sheet) -> Printed:
    """Lay the sheet out. The same sheet gives the same bytes, whenever and by whomever.

    A sheet of a million signs takes some ten seconds: not on the thread of the screen.
    """
    page = Page()
    signs = Signs(page.signs())
    sheet = _with_signs(sheet, signs)
    page.title(sheet.title)
    for words in sheet.intro:
        page.text(words)
    for option in sheet.options:
        _option(page, option)
    page.space()
    closing = (*sheet.closing, sheet.unprinted) if signs.missing else sheet.closing
    for words in closing:
        page.text(words)
    return Printed(page.data(), signs.missing)


def _option(page: Page, option: SheetOption) -> None:
    page.heading(option.title)
    for words in option.says:
        page.text(words)
    for question, answer in option.answers:
        page.write(f"{question.rstrip(':')}  {answer}", indent=INDENT)
    if option.answers:
        page.space()
    for side in option.sides:
        _side(page, side)


def _side(page: Page, side: Side) -> None:
    page.write(side.title, bold=True)
    for line in side.lines:
        page.write(f"{side.sign}  {with_about(line)}", indent=INDENT)
        if line.softens:
            page.write(line.softens, indent=2 * INDENT)
    page.space()


def _with_signs(sheet: Sheet, signs: Signs) -> Sheet:
    """The sheet with every text of it as it can be printed."""
    return msgspec.structs.replace(
        sheet,
        title=signs(sheet.title),
        intro=tuple(map(signs, sheet.intro)),
        options=tuple(_options(sheet.options, signs)),
        closing=tuple(map(signs, sheet.closing)),
    )


def _options(options: Iterable[SheetOption], signs: Signs) -> Iterator[SheetOption]:
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
