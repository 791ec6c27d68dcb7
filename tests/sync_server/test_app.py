"""What every answer of the relay keeps to, whatever was asked."""

from __future__ import annotations

import asyncio
import logging
from io import StringIO
from urllib.parse import quote

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.protocol.messages import Done, RefusalBody, decode
from shared.protocol.refusal import Refusal
from sync_server import notes
from tests.sync_server.caller import Caller, a_wire, some_bytes
from tests.sync_server.running import Running, running

EVENTS = "/v1/events"


def _headers(caller: Caller) -> dict[str, str]:
    return {"Authorization": f"Bearer {caller.token}"}


async def test_the_relay_says_that_it_is_there(relay: Running) -> None:
    """For watchdogs: an empty answer without a token."""
    response = await relay.client.get("/v1/health")

    assert response.status_code == 200
    assert decode(Done, response.content) == Done()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1", 404),
        ("GET", "/v2/log", 404),
        ("GET", "/schema", 404),
        ("GET", "/v1/boxes/%2e%2e/answer", 404),
        ("GET", "/v1/append", 405),
        ("DELETE", "/v1/log", 405),
        ("PATCH", "/v1/devices", 405),
    ],
)
async def test_what_is_not_there_is_answered_like_all_else(
    relay: Running, method: str, path: str, status: int
) -> None:
    """Also unknown paths and methods get a body of the protocol, and no page of a library."""
    response = await relay.client.request(method, path)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/msgpack"
    assert decode(RefusalBody, response.content).code == "not_found"


async def test_answers_name_no_software(relay: Running) -> None:
    """Neither server nor framework nor their versions stand in the headers."""
    response = await relay.client.get("/v1/health")

    told = " ".join(f"{name}: {value}" for name, value in response.headers.items()).lower()
    assert not any(name in told for name in ("uvicorn", "litestar", "python"))


async def test_streams_tell_the_head_and_each_move(
    relay: Running, noor: Caller, joost: Caller
) -> None:
    """One event at once, one after an append, to every device of the firm and no other."""
    other = await relay.founder("other", b"O" * 32)
    async with (
        relay.client.stream("GET", EVENTS, headers=_headers(joost)) as stream,
        relay.client.stream("GET", EVENTS, headers=_headers(other)) as foreign,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        lines, foreign_lines = stream.aiter_lines(), foreign.aiter_lines()
        assert [await anext(lines) for _ in range(3)] == ["event: head", "data: 0", ""]
        assert [await anext(foreign_lines) for _ in range(3)] == ["event: head", "data: 0", ""]
        await noor.append(0, a_wire("a"), a_wire("b"))
        assert [await anext(lines) for _ in range(3)] == ["event: head", "data: 2", ""]
        await other.append(0, a_wire("a"))
        assert [await anext(foreign_lines) for _ in range(3)] == ["event: head", "data: 1", ""]


async def test_a_quiet_stream_has_a_heartbeat() -> None:
    """A comment, so that proxies and devices know that the connection lives."""
    async with running(heartbeat_seconds=1) as relay:
        noor = await relay.founder()
        async with relay.client.stream("GET", EVENTS, headers=_headers(noor)) as stream:
            lines = stream.aiter_lines()
            told = [await anext(lines) for _ in range(5)]

    assert told == ["event: head", "data: 0", "", ":", ""]


async def test_a_stream_whose_reader_is_gone_is_forgotten(relay: Running, noor: Caller) -> None:
    """Closed laptops leave nothing behind."""
    async with relay.client.stream("GET", EVENTS, headers=_headers(noor)) as stream:
        await anext(stream.aiter_lines())
        assert len(relay.relay.streams) == 1
    async with asyncio.timeout(10):
        while len(relay.relay.streams):  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)


async def test_a_relay_that_stops_ends_its_streams(caplog: pytest.LogCaptureFixture) -> None:
    """With streams open it ends by itself, and neither side sees an error."""
    async with running() as relay:
        noor = await relay.founder()
        async with relay.client.stream("GET", EVENTS, headers=_headers(noor)) as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            relay.server.should_exit = True
            rest = [line async for line in lines]

    assert rest == ["data: 0", ""]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_fault_is_answered_and_written_without_what_it_was_about(
    relay: Running, noor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator gets kind and place of the error; no value of it, no id, no token."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(notes.Formatter())
    logger = logging.getLogger("luister.relay")
    logger.addHandler(handler)

    def fails(*_: object) -> None:
        canary = "canary in a local variable"
        raise KeyError(f"canary {canary} {noor.id.hex()}")

    monkeypatch.setattr(relay.relay.store, "append", fails)
    try:
        with pytest.raises(Exception, match="500 failed"):
            await noor.append(0, a_wire("a"))
    finally:
        logger.removeHandler(handler)

    text = written.getvalue()
    assert "a request failed" in text
    assert "KeyError" in text
    assert "test_app.py" in text
    for secret in ("canary in", noor.id.hex(), noor.token, noor.log.hex(), "127.0.0.1"):
        assert secret not in text
    assert (await noor.pull(0)).entries == ()


ROUTES = [
    ("POST", "/v1/firms"),
    ("POST", "/v1/challenge"),
    ("POST", "/v1/login"),
    ("POST", "/v1/append"),
    ("GET", "/v1/log"),
    ("POST", "/v1/tail"),
    ("POST", "/v1/give"),
    ("PUT", "/v1/devices"),
    ("DELETE", "/v1/devices/x"),
    ("GET", "/v1/parcels/x"),
    ("POST", "/v1/boxes"),
    ("PUT", f"/v1/boxes/{'00' * 16}/answer"),
    ("GET", f"/v1/boxes/{'00' * 16}/answer"),
]

values: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=70)
    | st.sampled_from([bytes(16), bytes(32), bytes(64), a_wire("a", 600)]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
bodies = st.binary(max_size=300) | values.map(msgspec.msgpack.encode)
queries = st.text(max_size=12).map(quote) | st.sampled_from(["after=0", "after=%ff", "&&=="])
tokens = st.sampled_from(["", "good", "Basic x", "Bearer", "Bearer é", "Bearer  x", "é"])


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_comes_is_answered_in_the_protocols_words(data: st.DataObject) -> None:
    """Random bodies, queries, tokens and passes on every route: never a 500, and always a
    body of the protocol."""
    requests = data.draw(
        st.lists(
            st.tuples(st.sampled_from(ROUTES), bodies, queries, tokens, st.binary(max_size=40)),
            min_size=15,
            max_size=40,
        )
    )

    async def ask() -> None:
        async with running(batch_bytes=70_000, record_bytes=1_000) as relay:
            noor = await relay.founder()
            for (method, path), body, query, token, shown in requests:
                authorization = f"Bearer {noor.token}" if token == "good" else token
                response = await relay.client.request(
                    method,
                    httpx.URL(path, query=query.encode()),
                    content=body,
                    headers={
                        b"Authorization": authorization.encode(),
                        b"Luister-Pass": shown.hex().encode(),
                    },
                )
                if response.status_code == 200:
                    msgspec.msgpack.decode(response.content)
                else:
                    refusal = Refusal.of(decode(RefusalBody, response.content).code)
                    assert refusal is not None
                    assert refusal is not Refusal.FAILED
                    assert response.status_code in (refusal.status, 405)

    asyncio.run(ask())


async def test_bytes_that_are_no_request_are_not_a_fault(
    relay: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """A port scan does not fill the log, and the relay goes on."""
    port = int(relay.origin.rpartition(":")[2])
    for junk in (some_bytes("junk", 500), b"GET\r\n\r\n", b"POST /v1/append HTTP/1.1\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(junk)
        writer.write_eof()
        await reader.read()
        writer.close()
        await writer.wait_closed()

    assert (await relay.client.get("/v1/health")).status_code == 200
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_who_hangs_up_while_sending_is_not_a_fault(
    relay: Running, noor: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """A train in a tunnel is no error of the relay, and takes no room for ever."""
    port = int(relay.origin.rpartition(":")[2])
    before = relay.relay.room._left
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /v1/append HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n"
            b"Authorization: Bearer " + noor.token.encode() + b"\r\n\r\n" + bytes(100)
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with asyncio.timeout(10):
        while (  # noqa: ASYNC110 - uvicorn has no event for it
            relay.relay.room._left != before or relay.server.server_state.tasks
        ):
            await asyncio.sleep(0.01)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
