"""The list of cases, as a table in an open in-memory database: filter, page, count."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Case
from shared.replica.change import Fields
from tui.local.folding import fold
from tui.local.port import CaseRow

FILTER_LIMIT = 200
_SCHEMA = """
create table caseload (
  circle integer primary key, code text not null, client text not null,
  callsign text not null, status text not null, domain text not null,
  opened_on text not null, last_contact text not null, conflicts integer not null,
  unkept integer not null, recent text not null, folded text not null
);
create index caseload_recent on caseload (recent desc, code, circle);
"""


def make_caseload(database: sqlite3.Connection) -> None:
    """Make the table."""
    database.executescript(_SCHEMA)


class Caseload:
    """The rows of the list. A circle is in it once it holds its `case`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def refresh(self, circle: int, id: bytes, case: Fields | None) -> None:
        """Write a circle's row anew from its `case` and the gists of its entities.

        `circle` is its number in the database; without a case it has no row.
        """
        if case is None:
            self._db.execute("delete from caseload where circle = ?", (circle,))
            return
        view = read_view(Kind.CASE, id, case)
        assert isinstance(view, Case)
        conflicts, unkept = self._db.execute(
            "select sum(conflicts), sum(unkept) from entity where circle = ?"
            " and (conflicts > 0 or unkept > 0)",
            (circle,),
        ).fetchone()
        (last,) = self._db.execute(
            "select max(contact) from entity where circle = ? and contact > ''", (circle,)
        ).fetchone()
        last = (last or "")[:10]
        self._db.execute(
            "insert or replace into caseload values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                circle,
                view.code,
                view.client,
                view.callsign,
                "" if view.status is None else str(view.status),
                "" if view.domain is None else str(view.domain),
                view.opened_on,
                last,
                conflicts or 0,
                unkept or 0,
                max(last, view.opened_on),
                fold(f"{view.code}\n{view.client}\n{view.callsign}"),
            ),
        )

    def count(self, filter: str) -> int:
        """How many cases the filter lets through."""
        where, words = _where(filter)
        (found,) = self._db.execute(f"select count(*) from caseload{where}", words).fetchone()  # noqa: S608
        return int(found)

    def rows(
        self, filter: str, offset: int, limit: int, shared_with: Callable[[bytes], int]
    ) -> list[CaseRow]:
        """A window of the list, the cases with the newest contact (or opening) first.

        `shared_with` tells with how many others a circle is shared.
        """
        where, words = _where(filter)
        found = self._db.execute(
            "select c.id, code, client, callsign, status, domain, opened_on, last_contact,"  # noqa: S608
            f" conflicts, unkept from caseload join circle c on c.number = circle{where}"
            " order by recent desc, code, circle limit ? offset ?",
            (*words, limit, offset),
        )
        return [
            CaseRow(
                circle=circle,
                code=code,
                client=client,
                callsign=callsign,
                status=status,
                domain=domain,
                opened_on=opened_on,
                last_contact=last_contact,
                conflicts=conflicts,
                shared_with=shared_with(circle),
                unkept=unkept,
            )
            for (
                circle,
                code,
                client,
                callsign,
                status,
                domain,
                opened_on,
                last_contact,
                conflicts,
                unkept,
            ) in found
        ]


def _where(filter: str) -> tuple[str, list[str]]:
    """The condition that every word of the filter stands somewhere in the row."""
    words = _words(fold(filter[:FILTER_LIMIT]).split())
    if not words:
        return "", []
    return " where " + " and ".join(["instr(folded, ?) > 0"] * len(words)), words


def _words(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))[:8]
