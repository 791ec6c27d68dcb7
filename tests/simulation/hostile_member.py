"""A member whose program was modified. It holds what the member holds, and signs with the
member's device; what it sends was made by hand.

Each `Forgery` makes one batch; what of it the rules forbid is noted down in `Foul`, and
must stand on no honest device.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
from nacl import bindings

from shared.protocol.record import entry_of, record_id
from shared.replica.batch import Fence
from shared.replica.circle import Epoch, holders
from shared.replica.epoch_change import change_epoch
from shared.replica.payload import Closing, Kind, encode
from shared.sealing.device import Signer
from shared.sealing.envelope import Draft, Flaw, seal, unseal
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import EVERYONE, pair_circle
from tests.simulation.device import Device
from tests.simulation.hostile import HostileRelay
from tests.simulation.hostile_oracle import Foul

NO_FENCE = 255
Wires = list[bytes]


class HostileMember:
    """A member's device, and the hand that forges with it."""

    def __init__(
        self, device: Device, relay: HostileRelay, foul: Foul, case: bytes, dice: Random
    ) -> None:
        self.device = device
        self.relay = relay
        self.foul = foul
        self.case = case
        self.dice = dice
        foul.liars.add(device.replica.ledger.me)

    # What it is made of

    @property
    def ledger(self) -> Any:
        """What the device knows."""
        return self.device.replica.ledger

    def epoch(self, circle: bytes) -> Epoch:
        """The open epoch of a circle."""
        found: Epoch | None = self.ledger.current(circle)
        assert found is not None
        return found

    def sealed(self, epoch: Epoch, kind: int, payload: bytes, **other: Any) -> bytes:
        """A record that would stand, but for what `other` makes different."""
        ledger = self.ledger
        author = other.get("author", ledger.me)
        track = epoch.tracks[author]
        counter = other.get("counter", track.counter)
        place = other.get("place", ledger.place)
        draft = Draft(
            kind,
            other.get("index", NO_FENCE),
            other.get("predecessor", track.last),
            place,
            other.get("chain", ledger.chain_at(place)),
            other.get("time", self.device.now()),
            payload,
        )
        signer = other.get("signer", ledger.ring.signer())
        tag = epoch.keys.tag(author, counter)
        return seal(epoch.keys, ledger.log, signer, tag, draft, self.device.random(24))

    def changes(self, circle: bytes, over: Any = (), first: int | None = None) -> bytes:
        """A payload that writes one field of an entity of the circle's name."""
        span = self.ledger.circles[circle].spans.get(self.ledger.me)
        number = (span.last() + 1 if span is not None else 1) if first is None else first
        write = ("summary", "forged", [tuple(name) for name in over])
        return msgspec.msgpack.encode([number, [["note", circle, [write]]]])

    def send(self, wires: Wires, why: str | None = None) -> None:
        """Have it stored, as an honest relay does, and keep quiet about it at home. With
        `why` all of it is against the rules."""
        flight = self.device.replica.flight
        ids = tuple(record_id(wire) for wire in wires)
        self.device.replica.flight = msgspec.structs.replace(flight, old=(*flight.old, *ids))
        for wire in wires:
            if why is not None:
                self.foul.forbidden[record_id(wire)] = why
            self.relay.add(entry_of(wire))
        self.relay.sent.update(wires)

    def victim(self) -> bytes:
        """Another device in the case."""
        mine = self.ledger.member
        roster = self.ledger.roster
        epoch = self.epoch(self.case)
        return next(
            d
            for d in sorted(epoch.tracks)
            if roster.devices[d].member != mine and d in epoch.tracks
        )


def bad_signature(by: HostileMember) -> None:
    """A record that waits, because its own signature is none."""
    signer = Signer.of(bytes(32))
    wire = by.sealed(by.epoch(by.case), Kind.CHANGES, by.changes(by.case), signer=signer)
    by.send([wire], "a bad signature")


def wrong_predecessor(by: HostileMember) -> None:
    """A record that names another one before it than there was."""
    wire = by.sealed(by.epoch(by.case), Kind.CHANGES, by.changes(by.case), predecessor=b"\x07" * 32)
    by.send([wire], "a wrong predecessor")


def wrong_witness(by: HostileMember) -> None:
    """A record that says it saw another history."""
    wire = by.sealed(by.epoch(by.case), Kind.CHANGES, by.changes(by.case), chain=b"\x07" * 32)
    by.send([wire], "a wrong witness")


def false_presence(by: HostileMember) -> None:
    """A presence with a chain value that never was."""
    payload = msgspec.msgpack.encode([by.ledger.place, b"\x07" * 32, bytes(16), bytes(64)])
    by.send([by.sealed(by.epoch(EVERYONE), Kind.PRESENCE, payload)], "a false presence")


def blind(by: HostileMember) -> None:
    """Supersedes writes that stand after what it says to have seen."""
    epoch = by.epoch(by.case)
    seen = epoch.begun or 0
    for kind, entity, fields in by.device.content.entities(by.case):
        for field, lives in fields.items():
            names = [
                tuple(live.name)
                for live in lives
                if live.place is not None and live.place > seen and live.device != by.ledger.me
            ]
            if names:
                last = by.ledger.circles[by.case].spans.get(by.ledger.me)
                number = last.last() + 1 if last is not None else 1
                writes = [[kind, entity, [[field, "blind", names]]]]
                payload = msgspec.msgpack.encode([number, writes])
                by.send([by.sealed(epoch, Kind.CHANGES, payload, place=seen)])
                return


def number_again(by: HostileMember) -> None:
    """Uses a number that was used before."""
    epoch = by.epoch(by.case)
    good = by.sealed(epoch, Kind.CHANGES, by.changes(by.case))
    by.send([good])
    again = by.sealed(
        epoch,
        Kind.CHANGES,
        by.changes(by.case),
        counter=epoch.tracks[by.ledger.me].counter + 1,
        predecessor=record_id(good),
    )
    by.send([again], "a number that was used")


def malformed(by: HostileMember) -> None:
    """Values that no record may hold: nested too deep, too large a name, a float, nil."""
    deep: Any = []
    for _ in range(60):
        deep = [deep]
    field = by.dice.choice(
        [
            ["summary", deep, []],
            ["s" * 5_000, 1, []],
            ["summary", 1.5, []],
            ["summary", msgspec.msgpack.Ext(3, b"x"), []],
            ["summary", 1, [[b"short", 1]]],
        ]
    )
    last = by.ledger.circles[by.case].spans.get(by.ledger.me)
    number = last.last() + 1 if last is not None else 1
    payload = msgspec.msgpack.encode([number, [["note", by.case, [field]]]])
    by.send([by.sealed(by.epoch(by.case), Kind.CHANGES, payload)], "what no record may hold")


def padded_wrong(by: HostileMember) -> None:
    """A record of a size that shows how much it holds."""
    ledger, epoch = by.ledger, by.epoch(by.case)
    track = epoch.tracks[ledger.me]
    draft = Draft(
        Kind.CHANGES,
        NO_FENCE,
        track.last,
        ledger.place,
        ledger.head(),
        by.device.now(),
        by.changes(by.case),
    )
    tag = epoch.keys.tag(ledger.me, track.counter)
    signer, nonce = ledger.ring.signer(), by.device.random(24)
    wire = seal(epoch.keys, ledger.log, signer, tag, draft, nonce, lambda length: length + 512)
    by.send([wire], "a wrong padding")


def no_right(by: HostileMember) -> None:
    """Acts that its member may not do."""
    roster, me = by.ledger.roster, by.ledger.member
    founder = roster.founder
    act = by.dice.choice(
        [
            ["roles", me, ["adviser", "coordinator"]],
            ["revoke", founder],
            ["roles", roster.devices[founder].member, ["adviser"]],
            ["turn", roster.devices[founder].member, by.device.random(32), True],
        ]
    )
    by.send([by.sealed(by.epoch(EVERYONE), Kind.ACT, encode(act), index=0)], "an act without right")


def remove_without_right(by: HostileMember) -> None:
    """Closes `everyone` to put a colleague out, without being coordinator."""
    replica, ledger = by.device.replica, by.ledger
    out = next(
        m.id
        for m in ledger.roster.current()
        if m.id not in (ledger.member, ledger.roster.member_of(ledger.roster.founder).id)
    )
    circle = ledger.circles[EVERYONE]
    fence = Fence(ledger, replica.random, by.device.now(), fence=True)
    change_epoch(replica, fence, "", circle, by.epoch(EVERYONE), leavers=(out,))
    by.send([r.wire for r in fence.records], "a removal without right")


def take_over(by: HostileMember) -> None:
    """Closes the case with itself as only holder, though another leads it."""
    replica, ledger = by.device.replica, by.ledger
    circle, epoch = ledger.circles[by.case], by.epoch(by.case)
    others = tuple(m for m in holders(circle, epoch, ledger.roster) if m != ledger.member)
    fence = Fence(ledger, replica.random, by.device.now(), fence=True)
    change_epoch(replica, fence, "", circle, epoch, leavers=others)
    by.send([r.wire for r in fence.records], "a case taken over")


def wrong_holders(by: HostileMember) -> None:
    """Closes the case so that a stranger to it is among the holders, as no joiner."""
    ledger, epoch = by.ledger, by.epoch(by.case)
    circle = ledger.circles[by.case]
    old = list(holders(circle, epoch, ledger.roster))
    stranger = next((m.id for m in ledger.roster.current() if m.id not in old), bytes(16))
    keys = EpochKeys.of(by.case, by.device.random(32))
    boxes = [(who, by.device.random(72)) for who in old]
    closing = Closing(keys.epoch, sorted([*old, stranger]), [], [], None, boxes)
    wire = by.sealed(epoch, Kind.CLOSING, encode(closing), index=0)
    by.send([wire], "holders that do not follow")


def no_box(by: HostileMember) -> None:
    """Closes the case, which owes nothing, and leaves out the box of one who goes on."""
    ledger, epoch = by.ledger, by.epoch(by.case)
    circle = ledger.circles[by.case]
    old = list(holders(circle, epoch, ledger.roster))
    others = [m for m in old if m != ledger.member]
    keys = EpochKeys.of(by.case, by.device.random(32))
    gone = others[:1] if circle.lead == ledger.member and len(others) > 1 else []
    staying = sorted(set(old) - set(gone))
    boxes = [(ledger.member, by.device.random(72))]
    closing = Closing(keys.epoch, staying, [], gone, None, boxes)
    by.send([by.sealed(epoch, Kind.CLOSING, encode(closing), index=0)], "boxes that do not fit")


def share_without_ground(by: HostileMember) -> None:
    """Shares the case with a stranger to it, on a consent that nobody gave."""
    replica, ledger = by.device.replica, by.ledger
    circle, epoch = ledger.circles[by.case], by.epoch(by.case)
    old = holders(circle, epoch, ledger.roster)
    strangers = [m.id for m in ledger.roster.current("adviser") if m.id not in old]
    if not strangers:
        return
    stranger = strangers[0]
    by.foul.given.add(by.case)
    pair = by.epoch(pair_circle(ledger.log, ledger.member, stranger))
    fence = Fence(ledger, replica.random, by.device.now(), fence=True)
    ground = ["consent", by.device.random(16)]
    change_epoch(replica, fence, "", circle, epoch, joiner=stranger, pair=pair, ground=ground)
    keys, closing, opening = (r.wire for r in fence.records)
    by.send([keys])
    by.send([closing], "a share without consent")
    by.send([opening])


def squat(by: HostileMember) -> None:
    """Puts noise under the next tag of a colleague's device, in the case."""
    epoch, victim = by.epoch(by.case), by.victim()
    tag = epoch.keys.tag(victim, epoch.tracks[victim].counter)
    by.send([tag + by.device.random(600)], "noise at a colleague's tag")


def squat_sealed(by: HostileMember) -> None:
    """Seals a record of its own under the next tag of a colleague's device."""
    epoch, victim = by.epoch(by.case), by.victim()
    wire = by.sealed(epoch, Kind.CHANGES, by.changes(by.case), author=victim)
    by.send([wire], "a record under a colleague's tag")


def reseal(by: HostileMember) -> None:
    """Seals a colleague's last record in the case once more, under their next tag."""
    epoch, victim = by.epoch(by.case), by.victim()
    track = epoch.tracks[victim]
    tags = {epoch.keys.tag(victim, at) for at in range(track.counter)}
    entry = next((e for e in reversed(by.relay.entries) if e.tag in tags and e.wire), None)
    if entry is None or entry.wire is None:
        return
    plain = unseal(epoch.keys, by.ledger.log, entry.wire)
    assert not isinstance(plain, Flaw)
    tag, nonce = epoch.keys.tag(victim, track.counter), by.device.random(24)
    ad = b"\x01" + by.ledger.log + tag
    text = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain.text, ad, nonce, epoch.keys.seal
    )
    by.send([tag + nonce + text], "a colleague's record, sealed again")


def fence_index(by: HostileMember) -> None:
    """An act that says it is no fence, or content that says it is one."""
    everyone = by.epoch(EVERYONE)
    if by.dice.random() < 0.5:
        turn = ["turn", by.ledger.member, by.device.random(32), True]
        by.send([by.sealed(everyone, Kind.ACT, encode(turn))], "an act that is no fence")
    else:
        epoch = by.epoch(by.case)
        wire = by.sealed(epoch, Kind.CHANGES, by.changes(by.case), index=0)
        by.send([wire], "content that is a fence")


def stale_fence(by: HostileMember) -> None:
    """An act whose witness is not the place before it."""
    place = by.ledger.place - 1
    turn = ["turn", by.ledger.member, by.device.random(32), True]
    wire = by.sealed(by.epoch(EVERYONE), Kind.ACT, encode(turn), index=0, place=place)
    by.send([wire], "a fence that came late")


def no_proof(by: HostileMember) -> None:
    """Adds a device with a key that it does not hold."""
    key = Signer.of(by.device.random(32)).key
    act = ["device", by.ledger.member, key, "phone", "machine", bytes(64)]
    wire = by.sealed(by.epoch(EVERYONE), Kind.ACT, encode(act), index=0)
    by.send([wire], "a device without a proof")


FORGERIES: dict[str, tuple[str, Callable[[HostileMember], None]]] = {
    "bad_signature": ("Joost", bad_signature),
    "wrong_predecessor": ("Joost", wrong_predecessor),
    "wrong_witness": ("Joost", wrong_witness),
    "false_presence": ("Samira", false_presence),
    "blind": ("Joost", blind),
    "number_again": ("Joost", number_again),
    "malformed": ("Joost", malformed),
    "padded_wrong": ("Joost", padded_wrong),
    "no_right": ("Joost", no_right),
    "remove_without_right": ("Joost", remove_without_right),
    "take_over": ("Joost", take_over),
    "wrong_holders": ("noor", wrong_holders),
    "no_box": ("noor", no_box),
    "share_without_ground": ("noor", share_without_ground),
    "squat": ("Joost", squat),
    "squat_sealed": ("Joost", squat_sealed),
    "reseal": ("Joost", reseal),
    "fence_index": ("Joost", fence_index),
    "stale_fence": ("Joost", stale_fence),
    "no_proof": ("Joost", no_proof),
}
"""Who forges, and what. Joost is in the case, Noor leads it, Samira is not in it."""
