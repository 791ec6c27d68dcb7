"""Erasing by token, over HTTP (docs/protocol.md §8.7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.protocol.chain import extend
from shared.protocol.erasure import TOKENS_LIMIT, Erase, Erased, tag_of_token
from shared.protocol.messages import Give, Given
from shared.protocol.record import Entry, entry_of
from sync_server.store.files import FILE
from tests.sync_server.caller import Caller, Refusal, some_bytes
from tests.sync_server.running import Running
from tests.sync_server.test_cli import command, founder_at, serving

TOKENS = sorted(some_bytes(("token", n), 32) for n in range(4))
WIRES = [tag_of_token(t) + some_bytes(("wire", n), 700) for n, t in enumerate(TOKENS)]
ENTRIES = [entry_of(wire) for wire in WIRES]
BARE = [Entry(entry.tag, entry.id) for entry in ENTRIES]


async def _erase(caller: Caller, *tokens: bytes) -> int:
    return (await caller.send(Erased, "POST", "/v1/erase", Erase(tuple(sorted(tokens))))).count


async def test_who_has_the_tokens_has_the_records_erased(noor: Caller, joost: Caller) -> None:
    """Everybody then gets tag and id, and the chain leads to the head that was signed."""
    await noor.append(0, *WIRES)

    assert await _erase(joost, TOKENS[1], TOKENS[2]) == 2
    entries = await noor.pull_all()
    assert entries == [ENTRIES[0], BARE[1], BARE[2], ENTRIES[3]]
    assert extend(noor.log, entries) == (await noor.pull(4)).head.chain


async def test_asking_again_is_answered_as_the_first_time(noor: Caller) -> None:
    """And tokens of records that are not there change nothing."""
    await noor.append(0, *WIRES[:2])

    assert await _erase(noor, TOKENS[0]) == 1
    assert await _erase(noor, TOKENS[0]) == 1
    assert await _erase(noor, *TOKENS) == 2
    assert await _erase(noor, TOKENS[2], TOKENS[3]) == 0


async def test_a_tag_is_no_token(noor: Caller, joost: Caller) -> None:
    """Whoever only sees the log can not erase: the tag does not lead back to the token."""
    await noor.append(0, *WIRES)

    assert await _erase(joost, *(entry.tag + bytes(16) for entry in ENTRIES)) == 0
    assert await _erase(joost, *(entry.id for entry in ENTRIES)) == 0
    assert await noor.pull_all() == ENTRIES


async def test_another_firm_erases_nothing(relay: Running, noor: Caller) -> None:
    """A token is good in the log of whoever asks."""
    await noor.append(0, *WIRES)
    stranger = await relay.founder("stranger", log=some_bytes("another log", 32))

    assert await _erase(stranger, *TOKENS) == 0
    assert await noor.pull_all() == ENTRIES


async def test_nobody_gives_it_back(noor: Caller) -> None:
    """Its own device neither; but the batch is still answered as the first time."""
    await noor.append(0, *WIRES)
    await _erase(noor, *TOKENS[:2])

    given = await noor.send(Given, "POST", "/v1/give", Give(tuple(WIRES)))
    assert given == Given(0)
    assert (await noor.append(0, *WIRES)).first_place == 1
    assert await noor.pull_all() == [*BARE[:2], *ENTRIES[2:]]


async def test_what_is_not_of_the_form_is_malformed(noor: Caller) -> None:
    """Another order, the same twice, none at all."""
    await noor.append(0, *WIRES)
    one, other = (b"\xc4\x20" + token for token in TOKENS[:2])
    for body in (
        b"\x91\x92" + other + one,
        b"\x91\x92" + one + one,
        b"\x91\x90",
        b"\x90",
        b"",
    ):
        with pytest.raises(Refusal) as refusal:
            await noor.send(Erased, "POST", "/v1/erase", body)
        assert (refusal.value.status, refusal.value.code) == (400, "malformed")
    assert await noor.pull_all() == ENTRIES


async def test_as_many_tokens_as_allowed_fit_into_a_body(relay: Running, noor: Caller) -> None:
    """A longer body is too large."""
    await noor.append(0, *WIRES)
    many = {some_bytes(n, 32) for n in range(TOKENS_LIMIT - 2)} | set(TOKENS[:2])

    assert await _erase(noor, *many) == 2
    with pytest.raises(Refusal) as refusal:
        await noor.send(Erased, "POST", "/v1/erase", bytes(TOKENS_LIMIT * 34 + 17))
    assert (refusal.value.status, refusal.value.code) == (413, "too_large")


async def test_without_a_token_of_the_relay_nothing_is_erased(relay: Running, noor: Caller) -> None:
    """Nor by a device that was shut out."""
    await noor.append(0, *WIRES)
    nobody = relay.caller("nobody")

    with pytest.raises(Refusal) as refusal:
        await _erase(nobody, *TOKENS)
    assert (refusal.value.status, refusal.value.code) == (401, "not_admitted")
    assert await noor.pull_all() == ENTRIES


async def test_a_relay_that_runs_keeps_no_byte_of_what_was_erased(tmp_path: Path) -> None:
    """A process of its own: once it has answered and rested, its files are clean; after a
    restart the record is still erased. `status` counts it."""
    data = tmp_path / "data"
    code = command("enrol", "--data", str(data)).stdout.strip()

    def found(wire: bytes) -> bool:
        return any(wire[48:] in path.read_bytes() for path in data.glob(f"{FILE}*"))

    with serving(data) as (process, origin):
        async with founder_at(origin, code) as noor:
            await noor.append(0, *WIRES)
            assert all(found(wire) for wire in WIRES)
            assert await _erase(noor, *TOKENS[:2]) == 2
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert [found(wire) for wire in WIRES] == [False, False, True, True]
    assert "erased\t2\n" in command("status", "--plain", "--data", str(data)).stdout

    with serving(data) as (process, origin):
        async with founder_at(origin) as noor:
            assert await noor.pull_all() == [*BARE[:2], *ENTRIES[2:]]
            assert await _erase(noor, *TOKENS) == 4
        process.kill()
        process.wait(timeout=20)
    assert command("status", "--plain", "--data", str(data)).returncode == 0
    assert [found(wire) for wire in WIRES] == [False] * 4


async def test_a_backup_from_before_has_the_records_until_devices_ask_again(
    tmp_path: Path,
) -> None:
    """The relay can not know; its new incarnation tells the devices to ask again."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    code = command("enrol", "--data", str(data)).stdout.strip()
    with serving(data) as (process, origin):
        async with founder_at(origin, code) as noor:
            await noor.append(0, *WIRES)
            before = (await noor.pull(4)).head.incarnation
            process.terminate()
            process.wait(timeout=20)
    backup.mkdir()
    (backup / FILE).write_bytes((data / FILE).read_bytes())
    with serving(data) as (process, origin):
        async with founder_at(origin) as noor:
            assert await _erase(noor, *TOKENS) == 4

    (data / FILE).write_bytes((backup / FILE).read_bytes())
    for name in (f"{FILE}-wal", f"{FILE}-shm"):
        (data / name).unlink(missing_ok=True)
    command("restored", "--data", str(data))
    with serving(data) as (_, origin):
        async with founder_at(origin) as noor:
            assert await noor.pull_all() == ENTRIES
            assert (await noor.pull(4)).head.incarnation != before
            assert await _erase(noor, *TOKENS) == 4
            assert await noor.pull_all() == BARE


async def test_a_killed_relay_has_erased_what_it_said(tmp_path: Path) -> None:
    """The answer comes after the disk: nothing that was erased comes back by killing."""
    data = tmp_path / "data"
    code = command("enrol", "--data", str(data)).stdout.strip()
    with serving(data) as (process, origin):
        async with founder_at(origin, code) as noor:
            await noor.append(0, *WIRES)
            assert await _erase(noor, TOKENS[0]) == 1
            process.kill()
            process.wait(timeout=20)
    with serving(data) as (process, origin):
        async with founder_at(origin) as noor:
            assert await noor.pull_all() == [BARE[0], *ENTRIES[1:]]
