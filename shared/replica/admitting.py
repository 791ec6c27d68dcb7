"""Which device keys the relay should let in: the roster held against the relay's list."""

from __future__ import annotations

from collections.abc import Iterable

from shared.protocol.access import device_id
from shared.protocol.messages import DeviceKey
from shared.replica.action import Access
from shared.replica.ledger import Ledger
from shared.replica.roster import Role


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
