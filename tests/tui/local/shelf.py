"""Cases and notes as a projection is given them, and what it finds of them again."""

from __future__ import annotations

from typing import Any

from shared.replica.change import Fields, Live
from tui.local.projection import Projection

NOOR = b"noor-device-----"
JOOST = b"joost-device----"
CIRCLES = [b"1" * 16, b"2" * 16, b"3" * 16]


def lives(*values: Any, place: int | None = 1) -> tuple[Live, ...]:
    return tuple(Live(value, NOOR, at + 1, place, 0) for at, value in enumerate(values))


def case(code: str, **values: Any) -> Fields:
    return {name: lives(value) for name, value in {"code": code, **values}.items()}


def note(text: Any, place: int | None = 1) -> Fields:
    return {"text": lives(text, place=place), "noted_on": lives("2026-02-05")}


def found(projection: Projection, query: str, limit: int = 50) -> list[bytes]:
    return [hit.entity for hit in projection.search(query, limit)]


def codes(projection: Projection, filter: str = "", offset: int = 0, limit: int = 50) -> list[str]:
    return [row.code for row in projection.case_rows(filter, offset, limit, lambda _circle: 0)]


def assert_sound(projection: Projection) -> None:
    """Both databases within are whole: tables, and the index against what it was given."""
    assert projection._db.execute("pragma integrity_check").fetchone() == ("ok",)
    for shelf in projection._index._shelves:
        projection._db.execute(
            f"insert into words_{shelf} (words_{shelf}) values ('integrity-check')"
        )
