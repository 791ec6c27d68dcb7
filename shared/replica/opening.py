"""Openings: the first record of an epoch, from the founding of the firm on
(docs/protocol.md §5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.replica.circle import Circle, Epoch, Span
from shared.replica.closing import let_go
from shared.replica.ground import entity_of, holds
from shared.replica.keys import keep
from shared.replica.notice import Told
from shared.replica.payload import (
    LISTED,
    NO_FENCE,
    BadPayload,
    CircleKind,
    Founding,
    Kind,
    Opening,
    decode,
)
from shared.replica.register import fields_of, order, state_of
from shared.replica.roster import Device, Member, Role, read_roles
from shared.replica.standing import Opened
from shared.replica.taken import Taken
from shared.sealing.pair import EVERYONE, log_id, read_statement, self_circle

if TYPE_CHECKING:
    from shared.replica.ledger import Ledger


def founder_key(ledger: Ledger, record: Opened) -> bytes | None:
    """The founder's device key, from the founding record that is being checked."""
    if record.place != 1 or record.plain.kind != Kind.OPENING:
        return None
    try:
        founding = decode(Opening, record.plain.payload).founding
    except BadPayload:
        return None
    told = read_statement(founding.statement) if founding is not None else None
    if founding is None or told is None or log_id(founding.statement) != ledger.log:
        return None
    return told.device_key


def open_epoch(
    ledger: Ledger, epoch: Epoch, record: Opened, opening: Opening, taken: Taken
) -> str | None:
    """Let an epoch begin with its first record, or name the flaw."""
    if epoch.begun is not None or record.device != epoch.opener or epoch.kind != opening.kind:
        return "not_allowed"
    if (opening.previous is None) != (record.plain.index == NO_FENCE):
        return "fence"
    if record.place <= epoch.since:
        return "not_allowed"
    if not _nils_fit(opening):
        return "bad_payload"
    if opening.founding is not None:
        return _found(ledger, epoch, record, opening.founding)
    if not ledger.roster.active(record.device):
        return "not_allowed"
    author = ledger.roster.member_of(record.device).id
    circle = ledger.circles.get(epoch.circle)
    if opening.previous is not None:
        before = ledger.epochs.get(opening.previous)
        if before is not None and before.begun is None:
            # Its key came, and its records are still looked for.
            before = None
        if before is not None and before.next != epoch.id:
            return "not_allowed"
        if before is not None and (
            opening.holders != _as_list(epoch.holders) or opening.ground != epoch.ground
        ):
            return "holders"
    elif circle is not None:
        return "not_allowed"
    match opening.kind:
        case CircleKind.CASE | CircleKind.IDENTITY | CircleKind.COVER:
            flaw = _check_case(ledger, epoch, opening, author)
        case CircleKind.SELF:
            own = opening.holders == [author] and epoch.circle == self_circle(ledger.log, author)
            flaw = None if own and author == ledger.member else "holders"
        case CircleKind.ADVISERS:
            later = opening.previous is not None
            allowed = later or record.device == ledger.roster.founder
            adviser = ledger.roster.has(author, Role.ADVISER)
            flaw = None if allowed and adviser else "not_allowed"
        case CircleKind.EVERYONE:
            flaw = None if opening.previous is not None else "not_allowed"
        case _:
            flaw = "bad_payload"
    if flaw is not None:
        return flaw
    joining = opening.kind in LISTED and circle is None and author != ledger.member
    if joining and not _ground_in_state(ledger, record, opening):
        ledger.forget(epoch)
        taken.ring_changed = True
        ledger.tell(taken, Told.NO_GROUND, record)
        return None
    _begin(ledger, epoch, record, opening, circle, taken)
    return None


def _nils_fit(opening: Opening) -> bool:
    """Whether what an opening carries is there where it must be, and only there."""
    kind, later = opening.kind, opening.previous is not None
    handed_over = later and (kind == CircleKind.SELF or opening.ground is not None)
    return (
        (opening.state is not None) == handed_over
        and (opening.coverage is not None) == handed_over
        and (opening.keys is not None) == (kind == CircleKind.SELF)
        and (opening.lead is not None) == (kind in LISTED)
        and (opening.holders is not None) == (kind in LISTED or kind == CircleKind.SELF)
        and (opening.ground is None or kind in LISTED)
        and (opening.founding is None or not later)
    )


def _as_list(ids: tuple[bytes, ...] | None) -> list[bytes] | None:
    return None if ids is None else list(ids)


def _check_case(ledger: Ledger, epoch: Epoch, opening: Opening, author: bytes) -> str | None:
    held = opening.holders or []
    if held != sorted(set(held)) or author not in held or ledger.member not in held:
        return "holders"
    if opening.lead not in held:
        return "holders"
    if opening.previous is None:
        alone = held == [author] and opening.lead == author
        return None if alone and ledger.roster.has(author, Role.ADVISER) else "holders"
    if not all(ledger.roster.has(member, Role.ADVISER) for member in held):
        return "holders"
    circle = ledger.circles.get(epoch.circle)
    if circle is not None and opening.lead != (circle.lead if circle.lead in held else author):
        return "holders"
    if circle is None and opening.state is None:
        return "state"
    return None


def _ground_in_state(ledger: Ledger, record: Opened, opening: Opening) -> bool:
    if opening.previous is None:
        return True
    named = entity_of(opening.ground)
    time = record.plain.time
    for entity in opening.state or []:
        if (entity.kind, entity.entity) == named:
            fields = fields_of(entity, record.place, time)
            return holds(ledger, opening.ground, fields, ledger.member, opening.lead, time)
    return False


def _begin(
    ledger: Ledger,
    epoch: Epoch,
    record: Opened,
    opening: Opening,
    circle: Circle | None,
    taken: Taken,
) -> None:
    new = circle is None
    if circle is None:
        circle = ledger.circles[epoch.circle] = Circle(epoch.circle, epoch.kind, spans={})
        taken.joined.append(circle.id)
    circle.lead = opening.lead
    epoch.lead = opening.lead
    epoch.previous = opening.previous
    epoch.holders = None if opening.holders is None else tuple(opening.holders)
    if opening.state is not None:
        _take_state(ledger, circle, record, opening, new or epoch.patchy, taken)
    if opening.kind == CircleKind.SELF:
        before = ledger.epochs.get(opening.previous) if opening.previous is not None else None
        if before is not None:
            let_go(ledger, before, taken)
        ledger.ring.kept.add(epoch.id)
        taken.ring_changed = True
        for entry in opening.keys or []:
            keep(ledger, entry, record.place, taken, kept=True)
    ledger.begin(circle, epoch, record.place)


def _take_state(
    ledger: Ledger, circle: Circle, record: Opened, opening: Opening, adopt: bool, taken: Taken
) -> None:
    """Take the state that an opening hands over, or compare it with one's own. Own writes
    that the relay has not kept yet stay laid over it."""
    state = opening.state or []
    if not adopt:
        own = [
            built
            for kind, entity, fields in ledger.buffer.entities(circle.id)
            if (built := state_of(kind, entity, fields)).fields
        ]
        covered = sorted((device, span.last()) for device, span in circle.spans.items())
        if own != state or covered != (opening.coverage or []):
            ledger.tell(taken, Told.CHECKPOINT_DIFFERS, record)
        return
    for entity in state:
        fields = dict(ledger.buffer.fields(circle.id, entity.kind, entity.entity))
        for field, lives in fields_of(entity, record.place, record.plain.time).items():
            unkept = (live for live in fields.get(field, ()) if live.place is None)
            fields[field] = tuple(sorted((*lives, *unkept), key=order))
        ledger.buffer.put(circle.id, entity.kind, entity.entity, fields)
    for device, number in opening.coverage or []:
        circle.spans[device] = Span([number], [record.place])


def _found(ledger: Ledger, epoch: Epoch, record: Opened, founding: Founding) -> str | None:
    if record.place != 1 or epoch.circle != EVERYONE or log_id(founding.statement) != ledger.log:
        return "not_allowed"
    told = read_statement(founding.statement)
    roles = read_roles(founding.roles)
    if told is None or roles is None or len(founding.relay_key) != 32:
        return "bad_payload"
    roster = ledger.roster
    roster.firm = founding.firm
    roster.relay_key = founding.relay_key
    roster.founder = record.device
    roster.keys = [told.member_key]
    roster.members = {
        told.member: Member(
            told.member,
            founding.name,
            roles,
            told.member_key,
            told.member_key,
            told.device_key,
            1,
            1,
        )
    }
    roster.devices = {
        record.device: Device(
            record.device, told.device_key, told.member, founding.device_name, None, 1
        )
    }
    circle = ledger.circles[EVERYONE] = Circle(EVERYONE, CircleKind.EVERYONE, spans={})
    ledger.begin(circle, epoch, record.place)
    return None
