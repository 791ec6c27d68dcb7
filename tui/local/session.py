"""An unlocked home: reads for the screens, saves that are durable, and syncing.

Everything here happens in one thread. `save` returns when the edit is on the disk;
what the relay has to do with it happens in `run`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from shared.casework.case_file import CaseFile, read_case
from shared.protocol.messages import Head, decode
from shared.replica.change import Edit
from shared.replica.circle import holders
from shared.replica.commit import Commit, Row
from shared.replica.engine import Engine
from shared.replica.fence import TRUST, compared
from shared.replica.memory import remember
from shared.replica.notice import Notice
from shared.replica.outbox import Intent, NewCircle, Share
from shared.replica.payload import CircleKind
from shared.replica.register import visible
from shared.replica.replica import Replica
from shared.replica.roster import Member
from shared.sealing.entry import KeyEntry
from shared.sealing.pair import EVERYONE, self_circle
from shared.sealing.words import Party, pair_words
from tui.local.facts import Facts
from tui.local.facts import encode as encode_facts
from tui.local.problem import Problem, Trouble
from tui.local.port import CaseRow, DeviceRow, Hit, Invitation, MemberRow, SyncStatus

if TYPE_CHECKING:
    from tui.local.driver import Driver
    from tui.local.home import Home
    from tui.local.link import Link
    from tui.local.projection import Projection
    from tui.local.sealer import Sealer
    from tui.local.store import Store

FACTS = "facts"
"""The name under which the store keeps `Facts`."""
SETTLE_SECONDS = 20.0
"""How long an act that somebody waits for may take before that is said."""


def wall_clock() -> int:
    """The time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Session:
    """What `tui.local.opening` gives to whoever has the passphrase."""

    def __init__(
        self,
        home: Home,
        sealer: Sealer,
        store: Store,
        projection: Projection,
        replica: Replica,
        facts: Facts,
        head: Head | None,
        restore: Callable[[Session], Replica],
        now: Callable[[], int] = wall_clock,
    ) -> None:
        self.home = home
        self.sealer = sealer
        self.store = store
        self.projection = projection
        self.replica = replica
        self.facts = facts
        self.now = now
        self.engine = Engine(replica, head)
        self._restore = restore
        self._driver: Driver | None = None
        self._watchers: list[Callable[[], None]] = []
        self._state = "offline"
        self._problem: Problem | None = None
        self._changed_since_snapshot = True
        self.locked = False

    def __repr__(self) -> str:
        return "Session(<redacted>)"

    # Who and where

    @property
    def firm_name(self) -> str:
        """The firm's name, as the founding record says it."""
        return self.replica.ledger.roster.firm or self.facts.firm

    @property
    def my_member(self) -> bytes:
        """This member's id (16 bytes)."""
        return self.replica.ring.member

    @property
    def my_device(self) -> bytes:
        """This device's id (16 bytes)."""
        return self.replica.ledger.me

    @property
    def problem(self) -> Problem | None:
        """Why the relay can not be reached, when it can not."""
        return self._problem

    # Reading cases

    def case_count(self, filter: str = "") -> int:
        """How many cases match a filter."""
        return self.projection.case_count(filter)

    def case_rows(self, filter: str, offset: int, limit: int) -> list[CaseRow]:
        """A window of the caseload, newest activity first."""
        unkept = self._unkept_by_circle()
        return [
            msgspec.structs.replace(
                row,
                unkept=unkept.get(row.circle, 0),
                shared_with=max(len(self._holders(row.circle)) - 1, 0),
            )
            for row in self.projection.case_rows(filter, offset, limit)
        ]

    def case(self, circle: bytes) -> CaseFile:
        """A case as it is to be shown."""
        shown = (
            (kind, entity, visible(fields))
            for kind, entity, fields in self.projection.entities(circle)
        )
        return read_case(circle, shown)

    def case_named(self, code: str) -> bytes | None:
        """The circle of the case with a code; None when there is none or several."""
        found = [
            row.circle
            for row in self.projection.case_rows(code, 0, 50)
            if row.code.casefold() == code.casefold()
        ]
        return found[0] if len(found) == 1 else None

    def has_case(self, circle: bytes) -> bool:
        """Whether this device holds a case."""
        known = self.replica.ledger.circles.get(circle)
        waiting = any(n.circle == circle for i in self.replica.items.values() for n in i.opens)
        return waiting or (known is not None and known.kind == CircleKind.CASE)

    def holders(self, circle: bytes) -> list[MemberRow]:
        """The members who hold a case."""
        held = self._holders(circle)
        return [row for row in self.members() if row.member in held]

    def _holders(self, circle: bytes) -> tuple[bytes, ...]:
        ledger = self.replica.ledger
        known, epoch = ledger.circles.get(circle), ledger.current(circle)
        if known is None or epoch is None:
            return (self.my_member,)
        return holders(known, epoch, ledger.roster)

    def lead(self, circle: bytes) -> bytes:
        """The member who leads a case."""
        known = self.replica.ledger.circles.get(circle)
        return self.my_member if known is None or known.lead is None else known.lead

    def author(self, device: bytes) -> str:
        """The name of the member whose device wrote something, or an empty string."""
        roster = self.replica.ledger.roster
        entry = roster.devices.get(device)
        if entry is None:
            own = device == self.replica.author
            return roster.members[self.my_member].name if own and roster.members else ""
        return roster.members[entry.member].name

    def search(self, text: str, limit: int) -> list[Hit]:
        """Where words stand in the cases that this device holds."""
        return self.projection.search(text, limit)

    # People

    def members(self) -> list[MemberRow]:
        """The members of today, oneself first."""
        ledger = self.replica.ledger
        rows = [self._member_row(member) for member in ledger.roster.current()]
        return sorted(rows, key=lambda row: (not row.is_me, row.name.casefold()))

    def _member_row(self, member: Member) -> MemberRow:
        ledger = self.replica.ledger
        own_id = self_circle(ledger.log, ledger.member)
        sheets = {
            entity for kind, entity, _ in self.projection.entities(own_id) if kind == "sheet"
        } if member.id == ledger.member else set()
        devices = tuple(
            DeviceRow(
                device.id,
                device.name,
                member.id == ledger.member,
                device.id == ledger.me,
                device.id in sheets,
                ledger.heard[device.id][1] if device.id in ledger.heard else None,
            )
            for device in ledger.roster.devices_of(member.id)
        )
        me = member.id == ledger.member
        return MemberRow(
            member.id,
            member.name,
            member.roles,
            me,
            me or compared(ledger, self.replica, member.id),
            devices,
        )

    def pair_words(self, member: bytes) -> tuple[str, ...]:
        """The ten words that this member and another compare by voice."""
        roster = self.replica.ledger.roster
        me, other = roster.members[self.my_member], roster.members[member]
        return pair_words(
            self.replica.ring.log,
            Party(me.id, me.first_device_key, me.first_key),
            Party(other.id, other.first_device_key, other.first_key),
        )

    def confirm_words(self, member: bytes) -> None:
        """Write into `self` that the words were compared with a member."""
        kind, field = TRUST
        circle = self_circle(self.replica.ring.log, self.my_member)
        lives = visible(self.projection.fields(circle, kind, member)).get(field, ())
        edit = Edit(kind, member, field, True, tuple(live.name for live in lives))
        self._save({circle: [edit]})

    # Status

    def status(self) -> SyncStatus:
        """What the status line says."""
        ledger = self.replica.ledger
        heard = sorted(
            (
                (ledger.author(device), min(when, self.now()))
                for device, (_, when) in ledger.heard.items()
                if ledger.roster.active(device)
            ),
            key=lambda pair: -pair[1],
        )
        items = self.replica.items.values()
        goal = self.engine.goal
        return SyncStatus(
            "stopped" if self.engine.stopped else self._state,
            ledger.place,
            ledger.head(),
            sum(len(item.saves) for item in items),
            sum(1 for item in items if item.intent is not None),
            sum(len(item.saves) for item in self.replica.unsent),
            tuple(heard),
            (ledger.place, goal) if goal > ledger.place else None,
            tuple(self.facts.notices),
        )

    def dismiss(self, notice: Notice) -> None:
        """The user has read a notice."""
        self.facts.notices = [kept for kept in self.facts.notices if kept != notice]
        self._keep_facts()
        self._show()

    def leave_out(self, record: bytes) -> None:
        """Leave a record with a false witness out, once the user has compared numbers."""
        self.facts.left_out.append(record)
        self._keep_facts()
        self.stopped(restore=True)
        self.engine = Engine(self.replica, self.engine.head)

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` when something that is shown may differ; returns the way to stop."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed) if changed in self._watchers else None

    def _show(self) -> None:
        for changed in list(self._watchers):
            changed()

    # Writing

    def new_case(self, edits: Sequence[Edit], circle: bytes) -> None:
        """Open a case: its key, its circle and its first edits in one piece."""
        entry = self.replica.new_key(circle, CircleKind.CASE)
        self._save({circle: edits}, [entry])

    def save(self, circle: bytes, edits: Sequence[Edit]) -> None:
        """Keep edits to a case; they are on the disk when this returns."""
        if edits:
            self._save({circle: edits})

    def share(self, circle: bytes, member: bytes, consent: bytes) -> None:
        """Keep the wish to share a case on the ground of a consent."""
        self.intend(Share(circle, member, consent))

    def intend(self, intent: Intent) -> None:
        """Keep an act that is done at the next sync."""
        self._save({}, intent=intent)

    def _save(
        self,
        edits: Mapping[bytes, Sequence[Edit]],
        opens: Sequence[KeyEntry] = (),
        intent: Intent | None = None,
    ) -> None:
        commit = self.replica.save(edits, self.now(), opens, intent)
        self.keep(commit)
        if self._driver is not None:
            self._driver.wake()
        self._show()

    def _unkept_by_circle(self) -> dict[bytes, int]:
        unkept: dict[bytes, int] = {}
        for item in self.replica.items.values():
            for save in item.saves:
                unkept[save.circle] = unkept.get(save.circle, 0) + 1
        return unkept

    # What the driver brings (tui.local.driver.Keeper)

    def keep(self, commit: Commit) -> None:
        """Bring a commit to the disk."""
        self.store.commit(commit)
        self.projection.flush()
        self._changed_since_snapshot = True

    def tell(self, notice: Notice) -> None:
        """Keep a notice until the user has read it."""
        if self.facts.tell(notice):
            self._keep_facts()
            self._show()

    def came(self, joined: tuple[bytes, ...], lost: tuple[bytes, ...]) -> None:
        """Circles came or went."""
        self._show()

    def rows(self, after: int) -> list[Row]:
        """The rows of the log after a place."""
        return [row for run in self.store.rows(after) for row in run]

    def stopped(self, restore: bool) -> None:
        """Syncing has ended; after an alarm the state is read from the disk again."""
        if restore:
            self.replica = self._restore(self)
            self.engine.replica = self.replica
        self._show()

    def turned(self, state: str, problem: Problem | None = None) -> None:
        """The connection is in another state."""
        self._problem = problem
        self._state = state
        self._show()

    def _keep_facts(self) -> None:
        self.store.keep(FACTS, encode_facts(self.facts))

    def keep_facts(self) -> None:
        """Bring changed facts to the disk."""
        self._keep_facts()

    # Syncing

    def fresh_link(self) -> Link:
        """A new connection to the relay; whoever asked closes it."""
        from tui.local.link import Link

        ring = self.replica.ring
        return Link(self.facts.relay, ring.log, ring.signer(), self.facts.pin)

    async def run(self) -> None:
        """Sync until cancelled: listen, pull, push, wait, and again."""
        link = self.fresh_link()
        self._driver = self._new_driver(link)
        try:
            await self._driver.run()
        finally:
            self._driver = None
            await link.close()

    async def sync_once(self) -> Problem | None:
        """Pull and push until nothing is left to do; the problem that prevented it."""
        link = self.fresh_link()
        driver = self._new_driver(link)
        try:
            problem = await driver.once()
            self.turned("offline", problem)
            return problem
        finally:
            await link.close()

    async def settle(self, done: Callable[[], bool]) -> Problem | None:
        """Wait until something has come about in the log: by the connection that runs,
        or by one made for it. Returns the problem that prevented it."""
        if self._driver is None:
            problem = await self.sync_once()
            return problem if problem is not None or done() else Problem(Trouble.not_done)
        came = asyncio.Event()
        stop = self.watch(lambda: came.set() if done() or self._problem is not None else None)
        try:
            if not done():
                await asyncio.wait_for(came.wait(), SETTLE_SECONDS)
        except TimeoutError:
            return Problem(Trouble.not_done)
        finally:
            stop()
        return None if done() else self._problem

    def _new_driver(self, link: Link) -> Driver:
        from tui.local.driver import Driver

        return Driver(self, link, random=self.replica.random)

    # Invitations

    async def invite(self, name: str, role: str, now: int) -> Invitation | Problem:
        """Make an invitation; its link is good for three days and one person."""
        from tui.local.inviting import invite

        return await invite(self, name, role, now)

    async def check_invitations(self) -> list[Invitation] | Problem:
        """The open invitations; with words when somebody has answered."""
        from tui.local.inviting import check

        return await check(self)

    async def admit(self, invitation: Invitation) -> Problem | None:
        """Let the one who answered an invitation into the firm."""
        from tui.local.inviting import admit

        return await admit(self, invitation)

    # Ending

    def write_snapshot(self) -> None:
        """Write the sealed snapshot, if anything changed since the last."""
        from tui.local.snapshot import write_snapshot

        if not self._changed_since_snapshot:
            return
        memory = remember(self.replica.ledger)
        if memory is None or self.engine.stopped:
            return
        write_snapshot(self, memory)
        self._changed_since_snapshot = False

    def lock(self) -> None:
        """Write the snapshot and drop keys and projection; the home is let go."""
        if self.locked:
            return
        self.locked = True
        try:
            self.write_snapshot()
        finally:
            self.store.close()
            self.projection.close()
            self.home.close()
            for held in ("replica", "engine", "projection", "sealer", "facts"):
                self.__dict__.pop(held, None)
            self._watchers.clear()


def place_of(session: Session) -> tuple[int, bytes]:
    """The last place taken and the chain value there."""
    ledger = session.replica.ledger
    return ledger.place, ledger.head()


def entries_for(session: Session, circles: Sequence[bytes]) -> tuple[KeyEntry, ...]:
    """The ring's entries of some circles, in a fixed order."""
    entries = session.replica.ring.entries
    return tuple(entry for _, entry in sorted(entries.items()) if entry.circle in circles)


