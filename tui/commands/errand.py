"""One command that is carried out: the open home, the sync after it, and what is printed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands import passphrase
from tui.commands.ending import Ended, Exit, Misused
from tui.commands.terminal import Terminal
from tui.language import _

if TYPE_CHECKING:
    from shared.replica.notice import Notice
    from tui.local.front import HomeFront
    from tui.local.opening import Door
    from tui.local.port import SyncStatus
    from tui.local.session import Session
    from tui.ports import Failure, Problem

AFTER_SAVING = 15.0
"""For how many seconds a sync after saving may stand still before it is left for later."""
WHEN_ASKED = 60.0
"""The same for a sync that was asked for."""


class Errand:
    """What a command was given, and what it works with."""

    def __init__(
        self, given: argparse.Namespace, terminal: Terminal, folder: Path, door: Door | None
    ) -> None:
        self.given = given
        self.terminal = terminal
        self.folder = folder
        self._door = door
        self._front: HomeFront | None = None
        self._has_read = False

    @property
    def front(self) -> HomeFront:
        """The front door of the home."""
        from tui.local.front import HomeFront

        if self._front is None:
            self._front = HomeFront(self.folder, self._door)
        return self._front

    @property
    def now(self) -> datetime:
        """The time now, with this machine's time zone."""
        from tui.widgets.when import local

        return local(self.front.door.now())

    @property
    def today(self) -> str:
        """Today's ISO date, in local time."""
        return self.now.date().isoformat()

    def new_id(self) -> bytes:
        """An id (16 bytes) for something new."""
        return self.front.door.random(16)

    # Asking

    def read_text(self) -> str:
        """The text that comes in; it can be asked for once."""
        if self._has_read:
            raise Misused(_("Only one text can be read from standard input."), name="one_text_only")
        self._has_read = True
        return self.terminal.read_text()

    def confirm(self, question: str, *explained: str) -> None:
        """Ask whether something is meant that can not be undone; end when it is not.

        Not asked with `--yes`; without that and without somebody to ask it is not done.
        """
        if self.given.yes:
            return
        for text in explained:
            self.terminal.say(text)
        if not self.terminal.can_ask:
            raise Misused(
                _("This asks: {question} Say --yes if you are sure.").format(question=question),
                name="needs_yes",
            )
        if not self.terminal.agrees(f"{question} " + _("Type yes in full:")):
            raise Ended(_("Nothing was done."))

    # The home

    def check_home(self) -> None:
        """Whether there is a home that a passphrase opens; nobody is asked for one else."""
        from tui.ports import HomeState

        state = self.front.state()
        if state is HomeState.empty:
            raise Ended(
                _("There is nothing in {folder} yet.").format(folder=self.folder),
                hints=[_("Start a firm with: luister init. Use an invitation: luister join.")],
                name="no_home",
            )
        if state is HomeState.joining:
            raise Ended(
                _("This device has answered an invitation and is not admitted yet."),
                hints=[go_on()],
                name="not_admitted_yet",
            )

    @contextlib.asynccontextmanager
    async def opened(self, typed: str | None = None) -> AsyncIterator[Session]:
        """The open home, locked again afterwards. `typed` is its passphrase, if known."""
        from tui.local.session import Session
        from tui.ports import Problem

        self.check_home()
        if typed is None:
            typed = passphrase.existing(self.given, self.terminal)
        session = await self.front.unlock(typed)
        if isinstance(session, Problem):
            raise ended(session)
        assert isinstance(session, Session)
        try:
            yield session
        finally:
            session.lock()

    # Syncing

    async def sync(self, session: Session, patience: float) -> Failure | None:
        """Sync once; the problem that prevented it. New notices are told.

        A relay that brings nothing new for `patience` seconds is left alone.
        """
        from tui.local.problem import Problem, Trouble

        known = set(session.status().notices)
        syncing = asyncio.ensure_future(session.sync_once())
        problem: Failure | None = None
        try:
            while not syncing.done():
                before = _moved(session.status())
                await asyncio.wait({syncing}, timeout=patience)
                if not syncing.done() and _moved(session.status()) == before:
                    problem = Problem(Trouble.timeout)
                    break
            else:
                problem = syncing.result()
        finally:
            syncing.cancel()
            await asyncio.wait({syncing})
        self.tell([n for n in session.status().notices if n not in known])
        return problem

    def tell(self, notices: Sequence[Notice]) -> None:
        """Say what there is to tell, the most urgent first."""
        from tui.widgets.notice_words import loudest_first, notice_text, tone_word

        for notice in loudest_first(notices):
            words = f"{tone_word(notice)}: {notice_text(notice)}"
            self.terminal.say(words, str(notice.told.value))

    async def send(self, session: Session) -> dict[str, Any]:
        """After saving: try one sync, and say what has become of what was saved.

        Gives what `--json` says of it. Nothing that happens here is a failure: what
        was saved is on the disk.
        """
        problem: Failure | None = None
        if not self.given.offline:
            problem = await self.sync(session, AFTER_SAVING)
        status = session.status()
        kept = not (status.unkept or status.intents)
        if kept:
            self.terminal.say(_("Saved, and kept by the relay."), name="kept")
        else:
            words = _("Saved on this device. It is sent at a later sync.")
            told = words if problem is None else f"{words} {said(problem)}"
            self.terminal.say(told, name="saved_here")
        return {"kept": kept, "unkept": status.unkept + status.intents}

    # Printing

    def put(
        self,
        data: Any,
        rows: Callable[[], Iterable[Sequence[str]]],
        lines: Callable[[], Iterable[str]],
    ) -> None:
        """Print data in the form that was asked for: JSON, plain rows, or text."""
        if self.given.json:
            # Nothing but ASCII: no sign in it can mean anything to a terminal.
            self.terminal.put(json.dumps(data))
        elif self.given.plain:
            for row in rows():
                self.terminal.put_cells(row)
        else:
            for line in lines():
                self.terminal.put(line)


def _moved(status: SyncStatus) -> tuple[int, ...]:
    return status.place, status.unkept, status.intents


def said(failure: Failure) -> str:
    """An expected failure in words."""
    from tui.screens.failing import failure_text

    return failure_text(failure)


def connection(status: SyncStatus, problem: Failure | None) -> str:
    """How a sync went: `connected` (the relay answered all), `offline`, or `stopped`.

    The connection that a command made is over when it tells of it.
    """
    if status.state == "stopped":
        return status.state
    return "connected" if problem is None else "offline"


def ended(problem: Problem) -> Ended:
    """The end of a command by an expected failure at the front door."""
    wrong = problem.field == "passphrase"
    code = Exit.WRONG_PASSPHRASE if wrong else Exit.FAILED
    return Ended(said(problem), code, field=problem.field)


def failed(failure: Failure, hints: Iterable[str] = ()) -> Ended:
    """The end of a command by what went wrong at the relay, with a name for programs."""
    from tui.local.problem import Problem

    trouble = failure.trouble.name if isinstance(failure, Problem) else ""
    refusal = failure.refusal if isinstance(failure, Problem) else None
    name = trouble if refusal is None else f"{trouble}_{refusal.name.lower()}"
    return Ended(said(failure), hints=hints, name=name)


def go_on() -> str:
    """What to type when an answer to an invitation waits."""
    return _("Go on with: {command}").format(command="luister join --resume")
