"""Drop-boxes of invitations (docs/protocol.md §7.1, §8).

A device opens one; from then on its pass is enough, for the one who joins is not let in
yet. A wrong pass and a box that is not there are one answer.
"""

from __future__ import annotations

from hmac import compare_digest

from litestar import get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.protocol.access import pass_hash
from shared.protocol.messages import BOX_LIFE, PART_LIMIT, BoxOpen, Part
from shared.protocol.refusal import Refusal
from sync_server.answer import (
    Answer,
    Asked,
    Refused,
    answer,
    body_of,
    count_open,
    named,
    relay_of,
    session_of,
)
from sync_server.store.base import Box

PARTS = ("answer", "reveal", "welcome")


@post("/v1/boxes")
async def open_box(request: Asked) -> Answer:
    """Open a drop-box, for 72 hours at most."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, BoxOpen) as body:
        now = relay.clock()
        if body.expires <= now:
            raise Refused(Refusal.EXPIRED)
        box = Box(session.log, body.pass_hash, min(body.expires, now + BOX_LIFE))
        refusal = await relay.journal.write(
            lambda: relay.store.open_box(body.box, box, relay.ceilings, now)
        )
    if refusal is not None:
        raise Refused(refusal)
    return answer()


async def put_part(request: Asked, box: FromPath[str], part: FromPath[str]) -> Answer:
    """Put a part, once."""
    count_open(request)
    relay = relay_of(request)
    box_id = await _opened(request, box, part)
    async with body_of(request, Part) as body:
        if len(body.data) > PART_LIMIT:
            raise Refused(Refusal.TOO_LARGE)
        refusal = await relay.journal.write(lambda: relay.store.put_part(box_id, part, body.data))
    if refusal is not None:
        raise Refused(refusal)
    return answer()


@get("/v1/boxes/{box:str}/{part:str}")
async def get_part(request: Asked, box: FromPath[str], part: FromPath[str]) -> Answer:
    """A part that was put."""
    count_open(request)
    relay = relay_of(request)
    box_id = await _opened(request, box, part)
    data = await relay.journal.read(lambda: relay.store.part(box_id, part))
    if data is None:
        raise Refused(Refusal.NOT_FOUND)
    return answer(Part(data))


async def _opened(request: Asked, box: str, part: str) -> bytes:
    """The id of a box whose pass came with the request."""
    relay, box_id = relay_of(request), named(box, 16)
    shown = named(request.headers.get("luister-pass", ""), 32)
    found = await relay.journal.read(lambda: relay.store.box(box_id))
    if part not in PARTS or found is None or not compare_digest(pass_hash(shown), found.pass_hash):
        raise Refused(Refusal.NOT_FOUND)
    if found.expires <= relay.clock():
        raise Refused(Refusal.EXPIRED)
    return box_id


def handlers(part_bytes: int) -> list[HTTPRouteHandler]:
    """The routes of this module, with their limit for bodies."""
    return [
        open_box,
        get_part,
        put("/v1/boxes/{box:str}/{part:str}", request_max_body_size=part_bytes)(put_part),
    ]
