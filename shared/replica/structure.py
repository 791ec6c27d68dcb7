"""Structure: records that decide who is in the firm and who may read or write.

Each is carried out on the ledger when it counts, or leaves everything as it was and
names the flaw for which it does not stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.replica.circle import Epoch
from shared.replica.closing import close_epoch
from shared.replica.keys import refresh_pairs, take_keys
from shared.replica.notice import Told
from shared.replica.opening import open_epoch
from shared.replica.payload import (
    NO_FENCE,
    BadPayload,
    CircleKind,
    Closing,
    Keys,
    Kind,
    Opening,
    decode,
    decode_act,
)
from shared.replica.roster import perform
from shared.replica.standing import Opened
from shared.replica.taken import Taken

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger


def carry_out(ledger: Ledger, epoch: Epoch, record: Opened, taken: Taken) -> str | None:
    """Carry out a structure record; returns the name of a flaw when it does not stand."""
    try:
        match record.plain.kind:
            case Kind.OPENING:
                opening = decode(Opening, record.plain.payload)
                return open_epoch(ledger, epoch, record, opening, taken)
            case Kind.CLOSING:
                closing = decode(Closing, record.plain.payload)
                return close_epoch(ledger, epoch, record, closing, taken)
            case Kind.KEYS:
                keys = decode(Keys, record.plain.payload)
                return take_keys(ledger, epoch, record, keys, taken)
            case Kind.ACT:
                act = decode_act(record.plain.payload)
                return take_act(ledger, epoch, record, act, taken)
            case _:
                circle = ledger.circles.get(epoch.circle)
                if circle is not None:
                    circle.read_only = True
                ledger.tell(taken, Told.UNKNOWN_STRUCTURE, record)
                return None
    except BadPayload:
        return "bad_payload"


def take_act(
    ledger: Ledger, epoch: Epoch, record: Opened, act: list[Any], taken: Taken
) -> str | None:
    """Carry out an act in the roster, or name the flaw."""
    if epoch.kind != CircleKind.EVERYONE or record.plain.index == NO_FENCE:
        return "not_allowed"
    if not ledger.allowed(epoch, record):
        return "not_allowed"
    roster = ledger.roster
    before = set(roster.devices)
    standing = {device for device in before if roster.active(device)}
    if not perform(roster, ledger.log, act, record.device, record.place):
        return "not_allowed"
    for device in set(roster.devices) - before:
        ledger.expect_device(device)
    for device in standing:
        if not roster.active(device):
            ledger.ignore_device(device)
            if device == ledger.me:
                taken.removed = True
    if act[0] == "roles":
        for known in roster.devices_of(act[1]):
            ledger.expect_device(known.id)
    if act[0] == "turn":
        roster.members[act[1]].turned_at = record.plain.time
    if act[0] in ("admit", "turn"):
        refresh_pairs(ledger, record.place)
    return None
