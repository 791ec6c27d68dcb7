"""Words as they are compared: without capitals and accents; and the piece of a text to show."""

from __future__ import annotations

import unicodedata

QUERY_LIMIT = 200
WORDS_LIMIT = 8
BEFORE, WIDTH = 24, 96
"""How much of a text is shown before the first word found, and in all, in characters."""


def fold(text: str) -> str:
    """`text` without capitals and accents; each sign becomes exactly one sign.

    So a place in the folded text is the same place in the text.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_folded, text))


def _folded(sign: str) -> str:
    if sign < "\x80":
        return sign.lower()
    base = unicodedata.normalize("NFD", sign)[0].lower()
    return base if len(base) == 1 else sign


def words_of(query: str) -> list[str]:
    """The words of what was typed, longest first; what is neither letter nor number parts.

    At most the first `QUERY_LIMIT` signs and the longest `WORDS_LIMIT` words count.
    """
    text = unicodedata.normalize("NFC", query[:QUERY_LIMIT])
    spaced = "".join(sign if _in_word(sign) else " " for sign in text)
    words = dict.fromkeys(spaced.split())
    return sorted(words, key=len, reverse=True)[:WORDS_LIMIT]


def _in_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def starts_of(words: list[str], text: str) -> list[int]:
    """Where in `text` a word begins with each of `words`, folded; [] if one of them never."""
    folded = fold(text)
    starts: list[int] = []
    for word in words:
        wanted = fold(word)
        at = folded.find(wanted)
        while at > 0 and folded[at - 1].isalnum():
            at = folded.find(wanted, at + 1)
        if at < 0:
            return []
        starts.append(at)
    return starts


def excerpt(text: str, at: int) -> str:
    """A line of plain text around a place, with … where something is left out.

    Control and direction signs become spaces: they could move what stands around it.
    """
    first = max(0, at - BEFORE)
    if first:
        gap = text.find(" ", first, at)
        first = first if gap < 0 else gap + 1
    piece = text[first : first + WIDTH]
    line = " ".join("".join(map(_harmless, piece)).split())
    return f"{'…' if first else ''}{line}{'…' if first + WIDTH < len(text) else ''}"


def _harmless(sign: str) -> str:
    if " " <= sign < "\x7f":
        return sign
    return " " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"} else sign
