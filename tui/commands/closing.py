"""Closing a case, taking that back on the same day, and the reporter who comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import FIELDS, Kind
from tui.commands import case, entry
from tui.commands.ending import Ended, Exit, Misused
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_code, add_saving, add_sure
from tui.commands.saving import edits_of, refused
from tui.commands.typed_fields import add_field, add_fields, values
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.ending.closing import Closing
    from shared.casework.model.case_file import CaseFile
    from tui.commands.errand import Errand
    from tui.local.session import Session

_CLOSURE = [name for name, one in FIELDS[Kind.CLOSURE].items() if not one.by_act]
_CLOSURE.remove("closed_on")
_TAKEN_ALONG = ("client", "callsign", "safe_channel", "safe_times", "safe_never", "domain")
"""What is known of somebody who comes back, unless the reporter begins afresh."""


def add_to(nouns: Nouns) -> None:
    """Let the parser know `close`, `reopen` and `closure`."""
    closing = nouns.command(
        "close",
        _("close a case and count it once, or take that back today"),
        close,
        description=_(
            "Closes a case today, and counts it once for the annual report, without code, day or"
            " words. What is left over is said and asked about. On the same day --undo takes the"
            " closing back."
        ),
    )
    add_code(closing)
    add_fields(closing, Kind.CLOSURE, _CLOSURE)
    closing.add_argument("--undo", action="store_true", help=_("take the closing of today back"))
    add_sure(closing)
    add_saving(closing)

    reopening = nouns.command(
        "reopen",
        _("open a new case for a reporter who comes back; prints its code"),
        reopen,
        description=_(
            "Opens a new case for a reporter who comes back after the case was closed. The cases"
            " are linked only with --link, which says that the reporter consents to it. What is"
            " known of how to reach the reporter goes along, unless --afresh says otherwise."
        ),
    )
    add_code(reopening)
    reopening.add_argument(
        "--link", action="store_true", help=_("link the cases; the reporter said yes to that")
    )
    reopening.add_argument(
        "--afresh", action="store_true", help=_("take nothing along from the closed case")
    )
    add_field(reopening, FIELDS[Kind.CONSENT]["form"])
    add_fields(reopening, Kind.CASE, case.NEW)
    add_saving(reopening)

    closures = nouns.noun("closure", _("delete a closure that does not hold, or put it back"))
    entry.add_deleting(closures, Kind.CLOSURE)


async def close(errand: Errand) -> Exit:
    """Close a case, or take that back."""
    from shared.casework.ending import closing
    from shared.casework.rules import Broken

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        rows = closing.read_rows(session.stat_rows())
        given = values(errand, session, Kind.CLOSURE, file, _CLOSURE)
        if errand.given.undo:
            if given:
                raise Misused(_("Nothing is written down when a closing is taken back."))
            outcome = closing.undo(file, rows, errand.today)
        else:
            outcome = closing.close(file, rows, errand.new_id, errand.today, given)
        if isinstance(outcome, Broken):
            raise refused(Kind.CLOSURE, outcome)
        left = [_(one.hint.text) for one in outcome.left]
        if left:
            errand.confirm(_("Close the case all the same?"), *left)
        return await _closed(errand, session, file, outcome, left)


async def _closed(
    errand: Errand, session: Session, file: CaseFile, outcome: Closing, left: list[str]
) -> Exit:
    session.save_all({file.circle: outcome.case, session.advisers_circle: outcome.advisers})
    sent = await errand.send(session)
    status = session.case(file.circle).case.status
    code = file.case.code
    if errand.given.undo:
        errand.terminal.say(_("The closing is taken back. The case is not counted."))
    else:
        errand.terminal.say(
            _("The case is closed and counted. Take it back today with: {command}").format(
                command=f"luister close {code} --undo"
            )
        )
    data = {"code": code, "status": str(status), "left": left, **sent}
    errand.put(data, lambda: [(code, str(status))], list)
    return Exit.OK


async def reopen(errand: Errand) -> Exit:
    """A new case for a reporter who comes back."""
    from shared.casework.consent.wording import WORDING
    from shared.casework.ending import reopening
    from shared.casework.ending.closed import is_closed
    from shared.casework.model.codes import ConsentScope

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        if not is_closed(file):
            raise Ended(
                _("This case is not closed. Go on in it."),
                hints=[f"luister open-now {file.case.code}"],
                name="not_closed",
            )
        given: dict[str, Any] = {} if errand.given.afresh else _known(file)
        given.update(values(errand, session, Kind.CASE, file, case.NEW))
        code, circle = case.new_code(errand, session, given), errand.new_id()
        if errand.given.link:
            outcome = reopening.reopen_linked(
                circle, code, errand.today, given,
                old=file.circle,
                consent=errand.new_id(),
                asked={"wording_read": _(WORDING[ConsentScope.LINK_CASES])},
                form=ConsentForm.of(errand.given.field_form),
            )  # fmt: skip
        else:
            outcome = reopening.reopen(circle, code, errand.today, given)
        return await case.opened(errand, session, code, circle, edits_of(Kind.CASE, outcome))


def _known(file: CaseFile) -> dict[str, Any]:
    return {name: getattr(file.case, name) for name in _TAKEN_ALONG}
