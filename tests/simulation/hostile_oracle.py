"""What must hold for each honest device by itself, whatever the relay or a member did.

Where histories part, there is no one log to hold devices against. Each is held against
its own bytes, and against who formed and typed what. The numbers are those of
`tests.simulation.oracle`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from shared.casework.consent.grounds import lets_in
from shared.replica.change import Live, Name
from shared.replica.notice import Told
from shared.replica.payload import CircleKind, Kind, decode_changes
from shared.replica.reread import sought
from shared.replica.ring import decode_ring
from tests.simulation.device import Device
from tests.simulation.hostile import ALARMS, HostileRelay
from tests.simulation.oracle import Log, need, restored_as_it_was, shown
from tests.simulation.truth import tokens_of
from tests.simulation.watched import Stood
from tests.simulation.world import World

Known = set[tuple[bytes, bytes]]
"""(member, circle) of everybody whom a user let into a case."""


class Foul:
    """What a modified program sent: ids of records that must stand nowhere, and the
    devices that sent them."""

    def __init__(self) -> None:
        self.forbidden: dict[bytes, str] = {}
        self.liars: set[bytes] = set()
        self.given: set[bytes] = set()
        """Circles whose key was given without a ground: it is known until the opening."""


class HostileOracle:
    """Checks the honest devices of a world. `quiet` are the warnings that this kind of
    run may cause; alarms are held against what the relay served."""

    def __init__(
        self, world: World, quiet: frozenset[Told], let_in: Known, foul: Foul | None = None
    ) -> None:
        self.world = world
        self.truth = world.truth
        self.quiet = quiet
        self.let_in = let_in
        self.foul = foul or Foul()
        self.honest = [d for d in world.running() if d.name not in self.truth.hostile]
        self.logs = {d.name: Log(self.truth, _chain(d)) for d in self.honest}

    def check(self) -> None:
        """Everything that holds for a device by itself."""
        self.alarms()
        self.kept()
        self.true_records()
        self.true_screens()
        self.nobody_removed()
        self.keys()
        for device in self.honest:
            if not sought(device.replica.ledger, ()):
                restored_as_it_was(device)

    def alarms(self) -> None:
        """9, 10, 17. What calls for an alarm is told at that answer, by its name; no
        alarm is told that nothing calls for, and no warning that is out of place."""
        relay = self.world.relay
        assert isinstance(relay, HostileRelay)
        names = {d.name for d in self.honest}
        called: defaultdict[tuple[str, int], set[Told]] = defaultdict(set)
        for step, name, what in relay.owed:
            if name not in names:
                continue
            told = {
                heard.notice.told
                for heard in self.truth.heard
                if heard.device == name and heard.step == step
            }
            called[name, step] |= what.must | what.may
            wanted = sorted(one.name for one in what.must)
            right = not what.must or told & (what.must | what.may)
            need(9, right, f"{name} was not told {wanted} at {step}")
        for heard in self.truth.heard:
            if heard.device not in names:
                continue
            told_now = heard.notice.told
            text = f"{heard.device} was told {told_now.name} {heard.notice.blanks} at {heard.step}"
            if told_now in ALARMS and told_now not in self.quiet:
                need(13, told_now in called[heard.device, heard.step], text)
            elif told_now not in ALARMS:
                need(13, told_now in self.quiet, text)

    def kept(self) -> None:
        """1, 2. What was saved stands in the device's own chain or waits on its disk."""
        for device in self.honest:
            stands = self.logs[device.name].tokens()
            disk = device.disk
            waiting = set(tokens_of([*disk.items.values(), *disk.unsent.values()]))
            for token in self.truth.by_device.get(device.name, ()):
                need(1, token in stands or token in waiting, f"{token} of {device.name} is lost")

    def true_records(self) -> None:
        """3, 4, 7, 10, 14, 21. What stands under the name of an honest device was formed
        by it, at that place of that history, in an epoch that was open, once; and what a
        modified program made against the rules stands nowhere."""
        for device in self.honest:
            log = self.logs[device.name]
            numbers: Counter[Any] = Counter()
            for stood in log.records:
                record = stood.record
                wrong = self.foul.forbidden.get(record.id)
                need(21, wrong is None, f"{device.name} lets stand: {wrong}")
                closing = log.closings.get(stood.epoch)
                ended = closing is not None and closing[0].record.place < record.place
                need(14, not ended, f"{device.name} lets stand what came after the epoch's end")
                if record.device not in self.foul.liars:
                    self._formed(device, log, stood)
                for name in _names(stood):
                    numbers[name] += 1
            twice = [name for name, times in numbers.items() if times > 1]
            need(7, not twice, f"two writes of one name stand on {device.name}")
            for token, places in log.tokens().items():
                need(3, len(places) == 1, f"{token} stands at {places} on {device.name}")

    def _formed(self, device: Device, log: Log, stood: Stood) -> None:
        record = stood.record
        formed = self.truth.formed.get(record.id)
        need(17, formed is not None, f"{device.name} lets stand what nobody formed")
        assert formed is not None
        need(17, formed.epoch == stood.epoch, "a record stands in another epoch")
        seen = record.plain.witness_place
        same = seen < record.place and log.chain[seen] == record.plain.witness_chain
        need(10, same, f"{device.name} counts a record of {formed.device} from another history")
        if record.plain.index != 255:
            at = formed.place + 1 + record.plain.index
            need(14, record.place == at, f"a fence's record stands at {record.place}, not {at}")

    def true_screens(self) -> None:
        """4, 5. What is shown as standing is what stands by the device's own bytes."""
        for device in self.honest:
            ledger = device.replica.ledger
            if ledger.gaps or sought(ledger, ()):
                continue
            log = self.logs[device.name]
            for circle in ledger.circles.values():
                if ledger.current(circle.id) is None or circle.kind == CircleKind.PAIR:
                    continue
                true = {key: lives for key, lives in log.register(circle.id).items() if lives}
                mine = shown(device, circle.id)
                need(4, mine == true, f"{device.name} shows another {circle.kind}")

    def nobody_removed(self) -> None:
        """21, 32. No honest person or device is put out, and no role changes: nobody
        who may has asked for it."""
        for device in self.honest:
            roster = device.replica.ledger.roster
            for member in roster.members.values():
                need(32, member.removed is None, f"{device.name}: {member.name} was removed")
            for other in roster.devices.values():
                liar = other.id in self.foul.liars
                need(32, other.revoked is None or liar, f"{device.name}: a device was revoked")
            for name, roles in self._roles().items():
                known = roster.members.get(name)
                need(32, known is None or known.roles == roles, "roles have changed")

    def _roles(self) -> dict[bytes, tuple[str, ...]]:
        founder = self.world.devices["noor"]
        admitted = founder.replica.ledger.roster.members
        return {m: ("adviser", "coordinator") for m in [founder.member] if m in admitted}

    def keys(self) -> None:
        """23, 26, 30. No device ever held the key of a case but those of members whom
        its lead let in, after a consent that stands and after comparing words."""
        let_in = self.let_in
        for device in self.honest:
            for ring in self.truth.rings[device.name]:
                for entry in decode_ring(ring).entries.values():
                    passing = entry.circle in self.foul.given and ring != device.disk.ring
                    if entry.kind == CircleKind.CASE and not passing:
                        wanted = (device.member, entry.circle)
                        need(23, wanted in let_in, f"{device.name} has the key of a case")
            for stood, closing in self.logs[device.name].closings.values():
                if stood.circle_kind == CircleKind.CASE:
                    for joiner in closing.joiners:
                        self._ground(device, stood, joiner, closing.ground)

    def _ground(self, device: Device, stood: Stood, joiner: bytes, ground: Any) -> None:
        register = self.logs[device.name].register(stood.circle, stood.record.place)
        entity = (ground or (None, b""))[1]
        fields = {
            field: tuple(
                Live(value, name.device, name.number, 1, 0) for name, value in lives.items()
            )
            for (kind, of, field), lives in register.items()
            if kind == "consent" and of == entity
        }
        stands = lets_in(fields, joiner, stood.record.plain.time)
        need(30, stands, f"{device.name} lets a case be shared without a consent")


def _chain(device: Device) -> list[bytes]:
    chain = bytes(device.replica.ledger.chain)
    return [chain[at : at + 32] for at in range(0, len(chain), 32)]


def _names(stood: Stood) -> Iterator[tuple[bytes, Name]]:
    record = stood.record
    if record.plain.kind == Kind.CHANGES:
        changes = decode_changes(record.plain.payload)
        count = sum(len(entity.writes) for entity in changes.entities)
        for number in range(int(changes.first), int(changes.first) + count):
            yield stood.circle, Name(record.device, number)


__all__ = ["Foul", "HostileOracle", "Known"]
