"""Letting devices in: challenges and tokens (docs/protocol.md §8.2).

Both live in memory only. After a start of the relay every device logs in again,
which it does by itself.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping

import msgspec

from shared.protocol import access
from shared.protocol.hashing import hash16
from shared.protocol.messages import DeviceKey, Login

CHALLENGE_LIFE = 60_000
"""How long a challenge can be used, in milliseconds."""
CHALLENGES = 10_000
"""The most challenges at one time; the oldest is forgotten for a new one."""
TOKENS_PER_DEVICE = 8


class Session(msgspec.Struct, frozen=True):
    """Whose token it is, and until when (milliseconds since 1970)."""

    log: bytes
    device: bytes
    expires: int


class _Challenge(msgspec.Struct, frozen=True):
    log: bytes
    device: bytes
    expires: int


class Guard:
    """`random` gives so many random bytes; `token_life` is in milliseconds."""

    def __init__(self, random: Callable[[int], bytes], token_life: int) -> None:
        self._random = random
        self._token_life = token_life
        self._challenges: dict[bytes, _Challenge] = {}
        # By the hash of the token, so that how long a look-up takes tells nothing of it.
        self._sessions: dict[bytes, Session] = {}
        self.origins: tuple[str, ...] = ()

    def challenge(self, log: bytes, device: bytes, now: int) -> bytes:
        """32 bytes for one login. Whether log and device are known is not told."""
        if len(self._challenges) >= CHALLENGES:
            del self._challenges[next(iter(self._challenges))]
        challenge = self._random(32)
        self._challenges[challenge] = _Challenge(log, device, now + CHALLENGE_LIFE)
        return challenge

    def login(self, login: Login, devices: Mapping[bytes, DeviceKey], now: int) -> str | None:
        """A token, or None whatever the reason. The challenge is used up by it."""
        given = self._challenges.pop(login.challenge, None)
        if given is None or (given.log, given.device) != (login.log, login.device):
            return None
        device = devices.get(login.device)
        if given.expires <= now or device is None or not self._signed(login, device.key):
            return None
        own = [key for key, one in self._sessions.items() if _belongs(one, login)]
        for oldest in own[: max(0, len(own) + 1 - TOKENS_PER_DEVICE)]:
            del self._sessions[oldest]
        token = urlsafe_b64encode(self._random(33)).decode("ascii")
        self._sessions[_key(token)] = Session(login.log, login.device, now + self._token_life)
        return token

    def session(self, token: str, now: int) -> Session | None:
        """Whose token it is, or None when it is none or past its time."""
        session = self._sessions.get(_key(token))
        return session if session is not None and session.expires > now else None

    def shut_out(self, log: bytes, device: bytes) -> None:
        """Make the device's tokens worth nothing."""
        self._sessions = {
            key: one
            for key, one in self._sessions.items()
            if (one.log, one.device) != (log, device)
        }

    def sweep(self, now: int) -> None:
        """Forget what is past its time."""
        self._challenges = {k: one for k, one in self._challenges.items() if one.expires > now}
        self._sessions = {k: one for k, one in self._sessions.items() if one.expires > now}

    def _signed(self, login: Login, key: bytes) -> bool:
        return any(
            access.check(
                key,
                access.LOGIN,
                access.login_text(login.log, login.device, login.challenge, origin),
                login.signature,
            )
            for origin in self.origins
        )


def _belongs(session: Session, login: Login) -> bool:
    return (session.log, session.device) == (login.log, login.device)


def _key(token: str) -> bytes:
    return hash16("relay.token", token.encode("utf-8", "replace"))
