"""Every key that works on the screen below, with what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
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
from tui.widgets.safe import wrapped

_TYPING = N_(
    "Where you type text, letters are text: there only keys with ctrl, the function keys,"
    " tab, enter and esc do something."
)


_COLUMN = 22
"""The cell at which descriptions begin."""
_MOST_LINES = 20
"""Lines of one text: more than any has at the least width."""


class KeyRows(Static):
    """Text that is folded anew whenever its width changes."""

    def __init__(self, text: Callable[[int], Content]) -> None:
        super().__init__()
        self._text = text

    def on_resize(self, event: events.Resize) -> None:
        self.update(self._text(event.size.width))


class HelpScreen(Dialog[None]):
    """Lists the keys as they are now, a user's own keys too."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DOOR)]
    AUTO_FOCUS = "#keys"

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about

    def box(self) -> ComposeResult:
        with VerticalScroll(id="keys"):
            yield KeyRows(self.text)

    def text(self, width: int) -> Content:
        """Headings, keys and descriptions in the language in use, folded to `width` cells so
        that each description stays in its column."""
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
            for text in said:
                parts.extend(f"  {line}\n" for line in wrapped(_(text), width - 2, _MOST_LINES))
            parts.append("\n")
        for group, actions in by_group(known).items():
            parts.append((f"{_(group.value)}\n", "bold"))
            for action in actions:
                keys = ", ".join(dict.fromkeys(names[action.id]))
                told = wrapped(_(action.description), width - _COLUMN, _MOST_LINES)
                if cell_len(keys) > _COLUMN - 3:
                    parts.append(f"  {keys}\n")
                else:
                    parts.append(f"  {keys}{' ' * (_COLUMN - 2 - cell_len(keys))}")
                    parts.append(f"{told.pop(0)}\n")
                parts.extend(f"{' ' * _COLUMN}{line}\n" for line in told)
            parts.append("\n")
        parts.append("\n".join(wrapped(_(_TYPING), width, _MOST_LINES)))
        return Content.assemble(*parts)

    def action_back(self) -> None:
        self.dismiss()
