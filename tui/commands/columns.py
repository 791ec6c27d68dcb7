"""A table in text: columns as wide as what stands in them, counted in cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GAP = "  "
WIDEST = 40
"""The most cells that a column takes on a screen; a pipe gets all of it."""


def columns(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None
) -> Iterable[str]:
    """The lines of a table; `width` is that of the screen, None where there is none.

    On a screen long parts are cut with an ellipsis, so that the columns stay below each
    other; the last column is left whole, for it says what needs attention.
    """
    from rich.cells import cell_len

    from tui.widgets.safe import fit, one_line

    table = [[one_line(cell) for cell in row] for row in (heads, *rows)]
    shown = [at for at in range(len(heads)) if any(row[at] for row in table[1:])]
    widths = {at: max(cell_len(row[at]) for row in table) for at in shown}
    if width is not None:
        widths = {at: min(most, WIDEST) for at, most in widths.items()}
    for row in table:
        cells = [fit(row[at], widths[at]) for at in shown[:-1]]
        yield GAP.join([*cells, row[shown[-1]]]).rstrip() if shown else ""
