"""Who is in the firm, with which devices and roles (sections 5.6 and 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.stranger import invitation
from tests.stranger import primitives as p


@dataclass
class Member:
    """A member of the firm; `generation` is the place where its present key stands."""

    name: str
    roles: frozenset[str]
    key: bytes
    generation: int
    present: bool = True
    lost: int = 0


@dataclass
class Device:
    """A device, and the one with which it falls."""

    member: bytes
    key: bytes
    under: bytes | None = None
    added_by: bytes | None = None
    kind: str = "machine"
    revoked: bool = False


@dataclass
class Roster:
    """Members and devices, as of one place of the log."""

    members: dict[bytes, Member] = field(default_factory=dict)
    devices: dict[bytes, Device] = field(default_factory=dict)
    keys: set[bytes] = field(default_factory=set)

    def member_of(self, device: bytes) -> Member | None:
        """The member whose standing device this is."""
        found = self.devices.get(device)
        if found is None or found.revoked:
            return None
        member = self.members[found.member]
        return member if member.present else None

    def has_role(self, member: bytes, role: str | None) -> bool:
        """Whether the member is in the firm and has the role (None: any)."""
        found = self.members.get(member)
        return bool(found and found.present and (role is None or role in found.roles))

    def holders(self, role: str | None) -> list[bytes]:
        """The members in the firm with the role, ascending."""
        return sorted(member for member in self.members if self.has_role(member, role))

    def devices_of(self, member: bytes) -> list[bytes]:
        """All devices that the member ever had."""
        return [device for device, found in self.devices.items() if found.member == member]

    def found(self, statement: bytes, founding: list[Any]) -> None:
        """Begin with the founder."""
        _, _, name, roles, _, _ = founding
        member, key = statement[:16], statement[16:48]
        self.members[member] = Member(name, frozenset(roles), statement[48:80], 1)
        self.keys.add(statement[48:80])
        self.devices[p.device_id(key)] = Device(member, key)

    def carry_out(self, log: bytes, author: bytes, act: list[Any], place: int) -> bool:
        """Do an act; False when it is not allowed or not possible."""
        writer = self.devices[author]
        coordinator = self.has_role(writer.member, "coordinator")
        verb, arguments = act[0], act[1:]
        if writer.kind != "machine" and verb not in ("device", "revoke"):
            return False
        if verb == "admit":
            member, name, roles, key, device_key, _, proof = arguments
            known = member in self.members or key in self.keys
            known |= p.device_id(device_key) in self.devices
            proven = invitation.proven(log, member, key, device_key, proof)
            if not coordinator or known or not proven:
                return False
            self.members[member] = Member(name, frozenset(roles), key, place)
            self.keys.add(key)
            self.devices[p.device_id(device_key)] = Device(member, device_key)
        elif verb == "device":
            member, device_key, _, kind, proof = arguments
            known = p.device_id(device_key) in self.devices
            proven = invitation.proven(log, member, p.ZEROS32, device_key, proof)
            if member != writer.member or known or not proven:
                return False
            self.devices[p.device_id(device_key)] = Device(member, device_key, author, author, kind)
        elif verb == "revoke":
            target = self.devices.get(arguments[0])
            if target is None or target.revoked:
                return False
            own = target.member == writer.member
            if not (coordinator or own):
                return False
            kept = set(arguments[1])
            falling = self._falling(arguments[0])
            if kept - falling or (kept and author in falling - kept):
                return False
            for device in kept:
                self.devices[device].under = author if own and device != author else None
            for device in {arguments[0], *self._falling(arguments[0])}:
                self.devices[device].revoked = True
        elif verb == "roles":
            member, roles = arguments
            if not coordinator or not self.has_role(member, None):
                return False
            self.members[member].roles = frozenset(roles)
        else:
            member, key, loss = arguments
            if member != writer.member or key in self.keys:
                return False
            self.keys.add(key)
            turned = self.members[member]
            turned.key, turned.generation = key, place
            turned.lost = place if loss else turned.lost
        return True

    def owner(self, device: bytes) -> bytes | None:
        """The member whose device this is or was."""
        return self.devices[device].member if device in self.devices else None

    def by_shares(self, device: bytes | None) -> bool:
        """Whether a device came by words that several people share."""
        while device is not None and device in self.devices:
            if self.devices[device].kind == "shares":
                return True
            device = self.devices[device].added_by
        return False

    def _falling(self, device: bytes) -> set[bytes]:
        """What falls with a device, without itself."""
        found: set[bytes] = set()
        while True:
            above = {device, *found}
            more = {d for d, known in self.devices.items() if known.under in above}
            more = {d for d in more if not self.devices[d].revoked} - {device}
            if more <= found:
                return found
            found |= more
