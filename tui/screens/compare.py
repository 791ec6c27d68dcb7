"""Comparing safety words by phone."""

from __future__ import annotations

from tui.language import _
from tui.screens.ask import AskScreen


def word_rows(words: tuple[str, ...]) -> str:
    """Five words to a row, in columns."""
    rows = [words[at : at + 5] for at in range(0, len(words), 5)]
    return "\n".join("  ".join(f"{word:<10}" for word in row).rstrip() for row in rows)


class CompareScreen(AskScreen):
    """Shows words; dismissed with True when somebody says that they are all the same.

    Yes is never the key under a finger that only wants to go on: the focus is on no.
    """

    def __init__(self, name: str, words: tuple[str, ...], *, where: str) -> None:
        """`where` says, translated, where the other finds the same words."""
        super().__init__(
            _("Call {name} on a number that you know.").format(name=name),
            where,
            word_rows(words),
            _(
                "Read them to each other. Are all {count} the same, and in the same order? If one"
                " differs, say no: then somebody stands between you."
            ).format(count=len(words)),
            yes=_("Yes, all the same"),
            no=_("No, or not now"),
        )
