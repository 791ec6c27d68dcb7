"""Small schedules for single promises, each with a firm that shares a case: Noor leads
it, Joost is in it, Samira is not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import msgspec
from nacl import bindings

from shared.protocol.access import public_key, slot_id
from shared.protocol.messages import Append
from shared.protocol.record import entry_of, record_id
from shared.replica.batch import Fence
from shared.replica.epoch_change import change_epoch
from shared.replica.notice import Told
from shared.replica.outbox import Leave, Remove, Share, Turn
from shared.replica.payload import Closing, Kind, encode
from shared.replica.ring import Ring, decode_ring
from shared.sealing import invitation
from shared.sealing.device import make_device
from shared.sealing.envelope import Flaw, unseal
from shared.sealing.fault import Unreadable
from shared.sealing.pair import pair_circle, self_circle
from shared.sealing.parcel import ParcelBody, open_parcel
from shared.sealing.sealed import seal_text
from shared.sealing.sheet import make_sheet
from tests.end_to_end.closure import Knowledge
from tests.simulation import firm
from tests.simulation.device import Device
from tests.simulation.hostile_member import HostileMember
from tests.simulation.hostile_run import HostileRun
from tests.simulation.oracle import need
from tests.simulation.people import Draft
from tests.simulation.relay import Relay
from tests.simulation.truth import Violation


class Case(HostileRun):
    """The firm, with what these schedules need."""

    def __init__(self, name: str) -> None:
        super().__init__(f"case/{name}")
        self.relay.world = self.world
        self.noor = self.world.devices["noor"]
        self.joost = self.world.devices["Joost"]
        self.samira = self.world.devices["Samira"]

    def write(self, device: Device, text: str = "note") -> None:
        """Type a note into the case."""
        entity = self.people.random(16)
        draft = Draft(self.case, text, entity, "summary", ())
        self.people._save(device, {self.case: [self.people._typed(draft)]}, {self.case: [()]})

    def share_with(self, other: Device) -> None:
        """Noor shares the case with somebody, as the rules want it."""
        consent = self.people.random(16)
        self.people._consent(self.noor, self.case, consent, other.member, "given")
        self.people._compare(self.noor, other.member)
        self.people._intend(self.noor, Share(self.case, other.member, consent))

    def turn_twice(self, device: Device) -> None:
        """Renew keys two times, with a sync after each."""
        for _ in range(2):
            self.people._intend(device, Turn(self.people.random(32), False))
            self.world.settle()

    def dial(self, device: Device) -> bytes:
        """Go online, up to where a batch is about to be sent; the device's id."""
        device.disconnect()
        device.connect(admitted=True)
        me = device.replica.ledger.me
        while not isinstance(device.requests[0], Append):
            device.answered(self.relay.ask(me, device.requests[0]))
        return me

    def all_is_well(self) -> None:
        """Rest, and everything that holds then."""
        self.rest()
        self.check()
        self.together()

    def opens(self, device: Device, rings: Iterable[bytes]) -> set[bytes]:
        """Ids of the records that open to who has these rings and everything ever sent."""
        keys: set[bytes] = set()
        for encoded in rings:
            ring: Ring = decode_ring(encoded)
            keys |= {ring.seed, ring.exchange, ring.member_private}
            keys |= {entry.secret for entry in ring.entries.values()}
            if ring.next_exchange is not None:
                keys.add(ring.next_exchange)
        log = self.relay.log
        return set(Knowledge(log, device.member, keys).close(sorted(self.relay.sent)).opened)

    def records(self, circle: bytes, since: int = 0, until: int = 2**62) -> set[bytes]:
        """Ids of the records that stand in a circle between two places."""
        stood = self.world.truth.stood.values()
        return {
            s.record.id for s in stood if s.circle == circle and since <= s.record.place < until
        }


def outsider() -> None:
    """23, 26. Samira's keys, all she ever had, open nothing of the case, nor of the `self`
    of others."""
    case = Case("outsider")
    case.write(case.noor)
    case.write(case.joost)
    case.all_is_well()
    opened = case.opens(case.samira, case.world.truth.rings["Samira"])
    assert opened, "what she is in opens"
    need(23, not opened & case.records(case.case), "the case opens to who is not in it")
    for other in (case.noor, case.joost):
        own = case.records(self_circle(case.relay.log, other.member))
        need(26, own and not opened & own, "the `self` of another opens")


def joiner() -> None:
    """22. Who joins gets the state, and opens no record of before."""
    case = Case("joiner")
    case.write(case.noor)
    case.world.settle()
    before = case.records(case.case)
    case.share_with(case.samira)
    case.all_is_well()
    assert case.samira.replica.ledger.current(case.case) is not None
    later = case.records(case.case) - before
    opened = case.opens(case.samira, case.world.truth.rings["Samira"])
    given = {
        s.record.id for s in case.world.truth.stood.values() if s.record.plain.kind == Kind.OPENING
    }
    need(22, not opened & before, "who joins opens what was before")
    assert opened & later & given


def leaver() -> None:
    """20. Who left opens nothing of what came later; and their device keeps no key of it,
    nor any way to one after turns (`self` held the key until then)."""
    case = Case("leaver")
    case.people._intend(case.noor, Leave(case.case, case.joost.member))
    case.world.settle()
    place = case.relay.place
    case.write(case.noor)
    case.all_is_well()
    later = case.records(case.case, place + 1)
    opened = case.opens(case.joost, case.world.truth.rings["Joost"])
    need(20, later and not opened & later, "the case opens to who left it")
    case.turn_twice(case.joost)
    kept = case.opens(case.joost, [case.joost.disk.ring])
    need(20, not kept & case.records(case.case), "the keys of a case that was left are kept")


def turned_twice() -> None:
    """After two turns a device's keys open nothing of the `self` of before: the boxes of
    the first turn were made for an exchange key that is gone."""
    case = Case("turned_twice")
    own = self_circle(case.relay.log, case.noor.member)
    case.turn_twice(case.noor)
    first = min(
        stood.record.place
        for stood in case.world.truth.stood.values()
        if stood.circle == own and stood.record.plain.kind == Kind.CLOSING
    )
    case.all_is_well()
    opened = case.opens(case.noor, [case.noor.disk.ring])
    last = max(
        stood.record.place
        for stood in case.world.truth.stood.values()
        if stood.circle == own and stood.record.plain.kind == Kind.CLOSING
    )
    assert last > first, "both turns stand"
    old = case.records(own, 0, last)
    need(27, old and not opened & old, "keys of today open the `self` of before a turn")


def stolen() -> None:
    """20. A ring that was stolen opens the box of the next turn, for its exchange key is in
    it; but nothing of `self` after a second turn, which goes to a new exchange key."""
    case = Case("stolen")
    own = self_circle(case.relay.log, case.noor.member)
    taken = case.noor.disk.ring
    case.turn_twice(case.noor)
    last = max(
        stood.record.place
        for stood in case.world.truth.stood.values()
        if stood.circle == own and stood.record.plain.kind == Kind.CLOSING
    )
    case.people._compare(case.noor, case.samira.member)
    case.all_is_well()
    opened = case.opens(case.noor, [taken])
    later = case.records(own, last + 1)
    need(20, later and not opened & later, "a stolen ring goes on opening `self`")


def removed() -> None:
    """31. When a holder leaves the firm, the case's key is changed."""
    case = Case("removed")
    case.world.settle()
    case.people._intend(case.noor, Remove(case.joost.member))
    case.rest()
    ledger = case.noor.replica.ledger
    epoch = ledger.current(case.case)
    need(31, epoch is not None and epoch.holders == (case.noor.member,), "no epoch change is made")


def cloned() -> None:
    """7. A copied device takes a new identity before its next send, and says so."""
    case = Case("cloned")
    copy = case.world.add_device("copy", case.joost.disk.copy())
    case.world.truth.cloned |= {"Joost", "copy"}
    case.write(case.joost)
    case.world.sync(case.joost)
    case.write(copy)
    try:
        case.rest()
    except AssertionError as restless:
        raise Violation(19, str(restless)) from None
    told = {h.notice.told for h in case.world.truth.heard if h.device in ("copy", "Joost")}
    need(7, Told.CLONED in told, "nobody was told of the copy")
    mine, other = case.joost.replica.ledger.me, copy.replica.ledger.me
    need(7, mine != other, "two machines go on with one identity")
    for device in (case.joost, copy):
        need(1, not device.replica.items, f"{device.name} has not sent its work")
    case.together()


def stored_twice() -> None:
    """What is sent again, because its answer was lost, is stored once; so is every tag."""
    case = Case("stored_twice")
    case.write(case.noor)
    me = case.dial(case.noor)
    for _ in range(2):
        # The first answer is lost on its way.
        answer = case.relay.ask(me, case.noor.requests[0])
    case.noor.answered(answer)
    case.all_is_well()
    tags = [entry.tag for entry in case.relay.entries]
    need(25, len(tags) == len(set(tags)), "one tag stands twice in the log")


def resealed() -> None:
    """17. Joost and the relay put Noor's record, sealed anew, before Noor's own."""
    case = Case("resealed")
    case.foul.liars.add(case.joost.replica.ledger.me)
    case.world.truth.hostile.add("Joost")
    case.write(case.noor)
    case.dial(case.noor)
    keys = case.joost.replica.ledger.current(case.case)
    assert keys is not None
    batch = case.noor.requests[0]
    assert isinstance(batch, Append)
    for wire in batch.records:
        plain = unseal(keys.keys, case.relay.log, wire)
        if isinstance(plain, Flaw):
            continue
        other, tag = bytes(24), wire[:16]
        ad = b"\x01" + case.relay.log + tag
        text = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain.text, ad, other, keys.keys.seal
        )
        again = tag + other + text
        case.foul.forbidden[record_id(again)] = "a record sealed anew"
        case.relay.add(entry_of(again))
    case.kind = "no_fence"
    case.all_is_well()


def bad_box() -> None:
    """17, 30. A box with another secret than the epoch id commits to is told."""
    case = Case("bad_box")
    case.world.truth.hostile.add("noor")
    case.foul.liars.add(case.noor.replica.ledger.me)
    consent = case.people.random(16)
    case.people._consent(case.noor, case.case, consent, case.samira.member, "given")
    case.world.settle()
    hand = HostileMember(case.noor, case.relay, case.foul, case.case, case.dice)
    ledger, log = hand.ledger, case.relay.log
    pair = hand.epoch(pair_circle(log, case.noor.member, case.samira.member))
    fence = Fence(ledger, case.noor.replica.random, case.noor.now(), fence=True)
    epoch = hand.epoch(case.case)
    change_epoch(
        case.noor.replica,
        fence,
        "",
        ledger.circles[case.case],
        epoch,
        joiner=case.samira.member,
        pair=pair,
        ground=["consent", consent],
    )
    keys, wire, opening = (record.wire for record in fence.records)
    plain = unseal(epoch.keys, log, wire)
    assert not isinstance(plain, Flaw)
    closing = msgspec.msgpack.decode(plain.payload, type=Closing)
    to_joost = hand.epoch(pair_circle(log, case.noor.member, case.joost.member))
    wrong = seal_text(
        to_joost.keys.box, case.case + closing.next, bytes(32), case.people.random(24)
    )
    boxes = [(who, wrong if who == case.joost.member else b) for who, b in closing.boxes]
    spoilt = msgspec.structs.replace(closing, boxes=boxes)
    hand.send([keys, hand.sealed(epoch, Kind.CLOSING, encode(spoilt), index=1), opening])
    for device in (case.joost, case.samira):
        case.world.sync(device)
    told = {h.notice.told for h in case.world.truth.heard if h.device == "Joost"}
    need(30, Told.BAD_BOX in told, "a box that does not fit is not told")


def words() -> None:
    """37. Who has the link can not know the words before answering: they hang on the
    reveal, and a reveal that the link did not commit to is refused."""
    reveals = [
        invitation.reveal_text(invitation.Reveal(os.urandom(32), bytes(16), key, key))
        for key in (b"\x09" + bytes(31), b"\x0a" + bytes(31))
    ]
    promised = invitation.commitment_of(reveals[0])
    link = invitation.Link(
        "https://relay.example", bytes(32), bytes(32), promised, 2**40, "Joost", None
    )
    shown = {invitation.admission_words(link, b"answer", reveal) for reveal in reveals}
    need(37, len(shown) == 2, "the words do not hang on the reveal")
    sealed = invitation.seal_reveal(link, reveals[1], bytes(24))
    refused = invitation.open_reveal(link, sealed)
    need(37, refused is Unreadable.mismatch, "another reveal is taken")


def restarted() -> None:
    """7. What was sent and not answered is sent again as it was, after a crash."""
    case = Case("restarted")
    for device in (case.noor, case.joost):
        case.write(device)
        case.relay.ask(case.dial(device), device.requests[0])
        device.start()
    case.all_is_well()


def recovered() -> None:
    """35. A device made from paper is shown the log as it was when Samira was in the firm: it
    lets nobody in by it."""
    case = Case("recovered")
    world, people, noor = case.world, case.people, case.noor
    own, samira = self_circle(case.relay.log, noor.member), case.samira.member
    sheet, consent = make_sheet(people.random), people.random(16)
    people._save(noor, {own: firm.sheet_edits(sheet)}, {own: [(), ()]})
    people._consent(noor, case.case, consent, samira, "given")
    people._compare(noor, samira)
    people._intend(noor, firm.sheet_addition(case.relay.log, noor.member, sheet))
    world.settle()
    old = Relay(case.relay.log, case.relay.random, lambda: 40)
    old.restore(case.relay.backup())
    old.signing_key, old.key = case.relay.signing_key, case.relay.key
    people._intend(noor, Remove(samira))
    world.settle()
    world.relay = old
    slot = slot_id(public_key(sheet.slot_seed))
    body = open_parcel(sheet.parcel_private, slot, old.parcels[slot])
    assert isinstance(body, ParcelBody)
    paper = world.add_device("paper", firm.paper_disk(body, sheet, people.random(32)))
    world.sync(paper)
    keys = make_device(people.random)
    paper.save({own: [firm.exchange_edit(keys)]}, {own: [()]})
    paper.save({}, {}, intent=firm.addition(old.log, noor.member, keys, "new"))
    world.sync(paper)
    new = world.add_device("new", firm.siblings_disk(paper.replica, keys))
    world.sync(new)
    new.save({}, {}, intent=Share(case.case, samira, consent))
    world.sync(new)
    epoch = new.replica.ledger.current(case.case)
    assert epoch is not None
    need(35, samira not in (epoch.holders or ()), "somebody is let in by an old log")


CASES: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        outsider,
        joiner,
        leaver,
        turned_twice,
        stolen,
        removed,
        cloned,
        stored_twice,
        resealed,
        bad_box,
        words,
        restarted,
        recovered,
    )
}

__all__ = ["CASES", "Case", "firm"]
