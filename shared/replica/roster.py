"""Who is in the firm: members, their devices and roles, from signed acts alone."""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from shared.protocol.access import check, device_id
from shared.sealing.device import proof_text
from shared.sealing.pair import is_key

NO_KEY = bytes(32)
TEXT_LIMIT = 256
"""The longest name of a member, device or firm, in characters."""


class Role(enum.StrEnum):
    """What a member may do beyond what everybody may."""

    ADVISER = "adviser"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"


class DeviceKind(enum.StrEnum):
    """What a device is: a machine, words on paper, or words that several people share."""

    MACHINE = "machine"
    PAPER = "paper"
    SHARES = "shares"


_ROLES = frozenset(Role)
_DEVICE_KINDS = frozenset(DeviceKind)
BY_ALL = ("device", "revoke")
"""The acts that a device which is no machine may make, too."""


class Member(msgspec.Struct):
    """A person in the firm. `key` is the public key (32 bytes) of the current
    generation; `first_key` and `first_device_key` are those of the admission, from
    which the safety words are made; `turned`, `lost` and `left_advisers` are the places
    of the last turn, the last turn after a loss, and the last loss of that role; `turned_at`
    is when the present key was made, as its device says (milliseconds), 0 for the first."""

    id: bytes
    name: str
    roles: tuple[str, ...]
    key: bytes
    first_key: bytes
    first_device_key: bytes
    admitted: int
    turned: int
    lost: int = 0
    left_advisers: int = 0
    turned_at: int = 0
    removed: int | None = None


class Device(msgspec.Struct):
    """A device of a member, of a `DeviceKind`. `key` is its Ed25519 public key (32 bytes);
    `added_by` brought it into the roster; `under` is the device with which it falls: the
    same, until another one vouches for it."""

    id: bytes
    key: bytes
    member: bytes
    name: str
    added_by: bytes | None
    since: int
    revoked: int | None = None
    under: bytes | None = None
    kind: str = DeviceKind.MACHINE


class Roster(msgspec.Struct):
    """The members and devices up to a place of the log."""

    firm: str = ""
    relay_key: bytes = b""
    founder: bytes = b""
    """The founder's first device (id of 16 bytes)."""
    members: dict[bytes, Member] = {}
    devices: dict[bytes, Device] = {}
    keys: list[bytes] = []
    """Every member key that is or was in the roster: none comes back."""

    def active(self, device: bytes) -> bool:
        """Whether a device stands, and its member with it."""
        entry = self.devices.get(device)
        return (
            entry is not None
            and entry.revoked is None
            and self.members[entry.member].removed is None
        )

    def member_of(self, device: bytes) -> Member:
        """The member whose device this is; the device must be in the roster."""
        return self.members[self.devices[device].member]

    def current(self, role: str | None = None) -> list[Member]:
        """The members of today, all or those with a role, ordered by id."""
        return sorted(
            (
                m
                for m in self.members.values()
                if m.removed is None and (role is None or role in m.roles)
            ),
            key=lambda member: member.id,
        )

    def devices_of(self, member: bytes) -> list[Device]:
        """The standing devices of a member."""
        return [d for d in self.devices.values() if d.member == member and d.revoked is None]

    def has(self, member: bytes, role: str) -> bool:
        """Whether a member of today has a role."""
        entry = self.members.get(member)
        return entry is not None and entry.removed is None and role in entry.roles


def read_roles(value: Any) -> tuple[str, ...] | None:
    """Roles in the order they are given, or None when it is no list of known roles."""
    if not isinstance(value, list) or not value or len(value) > 3:
        return None
    # Anything at all can stand in the list: to a list, no set can be asked whether it is in.
    if any(not isinstance(role, str) or role not in _ROLES for role in value):
        return None
    if len(set(value)) != len(value):
        return None
    return tuple(value)


def _bytes(value: Any, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= TEXT_LIMIT


def perform(roster: Roster, log: bytes, act: list[Any], author: bytes, place: int) -> bool:
    """Carry out an act of device `author` at `place`; False when it is not allowed.

    The forms and who may do what stand in docs/protocol.md §5.6 and §6. Nothing is
    changed when the answer is False.
    """
    if roster.devices[author].kind != DeviceKind.MACHINE and act[0] not in BY_ALL:
        return False
    match act:
        case ["admit", *rest]:
            return _admit(roster, log, rest, author, place)
        case ["device", *rest]:
            return _add_device(roster, log, rest, author, place)
        case ["revoke", device, list(kept)] if isinstance(device, bytes):
            return _revoke(roster, device, kept, author, place)
        case ["roles", member, value] if isinstance(member, bytes):
            roles = read_roles(value)
            if roles is None or not roster.has(roster.member_of(author).id, Role.COORDINATOR):
                return False
            entry = roster.members.get(member)
            if entry is None or entry.removed is not None:
                return False
            if Role.ADVISER in entry.roles and Role.ADVISER not in roles:
                entry.left_advisers = place
            entry.roles = roles
            return True
        case ["turn", member, key, bool(loss)] if _bytes(key, 32) and is_key(key):
            entry = roster.member_of(author)
            if entry.id != member or key in roster.keys:
                return False
            roster.keys.append(key)
            entry.key = key
            entry.turned = place
            if loss:
                entry.lost = place
            return True
    return False


def _admit(roster: Roster, log: bytes, rest: list[Any], author: bytes, place: int) -> bool:
    if len(rest) != 7 or not roster.has(roster.member_of(author).id, Role.COORDINATOR):
        return False
    member, name, value, key, device_key, device_name, proof = rest
    roles = read_roles(value)
    if roles is None or not (_bytes(member, 16) and _text(name) and _text(device_name)):
        return False
    if not (_bytes(key, 32) and _bytes(device_key, 32) and _bytes(proof, 64)) or not is_key(key):
        return False
    device = device_id(device_key)
    if member in roster.members or device in roster.devices or key in roster.keys:
        return False
    if not check(device_key, "luister/v1/proof", proof_text(log, member, key, device_key), proof):
        return False
    roster.keys.append(key)
    roster.members[member] = Member(member, name, roles, key, key, device_key, place, place)
    roster.devices[device] = Device(device, device_key, member, device_name, None, place)
    return True


def _add_device(roster: Roster, log: bytes, rest: list[Any], author: bytes, place: int) -> bool:
    if len(rest) != 5:
        return False
    member, device_key, name, kind, proof = rest
    if not isinstance(kind, str) or kind not in _DEVICE_KINDS:
        return False
    if roster.member_of(author).id != member or not (_bytes(device_key, 32) and _text(name)):
        return False
    device = device_id(device_key)
    if device in roster.devices or not _bytes(proof, 64):
        return False
    text = proof_text(log, member, NO_KEY, device_key)
    if not check(device_key, "luister/v1/proof", text, proof):
        return False
    roster.devices[device] = Device(
        device, device_key, member, name, author, place, under=author, kind=kind
    )
    return True


def _revoke(roster: Roster, device: bytes, kept: list[Any], author: bytes, place: int) -> bool:
    entry = roster.devices.get(device)
    by = roster.member_of(author)
    if entry is None or entry.revoked is not None:
        return False
    if entry.member != by.id and Role.COORDINATOR not in by.roles:
        return False
    if any(not isinstance(one, bytes) for one in kept) or kept != sorted(set(kept)):
        return False
    falling = falling_with(roster, device)
    if not falling.issuperset(kept) or (kept and author in falling and author not in kept):
        return False
    for one in kept:
        # Who keeps itself, or is kept by a coordinator, falls with nobody any more.
        vouches = one != author and entry.member == by.id
        roster.devices[one].under = author if vouches else None
    for fallen in (device, *falling_with(roster, device)):
        roster.devices[fallen].revoked = place
    return True


def falling_with(roster: Roster, device: bytes) -> set[bytes]:
    """The standing devices (ids) that fall with a device, over all steps, without itself:
    those that it added, unless another one has kept them."""
    found: set[bytes] = set()
    above = {device}
    while above:
        above = {
            d.id
            for d in roster.devices.values()
            if d.under in above and d.revoked is None and d.id not in found
        } - {device}
        found |= above
    return found
