"""Section 4.4 and 4.5: which records of a log stand, read from place 1 with the keys at hand.

A `Replay` takes entries in order and forgets nothing but what the protocol says. When a
record hands over the key of an epoch that began earlier, its owner runs a new one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

from tests.stranger import bodies, rules
from tests.stranger import primitives as p
from tests.stranger.bodies import Entry
from tests.stranger.circles import Circle, Hand, Item, Ring
from tests.stranger.content import Content
from tests.stranger.primitives import Flaw
from tests.stranger.records import (
    ACT,
    CHANGES,
    CLOSING,
    KEYS,
    NO_FENCE,
    OPENING,
    PRESENCE,
    Epoch,
    Plain,
    opened,
)
from tests.stranger.roster import Roster


class Forked(Exception):
    """A verified record saw another log than this reader (rule 3)."""


class Replay:
    """One reading of a log from its beginning."""

    def __init__(self, ring: Ring, left_out: frozenset[bytes] = frozenset()) -> None:
        self.ring = ring
        self.log = ring.log
        self.chain = [ring.log]
        self.roster = Roster()
        self.circles: dict[bytes, Circle] = {}
        self.pairs: dict[bytes, Epoch] = {}
        self.hands: dict[tuple[bytes, bytes], Hand] = {}
        self.expected: dict[bytes, tuple[Epoch, bytes]] = {}
        self.seen: dict[bytes, Epoch] = {}
        self.given: dict[bytes, tuple[bytes, list[Any]]] = {}
        self.kept: set[bytes] = set()
        self.refused: list[bytes] = []
        self.turned_at = (0, b"")
        self.relay_key = self.founder = b""
        self.left_out = left_out
        self.outcomes: dict[int, str] = {}
        self.told: list[tuple[int, str]] = []
        self.expect()

    @property
    def place(self) -> int:
        """Up to where this reader has come."""
        return len(self.chain) - 1

    def take(self, entry: Any) -> None:
        """The next entry: a wire, or `[tag, id]` when the bytes are gone."""
        wire = entry if isinstance(entry, bytes) else None
        tag, record = entry if wire is None else (wire[:16], p.record_id(wire))
        found = self.expected.pop(tag, None)
        if found is not None:
            self._recognised(self.place + 1, record, wire, *found)
        self.chain.append(p.chain_link(self.chain[-1], tag, record))

    def _recognised(
        self, place: int, record: bytes, wire: bytes | None, epoch: Epoch, device: bytes
    ) -> None:
        hand = self.hands[epoch.id, device]
        hand.counter += 1
        self._await(epoch, device)
        self.outcomes[place] = "fails"
        if wire is None:
            hand.erased.add(record)
            return
        self.seen[record] = epoch
        try:
            item = Item(place, record, opened(epoch, wire))
            item.effective = item.plain.genuine(self._key_of(place, device, item.plain))
            self._witnessed(item)
        except Flaw as flaw:
            self._tell(place, flaw.name)
            return
        if item.plain.kind < OPENING:
            hand.waiting.append(item)
            self.outcomes[place] = "waits"
            if item.effective:
                self._settle(hand, epoch, device)
        elif item.effective and self._follows(hand, item):
            for waiting in hand.waiting:
                self._tell(waiting.place, "not-counted")
            hand.waiting, hand.last = [], record
            self._judge(item, epoch, device)
        else:
            self._tell(place, "not-counted")
        self.expect()

    def _key_of(self, place: int, device: bytes, plain: Plain) -> bytes:
        if place == 1:
            return rules.founder_key(self.log, device, bodies.payload(plain.kind, plain.payload))
        return self.roster.devices[device].key if device in self.roster.devices else p.ZEROS32

    def _witnessed(self, item: Item) -> None:
        """Rules 2 and 3: that the author saw this log, as it is here."""
        plain, place = item.plain, item.place
        if plain.witness >= place:
            raise Flaw("bad-witness")
        if self.chain[plain.witness] != plain.witness_chain:
            if item.effective and item.id not in self.left_out:
                raise Forked(place)
            raise Flaw("bad-witness")
        if plain.index != NO_FENCE and plain.witness != place - 1 - plain.index:
            raise Flaw("bad-witness")

    def _follows(self, hand: Hand, item: Item) -> bool:
        named = item.plain.predecessor
        return named == hand.last or named in hand.erased

    def _settle(self, hand: Hand, epoch: Epoch, device: bytes) -> None:
        """Count what the last of the waiting records makes effective, in order."""
        run, hand.waiting = hand.waiting, []
        for before, after in itertools.pairwise(reversed(run)):
            after.effective |= before.effective and before.plain.predecessor == after.id
        for item in run:
            if item.effective and self._follows(hand, item):
                hand.last = item.id
                self._judge(item, epoch, device)
            else:
                self._tell(item.place, "not-counted")

    def _judge(self, item: Item, epoch: Epoch, device: bytes) -> None:
        """Rules 4 and 6 for a record that counts; what it does, when it stands."""
        plain, place = item.plain, item.place
        try:
            body = bodies.payload(plain.kind, plain.payload)
            if place != 1 and not rules.allowed(self, place, plain, body, epoch, device):
                raise Flaw("not-allowed")
            self._carry_out(place, plain, body, epoch, device)
        except Flaw as flaw:
            self._tell(place, flaw.name)
        else:
            self.outcomes[place] = "stands"

    def _tell(self, place: int, what: str) -> None:
        self.outcomes[place] = "fails"
        self.told.append((place, what))

    def _carry_out(self, place: int, plain: Plain, body: Any, epoch: Epoch, device: bytes) -> None:
        circle = self.circles.setdefault(epoch.circle, Circle(epoch.kind))
        if plain.kind == CHANGES:
            if not circle.content.admit(device, place, plain.witness, body):
                raise Flaw("used-number")
        elif plain.kind == OPENING:
            self._open(circle, epoch, place, plain, body)
        elif plain.kind == CLOSING:
            self._close(circle, epoch, place, device, body)
        elif plain.kind == KEYS:
            for entry in bodies.entries(body[0]):
                if epoch.kind == "self":
                    self.kept.add(entry.epoch)
                else:
                    self.given[entry.epoch] = (self.roster.devices[device].member, body[1])
                self.ring.keep(entry)
        elif plain.kind == ACT:
            if not self.roster.carry_out(self.log, device, body, place):
                raise Flaw("not-allowed")
            if body[0] == "turn":
                self.turned_at = (place, body[1])
            self._pair_up(place)
            self._let_go()
        elif plain.kind > ACT:
            circle.stopped = True
        elif plain.kind == PRESENCE:
            seen, chain = body[:2]
            if seen >= place:
                raise Flaw("bad-witness")
            if self.chain[seen] != chain:
                raise Forked(place)

    def _open(
        self, circle: Circle, epoch: Epoch, place: int, plain: Plain, body: list[Any]
    ) -> None:
        _, lead, holders, _, _, coverage, state, keys, founding = body
        joined = circle.closing is None and body[3] is not None and epoch.kind in rules.LED
        if joined and not rules.joiner_accepts(self, epoch, plain, body):
            self.refused.append(epoch.id)
            raise Flaw("no-ground")
        if state is not None and circle.closing is None:
            circle.content = Content.of(coverage, state, place)
        if founding is not None:
            self.roster.found(founding[0], founding)
            self.founder, self.relay_key = founding[0][:16], founding[5]
            self._pair_up(place)
        for entry in bodies.entries(keys or []):
            self.kept.add(entry.epoch)
            self.ring.keep(entry)
        circle.holders, circle.lead, circle.epoch = holders, lead, epoch
        circle.held, circle.previous = set(holders or []), body[3]
        circle.began, circle.closing = place, None

    def _close(
        self, circle: Circle, epoch: Epoch, place: int, device: bytes, body: list[Any]
    ) -> None:
        following, holders, _, leavers, _, boxes = body
        author = self.roster.devices[device].member
        if epoch.kind == "everyone":
            for leaver in leavers:
                self.roster.members[leaver].present = False
            self._pair_up(place)
            self._let_go()
        remains = self.ring.member in (self.roster.members if holders is None else holders)
        if not remains or self.ring.member in leavers:
            circle.closing, circle.content = None, Content()
        else:
            circle.closing = body
            try:
                if following not in self.ring.entries:
                    secret = self._unbox(epoch, author, following, boxes)
                    entry = Entry(epoch.circle, epoch.kind, following, secret, device, place)
                    self.ring.keep(*bodies.entries([list(entry)]))
            except (Flaw, KeyError):
                self.told.append((place, "no-box"))
        circle.closed, circle.epoch = epoch.id, None
        self._end(epoch)

    def _unbox(self, epoch: Epoch, author: bytes, following: bytes, boxes: list[Any]) -> bytes:
        """The next secret out of the box for this member or device."""
        found = dict(boxes)
        if epoch.kind == "self":
            for private in self.ring.exchange:
                public = p.exchange_public(private)
                try:
                    text = bindings.crypto_box_seal_open(found[self.ring.device], public, private)
                except CryptoError:
                    continue
                self.ring.keep_member_key(text[:32])
                return text[32:]
            raise Flaw("bad-mac")
        own = self.circles[p.self_circle(self.log, author)] if author == self.ring.member else None
        between = own.epoch if own else self.pairs[author]
        assert between is not None
        ad = epoch.circle + following
        return p.open_with(between.key("lv1.boxkey"), ad, found[self.ring.member])

    def _pair_up(self, place: int) -> None:
        """Begin the pair epochs that follow from the members' present generations."""
        me = self.ring.member
        own = self.roster.members.get(me)
        private = self.ring.members.get(own.key) if own else None
        for other, member in self.roster.members.items():
            if other == me:
                continue
            circle = p.pair_circle(self.log, me, other)
            state = self.circles.setdefault(circle, Circle("pair", sorted([me, other])))
            before, epoch = self.pairs.get(other), None
            if private is not None and member.present and own is not None and own.present:
                secret = p.pair_secret(self.log, me, private, other, member.key)
                epoch = Epoch(self.log, circle, "pair", secret)
            if before is not None and (epoch is None or epoch.id != before.id):
                self._end(before)
                del self.pairs[other]
            if epoch is not None and self.pairs.get(other) != epoch:
                self.pairs[other] = state.epoch = epoch
                state.began = place

    def _end(self, epoch: Epoch) -> None:
        """Expect nothing more in an epoch, and reject what waits in it."""
        for tag in [tag for tag, (ended, _) in self.expected.items() if ended.id == epoch.id]:
            del self.expected[tag]
        for (ended_id, _), hand in self.hands.items():
            if ended_id == epoch.id:
                for item in hand.waiting:
                    self._tell(item.place, "not-counted")
                hand.waiting = []

    def _let_go(self) -> None:
        """A revoked or removed device is not expected any more; it never comes back."""
        for tag, (_, device) in list(self.expected.items()):
            if device in self.roster.devices and self.roster.member_of(device) is None:
                del self.expected[tag]

    def expect(self) -> None:
        """Keep one expected tag for every device that may write in every open epoch."""
        for entry in self.ring.entries.values():
            epoch = Epoch(self.log, entry.circle, entry.kind, entry.secret)
            gone = entry.opener in self.roster.devices and not self.roster.member_of(entry.opener)
            if (entry.epoch, entry.opener) not in self.hands and not gone:
                self._await(epoch, entry.opener)
        for circle in self.circles.values():
            if circle.epoch is None:
                continue
            if circle.kind in rules.ROLE_OF:
                circle.held.update(self.roster.holders(rules.ROLE_OF[circle.kind]))
            holders = circle.holders
            for device, found in self.roster.devices.items():
                inside = holders is None or found.member in holders
                inside &= self.roster.member_of(device) is not None
                if inside and (circle.epoch.id, device) not in self.hands:
                    self._await(circle.epoch, device)

    def _await(self, epoch: Epoch, device: bytes) -> None:
        hand = self.hands.setdefault((epoch.id, device), Hand())
        self.expected[epoch.tag(device, hand.counter)] = (epoch, device)


def reread(ring: Ring, rows: Iterable[Any], left_out: frozenset[bytes] = frozenset()) -> Replay:
    """Read a log from its beginning, until no record hands over a key any more."""
    while True:
        before, replay = ring.taken, Replay(ring, left_out)
        for row in rows:
            replay.take(row)
        if ring.taken == before:
            for epoch in replay.refused:
                ring.refuse(epoch)
            return replay
