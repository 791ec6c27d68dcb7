"""Everything that is due over all cases, by urgency.

It is made of the same functions as what is open in a case, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.casework.choice.choosing import reflecting, standing_decision
from shared.casework.consent.consenting import standing
from shared.casework.due import SINCE, Dated, Due, DueKind, Pressing
from shared.casework.ending.aftercare import left, to_hold, unsolved, why_not_call
from shared.casework.ending.referring import RUNNING
from shared.casework.intake.open_in_intake import (
    IntakeOpen,
    agreed_contact,
    awaits_first_response,
    danger,
    record_again,
    response_day,
)
from shared.casework.model.case_file import CaseFile, read_case
from shared.casework.model.codes import (
    ConsentStatus,
    OptionStatus,
    RouteStatus,
    Urgency,
)
from shared.casework.model.schema import Kind
from shared.casework.model.views import (
    Option,
    Referral,
    Reminder,
    Route,
    Step,
    WorkingNote,
)
from shared.casework.route.guarding import Alert, guard_due, to_answer
from shared.casework.route.steps import day_before
from shared.casework.route.terms import TermKind, days_after, terms_of
from shared.casework.status import ENDS, OPEN
from shared.casework.working_notes import gone_by
from shared.replica.change import Fields

KINDS: tuple[str, ...] = tuple(
    str(kind)
    for kind in (
        Kind.CASE,
        Kind.CONTACT,
        Kind.PARTY,
        Kind.IMPACT,
        Kind.CONSENT,
        Kind.OPTION,
        Kind.DECISION,
        Kind.ROUTE,
        Kind.STEP,
        Kind.GUARD,
        Kind.REFERRAL,
        Kind.AFTERCARE_PLAN,
        Kind.AFTERCARE_CHECK,
        Kind.ADVERSE_EFFECT,
        Kind.REMINDER,
    )
)
"""The kinds of entity that an agenda is made of."""
STATUSES: tuple[str, ...] = (*map(str, OPEN), *map(str, ENDS))
"""The statuses of the cases in which something can be due."""
_CASE = str(Kind.CASE)
SOON_DAYS = 7
_OPEN = frozenset(map(str, OPEN))
_ENDED = frozenset(map(str, ENDS))
_OVER = (RouteStatus.FINISHED, RouteStatus.ABANDONED)
_TERMS = {
    TermKind.FILING: DueKind.FILING,
    TermKind.RECEIPT: DueKind.RECEIPT,
    TermKind.FEEDBACK: DueKind.FEEDBACK,
    TermKind.RESPONSE: DueKind.RESPONSE,
    TermKind.DECISION: DueKind.DECISION,
    TermKind.APPEAL: DueKind.APPEAL,
}
_ALERTS = {
    Alert.LEAK: DueKind.LEAK,
    Alert.RETALIATION: DueKind.HARM,
    Alert.TALKED: DueKind.NO_CONSENT,
}
_Found = tuple[DueKind, str, bytes | None]


def agenda(entities: Iterable[Dated], on: str, notes: Iterable[WorkingNote] = ()) -> list[Due]:
    """What is due in cases on the day `on` (an ISO date), the most pressing first.

    `entities` are those of `KINDS`, of all cases or of those of `STATUSES`, in any order.
    In a case that has ended and is not closed yet only reminders count; in a closed one
    nothing does. `notes` are the adviser's own working notes; the code of one about a case
    that is not among the entities is "", and it is due when it goes within a week. Never
    raises for what stands in them.
    """
    cases: dict[bytes, list[Dated]] = {}
    working: set[bytes] = set()
    ended: set[bytes] = set()
    for entity in entities:
        cases.setdefault(entity.circle, []).append(entity)
        if entity.kind == _CASE and entity.id == entity.circle:
            if _has_status(entity.fields, _OPEN):
                working.add(entity.circle)
            elif _has_status(entity.fields, _ENDED):
                ended.add(entity.circle)
    week = days_after(on, SOON_DAYS)
    found: list[Due] = []
    for circle in working:
        found += _of_case(circle, cases[circle], True, on, week)
    for circle in ended:
        found += _of_case(circle, cases[circle], False, on, week)
    codes = {circle: parts[0].code for circle, parts in cases.items()}
    for note in notes:
        day = gone_by(note)
        # Only of what is about to go it matters: all of them go within weeks.
        if day and day <= week and not note.deleted and note.case is not None:
            pressing = _pressing(day, False, on, week)
            code = codes.get(note.case, "")
            found.append(Due(note.case, code, DueKind.NOTE_GOES, day, pressing, note.id))
    return sorted(found, key=_first)


_RANK = {pressing: rank for rank, pressing in enumerate(Pressing)}


def _first(due: Due) -> tuple[int, str, str, str, bytes, bytes]:
    rank = _RANK[due.pressing]
    return rank, due.due, due.code, str(due.kind), due.circle, due.entity or b""


def _has_status(fields: Fields, wanted: frozenset[str]) -> bool:
    """Whether one of the live statuses is one of these. Of ten thousand cases most are
    closed: only the others are read whole."""
    lives = fields.get("status", ())
    return any(isinstance(live.value, str) and live.value in wanted for live in lives)


def _of_case(circle: bytes, parts: list[Dated], working: bool, on: str, week: str) -> Iterator[Due]:
    file = read_case(circle, [(part.kind, part.id, part.fields) for part in parts])
    acute = file.case.urgency is Urgency.ACUTE
    found = [*_reminders(file), *(_at_work(file, on) if working else ())]
    routes = _numbered(file)
    for kind, due, entity in found:
        quiet = kind is DueKind.AFTERCARE_DAY
        # What is nobody's turn is never too late, nor is what stands until it is answered.
        day = max(due, on) if quiet or kind in SINCE else due
        pressing = _pressing(day, acute and not quiet, on, week)
        route = entity if entity in routes else getattr(file.find(entity), "route", None)
        number = routes.get(route, 0)
        yield Due(circle, parts[0].code, kind, due, pressing, entity, quiet, number)


def _numbered(file: CaseFile) -> dict[bytes | None, int]:
    """The routes of a case by number, where there is more than one to tell apart."""
    routes = file.all(Route)
    return {one.id: at for at, one in enumerate(routes, 1)} if len(routes) > 1 else {}


def _pressing(due: str, acute: bool, on: str, week: str) -> Pressing:
    if due <= on and acute:
        return Pressing.ACUTE
    if due < on:
        return Pressing.OVERDUE
    if due == on:
        return Pressing.TODAY
    return Pressing.SOON if due <= week else Pressing.LATER


def _at_work(file: CaseFile, on: str) -> Iterator[_Found]:
    yield from _wrong(file, on)
    yield from _contacts(file)
    yield from _choice(file)
    yield from _routes(file, on)
    yield from _referrals(file)
    yield from _consents(file, on)
    yield from _aftercare(file, on)


def _wrong(file: CaseFile, on: str) -> Iterator[_Found]:
    """What was seen and asks for a word with the reporter, since the day it was seen."""
    talk = danger(file)
    if talk is not None and talk.noted_on:
        yield DueKind.DANGER, talk.noted_on, talk.id
    for one in to_answer(file, on):
        if one.since:
            yield _ALERTS.get(one.alert, DueKind.NOT_AS_AGREED), one.since, one.entity
    for effect in unsolved(file):
        if effect.seen_on:
            yield DueKind.ADVERSE_EFFECT, effect.seen_on, effect.id


def _reminders(file: CaseFile) -> Iterator[_Found]:
    for reminder in file.all(Reminder):
        if reminder.due and not reminder.done_on:
            yield DueKind.REMINDER, reminder.due, reminder.id


def _contacts(file: CaseFile) -> Iterator[_Found]:
    case, contacts = file.case, file.contacts
    due = response_day(case)
    if due and awaits_first_response(case, contacts):
        yield DueKind.FIRST_RESPONSE, due, None
    for one in agreed_contact(contacts):
        if one.due:
            missed = one.text is IntakeOpen.CALL_BACK
            yield DueKind.CALL_BACK if missed else DueKind.APPOINTMENT, one.due, one.entity


def _choice(file: CaseFile) -> Iterator[_Found]:
    thinking = reflecting(file)
    if thinking is not None and thinking.reflection_until:
        yield DueKind.REFLECTION, thinking.reflection_until, thinking.id
    made = standing_decision(file)
    if made is not None and made.reconfirmed_on < made.reflection_until > made.made_on:
        yield DueKind.REFLECTION, made.reflection_until, made.id
    for option in file.all(Option):
        if option.deadline and option.status in (None, OptionStatus.OPEN):
            yield DueKind.OPTION_DEADLINE, option.deadline, option.id


def _routes(file: CaseFile, on: str) -> Iterator[_Found]:
    over = {route.id for route in file.all(Route) if route.status in _OVER}
    for step in file.all(Step):
        due = step.planned_for[:10] or step.due
        if due and not step.done_on and step.route not in over:
            yield DueKind.STEP, due, step.id
        before = day_before(file, step, on)
        if before and step.route not in over:
            yield DueKind.DAY_BEFORE, before, step.id
    for route in file.all(Route):
        steps = [step for step in file.all(Step) if step.route == route.id]
        for term in terms_of(route, on, steps):
            # The time for appeal runs on after a route, and nobody is late for it.
            runs = route.id not in over or (term.kind is TermKind.APPEAL and term.due >= on)
            if not term.met_on and runs:
                yield _TERMS[term.kind], term.due, route.id
        look = guard_due(file, route)
        if look:
            yield DueKind.GUARD, look, route.id


def _referrals(file: CaseFile) -> Iterator[_Found]:
    for referral in file.all(Referral):
        if referral.check_on and referral.feedback is None and referral.status in RUNNING:
            yield DueKind.REFERRAL, referral.check_on, referral.id


def _consents(file: CaseFile, on: str) -> Iterator[_Found]:
    for consent in file.consents:
        if consent.valid_until and standing(consent, on) is ConsentStatus.GIVEN:
            yield DueKind.CONSENT, consent.valid_until, consent.id
    ended = record_again(file, on)
    if ended is not None:
        yield DueKind.ASK_AGAIN, ended.valid_until, ended.id


def _aftercare(file: CaseFile, on: str) -> Iterator[_Found]:
    """Rule 14: a call only inside an agreement that lets the adviser call, else a quiet day."""
    for check in left(file):
        day = max(check.due, on)
        call = check in to_hold(file, day) and why_not_call(file, day) is None
        yield DueKind.AFTERCARE_CALL if call else DueKind.AFTERCARE_DAY, check.due, check.id
