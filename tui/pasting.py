"""Pasted text before Textual reads it: what would become keys is taken out.

Textual's parser reads escape sequences also inside a bracketed paste. An escape character
in what is pasted would so come back as keys, before the text and without what follows it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"
"""The marks of a terminal around what is pasted (xterm, bracketed paste mode)."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class PasteParser(XTermParser):
    """Textual's parser, to which a paste comes without control characters."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._tail = ""
        """The last characters before a paste: its mark may come in parts."""
        self._held = ""
        """The last characters of a paste that may be the beginning of its end."""

    def feed(self, data: str) -> Iterable[Message]:
        """The messages that some characters make; none at all end the input."""
        if not data:
            return super().feed(data)
        harmless = self.harmless(data)
        # Nothing would say to Textual that the input is over.
        return super().feed(harmless) if harmless else ()

    def harmless(self, data: str) -> str:
        """`data`, with what is pasted without control characters."""
        out: list[str] = []
        text, self._held = self._held + data, ""
        while text:
            text = self._of_paste(text, out) if self._pasting else self._of_keys(text, out)
        return "".join(out)

    def _of_keys(self, text: str, out: list[str]) -> str:
        joined = self._tail + text
        at = joined.find(BEGINS)
        if at < 0:
            self._tail = joined[1 - len(BEGINS) :]
            out.append(text)
            return ""
        end = at + len(BEGINS) - len(self._tail)
        self._tail, self._pasting = "", True
        out.append(text[:end])
        return text[end:]

    def _of_paste(self, text: str, out: list[str]) -> str:
        at = text.find(ENDS)
        if at < 0:
            held = next((n for n in range(len(ENDS) - 1, 0, -1) if text.endswith(ENDS[:n])), 0)
            self._held = text[len(text) - held :]
            out.append(_CONTROLS.sub("", text[: len(text) - held]))
            return ""
        self._pasting = False
        out.append(_CONTROLS.sub("", text[:at]) + ENDS)
        return text[at + len(ENDS) :]


def guard_pastes() -> None:
    """Let the driver of the terminal use it: Textual has no other place to say so.

    The driver of Windows reads the console in another way, and is left as it is.
    """
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    vars(linux_driver)["XTermParser"] = PasteParser
