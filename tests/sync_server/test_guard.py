"""Tokens are for devices that are let in, have just signed, and dialled this relay."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from shared.protocol import access
from shared.protocol.messages import DeviceKey, Login
from sync_server.guard import CHALLENGE_LIFE, CHALLENGES, TOKENS_PER_DEVICE, Guard
from tests.sync_server.caller import some_bytes

LOG, NOW, LIFE = b"L" * 32, 1_000_000, 10_000
ORIGIN, OTHER_NAME = "https://relay.example:443", "https://relay.internal:8470"
SEED = some_bytes("device", 32)
KEY = access.public_key(SEED)
DEVICE = access.device_id(KEY)
DEVICES = {DEVICE: DeviceKey(KEY, False)}


@pytest.fixture
def guard() -> Guard:
    """A guard of a relay with two names, whose random bytes never repeat."""
    numbers = itertools.count()
    made = Guard(lambda length: some_bytes(next(numbers), length), LIFE)
    made.origins = (ORIGIN, OTHER_NAME)
    return made


def _signed(challenge: bytes, origin: str = ORIGIN, seed: bytes = SEED, log: bytes = LOG) -> Login:
    text = access.login_text(log, DEVICE, challenge, origin)
    return Login(log, DEVICE, challenge, access.sign(seed, access.LOGIN, text))


@pytest.mark.parametrize("origin", [ORIGIN, OTHER_NAME])
def test_a_signed_challenge_gives_a_token_until_its_end(guard: Guard, origin: str) -> None:
    """The token is the device's, for its time."""
    challenge = guard.challenge(LOG, DEVICE, NOW)

    token = guard.login(_signed(challenge, origin), DEVICES, NOW)

    assert token is not None
    session = guard.session(token, NOW + LIFE - 1)
    assert session is not None
    assert (session.log, session.device) == (LOG, DEVICE)
    assert guard.session(token, NOW + LIFE) is None
    assert guard.session(token + "x", NOW) is None
    assert guard.session("", NOW) is None


def test_a_challenge_is_used_once_and_within_its_time(guard: Guard) -> None:
    """A recorded login is worth nothing."""
    challenge = guard.challenge(LOG, DEVICE, NOW)
    assert guard.login(_signed(challenge), DEVICES, NOW) is not None
    assert guard.login(_signed(challenge), DEVICES, NOW) is None

    late = guard.challenge(LOG, DEVICE, NOW)
    assert guard.login(_signed(late), DEVICES, NOW + CHALLENGE_LIFE) is None


def test_a_failed_login_uses_the_challenge_up(guard: Guard) -> None:
    """Nobody tries two signatures on one challenge."""
    challenge = guard.challenge(LOG, DEVICE, NOW)

    assert guard.login(_signed(challenge, seed=bytes(32)), DEVICES, NOW) is None
    assert guard.login(_signed(challenge), DEVICES, NOW) is None


def test_what_does_not_fit_gives_no_token(guard: Guard) -> None:
    """Another relay's name, another key, log or device, and a challenge of one's own."""

    def fresh(log: bytes = LOG, device: bytes = DEVICE) -> bytes:
        return guard.challenge(log, device, NOW)

    wrong = [
        _signed(fresh(), "https://other.example:443"),
        _signed(fresh(), seed=bytes(32)),
        _signed(fresh(log=b"M" * 32)),
        _signed(fresh(device=b"d" * 16)),
        _signed(bytes(32)),
        msgspec.structs.replace(_signed(fresh()), signature=bytes(64)),
    ]

    assert [guard.login(login, DEVICES, NOW) for login in wrong] == [None] * len(wrong)
    assert guard.login(_signed(fresh()), {}, NOW) is None
    assert guard.login(_signed(fresh()), DEVICES, NOW) is not None


def test_shutting_out_ends_all_tokens_of_that_device_only(guard: Guard) -> None:
    """From that moment, not from when the token would have ended."""
    other_log = b"M" * 32
    tokens = [
        guard.login(_signed(guard.challenge(log, DEVICE, NOW), log=log), DEVICES, NOW)
        for log in (LOG, LOG, other_log)
    ]

    guard.shut_out(LOG, DEVICE)

    assert [guard.session(token or "", NOW) is not None for token in tokens] == [
        False,
        False,
        True,
    ]


def test_a_device_has_few_tokens_and_the_oldest_goes(guard: Guard) -> None:
    """Logging in again and again takes no memory."""
    tokens = [
        guard.login(_signed(guard.challenge(LOG, DEVICE, NOW)), DEVICES, NOW) or ""
        for _ in range(TOKENS_PER_DEVICE + 2)
    ]

    good = [guard.session(token, NOW) is not None for token in tokens]
    assert good == [False, False] + [True] * TOKENS_PER_DEVICE


def test_challenges_take_no_more_than_their_room(guard: Guard) -> None:
    """Who asks for challenges all day pushes the oldest out."""
    first = guard.challenge(LOG, DEVICE, NOW)
    second = guard.challenge(LOG, DEVICE, NOW)
    for _ in range(CHALLENGES - 1):
        guard.challenge(LOG, b"x" * 16, NOW)

    assert guard.login(_signed(first), DEVICES, NOW) is None
    assert guard.login(_signed(second), DEVICES, NOW) is not None


def test_sweeping_forgets_what_is_past_its_time_only(guard: Guard) -> None:
    """What is still good stays good."""
    token = guard.login(_signed(guard.challenge(LOG, DEVICE, NOW)), DEVICES, NOW) or ""
    challenge = guard.challenge(LOG, DEVICE, NOW)

    guard.sweep(NOW + 1)
    assert guard.session(token, NOW + 1) is not None
    assert guard.login(_signed(challenge), DEVICES, NOW + 1) is not None
    guard.challenge(LOG, DEVICE, NOW)
    guard.sweep(NOW + CHALLENGE_LIFE + LIFE)
    assert (guard._challenges, guard._sessions) == ({}, {})
