"""The relay that cheats, behind a real socket: the same mischief for the real program.

`tests.end_to_end.served` speaks the protocol over HTTP; here the log behind it is a
`HostileRelay`. Nobody watches what it serves: who drives it knows what to expect.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from random import Random
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from shared.protocol import access
from shared.protocol.messages import DeviceKey, Enrol, Enrolled, RefusalBody, decode, encode
from shared.protocol.refusal import Refusal
from tests.end_to_end.served import Operator
from tests.local.scripted import Request, scripted, whole
from tests.simulation.hostile import KINDS, HostileRelay

if TYPE_CHECKING:
    from tests.simulation.world import World


class Audience:
    """Nobody: a world in which no simulated device runs."""

    def running(self) -> list[object]:
        """None."""
        return []


class HostileOperator(Operator):
    """An operator whose relay can be told to cheat."""

    @property
    def log(self) -> HostileRelay:
        """The relay's log."""
        assert isinstance(self.made, HostileRelay)
        return self.made

    def cheat(self, kind: str, devices: Iterable[bytes], seed: int = 0) -> None:
        """Begin one of `KINDS` against some devices (ids of 16 bytes)."""
        mischief = KINDS[kind](Random(seed))
        mischief.hit = set(devices)
        mischief.relay, mischief.world = self.log, cast("World", Audience())
        self.log.mischief = mischief
        mischief.begin()

    async def serve(self, request: Request, writer: asyncio.StreamWriter) -> None:
        """Answer a request; None is what no message can be read from."""
        answer = cast("Struct | None", self.answer(request))
        if answer is None:
            writer.write(whole(b"\xc1 no message"))
            return
        known = Refusal.of(answer.code) if isinstance(answer, RefusalBody) else None
        status = f"{known.status} Refused" if known is not None else "200 OK"
        writer.write(whole(encode(answer), status))

    def _enter(self, name: str, body: bytes) -> Struct:
        if name != "firms":
            return super()._enter(name, body)
        enrol = decode(Enrol, body)
        self.made = HostileRelay(enrol.log, os.urandom, lambda: 500)
        device = access.device_id(enrol.device_key)
        self.made.devices[device] = DeviceKey(enrol.device_key, True)
        return Enrolled(self.made.key, self.made.incarnation)


@asynccontextmanager
async def hostile_operator() -> AsyncIterator[HostileOperator]:
    """A relay that can cheat, on a port of this machine."""
    made = HostileOperator()
    async with scripted(made.serve) as server:
        made.server = server
        yield made
