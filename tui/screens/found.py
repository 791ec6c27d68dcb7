"""A new firm, and the recovery sheet that belongs to it."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from shared.wording import N_
from tui.actions import Where, bindings
from tui.language import _
from tui.ports import SHEET_ADVICE, Founded, Problem
from tui.screens.base import LuisterScreen, paragraphs
from tui.screens.failing import failure_text
from tui.screens.form import FormScreen, Wrong
from tui.screens.passphrase import ADVICE, strength
from tui.widgets.fields import Field, FieldSpec, Kind, LineInput

PASSPHRASE_FIELDS = (
    FieldSpec("passphrase", N_("Passphrase"), Kind.SECRET, ADVICE, required=True),
    FieldSpec(
        "again",
        N_("Once more"),
        Kind.SECRET,
        N_("Type the passphrase once more, so that a slip does not lock you out."),
        required=True,
    ),
)


def check_passphrase(values: Mapping[str, Any], known: tuple[str, ...]) -> Wrong | None:
    """What is wrong with the two passphrases of a form, if anything."""
    judged = strength(values["passphrase"], known)
    if not judged.enough:
        return Wrong(_(judged.value), "passphrase")
    if values["passphrase"] != values["again"]:
        return Wrong(
            _("The two passphrases differ. Type them again; nothing else is lost."), "again"
        )
    return None


class PassphraseForm(FormScreen):
    """A form that ends in a passphrase, typed twice, with advice while it is typed."""

    def known(self) -> tuple[str, ...]:
        """Names that others know and a passphrase should not lean on."""
        values = self.values
        return tuple(str(values[name]) for name in ("name", "firm") if values.get(name))

    @on(Input.Changed)
    def _judge(self, event: Input.Changed) -> None:
        field = event.input.query_ancestor(Field)
        if field.spec.name == "passphrase" and event.value:
            self.busy(_(strength(event.value, self.known()).value))

    def forget(self) -> None:
        """Empty what was typed as a passphrase."""
        for field in self.query(Field):
            if field.spec.kind is Kind.SECRET:
                field.forget()


class FoundScreen(PassphraseForm):
    """Asks what a new firm needs."""

    def heading(self) -> str:
        return _("Luister · new firm")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "You become the first adviser and the coordinator of the firm. Who hosts the"
                " relay gives you its address and a code that works once."
            ),
        )

    def specs(self) -> Sequence[FieldSpec]:
        return (
            FieldSpec("relay", N_("Relay address"), hint=N_("For instance https://relay.example"),
                      required=True),
            FieldSpec("code", N_("Enrolment code"), hint=N_("The code from who hosts the relay."),
                      required=True),
            FieldSpec("firm", N_("Name of the firm"), required=True,
                      hint=N_("Only members of the firm can read it.")),
            FieldSpec("name", N_("Your name"), required=True,
                      hint=N_("As colleagues know you. The relay does not see it.")),
            FieldSpec("device", N_("This device"), required=True, replaced=True,
                      hint=N_("A name by which you and colleagues know this machine.")),
            *PASSPHRASE_FIELDS,
        )  # fmt: skip

    def first_values(self) -> Mapping[str, Any]:
        return {"device": device_name()}

    def save_label(self) -> str:
        return _("Start the firm")

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        if wrong := check_passphrase(values, self.known()):
            return wrong
        self.busy(_("Making keys and greeting the relay. This takes some seconds."))
        outcome = await self.luister.front.found(
            values["relay"].strip(),
            values["code"].strip(),
            values["firm"].strip(),
            values["name"].strip(),
            values["device"].strip(),
            values["passphrase"],
        )
        if isinstance(outcome, Problem):
            self.busy("")
            return Wrong(failure_text(outcome), outcome.field)
        self.forget()
        self.app.call_later(self.luister.show_sheet, outcome)
        return None


def device_name() -> str:
    """What this machine is called, as a first proposal."""
    return platform.node().split(".")[0][:40]


class SheetScreen(LuisterScreen[None]):
    """Shows the twelve words once, and goes on when two of them were typed back."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DOOR)]

    def __init__(self, founded: Founded) -> None:
        super().__init__()
        self._founded = founded
        self._asked = (2, 8)
        """Places, from 0, of the words that are asked back."""

    def heading(self) -> str:
        return _("Luister · recovery sheet")

    def body(self) -> ComposeResult:
        with VerticalScroll(id="form", can_focus=False):
            yield paragraphs(
                _(SHEET_ADVICE),
                id="explanation",
            )
            yield Static(self._table(), id="words")
            first, second = self._asked
            yield Label(
                _("Type word {first} and word {second} from your paper:").format(
                    first=first + 1, second=second + 1
                ),
                markup=False,
            )
            yield LineInput(id="word-1")
            yield LineInput(id="word-2")
            yield Button(Content(_("I have the paper")), id="kept", compact=True)
        yield Static("", id="wrong", markup=False)

    def _table(self) -> Content:
        words = self._founded.words
        rows = []
        for row in range((len(words) + 2) // 3):
            cells = [
                f"{place + 1:2}. {words[place]:<12}"
                for place in range(row * 3, min(row * 3 + 3, len(words)))
            ]
            rows.append("  ".join(cells))
        rows.append("    " + _("relay: {address}").format(address=self._founded.relay))
        return Content("\n".join(rows))

    def on_mount(self) -> None:
        self.query_one("#word-1").focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.app.action_focus_next()

    @on(Button.Pressed, "#kept")
    def _kept(self) -> None:
        typed = [self.query_one(f"#word-{n}", Input).value.strip().lower() for n in (1, 2)]
        if typed != [self._founded.words[place] for place in self._asked]:
            line = self.query_one("#wrong", Static)
            line.update(
                "! "
                + _(
                    "These are not the two words. Compare your paper with the list above, and"
                    " correct it if it is wrong."
                )
            )
            line.display = True
            self.query_one("#word-1").focus()
            return
        self.app.call_later(self.luister.open, self._founded.session)

    def action_back(self) -> None:
        """There is no way back: the firm is there. The words are still on the screen."""
        self.luister.tell(_("Write the words down first; they are not shown again."))
