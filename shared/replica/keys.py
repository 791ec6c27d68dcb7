"""Keys: secrets given and kept, and the epochs that two members compute
(docs/protocol.md §3 and §5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.replica.circle import Circle, Epoch
from shared.replica.ground import entity_of
from shared.replica.payload import LISTED, CircleKind, Keys
from shared.replica.roster import Member, Role
from shared.replica.standing import Opened
from shared.replica.taken import Taken
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import SmallOrder
from shared.sealing.pair import pair_circle, pair_secret

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger


def take_keys(ledger: Ledger, epoch: Epoch, record: Opened, keys: Keys, taken: Taken) -> str | None:
    """Take secrets that another member gives or a device of one's own keeps."""
    if not ledger.allowed(epoch, record):
        return "not_allowed"
    if epoch.kind == CircleKind.SELF:
        for entry in keys.entries:
            keep(ledger, entry, record.place, taken, kept=True)
        return None
    if epoch.kind != CircleKind.PAIR:
        return "not_allowed"
    giver = ledger.roster.member_of(record.device).id
    if giver == ledger.member:
        return None
    for entry in keys.entries:
        if entry.epoch in ledger.epochs or not _given(ledger, giver, entry, keys.ground, record):
            continue
        keep(ledger, entry, record.place, taken, kept=False)
    return None


def _given(
    ledger: Ledger, giver: bytes, entry: KeyEntry, ground: list[Any] | None, record: Opened
) -> bool:
    """Whether a given key can be one: its ground is checked at the opening."""
    kind = ground[0] if ground else None
    if entry.kind == CircleKind.ADVISERS and kind == "role":
        roster = ledger.roster
        return roster.has(ledger.member, Role.ADVISER) and roster.has(giver, Role.ADVISER)
    return (
        entry.kind in LISTED
        and entity_of(ground) is not None
        and entry.opener == record.device
        and entry.circle not in ledger.circles
    )


def keep(ledger: Ledger, entry: KeyEntry, place: int, taken: Taken, kept: bool) -> None:
    """Put an entry that stands at a place into the ring; `kept` when that is in `self`."""
    lost = ledger.ring.lost.get(entry.epoch)
    if lost is not None:
        # Who becomes an adviser again is given the old epochs anew; nobody a case's.
        if kept or place < lost or entry.kind != CircleKind.ADVISERS:
            return
        del ledger.ring.lost[entry.epoch]
    if ledger.learn(entry) is None:
        return
    if entry.epoch not in ledger.ring.entries:
        ledger.ring.entries[entry.epoch] = entry
        taken.ring_changed = True
    if kept and entry.epoch not in ledger.ring.kept:
        ledger.ring.kept.add(entry.epoch)
        taken.ring_changed = True


def refresh_pairs(ledger: Ledger, place: int) -> None:
    """End the pair epochs whose generations turned or whose member left, begin new ones."""
    roster, ring = ledger.roster, ledger.ring
    me = roster.members.get(ledger.member)
    if me is None:
        return
    private = ring.private_of(me.key) if me.removed is None else None
    forgotten = private != ring.member_private
    for other in roster.members.values():
        if other.id == me.id:
            continue
        circle_id = pair_circle(ledger.log, me.id, other.id)
        circle = ledger.circles.get(circle_id)
        if circle is None:
            circle = ledger.circles[circle_id] = Circle(circle_id, CircleKind.PAIR, spans={})
        now = ledger.epochs.get(circle.current) if circle.current else None
        wanted = None
        if private is not None and other.removed is None:
            wanted = _pair_keys(ledger, circle_id, private, other)
        if now is not None and (wanted is None or now.id != wanted.epoch):
            ledger.end(now, place)
            if forgotten:
                # Of a generation that a turn ends, nothing is computed after a start.
                own = {*now.places}.intersection(ledger.own_places)
                ring.uploaded += sorted(own.difference(ring.uploaded))
            circle.current = None
            # Bytes that are missing in it are still looked for.
            if not any(gap is now for gap, _ in ledger.gaps.values()):
                del ledger.epochs[now.id]
        if wanted is not None and wanted.epoch not in ledger.epochs:
            epoch = Epoch(CircleKind.PAIR, wanted, b"", place)
            epoch.holders = tuple(sorted((me.id, other.id)))
            ledger.epochs[epoch.id] = epoch
            ledger.begin(circle, epoch, place)


def _pair_keys(ledger: Ledger, circle: bytes, private: bytes, other: Member) -> EpochKeys | None:
    """The keys of the pair's present epoch; None when the other's key is no real key."""
    try:
        return EpochKeys.of(
            circle, pair_secret(ledger.log, ledger.member, private, other.id, other.key)
        )
    except SmallOrder:
        return None
