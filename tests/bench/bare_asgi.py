"""The floor of `idle_check`: an application that answers and does nothing else.

Run as `python -m tests.bench.bare_asgi BYTES`; it prints its port.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

from sync_server.server import listen

Message = MutableMapping[str, Any]


def application(size: int) -> Callable[..., Awaitable[None]]:
    """Answers every request with so many bytes."""
    body = bytes(size)
    headers = [
        (b"content-type", b"application/msgpack"),
        (b"content-length", str(size).encode("ascii")),
    ]

    async def answer(
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def main() -> None:
    """Serve until told to stop."""
    listener = listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(
        application(int(sys.argv[1])),
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http="h11",
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
