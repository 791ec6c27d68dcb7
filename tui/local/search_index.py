"""The index of words, in an open in-memory database: SQLite's FTS5, in shelves.

Each shelf holds the words of `SHELF` rows that follow each other. A search looks
through the newest shelf first and stops when it has enough, so that what it costs
does not grow with the number of notes; and a shelf is never merged with another, so
that indexing costs the same for the first note and for the last.
"""

# ruff: noqa: S608 - the only thing ever put into a statement is the number of a shelf.
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

SHELF_BITS = 12
SHELF = 1 << SHELF_BITS
"""How many rows a shelf is for."""
FEW = 20
"""Rows on a shelf that are quicker looked at one by one than sought by more words."""

_OPTIONS = "content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 2'"


class SearchIndex:
    """Words to rows. Whoever takes a text out must give the text that was put in."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        names = database.execute(
            "select name from sqlite_master where name like 'words@_%' escape '@'"
        )
        self._shelves = {int(name[6:]) for (name,) in names if name[6:].isdecimal()}

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """Put in the texts of rows that are not in yet."""
        for shelf, part in _by_shelf(texts).items():
            self._make(shelf)
            self._db.executemany(f"insert into words_{shelf} (rowid, text) values (?, ?)", part)

    def remove(self, texts: Iterable[tuple[int, str]]) -> set[int]:
        """Take out the texts of rows; returns the shelves that they stood on."""
        parts = _by_shelf(texts)
        for shelf, part in parts.items():
            self._db.executemany(
                f"insert into words_{shelf} (words_{shelf}, rowid, text) values ('delete', ?, ?)",
                part,
            )
        return set(parts)

    def _make(self, shelf: int) -> None:
        if shelf not in self._shelves:
            self._db.execute(f"create virtual table words_{shelf} using fts5(text, {_OPTIONS})")
            self._shelves.add(shelf)

    def purge(self, shelves: Iterable[int]) -> None:
        """Leave no trace of words that were taken out: FTS5 keeps them until it merges."""
        for shelf in shelves:
            self._db.execute(f"insert into words_{shelf} (words_{shelf}) values ('optimize')")

    def rows(self, words: list[str]) -> Iterator[int]:
        """Rows that may have, for each word, one that begins with it; newest first.

        `words` are plain words (`folding.words_of`), the longest first. The first is
        found for certain in each row, the others are to be looked for in its text.
        """
        if not words:
            return
        longest, match = f'"{words[0]}"*', " ".join(f'"{word}"*' for word in words)
        for shelf in sorted(self._shelves, reverse=True):
            try:
                few = self._match(shelf, longest, FEW).fetchall() if len(words) > 1 else []
                found = few if 0 < len(few) < FEW else self._match(shelf, match, SHELF)
                if len(words) == 1 or few:
                    yield from (row for (row,) in found)
            except sqlite3.OperationalError:
                # A sign that Unicode calls a letter by now and this SQLite does not yet
                # parts the word, and an index without places knows no word pairs.
                return

    def _match(self, shelf: int, match: str, most: int) -> sqlite3.Cursor:
        return self._db.execute(
            f"select rowid from words_{shelf} where words_{shelf} match ?"
            " order by rowid desc limit ?",
            (match, most),
        )


def _by_shelf(texts: Iterable[tuple[int, str]]) -> dict[int, list[tuple[int, str]]]:
    parts: dict[int, list[tuple[int, str]]] = {}
    for row, text in texts:
        parts.setdefault(row >> SHELF_BITS, []).append((row, text))
    return parts
