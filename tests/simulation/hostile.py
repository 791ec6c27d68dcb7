"""A relay that cheats. Each `Mischief` is one way of doing so; the seed says which, whom
it hits and when.

The relay owns the whole log, so it may serve anything. What it serves is also held here
against what the device has already verified: `Owed` tells, from docs/protocol.md §8.3
alone, which alarm an answer calls for. A device has to raise it at that very answer, and
no alarm that was not called for.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from shared.protocol import access
from shared.protocol.access import head_text
from shared.protocol.chain import link
from shared.protocol.messages import Append, Appended, Done, Head, Page, RefusalBody, TailOffer
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from shared.replica.circle import Epoch
from shared.replica.notice import Told
from shared.sealing.envelope import Flaw, unseal
from tests.simulation.device import Device
from tests.simulation.relay import Answer, PageAfter, Relay, Request
from tests.simulation.world import World

ALARMS = frozenset({Told.BAD_HEAD, Told.ROLLED_BACK, Told.REWRITTEN, Told.FORKED})
Served = Answer | None


class Called(NamedTuple):
    """What an answer calls for: of `must`, when it is not empty, one has to be told;
    `may` are those that would be right too."""

    must: frozenset[Told] = frozenset()
    may: frozenset[Told] = frozenset()


NOTHING = Called()


class Owed(NamedTuple):
    """What is called for, at which step, of whom."""

    step: int
    device: str
    called: Called


class HostileRelay(Relay):
    """Honest until `mischief` is set, and again when it is taken away."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.mischief: Mischief | None = None
        self.world: World | None = None
        """Who watches: without it nothing is noted down."""
        self.owed: list[Owed] = []
        """The alarms that its answers have called for so far."""

    def begin(self, world: World, mischief: Mischief) -> None:
        """Begin to cheat."""
        self.world, self.mischief = world, mischief
        mischief.relay, mischief.world = self, world
        mischief.begin()

    def end(self) -> None:
        """Be honest again."""
        assert self.mischief is not None
        self.mischief.end()
        self.mischief = None

    def answer(self, device: bytes, request: Request) -> Answer:
        """What is served."""
        served = self.serve(device, request)
        if self.world is not None and isinstance(served, Page | Appended | RefusalBody):
            who = asking(self.world, device)
            if who is not None:
                called = called_for(self, self.world, who, request, served)
                if called != NOTHING:
                    self.owed.append(Owed(self.world.truth.step, who.name, called))
        return served  # type: ignore[return-value]

    def serve(self, device: bytes, request: Request) -> Served:
        """What is served, honest or not."""
        if self.mischief is None:
            return self.honest(device, request)
        return self.mischief.answer(device, request)

    def honest(self, device: bytes, request: Request) -> Answer:
        """What an honest relay would answer."""
        return super().answer(device, request)


def asking(world: World, device: bytes) -> Device | None:
    """The simulated device that has this identity now."""
    return next((d for d in world.running() if d.replica.ledger.me == device), None)


def called_for(
    relay: Relay, world: World, device: Device, request: Request, served: Answer
) -> Called:
    """Which alarms an answer calls for, by what this device has verified before."""
    page, own = _page_in(request, served)
    if page is None:
        return NOTHING
    ledger, known, head = device.replica.ledger, device.engine.head, page.head
    text = head_text(relay.log, head.incarnation, head.place, head.chain)
    if not access.check(relay.key, access.HEAD, text, head.signature):
        return Called(frozenset({Told.BAD_HEAD}))
    must: set[Told] = set()
    asked = request.after if isinstance(request, PageAfter) else ledger.place
    again = page.after == asked < ledger.place
    if head.place <= ledger.place and ledger.chain_at(head.place) != head.chain:
        must.add(Told.REWRITTEN)
    lower = known is not None and head.place < known.place
    if lower and known is not None and known.incarnation == head.incarnation:
        must.add(Told.ROLLED_BACK)
    if again:
        # What is read again is compared with what was taken, and adds nothing.
        must = must if head.place < ledger.place else set()
    elif must:
        return Called(frozenset(must))
    entries = (*page.entries, *own)
    if page.after > ledger.place or page.after + len(entries) > head.place:
        return Called(frozenset(must))
    known_before = max(0, ledger.place - page.after)
    for place, entry in enumerate(entries[:known_before], page.after + 1):
        if not ledger.stands_at(place, entry):
            must.add(Told.REWRITTEN)
    if must or again:
        return Called(frozenset(must))
    return _by_chain(world, device, entries[known_before:], head)


def _by_chain(world: World, device: Device, entries: tuple[Entry, ...], head: Head) -> Called:
    """What new entries call for: do they lead to the head, and fit what authors saw?"""
    ledger, known = device.replica.ledger, device.engine.head
    must: set[Told] = set()
    may: set[Told] = set()
    gaps: set[Told] = set()
    flying = {record.id for record in device.replica.flight.records}
    changed = False
    """Whether a fence has come by, after which other records may be looked out for."""
    chain, place = {ledger.place: ledger.head()}, ledger.place
    for entry in entries:
        chain[place + 1] = link(chain[place], entry.tag, entry.id)
        place += 1
        formed = world.truth.formed.get(entry.id)
        if formed is not None and entry.wire is not None and formed.place < place:
            hit = ledger.expected.get(entry.tag)
            seen, value = _witness(device, hit[0], entry.wire) if hit else formed[4:6]
            if (chain.get(seen) or ledger.chain_at(seen)) != value:
                may.add(Told.FORKED)
                if hit is not None and not changed:
                    must.add(Told.FORKED)
        gone = entry.wire is None and entry.id not in flying and device.fuse is None
        if gone and entry.tag in ledger.expected and not changed:
            gaps.add(Told.ERASED)
        changed = changed or formed is None or formed.fence
    for at, value in ((head.place, head.chain), *(((known.place, known.chain),) if known else ())):
        if at in chain and chain[at] != value:
            must.add(Told.REWRITTEN)
    # Of bytes that are gone is told when nothing worse is.
    return Called(frozenset(must), frozenset(may | must)) if may | must else Called(frozenset(gaps))


def _witness(device: Device, epoch: Epoch, wire: bytes) -> tuple[int, bytes]:
    """What the author of a record says to have seen: a place and its chain value."""
    plain = unseal(epoch.keys, device.replica.ledger.log, wire, epoch.kind == "self")
    assert not isinstance(plain, Flaw)
    return plain.witness_place, plain.witness_chain


def _page_in(request: Request, served: Answer) -> tuple[Page | None, tuple[Entry, ...]]:
    match request, served:
        case ((PageAfter() | TailOffer()), Page()):
            return served, ()
        case _, RefusalBody(code=code, page=page) if code == Refusal.FENCE.code:
            return page, ()
        case Append(records=records), Appended(first_place=first, page=page):
            fits = page.after + len(page.entries) + 1 == first
            return page, tuple(entry_of(wire) for wire in records) if fits else ()
    return None, ()


class Mischief:
    """One way of cheating. `dice` decides whom it hits; honest unless overridden."""

    leaves_fork = False
    """Whether two histories may be left when it is over."""
    relay: HostileRelay
    world: World

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.hit: set[bytes] = set()

    def begin(self) -> None:
        """Choose the victims: one or more, never all. (Unless they are told.)"""
        if self.hit:
            return
        devices = [d.replica.ledger.me for d in self.world.running()]
        self.hit = set(self.dice.sample(devices, self.dice.randint(1, len(devices) - 1)))

    def end(self) -> None:
        """Tidy up, as far as this relay ever will."""

    def answer(self, device: bytes, request: Request) -> Served:
        """What a device is served."""
        if device in self.hit and isinstance(request, PageAfter):
            return self.page(device, request.after)
        if device in self.hit and isinstance(request, Append):
            return self.append(device, request)
        return self.relay.honest(device, request)

    def page(self, device: bytes, after: int) -> Served:
        """What a victim is served when it asks for a page."""
        return self.relay.page(after)

    def append(self, device: bytes, batch: Append) -> Served:
        """What a victim is answered to a batch."""
        return self.relay.append(batch)


class Freeze(Mischief):
    """Victims are held at the head that they saw first; what they send is refused."""

    def begin(self) -> None:
        """From now on."""
        super().begin()
        self.at: dict[bytes, int] = {}

    def page(self, device: bytes, after: int) -> Served:
        """The log ended long ago."""
        return self.up_to(after, self.at.setdefault(device, self.relay.place))

    def append(self, device: bytes, batch: Append) -> Served:
        """Not now."""
        at = self.at.setdefault(device, self.relay.place)
        if self.dice.random() < 0.5:
            return refused(Refusal.BUSY)
        return refused(Refusal.FENCE, self.up_to(min(batch.seen, at), at))

    def up_to(self, after: int, at: int) -> Page:
        """A page of the log as it was."""
        entries = self.relay.entries[min(after, at) : at]
        return Page(after, tuple(entries), self.relay.sign(at, self.relay.chain[at]))


class Withhold(Freeze):
    """Victims see a head that lags behind; what they send is stored all the same."""

    def page(self, device: bytes, after: int) -> Served:
        """A little more than last time, perhaps."""
        at = self.at.setdefault(device, self.relay.place)
        if self.dice.random() < 0.3:
            at = self.at[device] = min(self.relay.place, at + self.dice.randint(1, 3))
        return self.up_to(after, at)

    def append(self, device: bytes, batch: Append) -> Served:
        """Stored; the answer shows no more than before."""
        at = self.at.setdefault(device, self.relay.place)
        answer = self.relay.append(batch)
        if not isinstance(answer, Appended):
            return refused(Refusal.FENCE, self.up_to(min(batch.seen, at), at))
        return Appended(answer.first_place, self.up_to(min(batch.seen, at), at))


class Replay(Mischief):
    """Victims are sometimes served a page that was true once."""

    def begin(self) -> None:
        """Nothing was served so far."""
        super().begin()
        self.old: list[Page] = []

    def page(self, device: bytes, after: int) -> Served:
        """A page of now, or one of before."""
        if self.old and self.dice.random() < 0.4:
            return self.dice.choice(self.old)
        page = self.relay.page(after)
        self.old.append(page)
        return page


class RollBack(Mischief):
    """The relay puts a backup back and keeps its incarnation, as if nothing were."""

    leaves_fork = True

    def begin(self) -> None:
        """Forget the newest entries."""
        super().begin()
        relay, incarnation = self.relay, self.relay.incarnation
        if relay.place < 2:
            return
        kept = relay.backup()
        cut = self.dice.randint(max(1, relay.place - 8), relay.place - 1)
        del kept.entries[cut:], kept.chain[cut + 1 :]
        relay.restore(kept._replace(fence=min(kept.fence, cut)))
        relay.incarnation = incarnation


class Fork(Mischief):
    """Victims have a branch of their own, signed like the other. With `crosses`, records
    of the one are put into the other."""

    leaves_fork = True
    crosses = 0.0

    def begin(self) -> None:
        """From here on there are two."""
        super().begin()
        relay = self.relay
        self.twin = Relay(relay.log, relay.random, relay.page_entries)
        self.twin.restore(relay.backup())
        self.twin.signing_key, self.twin.key = relay.signing_key, relay.key
        self.twin.incarnation = relay.incarnation
        self.carried = {id(relay): relay.place, id(self.twin): relay.place}

    def answer(self, device: bytes, request: Request) -> Served:
        """Each on its own branch."""
        mine, other = self.relay, self.twin
        if device in self.hit:
            if self.dice.random() < self.crosses:
                self._carry(mine, other)
            other.devices.update(mine.devices)
            return other.answer(device, request)
        if self.dice.random() < self.crosses:
            self._carry(other, mine)
        return mine.honest(device, request)

    def _carry(self, source: Relay, to: Relay) -> None:
        """The next entry of one branch, that the other does not have, goes there too."""
        done = self.carried[id(source)]
        if done < source.place:
            self.carried[id(source)] = done + 1
            entry = source.entries[done]
            if entry.tag not in to.places:
                to.add(entry)


class Cross(Fork):
    """Two branches, and records that cross from one to the other."""

    crosses = 0.5


class Resign(Mischief):
    """Victims are served by another relay: its own key, perhaps another firm's log."""

    def begin(self) -> None:
        """A key that this firm's founder never named."""
        super().begin()
        self.other = Relay(self.relay.log, self.relay.random, self.relay.page_entries)
        self.other.restore(self.relay.backup())
        self.other.incarnation = self.relay.incarnation
        if self.dice.random() < 0.5:
            self.other.entries = [noise(self.relay.random) for _ in self.relay.entries]

    def page(self, device: bytes, after: int) -> Served:
        """The page, signed with the other key."""
        return self.other.page(min(after, self.other.place))

    def append(self, device: bytes, batch: Append) -> Served:
        """The same for what is sent."""
        return self.other.append(batch)


class Tamper(Mischief):
    """One bit of what victims are served is turned over; the head is the true one.

    Of a page that ends before the head nobody could tell yet: see `TamperSigned`."""

    def page(self, device: bytes, after: int) -> Served:
        """A page with a bit turned over."""
        page = self.relay.page(after)
        whole = after + len(page.entries) == page.head.place
        if not page.entries or not whole or self.dice.random() < 0.4:
            return page
        return Page(after, self.spoil(page.entries), page.head)

    def spoil(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The entries with one spoilt."""
        at = self.dice.randrange(len(entries))
        wire = entries[at].wire
        if wire is None:
            return entries
        spoilt = bytearray(wire)
        spoilt[self.dice.randrange(len(spoilt))] ^= 1 << self.dice.randrange(8)
        return (*entries[:at], entry_of(bytes(spoilt)), *entries[at + 1 :])


class TamperSigned(Tamper):
    """The same, and the relay signs what it made of the log: a history for one device. Or
    the page ends before the head, so that the next one shows it."""

    leaves_fork = True

    def page(self, device: bytes, after: int) -> Served:
        """A page that fits its head, and a head that fits nobody else's."""
        page = self.relay.page(after)
        who = asking(self.world, device)
        if not page.entries or who is None or who.engine.place != after:
            return page
        entries = self.spoil(page.entries)
        if self.dice.random() < 0.3:
            return Page(after, entries, page.head)
        chain, place = who.replica.ledger.head(), after
        for entry in entries:
            chain, place = link(chain, entry.tag, entry.id), place + 1
        return Page(after, entries, self.relay.sign(place, chain))


class Reorder(Tamper):
    """Two entries of a page change places."""

    def spoil(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The entries in another order."""
        if len(entries) < 2:
            return entries
        mixed = list(entries)
        at = self.dice.randrange(len(mixed) - 1)
        mixed[at], mixed[at + 1] = mixed[at + 1], mixed[at]
        return tuple(mixed)


class Foreign(Mischief):
    """Unsealed and foreign bytes go into the log between the records, for all alike; some
    are a record of the log under another tag."""

    def answer(self, device: bytes, request: Request) -> Served:
        """Honest, with something more in the log each time."""
        if self.dice.random() < 0.4:
            self.relay.add(self._bytes())
        return self.relay.honest(device, request)

    def _bytes(self) -> Entry:
        known = self.dice.choice(self.relay.entries).wire
        if known is not None and self.dice.random() < 0.5:
            return entry_of(self.relay.random(16) + known[16:])
        return noise(self.relay.random)


class CutBatch(Mischief):
    """Of a batch only the beginning is stored; the rest was never there."""

    def answer(self, device: bytes, request: Request) -> Served:
        """Half a batch, for anybody."""
        if isinstance(request, Append) and len(request.records) > 1 and self.dice.random() < 0.7:
            kept = self.dice.randint(1, len(request.records) - 1)
            request = Append(request.seen, request.fence, request.records[:kept], request.parcels)
            answer = self.relay.append(request)
            if isinstance(answer, Appended):
                return refused(Refusal.BUSY)
            return answer
        return self.relay.honest(device, request)


class NoFence(Mischief):
    """Whatever comes is stored, however little its author had seen."""

    def begin(self) -> None:
        """No fence holds any more."""
        super().begin()
        self.relay.fits = lambda batch: batch.seen <= self.relay.place  # type: ignore[method-assign]

    def end(self) -> None:
        """It holds again."""
        del self.relay.fits


class FalseSuccess(Mischief):
    """Says that a batch is stored, and stores nothing: its head says so too."""

    def append(self, device: bytes, batch: Append) -> Served:
        """Success, and nothing of it is true but the signature on the old head."""
        if self.dice.random() < 0.4 or batch.seen > self.relay.place:
            return self.relay.append(batch)
        first = self.relay.place + self.dice.randint(1, 2)
        page = self.relay.page(batch.seen, self.relay.place + 1)
        return Appended(first, Page(page.after, page.entries, self.relay.head()))


class Promised(Mischief):
    """Stores nothing, but signs a head with the batch in it."""

    leaves_fork = True

    def append(self, device: bytes, batch: Append) -> Served:
        """A history of which the next device will hear nothing."""
        relay = self.relay
        if self.dice.random() < 0.3 or not relay.fits(batch):
            return relay.append(batch)
        chain = relay.chain[-1]
        for wire in batch.records:
            entry = entry_of(wire)
            chain = link(chain, entry.tag, entry.id)
        head = relay.sign(relay.place + len(batch.records), chain)
        entries = tuple(relay.entries[batch.seen :])
        return Appended(relay.place + 1, Page(batch.seen, entries, head))


class StoreLater(Mischief):
    """Says nothing that can be read, and stores the batch when something else has come."""

    def begin(self) -> None:
        """Nothing is held back yet."""
        super().begin()
        self.held: list[Append] = []

    def answer(self, device: bytes, request: Request) -> Served:
        """Held back, or let in by the way."""
        if self.held and self.dice.random() < 0.4:
            self.relay.append(self.held.pop(self.dice.randrange(len(self.held))))
        if isinstance(request, Append) and self.dice.random() < 0.6:
            self.held.append(request)
            return None
        return self.relay.honest(device, request)

    def end(self) -> None:
        """What is held back still comes in."""
        for batch in self.held:
            self.relay.append(batch)


class Garbage(Mischief):
    """Answers that mean nothing: no message, the wrong one, any refusal, a wrong page."""

    def answer(self, device: bytes, request: Request) -> Served:
        """Anything."""
        luck = self.dice.random()
        if luck < 0.4:
            return self.relay.honest(device, request)
        choices: list[Callable[[], Served]] = [
            lambda: None,
            lambda: Done(),
            lambda: refused(self.dice.choice(list(Refusal))),
            lambda: RefusalBody("who_knows", "", None),
            lambda: Page(2**62, (), self.relay.head()),
            lambda: Page(0, (noise(self.relay.random),) * 3, self.relay.sign(0, self.relay.log)),
            lambda: Appended(2**62, self.relay.page(0)),
        ]
        return self.dice.choice(choices)()


class Erased(Mischief):
    """Serves victims tag and id, as if bytes were erased."""

    def page(self, device: bytes, after: int) -> Served:
        """A page with gaps."""
        page = self.relay.page(after)
        entries = tuple(
            Entry(e.tag, e.id, None if self.dice.random() < 0.4 else e.wire) for e in page.entries
        )
        return Page(page.after, entries, page.head)


class Retag(Mischief):
    """Serves tag and id of an entry, as if its bytes were erased, and another tag with it,
    so that nobody who looks out for it finds it."""

    def page(self, device: bytes, after: int) -> Served:
        """A page up to the head, with an entry under another tag."""
        page = self.relay.page(after)
        who = asking(self.world, device)
        whole = after + len(page.entries) == page.head.place
        fresh = who is not None and after == who.engine.place
        if who is None or not (page.entries and whole and fresh) or self.dice.random() < 0.4:
            return page
        at = self.dice.randrange(len(page.entries))
        hidden = Entry(self.relay.random(16), page.entries[at].id, None)
        entries = (*page.entries[:at], hidden, *page.entries[at + 1 :])
        must = Called(frozenset({Told.REWRITTEN}), frozenset({Told.FORKED}))
        self.relay.owed.append(Owed(self.world.truth.step, who.name, must))
        return Page(after, entries, page.head)


class Mix(Mischief):
    """Now this, now that."""

    def begin(self) -> None:
        """Two or three of those after which the log is still one."""
        super().begin()
        some = self.dice.sample(
            [k for k in KINDS.values() if not k.leaves_fork and k is not Mix], 3
        )
        self.all = [kind(self.dice) for kind in some]
        for one in self.all:
            one.relay, one.world = self.relay, self.world
            one.begin()

    def answer(self, device: bytes, request: Request) -> Served:
        """One of them decides."""
        return self.dice.choice(self.all).answer(device, request)

    def end(self) -> None:
        """All of them end."""
        for one in self.all:
            one.end()


def noise(random: Callable[[int], bytes]) -> Entry:
    """An entry of random bytes."""
    return entry_of(random(568 + random(1)[0]))


def refused(refusal: Refusal, page: Page | None = None) -> RefusalBody:
    """A refusal as a relay words it."""
    return RefusalBody(refusal.code, refusal.text, page)


KINDS: dict[str, type[Mischief]] = {
    "withhold": Withhold,
    "freeze": Freeze,
    "replay": Replay,
    "roll_back": RollBack,
    "fork": Fork,
    "cross": Cross,
    "resign": Resign,
    "tamper": Tamper,
    "tamper_signed": TamperSigned,
    "reorder": Reorder,
    "foreign": Foreign,
    "cut_batch": CutBatch,
    "no_fence": NoFence,
    "false_success": FalseSuccess,
    "promised": Promised,
    "store_later": StoreLater,
    "garbage": Garbage,
    "erased": Erased,
    "retag": Retag,
    "mix": Mix,
}

__all__ = ["ALARMS", "KINDS", "HostileRelay", "Mischief", "called_for"]
