"""What a device is answered, and what it then wants, for tests of the engine."""

from __future__ import annotations

from collections.abc import Sequence

from shared.protocol.messages import Page
from shared.replica import action as act
from shared.replica import event as ev
from shared.replica.notice import Told
from tests.replica.desk import Desk, Firm, trio

NOTE = b"n" * 16


def kinds(actions: Sequence[act.Action]) -> list[str]:
    return [type(action).__name__ for action in actions]


def told(actions: Sequence[act.Action]) -> list[Told]:
    return [action.notice.told for action in actions if isinstance(action, act.Tell)]


def page(firm: Firm, after: int, until: int | None = None) -> Page:
    return Page(after, tuple(firm.relay.entries[after:until]), firm.relay.head())


def at_rest() -> tuple[Firm, Desk]:
    """Noor, connected, with nothing to do."""
    firm = trio()
    return firm, firm.noor.sync()


def pushed(firm: Firm, desk: Desk) -> act.Push:
    """What a device pushes when it is woken; nothing answers yet."""
    (push,) = [a for a in desk.handle(ev.Wake()) if isinstance(a, act.Push)]
    return push


def ahead(firm: Firm) -> None:
    """Joost writes something that Noor has not seen; it is his own."""
    joost = firm.desks[1]
    joost.write(joost.own, NOTE, text="elsewhere")
    joost.sync()
