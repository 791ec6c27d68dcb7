"""Admitting: which device keys the relay should let in (the roster held against the relay's
list), and an admission that the relay has made impossible."""

from __future__ import annotations

from collections.abc import Iterable

from shared.protocol.access import device_id
from shared.protocol.messages import DeviceKey
from shared.protocol.refusal import Refusal
from shared.replica.action import Access, Action, Keep, Tell
from shared.replica.commit import Commit
from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told
from shared.replica.outbox import Admit
from shared.replica.replica import Replica
from shared.replica.ring import Ring, encode_ring
from shared.replica.roster import Role
from shared.wording import N_


def wanted(ledger: Ledger) -> dict[bytes, DeviceKey]:
    """The keys that should be let in, by device id, as far as this device may say: a
    coordinator's device all, another one its own member's."""
    roster = ledger.roster
    manager = roster.has(ledger.member, Role.COORDINATOR)
    return {
        device.id: DeviceKey(device.key, roster.has(device.member, Role.COORDINATOR))
        for device in roster.devices.values()
        if roster.active(device.id) and (manager or device.member == ledger.member)
    }


def differences(ledger: Ledger, keys: Iterable[DeviceKey]) -> Access | None:
    """What must change at the relay so that its list is in line with the roster.

    Only a coordinator's device drops keys, and says which ones manage.
    """
    manager = ledger.roster.has(ledger.member, Role.COORDINATOR)
    should = wanted(ledger)
    listed = {device_id(key.key): key for key in keys}
    add = []
    for device, key in sorted(should.items()):
        there = listed.get(device)
        if there is None or (manager and there.manager != key.manager):
            add.append(key if manager else DeviceKey(key.key, False))
    drop = tuple(sorted(set(listed) - set(should))) if manager else ()
    return Access(tuple(add), drop) if add or drop else None


def let_in(ring: Ring) -> list[Action]:
    """The relay's list has this device: its former identity is done with."""
    if ring.former is None:
        return []
    ring.former = None
    return [Keep(Commit(ring=encode_ring(ring)))]


def give_up(replica: Replica) -> list[Action]:
    """What to do when a fence is refused again, at the head, because its tags are taken.

    It is formed anew. An admission would get the same tag again: the pair of the two
    members begins with it, and nobody counts there yet. The relay has stored its keys where
    they do not stand; so it is taken out of the outbox, and what waits behind it goes on.
    """
    commit = replica.give_up_rest()
    for item in sorted(replica.items.values(), key=lambda item: item.number):
        if isinstance(item.intent, Admit):
            replica.drop(item, commit)
            blanks = (("what", N_("Admitting a colleague")), ("why", Refusal.TAG_TAKEN.text))
            notice = Notice(Told.INTENT_FELL, replica.ledger.place, blanks)
            return [Keep(commit), Tell(notice)]
    return [Keep(commit)]
