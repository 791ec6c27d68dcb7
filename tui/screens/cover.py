"""A blank screen over whatever is shown. The home stays open; a lock closes it."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.language import _


class CoverScreen(ModalScreen[None]):
    """Shows nothing of the work. The key that takes it away does nothing else."""

    def compose(self) -> ComposeResult:
        yield Static(_("Any key shows the screen again."), markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.dismiss()
