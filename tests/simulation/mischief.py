"""A relay that cheats as long as a `Mischief` tells it to, and what it owes to be told."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from shared.protocol.messages import Append, Appended, Page, RefusalBody
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from tests.simulation.called_for import NOTHING, Owed, Served, called_for
from tests.simulation.device import Device
from tests.simulation.relay import Answer, PageAfter, Relay, Request
from tests.simulation.world import World


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


def noise(random: Callable[[int], bytes]) -> Entry:
    """An entry of random bytes."""
    return entry_of(random(568 + random(1)[0]))


def refused(refusal: Refusal, page: Page | None = None) -> RefusalBody:
    """A refusal as a relay words it."""
    return RefusalBody(refusal.code, refusal.text, page)
