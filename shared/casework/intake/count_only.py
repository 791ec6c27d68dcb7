"""A case of which the reporter wants no record: it is counted, and little else is kept.

Refusing consent to keep a record must leave a case that can be worked with: when and how
there was contact, what kind of matter it was, how it ended. What was told is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.casework.consent.standing import standing, statuses
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentScope, ConsentStatus
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.model.views import KIND_OF, Case, Consent, Identity, Impact, View
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_


class CountOnlyRule(Said):
    """What is not kept when the reporter wants no record."""

    NO_RECORD = N_(
        "The reporter does not want a record kept. Nothing that was told is written down here."
        " You can keep the kind of matter, when and how you had contact, and how it ended."
    )
    NO_NAMES = N_(
        "The reporter does not want a record kept. A name or contact details are kept only with"
        " consent to keep them: ask for that first."
    )


KEPT: dict[Kind, frozenset[str]] = {
    Kind.CASE: frozenset({"code", "client", "callsign", "safe_times", "safe_never"}),
    Kind.PARTY: frozenset({"label", "unit"}),
    Kind.CONFLICT_CHECK: frozenset({"reason"}),
    Kind.CONSENT: frozenset({"purpose", "what", "wording_read", "effect_of_withdrawal"}),
    Kind.VAULT_OPENING: frozenset({"reason"}),
    Kind.OPTION: frozenset({"cost"}),
    Kind.DOCUMENT: frozenset({"title"}),
    Kind.REFERRAL: frozenset({"service"}),
    Kind.AFTERCARE_PLAN: frozenset({"weeks"}),
    Kind.DISCLOSURE: frozenset(
        name for name, field in FIELDS[Kind.DISCLOSURE].items() if field.form is not Form.CODE
    ),
    Kind.REMINDER: frozenset({"what"}),
    # The adviser's own memory, which no colleague ever reads and which goes by itself.
    Kind.WORKING_NOTE: frozenset({"text"}),
}
"""The lines and texts that can be kept all the same: how to be in touch without harm, and
what an adviser must be able to account for (who was asked what, why secrecy was broken)."""

_NO = frozenset({str(ConsentStatus.REFUSED), str(ConsentStatus.WITHDRAWN)})
_ANSWERS = _NO | {str(ConsentStatus.GIVEN)}


def is_count_only(file: CaseFile) -> bool:
    """Whether no record is kept: the reporter's last answer about it was no.

    Several answers to one question count as the strictest. Without an answer the mark
    of the case itself says.
    """
    answered = [one for one in record_consents(file) if _ANSWERS & statuses(one)]
    if not answered:
        return file.case.count_only is True
    last = max(answered, key=lambda one: (_answered_at(one), one.id))
    return bool(_NO & statuses(last))


def record_consents(file: CaseFile) -> list[Consent]:
    """The questions whether a record may be kept, and their answers."""
    return [one for one in file.consents if one.scope is ConsentScope.RECORD_KEEPING]


def _answered_at(consent: Consent) -> int:
    return max((live.time for live in consent.fields.get("status", ())), default=0)


def check_count_only(file: CaseFile, before: View | None, after: View, on: str) -> Broken | None:
    """Nothing that the reporter told is added to a case of which no record is kept.

    What stood there may stay and may be taken out. A name is no story: the reporter can
    want to be reached all the same, and says so with a consent of its own.
    """
    if isinstance(after, Case):
        file = msgspec.structs.replace(file, case=after)
    told = [
        name
        for name in _telling(after)
        if before is None or getattr(after, name) != getattr(before, name)
    ]
    if not told or not is_count_only(file):
        return None
    if isinstance(after, Identity):
        return None if _holds_names(file, on) else Broken(CountOnlyRule.NO_NAMES, told[0])
    return Broken(CountOnlyRule.NO_RECORD, told[0])


def _holds_names(file: CaseFile, on: str) -> bool:
    """Whether the reporter lets a name or contact details be kept, on the day `on`."""
    return any(
        one.scope is ConsentScope.HOLD_IDENTITY and standing(one, on) is ConsentStatus.GIVEN
        for one in file.consents
    )


def _telling(view: View) -> Iterator[str]:
    """The fields of an entity that hold what was told."""
    kind = KIND_OF[type(view)]
    kept = KEPT.get(kind, frozenset())
    for name, field in FIELDS[kind].items():
        if field.form is Form.DATE:
            continue
        # How somebody is, is health: no part of it is kept.
        telling = isinstance(view, Impact) or field.form in (Form.LINE, Form.TEXT)
        if telling and name not in kept and getattr(view, name) not in ("", None):
            yield name


def flags_of_count_only(file: CaseFile, on: str) -> Iterator[Flag]:
    """What stands in a case of which no record is kept: from before the answer, or from
    another program. It can be taken out."""
    del on
    if not is_count_only(file):
        return
    for view in file.views():
        for name in _telling(view):
            yield Flag(CountOnlyRule.NO_RECORD, view.id, name)
