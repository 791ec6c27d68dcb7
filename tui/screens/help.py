"""Every key that works on the screen below, with what it does."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shared.wording import N_
from tui.actions import Where, action_of, bindings, by_group, key_name
from tui.language import _
from tui.screens.base import Dialog, LuisterScreen

_TYPING = N_(
    "Where you type text, letters are text: there only keys with ctrl, the function keys,"
    " tab, enter and esc do something."
)


class HelpScreen(Dialog[None]):
    """Lists the keys as they are now, a user's own keys too."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DOOR)]
    AUTO_FOCUS = "#keys"

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about

    def box(self) -> ComposeResult:
        with VerticalScroll(id="keys"):
            yield Static(self.text())

    def text(self) -> Content:
        """Headings, keys and descriptions in the language in use."""
        names: dict[str, list[str]] = {}
        chain = [self._about.active_bindings.values()]
        for active in chain:
            for one in active:
                if action_of(one.binding.id) is not None:
                    name = "+".join(_(part) for part in key_name(one.binding.key).split("+"))
                    names.setdefault(one.binding.id or "", []).append(name)
        known = [action for id in names if (action := action_of(id)) is not None]
        parts: list[str | tuple[str, str]] = []
        said = self._about.definitions() if isinstance(self._about, LuisterScreen) else ()
        if said:
            parts.append((_("What this is about") + "\n", "bold"))
            parts.extend(f"  {_(text)}\n" for text in said)
            parts.append("\n")
        for group, actions in by_group(known).items():
            parts.append((f"{_(group.value)}\n", "bold"))
            for action in actions:
                keys = ", ".join(dict.fromkeys(names[action.id]))
                parts.append(f"  {keys}{' ' * max(1, 20 - cell_len(keys))}")
                parts.append(f"{_(action.description)}\n")
            parts.append("\n")
        parts.append(_(_TYPING))
        return Content.assemble(*parts)

    def action_back(self) -> None:
        self.dismiss()
