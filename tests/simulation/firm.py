"""How firms, members and devices come to be in the simulation.

What people do face to face (an invitation's words, the ceremony that adds a device) is
taken as done; what comes of it goes over the simulated relay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.protocol.messages import DeviceKey
from shared.replica.change import Edit
from shared.replica.content import MemoryContent
from shared.replica.fence import SHEET
from shared.replica.merge import EXCHANGE
from shared.replica.outbox import AddDevice, Admit, Found
from shared.replica.replica import Replica
from shared.replica.ring import Ring, decode_ring, encode_ring
from shared.replica.roster import NO_KEY, Role
from shared.sealing.device import (
    PROOF,
    DeviceKeys,
    exchange_public,
    make_device,
    member_public,
    proof_text,
)
from shared.sealing.entry import KeyEntry
from shared.sealing.pair import ADVISERS, EVERYONE, log_id, self_circle, statement
from shared.sealing.parcel import ParcelBody
from shared.sealing.sheet import Sheet
from tests.simulation.disk import Disk

Random = Callable[[int], bytes]
ADVISER = (str(Role.ADVISER),)
START = 1_700_000_000_000
"""When simulated time begins, in milliseconds since 1970."""
FOUNDER = (str(Role.ADVISER), str(Role.COORDINATOR))


class Newcomer(NamedTuple):
    """A member who was invited: their keys, made on their own device."""

    member: bytes
    name: str
    roles: tuple[str, ...]
    private: bytes
    device: DeviceKeys


def newcomer(random: Random, name: str, roles: tuple[str, ...]) -> Newcomer:
    """Keys for a new member."""
    return Newcomer(random(16), name, roles, random(32), make_device(random))


def founders_disk(random: Random, who: Newcomer, relay_key: Callable[[bytes], bytes]) -> Disk:
    """The disk of a founder's device before its first sync. `relay_key` enrols the log
    and gives the relay's key."""
    member_key = member_public(who.private)
    told = statement(who.member, who.device.signer.key, member_key, random(32))
    log = log_id(told)
    found = Found(told, "Bureau", who.name, who.roles, "laptop", relay_key(log))
    disk = Disk(encode_ring(_ring(log, who, [])))
    own = self_circle(log, who.member)
    _begin(disk, random, [(EVERYONE, "everyone"), (own, "self"), (ADVISERS, "advisers")], found)
    return disk


def admission(log: bytes, who: Newcomer) -> Admit:
    """What the coordinator's device appends for an invited member."""
    key = member_public(who.private)
    signer = who.device.signer
    proof = signer.sign(PROOF, proof_text(log, who.member, key, signer.key))
    return Admit(who.member, who.name, who.roles, key, signer.key, "laptop", proof)


def joiners_disk(random: Random, coordinator: Replica, who: Newcomer) -> Disk:
    """The disk of an admitted member's device, from the welcome of the coordinator's."""
    circles = {EVERYONE, ADVISERS} if Role.ADVISER in who.roles else {EVERYONE}
    entries = [e for e in coordinator.ring.entries.values() if e.circle in circles]
    log = coordinator.ring.log
    disk = Disk(encode_ring(_ring(log, who, entries)))
    _begin(disk, random, [(self_circle(log, who.member), "self")])
    return disk


def addition(log: bytes, member: bytes, device: DeviceKeys, name: str) -> AddDevice:
    """What a member's device appends for a further one."""
    signer = device.signer
    proof = signer.sign(PROOF, proof_text(log, member, NO_KEY, signer.key))
    return AddDevice(signer.key, name, proof)


def exchange_edit(device: DeviceKeys) -> Edit:
    """Puts a further device's exchange key into `self`, before the device is added."""
    kind, field = EXCHANGE
    return Edit(kind, device.signer.device, field, exchange_public(device.exchange_private))


def siblings_disk(sibling: Replica, device: DeviceKeys) -> Disk:
    """The disk of a further device, from what its sibling hands it."""
    ring = sibling.ring
    own = ring.current_self()
    assert own is not None
    entries = [e for e in ring.entries.values() if e.circle == EVERYONE]
    known = {entry.epoch: entry for entry in (*entries, own)}
    made = Ring(
        ring.log,
        ring.member,
        device.signer.seed,
        device.exchange_private,
        ring.member_private,
        entries=known,
        kept={own.epoch},
    )
    return Disk(encode_ring(made))


def paper_disk(body: ParcelBody, sheet: Sheet, exchange: bytes) -> Disk:
    """The disk of a device that has a recovery sheet and its parcel, and nothing else;
    `exchange` is its private exchange key (32 bytes)."""
    known = {entry.epoch: entry for entry in body.entries}
    seed = sheet.signer.seed
    ring = Ring(body.log, body.member, seed, exchange, body.member_private, entries=known)
    ring.kept |= set(known)
    return Disk(encode_ring(ring))


def sheet_edits(sheet: Sheet) -> list[Edit]:
    """Keeps a recovery sheet's parcel key and slot seed in `self`."""
    device = sheet.signer.device
    return [
        Edit(SHEET, device, "parcel_key", sheet.parcel_key),
        Edit(SHEET, device, "slot_seed", sheet.slot_seed),
    ]


def sheet_addition(log: bytes, member: bytes, sheet: Sheet, kind: str = "paper") -> AddDevice:
    """What a member's device appends for a recovery sheet, or for words that are shared."""
    signer = sheet.signer
    proof = signer.sign(PROOF, proof_text(log, member, NO_KEY, signer.key))
    return AddDevice(signer.key, "sheet", proof, kind)


def device_key(who: Newcomer) -> DeviceKey:
    """A newcomer's device as the relay knows it."""
    return DeviceKey(who.device.signer.key, Role.COORDINATOR in who.roles)


def _ring(log: bytes, who: Newcomer, entries: list[KeyEntry]) -> Ring:
    return Ring(
        log,
        who.member,
        who.device.signer.seed,
        who.device.exchange_private,
        who.private,
        entries={entry.epoch: entry for entry in entries},
        kept=set(),
    )


def _begin(
    disk: Disk, random: Random, circles: list[tuple[bytes, str]], found: Found | None = None
) -> None:
    """Save the first thing that a member's first device has to say."""
    ring = decode_ring(disk.ring)
    replica = Replica(ring, MemoryContent(), lambda *_: False, random)
    opens = [replica.new_key(circle, kind) for circle, kind in circles]
    kind, field = EXCHANGE
    edit = Edit(kind, replica.ledger.me, field, exchange_public(ring.exchange))
    own = self_circle(ring.log, ring.member)
    disk.write(replica.save({own: [edit]}, START, opens, found))
