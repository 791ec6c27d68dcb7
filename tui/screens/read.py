"""One entry of a case, to read: every field in full."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shared.casework.views import KIND_OF, View
from shared.wording import N_
from tui.actions import Where, bindings
from tui.language import _
from tui.screens.base import Dialog
from tui.widgets.case_words import Context, details
from tui.widgets.safe import visible
from tui.widgets.when import moment

_LONG = 60
_BY = N_("Last written by {name}, {when}")


def entry_content(view: View, about: Context) -> Content:
    """Label and text of every field; long texts below their label."""
    parts: list[str | tuple[str, str]] = [(_(KIND_OF[type(view)].label), "bold underline"), "\n"]
    for label, text in details(view, about):
        shown = visible(text)
        if len(shown) > _LONG or "\n" in shown:
            parts.extend([(f"\n{visible(label)}\n", "bold"), f"{shown}\n"])
        else:
            parts.extend([(f"{visible(label)}: ", "bold"), f"{shown}\n"])
    return Content.assemble(*parts)


def written_by(view: View, about: Context, luister_now: object) -> str:
    """Who wrote the newest of what is shown, and when."""
    from datetime import datetime

    assert isinstance(luister_now, datetime)
    lives = [live for many in view.fields.values() for live in many]
    if not lives:
        return ""
    newest = max(lives, key=lambda live: live.time)
    name = about.devices.get(newest.device) or _("somebody who is not in the list")
    return _(_BY).format(name=visible(name), when=moment(newest.time, luister_now))


class ReadScreen(Dialog[bool]):
    """Dismissed with True when it should be edited."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.READ)]
    AUTO_FOCUS = "#keys"

    def __init__(self, view: View, about: Context, *, may_edit: bool) -> None:
        super().__init__()
        self._view = view
        self._about = about
        self._may_edit = may_edit

    def box(self) -> ComposeResult:
        with VerticalScroll(id="keys"):
            content = entry_content(self._view, self._about)
            by = written_by(self._view, self._about, self.luister.now())
            yield Static(Content.assemble(content, "\n", (by, "dim")))

    def action_edit(self) -> None:
        if self._may_edit:
            self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
