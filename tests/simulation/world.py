"""A seeded world: devices, their users, a network and a relay, one step after another.

Everything that happens follows from the seed, to the byte. Who acts next, what they do
and what the network does to it is drawn from one stream of chances; keys and nonces
come from streams of their own, so that two runs can differ in what is typed alone.
"""

from __future__ import annotations

import random as chances
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from shared.casework.consent.grounds import lets_in
from shared.protocol.messages import Append
from shared.sealing.device import DeviceKeys
from tests.simulation import firm
from tests.simulation.device import Crash, Device
from tests.simulation.disk import Disk
from tests.simulation.firm import Newcomer
from tests.simulation.relay import Backup, Relay, Request
from tests.simulation.truth import Truth, tokens_of

DAY = 86_400_000


class Weather(msgspec.Struct, frozen=True):
    """How rough a run is: chances of 0 to 1, each for one step or one request."""

    request_lost: float = 0.05
    answer_lost: float = 0.07
    doubled: float = 0.06
    hinted: float = 0.4
    crash: float = 0.03
    kill: float = 0.02
    restore_relay: float = 0.0
    clone: float = 0.0
    leap: float = 0.06
    page: int = 6
    """Pages hold 1 to so many entries."""


CALM = Weather(0, 0, 0, 0.5, 0, 0, page=40)


class Late(NamedTuple):
    """A request that the network delivers once more."""

    device: bytes
    request: Request


class Joining(NamedTuple):
    """A member whose admission is under way, and whose device admits."""

    who: Newcomer
    by: str


class Adding(NamedTuple):
    """A further device whose addition is under way, and which sibling adds it."""

    name: str
    keys: DeviceKeys
    by: str


class World:
    """One run. `relay_of` makes the relay; by default it is honest."""

    def __init__(
        self,
        seed: str,
        weather: Weather = CALM,
        relay_of: Callable[..., Relay] = Relay,
        words: str = "",
    ) -> None:
        self.seed = seed
        self.weather = weather
        self.words = words
        """Goes into what is typed into cases, and into nothing else."""
        self.dice = chances.Random(f"{seed}/dice")
        self.time = firm.START
        self.truth = Truth()
        self.devices: dict[str, Device] = {}
        self.gone: set[str] = set()
        """Devices that will never run again."""
        self.late: list[Late] = []
        self.joining: list[Joining] = []
        self.adding: list[Adding] = []
        self.backups: list[Backup] = []
        self.restored: list[tuple[bytes, str]] = []
        """Chain values of heads that the relay lost, and who had seen them."""
        self.copies: list[tuple[str, Disk]] = []
        self.tokens = 0
        self.trace: Callable[[str], None] | None = None
        self._relay_of = relay_of
        self.relay: Relay

    # Making

    def stream(self, name: str) -> Callable[[int], bytes]:
        """A stream of random bytes of its own."""
        return chances.Random(f"{self.seed}/{name}").randbytes

    def page_entries(self) -> int:
        """How many entries the next page holds."""
        return self.dice.randint(1, self.weather.page)

    def make_relay(self, log: bytes) -> Relay:
        """The relay of a log."""
        return self._relay_of(log, self.stream("relay"), self.page_entries)

    def begin(self) -> Device:
        """Found the firm; the founder's device has not synced yet."""
        random = self.stream("founder")
        who = firm.newcomer(random, "Noor", firm.FOUNDER)

        def enrol(log: bytes) -> bytes:
            self.relay = self.make_relay(log)
            key = firm.device_key(who)
            self.relay.devices[who.device.signer.device] = key
            return self.relay.key

        return self.add_device("noor", firm.founders_disk(random, who, enrol))

    def add_device(self, name: str, disk: Disk) -> Device:
        """Switch a device on for the first time."""
        device = Device(name, disk, self.truth, lets_in, self.stream(name), lambda: self.time)
        self.devices[name] = device
        return device

    def running(self) -> list[Device]:
        """The devices that still run."""
        return [device for name, device in self.devices.items() if name not in self.gone]

    def say(self, text: str) -> None:
        """Tell who watches the run."""
        if self.trace is not None:
            self.trace(f"{self.truth.step:4} {text}")

    # Stepping

    def guarded(self, device: Device, do: Callable[[], None]) -> None:
        """Let a device do something; when it crashes in it, start it again."""
        try:
            do()
        except Crash:
            self.say(f"{device.name} crashes at a write")
            device.start()

    def welcome(self) -> None:
        """Hand over what newcomers and further devices wait for."""
        for joining in list(self.joining):
            by = self.devices[joining.by]
            if joining.who.member in by.replica.ledger.roster.members:
                self.joining.remove(joining)
                disk = firm.joiners_disk(
                    self.stream(f"{joining.who.name}/welcome"), by.replica, joining.who
                )
                self.add_device(joining.who.name, disk)
                self.say(f"{joining.who.name} joins")
        for adding in list(self.adding):
            by = self.devices[adding.by]
            if adding.keys.signer.device in by.replica.ledger.roster.devices:
                self.adding.remove(adding)
                if by.replica.ring.current_self() is not None:
                    self.add_device(adding.name, firm.siblings_disk(by.replica, adding.keys))
                    self.say(f"{adding.name} is added")

    def network(self, device: Device) -> None:
        """The next thing that the network does for a device."""
        if device.stopped:
            return
        dice, weather = self.dice, self.weather
        if not device.online:
            device.connect(self.relay.admits(device.login))
            return
        if not device.requests:
            if dice.random() < 0.1:
                device.disconnect()
            else:
                device.hint(self.relay.place)
            return
        if isinstance(device.requests[0], Append) and dice.random() < 0.7:
            device.engine.prepare(self.time)
        luck = dice.random()
        request, me = device.requests[0], device.login
        if luck < weather.request_lost:
            self.say(f"{device.name}: {type(request).__name__} is lost")
            device.disconnect()
            return
        answer = self.relay.ask(me, request)
        if luck < weather.request_lost + weather.answer_lost:
            self.say(f"{device.name}: the answer to {type(request).__name__} is lost")
            device.disconnect()
            return
        if dice.random() < weather.doubled:
            self.late.append(Late(me, request))
        self.say(f"{device.name}: {_short(request)} -> {_short(answer)}")
        place = self.relay.place
        device.answered(answer)
        if self.relay.place > place:
            self.hints()

    def hints(self) -> None:
        """The relay's streams tell of a new head, to whom the network lets them."""
        for device in self.running():
            if device.online and self.dice.random() < self.weather.hinted:
                self.guarded(device, lambda device=device: device.hint(self.relay.place))  # type: ignore[misc]

    def deliver_late(self) -> None:
        """A request that was delivered before is delivered again."""
        if self.late and self.dice.random() < 0.3:
            late = self.late.pop(self.dice.randrange(len(self.late)))
            self.say(f"late: {_short(late.request)}")
            self.relay.ask(late.device, late.request)

    def pass_time(self) -> None:
        """Time passes, sometimes a lot of it."""
        dice = self.dice
        self.time += dice.randint(1, 5_000)
        if dice.random() < self.weather.leap:
            self.time += dice.randint(1, 3) * DAY // 2
        for device in self.running():
            self.guarded(device, device.tick)

    def trouble(self, device: Device) -> None:
        """Sometimes a device loses its memory, at once or at one of its next writes."""
        luck = self.dice.random()
        if luck < self.weather.kill:
            self.say(f"{device.name} is killed")
            if self.dice.random() < 0.3:
                device.disk.snapshot = None
            device.start()
        elif luck < self.weather.kill + self.weather.crash:
            device.fuse = self.dice.randint(0, 2)
            device.fuse_after = self.dice.random() < 0.5
        elif luck > 0.95:
            device.keep_snapshot()

    def restore_relay(self) -> None:
        """The relay is put back from a backup of an earlier step.

        Nobody can know how much such a relay has lost before a device shows it; it takes
        no appends from then on until it has it back. So the first who meets it is one
        that has come furthest, and has every entry that anybody has seen signed (what
        nobody has, an operator must give up: docs/protocol.md §8.6).
        """
        if not self.backups:
            return
        backup = self.backups.pop(self.dice.randrange(len(self.backups)))
        furthest = max(self.running(), key=lambda d: len(d.disk.rows))
        me = furthest.login
        known = max(d.disk.head_place() for d in self.running())
        if furthest.stopped or len(furthest.disk.rows) < known or known > self.relay.place:
            return
        if not (self.relay.admits(me) and me in backup.devices):
            return
        self.say(f"the relay is put back from {self.relay.place} to {len(backup.entries)}")
        self.restored.append((self.relay.chain[known], furthest.name))
        self.relay.restore(backup)
        self.backups.clear()
        self.late.clear()
        for device in self.running():
            if device.online:
                device.disconnect()
        furthest.fuse = None
        furthest.connect(admitted=True)
        for _ in range(3):
            self.ask(furthest)

    def copy_disk(self) -> None:
        """Somebody copies a device's disk, or a backup of it is made."""
        device = self.dice.choice(self.running())
        if device.replica.ledger.roster.active(device.replica.ledger.me):
            self.copies.append((device.name, device.disk.copy()))

    def use_copy(self) -> None:
        """A device is put back from a copy, or the copy runs beside it."""
        if not self.copies:
            return
        name, disk = self.copies.pop(self.dice.randrange(len(self.copies)))
        device = self.devices[name]
        if device.stopped or name in self.truth.cloned:
            return
        kept = set(tokens_of([*disk.items.values(), *disk.unsent.values()]))
        if self.dice.random() < 0.5:
            self.say(f"{name} is put back from a backup")
            self.truth.cloned.add(name)
            stood = self.truth.tokens_before(self.relay.chain, len(disk.rows))
            self.truth.by_device[name] = self.truth.by_device.get(name, set()) & (kept | stood)
            device.disk = disk
            device.start()
        else:
            copy = f"{name}*"
            self.say(f"{copy} runs beside {name}")
            self.truth.cloned.update((name, copy))
            self.truth.by_device[copy] = set(kept)
            self.truth.twins |= kept
            self.add_device(copy, disk)

    def ask(self, device: Device) -> None:
        """Deliver a device's request and its answer."""
        if device.requests and device.online:
            answer = self.relay.ask(device.login, device.requests[0])
            self.say(f"{device.name}: {_short(device.requests[0])} -> {_short(answer)}")
            device.answered(answer)

    def restart(self, device: Device) -> None:
        """A user who was told an alarm starts the program again and tries once more."""
        device.stopped = device.must_restore = False
        device.start()

    # Coming to rest

    def settle(self, rounds: int = 8) -> int:
        """Fair weather, and nobody types: every device syncs again and again.

        Gives back after how many rounds nothing changed any more.
        """
        calm, self.weather = self.weather, CALM
        self.late.clear()
        try:
            for done in range(1, rounds + 1):
                before = self.relay.place, sum(d.disk.writes for d in self.running())
                self.welcome()
                for device in self.running():
                    device.fuse = None
                    if device.must_restore:
                        continue
                    # A connection made anew also asks again for what was missing.
                    if device.online:
                        device.disconnect()
                    self.sync(device)
                if before == (self.relay.place, sum(d.disk.writes for d in self.running())):
                    return done
        finally:
            self.weather = calm
        return rounds + 1

    def sync(self, device: Device, limit: int = 400) -> None:
        """Let one device sync until it has nothing left to do."""
        for _ in range(limit):
            if device.stopped:
                return
            if not device.online:
                if not self.relay.admits(device.login):
                    return
                device.connect(admitted=True)
            elif device.requests:
                request = device.requests[0]
                answer = self.relay.ask(device.login, request)
                self.say(f"{device.name}: {_short(request)} -> {_short(answer)}")
                if isinstance(request, Append):
                    device.engine.prepare(self.time)
                device.answered(answer)
            elif device.wake_at is not None:
                # While it waits it heeds no hint.
                self.time = max(self.time, device.wake_at)
                device.tick()
            elif device.engine.place < self.relay.place:
                device.hint(self.relay.place)
            else:
                return
        raise AssertionError(f"{device.name} does not come to rest")


def _short(message: object) -> str:
    name = type(message).__name__
    for field in ("after", "seen", "first_place", "code"):
        value = getattr(message, field, None)
        if value is not None:
            return f"{name}({value})"
    return name
