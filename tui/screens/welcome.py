"""The first screen of all: what this is, and the three ways in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button

from tui.language import _
from tui.screens.base import DoorScreen, paragraphs


class WelcomeScreen(DoorScreen):
    """Nothing is on this device yet: start a firm, use a link, or look around first."""

    AUTO_FOCUS = "#join"

    def heading(self) -> str:
        return _("Luister · welcome")

    def body(self) -> ComposeResult:
        yield paragraphs(
            _(
                "Luister keeps the cases of confidential advisers. Everything is locked on this"
                " device before it leaves it: the relay that passes it on can read nothing."
            ),
            _(
                "There is nothing on this device yet. Did a colleague send you a link? Choose"
                " the first. Are you the first of your firm? Choose the second. You can also"
                " look around in a made-up firm; that leaves nothing behind."
            ),
            id="explanation",
        )
        with Vertical(id="choices"):
            yield Button(Content(_("Join with a link")), id="join", compact=True)
            yield Button(Content(_("Start a new firm")), id="found", compact=True)
            yield Button(Content(_("Look around: the demonstration")), id="demo", compact=True)

    def on_key(self, event: object) -> None:
        """Arrows move between the choices, as in a list."""
        from textual.events import Key

        if isinstance(event, Key) and event.key in ("down", "j", "up", "k"):
            event.stop()
            if event.key in ("down", "j"):
                self.focus_next()
            else:
                self.focus_previous()

    @on(Button.Pressed, "#join")
    def _join(self) -> None:
        from tui.screens.join import JoinScreen

        self.app.push_screen(JoinScreen())

    @on(Button.Pressed, "#found")
    def _found(self) -> None:
        from tui.screens.found import FoundScreen

        self.app.push_screen(FoundScreen())

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        from tui.screens.preparing import PreparingScreen

        self.app.push_screen(PreparingScreen())
