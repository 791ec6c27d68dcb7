"""Drop-boxes of invitations, over HTTP (docs/protocol.md §7.1, §8)."""

from __future__ import annotations

import httpx
import msgspec
import pytest

from shared.protocol.access import pass_hash
from shared.protocol.messages import BOX_LIFE, PART_LIMIT, BoxOpen, Done, Part, encode
from tests.sync_server.caller import Caller, Refusal, body_of, some_bytes
from tests.sync_server.running import NOW, Running, running

BOX, PASS = some_bytes("box", 16), some_bytes("pass", 32)
HOUR = 3_600_000


def _path(part: str, box: bytes = BOX) -> str:
    return f"/v1/boxes/{box.hex()}/{part}"


async def _put(client: httpx.AsyncClient, part: str, data: bytes, shown: str = PASS.hex()) -> Done:
    headers = {"Luister-Pass": shown}
    return body_of(Done, await client.put(_path(part), content=encode(Part(data)), headers=headers))


async def _get(client: httpx.AsyncClient, part: str, shown: str = PASS.hex()) -> bytes:
    response = await client.get(_path(part), headers={"Luister-Pass": shown})
    return body_of(Part, response).data


async def _refused(asked: object) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        await asked  # type: ignore[misc]
    return refusal.value.status, refusal.value.code


async def _open(noor: Caller, expires: int = NOW + HOUR, shown: bytes = PASS) -> Done:
    return await noor.send(Done, "POST", "/v1/boxes", BoxOpen(BOX, pass_hash(shown), expires))


async def test_an_invitation_goes_through_its_three_parts(relay: Running, noor: Caller) -> None:
    """Who has the pass puts and gets, without a token; each part once."""
    await _open(noor)
    client = relay.client

    for part in ("answer", "reveal", "welcome"):
        assert await _refused(_get(client, part)) == (404, "not_found")
        await _put(client, part, part.encode())
        await _put(client, part, part.encode())
        assert await _refused(_put(client, part, b"else")) == (409, "taken")
        assert await _get(client, part) == part.encode()
        assert await _get(client, part) == part.encode()
    assert await _refused(_put(client, "other", b"x")) == (404, "not_found")


@pytest.mark.parametrize(
    "shown", ["", "00" * 32, PASS.hex().upper(), PASS.hex()[:-2], PASS.hex() + "00", "zz" * 32]
)
async def test_a_wrong_pass_and_a_missing_box_are_one_answer(
    relay: Running, noor: Caller, shown: str
) -> None:
    """Nobody learns which boxes there are."""
    response = await relay.client.get(_path("answer"), headers={"Luister-Pass": PASS.hex()})
    await _open(noor)
    await _put(relay.client, "answer", b"x")

    wrong = await relay.client.get(_path("answer"), headers={"Luister-Pass": shown})

    assert (wrong.status_code, wrong.content) == (response.status_code, response.content)
    assert await _refused(_put(relay.client, "reveal", b"x", shown)) == (404, "not_found")


async def test_a_box_ends_with_its_time_and_after_72_hours_at_the_latest(
    relay: Running, noor: Caller
) -> None:
    """Then it is expired, and what was in it is gone from the relay."""
    assert await _refused(_open(noor, expires=NOW)) == (410, "expired")
    await _open(noor, expires=NOW + 2 * BOX_LIFE)
    await _put(relay.client, "answer", b"x")
    relay.clock.now += BOX_LIFE - 1
    assert await _get(relay.client, "answer") == b"x"

    relay.clock.now += 1

    assert await _refused(_get(relay.client, "answer")) == (410, "expired")
    assert await _refused(_put(relay.client, "reveal", b"x")) == (410, "expired")
    await relay.relay.sweep()
    assert relay.relay.store.part(BOX, "answer") is None
    assert await _refused(_get(relay.client, "answer")) == (410, "expired")


async def test_a_box_is_opened_once(noor: Caller, joost: Caller) -> None:
    """The same again is fine; somebody else's pass is not."""
    await _open(noor)
    await _open(joost)

    assert await _refused(_open(joost, shown=bytes(32))) == (409, "taken")


async def test_boxes_and_parts_have_limits() -> None:
    """A part that is too long, and one box too many."""
    async with running(boxes=1) as relay:
        noor = await relay.founder()
        await _open(noor)
        await _put(relay.client, "answer", bytes(PART_LIMIT))
        too_long = _put(relay.client, "reveal", bytes(PART_LIMIT + 1))
        assert await _refused(too_long) == (413, "too_large")
        far_too_long = _put(relay.client, "reveal", bytes(2 * PART_LIMIT))
        assert await _refused(far_too_long) == (413, "too_large")
        another = BoxOpen(bytes(16), bytes(32), NOW + HOUR)
        assert await _refused(noor.send(Done, "POST", "/v1/boxes", another)) == (507, "full")


async def test_what_is_no_part_is_malformed(relay: Running, noor: Caller) -> None:
    """Only an array of one byte string is a part."""
    await _open(noor)
    headers = {"Luister-Pass": PASS.hex()}
    for body in (b"", b"x", msgspec.msgpack.encode(["text"]), msgspec.msgpack.encode([b"a", b"b"])):
        response = await relay.client.put(_path("answer"), content=body, headers=headers)
        assert response.status_code == 400
