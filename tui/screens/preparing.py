"""The demonstration while it is prepared: what is being done, and how far it is."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from tui.language import _
from tui.ports import Problem
from tui.screens.base import DoorScreen, paragraphs
from tui.screens.failing import failure_text
from tui.widgets.safe import one_line, visible

_BAR = 40


class PreparingScreen(DoorScreen):
    """Prepares the made-up firm and opens it."""

    def heading(self) -> str:
        return _("Luister · the demonstration")

    def body(self) -> ComposeResult:
        yield paragraphs(
            _(
                "A made-up firm is set up on this device: a relay of its own and three"
                " advisers, each with a device of their own. You will be Noor. Nothing leaves"
                " this machine."
            ),
            id="explanation",
        )
        yield Static("", id="bar", markup=False)
        yield Static("", id="said", markup=False)
        yield Button(Content(_("Try again")), id="again", compact=True)

    def on_mount(self) -> None:
        self._steps: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self._steps.clear()
        self.query_one("#again").display = False
        self.run_worker(self._prepare(), group="demo", exclusive=True)

    async def _prepare(self) -> None:
        session = await self.luister.front.demo(self.progress)
        if isinstance(session, Problem):
            self._steps.append("! " + visible(failure_text(session)))
            self._show()
            again = self.query_one("#again")
            again.display = True
            again.focus()
        else:
            self.app.call_later(self.luister.open, session)

    def progress(self, text: str, step: int, steps: int) -> None:
        """Show a step; called in the thread of the screen."""
        done = round(_BAR * step / steps) if steps else 0
        self.query_one("#bar", Static).update(
            f"[{'#' * done}{'.' * (_BAR - done)}]  "
            + _("step {step} of {steps}").format(step=step, steps=steps)
        )
        self._steps.append(one_line(_(text)))
        self._show()

    def _show(self) -> None:
        self.query_one("#said", Static).update("\n".join(self._steps[-12:]))

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self._begin()
