"""A simulated device: an engine with its driver, a disk, and a user who types.

What the real program does with threads and sockets is done here step by step, so that
anything can happen between any two of its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shared.protocol.messages import (
    Append,
    Appended,
    DeviceList,
    Done,
    Give,
    Head,
    Page,
    RefusalBody,
    TailOffer,
    decode,
)
from shared.protocol.messages import Given as WireGiven
from shared.protocol.record import Entry
from shared.protocol.refusal import Refusal
from shared.replica import action as act
from shared.replica.change import Edit, Fields
from shared.replica.commit import Commit
from shared.replica.content import MemoryContent
from shared.replica.engine import Engine
from shared.replica.event import (
    Answered,
    Connected,
    Disconnected,
    Erased,
    Event,
    Given,
    Hinted,
    Listed,
    Nonsense,
    Paged,
    Refused,
    Wake,
)
from shared.replica.memory import recall, remember
from shared.replica.outbox import Intent
from shared.replica.register import standing, visible
from shared.replica.ring import decode_ring
from shared.sealing.entry import KeyEntry
from tests.simulation.disk import Disk, Snapshot
from tests.simulation.relay import (
    LIMITS,
    Answer,
    DropDevice,
    EraseTokens,
    ListDevices,
    PageAfter,
    Request,
)
from tests.simulation.watched import WatchedReplica, watched

if TYPE_CHECKING:
    from tests.simulation.truth import Truth


class Crash(Exception):
    """The device lost its memory in the middle of something."""


class Device:
    """One machine of one member. `random(n)` gives n bytes, `now()` milliseconds."""

    def __init__(
        self,
        name: str,
        disk: Disk,
        truth: Truth,
        grounds: Callable[[Fields, bytes, int], bool],
        random: Callable[[int], bytes],
        now: Callable[[], int],
    ) -> None:
        self.name = name
        self.disk = disk
        self.truth = truth
        self.grounds = grounds
        self.random = random
        self.now = now
        self._replica = watched(truth, name)
        self.requests: list[Request] = []
        self.asked: str = ""
        self.online = False
        self.stopped = False
        self.must_restore = False
        self.wake_at: int | None = None
        self.starts = 0
        self.fuse: int | None = None
        """How many more writes reach the disk before the next crash."""
        self.fuse_after = False
        """Whether the write at which it crashes still reaches the disk."""
        self.replica: WatchedReplica
        self.content: MemoryContent
        self.engine: Engine
        truth.rings.setdefault(name, []).append(disk.ring)
        self.start()

    @property
    def member(self) -> bytes:
        """The member whose device this is."""
        return self.replica.ring.member

    @property
    def login(self) -> bytes:
        """The device id with which it logs in at the relay."""
        return self.replica.ring.login().device

    # Life and death

    def start(self) -> None:
        """Start the program: everything is read from the disk."""
        self.starts += 1
        self.content = MemoryContent()
        if not self._start_from_snapshot():
            self.content = MemoryContent()
            self.replica = self._new_replica()
            self.replica.catch_up([self.disk.rows] if self.disk.rows else [])
        disk = self.disk
        self.replica.resume(disk.items.values(), disk.unsent.values(), disk.flight)
        head = decode(Head, self.disk.head) if self.disk.head is not None else None
        self.engine = Engine(self.replica, head)
        self.requests.clear()
        self.online = False
        self.wake_at = None
        self.fuse = None

    def _new_replica(self) -> WatchedReplica:
        ring = decode_ring(self.disk.ring)
        return self._replica(ring, self.content, self.grounds, self.random, self.disk.left_out)

    def _start_from_snapshot(self) -> bool:
        """Start from the snapshot and the rows since; False when that can not be."""
        snapshot = self.disk.snapshot
        if snapshot is None:
            return False
        replica = self._new_replica()
        ledger = recall(snapshot.memory, replica.ring, self.grounds, self.disk.left_out)
        if ledger is None:
            return False
        replica.watch(ledger)
        for circle, kind, entity, fields in snapshot.content:
            self.content.put(circle, kind, entity, fields)
        rows = self.disk.rows[ledger.place :]
        replica.catch_up([rows] if rows else [])
        self.replica = replica
        return True

    def keep_snapshot(self) -> None:
        """Write a snapshot of what stands, as the program does now and then."""
        ledger = self.replica.ledger
        memory = remember(ledger)
        if memory is not None:
            content = [
                (circle, kind, entity, standing(fields))
                for circle in ledger.circles
                for kind, entity, fields in self.content.entities(circle)
            ]
            self.disk.snapshot = Snapshot(memory, content)

    def write(self, commit: Commit) -> None:
        """Bring a commit to the disk, or crash."""
        if commit.empty():
            return
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                if self.fuse_after:
                    self._write(commit)
                raise Crash
        self._write(commit)

    def _write(self, commit: Commit) -> None:
        ledger = self.replica.ledger
        self.truth.kept(self.name, ledger.me, bytes(ledger.chain), commit)
        self.disk.write(commit)

    # What the user does

    def shown(self, circle: bytes, kind: str, entity: bytes, field: str) -> tuple[Any, ...]:
        """The values of a field that the screen shows, as writes."""
        return visible(self.content.fields(circle, kind, entity)).get(field, ())

    def save(
        self,
        edits: Mapping[bytes, Sequence[Edit]],
        shown: Mapping[bytes, Sequence[Sequence[Any]]] | None = None,
        opens: Sequence[KeyEntry] = (),
        intent: Intent | None = None,
    ) -> None:
        """Type something and keep it. The save has returned when this does."""
        self.write(self.replica.save(edits, self.now(), opens, intent))
        for circle, some in edits.items():
            values = shown[circle] if shown is not None else [()] * len(some)
            self.truth.saved(self.name, circle, list(some), list(values))
        self.handle(Wake())

    # What the driver does

    def connect(self, admitted: bool) -> None:
        """Try to reach the relay."""
        if self.stopped or not admitted:
            return
        self.online = True
        self.handle(Connected(LIMITS))

    def disconnect(self) -> None:
        """The connection breaks; an answer under way is lost."""
        self.online = False
        self.requests.clear()
        self.wake_at = None
        self.handle(Disconnected())

    def hint(self, place: int) -> None:
        """The relay's stream says where its head is."""
        if self.online:
            self.handle(Hinted(place))

    def tick(self) -> None:
        """Time may have passed."""
        if self.wake_at is not None and self.now() >= self.wake_at:
            self.wake_at = None
            self.handle(Wake())

    def handle(self, event: Event) -> None:
        """Give an event to the engine and carry out what it wants."""
        for action in self.engine.handle(event, self.now()):
            self._carry_out(action)

    def _carry_out(self, action: act.Action) -> None:
        match action:
            case act.Keep(commit):
                self.write(commit)
            case act.Tell(notice):
                self.truth.told(self.name, notice)
            case act.Pull(after):
                self._ask(action, [PageAfter(after)])
            case act.Push(append):
                self._ask(action, [append])
            case act.Offer(head, after, own):
                places = set(own)
                entries = tuple(
                    Entry(row.tag, row.id, row.wire if row.place in places else None)
                    for row in self.disk.rows[after:]
                )
                self._ask(action, [TailOffer(head, entries)])
            case act.GiveBack(places):
                rows = [self.disk.rows[place - 1] for place in places]
                wires = tuple(row.wire for row in rows if row.wire is not None)
                self._ask(action, [Give(wires)])
            case act.Compare():
                self._ask(action, [ListDevices()])
            case act.Access(add, drop):
                self._ask(action, [*add, *(DropDevice(device) for device in drop)])
            case act.Erase(tokens):
                self._ask(action, [EraseTokens(tokens)])
            case act.Wait(milliseconds):
                self.wake_at = self.now() + milliseconds
            case act.Reload():
                self.start()
                self.online = True
                self.handle(Connected(LIMITS))
            case act.Stop(restore):
                self.stopped = True
                self.must_restore = restore
                self.online = False
                self.requests.clear()

    def _ask(self, action: act.Action, requests: list[Request]) -> None:
        assert not self.requests, "the engine asks for one thing at a time"
        self.asked = type(action).__name__
        self.requests = requests

    def answered(self, answer: Answer | None) -> None:
        """An answer came; None is what no message can be read from."""
        asked = self.requests.pop(0)
        if isinstance(answer, RefusalBody):
            self.requests.clear()
            refusal = Refusal.of(answer.code)
            if refusal is Refusal.NOT_ADMITTED:
                self.disconnect()
            elif refusal is None:
                self.handle(Nonsense())
            else:
                self.handle(Refused(refusal, answer.page))
            return
        event = _event_of(asked, answer)
        if isinstance(event, Nonsense):
            self.requests.clear()
        if not self.requests:
            self.handle(event)


def _event_of(request: Request, answer: Answer | None) -> Event:
    """The event that an answer is; an answer of the wrong kind can not be read."""
    match request, answer:
        case ((PageAfter() | TailOffer()), Page()):
            return Paged(answer)
        case Append(), Appended():
            return Answered(answer)
        case Give(), WireGiven():
            return Given()
        case ListDevices(), DeviceList(devices):
            return Listed(devices)
        case EraseTokens(), Done():
            return Erased()
        case _, Done():
            return Given()
    return Nonsense()
