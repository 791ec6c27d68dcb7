"""The log carried by hand: a file made from what this device holds, and one taken in.

A file is read twice: whole, before anything of it is taken, and then page by page through
the checks of a page from the relay. Each page is on the disk before the next; whoever
breaks off goes on from there with the same file.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shared.protocol.chain import extend
from shared.protocol.messages import Page
from shared.replica.action import Action, Came, Keep, Stop, Tell
from shared.replica.carried import Lacking, manifest_of, pages_of
from shared.replica.hearsay import Surveyed, Unusable, survey, take_carried
from shared.replica.notice import Notice
from shared.replica.payload import CircleKind
from shared.sealing.carrying import (
    SALT_BYTES,
    CarryFlaw,
    Manifest,
    Unfit,
    open_carry,
    seal_carry,
)
from shared.sealing.pair import EVERYONE
from shared.wording import N_
from tui.local.export import write_new_in_parts
from tui.local.fault import LocalFault

if TYPE_CHECKING:
    from tui.local.session import Session

READ_BYTES = 1_048_576
NO_FILE = N_("it is not a file")
Told = Callable[[int, int], None]
"""Called with places done, and places in all."""


class NotRead(LocalFault):
    """A file can not be read. Nothing was changed."""

    text = N_("{path} can not be read: {why}.")


class CarriedOut(msgspec.Struct, frozen=True):
    """What was written: the places after `after` up to `upto`, and how many of these this
    device has without content, for they are other people's."""

    after: int
    upto: int
    bare: int


class CarriedIn(msgspec.Struct, frozen=True):
    """What was taken: places, up to which one, and how many of this device's own circles'
    records came without content. `stopped`: an alarm came, or this member left the firm."""

    places: int
    upto: int
    without: int
    stopped: bool


class Declined(msgspec.Struct, frozen=True):
    """Why nothing was written or taken: a marked source string and what fills it; `name` is
    for programs."""

    name: str
    text: str
    blanks: tuple[tuple[str, str], ...] = ()


def carry_out(session: Session, path: Path, after: int) -> CarriedOut | Declined:
    """Write the log after a place into a new file, sealed for the firm.

    Raises `LocalFault`: the file is there, the disk refuses, or the store is damaged.
    """
    replica = session.replica
    ledger, head = replica.ledger, session.engine.head
    epoch = ledger.current(EVERYONE)
    if session.engine.stopped:
        return Declined(Lacking.stopped.name, Lacking.stopped.value)
    made = Lacking.no_head if epoch is None else manifest_of(ledger, head, after)
    if isinstance(made, Lacking):
        place = 0 if head is None else min(head.place, ledger.place)
        return Declined(made.name, made.value, (("after", str(after)), ("place", str(place))))
    assert epoch is not None
    upto, bare = made.head.place, 0

    def counted() -> Iterator[Page]:
        nonlocal bare
        for page in pages_of(session.store.rows(after), made):
            bare += sum(entry.wire is None for entry in page.entries)
            yield page

    salt = replica.random(SALT_BYTES)
    write_new_in_parts(path, seal_carry(epoch.keys.secret, epoch.id, salt, made, counted()))
    return CarriedOut(after, upto, bare)


async def carry_in(
    session: Session, path: Path, told: Told = lambda _done, _all: None
) -> CarriedIn | Declined:
    """Take what a file carries. Raises `LocalFault`: it can not be read, or the disk is full.

    An alarm is told and stops syncing, as one from the relay does; nothing is taken then.
    Gives way to the event loop between pages.
    """
    try:
        surveyed = await _survey(session, path)
        if isinstance(surveyed, Declined):
            return surveyed
        if isinstance(surveyed, Notice):
            session.engine.stopped = True
            _carry_out(session, [Tell(surveyed), Stop(restore=True)])
            return CarriedIn(0, session.replica.ledger.place, 0, stopped=True)
        return await _take(session, path, surveyed, told)
    except Unfit as unfit:
        return Declined(unfit.flaw.name, unfit.text)


async def _survey(session: Session, path: Path) -> Surveyed | Declined | Notice:
    if session.engine.stopped:
        return Declined(Lacking.stopped.name, Lacking.stopped.value)
    if session.engine.limits is not None:
        return Declined(Unusable.connected.name, Unusable.connected.value)
    ledger = session.replica.ledger
    parts = _opened(session, path)
    manifest = next(parts)
    assert isinstance(manifest, Manifest)
    # It reads and hashes only, and the ledger stays as it is.
    surveyed = await asyncio.to_thread(survey, ledger, manifest, parts)
    if not isinstance(surveyed, Unusable):
        return surveyed
    numbers = {"after": manifest.after, "place": ledger.place, "upto": manifest.head.place}
    return Declined(
        surveyed.name, surveyed.value, tuple((name, str(n)) for name, n in numbers.items())
    )


async def _take(
    session: Session, path: Path, surveyed: Surveyed, told: Told
) -> CarriedIn | Declined:
    began, head, without = session.replica.ledger.place, surveyed.head, 0
    ends = (*surveyed.chains[1:], head.chain)
    pages = (part for part in _opened(session, path) if isinstance(part, Page))
    for page, before, end in zip(pages, surveyed.chains, ends, strict=True):
        if page.head != head or extend(before, page.entries) != end:
            # The file is another one than the one that was read.
            raise Unfit(CarryFlaw.damaged)
        heard = take_carried(session.engine, page, head, session.now())
        if heard.unusable is not None:
            session.reload()
            place = session.replica.ledger.place
            if place == began:
                return Declined(heard.unusable.name, heard.unusable.value)
            # What was taken is on the disk, and the rest comes with the relay.
            return CarriedIn(place - began, place, without, stopped=False)
        _carry_out(session, heard.actions)
        without += heard.without
        place = session.replica.ledger.place
        told(place - began, head.place - began)
        if session.engine.stopped:
            return CarriedIn(place - began, place, without, stopped=True)
        await asyncio.sleep(0)
    session.show()
    return CarriedIn(session.replica.ledger.place - began, head.place, without, stopped=False)


def _carry_out(session: Session, actions: list[Action]) -> None:
    for action in actions:
        match action:
            case Keep(commit):
                session.keep(commit)
            case Tell(notice):
                session.tell(notice)
            case Came(joined, lost):
                session.came(joined, lost)
            case Stop(restore):
                session.stopped(restore)


def _opened(session: Session, path: Path) -> Iterator[Manifest | Page]:
    ring = session.replica.ring
    secrets = {
        entry.epoch: entry.secret
        for entry in ring.entries.values()
        if entry.kind == CircleKind.EVERYONE
    }
    return open_carry(_chunks(path), secrets, ring.log)


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        # A pipe would have to be read twice, and a device never ends.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not path.is_file():
                raise NotRead(path=str(path), why=NO_FILE)
            while chunk := file.read(READ_BYTES):
                yield chunk
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise NotRead(path=str(path), why=why) from None
