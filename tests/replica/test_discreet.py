"""No struct of this package shows a secret, or what somebody wrote, whoever prints it."""

from __future__ import annotations

import pkgutil
import traceback
from importlib import import_module

import pytest
from rich.pretty import pretty_repr

import shared.replica
from shared.replica.action import Keep
from shared.replica.change import Edit, Live
from shared.replica.circle import Epoch
from shared.replica.commit import Commit
from shared.replica.memory import _Epoch, _Memory
from shared.replica.outbox import Item, NewIdentity, Save, Turn
from shared.replica.payload import (
    Changes,
    EntityState,
    EntityWrites,
    Keys,
    Opening,
    Write,
)
from shared.replica.replica import Learned
from shared.replica.ring import Erasure, Ring
from shared.replica.roster import Roster
from shared.replica.taken import Taken
from shared.sealing.discreet import Discreet
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys

CANARY = b"canary".ljust(32, b"z")
ID, KEY = b"i" * 16, b"k" * 32
ENTRY = KeyEntry(ID, "case", KEY, CANARY, ID, 1)
RING = Ring(KEY, ID, CANARY, CANARY, CANARY, CANARY, {KEY: ENTRY}, set())
EDIT = Edit("note", ID, "text", "canary")
SAVE = Save(ID, 1, (EDIT,), 0)
ITEM = Item(1, (SAVE,), (), Turn(CANARY, loss=True))
STATE = EntityState("note", ID, [("text", [("canary", ID, 1)])])
WRITE = Write("text", CANARY, [])
WRITES = EntityWrites("note", ID, [WRITE])
COMMIT = Commit(items=[ITEM], unsent=[ITEM], ring=CANARY)
EPOCH = _Epoch(ID, CANARY, "case", ID, 0, 1, None, None, None, None, None, None, False, b"", [])
HIDING = [
    EDIT,
    Live("canary", ID, 1, 1, 0),
    SAVE,
    ITEM,
    Turn(CANARY, loss=True),
    NewIdentity(CANARY, CANARY, "laptop 2"),
    WRITE,
    WRITES,
    Changes(1, [WRITES]),
    STATE,
    Keys([ENTRY], None),
    Opening("case", None, None, None, None, None, [STATE], [ENTRY], None),
    EPOCH,
    Erasure(CANARY, CANARY, 1, [ID], 0),
    _Memory(1, b"", Roster(), [], [EPOCH], {}, {}, {}, b"", b"", []),
    RING,
    COMMIT,
    Taken(copies=[(ID, CANARY)]),
    Keep(COMMIT),
    Learned(COMMIT),
    Epoch("case", EpochKeys(ID, KEY, CANARY, CANARY, CANARY, CANARY), ID, 0),
]


@pytest.mark.parametrize("value", HIDING, ids=lambda value: type(value).__name__)
def test_it_does_not_show(value: object) -> None:
    """Not as text, not within other values, not through rich, not in a traceback."""
    try:
        raise KeyError(value)
    except KeyError as error:
        trace = "".join(traceback.format_exception(error))
    plain = [str(value), repr(value), f"{value}", repr([value]), trace]
    rich = [pretty_repr(value), pretty_repr([value]), pretty_repr({"key": value})]
    shown = "".join(plain + rich)

    for form in ("canary", CANARY.hex(), "zzzz", "63616e617279"):
        assert form not in shown


def test_every_discreet_struct_is_tried() -> None:
    """A new one must be put into the list above."""
    found = set()
    for module in pkgutil.iter_modules(shared.replica.__path__):
        name = f"shared.replica.{module.name}"
        for value in vars(import_module(name)).values():
            if isinstance(value, type) and value.__module__ == name:
                found.add(value)
    discreet = {one for one in found if issubclass(one, Discreet)}
    assert discreet <= {type(value) for value in HIDING}
