"""A relay that cheats, or breaks, behind a real socket, against the real program.

Whatever it does: the user is told what happened in the words for it, what was typed is
there and still waits, also after the home was locked and opened again, and syncing goes
on wherever it can.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.protocol.messages import Appended, Page, RefusalBody, encode
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from shared.replica.notice import Told, Tone
from tests.end_to_end.people import (
    add_note,
    admitted,
    content,
    founded,
    notes,
    open_case,
    share,
    synced,
    unlocked,
)
from tests.end_to_end.served import Mischief, Operator, operator
from tests.local.scripted import QUICK, Request, head, whole
from tui.local.link import Link
from tui.local.problem import Problem, Trouble
from tui.local.session import Session

TYPED = "getypt terwijl de relay niet deugt"


class Firm:
    """Noor and Joost, who share a case, and whoever runs their relay."""

    def __init__(self, folder: Path, host: Operator, noor: Session, joost: Session) -> None:
        self.folder = folder
        self.host = host
        self.noor = noor
        self.joost = joost
        self.circle = b""

    async def begin(self) -> None:
        """A case that both hold."""
        self.circle = open_case(self.noor)
        add_note(self.noor, self.circle, "eerste gesprek")
        share(self.noor, self.circle, self.joost.my_member)
        await synced(self.noor, self.joost)
        for session in (self.noor, self.joost):
            quick(session)
            assert session.has_case(self.circle)
            assert told(session) == []

    async def kept_apart(self, session: Session) -> Session:
        """What was typed is there and waits for the relay; also after locking and opening."""
        for _ in range(2):
            assert TYPED in notes(session, self.circle).values()
            assert session.status().unkept == 1
            before = told(session)
            session.lock()
            session = quick(await unlocked(session.home.folder))
            assert told(session) == before
        return session

    async def in_step(self, noor: Session, joost: Session) -> None:
        """Everything that was typed is with both, and nothing waits."""
        await synced(noor, joost)
        assert TYPED in notes(joost, self.circle).values()
        assert content(noor, self.circle) == content(joost, self.circle)
        assert noor.status().unkept == joost.status().unkept == 0
        assert noor.status().chain == joost.status().chain == self.host.log.chain[-1]


def quick(session: Session) -> Session:
    """Let a session lose its patience quickly."""
    ring, facts = session.replica.ring, session.facts
    session.fresh_link = lambda: Link(  # type: ignore[method-assign]
        facts.relay, ring.log, ring.signer(), facts.pin, QUICK
    )
    return session


def told(session: Session) -> list[Told]:
    """What the user was told."""
    return [notice.told for notice in session.status().notices]


@pytest.fixture
async def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Firm]:
    """A firm at a relay that is honest so far."""
    # The engine waits a while before it tries again; here it need not.
    monkeypatch.setattr("shared.replica.patience.RETRY", 1)
    async with operator() as host:
        noor = await founded(tmp_path / "noor", host.address, "ABCDE")
        joost = await admitted(noor, tmp_path / "joost")
        made = Firm(tmp_path, host, noor, joost)
        await made.begin()
        yield made
        for session in (made.noor, made.joost):
            session.lock()


# Another history


async def test_a_fork_is_told_with_the_colleague_to_call(firm: Firm) -> None:
    """Each is shown another log; the first record that crosses over shows it."""
    noor, joost, host = firm.noor, firm.joost, firm.host
    twin = host.branches[joost.my_device] = host.branch()
    add_note(noor, firm.circle, "op de ene tak")
    add_note(joost, firm.circle, "op de andere tak")
    await synced(noor, joost)
    add_note(joost, firm.circle, "weet van de andere tak")
    await synced(joost)
    assert told(noor) == told(joost) == []

    add_note(noor, firm.circle, TYPED)
    host.put_in(entry.wire for entry in twin.entries[-2:] if entry.wire is not None)
    assert await noor.sync_once() is None

    [alarm] = noor.status().notices
    assert alarm.told is Told.FORKED
    assert ("author", "Joost Terlouw (laptop)") in alarm.blanks
    assert noor.status().state == "stopped"
    assert "weet van de andere tak" not in notes(noor, firm.circle).values()
    noor = await firm.kept_apart(noor)
    # Joost, who was shown nothing of it, goes on.
    add_note(joost, firm.circle, "verder")
    await synced(joost)
    assert told(joost) == []
    firm.noor = noor


async def test_a_relay_that_forgets_silently_is_told(firm: Firm) -> None:
    """Less than it has shown before, and no word of a backup."""
    add_note(firm.noor, firm.circle, TYPED)
    firm.host.cut(firm.host.log.place - 2)
    assert await firm.noor.sync_once() is None

    assert told(firm.noor) == [Told.ROLLED_BACK]
    assert firm.noor.status().state == "stopped"
    firm.noor = await firm.kept_apart(firm.noor)


async def test_a_relay_that_was_put_back_gets_its_end_again(firm: Firm) -> None:
    """With a new incarnation it is a backup: the devices bring back what it lost."""
    before = list(firm.host.log.entries)
    add_note(firm.noor, firm.circle, TYPED)
    firm.host.cut(firm.host.log.place - 2, os.urandom(16))
    await firm.in_step(firm.noor, firm.joost)

    assert told(firm.noor) == [Told.RESTORED]
    assert firm.host.log.entries[: len(before)] == before
    assert all(entry.wire is not None for entry in firm.host.log.entries)


async def test_changed_history_is_told(firm: Firm) -> None:
    """Other bytes where a device has already looked, and a head that fits them."""
    host = firm.host
    place = host.log.place - 1
    kept = host.log.entries[place - 1 :]
    host.cut(place - 1)
    host.put_in([os.urandom(900)])
    host.put_in(entry.wire for entry in kept[1:] if entry.wire is not None)
    add_note(firm.noor, firm.circle, TYPED)
    assert await firm.noor.sync_once() is None

    assert told(firm.noor) == [Told.REWRITTEN]
    firm.noor = await firm.kept_apart(firm.noor)


async def test_bytes_that_do_not_lead_to_the_signed_head_are_told(firm: Firm) -> None:
    """Swapped on the way: the chain does not come out where the relay has signed."""
    noor, joost, host = firm.noor, firm.joost, firm.host
    add_note(noor, firm.circle, "nieuw")
    await synced(noor)
    add_note(joost, firm.circle, TYPED)
    host.alter(host.log.place, entry_of(os.urandom(700)))
    assert await joost.sync_once() is None

    assert told(joost) == [Told.REWRITTEN]
    assert "nieuw" not in notes(joost, firm.circle).values()
    firm.joost = await firm.kept_apart(joost)


async def test_another_key_is_told(firm: Firm) -> None:
    """A head that the firm's relay has not signed."""
    add_note(firm.noor, firm.circle, TYPED)
    firm.host.log.signing_key = os.urandom(32)
    firm.host.log._signed.clear()
    assert await firm.noor.sync_once() is None

    assert told(firm.noor) == [Told.BAD_HEAD]
    firm.noor = await firm.kept_apart(firm.noor)


async def test_an_old_answer_again_is_told(firm: Firm) -> None:
    """A page from before, which says that there is nothing more, with the head of then."""
    host, old = firm.host, firm.host.log.head()
    add_note(firm.joost, firm.circle, "daarna")
    await synced(firm.joost, firm.noor)
    add_note(firm.noor, firm.circle, TYPED)
    host.mischief = answering("/v1/log?", whole(encode(Page(host.log.place, (), old))))
    assert await firm.noor.sync_once() is None

    assert told(firm.noor) == [Told.ROLLED_BACK]
    firm.noor = await firm.kept_apart(firm.noor)


async def test_a_page_that_begins_too_early_is_taken(firm: Firm) -> None:
    """The same records again are compared, and do no harm."""
    host = firm.host
    add_note(firm.noor, firm.circle, TYPED)
    await synced(firm.noor)
    host.mischief = answering("/v1/log?", whole(encode(host.log.page(0))))
    assert await firm.joost.sync_once() is None

    host.mischief = None
    await firm.in_step(firm.noor, firm.joost)
    assert told(firm.joost) == []


async def test_a_page_that_begins_too_late_is_not_taken(firm: Firm) -> None:
    """It leaves something out."""
    host = firm.host
    add_note(firm.noor, firm.circle, "nieuw")
    add_note(firm.noor, firm.circle, "nieuwer")
    await synced(firm.noor)
    add_note(firm.joost, firm.circle, TYPED)
    page = host.log.page(host.log.place - 1)
    host.mischief = answering("/v1/log?", whole(encode(page)))
    assert isinstance(await firm.joost.sync_once(), Problem)

    assert told(firm.joost) == [Told.NONSENSE]
    firm.joost = await firm.kept_apart(firm.joost)
    host.mischief = None
    await firm.in_step(firm.joost, firm.noor)


# Records that are none


async def test_foreign_and_unsealed_bytes_are_passed_over(firm: Firm) -> None:
    """Noise, plain text and stumps in the log: ids of somebody else's records."""
    unsealed = b'{"text": "niet verzegeld"}'.ljust(700, b" ")
    firm.host.put_in([os.urandom(800), unsealed, os.urandom(17)])
    add_note(firm.noor, firm.circle, TYPED)
    await firm.in_step(firm.noor, firm.joost)

    assert told(firm.noor) == told(firm.joost) == []
    ids = {entry_of(unsealed).id}
    assert [row.wire for row in firm.joost.rows(0) if row.id in ids] == [None]


async def test_a_place_taken_by_other_bytes_is_told_and_gone_round(firm: Firm) -> None:
    """A colleague can compute the next tag; noise under it costs a place, no record."""
    epoch = firm.joost.replica.ledger.current(firm.circle)
    assert epoch is not None
    firm.host.put_in([epoch.tracks[firm.noor.my_device].tag + os.urandom(700)])
    add_note(firm.noor, firm.circle, TYPED)
    await firm.in_step(firm.noor, firm.joost)

    assert told(firm.noor) == [Told.TAG_TAKEN]
    assert told(firm.joost) == [Told.NOT_STANDING]
    assert all(one.told.tone is Tone.warning for one in firm.noor.status().notices)


async def test_withheld_bytes_are_told_and_asked_for_again(firm: Firm) -> None:
    """A record as if erased; when the relay has it again, it is read."""
    add_note(firm.noor, firm.circle, TYPED)
    await synced(firm.noor)
    place = firm.host.log.place
    held = firm.host.log.entries[place - 1]
    firm.host.alter(place, Entry(held.tag, held.id))
    assert await firm.joost.sync_once() is None
    assert told(firm.joost) == [Told.ERASED]
    assert TYPED not in notes(firm.joost, firm.circle).values()

    firm.host.alter(place, held)
    await firm.in_step(firm.noor, firm.joost)


# Answers that are none


def answering(path: str, answer: bytes) -> Mischief:
    """Mischief: one answer to all requests of a path."""

    async def mischief(request: Request, writer: asyncio.StreamWriter) -> bool:
        if request.path.startswith(path):
            writer.write(answer)
            return True
        return False

    return mischief


GARBAGE = {
    "nothing": whole(b""),
    "noise": whole(os.urandom(3_000)),
    "another body": whole(b"\x93\x01\x02\x03"),
    "a page of the web": whole(b"<html>Log in to the wifi</html>", content_type="text/html"),
    "half a page": head(content_length="5000") + b"\x93\x00\x90",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "too deep": whole(b"\x91" * 50_000),
    "too long": whole(b"\xc6\x7f\xff\xff\xff"),
    "a wrong length": whole(b"\x93\x00\x90\x94\xc4\x01\x00\x00\xc4\x00\xc4\x00"),
}


@pytest.mark.parametrize("path", ["/v1/log?", "/v1/append"])
async def test_what_no_relay_answers_is_told_and_tried_again(firm: Firm, path: str) -> None:
    """Nothing is taken from it, nothing is lost by it."""
    add_note(firm.noor, firm.circle, TYPED)
    for name, answer in GARBAGE.items():
        firm.host.mischief = answering(path, answer)
        problem = await firm.noor.sync_once()
        assert isinstance(problem, Problem), name
        expected = {Trouble.not_done, Trouble.nonsense, Trouble.unreachable, Trouble.timeout}
        assert problem.trouble in expected, name
        assert set(told(firm.noor)) <= {Told.NONSENSE}, name
        assert firm.noor.status().unkept == 1, name
    assert told(firm.noor) == [Told.NONSENSE]
    firm.noor = await firm.kept_apart(firm.noor)
    firm.host.mischief = None
    await firm.in_step(firm.noor, firm.joost)


async def test_a_relay_that_stalls_is_left_alone(firm: Firm) -> None:
    """An answer that never comes ends with our patience, whatever was asked."""
    held = asyncio.Event()
    add_note(firm.noor, firm.circle, TYPED)
    for path in ("/v1/challenge", "/v1/login", "/v1/log?", "/v1/append"):

        async def stall(
            request: Request, writer: asyncio.StreamWriter, stalled: str = path
        ) -> bool:
            if request.path.startswith(stalled):
                writer.write(b"HTTP/1.1 200 OK\r\n")
                await held.wait()
            return False

        firm.host.mischief = stall
        problem = await firm.noor.sync_once()
        assert isinstance(problem, Problem)
        assert problem.trouble is Trouble.timeout
        assert firm.noor.status().unkept == 1
    assert told(firm.noor) == []
    firm.noor = await firm.kept_apart(firm.noor)
    held.set()
    firm.host.mischief = None
    await firm.in_step(firm.noor, firm.joost)


@pytest.mark.parametrize("stored", [False, True])
async def test_a_relay_that_is_gone_in_the_middle_of_a_push(firm: Firm, stored: bool) -> None:
    """Whether it had stored the batch or not: it is sent again, and stands once."""

    async def gone(request: Request, writer: asyncio.StreamWriter) -> bool:
        if request.path != "/v1/append":
            return False
        if stored:
            firm.host.answer(request)
        writer.transport.abort()
        return True

    add_note(firm.noor, firm.circle, TYPED)
    firm.host.mischief = gone
    problem = await firm.noor.sync_once()

    assert isinstance(problem, Problem)
    assert problem.trouble is Trouble.unreachable
    firm.noor = await firm.kept_apart(firm.noor)
    firm.host.mischief = None
    await firm.in_step(firm.noor, firm.joost)
    assert list(notes(firm.joost, firm.circle).values()).count(TYPED) == 1
    assert told(firm.noor) == told(firm.joost) == []


async def test_a_relay_that_refuses_everything(firm: Firm) -> None:
    """For whatever reason it says: what was typed waits until it takes it."""
    add_note(firm.noor, firm.circle, TYPED)
    for refusal in Refusal:
        body = encode(RefusalBody(refusal.code, "because", None))
        firm.host.mischief = answering("/v1/append", whole(body, f"{refusal.status} No"))
        assert isinstance(await firm.noor.sync_once(), Problem), refusal
        assert firm.noor.status().unkept == 1, refusal
    assert {notice.told.tone for notice in firm.noor.status().notices} == {Tone.warning}
    reasons = {dict(notice.blanks).get("why") for notice in firm.noor.status().notices}
    assert {Refusal.FULL.text, Refusal.TOO_LARGE.text, Refusal.FAILED.text} <= reasons
    firm.noor = await firm.kept_apart(firm.noor)
    firm.host.mischief = None
    await firm.in_step(firm.noor, firm.joost)


async def test_a_relay_that_says_stored_and_shows_nothing(firm: Firm) -> None:
    """It is asked a few times with a pause, not without end; what was typed waits."""
    asked = 0

    async def stored(request: Request, writer: asyncio.StreamWriter) -> bool:
        nonlocal asked
        if request.path != "/v1/append":
            return False
        asked += 1
        place = firm.host.log.place
        writer.write(whole(encode(Appended(place + 1, firm.host.log.page(place)))))
        return True

    add_note(firm.noor, firm.circle, TYPED)
    firm.host.mischief = stored
    problem = await firm.noor.sync_once()
    assert isinstance(problem, Problem)
    assert problem.trouble is Trouble.not_done
    assert asked <= 10
    firm.noor = await firm.kept_apart(firm.noor)
    firm.host.mischief = None
    await firm.in_step(firm.noor, firm.joost)


async def test_a_hint_that_is_not_true_is_followed_once(firm: Firm) -> None:
    """A place that there is not: the relay is asked, and then left alone."""
    asked: list[str] = []
    hinted = asyncio.Event()

    async def lying(request: Request, writer: asyncio.StreamWriter) -> bool:
        asked.append(request.path)
        if request.path != "/v1/events":
            return False
        event = f"event: head\ndata: {2**62}\n\n".encode()
        writer.write(head(content_type="text/event-stream") + event)
        await writer.drain()
        hinted.set()
        await asyncio.Event().wait()
        return True

    firm.host.mischief = lying
    async with _online(firm.joost):
        await asyncio.wait_for(hinted.wait(), 20)
        # It is still in touch: what is typed now is sent, and nothing else was asked.
        add_note(firm.joost, firm.circle, TYPED)
        kept = asyncio.Event()
        stop = firm.joost.watch(lambda: kept.set() if not firm.joost.status().unkept else None)
        await asyncio.wait_for(kept.wait(), 20)
        stop()
    assert sum(path.startswith("/v1/log?") for path in asked) <= 3
    firm.host.mischief = None
    await firm.in_step(firm.noor, firm.joost)


async def test_a_device_that_is_shut_out_keeps_what_is_typed(firm: Firm) -> None:
    """The relay does not let it in any more, and says so."""
    add_note(firm.joost, firm.circle, TYPED)
    key = firm.host.log.devices.pop(firm.joost.my_device)
    problem = await firm.joost.sync_once()

    assert isinstance(problem, Problem)
    assert problem.refusal is Refusal.NOT_ADMITTED
    firm.joost = await firm.kept_apart(firm.joost)
    firm.host.log.devices[firm.joost.my_device] = key
    await firm.in_step(firm.noor, firm.joost)


@asynccontextmanager
async def _online(session: Session) -> AsyncIterator[None]:
    running = asyncio.create_task(session.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_it_goes_on_by_itself_when_the_relay_has_recovered(firm: Firm) -> None:
    """A session that stays in touch needs nobody to tell it that the relay is well again."""
    failing = asyncio.Event()

    async def sometimes(request: Request, writer: asyncio.StreamWriter) -> bool:
        if failing.is_set() and request.path == "/v1/append":
            writer.write(GARBAGE["noise"])
            return True
        return False

    firm.host.mischief = sometimes
    failing.set()
    came = asyncio.Event()
    stop = firm.noor.watch(lambda: came.set() if Told.NONSENSE in told(firm.noor) else None)
    async with _online(firm.noor):
        add_note(firm.noor, firm.circle, TYPED)
        await asyncio.wait_for(came.wait(), 20)
        assert firm.noor.status().unkept == 1
        kept = asyncio.Event()
        stop()
        stop = firm.noor.watch(lambda: kept.set() if not firm.noor.status().unkept else None)
        failing.clear()
        await asyncio.wait_for(kept.wait(), 20)
    stop()
    await firm.in_step(firm.noor, firm.joost)


async def test_syncing_ends_when_it_is_told_to_whatever_it_does(firm: Firm) -> None:
    """At every moment of a connection, with work and hints waiting: else a screen that is
    locked would wait for ever."""
    for steps in range(0, 300, 5):
        running = asyncio.create_task(firm.noor.run())
        for step in range(steps):
            await asyncio.sleep(0)
            if step % 10 == 0 and firm.noor._driver is not None:
                firm.noor._driver.wake()
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=10)
        assert done, steps
        assert running.cancelled()
