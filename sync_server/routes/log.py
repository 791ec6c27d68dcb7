"""Writing to and reading from a firm's log (docs/protocol.md §8.3, §8.4, §8.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from shared.protocol import access
from shared.protocol.messages import (
    PARCEL_LIMIT,
    PLACE_LIMIT,
    Append,
    AppendedForm,
    Give,
    Given,
    ParcelPut,
    TailOffer,
)
from shared.protocol.record import entry_of
from shared.protocol.refusal import Refusal
from sync_server.answer import (
    Answer,
    Asked,
    Refused,
    answer,
    body_of,
    relay_of,
    session_of,
)
from sync_server.guard import Session
from sync_server.relay import Relay
from sync_server.store.base import Batch, Slot
from sync_server.stream import Listener


async def append(request: Asked) -> Answer:
    """Place a batch, and tell what came between `seen` and it."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, Append) as body:
        _check_records(relay, body.records)
        batch = Batch(
            device=session.device,
            seen=body.seen,
            fence=body.fence,
            entries=[entry_of(wire) for wire in body.records],
            slots=_slots(session.log, body.parcels),
        )
        return await _place(relay, session, batch)


async def _place(relay: Relay, session: Session, batch: Batch) -> Answer:
    log = session.log
    await relay.gate.enter(log, session.device)
    placed = await relay.journal.write(lambda: relay.store.append(log, batch, relay.ceilings), log)
    if placed is Refusal.FENCE:
        if batch.fence:
            relay.gate.hold(log, session.device)
            # What passed the gate before it closed is told, too: else the fence would
            # come again only to be refused again.
            await relay.journal.flush()
        raise Refused(placed, page=await relay.journal.page(log, batch.seen))
    if isinstance(placed, Refusal):
        raise Refused(placed)
    if batch.fence:
        relay.gate.release(log, session.device)
    page = await relay.journal.page(log, batch.seen, placed.first - 1)
    return answer(AppendedForm(placed.first, page))


def _check_records(relay: Relay, records: Sequence[bytes]) -> None:
    if len(records) > relay.settings.batch_records:
        raise Refused(Refusal.TOO_LARGE, "too many records in one batch")
    if max(map(len, records), default=0) > relay.settings.record_bytes:
        raise Refused(Refusal.TOO_LARGE, "a record is too large")


def _slots(log: bytes, parcels: Sequence[ParcelPut]) -> list[Slot]:
    slots: list[Slot] = []
    for put in parcels:
        if len(put.parcel) > PARCEL_LIMIT:
            raise Refused(Refusal.TOO_LARGE, "a parcel is too large")
        slot = access.slot_id(put.slot_key)
        text = access.parcel_text(log, slot, put.parcel)
        if not access.check(put.slot_key, access.PARCEL, text, put.signature):
            raise Refused(Refusal.MALFORMED, "a parcel is not signed by its slot's key")
        slots.append(Slot(slot, put.parcel))
    if len({slot.id for slot in slots}) != len(slots):
        raise Refused(Refusal.MALFORMED, "two parcels are for one slot")
    return slots


@get("/v1/log")
async def pull(request: Asked) -> Answer:
    """The page after a place."""
    relay, session = relay_of(request), session_of(request)
    return answer(await relay.journal.page(session.log, _after(request)))


def _after(request: Asked) -> int:
    text = request.query_params.get("after", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 19) or int(text) > PLACE_LIMIT:
        raise Refused(Refusal.MALFORMED, "after: a place is expected")
    return int(text)


@get("/v1/events")
async def events(request: Asked) -> Stream:
    """Tell where the head is, at once and whenever it moves, until either side ends."""
    relay, session = relay_of(request), session_of(request)
    place = relay.journal.head(session.log).place
    listener = relay.streams.open(session.log, session.device, place)
    return Stream(
        _told(relay, listener),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _told(relay: Relay, listener: Listener) -> AsyncIterator[bytes]:
    try:
        async for event in listener.events(relay.settings.heartbeat_seconds):
            yield event
    finally:
        relay.streams.close(listener)


async def tail(request: Asked) -> Answer:
    """Take back what the relay lost."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, TailOffer) as offer:
        log, fresh = session.log, relay.random(16)
        refusal = await relay.journal.write(
            lambda: relay.store.take_tail(log, offer.head, offer.entries, fresh), log
        )
        if refusal is not None:
            raise Refused(refusal)
        return answer(await relay.journal.page(log, offer.head.place))


async def give(request: Asked) -> Answer:
    """Take records whose bytes are missing."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, Give) as body:
        entries = [entry_of(wire) for wire in body.records]
        taken = await relay.journal.write(lambda: relay.store.give(session.log, entries))
        return answer(Given(taken))


def handlers(batch_bytes: int, tail_bytes: int) -> list[HTTPRouteHandler]:
    """The routes of this module, with their limits for bodies."""
    return [
        post("/v1/append", request_max_body_size=batch_bytes)(append),
        post("/v1/tail", request_max_body_size=tail_bytes)(tail),
        post("/v1/give", request_max_body_size=batch_bytes)(give),
        pull,
        events,
    ]
