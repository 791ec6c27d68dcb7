"""A relay that no authority vouches for is known by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.protocol.messages import Part
from tests.local import own_certificate
from tests.local.scripted import QUICK, answering, body, scripted
from tui.local.link import Guest, Problem, Trouble

SEED, OTHER = bytes(range(32)), bytes(range(1, 33))
BOX, PASS = bytes(16), bytes(32)


async def test_the_relay_with_the_pinned_key_is_spoken_with(tmp_path: Path) -> None:
    """Name and dates do not matter: this certificate is of another name and has ended."""
    ended = own_certificate.certificate(SEED, until=b"20210101000000Z")
    context = own_certificate.server_context(tmp_path, SEED, ended)
    async with scripted(answering(body(Part(b"sealed"))), context) as relay:
        guest = Guest(relay.address, own_certificate.pin(SEED))
        got = await guest.get_part(BOX, "answer", PASS)
        await guest.close()

    assert got == b"sealed"


@pytest.mark.parametrize("pin", [None, own_certificate.pin(OTHER), bytes(32)])
async def test_another_relay_gets_nothing(pin: bytes | None, tmp_path: Path) -> None:
    """Who has another key, or none that is vouched for, does not see the request."""
    context = own_certificate.server_context(tmp_path, SEED)
    async with scripted(answering(body(Part(b"sealed"))), context) as relay:
        guest = Guest(relay.address, pin)
        got = await guest.get_part(BOX, "answer", PASS)
        await guest.close()

    assert got == Problem(Trouble.wrong_certificate)
    assert relay.requests == []


async def test_the_pin_of_whoever_answers_can_be_shown(tmp_path: Path) -> None:
    """So that the first of a firm can compare it with what the operator reads out."""
    context = own_certificate.server_context(tmp_path, SEED)
    async with scripted(answering(b""), context) as relay:
        shown = await Guest(relay.address).shown_pin()

    assert shown == own_certificate.pin(SEED)
    assert await Guest(relay.address).shown_pin() == Problem(Trouble.unreachable)


async def test_who_does_not_speak_tls_shows_no_pin() -> None:
    """A plain server at an address with https is no relay."""
    async with scripted(answering(b"")) as relay:
        address = relay.address.replace("http:", "https:")
        guest = Guest(address, patience=QUICK)
        got = await guest.get_part(BOX, "answer", PASS)
        shown = await guest.shown_pin()
        await guest.close()

    assert isinstance(got, Problem)
    assert got.trouble in (Trouble.nonsense, Trouble.unreachable, Trouble.timeout)
    assert isinstance(shown, Problem)
