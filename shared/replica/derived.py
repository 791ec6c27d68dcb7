"""What a device sends of its own accord: what follows from the state alone.

Keys to keep in `self`, epoch changes that are owed, and once a day its presence
(docs/protocol.md §5.2, §5.5 and §6.6).
"""

from __future__ import annotations

from shared.protocol.messages import Head, Limits
from shared.replica.batch import Batch, Fence
from shared.replica.circle import Circle, Epoch, owed
from shared.replica.confirmed import confirmed
from shared.replica.epoch_change import add_owed, may_change
from shared.replica.payload import CircleKind, Keys, Kind, Presence, encode
from shared.replica.replica import Replica
from shared.sealing.entry import KeyEntry
from shared.sealing.pair import self_circle

DAY = 86_400_000
KEYS_IN_A_RECORD = 1_000
OWED_AT_ONCE = 100
"""How many circles change their epoch in one fence at most: two records for each, and the
index of a record in its fence is one byte (docs/protocol.md §4.2)."""


def derive(replica: Replica, limits: Limits, head: Head | None, now: int) -> Batch | None:
    """What follows from the state alone."""
    ledger = replica.ledger
    if not ledger.roster.active(ledger.me):
        return None
    batch = Batch(ledger, replica.random, now, fence=False)
    own = ledger.current(self_circle(ledger.log, ledger.member))
    unkept = [entry for entry in ledger.ring.unkept() if _stands(ledger.epochs, entry)]
    if own is not None and unkept:
        batch.add(own.keys, Kind.KEYS, encode(Keys(unkept[:KEYS_IN_A_RECORD], None)))
        return batch
    change = None if ledger.calm else _owed_changes(replica, limits, now)
    if change is not None:
        return change
    _presence(replica, batch, head, now)
    return batch


def _owed_changes(replica: Replica, limits: Limits, now: int) -> Fence | None:
    """The epoch changes that circles owe and this device can make, as many as one fence
    takes: each stands by itself, also when a relay cuts the batch."""
    ledger = replica.ledger
    fence = Fence(ledger, replica.random, now, fence=True)
    may = confirmed(replica)
    calm = True
    for circle in ledger.circles.values():
        epoch = ledger.epochs.get(circle.current) if circle.current else None
        if epoch is None or circle.read_only or owed(circle, epoch, ledger.roster) is None:
            continue
        calm = False
        if may and may_change(ledger, circle, epoch):
            add_owed(replica, fence, (circle, epoch))
        if len(fence.records) >= min(2 * OWED_AT_ONCE, limits.batch_records - 1) or (
            fence.bytes > limits.batch_bytes // 4
        ):
            break
    if fence.records:
        return fence
    # Looked at with every page, ten thousand cases would take twenty milliseconds.
    ledger.calm = calm
    return None


def _stands(epochs: dict[bytes, Epoch], entry: KeyEntry) -> bool:
    epoch = epochs.get(entry.epoch)
    return epoch is not None and epoch.begun is not None


def _presence(replica: Replica, batch: Batch, head: Head | None, now: int) -> None:
    """Say in `everyone` up to where this device has come: at most once a day, and after each
    turn of its member, for others wait to hear that the former keys are gone."""
    ledger = replica.ledger
    everyone = next((c for c in ledger.circles.values() if c.kind == CircleKind.EVERYONE), None)
    epoch = ledger.current(everyone.id) if everyone is not None else None
    if epoch is None or head is None or head.place != ledger.place:
        return
    place, time = ledger.presence.get(ledger.me, (0, 0))
    turned = ledger.roster.members[ledger.member].turned
    if ledger.place > place + 1 and (now - time >= DAY or place < turned):
        presence = Presence(head.place, head.chain, head.incarnation, head.signature)
        batch.add(epoch.keys, Kind.PRESENCE, encode(presence))


def change_owed(replica: Replica, debt: tuple[Circle, Epoch], now: int) -> Fence | None:
    """The epoch change that a circle owes, if this device can make it now."""
    if not confirmed(replica):
        return None
    change = add_owed(replica, Fence(replica.ledger, replica.random, now, fence=True), debt)
    return change if isinstance(change, Fence) else None
