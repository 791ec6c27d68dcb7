"""Bodies in and out: reading requests, answering them, and refusing them.

Inside the relay a refusal is a value. Here at its edge it is raised, because that is
how a handler of Litestar ends early, and answered in one place.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException
from msgspec import UNSET, UnsetType

from shared.protocol.fault import Malformed
from shared.protocol.messages import Done, PageForm, RefusalForm, decode, encode
from shared.protocol.refusal import Refusal
from sync_server.guard import Session
from sync_server.relay import Relay

logger = logging.getLogger("luister.relay")

MEDIA_TYPE = "application/msgpack"
RETRY_SECONDS = 1
_BY_STATUS = {401: Refusal.NOT_ADMITTED, 403: Refusal.FORBIDDEN, 413: Refusal.TOO_LARGE}

Asked = Request[Any, Any, Any]
Answer = Response[bytes]
Body = TypeVar("Body", bound=msgspec.Struct)


class Refused(Exception):
    """Ends a request with a refusal. `text` says more than the refusal's own; `retry` is
    after how many seconds one that is `BUSY` may come again."""

    def __init__(
        self,
        refusal: Refusal,
        text: str = "",
        page: PageForm | UnsetType = UNSET,
        retry: int = RETRY_SECONDS,
    ) -> None:
        super().__init__(refusal.code)
        self.retry = retry
        self.refusal = refusal
        self.text = text or refusal.text
        self.page = page


def answer(body: msgspec.Struct = Done()) -> Answer:  # noqa: B008 - it is frozen
    """A body as the answer to a request."""
    return Response(encode(body), media_type=MEDIA_TYPE, status_code=200)


def relay_of(request: Asked) -> Relay:
    """The relay that the request came to."""
    relay: Relay = request.app.state.relay
    return relay


def session_of(request: Asked) -> Session:
    """Whose request it is; raises `Refused` without a token that is good."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    relay = relay_of(request)
    session = relay.guard.session(token, relay.clock()) if scheme.lower() == "bearer" else None
    if session is None:
        raise Refused(Refusal.NOT_ADMITTED)
    return session


def count_open(request: Asked) -> None:
    """Count a request that comes without a token; raises `Refused` for one too many."""
    relay = relay_of(request)
    address = request.client.host if request.client is not None else ""
    if not relay.meter.allows(address, relay.clock()):
        raise Refused(Refusal.BUSY)


@asynccontextmanager
async def body_of(request: Asked, kind: type[Body]) -> AsyncIterator[Body]:
    """The body of a request, with room for it until the request is done.

    Raises `Refused` when it is not of this kind, or there is no room.
    """
    limit = request.route_handler.resolve_request_max_body_size() or 0
    announced = request.content_length
    size = limit if announced is None else min(announced, limit)
    room = relay_of(request).room
    if not room.enter(size):
        raise Refused(Refusal.BUSY)
    try:
        try:
            body = decode(kind, await request.body())
        except Malformed as error:
            raise Refused(Refusal.MALFORMED, str(error)) from None
        yield body
    finally:
        room.leave(size)


def named(text: str, length: int) -> bytes:
    """An id in a path: lower-case hex of `length` bytes. Raises `Refused`."""
    try:
        named = bytes.fromhex(text)
    except ValueError:
        named = b""
    if len(named) != length or named.hex() != text:
        raise Refused(Refusal.NOT_FOUND)
    return named


def refuse(_: Asked, error: Exception) -> Answer:
    """The answer to whatever ended a request early."""
    if isinstance(error, Refused):
        return _refusal(error.refusal, error.text, error.page, error.retry)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _http_refusal(error)
    if not _is_gone(error):
        logger.error("a request failed", exc_info=error)
    return _refusal(Refusal.FAILED)


def _http_refusal(error: HTTPException) -> Answer:
    status = error.status_code
    if status in (404, 405):
        refused = _refusal(Refusal.NOT_FOUND)
        refused.status_code = status
        refused.headers.update(error.headers or {})
        return refused
    return _refusal(_BY_STATUS.get(status, Refusal.MALFORMED))


def _refusal(
    refusal: Refusal,
    text: str = "",
    page: PageForm | UnsetType = UNSET,
    retry: int = RETRY_SECONDS,
) -> Answer:
    body = encode(RefusalForm(refusal.code, text or refusal.text, page))
    headers = {"Retry-After": str(retry)} if refusal is Refusal.BUSY else {}
    return Response(body, media_type=MEDIA_TYPE, status_code=refusal.status, headers=headers)


def _is_gone(error: Exception) -> bool:
    """Whether the other side hung up while it was sending."""
    return isinstance(error, InternalServerException) and "disconnect" in error.detail
