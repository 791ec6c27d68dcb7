"""Running the relay: its socket, uvicorn around the application, and a clean end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from sync_server.app import create_app
from sync_server.relay import Relay

logger = logging.getLogger("luister.relay")

BACKLOG = 1_024
GRACE_SECONDS = 2
"""How long requests under way may take when the relay is told to stop."""
KEEP_ALIVE_SECONDS = 75


class Server(uvicorn.Server):
    """A server that ends its event streams when it is told to stop.

    Left to itself uvicorn waits for them, and they never end. `ready` is called once
    when requests are answered.
    """

    def __init__(self, config: uvicorn.Config, relay: Relay, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._relay = relay
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, let what is under way be answered, and stop."""
        self._relay.streams.end_all()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT. That is a good end, so unlike uvicorn's own this
        does not raise the signal again afterwards."""
        handled = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self._told_to_stop) for number in handled}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.handle_exit(number, frame)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 lets the system choose. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named, and with it
    # every answer would wait 40 ms for the other side's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def server_for(relay: Relay, ready: Callable[[], None]) -> Server:
    """The server of a relay."""
    settings = relay.settings
    config = uvicorn.Config(
        create_app(relay),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http="h11",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=settings.certificate or None,
        ssl_keyfile=settings.key or None,
    )
    return Server(config, relay, ready)


def serve(relay: Relay, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Answer on the socket until told to stop."""
    relay.listens_at(listening.getsockname()[1])
    logger.info("the relay starts")
    asyncio.run(server_for(relay, ready).serve(sockets=[listening]))
    logger.info("the relay has stopped")
