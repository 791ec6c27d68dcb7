"""What an answer means that is not the one that was asked for."""

from __future__ import annotations

from collections.abc import Mapping

from shared.protocol.fault import Malformed
from shared.protocol.messages import RefusalBody, decode
from shared.protocol.refusal import Refusal
from tui.local.problem import Problem, Trouble

BODY = "application/msgpack"
EVENTS = "text/event-stream"
WAIT_LIMIT = 60
_IN_FRONT = {413: Refusal.TOO_LARGE, 429: Refusal.BUSY}
_NOBODY_BEHIND = frozenset((502, 503, 504))


def media_type(headers: Mapping[str, str]) -> str:
    """The type of an answer's body, without its parameters; empty when it says none.

    A body in any encoding has no type here: none was asked for, and a small one may
    unfold to a very large one.
    """
    if headers.get("content-encoding", "identity") != "identity":
        return ""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def refusal(status: int, headers: Mapping[str, str], data: bytes) -> Problem:
    """What a body of the protocol says with this status, which is not 200."""
    if not 400 <= status < 600:
        return Problem(Trouble.nonsense)
    try:
        body = decode(RefusalBody, data)
    except Malformed:
        return Problem(Trouble.nonsense)
    # With a code of a later version all that is known is that the relay has not done it.
    found = Refusal.of(body.code) or Refusal.FAILED
    return Problem(Trouble.refused, found, body.page, _wait(headers))


def foreign(status: int, headers: Mapping[str, str]) -> Problem:
    """What a status means whose body is not one of the protocol.

    A server in front of the relay answers so when the relay is not there, or when a
    request is more than it lets through. Everything else is no relay.
    """
    if status in _NOBODY_BEHIND:
        return Problem(Trouble.unreachable, wait=_wait(headers))
    if (found := _IN_FRONT.get(status)) is not None:
        return Problem(Trouble.refused, found, wait=_wait(headers))
    return Problem(Trouble.nonsense)


def _wait(headers: Mapping[str, str]) -> int:
    """The seconds of `Retry-After`, of which a date is not taken."""
    text = headers.get("retry-after", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return 0
    return min(int(text), WAIT_LIMIT)
