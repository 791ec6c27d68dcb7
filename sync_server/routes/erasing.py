"""Taking the bytes of records away for good (docs/protocol.md §8.7)."""

from __future__ import annotations

from litestar import post

from shared.protocol.erasure import TOKENS_LIMIT, Erase, Erased, tag_of_token
from shared.protocol.refusal import Refusal
from sync_server.answer import Answer, Asked, Refused, answer, body_of, relay_of, session_of

BODY_LIMIT = 16 + TOKENS_LIMIT * 34
"""The longest body: each token stands behind two bytes that say how long it is."""


@post("/v1/erase", request_max_body_size=BODY_LIMIT)
async def erase(request: Asked) -> Answer:
    """Erase the records with these tokens; how many are erased, and no more, is told."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, Erase) as body:
        tags = [tag_of_token(token) for token in body.tokens]
        erased = await relay.journal.write(
            lambda: relay.store.erase(session.log, session.device, tags)
        )
    if isinstance(erased, Refusal):
        raise Refused(erased)
    return answer(Erased(erased))


HANDLERS = [erase]
