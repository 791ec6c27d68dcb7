"""Parcels of recovery sheets (docs/protocol.md §7.2).

A slot's id is the hash of a key that only the sheet and its member's devices can make,
and what lies there is sealed: so whoever knows the id may read it, and a device that
starts from a sheet need not be let in before.
"""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from shared.protocol.messages import Parcel
from shared.protocol.refusal import Refusal
from sync_server.answer import Answer, Asked, Refused, answer, count_open, named, relay_of


@get("/v1/parcels/{slot:str}")
async def parcel(request: Asked, slot: FromPath[str]) -> Answer:
    """The parcel in a slot."""
    count_open(request)
    relay, slot_id = relay_of(request), named(slot, 16)
    found = await relay.journal.read(lambda: relay.store.parcel(slot_id))
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return answer(Parcel(found))


HANDLERS = [parcel]
