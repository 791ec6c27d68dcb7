"""One table of everything a key can do.

Bindings, the bar of keys, the help page, the command palette and a user's own keys
all come from it. Labels and descriptions are source strings: whoever shows them
translates them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from textual.binding import Binding

from shared.wording import N_


class Group(enum.Enum):
    """Under which heading the help page lists an action."""

    WRITE = N_("Write")
    SHARE = N_("Share and settle")
    FIND = N_("Find")
    PEOPLE = N_("Colleagues")
    PROGRAM = N_("Program")
    MOVE = N_("Move")


class Where(enum.Enum):
    """Where an action applies."""

    APP = "app"
    MAIN = "main"
    """Every screen of an unlocked home on which no text is typed."""
    LIST = "list"
    CASELOAD = "caseload"
    CASE = "case"
    MEMBERS = "members"
    STATUS = "status"
    SEARCH = "search"
    FORM = "form"
    CHOICES = "choices"
    """A list in a form of which several can be chosen."""
    SETTLE = "settle"
    SHARE = "share"
    READ = "read"
    DOOR = "door"
    """Welcome, unlock and joining: nothing is open yet."""
    ASK = "ask"
    """A question that is answered yes or no."""
    FILTER = "filter"


class Action(NamedTuple):
    """One thing that a key does. `keys` are in Textual's notation, the first is shown."""

    id: str
    keys: str
    act: str
    group: Group
    label: str
    description: str
    where: Where
    bar: bool = False
    """Whether the bar at the foot of the screen shows it."""
    priority: bool = False
    """Whether it works before the widget that has the focus sees the key."""


def _of(where: Where, *rows: tuple[object, ...]) -> list[Action]:
    return [Action(*row[:6], where, *row[6:]) for row in rows]  # type: ignore[call-arg,arg-type]


ACTIONS: tuple[Action, ...] = (
    *_of(
        Where.APP,
        ("app.help", "f1", "help", Group.PROGRAM, N_("Help"),
         N_("Show what every key does here"), False, True),
        ("app.palette", "ctrl+p", "command_palette", Group.PROGRAM, N_("Commands"),
         N_("Find a command by its name"), False, True),
        ("app.cover", "f9,ctrl+g", "cover", Group.PROGRAM, N_("Cover"),
         N_("Blank the screen at once; any key shows it again"), False, True),
        ("app.lock", "ctrl+l", "lock", Group.PROGRAM, N_("Lock"),
         N_("Lock: forget the keys until you give the passphrase"), False, True),
        ("app.theme", "f8", "light_or_dark", Group.PROGRAM, N_("Light or dark"),
         N_("Change between dark and light colours"), False, True),
        ("app.quit", "ctrl+q", "leave", Group.PROGRAM, N_("Quit"),
         N_("Close the program"), False, True),
    ),
    *_of(
        Where.LIST,
        ("list.up", "up,k", "up", Group.MOVE, N_("Up"), N_("One row up")),
        ("list.down", "down,j", "down", Group.MOVE, N_("Down"), N_("One row down")),
        ("list.page_up", "pageup", "page_up", Group.MOVE, N_("Page up"), N_("One screen up")),
        ("list.page_down", "pagedown,space", "page_down", Group.MOVE, N_("Page down"),
         N_("One screen down")),
        ("list.half_up", "ctrl+u", "half_up", Group.MOVE, N_("Half up"),
         N_("Half a screen up")),
        ("list.half_down", "ctrl+d", "half_down", Group.MOVE, N_("Half down"),
         N_("Half a screen down")),
        ("list.first", "home,g", "first", Group.MOVE, N_("First"), N_("To the first row")),
        ("list.last", "end,G", "last", Group.MOVE, N_("Last"), N_("To the last row")),
        ("list.choose", "enter", "choose", Group.MOVE, N_("Open"),
         N_("Open the row under the cursor"), True),
    ),
    *_of(
        Where.CASELOAD,
        ("caseload.new", "n", "new", Group.WRITE, N_("New case"),
         N_("Open a new case"), True),
        ("caseload.filter", "slash", "filter", Group.FIND, N_("Filter"),
         N_("Show only the cases with these letters, as you type"), True),
    ),
    *_of(
        Where.FILTER,
        ("filter.clear", "escape", "clear", Group.FIND, N_("Clear"),
         N_("Clear the filter and go back to the list"), True),
        ("filter.done", "enter,down", "done", Group.FIND, N_("To the list"),
         N_("Keep the filter and go to the list"), True),
    ),
    *_of(
        Where.CASE,
        ("case.new", "n", "new", Group.WRITE, N_("New"),
         N_("Add one of what this tab shows: a contact, a party, a concern or a consent"), True),
        ("case.note", "a", "note", Group.WRITE, N_("Note"),
         N_("Add a note"), True),
        ("case.edit", "e", "edit", Group.WRITE, N_("Edit"),
         N_("Edit what is under the cursor"), True),
        ("case.head", "E", "head", Group.WRITE, N_("Edit the case"),
         N_("Edit the case itself: client, callsign, safe contact, domain, status")),
        ("case.share", "d", "share", Group.SHARE, N_("Share"),
         N_("Share this case with a colleague"), True),
        ("case.settle", "x", "settle", Group.SHARE, N_("Settle"),
         N_("Settle what two people changed at the same time"), True),
        ("case.answer", "r", "answer", Group.WRITE, N_("Answer"),
         N_("Write down what the reporter answered to the question for consent")),
        ("case.withdraw", "w", "withdraw", Group.WRITE, N_("Withdraw"),
         N_("Write down that the reporter takes this consent back")),
        ("case.delete", "delete", "delete", Group.WRITE, N_("Delete"),
         N_("Delete what is under the cursor; you can put it back")),
        ("case.undelete", "u", "undelete", Group.WRITE, N_("Put back"),
         N_("Put back what was deleted")),
        ("case.next_tab", "right,l", "turn(1)", Group.MOVE, N_("Next tab"),
         N_("To the next tab")),
        ("case.previous_tab", "left,h", "turn(-1)", Group.MOVE, N_("Previous tab"),
         N_("To the previous tab")),
        ("case.tab_1", "1", "tab(0)", Group.MOVE, N_("Timeline"), N_("To the timeline")),
        ("case.tab_2", "2", "tab(1)", Group.MOVE, N_("People"), N_("To the people")),
        ("case.tab_3", "3", "tab(2)", Group.MOVE, N_("Concerns"), N_("To the concerns")),
        ("case.tab_4", "4", "tab(3)", Group.MOVE, N_("Consents"), N_("To the consents")),
        ("case.tab_5", "5", "tab(4)", Group.MOVE, N_("Deleted"), N_("To what was deleted")),
    ),
    *_of(
        Where.MEMBERS,
        ("members.invite", "n", "invite", Group.PEOPLE, N_("Invite"),
         N_("Invite somebody with a link"), True),
        ("members.admit", "a", "admit", Group.PEOPLE, N_("Admit"),
         N_("Compare the safety words with somebody who used a link, and admit them"), True),
        ("members.words", "w", "words", Group.PEOPLE, N_("Words"),
         N_("Compare the ten safety words with this colleague"), True),
    ),
    *_of(
        Where.STATUS,
        ("status.dismiss", "d", "put_away", Group.PROGRAM, N_("Put away"),
         N_("Put away the notice under the cursor"), True),
    ),
    *_of(
        Where.SHARE,
        ("share.consent", "n", "consent", Group.WRITE, N_("New consent"),
         N_("Write down the consent to share with this colleague"), True),
    ),
    *_of(
        Where.READ,
        ("read.edit", "e", "edit", Group.WRITE, N_("Edit"), N_("Edit what you read"), True),
        ("read.back", "escape,enter", "back", Group.MOVE, N_("Back"),
         N_("Go back one screen"), True),
    ),
    *_of(
        Where.SEARCH,
        ("search.back", "escape", "back", Group.MOVE, N_("Back"),
         N_("Go back one screen"), True),
        ("search.down", "down", "down", Group.MOVE, N_("Next"), N_("To the next place"), True),
        ("search.up", "up", "up", Group.MOVE, N_("Previous"), N_("To the previous place")),
        ("search.page_down", "pagedown", "page_down", Group.MOVE, N_("Page down"),
         N_("One screen down")),
        ("search.page_up", "pageup", "page_up", Group.MOVE, N_("Page up"), N_("One screen up")),
        ("search.open", "enter", "open", Group.MOVE, N_("Open"),
         N_("Open the case in which it stands"), True),
    ),
    *_of(
        Where.MAIN,
        ("main.help", "question_mark", "app.help", Group.PROGRAM, N_("Help"),
         N_("Show what every key does here"), True),
        ("main.back", "escape", "back", Group.MOVE, N_("Back"),
         N_("Go back one screen"), True),
        ("main.caseload", "f2", "app.show('caseload')", Group.MOVE, N_("Caseload"),
         N_("Go to the caseload"), False),
        ("main.members", "f3,m", "app.show('members')", Group.PEOPLE, N_("Colleagues"),
         N_("Go to the colleagues and their devices"), False),
        ("main.status", "f4,i", "app.show('status')", Group.PROGRAM, N_("Status"),
         N_("Go to the status page: notices, devices and the number to compare"), False),
        ("main.search", "f5,s", "app.show('search')", Group.FIND, N_("Search"),
         N_("Search in all cases"), False),
        ("main.sync", "f7", "app.sync", Group.PROGRAM, N_("Sync now"),
         N_("Try to reach the relay now"), False),
        ("main.notices", "z", "dismiss_notice", Group.PROGRAM, N_("Put away"),
         N_("Put the notice at the top away"), False),
    ),
    *_of(
        Where.CHOICES,
        ("choices.toggle", "space,enter", "mark", Group.WRITE, N_("Choose"),
         N_("Choose what is under the cursor, or not any more"), True),
    ),
    *_of(
        Where.FORM,
        ("form.save", "ctrl+s", "save", Group.WRITE, N_("Save"),
         N_("Save what you typed"), True, True),
        ("form.next", "tab", "app.focus_next", Group.MOVE, N_("Next field"),
         N_("To the next field"), True),
        ("form.previous", "shift+tab", "app.focus_previous", Group.MOVE, N_("Previous field"),
         N_("To the previous field")),
        ("form.more", "ctrl+t", "more", Group.WRITE, N_("More fields"),
         N_("Show the fields that wait, too"), True, True),
        ("form.back", "escape", "back", Group.MOVE, N_("Back"),
         N_("Go back; what you typed is not thrown away without asking"), True),
    ),
    *_of(
        Where.SETTLE,
        ("settle.first", "1", "keep(0)", Group.SHARE, N_("Keep 1"),
         N_("Keep number 1"), True),
        ("settle.second", "2", "keep(1)", Group.SHARE, N_("Keep 2"),
         N_("Keep number 2"), True),
        *(
            (f"settle.{name}", str(number), f"keep({number - 1})", Group.SHARE, N_("Keep another"),
             N_("Keep the one with this number, when there are more than two"))
            for number, name in enumerate(
                ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 3
            )
        ),
        ("settle.both", "b", "both", Group.SHARE, N_("Keep both"),
         N_("Keep all texts, one below the other"), True),
        ("settle.next", "right,l", "turn(1)", Group.MOVE, N_("Next"),
         N_("To the next difference"), True),
        ("settle.previous", "left,h", "turn(-1)", Group.MOVE, N_("Previous"),
         N_("To the previous difference")),
        ("settle.undo", "u", "undo", Group.SHARE, N_("Undo"),
         N_("Choose again for this difference"), True),
    ),
    *_of(
        Where.DOOR,
        ("door.back", "escape", "back", Group.MOVE, N_("Back"),
         N_("Go back one screen"), True),
    ),
    *_of(
        Where.ASK,
        ("ask.yes", "y,j", "yes", Group.PROGRAM, N_("Yes"), N_("Yes"), True),
        ("ask.no", "n,escape", "no", Group.PROGRAM, N_("No"), N_("No"), True),
    ),
)  # fmt: skip
"""Every action there is; ids are unique and are what a user's keymap names."""

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
