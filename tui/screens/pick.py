"""Choosing one of a few: a short list in a box, by arrows or by its number."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui.actions import Where, bindings
from tui.screens.base import Dialog
from tui.widgets.safe import visible
from tui.widgets.source import Line, Listed
from tui.widgets.windowed import WindowedList


class Choice(NamedTuple):
    """Something to choose: what the asker gets back, its words, and a second line."""

    value: Any
    text: str
    more: str = ""


class Choices(WindowedList[Choice]):
    """The choices with their numbers."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        tall = any(choice.more for choice in choices)
        super().__init__(Listed(choices), row_height=2 if tall else 1, id="pick")
        self._choices = choices
        self.styles.height = min(len(choices) * (2 if tall else 1), 14)

    def draw(self, row: Choice, width: int) -> Sequence[Line]:
        del width
        number = self._choices.index(row) + 1
        name = str(number) if number <= 9 else " "
        lines = [Line([(f"{name}  ", "dim"), (row.text, "strong")])]
        return [*lines, Line([(f"   {row.more}", "dim")])] if row.more else lines

    def key(self, row: Choice) -> Hashable:
        return row.text


class PickScreen(Dialog[Any]):
    """Dismissed with the value that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PICK)]
    AUTO_FOCUS = "#pick"

    def __init__(self, question: str, choices: Sequence[Choice], at: int = 0) -> None:
        """`question` and the texts are translated already; they may hold what users typed.
        The cursor is put on choice `at`; the numbers stay those of the order."""
        super().__init__()
        self._at = at
        self._question = question
        self._choices = choices

    def box(self) -> ComposeResult:
        yield Static(visible(self._question), markup=False, id="question")
        yield Choices(self._choices)

    def on_mount(self) -> None:
        self.query_one(Choices).cursor = self._at

    @on(WindowedList.Chosen, "#pick")
    def _chosen(self) -> None:
        row = self.query_one(Choices).row
        if row is not None:
            self.dismiss(row.value)

    def action_number(self, number: int) -> None:
        """Choose by the number before it."""
        if number <= len(self._choices):
            self.dismiss(self._choices[number - 1].value)

    def action_back(self) -> None:
        self.dismiss(None)
