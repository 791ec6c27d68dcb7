"""One table of everything a key can do.

Bindings, the bar of keys, the help page, the command palette and a user's own keys
all come from it. Labels and descriptions are source strings: whoever shows them
translates them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding

from shared.wording import N_
from tui.action import Action, Group, Where
from tui.action_table import ACTIONS

__all__ = [
    "ACTIONS",
    "Action",
    "Group",
    "Where",
    "action_of",
    "bindings",
    "by_group",
    "key_name",
    "keymap_of",
]

_BY_ID = {action.id: action for action in ACTIONS}


def action_of(id: str | None) -> Action | None:
    """The action with this id, or None when a binding is not of this table."""
    return _BY_ID.get(id or "")


def bindings(*places: Where) -> list[Binding]:
    """Textual bindings for the actions of some places; the description is untranslated."""
    return [
        Binding(
            action.keys,
            action.act,
            action.label,
            show=action.bar,
            priority=action.priority,
            id=action.id,
        )
        for place in places
        for action in ACTIONS
        if action.where is place
    ]


def keymap_of(wanted: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """A user's own keys: the ones that can be used, and the names that can not.

    `wanted` gives keys in Textual's notation (`"ctrl+n"`, `"n,f6"`) by action id.
    """
    keymap = {
        id: keys.strip()
        for id, keys in wanted.items()
        if id in _BY_ID and isinstance(keys, str) and keys.strip()
    }
    return keymap, sorted(set(wanted) - set(keymap))


_KEY_NAMES = {
    "escape": N_("esc"),
    "enter": N_("enter"),
    "space": N_("space"),
    "tab": N_("tab"),
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": N_("page up"),
    "pagedown": N_("page down"),
    "home": N_("home"),
    "end": N_("end"),
    "question_mark": "?",
    "slash": "/",
}


def key_name(key: str) -> str:
    """How a key is written, as a source string per part: `ctrl+p`, `esc`, `?`."""
    *modifiers, last = key.split("+")
    name = _KEY_NAMES.get(last, last)
    if last.startswith("upper_"):
        name = last.removeprefix("upper_").upper()
    return "+".join([*modifiers, name])


def by_group(actions: Iterable[Action]) -> dict[Group, list[Action]]:
    """Actions under the headings of the help page, in the order of the table."""
    groups: dict[Group, list[Action]] = {}
    wanted = {action.id for action in actions}
    for group in Group:
        members = [a for a in ACTIONS if a.group is group and a.id in wanted]
        if members:
            groups[group] = members
    return groups
