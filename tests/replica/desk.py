"""A small firm in memory: devices that are driven to rest in one call.

Keys are made from a seed, time stands still unless a test moves it, and the relay is the
honest one of the simulation. `forge` and `place` put into the log what a modified program
of a member would send.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_256
from typing import Any

from shared.casework.consent.grounds import lets_in
from shared.protocol.messages import (
    Append,
    DeviceList,
    Done,
    Give,
    Head,
    Page,
    RefusalBody,
    TailOffer,
    decode,
)
from shared.protocol.messages import Appended as StoredBatch
from shared.protocol.messages import Given as Taken
from shared.protocol.record import Entry, entry_of, record_id
from shared.protocol.refusal import Refusal
from shared.replica import action as act
from shared.replica import event as ev
from shared.replica.batch import Batch
from shared.replica.change import Edit, Fields
from shared.replica.content import MemoryContent
from shared.replica.engine import Engine
from shared.replica.notice import Notice, Told
from shared.replica.outbox import FlightRecord, Intent, Item, Share
from shared.replica.payload import CircleKind, encode
from shared.replica.register import standing, values, visible
from shared.replica.replica import Replica
from shared.replica.ring import decode_ring
from shared.sealing.device import Signer, make_device
from shared.sealing.envelope import Draft, seal
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import self_circle
from tests.simulation import firm as made
from tests.simulation.disk import Disk
from tests.simulation.relay import (
    LIMITS,
    DropDevice,
    EraseTokens,
    ListDevices,
    PageAfter,
    Relay,
    Request,
)

START = made.START
PATIENCE = 3
"""After how many waits without anything new a device gives up, for this time."""


class Seeded:
    """Bytes that follow from a seed, a new stretch at each call."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.given = 0

    def __call__(self, count: int) -> bytes:
        self.given += 1
        return shake_256(f"{self.seed}/{self.given}".encode()).digest(count)


class Desk:
    """One device: its disk, and replica and engine as they were started from it."""

    def __init__(self, name: str, firm: Firm, disk: Disk) -> None:
        self.name = name
        self.firm = firm
        self.disk = disk
        self.first_ring = disk.ring
        self.told: list[Notice] = []
        self.done: list[act.Action] = []
        """What the engine wanted since the last `sync` began."""
        self.start()

    def start(self) -> None:
        """Start from the disk, as after a crash."""
        self.content = MemoryContent()
        disk = self.disk
        self.replica = Replica.restore(
            decode_ring(disk.ring),
            self.content,
            lets_in,
            self.firm.random,
            [disk.rows] if disk.rows else [],
            disk.items.values(),
            disk.unsent.values(),
            disk.flight,
            disk.left_out,
        )
        head = decode(Head, disk.head) if disk.head is not None else None
        self.engine = Engine(self.replica, head)

    @property
    def member(self) -> bytes:
        return self.replica.ring.member

    @property
    def own(self) -> bytes:
        """The circle `self` of its member."""
        return self_circle(self.firm.log, self.member)

    # What the user does

    def save(self, circle: bytes, *edits: Edit) -> Item:
        """Type something and keep it."""
        self.disk.write(self.replica.save({circle: list(edits)}, self.firm.now))
        return self.disk.items[self.replica.next_item - 1]

    def write(self, circle: bytes, entity: bytes, kind: str = "note", **fields: Any) -> Item:
        """Give fields of an entity new values, in place of those that are shown."""
        shown = visible(self.content.fields(circle, kind, entity))
        edits = [
            Edit(kind, entity, field, value, tuple(live.name for live in shown.get(field, ())))
            for field, value in fields.items()
        ]
        return self.save(circle, *edits)

    def intend(self, intent: Intent) -> None:
        """Ask for an act, to be done at the next sync."""
        self.disk.write(self.replica.intend(intent, self.firm.now))

    def open_case(self, **fields: Any) -> bytes:
        """Begin a case; the first fields stand in its entity `case`."""
        circle = self.firm.random(16)
        entry = self.replica.new_key(circle, CircleKind.CASE)
        edits = [Edit("case", circle, field, value) for field, value in fields.items()]
        saves = {circle: edits} if edits else {}
        self.disk.write(self.replica.save(saves, self.firm.now, [entry]))
        return circle

    def share(self, circle: bytes, other: Desk) -> bytes:
        """Compare words with a colleague, note a consent, and ask to share a case."""
        consent = self.firm.random(16)
        terms = {"status": "given", "scope": "share_with_colleague", "recipient": other.member}
        self.write(self.own, other.member, "trust", compared=True)
        self.write(circle, consent, "consent", **terms)
        self.intend(Share(circle, other.member, consent))
        return consent

    # What is seen

    def shown(self, circle: bytes, entity: bytes, field: str, kind: str = "note") -> list[Any]:
        """The values on the screen."""
        return values(visible(self.content.fields(circle, kind, entity)).get(field, ()))

    def standing(self) -> dict[tuple[bytes, str, bytes], Fields]:
        """All that stands, by circle, kind and entity."""
        return {
            (circle, kind, entity): kept
            for circle in sorted(self.replica.ledger.circles)
            for kind, entity, fields in self.content.entities(circle)
            if (kept := standing(fields))
        }

    def heard(self, told: Told) -> list[Notice]:
        """What was told of one sort."""
        return [notice for notice in self.told if notice.told is told]

    # What the driver does

    def sync(self) -> Desk:
        """Connect, and go on until nothing more is asked of the relay."""
        self.done = []
        waits = 0
        events: list[ev.Event] = [ev.Connected(LIMITS)]
        while events:
            for action in self.handle(events.pop(0)):
                match action:
                    case act.Wait():
                        waits += 1
                        events += [ev.Wake()] if waits < PATIENCE else []
                    case act.Reload():
                        self.start()
                        events.append(ev.Connected(LIMITS))
                    case _:
                        events += self._ask(action)
        return self

    def sync_once(self) -> None:
        """Take what the relay has and send one batch, if there is one; then the line breaks."""
        events: list[ev.Event] = [ev.Connected(LIMITS)]
        sent = False
        while events:
            for action in self.handle(events.pop(0)):
                if isinstance(action, act.Push):
                    if sent:
                        continue
                    sent = True
                events += self._ask(action)
        self.handle(ev.Disconnected())

    def take_log(self) -> None:
        """Take what the relay has, without sending anything."""
        relay = self.firm.relay
        learned = self.replica.take(relay.entries[self.engine.place :], self.firm.now)
        assert not isinstance(learned, Notice)
        self.disk.write(learned.commit)

    def handle_until_pushed(self) -> Append:
        """Go on until a batch is formed and kept; it is not sent, as if the line broke."""
        events: list[ev.Event] = [ev.Connected(LIMITS)]
        while events:
            for action in self.handle(events.pop(0)):
                if isinstance(action, act.Push):
                    self.handle(ev.Disconnected())
                    return action.append
                events += self._ask(action)
        raise AssertionError("nothing to send")

    def handle(self, event: ev.Event) -> list[act.Action]:
        """Give an event to the engine; what it keeps and tells is carried out here."""
        actions = self.engine.handle(event, self.firm.now)
        for action in actions:
            if isinstance(action, act.Keep):
                self.disk.write(action.commit)
            elif isinstance(action, act.Tell):
                self.told.append(action.notice)
        self.done += actions
        return actions

    def _ask(self, action: act.Action) -> list[ev.Event]:
        requests: list[Request] = []
        match action:
            case act.Pull(after):
                requests = [PageAfter(after)]
            case act.Push(append):
                requests = [append]
            case act.Compare():
                requests = [ListDevices()]
            case act.Access(add, drop):
                requests = [*add, *(DropDevice(device) for device in drop)]
            case act.Offer(head, after, own):
                rows = self.disk.rows[after:]
                held = [row.wire if row.place in own else None for row in rows]
                tail = tuple(Entry(r.tag, r.id, w) for r, w in zip(rows, held, strict=True))
                requests = [TailOffer(head, tail)]
            case act.GiveBack(places):
                wires = [self.disk.rows[place - 1].wire for place in places]
                requests = [Give(tuple(wire for wire in wires if wire is not None))]
            case act.Erase(tokens):
                self.firm.relay.ask(self.replica.ring.login().device, EraseTokens(tokens))
                return [ev.Erased()]
            case _:
                return []
        me = self.replica.ring.login().device
        answers = [self.firm.relay.ask(me, request) for request in requests]
        return [self._event(answers[-1])]

    def _event(self, answer: object) -> ev.Event:
        match answer:
            case Page():
                return ev.Paged(answer)
            case StoredBatch():
                return ev.Answered(answer)
            case DeviceList(devices):
                return ev.Listed(devices)
            case Done() | Taken():
                return ev.Given()
            case RefusalBody(code, _, page):
                refusal = Refusal.of(code)
                assert refusal is not None
                return ev.Refused(refusal, page)
        raise TypeError(answer)


class Firm:
    """A log at its relay, and the devices that share it."""

    def __init__(self, seed: str = "firm") -> None:
        self.random = Seeded(seed)
        self.now = START
        self.page_entries = 1_000
        self.desks: list[Desk] = []
        who = made.newcomer(self.random, "Noor", made.FOUNDER)
        disk = made.founders_disk(self.random, who, self._enrol)
        self.relay.devices[who.device.signer.device] = made.device_key(who)
        self.noor = self._desk("noor", disk).sync()

    def _enrol(self, log: bytes) -> bytes:
        self.relay = Relay(log, self.random, lambda: self.page_entries)
        return self.relay.key

    def _desk(self, name: str, disk: Disk) -> Desk:
        desk = Desk(name, self, disk)
        self.desks.append(desk)
        return desk

    @property
    def log(self) -> bytes:
        return self.relay.log

    def join(self, name: str, *roles: str) -> Desk:
        """A colleague is admitted by Noor, an adviser if no role is named."""
        who = made.newcomer(self.random, name, roles or made.ADVISER)
        self.noor.intend(made.admission(self.log, who))
        self.noor.sync()
        return self._desk(
            name.lower(), made.joiners_disk(self.random, self.noor.replica, who)
        ).sync()

    def add_device(self, sibling: Desk, name: str) -> Desk:
        """A member gets a further device."""
        device = make_device(self.random)
        sibling.save(sibling.own, made.exchange_edit(device))
        sibling.intend(made.addition(self.log, sibling.member, device, name))
        sibling.sync()
        return self._desk(name, made.siblings_disk(sibling.replica, device)).sync()

    def settle(self) -> None:
        """Everybody syncs until nothing new comes."""
        place = -1
        while place != self.relay.place:
            place = self.relay.place
            for desk in self.desks:
                if not desk.engine.stopped:
                    desk.sync()

    # What a modified program sends

    def forge(
        self, desk: Desk, *records: tuple[EpochKeys, int, object], fence: bool = True, at: int = 0
    ) -> list[FlightRecord]:
        """Form records as a desk's device would, whatever they hold.

        A payload that is no bytes is encoded. Nothing is placed.
        """
        batch = Batch(desk.replica.ledger, self.random, self.now + at, fence)
        for keys, kind, payload in records:
            body = payload if isinstance(payload, bytes) else encode(payload)
            batch.add(keys, kind, body)
        return batch.records

    def place(self, records: Sequence[FlightRecord], fence: bool = False) -> int:
        """Put formed records at the head of the log; returns the place of the last."""
        head = self.relay.place
        answer = self.relay.append(Append(head, fence, tuple(r.wire for r in records), ()))
        assert isinstance(answer, StoredBatch)
        return self.relay.place

    def send(
        self, desk: Desk, keys: EpochKeys, kind: int, payload: object, fence: bool = True
    ) -> int:
        """Form one record and put it at the head of the log."""
        return self.place(self.forge(desk, (keys, kind, payload), fence=fence))

    def seal(
        self, desk: Desk, keys: EpochKeys, counter: int, draft: Draft, signer: Signer | None = None
    ) -> FlightRecord:
        """Seal a draft as it is, under a counter of the desk's device; by `signer`, if it is
        not that device who signs."""
        own = desk.replica.ring.signer()
        tag = keys.tag(own.device, counter)
        wire = seal(keys, self.log, signer or own, tag, draft, self.random(24))
        return FlightRecord(wire, record_id(wire), keys.epoch, counter)

    def put(self, wire: bytes) -> int:
        """Put bytes at the head of the log, as a relay that asks nobody."""
        self.relay.add(entry_of(wire))
        return self.relay.place


def flaws(reader: Desk) -> list[str]:
    """For which flaws records did not stand that a reader now takes, in their order."""
    before = len(reader.told)
    reader.sync()
    return [dict(n.blanks)["flaw"] for n in reader.told[before:] if n.told is Told.NOT_STANDING]


def keys_of(desk: Desk, circle: bytes) -> EpochKeys:
    """The keys of a circle's current epoch."""
    epoch = desk.replica.ledger.current(circle)
    assert epoch is not None
    return epoch.keys


def named(content: MemoryContent, circle: bytes) -> dict[tuple[str, bytes, str], list[Any]]:
    """The values of a circle with their names; where they stand a joiner can not know."""
    return {
        (kind, entity, field): [(live.value, live.name) for live in lives]
        for kind, entity, fields in content.entities(circle)
        for field, lives in fields.items()
    }


def trio() -> Firm:
    """A firm of Noor, Joost and Samira, all advisers, who are at rest."""
    firm = Firm("trio")
    firm.join("Joost")
    firm.join("Samira")
    firm.settle()
    return firm
