"""What is sealed under this device's own key: that each piece opens, and says something."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from shared.protocol.fault import Malformed
from shared.protocol.messages import Head, decode
from shared.replica.outbox import NO_FLIGHT, Flight, Item, decode_flight, decode_item
from shared.replica.ring import Ring, decode_ring
from shared.sealing.fault import SealingFault
from shared.wording import N_
from tui.local.doctor.finding import Finding, Grade, found
from tui.local.facts import Facts, decode_facts
from tui.local.keeping import FACTS
from tui.local.sealer import Sealer
from tui.local.snapshot import PURPOSE, READ_BYTES
from tui.local.store import SNAPSHOT

T = TypeVar("T")


class Sealed(msgspec.Struct):
    """What opened: the ring, the facts, the newest signed head, what waits and can not go."""

    ring: Ring | None = None
    facts: Facts | None = None
    head: Head | None = None
    flight: Flight = NO_FLIGHT
    items: list[Item] = []
    unsent: list[Item] = []
    stamped: bool = False
    """Whether the store names a snapshot that belongs to it."""

    def __repr__(self) -> str:
        return "Sealed(<redacted>)"


def examine_blobs(db: sqlite3.Connection, sealer: Sealer) -> tuple[list[Finding], Sealed]:
    """Open everything that is kept beside the log."""
    sealed, wrong = Sealed(), []
    count = 0
    for name, blob in db.execute("select name, sealed from kept order by name"):
        count += 1
        if not _take(sealed, str(name), _open(sealer, f"kept/{name}", blob)):
            wrong.append(str(name))
    for table, items in (("outbox", sealed.items), ("unsent", sealed.unsent)):
        for number, blob in db.execute(f"select number, sealed from {table} order by number"):  # noqa: S608
            count += 1
            text = _open(sealer, f"{table}/{number}", blob)
            item = None if text is None else _read(decode_item, text)
            if item is None:
                wrong.append(f"{table} {number}")
            else:
                items.append(item)
    wrong += [n for n, v in (("ring", sealed.ring), (FACTS, sealed.facts)) if v is None]
    if wrong:
        finding = found(
            "sealed", Grade.WRONG, N_("What is sealed here does not open: {names}."),
            N_(
                "Change nothing and keep a copy of the folder: what was typed and not yet sent may"
                " be in it. Put a backup of the folder back."
            ),
            names=", ".join(dict.fromkeys(wrong)),
        )  # fmt: skip
    else:
        finding = found(
            "sealed", Grade.OK, N_("Pieces sealed under this device's key: {count}. All open."),
            count=count,
        )  # fmt: skip
    return [finding], sealed


def _open(sealer: Sealer, purpose: str, blob: object) -> bytes | None:
    return sealer.open(purpose, blob) if isinstance(blob, bytes) else None


def _read(decode_: Callable[[bytes], T], text: bytes) -> T | None:
    try:
        return decode_(text)
    except (msgspec.MsgspecError, Malformed, ValueError):
        return None


def _take(sealed: Sealed, name: str, text: bytes | None) -> bool:
    if text is None:
        return False
    match name:
        case "ring":
            sealed.ring = _read(decode_ring, text)
        case "facts":
            sealed.facts = _read(decode_facts, text)
        case "head":
            sealed.head = _read(lambda data: decode(Head, data), text)
            return sealed.head is not None
        case "flight":
            flight = _read(decode_flight, text)
            sealed.flight = NO_FLIGHT if flight is None else flight
            return flight is not None
        case _:
            sealed.stamped = sealed.stamped or name == SNAPSHOT
    return True


def examine_snapshot(path: Path, sealer: Sealer, *, stamped: bool) -> Finding:
    """Whether the snapshot opens to its end. It is a cache: nothing is lost without it."""
    if not path.exists():
        return found("snapshot", Grade.OK, N_("There is no snapshot; opening takes longer."))
    try:
        for _piece in sealer.open_stream(PURPOSE, _pieces(path)):
            pass
    except (OSError, SealingFault):
        return found(
            "snapshot", Grade.LOOK, N_("The snapshot does not open."),
            N_("Nothing is lost: it is only there so that opening is quick, and is made anew."),
        )  # fmt: skip
    if not stamped:
        return found(
            "snapshot", Grade.LOOK, N_("The snapshot does not belong to the store."),
            N_("Nothing is lost: it is only there so that opening is quick, and is made anew."),
        )  # fmt: skip
    return found("snapshot", Grade.OK, N_("The snapshot opens."))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece
