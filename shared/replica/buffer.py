"""A page's changes to content, held back until the whole page has been checked."""

from __future__ import annotations

from collections.abc import Iterator

from shared.replica.change import Fields
from shared.replica.content import Content, MemoryContent


class Buffer:
    """Content as it will be when the page is accepted, over the content as it is."""

    def __init__(self) -> None:
        self._below: Content = MemoryContent()
        self._put: dict[tuple[bytes, str, bytes], Fields] = {}
        self._dropped: set[bytes] = set()

    def begin(self, content: Content) -> None:
        """Start a page on top of `content`."""
        self._below = content
        self._put.clear()
        self._dropped.clear()

    def fields(self, circle: bytes, kind: str, entity: bytes) -> Fields:
        """The live values of an entity, to be changed in place and put back."""
        held = self._put.get((circle, kind, entity))
        if held is not None:
            return held
        if circle in self._dropped:
            return {}
        return dict(self._below.fields(circle, kind, entity))

    def put(self, circle: bytes, kind: str, entity: bytes, fields: Fields) -> None:
        """Replace the live values of an entity when the page is accepted."""
        self._put[circle, kind, entity] = fields

    def entities(self, circle: bytes) -> Iterator[tuple[str, bytes, Fields]]:
        """All entities of a circle, ordered by kind and id."""
        found = {
            (kind, entity): fields
            for (of, kind, entity), fields in self._put.items()
            if of == circle
        }
        if circle not in self._dropped:
            for kind, entity, fields in self._below.entities(circle):
                found.setdefault((kind, entity), fields)
        for (kind, entity), fields in sorted(found.items()):
            yield kind, entity, fields

    def drop(self, circle: bytes) -> None:
        """Forget a circle's entities when the page is accepted."""
        self._dropped.add(circle)
        for key in [key for key in self._put if key[0] == circle]:
            del self._put[key]

    def flush(self) -> None:
        """The page is accepted: hand everything on."""
        for circle in self._dropped:
            self._below.drop(circle)
        for (circle, kind, entity), fields in self._put.items():
            self._below.put(circle, kind, entity, fields)
        self.discard()

    def discard(self) -> None:
        """The page is not accepted: nothing happened."""
        self._put.clear()
        self._dropped.clear()
