"""The port to where merged entities are kept, and one in memory for tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from shared.replica.change import Fields


class Content(Protocol):
    """Entities by (circle id, kind, entity id)."""

    def fields(self, circle: bytes, kind: str, entity: bytes) -> Fields:
        """The live values of an entity; empty when it does not exist."""

    def put(self, circle: bytes, kind: str, entity: bytes, fields: Fields) -> None:
        """Replace the live values of an entity."""

    def entities(self, circle: bytes) -> Iterator[tuple[str, bytes, Fields]]:
        """All entities of a circle, ordered by kind and id."""

    def drop(self, circle: bytes) -> None:
        """Forget a circle's entities."""


class MemoryContent:
    """Entities in a dictionary."""

    def __init__(self) -> None:
        self._circles: dict[bytes, dict[tuple[str, bytes], Fields]] = {}

    def fields(self, circle: bytes, kind: str, entity: bytes) -> Fields:
        return self._circles.get(circle, {}).get((kind, entity), {})

    def put(self, circle: bytes, kind: str, entity: bytes, fields: Fields) -> None:
        self._circles.setdefault(circle, {})[kind, entity] = fields

    def entities(self, circle: bytes) -> Iterator[tuple[str, bytes, Fields]]:
        for (kind, entity), fields in sorted(self._circles.get(circle, {}).items()):
            yield kind, entity, fields

    def drop(self, circle: bytes) -> None:
        self._circles.pop(circle, None)
