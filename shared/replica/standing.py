"""Which records count: one signature for a run of records (docs/protocol.md §4.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.sealing.envelope import Plain


class Opened(NamedTuple):
    """A record that opened and is well formed, at its place in the log."""

    place: int
    id: bytes
    device: bytes
    plain: Plain
    wire: bytes


class Settled(NamedTuple):
    """What became of a run: which count, which are rejected, which still wait, and
    the id of the last one that counts."""

    counted: list[Opened]
    rejected: list[Opened]
    waiting: list[Opened]
    last: bytes


def settle(
    run: list[Opened],
    last: bytes,
    erased: set[bytes],
    genuine: Callable[[Opened], bool],
) -> Settled:
    """Tell which records of a run count.

    `run` holds one device's records in one epoch since the last that counts (whose id
    is `last`), in order; `erased` are ids of erased entries among them. In an honest
    log this is one signature check, whatever the length of the run. The outcome for a
    record does not depend on how a log is cut into runs: a record whose own signature
    fails waits until the next record of its device vouches for it or does not.
    """
    previous = last
    linked = True
    for record in run:
        if record.plain.predecessor != previous:
            linked = False
            break
        previous = record.id
    if linked and genuine(run[-1]):
        return Settled(run, [], [], previous)
    return _settle_each(run, last, erased, genuine)


def _settle_each(
    run: list[Opened],
    last: bytes,
    erased: set[bytes],
    genuine: Callable[[Opened], bool],
) -> Settled:
    effective = [False] * len(run)
    for at in reversed(range(len(run))):
        vouched = (
            at + 1 < len(run) and effective[at + 1] and run[at + 1].plain.predecessor == run[at].id
        )
        effective[at] = vouched or genuine(run[at])
    decided = max((at + 1 for at, good in enumerate(effective) if good), default=0)
    counted: list[Opened] = []
    rejected: list[Opened] = []
    for at in range(decided):
        record = run[at]
        named = record.plain.predecessor
        if effective[at] and (named == last or named in erased):
            counted.append(record)
            last = record.id
        else:
            rejected.append(record)
    return Settled(counted, rejected, run[decided:], last)
