"""Section 8 from the side of a device: a plain HTTP client of the relay."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

from tests.stranger import bodies
from tests.stranger import primitives as p
from tests.stranger.primitives import Flaw

PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """The relay said no: `code` of section 8.5, and the page that comes with `fence`."""

    def __init__(self, status: int, body: list[Any]) -> None:
        super().__init__(status, *body[:2])
        self.status = status
        self.code: str = body[0]
        self.page: list[Any] | None = body[2] if len(body) > 2 else None


def origin(url: str) -> str:
    """`scheme://host:port` of an address, lower case, the port always there."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{parts.port or PORTS[parts.scheme]}"


def enrol_text(log: bytes, device_key: bytes, code: str) -> bytes:
    """What an enrolment signs."""
    return log + device_key + code.encode()


def login_text(log: bytes, device: bytes, challenge: bytes, dialled: str) -> bytes:
    """What a login signs."""
    return log + device + challenge + dialled.encode("ascii")


def head_text(log: bytes, incarnation: bytes, place: int, chain: bytes) -> bytes:
    """What the relay signs for a head."""
    return log + incarnation + p.number(place) + chain


def checked_head(relay_key: bytes, log: bytes, head: list[Any]) -> list[Any]:
    """The head, or Flaw bad-signature."""
    text = head_text(log, *head[:3])
    if not p.verified(relay_key, "luister/v1/head", text, head[3]):
        raise Flaw("bad-signature")
    return head


class Relay:
    """One device's talk with the relay."""

    def __init__(self, address: str, log: bytes, seed: bytes) -> None:
        self.address, self.log, self.seed = address, log, seed
        self.device_key = p.signing_public(seed)
        self.relay_key: bytes | None = None
        self.token: str | None = None

    def call(
        self, method: str, path: str, body: list[Any] | None = None, secret: bytes = b""
    ) -> list[Any]:
        """One request; raises Refused."""
        parts = urlsplit(self.address)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=30)
        headers = {"Luister-Pass": secret.hex()} if secret else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/msgpack"
        try:
            sent = None if body is None else p.pack(body)
            connection.request(method, f"/v1{path}", sent, headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        value: list[Any] = p.unpack(answer)
        if response.status >= 400:
            raise Refused(response.status, value)
        return value

    def enrol(self, code: str) -> bytes:
        """Set the firm up with the operator's code; gives the relay's key."""
        text = enrol_text(self.log, self.device_key, code)
        signature = p.sign(self.seed, "luister/v1/enrol", text)
        answer = self.call("POST", "/firms", [code, self.log, self.device_key, signature])
        self.relay_key = bytes(answer[0])
        return self.relay_key

    def login(self) -> list[int]:
        """Get a token; gives `[record bytes, batch bytes, batch records, page bytes]`."""
        device = p.device_id(self.device_key)
        challenge = self.call("POST", "/challenge", [self.log, device])[0]
        text = login_text(self.log, device, challenge, origin(self.address))
        signature = p.sign(self.seed, "luister/v1/login", text)
        answer = self.call("POST", "/login", [self.log, device, challenge, signature])
        self.token = str(answer[0])
        return list(answer[2])

    def append(
        self, seen: int, fence: bool, wires: list[bytes], parcels: list[Any] | None = None
    ) -> tuple[int, list[Any]]:
        """Store a batch; gives its first place and the page before it."""
        first, page = self.call("POST", "/append", [seen, fence, wires, parcels or []])
        return first, self._page(page)

    def page(self, after: int) -> list[Any]:
        """`[after, entries, head]`, the head's signature checked."""
        return self._page(self.call("GET", f"/log?after={after}"))

    def pages(self, after: int) -> list[list[Any]]:
        """All pages up to the head."""
        found = [self.page(after)]
        while found[-1][0] + len(found[-1][1]) < found[-1][2][1]:
            found.append(self.page(found[-1][0] + len(found[-1][1])))
        return found

    def admit(self, device_key: bytes, manager: bool = False) -> None:
        """Let another device in."""
        self.call("PUT", "/devices", [device_key, manager])

    def put(self, box: bytes, part: str, secret: bytes, sealed: bytes) -> None:
        """Put a part into a drop-box."""
        self.call("PUT", f"/boxes/{box.hex()}/{part}", [sealed], secret)

    def get(self, box: bytes, part: str, secret: bytes) -> bytes:
        """Take a part out of a drop-box."""
        return bytes(self.call("GET", f"/boxes/{box.hex()}/{part}", None, secret)[0])

    def open_box(self, box: bytes, secret: bytes, expires: int) -> None:
        """Make a drop-box that whoever has the pass may use."""
        self.call("POST", "/boxes", [box, p.hashed("lv1.link.pass", secret), expires])

    def _page(self, page: list[Any]) -> list[Any]:
        if not bodies.PAGE(page):
            raise Flaw("bad-payload")
        if self.relay_key is not None:
            checked_head(self.relay_key, self.log, page[2])
        return page
