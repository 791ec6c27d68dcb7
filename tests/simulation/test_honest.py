"""Fourteen hundred seeded firms with an honest relay: whatever gets lost, doubled, delayed or
crashes, all devices end with the same, nothing is lost, and nobody is alarmed.

`python -m tests.simulation NAME` plays one of them again and tells what happens.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.plans import play
from tests.simulation.quick import remembering

SHARD = 70
SHARDS = {"rough": 8, "crowd": 3, "crash": 3, "backup": 3, "copy": 3}


@pytest.fixture(autouse=True, scope="module")
def quickly() -> Iterator[None]:
    with remembering():
        yield


@pytest.mark.parametrize(
    ("plan", "first"),
    [(plan, shard * SHARD) for plan, count in SHARDS.items() for shard in range(count)],
)
def test_every_honest_run_converges_with_nothing_lost_and_no_alarm(plan: str, first: int) -> None:
    """Every seed of the shard keeps the oracle's promises; all that do not are named."""
    broken = {}
    for seed in range(first, first + SHARD):
        name = f"{plan}-{seed}"
        try:
            play(name)
        except AssertionError as violation:
            broken[name] = str(violation)[:200]
    assert not broken
