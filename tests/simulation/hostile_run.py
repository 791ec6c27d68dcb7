"""A dishonest run: a firm that shares a case, a relay that cheats for a while, and rest."""

from __future__ import annotations

from random import Random
from typing import Any

from shared.replica.notice import Told
from shared.replica.outbox import Share
from shared.replica.payload import CircleKind
from shared.replica.ring import decode_ring
from shared.sealing.pair import self_circle
from tests.end_to_end.closure import Knowledge
from tests.simulation.device import Device
from tests.simulation.hostile import ALARMS, KINDS, HostileRelay
from tests.simulation.hostile_member import FORGERIES, HostileMember
from tests.simulation.hostile_oracle import Foul, HostileOracle, Known
from tests.simulation.oracle import Oracle, need
from tests.simulation.people import People
from tests.simulation.run import Run
from tests.simulation.world import Weather, World

WEATHER = Weather(
    request_lost=0.04, answer_lost=0.0, doubled=0.0, hinted=0.6, crash=0.02, kill=0.02, page=8
)
"""No answer is lost on its way, so that each that calls for an alarm arrives."""
HABITS = {
    "edit": 40,
    "begin_edit": 6,
    "finish_edit": 8,
    "both": 8,
    "case": 6,
    "share": 14,
    "withdraw": 3,
    "leave": 3,
    "admit": 2,
    "turn": 4,
    "device": 2,
}
"""Nobody removes or revokes anybody: whoever is put out, is put out by foul play."""
ALWAYS = frozenset({Told.UNSENT, Told.INTENT_FELL, Told.FUTURE, Told.NONSENSE, Told.REFUSED})
PLACED_WRONG = frozenset({Told.FELL, Told.NOT_STANDING, Told.BAD_BOX, Told.TAG_TAKEN})
QUIET = {
    "cut_batch": PLACED_WRONG,
    "no_fence": PLACED_WRONG,
    "store_later": PLACED_WRONG,
    "erased": frozenset({Told.ERASED}) | PLACED_WRONG,
    "cross": PLACED_WRONG,
    "tamper_signed": PLACED_WRONG | {Told.ERASED},
    "mix": PLACED_WRONG | {Told.ERASED},
}
"""What else may be told, by the kind of mischief."""


class Minded(People):
    """People of whom is kept whom they let into what."""

    def __init__(self, world: World, habits: dict[str, int]) -> None:
        super().__init__(world, habits)
        self.let_in: Known = set()

    def _save(self, device: Device, edits: Any, shown: Any, opens: Any = None, *rest: Any) -> None:
        for entry in opens or ():
            self.let_in.add((device.member, entry.circle))
        super()._save(device, edits, shown, opens, *rest)

    def _intend(self, device: Device, intent: Any) -> None:
        if isinstance(intent, Share):
            self.let_in.add((intent.member, intent.circle))
        super()._intend(device, intent)


class HostileRun:
    """One schedule, told by the kind of mischief and a number."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.dice = Random(f"hostile/{seed}")
        self.kind = seed.split("/", maxsplit=1)[0]
        self.run = Run(
            f"hostile/{seed}", WEATHER, self.dice.choice((3, 3, 3, 4)), HostileRelay, HABITS
        )
        self.world = self.run.world
        self.people = Minded(self.world, HABITS)
        self.run.people = self.people
        relay = self.world.relay
        assert isinstance(relay, HostileRelay)
        self.relay = relay
        self.foul = Foul()
        self.case = self.shared_case()

    def shared_case(self) -> bytes:
        """Noor opens a case and shares it with Joost; Samira is not in it."""
        noor, joost = self.world.devices["noor"], self.world.devices["Joost"]
        self.people.new_case(noor)
        circle = self.people.cases(noor)[0]
        consent = self.people.random(16)
        self.people._consent(noor, circle, consent, joost.member, "given")
        self.people._compare(noor, joost.member)
        self.people._intend(noor, Share(circle, joost.member, consent))
        self.world.settle()
        assert joost.replica.ledger.current(circle) is not None
        return circle

    def play(self) -> None:
        """Everything, and the checks."""
        self.run.go(self.dice.randint(3, 8))
        self.relay.begin(self.world, KINDS[self.kind](self.dice))
        self.run.go(self.dice.randint(27, 40))
        self.check()
        leaves_fork = KINDS[self.kind].leaves_fork
        self.relay.end()
        self.rest()
        self.check()
        if leaves_fork:
            self.parted()
        else:
            self.together()

    def rest(self) -> None:
        """Whoever was alarmed starts again, all call the relay again, and nobody types."""
        self.world.truth.step += 1
        for device in self.world.running():
            if device.stopped:
                self.world.restart(device)
            elif device.online:
                device.disconnect()
            device.fuse = None
        self.world.settle()

    def check(self) -> None:
        """What holds for each device by itself."""
        for device in self.world.running():
            if device.stopped:
                # After an alarm the device is looked at as its next start finds it.
                device.start()
                device.stopped = True
        HostileOracle(self.world, self.quiet(), self.people.let_in, self.foul).check()

    def sealed_off(self) -> None:
        """20, 22, 23, 26. Nobody opens anything of a case that they were never let into,
        or of another member's `self`, with all keys they ever had and all that was sent."""
        log, truth = self.relay.log, self.world.truth
        for device in self.world.running():
            keys: set[bytes] = set()
            for encoded in truth.rings[device.name]:
                ring = decode_ring(encoded)
                keys |= {ring.seed, ring.exchange, ring.member_private}
                keys |= {entry.secret for entry in ring.entries.values()}
            opened = Knowledge(log, device.member, keys).close(sorted(self.relay.sent)).opened
            for stood in truth.stood.values():
                if stood.record.id not in opened:
                    continue
                mine = self_circle(log, device.member) == stood.circle
                let_in = (device.member, stood.circle) in self.people.let_in
                closed = stood.circle_kind in (CircleKind.CASE, CircleKind.SELF)
                need(23, mine or let_in or not closed, f"{device.name} opens a case or `self`")

    def quiet(self) -> frozenset[Told]:
        """What may be told beside alarms that are called for."""
        return ALWAYS | QUIET.get(self.kind, frozenset())

    def together(self) -> None:
        """Where one history is left, everybody has it all and shows the same."""
        oracle = Oracle(self.world)
        for device in oracle.honest:
            need(19, not device.stopped, f"{device.name} does not come back")
        oracle.one_log()
        oracle.same()
        oracle.true_registers()
        oracle.nothing_waits()
        oracle.roster()

    def parted(self) -> None:
        """Where two are left, each device either follows the relay's or was alarmed."""
        whole = b"".join(self.relay.chain)
        for device in self.world.running():
            follows = whole == bytes(device.replica.ledger.chain)
            told = {h.notice.told for h in self.world.truth.heard if h.device == device.name}
            shut_out = not self.relay.admits(device.replica.ledger.me)
            need(9, follows or shut_out or told & ALARMS, f"{device.name} was not told of the fork")


LIES = frozenset({"wrong_witness", "false_presence"})
"""Forgeries that look like a forked log, until people have compared by voice."""


class MemberRun(HostileRun):
    """An honest relay, and a member whose program was modified. The seed names the
    forgery and a number."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        name, self.forge = FORGERIES[self.kind]
        self.liar = self.world.devices[name]
        self.world.truth.hostile.add(name)
        self.hand = HostileMember(self.liar, self.relay, self.foul, self.case, self.dice)

    def play(self) -> None:
        """Everything, and the checks."""
        self.relay.world = self.world
        self.run.go(self.dice.randint(3, 8))
        for _ in range(self.dice.randint(1, 3)):
            self.forge_once()
            self.run.go(self.dice.randint(5, 12))
        self.rest()
        if self.kind in LIES:
            self.left_out()
        self.check()
        self.together()

    def forge_once(self) -> None:
        """The liar syncs, forges, and hides it from its own program."""
        world = self.world
        world.truth.step += 1
        self.sync_liar()
        ledger = self.liar.replica.ledger
        inside = self.kind == "false_presence" or ledger.current(self.case) is not None
        if inside and not self.liar.stopped and not self.liar.replica.flight.records:
            self.forge(self.hand)
            self.sync_liar()

    def sync_liar(self) -> None:
        """A modified program need not come to rest; then it is switched off."""
        if self.liar.name in self.world.gone:
            return
        self.liar.fuse = None
        try:
            self.world.sync(self.liar)
        except AssertionError:
            self.liar.stopped = True
            self.world.gone.add(self.liar.name)

    def rest(self) -> None:
        """As always, and the liar first."""
        self.sync_liar()
        super().rest()

    def left_out(self) -> None:
        """People compared by voice: whoever was alarmed leaves the record out."""
        for _ in range(6):
            for device in self.world.running():
                if device is not self.liar:
                    self.leave_out(device)
            self.rest()
        for device in self.world.running():
            if device is self.liar or not self._reads(device):
                continue
            told = {h.notice.told for h in self.world.truth.heard if h.device == device.name}
            need(10, not self.foul.forbidden or Told.FORKED in told, f"{device.name} heard nothing")

    def _reads(self, device: Device) -> bool:
        if self.kind == "false_presence":
            return True
        return device.replica.ledger.current(self.case) is not None

    def leave_out(self, device: Device) -> None:
        """What the user of a device does who was alarmed by a single record."""
        named = {
            bytes.fromhex(blanks["record"])
            for heard in self.world.truth.heard
            if heard.device == device.name and "record" in (blanks := dict(heard.notice.blanks))
        }
        device.disk.left_out |= named & set(self.foul.forbidden)
        device.start()

    def quiet(self) -> frozenset[Told]:
        """What may be told: that a record does not stand, and what it was about."""
        more = {Told.NOT_STANDING, Told.TAG_TAKEN, Told.BAD_REFERENCE, Told.FELL, Told.NO_GROUND}
        return ALWAYS | more | ({Told.FORKED} if self.kind in LIES else set())
