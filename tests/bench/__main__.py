"""Measures the rows of the speed table: `python -m tests.bench [ROW…]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.bench import listening, reading, rekeying, screens, seeing, starting, syncing
from tests.bench.machine import machine
from tests.bench.row import MARKS, Row, table
from tui.garbage import look_rarely

SIZE = 10_000
SIZES = (1_000, 10_000)
LARGE = 100_000
OWN_SIZES = {
    "unlock": LARGE,
    "search": LARGE,
    "case_list": 10_000,
    "timeline": 2_000,
    "rekey": 2_000,
    "relay_memory": 1_000,
    "start": 1,
}
"""Notes, cases, notes of one case, shared cases, and devices that listen."""
BY_SIZE = ("edit_to_visible", "idle_check")
"""Rows that are to be the same at every size."""
EDITS = 200
SAVES = 300
CHECKS = 2_000
"""How many edits, saves and requests are measured, where there are as many records."""


def sizes_of(row: str, given: Sequence[int], large: bool) -> Sequence[int]:
    """At which sizes a row is measured."""
    if given and row != "start":
        return given
    if row not in BY_SIZE:
        return (OWN_SIZES.get(row, SIZE),)
    return (*SIZES, LARGE) if large else SIZES


async def measure(row: str, n: int, rounds: int, folder: Path, kept: Path) -> list[Row]:
    """One row at one size, the best of so many rounds, with what is told beside it. What is
    put into `kept`, later rows find there."""
    match row:
        case "push":
            return await syncing.push(folder, n, rounds)
        case "first_sync":
            return await syncing.first_sync(folder, n, rounds)
        case "relay_disk":
            return await syncing.relay_disk(folder, n)
        case "edit_to_visible":
            return await seeing.edit_to_visible(folder, n, min(EDITS, n))
        case "idle_check":
            return await seeing.idle_check(folder, n, min(CHECKS, n))
        case "save":
            return await seeing.save(folder, n, min(SAVES, n))
        case "unlock":
            return await reading.unlock(kept, n, rounds)
        case "search":
            return await reading.search(kept, n)
        case "case_list":
            return await screens.case_list(folder, n, rounds)
        case "timeline":
            return await screens.timeline(folder, n, rounds)
        case "rekey":
            return await rekeying.rekey(folder, n)
        case "relay_memory":
            return await listening.relay_memory(folder, n)
        case "start":
            return await starting.start(folder, rounds)
    raise ValueError(row)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; 0 also when a row falls short of its mark."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(MARKS))
    parser.add_argument("--n", action="append", type=int, help="measure with so many records")
    parser.add_argument("--large", action="store_true", help=f"also with {LARGE} records")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many (3)")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="bench.json")
    asked = parser.parse_args(arguments)
    unknown = [row for row in asked.rows if row not in MARKS]
    if unknown:
        parser.error(f"there is no row {unknown[0]}; there are {', '.join(MARKS)}")
    look_rarely()  # as the program does
    measured: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="luister-bench-") as kept:
        for row in asked.rows or MARKS:
            for n in sizes_of(row, asked.n or (), asked.large):
                print(f"{row}, n = {n} …", file=sys.stderr, flush=True)
                with tempfile.TemporaryDirectory(prefix="luister-bench-") as folder:
                    doing = measure(row, n, asked.rounds, Path(folder), Path(kept))
                    measured += asyncio.run(doing)
                _write(asked.json, measured)
    on = machine()
    _write(asked.json.with_suffix(".machine.json"), on)
    print(table(measured))
    print("\nMeasured on:")
    for name, value in on.items():
        print(f"  {name}: {value}")
    return 0


def _write(path: Path, value: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


if __name__ == "__main__":
    sys.exit(main())
