"""Evaluating blinded points, over HTTP (docs/protocol.md §8.8)."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from shared.protocol import blind
from shared.protocol.blind import Evaluate, Evaluated
from shared.protocol.messages import RefusalBody, decode, encode
from sync_server.store.base import DAY
from tests.sync_server.caller import Caller, Refusal, some_bytes
from tests.sync_server.running import Running, running
from tests.sync_server.test_cli import command, founder_at, serving

NOT_A_POINT = bytes(32)


def _blinded(*names: str) -> list[tuple[bytes, bytes]]:
    return [blind.blind(name.encode(), some_bytes(name, 64)) for name in names]


async def _evaluated(caller: Caller, *names: str) -> list[bytes]:
    """What the names become in the end, as a device works it out."""
    asked = _blinded(*names)
    body = Evaluate(tuple(point for point, _ in asked))
    answer = await caller.send(Evaluated, "POST", "/v1/evaluate", body)
    return [
        blind.unblind(point, scalar)
        for point, (_, scalar) in zip(answer.points, asked, strict=True)
    ]


async def _ask(caller: Caller, *points: bytes) -> httpx.Response:
    return await caller.client.post(
        "/v1/evaluate",
        content=encode(Evaluate(points)),
        headers={"Authorization": f"Bearer {caller.token}"},
    )


async def test_devices_of_a_firm_come_to_the_same_for_the_same_name(
    noor: Caller, joost: Caller
) -> None:
    """In the order of the request, the same name twice too, and today as tomorrow."""
    mine = await _evaluated(noor, "a", "b", "a")
    theirs = await _evaluated(joost, "b", "a")

    assert mine == [theirs[1], theirs[0], theirs[1]]
    assert theirs[0] != theirs[1]


async def test_another_firm_comes_to_something_else(relay: Running, noor: Caller) -> None:
    """Each log has a scalar of its own."""
    stranger = await relay.founder("stranger", log=some_bytes("another log", 32))

    assert await _evaluated(noor, "a") != await _evaluated(stranger, "a")


@pytest.mark.parametrize("bad", [NOT_A_POINT, b"\1" + bytes(31), b"\xff" * 32, b"\2" + bytes(31)])
async def test_what_is_no_point_is_malformed_and_costs_nothing(noor: Caller, bad: bytes) -> None:
    """One bad point among good ones is enough."""
    good = [point for point, _ in _blinded("a", "b")]

    response = await _ask(noor, good[0], bad, good[1])

    assert response.status_code == 400
    assert decode(RefusalBody, response.content).code == "malformed"
    assert (await _ask(noor, *(good * 8))).status_code == 200


async def test_a_body_of_another_form_is_malformed(noor: Caller) -> None:
    """No points, too many, or something else."""
    points = tuple(point for point, _ in _blinded(*map(str, range(17))))
    for body in (Evaluate(()), Evaluate(points), b"", b"\x90"):
        with pytest.raises(Refusal) as refusal:
            await noor.send(Evaluated, "POST", "/v1/evaluate", body)
        assert (refusal.value.status, refusal.value.code) == (400, "malformed")


async def test_a_device_has_an_allowance_for_each_day() -> None:
    """When it is spent the relay says when the day (UTC) ends; then there is a new one."""
    async with running(device_checks=5, firm_checks=8) as relay:
        relay.clock.now = 20_000 * DAY + DAY - 90_500
        noor = await relay.founder()
        joost = await relay.colleague(noor, "joost")
        points = [point for point, _ in _blinded(*"abcdefgh")]

        assert (await _ask(noor, *points[:4])).status_code == 200
        refused = await _ask(noor, *points[:2])
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "91")
        assert decode(RefusalBody, refused.content).code == "busy"
        assert (await _ask(noor, points[0])).status_code == 200
        assert (await _ask(noor, points[0])).status_code == 429
        assert (await _ask(joost, *points[:4])).status_code == 429
        assert (await _ask(joost, *points[:3])).status_code == 200
        assert (await _ask(joost, points[0])).status_code == 429
        relay.clock.now += 90_499
        last = await _ask(noor, points[0])
        assert (last.status_code, last.headers["retry-after"]) == (429, "1")
        relay.clock.now += 1
        assert (await _ask(noor, *points[:5])).status_code == 200


async def test_without_a_token_nothing_is_evaluated(relay: Running, noor: Caller) -> None:
    """The allowance is a device's, so the relay has to know which one asks."""
    nobody = relay.caller("nobody")

    with pytest.raises(Refusal) as refusal:
        await _evaluated(nobody, "a")
    assert (refusal.value.status, refusal.value.code) == (401, "not_admitted")


async def test_a_relay_keeps_scalar_and_counts_through_a_restart(tmp_path: Path) -> None:
    """A process of its own, killed and started again: the same result, no new allowance."""
    data = tmp_path / "data"
    code = command("enrol", "--data", str(data)).stdout.strip()
    config = tmp_path / "relay.toml"
    config.write_text("device_checks = 6\n")
    with serving(data, "--config", str(config)) as (process, origin):
        async with founder_at(origin, code) as noor:
            before = await _evaluated(noor, "a", "b", "c")
            process.kill()
            process.wait(timeout=20)
    with serving(data, "--config", str(config)) as (_, origin):
        async with founder_at(origin) as noor:
            assert await _evaluated(noor, "a", "b", "c") == before
            with pytest.raises(Refusal) as refusal:
                await _evaluated(noor, "a")
            assert (refusal.value.status, refusal.value.code) == (429, "busy")
