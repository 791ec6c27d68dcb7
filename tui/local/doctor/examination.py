"""A whole examination: of a home that is closed, or of one that is open on the screen.

It is read-only. A closed home is held meanwhile, so that no other program writes in it; it
is opened by none of the ways that would mend, sweep, sync or destroy anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shared.casework.consent.grounds import lets_in
from shared.replica.content import MemoryContent
from shared.replica.replica import Replica
from shared.replica.ring import Ring
from shared.sealing.passphrase import LockFault, unlock
from shared.wording import N_
from tui.local.doctor.blobs import Sealed, examine_blobs, examine_snapshot
from tui.local.doctor.finding import Finding, Grade, found
from tui.local.doctor.folder import examine_folder
from tui.local.doctor.keys import examine_keys
from tui.local.doctor.looking import look_into
from tui.local.doctor.store import (
    Chain,
    Progress,
    examine_chain,
    examine_database,
    examine_rows,
    rows_of,
)
from tui.local.fault import HomeFault, StoreFault
from tui.local.home import SNAPSHOT, STORE, Home
from tui.local.sealer import Sealer

if TYPE_CHECKING:
    from tui.local.opening import Door
    from tui.local.session import Session

KEY_BYTES = 32
_KEEP = N_(
    "Change nothing and keep a copy of the folder. What the relay keeps is safe there. Put a"
    " backup of the folder back."
)


class Inside(msgspec.Struct):
    """What was found in the store, and what can be built from it when that is whole."""

    findings: list[Finding] = []
    sealed: Sealed = msgspec.field(default_factory=Sealed)
    chain: Chain | None = None
    replica: Replica | None = None


def _nobody(_done: int, _all: int) -> None:
    """Nobody asks how far it is."""


def examine_locked(folder: Path, progress: Progress = _nobody) -> Iterator[Finding]:
    """What can be seen without a passphrase; `progress` is told records done and in all."""
    yield from examine_folder(folder)
    if not (folder / STORE).exists():
        yield found(
            "database", Grade.LOOK, N_("There is no store in this folder yet."),
            N_("Start a firm, use an invitation, or name another folder with --home."),
        )  # fmt: skip
        return
    with _held(folder) as alone:
        if not alone:
            yield found("in_use", Grade.OK, N_("Luister is running in this folder."))
        inside = _look_inside(folder, None, None, progress, alone=alone)
    yield from inside.findings


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a home, if nobody else does; whether it is held."""
    try:
        home = Home.look(folder)
    except HomeFault:
        yield False
        return
    with home:
        yield True


async def examine_home(
    folder: Path,
    passphrase: str,
    door: Door,
    progress: Progress = _nobody,
    *,
    relay: bool = True,
) -> AsyncIterator[Finding | LockFault]:
    """Examine a closed home with its passphrase. With `relay` it logs in there too.

    Gives the fault of a passphrase that does not open, and nothing after it. Raises
    `LocalFault`: the folder is in use, or there is none.
    """
    with Home.look(folder) as home:
        key = unlock(passphrase, home.read(home.keys), allow_test_profile=door.test_profile)
        if isinstance(key, bytes) and len(key) != KEY_BYTES:
            key = LockFault.damaged
        if isinstance(key, LockFault):
            yield key
            return
        for finding in examine_folder(folder):
            yield finding
        sealer = Sealer(key, door.random)
        inside = await asyncio.to_thread(_look_inside, folder, sealer, None, progress, alone=True)
        for finding in inside.findings:
            yield finding
        replica, facts, head = inside.replica, inside.sealed.facts, inside.sealed.head
        if replica is None or facts is None:
            return
        for finding in examine_keys(replica, facts, door.now()):
            yield finding
        if not relay:
            return
        from tui.local.doctor.relay import examine_relay
        from tui.local.link import Link

        link = Link(facts.relay, replica.ring.log, replica.ring.login(), facts.pin)
        pinned = facts.pin is not None
        try:
            looked = examine_relay(link, replica.ledger, head, door.now(), pinned=pinned)
            async for finding in looked:
                yield finding
        finally:
            await link.close()


async def examine_session(session: Session, progress: Progress = _nobody) -> AsyncIterator[Finding]:
    """Examine the home that is open. `progress` is called from another thread."""
    from tui.local.doctor.relay import examine_relay

    folder = session.home.folder
    for finding in examine_folder(folder):
        yield finding
    inside = await asyncio.to_thread(
        _look_inside, folder, session.sealer, session.replica.ring.log, progress, alone=False
    )
    for finding in inside.findings:
        yield finding
    head = session.engine.head
    if inside.chain is not None and head is not None and inside.chain.place >= head.place:
        # The store was read beside a program that goes on writing in it.
        chain = msgspec.structs.replace(
            inside.chain, at=session.replica.ledger.chain_at(head.place)
        )
        yield _against(chain, session.replica.ledger.chain_at(chain.place))
        yield examine_chain(chain, head, _is_signed(session.replica, inside.sealed))
    for finding in examine_keys(session.replica, session.facts, session.now()):
        yield finding
    link = session.fresh_link()
    pinned = session.facts.pin is not None
    try:
        looked = examine_relay(link, session.replica.ledger, head, session.now(), pinned=pinned)
        async for finding in looked:
            yield finding
    finally:
        await link.close()


def _against(chain: Chain, remembered: bytes) -> Finding:
    """Whether the records come to the chain value that the open program goes by."""
    if chain.value == remembered:
        return found("memory", Grade.OK, N_("The records are those that the program goes by."))
    return found(
        "memory", Grade.WRONG, N_("The records are not those that the program goes by."), _KEEP
    )


def _look_inside(
    folder: Path, sealer: Sealer | None, log: bytes | None, progress: Progress, *, alone: bool
) -> Inside:
    inside = Inside()
    try:
        with look_into(folder / STORE, alone=alone) as db:
            inside.findings += examine_database(db)
            if inside.findings[0].grade is Grade.OK:
                _read(db, folder, sealer, log, progress, inside)
    except StoreFault:
        inside.findings.append(
            found("database", Grade.WRONG, N_("The database can not be read."), _KEEP)
        )
    return inside


def _read(
    db: sqlite3.Connection,
    folder: Path,
    sealer: Sealer | None,
    log: bytes | None,
    progress: Progress,
    inside: Inside,
) -> None:
    ring: Ring | None = None
    # Of an open home the log's id is known, and its program has built all that it says.
    is_open = log is not None
    if sealer is not None:
        more, inside.sealed = examine_blobs(db, sealer)
        ring = inside.sealed.ring
        inside.findings += more
        inside.findings.append(
            examine_snapshot(folder / SNAPSHOT, sealer, stamped=inside.sealed.stamped)
        )
        log = log if ring is None else ring.log
    head = inside.sealed.head
    rows, chain = examine_rows(db, log, 0 if head is None else head.place, progress)
    inside.findings += rows
    inside.chain = chain if log is not None else None
    whole = rows[0].grade is Grade.OK
    if ring is None or not whole or inside.sealed.facts is None or is_open:
        return
    inside.replica = _replayed(db, ring, inside)
    # Without the firm's list the relay's key is not known; the head itself was sealed here.
    signed = inside.replica is None or _is_signed(inside.replica, inside.sealed)
    inside.findings.append(examine_chain(chain, head, signed))


def _replayed(db: sqlite3.Connection, ring: Ring, inside: Inside) -> Replica | None:
    """The replica, built from the records alone; it makes nothing new, so no randomness."""
    sealed = inside.sealed
    assert sealed.facts is not None
    try:
        return Replica.restore(
            ring,
            MemoryContent(),
            lets_in,
            bytes,
            rows_of(db),
            sealed.items,
            sealed.unsent,
            sealed.flight,
            frozenset(sealed.facts.left_out),
        )
    except (ValueError, msgspec.MsgspecError):
        inside.findings.append(
            found("replay", Grade.WRONG, N_("The records do not fit each other."), _KEEP)
        )
        return None


def _is_signed(replica: Replica, sealed: Sealed) -> bool:
    head = sealed.head
    return head is None or replica.ledger.signed_head(
        head.incarnation, head.place, head.chain, head.signature
    )
