"""Whether a living device has confirmed the log that this device sees (docs/protocol.md §7).

Who comes into the roster by a device that is in use has its word for the log up to there.
A device that was made from a recovery sheet has nobody's: a relay can show it the log as it
was when somebody was still in the firm. So it lets nobody in and changes no keys before a
record comes whose author had seen it in the roster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.replica.roster import Device, DeviceKind, Roster

if TYPE_CHECKING:
    from shared.replica.replica import Replica


def confirmed(replica: Replica) -> bool:
    """Whether this device may let somebody in or change keys, as far as this goes.

    It may when no sheet made it; when somebody else has seen it in the roster; and when
    there is nobody else but the devices that the sheet stands for, which are lost as a rule:
    then nobody's leaving can have been kept from it.
    """
    ledger = replica.ledger
    roster = ledger.roster
    made = _made_from_paper(ledger.roster, ledger.me)
    if made is None:
        return True
    others = {
        device.id
        for device in roster.devices.values()
        if roster.active(device.id)
        and not _is_sheet(device)
        and _made_from_paper(roster, device.id) is not made
    }
    if others <= _adders(replica, made):
        return True
    # A sheet stands in the roster since long: who has seen it there tells nothing of now.
    return not _is_sheet(made) and any(
        ledger.witnessed.get(other, 0) >= made.since for other in others
    )


def _adders(replica: Replica, device: Device) -> set[bytes]:
    """The ids of those by whom a device came into the roster, one after the other."""
    devices = replica.ledger.roster.devices
    found = set()
    known: Device | None = device
    while known is not None and known.added_by is not None:
        found.add(known.added_by)
        known = devices.get(known.added_by)
    return found


def _made_from_paper(roster: Roster, device: bytes) -> Device | None:
    """The device that a sheet added and from which this one comes, or that sheet."""
    known = roster.devices.get(device)
    while known is not None:
        adder = roster.devices.get(known.added_by) if known.added_by is not None else None
        if _is_sheet(known) or (adder is not None and _is_sheet(adder)):
            return known
        known = adder
    return None


def _is_sheet(device: Device) -> bool:
    return device.kind != DeviceKind.MACHINE
