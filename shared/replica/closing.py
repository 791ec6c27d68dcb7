"""Closings: the end of an epoch, who holds the next one, and who leaves
(docs/protocol.md §5.4 and §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.replica.circle import Circle, Epoch, holders, owed
from shared.replica.ground import entity_of, holds
from shared.replica.handover import TRANSFER, handed_over
from shared.replica.keys import refresh_pairs
from shared.replica.notice import Told
from shared.replica.payload import LISTED, NO_FENCE, CircleKind, Closing
from shared.replica.register import standing
from shared.replica.roster import DeviceKind, Role
from shared.replica.standing import Opened
from shared.replica.taken import Taken
from shared.sealing.box import open_box, open_turn
from shared.sealing.device import member_public
from shared.sealing.entry import KeyEntry
from shared.sealing.pair import pair_circle, self_circle

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger


def close_epoch(
    ledger: Ledger, epoch: Epoch, record: Opened, closing: Closing, taken: Taken
) -> str | None:
    """End an epoch and learn the next one, or name the flaw."""
    roster = ledger.roster
    circle = ledger.circles.get(epoch.circle)
    if circle is None or not epoch.open or record.plain.index == NO_FENCE:
        return "not_allowed"
    following = ledger.epochs.get(closing.next)
    author_device = roster.devices.get(record.device)
    if author_device is None or author_device.kind != DeviceKind.MACHINE:
        return "not_allowed"
    if not roster.active(record.device) or (
        following is not None and (following.begun is not None or following.circle != circle.id)
    ):
        return "not_allowed"
    author = roster.member_of(record.device).id
    flaw = _may_close(ledger, circle, epoch, record, closing, author)
    if flaw is None and not _boxes_fit(ledger, circle, epoch, closing, author):
        flaw = "boxes"
    if flaw is not None:
        return flaw
    ledger.end(epoch, record.place)
    epoch.next = closing.next
    circle.current = None
    if circle.kind == CircleKind.EVERYONE:
        for member in closing.leavers:
            _remove(ledger, member, record.place, taken)
    remaining = (
        tuple(closing.holders) if closing.holders is not None else holders(circle, epoch, roster)
    )
    if ledger.member not in remaining:
        if _loses(circle, following):
            _lose(ledger, circle, closing.next, record.place, taken)
        return None
    if following is None:
        following = _unboxed(ledger, circle, record, closing, author, taken)
    if following is None:
        if roster.active(ledger.me):
            ledger.tell(taken, Told.BAD_BOX, record)
        return None
    following.holders = None if closing.holders is None else remaining
    following.ground = closing.ground
    if circle.kind == CircleKind.SELF:
        if record.device == ledger.me and record.place not in ledger.ring.uploaded:
            ledger.ring.uploaded.append(record.place)
        taken.turned = True
        following.patchy = any(gap is epoch for gap, _ in ledger.gaps.values())
    return None


def let_go(ledger: Ledger, epoch: Epoch, taken: Taken) -> None:
    """Forget the `self` epoch before a turn, now that the next one holds all of it.

    Not at its closing: a relay may cut off the opening, and it is formed from this.
    """
    # A relay may need opening and closing again: without them no other device can turn.
    needed = (epoch.begun, epoch.ended)
    taken.dropped += [place for place in epoch.places if place not in needed]
    begun = epoch.begun
    if begun is not None and begun in ledger.own_places and begun not in ledger.ring.uploaded:
        ledger.ring.uploaded.append(begun)
    ledger.forget(epoch)


def _loses(circle: Circle, following: Epoch | None) -> bool:
    """Whether a circle is lost to a member who is not among the next holders.

    Who leaves the firm keeps the roster: without it nobody can read what is on the
    device. And who became an adviser later was given all epochs of `advisers`, and reads
    of the time before.
    """
    return circle.kind in LISTED or (circle.kind == CircleKind.ADVISERS and following is None)


def _unboxed(
    ledger: Ledger,
    circle: Circle,
    record: Opened,
    closing: Closing,
    author: bytes,
    taken: Taken,
) -> Epoch | None:
    """The next epoch, from this member's or device's box; None when the box is bad."""
    secret = _unbox(ledger, circle, record, closing, author)
    if secret is None:
        return None
    entry = KeyEntry(circle.id, circle.kind, closing.next, secret, record.device, record.place)
    following = ledger.learn(entry)
    if following is not None:
        ledger.ring.entries[entry.epoch] = entry
        taken.ring_changed = True
    return following


def _boxes_fit(
    ledger: Ledger, circle: Circle, epoch: Epoch, closing: Closing, author: bytes
) -> bool:
    """Whether there is one box for each who goes on; what is in them only they can tell."""
    boxed = [who for who, _ in closing.boxes]
    if len(set(boxed)) != len(boxed):
        return False
    if circle.kind == CircleKind.SELF:
        return all(
            ledger.roster.devices[who].member == author
            for who in boxed
            if who in ledger.roster.devices
        )
    old = set(holders(circle, epoch, ledger.roster))
    return set(boxed) == old - set(closing.leavers)


def _may_close(
    ledger: Ledger,
    circle: Circle,
    epoch: Epoch,
    record: Opened,
    closing: Closing,
    author: bytes,
) -> str | None:
    roster = ledger.roster
    old = set(holders(circle, epoch, roster))
    joiners, leavers = set(closing.joiners), set(closing.leavers)
    debt = owed(circle, epoch, roster)
    match circle.kind:
        case CircleKind.EVERYONE:
            fits = closing.holders is None and not joiners and leavers and leavers <= old
            allowed = roster.has(author, Role.COORDINATOR)
            return None if fits and allowed else "not_allowed"
        case CircleKind.ADVISERS:
            fits = closing.holders is None and not joiners and debt is not None
            allowed = roster.has(author, Role.ADVISER)
            return None if fits and allowed and leavers == set(debt or ()) else "not_allowed"
        case CircleKind.SELF:
            fits = closing.holders == [author] and not joiners and not leavers
            turned = roster.members[author].turned == record.place - 1
            return None if fits and turned else "not_allowed"
        case CircleKind.CASE | CircleKind.IDENTITY | CircleKind.COVER:
            pass
        case _:
            return "not_allowed"
    if (
        author not in old
        or author in leavers
        or closing.holders != sorted((old | joiners) - leavers)
    ):
        return "holders"
    if joiners & old or not leavers <= old or len(joiners) > 1:
        return "holders"
    if debt and not set(debt) <= leavers:
        return "holders"
    going = set(debt or ()) | _handing_over(ledger, circle, author)
    if leavers and circle.lead != author and not leavers <= going:
        return "not_allowed"
    if not leavers and not joiners and debt is None:
        return "not_allowed"
    if circle.lead in leavers and closing.holders and circle.lead not in going:
        return "holders"
    for joiner in joiners:
        if circle.lead != author or not roster.has(joiner, Role.ADVISER):
            return "not_allowed"
        named = entity_of(closing.ground)
        if named is None:
            return "no_ground"
        # What this device has typed and the relay has not kept decides nothing.
        fields = standing(ledger.buffer.fields(circle.id, *named))
        if not holds(ledger, closing.ground, fields, joiner, circle.lead, record.plain.time):
            return "no_ground"
    return None


def _handing_over(ledger: Ledger, circle: Circle, author: bytes) -> set[bytes]:
    """The lead, when it has handed the circle over to the author of a closing."""
    fields = standing(ledger.buffer.fields(circle.id, TRANSFER, circle.id))
    if circle.lead is not None and handed_over(ledger, circle, fields, author):
        return {circle.lead}
    return set()


def _unbox(
    ledger: Ledger,
    circle: Circle,
    record: Opened,
    closing: Closing,
    author: bytes,
) -> bytes | None:
    if circle.kind == CircleKind.SELF:
        for device, box in closing.boxes:
            if device == ledger.me:
                ring = ledger.ring
                opened = open_turn(ring.exchange, box)
                if opened is None and ring.next_exchange is not None:
                    opened = open_turn(ring.next_exchange, box)
                if opened is None:
                    return None
                private, secret = opened
                if member_public(private) != ledger.roster.members[ledger.member].key:
                    return None
                ledger.ring.member_private = private
                ledger.ring.turning.clear()
                refresh_pairs(ledger, record.place)
                return secret
        return None
    other = (
        self_circle(ledger.log, author)
        if author == ledger.member
        else pair_circle(ledger.log, author, ledger.member)
    )
    under = ledger.current(other)
    if under is None:
        return None
    for member, box in closing.boxes:
        if member == ledger.member:
            return open_box(under.keys.box, circle.id, closing.next, box)
    return None


def _lose(ledger: Ledger, circle: Circle, following: bytes, place: int, taken: Taken) -> None:
    """Forget a circle; a later epoch of it that this device was given stays."""
    for epoch in [e for e in ledger.epochs.values() if e.circle == circle.id]:
        if epoch.begun is None and epoch.id != following:
            continue
        taken.dropped += list(epoch.places)
        ledger.ring.lost[epoch.id] = place
        ledger.forget(epoch)
    ledger.buffer.drop(circle.id)
    ledger.circles.pop(circle.id, None)
    taken.lost.append(circle.id)
    taken.ring_changed = True


def _remove(ledger: Ledger, member: bytes, place: int, taken: Taken) -> None:
    ledger.roster.members[member].removed = place
    for device in ledger.roster.devices_of(member):
        ledger.ignore_device(device.id)
    if member == ledger.member:
        taken.removed = True
        # By whom and what later records are allowed, this device can not know.
        ledger.expected.clear()
    refresh_pairs(ledger, place)
