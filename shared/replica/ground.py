"""Grounds: on what a circle's key is given to somebody who comes in (docs/protocol.md §6.5).

A consent of the reporter that stands in the circle; or, when the one who leads it is gone,
the act of those who hold the shares of that member's words together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.replica.change import Fields
from shared.replica.roster import DeviceKind, Roster

if TYPE_CHECKING:
    from shared.replica.outlook import Outlook

CONSENT, QUORUM = "consent", "quorum"
ENTITY_KIND = {CONSENT: "consent", QUORUM: "quorum_act"}
"""The kind of the entity in the circle that each sort of ground names."""
TO = "to"
"""The field of a `quorum_act` that names who comes in."""


def entity_of(ground: list[Any] | None) -> tuple[str, bytes] | None:
    """Kind and id of the entity that a ground for joining names; None when it names none."""
    match ground:
        case [str(sort), bytes(entity)] if sort in ENTITY_KIND:
            return ENTITY_KIND[sort], entity
    return None


def holds(
    outlook: Outlook,
    ground: list[Any] | None,
    fields: Fields,
    joiner: bytes,
    lead: bytes | None,
    time: int,
) -> bool:
    """Whether a ground lets a member (`joiner`, id of 16 bytes) into a circle.

    `fields` are the standing values of the entity that it names, `lead` is who leads the
    circle before, `time` is that of the record in milliseconds.
    """
    named = entity_of(ground)
    if named is None or ground is None:
        return False
    if ground[0] == CONSENT:
        return outlook.grounds(fields, joiner, time)
    lives = fields.get(TO, ())
    roster = outlook.roster
    return bool(lives) and all(
        type(live.value) is bytes
        and live.value == joiner
        and live.device in roster.devices
        and roster.devices[live.device].member == lead
        and by_shares(roster, live.device)
        for live in lives
    )


def by_shares(roster: Roster, device: bytes) -> bool:
    """Whether a device came into the roster by words that several people share."""
    seen: set[bytes] = set()
    known = roster.devices.get(device)
    while known is not None and known.id not in seen:
        if known.kind == DeviceKind.SHARES:
            return True
        seen.add(known.id)
        known = roster.devices.get(known.added_by) if known.added_by is not None else None
    return False
