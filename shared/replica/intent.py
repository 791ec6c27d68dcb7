"""Acts that wait: whether one has come about, and whether it still can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.protocol.access import device_id
from shared.replica.circle import holders
from shared.replica.outbox import (
    AddDevice,
    Admit,
    Found,
    Intent,
    Leave,
    NewIdentity,
    Remove,
    Revoke,
    SetRoles,
    Share,
    Turn,
)
from shared.sealing.device import Signer, member_public

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger


def achieved(ledger: Ledger, intent: Intent) -> bool:
    """Whether what an intent wants is so in the log as far as it was taken."""
    roster = ledger.roster
    match intent:
        case Found():
            return bool(roster.members)
        case Share(circle, member):
            return member in _held(ledger, circle)
        case Leave(circle, member):
            return circle not in ledger.circles or member not in _held(ledger, circle, (member,))
        case Admit(member):
            return member in roster.members
        case Remove(member):
            known = roster.members.get(member)
            return known is None or known.removed is not None
        case AddDevice(device_key):
            return device_id(device_key) in roster.devices
        case SetRoles(member, roles):
            known = roster.members.get(member)
            gone = known is None or known.removed is not None
            return gone or (known is not None and set(known.roles) == set(roles))
        case Revoke(device):
            return not roster.active(device)
        case Turn(private):
            key = member_public(private)
            return roster.members[ledger.member].key == key == ledger.ring.member_public()
        case NewIdentity(seed):
            return Signer.of(seed).device in roster.devices


def is_half_done(ledger: Ledger, turn: Turn) -> bool:
    """Whether the act of a turn stands while its closing does not: a relay has cut the
    batch. Nobody has received the key then, and it can not be made the key again."""
    key = member_public(turn.private)
    return ledger.roster.members[ledger.member].key == key != ledger.ring.member_public()


def _held(ledger: Ledger, circle: bytes, unknown: tuple[bytes, ...] = ()) -> tuple[bytes, ...]:
    """The holders of a circle's open epoch; `unknown` between two epochs."""
    known = ledger.circles.get(circle)
    epoch = ledger.current(circle)
    return unknown if known is None or epoch is None else holders(known, epoch, ledger.roster)
