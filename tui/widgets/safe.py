"""Text that people typed, made fit for a terminal.

User text never goes through Textual's markup: it is shown as `Content` or as
segments of a strip. What would move the cursor, reorder the line or hide is shown
as a visible sign instead, so that it can neither break the screen nor deceive.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

if TYPE_CHECKING:
    from textual.content import Content

_WRITTEN_FORMATS = {*map(chr, range(0x0600, 0x0606)), "\u06dd", "\u070f", "\u08e2"}
"""Characters that Unicode counts as format but that are drawn: Arabic number signs."""
_JOINING = {"\u200c", "\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))}
"""Joiners, variation selectors and skin tones: terminals disagree about the cells they
take. Left out, each emoji stands alone and every terminal counts the same."""
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
"""Controls, formats (bidirectional overrides among them) and line separators."""
_LINE_END = "↵"
_ELLIPSIS = "…"


def _sign(character: str) -> str:
    """What stands on the screen for one character."""
    if character in _JOINING:
        return ""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    if unicodedata.category(character) in _UNSEEN and character not in _WRITTEN_FORMATS:
        return f"‹{code:04X}›"
    return character


def visible(text: str) -> str:
    """`text` with control characters as signs; line ends and tabs keep their meaning.

    `\\r\\n` and `\\r` become `\\n`, a tab becomes four spaces. Composed (NFC), so that
    an accent does not take a cell of its own.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\t", "    ")
    return "".join(c if c == "\n" or (c.isascii() and c.isprintable()) else _sign(c) for c in text)


def same_length(text: str) -> str:
    """`text` with one harmless character for each: for a line that is being edited,
    where the place of the cursor is counted in characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign if c != "\t" and len(sign := _sign(c)) == 1 else c if c == "\t" else "\ufffd"
        for c in text
    )


def one_line(text: str) -> str:
    """`visible` on one line: a line end becomes a sign."""
    return visible(text).replace("\n", f" {_LINE_END} ")


def _folded(paragraph: str, width: int, lines: int) -> list[str]:
    """A paragraph folded, or as much of it as gives more than `lines` lines: folding a long
    note takes longer than all else that is drawn of it."""
    from textual.content import Content

    some = paragraph[: 2 * width * (lines + 2)]
    folded = [line.plain for line in Content(some).wrap(width)]
    if len(some) < len(paragraph) and not any(line.strip() for line in folded[lines:-1]):
        folded = [line.plain for line in Content(paragraph).wrap(width)]
    return folded


def plain(text: str) -> Content:
    """`visible` text for a widget, without markup."""
    # The command line makes text safe, too, and shows no widgets.
    from textual.content import Content

    return Content(visible(text))


def fit(text: str, width: int) -> str:
    """One line of exactly `width` cells: cut with an ellipsis, or filled with spaces."""
    line = one_line(text)
    if cell_len(line) > width:
        line = set_cell_size(line, max(width - 1, 0)).rstrip() + _ELLIPSIS if width else ""
    return set_cell_size(line, max(width, 0))


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """The first `lines` lines of `text` folded at words to `width` cells.

    The last ends with an ellipsis when there is more.
    """
    if width < 1 or lines < 1:
        return []
    folded: list[str] = []
    for paragraph in visible(text).split("\n"):
        folded.extend(_folded(paragraph, width, lines))
        if any(line.strip() for line in folded[lines:]):
            break
    folded = [line.rstrip() for line in folded]
    while folded and not folded[-1]:
        folded.pop()
    if len(folded) > lines:
        last = folded[lines - 1]
        last = f"{last} {_ELLIPSIS}" if cell_len(last) < width - 1 else fit(f"{last}  ", width)
        folded = [*folded[: lines - 1], last]
    return folded
