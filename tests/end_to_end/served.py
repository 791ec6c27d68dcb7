"""The simulation's relay behind a real socket, and what a hostile operator may do there.

Devices dial it as they dial any relay: they enrol, log in, send and fetch over HTTP. What
it does with their records is `tests.simulation.relay`; what it does to them is `mischief`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from msgspec import Struct

from shared.protocol import access
from shared.protocol.messages import (
    Append,
    BoxOpen,
    Challenge,
    ChallengeRequest,
    DeviceKey,
    Done,
    Enrol,
    Enrolled,
    Give,
    LoggedIn,
    Login,
    Part,
    RefusalBody,
    TailOffer,
    decode,
    encode,
)
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from tests.local.scripted import Request, Scripted, head, scripted, whole
from tests.simulation.relay import LIMITS, DropDevice, ListDevices, PageAfter, Relay
from tests.simulation.relay import Request as Asked

Mischief = Callable[[Request, asyncio.StreamWriter], Awaitable[bool]]
"""Done before a request is answered; whether that was the answer."""

BODIES: dict[tuple[str, str], type[Struct]] = {
    ("POST", "append"): Append,
    ("POST", "tail"): TailOffer,
    ("POST", "give"): Give,
    ("PUT", "devices"): DeviceKey,
}


class Operator:
    """Whoever runs the relay. `log` is one firm's log, once it is enrolled."""

    def __init__(self) -> None:
        self.made: Relay | None = None
        self.branches: dict[bytes, Relay] = {}
        """Another log for some devices, by their ids."""
        self.mischief: Mischief | None = None
        self.server: Scripted | None = None
        self._challenges: set[bytes] = set()
        self._boxes: dict[str, dict[str, bytes]] = {}

    @property
    def log(self) -> Relay:
        """The relay's log."""
        assert self.made is not None
        return self.made

    @property
    def address(self) -> str:
        """Where devices dial."""
        assert self.server is not None
        return self.server.address

    # What an operator can do to a log

    def branch(self) -> Relay:
        """A second log that begins as the first is now, signed with the same key."""
        twin = Relay(self.log.log, os.urandom, lambda: 500)
        twin.restore(self.log.backup())
        twin.signing_key, twin.key = self.log.signing_key, self.log.key
        twin.incarnation = self.log.incarnation
        return twin

    def put_in(self, wires: Iterable[bytes]) -> None:
        """Put bytes at the head, whoever's they are."""
        for wire in wires:
            self.log.add(entry_of(wire))

    def cut(self, place: int, incarnation: bytes | None = None) -> None:
        """Forget what stands after a place; with another incarnation, say so."""
        kept = self.log.backup()
        del kept.entries[place:], kept.chain[place + 1 :]
        before = self.log.incarnation
        self.log.restore(kept._replace(fence=min(kept.fence, place)))
        self.log.incarnation = before if incarnation is None else incarnation

    def alter(self, place: int, entry: Entry) -> None:
        """Put other bytes at a place, with or without their chain value."""
        self.log.entries[place - 1] = entry

    # HTTP

    async def serve(self, request: Request, writer: asyncio.StreamWriter) -> None:
        """Answer a request, unless mischief did."""
        if self.mischief is not None and await self.mischief(request, writer):
            return
        if request.path == "/v1/events":
            # Where the head is now, and nothing more: hints are only hints.
            event = f"event: head\ndata: {self.log.place}\n\n".encode()
            writer.write(head(content_type="text/event-stream") + event)
            await writer.drain()
            await asyncio.Event().wait()
        answer = self.answer(request)
        refused = isinstance(answer, RefusalBody)
        status = "409 Refused" if refused else "200 OK"
        if isinstance(answer, RefusalBody):
            known = Refusal.of(answer.code)
            assert known is not None
            status = f"{known.status} Refused"
        writer.write(whole(encode(answer), status))

    def answer(self, request: Request) -> Struct:
        """What the relay answers."""
        method, target = request.line.split()[:2]
        parts = urlsplit(target)
        _, _, name, *rest = parts.path.split("/")
        if name in ("firms", "challenge", "login"):
            return self._enter(name, request.body)
        if name == "boxes":
            return self._box(method, rest, request)
        device = bytes.fromhex(request.headers["authorization"].removeprefix("Bearer "))
        log = self.branches.get(device, self.log)
        return log.ask(device, self._asked(method, name, rest, parts.query, request.body))

    @staticmethod
    def _asked(method: str, name: str, rest: list[str], query: str, body: bytes) -> Asked:
        if name == "log":
            return PageAfter(int(query.removeprefix("after=")))
        if (method, name) == ("GET", "devices"):
            return ListDevices()
        if method == "DELETE":
            return DropDevice(bytes.fromhex(rest[0]))
        read: Asked = decode(BODIES[method, name], body)  # type: ignore[assignment]
        return read

    def _enter(self, name: str, body: bytes) -> Struct:
        if name == "firms":
            enrol = decode(Enrol, body)
            self.made = Relay(enrol.log, os.urandom, lambda: 500)
            device = access.device_id(enrol.device_key)
            self.log.devices[device] = DeviceKey(enrol.device_key, True)
            return Enrolled(self.log.key, self.log.incarnation)
        if name == "challenge":
            decode(ChallengeRequest, body)
            given = os.urandom(32)
            self._challenges.add(given)
            return Challenge(given)
        login = decode(Login, body)
        known = self.log.devices.get(login.device)
        if known is None or login.challenge not in self._challenges:
            return _refused(Refusal.NOT_ADMITTED)
        self._challenges.remove(login.challenge)
        text = access.login_text(login.log, login.device, login.challenge, self.address)
        if not access.check(known.key, access.LOGIN, text, login.signature):
            return _refused(Refusal.NOT_ADMITTED)
        return LoggedIn(login.device.hex(), 3_600, LIMITS)

    def _box(self, method: str, rest: list[str], request: Request) -> Struct:
        if method == "POST":
            self._boxes[decode(BoxOpen, request.body).box.hex()] = {}
            return Done()
        box, part = rest
        if box not in self._boxes:
            return _refused(Refusal.NOT_FOUND)
        if method == "PUT":
            if part in self._boxes[box]:
                return _refused(Refusal.TAKEN)
            self._boxes[box][part] = decode(Part, request.body).data
            return Done()
        data = self._boxes[box].get(part)
        return _refused(Refusal.NOT_FOUND) if data is None else Part(data)


def _refused(refusal: Refusal) -> RefusalBody:
    return RefusalBody(refusal.code, refusal.text)


@asynccontextmanager
async def operator() -> AsyncIterator[Operator]:
    """A relay on a port of this machine."""
    made = Operator()
    async with scripted(made.serve) as server:
        made.server = server
        yield made
