"""Mischief with batches: a relay that does not store them as they came."""

from __future__ import annotations

from collections.abc import Callable

from shared.protocol.messages import Append, Appended, Done, Page, RefusalBody
from shared.protocol.refusal import Refusal
from tests.simulation.called_for import Served
from tests.simulation.mischief import Mischief, noise, refused
from tests.simulation.relay import Request


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
