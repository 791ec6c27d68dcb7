"""The passphrase of a home that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Label, Static

from tui.actions import Where, bindings
from tui.language import _, ngettext
from tui.ports import Problem
from tui.screens.base import DoorScreen, paragraphs
from tui.screens.failing import failure_text
from tui.widgets.safe import visible

if TYPE_CHECKING:
    from tui.local.port import SessionPort
    from tui.ports import Joining


class PassphraseInput(Input):
    """The passphrase; the foot says what enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.UNLOCK)]


class UnlockScreen(DoorScreen):
    """Asks for the passphrase and opens the home."""

    AUTO_FOCUS = "#passphrase"

    def __init__(self, *, joining: bool = False, drafts: int = 0) -> None:
        """`joining`: the home has answered a link; `drafts`: forms that wait unsaved."""
        super().__init__()
        self._joining = joining
        self._drafts = drafts

    def heading(self) -> str:
        return _("Luister · locked")

    def body(self) -> ComposeResult:
        texts = [
            _("You have used a link and wait until you are admitted.")
            if self._joining
            else _("Your cases are locked.")
        ]
        if self._drafts:
            texts.append(
                ngettext(
                    "{count} form with text that you did not save waits for you. It is lost when"
                    " you close the program.",
                    "{count} forms with text that you did not save wait for you. They are lost"
                    " when you close the program.",
                    self._drafts,
                ).format(count=self._drafts)
            )
        if hint := self.luister.front.hint:
            texts.append(_(hint))
        yield paragraphs(*texts, id="explanation")
        yield Label(_("Passphrase"), markup=False)
        yield PassphraseInput(password=True, id="passphrase")
        yield Static("", id="said", markup=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value and not event.input.disabled:
            self.run_worker(self._unlock(event.value), group="unlock", exclusive=True)

    async def _unlock(self, passphrase: str) -> None:
        field = self.query_one(Input)
        said = self.query_one("#said", Static)
        field.disabled = True
        said.set_class(False, "-wrong")
        said.update(_("Opening. This takes a second or two."))
        front = self.luister.front
        outcome: SessionPort | Joining | Problem
        if self._joining:
            outcome = await front.resume(passphrase)
        else:
            outcome = await front.unlock(passphrase)
        field.disabled = False
        if isinstance(outcome, Problem):
            said.set_class(True, "-wrong")
            said.update("! " + visible(failure_text(outcome)))
            field.value = ""
            field.focus()
        elif self._joining:
            self.app.call_later(self.luister.wait_at_door, outcome)
        else:
            self.app.call_later(self.luister.open, outcome)
