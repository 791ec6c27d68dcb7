"""The way to the relay: every request of docs/protocol.md §8, as a method.

What is expected, a relay that is away, refuses or answers nonsense, comes back as a
`Problem`. Importing this module is quick; what it stands on is loaded when the first
request is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TypeVar

from msgspec import Struct

from shared.protocol import access
from shared.protocol.messages import (
    PARCEL_LIMIT,
    PART_LIMIT,
    Append,
    Appended,
    BoxOpen,
    Challenge,
    ChallengeRequest,
    DeviceKey,
    DeviceList,
    Done,
    Enrol,
    Enrolled,
    Give,
    Given,
    Limits,
    LoggedIn,
    Login,
    Page,
    Parcel,
    Part,
    TailOffer,
    encode,
)
from shared.protocol.record import WIRE_FLOOR, WIRE_LIMIT
from shared.protocol.refusal import Refusal
from shared.sealing.device import Signer
from tui.local.line import PATIENCE, SMALL, Line
from tui.local.line import Patience as Patience  # noqa: PLC0414
from tui.local.problem import Problem as Problem  # noqa: PLC0414
from tui.local.problem import Trouble as Trouble  # noqa: PLC0414

DEVICES_LIMIT = 1_048_576
"""The longest list of device keys that is taken, in bytes."""
PAGE_LIMIT = 16_777_216
"""The longest page, in bytes, that is taken whatever the relay says of itself."""
PAGED = 0
"""Stands for the limit of an answer with a page."""

Body = TypeVar("Body", bound=Struct)


class Guest:
    """A connection without a login: enrolment, parcels and drop-boxes.

    `address` is what the user typed or an invitation says; only its origin counts.
    `pin` is 32 bytes (see `shared.protocol.pin`), or None when the system's authorities
    vouch for the relay. Lives in one event loop. After `close` it may be used again.
    """

    def __init__(
        self, address: str, pin: bytes | None = None, patience: Patience = PATIENCE
    ) -> None:
        self._patience = patience
        self._line = Line(address, pin, patience)

    async def close(self) -> None:
        """Close all connections; requests under way end as unreachable."""
        await self._line.close()

    @property
    def date(self) -> str:
        """The time that the relay's last answer said, as in a `Date` header; "" for none."""
        return self._line.date

    @property
    def is_plain(self) -> bool:
        """Whether the relay is on this machine and reached without TLS."""
        address = self._line.address
        return not isinstance(address, Problem) and address.scheme == "http"

    async def shown_pin(self) -> bytes | Problem:
        """The pin (32 bytes) of the certificate that whoever answers shows.

        Nothing vouches for it: the user must compare it with the operator's. It does
        not go through a proxy.
        """
        from tui.local.pin import shown_pin

        address = self._line.address
        if isinstance(address, Problem):
            return address
        try:
            async with asyncio.timeout(self._patience.connect):
                pin = await shown_pin(address.host, address.port)
        except (OSError, UnicodeError):
            return Problem(Trouble.unreachable)
        return Problem(Trouble.nonsense) if pin is None else pin

    async def enrol(self, enrol: Enrol) -> Enrolled | Problem:
        """Begin a firm's log with the operator's code."""
        return await self._line.ask(Enrolled, "POST", "/v1/firms", encode(enrol))

    async def parcel(self, slot: bytes) -> bytes | Problem:
        """The parcel in a slot (id of 16 bytes)."""
        answer = await self._line.ask(
            Parcel, "GET", f"/v1/parcels/{slot.hex()}", limit=PARCEL_LIMIT + SMALL
        )
        return answer.parcel if isinstance(answer, Parcel) else answer

    async def put_part(self, box: bytes, part: str, pass_: bytes, data: bytes) -> Problem | None:
        """Put `answer`, `reveal` or `welcome` (at most 65,536 bytes) into a drop-box.

        `box` is its id, 16 bytes, and `pass_` 32 bytes.
        """
        done = await self._line.ask(
            Done,
            "PUT",
            f"/v1/boxes/{box.hex()}/{part}",
            encode(Part(data)),
            headers={"Luister-Pass": pass_.hex()},
        )
        return _problem(done)

    async def get_part(self, box: bytes, part: str, pass_: bytes) -> bytes | Problem:
        """A part of a drop-box; the refusal is `NOT_FOUND` until it was put."""
        answer = await self._line.ask(
            Part,
            "GET",
            f"/v1/boxes/{box.hex()}/{part}",
            headers={"Luister-Pass": pass_.hex()},
            limit=PART_LIMIT + SMALL,
        )
        return answer.data if isinstance(answer, Part) else answer


class Link(Guest):
    """A device's connection to its firm's log.

    It logs in by itself, and once more when its token is past its time. `log` is the
    log id, 32 bytes.
    """

    def __init__(
        self,
        address: str,
        log: bytes,
        signer: Signer,
        pin: bytes | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(address, pin, patience)
        self._log = log
        self._signer = signer
        self._entering = asyncio.Lock()
        self._token = ""
        self._limits = Limits(WIRE_LIMIT, WIRE_LIMIT, 1, WIRE_LIMIT)

    async def open(self) -> Limits | Problem:
        """Log in; what the relay takes at most."""
        async with self._entering:
            return await self._enter()

    async def close(self) -> None:
        """Close all connections and forget the token."""
        self._token = ""
        await super().close()

    async def pull(self, after: int) -> Page | Problem:
        """The page after a place."""
        return await self._ask(Page, "GET", f"/v1/log?after={after}", limit=PAGED)

    async def push(self, append: Append) -> Appended | Problem:
        """Append a batch. The refusal `FENCE` comes with a page."""
        return await self._ask(Appended, "POST", "/v1/append", append, limit=PAGED)

    async def offer(self, offer: TailOffer) -> Page | Problem:
        """Offer a lost tail."""
        return await self._ask(Page, "POST", "/v1/tail", offer, limit=PAGED)

    async def give(self, records: Sequence[bytes]) -> int | Problem:
        """Give records again, in as many requests as it takes; how many were taken."""
        taken = 0
        while records:
            count = self._fitting(records)
            given = await self._ask(Given, "POST", "/v1/give", Give(tuple(records[:count])))
            if isinstance(given, Problem):
                return given
            taken += given.count
            records = records[count:]
        return taken

    async def devices(self) -> tuple[DeviceKey, ...] | Problem:
        """The keys that the relay lets in."""
        listed = await self._ask(DeviceList, "GET", "/v1/devices", limit=DEVICES_LIMIT)
        return listed.devices if isinstance(listed, DeviceList) else listed

    async def let_in(self, key: DeviceKey) -> Problem | None:
        """Let a device's key in, or change whether it manages."""
        return _problem(await self._ask(Done, "PUT", "/v1/devices", key))

    async def drop(self, device: bytes) -> Problem | None:
        """Shut a device (id of 16 bytes) out."""
        return _problem(await self._ask(Done, "DELETE", f"/v1/devices/{device.hex()}"))

    async def open_box(self, box: BoxOpen) -> Problem | None:
        """Open a drop-box."""
        return _problem(await self._ask(Done, "POST", "/v1/boxes", box))

    async def hints(self) -> AsyncGenerator[int, None]:
        """Places at which the relay says that its head is, for as long as it does.

        They are hints: nothing follows but that it is worth to pull. The iteration
        ends when the stream can not be had, breaks, falls silent or is not of the form;
        `open` then tells whether and why the relay is away.
        """
        for _ in range(2):
            token = await self._admitted()
            if isinstance(token, Problem):
                return
            async with aclosing(self._line.listen("/v1/events", _bearer(token))) as told:
                async for place in told:
                    if isinstance(place, Problem):
                        if not place.is_refusal(Refusal.NOT_ADMITTED):
                            return
                        self._expired(token)
                        break
                    yield place

    async def _ask(
        self,
        kind: type[Body],
        method: str,
        path: str,
        body: Struct | None = None,
        limit: int = SMALL,
    ) -> Body | Problem:
        """Ask with a token; once more with a new one when it is past its time."""
        data = b"" if body is None else encode(body)
        answer: Body | Problem = Problem(Trouble.unreachable)
        for _ in range(2):
            token = await self._admitted()
            if isinstance(token, Problem):
                return token
            # How long a page may be is known after the login only.
            longest = self._page_limit if limit == PAGED else limit
            answer = await self._line.ask(
                kind, method, path, data, headers=_bearer(token), limit=longest
            )
            if not isinstance(answer, Problem) or not answer.is_refusal(Refusal.NOT_ADMITTED):
                return answer
            self._expired(token)
        return answer

    async def _admitted(self) -> str | Problem:
        """A token, from a login if there is none."""
        if not self._token:
            async with self._entering:
                # Another request may have logged in while this one waited.
                if not self._token:
                    entered = await self._enter()
                    if isinstance(entered, Problem):
                        return entered
        return self._token

    def _expired(self, token: str) -> None:
        # Another request may have fetched a new one meanwhile.
        if self._token == token:
            self._token = ""

    async def _enter(self) -> Limits | Problem:
        self._token = ""
        device, line = self._signer.device, self._line
        if isinstance(line.address, Problem):
            return line.address
        request = encode(ChallengeRequest(self._log, device))
        given = await line.ask(Challenge, "POST", "/v1/challenge", request)
        if isinstance(given, Problem):
            return given
        text = access.login_text(self._log, device, given.challenge, line.address.origin)
        signature = self._signer.sign(access.LOGIN, text)
        login = encode(Login(self._log, device, given.challenge, signature))
        entered = await line.ask(LoggedIn, "POST", "/v1/login", login)
        if isinstance(entered, Problem):
            return entered
        if not _are_usable(entered.limits):
            return Problem(Trouble.nonsense)
        self._token, self._limits = entered.token, entered.limits
        return entered.limits

    @property
    def _page_limit(self) -> int:
        """The longest page, with what stands between its records."""
        longest = max(self._limits.page_bytes, WIRE_LIMIT)
        return min(PAGE_LIMIT, longest + longest // 4 + SMALL)

    def _fitting(self, records: Sequence[bytes]) -> int:
        """How many of the records, at least one, fit into a request."""
        size, count = 0, 0
        for record in records[: self._limits.batch_records]:
            # Five bytes say how long a record is, and some how many there are.
            size += len(record) + 5
            if count and size + 8 > self._limits.batch_bytes:
                break
            count += 1
        return count


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _problem(answer: Struct) -> Problem | None:
    return answer if isinstance(answer, Problem) else None


def _are_usable(limits: Limits) -> bool:
    """Whether a relay with these limits takes any record at all."""
    return limits.batch_bytes > limits.record_bytes >= WIRE_FLOOR and limits.batch_records > 0
