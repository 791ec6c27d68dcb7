"""Content: what a record that counts changes in the entities of its circle."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from shared.replica.change import Live, Name
from shared.replica.circle import Circle, Claim, Epoch, Span
from shared.replica.notice import Told
from shared.replica.payload import (
    NO_FENCE,
    BadPayload,
    CircleKind,
    EntityWrites,
    Kind,
    decode_changes,
)
from shared.replica.register import stand, take_out
from shared.replica.standing import Opened
from shared.replica.taken import Forked, Taken
from shared.replica.witness import presence_of

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger

NOTHING: frozenset[Name] = frozenset()
Register = tuple[str, bytes, str]
"""Kind, entity and field."""
CLAIMS_LIMIT = 1_024
"""The most claims on records that do not count yet, in a circle."""
EXCHANGE = ("device", "exchange")
"""Kind and field under which a device's exchange key stands in `self`."""


def merge(ledger: Ledger, epoch: Epoch, record: Opened, taken: Taken) -> str | None:
    """Merge a content record; returns the name of a flaw when it does not stand."""
    kind = record.plain.kind
    if kind <= Kind.PRESENCE and record.plain.index != NO_FENCE:
        return "fence"
    if kind == Kind.CHANGES:
        return _changes(ledger, epoch, record, taken)
    return _presence(ledger, epoch, record)


def _changes(ledger: Ledger, epoch: Epoch, record: Opened, taken: Taken) -> str | None:
    plain = record.plain
    try:
        changes = decode_changes(plain.payload)
    except BadPayload:
        return "bad_payload"
    circle = ledger.circles[epoch.circle]
    span = circle.spans.get(record.device)
    if span is None:
        span = circle.spans[record.device] = Span([], [])
    number = int(changes.first)
    if number <= span.last():
        return "number"
    device = record.device
    place = record.place
    buffer = ledger.buffer
    for entity in changes.entities:
        fields = buffer.fields(circle.id, entity.kind, entity.entity)
        for write in entity.writes:
            over: Set[Name] = NOTHING
            if write.over:
                register = (entity.kind, entity.entity, write.field)
                over = _seen(ledger, circle, record, number, (register, write.over), taken)
            live = Live(write.value, device, number, place, plain.time)
            if circle.claims and _claimed(circle, entity, write.field, live):
                take_out(fields, write.field, {live.name, *over})
            else:
                stand(fields, write.field, live, over)
            number += 1
        buffer.put(circle.id, entity.kind, entity.entity, fields)
        if circle.kind == CircleKind.SELF and entity.kind == EXCHANGE[0]:
            for write in entity.writes:
                if write.field == EXCHANGE[1]:
                    _exchange(ledger, entity.entity, write.value, taken)
    span.numbers.append(number - 1)
    span.places.append(place)
    return None


def _seen(
    ledger: Ledger,
    circle: Circle,
    record: Opened,
    number: int,
    named_in: tuple[Register, list[tuple[bytes, int | float]]],
    taken: Taken,
) -> set[Name]:
    """Of the names that a write supersedes those that its author can have seen.

    A name may be that of a record that does not count yet, because its author's next
    one has not come: then the claim is kept until it does.
    """
    register, over = named_in
    witness = record.plain.witness_place
    seen: set[Name] = set()
    for device, named in over:
        other = int(named)
        if device == record.device:
            if other < number:
                seen.add(Name(device, other))
                continue
        else:
            span = circle.spans.get(device)
            place = span.place_of(other) if span is not None else None
            if place is not None and place <= witness:
                seen.add(Name(device, other))
                continue
            if place is None and _waits(ledger, circle, device, witness):
                if len(circle.claims) < CLAIMS_LIMIT:
                    circle.claims.append(Claim(*register, device, other, witness))
                continue
        ledger.tell(taken, Told.BAD_REFERENCE, record)
    return seen


def _waits(ledger: Ledger, circle: Circle, device: bytes, witness: int) -> bool:
    """Whether a record of a device in a circle, at or before a place, does not count yet."""
    return any(
        epoch.circle == circle.id
        and device in epoch.tracks
        and any(record.place <= witness for record in epoch.tracks[device].run)
        for epoch in ledger.epochs.values()
    )


def drop_claims(ledger: Ledger, circle_id: bytes) -> None:
    """Forget claims in a circle on records that no longer wait: they counted or were
    rejected."""
    circle = ledger.circles.get(circle_id)
    if circle is not None and circle.claims:
        circle.claims = [
            claim for claim in circle.claims if _waits(ledger, circle, claim.device, claim.witness)
        ]


def _claimed(circle: Circle, entity: EntityWrites, field: str, live: Live) -> bool:
    """Whether a write was superseded, by one who had seen it, before it counted."""
    return any(
        (claim.device, claim.number) == live.name
        and (claim.kind, claim.entity, claim.field) == (entity.kind, entity.entity, field)
        and live.place is not None
        and live.place <= claim.witness
        for claim in circle.claims
    )


def _exchange(ledger: Ledger, entity: bytes, value: object, taken: Taken) -> None:
    ring = ledger.ring
    if entity == ledger.me and value == ring.pending_exchange_public():
        assert ring.next_exchange is not None
        ring.exchange = ring.next_exchange
        ring.next_exchange = None
        taken.ring_changed = True


def _presence(ledger: Ledger, epoch: Epoch, record: Opened) -> str | None:
    try:
        presence = presence_of(epoch, record)
    except BadPayload:
        return "bad_payload"
    if presence is None:
        return None
    if presence.place >= record.place:
        return "witness"
    if ledger.chain_at(presence.place) != presence.chain:
        if record.id in ledger.left_out:
            return "witness"
        raise Forked(ledger.alarm_of(record))
    ledger.presence[record.device] = (presence.place, record.plain.time)
    return None
