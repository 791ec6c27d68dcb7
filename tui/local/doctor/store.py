"""The store: whether the database is whole, and every record is what it stands as.

Ids are made again from the bytes, and the chain from the ids, from the first place on:
nothing of what the program remembers is believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import msgspec

from shared.protocol.chain import link
from shared.protocol.messages import Head
from shared.protocol.record import ID_BYTES, TAG_BYTES, record_id, tag_of
from shared.replica.commit import Row
from shared.wording import N_
from tui.local.database import APPLICATION, VERSION
from tui.local.doctor.finding import Finding, Grade, found

AT_ONCE = 2_000
SHOWN_FAULTS = 3
_PUT_BACK = N_(
    "Change nothing and keep a copy of the folder. What the relay keeps is safe there. Put a"
    " backup of the folder back; without one, keep the folder and the recovery sheet."
)
Progress = Callable[[int, int], None]
"""Called with records looked at, and records in all."""


class Chain(msgspec.Struct):
    """What the rows of a store come to: the chain value (32 bytes) at its end, the place
    there, how many have bytes, and the chain value at one place that was asked for."""

    value: bytes
    place: int = 0
    bytes_kept: int = 0
    at: bytes | None = None


def examine_database(db: sqlite3.Connection) -> Iterator[Finding]:
    """SQLite's own look at the file, and how it treats temporary files.

    Raises `sqlite3.DatabaseError` when the file can not be read at all.
    """
    (application,) = db.execute("pragma application_id").fetchone()
    (version,) = db.execute("pragma user_version").fetchone()
    if application != APPLICATION or version > VERSION:
        yield found(
            "database", Grade.WRONG,
            N_("The database is not one of this program, or of a newer version of it."),
            N_("Nothing was changed in it. Update the program, or put a backup back."),
        )  # fmt: skip
        return
    said = [row[0] for row in db.execute("pragma integrity_check(3)").fetchall()]
    if said == ["ok"]:
        yield found("database", Grade.OK, N_("The database is whole, as SQLite sees it."))
    else:
        yield found(
            "database", Grade.WRONG, N_("The database is damaged: {what}."), _PUT_BACK,
            what="; ".join(str(one) for one in said),
        )  # fmt: skip
    options = {row[0] for row in db.execute("pragma compile_options")}
    if "TEMP_STORE=0" in options:
        yield found(
            "temp_store", Grade.WRONG,
            N_("SQLite of this machine writes temporary files, whatever a program asks."),
            N_("Records in them are sealed. Use an SQLite that was built as usual."),
        )  # fmt: skip
    else:
        yield found("temp_store", Grade.OK, N_("SQLite writes no temporary files here."))


def examine_rows(
    db: sqlite3.Connection,
    log: bytes | None,
    asked: int = 0,
    progress: Progress = lambda _done, _all: None,
) -> tuple[list[Finding], Chain]:
    """Look at every record. `log` is the log's id, where the chain begins; None when it is
    not known, and then the chain is not made. `asked` is the place of `Chain.at`."""
    (total,) = db.execute("select count(*) from log").fetchone()
    chain = Chain(log or bytes(32), at=log if asked == 0 else None)
    holes: list[int] = []
    changed: list[int] = []
    for run in _runs(db):
        for place, tag, id_, wire in run:
            if place != chain.place + 1:
                holes.append(chain.place + 1)
            chain.place = place
            if not _is_whole(tag, id_, wire):
                changed.append(place)
            elif wire is not None:
                chain.bytes_kept += 1
            chain.value = link(chain.value, _as_bytes(tag), _as_bytes(id_))
            if place == asked:
                chain.at = chain.value
        progress(chain.place, total)
    return [_rows_found(total, chain, holes, changed)], chain


def _runs(db: sqlite3.Connection) -> Iterator[list[tuple[int, object, object, object]]]:
    place = 0
    while True:
        # Asked for anew each time: no reader holds up whoever writes.
        run = db.execute(
            "select place, tag, id, wire from log where place > ? order by place limit ?",
            (place, AT_ONCE),
        ).fetchall()
        if not run:
            return
        yield run
        place = run[-1][0]


def rows_of(db: sqlite3.Connection) -> Iterator[list[Row]]:
    """The rows, to build what they say from; to be asked for when they are whole."""
    for run in _runs(db):
        yield [Row(*row) for row in run]  # type: ignore[arg-type]


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _is_whole(tag: object, id_: object, wire: object) -> bool:
    if not isinstance(tag, bytes) or not isinstance(id_, bytes):
        return False
    if (len(tag), len(id_)) != (TAG_BYTES, ID_BYTES):
        return False
    if wire is None:
        return True
    return isinstance(wire, bytes) and tag_of(wire) == tag and record_id(wire) == id_


def _rows_found(total: int, chain: Chain, holes: list[int], changed: list[int]) -> Finding:
    if not holes and not changed:
        return found(
            "records", Grade.OK,
            N_(
                "Records in the log: {count}, with content for this device: {kept}. Each has the"
                " id that its bytes give."
            ),
            count=total, kept=chain.bytes_kept,
        )  # fmt: skip
    places = ", ".join(str(place) for place in [*holes, *changed][:SHOWN_FAULTS])
    return found(
        "records", Grade.WRONG,
        N_("Records that are missing: {holes}; that are not what they were: {changed}. {places}"),
        _PUT_BACK,
        holes=len(holes), changed=len(changed), places=places,
    )  # fmt: skip


def examine_chain(chain: Chain, head: Head | None, signed: bool) -> Finding:
    """Whether the records lead to the head that the relay has signed. `signed`: its
    signature is that of the firm's relay. The chain must have been made with `asked` the
    head's place."""
    if head is None:
        return found(
            "chain", Grade.LOOK, N_("The relay has not signed anything for this device yet."),
            N_("Sync once with the relay."),
        )  # fmt: skip
    if not signed:
        return found(
            "chain", Grade.WRONG,
            N_("The newest head that is kept here is not signed by the firm's relay."),
            N_("What you typed is safe. Call whoever maintains the program."),
        )  # fmt: skip
    if head.place > chain.place:
        return found(
            "chain", Grade.LOOK,
            N_(
                "The records lead to place {place}. The relay has signed up to {head}: this device"
                " is not up to date."
            ),
            N_("Nothing is wrong with what is here. Sync with the relay."),
            place=chain.place, head=head.place,
        )  # fmt: skip
    if chain.at != head.chain:
        return found(
            "chain", Grade.WRONG,
            N_("The records do not lead to what the relay has signed at place {head}."),
            _PUT_BACK, head=head.place,
        )  # fmt: skip
    return found(
        "chain", Grade.OK,
        N_("The chain, made again from the first record on, is what the relay signed at {head}."),
        head=head.place,
    )  # fmt: skip
