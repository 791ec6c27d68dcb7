"""Epoch changes: closing an epoch of a circle and opening the next, in one fence
(docs/protocol.md §5.3, §5.4, §6.3 and §6.6)."""

from __future__ import annotations

from typing import Any

from shared.replica.batch import Fence, Impossible
from shared.replica.circle import Circle, Epoch, holders, owed
from shared.replica.ledger import Ledger
from shared.replica.payload import (
    LISTED,
    CircleKind,
    Closing,
    EntityState,
    Keys,
    Kind,
    Opening,
    encode,
)
from shared.replica.register import state_of
from shared.replica.replica import Replica
from shared.sealing.box import seal_box
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import EVERYONE, pair_circle, self_circle
from shared.wording import N_


def add_owed(replica: Replica, fence: Fence, where: tuple[Circle, Epoch]) -> Fence | Impossible:
    """Add the epoch change that a circle owes to a fence, or say why it can not be done here;
    then the fence is as it was."""
    circle, epoch = where
    leavers = owed(circle, epoch, replica.ledger.roster) or ()
    return change_epoch(
        replica, fence, N_("Changing the keys of a case"), circle, epoch, leavers=leavers
    )


def may_change(ledger: Ledger, circle: Circle, epoch: Epoch) -> bool:
    """Whether this member is one who goes on with a circle after what it owes."""
    going = ledger.member in (owed(circle, epoch, ledger.roster) or ())
    return not going and ledger.member in holders(circle, epoch, ledger.roster)


def is_whole(ledger: Ledger, circle: bytes, pairs: bool = False) -> bool:
    """Whether this device has the bytes of all that stands in a circle and in `everyone`
    (with `pairs`, in all circles: what is missing may hold a box under the key of a pair,
    which a turn forgets): without them it can not tell what an epoch change would do. What
    only a device has that is gone is not waited for."""
    return not any(
        ledger.roster.active(device) and (pairs or epoch.circle in (circle, EVERYONE))
        for epoch, device in ledger.gaps.values()
    )


def change_epoch(
    replica: Replica,
    fence: Fence,
    what: str,
    circle: Circle,
    epoch: Epoch,
    *,
    leavers: tuple[bytes, ...] = (),
    joiner: bytes | None = None,
    pair: Epoch | None = None,
    ground: list[Any] | None = None,
) -> Fence | Impossible:
    """Form an epoch change: the joiner's key, the closing and the opening."""
    ledger = replica.ledger
    if not is_whole(ledger, circle.id):
        return Impossible(what, N_("Records are missing that the relay has lost."), wait=True)
    old = holders(circle, epoch, ledger.roster)
    staying = [member for member in old if member not in leavers]
    new = sorted({*staying, joiner} if joiner is not None else staying)
    listed = new if circle.kind in LISTED else None
    secret = replica.random(32)
    keys = EpochKeys.of(circle.id, secret)
    boxes = _boxes(replica, circle.id, keys, staying)
    if len(boxes) < len(staying):
        return Impossible(what, N_("Your own circle is not open yet."), wait=True)
    if pair is not None:
        entry = KeyEntry(circle.id, circle.kind, keys.epoch, secret, ledger.me, ledger.place)
        fence.add(pair.keys, Kind.KEYS, encode(Keys([entry], ground)))
    closing = Closing(
        keys.epoch,
        listed,
        [joiner] if joiner is not None else [],
        sorted(leavers),
        ground,
        boxes,
    )
    fence.add(epoch.keys, Kind.CLOSING, encode(closing))
    add_opening(replica, fence, circle, keys, epoch.id, listed, ground)
    return fence


def add_opening(
    replica: Replica,
    fence: Fence,
    circle: Circle,
    keys: EpochKeys,
    previous: bytes,
    listed: list[bytes] | None,
    ground: list[Any] | None,
) -> None:
    """Add the opening that follows a closing of a circle."""
    ledger = replica.ledger
    lead = circle.lead
    if lead is not None and lead not in (listed or ()):
        lead = ledger.member
    whole = ground is not None or circle.kind == CircleKind.SELF
    state = whole_state(replica, circle.id) if whole else None
    coverage = _coverage(circle) if whole else None
    entries = None
    if circle.kind == CircleKind.SELF:
        # A key of a circle that is still to be opened is kept with its opening.
        waiting = {new.epoch for item in replica.items.values() for new in item.opens}
        entries = [
            entry
            for epoch, entry in sorted(ledger.ring.entries.items())
            if entry.circle != circle.id and epoch not in waiting
        ]
    opening = Opening(circle.kind, lead, listed, previous, ground, coverage, state, entries, None)
    fence.add(keys, Kind.OPENING, encode(opening), circle_kind=circle.kind)


def form_opening(replica: Replica, now: int) -> Fence | None:
    """Form an opening whose closing stands while it does not itself: a relay has cut the
    batch. Its first form stood at one place only, and that has passed."""
    ledger = replica.ledger
    for epoch in ledger.epochs.values():
        following = ledger.epochs.get(epoch.next) if epoch.next is not None else None
        if following is None or following.begun is not None or following.opener != ledger.me:
            continue
        circle = ledger.circles.get(epoch.circle)
        if circle is not None and circle.current is None:
            listed = None if following.holders is None else list(following.holders)
            fence = Fence(ledger, replica.random, now, fence=True)
            add_opening(replica, fence, circle, following.keys, epoch.id, listed, following.ground)
            return fence
    return None


def _boxes(
    replica: Replica, circle: bytes, keys: EpochKeys, staying: list[bytes]
) -> list[tuple[bytes, bytes]]:
    ledger = replica.ledger
    boxes = []
    for member in staying:
        own = member == ledger.member
        under = ledger.current(
            self_circle(ledger.log, member)
            if own
            else pair_circle(ledger.log, ledger.member, member)
        )
        if under is not None:
            nonce = replica.random(24)
            box = seal_box(under.keys.box, circle, keys.epoch, keys.secret, nonce)
            boxes.append((member, box))
    return boxes


def whole_state(replica: Replica, circle: bytes) -> list[EntityState]:
    """What stands in a circle, as an opening hands it over."""
    states = (state_of(*entity) for entity in replica.content.entities(circle))
    return [state for state in states if state.fields]


def _coverage(circle: Circle) -> list[tuple[bytes, int]]:
    return sorted((device, span.last()) for device, span in circle.spans.items())
