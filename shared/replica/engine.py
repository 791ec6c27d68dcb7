"""The sync engine: events in, actions out; no socket, no disk, no clock of its own.

Whoever drives it carries out the actions in order and reports what came of them. It
asks for one thing of the relay at a time. What it needs to go on after a crash is in
the commits; "I am connected" is not.
"""

from __future__ import annotations

from shared.protocol.access import device_id
from shared.protocol.chain import link
from shared.protocol.messages import Append, Appended, DeviceKey, Head, Limits, Page, ParcelPut
from shared.protocol.messages import encode as encode_message
from shared.protocol.record import Entry, tag_of
from shared.protocol.refusal import Refusal
from shared.replica.action import (
    Access,
    Action,
    Came,
    Compare,
    GiveBack,
    Keep,
    Offer,
    Pull,
    Push,
    Stop,
    Tell,
    Wait,
)
from shared.replica.batch import Batch
from shared.replica.commit import Commit
from shared.replica.event import (
    Answered,
    Connected,
    Disconnected,
    Event,
    Given,
    Hinted,
    Listed,
    Nonsense,
    Paged,
    Refused,
    Wake,
)
from shared.replica.former import form, form_ahead
from shared.replica.notice import Notice, Told, Tone
from shared.replica.outbox import Found
from shared.replica.replica import Replica
from shared.replica.roster import Role

FUTURE_MARGIN = 10 * 60_000
"""How far ahead, in milliseconds, a colleague's clock may run before it is told."""
RETRY = 1_000
RETRY_LIMIT = 60_000
GIVE_BACK_RANGE = 4_096
"""How many places back a device gives its own records to a relay that was put back."""


class Engine:
    """Decides what is asked of the relay next, and what an answer means."""

    def __init__(self, replica: Replica, head: Head | None = None) -> None:
        self.replica = replica
        self.head = head
        self.goal = 0
        self.limits: Limits | None = None
        self.stopped = False
        self.caught_up = False
        self._busy = False
        self._compared_at = -1
        self._refusals = 0
        self._waiting = False
        self._offered: bytes | None = None
        self._told_future: set[bytes] = set()
        self._ahead: Batch | None = None

    @property
    def place(self) -> int:
        """Up to where the log was taken."""
        return self.replica.ledger.place

    def handle(self, event: Event, now: int) -> list[Action]:
        """What to do because of an event at a time (milliseconds)."""
        if self.stopped:
            return []
        actions: list[Action] = []
        match event:
            case Connected(limits):
                self.limits = limits
                self._busy = self._waiting = False
                self.caught_up = False
                self.goal = self.place
                self._busy = True
                return [Pull(self.place)]
            case Disconnected():
                self.limits = None
                self._busy = self._waiting = False
                return []
            case Paged(page):
                self._busy = False
                actions += self._take_page(page, (), now)
            case Answered(appended):
                self._busy = False
                self._refusals = 0
                actions += self._take_page(appended.page, self._own(appended), now)
            case Refused(refusal, page):
                self._busy = False
                actions += self._refused(refusal, page, now)
            case Nonsense():
                self._busy = False
                actions += [Tell(Notice(Told.NONSENSE, self.place)), self._pause()]
            case Hinted(place):
                self.goal = max(self.goal, place)
            case Listed(keys):
                self._busy = False
                actions += self._compare(keys)
            case Given():
                self._busy = False
            case Wake():
                self._waiting = False
        if not self.stopped:
            actions += self._next(now)
        return actions

    def prepare(self, now: int) -> None:
        """Form ahead what follows the flight. To be called while a `Push` is under way:
        it takes as long as forming does, and nothing comes of it if the answer does
        not let it."""
        if self.limits is not None and self._ahead is None and not self.stopped:
            self._ahead = form_ahead(self.replica, self.limits, now)

    # What comes next

    def _next(self, now: int) -> list[Action]:
        if self.limits is None or self._busy or self._waiting:
            return []
        if self.goal > self.place or not self.caught_up:
            self._busy = True
            return [Pull(self.place)]
        ledger = self.replica.ledger
        founding = any(isinstance(i.intent, Found) for i in self.replica.items.values())
        if not ledger.roster.active(ledger.me) and not (founding and self.place == 0):
            return []
        actions: list[Action] = []
        if not self.replica.flight.records:
            formed = form(self.replica, self.limits, self.head, now, self._ahead)
            self._ahead = None
            if formed is not None:
                actions += [Tell(notice) for notice in formed.notices]
                actions.append(Keep(formed.commit))
        if self.replica.flight.records:
            self._busy = True
            actions.append(Push(self._append()))
        elif self._must_compare():
            self._busy = True
            actions.append(Compare())
        return actions

    def _append(self) -> Append:
        flight = self.replica.flight
        return Append(
            flight.seen if flight.fence else self.place,
            flight.fence,
            tuple(record.wire for record in flight.records),
            tuple(ParcelPut(*parcel) for parcel in flight.parcels),
        )

    def _must_compare(self) -> bool:
        """Whether the roster has changed since the relay's list was compared with it."""
        return self._compared_at != len(self._wanted()) and self.place > 0

    def _wanted(self) -> dict[bytes, DeviceKey]:
        """The device keys that the relay should let in, as far as this device may say:
        a coordinator's device all, another one its own member's."""
        ledger = self.replica.ledger
        roster = ledger.roster
        manager = roster.has(ledger.member, Role.COORDINATOR)
        return {
            device.id: DeviceKey(device.key, roster.has(device.member, Role.COORDINATOR))
            for device in roster.devices.values()
            if roster.active(device.id) and (manager or device.member == ledger.member)
        }

    def _compare(self, keys: tuple[DeviceKey, ...]) -> list[Action]:
        ledger = self.replica.ledger
        manager = ledger.roster.has(ledger.member, Role.COORDINATOR)
        wanted = self._wanted()
        listed = {device_id(key.key): key for key in keys}
        add = []
        for device, key in sorted(wanted.items()):
            there = listed.get(device)
            if there is None or (manager and there.manager != key.manager):
                add.append(key if manager else DeviceKey(key.key, False))
        drop = tuple(sorted(set(listed) - set(wanted))) if manager else ()
        self._compared_at = len(wanted)
        if not add and not drop:
            return []
        self._busy = True
        return [Access(tuple(add), drop)]

    def _pause(self) -> Wait:
        self._waiting = True
        wait = min(RETRY * 2 ** min(self._refusals, 6), RETRY_LIMIT)
        self._refusals += 1
        return Wait(wait)

    # What an answer means

    def _own(self, appended: Appended) -> tuple[Entry, ...]:
        """This device's own batch as entries, when the answer's page reaches up to it."""
        page = appended.page
        if page.after + len(page.entries) + 1 != appended.first_place:
            return ()
        return tuple(
            Entry(tag_of(record.wire), record.id, record.wire)
            for record in self.replica.flight.records
        )

    def _take_page(self, page: Page, own: tuple[Entry, ...], now: int) -> list[Action]:
        ledger = self.replica.ledger
        head = page.head
        if not ledger.signed_head(head.incarnation, head.place, head.chain, head.signature):
            return self._alarm(Notice(Told.BAD_HEAD, self.place))
        if head.place < self.place:
            return self._lower_head(head)
        if head.place == self.place and head.chain != ledger.head():
            return self._alarm(Notice(Told.REWRITTEN, self.place))
        entries = (*page.entries, *own)
        skip = self.place - page.after
        if skip < 0 or page.after + len(entries) > head.place:
            return [Tell(Notice(Told.NONSENSE, self.place)), self._pause()]
        for at in range(min(skip, len(entries))):
            if not self._same(page.after + at + 1, entries[at]):
                return self._alarm(Notice(Told.REWRITTEN, page.after + at + 1))
        fresh = entries[skip:]
        if not fresh and head.place > self.place:
            return [Tell(Notice(Told.NONSENSE, self.place)), self._pause()]
        return self._take(fresh, head, now)

    def _same(self, place: int, entry: Entry) -> bool:
        ledger = self.replica.ledger
        return link(ledger.chain_at(place - 1), entry.tag, entry.id) == ledger.chain_at(place)

    def _take(self, fresh: tuple[Entry, ...], head: Head, now: int) -> list[Action]:
        actions: list[Action] = []
        commit = Commit()
        removed = False
        if fresh:
            learned = self.replica.take(fresh, now, (head.place, head.chain))
            if isinstance(learned, Notice):
                return self._alarm(learned)
            commit = learned.commit
            removed = learned.removed
            actions += [Tell(notice) for notice in learned.notices]
            if learned.joined or learned.lost:
                actions.append(Came(tuple(learned.joined), tuple(learned.lost)))
            actions += self._future(now)
        if not self.replica.ledger.signed_head(
            head.incarnation, head.place, head.chain, head.signature
        ):
            return self._alarm(Notice(Told.BAD_HEAD, self.place))
        self.goal = max(self.goal, head.place)
        self.caught_up = self.place >= head.place
        if self.head is not None and self.head.incarnation != head.incarnation:
            actions += self._give_back(head)
        if self.head != head:
            self.head = head
            commit.head = encode_message(head)
        if not commit.empty():
            actions.insert(0, Keep(commit))
        if removed:
            self.stopped = True
            actions += [Tell(Notice(Told.REMOVED, self.place)), Stop(restore=False)]
        return actions

    def _lower_head(self, head: Head) -> list[Action]:
        """The relay shows less than was seen: an honest restore, or a rollback."""
        ledger = self.replica.ledger
        known = self.head
        if ledger.chain_at(head.place) != head.chain:
            return self._alarm(Notice(Told.REWRITTEN, head.place))
        if known is None or known.incarnation == head.incarnation or known.place != self.place:
            return self._alarm(Notice(Told.ROLLED_BACK, head.place))
        actions: list[Action] = []
        if self._offered != head.incarnation:
            self._offered = head.incarnation
            actions.append(Tell(Notice(Told.RESTORED, head.place)))
        self._busy = True
        own = tuple(place for place in ledger.own_places if place > head.place)
        return [*actions, Offer(known, head.place, own)]

    def _give_back(self, head: Head) -> list[Action]:
        """The relay was put back since: bytes that this device uploaded may be missing."""
        own = self.replica.ledger.own_places
        places = tuple(place for place in own if place > head.place - GIVE_BACK_RANGE)
        if not places or self._offered == head.incarnation:
            return []
        self._offered = head.incarnation
        self._busy = True
        return [Tell(Notice(Told.RESTORED, head.place)), GiveBack(places)]

    def _refused(self, refusal: Refusal, page: Page | None, now: int) -> list[Action]:
        if refusal is Refusal.FENCE and page is not None:
            return self._take_page(page, (), now)
        if refusal in (Refusal.FENCE, Refusal.TAG_TAKEN):
            self.caught_up = False
            if refusal is Refusal.FENCE:
                return []
            return [self._pause()]
        return [Tell(Notice(Told.NONSENSE, self.place)), self._pause()]

    def _alarm(self, notice: Notice) -> list[Action]:
        assert notice.told.tone is not Tone.info
        self.stopped = True
        return [Tell(notice), Stop(restore=True)]

    def _future(self, now: int) -> list[Action]:
        ledger = self.replica.ledger
        told: list[Action] = []
        for device, (place, time) in ledger.heard.items():
            if time > now + FUTURE_MARGIN and device not in self._told_future:
                self._told_future.add(device)
                blanks = (("author", ledger.author(device)),)
                told.append(Tell(Notice(Told.FUTURE, place, blanks)))
        return told
