"""A case of which the reporter wants no record: what can be kept, and what can not."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.intake.count_only import (
    CountOnlyRule,
    check_count_only,
    flags_of_count_only,
    is_count_only,
)
from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.model.views import VIEWS
from shared.casework.rules import Broken, Flag
from shared.replica.change import Edit
from tests.casework.made import CIRCLE, ON, Firm, edited, rule

ENTITY = b"e" * 16
RECORD = {"scope": "record_keeping", "purpose": "begeleiding"}


def refused(**values: Any) -> Firm:
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, values))
    firm.save(consenting.record(b"k" * 16, RECORD, False, ON, None))
    return firm


def added(firm: Firm, kind: Kind, /, **values: Any) -> Any:
    return verbs.add(firm.file(), kind, ENTITY, values, ON)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (Kind.NOTE, {"text": "verteld", "noted_on": ON}, "text"),
        (Kind.CONTACT, {"kind": "first_talk", "start": ON, "summary": "verteld"}, "summary"),
        (Kind.CONTACT, {"kind": "first_talk", "start": ON, "agreements": "x"}, "agreements"),
        (Kind.CONCERN, {"description_by_reporter": "verteld"}, "description_by_reporter"),
        (Kind.INCIDENT, {"what": "verteld", "attribution": "reporter"}, "what"),
        (Kind.IMPACT, {"noted_on": ON, "scale": 4}, "scale"),
        (Kind.IMPACT, {"noted_on": ON, "sleep": "slecht"}, "sleep"),
        (Kind.DECISION, {"in_words": "verteld"}, "in_words"),
    ],
)
def test_count_only_nothing_that_was_told_is_written_down(
    kind: Kind, values: dict[str, Any], field: str
) -> None:
    """A refused record leaves no place for a story; the words say what can be kept."""
    outcome = added(refused(), kind, **values)

    assert outcome == Broken(CountOnlyRule.NO_RECORD, field)
    assert "how it ended" in outcome.rule.text


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.CONTACT, {"kind": "first_talk", "channel": "phone", "start": ON, "minutes": 20}),
        (Kind.CONCERN, {"concern_type": "bullying", "subtypes": ["gossip"], "ongoing": True}),
        (Kind.CONFLICT_CHECK, {"done_on": ON, "method": "oral", "result": "clear"}),
        (Kind.EXPLANATION, {"given_on": ON, "role": True}),
        (Kind.PARTY, {"label": "collega A", "role": "witness"}),
        (Kind.REMINDER, {"what": "terugbellen", "due": ON}),
        (Kind.REFERRAL, {"category": "coach", "mode": "information", "status": "proposed"}),
        (Kind.OPTION, {"option_type": "own_log"}),
    ],
)
def test_count_only_a_case_can_still_be_worked_with(kind: Kind, values: dict[str, Any]) -> None:
    """Contact, kind of matter and what is needed to account for it are kept."""
    assert edited(added(refused(), kind, **values))


def test_count_only_the_wish_is_not_kept_but_ways_to_reach_the_reporter_are() -> None:
    """The case itself holds how to be in touch, and no story."""
    firm = refused()
    file = firm.file()

    wish = verbs.change(file, file.case, {"wish_of_reporter": "dat het stopt"}, ON)
    reach = verbs.change(file, file.case, {"safe_times": "na 18:00", "callsign": "Lies"}, ON)

    assert wish == Broken(CountOnlyRule.NO_RECORD, "wish_of_reporter")
    assert edited(reach) == {"safe_times": "na 18:00", "callsign": "Lies"}


def test_count_only_what_stood_there_may_stay_or_be_taken_out() -> None:
    """Refusing afterwards makes nothing a trap: it is flagged, and can be emptied."""
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, {}))
    talk = {"kind": "first_talk", "start": ON, "summary": "verteld"}
    firm.save(added(firm, Kind.CONTACT, **talk))
    firm.save(consenting.record(b"k" * 16, RECORD, True, ON, ConsentForm.ORAL))
    assert not is_count_only(firm.file())
    firm.save(consenting.withdraw(firm.view(b"k" * 16), ON))

    file, shown = firm.file(), firm.view(ENTITY)

    assert is_count_only(file)
    assert list(flags_of_count_only(file, ON)) == [Flag(CountOnlyRule.NO_RECORD, ENTITY, "summary")]
    assert edited(verbs.change(file, shown, {"minutes": 20}, ON)) == {"minutes": 20}
    assert edited(verbs.change(file, shown, {"summary": ""}, ON)) == {"summary": None}
    assert rule(verbs.change(file, shown, {"summary": "meer"}, ON)) is CountOnlyRule.NO_RECORD


def test_count_only_ends_when_the_reporter_says_yes_after_all() -> None:
    """The last answer counts, whatever the mark of the case says."""
    firm = refused(count_only=True)
    firm.save(consenting.record(b"l" * 16, RECORD, True, ON, ConsentForm.ORAL))

    assert not is_count_only(firm.file())
    assert edited(added(firm, Kind.NOTE, text="verteld", noted_on=ON))


def test_count_only_by_the_mark_of_the_case_before_there_is_an_answer() -> None:
    """An adviser can set it from the first call on, also with the opening itself."""
    opened = verbs.open_case(CIRCLE, "kiezel-47", ON, {"count_only": True, "wish_of_reporter": "x"})
    assert opened == Broken(CountOnlyRule.NO_RECORD, "wish_of_reporter")

    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, {"count_only": True}))

    assert rule(added(firm, Kind.NOTE, text="verteld", noted_on=ON)) is CountOnlyRule.NO_RECORD


def test_count_only_counts_the_strictest_of_answers_side_by_side() -> None:
    """Yes on one device and no on another is no."""
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, {}))
    firm.save(consenting.ask(b"k" * 16, RECORD))
    asked = firm.view(b"k" * 16)
    firm.save(consenting.give(asked, ON, ConsentForm.ORAL))
    firm.save(consenting.refuse(asked, ON), b"joost-device----")

    assert is_count_only(firm.file())


def test_count_only_what_another_program_wrote_is_flagged_and_shown() -> None:
    """A modified program can write a note; it is marked, not hidden."""
    firm = refused()
    firm.save([Edit("note", ENTITY, "text", "verteld"), Edit("note", ENTITY, "noted_on", ON)])

    assert list(flags_of_count_only(firm.file(), ON)) == [
        Flag(CountOnlyRule.NO_RECORD, ENTITY, "text")
    ]
    assert firm.view(ENTITY).text == "verteld"


@pytest.mark.parametrize("kind", [kind for kind in VIEWS if kind is not Kind.CASE])
def test_count_only_every_long_text_is_thought_of(kind: Kind) -> None:
    """A text of any kind is refused, or is one that an adviser must account for, or that
    nobody else reads and that goes by itself."""
    accountable = {Kind.CONSENT, Kind.CONFLICT_CHECK, Kind.DISCLOSURE, Kind.WORKING_NOTE}
    file = refused().file()
    for name, field in FIELDS[kind].items():
        if field.form is Form.TEXT:
            told: dict[str, Any] = {name: "x"}
            broken = check_count_only(file, None, VIEWS[kind](id=ENTITY, **told), ON)
            assert (broken is None) == (kind in accountable), name


def test_count_only_an_adviser_keeps_a_memory_of_their_own() -> None:
    """A working note is no record: nobody else reads it, and it goes within thirty days."""
    note = {"case": CIRCLE, "text": "x", "noted_on": ON, "delete_by": "2026-02-20"}

    assert edited(added(refused(), Kind.WORKING_NOTE, **note))


def test_count_only_a_name_is_kept_with_a_consent_for_it_alone() -> None:
    """Who wants no record can want to be called back; a consent that ended is none."""
    firm = refused()
    name = {"name": "Lies", "phone": "020", "reason_for_holding": "terugbellen"}
    assert rule(added(firm, Kind.IDENTITY, **name)) is CountOnlyRule.NO_NAMES

    asked = {"scope": "hold_identity", "purpose": "terugbellen", "valid_until": "2026-02-10"}
    firm.save(consenting.record(b"h" * 16, asked, True, ON, ConsentForm.ORAL))
    assert edited(added(firm, Kind.IDENTITY, **name))
    later = verbs.add(firm.file(), Kind.IDENTITY, ENTITY, name, "2026-02-11")
    assert rule(later) is CountOnlyRule.NO_NAMES
    firm.save(consenting.withdraw(firm.view(b"h" * 16), ON))
    assert rule(added(firm, Kind.IDENTITY, **name)) is CountOnlyRule.NO_NAMES
