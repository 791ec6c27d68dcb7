"""What the screens read: all entities in one in-memory SQLite database.

It implements `shared.replica.content.Content`. What is put is held back in a cache
and written in one piece by `flush`, which also indexes the words that changed; every
question flushes first. Nothing of it ever lies on a disk in the clear: the database
has no file, and SQLite's own temporary files are kept in memory too.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator
from typing import Self

import msgspec

from shared.casework.model.kinds import Kind
from shared.casework.model.searching import TEXTS, gist_of, text_of
from shared.replica.change import Fields
from shared.replica.register import standing
from tui.local import lookup
from tui.local.caseload import Caseload, make_caseload
from tui.local.lookup import VAULT, decode_fields
from tui.local.memory_database import keep_in_memory, memory_database
from tui.local.port import CaseRow, Entity, Hit
from tui.local.search_index import SearchIndex

_SCHEMA = """
create table circle (number integer primary key, id blob not null unique);
create table entity (
  row integer primary key, circle integer not null, kind text not null, id blob not null,
  conflicts integer not null, unkept integer not null, contact text not null,
  fields blob not null
);
create unique index entity_circle on entity (circle, kind, id);
create index entity_kind on entity (kind);
create index entity_contact on entity (circle, contact) where contact > '';
create index entity_marked on entity (circle, conflicts, unkept)
  where conflicts > 0 or unkept > 0;
"""

FORM = zlib.crc32(repr((1, _SCHEMA, TEXTS)).encode())
"""Of tables and searched text. A snapshot of another form is thrown away."""

_encode = msgspec.msgpack.Encoder().encode

Key = tuple[bytes, str, bytes]
_CASE = str(Kind.CASE)


class _Row(msgspec.Struct, frozen=True):
    row: int
    fields: Fields


class Projection:
    """The open projection. One thread at a time."""

    def __init__(self, database: sqlite3.Connection) -> None:
        keep_in_memory(database)
        self._db = database
        self._caseload = Caseload(database)
        self._look()
        self._known: dict[Key, _Row | None] = {}
        self._put: dict[Key, Fields] = {}
        self._stale: dict[bytes, int] = {}
        self.vaults_put: set[bytes] = set()
        self.edition = object()
        """Another one whenever something was put or dropped."""
        """Circles of which a case told something new, until somebody has looked at it."""

    def _look(self) -> None:
        """Learn what the database holds."""
        self._index = SearchIndex(self._db)
        self._numbers: dict[bytes, int] = {
            id: number for number, id in self._db.execute("select number, id from circle")
        }
        (last,) = self._db.execute("select max(row) from entity").fetchone()
        self._last: int = last or 0

    @classmethod
    def empty(cls) -> Self:
        """A projection of nothing."""
        database = memory_database()
        database.executescript(_SCHEMA)
        make_caseload(database)
        return cls(database)

    def load(self, image: bytes | memoryview) -> None:
        """Become the projection that gave this image, as far as it stood in the log.

        Own writes that the relay had not kept then are left out: they wait in the
        outbox and are laid over again. Raises `sqlite3.Error` when it is no image.
        """
        self._db.deserialize(image)
        keep_in_memory(self._db)
        self.edition = object()
        self._put.clear()
        self._known.clear()
        self._stale.clear()
        self._look()
        found = self._db.execute(
            "select c.id, e.kind, e.id, e.fields from entity e"
            " join circle c on c.number = e.circle where e.unkept > 0"
        ).fetchall()
        for circle, kind, entity, fields in found:
            self.put(circle, kind, entity, standing(decode_fields(fields)))
        self.flush()

    def image(self) -> bytes:
        """All of it as bytes, in the clear: for sealing, and for nothing else."""
        self._renew()
        return self._db.serialize()

    def close(self) -> None:
        """Drop everything."""
        self._put.clear()
        self._known.clear()
        self._db.close()

    def __repr__(self) -> str:
        return "Projection(<redacted>)"

    # Content

    def fields(self, circle: bytes, kind: str, entity: bytes) -> Fields:
        """The live values of an entity; empty when it does not exist."""
        key = (circle, kind, entity)
        held = self._put.get(key)
        if held is not None:
            return held
        row = self._find(key)
        return {} if row is None else row.fields

    def _find(self, key: Key) -> _Row | None:
        known = self._known.get(key, self)
        if known is not self:
            return known  # type: ignore[return-value]
        circle, kind, entity = key
        number = self._numbers.get(circle)
        row = None
        if number is not None:
            found = self._db.execute(
                "select row, fields from entity where circle = ? and kind = ? and id = ?",
                (number, kind, entity),
            ).fetchone()
            if found is not None:
                row = _Row(found[0], decode_fields(found[1]))
        self._known[key] = row
        return row

    def put(self, circle: bytes, kind: str, entity: bytes, fields: Fields) -> None:
        """Replace the live values of an entity; it is gone when there are none."""
        self._put[circle, kind, entity] = fields
        self.edition = object()
        if kind == VAULT:
            self.vaults_put.add(entity)

    def entities(self, circle: bytes) -> Iterator[tuple[str, bytes, Fields]]:
        """All entities of a circle, ordered by kind and id."""
        self.flush()
        number = self._numbers.get(circle)
        if number is None:
            return
        found = self._db.execute(
            "select kind, id, fields from entity where circle = ? order by kind, id", (number,)
        ).fetchall()
        for kind, entity, fields in found:
            yield kind, entity, decode_fields(fields)

    def entities_in(self, circle: bytes, kind: str) -> list[tuple[bytes, Fields]]:
        """The entities of one kind in a circle, ordered by id."""
        self.flush()
        return lookup.entities_in(self._db, self._numbers.get(circle), kind)

    def entities_of(
        self, kinds: Collection[str], statuses: Collection[str] | None = None
    ) -> Iterator[Entity]:
        """The entities of some kinds in all cases, or in those of some statuses, by kind,
        oldest first."""
        self._renew()
        return lookup.entities_of(self._db, kinds, statuses)

    def vault_marks(self, wanted: Collection[bytes]) -> list[tuple[bytes, Fields]]:
        """What cases tell of the vaults with some ids."""
        self.flush()
        return lookup.vault_marks(self._db, wanted)

    def drop(self, circle: bytes) -> None:
        """Forget a circle's entities, and every word that only they had."""
        self.edition = object()
        self.flush()
        number = self._numbers.pop(circle, None)
        if number is None:
            return
        self._stale.pop(circle, None)
        with self._db:
            self._db.execute("begin")
            found = self._db.execute(
                "select row, kind, fields from entity where circle = ?", (number,)
            ).fetchall()
            texts = [(row, text_of(kind, decode_fields(fields))) for row, kind, fields in found]
            shelves = self._index.remove((row, text) for row, text in texts if text)
            self._db.execute("delete from entity where circle = ?", (number,))
            self._db.execute("delete from caseload where circle = ?", (number,))
            self._db.execute("delete from circle where number = ?", (number,))
            self._index.purge(shelves)

    # Writing what was held back

    def flush(self) -> None:
        """Write what was put since, index its words, and renew the lines of its cases."""
        if not self._put:
            self._known.clear()
            return
        try:
            touched = self._write_all()
        except BaseException:
            # Nothing of it was written: what was put is still held, to be tried again.
            self._look()
            self._known.clear()
            raise
        self._stale.update(touched)
        self._put.clear()
        self._known.clear()

    def _write_all(self) -> dict[bytes, int]:
        fresh: list[tuple[int, int, str, bytes, int, int, str, bytes]] = []
        changed: list[tuple[int, int, str, bytes, int]] = []
        gone: list[tuple[int]] = []
        came: list[tuple[int, str]] = []
        went: list[tuple[int, str]] = []
        touched: dict[bytes, int] = {}
        last = self._last
        with self._db:
            self._db.execute("begin")
            for key, fields in self._put.items():
                circle, kind, entity = key
                known = self._find(key)
                old = "" if known is None else _clean(text_of(kind, known.fields))
                new = _clean(text_of(kind, fields)) if fields else ""
                number = touched.get(circle)
                if number is None:
                    number = touched[circle] = self._number(circle)
                if known is not None:
                    row = known.row
                    if old != new and old:
                        went.append((row, old))
                    if not fields:
                        gone.append((row,))
                        continue
                    gist = gist_of(kind, fields)
                    changed.append(
                        (gist.conflicts, gist.unkept, gist.contact, _encode(fields), row)
                    )
                elif fields:
                    last += 1
                    row = last
                    gist = gist_of(kind, fields)
                    fresh.append((row, number, kind, entity, *gist, _encode(fields)))
                else:
                    continue
                if new and old != new:
                    came.append((row, new))
            self._write(fresh, changed, gone, came, went)
        self._last = last
        return touched

    def _write(
        self,
        fresh: list[tuple[int, int, str, bytes, int, int, str, bytes]],
        changed: list[tuple[int, int, str, bytes, int]],
        gone: list[tuple[int]],
        came: list[tuple[int, str]],
        went: list[tuple[int, str]],
    ) -> None:
        db = self._db
        db.executemany("insert into entity values (?, ?, ?, ?, ?, ?, ?, ?)", fresh)
        db.executemany(
            "update entity set conflicts = ?, unkept = ?, contact = ?, fields = ? where row = ?",
            changed,
        )
        db.executemany("delete from entity where row = ?", gone)
        self._index.remove(went)
        self._index.add(came)

    def _number(self, circle: bytes) -> int:
        number = self._numbers.get(circle)
        if number is None:
            number = self._db.execute("insert into circle (id) values (?)", (circle,)).lastrowid
            assert number is not None
            self._numbers[circle] = number
        return number

    def _renew(self) -> None:
        """Bring the list of cases up to what was put."""
        self.flush()
        if not self._stale:
            return
        with self._db:
            self._db.execute("begin")
            for circle, number in self._stale.items():
                case = self.fields(circle, _CASE, circle)
                self._caseload.refresh(number, circle, case or None)
        self._stale.clear()
        self._known.clear()

    # Questions

    def case_count(self, filter: str = "") -> int:
        """How many cases the filter lets through."""
        self._renew()
        return self._caseload.count(filter)

    def case_rows(
        self, filter: str, offset: int, limit: int, shared_with: Callable[[bytes], int]
    ) -> list[CaseRow]:
        """A window of the list of cases; `shared_with` tells with how many others."""
        self._renew()
        return self._caseload.rows(filter, offset, limit, shared_with)

    def search(self, text: str, limit: int) -> list[Hit]:
        """Where words begin with those of `text`, newest entities first.

        Every word must be found in one entity. At most `lookup.LOOKED_AT` are looked at.
        """
        self._renew()
        return lookup.search(self._db, self._index, text, limit)


def _clean(text: str) -> str:
    """Text that SQLite takes: half signs, which are no text at all, become `?`."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
