"""The link with a relay that runs: everything that a device asks of one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import pytest_asyncio

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.messages import (
    Append,
    Appended,
    BoxOpen,
    DeviceKey,
    Enrol,
    Enrolled,
    Head,
    Limits,
    Page,
    ParcelPut,
    TailOffer,
)
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from shared.sealing.device import Signer
from sync_server.store.base import Code, code_hash
from sync_server.stream import Listener
from tests.sync_server.caller import a_wire, some_bytes
from tests.sync_server.running import Running, running
from tui.local.link import Guest, Link, Problem, Trouble

LOG = some_bytes("the firm", 32)
NOOR, JOOST = (Signer.of(some_bytes(name, 32)) for name in ("noor", "joost"))
BOX, PASS = some_bytes("box", 16), some_bytes("pass", 32)
CODE = "ABCDE-FGHJK-LMNPQ"


def refused(refusal: Refusal) -> Problem:
    return Problem(Trouble.refused, refusal)


@pytest_asyncio.fixture
async def relay() -> AsyncIterator[Running]:
    """A relay that runs, where Noor's firm may enrol."""
    async with running() as house:
        code = Code(code_hash(CODE), house.clock.now + 1_000)
        await house.relay.journal.write(lambda: house.relay.store.add_code(code))
        yield house


@pytest_asyncio.fixture
async def guest(relay: Running) -> AsyncIterator[Guest]:
    """A connection without a login; Noor's firm is enrolled with it."""
    guest = Guest(relay.origin)
    signature = NOOR.sign(access.ENROL, access.enrol_text(LOG, NOOR.key, CODE))
    enrolled = await guest.enrol(Enrol(CODE, LOG, NOOR.key, signature))
    assert isinstance(enrolled, Enrolled)
    yield guest
    await guest.close()


@pytest_asyncio.fixture
async def noor(relay: Running, guest: Guest) -> AsyncIterator[Link]:
    """The link of the founder's device, logged in."""
    link = Link(relay.origin, LOG, NOOR)
    assert isinstance(await link.open(), Limits)
    yield link
    await link.close()


@pytest_asyncio.fixture
async def joost(relay: Running, noor: Link) -> AsyncIterator[Link]:
    """The link of a colleague's device that is let in and does not manage."""
    assert await noor.let_in(DeviceKey(JOOST.key, manager=False)) is None
    link = Link(relay.origin, LOG, JOOST)
    yield link
    await link.close()


async def push(link: Link, seen: int, *wires: bytes, fence: bool = False) -> Appended:
    """Append records that the relay takes."""
    answer = await link.push(Append(seen, fence, wires, ()))
    assert isinstance(answer, Appended)
    return answer


async def test_a_login_tells_what_the_relay_takes(relay: Running, noor: Link) -> None:
    """The limits are those of the relay's settings."""
    assert await noor.open() == relay.relay.settings.limits


async def test_what_one_device_pushes_another_pulls(noor: Link, joost: Link) -> None:
    """The records come as they were sent, with the relay's signed head."""
    mine, theirs = a_wire(1), a_wire(2)
    await push(noor, 0, mine)
    answer = await push(joost, 0, theirs)
    page = await noor.pull(1)

    assert answer.first_place == 2
    assert answer.page.entries == (entry_of(mine),)
    assert isinstance(page, Page)
    assert page.entries == (entry_of(theirs),)
    assert page.head.place == 2


async def test_a_page_of_the_longest_record_is_taken(noor: Link) -> None:
    """A record of the greatest length comes back whole, though it is longer than a page."""
    wire = a_wire("long", 4_194_304)
    await push(noor, 0, wire)
    page = await noor.pull(0)

    assert isinstance(page, Page)
    assert page.entries == (entry_of(wire),)


async def test_a_refused_fence_brings_the_page(noor: Link, joost: Link) -> None:
    """With the refusal comes what the device had not seen."""
    await push(noor, 0, a_wire(1))
    problem = await joost.push(Append(0, True, (a_wire(2),), ()))

    assert isinstance(problem, Problem)
    assert problem.is_refusal(Refusal.FENCE)
    assert problem.page is not None
    assert problem.page.entries == (entry_of(a_wire(1)),)


async def test_a_token_past_its_time_is_renewed_unnoticed(relay: Running, noor: Link) -> None:
    """The user does not learn that tokens end, whatever is asked."""
    relay.clock.now += 4_000_000
    await push(noor, 0, a_wire(1))
    relay.clock.now += 4_000_000
    page = await noor.pull(0)
    relay.clock.now += 4_000_000
    async with aclosing(noor.hints()) as hints:
        heard = await anext(hints)

    assert isinstance(page, Page)
    assert page.entries == (entry_of(a_wire(1)),)
    assert heard == 1


async def test_requests_may_be_made_at_one_time(relay: Running, noor: Link) -> None:
    """Also in the moment in which the token ends."""
    relay.clock.now += 4_000_000
    pages = await asyncio.gather(*(noor.pull(0) for _ in range(20)))

    assert all(isinstance(page, Page) for page in pages)


async def test_it_logs_in_by_itself(joost: Link) -> None:
    """Nothing has to be opened before something is asked."""
    assert isinstance(await joost.pull(0), Page)


async def test_a_stranger_is_told_that_it_is_one(relay: Running, guest: Guest) -> None:
    """Whatever is asked, the answer is a value."""
    stranger = Link(relay.origin, LOG, Signer.of(bytes(32)))
    answers = [await stranger.open(), await stranger.pull(0), await stranger.devices()]
    heard = [place async for place in stranger.hints()]
    await stranger.close()

    assert answers == [refused(Refusal.NOT_ADMITTED)] * 3
    assert heard == []


async def test_the_origin_that_is_signed_is_the_one_that_was_dialled(
    relay: Running, guest: Guest
) -> None:
    """However the address was typed; and not when the relay knows itself by another."""
    port = relay.origin.rpartition(":")[2]
    link = Link(f" HTTP://LocalHost:{port}/luister/ ", LOG, NOOR)
    well = await link.open()
    relay.relay.guard.origins = ("https://relay.example:443",)
    wrong = await link.open()
    await link.close()

    assert well == relay.relay.settings.limits
    assert wrong == refused(Refusal.NOT_ADMITTED)


async def test_devices_are_let_in_and_dropped(noor: Link, joost: Link) -> None:
    """Whoever manages decides, and a dropped device is out at once."""
    listed = await noor.devices()
    forbidden = await joost.drop(NOOR.device)
    dropped = await noor.drop(JOOST.device)
    after = await joost.pull(0)

    assert listed == (DeviceKey(NOOR.key, manager=True), DeviceKey(JOOST.key, manager=False))
    assert forbidden == refused(Refusal.FORBIDDEN)
    assert dropped is None
    assert after == refused(Refusal.NOT_ADMITTED)
    assert await noor.devices() == (DeviceKey(NOOR.key, manager=True),)


async def test_a_drop_box_passes_parts_on(relay: Running, noor: Link, guest: Guest) -> None:
    """Who has the pass reads and writes, each part once, without a login."""
    box = BoxOpen(BOX, access.pass_hash(PASS), relay.clock.now + 1_000)
    longest = some_bytes("answer", 65_536)
    assert await noor.open_box(box) is None
    before = await guest.get_part(BOX, "answer", PASS)
    put = [await guest.put_part(BOX, "answer", PASS, longest) for _ in range(2)]
    other = await guest.put_part(BOX, "answer", PASS, b"another")

    assert before == refused(Refusal.NOT_FOUND)
    assert put == [None, None]
    assert other == refused(Refusal.TAKEN)
    assert await noor.get_part(BOX, "answer", PASS) == longest
    assert await guest.get_part(BOX, "answer", bytes(32)) == refused(Refusal.NOT_FOUND)


async def test_a_parcel_comes_back(noor: Link, guest: Guest) -> None:
    """A device that starts from a sheet is let in nowhere yet."""
    slot = Signer.of(some_bytes("slot", 32))
    name, parcel = access.slot_id(slot.key), some_bytes("parcel", 200_000)
    signature = slot.sign(access.PARCEL, access.parcel_text(LOG, name, parcel))
    put = ParcelPut(slot.key, parcel, signature)
    assert isinstance(await noor.push(Append(0, False, (a_wire(1),), (put,))), Appended)

    assert await guest.parcel(name) == parcel
    assert await guest.parcel(BOX) == refused(Refusal.NOT_FOUND)


async def test_a_lost_tail_is_offered_and_missing_bytes_are_given(
    relay: Running, noor: Link
) -> None:
    """What the relay lost comes back: tags and ids in one request, bytes in others."""
    first, second, third = (a_wire(n) for n in range(3))
    await push(noor, 0, first)
    before = await noor.pull(0)
    assert isinstance(before, Page)
    lost = _signed_by(relay, [first, second, third])
    entries = (entry_of(second), Entry(entry_of(third).tag, entry_of(third).id))
    page = await noor.offer(TailOffer(lost, entries))
    given = await noor.give([third])
    whole = await noor.pull(0)

    assert isinstance(page, Page)
    assert page.head.place == 3
    assert given == 1
    assert isinstance(whole, Page)
    assert whole.entries == tuple(entry_of(wire) for wire in (first, second, third))


def _signed_by(relay: Running, wires: list[bytes]) -> Head:
    """A head that the relay signed in an earlier incarnation."""
    chain = extend(LOG, [entry_of(wire) for wire in wires])
    text = access.head_text(LOG, bytes(16), len(wires), chain)
    signature = access.sign(relay.relay.store.identity.seed, access.HEAD, text)
    return Head(bytes(16), len(wires), chain, signature)


async def test_a_tail_that_is_not_the_relays_is_refused(noor: Link) -> None:
    """A head that this relay never signed leads nowhere."""
    answer = await noor.offer(TailOffer(Head(bytes(16), 1, bytes(32), bytes(64)), ()))

    assert answer == refused(Refusal.NOT_MINE)


async def test_what_is_given_goes_in_as_many_requests_as_it_takes() -> None:
    """No request is longer than the relay takes."""
    async with running(record_bytes=2_000, batch_bytes=4_096, batch_records=100) as house:
        founder = await house.founder()
        link = Link(house.origin, founder.log, Signer.of(founder.seed))
        given = await link.give([a_wire(n, 1_900) for n in range(9)])
        too_long = await link.give([a_wire("too long", 5_000)])
        await link.close()

    assert given == 0
    assert too_long == refused(Refusal.TOO_LARGE)


async def test_hints_tell_where_the_head_is(noor: Link, joost: Link) -> None:
    """At once, and whenever another device appends."""
    async with aclosing(noor.hints()) as hints:
        told = [await anext(hints)]
        await push(joost, 0, a_wire(1), a_wire(2))
        told.append(await anext(hints))

    assert told == [0, 2]


async def test_hints_end_when_the_device_is_dropped(noor: Link, joost: Link) -> None:
    """A revoked device is told nothing more."""
    hints = joost.hints()
    first = await anext(hints)
    await noor.drop(JOOST.device)

    assert [first, *[place async for place in hints]] == [0]


async def test_hints_end_when_the_relay_stops(relay: Running, noor: Link) -> None:
    """And the next request says that it is away."""
    hints = noor.hints()
    first = await anext(hints)
    relay.server.should_exit = True

    assert [first, *[place async for place in hints]] == [0]


async def test_hints_that_nobody_listens_to_any_more_are_ended(
    relay: Running, noor: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is cancelled while listening leaves no stream open at the relay."""
    heard, closed = asyncio.Event(), asyncio.Event()
    close = relay.relay.streams.close

    def close_and_tell(listener: Listener) -> None:
        close(listener)
        closed.set()

    async def listen() -> None:
        async for _ in noor.hints():
            heard.set()

    monkeypatch.setattr(relay.relay.streams, "close", close_and_tell)
    listening = asyncio.create_task(listen())
    await heard.wait()
    listening.cancel()
    await closed.wait()

    assert len(relay.relay.streams) == 0
    assert isinstance(await noor.pull(0), Page)


async def test_a_link_that_was_closed_can_be_used_again(noor: Link) -> None:
    """Locking and unlocking needs no other object."""
    await noor.close()
    await noor.close()

    assert isinstance(await noor.pull(0), Page)


async def test_a_relay_that_is_away_is_told_and_found_again() -> None:
    """The same link goes on when the relay is back."""
    async with running() as house:
        founder = await house.founder()
        link = Link(house.origin, founder.log, Signer.of(founder.seed))
        there = await link.pull(0)
    away = await link.pull(0)
    await link.close()

    assert isinstance(there, Page)
    assert away == Problem(Trouble.unreachable)


async def test_secrets_do_not_show() -> None:
    """Neither the object nor its limits show a key."""
    link = Link("https://relay.example", LOG, NOOR)

    assert NOOR.seed.hex() not in repr(vars(link))
    assert repr(NOOR.seed) not in repr(vars(link))
