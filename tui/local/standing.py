"""How far this device is: what the status line says, from what was verified here."""

from __future__ import annotations

from shared.replica.engine import Engine
from tui.local.facts import Facts
from tui.local.port import SyncStatus


def status_of(engine: Engine, state: str, facts: Facts, now: int) -> SyncStatus:
    """The status; `state` is that of the connection, `now` in milliseconds.

    With whom this device is in step follows from records alone: each that counts named
    this device's own chain value at a place (docs/protocol.md §4.5).
    """
    replica = engine.replica
    ledger = replica.ledger
    heard = sorted(
        (
            (ledger.author(device), min(when, now))
            for device, (_, when) in ledger.heard.items()
            if ledger.roster.active(device)
        ),
        key=lambda pair: -pair[1],
    )
    items = replica.items.values()
    return SyncStatus(
        state,
        ledger.place,
        ledger.head(),
        sum(len(item.saves) for item in items),
        sum(1 for item in items if item.intent is not None),
        sum(len(item.saves) for item in replica.unsent),
        tuple(heard),
        (ledger.place, engine.goal) if engine.goal > ledger.place else None,
        tuple(facts.notices),
    )
