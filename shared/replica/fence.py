"""Fences: batches that change who may read or speak (docs/protocol.md §5.3 to §6).

Each is formed at the head of the log and stands only right after it.
"""

from __future__ import annotations

import msgspec

from shared.protocol.access import device_id
from shared.replica.batch import Batch
from shared.replica.circle import Circle, Epoch, holders, owed
from shared.replica.ledger import Ledger
from shared.replica.merge import EXCHANGE
from shared.replica.outbox import (
    AddDevice,
    Admit,
    Intent,
    Leave,
    NewIdentity,
    Remove,
    Revoke,
    Share,
    Turn,
)
from shared.replica.payload import CircleKind, Closing, EntityState, Keys, Kind, Opening, encode
from shared.replica.register import standing, state_of, values
from shared.replica.replica import Replica
from shared.replica.roster import NO_KEY, Role
from shared.sealing.box import seal_box, seal_turn
from shared.sealing.device import PROOF, Signer, member_public, proof_text
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import SmallOrder
from shared.sealing.pair import ADVISERS, EVERYONE, is_key, pair_circle, pair_secret, self_circle
from shared.sealing.parcel import ParcelBody, put_parcel, seal_parcel, slot_of
from shared.wording import N_

TRUST = ("trust", "compared")
"""Kind and field under which `self` says that safety words were compared."""
SHEET = "sheet"
"""Kind under which `self` keeps a recovery sheet's parcel key and slot seed."""


class Impossible(msgspec.Struct, frozen=True):
    """An act can not be done: what it was and why, as English source texts. With
    `wait` it may be possible later, and stays in the outbox."""

    what: str
    why: str
    wait: bool = False


class Fence(Batch):
    """A batch whose records stand only right behind the head it was formed at."""

    parcels: tuple[tuple[bytes, bytes, bytes], ...] = ()


def form_fence(replica: Replica, intent: Intent, now: int) -> Fence | Impossible:
    """Form the batch of an act, or say why it can not be done."""
    fence = Fence(replica.ledger, replica.random, now, fence=True)
    ledger = replica.ledger
    match intent:
        case Share(circle, member, consent):
            return _share(replica, fence, circle, member, consent)
        case Leave(circle, member):
            return _leave(replica, fence, circle, member)
        case Admit():
            return _admit(replica, fence, intent)
        case Remove(member):
            return _remove(replica, fence, member)
        case AddDevice(device_key, name, proof):
            own = ledger.ring.current_self()
            if own is not None:
                private = ledger.ring.member_private
                fence.parcels = sheet_parcels(replica, private, own, device_id(device_key))
            return _everyone(fence, ["device", ledger.member, device_key, name, proof])
        case Revoke(device):
            return _everyone(fence, ["revoke", device])
        case NewIdentity(seed, _, name):
            signer = Signer.of(seed)
            proof = signer.sign(PROOF, proof_text(ledger.log, ledger.member, NO_KEY, signer.key))
            return _everyone(fence, ["device", ledger.member, signer.key, name, proof])
        case Turn(private, loss):
            return _turn(replica, fence, private, loss)
    raise TypeError(type(intent).__name__)


def form_owed(replica: Replica, where: tuple[Circle, Epoch], now: int) -> Fence:
    """Form the epoch change that a circle owes."""
    circle, epoch = where
    leavers = owed(circle, epoch, replica.ledger.roster) or ()
    fence = Fence(replica.ledger, replica.random, now, fence=True)
    _change(replica, fence, circle, epoch, leavers=leavers)
    return fence


def _everyone(fence: Fence, act: list[object]) -> Fence | Impossible:
    epoch = fence.ledger.current(EVERYONE)
    if epoch is None:
        return Impossible(N_("Changing the firm"), N_("The firm is not open yet."), wait=True)
    fence.add(epoch.keys, Kind.ACT, encode(act))
    return fence


def _share(
    replica: Replica, fence: Fence, circle_id: bytes, member: bytes, consent: bytes
) -> Fence | Impossible:
    what = N_("Sharing a case")
    ledger = replica.ledger
    circle, epoch = ledger.circles.get(circle_id), ledger.current(circle_id)
    pair_id = pair_circle(ledger.log, ledger.member, member)
    pair = ledger.current(pair_id)
    if circle is None or epoch is None:
        waiting = any(new.circle == circle_id for i in replica.items.values() for new in i.opens)
        return Impossible(what, N_("This device does not hold the case."), wait=waiting)
    if circle.lead != ledger.member:
        return Impossible(what, N_("Only the adviser who leads the case can share it."))
    if pair is None or not ledger.roster.has(member, Role.ADVISER):
        return Impossible(what, N_("This colleague is not an adviser of the firm."))
    fields = standing(replica.content.fields(circle_id, "consent", consent))
    if not ledger.grounds(fields, member, fence.now):
        return Impossible(what, N_("There is no consent in force for this colleague."))
    if not compared(ledger, replica, member):
        return Impossible(what, N_("You have not compared the safety words with this colleague."))
    _change(replica, fence, circle, epoch, joiner=member, pair=pair, consent=consent)
    return fence


def compared(ledger: Ledger, replica: Replica, member: bytes) -> bool:
    """Whether a device of this member has written that words were compared with another.

    It stands in `self`, so that it outlives the turn of either member's key.
    """
    kind, field = TRUST
    own = self_circle(ledger.log, ledger.member)
    return True in values(replica.content.fields(own, kind, member).get(field, ()))


def _leave(replica: Replica, fence: Fence, circle_id: bytes, member: bytes) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Taking a colleague out of a case")
    circle, epoch = ledger.circles.get(circle_id), ledger.current(circle_id)
    if circle is None or epoch is None:
        return Impossible(what, N_("This device does not hold the case."))
    if member == circle.lead or ledger.member != circle.lead:
        return Impossible(what, N_("Only the adviser who leads the case can do this."))
    leavers = tuple(sorted({member, *(owed(circle, epoch, ledger.roster) or ())}))
    _change(replica, fence, circle, epoch, leavers=leavers)
    return fence


def _admit(replica: Replica, fence: Fence, admit: Admit) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Admitting a colleague")
    if not ledger.roster.has(ledger.member, Role.COORDINATOR):
        return Impossible(what, N_("Only a coordinator can do this."))
    given = [e for _, e in sorted(ledger.ring.entries.items()) if e.circle == ADVISERS]
    if Role.ADVISER in admit.roles and not given:
        return Impossible(what, N_("Only a coordinator who is an adviser can admit an adviser."))
    act: list[object] = [
        "admit",
        admit.member,
        admit.name,
        list(admit.roles),
        admit.member_key,
        admit.device_key,
        admit.device_name,
        admit.proof,
    ]
    made = _everyone(fence, act)
    if Role.ADVISER in admit.roles and isinstance(made, Fence):
        try:
            secret = pair_secret(
                ledger.log,
                ledger.member,
                ledger.ring.member_private,
                admit.member,
                admit.member_key,
            )
        except SmallOrder:
            return Impossible(what, N_("Their program made a key that is not a real key."))
        circle = pair_circle(ledger.log, ledger.member, admit.member)
        fence.add(EpochKeys.of(circle, secret), Kind.KEYS, encode(Keys(given, ["role"])))
    return made


def _remove(replica: Replica, fence: Fence, member: bytes) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Removing a colleague")
    circle, epoch = ledger.circles.get(EVERYONE), ledger.current(EVERYONE)
    if not ledger.roster.has(ledger.member, Role.COORDINATOR):
        return Impossible(what, N_("Only a coordinator can do this."))
    if circle is None or epoch is None or member == ledger.member:
        return Impossible(what, N_("You can not remove yourself."))
    _change(replica, fence, circle, epoch, leavers=(member,))
    return fence


def _change(
    replica: Replica,
    fence: Fence,
    circle: Circle,
    epoch: Epoch,
    *,
    leavers: tuple[bytes, ...] = (),
    joiner: bytes | None = None,
    pair: Epoch | None = None,
    consent: bytes = b"",
) -> None:
    """Form an epoch change: the joiner's key, the closing and the opening."""
    ledger = replica.ledger
    old = holders(circle, epoch, ledger.roster)
    staying = [member for member in old if member not in leavers]
    new = sorted({*staying, joiner} if joiner is not None else staying)
    listed = new if circle.kind == CircleKind.CASE else None
    secret = replica.random(32)
    keys = EpochKeys.of(circle.id, secret)
    ground = ["consent", consent] if joiner is not None else None
    if pair is not None:
        entry = KeyEntry(circle.id, circle.kind, keys.epoch, secret, ledger.me, ledger.place)
        fence.add(pair.keys, Kind.KEYS, encode(Keys([entry], ground)))
    closing = Closing(
        keys.epoch,
        listed,
        [joiner] if joiner is not None else [],
        sorted(leavers),
        ground,
        _boxes(replica, circle.id, keys, staying),
    )
    fence.add(epoch.keys, Kind.CLOSING, encode(closing))
    lead = circle.lead
    if lead is not None and lead not in new:
        lead = ledger.member
    state = whole_state(replica, circle.id) if joiner is not None else None
    coverage = _coverage(circle) if joiner is not None else None
    opening = Opening(circle.kind, lead, listed, epoch.id, ground, coverage, state, None, None)
    fence.add(keys, Kind.OPENING, encode(opening), circle_kind=circle.kind)


def _boxes(
    replica: Replica, circle: bytes, keys: EpochKeys, staying: list[bytes]
) -> list[tuple[bytes, bytes]]:
    ledger = replica.ledger
    boxes = []
    for member in staying:
        own = member == ledger.member
        under = ledger.current(
            self_circle(ledger.log, member)
            if own
            else pair_circle(ledger.log, ledger.member, member)
        )
        if under is not None:
            nonce = replica.random(24)
            box = seal_box(under.keys.box, circle, keys.epoch, keys.secret, nonce)
            boxes.append((member, box))
    return boxes


def whole_state(replica: Replica, circle: bytes) -> list[EntityState]:
    """What stands in a circle, as an opening hands it over."""
    states = (state_of(*entity) for entity in replica.content.entities(circle))
    return [state for state in states if state.fields]


def _coverage(circle: Circle) -> list[tuple[bytes, int]]:
    return sorted((device, span.last()) for device, span in circle.spans.items())


def _turn(replica: Replica, fence: Fence, private: bytes, loss: bool) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Renewing your keys")
    own_id = self_circle(ledger.log, ledger.member)
    circle, epoch = ledger.circles.get(own_id), ledger.current(own_id)
    if circle is None or epoch is None:
        return Impossible(what, N_("Your own circle is not open yet."), wait=True)
    made = _everyone(fence, ["turn", ledger.member, member_public(private), loss])
    if isinstance(made, Impossible):
        return made
    secret = replica.random(32)
    keys = EpochKeys.of(own_id, secret)
    boxes = []
    for device in ledger.roster.devices_of(ledger.member):
        fields = standing(replica.content.fields(own_id, EXCHANGE[0], device.id))
        boxes += [
            (device.id, seal_turn(exchange, private, secret, replica.random(32)))
            for exchange in values(fields.get(EXCHANGE[1], ()))
            if isinstance(exchange, bytes) and len(exchange) == 32 and is_key(exchange)
        ]
    member = [ledger.member]
    closing = Closing(keys.epoch, member, [], [], None, boxes)
    fence.add(epoch.keys, Kind.CLOSING, encode(closing))
    entries = [e for _, e in sorted(ledger.ring.entries.items()) if e.circle != own_id]
    state = whole_state(replica, own_id)
    opening = Opening(
        CircleKind.SELF, None, member, epoch.id, None, _coverage(circle), state, entries, None
    )
    fence.add(keys, Kind.OPENING, encode(opening), circle_kind=CircleKind.SELF)
    entry = KeyEntry(own_id, CircleKind.SELF, keys.epoch, secret, ledger.me, ledger.place)
    fence.parcels = sheet_parcels(replica, private, entry)
    return fence


def sheet_parcels(
    replica: Replica, private: bytes, own: KeyEntry, added: bytes = b""
) -> tuple[tuple[bytes, bytes, bytes], ...]:
    """The parcels of this member's recovery sheets (slot key, parcel, signature each),
    with its private key (32 bytes) and the entry of its `self` circle as they will be;
    `added` is the id of a sheet that is about to stand in the roster."""
    ledger = replica.ledger
    everyone = [e for _, e in sorted(ledger.ring.entries.items()) if e.circle == EVERYONE]
    body = ParcelBody(
        ledger.log, ledger.member, ledger.place, ledger.head(), private, (*everyone, own)
    )
    parcels = []
    for kind, sheet, fields in replica.content.entities(own.circle):
        shown = {field: values(lives)[0] for field, lives in fields.items()}
        key, seed = shown.get("parcel_key"), shown.get("slot_seed")
        if kind != SHEET or not (sheet == added or ledger.roster.active(sheet)):
            continue
        if isinstance(key, bytes) and isinstance(seed, bytes):
            sealed = seal_parcel(key, slot_of(seed), body, replica.random(24))
            put = put_parcel(ledger.log, seed, sealed)
            parcels.append((put.slot_key, put.parcel, put.signature))
    return tuple(parcels)
