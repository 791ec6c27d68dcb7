"""Questions to the tables of the projection: entities by kind, and places of words.

Each is one query on an open in-memory database whose tables `tui.local.projection` fills.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Collection, Iterator

import msgspec

from shared.casework.model.searching import text_of
from shared.replica.change import Fields, Live
from tui.local.folding import excerpt, starts_of, words_of
from tui.local.port import Entity, Hit
from tui.local.search_index import SearchIndex

VAULT = "vault"
"""The kind of entity by which a case tells of the circle of its people's names."""
LOOKED_AT = 500
"""How many rows a search looks at before it gives what it has."""

decode_fields = msgspec.msgpack.Decoder(dict[str, tuple[Live, ...]]).decode


def entities_in(
    database: sqlite3.Connection, circle: int | None, kind: str
) -> list[tuple[bytes, Fields]]:
    """The entities of one kind in the circle with a number, ordered by id."""
    found = database.execute(
        "select id, fields from entity where circle = ? and kind = ? order by id", (circle, kind)
    ).fetchall()
    return [(entity, decode_fields(fields)) for entity, fields in found]


def entities_of(
    database: sqlite3.Connection, kinds: Collection[str], statuses: Collection[str] | None
) -> Iterator[Entity]:
    """The entities of some kinds in all cases, or in those of some statuses, by kind, oldest
    first."""
    # Of few cases the entities are looked up case by case; the order of the join says so.
    tables = "entity e join caseload l on l.circle = e.circle"
    standing = ""
    if statuses is not None:
        tables = "caseload l cross join entity e on e.circle = l.circle"
        standing = f" and l.status in ({_places(statuses)})"
    found = database.execute(
        f"select c.id, l.code, e.kind, e.id, e.fields from {tables}"  # noqa: S608
        " join circle c on c.number = e.circle"
        f" where e.kind in ({_places(kinds)}){standing} order by e.kind, e.row",
        (*kinds, *(statuses or ())),
    ).fetchall()
    for circle, code, kind, entity, fields in found:
        yield Entity(circle, code, kind, entity, decode_fields(fields))


def _places(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def vault_marks(
    database: sqlite3.Connection, wanted: Collection[bytes]
) -> list[tuple[bytes, Fields]]:
    """What cases tell of the vaults with some ids."""
    found = database.execute("select id, fields from entity where kind = ?", (VAULT,)).fetchall()
    return [(vault, decode_fields(fields)) for vault, fields in found if vault in wanted]


def search(database: sqlite3.Connection, index: SearchIndex, text: str, limit: int) -> list[Hit]:
    """Where words begin with those of `text`, newest entities first.

    Every word must be found in one entity. At most `LOOKED_AT` are looked at.
    """
    words = words_of(text)
    # Nearly every note has a word that begins with some one letter: looking at the
    # text of what the longer words give is quicker than asking the index for it.
    asked = [word for word in words if len(word) > 2] or words[:1]
    hits: list[Hit] = []
    for looked_at, row in enumerate(index.rows(asked)):
        if len(hits) >= limit or looked_at >= LOOKED_AT:
            break
        hit = _hit(database, row, words)
        if hit is not None:
            hits.append(hit)
    return hits


def _hit(database: sqlite3.Connection, row: int, words: list[str]) -> Hit | None:
    found = database.execute(
        "select c.id, e.kind, e.id, e.fields, l.code from entity e"
        " join circle c on c.number = e.circle"
        " left join caseload l on l.circle = e.circle where e.row = ?",
        (row,),
    ).fetchone()
    if found is None:
        return None
    circle, kind, entity, fields, code = found
    text = unicodedata.normalize("NFC", text_of(kind, decode_fields(fields)))
    starts = starts_of(words, text)
    if not starts:
        return None
    return Hit(
        circle=circle,
        code=code or "",
        kind=kind,
        entity=entity,
        excerpt=excerpt(text, starts[0]),
    )
