"""Evaluating blinded points with the secret scalar of a log (docs/protocol.md §8.8)."""

from __future__ import annotations

from litestar import post

from shared.protocol import blind
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
from sync_server.store.base import DAY

SPENT = "as many names were checked today as the relay allows"


@post("/v1/evaluate")
async def evaluate(request: Asked) -> Answer:
    """Multiply the points by the log's scalar, as long as the day's allowance lasts."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, blind.Evaluate) as body:
        if not all(map(blind.is_point, body.points)):
            raise Refused(Refusal.MALFORMED, "a point is not of the group")
        now, fresh = relay.clock(), blind.scalar(relay.random(blind.RANDOM_BYTES))
        scalar = await relay.journal.write(
            lambda: relay.store.evaluation(
                session.log, session.device, len(body.points), now // DAY, relay.allowance, fresh
            )
        )
        if scalar is Refusal.BUSY:
            raise Refused(scalar, SPENT, retry=_seconds_left(now))
        if isinstance(scalar, Refusal):
            raise Refused(scalar)
        return answer(blind.Evaluated(tuple(blind.evaluate(p, scalar) for p in body.points)))


def _seconds_left(now: int) -> int:
    """How many seconds of the day (UTC) are left, rounded up."""
    return -(-(DAY - now % DAY) // 1_000)


HANDLERS = [evaluate]
