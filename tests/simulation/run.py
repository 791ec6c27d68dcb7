"""A run: a firm that is there, a world that goes on for some steps, and rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.simulation import firm
from tests.simulation.device import Device
from tests.simulation.people import People
from tests.simulation.relay import Relay
from tests.simulation.world import Joining, Weather, World

NAMES = ("Joost", "Samira", "Bilal")


@cache
def _firm(members: int) -> World:
    """A firm of so many members who have all synced: the same for every run."""
    world = World(f"a firm of {members}")
    noor = world.begin()
    world.sync(noor)
    for name in NAMES[: members - 1]:
        who = firm.newcomer(world.stream(f"{name}/keys"), name, firm.ADVISER)
        world.joining.append(Joining(who, noor.name))
        noor.save({}, {}, intent=firm.admission(world.relay.log, who))
        world.sync(noor)
        world.welcome()
        world.sync(world.devices[name])
    world.settle()
    for device in world.devices.values():
        device.keep_snapshot()
    return world


class Run:
    """A world with its people."""

    def __init__(
        self,
        seed: str,
        weather: Weather,
        members: int = 3,
        relay_of: Callable[..., Relay] = Relay,
        habits: dict[str, int] | None = None,
        words: str = "",
    ) -> None:
        self.world = World(seed, weather, relay_of, words)
        self.people = People(self.world, habits)
        self._found(members)

    def _found(self, members: int) -> None:
        world, firm_there = self.world, _firm(members)
        relay = world.relay = world.make_relay(firm_there.relay.log)
        relay.signing_key, relay.key = firm_there.relay.signing_key, firm_there.relay.key
        relay.restore(firm_there.relay.backup())
        relay.incarnation = firm_there.relay.incarnation
        relay.sent = set(firm_there.relay.sent)
        world.time = firm_there.time
        world.truth.stood.update(firm_there.truth.stood)
        world.truth.formed.update(firm_there.truth.formed)
        for name, device in firm_there.devices.items():
            world.truth.rings[name] = list(firm_there.truth.rings[name])
            world.add_device(name, device.disk.copy())

    def go(self, steps: int) -> None:
        """So many steps."""
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """One thing happens."""
        world = self.world
        world.truth.step += 1
        device = world.dice.choice(world.running())
        if device.stopped:
            if device.must_restore:
                world.restart(device)
            world.pass_time()
            return
        world.trouble(device)
        self._mishaps()
        luck = world.dice.random()
        if luck < 0.3:
            world.guarded(device, lambda: self._type(device))
        else:
            for _ in range(world.dice.randint(1, 4)):
                world.guarded(device, lambda: world.network(device))
        world.deliver_late()
        world.pass_time()
        world.welcome()

    def _mishaps(self) -> None:
        """The relay is put back, or a device is copied or put back."""
        world, weather = self.world, self.world.weather
        if weather.restore_relay and world.dice.random() < 0.15:
            world.backups.append(world.relay.backup())
        if world.dice.random() < weather.restore_relay:
            world.restore_relay()
        if weather.clone and world.dice.random() < 0.1:
            world.copy_disk()
        if world.dice.random() < weather.clone:
            world.use_copy()

    def _type(self, device: Device) -> None:
        for _ in range(3):
            if self.people.act(device):
                return
