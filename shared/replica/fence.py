"""Fences: batches that change who may read or speak (docs/protocol.md §5.3 to §6).

Each is formed at the head of the log and stands only right after it.
"""

from __future__ import annotations

from copy import deepcopy

from shared.protocol.access import device_id
from shared.replica.batch import Fence, Impossible
from shared.replica.circle import owed
from shared.replica.epoch_change import add_opening, change_epoch, is_whole
from shared.replica.ground import CONSENT, entity_of, holds
from shared.replica.handover import TRANSFER, handed_over
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
    SetRoles,
    Share,
    Turn,
)
from shared.replica.payload import CircleKind, Closing, Keys, Kind, encode
from shared.replica.register import standing, values, visible
from shared.replica.replica import Replica
from shared.replica.roster import NO_KEY, DeviceKind, Role, perform
from shared.sealing.box import seal_turn
from shared.sealing.device import PROOF, Signer, member_public, proof_text
from shared.sealing.entry import KeyEntry
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import SmallOrder, TooLarge
from shared.sealing.pair import ADVISERS, EVERYONE, is_key, pair_circle, pair_secret, self_circle
from shared.sealing.parcel import ParcelBody, put_parcel, seal_parcel, slot_of
from shared.wording import N_

TRUST = ("trust", "compared")
"""Kind and field under which `self` says that safety words were compared."""
SHEET = "sheet"
"""Kind under which `self` keeps a recovery sheet's parcel key and slot seed."""


def form_fence(replica: Replica, intent: Intent, now: int) -> Fence | Impossible:
    """Form the batch of an act, or say why it can not be done."""
    try:
        return _form(replica, intent, Fence(replica.ledger, replica.random, now, fence=True))
    except TooLarge:
        return Impossible(_what(intent), N_("It holds more than one record can."))


def _what(intent: Intent) -> str:
    match intent:
        case Share():
            return N_("Sharing a case")
        case Leave():
            return N_("Taking a colleague out of a case")
        case Admit():
            return N_("Admitting a colleague")
        case Remove():
            return N_("Removing a colleague")
        case SetRoles():
            return N_("Changing roles")
        case Turn():
            return N_("Renewing your keys")
    return N_("Changing the firm")


def _form(replica: Replica, intent: Intent, fence: Fence) -> Fence | Impossible:
    ledger = replica.ledger
    match intent:
        case Share():
            return _share(replica, fence, intent)
        case Leave(circle, member):
            return _leave(replica, fence, circle, member)
        case Admit():
            return _admit(replica, fence, intent)
        case Remove(member):
            return _remove(replica, fence, member)
        case AddDevice(device_key, name, proof, kind):
            own = ledger.ring.current_self()
            if own is not None:
                private = ledger.ring.member_private
                fence.parcels = sheet_parcels(replica, private, own, device_id(device_key))
            act: list[object] = ["device", ledger.member, device_key, name, kind, proof]
            return _everyone(fence, intent, act)
        case SetRoles():
            return _roles(replica, fence, intent)
        case Revoke(device, kept):
            return _everyone(fence, intent, ["revoke", device, sorted(kept)])
        case NewIdentity(seed, _, name):
            signer = Signer.of(seed)
            proof = signer.sign(PROOF, proof_text(ledger.log, ledger.member, NO_KEY, signer.key))
            machine = str(DeviceKind.MACHINE)
            act = ["device", ledger.member, signer.key, name, machine, proof]
            return _everyone(fence, intent, act)
        case Turn():
            return _turn(replica, fence, intent)
    raise TypeError(type(intent).__name__)


def _everyone(fence: Fence, intent: Intent, act: list[object]) -> Fence | Impossible:
    ledger = fence.ledger
    epoch = ledger.current(EVERYONE)
    what = _what(intent)
    if epoch is None or not is_whole(ledger, EVERYONE):
        return Impossible(what, N_("The firm is not open yet."), wait=True)
    if not perform(deepcopy(ledger.roster), ledger.log, act, ledger.me, ledger.place + 1):
        return Impossible(what, N_("The rules of the firm do not allow it."))
    fence.add(epoch.keys, Kind.ACT, encode(act))
    return fence


def _share(replica: Replica, fence: Fence, share: Share) -> Fence | Impossible:
    what = N_("Sharing a case")
    ledger = replica.ledger
    circle_id, member, ground = share.circle, share.member, [share.ground, share.entity]
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
    named = entity_of(ground)
    fields = standing(replica.content.fields(circle_id, *named)) if named is not None else {}
    if not holds(ledger, ground, fields, member, circle.lead, fence.now):
        return Impossible(what, N_("There is no consent in force for this colleague."))
    if share.ground == CONSENT and not compared(ledger, replica, member):
        return Impossible(what, N_("You have not compared the safety words with this colleague."))
    return change_epoch(
        replica, fence, what, circle, epoch, joiner=member, pair=pair, ground=ground
    )


def compared(ledger: Ledger, replica: Replica, member: bytes) -> bool:
    """Whether a device of this member has written that words were compared with another.

    It stands in `self`, so that it outlives the turn of either member's key.
    """
    kind, field = TRUST
    own = self_circle(ledger.log, ledger.member)
    shown = visible(replica.content.fields(own, kind, member)).get(field, ())
    return bool(shown) and all(live.value is True for live in shown)


def _leave(replica: Replica, fence: Fence, circle_id: bytes, member: bytes) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Taking a colleague out of a case")
    circle, epoch = ledger.circles.get(circle_id), ledger.current(circle_id)
    if circle is None or epoch is None:
        return Impossible(what, N_("This device does not hold the case."))
    handover = standing(replica.content.fields(circle_id, TRANSFER, circle_id))
    taking_over = member == circle.lead and handed_over(ledger, circle, handover, ledger.member)
    if not taking_over and (member == circle.lead or ledger.member != circle.lead):
        return Impossible(what, N_("Only the adviser who leads the case can do this."))
    leavers = tuple(sorted({member, *(owed(circle, epoch, ledger.roster) or ())}))
    return change_epoch(replica, fence, what, circle, epoch, leavers=leavers)


def _admit(replica: Replica, fence: Fence, admit: Admit) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Admitting a colleague")
    if not ledger.roster.has(ledger.member, Role.COORDINATOR):
        return Impossible(what, N_("Only a coordinator can do this."))
    given = [e for _, e in sorted(ledger.ring.entries.items()) if e.circle == ADVISERS]
    if Role.ADVISER in admit.roles and not given:
        return Impossible(what, N_("Only a coordinator who is an adviser can admit an adviser."))
    private = ledger.ring.private_of(ledger.roster.members[ledger.member].key)
    if private is None:
        # Another device of this member has turned by half; when it is done, its key comes.
        return Impossible(what, N_("Not all your devices have synced yet."), wait=True)
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
    made = _everyone(fence, admit, act)
    if Role.ADVISER in admit.roles and isinstance(made, Fence):
        try:
            secret = pair_secret(
                ledger.log,
                ledger.member,
                private,
                admit.member,
                admit.member_key,
            )
        except SmallOrder:
            return Impossible(what, N_("Their program made a key that is not a real key."))
        circle = pair_circle(ledger.log, ledger.member, admit.member)
        fence.add(EpochKeys.of(circle, secret), Kind.KEYS, encode(Keys(given, ["role"])))
    return made


def _roles(replica: Replica, fence: Fence, change: SetRoles) -> Fence | Impossible:
    ledger = replica.ledger
    roster, what = ledger.roster, _what(change)
    known = roster.members.get(change.member)
    if not roster.has(ledger.member, Role.COORDINATOR):
        return Impossible(what, N_("Only a coordinator can do this."))
    if known is None or known.removed is not None:
        return Impossible(what, N_("This colleague is not in the firm any more."))
    others = [m for m in roster.current(Role.COORDINATOR) if m.id != change.member]
    if Role.COORDINATOR not in change.roles and not others:
        return Impossible(what, N_("A firm needs a coordinator: somebody has to be it."))
    made = _everyone(fence, change, ["roles", change.member, list(change.roles)])
    if Role.ADVISER in change.roles and Role.ADVISER not in known.roles:
        if change.member == ledger.member:
            return Impossible(what, N_("Another coordinator has to make you an adviser."))
        given = [e for _, e in sorted(ledger.ring.entries.items()) if e.circle == ADVISERS]
        pair = ledger.current(pair_circle(ledger.log, ledger.member, change.member))
        if not given or pair is None or isinstance(made, Impossible):
            why = N_("Only a coordinator who is an adviser can admit an adviser.")
            return Impossible(what, why)
        fence.add(pair.keys, Kind.KEYS, encode(Keys(given, ["role"])))
    return made


def _remove(replica: Replica, fence: Fence, member: bytes) -> Fence | Impossible:
    ledger = replica.ledger
    what = N_("Removing a colleague")
    circle, epoch = ledger.circles.get(EVERYONE), ledger.current(EVERYONE)
    if not ledger.roster.has(ledger.member, Role.COORDINATOR):
        return Impossible(what, N_("Only a coordinator can do this."))
    if circle is None or epoch is None or member == ledger.member:
        return Impossible(what, N_("You can not remove yourself."))
    return change_epoch(replica, fence, what, circle, epoch, leavers=(member,))


def _turn(replica: Replica, fence: Fence, turn: Turn) -> Fence | Impossible:
    ledger = replica.ledger
    what = _what(turn)
    own_id = self_circle(ledger.log, ledger.member)
    circle, epoch = ledger.circles.get(own_id), ledger.current(own_id)
    if circle is None or epoch is None or not is_whole(ledger, own_id, pairs=True):
        return Impossible(what, N_("Your own circle is not open yet."), wait=True)
    exchange = _exchange_keys(replica, own_id)
    if exchange is None:
        return Impossible(what, N_("Not all your devices have synced yet."), wait=True)
    act: list[object] = ["turn", ledger.member, member_public(turn.private), turn.loss]
    made = _everyone(fence, turn, act)
    if isinstance(made, Impossible):
        return made
    secret = replica.random(32)
    keys = EpochKeys.of(own_id, secret)
    boxes = [
        (device, seal_turn(key, turn.private, secret, replica.random(32)))
        for device, key in exchange.items()
    ]
    member = [ledger.member]
    fence.add(epoch.keys, Kind.CLOSING, encode(Closing(keys.epoch, member, [], [], None, boxes)))
    add_opening(replica, fence, circle, keys, epoch.id, member, None)
    entry = KeyEntry(own_id, CircleKind.SELF, keys.epoch, secret, ledger.me, ledger.place)
    fence.parcels = sheet_parcels(replica, turn.private, entry)
    return fence


def _exchange_keys(replica: Replica, own: bytes) -> dict[bytes, bytes] | None:
    """The exchange key (32 bytes) that each of this member's devices put into `self`
    last; sheets have none. None while that of a device is not there yet."""
    ledger = replica.ledger
    kind, field = EXCHANGE
    keys: dict[bytes, bytes] = {}
    for device in ledger.roster.devices_of(ledger.member):
        if device.kind != DeviceKind.MACHINE:
            continue
        lives = standing(replica.content.fields(own, kind, device.id)).get(field, ())
        fit = [live for live in lives if isinstance(live.value, bytes) and is_key(live.value)]
        if not fit:
            return None
        newest = max(fit, key=lambda live: (live.place or 0, live.number))
        keys[device.id] = bytes(newest.value)
    return keys


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
        if isinstance(key, bytes) and is_key(key) and isinstance(seed, bytes):
            sealed = seal_parcel(key, slot_of(seed), body, replica.random)
            put = put_parcel(ledger.log, seed, sealed)
            parcels.append((put.slot_key, put.parcel, put.signature))
    return tuple(parcels)
