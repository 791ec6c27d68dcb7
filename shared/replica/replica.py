"""The replica: what this device knows, what it has saved, and what it has formed.

It puts ledger, content and outbox together. Every method that changes anything gives
back the `Commit` that must reach the disk before anybody is told that it happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from shared.protocol.record import Entry
from shared.replica.change import Edit, Name
from shared.replica.circle import Epoch
from shared.replica.commit import Commit, Row
from shared.replica.content import Content
from shared.replica.identity import new_identity, put_exchange, split, switch
from shared.replica.intent import achieved
from shared.replica.landing import land
from shared.replica.ledger import NO_PLAINS, Ledger
from shared.replica.notice import Notice, Told
from shared.replica.outbox import (
    NO_FLIGHT,
    Flight,
    Intent,
    Item,
    NewCircle,
    NewIdentity,
    Save,
)
from shared.replica.outlook import Grounds
from shared.replica.payload import VALUE_DEPTH, BadPayload, changes_of, check_value, encode
from shared.replica.register import lay_over, take_off
from shared.replica.ring import NOT_SERVED, Ring, encode_ring
from shared.sealing.entry import KeyEntry
from shared.sealing.envelope import Plain
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import TooLarge

PAYLOAD_LIMIT = 4_000_000
"""The most bytes of one save to one circle: such a record is under the protocol's limit
however it is padded and however its writes are named."""
Random = Callable[[int], bytes]


class Learned(msgspec.Struct):
    """What taking a page brought: the commit, what to tell, and which circles came or went."""

    commit: Commit
    notices: list[Notice] = []
    joined: list[bytes] = []
    lost: list[bytes] = []
    removed: bool = False


class Replica:
    """Everything of one device but the disk, the network and the screen."""

    def __init__(
        self,
        ring: Ring,
        content: Content,
        grounds: Grounds,
        random: Random,
        left_out: frozenset[bytes] = frozenset(),
        ledger: Ledger | None = None,
    ) -> None:
        """`ledger`: one of this ring that was recalled; without it, it is at place 0."""
        self.ring = ring
        self.content = content
        self.random = random
        self.ledger = Ledger(ring, grounds, left_out) if ledger is None else ledger
        self.items: dict[int, Item] = {}
        self.unsent: list[Item] = []
        self.flight: Flight = NO_FLIGHT
        self.plains: Mapping[bytes, Plain] = NO_PLAINS
        """What the flight's records say, by id, unless they were formed before a start."""
        self.next_item = 1
        self.numbers: dict[bytes, int] = {}
        self._to_drop: list[int] = []
        self.author = self.ledger.me
        """The device id (16 bytes) under which what waits is named."""

    @classmethod
    def restore(
        cls,
        ring: Ring,
        content: Content,
        grounds: Grounds,
        random: Random,
        rows: Iterable[Sequence[Row]],
        items: Iterable[Item],
        unsent: Iterable[Item] = (),
        flight: Flight = NO_FLIGHT,
        left_out: frozenset[bytes] = frozenset(),
    ) -> Replica:
        """The replica as it was, from what the disk holds.

        `rows` come in order from place 1, in runs. Raises `ValueError` when the rows
        do not fit each other, which a damaged store would show.
        """
        replica = cls(ring, content, grounds, random, left_out)
        replica.catch_up(rows)
        replica.resume(items, unsent, flight)
        return replica

    def catch_up(self, rows: Iterable[Sequence[Row]]) -> None:
        """Take rows of the own store that follow the last place. Raises `ValueError`."""
        for run in rows:
            entries = [Entry(row.tag, row.id, row.wire) for row in run]
            if entries and run[0].place != self.ledger.place + 1:
                raise ValueError("rows are missing")
            taken = self.ledger.take(entries, self.content, replay=True)
            if isinstance(taken, Notice):
                raise ValueError(taken.told.name)
            self._to_drop += taken.dropped

    def resume(self, items: Iterable[Item], unsent: Iterable[Item], flight: Flight) -> None:
        """Lay what waits over the standing state, after that was restored."""
        self.unsent = list(unsent)
        self.flight = flight
        for item in sorted(items, key=lambda item: item.number):
            self.items[item.number] = item
            self.lay(item)
        if self.items:
            self.next_item = max(self.items) + 1
        if self.unsent:
            self.next_item = max(self.next_item, *(item.number + 1 for item in self.unsent))

    # Saving

    def save(
        self,
        edits: Mapping[bytes, Sequence[Edit]],
        now: int,
        opens: Sequence[KeyEntry] = (),
        intent: Intent | None = None,
    ) -> Commit:
        """Keep edits by circle, as one piece; `opens` are the keys of new circles.

        Raises `TooLarge` when a circle's edits would not fit into a record, and
        `BadPayload` for a value that no record may hold; nothing was kept then.
        """
        saves = []
        for circle, wanted in edits.items():
            for edit in wanted:
                check_value(edit.value, VALUE_DEPTH)
            first = self._next_number(circle)
            try:
                size = len(encode(changes_of(first, tuple(wanted))))
            except UnicodeEncodeError as error:
                raise BadPayload("text") from error
            if size > PAYLOAD_LIMIT:
                raise TooLarge
            saves.append(Save(circle, first, tuple(wanted), now))
        for save in saves:
            self.numbers[save.circle] = save.first + len(save.edits) - 1
        item = Item(
            self.next_item,
            tuple(saves),
            tuple(NewCircle(entry.circle, entry.epoch) for entry in opens),
            intent,
        )
        self.next_item += 1
        self.items[item.number] = item
        self.lay(item)
        commit = Commit(items=[item])
        for entry in opens:
            self.ring.entries[entry.epoch] = entry
            self.ledger.learn(entry)
        if opens:
            commit.ring = encode_ring(self.ring)
        return commit

    def intend(self, intent: Intent, now: int) -> Commit:
        """Keep an act that is done at the next sync."""
        return self.save({}, now, intent=intent)

    def new_key(self, circle: bytes, kind: str) -> KeyEntry:
        """The key of a first epoch of a circle that this device opens."""
        secret = self.random(32)
        epoch = EpochKeys.of(circle, secret).epoch
        return KeyEntry(circle, kind, epoch, secret, self.ledger.me, self.ledger.place)

    def dismiss_unsent(self) -> None:
        """Forget what could not be shared, after the user has seen it."""
        self.unsent.clear()

    def _next_number(self, circle: bytes) -> int:
        """The number after the last that stands or waits under this device's name."""
        known = self.ledger.circles.get(circle)
        span = known.spans.get(self.author) if known is not None else None
        return max(span.last() if span is not None else 0, self.numbers.get(circle, 0)) + 1

    def lay(self, item: Item) -> None:
        """Lay an item's saves over the standing state."""
        for save in item.saves:
            self.numbers[save.circle] = max(
                self.numbers.get(save.circle, 0), save.first + len(save.edits) - 1
            )
            for offset, edit in enumerate(save.edits):
                fields = dict(self.content.fields(save.circle, edit.kind, edit.entity))
                lay_over(fields, edit, Name(self.author, save.first + offset), save.time)
                self.content.put(save.circle, edit.kind, edit.entity, fields)

    def take_off(self, saves: Iterable[Save], device: bytes) -> None:
        """Take saves, named under a device, off the standing state again."""
        for save in saves:
            names = {Name(device, save.first + at) for at in range(len(save.edits))}
            for kind, entity in dict.fromkeys((e.kind, e.entity) for e in save.edits):
                fields = self.content.fields(save.circle, kind, entity)
                self.content.put(save.circle, kind, entity, take_off(fields, names))

    # Taking

    def take(
        self, entries: Sequence[Entry], now: int, head: tuple[int, bytes] | None = None
    ) -> Learned | Notice:
        """Take a page's entries; returns what came of it, or the alarm that ends syncing.

        After an alarm the replica is not to be used any more; restore it from the disk.
        """
        flight = self.flight
        formed = {record.id: record.wire for record in flight.records}
        mine = {*formed, *flight.old}
        lost = [e for e in entries if e.wire is None and e.id in formed]
        if lost:
            # A relay that was put back has lost the bytes of what it took from here.
            entries = [
                Entry(e.tag, e.id, formed[e.id]) if e.wire is None and e.id in formed else e
                for e in entries
            ]
            self.ring.served = NOT_SERVED
        taken = self.ledger.take(entries, self.content, mine, head=head, plains=self.plains)
        if isinstance(taken, Notice):
            return taken
        commit = Commit(rows=taken.rows, dropped=[*self._to_drop, *taken.dropped])
        if self._to_drop:
            # What is dropped goes with the ring that has no more use for it.
            taken.ring_changed = True
        self._to_drop = []
        learned = Learned(commit, taken.notices, taken.joined, taken.lost, taken.removed)
        if taken.fell:
            learned.notices.append(Notice(Told.FELL, self.ledger.place))
        if flight.records:
            land(self, entries, taken.stood, commit)
        if not self.flight.records:
            self.plains = NO_PLAINS
        for circle, payload in taken.copies:
            self._recognise(circle, payload, commit)
        if taken.stood or self.items:
            self._finish(commit)
        for circle in dict.fromkeys((*taken.lost, *self._unknown())):
            self._lose(circle, learned)
        if taken.cloned and new_identity(self) is None:
            split(self, commit, now)
        if taken.turned and self.ring.next_exchange is None:
            self.ring.next_exchange = self.random(32)
            put_exchange(self, commit, now)
            taken.ring_changed = True
        if switch(self, commit):
            put_exchange(self, commit, now)
            taken.ring_changed = True
        if taken.ring_changed or lost:
            commit.ring = encode_ring(self.ring)
        return learned

    def give_up_rest(self) -> Commit:
        """Throw away what is left of a fence of which a part stands; it is formed anew."""
        left = self.flight.records
        self.flight = Flight(old=(*self.flight.old, *(record.id for record in left)))
        return Commit(flight=self.flight)

    def _recognise(self, circle: bytes, payload: bytes, commit: Commit) -> None:
        """A device that was put back from a backup finds what it had sent: it stands."""
        for item in list(self.items.values()):
            for save in item.saves:
                if save.circle != circle or encode(changes_of(save.first, save.edits)) != payload:
                    continue
                rest = tuple(other for other in item.saves if other is not save)
                self.replace(msgspec.structs.replace(item, saves=rest), commit)

    def _finish(self, commit: Commit) -> None:
        """Take out of the outbox what has come about, whoever brought it about."""
        for item in list(self.items.values()):
            if item.saves and not item.opens and item.intent is None:
                continue
            opens = tuple(new for new in item.opens if not self._begun(new))
            intent = item.intent
            if intent is not None and achieved(self.ledger, intent):
                if isinstance(intent, NewIdentity):
                    continue
                intent = None
            if opens != item.opens or intent is not item.intent or self._empty(item):
                self.replace(Item(item.number, item.saves, opens, intent), commit)

    def _begun(self, new: NewCircle) -> bool:
        epoch: Epoch | None = self.ledger.epochs.get(new.epoch)
        return epoch is not None and epoch.begun is not None

    @staticmethod
    def _empty(item: Item) -> bool:
        return not item.saves and not item.opens and item.intent is None

    def replace(self, item: Item, commit: Commit) -> None:
        """Put an item in the place of the one with its number; an empty one is done."""
        if self._empty(item):
            self.items.pop(item.number, None)
            commit.items = [other for other in commit.items if other.number != item.number]
            commit.done.append(item.number)
        else:
            self.items[item.number] = item
            commit.items = [other for other in commit.items if other.number != item.number]
            commit.items.append(item)

    def drop(self, item: Item, commit: Commit) -> None:
        """An act can not be done any more: take it out of the outbox."""
        self.replace(msgspec.structs.replace(item, intent=None), commit)

    def _unknown(self) -> set[bytes]:
        """Circles of waiting saves that this device neither has nor is about to open: it
        learned from bytes that came late that they were lost."""
        opening = {new.circle for item in self.items.values() for new in item.opens}
        known = self.ledger.circles
        return {
            save.circle
            for item in self.items.values()
            for save in item.saves
            if save.circle not in known and save.circle not in opening
        }

    def _lose(self, circle: bytes, learned: Learned) -> None:
        """Keep apart what was saved in a circle that this member is no longer in."""
        count = 0
        for item in list(self.items.values()):
            gone = tuple(save for save in item.saves if save.circle == circle)
            if not gone:
                continue
            count += len(gone)
            kept = Item(self.next_item, gone)
            self.next_item += 1
            self.unsent.append(kept)
            learned.commit.unsent.append(kept)
            rest = tuple(save for save in item.saves if save.circle != circle)
            self.replace(msgspec.structs.replace(item, saves=rest), learned.commit)
        self.numbers.pop(circle, None)
        if count:
            blanks = (("count", str(count)),)
            learned.notices.append(Notice(Told.UNSENT, self.ledger.place, blanks))
