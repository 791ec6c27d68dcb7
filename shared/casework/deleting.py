"""What can not be deleted, put back, or chosen when two values are settled."""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.consent.standing import statuses
from shared.casework.ending.closed import SHUT, ClosedRule, check_open, is_closed
from shared.casework.ending.referring import may_have_shared
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, ConsentStatus
from shared.casework.model.kinds import DELETED, FIELDS, Kind
from shared.casework.model.reading import read
from shared.casework.model.views import (
    KIND_OF,
    Case,
    Closure,
    Consent,
    Disclosure,
    Document,
    Referral,
    Route,
    Step,
    VaultOpening,
    Version,
    View,
)
from shared.casework.route.routing import need_of
from shared.casework.rules import Broken, Flag, Rule, Said
from shared.wording import N_


class DeletingRule(Said):
    """Why something stays where it is."""

    LEFT = N_(
        "With this step something left the case. It is not deleted: what left stays visible."
        " If it did not happen after all, take away the day on which it was done first."
    )
    VERSION = N_(
        "A version of a document is not deleted alone: the others rest on it. Delete the"
        " document, or write a new version."
    )
    KEEP_CLOSED = N_(
        "This case was closed and counted. Keep “closed”; the closing can be undone on the day"
        " itself."
    )
    TRACE = N_(
        "That names were looked at stays in the case, with the reason that was given. Write a"
        " note when the reason was a slip."
    )
    DISCLOSED = N_(
        "What was disclosed stays in the case. Change what is wrong in it; if nothing was"
        " said after all, write that there."
    )
    INTRODUCED = N_(
        "The helper was told something: that stays in the case. Set the status to “Not suitable” or"
        " “Completed” when it goes no further."
    )
    KEEP_ROW = N_("The case is counted under the other number. Keep that one.")


def check_deletion(file: CaseFile, shown: View) -> Broken | None:
    """Why something is not deleted from a case as it is; None when it may be."""
    if isinstance(shown, Case):
        raise ValueError("a case is not deleted like this")
    return _closed_to(file, shown) or _in_use(file, shown)


def _closed_to(file: CaseFile, shown: View) -> Broken | None:
    """A closed case stays as it was, but for a closure too many and what it still takes.

    A deletion that is disputed is settled either way, or it would be disputed for good.
    """
    if DELETED in shown.conflicts:
        return None
    if isinstance(shown, Closure) and len(file.all(Closure)) > 1:
        return None
    return check_open(file, KIND_OF[type(shown)])


def _in_use(file: CaseFile, shown: View) -> Broken | None:
    match shown:
        case Consent() if str(ConsentStatus.GIVEN) in statuses(shown):
            return Broken(Rule.CONSENT_IN_FORCE)
        case Version() if file.find_as(Document, shown.document) is not None:
            return Broken(DeletingRule.VERSION)
        case Step() if _something_left(file, shown):
            return Broken(DeletingRule.LEFT)
        case Disclosure() if any(live.value for live in shown.fields.get("given_on", ())):
            return Broken(DeletingRule.DISCLOSED)
        case Referral() if may_have_shared(shown):
            return Broken(DeletingRule.INTRODUCED)
        case VaultOpening():
            return Broken(DeletingRule.TRACE)
    return None


def _something_left(file: CaseFile, step: Step) -> bool:
    """Whether a step may have been done with which something left: on any of its values."""
    days = {live.value for live in step.fields.get("done_on", ()) if live.value}
    if not step.done_on and not days:
        return False
    # Also of a route that was deleted: the step keeps what it was.
    route = file.find(step.route)
    return need_of(route if isinstance(route, Route) else None, step) is not None


def flags_of_deleting(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program deleted although it tells what left the case. It stays deleted,
    can be put back, and this is said of it."""
    del on
    for gone in file.deleted:
        if isinstance(gone, (Disclosure, Referral, Step, VaultOpening)):
            broken = _in_use(file, gone)
            if broken is not None:
                yield Flag(broken.rule, gone.id)


def check_undeletion(file: CaseFile, shown: View) -> Broken | None:
    """Why something is not put back in a case as it is; None when it may be."""
    if DELETED in shown.conflicts:
        return None
    if isinstance(shown, Closure) and shown.deleted:
        return Broken(ClosedRule.BY_CLOSING)
    return check_open(file, KIND_OF[type(shown)])


def versions_along(file: CaseFile, shown: View) -> list[Version]:
    """The versions of a document, deleted ones included: they go and come back with it."""
    if not isinstance(shown, Document):
        return []
    gone = (one for one in file.deleted if isinstance(one, Version))
    return [one for one in (*file.all(Version), *gone) if one.document == shown.id]


def check_settling(file: CaseFile, shown: View, field: str, value: object) -> Broken | None:
    """Why one of two values that stand side by side is not the one to keep (rule 18).

    A case that one adviser closed and the other moved on was counted: it stays closed. The
    row under which it counts is the lowest, on all devices.
    """
    if not isinstance(shown, Case):
        return None
    lives = shown.fields.get(field, ())
    if field == "status":
        kept = _status(value)
        shut = is_closed(file) or any(_status(live.value) in SHUT for live in lives)
        return Broken(DeletingRule.KEEP_CLOSED, field) if shut and kept not in SHUT else None
    if field == "stat_row":
        rows = {x.value for x in lives if type(x.value) is bytes and len(x.value) == 16}
        return Broken(DeletingRule.KEEP_ROW, field) if rows and value != min(rows) else None
    return None


def _status(value: object) -> CaseStatus | None:
    status, _ = read(FIELDS[Kind.CASE]["status"], value)
    return status if isinstance(status, CaseStatus) else None
