"""Makers of entities as a query over all cases gives them, for the tests of the agenda."""

from __future__ import annotations

from typing import Any, NamedTuple

from shared.casework.model.kinds import Kind
from shared.replica.change import Fields
from tests.casework.made import lives

ON = "2026-03-10"
"""A Tuesday."""
CIRCLE = b"C" * 16


class Entity(NamedTuple):
    circle: bytes
    code: str
    kind: str
    id: bytes
    fields: Fields


def entity(kind: Kind, name: str, circle: bytes = CIRCLE, /, **values: Any) -> Entity:
    fields = {field: lives(value) for field, value in values.items()}
    own = circle if kind is Kind.CASE else id_of(name)
    return Entity(circle, "kiezel-47", str(kind), own, fields)


def id_of(name: str) -> bytes:
    return name.encode().ljust(16, b"-")


def case(status: str = "supporting", circle: bytes = CIRCLE, **values: Any) -> Entity:
    return entity(Kind.CASE, "", circle, code="kiezel-47", status=status, **values)
