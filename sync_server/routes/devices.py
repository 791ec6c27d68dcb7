"""Enrolling a firm, logging in, and the keys that are let in (docs/protocol.md §8.1, §8.2)."""

from __future__ import annotations

from litestar import delete, get, post, put
from litestar.params import FromPath

from shared.protocol import access
from shared.protocol.messages import (
    Challenge,
    ChallengeRequest,
    DeviceKey,
    DeviceList,
    Enrol,
    Enrolled,
    LoggedIn,
    Login,
)
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
from sync_server.store.base import code_hash


@post("/v1/firms")
async def enrol(request: Asked) -> Answer:
    """Begin a firm's log with the operator's code."""
    count_open(request)
    relay = relay_of(request)
    async with body_of(request, Enrol) as body:
        text = access.enrol_text(body.log, body.device_key, body.code)
        if not access.check(body.device_key, access.ENROL, text, body.signature):
            raise Refused(Refusal.NOT_ADMITTED)
        hashed, now = code_hash(body.code), relay.clock()
        refusal = await relay.journal.write(
            lambda: relay.store.enrol(hashed, body.log, body.device_key, now)
        )
    if refusal is not None:
        raise Refused(refusal)
    identity = relay.store.identity
    return answer(Enrolled(access.public_key(identity.seed), identity.incarnation))


@post("/v1/challenge")
async def challenge(request: Asked) -> Answer:
    """Give a challenge to sign."""
    count_open(request)
    relay = relay_of(request)
    async with body_of(request, ChallengeRequest) as body:
        return answer(Challenge(relay.guard.challenge(body.log, body.device, relay.clock())))


@post("/v1/login")
async def login(request: Asked) -> Answer:
    """Give a token for a signed challenge."""
    count_open(request)
    relay = relay_of(request)
    async with body_of(request, Login) as body:
        token = relay.guard.login(body, relay.store.devices(body.log), relay.clock())
    if token is None:
        raise Refused(Refusal.NOT_ADMITTED)
    return answer(LoggedIn(token, relay.settings.token_seconds, relay.settings.limits))


@get("/v1/devices")
async def listed(request: Asked) -> Answer:
    """All keys that are let in."""
    session = session_of(request)
    devices = relay_of(request).store.devices(session.log)
    return answer(DeviceList(tuple(devices.values())))


@put("/v1/devices")
async def let_in(request: Asked) -> Answer:
    """Let a key in."""
    relay, session = relay_of(request), session_of(request)
    async with body_of(request, DeviceKey) as key:
        refusal = await relay.journal.write(
            lambda: relay.store.put_device(session.log, session.device, key, relay.ceilings)
        )
    if refusal is not None:
        raise Refused(refusal)
    return answer()


@delete("/v1/devices/{device:str}", status_code=200)
async def shut_out(request: Asked, device: FromPath[str]) -> Answer:
    """Shut a device out: its tokens and streams end at once."""
    relay, session = relay_of(request), session_of(request)
    dropped = named(device, 16)
    refusal = await relay.journal.write(
        lambda: relay.store.drop_device(session.log, session.device, dropped)
    )
    if refusal is not None:
        raise Refused(refusal)
    relay.guard.shut_out(session.log, dropped)
    relay.streams.end_of(session.log, dropped)
    return answer()


HANDLERS = [enrol, challenge, login, listed, let_in, shut_out]
