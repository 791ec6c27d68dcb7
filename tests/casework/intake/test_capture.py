"""A call written down in one go, in a case or as the beginning of one."""

from __future__ import annotations

from typing import Any

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.intake.capture import (
    CaptureRule,
    capture_call,
    capture_check,
    capture_first_call,
)
from shared.casework.intake.conflict import ConflictRule
from shared.casework.intake.count_only import CountOnlyRule
from shared.casework.model.codes import CaseStatus, ConsentForm
from shared.casework.rules import Broken, Rule
from tests.casework.made import CIRCLE, ON, Firm, edited, rule

CALL, CHECK = b"c" * 16, b"k" * 16
AT = "2026-02-05T18:20"


def opened(**values: Any) -> Firm:
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, values))
    return firm


def test_a_call_in_a_case_needs_a_line_of_words() -> None:
    """Kind, channel and moment are filled in; a later call is one that follows."""
    firm = opened()

    first = capture_call(firm.file(), CALL, AT, {"summary": "wil een afspraak"})

    assert edited(first) == {
        "kind": "admin", "channel": "phone", "start": AT, "summary": "wil een afspraak",
    }  # fmt: skip
    firm.save(first)
    assert edited(capture_call(firm.file(), b"d" * 16, AT, {}))["kind"] == "follow_up"


def test_what_is_given_takes_the_place_of_what_is_filled_in() -> None:
    """An empty field of the form does not."""
    given = {"kind": "missed", "channel": "", "start": "2026-02-04 09:00", "minutes": "3"}

    assert edited(capture_call(opened().file(), CALL, AT, given)) == {
        "kind": "missed", "channel": "phone", "start": "2026-02-04T09:00", "minutes": 3,
    }  # fmt: skip


def test_a_call_of_somebody_new_is_a_case_and_its_first_contact() -> None:
    """Saved together: with its code, its status, the day of the first response."""
    firm = Firm()
    told = {"summary": "vraagt wat een VP doet", "next_agreed": "2026-02-10"}
    firm.save(capture_first_call(CIRCLE, "kiezel-47", CALL, AT, {"callsign": "Lies"}, told))
    case = firm.file().case

    assert (case.code, case.status, case.opened_on) == ("kiezel-47", CaseStatus.NEW, ON)
    assert (str(case.channel), case.callsign, case.first_response_due) == (
        "phone", "Lies", "2026-02-09",
    )  # fmt: skip
    (contact,) = firm.file().contacts
    assert (contact.id, contact.start, contact.next_agreed) == (CALL, AT, "2026-02-10")


def test_nothing_of_a_call_is_saved_when_a_part_of_it_breaks_a_rule() -> None:
    """A BSN in either half refuses both; the field is named."""
    for case, call in (({"callsign": "111222333"}, {}), ({}, {"summary": "bsn 111222333"})):
        outcome = capture_first_call(CIRCLE, "kiezel-47", CALL, AT, case, call)
        assert isinstance(outcome, Broken)
        assert outcome.rule is Rule.BSN


def test_a_call_of_somebody_who_wants_no_record_keeps_no_words() -> None:
    """In a new case and in one where the reporter said no; that there was a call is kept."""
    words = {"summary": "verteld"}
    new = capture_first_call(CIRCLE, "kiezel-47", CALL, AT, {"count_only": True}, words)
    assert new == Broken(CountOnlyRule.NO_RECORD, "summary")

    firm = opened()
    firm.save(consenting.record(b"m" * 16, {"scope": "record_keeping"}, False, ON, None))
    assert capture_call(firm.file(), CALL, AT, words) == Broken(CountOnlyRule.NO_RECORD, "summary")
    assert edited(capture_call(firm.file(), CALL, AT, {"minutes": 10}))["minutes"] == 10

    firm.save(consenting.record(b"o" * 16, {"scope": "record_keeping"}, True, ON, ConsentForm.ORAL))
    assert edited(capture_call(firm.file(), CALL, AT, words))["summary"] == "verteld"


def test_a_check_and_the_status_that_follows_are_one() -> None:
    """A new case is checked then; a case that is further stays where it is."""
    firm = opened()
    firm.save(capture_check(firm.file(), CHECK, {"method": "oral", "result": "clear"}, ON))

    assert firm.file().case.status is CaseStatus.CONFLICT_CHECKED
    assert firm.view(CHECK).done_on == ON
    again = capture_check(firm.file(), b"l" * 16, {"method": "oral", "result": "clear"}, ON)
    assert isinstance(again, list)
    assert {edit.kind for edit in again} == {"conflict_check"}


def test_a_check_that_finds_the_adviser_not_free_moves_nothing_on() -> None:
    """The case stays new and can only be sent elsewhere."""
    firm = opened()
    found = {"method": "oral", "result": "conflict", "conflict_kind": "dual_role"}
    assert capture_check(firm.file(), CHECK, found, ON) == Broken(ConflictRule.DECISION, "decision")

    found["decision"] = "refer_to_colleague"
    firm.save(capture_check(firm.file(), CHECK, found, ON))

    assert firm.file().case.status is CaseStatus.NEW


def test_nothing_said_opens_no_case() -> None:
    """A case that says nothing could never be told from another."""
    for case, call in (({}, {}), ({"callsign": "  "}, {"minutes": 5}), ({"urgency": "acute"}, {})):
        outcome = capture_first_call(CIRCLE, "kiezel-47", CALL, AT, case, call)
        assert rule(outcome) is CaptureRule.NOTHING
    assert isinstance(
        capture_first_call(CIRCLE, "kiezel-47", CALL, AT, {}, {"summary": "Belt terug."}), list
    )
