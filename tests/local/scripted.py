"""A server on this machine that does whatever a test says, good or bad."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from msgspec import Struct

from shared.protocol.messages import encode
from tui.local.link import Patience

QUICK = Patience(connect=0.2, answer=0.5, silence=0.5)
"""For a relay that stays away: the test waits for it."""
CALM = Patience(connect=5.0, answer=5.0, silence=0.5)
"""For a relay that answers, on a machine that has much to do."""
"""For servers that keep silent: the test need not wait long to see the end of it."""


class Request(Struct, frozen=True):
    """What came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.line.split()[1]


Script = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class Scripted:
    """The server, and what it has seen."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.connections = 0
        self.address = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection; its task ends well even when it is cancelled at the end."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        with suppress(asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            while True:
                request = await _read(reader)
                self.requests.append(request)
                await self.script(request, writer)
                await writer.drain()
                if writer.is_closing():
                    break
        writer.transport.abort()

    async def end(self) -> None:
        """End all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in rest)}
    return Request(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))


@asynccontextmanager
async def scripted(
    script: Script, context: ssl.SSLContext | None = None
) -> AsyncIterator[Scripted]:
    """Run a server that answers each request by the script."""
    told = Scripted(script)
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    told.address = f"{'http' if context is None else 'https'}://127.0.0.1:{port}"
    try:
        yield told
    finally:
        server.close()
        await told.end()
        await server.wait_closed()


def head(status: str = "200 OK", **headers: str) -> bytes:
    """The head of an answer; names of headers with `_` for `-`."""
    given = {"content_type": "application/msgpack", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1")


def whole(data: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """An answer with a body."""
    return head(status, content_length=str(len(data)), **headers) + data


def answering(*answers: bytes, then: str = "stay") -> Script:
    """A script that gives one answer after another, the last again and again; `then` it
    may `close` the connection or `break` it."""
    given = 0

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal given
        writer.write(answers[min(given, len(answers) - 1)])
        given += 1
        await writer.drain()
        if then == "close":
            writer.close()
        elif then == "break":
            writer.transport.abort()

    return script


def endless(first: bytes, piece: bytes) -> Script:
    """A script that begins an answer and never ends it, as fast as it is read."""

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()

    return script


def body(message: Struct) -> bytes:
    """A good answer with this body."""
    return whole(encode(message))
