"""Requests to servers that are no relay, a broken one, or a hostile one."""

from __future__ import annotations

import asyncio
import gzip
import logging
import subprocess
import sys

import msgspec
import pytest

from shared.protocol.messages import (
    Challenge,
    DeviceList,
    Done,
    Head,
    Limits,
    LoggedIn,
    Page,
    Part,
    RefusalBody,
    encode,
)
from shared.protocol.record import entry_of
from shared.protocol.refusal import Refusal
from shared.sealing.device import Signer
from tests.local.scripted import (
    CALM,
    QUICK,
    Request,
    Script,
    Scripted,
    answering,
    body,
    endless,
    head,
    scripted,
    whole,
)
from tui.local.hint_stream import LINE_LIMIT
from tui.local.link import Guest, Link, Problem, Trouble

BOX, PASS, LOG = bytes(16), bytes(range(32)), bytes(32)
SEED = bytes(range(100, 132))
LIMITS = Limits(4_194_304, 8_388_608, 1_000, 1_048_576)
PAGE = Page(0, (), Head(bytes(16), 0, LOG, bytes(64)))
HTML = {"content_type": "text/html"}


async def _asked(relay: Scripted) -> bytes | Problem:
    """What a guest gets from this server."""
    guest = Guest(relay.address, patience=QUICK)
    try:
        return await guest.get_part(BOX, "answer", PASS)
    finally:
        await guest.close()


def _relay(**by_path: bytes | Script) -> Script:
    """A relay that lets everybody in, and answers as told at paths without slashes."""
    told: dict[str, bytes | Script] = {
        "challenge": body(Challenge(bytes(32))),
        "login": body(LoggedIn("token", 3_600, LIMITS)),
        **by_path,
    }

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        answer = told[request.path.removeprefix("/v1/").partition("?")[0]]
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            await answer(request, writer)

    return script


def _link(relay: Scripted) -> Link:
    return Link(relay.address, LOG, Signer.of(SEED), patience=CALM)


NONSENSE = {
    "no HTTP": b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
    "nothing of sense": bytes(range(256)),
    "another form": whole(b"\x91\x01"),
    "a list too long": whole(b"\x92\xc4\x00\xc4\x00"),
    "more after it": whole(encode(Part(b"")) + b"\x00"),
    "no MessagePack": whole(b"\xc1"),
    "no type": b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\x91\xc4\x00",
    "a page for people": whole(b"<html>", **HTML),
    "packed": whole(gzip.compress(encode(Part(b""))), content_encoding="gzip"),
    "said to be packed": whole(encode(Part(b"")), content_encoding="x-none"),
    "announced too long": head(content_length="99999999"),
    "a length without end": head(content_length="9" * 500),
    "headers without end": b"HTTP/1.1 200 OK\r\nx: " + b"x" * 200_000,
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 50_000 + b"\r\n",
    "elsewhere": head("302 Found", location="/v1/other", content_length="0"),
    "elsewhere for good": head("308 Permanent Redirect", location="/x", content_length="0"),
    "nothing": head("204 No Content"),
    "a refusal without a code": whole(b"\x90", "404 Not Found"),
    "a refusal that is a success": whole(encode(RefusalBody("busy", "")), "201 Created"),
    "a fault for people": whole(b"<html>", "500 Internal Server Error", **HTML),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_told_as_nonsense(answer: bytes) -> None:
    """What is not of the form is not taken, and asked for once only."""
    async with scripted(answering(answer, then="close")) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.nonsense)
    assert len(relay.requests) == 1


@pytest.mark.parametrize("encoding", ["identity", "chunked"])
async def test_a_body_without_end_is_cut_off(encoding: str) -> None:
    """A relay can not fill the memory of a device."""
    lengths = {"identity": {}, "chunked": {"transfer_encoding": "chunked"}}[encoding]
    piece = bytes(65_536) if encoding == "identity" else b"10000\r\n" + bytes(65_536) + b"\r\n"
    async with scripted(endless(head(**lengths), piece)) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.nonsense)


@pytest.mark.parametrize(
    "started", [b"", b"HTTP/1.1 2", head(content_length="9"), whole(b"\x91")[:-1]]
)
async def test_a_relay_that_stalls_is_left(started: bytes) -> None:
    """Who begins to answer and never ends, or never begins, is not waited for for long."""
    async with scripted(answering(started)) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.timeout)


async def test_promises_without_end_are_no_answer() -> None:
    """Interim answers do not prolong the time."""
    async with scripted(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n")) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.timeout)


@pytest.mark.parametrize("then", ["close", "break"])
@pytest.mark.parametrize(
    "started", [b"", b"HTTP/1.1 2", head(content_length="9"), head(content_length="9") + b"\x91"]
)
async def test_a_connection_that_breaks_is_told(started: bytes, then: str) -> None:
    """A half answer is none."""
    async with scripted(answering(started, then=then)) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.unreachable)
    assert len(relay.requests) == 1


async def test_nobody_there_is_told() -> None:
    """No relay at this address."""
    async with scripted(answering(b"")) as relay:
        pass

    assert await _asked(relay) == Problem(Trouble.unreachable)


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("relay.example", Trouble.bad_address),
        ("http://relay.example", Trouble.plain_http),
        (f"https://{'x' * 70}.example", Trouble.bad_address),
        ("https://a..example", Trouble.bad_address),
    ],
)
async def test_an_address_that_can_not_be_is_told(address: str, trouble: Trouble) -> None:
    """Every request says so; none raises."""
    link = Link(address, LOG, Signer.of(SEED), patience=QUICK)

    assert await link.open() == await link.devices() == await link.parcel(BOX) == Problem(trouble)
    assert [place async for place in link.hints()] == []
    await link.close()


@pytest.mark.parametrize(
    "status", ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"]
)
async def test_a_server_in_front_of_an_absent_relay_is_no_relay(status: str) -> None:
    """It is as if nobody were there."""
    async with scripted(answering(whole(b"<html>", status, retry_after="7", **HTML))) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.unreachable, wait=7)


REFUSALS = {
    "the relay's own": (whole(encode(RefusalBody("expired", "x")), "410 Gone"), Refusal.EXPIRED, 0),
    "with a time": (
        whole(encode(RefusalBody("busy", "")), "429 Too Many Requests", retry_after="5"),
        Refusal.BUSY,
        5,
    ),
    "with too long a time": (
        whole(encode(RefusalBody("busy", "")), "429 Too Many Requests", retry_after="99999"),
        Refusal.BUSY,
        60,
    ),
    "with a date": (
        whole(encode(RefusalBody("busy", "")), "429 Too Many", retry_after="Fri, 31 Dec 1999"),
        Refusal.BUSY,
        0,
    ),
    "of a later version": (
        whole(encode(RefusalBody("tides", "")), "409 Conflict"),
        Refusal.FAILED,
        0,
    ),
    "of a server in front": (whole(b"<html>", "413 Too Large", **HTML), Refusal.TOO_LARGE, 0),
    "of another in front": (whole(b"<html>", "429 Too Many", **HTML), Refusal.BUSY, 0),
}


@pytest.mark.parametrize(("answer", "refusal", "wait"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_is_told_with_its_reason(
    answer: bytes, refusal: Refusal, wait: int
) -> None:
    """The code decides, and the text is the program's own, never the relay's."""
    async with scripted(answering(answer)) as relay:
        got = await _asked(relay)

    assert got == Problem(Trouble.refused, refusal, wait=wait)
    assert isinstance(got, Problem)
    assert got.text == refusal.text


async def test_requests_share_a_connection() -> None:
    """A connection is made once and used again."""
    async with scripted(answering(body(Part(b"x")))) as relay:
        guest = Guest(relay.address)
        got = [await guest.get_part(BOX, "answer", PASS) for _ in range(10)]
        await guest.close()

    assert got == [b"x"] * 10
    assert (relay.connections, len(relay.requests)) == (1, 10)


async def test_a_connection_that_was_closed_meanwhile_is_made_anew() -> None:
    """The other side may close what was idle, even in the moment of a request."""
    good = answering(body(Part(b"x")))

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        if len(relay.requests) == 2:
            writer.transport.abort()
        else:
            await good(request, writer)

    async with scripted(script) as relay:
        guest = Guest(relay.address)
        got = [await guest.get_part(BOX, "answer", PASS) for _ in range(2)]
        await guest.close()

    assert got == [b"x", b"x"]
    assert (relay.connections, len(relay.requests)) == (2, 3)


async def test_no_cookie_is_kept_and_nothing_but_the_form_is_asked_for() -> None:
    """A relay can not mark a device, and is asked for no packed bodies."""
    async with scripted(
        answering(whole(encode(Part(b"x")), set_cookie="who=noor; Path=/"))
    ) as relay:
        guest = Guest(relay.address)
        for _ in range(2):
            await guest.get_part(BOX, "answer", PASS)
        await guest.close()

    assert set(relay.requests[1].headers) == {
        "host",
        "accept",
        "accept-encoding",
        "user-agent",
        "luister-pass",
    }
    assert relay.requests[1].headers["accept-encoding"] == "identity"
    assert relay.requests[1].headers["luister-pass"] == PASS.hex()


async def test_no_proxy_stands_between_a_computer_and_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy in the environment is not for a relay that is here."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with scripted(answering(body(Part(b"x")))) as relay:
        assert await _asked(relay) == b"x"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("407 Proxy Authentication Required", Trouble.bad_proxy),
        ("502 Bad Gateway", Trouble.unreachable),
    ],
)
async def test_the_offices_proxy_is_asked_for_a_tunnel(
    answer: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sees the relay's name and nothing else."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with scripted(answering(head(answer, content_length="0"))) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        guest = Guest("https://relay.example", patience=QUICK)
        got = await guest.get_part(BOX, "answer", PASS)
        await guest.close()

    assert got == Problem(trouble)
    assert [request.line for request in proxy.requests] == ["CONNECT relay.example:443 HTTP/1.1"]
    assert "luister-pass" not in proxy.requests[0].headers


async def test_a_proxy_that_can_not_be_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of this computer that nobody can use is no crash."""
    monkeypatch.setenv("https_proxy", "gopher://proxy.example")
    guest = Guest("https://relay.example", patience=QUICK)

    assert await guest.get_part(BOX, "answer", PASS) == Problem(Trouble.bad_proxy)


async def test_no_address_and_no_token_gets_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    """However much is logged, whom a device speaks with is not."""
    caplog.set_level(logging.DEBUG)
    async with scripted(_relay(devices=body(DeviceList(())))) as relay:
        link = _link(relay)
        await link.devices()
        await link.close()

    assert relay.requests[-1].headers["authorization"] == "Bearer token"
    assert not any(word in caplog.text for word in ("127.0.0.1", "/v1/", "Bearer", "token"))
    assert "token" not in repr(link)


@pytest.mark.parametrize(
    "limits",
    [
        msgspec.structs.replace(LIMITS, record_bytes=100),
        msgspec.structs.replace(LIMITS, batch_bytes=4_194_304),
        msgspec.structs.replace(LIMITS, batch_records=0),
    ],
)
async def test_a_relay_that_takes_no_record_is_no_relay(limits: Limits) -> None:
    """Limits under which nothing can be sent are nonsense."""
    async with scripted(_relay(login=body(LoggedIn("token", 3_600, limits)))) as relay:
        link = _link(relay)
        got = await link.open()
        await link.close()

    assert got == Problem(Trouble.nonsense)


async def test_a_relay_can_not_raise_what_a_device_takes() -> None:
    """A page has a longest length, whatever the relay says that its pages have."""
    greedy = msgspec.structs.replace(LIMITS, page_bytes=2**62)
    announced = head(content_length=str(2**26))
    async with scripted(_relay(login=body(LoggedIn("t", 1, greedy)), log=announced)) as relay:
        link = _link(relay)
        got = await link.pull(0)
        await link.close()

    assert got == Problem(Trouble.nonsense)


async def test_a_page_may_be_as_long_as_the_relay_said() -> None:
    """Also when the first request is the one that logs in."""
    generous = msgspec.structs.replace(LIMITS, page_bytes=9_000_000)
    wires = tuple(bytes(1_000_000) for _ in range(9))
    page = Page(0, tuple(entry_of(wire) for wire in wires), PAGE.head)
    async with scripted(_relay(login=body(LoggedIn("t", 1, generous)), log=body(page))) as relay:
        link = _link(relay)
        got = await link.pull(0)
        await link.close()

    assert got == page


async def test_a_token_that_no_login_makes_good_is_tried_twice_only() -> None:
    """A relay that lets in and then does not is no loop."""
    refused = whole(encode(RefusalBody("not_admitted", "")), "401 Unauthorized")
    async with scripted(_relay(devices=refused, events=refused)) as relay:
        link = _link(relay)
        got = await link.devices()
        heard = [place async for place in link.hints()]
        await link.close()

    assert got == Problem(Trouble.refused, Refusal.NOT_ADMITTED)
    assert heard == []
    paths = [request.path for request in relay.requests]
    assert (paths.count("/v1/devices"), paths.count("/v1/events")) == (2, 2)


async def test_requests_at_one_time_share_one_login() -> None:
    """A token that has ended is fetched once, not by every request that meets it."""
    devices = body(DeviceList(()))
    async with scripted(_relay(devices=devices)) as relay:
        link = _link(relay)
        await asyncio.gather(*(link.devices() for _ in range(5)))
        await link.close()

    assert [request.path for request in relay.requests].count("/v1/login") == 1


def _stream(*pieces: bytes, then: str = "stay") -> bytes | Script:
    return answering(
        head(content_type="text/event-stream; charset=utf-8") + b"".join(pieces), then=then
    )


STREAMS = {
    "ended": (_stream(b"event: head\ndata: 5\n\n", then="close"), [5]),
    "broken": (_stream(b"event: head\ndata: ", then="break"), []),
    "silent": (_stream(b"event: head\ndata: 5\n\n"), [5]),
    "silent from the first": (_stream(), []),
    "without a whole line": (_stream(b":"), []),
    "several at once": (
        _stream(b"event: head\ndata: 5\n\nevent: head\ndata: 6\n\n", then="close"),
        [6],
    ),
    "no place": (_stream(b"event: head\ndata: many\n\n"), []),
    "a line without end": (endless(head(content_type="text/event-stream"), b"x" * 999), []),
    "an event without end": (endless(head(content_type="text/event-stream"), b"data: 1\n"), []),
    "packed": (whole(b"x", content_type="text/event-stream", content_encoding="gzip"), []),
    "another type": (body(Done()), []),
    "a refusal": (whole(encode(RefusalBody("busy", "")), "429 Too Many"), []),
    "elsewhere": (head("302 Found", location="/x", content_length="0"), []),
}


@pytest.mark.parametrize(("answer", "heard"), STREAMS.values(), ids=STREAMS)
async def test_hints_end_when_the_stream_is_no_good(
    answer: bytes | Script, heard: list[int]
) -> None:
    """Whatever the relay does with the stream, the iteration ends and nothing is raised."""
    async with scripted(_relay(events=answer)) as relay:
        link = _link(relay)
        got = [place async for place in link.hints()]
        await link.close()

    assert got == heard


async def test_a_stream_that_only_drips_is_silent() -> None:
    """Bytes are no sign of life, only whole lines are."""
    dripped = 0

    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal dripped
        writer.write(head(content_type="text/event-stream") + b":")
        while not writer.is_closing():
            dripped += 1
            writer.write(b".")
            await asyncio.sleep(0.02)

    async with scripted(_relay(events=drip)) as relay:
        link = _link(relay)
        got = [place async for place in link.hints()]
        await link.close()

    assert got == []
    assert dripped < LINE_LIMIT // 2


async def test_hints_end_when_the_link_is_closed() -> None:
    """Closing ends what is under way."""
    async with scripted(_relay(events=_stream(b"event: head\ndata: 5\n\n"))) as relay:
        link = Link(relay.address, LOG, Signer.of(SEED))
        hints = link.hints()
        first = await anext(hints)
        rest = asyncio.create_task(_all(hints))
        await link.close()

        assert (first, await rest) == (5, [])


async def _all(hints: object) -> list[int]:
    return [place async for place in hints]  # type: ignore[attr-defined]


def test_importing_the_link_does_not_load_what_speaks_to_the_network() -> None:
    """The screen is there before it."""
    script = "import sys, tui.local.link; print({'httpx', 'anyio'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "set()"
