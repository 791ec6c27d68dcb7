"""Shredding: a circle goes from this device, whoever still holds it elsewhere.

Nothing of it stays to be read: no key, no content, no bytes of its records, nothing of
what waited to be sent to it. Its keys do not come back with a record of `self`, so a
replay of the log recognises its records no more. When a circle is to be shredded, the
work decides, not the protocol.
"""

from __future__ import annotations

from shared.replica.commit import Commit
from shared.replica.erasing import erasure_of
from shared.replica.outbox import Intent, Item, Leave, Share
from shared.replica.replica import Replica
from shared.replica.ring import encode_ring


def shred(replica: Replica, circle: bytes, now: int, ordered_by: bytes | None = None) -> Commit:
    """Forget a circle (id of 16 bytes) and everything of it; the commit makes it durable.

    `ordered_by` is the device whose last record in the circle is the order to destroy it,
    None when the order stands elsewhere; `now` is in milliseconds. What the relay is to forget
    of it is kept in the ring. What is under way to the relay is not called back: it is sealed
    with a key that this device has forgotten then. The engine must look anew for what it reads
    again.
    """
    ledger, ring = replica.ledger, replica.ring
    commit = Commit()
    for item in list(replica.items.values()):
        rest = _without(item, circle)
        if rest != item:
            replica.replace(rest, commit)
    for item in [item for item in replica.unsent if _without(item, circle) != item]:
        replica.unsent.remove(item)
        commit.shredded.append(item.number)
    if circle in ledger.circles:
        ring.erasing.append(erasure_of(ledger, circle, ordered_by, now))
    for epoch in [epoch for epoch in ledger.epochs.values() if epoch.circle == circle]:
        commit.dropped += epoch.places
        for place in epoch.places:
            ledger.bare[place] = 1
        ring.lost[epoch.id] = ledger.place
        ledger.forget(epoch)
    replica.content.drop(circle)
    ledger.circles.pop(circle, None)
    replica.numbers.pop(circle, None)
    commit.ring = encode_ring(ring)
    return commit


def _without(item: Item, circle: bytes) -> Item:
    return Item(
        item.number,
        tuple(save for save in item.saves if save.circle != circle),
        tuple(new for new in item.opens if new.circle != circle),
        None if _is_about(item.intent, circle) else item.intent,
    )


def _is_about(intent: Intent | None, circle: bytes) -> bool:
    return isinstance(intent, Share | Leave) and intent.circle == circle
