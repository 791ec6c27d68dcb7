"""One relay's HTTP: the only module that speaks to the network.

What is expected, a relay that is away, refuses or answers nonsense, comes back as a
`Problem`. Nothing of httpx leaves this module, and httpx is loaded when the first
request is made, in another thread, so that the screen does not wait for it.

The relay is not trusted. Every answer has a longest length and a time; redirects,
cookies and compressed bodies are not taken; nothing here logs an address or a token.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from shared.protocol.fault import Malformed
from shared.protocol.messages import decode
from tui.local.answer import BODY, EVENTS, foreign, media_type, refusal
from tui.local.hint_stream import HintStream
from tui.local.problem import Problem, Trouble
from tui.local.relay_address import RelayAddress

if TYPE_CHECKING:
    import ssl

    import httpx

SMALL = 32_768
"""The longest answer, in bytes, where a request says no other limit; the longest
refusal without a page fits."""
CONNECTIONS = 8
IDLE_SECONDS = 60.0
"""After how long a connection is not used again; below what the relay keeps it for."""

Body = TypeVar("Body", bound=Struct)


class Patience(Struct, frozen=True):
    """How long a relay may take, in seconds."""

    connect: float = 10.0
    answer: float = 30.0
    """For a whole request. Bodies get as much more as they take at `slowest`."""
    silence: float = 45.0
    """Between two signs of life on the event stream."""
    slowest: float = 16_384.0
    """Bytes a second, below which a connection is taken for broken."""


PATIENCE = Patience()


class _Lost(Struct, frozen=True):
    """The connection broke before the relay began to answer."""


class Line:
    """Requests to the relay at `address`, of which only the origin counts.

    `pin` is that of `shared.protocol.pin`, or None when the system's authorities vouch for
    the relay. Lives in one event loop. After `close` it may be used again.
    """

    def __init__(self, address: str, pin: bytes | None, patience: Patience) -> None:
        self._pin = pin
        self._patience = patience
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._making = asyncio.Lock()
        self._used = False
        self.date = ""
        """The time that the last answer said it was made, as it was written there."""
        self.address = RelayAddress.of(address)

    async def close(self) -> None:
        """Close all connections; requests under way end as unreachable."""
        transport, self._transport, self._used = self._transport, None, False
        if transport is not None:
            await transport.aclose()

    async def ask(
        self,
        kind: type[Body],
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        limit: int = SMALL,
    ) -> Body | Problem:
        """Make one request: the answer, of at most `limit` bytes, or why there is none.

        The other side may have closed a connection that was used before just when the
        request went out, so then it is made once more. Made twice, every request of
        the protocol does the same as once, but for a login, which is refused.
        """
        sent = {"Accept": BODY, **(headers or {})}
        answer: Body | Problem | _Lost = _Lost()
        tries = 2 if self._used else 1
        while isinstance(answer, _Lost) and tries:
            tries -= 1
            try:
                async with asyncio.timeout(self._patience.answer) as time:
                    self._allow(time, len(body))
                    answer = await self._once(kind, method, path, body, sent, limit, time)
            except TimeoutError:
                return Problem(Trouble.timeout)
        return Problem(Trouble.unreachable) if isinstance(answer, _Lost) else answer

    async def listen(
        self, path: str, headers: Mapping[str, str]
    ) -> AsyncGenerator[int | Problem, None]:
        """The places that an event stream tells; a `Problem` is the last that comes."""
        try:
            async with asyncio.timeout(self._patience.answer):
                response = await self._send("GET", path, b"", {"Accept": EVENTS, **headers})
                if isinstance(response, Problem | _Lost):
                    pass
                elif response.status_code != 200 or media_type(response.headers) != EVENTS:
                    response = await self._no_stream(response)
        except TimeoutError:
            yield Problem(Trouble.timeout)
            return
        if isinstance(response, Problem | _Lost):
            yield Problem(Trouble.unreachable) if isinstance(response, _Lost) else response
            return
        async with aclosing(response):
            stream, chunks = HintStream(), response.aiter_raw()
            left = self._patience.silence
            while True:
                lines = stream.lines
                read = await self._next(chunks, left)
                if isinstance(read, Problem):
                    yield read
                    return
                chunk, waited = read
                places = stream.feed(chunk)
                if places is None:
                    yield Problem(Trouble.nonsense)
                    return
                # Only a whole line is a sign of life.
                left = self._patience.silence if stream.lines > lines else left - waited
                if places:
                    yield places[-1]

    async def _next(
        self, chunks: AsyncIterator[bytes], seconds: float
    ) -> tuple[bytes, float] | Problem:
        """The next bytes of a stream, and how long they were waited for."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(seconds):
                return await anext(chunks), loop.time() - began
        except TimeoutError:
            return Problem(Trouble.timeout)
        except StopAsyncIteration:
            return Problem(Trouble.unreachable)
        except _network_errors():
            return Problem(Trouble.unreachable)

    async def _no_stream(self, response: httpx.Response) -> Problem:
        async with aclosing(response):
            data = await self._read(response, SMALL, None)
            if isinstance(data, Problem):
                return data
            return refusal(response.status_code, response.headers, data)

    async def _once(
        self,
        kind: type[Body],
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        limit: int,
        time: asyncio.Timeout,
    ) -> Body | Problem | _Lost:
        response = await self._send(method, path, body, headers)
        if isinstance(response, Problem | _Lost):
            return response
        async with aclosing(response):
            data = await self._read(response, limit, time)
        if isinstance(data, Problem):
            return data
        if response.status_code != 200:
            return refusal(response.status_code, response.headers, data)
        try:
            return decode(kind, data)
        except Malformed:
            return Problem(Trouble.nonsense)

    async def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response | Problem | _Lost:
        """Send a request; the answer's head, with its body still to come."""
        address, transport = self.address, await self._ready()
        if isinstance(address, Problem):
            return address
        if isinstance(transport, Problem):
            return transport
        import httpx

        sent = {"User-Agent": "luister", "Accept-Encoding": "identity", **headers}
        if body:
            sent["Content-Type"] = BODY
        try:
            request = httpx.Request(
                method,
                address.origin + path,
                headers=sent,
                content=body or None,
                extensions={"timeout": {"connect": self._patience.connect}},
            )
            response = await transport.handle_async_request(request)
        except (httpx.InvalidURL, UnicodeError):
            # A host's name that no name may be; it is met when it is looked up.
            return Problem(Trouble.bad_address)
        except _network_errors() as error:
            return _not_answered(error)
        self._used = True
        self.date = response.headers.get("date", "")
        return response

    async def _ready(self) -> httpx.AsyncHTTPTransport | Problem:
        if self._transport is not None:
            return self._transport
        if isinstance(self.address, Problem):
            return self.address
        async with self._making:
            if self._transport is None:
                made = await asyncio.to_thread(_make_transport, self.address, self._pin)
                if isinstance(made, Problem):
                    return made
                self._transport = made
        return self._transport

    async def _read(
        self, response: httpx.Response, limit: int, time: asyncio.Timeout | None
    ) -> bytes | Problem:
        """The body of an answer that may be one of a relay."""
        headers = response.headers
        if media_type(headers) != BODY:
            return foreign(response.status_code, headers)
        if int(headers.get("content-length", 0)) > limit:
            return Problem(Trouble.nonsense)
        chunks: list[bytes] = []
        size = 0
        try:
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > limit:
                    return Problem(Trouble.nonsense)
                chunks.append(chunk)
                if time is not None:
                    self._allow(time, len(chunk))
        except _network_errors():
            return Problem(Trouble.unreachable)
        return b"".join(chunks)

    def _allow(self, time: asyncio.Timeout, size: int) -> None:
        """Give a request the time that so many bytes may take."""
        until = time.when()
        if until is not None and size:
            time.reschedule(until + size / self._patience.slowest)


def _make_transport(address: RelayAddress, pin: bytes | None) -> httpx.AsyncHTTPTransport | Problem:
    """What carries requests to this origin. Takes some 100 ms the first time.

    It is httpx's transport without its client, which would follow redirects, keep
    cookies and log every address.
    """
    import logging

    import httpx

    # It would write addresses and headers into a debug log.
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    try:
        return httpx.AsyncHTTPTransport(
            verify=_context(address, pin),
            trust_env=False,
            proxy=address.proxy(),
            limits=httpx.Limits(
                max_connections=CONNECTIONS,
                max_keepalive_connections=CONNECTIONS,
                keepalive_expiry=IDLE_SECONDS,
            ),
        )
    except (ValueError, ImportError, httpx.InvalidURL):
        return Problem(Trouble.bad_proxy)


def _context(address: RelayAddress, pin: bytes | None) -> ssl.SSLContext:
    import ssl

    import httpx

    from tui.local.pin import pinned_context

    if address.scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if pin is not None:
        return pinned_context(pin)
    context = httpx.create_ssl_context()
    # An office may have an authority of its own, known to the system only.
    context.load_default_certs()
    return context


def _network_errors() -> tuple[type[Exception], ...]:
    """What httpx, and TLS below it, raise for what may happen on a network."""
    import ssl

    import httpx

    return httpx.TransportError, ssl.SSLError, OSError


def _not_answered(error: Exception) -> Problem | _Lost:
    """What an error means that came before the head of an answer."""
    import ssl

    import httpx

    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(cause)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Problem(Trouble.wrong_certificate)
    if isinstance(error, httpx.ConnectError) and any(isinstance(c, ssl.SSLError) for c in causes):
        # Something answers, but it does not speak TLS.
        return Problem(Trouble.nonsense)
    if isinstance(error, httpx.ProxyError) and str(error).startswith("407"):
        return Problem(Trouble.bad_proxy)
    if isinstance(error, httpx.RemoteProtocolError) and error.__cause__ is not causes[-1]:
        # The parser of HTTP had something to object to, so there was an answer.
        return Problem(Trouble.nonsense)
    if isinstance(error, httpx.ConnectError | httpx.TimeoutException | httpx.ProxyError):
        return Problem(Trouble.unreachable)
    return _Lost()
