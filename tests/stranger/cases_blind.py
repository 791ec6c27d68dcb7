"""Vectors of the private check by name (section 8.8)."""

from __future__ import annotations

from typing import Any

from tests.stranger import group
from tests.stranger.cases_keys import Random, case
from tests.stranger.vectors import Case


def blinds(random: Random) -> list[Case]:
    """Names blinded, evaluated and unblinded, and points that are none."""
    relay = random(64)
    found = [
        _round("a name", b"luister", random(64), relay),
        _round("the same name, blinded otherwise", b"luister", random(64), relay),
        _round("the same name, another relay", b"luister", random(64), random(64)),
        _round("nothing", b"", random(64), relay),
        _round("a long name", random(300), random(64), relay),
    ]
    key = group.encoded_scalar(group.scalar(relay))
    good = group.hashed_point(b"luister")
    order_two = (0, group.P - 1)
    for title, point in {
        "the neutral point": group.encoded(group.NEUTRAL),
        "the point of order 2": group.encoded(order_two),
        "a point of order 4": bytes(32),
        "a point with a part of order 2": group.encoded(group.add(good, order_two)),
        "off the curve": (2).to_bytes(32, "little"),
        "y not below the prime": (group.P + 3).to_bytes(32, "little"),
        "the neutral point with a sign": (1 | 1 << 255).to_bytes(32, "little"),
        "31 bytes": group.encoded(good)[:31],
        "33 bytes": group.encoded(good) + b"\0",
    }.items():
        found.append(case("blind", title, "bad-point", point=point, relay_scalar=key))
    return found


def _round(title: str, data: bytes, random: bytes, relay: bytes) -> Case:
    blinding, key = group.scalar(random), group.scalar(relay)
    point = group.hashed_point(data)
    blinded = group.times(blinding, point)
    fields: dict[str, Any] = {
        "data": data,
        "random": random,
        "relay_scalar": group.encoded_scalar(key),
        "hashed": group.encoded(point),
        "blinded": group.encoded(blinded),
        "evaluated": group.encoded(group.times(key, blinded)),
        "result": group.encoded(group.times(key, point)),
    }
    return case("blind", title, **fields)
