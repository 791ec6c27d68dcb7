"""How often Python looks for objects that hold each other and nobody else holds."""

from __future__ import annotations

import gc

FRESH = 20_000
"""After so many new objects that were not let go it looks through them (it is 700 from the
start); through older ones 20 and 400 times as seldom."""


def look_rarely() -> None:
    """Many records are many objects, and hardly any are in a circle: looking for circles
    as often as usual takes a twentieth of the time that a long sync or the start takes."""
    gc.set_threshold(FRESH, 20, 20)
