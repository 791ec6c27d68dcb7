"""Keeping: an open home that brings what was saved to the disk and to the relay.

It carries out what the driver brings, runs the driver, and writes the snapshot. What
the screens ask of it is added by `tui.local.session.Session`. All in one thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from shared.protocol.messages import Head
from shared.replica.change import Edit
from shared.replica.commit import Commit, Row
from shared.replica.engine import Engine
from shared.replica.memory import remember
from shared.replica.notice import Notice
from shared.replica.outbox import Intent
from shared.replica.payload import BadPayload
from shared.replica.replica import Replica
from shared.sealing.entry import KeyEntry
from shared.sealing.fault import TooLarge
from shared.wording import N_
from tui.local import vault
from tui.local.facts import Facts
from tui.local.facts import encode as encode_facts
from tui.local.fault import NotSaved, StoreFault, StoreFull
from tui.local.problem import Problem, Trouble
from tui.local.store import SNAPSHOT

if TYPE_CHECKING:
    from tui.local.driver import Driver
    from tui.local.home import Home
    from tui.local.link import Link
    from tui.local.projection import Projection
    from tui.local.sealer import Sealer
    from tui.local.store import Store

MANY = 256
"""From how many rows on the projection is written while the disk is waited for."""
FACTS = "facts"
"""The name under which the store keeps `Facts`."""
SETTLE_SECONDS = 20.0
"""How long an act that somebody waits for may take before that is said."""


def wall_clock() -> int:
    """The time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


NO_TEXT = N_("It holds signs that are no text.")


class Keeping:
    """An open home; see `tui.local.opening`."""

    def __init__(
        self,
        home: Home,
        sealer: Sealer,
        store: Store,
        projection: Projection,
        replica: Replica,
        facts: Facts,
        head: Head | None,
        restore: Callable[[Keeping], Replica],
        now: Callable[[], int] = wall_clock,
        newest: bool = False,
    ) -> None:
        """`newest`: the snapshot on the disk is of this very state."""
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
        self._changed_since_snapshot = not newest
        self._to_show = False
        self._destroying = False
        self.locked = False
        # A disk that takes nothing must not keep the cases shut: no screen shows it.
        with contextlib.suppress(StoreFull):
            self._obey()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<redacted>)"

    @property
    def problem(self) -> Problem | None:
        """Why the relay can not be reached, when it can not."""
        return self._problem

    # Saving

    def put(
        self,
        edits: Mapping[bytes, Sequence[Edit]],
        opens: Sequence[KeyEntry] = (),
        intent: Intent | None = None,
    ) -> None:
        """Keep edits by circle, new circles and an act, in one piece and durably.

        Raises `StoreFault`; nothing of it is kept then, nor shown.
        """
        vault.check_place(self.replica, edits, opens)
        try:
            commit = self.replica.save(edits, self.now(), opens, intent)
        except TooLarge as fault:
            raise NotSaved(why=fault.text) from None
        except BadPayload:
            raise NotSaved(why=NO_TEXT) from None
        self.keep(commit)
        if self._driver is not None:
            self._driver.wake()
        self.show()

    def destroy(self, edits: Mapping[bytes, Sequence[Edit]], circles: Sequence[bytes]) -> None:
        """Keep edits, and in the same piece destroy circles: their keys, their records and
        what was saved for them. Raises `StoreFault`; then all is as it was."""
        # The old snapshot has their keys and texts; without it, unlocking replays the log.
        self.store.keep(SNAPSHOT, None)
        try:
            self.home.snapshot.unlink(missing_ok=True)
        except OSError as error:
            raise StoreFull(why=error.strerror or type(error).__name__) from None
        self._destroying = True
        try:
            commit = self.replica.save(edits, self.now()) if edits else Commit()
            self.keep(vault.shredded(self.replica, commit, circles, self.now()))
        finally:
            self._destroying = False
        self.engine.search.begin_anew()
        self.store.leave_no_trace()
        if self._driver is not None:
            self._driver.wake()
        self.show()

    def _obey(self, among: Collection[bytes] | None = None) -> None:
        """Destroy what another device or another holder has ordered to be destroyed: all
        of it, or some circles."""
        if self._destroying:
            return
        circles = vault.due(self, among)
        self.projection.vaults_put.clear()
        if circles:
            self.destroy({}, circles)

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` when something that is shown may differ; returns the way to stop."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed) if changed in self._watchers else None

    def show(self) -> None:
        """Let whoever watches look again."""
        self._to_show = False
        for changed in list(self._watchers):
            changed()

    # What the driver brings, as `tui.local.driver.Keeper` names it

    def keep(self, commit: Commit) -> None:
        """Bring a commit to the disk. Raises `StoreFault`; it is undone in memory then."""
        many = len(commit.rows) >= MANY
        try:
            self.store.commit(commit, self.projection.flush if many else None)
        except StoreFault:
            # In memory it is done already: the next commit would build on what is not there.
            self.engine.stopped = True
            self.reload()
            raise
        if not many:
            self.projection.flush()
        self._to_show = True
        if commit.rows or commit.filled or commit.dropped or commit.ring is not None:
            # The rest lies in the outbox, which a snapshot leaves out.
            self._changed_since_snapshot = True
        if self.projection.vaults_put:
            self._obey(self.projection.vaults_put)

    def tell(self, notice: Notice) -> None:
        """Keep a notice until the user has read it."""
        if self.facts.tell(notice):
            # On a full disk it is shown all the same, and written with the next one.
            with contextlib.suppress(StoreFull):
                self.keep_facts()
            self.show()

    def came(self, joined: tuple[bytes, ...], lost: tuple[bytes, ...]) -> None:
        """Circles came or went."""
        if joined:
            self._obey(joined)
        self.show()

    def rows(self, after: int) -> list[Row]:
        """The rows of the log after a place."""
        return [row for run in self.store.rows(after) for row in run]

    def stopped(self, restore: bool) -> None:
        """Syncing has ended; after an alarm the state is read from the disk again."""
        if restore:
            self.replica = self._restore(self)
            self._changed_since_snapshot = True
            self.engine.replica = self.replica
            self._obey()
        self.show()

    def reload(self) -> None:
        """The disk has other than what the replica was built with: build it anew."""
        self.replica = self._restore(self)
        self._changed_since_snapshot = True
        self.engine = Engine(self.replica, self.engine.head)
        self._obey()
        self.show()

    def turned(self, state: str, problem: Problem | None = None) -> None:
        """The connection is in a state; shown when it is another one, or something came."""
        same = (state, problem) == (self._state, self._problem)
        self._problem = problem
        self._state = state
        if self._to_show or not same:
            self.show()

    def keep_facts(self) -> None:
        """Bring changed facts to the disk."""
        self.store.keep(FACTS, encode_facts(self.facts))

    # Syncing

    def fresh_link(self) -> Link:
        """A new connection to the relay; whoever asked closes it."""
        from tui.local.link import Link

        ring = self.replica.ring
        return Link(self.facts.relay, ring.log, ring.login(), self.facts.pin)

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
                async with asyncio.timeout(SETTLE_SECONDS):
                    await came.wait()
        except TimeoutError:
            return Problem(Trouble.not_done)
        finally:
            stop()
        return None if done() else self._problem

    def _new_driver(self, link: Link) -> Driver:
        from tui.local.driver import Driver

        return Driver(self, link)

    # Ending

    def write_snapshot(self) -> None:
        """Write the sealed snapshot, if anything changed since the last."""
        from tui.local.snapshot import write_snapshot

        if not self._changed_since_snapshot:
            return
        memory = remember(self.replica.ledger)
        if memory is None or self.engine.stopped:
            return
        # What the relay has not kept lies in the outbox; the snapshot has what stands.
        waiting = sorted(self.replica.items.values(), key=lambda item: item.number)
        for item in waiting:
            self.replica.take_off(item.saves, self.replica.author)
        try:
            write_snapshot(self, memory)
        finally:
            for item in waiting:
                self.replica.lay(item)
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
            for held in ("replica", "engine", "projection", "sealer", "facts", "_last_case"):
                self.__dict__.pop(held, None)
            self._watchers.clear()
