"""How long to wait before the relay is tried again."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

FLOOR_SECONDS = 1.0
CEILING_SECONDS = 60.0


def wait_seconds(failures: int, random: float) -> float:
    """The wait after so many failures in a row (at least 1), for a random number from
    0 up to 1.

    It is drawn evenly from 0 up to 1 second, then 2, 4, … and at last 60 ("full
    jitter"), so that a firm's devices do not all come back in the same moment when
    their relay does.
    """
    longest: float = FLOOR_SECONDS * 2 ** min(failures - 1, 16)
    return random * min(CEILING_SECONDS, longest)


class Backoff:
    """Counts failures in a row; `random` gives numbers from 0 up to 1, the system's
    when left out."""

    def __init__(self, random: Callable[[], float] | None = None) -> None:
        self._random = random or SystemRandom().random
        self._failures = 0

    def next(self) -> float:
        """It failed once more: the seconds to wait now."""
        self._failures += 1
        return wait_seconds(self._failures, self._random())

    def reset(self) -> None:
        """It worked."""
        self._failures = 0
