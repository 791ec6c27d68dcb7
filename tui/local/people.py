"""Colleagues and their devices as the screens show them, from roster and ledger."""

from __future__ import annotations

from shared.replica.change import Edit
from shared.replica.fence import TRUST, compared
from shared.replica.register import visible
from shared.replica.replica import Replica
from shared.replica.roster import DeviceKind, Member
from shared.sealing.pair import self_circle
from shared.sealing.words import Party, pair_words
from tui.local.port import DeviceRow, MemberRow


def members(replica: Replica) -> list[MemberRow]:
    """The members of today, oneself first, then by name."""
    rows = [_member(replica, member) for member in replica.ledger.roster.current()]
    return sorted(rows, key=lambda row: (not row.is_me, row.name.casefold()))


def _member(replica: Replica, member: Member) -> MemberRow:
    ledger = replica.ledger
    me = member.id == ledger.member
    devices = tuple(
        DeviceRow(
            device.id,
            device.name,
            me,
            device.id == ledger.me,
            device.kind != DeviceKind.MACHINE,
            ledger.heard[device.id][1] if device.id in ledger.heard else None,
        )
        for device in ledger.roster.devices_of(member.id)
    )
    trusted = me or compared(ledger, replica, member.id)
    return MemberRow(member.id, member.name, member.roles, me, trusted, devices)


def words_with(replica: Replica, member: bytes) -> tuple[str, ...]:
    """The ten words that this member and another compare by voice."""
    roster = replica.ledger.roster
    me, other = roster.members[replica.ring.member], roster.members[member]
    return pair_words(
        replica.ring.log,
        Party(me.id, me.first_device_key, me.first_key),
        Party(other.id, other.first_device_key, other.first_key),
    )


def comparison(replica: Replica, member: bytes) -> tuple[bytes, Edit]:
    """The circle and the edit that say that words were compared with a member."""
    kind, field = TRUST
    circle = self_circle(replica.ring.log, replica.ring.member)
    lives = visible(replica.content.fields(circle, kind, member)).get(field, ())
    return circle, Edit(kind, member, field, True, tuple(live.name for live in lives))
