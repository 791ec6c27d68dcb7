"""What an author had seen of the log, held against one's own (docs/protocol.md §4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.replica.circle import Epoch
from shared.replica.payload import BadPayload, CircleKind, Kind, Presence, decode
from shared.replica.standing import Opened

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger


def presence_of(epoch: Epoch, record: Opened) -> Presence | None:
    """What a record of presence says. Raises `BadPayload`; None for other records."""
    if record.plain.kind != Kind.PRESENCE or epoch.kind != CircleKind.EVERYONE:
        return None
    return decode(Presence, record.plain.payload)


def contradicts(ledger: Ledger, epoch: Epoch, record: Opened) -> bool:
    """Whether a record's author saw another log than this one, and says so by signing
    it. A record that the user has decided to leave out does not."""
    plain = record.plain
    if record.id in ledger.left_out or plain.witness_place >= record.place:
        return False
    if ledger.chain_at(plain.witness_place) != plain.witness_chain:
        return ledger.genuine(epoch, record)
    try:
        presence = presence_of(epoch, record)
    except BadPayload:
        return False
    return (
        presence is not None
        and presence.place < record.place
        and ledger.chain_at(presence.place) != presence.chain
    )
