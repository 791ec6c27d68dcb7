"""Syncing with the relay: once, or for as long as the command runs."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.commands.case_page import iso
from tui.commands.ending import Ended, Exit
from tui.commands.errand import WHEN_ASKED, connection, failed, said
from tui.commands.parsing import Nouns, add_forms
from tui.language import _, ngettext

if TYPE_CHECKING:
    from tui.commands.errand import Errand
    from tui.local.port import SyncStatus
    from tui.local.session import Session
    from tui.ports import Failure


def add_to(nouns: Nouns) -> None:
    """Let the parser know `sync`."""
    command = nouns.command(
        "sync",
        _("send and fetch changes"),
        sync,
        description=_(
            "Sends what was saved and fetches what colleagues saved. With --watch it stays in"
            " touch with the relay until Ctrl-C; with --json then one object for each change."
            " With --plain: state, place, changes not yet kept, acts that wait, problem."
        ),
    )
    command.add_argument(
        "--watch", action="store_true", help=_("stay in touch with the relay until Ctrl-C")
    )
    add_forms(command)


async def sync(errand: Errand) -> Exit:
    """Sync once, or stay in touch."""
    async with errand.opened() as session:
        if errand.given.watch:
            return await _watch(errand, session)
        session.do_what_is_due(errand.now.date())
        problem: Failure | None = await errand.sync(session, WHEN_ASKED)
        waiting = [] if problem is not None else await _answered(session)
        status = session.status()
        state = connection(status, problem)
        _put(errand, status, state, problem, {"answered": waiting})
    for name in waiting:
        errand.terminal.say(
            _("{name} has answered the invitation. Call, and run: luister admit").format(name=name)
        )
    if problem is not None:
        raise failed(problem)
    if status.state == "stopped":
        raise _stopped()
    return Exit.OK


async def _answered(session: Session) -> list[str]:
    """Show those who answered an invitation what they wait for; gives their names."""
    if not session.facts.invited:
        return []
    found = await session.check_invitations()
    return [one.name for one in found if one.words is not None] if isinstance(found, list) else []


def _left(status: SyncStatus) -> list[str]:
    waiting = status.unkept + status.intents
    if not waiting:
        return []
    return [
        ngettext(
            "{count} change is saved on this device and waits for the next sync.",
            "{count} changes are saved on this device and wait for the next sync.",
            waiting,
        ).format(count=waiting)
    ]


def _put(
    errand: Errand, status: SyncStatus, state: str, problem: Failure | None, more: dict[str, Any]
) -> None:
    words = None if problem is None else said(problem)
    errand.put(
        {
            "state": state,
            "place": status.place,
            "unkept": status.unkept,
            "intents": status.intents,
            "unsent": status.unsent,
            "problem": words,
            **more,
        },
        lambda: [
            (
                state,
                str(status.place),
                str(status.unkept),
                str(status.intents),
                words or "",
            )
        ],
        lambda: _lines(status, problem),
    )
    errand.terminal.flush()


def _lines(status: SyncStatus, problem: Failure | None) -> list[str]:
    left = _left(status)
    if problem is None and status.state != "stopped":
        words = _("Fetched up to place {place} of the log.").format(place=status.place)
        left = [words, *(left or [_("The relay keeps all that was saved here.")])]
    return left


async def _watch(errand: Errand, session: Session) -> Exit:
    """Stay in touch until the command is stopped, and say what changes."""
    shown: list[tuple[object, ...]] = []
    known = set(session.status().notices)

    def changed() -> None:
        status = session.status()
        if status.state in ("connecting", "syncing"):
            return
        mark = (status.state, status.place, status.unkept, status.intents, session.problem)
        if not shown or shown[-1] != mark:
            shown[:] = [mark]
            _put(errand, status, status.state, session.problem, {"time": iso(session.now())})
            if session.problem is not None:
                errand.terminal.say(said(session.problem))
        fresh = [notice for notice in status.notices if notice not in known]
        known.update(fresh)
        errand.tell(fresh)

    stop = session.watch(changed)
    try:
        with _stopped_by_signals():
            await session.run()
    except asyncio.CancelledError:
        # Ctrl-C is how this command ends.
        errand.terminal.say(_("Stopped. What was saved is safe on this device."))
        return Exit.OK
    finally:
        stop()
    raise _stopped()


def _stopped() -> Ended:
    return Ended(_("Syncing has stopped. Read the alarm: luister status"), name="stopped")


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let the ways in which systems stop a program end the watch in good order."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    added = []
    for name in names:
        # Not from another thread, and not on Windows: there Ctrl-C alone is left.
        with contextlib.suppress(RuntimeError, ValueError):
            loop.add_signal_handler(getattr(signal, name), task.cancel)
            added.append(getattr(signal, name))
    try:
        yield
    finally:
        for number in added:
            loop.remove_signal_handler(number)
