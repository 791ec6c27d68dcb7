"""Requests without a token are answered up to a rate, and no address is kept for it."""

from __future__ import annotations

from sync_server.meter import BURST_SECONDS, Meter

KEY = b"k" * 32


def test_a_burst_is_answered_and_then_the_rate() -> None:
    """After a pause several may come at once; then so many a second."""
    meter = Meter(5, KEY)

    burst = [meter.allows("192.0.2.1", 1_000_000) for _ in range(5 * BURST_SECONDS + 3)]
    assert burst == [True] * 5 * BURST_SECONDS + [False] * 3
    second = [meter.allows("192.0.2.1", 1_001_000) for _ in range(7)]
    assert second == [True] * 5 + [False] * 2


def test_one_address_does_not_stop_another() -> None:
    """Most others go on while one is refused."""
    meter = Meter(1, KEY)
    for _ in range(50):
        meter.allows("192.0.2.1", 0)

    answered = [meter.allows(f"198.51.100.{n}", 0) for n in range(200)]

    assert not meter.allows("192.0.2.1", 0)
    assert sum(answered) > 190


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    """Nobody is locked out for hours because the clock was set."""
    meter = Meter(1, KEY)
    for _ in range(BURST_SECONDS):
        assert meter.allows("192.0.2.1", 10_000_000)

    assert not meter.allows("192.0.2.1", 0)
    assert meter.allows("192.0.2.1", 1_000)
