"""The program and the second implementation in one firm, over a relay that really listens."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from shared.casework import verbs
from shared.replica.change import Edit
from shared.sealing.passphrase import FOR_TESTS
from sync_server.store.base import Code, code_hash
from tests.stranger import primitives as p
from tests.stranger.device import Batch, Stranger, answer_to
from tests.stranger.invitation import Link, Sheet, parcel_opened
from tests.stranger.relay import Refused, Relay
from tests.sync_server.running import CODE, Running, running
from tui.local.front import FrontJoining, HomeFront
from tui.local.opening import Door
from tui.local.port import Invitation
from tui.local.session import Session
from tui.ports import Problem

PASSPHRASE = "four words on paper"
NOTE = bytes(range(16))
PATIENCE = 20.0
RETRIES = 20


def _now() -> int:
    return time.time_ns() // 1_000_000


class Visitor:
    """A device of the second implementation, with its talk to the relay."""

    def __init__(self, device: Stranger, relay: Relay) -> None:
        self.device, self.relay = device, relay

    async def pull(self) -> None:
        """Read to the end of the log."""
        pages = await asyncio.to_thread(self.relay.pages, self.device.place)
        self.device.read(pages)
        assert self.device.replay.told == []

    async def send(self, make: Callable[[], Batch]) -> None:
        """Form a batch on the newest state, and append it; anew when a fence was before it."""
        for _ in range(RETRIES):
            await self.pull()
            batch = make()
            parts = (self.device.place, batch.fence, batch.wires, batch.parcels)
            try:
                answer = await asyncio.to_thread(self.relay.append, *parts)
            except Refused as refused:
                if refused.code == "fence":
                    continue
                raise
            self.device.sent(batch, *answer)
            assert self.device.replay.told == []
            return
        raise AssertionError("the relay never let the batch in")

    async def write(self, circle: bytes, kind: str, entity: bytes, **fields: Any) -> None:
        """Save fields of one entity."""
        await self.send(lambda: self.device.append_changes(circle, [(kind, entity, fields)]))


class Office:
    """One session of the program, syncing."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.syncing = asyncio.create_task(session.run())

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait for something to become true of the session."""
        came = asyncio.Event()
        stop = self.session.watch(lambda: came.set() if done() else None)
        try:
            if not done():
                await asyncio.wait_for(came.wait(), PATIENCE)
        finally:
            stop()

    async def kept(self) -> None:
        """Wait until the relay has kept everything that was saved or asked for."""
        await self.until(lambda: not (self._status.unkept or self._status.intents))
        assert self._status.notices == ()

    async def reaches(self, visitor: Visitor) -> None:
        """Wait until it has read all that the visitor has."""
        await self.until(lambda: self._status.place >= visitor.device.place)
        assert self._status.notices == ()

    @property
    def _status(self) -> Any:
        return self.session.status()

    async def close(self) -> None:
        """Stop syncing and lock."""
        self.syncing.cancel()
        await asyncio.gather(self.syncing, return_exceptions=True)
        self.session.lock()

    def notes(self, circle: bytes) -> set[str]:
        """The texts of a case's notes."""
        return {str(note.text) for note in self.session.case(circle).notes}


@pytest.fixture
async def relay() -> AsyncIterator[Running]:
    """A relay with the clock of this machine, and one code."""
    async with running() as relay:
        relay.clock.now = _now()
        kept = Code(code_hash(CODE), relay.clock.now + 60_000)
        await relay.relay.journal.write(lambda: relay.relay.store.add_code(kept))
        yield relay


def _front(folder: Path) -> HomeFront:
    return HomeFront(folder, Door(profile=FOR_TESTS, test_profile=True))


async def _founded(relay: Running, folder: Path) -> tuple[Office, tuple[str, ...]]:
    founded = await _front(folder).found(relay.origin, CODE, "Bureau", "Noor", "laptop", PASSPHRASE)
    assert not isinstance(founded, Problem)
    assert isinstance(founded.session, Session)
    return Office(founded.session), founded.words


async def _visitor(office: Office) -> Visitor:
    """A joiner with the second implementation, in a firm of the program."""
    session, draw = office.session, os.urandom
    invitation = await session.invite("Bo", "adviser", _now())
    assert isinstance(invitation, Invitation)
    link = Link.read(invitation.link)
    seed, private, exchange, member = (draw(n) for n in (32, 32, 32, 16))
    answer = answer_to(link, draw, member, "Bo", "pc", seed, private)
    talk, secret = Relay(link.address, link.log, seed), link.key("pass")
    sealed = link.sealed("answer", draw(24), answer)
    await asyncio.to_thread(talk.put, link.box, "answer", secret, sealed)
    checked = await session.check_invitations()
    assert isinstance(checked, list)
    put = await asyncio.to_thread(talk.get, link.box, "reveal", secret)
    reveal, fields = link.opened("reveal", put)
    assert tuple(link.words(answer, reveal).split()) == checked[0].words
    assert await session.admit(checked[0]) is None
    put = await asyncio.to_thread(talk.get, link.box, "welcome", secret)
    welcome = link.welcomed(private, fields[2], put)
    device = Stranger.from_keys(link.log, member, seed, private, welcome[1], draw, _now, exchange)
    visitor = Visitor(device, talk)
    await asyncio.to_thread(talk.login)
    await visitor.pull()
    assert device.replay.chain[welcome[2]] == welcome[3]
    talk.relay_key = device.replay.relay_key
    await visitor.send(device.settle_in)
    return visitor


def _open_case(session: Session, case: bytes) -> None:
    """Write a case with the program."""
    edits = verbs.open_case(case, "kiezel-47", "2026-02-02", {"client": "Zee"})
    assert isinstance(edits, list)
    session.new_case(edits, case)


def _consent(member: bytes) -> dict[str, Any]:
    return {"status": "given", "scope": "share_with_colleague", "recipient": member}


async def test_a_stranger_joins_a_firm_of_the_program(relay: Running, tmp_path: Path) -> None:
    """Cases go both ways, keys turn, a holder leaves: both sides read the same."""
    noor, _ = await _founded(relay, tmp_path / "noor")
    try:
        bo = await _visitor(noor)
        case = await _noors_case(noor, bo)
        await _bos_case(noor, bo)
        await bo.pull()
        assert bo.device.values(case, "note", NOTE) == {"text": ["from Bo"]}
    finally:
        await noor.close()


async def _noors_case(noor: Office, bo: Visitor) -> bytes:
    """A case that the program gives to the visitor."""
    case, consent = os.urandom(16), os.urandom(16)
    session, member = noor.session, bo.device.member
    _open_case(session, case)
    given = _consent(member).items()
    session.save(case, [Edit("consent", consent, name, value) for name, value in given])
    session.share(case, member, consent)
    await noor.kept()
    await bo.pull()
    assert bo.device.values(case, "case", case)["code"] == ["kiezel-47"]

    await bo.write(case, "note", NOTE, text="from Bo")
    await bo.send(bo.device.keep_keys)
    await noor.reaches(bo)
    assert noor.notes(case) == {"from Bo"}
    return case


async def _bos_case(noor: Office, bo: Visitor) -> None:
    """A case that the visitor gives to the program and takes back, its keys turned between."""
    member, consent, made = noor.session.my_member, os.urandom(16), {}

    def begin() -> Batch:
        made["case"], batch = bo.device.new_case([("note", NOTE, {"text": "hidden"})])
        return batch

    await bo.send(begin)
    case = made["case"]
    await noor.reaches(bo)
    assert not noor.session.has_case(case)

    await bo.write(case, "consent", consent, **_consent(member))
    await bo.send(lambda: bo.device.share(case, member, consent))
    await noor.reaches(bo)
    assert noor.notes(case) == {"hidden"}

    await bo.send(lambda: bo.device.turn(loss=True))
    await noor.reaches(bo)
    noor.session.save(case, [Edit("note", bytes(16), "text", "after the turn")])
    await noor.kept()
    await bo.pull()
    assert bo.device.values(case, "note", bytes(16)) == {"text": ["after the turn"]}
    assert bo.device.circle(case).content.state()[1]

    await bo.send(lambda: bo.device.dismiss(case, member))
    await bo.write(case, "note", NOTE, text="not for Noor")
    await noor.reaches(bo)
    assert not noor.session.has_case(case)


async def test_the_program_joins_a_firm_of_a_stranger(relay: Running, tmp_path: Path) -> None:
    """The founding and the admission of the page alone are good for the program."""
    device = Stranger.found(os.urandom, _now, "Bureau", "Anna", "laptop")
    anna = Visitor(device, Relay(relay.origin, device.log, device.seed))
    key = await asyncio.to_thread(anna.relay.enrol, CODE)
    await asyncio.to_thread(anna.relay.login)
    await anna.send(lambda: device.founding(key))
    link, reveal = device.invite(relay.origin, _now() + 600_000, "Joost")
    await asyncio.to_thread(anna.relay.open_box, link.box, link.key("pass"), link.expires)

    joining = await _front(tmp_path / "joost").join(link.text, "Joost", "laptop", PASSPHRASE)
    assert isinstance(joining, FrontJoining)
    secret = link.key("pass")
    put = await asyncio.to_thread(anna.relay.get, link.box, "answer", secret)
    answer, fields = link.opened("answer", put)
    sealed = link.sealed("reveal", os.urandom(24), reveal)
    await asyncio.to_thread(anna.relay.put, link.box, "reveal", secret, sealed)
    assert await joining.safety_words() == tuple(link.words(answer, reveal).split())
    await anna.send(lambda: device.admit(fields, ("adviser",)))
    await asyncio.to_thread(anna.relay.admit, fields[2])
    welcome = device.welcome(link, fields[4])
    await asyncio.to_thread(anna.relay.put, link.box, "welcome", secret, welcome)

    session = await joining.admitted()
    assert isinstance(session, Session)
    joost = Office(session)
    try:
        await joost.kept()
        consent, made = os.urandom(16), {}

        def begin() -> Batch:
            edits = [("note", NOTE, {"text": "hers"}), ("consent", consent, _consent(fields[0]))]
            made["case"], batch = device.new_case(edits)
            return batch

        await anna.send(begin)
        await anna.send(lambda: device.share(made["case"], fields[0], consent))
        await joost.reaches(anna)
        assert session.firm_name == "Bureau"
        assert joost.notes(made["case"]) == {"hers"}
        await anna.send(lambda: device.dismiss(p.EVERYONE, fields[0]))
        await joost.until(lambda: bool(session.status().notices))
    finally:
        await joost.close()


async def test_the_sheet_of_the_program_is_good_for_a_stranger(
    relay: Running, tmp_path: Path
) -> None:
    """Twelve words and the relay's address bring back a founder's cases."""
    noor, words = await _founded(relay, tmp_path / "noor")
    try:
        case = os.urandom(16)
        _open_case(noor.session, case)
        await noor.kept()
    finally:
        await noor.close()

    sheet = Sheet.read(" ".join(words))
    unknown = Relay(relay.origin, bytes(32), sheet.key("sign"))
    path = f"/parcels/{sheet.slot.hex()}"
    (parcel,) = await asyncio.to_thread(unknown.call, "GET", path)
    body = parcel_opened(sheet.key("parcel"), sheet.slot, parcel)
    talk = Relay(relay.origin, body[0], sheet.key("sign"))
    await asyncio.to_thread(talk.login)
    found = Visitor(
        Stranger.from_keys(body[0], body[1], sheet.key("sign"), body[4], body[5], os.urandom), talk
    )
    await found.pull()

    assert found.device.replay.chain[body[2]] == body[3]
    assert found.device.values(case, "case", case)["code"] == ["kiezel-47"]
