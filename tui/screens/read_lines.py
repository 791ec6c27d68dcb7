"""A box with a few lines to read, which stays until a key is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import Where, bindings
from tui.screens.base import Dialog
from tui.widgets.safe import visible


class ReadLines(Dialog[bool]):
    """Says what was done."""

    AUTO_FOCUS = "#keys"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.READ)]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def box(self) -> ComposeResult:
        yield Static(Content(self._title), id="question", markup=False)
        with VerticalScroll(id="keys"):
            yield Static(visible("\n\n".join(self._lines)), markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to edit here."""
        del parameters
        return action != "edit"

    def action_back(self) -> None:
        self.dismiss(False)
