"""The beginning of a case: what comes first, what is told first, and what is still to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.casework.consent.standing import statuses
from shared.casework.intake.conflict import (
    check_status,
    flags_of_conflict,
    last_check,
    stepped_back,
)
from shared.casework.intake.count_only import flags_of_count_only, is_count_only, record_consents
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    CaseStatus,
    ConflictDecision,
    ConsentStatus,
    ContactKind,
    Domain,
    Involvement,
    PartyRole,
    Urgency,
)
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.model.views import (
    KIND_OF,
    Case,
    Consent,
    Contact,
    Explanation,
    Impact,
    Party,
    View,
)
from shared.casework.open_now import Open
from shared.casework.rules import Broken, Flag, Rule, Said, holds_bsn
from shared.casework.status import OPEN
from shared.casework.workdays import RESPONSE_DAYS, working_days_after
from shared.wording import N_


class IntakeRule(Said):
    """What can not be done in a first talk."""

    ALLEGED = N_(
        "Choose where this idea comes from: suspected or named by the reporter, or named in a"
        " document. Nobody is found guilty here."
    )


class IntakeHint(Said):
    """What deserves a second look while the first talks are written down."""

    EXPLAIN_FIRST = N_(
        "Explain your role first: what is secret and what is not, who decides, and what you"
        " write down. Some of it is not ticked off yet."
    )
    EXPLAIN_TIPPING_POINT = N_(
        "This is about integrity. Explain when talking becomes a report, before the reporter"
        " tells more."
    )
    WHO_SAYS_SO = N_("Choose who says so: the reporter, a document, or you who saw it yourself.")


class IntakeOpen(Said):
    """What is to do next at the beginning of a case."""

    SELF_HARM = N_("Signs of self-harm: talk about it now. 113 helps day and night.")
    FIRST_RESPONSE = N_("Get in touch for the first time")
    CONFLICT_CHECK = N_("Check for conflicts of interest, before the story is told")
    SEND_ON = N_("You are not free in this case: help the reporter to somebody else")
    TELL_REPORTER = N_("Tell the reporter about the conflict of interest")
    SAFE_CONTACT = N_("Ask how the reporter can be reached safely")
    FIELD_OF_WORK = N_("Choose the field of work: unwanted behaviour, integrity or both")
    FIRST_TALK = N_("Have the first talk")
    EXPLANATION = N_("Explain what has not been explained yet")
    RECORD_KEEPING = N_("Ask for consent to keep a record")
    RECORD_KEEPING_AGAIN = N_("Ask again for consent to keep a record: it has ended")
    CONCERN = N_("Write down what the matter is")
    WISH = N_("Ask what the reporter hopes for")
    IMPACT = N_("Ask how the reporter is")
    APPOINTMENT = N_("Have the talk that was agreed")
    CALL_BACK = N_("Try again: the last contact was missed")


EXPLANATIONS: tuple[str, ...] = (
    "role",
    "independence",
    "secrecy_unless",
    "no_truth_finding",
    "control_with_reporter",
    "what_is_recorded",
    "retention",
    "rights",
    "complaint_about_adviser",
)
"""The nine explanations of a first talk; with integrity there is a tenth."""
TIPPING_POINT = "integrity_tipping_point"
_BEFORE_THE_END = tuple(
    one for one in OPEN if one not in (CaseStatus.NO_FURTHER_STEP, CaseStatus.AFTERCARE)
)
"""While a first talk that was not had is still asked for: no rule forbids to go on without."""
_INTEGRITY = (Domain.INTEGRITY, Domain.BOTH)
_WORDS = {
    kind: [name for name, field in fields.items() if field.form in (Form.LINE, Form.TEXT)]
    for kind, fields in FIELDS.items()
}
"""The fields of each kind that are text: asked once, and not for every entry."""
_TOLD = (Kind.NOTE, Kind.INCIDENT, Kind.CONCERN, Kind.CONTACT)


def first_response_due(opened_on: str, urgency: object) -> str:
    """By which day a reporter hears something: the same day where there is danger."""
    if urgency is not None and Urgency.of(urgency) is Urgency.ACUTE:
        return opened_on
    return working_days_after(opened_on, RESPONSE_DAYS)


def missing_explanations(file: CaseFile) -> tuple[str, ...]:
    """The explanations that the reporter has not had: fields of `explanation`."""
    wanted = EXPLANATIONS
    if file.case.domain in _INTEGRITY:
        wanted = (*wanted, TIPPING_POINT)
    given = file.all(Explanation)
    return tuple(name for name in wanted if not any(getattr(one, name) for one in given))


def hints_on_writing(
    file: CaseFile, kind: Kind, given: Mapping[str, Any], shown: View | None = None
) -> list[Said]:
    """What deserves a second look before something that was told is saved; it stops nothing.

    `given` are the fields that a form gives, `shown` is what they change, None for new.
    """
    fields = FIELDS[kind]
    told = any(given.get(name) for name, field in fields.items() if field.form is Form.TEXT)
    if kind not in _TOLD or not told:
        return []
    hints: list[Said] = []
    missing = missing_explanations(file)
    if set(missing) - {TIPPING_POINT}:
        hints.append(IntakeHint.EXPLAIN_FIRST)
    if TIPPING_POINT in missing:
        hints.append(IntakeHint.EXPLAIN_TIPPING_POINT)
    says = given.get("attribution") or getattr(shown, "attribution", None)
    if "attribution" in fields and not says:
        hints.append(IntakeHint.WHO_SAYS_SO)
    return hints


def check_case(file: CaseFile, before: Case | None, after: Case, on: str) -> Broken | None:
    """Rule 1: no case leaves `new` before it was checked for conflicts of interest."""
    return check_status(file, before, after, on)


def check_party(file: CaseFile, before: Party | None, after: Party, on: str) -> Broken | None:
    """Rule 17: of whom the reporter says it, the case tells where the idea comes from."""
    del file, on
    if before is not None and (before.role, before.involvement) == (after.role, after.involvement):
        return None
    return Broken(IntakeRule.ALLEGED, "involvement") if _without_source(after) else None


def _without_source(party: Party) -> bool:
    unsaid = party.involvement in (None, Involvement.UNSPECIFIED)
    return party.role is PartyRole.ALLEGED and unsaid


def open_in_intake(file: CaseFile, on: str) -> Iterator[Open]:
    """What is to do next at the beginning of a case, in the order of the work."""
    case = file.case
    if case.status not in OPEN:
        return
    yield from _danger(file)
    if stepped_back(file):
        yield Open(IntakeOpen.SEND_ON, "", Kind.CASE, case.id)
        return
    if awaits_first_response(file.case, file.contacts):
        yield Open(IntakeOpen.FIRST_RESPONSE, response_day(case), Kind.CONTACT)
    yield from _conflict(file)
    if case.safe_channel is None and not case.safe_times and not is_count_only(file):
        yield Open(IntakeOpen.SAFE_CONTACT, "", Kind.CASE, case.id)
    yield from agreed_contact(file.contacts)
    if case.status in _BEFORE_THE_END and not had_first_talk(file):
        yield Open(IntakeOpen.FIRST_TALK, "", Kind.CONTACT)
    if missing_explanations(file):
        yield Open(IntakeOpen.EXPLANATION, "", Kind.EXPLANATION)
    if case.domain is None and case.status is not CaseStatus.NEW:
        yield Open(IntakeOpen.FIELD_OF_WORK, "", Kind.CASE, case.id)
    yield from _record(file, on)
    if case.status is CaseStatus.INTAKE:
        yield from _story(file)


def had_first_talk(file: CaseFile) -> bool:
    """Whether the first talk was had, in which the reporter tells the story."""
    return any(one.kind is ContactKind.FIRST_TALK for one in file.contacts)


def awaits_first_response(case: Case, contacts: tuple[Contact, ...]) -> bool:
    """Whether the reporter has not heard from the adviser yet."""
    return case.status in (CaseStatus.NEW, CaseStatus.CONFLICT_CHECKED) and all(
        one.kind is ContactKind.MISSED for one in contacts
    )


def response_day(case: Case) -> str:
    """The day of the first response: as it stands, or counted from the opening; "" for none."""
    if case.first_response_due or not case.opened_on:
        return case.first_response_due
    return first_response_due(case.opened_on, case.urgency)


def agreed_contact(contacts: tuple[Contact, ...]) -> Iterator[Open]:
    """The next talk as it was agreed, or a contact that was missed and is tried again.

    What was agreed last counts, until there was contact on that day or later.
    """
    last = contacts[-1] if contacts else None
    if last is not None and last.kind is ContactKind.MISSED and not last.next_agreed:
        day = last.start[:10]
        due = working_days_after(day, 1) if day else ""
        yield Open(IntakeOpen.CALL_BACK, due, Kind.CONTACT, last.id)
    agreed = next((one for one in reversed(contacts) if one.next_agreed), None)
    if agreed is None:
        return
    kept = any(
        one.start[:10] >= agreed.next_agreed
        for one in contacts
        if one.kind is not ContactKind.MISSED and one.id != agreed.id
    )
    if not kept:
        yield Open(IntakeOpen.APPOINTMENT, agreed.next_agreed, Kind.CONTACT, agreed.id)


def danger(file: CaseFile) -> Impact | None:
    """What was noted last of signs of self-harm, where there were any."""
    talks = [one for one in file.all(Impact) if one.self_harm_signal is not None]
    return talks[-1] if talks and talks[-1].self_harm_signal else None


def _danger(file: CaseFile) -> Iterator[Open]:
    signs = danger(file)
    if signs is not None:
        yield Open(IntakeOpen.SELF_HARM, signs.noted_on, Kind.IMPACT, signs.id)


def _conflict(file: CaseFile) -> Iterator[Open]:
    check = last_check(file)
    if check is None:
        yield Open(IntakeOpen.CONFLICT_CHECK, "", Kind.CONFLICT_CHECK)
    elif check.decision in (ConflictDecision.PROCEED, ConflictDecision.BARRIER) and (
        check.conflict_kind is not None and not check.reporter_told
    ):
        yield Open(IntakeOpen.TELL_REPORTER, "", Kind.CONFLICT_CHECK, check.id)


def record_again(file: CaseFile, on: str) -> Consent | None:
    """The last consent to keep a record where all that were given have ended by `on`."""
    given = [] if is_count_only(file) else _given(record_consents(file))
    runs = any(not one.valid_until or one.valid_until >= on for one in given)
    return None if runs or not given else given[-1]


def _given(questions: Iterable[Consent]) -> list[Consent]:
    return [one for one in questions if statuses(one) == {str(ConsentStatus.GIVEN)}]


def _record(file: CaseFile, on: str) -> Iterator[Open]:
    if is_count_only(file):
        return
    ended = record_again(file, on)
    if ended is not None:
        yield Open(IntakeOpen.RECORD_KEEPING_AGAIN, ended.valid_until, Kind.CONSENT)
        return
    questions = record_consents(file)
    if _given(questions):
        return
    asked = questions[-1].id if questions else None
    yield Open(IntakeOpen.RECORD_KEEPING, "", Kind.CONSENT, asked)


def _story(file: CaseFile) -> Iterator[Open]:
    if not file.concerns:
        yield Open(IntakeOpen.CONCERN, "", Kind.CONCERN)
    if is_count_only(file):
        return
    if not file.case.wish_of_reporter:
        yield Open(IntakeOpen.WISH, "", Kind.CASE, file.case.id)
    if not file.all(Impact):
        yield Open(IntakeOpen.IMPACT, "", Kind.IMPACT)


def flags_of_intake(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program wrote against the rules of the beginning of a case."""
    yield from flags_of_conflict(file, on)
    yield from flags_of_count_only(file, on)
    for party in file.parties:
        if _without_source(party):
            yield Flag(IntakeRule.ALLEGED, party.id, "involvement")
    for view in file.views():
        for name in _WORDS[KIND_OF[type(view)]]:
            text = getattr(view, name)
            if text and holds_bsn(text):
                yield Flag(Rule.BSN, view.id, name)
