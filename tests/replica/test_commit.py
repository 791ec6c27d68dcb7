"""A commit: whether there is anything to write."""

from __future__ import annotations

from typing import Any

import pytest

from shared.replica.commit import Commit, Row
from shared.replica.outbox import NO_FLIGHT, Item

ROW = Row(1, b"t" * 16, b"i" * 32, None)
PARTS: list[dict[str, Any]] = [
    {"rows": [ROW]},
    {"items": [Item(1)]},
    {"done": [1]},
    {"unsent": [Item(1)]},
    {"filled": [ROW]},
    {"dropped": [1]},
    {"shredded": [1]},
    {"flight": NO_FLIGHT},
    {"ring": b""},
    {"head": b""},
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: next(iter(part)))
def test_any_part_is_something_to_write(part: dict[str, Any]) -> None:
    """Even that no flight is under way any more has to reach the disk."""
    assert not Commit(**part).empty()


def test_nothing_is_nothing() -> None:
    """A commit without parts needs no transaction; every part is in the list above."""
    assert Commit().empty()
    assert {name for part in PARTS for name in part} == set(Commit.__struct_fields__)
