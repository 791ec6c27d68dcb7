"""A device as the relay's tests see it: it signs in, and sends and reads bodies.

It knows the protocol and nothing of what records hold: their bytes are random.
"""

from __future__ import annotations

import random as randomness
from typing import TypeVar

import httpx
import msgspec

from shared.protocol import access
from shared.protocol.messages import (
    Append,
    Appended,
    Challenge,
    ChallengeRequest,
    DeviceKey,
    Done,
    Enrol,
    Enrolled,
    LoggedIn,
    Login,
    Page,
    ParcelPut,
    RefusalBody,
    decode,
    encode,
)
from shared.protocol.record import Entry

Body = TypeVar("Body", bound=msgspec.Struct)


def some_bytes(seed: object, length: int) -> bytes:
    """Bytes that are the same whenever `seed` is."""
    return randomness.Random(repr(seed)).randbytes(length)


def a_wire(seed: object, length: int = 1_100) -> bytes:
    """Something as long as a record, with a tag of its own."""
    return some_bytes(seed, length)


class Refusal(Exception):
    """The relay refused; `body` says why."""

    def __init__(self, status: int, body: RefusalBody) -> None:
        super().__init__(f"{status} {body.code}: {body.text}")
        self.status = status
        self.code = body.code
        self.body = body


def body_of(kind: type[Body], response: httpx.Response) -> Body:
    """The body of a good answer; raises `Refusal` for another."""
    assert response.headers["content-type"] == "application/msgpack"
    if response.status_code != 200:
        raise Refusal(response.status_code, decode(RefusalBody, response.content))
    return decode(kind, response.content)


class Caller:
    """One device of one firm, over any httpx client that is set up for the relay."""

    def __init__(self, client: httpx.AsyncClient, origin: str, log: bytes, seed: object) -> None:
        self.client = client
        self.origin = origin
        self.log = log
        self.seed = some_bytes(("device", seed), 32)
        self.key = access.public_key(self.seed)
        self.id = access.device_id(self.key)
        self.token = ""
        self.relay_key = b""

    async def send(
        self, kind: type[Body], method: str, path: str, body: msgspec.Struct | bytes | None = None
    ) -> Body:
        """Ask the relay something under the token; raises `Refusal`."""
        content = encode(body) if isinstance(body, msgspec.Struct) else body
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return body_of(
            kind, await self.client.request(method, path, content=content, headers=headers)
        )

    async def enrol(self, code: str) -> Enrolled:
        """Begin the firm's log."""
        text = access.enrol_text(self.log, self.key, code)
        signature = access.sign(self.seed, access.ENROL, text)
        enrolled = await self.send(
            Enrolled, "POST", "/v1/firms", Enrol(code, self.log, self.key, signature)
        )
        self.relay_key = enrolled.relay_key
        return enrolled

    async def login(self, origin: str | None = None) -> LoggedIn:
        """Get a token."""
        request = ChallengeRequest(self.log, self.id)
        challenge = (await self.send(Challenge, "POST", "/v1/challenge", request)).challenge
        text = access.login_text(self.log, self.id, challenge, origin or self.origin)
        signature = access.sign(self.seed, access.LOGIN, text)
        logged_in = await self.send(
            LoggedIn, "POST", "/v1/login", Login(self.log, self.id, challenge, signature)
        )
        self.token = logged_in.token
        return logged_in

    async def append(
        self,
        seen: int,
        *wires: bytes,
        fence: bool = False,
        parcels: tuple[ParcelPut, ...] = (),
    ) -> Appended:
        """Send a batch."""
        return await self.send(Appended, "POST", "/v1/append", Append(seen, fence, wires, parcels))

    async def pull(self, after: int) -> Page:
        """The page after a place."""
        return await self.send(Page, "GET", f"/v1/log?after={after}")

    async def pull_all(self, after: int = 0) -> list[Entry]:
        """All entries after a place."""
        entries: list[Entry] = []
        while True:
            page = await self.pull(after + len(entries))
            entries.extend(page.entries)
            if page.head.place <= after + len(entries):
                return entries

    async def let_in(self, other: Caller, *, manager: bool = False) -> None:
        """Let another device's key in."""
        await self.send(Done, "PUT", "/v1/devices", DeviceKey(other.key, manager))
