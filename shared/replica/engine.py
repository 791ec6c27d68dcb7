"""The sync engine: events in, actions out; no socket, no disk, no clock of its own.

Whoever drives it carries out the actions in order and reports what came of them. It
asks for one thing of the relay at a time. What it needs to go on after a crash is in
the commits; "I am connected" is not.
"""

from __future__ import annotations

from shared.protocol.messages import Appended, DeviceKey, Head, Limits, Page
from shared.protocol.messages import encode as encode_message
from shared.protocol.record import Entry
from shared.protocol.refusal import Refusal
from shared.replica.action import Action, Came, Compare, Keep, Pull, Push, Reload, Stop, Tell
from shared.replica.admitting import differences, give_up, let_in, wanted
from shared.replica.batch import Batch
from shared.replica.clocks import Clocks
from shared.replica.commit import Commit
from shared.replica.erasing import Erasing
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
from shared.replica.flying import append_of, placed
from shared.replica.former import form, form_ahead
from shared.replica.held import Held
from shared.replica.notice import Notice, Told, Tone
from shared.replica.outbox import Found
from shared.replica.patience import WAITED_OUT, Patience
from shared.replica.replica import Replica
from shared.replica.reread import Reread, Search
from shared.replica.restoration import Restoration
from shared.replica.ring import encode_ring


class Engine:
    """Decides what is asked of the relay next, and what an answer means.

    The relay is held to `head`, the newest that it signed, also while it is not reached yet.
    """

    def __init__(self, replica: Replica, head: Head | None = None) -> None:
        self.replica = replica
        self.head = head
        self.goal = 0
        self._hinted = 0
        self.limits: Limits | None = None
        self.stopped = False
        self.caught_up = False
        self._busy = False
        self._patience = Patience()
        self._compared: dict[bytes, DeviceKey] | None = None
        self._asked_for: dict[bytes, DeviceKey] | None = None
        self._restoration = Restoration()
        self._erasing = Erasing()
        self._clocks = Clocks()
        self.held = Held()
        self._ahead: Batch | None = None
        self.search = Search()
        self._tag_taken = b""

    @property
    def place(self) -> int:
        """Up to where the log was taken."""
        return self.replica.ledger.place

    @property
    def reached(self) -> int:
        """Up to where the log came; what is beyond `place` no signed head confirms yet."""
        return self.place + len(self.held)

    def handle(self, event: Event, now: int) -> list[Action]:
        """What to do because of an event at a time (milliseconds)."""
        if self.stopped:
            return []
        actions: list[Action] = []
        match event:
            case Connected(limits):
                self._forget_connection()
                self.limits = limits
                self.goal = self.place
                # What is judged without bytes that the relay has is judged wrongly.
                again = self._look(now) if self.replica.ledger.gaps else None
                return self._ask(Pull(self.place if again is None else again.after))
            case Disconnected():
                self._forget_connection()
                return []
            case Paged(page):
                self._busy = False
                self._restoration.answered()
                actions += self._paged(page, now)
            case Answered(appended):
                self._busy = False
                actions += self._answered(appended, now)
            case Refused(refusal, page):
                self._busy = False
                actions += self._refused(refusal, page, now)
            case Nonsense():
                self._busy = False
                actions += self._nonsense()
            case Hinted(place):
                self._hinted = max(self._hinted, place)
            case Listed(keys):
                self._busy = False
                access = differences(self.replica.ledger, keys)
                if access is None:
                    actions += let_in(self.replica.ring)
                elif self._asked_for != self._compared:
                    # Whether it was done, the next list tells.
                    self._asked_for, self._compared = self._compared, None
                    self._busy = True
                    actions.append(access)
            case Given():
                self._busy = False
                actions += self._given_back()
            case Erased():
                self._busy = False
                actions += self._erasing.done(self.replica.ledger, now)
            case Wake():
                self._patience.waiting = False
        if not self.stopped:
            actions += self._next(now)
        return actions

    def prepare(self, now: int) -> None:
        """Form ahead what follows the flight. To be called while a `Push` is under way: it takes
        as long as forming does, and nothing comes of it if the answer does not let it."""
        if self.limits is not None and self._ahead is None and not self.stopped:
            self._ahead = form_ahead(self.replica, self.limits, now)

    def _forget_connection(self) -> None:
        self.limits = None
        self.caught_up = self._busy = False
        self.held.begin_anew()
        self._patience.begin_anew()
        self._compared = self._asked_for = None
        self._restoration.begin_anew()
        self.search.begin_anew()
        self._erasing.begin_anew()

    # What comes next

    def _next(self, now: int) -> list[Action]:
        if self.limits is None or self._busy or self._patience.waiting:
            return []
        behind = max(self.goal, self._hinted) > self.place or not self.caught_up
        again = self.search.reading if behind else self._look(now)
        if again is not None:
            return self._ask(Pull(again.after))
        if behind:
            # What was hinted is in the answer to this, or it was not true.
            self._hinted = 0
            return self._ask(Pull(self.reached))
        ledger = self.replica.ledger
        founding = any(isinstance(i.intent, Found) for i in self.replica.items.values())
        if not ledger.roster.active(ledger.me) and not (founding and self.place == 0):
            return []
        actions: list[Action] = []
        if self.replica.flight.fence and self.replica.flight.landed:
            # The relay has cut the batch: what is left could stand at one place only.
            actions.append(Keep(self.replica.give_up_rest()))
        if not self.replica.flight.records:
            formed = form(self.replica, self.limits, self.head, now, self._ahead)
            self._ahead = None
            if formed is not None:
                actions += [Tell(notice) for notice in formed.notices]
                actions.append(Keep(formed.commit))
        if self.replica.flight.records:
            actions += self._ask(Push(append_of(self.replica.flight, self.place)))
        elif self.place > 0 and self._compared != (should := wanted(ledger)):
            self._compared = should
            actions += self._ask(Compare())
        elif self.head is not None and (erase := self._erasing.next(ledger, self.head)):
            actions += self._ask(erase)
        return actions

    def _look(self, now: int) -> Reread | None:
        opening = {new.epoch for item in self.replica.items.values() for new in item.opens}
        return self.search.look(self.replica.ledger, opening, now)

    def _ask(self, action: Action) -> list[Action]:
        self._busy = True
        return [action]

    # What an answer means

    def _answered(self, appended: Appended, now: int) -> list[Action]:
        before = self.reached
        own = placed(self.replica.flight, appended)
        actions = self._take_page(appended.page, own, now)
        if self.reached > before:
            self._patience.went_well()
        elif not (self.stopped or self._busy or self._patience.waiting):
            # It says that the batch is stored, and shows nothing of it.
            actions += self._patience.pause()
        return actions

    def _paged(self, page: Page, now: int) -> list[Action]:
        again = self.search.reading
        if (
            again is not None
            and self._vouched(page.head)
            and (page.entries and page.after == again.after and page.head.place >= self.place)
        ):
            return self._take_again(page, again)
        return self._take_page(page, (), now)

    def _vouched(self, head: Head) -> bool:
        return self.replica.ledger.signed_head(
            head.incarnation, head.place, head.chain, head.signature
        )

    def _take_again(self, page: Page, reread: Reread) -> list[Action]:
        rows = reread.take(page)
        if isinstance(rows, Notice):
            return self._alarm(rows)
        actions: list[Action] = [Keep(Commit(filled=rows))] if rows else []
        if reread.done:
            self.search.reading = None
            if reread.found:
                self.stopped = True
                actions.append(Reload())
        return actions

    def _take_page(self, page: Page, own: tuple[Entry, ...], now: int) -> list[Action]:
        ledger = self.replica.ledger
        head = page.head
        if not self._vouched(head):
            return self._alarm(Notice(Told.BAD_HEAD, self.place))
        if head.place <= self.place and ledger.chain_at(head.place) != head.chain:
            return self._alarm(Notice(Told.REWRITTEN, head.place))
        known = self.head
        lower = known is not None and head.place < known.place
        if lower and known is not None and known.incarnation == head.incarnation:
            return self._alarm(Notice(Told.ROLLED_BACK, head.place))
        if head.place < self.place or (lower and head.place == self.place):
            return self._offer(head)
        fresh = self.held.sift(ledger, page, own, known)
        if fresh is None:
            return self._nonsense()
        if isinstance(fresh, Notice):
            return self._alarm(fresh)
        return self._take(fresh, head, now)

    def _take(self, fresh: tuple[Entry, ...], head: Head, now: int) -> list[Action]:
        actions: list[Action] = []
        commit = Commit()
        removed = fell = False
        known = self.head
        if fresh:
            learned = self.replica.take(fresh, now, (head.place, head.chain))
            if isinstance(learned, Notice):
                return self._alarm(learned)
            if not self._vouched(head):
                return self._alarm(Notice(Told.BAD_HEAD, self.place))
            if (
                known is not None
                and known.place <= self.place
                and self.replica.ledger.chain_at(known.place) != known.chain
            ):
                return self._alarm(Notice(Told.REWRITTEN, known.place))
            commit = learned.commit
            removed = learned.removed
            fell = any(notice.told is Told.FELL for notice in learned.notices)
            actions += [Tell(notice) for notice in learned.notices]
            if learned.joined or learned.lost:
                actions.append(Came(tuple(learned.joined), tuple(learned.lost)))
            actions += [Tell(notice) for notice in self._clocks.ahead(self.replica.ledger, now)]
        self.goal = max(self.goal, head.place)
        self.caught_up = self.place >= max(head.place, known.place if known is not None else 0)
        actions += self._new_head(head, commit)
        if not commit.empty():
            actions.insert(0, Keep(commit))
        if removed:
            self.stopped = True
            return [*actions, Tell(Notice(Told.REMOVED, self.place)), Stop(restore=False)]
        # What falls is sent again, and might fall for ever.
        return [*actions, *self._patience.pause()] if fell else actions

    # A relay that was put back (docs/protocol.md §8.6)

    def _offer(self, head: Head) -> list[Action]:
        """The relay has less than it once signed, and says that it was put back."""
        self.caught_up = False
        known = self.head
        if known is None:
            return self._alarm(Notice(Told.ROLLED_BACK, head.place))
        if self._restoration.taken:
            # It did not take the tail from here: another device has the rest.
            return self._patience.pause()
        self._busy = True
        return self._restoration.offer(self.replica.ledger, known, head)

    def _new_head(self, head: Head, commit: Commit) -> list[Action]:
        """Hold the relay to its newest head; if it was put back since it last got this
        device's bytes, give them back."""
        known = self.head
        if head != known and (known is None or head.place >= known.place):
            self.head = head
            commit.head = encode_message(head)
        if not self.caught_up:
            return []
        giving = self._restoration.give_back(self.replica.ledger, head)
        if giving:
            self._busy = True
        elif self._restoration.settled(self.replica.ledger, head):
            commit.ring = encode_ring(self.replica.ring)
        return giving

    def _given_back(self) -> list[Action]:
        given = self._restoration.given(self.replica.ledger)
        return [Keep(Commit(ring=encode_ring(self.replica.ring)))] if given else []

    # What goes wrong

    def _refused(self, refusal: Refusal, page: Page | None, now: int) -> list[Action]:
        self._restoration.refused()
        self.caught_up = False
        place = self.reached
        if refusal is Refusal.FENCE and page is not None:
            actions = self._take_page(page, (), now)
            going = self.stopped or self._busy or self._patience.waiting or self.reached > place
            return actions if going else [*actions, *self._patience.pause()]
        if refusal is Refusal.TAG_TAKEN and self.replica.flight.fence:
            refused, self._tag_taken = self._tag_taken, self.replica.flight.records[0].id
            if refused == self._tag_taken:
                return give_up(self.replica)
        if refusal in WAITED_OUT:
            return self._patience.pause()
        notice = Notice(Told.REFUSED, self.place, (("why", refusal.text),))
        return self._patience.complain(refusal, notice)

    def _nonsense(self) -> list[Action]:
        return self._patience.complain(None, Notice(Told.NONSENSE, self.place))

    def _alarm(self, notice: Notice) -> list[Action]:
        assert notice.told.tone is not Tone.info
        self.stopped = True
        return [Tell(notice), Stop(restore=True)]
