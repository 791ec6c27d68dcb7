"""The operator's commands, run as an operator runs them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest

from shared.protocol.messages import Page, TailOffer
from tests.house.tree import ROOT
from tests.sync_server.caller import Caller, Refusal, a_wire, some_bytes

LOG = some_bytes("log", 32)
RELAY = (sys.executable, "-m", "sync_server")


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `luister-relay` to its end."""
    return subprocess.run(
        [*RELAY, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A relay in a process of its own, and its address. What it wrote stands in `log`
    beside the data folder."""
    with (data.parent / "log").open("a") as log:
        process = subprocess.Popen(
            [*RELAY, "serve", "--data", str(data), "--port", "0", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        assert process.stdout is not None
        try:
            origin = process.stdout.readline().strip()
            assert origin, (data.parent / "log").read_text()
            yield process, origin
        finally:
            process.kill()


@asynccontextmanager
async def founder_at(origin: str, code: str = "") -> AsyncIterator[Caller]:
    """The founder's device, logged in; with a code it enrols first."""
    async with httpx.AsyncClient(base_url=origin, timeout=30) as client:
        noor = Caller(client, origin, LOG, "noor")
        if code:
            await noor.enrol(code)
        await noor.login()
        yield noor


async def test_an_operator_starts_a_relay_and_a_firm_begins(tmp_path: Path) -> None:
    """Enrol prints a code, serve its address, status counts without ids."""
    data = tmp_path / "data"
    code = command("enrol", "--data", str(data)).stdout.strip()
    assert len(code) == 29
    with serving(data) as (process, origin):
        assert origin.startswith("http://127.0.0.1:")
        async with founder_at(origin, code) as noor:
            await noor.append(0, a_wire("a"), a_wire("b"))
        # While the relay runs, the other commands do their work beside it.
        assert command("enrol", "--data", str(data)).returncode == 0
        status = command("status", "--data", str(data), "--json")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    figures = json.loads(status.stdout)
    assert figures.pop("disk") >= 2_200
    assert figures == {
        "firms": 1,
        "records": 2,
        "bytes": 2_200,
        "gaps": 0,
        "erased": 0,
        "devices": 1,
        "restoring": 0,
    }
    plain = command("status", "--data", str(data), "--plain").stdout
    assert "records\t2\n" in plain
    assert "records" in command("status", "--data", str(data)).stdout


async def test_a_relay_that_is_told_to_stop_does_so_with_streams_open(tmp_path: Path) -> None:
    """SIGTERM ends the streams, finishes what is under way, and is no failure."""
    data = tmp_path / "data"
    code = command("enrol", "--data", str(data)).stdout.strip()
    with serving(data) as (process, origin):
        async with founder_at(origin, code) as noor:
            headers = {"Authorization": f"Bearer {noor.token}"}
            async with (
                noor.client.stream("GET", "/v1/events", headers=headers) as one,
                noor.client.stream("GET", "/v1/events", headers=headers) as two,
            ):
                lines = [one.aiter_lines(), two.aiter_lines()]
                for each in lines:
                    await anext(each)
                process.send_signal(signal.SIGTERM)
                assert process.wait(30) == 0
                for each in lines:
                    assert [line async for line in each] == ["data: 0", ""]
    written = (tmp_path / "log").read_text()
    assert "the relay starts" in written
    assert "the relay has stopped" in written
    # Neither did uvicorn have to give up waiting, which it would after 2 seconds.
    assert "ERROR" not in written


async def test_what_the_relay_writes_down_names_nobody(tmp_path: Path) -> None:
    """After enrolling, logging in, appending, failing and guessing: no address, port of a
    device, token, id, tag or path stands in its log."""
    data = tmp_path / "data"
    code = command("enrol", "--data", str(data)).stdout.strip()
    with serving(data) as (process, origin):
        async with founder_at(origin, code) as noor:
            await noor.append(0, a_wire("a"))
            with pytest.raises(Refusal):
                await noor.send(Page, "GET", f"/v1/parcels/{noor.id.hex()}")
            with pytest.raises(Refusal):
                await noor.append(0, a_wire("a")[:16] + bytes(600))
            secrets = [noor.token, code, noor.id.hex(), LOG.hex(), a_wire("a")[:16].hex()]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    written = (tmp_path / "log").read_text()
    for secret in (*secrets, "127.0.0.1", "/v1/", "parcels"):
        assert secret not in written
    assert len(written.splitlines()) == 2


async def test_a_relay_that_was_put_back_gets_its_tail_again(tmp_path: Path) -> None:
    """A backup from before the last records, `restored`, and a device that knows better."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    code = command("enrol", "--data", str(data)).stdout.strip()
    with serving(data) as (process, origin):
        async with founder_at(origin, code) as noor:
            await noor.append(0, a_wire("a"))
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    shutil.copytree(data, backup)
    with serving(data) as (process, origin):
        async with founder_at(origin) as noor:
            await noor.append(1, a_wire("b"), a_wire("c"))
            known = await noor.pull(0)
        running = command("restored", "--data", str(data))
        assert (running.returncode, "another relay" in running.stderr) == (2, True)
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    assert command("restored", "--data", str(data)).returncode == 0
    with serving(data) as (_, origin):
        async with founder_at(origin) as noor:
            assert (await noor.pull(0)).head.incarnation != known.head.incarnation
            offer = TailOffer(known.head, known.entries[1:])
            page = await noor.send(Page, "POST", "/v1/tail", offer)
            assert (page.head.place, page.head.chain) == (3, known.head.chain)
            assert tuple(await noor.pull_all()) == known.entries


async def test_an_operator_can_stop_waiting_for_a_tail(tmp_path: Path) -> None:
    """If nobody has the records any more, the firm can go on."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    code = command("enrol", "--data", str(data)).stdout.strip()
    with serving(data) as (_, origin):
        async with founder_at(origin, code):
            pass
    shutil.copytree(data, backup)
    with serving(data) as (_, origin):
        async with founder_at(origin) as noor:
            head = (await noor.append(0, a_wire("a"))).page.head
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    command("restored", "--data", str(data))
    with serving(data) as (_, origin):
        async with founder_at(origin) as noor:
            with pytest.raises(Refusal, match="not_mine"):
                await noor.send(Page, "POST", "/v1/tail", TailOffer(head, ()))
            with pytest.raises(Refusal, match="restoring"):
                await noor.append(0, a_wire("b"))
    assert command("restored", "--data", str(data), "--go-on").returncode == 0
    with serving(data) as (_, origin):
        async with founder_at(origin) as noor:
            assert (await noor.append(0, a_wire("b"))).first_place == 1


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (("serve", "--port", "x"), {}, "--port: Expected `int`"),
        (("serve", "--port", "70000"), {}, "--port: Expected `int` <= 65535"),
        (("serve",), {"LUISTER_RELAY_BOXES": "0"}, "LUISTER_RELAY_BOXES: Expected"),
        (("serve", "--host", "0.0.0.0"), {}, "origins: say at which"),
        (("serve", "--host", "192.0.2.1", "--origins", "http://x:1"), {}, "host, port: can not"),
        (("serve", "--config", "missing.toml"), {}, "missing.toml: No such file"),
        (("status",), {}, "there is no relay in"),
        (("enrol", "--days", "0"), {}, "--days: must be"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], told: str
) -> None:
    """No traceback, exit code 2, and nothing on standard output."""
    done = command(*arguments, "--data", str(tmp_path / "data"), **environment)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("luister-relay: ")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    """A second relay at the same port, with a folder of its own."""
    with serving(tmp_path / "data") as (_, origin):
        port = origin.rpartition(":")[2]
        done = command("serve", "--data", str(tmp_path / "other"), "--port", port)

    assert done.returncode == 2
    assert "host, port: can not listen" in done.stderr


def test_a_missing_certificate_is_told(tmp_path: Path) -> None:
    """TLS files that are not there are named as settings."""
    done = command(
        "serve",
        "--data",
        str(tmp_path / "data"),
        "--port",
        "0",
        LUISTER_RELAY_CERTIFICATE=str(tmp_path / "none.pem"),
        LUISTER_RELAY_KEY=str(tmp_path / "none.key"),
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("luister-relay: certificate: ")


def test_the_version_is_the_distributions() -> None:
    """`--version` and `--help` answer at once."""
    assert command("--version").stdout.startswith("luister ")
    assert "serve" in command("--help").stdout
