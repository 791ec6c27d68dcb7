"""The oracle: what must hold at the end of a run, whatever happened in it.

The numbers are those of the invariants that the protocol was designed to; where this
protocol words one otherwise, the docstring of its check says so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from shared.casework.consent.grounds import lets_in
from shared.replica.change import Live, Name
from shared.replica.circle import holders, owed
from shared.replica.content import MemoryContent
from shared.replica.notice import Told
from shared.replica.outbox import Turn
from shared.replica.payload import (
    CircleKind,
    Closing,
    Kind,
    Opening,
    decode,
    decode_changes,
)
from shared.replica.register import standing, state_of
from shared.replica.replica import Replica
from shared.replica.reread import sought
from shared.replica.ring import decode_ring
from shared.replica.roster import Role
from shared.sealing.pair import EVERYONE, self_circle
from tests.simulation.device import Device
from tests.simulation.truth import TOKEN, Truth, Violation, tokens_of
from tests.simulation.watched import Stood
from tests.simulation.world import World

QUIET = frozenset({Told.UNSENT, Told.INTENT_FELL, Told.REMOVED, Told.FUTURE})
"""What users may be told in a run where nobody does anything wrong."""

Register = dict[tuple[str, bytes, str], dict[Name, Any]]


def need(number: int, holds: object, text: str) -> None:
    """Raise when an invariant does not hold."""
    if not holds:
        raise Violation(number, text)


class Log:
    """What stands in one log, from what devices judged: the truth about its content."""

    def __init__(self, truth: Truth, chain: list[bytes]) -> None:
        self.chain = chain
        self.records: list[Stood] = [
            truth.stood[value] for value in chain[1:] if value in truth.stood
        ]
        self.openings: dict[bytes, tuple[Stood, Opening]] = {}
        self.closings: dict[bytes, tuple[Stood, Closing]] = {}
        for stood in self.records:
            plain = stood.record.plain
            if plain.kind == Kind.OPENING:
                self.openings[stood.epoch] = stood, decode(Opening, plain.payload)
            elif plain.kind == Kind.CLOSING:
                self.closings[stood.epoch] = stood, decode(Closing, plain.payload)

    def tokens(self) -> dict[str, list[int]]:
        """The places at which each token stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for stood in self.records:
            if stood.record.plain.kind == Kind.CHANGES:
                for entity in decode_changes(stood.record.plain.payload).entities:
                    for write in entity.writes:
                        if isinstance(write.value, str) and write.value.startswith(TOKEN):
                            found[write.value].append(stood.record.place)
        return found

    def register(self, circle: bytes, before: int | None = None) -> Register:
        """The live values of a circle's fields, made from its standing records alone by
        the plainest reading of docs/protocol.md §5.1."""
        places: dict[Name, int] = {}
        live: Register = defaultdict(dict)
        for stood in self.records:
            record = stood.record
            if stood.circle != circle or record.plain.kind != Kind.CHANGES:
                continue
            if before is not None and record.place >= before:
                break
            changes = decode_changes(record.plain.payload)
            number = int(changes.first)
            for entity in changes.entities:
                for write in entity.writes:
                    values = live[entity.kind, entity.entity, write.field]
                    for device, other in write.over:
                        name = Name(device, int(other))
                        place = places.get(name)
                        if place is not None and (
                            place <= record.plain.witness_place or device == record.device
                        ):
                            values.pop(name, None)
                    name = Name(record.device, number)
                    values[name] = write.value
                    places[name] = record.place
                    number += 1
        return live


def shown(device: Device, circle: bytes) -> Register:
    """What a device's content holds of a circle, without what waits in its outbox."""
    return {
        (kind, entity, field): {live.name: live.value for live in lives}
        for kind, entity, fields in device.content.entities(circle)
        for field, lives in standing(fields).items()
    }


class Oracle:
    """Checks a world at rest. `alarms` are the notices that the run may have caused."""

    def __init__(self, world: World, alarms: frozenset[Told] = frozenset()) -> None:
        self.world = world
        self.truth = world.truth
        self.alarms = QUIET | alarms
        self.log = Log(self.truth, world.relay.chain)
        self.honest = [d for d in world.running() if d.name not in self.truth.hostile]
        # A removed device may never hear of it: who is in the firm, the others know.
        roster = max(self.honest, key=lambda d: d.engine.place).replica.ledger.roster
        self.active = [
            d
            for d in self.honest
            if not d.stopped
            and roster.active(d.replica.ledger.me)
            and self._is_let_in(d)
            and not self._fell_behind(d)
        ]

    def _fell_behind(self, device: Device) -> bool:
        """Whether a device was put back to before its member's last turn but one: its
        exchange key is of no use any more, as it must be, and it is to be added anew; so
        is a device that such a one has added."""
        own = self_circle(self.world.relay.log, device.member)
        ledger = device.replica.ledger
        known = ledger.roster.members.get(device.member)
        return (
            any(device.name.startswith(name) for name in self.truth.cloned)
            and known is not None
            and (ledger.current(own) is None or known.key != ledger.ring.member_public())
        )

    def bytes_came_back(self) -> None:
        """18. What was served without bytes was told, and every device has read it again
        once the relay had it. What only a device had that is gone stays lost; a device
        that lacks such a record is not held to what the others show."""
        for device in self.active:
            for place in device.replica.ledger.gaps:
                told = any(
                    heard.device == device.name and heard.notice.told is Told.ERASED
                    for heard in self.truth.heard
                )
                need(18, told or device.starts > 1, f"{device.name} did not tell of {place}")
                need(
                    18,
                    self.world.relay.entries[place - 1].wire is None,
                    f"{device.name} did not read {place} again",
                )
        self.active = [d for d in self.active if not d.replica.ledger.gaps]

    def _is_let_in(self, device: Device) -> bool:
        """Whether the relay lets a device in, or a coordinator's device runs that would see
        to it. (A firm whose last coordinator is gone can let nobody in.)"""
        return self.world.relay.admits(device.login) or any(
            not d.stopped and d.replica.ledger.roster.has(d.member, Role.COORDINATOR)
            for d in self.honest
        )

    def check_honest(self) -> None:
        """Everything that holds when relay and users are honest."""
        self.bytes_came_back()
        self.no_alarm()
        self.nothing_falls()
        self.one_log()
        self.kept()
        self.once()
        self.healed()
        self.unique()
        self.same()
        self.true_registers()
        self.nothing_waits()
        self.rights()
        self.roster()
        self.restored()

    def no_alarm(self) -> None:
        """13. Honest relay, no clone, no hostile member: no alarm of any kind."""
        for heard in self.truth.heard:
            need(
                13,
                heard.notice.told in self.alarms
                or (heard.notice.told is Told.BAD_BOX and heard.device in self.truth.cloned),
                f"{heard.device} was told {heard.notice.told.name} {heard.notice.blanks}"
                f" at step {heard.step}",
            )

    def nothing_falls(self) -> None:
        """14. Every record in the log stands: its epoch had not ended, a fence's record
        stands at witness + 1 + index, and nobody finds another flaw."""
        for value in self.world.relay.chain[1:]:
            fell = self.truth.fallen.get(value)
            need(14, fell is None, f"a record fell: {fell}")

    def one_log(self) -> None:
        """9. Every device's chain is the beginning of the relay's; at rest all of it."""
        whole = b"".join(self.world.relay.chain)
        for device in self.honest:
            need(9, whole.startswith(bytes(device.replica.ledger.chain)), device.name)
        for device in self.active:
            need(9, len(whole) == len(device.replica.ledger.chain), f"{device.name} is behind")

    def kept(self) -> None:
        """1, 2. What was saved waits in the outbox, stands in the device's own chain, or
        is kept apart as not shared."""
        tokens = self.log.tokens()
        for device in self.honest:
            disk = device.disk
            place = device.engine.place
            waiting = set(tokens_of([*disk.items.values(), *disk.unsent.values()]))
            for token in self.truth.by_device.get(device.name, ()):
                stands = any(at <= place for at in tokens.get(token, ()))
                need(1, stands or token in waiting, f"{token} of {device.name} is lost")

    def once(self) -> None:
        """3. Each write is carried by at most one standing record."""
        for token, places in self.log.tokens().items():
            if token not in self.truth.twins:
                need(3, len(places) == 1, f"{token} stands at {places}")

    def healed(self) -> None:
        """16. A relay that was put back has the chain value again that it had at the head
        it lost, and all bytes that a running device has uploaded and still has. (Only who
        uploaded a record gives it back: else it would show whose circle it is of.)"""
        relay = self.world.relay
        for chain, device in self.world.restored:
            need(16, chain in relay.chain, f"the head that {device} had seen did not come back")
        for place, entry in enumerate(relay.entries, 1):
            formed = self.truth.formed.get(entry.id)
            if entry.wire is None and formed is not None:
                holder = self.world.devices[formed.device]
                gone = holder not in self.active or holder.name in self.truth.cloned
                held = not gone and holder.disk.rows[place - 1].wire is not None
                stands = relay.chain[place] in self.truth.stood
                need(
                    16,
                    not (held and stands),
                    f"the bytes of {holder.name} at {place} did not come back",
                )

    def unique(self) -> None:
        """7. No device forms two records for one (epoch, counter) of which both can
        stand. A fence that was refused is formed again under the same counter (decision
        3): then at most one form stands; other records are never formed again."""
        seen: dict[tuple[bytes, bytes, int], list[bytes]] = defaultdict(list)
        for record, formed in self.truth.formed.items():
            if formed.device not in self.truth.cloned:
                seen[formed.identity, formed.epoch, formed.counter].append(record)
        standing_ids = {stood.record.id for stood in self.log.records}
        for records in seen.values():
            if len(records) > 1:
                both = sum(record in standing_ids for record in records)
                need(7, both <= 1, "two records for one counter stand")
                plain = sum(not self.truth.formed[record].fence for record in records)
                need(7, plain <= 1, "a record was formed twice for one counter")

    def same(self) -> None:
        """5, 6. Devices with the same log that hold the same epoch show the same, to
        the byte, whatever the paging and restarts; a joiner shows what the others do."""
        seen: dict[bytes, tuple[str, Register]] = {}
        for device in self.active:
            for circle in device.replica.ledger.circles.values():
                epoch = device.replica.ledger.current(circle.id)
                if epoch is None or circle.kind == CircleKind.PAIR:
                    continue
                mine = shown(device, circle.id)
                name, theirs = seen.setdefault(epoch.id, (device.name, mine))
                need(5, mine == theirs, f"{device.name} and {name} differ in a {circle.kind}")

    def true_registers(self) -> None:
        """4. A write that stands and does not live was superseded by a standing one whose
        author had been shown it; and whatever lives was written."""
        circles = {stood.circle: stood.circle_kind for stood in self.log.records}
        for circle, kind in circles.items():
            if kind == CircleKind.PAIR:
                continue
            true = {key: values for key, values in self.log.register(circle).items() if values}
            for device in self.active:
                if device.replica.ledger.current(circle) is not None:
                    mine = shown(device, circle)
                    need(
                        4,
                        mine == true,
                        f"{device.name} shows another {kind}: {_differ(mine, true)}",
                    )
        for stood in self.log.records:
            if stood.record.plain.kind == Kind.CHANGES:
                self._shown_before(stood)

    def _shown_before(self, stood: Stood) -> None:
        for entity in decode_changes(stood.record.plain.payload).entities:
            for write in entity.writes:
                written = self.truth.written.get(str(write.value))
                if written is None or written.device in self.truth.cloned:
                    continue
                over = {Name(device, int(number)) for device, number in write.over}
                need(4, over <= set(written.shown), f"{write.value} replaces what was not shown")

    def nothing_waits(self) -> None:
        """19, 31. At rest all outboxes are empty, no epoch change is owed, and every
        holder of a case has it."""
        behind = {d.member for d in self.honest if self._fell_behind(d)}
        for device in self.active:
            # A turn waits for a device that is of no use any more until it is revoked.
            items = [
                item
                for item in device.replica.items.values()
                if not (isinstance(item.intent, Turn) and device.member in behind)
            ]
            need(19, not items, f"{device.name} still has {items}")
            need(19, not device.replica.flight.records, f"{device.name} has a batch under way")
            ledger = device.replica.ledger
            for circle in ledger.circles.values():
                epoch = ledger.current(circle.id)
                if epoch is None:
                    need(19, circle.kind == CircleKind.PAIR, f"a {circle.kind} has no open epoch")
                    continue
                need(31, owed(circle, epoch, ledger.roster) is None, "an epoch change is owed")
                members = holders(circle, epoch, ledger.roster)
                for other in self.active:
                    if other.member in members:
                        there = other.replica.ledger.current(circle.id)
                        need(
                            19,
                            there is not None and there.id == epoch.id,
                            f"{other.name} does not have the {circle.kind} of {device.name}",
                        )

    def rights(self) -> None:
        """30, 37. Nobody joins a case without a consent in force at that place, nor
        before the one who shares it has compared words with them."""
        for stood, closing in self.log.closings.values():
            for joiner in closing.joiners:
                ground = closing.ground or [None, b""]
                register = self.log.register(stood.circle, stood.record.place)
                fields = {
                    field: tuple(
                        Live(value, name.device, name.number, 1, 0)
                        for name, value in values.items()
                    )
                    for (kind, entity, field), values in register.items()
                    if kind == "consent" and entity == ground[1]
                }
                time = stood.record.plain.time
                need(30, lets_in(fields, joiner, time), "a case was shared without a consent")
                author = self._member_of(stood.record.device)
                need(
                    37,
                    (author, joiner) in self.truth.compared,
                    "a case was shared before words were compared",
                )

    def _member_of(self, device: bytes) -> bytes:
        for other in self.honest:
            known = other.replica.ledger.roster.devices.get(device)
            if known is not None:
                return known.member
        return b""

    def roster(self) -> None:
        """32. A fresh device that reads from the founding record finds the same roster."""
        reference = self.active[0] if self.active else self.honest[0]
        roster = reference.replica.ledger.roster
        for device in self.active:
            need(32, device.replica.ledger.roster == roster, f"{device.name} has another roster")

    def restored(self) -> None:
        """5, 9. What a device shows is a function of its disk: started again, it shows
        the same, expects the same and has the same waiting. (A device that was stopped in
        the middle of reading the log again does so after its next start.)"""
        if self.active:
            device = self.world.dice.choice(self.active)
            if not sought(device.replica.ledger, ()):
                restored_as_it_was(device)


def restored_as_it_was(device: Device) -> None:
    """Start a second replica from a device's disk, and compare."""
    disk, live = device.disk, device.replica
    content = MemoryContent()
    again = Replica.restore(
        decode_ring(disk.ring),
        content,
        lets_in,
        lambda count: bytes(count),
        [disk.rows] if disk.rows else [],
        disk.items.values(),
        disk.unsent.values(),
        disk.flight,
        disk.left_out,
    )
    name = device.name
    need(5, again.ring == live.ring, f"{name}: another ring after a restart")
    need(5, again.ledger.roster == live.ledger.roster, f"{name}: another roster after a restart")
    need(5, again.author == live.author, f"{name}: another author after a restart")
    need(
        5,
        set(again.ledger.expected) == set(live.ledger.expected),
        f"{name}: expects other records after a restart",
    )
    for circle in (*live.ledger.circles.values(), *again.ledger.circles.values()):
        other = again.ledger.circles.get(circle.id)
        mine = live.ledger.circles.get(circle.id)
        need(
            5,
            mine is not None and other is not None and mine.current == other.current,
            f"{name}: a {circle.kind} is open differently after a restart",
        )
        state = [_shape(*entity) for entity in device.content.entities(circle.id)]
        told = [_shape(*entity) for entity in content.entities(circle.id)]
        need(5, state == told, f"{name}: a {circle.kind} shows something else after a restart")


def _shape(kind: str, entity: bytes, fields: Any) -> Any:
    """What is shown of an entity, without where and when it was written: to a joiner,
    and to who has turned, that is where and when the circle was handed over."""
    waiting = {
        (field, live.name)
        for field, lives in fields.items()
        for live in lives
        if live.place is None
    }
    return state_of(kind, entity, fields), waiting


def _differ(mine: Register, true: Register) -> Any:
    return [
        (key[0], key[2], mine.get(key), true.get(key))
        for key in {*mine, *true}
        if mine.get(key) != true.get(key)
    ][:3]


__all__ = ["EVERYONE", "Log", "Oracle", "need", "restored_as_it_was", "shown"]
