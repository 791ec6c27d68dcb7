"""Cases: opening one, listing them, changing the case itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS, Kind
from tui.commands import case_page, settle, share
from tui.commands.columns import columns
from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_forms, add_limit, add_offline, add_reading
from tui.commands.saving import edits_of, refused
from tui.commands.typed_fields import add_fields, values
from tui.language import _, ngettext

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.replica.change import Edit
    from tui.commands.errand import Errand
    from tui.local.port import CaseRow
    from tui.local.session import Session

BY_ACTS = ("opened_on", "closed_on", "tipping_point_passed")
"""Fields of the case that opening, closing and choosing write."""
NEW = [name for name in FIELDS[Kind.CASE] if name not in (*BY_ACTS, "status", "linked_case")]
_SET = [name for name in FIELDS[Kind.CASE] if name not in BY_ACTS]
_PLAIN = ("code", "client", "callsign", "status", "domain", "opened_on", "last_contact")


def add_to(nouns: Nouns) -> None:
    """Let the parser know `case` and what comes after it."""
    cases = nouns.noun("case", _("open, list, show, share and change cases"))

    new = cases.command("new", _("open a case; prints its code"), open_new)
    add_fields(new, Kind.CASE, NEW)
    add_offline(new)
    add_forms(new)

    listing = cases.command(
        "list",
        _("list the cases of this device, the newest contact first"),
        list_all,
        description=_(
            "Lists the cases of this device. With --plain: code, client, callsign, status,"
            " domain, day of opening, last contact, differences to settle, changes not yet"
            " kept, colleagues who share it, id."
        ),
    )
    listing.add_argument(
        "filter", nargs="?", default="", metavar=_("WORDS"), help=_("only cases with these words")
    )
    add_limit(listing)
    add_reading(listing)

    case_page.add_to(cases)
    share.add_to(cases)

    change = cases.command("set", _("change fields of the case itself"), change_fields)
    change.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    add_fields(change, Kind.CASE, _SET)
    add_offline(change)
    add_forms(change)

    settle.add_to(cases)


async def open_new(errand: Errand) -> Exit:
    """Open a case; its code is drawn unless it is given."""
    from shared.casework import verbs

    async with errand.opened() as session:
        given = values(errand, session, Kind.CASE, None, NEW)
        code, circle = new_code(errand, session, given), errand.new_id()
        edits = edits_of(Kind.CASE, verbs.open_case(circle, code, errand.today, given))
        return await opened(errand, session, code, circle, edits)


def new_code(errand: Errand, session: Session, given: dict[str, Any]) -> str:
    """The code of a new case: as it was given, or drawn; with the id under which the case
    will be counted, which goes into `given`."""
    from shared.casework.case_code import draw_code

    _check_code(given)
    taken = {row.code for row in session.case_rows("", 0, max(session.case_count(), 1))}
    code = str(given.pop("code", "")).strip() or draw_code(errand.front.door.random, taken)
    if code.casefold() in {one.casefold() for one in taken}:
        raise Ended(
            _("This device holds a case {code} already. Nothing was saved.").format(code=code),
            name="code_taken",
        )
    given["stat_row"] = errand.new_id()
    return code


def _check_code(given: dict[str, Any]) -> None:
    """Put a code that was typed into the form in which all commands take it."""
    from shared.casework.case_code import typed_code

    typed = str(given.get("code", ""))
    if not typed.strip():
        return
    given["code"] = typed_code(typed)
    if not given["code"]:
        raise Ended(
            _("A code has at least one letter or number: --code. Nothing was saved."),
            name="no_code",
            field="code",
        )


async def opened(
    errand: Errand, session: Session, code: str, circle: bytes, edits: list[Edit]
) -> Exit:
    """Save a new case, and print its code."""
    session.new_case(edits, circle)
    # As it was cleaned: what other commands take.
    code = session.case(circle).case.code
    sent = await errand.send(session)
    data = {"code": code, "circle": circle.hex(), **sent}
    errand.put(data, lambda: [(code, circle.hex())], lambda: [code])
    return Exit.OK


async def list_all(errand: Errand) -> Exit:
    """List the cases."""
    async with errand.opened() as session:
        words, limit = errand.given.filter, errand.given.limit
        count = session.case_count(words)
        most = count if limit is None else min(limit, count)
        rows = session.case_rows(words, 0, most) if most else []
    errand.put(
        [_data(row) for row in rows],
        lambda: (_cells(row) for row in rows),
        lambda: _lines(errand, rows, count),
    )
    return Exit.OK


def _data(row: CaseRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "conflicts": row.conflicts,
        "unkept": row.unkept,
        "shared_with": row.shared_with,
        "circle": row.circle.hex(),
    }


def _cells(row: CaseRow) -> list[str]:
    return [str(cell) for cell in _data(row).values()]


def _lines(errand: Errand, rows: list[CaseRow], count: int) -> Iterable[str]:
    from shared.casework.model.codes import CaseStatus

    if not rows:
        errand.terminal.say(_("There is no case. Open one with: luister case new"))
        return
    table = []
    for row in rows:
        status = CaseStatus.of(row.status)
        last = row.last_contact or row.opened_on
        words = row.status if status is None else _(status.label)
        table.append([row.code, row.client, row.callsign, words, last, ", ".join(_marks(row))])
    heads = [_("Code"), _("Client"), _("Callsign"), _("Status"), _("Last contact"), ""]
    yield from columns(heads, table, errand.terminal.width)
    if len(rows) < count:
        left = count - len(rows)
        errand.terminal.say(
            ngettext("{count} case is not shown.", "{count} cases are not shown.", left).format(
                count=left
            )
        )


def _marks(row: CaseRow) -> Iterable[str]:
    if row.conflicts:
        yield ngettext(
            "{count} difference to settle", "{count} differences to settle", row.conflicts
        ).format(count=row.conflicts)
    if row.unkept:
        yield ngettext(
            "{count} change not yet kept", "{count} changes not yet kept", row.unkept
        ).format(count=row.unkept)
    if row.shared_with:
        yield ngettext(
            "shared with {count} colleague", "shared with {count} colleagues", row.shared_with
        ).format(count=row.shared_with)


async def change_fields(errand: Errand) -> Exit:
    """Change fields of the case itself."""
    from shared.casework import verbs
    from shared.casework.rules import Broken

    async with errand.opened() as session:
        circle = case_of(session, errand.given.code)
        file = session.case(circle)
        given = values(errand, session, Kind.CASE, file, _SET)
        _check_code(given)
        edits = verbs.change(file, file.case, given, errand.today)
        if isinstance(edits, Broken):
            end = refused(Kind.CASE, edits)
            end.hints = (*_next(file, edits.field), *end.hints)
            raise end
        if not edits:
            errand.terminal.say(_("Nothing is different from what was there."))
        session.save(circle, edits)
        sent = await errand.send(session)
        code = session.case(circle).case.code
    data = {"code": code, "circle": circle.hex(), "changed": [e.field for e in edits], **sent}
    errand.put(data, lambda: [(code, *data["changed"])], list)
    return Exit.OK


def _next(file: CaseFile, field: str) -> list[str]:
    from shared.casework.intake.conflict import statuses_offered

    if field != "status":
        return []
    possible = ", ".join(statuses_offered(file)) or _("none")
    return [_("From here the status can become: {statuses}").format(statuses=possible)]
