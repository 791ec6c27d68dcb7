"""What somebody means by a word on the command line: a case, a colleague, an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from tui.commands.ending import Ended
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.kinds import Kind
    from shared.casework.model.views import View
    from tui.local.port import CaseRow, MemberRow
    from tui.local.session import Session

SHORTEST = 4
"""Fewest hexadecimal signs of a short id."""

Found = TypeVar("Found")


def case_of(session: Session, word: str) -> bytes:
    """The circle of a case: by its code, the beginning of it, or the case's own id.

    Two advisers can draw the same code before they share; the id tells them apart.
    """
    wanted = word.strip().casefold()
    rows = session.case_rows("", 0, max(session.case_count(), 1))
    exact = [row for row in rows if row.code.casefold() == wanted]
    begun = [row for row in rows if wanted and row.code.casefold().startswith(wanted)]
    by_id = [row for row in rows if _is_id(wanted) and row.circle.hex().startswith(wanted)]
    found = exact or begun or by_id
    if len(found) == 1:
        return found[0].circle
    if not found:
        raise Ended(
            _("This device holds no case {word}.").format(word=word),
            hints=[_("Your cases: luister case list")],
            name="no_case",
        )
    raise Ended(
        _("{word} can be several cases. Write more of the code, or the id of the case:").format(
            word=word
        ),
        hints=[_case_line(row) for row in found[:10]],
        name="several_cases",
    )


def _case_line(row: CaseRow) -> str:
    return f"  {row.code}  {row.circle.hex()[:8]}  {row.client}"


def _is_id(word: str) -> bool:
    return len(word) >= SHORTEST and set(word) <= set("0123456789abcdef")


def member_of(members: Iterable[MemberRow], word: str) -> MemberRow:
    """A member of the firm: by name, the beginning of it, or the id."""
    wanted = " ".join(word.split()).casefold()
    rows = list(members)
    exact = [row for row in rows if row.name.casefold() == wanted]
    begun = [row for row in rows if wanted and row.name.casefold().startswith(wanted)]
    by_id = [row for row in rows if _is_id(wanted) and row.member.hex().startswith(wanted)]
    return _only(
        exact or begun or by_id,
        lambda row: f"  {row.name}  {row.member.hex()[:8]}",
        _("There is no colleague {word}.").format(word=word),
        _("{word} can be several colleagues. Write more of the name, or the id:").format(word=word),
        hint=_("Your colleagues: luister members"),
    )


def _only(
    found: Sequence[Found], line: Callable[[Found], str], none: str, several: str, hint: str
) -> Found:
    if len(found) == 1:
        return found[0]
    if not found:
        raise Ended(none, hints=[hint], name="not_found")
    raise Ended(several, hints=[line(one) for one in found[:10]], name="several_found")


def short_ids(file: CaseFile) -> dict[bytes, str]:
    """For each entry of a case the shortest beginning of its id that is no other's."""
    ids = sorted({view.id.hex() for view in (*file.views(), *file.deleted)} - {file.circle.hex()})
    short: dict[bytes, str] = {}
    for at, id in enumerate(ids):
        length = SHORTEST
        for other in ids[max(at - 1, 0) : at + 2]:
            while other != id and other.startswith(id[:length]):
                length += 1
        short[bytes.fromhex(id)] = id[:length]
    return short


def entry_of(file: CaseFile, word: str, *kinds: Kind) -> View:
    """An entry of a case: by what it is called, or by the beginning of its id.

    Of one of `kinds`, when given: names are looked for among these alone, and what was
    deleted has none.
    """
    from shared.casework.model.views import KIND_OF

    wanted = word.strip().casefold()
    views = [view for view in (*file.views(), *file.deleted) if view.id != file.circle]
    called = [view for view in views if KIND_OF[type(view)] in kinds and wanted in _names(view)]
    found = called or [view for view in views if wanted and view.id.hex().startswith(wanted)]
    view = _only(
        found,
        lambda view: f"  {view.id.hex()[:12]}  {_(KIND_OF[type(view)].label)}",
        _("Case {code} holds nothing with id {word}.").format(code=file.case.code, word=word),
        _("{word} can be several entries. Write more of the id:").format(word=word),
        hint=_("The ids: luister case show {code}").format(code=file.case.code),
    )
    if kinds and KIND_OF[type(view)] not in kinds:
        raise Ended(
            _("{word} is something else: {kind}.").format(
                word=word, kind=_(KIND_OF[type(view)].label)
            ),
            name="of_another_kind",
        )
    return view


_NAMES = ("label", "title", "option_type", "route_type", "step_type", "scope", "category")
"""Fields by which an entry can be called, besides its id: labels, titles, and kinds."""


def _names(view: View) -> set[str]:
    """What somebody may call an entry: as it was typed, as records have it, and in words."""
    from shared.casework.model.code import Code

    found: set[str] = set()
    for name in () if view.deleted else _NAMES:
        value = getattr(view, name, None)
        if isinstance(value, Code):
            found |= {value, value.replace("_", "-"), _(value.label).casefold()}
        elif isinstance(value, str) and value:
            found.add(value.casefold())
    return found


def entries_of(file: CaseFile, words: str, kind: Kind) -> list[bytes]:
    """The ids of several entries: their names or ids, with commas between them."""
    wanted = words.strip().casefold()
    known = {name: view.id for view in file.parts.get(kind, ()) for name in _names(view)}
    if wanted in known:
        # A name may hold a comma.
        return [entry_of(file, words, kind).id]
    return [entry_of(file, part, kind).id for part in words.split(",") if part.strip()]
