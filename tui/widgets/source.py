"""Where the rows of a list come from, and which of them are held: those near the screen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

PAGE = 64
"""Rows asked of the source at once."""
_PAGES = 8
"""Pages kept; with `PAGE` this bounds the memory of a list of any length."""
_DRAWN = 128
"""Drawn rows kept: more than a screen has."""


class Source(Protocol[T_co]):
    """Where the rows come from."""

    def count(self) -> int:
        """How many rows there are."""

    def rows(self, offset: int, limit: int) -> Sequence[T_co]:
        """Rows from `offset` (0 is the first) on."""


class Listed(Generic[T]):
    """A source that is a sequence in memory."""

    def __init__(self, rows: Sequence[T] = ()) -> None:
        self._rows = rows

    def count(self) -> int:
        return len(self._rows)

    def rows(self, offset: int, limit: int) -> Sequence[T]:
        return self._rows[offset : offset + limit]


class Line(list[tuple[str, str]]):
    """One line of a row: pieces of text, each with the name of its part.

    A part names one of the list's component classes (`windowed--dim`); the empty
    name is the row's own style.
    """


class Window(Generic[T]):
    """The rows of a source that were asked for lately, and the lines drawn of them."""

    def __init__(self, source: Source[T]) -> None:
        self.source = source
        """Where rows come from; after it was replaced, `recount`."""
        self._pages: OrderedDict[int, Sequence[T]] = OrderedDict()
        self._drawn: OrderedDict[tuple[int, int], Sequence[Line]] = OrderedDict()
        self.count = 0
        """How many rows there are."""

    def recount(self) -> None:
        """Forget all rows, and ask the source how many there are."""
        self._pages.clear()
        self._drawn.clear()
        self.count = self.source.count()

    def row_at(self, index: int) -> T | None:
        """Row `index`, or None when there is none."""
        if not 0 <= index < self.count:
            return None
        page = index // PAGE
        if page not in self._pages:
            self._pages[page] = self.source.rows(page * PAGE, PAGE)
            while len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        rows = self._pages[page]
        place = index - page * PAGE
        return rows[place] if place < len(rows) else None

    def lines(
        self, index: int, width: int, draw: Callable[[T, int], Sequence[Line]]
    ) -> Sequence[Line]:
        """What is drawn of row `index`, once for all its lines; nothing when it is none."""
        held = self._drawn.get((index, width))
        if held is None:
            row = self.row_at(index)
            held = () if row is None else draw(row, width)
            self._drawn[index, width] = held
            while len(self._drawn) > _DRAWN:
                self._drawn.popitem(last=False)
        return held

    def draw_anew(self) -> None:
        """Forget what was drawn."""
        self._drawn.clear()
