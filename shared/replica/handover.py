"""Handing a case over: the only way in which the one who leads a circle leaves it while in
the firm (docs/protocol.md §6.8).

Who closes an epoch knows the next secret, so nobody can close one to leave by itself. The
lead says in the circle to whom it goes, that one says that it takes it, and then closes the
epoch without the lead of before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.replica.change import Fields, Live

if TYPE_CHECKING:
    from shared.replica.circle import Circle
    from shared.replica.ledger import Ledger

TRANSFER = "transfer"
"""The kind of the entity that tells of it; its id is that of the circle."""
TO, STATUS, ACCEPTED = "to", "status", "accepted"


def handed_over(ledger: Ledger, circle: Circle, fields: Fields, member: bytes) -> bool:
    """Whether a circle's lead has handed it over to a member (id of 16 bytes) who takes it.

    `fields` are the standing values of the entity of kind `transfer` with the circle's id.
    Several values count as the strictest of them: each `to` must name the member and be
    written by the lead, each `status` be `accepted` and written by the member.
    """
    return (
        circle.lead is not None
        and circle.lead != member
        and _all(ledger, fields.get(TO, ()), member, circle.lead)
        and _all(ledger, fields.get(STATUS, ()), ACCEPTED, member)
    )


def _all(ledger: Ledger, lives: tuple[Live, ...], value: bytes | str, author: bytes) -> bool:
    devices = ledger.roster.devices
    return bool(lives) and all(
        type(live.value) is type(value)
        and live.value == value
        and live.device in devices
        and devices[live.device].member == author
        for live in lives
    )
