"""Forming: what of the outbox goes out next, as one batch (docs/protocol.md §5, §8.4).

Records are formed only when they are sent, so that epoch, counter and witness are
those of the log's end. Order: a new identity first; then the outbox in its order,
where an act or an epoch change that is owed makes a batch of its own; then what
follows from the state: keys to keep, epoch changes owed, presence.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.protocol.messages import Head, Limits
from shared.replica.batch import Batch, Fence, Impossible
from shared.replica.circle import Circle, Epoch, may_write, owed
from shared.replica.commit import Commit
from shared.replica.confirmed import confirmed
from shared.replica.derived import change_owed, derive
from shared.replica.epoch_change import form_opening, may_change
from shared.replica.fence import form_fence
from shared.replica.identity import new_identity
from shared.replica.intent import achieved, is_half_done
from shared.replica.notice import Notice, Told
from shared.replica.outbox import (
    AddDevice,
    Found,
    Item,
    Leave,
    NewCircle,
    NewIdentity,
    Revoke,
    Save,
    Share,
    Turn,
)
from shared.replica.payload import (
    CircleKind,
    Founding,
    Keys,
    Kind,
    Opening,
    changes_of,
    encode,
)
from shared.replica.replica import Replica
from shared.replica.ring import encode_ring
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import self_circle

OWN = AddDevice | Revoke | NewIdentity
"""Acts that let nobody else in and change no keys."""


class Formed(msgspec.Struct):
    """What was formed (the commit holds the flight) and what can not be done any more."""

    commit: Commit
    notices: list[Notice] = []


def form(
    replica: Replica, limits: Limits, head: Head | None, now: int, ahead: Batch | None = None
) -> Formed | None:
    """Form the next batch; None when there is nothing to send.

    The replica must be at the head of the log, and no flight may be under way. `ahead`
    is what `form_ahead` gave while the last flight was: it is taken if it still fits.
    """
    formed = Formed(Commit())
    batch = ahead if ahead is not None and _still_good(replica, ahead) else None
    if batch is None:
        batch = _next_batch(replica, limits, head, now, formed)
    if batch is None or not batch.records:
        return None if formed.commit.empty() else formed
    parcels = batch.parcels if isinstance(batch, Fence) else ()
    replica.flight = batch.flight(replica.flight.old, parcels)
    replica.plains = batch.plains
    formed.commit.flight = replica.flight
    return formed


def form_ahead(replica: Replica, limits: Limits, now: int) -> Batch | None:
    """Form what comes after the flight, while its answer is awaited; nothing is kept.

    Only plain content is formed ahead: what changes who may read hangs on the answer.
    """
    flight = replica.flight
    if flight.fence or not flight.records:
        return None
    batch = Batch(replica.ledger, replica.random, now, fence=False, after=flight)
    flying = {(record.item, record.circle) for record in flight.records}
    ready: set[bytes] = set()
    for number in sorted(replica.items):
        item = replica.items[number]
        under_way = [save for save in item.saves if (item.number, save.circle) in flying]
        if under_way and len(under_way) == len(item.saves):
            continue
        if under_way or item.intent is not None or item.opens:
            break
        if not _fits(replica, item, set(), ready) or not _add(replica, batch, item, limits):
            break
        batch.items.append(item)
    return batch if batch.records else None


def _still_good(replica: Replica, ahead: Batch) -> bool:
    """Whether what was formed ahead may go out now: it goes on where the log ends, what
    it holds waits unchanged, and nothing came that must be done before."""
    ready: set[bytes] = set()
    return (
        ahead.fits()
        and all(replica.items.get(item.number) is item for item in ahead.items)
        and all(_fits(replica, item, set(), ready) for item in ahead.items)
    )


def _next_batch(
    replica: Replica, limits: Limits, head: Head | None, now: int, formed: Formed
) -> Batch | None:
    cut_off = form_opening(replica, now)
    if cut_off is not None:
        return cut_off
    waiting = [replica.items[number] for number in sorted(replica.items)]
    if new_identity(replica) is not None:
        # Whatever else this device formed, its copy might form too.
        waiting = [item for item in waiting if isinstance(item.intent, NewIdentity)]
    content = Batch(replica.ledger, replica.random, now, fence=False)
    blocked: set[bytes] = set()
    ready: set[bytes] = set()
    for item in waiting:
        if item.intent is not None and not isinstance(item.intent, Found):
            if content.records:
                return content
            batch = _act(replica, item, now, formed)
            if batch is not None:
                return batch
            continue
        debt = _debt(replica, (s.circle for s in item.saves if s.circle not in ready))
        if debt is not None:
            if content.records:
                return content
            change = change_owed(replica, debt, now)
            if change is not None:
                return change
        if not _fits(replica, item, blocked, ready):
            blocked.update(save.circle for save in item.saves)
            continue
        if not _add(replica, content, item, limits):
            return content
    if content.records or new_identity(replica) is not None:
        return content
    return derive(replica, limits, head, now)


def _act(replica: Replica, item: Item, now: int, formed: Formed) -> Batch | None:
    intent = item.intent
    assert intent is not None
    ledger = replica.ledger
    if achieved(ledger, intent):
        return None
    if not (isinstance(intent, OWN) or confirmed(replica)):
        return None
    if isinstance(intent, Share | Leave):
        debt = _debt(replica, (intent.circle,))
        if debt is not None:
            return change_owed(replica, debt, now)
    if isinstance(intent, Turn) and is_half_done(ledger, intent):
        intent = Turn(replica.random(32), intent.loss)
        item = msgspec.structs.replace(item, intent=intent)
        replica.replace(item, formed.commit)
    batch = form_fence(replica, intent, now)
    if isinstance(batch, Impossible):
        if not batch.wait:
            blanks = (("what", batch.what), ("why", batch.why))
            formed.notices.append(Notice(Told.INTENT_FELL, ledger.place, blanks))
            replica.drop(item, formed.commit)
        return None
    if isinstance(intent, Turn) and intent.private not in ledger.ring.turning:
        ledger.ring.turning.append(intent.private)
        formed.commit.ring = encode_ring(ledger.ring)
    return batch


def _debt(replica: Replica, circles: Iterable[bytes]) -> tuple[Circle, Epoch] | None:
    """The first of some circles that owes an epoch change, which is to be made before
    anybody writes there."""
    ledger = replica.ledger
    for circle_id in circles:
        circle, epoch = ledger.circles.get(circle_id), ledger.current(circle_id)
        if circle is None or epoch is None or circle.read_only:
            continue
        if owed(circle, epoch, ledger.roster) is not None and may_change(ledger, circle, epoch):
            return circle, epoch
    return None


def _fits(replica: Replica, item: Item, blocked: set[bytes], ready: set[bytes]) -> bool:
    """Whether every save of an item can be formed now. `ready` are circles of which this
    was found before, and nothing has changed since; more are put in."""
    ledger = replica.ledger
    opened = {new.circle for new in item.opens}
    for save in item.saves:
        if save.circle in blocked:
            return False
        if save.circle in opened or save.circle in ready:
            continue
        if not _writable(replica, save.circle):
            return False
        ready.add(save.circle)
    if item.opens and not isinstance(item.intent, Found):
        own = self_circle(ledger.log, ledger.member)
        return own in opened or ledger.current(own) is not None
    return True


def _writable(replica: Replica, circle_id: bytes) -> bool:
    """Whether a record of this device would stand in a circle, as far as it can know."""
    ledger = replica.ledger
    circle, epoch = ledger.circles.get(circle_id), ledger.current(circle_id)
    return (
        circle is not None
        and epoch is not None
        and not circle.read_only
        and not epoch.doubtful(ledger.roster)
        and may_write(epoch, ledger.roster, ledger.member)
        and owed(circle, epoch, ledger.roster) is None
    )


def _add(replica: Replica, batch: Batch, item: Item, limits: Limits) -> bool:
    """Add an item's records to a batch; False when the batch is full before it."""
    payloads = [(save, encode(changes_of(save.first, save.edits))) for save in item.saves]
    size = sum(len(payload) + 1_024 for _, payload in payloads) + 262_144 * len(item.opens)
    if batch.records and (
        len(batch.records) + len(payloads) + 2 * len(item.opens) > limits.batch_records
        or batch.bytes + size > limits.batch_bytes
    ):
        return False
    for new in item.opens:
        _open(replica, batch, item, new)
    for save, payload in payloads:
        batch.add(
            _keys_for(replica, item, save),
            Kind.CHANGES,
            payload,
            item=item.number,
            circle=save.circle,
        )
    return True


def _keys_for(replica: Replica, item: Item, save: Save) -> EpochKeys:
    for new in item.opens:
        if new.circle == save.circle:
            return replica.ledger.epochs[new.epoch].keys
    epoch = replica.ledger.current(save.circle)
    assert epoch is not None
    return epoch.keys


def _open(replica: Replica, batch: Batch, item: Item, new: NewCircle) -> None:
    """Form the first record of a circle, and before it the key that is kept in `self`."""
    ledger = replica.ledger
    entry = ledger.ring.entries[new.epoch]
    me = ledger.member
    founding, lead, holders, keys = None, None, None, None
    match entry.kind:
        case CircleKind.EVERYONE:
            assert isinstance(item.intent, Found)
            found = item.intent
            founding = Founding(
                found.statement,
                found.firm,
                found.name,
                list(found.roles),
                found.device_name,
                found.relay_key,
            )
        case CircleKind.SELF:
            holders = [me]
            keys = _all_keys(ledger.ring.entries, entry.epoch)
        case CircleKind.CASE | CircleKind.IDENTITY | CircleKind.COVER:
            lead, holders = me, [me]
            own = ledger.current(self_circle(ledger.log, me))
            if own is not None:
                kept = encode(Keys([entry], None))
                batch.add(own.keys, Kind.KEYS, kept, item=item.number)
    opening = Opening(entry.kind, lead, holders, None, None, None, None, keys, founding)
    batch.add(
        ledger.epochs[new.epoch].keys,
        Kind.OPENING,
        encode(opening),
        circle_kind=entry.kind,
        item=item.number,
    )


def _all_keys(entries: dict[bytes, KeyEntry], without: bytes) -> list[KeyEntry]:
    return [entry for epoch, entry in sorted(entries.items()) if epoch != without]
