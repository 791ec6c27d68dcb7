"""Using a link: answering it, and waiting with the safety words on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual import on
from textual.widgets import TextArea

from shared.wording import N_
from tui.language import _
from tui.ports import Problem
from tui.screens.failing import failure_text
from tui.screens.form import Wrong
from tui.screens.found import PASSPHRASE_FIELDS, PassphraseForm, check_passphrase, device_name
from tui.widgets.fields import Field, FieldSpec, Kind


def whole(link: str) -> str:
    """A link without the line breaks and spaces that copying put into it."""
    return "".join(link.split())


class JoinScreen(PassphraseForm):
    """Asks for the link that a colleague sent, and for a passphrase."""

    def heading(self) -> str:
        return _("Luister · join with a link")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "Paste the link that your coordinator sent (it starts with luister:). Next you"
                " see five words; compare these by phone before you are admitted."
            ),
        )

    def specs(self) -> Sequence[FieldSpec]:
        return (
            FieldSpec("link", N_("Link"), Kind.TEXT, required=True, lines=4,
                      hint=N_("Paste it whole, with ctrl+shift+v or the right mouse button.")),
            FieldSpec("name", N_("Your name"), required=True,
                      hint=N_("As colleagues know you. The relay does not see it.")),
            FieldSpec("device", N_("This device"), required=True, replaced=True,
                      hint=N_("A name by which you and colleagues know this machine.")),
            *PASSPHRASE_FIELDS,
        )  # fmt: skip

    def first_values(self) -> Mapping[str, Any]:
        return {"device": device_name()}

    def save_label(self) -> str:
        return _("Use the link")

    @on(TextArea.Changed, "#field-link TextArea")
    def _link_pasted(self, event: TextArea.Changed) -> None:
        """The link says for whom it was made; a name that was typed stays."""
        name = self.query_one("#field-name", Field)
        found = self.luister.front.link_name(whole(event.text_area.text))
        if isinstance(found, str) and found and not name.value:
            name.value = found

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        found = self.luister.front.link_name(whole(values["link"]))
        if isinstance(found, Problem):
            return Wrong(failure_text(found), found.field or "link")
        if wrong := check_passphrase(values, self.known()):
            return wrong
        self.busy(_("Making keys and answering the link. This takes some seconds."))
        outcome = await self.luister.front.join(
            whole(values["link"]),
            values["name"].strip(),
            values["device"].strip(),
            values["passphrase"],
        )
        if isinstance(outcome, Problem):
            self.busy("")
            return Wrong(failure_text(outcome), outcome.field)
        self.forget()
        self.app.call_later(self.luister.wait_at_door, outcome)
        return None
