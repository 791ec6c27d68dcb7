"""How many requests without a token are answered.

Addresses are not kept: one only chooses, under a key that the process forgets, which
of 1,024 counters its request is counted on. Some addresses share one; that is the
price, and it is small.
"""

from __future__ import annotations

from shared.protocol.hashing import keyed32

COUNTERS = 1_024
BURST_SECONDS = 4
"""After a pause so many seconds' worth of requests may come at once."""


class Meter:
    """`rate` requests a second for each counter; `key` are 32 random bytes."""

    def __init__(self, rate: float, key: bytes) -> None:
        self._rate = rate
        self._key = key
        self._burst = rate * BURST_SECONDS
        self._left = [self._burst] * COUNTERS
        self._at = [0] * COUNTERS

    def allows(self, address: str, now: int) -> bool:
        """Count a request from this address at this time (milliseconds)."""
        digest = keyed32(self._key, "relay.meter", address.encode("utf-8", "replace"))
        n = int.from_bytes(digest[:2], "big") % COUNTERS
        passed = max(0, now - self._at[n]) / 1_000
        left = min(self._burst, self._left[n] + passed * self._rate)
        self._at[n] = now
        self._left[n] = max(0.0, left - 1) if left >= 1 else left
        return left >= 1
