"""Rows of the speed table: what was measured, its floor, and the mark it has to reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

SAME = 1.5
"""How far apart the figures of a row may lie that is to be the same at every size."""


class Row(msgspec.Struct, frozen=True):
    """One figure. `ratio` is how many times the floor's cost it is (1 is the floor itself);
    `floor` has the row's unit and is None where there is none to compare with."""

    row: str
    n: int
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None


class Mark(msgspec.Struct, frozen=True):
    """What a row has to reach, in words and as a test of the row."""

    text: str
    reached: Callable[[Row], bool]


def rate(row: str, n: int, seconds: float, floor_seconds: float | None = None) -> Row:
    """A row in records per second, of which more is better."""
    if floor_seconds is None:
        return Row(row, n, n / seconds, "records/s")
    return Row(row, n, n / seconds, "records/s", n / floor_seconds, seconds / floor_seconds)


def cost(row: str, n: int, value: float, unit: str, floor: float | None = None) -> Row:
    """A row of which less is better."""
    return Row(row, n, value, unit, floor, None if floor is None else value / floor)


def _above(limit: float) -> Callable[[Row], bool]:
    return lambda row: row.value >= limit


def _below(limit: float) -> Callable[[Row], bool]:
    return lambda row: row.value <= limit


def _times(limit: float) -> Callable[[Row], bool]:
    return lambda row: row.ratio is not None and row.ratio <= limit


MARKS: dict[str, tuple[Mark, ...]] = {
    "push": (Mark(">= 10000/s", _above(10_000)),),
    "first_sync": (Mark(">= 10000/s", _above(10_000)), Mark("<= 5 x floor", _times(5))),
    "edit_to_visible": (Mark("<= 10 ms", _below(10)),),
    "idle_check": (Mark("<= 2 ms", _below(2)),),
    "relay_disk": (Mark("<= 1.25 x floor", _times(1.25)),),
    "unlock": (Mark("<= 1000 ms", _below(1_000)),),
    "save": (Mark("<= 10 ms", _below(10)),),
    "search": (Mark("<= 10 ms", _below(10)),),
    "case_list": (Mark("<= 100 ms", _below(100)),),
    "timeline": (Mark("<= 100 ms", _below(100)),),
    "rekey": (Mark("<= 10 s", _below(10)),),
    "start": (Mark("<= 1.5 x floor", _times(1.5)),),
    "relay_memory": (
        Mark("<= 60 MiB at rest, <= 150 MiB", lambda row: row.value <= (150 if row.n else 60)),
    ),
}
"""The marks of each row. A row with a dot in its name is told beside it and has none."""
SAME_AT_EVERY_SIZE = ("edit_to_visible", "idle_check")

FLOORS = {
    "push": "bare libsodium seal and signature of the same plaintexts, and one bare insert of"
    " the records into SQLite in the same batches, synchronous=FULL",
    "first_sync": "bare libsodium opening and BLAKE2b id of the same records, and one Ed25519"
    " check for each device in each circle and for each structure record",
    "first_sync.each_signature": "the same with an Ed25519 check of every record",
    "edit_to_visible": "three bare inserts into SQLite, synchronous=FULL, three bare round trips"
    " over loopback TCP, and libsodium's seal, signature, opening and check",
    "idle_check": "a bare ASGI application under the same server, answering as many bytes",
    "relay_disk": "the bytes of the padded, sealed records alone",
    "unlock": "opening as many bytes as the snapshot has with libsodium's secretstream",
    "save": "one bare insert of as many bytes into SQLite, synchronous=FULL",
    "search": "the same words asked of a bare FTS5 table of the same texts",
    "case_list": "a bare Textual application that shows a screen full of text",
    "timeline": "a bare Textual application that shows a screen full of text",
    "rekey": "bare libsodium seal and signature of the records that it takes, and one bare"
    " insert of them into SQLite in such batches, synchronous=FULL",
    "start": "a bare Textual application with one label",
    "relay_memory": "a bare ASGI application under the same server, at rest",
}
"""What each floor is."""


def table(rows: Iterable[Row]) -> str:
    """The rows for reading, with what each has to reach and whether it does."""
    rows = list(rows)
    lines = [
        f"{'row':<26}{'n':>8}{'value':>12} {'unit':<12}{'floor':>10}{'x floor':>9}  mark",
        "-" * 106,
    ]
    for row in rows:
        floor = "" if row.floor is None else f"{row.floor:.4g}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        marks = ", ".join(
            f"{mark.text}: {_word(mark.reached(row))}" for mark in MARKS.get(row.row, ())
        )
        line = f"{row.row:<26}{row.n:>8}{row.value:>12.4g} {row.unit:<12}{floor:>10}{ratio:>9}"
        lines.append(f"{line}  {marks}".rstrip())
    for name in SAME_AT_EVERY_SIZE:
        values = [row.value for row in rows if row.row == name]
        if len(values) > 1:
            apart = max(values) / min(values)
            lines.append(f"{name}: the same at each size ({apart:.2f} x): {_word(apart <= SAME)}")
    measured = {row.row for row in rows}
    told = [f"  {name}: {floor}" for name, floor in FLOORS.items() if name in measured]
    return "\n".join([*lines, "", "Floors, measured in the same run:", *told])


def _word(reached: bool) -> str:
    return "reached" if reached else "SHORT"
