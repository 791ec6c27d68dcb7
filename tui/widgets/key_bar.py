"""The bar of keys at the foot: at most seven, as many as fit, help always among them."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from tui.actions import ACTIONS, action_of, key_name
from tui.language import _

MOST = 7
"""More than this nobody reads."""

_HELP = ("main.help", "app.help")


class Shown(NamedTuple):
    """One key in the bar."""

    key: str
    name: str
    label: str

    @property
    def cells(self) -> int:
        """How wide it is, with the space around it."""
        return cell_len(self.name) + cell_len(self.label) + 3


def worth_showing(active: ActiveBinding) -> bool:
    """Whether a key does something now. What has the key may say that it only tells why not,
    by a method `fits` that is given the name of the action."""
    fits = getattr(active.node, "fits", None)
    name = active.binding.action.partition("(")[0]
    return active.enabled and (fits is None or bool(fits(name)))


def shown_keys(bindings: list[Binding], width: int) -> list[Shown]:
    """The keys to show of the bindings that work now, in the order of the table.

    Help comes last and is never the one that is left out.
    """
    keys: dict[str, Shown] = {}
    for binding, action in sorted(
        ((b, a) for b in bindings if (a := action_of(b.id)) is not None),
        key=lambda pair: ACTIONS.index(pair[1]),
    ):
        if action.id in keys or not (action.bar or action.id in _HELP):
            continue
        name = "+".join(_(part) for part in key_name(binding.key).split("+"))
        keys[action.id] = Shown(binding.key, name, _(action.label))
    help_key = next((keys[id] for id in _HELP if id in keys), None)
    for id in _HELP:
        keys.pop(id, None)
    room = width - (help_key.cells if help_key else 0)
    chosen: list[Shown] = []
    for shown in keys.values():
        if len(chosen) == MOST - 1 or shown.cells > room:
            break
        chosen.append(shown)
        room -= shown.cells
    return [*chosen, help_key] if help_key else chosen


class KeyBar(Widget):
    """One line; a click on a key presses it."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1; background: $footer-background; color: $footer-foreground;
        text-wrap: nowrap;
    }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        self.refresh()

    @property
    def keys(self) -> list[Shown]:
        """What is in the bar now."""
        active = self.screen.active_bindings.values()
        return shown_keys([one.binding for one in active if worth_showing(one)], self.size.width)

    def render(self) -> Content:
        pieces: list[tuple[str, str]] = []
        for shown in self.keys:
            pieces.append((f" {shown.name}", "bold $footer-key-foreground"))
            pieces.append((f" {shown.label} ", ""))
        return Content.assemble(*pieces)

    def on_click(self, event: events.Click) -> None:
        left = event.x
        for shown in self.keys:
            if left < shown.cells:
                self.app.simulate_key(shown.key)
                return
            left -= shown.cells
