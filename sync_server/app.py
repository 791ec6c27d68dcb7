"""The relay as a Litestar application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from litestar import Litestar, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from sync_server.answer import Answer, answer, refuse
from sync_server.relay import Relay
from sync_server.routes import boxes, devices, erasing, evaluating, log, parcels

logger = logging.getLogger("luister.relay")

SWEEP_SECONDS = 60
SMALL_BODY = 4_096
"""The longest body of a request that has no limit of its own, in bytes."""


@get("/v1/health")
async def health() -> Answer:
    """The relay is there."""
    return answer()


def create_app(relay: Relay) -> Litestar:
    """The application around a relay. It shows no documentation, tells no internals, and
    answers every error with a body of the protocol."""
    settings = relay.settings
    return Litestar(
        route_handlers=[
            health,
            *devices.HANDLERS,
            *parcels.HANDLERS,
            *erasing.HANDLERS,
            *evaluating.HANDLERS,
            *boxes.handlers(settings.part_bytes),
            *log.handlers(settings.batch_bytes, settings.tail_bytes),
        ],
        lifespan=[_lifespan],
        state=State({"relay": relay}),
        exception_handlers={HTTPException: refuse, Exception: refuse},
        request_max_body_size=SMALL_BODY,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    relay: Relay = app.state.relay
    relay.journal.start()
    sweeping = asyncio.create_task(_sweep(relay))
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        relay.streams.end_all()
        await relay.journal.stop()
        relay.store.close()


async def _sweep(relay: Relay) -> None:
    while True:
        try:
            await relay.sweep()
        except Exception:
            # What is past its time is refused all the same; it is only not gone yet.
            logger.exception("the store could not be swept")
        await asyncio.sleep(SWEEP_SECONDS)
