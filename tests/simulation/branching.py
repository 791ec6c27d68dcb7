"""Mischief with histories: a relay that shows different logs to different devices."""

from __future__ import annotations

from shared.protocol.chain import link
from shared.protocol.messages import Append, Appended, Page
from shared.protocol.record import entry_of
from tests.simulation.called_for import Served
from tests.simulation.mischief import Mischief, noise
from tests.simulation.relay import Relay, Request


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
