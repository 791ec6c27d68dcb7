"""Values that do not show what they hold."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Discreet(Struct, frozen=True):
    """The root of every struct that holds a secret or what somebody wrote.

    Neither `repr` nor rich, which the terminal program prints errors with and which
    asks a struct for its fields by itself, shows a field.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []
