"""The floor of `start`: a bare Textual application with one label."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label

PROMPT = "Passphrase"


class BareApp(App[None]):
    """Shows one label."""

    def compose(self) -> ComposeResult:
        yield Label(PROMPT)


if __name__ == "__main__":
    BareApp().run()
