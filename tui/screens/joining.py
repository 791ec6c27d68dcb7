"""Waiting to be admitted, with the five safety words to compare."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from tui.language import _
from tui.ports import Joining, Problem
from tui.screens.base import DoorScreen, paragraphs
from tui.screens.failing import failure_text
from tui.widgets.safe import visible


class JoiningScreen(DoorScreen):
    """Shows where the joining stands. Closing the program loses nothing."""

    def __init__(self, joining: Joining) -> None:
        super().__init__()
        self._joining = joining

    def heading(self) -> str:
        return _("Luister · waiting to be admitted")

    def body(self) -> ComposeResult:
        yield paragraphs(
            _(
                "Your answer to the link lies at the relay. Call the colleague who sent you the"
                " link, on a number that you know."
            ),
            _(
                "You may close the program while you wait. Start it again and give your"
                " passphrase: you are back here."
            ),
            id="explanation",
        )
        yield Static("", id="words", markup=False)
        yield Static("", id="said", markup=False)
        yield Button(Content(_("Try again")), id="again", compact=True)

    def on_mount(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.query_one("#again").display = False
        self.run_worker(self._wait(), group="joining", exclusive=True)

    async def _wait(self) -> None:
        self._say(_("Waiting until your colleague opens the page “Colleagues”, and “Admit”."))
        words = await self._joining.safety_words()
        if isinstance(words, Problem):
            self._trouble(words)
            return
        self.query_one("#words", Static).update("   ".join(words))
        self._say(
            _(
                "Read these five words to your colleague, who sees five words too. Are all five"
                " the same? Then your colleague admits you. Is one of them different? Then stop"
                " and tell your colleague: somebody is between you."
            )
        )
        session = await self._joining.admitted()
        if isinstance(session, Problem):
            self._trouble(session)
        else:
            self.app.call_later(self.luister.open, session)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_class(wrong, "-wrong")
        said.update(text)

    def _trouble(self, problem: Problem) -> None:
        self._say("! " + visible(failure_text(problem)), wrong=True)
        again = self.query_one("#again")
        again.display = True
        again.focus()

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self._begin()
