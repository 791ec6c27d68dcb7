"""A case that is closed: what it still takes, and how a new case may follow it."""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.consent.covering import Need, consent_check
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, ConsentScope
from shared.casework.model.schema import Kind
from shared.casework.model.views import Case, Closure, Consent
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_


class ClosedRule(Said):
    """What can not be done with a closed case, or by hand."""

    CLOSED = N_(
        "This case is closed: nothing is added or changed. Undo the closing on the day itself;"
        " later, open a new case when the reporter comes back."
    )
    BY_CLOSING = N_("A case is closed with “Close the case”, so that it is counted once.")
    LINK = N_(
        "Cases are linked only when the reporter wants that. Ask for consent to link, or leave"
        " the new case without a link."
    )
    LINK_TO_ITSELF = N_("A case does not follow itself.")
    NO_CLOSURE = N_("This case is closed, but nothing says how it ended.")
    NOT_COUNTED = N_("This case is closed, but was not counted for the annual report.")
    CLOSED_TWICE = N_("Two advisers closed this case. Delete the closure that does not hold.")
    STILL_OPEN = N_("There is a closure, but the case is open.")


SHUT = (CaseStatus.CLOSED, CaseStatus.RETAINED, CaseStatus.REOPENED, CaseStatus.DESTROYED)
"""Statuses of a case that is not worked on any more."""

STILL_TAKEN = (Kind.CONSENT, Kind.DISCLOSURE, Kind.VAULT_OPENING)
"""What is written down in a closed case too: an answer of the reporter, what was handed
over by order of a court, and that somebody looked at names."""

LINK = Need((ConsentScope.LINK_CASES,), None)
"""The consent to link a case with the one that it follows."""


def is_closed(file: CaseFile) -> bool:
    """Whether a case is closed as it is shown."""
    return file.case.status in SHUT


def check_open(file: CaseFile, kind: Kind | None = None) -> Broken | None:
    """Whether something of a kind may be added to a case or changed in it."""
    if not is_closed(file) or kind in STILL_TAKEN:
        return None
    return Broken(ClosedRule.CLOSED)


def check_closure(file: CaseFile, before: Closure | None, after: Closure, on: str) -> Broken | None:
    """Rule 18: no closure beside the act of closing, for that writes the row as well."""
    del file, after, on
    return Broken(ClosedRule.BY_CLOSING) if before is None else None


def check_ending(file: CaseFile, before: Case | None, after: Case, on: str) -> Broken | None:
    """The day of closing and the row are set by closing; a link needs a consent to link."""
    if after.closed_on != ("" if before is None else before.closed_on):
        return Broken(ClosedRule.BY_CLOSING, "closed_on")
    if before is not None and after.stat_row != before.stat_row:
        return Broken(ClosedRule.BY_CLOSING, "stat_row")
    if after.linked_case is None or (before and before.linked_case == after.linked_case):
        return None
    if after.linked_case == file.circle:
        return Broken(ClosedRule.LINK_TO_ITSELF, "linked_case")
    return None if links(file, on) else Broken(ClosedRule.LINK, "linked_case")


def links(file: CaseFile, on: str) -> bool:
    """Whether a consent to link is in force in this case on the day `on`."""
    return any(consent_check(file, one.id, LINK, on) is None for one in file.all(Consent))


def flags_of_closing(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program, or two advisers at once, wrote against these rules."""
    case, closures = file.case, file.all(Closure)
    if case.linked_case is not None and not links(file, on):
        yield Flag(ClosedRule.LINK, case.id, "linked_case")
    if case.status is CaseStatus.CLOSED and not closures:
        yield Flag(ClosedRule.NO_CLOSURE, case.id, "status")
    if is_closed(file) and case.stat_row is None:
        yield Flag(ClosedRule.NOT_COUNTED, case.id, "status")
    if case.status is not None and not is_closed(file):
        yield from (Flag(ClosedRule.STILL_OPEN, one.id) for one in closures)
    elif len(closures) > 1:
        yield from (Flag(ClosedRule.CLOSED_TWICE, one.id) for one in closures)
