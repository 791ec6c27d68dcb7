"""A question before something that can not be taken back."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import Dialog, paragraphs
from tui.widgets.safe import visible


class AskScreen(Dialog[bool]):
    """Dismissed with True only when the answer was yes; the focus starts on no."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ASK)]
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, *texts: str, yes: str = "", no: str = "") -> None:
        """`question`, `texts` and the words on the buttons are translated already; they
        may hold what users typed."""
        super().__init__()
        self._question = question
        self._texts = texts
        self._yes = yes or _("Yes")
        self._no = no or _("No")

    def box(self) -> ComposeResult:
        yield Static(visible(self._question), markup=False, id="question")
        yield paragraphs(*(visible(text) for text in self._texts), id="texts")
        with Horizontal(id="buttons"):
            yield Button(Content(self._yes), id="yes", compact=True)
            yield Button(Content(self._no), id="no", variant="primary", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)
