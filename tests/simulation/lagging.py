"""Mischief with time: a relay that shows less than it has, or what was true once."""

from __future__ import annotations

from shared.protocol.messages import Append, Appended, Page
from shared.protocol.refusal import Refusal
from tests.simulation.called_for import Served
from tests.simulation.mischief import Mischief, refused


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
