"""Mischief with entries: a relay that serves other bytes than it was given."""

from __future__ import annotations

from shared.protocol.chain import link
from shared.protocol.messages import Page
from shared.protocol.record import Entry, entry_of
from shared.replica.notice import Told
from tests.simulation.called_for import Called, Owed, Served
from tests.simulation.mischief import Mischief, asking, noise
from tests.simulation.relay import Request


class Tamper(Mischief):
    """One bit of what victims are served is turned over, in a page that reaches the head; the
    head is the true one."""

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


class TamperMidway(Tamper):
    """The same in pages that end before the head, so that it shows only later."""

    def page(self, device: bytes, after: int) -> Served:
        """The beginning of a page, with a bit turned over."""
        page = self.relay.page(after)
        ends = page.head.place - after - 1
        if not page.entries or ends < 1 or self.dice.random() < 0.4:
            return page
        return Page(after, self.spoil(page.entries[:ends]), page.head)


class TamperSigned(Tamper):
    """The same, and the relay signs what it made of the log: a history for one device."""

    leaves_fork = True

    def page(self, device: bytes, after: int) -> Served:
        """A page that fits its head, and a head that fits nobody else's."""
        page = self.relay.page(after)
        who = asking(self.world, device)
        if not page.entries or who is None or who.engine.place != after:
            return page
        entries = self.spoil(page.entries)
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
