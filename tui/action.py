"""What an action is: what a key does, under which heading, and where it applies."""

from __future__ import annotations

import enum
from typing import NamedTuple

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
    SHEET = "sheet"
    ASIDE = "aside"
    """Names, and an adviser's own notes: what lies outside the case."""
    DOOR = "door"
    """Welcome, unlock and joining: nothing is open yet."""
    UNLOCK = "unlock"
    """The passphrase of a home that is there."""
    AGENDA = "agenda"
    PICK = "pick"
    """A short list in a box."""
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
