"""A second implementation of the protocol, whole: one device that reads and writes.

It is written from docs/protocol.md alone and imports nothing of the program. It keeps the
whole log in memory and reads it anew when something came, which is slow and simple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from nacl import bindings

from tests.stranger import bodies
from tests.stranger import primitives as p
from tests.stranger.bodies import Entry
from tests.stranger.circles import Circle, Hand, Ring
from tests.stranger.invitation import Link, Sheet, commitment_to, parcel_sealed, proof_text
from tests.stranger.primitives import Flaw
from tests.stranger.reader import Replay, reread
from tests.stranger.records import (
    ACT,
    CHANGES,
    CLOSING,
    KEYS,
    NO_FENCE,
    OPENING,
    PRESENCE,
    Draft,
    Epoch,
    Plain,
    opened,
    sealed,
)

Random = Callable[[int], bytes]
Clock = Callable[[], int]
Edits = Iterable[tuple[str, bytes, dict[str, Any]]]


@dataclass
class Batch:
    """Records that go to the relay together, and what the log is with them."""

    owner: Stranger
    fence: bool
    replay: Replay
    wires: list[bytes] = field(default_factory=list)
    parcels: list[Any] = field(default_factory=list)
    base: int = 0

    def write(self, epoch: Epoch | None, kind: int, body: Any, index: int = NO_FENCE) -> bytes:
        """Seal the next record; Flaw not-allowed when no reader would let it stand."""
        assert epoch is not None
        circle = self.replay.circles.get(epoch.circle)
        if circle is not None and circle.stopped:
            raise Flaw("stopped")
        owner, told = self.owner, len(self.replay.told)
        hand = self.replay.hands.get((epoch.id, owner.id), Hand())
        draft = Draft(
            kind,
            p.pack(body),
            hand.last,
            self.base,
            self.replay.chain[self.base],
            owner.now(),
            index,
        )
        tag = epoch.tag(owner.id, hand.counter)
        wire = sealed(epoch, owner.seed, tag, owner.random(24), draft)
        self.replay.expect()
        self.replay.take(wire)
        if len(self.replay.told) > told or p.record_id(wire) not in self.replay.seen:
            raise Flaw("not-allowed")
        self.wires.append(wire)
        return wire


class Stranger:
    """One device of one member, with the log as far as it was read."""

    def __init__(
        self, log: bytes, member: bytes, seed: bytes, random: Random, now: Clock = lambda: 0
    ) -> None:
        self.log, self.member, self.seed = log, member, seed
        self.random, self.now = random, now
        self.key = p.signing_public(seed)
        self.id = p.device_id(self.key)
        self.ring = Ring(log, member, self.id)
        self.rows: list[Any] = []
        self.replay = Replay(self.ring)
        self.begin: list[Any] = []

    # How one begins.

    @classmethod
    def found(
        cls,
        random: Random,
        now: Clock,
        firm: str,
        name: str,
        device: str,
        roles: tuple[str, ...] = ("adviser", "coordinator"),
    ) -> Stranger:
        """A founder's device before it knows the relay; then `founding` makes record 1."""
        seed, private, exchange, member = random(32), random(32), random(32), random(16)
        key = p.signing_public(seed)
        statement = p.statement_of(member, key, p.exchange_public(private), random(32))
        made = cls(p.log_id(statement), member, seed, random, now)
        made.ring.keep_member_key(private)
        made.ring.exchange.append(exchange)
        made.begin = [statement, firm, name, list(roles), device]
        return made

    @classmethod
    def from_keys(
        cls,
        log: bytes,
        member: bytes,
        seed: bytes,
        private: bytes,
        entries: Iterable[Any],
        random: Random,
        now: Clock = lambda: 0,
        exchange: bytes | None = None,
    ) -> Stranger:
        """A device from what a welcome or a parcel holds."""
        made = cls(log, member, seed, random, now)
        made.ring.keep_member_key(private)
        made.ring.exchange += [exchange] if exchange else []
        for entry in bodies.entries([list(entry) for entry in entries]):
            made.ring.keep(entry)
        made._again()
        return made

    # Reading.

    def read(self, pages: Iterable[list[Any]]) -> None:
        """Take pages in that follow on what was read; Flaw bad-chain when they do not."""
        for after, entries, head in pages:
            if after > len(self.rows):
                raise Flaw("gap")
            self.rows += entries[len(self.rows) - after :]
            self._again()
            if head[1] <= self.place and self.replay.chain[head[1]] != head[2]:
                raise Flaw("bad-chain")

    def sent(self, batch: Batch, first: int, page: list[Any]) -> None:
        """Take the answer to an append in: the page before the batch, then the batch."""
        self.read([page])
        if len(self.rows) + 1 == first:
            self.rows += batch.wires
            self._again()

    def _again(self) -> None:
        """Read all, until no record hands over a key any more."""
        self.replay = reread(self.ring, self.rows)

    @property
    def place(self) -> int:
        """Up to where the log was read."""
        return self.replay.place

    def open(self, wire: bytes) -> Plain:
        """A record of the log that this device recognised; Flaw unknown for others."""
        epoch = self.replay.seen.get(p.record_id(wire))
        if epoch is None:
            raise Flaw("unknown")
        return opened(epoch, wire)

    def circle(self, circle: bytes) -> Circle:
        """A circle as it is now."""
        return self.replay.circles[circle]

    def values(self, circle: bytes, kind: str, entity: bytes) -> dict[str, list[Any]]:
        """The live values of an entity."""
        return self.circle(circle).content.fields(kind, entity)

    @property
    def own(self) -> bytes:
        """The circle of this member's devices."""
        return p.self_circle(self.log, self.member)

    # Writing. Each gives a batch, which counts when `sent` was told of it.

    def batch(self, fence: bool = False) -> Batch:
        """An empty batch after what was read."""
        replay = Replay(self.ring)
        for row in self.rows:
            replay.take(row)
        return Batch(self, fence, replay, base=replay.place)

    def founding(self, relay_key: bytes) -> Batch:
        """Record 1 and what makes the founder a holder of `self` and `advisers`."""
        batch = self.batch()
        everyone = self._epoch(p.EVERYONE, "everyone")
        own, advisers = self._epoch(self.own, "self"), self._epoch(p.ADVISERS, "advisers")
        first = [*self.begin, relay_key]
        nothing: list[Any] = [None] * 7
        batch.write(everyone, OPENING, ["everyone", *nothing, first])
        keys = [list(self.ring.entries[everyone.id])]
        holders = [self.member]
        batch.write(own, OPENING, ["self", None, holders, None, None, None, None, keys, None])
        batch.write(own, KEYS, [[list(self.ring.entries[advisers.id])], None])
        batch.write(advisers, OPENING, ["advisers", *nothing, None])
        exchange = p.exchange_public(self.ring.exchange[-1])
        self._change(batch, self.own, [("device", self.id, {"exchange": exchange})])
        return batch

    def settle_in(self) -> Batch:
        """A joiner's own `self`, with all keys that it holds, and its exchange key."""
        batch = self.batch()
        keys = [list(entry) for entry in self.ring.entries.values()]
        own = self._epoch(self.own, "self")
        holders = [self.member]
        batch.write(own, OPENING, ["self", None, holders, None, None, None, None, keys, None])
        exchange = p.exchange_public(self.ring.exchange[-1])
        self._change(batch, self.own, [("device", self.id, {"exchange": exchange})])
        return batch

    def keep_keys(self) -> Batch:
        """Write the secrets into `self` that are not there yet."""
        batch = self.batch()
        entries = self.ring.entries.values()
        missing = [list(e) for e in entries if e.epoch not in self.replay.kept and e.kind != "self"]
        batch.write(batch.replay.circles[self.own].epoch, KEYS, [missing, None])
        return batch

    def append_changes(self, circle: bytes, edits: Edits) -> Batch:
        """Write values; each supersedes all live ones of its field."""
        batch = self.batch()
        self._change(batch, circle, edits)
        return batch

    def new_case(self, edits: Edits) -> tuple[bytes, Batch]:
        """A case of one's own: its key into `self`, its opening, its first values."""
        case, batch = self.random(16), self.batch()
        epoch = self._epoch(case, "case")
        entry = list(self.ring.entries[epoch.id])
        batch.write(batch.replay.circles[self.own].epoch, KEYS, [[entry], None])
        me = [self.member]
        batch.write(epoch, OPENING, ["case", self.member, me, None, None, None, None, None, None])
        self._change(batch, case, edits)
        return case, batch

    def share(self, case: bytes, joiner: bytes, consent: bytes) -> Batch:
        """Give a case to one more adviser: keys · closing · opening with the state."""
        batch = self.batch(fence=True)
        ground = ["consent", consent]
        circle = batch.replay.circles[case]
        following = self._epoch(case, "case", keep=False)
        entry = self._entry(following)
        batch.write(batch.replay.pairs[joiner], KEYS, [[list(entry)], ground], 0)
        holders = sorted([*(circle.holders or []), joiner])
        boxes = self._boxes(batch, circle.holders or [], following)
        closing = [following.id, holders, [joiner], [], ground, boxes]
        previous = circle.epoch
        batch.write(previous, CLOSING, closing, 1)
        assert previous is not None
        coverage, state = circle.content.state()
        opening = ["case", circle.lead, holders, previous.id, ground, coverage, state, None, None]
        batch.write(following, OPENING, opening, 2)
        return batch

    def dismiss(self, circle: bytes, leaver: bytes) -> Batch:
        """End an epoch with one holder less: of a case, or of the firm in `everyone`."""
        batch = self.batch(fence=True)
        before = batch.replay.circles[circle]
        following, previous = self._epoch(circle, before.kind, keep=False), before.epoch
        assert previous is not None
        firm = batch.replay.roster.holders(None)
        rest = [m for m in (firm if before.holders is None else before.holders) if m != leaver]
        holders = None if before.holders is None else rest
        boxes = self._boxes(batch, rest, following)
        batch.write(previous, CLOSING, [following.id, holders, [], [leaver], None, boxes], 0)
        lead = self.member if before.lead == leaver else before.lead
        nothing = [None] * 5
        batch.write(following, OPENING, [before.kind, lead, holders, previous.id, *nothing], 1)
        return batch

    def turn(self, loss: bool = False, sheets: Iterable[Sheet] = ()) -> Batch:
        """New member key and new `self`, to the devices that still stand."""
        batch, private = self.batch(fence=True), self.random(32)
        previous = batch.replay.circles[self.own].epoch
        assert previous is not None
        following = self._epoch(self.own, "self", keep=False)
        self.ring.keep_member_key(private)
        act = ["turn", self.member, p.exchange_public(private), loss]
        batch.write(batch.replay.circles[p.EVERYONE].epoch, ACT, act, 0)
        boxes = []
        for device in batch.replay.roster.devices_of(self.member):
            keys = self.values(self.own, "device", device).get("exchange", [])
            if not batch.replay.roster.devices[device].revoked and keys:
                text = private + following.secret
                boxes.append([device, bindings.crypto_box_seal(text, keys[0])])
        me, ground = [self.member], None
        batch.write(previous, CLOSING, [following.id, me, [], [], ground, boxes], 1)
        coverage, state = batch.replay.circles[self.own].content.state()
        keys = [list(entry) for entry in self.ring.entries.values() if entry.kind != "self"]
        opening = ["self", None, me, previous.id, ground, coverage, state, keys, None]
        batch.write(following, OPENING, opening, 2)
        for sheet in sheets:
            batch.parcels.append(self.parcel(sheet, private, following))
        return batch

    def act(self, *body: Any) -> Batch:
        """A fence of one act."""
        batch = self.batch(fence=True)
        batch.write(batch.replay.circles[p.EVERYONE].epoch, ACT, list(body), 0)
        return batch

    def presence(self, head: list[Any]) -> Batch:
        """Say up to where this device has verified the log."""
        batch, (incarnation, place, chain, signature) = self.batch(), head
        epoch = batch.replay.circles[p.EVERYONE].epoch
        batch.write(epoch, PRESENCE, [place, chain, incarnation, signature])
        return batch

    # Admission and recovery.

    def invite(self, address: str, expires: int, name: str) -> tuple[Link, bytes]:
        """The link, and the reveal that it is bound to."""
        member_key = self.replay.roster.members[self.member].key
        reveal = p.pack([self.random(32), self.member, member_key, self.key])
        link = Link(address, self.log, self.random(32), commitment_to(reveal), expires, name)
        return link, reveal

    def admit(self, answer: list[Any], roles: tuple[str, ...]) -> Batch:
        """The act *admit* and the keys of the role's circles."""
        member, name, device_key, device, member_key, _, proof = answer
        batch = self.batch(fence=True)
        act = ["admit", member, name, list(roles), member_key, device_key, device, proof]
        batch.write(batch.replay.circles[p.EVERYONE].epoch, ACT, act, 0)
        held = [list(e) for e in self.ring.entries.values() if e.kind == "advisers"]
        if "adviser" in roles and held:
            batch.write(batch.replay.pairs[member], KEYS, [held, ["role"]], 1)
        return batch

    def welcome(self, link: Link, member_key: bytes, adviser: bool = True) -> bytes:
        """What the joiner gets last."""
        kinds = ("everyone", "advisers") if adviser else ("everyone",)
        entries = [list(e) for e in self.ring.entries.values() if e.kind in kinds]
        body = p.pack([self.log, entries, self.place, self.replay.chain[-1]])
        private = self.ring.members[self.replay.roster.members[self.member].key]
        key = link.welcome_key(private, member_key)
        return p.sealed_with(key, self.random(24), b"welcome", body)

    def parcel(self, sheet: Sheet, private: bytes, own: Epoch) -> list[Any]:
        """`[slot key, parcel, signature]` for an append."""
        kept = [e for e in self.ring.entries.values() if e.kind == "everyone"]
        entries = [list(entry) for entry in [*kept, self.ring.entries[own.id]]]
        body = [self.log, self.member, self.place, self.replay.chain[-1], private, entries]
        key = p.exchange_public(sheet.key("parcel"))
        parcel = parcel_sealed(key, sheet.slot, self.random(32), self.random(24), body)
        text = self.log + sheet.slot + parcel
        signature = p.sign(sheet.key("slot"), "luister/v1/parcel", text)
        return [p.signing_public(sheet.key("slot")), parcel, signature]

    # Parts of batches.

    def _entry(self, epoch: Epoch) -> Entry:
        return Entry(epoch.circle, epoch.kind, epoch.id, epoch.secret, self.id, self.place)

    def _epoch(self, circle: bytes, kind: str, *, keep: bool = True) -> Epoch:
        epoch = Epoch(self.log, circle, kind, self.random(32))
        if keep:
            self.ring.keep(self._entry(epoch))
        return epoch

    def _change(self, batch: Batch, circle: bytes, edits: Edits) -> None:
        epoch, content = batch.replay.circles[circle].epoch, batch.replay.circles[circle].content
        entities = []
        for kind, entity, fields in edits:
            rows = []
            for name, value in fields.items():
                lives = content.lives(kind, entity).get(name, [])
                names = [list(live.name) for live in lives]
                rows.append([name, value, names])
            entities.append([kind, entity, rows])
        batch.write(epoch, CHANGES, [content.last.get(self.id, 0) + 1, entities])

    def _boxes(self, batch: Batch, members: list[bytes], following: Epoch) -> list[Any]:
        boxes = []
        for member in members:
            mine = member == self.member
            epoch = batch.replay.circles[self.own].epoch if mine else batch.replay.pairs[member]
            assert epoch is not None
            ad = following.circle + following.id
            key = epoch.key("lv1.boxkey")
            boxes.append([member, p.sealed_with(key, self.random(24), ad, following.secret)])
        return boxes


def answer_to(
    link: Link,
    random: Random,
    member: bytes,
    name: str,
    device: str,
    seed: bytes,
    private: bytes,
) -> bytes:
    """What a joiner puts into the drop-box, before it is sealed."""
    key, member_key = p.signing_public(seed), p.exchange_public(private)
    proof = p.sign(seed, "luister/v1/proof", proof_text(link.log, member, member_key, key))
    return p.pack([member, name, key, device, member_key, random(32), proof])
