"""Appending, pulling, fences and lost tails, over HTTP (docs/protocol.md §8.3, §8.4, §8.6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.messages import (
    Append,
    Appended,
    Give,
    Given,
    Head,
    Page,
    Parcel,
    ParcelPut,
    TailOffer,
    encode,
)
from shared.protocol.record import Entry, entry_of
from sync_server.gate import Gate
from tests.sync_server.caller import Caller, Refusal, a_wire, some_bytes
from tests.sync_server.running import LOG, Running, running

ENTRIES = [entry_of(a_wire(name)) for name in "abcdef"]
SLOT_SEED = some_bytes("slot", 32)
SLOT_KEY = access.public_key(SLOT_SEED)
SLOT = access.slot_id(SLOT_KEY)


def _is_signed(caller: Caller, head: Head) -> bool:
    text = access.head_text(caller.log, head.incarnation, head.place, head.chain)
    return access.check(caller.relay_key, access.HEAD, text, head.signature)


async def test_what_is_appended_can_be_pulled(noor: Caller, joost: Caller) -> None:
    """Records come back byte by byte, in order, under a head that the relay signed."""
    joost.relay_key = noor.relay_key
    answer = await noor.append(0, a_wire("a"), a_wire("b"))
    page = await joost.pull(0)

    assert answer.first_place == 1
    assert answer.page == Page(0, (), page.head)
    assert page.after == 0
    assert list(page.entries) == ENTRIES[:2]
    assert page.head.place == 2
    assert page.head.chain == extend(LOG, ENTRIES[:2])
    assert _is_signed(joost, page.head)
    assert (await joost.pull(1)).entries == (ENTRIES[1],)
    assert (await joost.pull(2)).entries == ()
    assert (await joost.pull(99)) == Page(99, (), page.head)


async def test_an_empty_log_has_a_signed_head_too(noor: Caller) -> None:
    """Place 0, and the log's id as its chain value."""
    page = await noor.pull(0)

    assert (page.head.place, page.head.chain) == (0, LOG)
    assert _is_signed(noor, page.head)


async def test_the_answer_tells_what_came_between(noor: Caller, joost: Caller) -> None:
    """The page begins after `seen` and ends before the batch: one round trip is enough."""
    await noor.append(0, a_wire("a"))
    await noor.append(1, a_wire("b"))

    answer = await joost.append(1, a_wire("c"), a_wire("d"))

    assert answer.first_place == 3
    assert (answer.page.after, answer.page.entries) == (1, (ENTRIES[1],))
    assert answer.page.head.place == 4


async def test_a_batch_that_comes_twice_is_answered_as_the_first_time(
    noor: Caller, joost: Caller
) -> None:
    """Also when others have written since, and after a fence."""
    first = await noor.append(0, a_wire("a"), fence=True)
    await joost.append(1, a_wire("b"), fence=True)

    again = await noor.append(0, a_wire("a"), fence=True)

    assert (again.first_place, again.page.after, again.page.entries) == (1, 0, ())
    assert first.first_place == 1
    assert await noor.pull_all() == ENTRIES[:2]


async def test_a_page_that_is_full_ends_earlier() -> None:
    """Whole entries up to the limit, and at least one; the head says that there is more."""
    async with running(page_bytes=2_500) as relay:
        noor = await relay.founder()
        for seen, entry in enumerate(ENTRIES):
            await noor.append(seen, entry.wire or b"")

        page = await noor.pull(1)
        assert page.entries == tuple(ENTRIES[1:3])
        assert page.head.place == 6
        answer = await noor.append(0, a_wire("g"))
        assert (answer.first_place, answer.page.entries) == (7, tuple(ENTRIES[:2]))
        assert await noor.pull_all(2) == [*ENTRIES[2:], entry_of(a_wire("g"))]
        await noor.append(7, a_wire("large", 100_000))
        assert (await noor.pull(7)).entries == (entry_of(a_wire("large", 100_000)),)


async def test_long_pages_are_read_like_short_ones(noor: Caller) -> None:
    """A page with more records than are read in place is the same."""
    wires = [a_wire(n, 600) for n in range(300)]
    await noor.append(0, *wires)

    page = await noor.pull(10)

    assert page.entries == tuple(entry_of(wire) for wire in wires[10:])


async def test_who_missed_a_fence_gets_the_page_with_the_refusal(
    noor: Caller, joost: Caller
) -> None:
    """The refusal carries what is missing, so that the next append can be right."""
    await noor.append(0, a_wire("a"))
    await noor.append(1, a_wire("b"), fence=True)

    with pytest.raises(Refusal) as refusal:
        await joost.append(1, a_wire("c"))

    assert (refusal.value.status, refusal.value.code) == (409, "fence")
    page = refusal.value.body.page
    assert page is not None
    assert (page.after, page.entries, page.head.place) == (1, (ENTRIES[1],), 2)
    assert (await joost.append(page.head.place, a_wire("c"))).first_place == 3


async def test_a_refused_fence_comes_again_before_the_others(
    relay: Running, noor: Caller, joost: Caller
) -> None:
    """While a firm writes busily, a fence needs two tries, whatever comes meanwhile."""
    # A hold that does not end by itself: how fast this machine is must not matter.
    relay.relay.gate = Gate(seconds=60)
    samira = await relay.colleague(noor, "samira")
    busy = asyncio.Event()

    async def write_on() -> int:
        written = 0
        while True:
            try:
                await samira.append(0, a_wire(("busy", written), 600))
            except Refusal as refusal:
                # The fence stands, and she has not seen it.
                return written if refusal.code == "fence" else -1
            written += 1
            if written == 5:
                busy.set()

    writing = asyncio.create_task(write_on())
    await busy.wait()
    with pytest.raises(Refusal) as refused:
        await joost.append(0, a_wire("first try"), fence=True)
    assert refused.value.code == "fence"
    assert refused.value.body.page is not None
    head = refused.value.body.page.head

    answer = await joost.append(head.place, a_wire("second try"), fence=True)

    assert answer.first_place == head.place + 1
    assert await writing == head.place


async def test_who_has_seen_what_the_relay_does_not_have_learns_of_it(noor: Caller) -> None:
    """The page after a place beyond the head is empty, and its head is lower."""
    with pytest.raises(Refusal) as refusal:
        await noor.append(7, a_wire("a"))

    assert refusal.value.code == "fence"
    assert refusal.value.body.page is not None
    assert refusal.value.body.page.after == 7
    assert refusal.value.body.page.head.place == 0


async def test_other_bytes_under_a_tag_are_told(noor: Caller, joost: Caller) -> None:
    """How a cloned device finds out."""
    await noor.append(0, a_wire("a"))

    with pytest.raises(Refusal) as refusal:
        await joost.append(1, a_wire("b"), a_wire("a")[:16] + bytes(1_000))

    assert (refusal.value.status, refusal.value.code) == (409, "tag_taken")
    assert await noor.pull_all() == ENTRIES[:1]


async def test_appends_at_the_same_time_all_stand_once(relay: Running, noor: Caller) -> None:
    """Many devices send together; the log has each batch whole, and one chain."""
    devices = [await relay.colleague(noor, ("device", n)) for n in range(8)]
    batches = {
        (number, turn): [a_wire((number, turn, n), 600) for n in range(3)]
        for number in range(8)
        for turn in range(10)
    }

    async def write(number: int, device: Caller) -> None:
        for turn in range(10):
            await device.append(0, *batches[number, turn])

    await asyncio.gather(*(write(number, device) for number, device in enumerate(devices)))

    entries = await noor.pull_all()
    head = (await noor.pull(len(entries))).head
    assert extend(LOG, entries) == head.chain
    standing = [entry.wire for entry in entries]
    for batch in batches.values():
        at = standing.index(batch[0])
        assert standing[at : at + 3] == batch
    assert len(standing) == 240


async def test_parcels_come_with_their_batch(relay: Running, noor: Caller) -> None:
    """A turn's parcel is written in the same commit; it must be signed by its slot."""

    def put(parcel: bytes, signed: bytes | None = None) -> ParcelPut:
        text = access.parcel_text(LOG, SLOT, parcel if signed is None else signed)
        return ParcelPut(SLOT_KEY, parcel, access.sign(SLOT_SEED, access.PARCEL, text))

    await noor.append(0, a_wire("a"), parcels=(put(b"one"),))
    nobody = relay.caller("nobody")
    path = f"/v1/parcels/{SLOT.hex()}"
    assert await nobody.send(Parcel, "GET", path) == Parcel(b"one")
    for wrong in [(put(b"two", b"else"),), (put(b"two"), put(b"three"))]:
        with pytest.raises(Refusal) as refusal:
            await noor.append(1, a_wire("b"), parcels=wrong)
        assert refusal.value.code == "malformed"
    assert await nobody.send(Parcel, "GET", path) == Parcel(b"one")
    assert await noor.pull_all() == ENTRIES[:1]
    await noor.append(1, a_wire("b"), parcels=(put(b"two"),))
    assert await nobody.send(Parcel, "GET", path) == Parcel(b"two")
    for missing in ("00" * 16, SLOT.hex().upper(), "zz", SLOT.hex() + "00"):
        with pytest.raises(Refusal) as refusal:
            await nobody.send(Parcel, "GET", f"/v1/parcels/{missing}")
        assert (refusal.value.status, refusal.value.code) == (404, "not_found")


@pytest.mark.parametrize("after", ["", "-1", "x", "1.0", "%D9%A1", "9" * 20, str(2**63), "1 "])
async def test_a_place_is_a_number(noor: Caller, after: str) -> None:
    """Everything else is malformed, and so is leaving it out."""
    for path in (f"/v1/log?after={after}", "/v1/log"):
        with pytest.raises(Refusal) as refusal:
            await noor.send(Page, "GET", path)
        assert (refusal.value.status, refusal.value.code) == (400, "malformed")


async def test_limits_are_told_by_their_code() -> None:
    """Too many or too long records, a body over the limit, announced or in chunks."""
    async with running(
        record_bytes=2_000, batch_records=3, batch_bytes=70_000, firm_bytes=10_000
    ) as relay:
        noor = await relay.founder()

        async def refused(*wires: bytes) -> tuple[int, str]:
            with pytest.raises(Refusal) as refusal:
                await noor.append(0, *wires)
            return refusal.value.status, refusal.value.code

        assert await refused(*(a_wire(n, 600) for n in range(4))) == (413, "too_large")
        assert await refused(a_wire("a", 2_001)) == (413, "too_large")
        assert await refused(*(a_wire(n, 30_000) for n in range(3))) == (413, "too_large")
        assert await refused(bytes(567)) == (400, "malformed")

        async def chunks() -> AsyncIterator[bytes]:
            for n in range(100):
                yield a_wire(n, 1_000)

        response = await relay.client.post(
            "/v1/append", content=chunks(), headers={"Authorization": f"Bearer {noor.token}"}
        )
        assert response.status_code == 413
        for n in range(8):
            await noor.append(0, a_wire(n, 1_200))
        assert await refused(a_wire("last", 1_200)) == (507, "full")
        assert len(await noor.pull_all()) == 8


async def test_bodies_that_would_take_all_memory_wait_outside() -> None:
    """With no room left an append is told to come again."""
    async with running(waiting_bytes=64 * 1024 * 1024) as relay:
        noor = await relay.founder()
        assert relay.relay.room.enter(64 * 1024 * 1024)

        response = await relay.client.post(
            "/v1/append",
            content=encode(Append(0, False, (a_wire("a"),), ())),
            headers={"Authorization": f"Bearer {noor.token}"},
        )
        assert (response.status_code, response.headers["retry-after"]) == (429, "1")
        relay.relay.room.leave(64 * 1024 * 1024)
        assert (await noor.append(0, a_wire("a"))).first_place == 1
        assert relay.relay.room.enter(64 * 1024 * 1024)


async def test_a_lost_tail_comes_back(relay: Running, noor: Caller, joost: Caller) -> None:
    """A device that knows a later head brings the tail; another gives its bytes."""
    store = relay.relay.store
    await noor.append(0, *(entry.wire or b"" for entry in ENTRIES[:1]))
    chain, incarnation = extend(LOG, ENTRIES[:4]), store.identity.incarnation
    text = access.head_text(LOG, incarnation, 4, chain)
    head = Head(incarnation, 4, chain, access.sign(store.identity.seed, access.HEAD, text))
    bare = tuple(Entry(entry.tag, entry.id) for entry in ENTRIES)

    with pytest.raises(Refusal) as refusal:
        await joost.send(Page, "POST", "/v1/tail", TailOffer(head, bare[1:3]))
    assert (refusal.value.status, refusal.value.code) == (409, "not_mine")
    with pytest.raises(Refusal) as refusal:
        await noor.append(1, a_wire("x"))
    assert (refusal.value.status, refusal.value.code) == (409, "restoring")
    page = await noor.send(Page, "POST", "/v1/tail", TailOffer(head, bare[1:4]))
    assert page.head.incarnation != incarnation
    assert (page.after, page.entries, page.head.place, page.head.chain) == (4, (), 4, chain)
    assert _is_signed(noor, page.head)
    assert await joost.pull_all() == [ENTRIES[0], *bare[1:4]]
    wires = tuple(entry.wire or b"" for entry in ENTRIES[1:6])
    assert await joost.send(Given, "POST", "/v1/give", Give(wires)) == Given(3)
    assert await joost.pull_all() == ENTRIES[:4]
    assert (await noor.append(4, a_wire("x"))).first_place == 5


async def test_without_a_token_there_is_no_log(relay: Running, noor: Caller) -> None:
    """Every route of a firm asks for it, and looks at nothing else before."""
    await noor.append(0, a_wire("a"))
    nobody = relay.caller("nobody")
    for token in ("", "x", noor.token[:-1]):
        nobody.token = token
        for method, path in [
            ("POST", "/v1/append"),
            ("GET", "/v1/log?after=0"),
            ("GET", "/v1/events"),
            ("POST", "/v1/tail"),
            ("POST", "/v1/give"),
            ("GET", "/v1/devices"),
            ("PUT", "/v1/devices"),
            ("DELETE", f"/v1/devices/{noor.id.hex()}"),
            ("POST", "/v1/boxes"),
            ("POST", "/v1/erase"),
            ("POST", "/v1/evaluate"),
        ]:
            with pytest.raises(Refusal) as refusal:
                await nobody.send(Appended, method, path, b"x")
            assert (refusal.value.status, refusal.value.code) == (401, "not_admitted")
