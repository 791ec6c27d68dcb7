"""Content: what a record that counts changes in the entities of its circle."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from shared.replica.change import Live, Name
from shared.replica.circle import Circle, Epoch, Span
from shared.replica.notice import Told
from shared.replica.payload import BadPayload, CircleKind, Kind, decode_changes
from shared.replica.register import stand
from shared.replica.standing import Opened
from shared.replica.taken import Forked, Taken
from shared.replica.witness import presence_of

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger

NOTHING: frozenset[Name] = frozenset()
EXCHANGE = ("device", "exchange")
"""Kind and field under which a device's exchange key stands in `self`."""


def merge(ledger: Ledger, epoch: Epoch, record: Opened, taken: Taken) -> str | None:
    """Merge a content record; returns the name of a flaw when it does not stand."""
    kind = record.plain.kind
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
            over: Container[Name] = NOTHING
            if write.over:
                over = _seen(ledger, circle, record, number, write.over, taken)
            stand(fields, write.field, Live(write.value, device, number, place, plain.time), over)
            number += 1
        buffer.put(circle.id, entity.kind, entity.entity, fields)
        if circle.kind == CircleKind.SELF and entity.kind == EXCHANGE[0]:
            _exchange(ledger, entity.entity, entity.writes[-1].value, taken)
    span.numbers.append(number - 1)
    span.places.append(place)
    return None


def _seen(
    ledger: Ledger,
    circle: Circle,
    record: Opened,
    number: int,
    over: list[tuple[bytes, int | float]],
    taken: Taken,
) -> set[Name]:
    """Of the names that a write supersedes those that its author can have seen."""
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
            if place is not None and place <= record.plain.witness_place:
                seen.add(Name(device, other))
                continue
        ledger.tell(taken, Told.BAD_REFERENCE, record)
    return seen


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
