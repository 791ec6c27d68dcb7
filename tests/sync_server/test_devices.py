"""Enrolling, logging in and managing keys, over HTTP (docs/protocol.md §8.1, §8.2)."""

from __future__ import annotations

import pytest

from shared.protocol import access
from shared.protocol.messages import (
    Challenge,
    ChallengeRequest,
    DeviceKey,
    DeviceList,
    Done,
    Enrol,
    Enrolled,
    Login,
)
from sync_server.store.base import Code, code_hash
from tests.sync_server.caller import Caller, Refusal, a_wire, some_bytes
from tests.sync_server.running import CODE, LOG, Running, running


async def _refused(asked: object) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        await asked  # type: ignore[misc]
    return refusal.value.status, refusal.value.code


async def test_a_firm_begins_with_the_operators_code(relay: Running) -> None:
    """The answer has the relay's key and incarnation; the founder's device manages."""
    noor = await relay.founder("noor")
    identity = relay.relay.store.identity

    again = await noor.enrol(f"{CODE}-noor")

    assert again == Enrolled(access.public_key(identity.seed), identity.incarnation)
    assert await noor.send(DeviceList, "GET", "/v1/devices") == DeviceList(
        (DeviceKey(noor.key, True),)
    )


async def test_a_code_is_typed_as_people_type(relay: Running) -> None:
    """Small letters and left-out dashes are the same code."""
    noor = await relay.founder("a")

    assert (await noor.enrol(f"{CODE}-A".lower().replace("-", ""))).relay_key == noor.relay_key


async def test_a_code_works_once_and_only_if_it_is_one(relay: Running) -> None:
    """Unknown: not admitted. Used up: taken. Past its time: expired."""
    await relay.founder("noor")
    other = relay.caller("other", b"O" * 32)

    assert await _refused(other.enrol("ABCDE")) == (401, "not_admitted")
    assert await _refused(other.enrol(f"{CODE}-noor")) == (409, "taken")
    late = Code(code_hash("LATE"), relay.clock.now + 1)
    await relay.relay.journal.write(lambda: relay.relay.store.add_code(late))
    relay.clock.now += 1
    assert await _refused(other.enrol("LATE")) == (410, "expired")


async def test_a_code_is_for_who_signs_for_it(relay: Running) -> None:
    """An enrolment signed for another log, key or code is not admitted."""
    noor = await relay.founder("noor")
    text = access.enrol_text(LOG, noor.key, "OTHER")
    signature = access.sign(noor.seed, access.ENROL, text)
    wrong = Enrol(f"{CODE}-noor", LOG, noor.key, signature)

    asked = noor.send(Enrolled, "POST", "/v1/firms", wrong)
    assert await _refused(asked) == (401, "not_admitted")


async def test_a_login_tells_the_limits(relay: Running, noor: Caller) -> None:
    """The device knows what it may send before it forms a record."""
    logged_in = await noor.login()

    assert logged_in.limits == relay.relay.settings.limits
    assert logged_in.seconds == 3_600
    relay.clock.now += 3_600_000
    assert await _refused(noor.pull(0)) == (401, "not_admitted")
    await noor.login()
    await noor.pull(0)


async def test_nobody_learns_why_a_login_failed(relay: Running, noor: Caller) -> None:
    """Unknown log, unknown device and bad signature are one answer, word for word."""
    unknown_log, unknown_device = relay.caller("noor", b"U" * 32), relay.caller("nobody")
    bodies = []
    for caller, origin in [
        (unknown_log, None),
        (unknown_device, None),
        (noor, "http://127.0.0.1:1"),
    ]:
        caller.token = ""
        with pytest.raises(Refusal) as refusal:
            await caller.login(origin)
        bodies.append((refusal.value.status, refusal.value.body))

    assert len(set(bodies)) == 1
    assert bodies[0][1].code == "not_admitted"


async def test_a_login_is_not_passed_on_by_another_relay(relay: Running, noor: Caller) -> None:
    """A challenge of this relay, signed for another one's address, opens nothing here."""
    request = ChallengeRequest(LOG, noor.id)
    challenge = (await noor.send(Challenge, "POST", "/v1/challenge", request)).challenge
    text = access.login_text(LOG, noor.id, challenge, "https://evil.example:443")
    login = Login(LOG, noor.id, challenge, access.sign(noor.seed, access.LOGIN, text))

    asked = noor.send(Done, "POST", "/v1/login", login)
    assert await _refused(asked) == (401, "not_admitted")


async def test_any_device_lets_in_and_managers_manage(
    relay: Running, noor: Caller, joost: Caller
) -> None:
    """A colleague's laptop adds its phone; only a coordinator's device makes managers."""
    phone = relay.caller("phone")
    await joost.let_in(phone)
    await phone.login()

    assert await _refused(joost.let_in(phone, manager=True)) == (403, "forbidden")
    drop = joost.send(Done, "DELETE", f"/v1/devices/{phone.id.hex()}")
    assert await _refused(drop) == (403, "forbidden")
    await noor.let_in(joost, manager=True)
    await joost.send(Done, "DELETE", f"/v1/devices/{phone.id.hex()}")
    assert await _refused(phone.pull(0)) == (401, "not_admitted")
    listed = await noor.send(DeviceList, "GET", "/v1/devices")
    assert {device.key: device.manager for device in listed.devices} == {
        noor.key: True,
        joost.key: True,
    }


async def test_the_last_manager_stays(noor: Caller) -> None:
    """A firm that nobody manages could never let anybody in or out again."""
    drop = noor.send(Done, "DELETE", f"/v1/devices/{noor.id.hex()}")
    assert await _refused(drop) == (403, "forbidden")
    assert await _refused(noor.let_in(noor, manager=False)) == (403, "forbidden")
    for missing in ("00" * 16, "zz", noor.id.hex().upper()):
        drop = noor.send(Done, "DELETE", f"/v1/devices/{missing}")
        assert (await _refused(drop))[1] == "not_found"


async def test_who_is_shut_out_can_do_nothing_from_then_on(
    relay: Running, noor: Caller, joost: Caller
) -> None:
    """Its token is worth nothing, its login fails, and its open stream ends."""
    headers = {"Authorization": f"Bearer {joost.token}"}
    async with relay.client.stream("GET", "/v1/events", headers=headers) as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "event: head"
        await noor.send(Done, "DELETE", f"/v1/devices/{joost.id.hex()}")
        rest = [line async for line in lines]

    assert rest == ["data: 0", ""]
    assert await _refused(joost.append(0, a_wire("a"))) == (401, "not_admitted")
    joost.token = ""
    assert await _refused(joost.login()) == (401, "not_admitted")


async def test_guessing_without_a_token_is_slowed_down() -> None:
    """After a burst, challenges, logins, enrolments, parcels and boxes answer `busy`."""
    async with running(open_requests=1) as relay:
        nobody = relay.caller("nobody")
        answers = set()
        for _ in range(6):
            with pytest.raises(Refusal) as refusal:
                await nobody.enrol("GUESS")
            answers.add((refusal.value.status, refusal.value.code))
        assert answers == {(401, "not_admitted"), (429, "busy")}
        box = f"/v1/boxes/{'00' * 16}/answer"
        for method, path in [
            ("POST", "/v1/challenge"),
            ("POST", "/v1/login"),
            ("GET", f"/v1/parcels/{'00' * 16}"),
            ("GET", box),
            ("PUT", box),
        ]:
            assert await _refused(nobody.send(Done, method, path, b"")) == (429, "busy")
        relay.clock.now += 1_000
        request = ChallengeRequest(LOG, some_bytes("d", 16))
        await nobody.send(Challenge, "POST", "/v1/challenge", request)
