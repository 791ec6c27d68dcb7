"""The beginning of a case: what comes first, and what is still to do."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.intake.open_in_intake import (
    EXPLANATIONS,
    IntakeHint,
    IntakeOpen,
    IntakeRule,
    first_response_due,
    flags_of_intake,
    hints_on_writing,
    missing_explanations,
    open_in_intake,
)
from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import Kind
from shared.casework.open_now import open_now
from shared.casework.rules import Broken, Flag, Rule
from shared.replica.change import Edit
from tests.casework.made import CIRCLE, ON, Firm, add, change, edited, rule, view

ALL_TOLD = dict.fromkeys(EXPLANATIONS, True)


def opened(**values: Any) -> Firm:
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", "2026-02-02", values))
    return firm


def texts(firm: Firm) -> list[Any]:
    return [one.text for one in open_in_intake(firm.file(), ON)]


def test_opening_a_case_counts_the_day_of_the_first_response() -> None:
    """Two working days; the same day where it is acute; as typed where it was typed."""
    assert opened().file().case.first_response_due == "2026-02-04"
    assert opened(urgency="acute").file().case.first_response_due == "2026-02-02"
    assert opened(first_response_due="2026-02-03").file().case.first_response_due == "2026-02-03"
    assert first_response_due("2026-02-06", "acuut?") == "2026-02-10"


def test_there_are_nine_explanations_and_a_tenth_with_integrity() -> None:
    """Ticked off in one talk or over several."""
    firm = opened()
    assert missing_explanations(firm.file()) == EXPLANATIONS
    assert len(EXPLANATIONS) == 9

    firm.save(add(Kind.EXPLANATION, b"x" * 16, {"given_on": ON, **ALL_TOLD, "rights": False}))
    assert missing_explanations(firm.file()) == ("rights",)
    firm.save(add(Kind.EXPLANATION, b"y" * 16, {"given_on": ON, "rights": True}))
    assert missing_explanations(firm.file()) == ()

    firm.save(change(firm.file().case, {"domain": "integrity"}))
    assert missing_explanations(firm.file()) == ("integrity_tipping_point",)


def test_a_story_before_the_explanations_raises_a_hint_and_is_saved() -> None:
    """It is looked at twice; nothing is refused."""
    firm = opened(domain="both")
    note = {"text": "verteld", "noted_on": ON}

    assert hints_on_writing(firm.file(), Kind.NOTE, note) == [
        IntakeHint.EXPLAIN_FIRST,
        IntakeHint.EXPLAIN_TIPPING_POINT,
        IntakeHint.WHO_SAYS_SO,
    ]
    assert edited(verbs.add(firm.file(), Kind.NOTE, b"n" * 16, note, ON)) == note
    told = {"given_on": ON, **ALL_TOLD, "integrity_tipping_point": True}
    firm.save(add(Kind.EXPLANATION, b"x" * 16, told))
    assert hints_on_writing(firm.file(), Kind.NOTE, {**note, "attribution": "reporter"}) == []
    shown = view(Kind.NOTE, attribution="document", **note)
    assert hints_on_writing(firm.file(), Kind.NOTE, {"text": "meer"}, shown) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.CONTACT, {"kind": "admin", "start": ON}),
        (Kind.CONCERN, {"concern_type": "bullying"}),
        (Kind.PARTY, {"label": "collega A"}),
    ],
)
def test_what_is_no_story_raises_no_hint(kind: Kind, values: dict[str, Any]) -> None:
    """An appointment can be made before anything was explained."""
    assert hints_on_writing(opened().file(), kind, values) == []


@pytest.mark.parametrize("involvement", [None, "unspecified"])
def test_rule_17_of_an_alleged_person_it_is_said_who_says_so(involvement: str | None) -> None:
    """Suspected or named by the reporter, or named in a document; nothing else."""
    wish = {"label": "collega A", "role": "alleged", "involvement": involvement}

    assert add(Kind.PARTY, b"p" * 16, wish) == Broken(IntakeRule.ALLEGED, "involvement")
    for source in ("suspected_by_reporter", "named_by_reporter", "named_in_document"):
        assert edited(add(Kind.PARTY, b"p" * 16, {**wish, "involvement": source}))
    witness = view(Kind.PARTY, label="collega A", role="witness")
    assert rule(change(witness, {"role": "alleged"})) is IntakeRule.ALLEGED


def test_rule_17_no_status_of_guilt_can_be_written_or_read() -> None:
    """There is no code for it; one from a modified program is not shown as one."""
    proven = {"label": "collega A", "role": "alleged", "involvement": "proven"}
    assert rule(add(Kind.PARTY, b"p" * 16, proven)) is Rule.NOT_A_CHOICE

    firm = opened()
    firm.save([Edit("party", b"p" * 16, name, value) for name, value in proven.items()])

    assert firm.view(b"p" * 16).involvement is None
    assert Flag(IntakeRule.ALLEGED, b"p" * 16, "involvement") in flags_of_intake(firm.file(), ON)
    assert edited(change(firm.view(b"p" * 16), {"label": "collega B"})) == {"label": "collega B"}


def test_rule_16_a_bsn_that_another_program_wrote_is_flagged_where_it_stands() -> None:
    """Saving one is refused; one that stands there already is marked, not hidden."""
    firm = opened()
    note = {"text": "bsn 111222333", "noted_on": ON}
    assert add(Kind.NOTE, b"n" * 16, note) == Broken(Rule.BSN, "text")

    firm.save([Edit("note", b"n" * 16, name, value) for name, value in note.items()])

    assert list(flags_of_intake(firm.file(), ON)) == [Flag(Rule.BSN, b"n" * 16, "text")]
    assert firm.view(b"n" * 16).text == note["text"]


def test_what_is_open_in_a_new_case_comes_in_the_order_of_the_work() -> None:
    """First a call, the check before the story, and then the talk."""
    firm = opened()

    assert texts(firm) == [
        IntakeOpen.FIRST_RESPONSE,
        IntakeOpen.CONFLICT_CHECK,
        IntakeOpen.SAFE_CONTACT,
        IntakeOpen.FIRST_TALK,
        IntakeOpen.EXPLANATION,
        IntakeOpen.RECORD_KEEPING,
    ]
    first = next(open_in_intake(firm.file(), ON))
    assert (first.due, first.kind, first.entity) == ("2026-02-04", Kind.CONTACT, None)


def test_what_was_done_is_open_no_longer() -> None:
    """Each step takes its own line away; the first talk brings those of the story."""
    firm = opened(safe_channel="phone")
    call = {"kind": "admin", "start": "2026-02-03T18:20", "next_agreed": "2026-02-05"}
    firm.save(add(Kind.CONTACT, b"c" * 16, call))
    checked = {"done_on": ON, "method": "oral", "result": "clear"}
    firm.save(add(Kind.CONFLICT_CHECK, b"k" * 16, checked))
    firm.save(verbs.change(firm.file(), firm.file().case, {"status": "conflict_checked"}, ON))

    assert texts(firm) == [
        IntakeOpen.APPOINTMENT,
        IntakeOpen.FIRST_TALK,
        IntakeOpen.EXPLANATION,
        IntakeOpen.FIELD_OF_WORK,
        IntakeOpen.RECORD_KEEPING,
    ]

    firm.save(add(Kind.CONTACT, b"d" * 16, {"kind": "first_talk", "start": ON}))
    firm.save(add(Kind.EXPLANATION, b"x" * 16, {"given_on": ON, **ALL_TOLD}))
    keep = {"scope": "record_keeping"}
    firm.save(consenting.record(b"m" * 16, keep, True, ON, ConsentForm.ORAL))
    firm.save(verbs.change(firm.file(), firm.file().case, {"status": "intake"}, ON))

    story = [IntakeOpen.CONCERN, IntakeOpen.WISH, IntakeOpen.IMPACT]
    assert texts(firm) == [IntakeOpen.FIELD_OF_WORK, *story]


def test_a_refused_record_asks_for_no_story() -> None:
    """Of a count-only case the kind of matter is asked, and nothing else."""
    firm = opened(safe_channel="phone")
    firm.save(consenting.record(b"m" * 16, {"scope": "record_keeping"}, False, ON, None))
    firm.save([verbs.edit(firm.file().case, "status", "intake")])
    found = texts(firm)

    assert IntakeOpen.CONCERN in found
    assert not {IntakeOpen.WISH, IntakeOpen.IMPACT, IntakeOpen.RECORD_KEEPING} & set(found)


def test_a_record_consent_that_ended_is_asked_again() -> None:
    """Its last day counts; one that is in force asks for nothing."""
    firm = opened()
    keep = {"scope": "record_keeping", "valid_until": "2026-02-04"}
    firm.save(consenting.record(b"m" * 16, keep, True, "2026-02-02", ConsentForm.ORAL))

    assert IntakeOpen.RECORD_KEEPING_AGAIN in texts(firm)
    assert IntakeOpen.RECORD_KEEPING_AGAIN not in [
        one.text for one in open_in_intake(firm.file(), "2026-02-04")
    ]


def test_an_adviser_who_is_not_free_has_one_thing_to_do() -> None:
    """The reporter is helped to somebody else; the story is not asked."""
    firm = opened()
    conflict = {"done_on": ON, "method": "oral", "result": "conflict", "decision": "recuse",
                "conflict_kind": "adviser_is_subject"}  # fmt: skip
    firm.save(add(Kind.CONFLICT_CHECK, b"k" * 16, conflict))

    assert texts(firm) == [IntakeOpen.SEND_ON]


def test_signs_of_self_harm_come_first_until_they_are_gone() -> None:
    """Whatever else is open; a later talk without them takes the line away."""
    firm = opened()
    firm.save(add(Kind.IMPACT, b"i" * 16, {"noted_on": "2026-02-03", "self_harm_signal": True}))

    assert open_now(firm.file(), ON)[0].text is IntakeOpen.SELF_HARM

    firm.save(add(Kind.IMPACT, b"j" * 16, {"noted_on": "2026-02-04", "self_harm_signal": False}))

    assert IntakeOpen.SELF_HARM not in texts(firm)


def test_a_missed_contact_is_tried_again_the_next_working_day() -> None:
    """And the reporter still waits for the first response."""
    firm = opened()
    firm.save(add(Kind.CONTACT, b"c" * 16, {"kind": "missed", "start": "2026-02-06T10:00"}))
    found = {one.text: one.due for one in open_in_intake(firm.file(), ON)}

    assert found[IntakeOpen.CALL_BACK] == "2026-02-09"
    assert IntakeOpen.FIRST_RESPONSE in found


def test_nothing_is_open_in_a_case_that_ended() -> None:
    """Neither in one of a status that this version does not know."""
    firm = opened()
    for status in ("closed", "withdrawn", "mediated"):
        firm.save([verbs.edit(firm.file().case, "status", status)])
        assert list(open_in_intake(firm.file(), ON)) == []


def test_what_has_a_day_comes_first() -> None:
    """By day; the rest stays in the order of the work."""
    dues = [one.due for one in open_now(opened().file(), ON)]

    assert dues == sorted(dues, key=lambda due: (not due, due))
    assert "" in dues


def test_safe_contact_and_field_of_work_are_asked_for_until_they_are_known() -> None:
    """Also when the first talks are over: a case that began with a call may lack both."""
    firm = opened()
    firm.save(
        add(Kind.CONFLICT_CHECK, b"k" * 16, {"done_on": ON, "method": "oral", "result": "clear"})
    )
    for status in ("conflict_checked", "intake", "exploring"):
        firm.save(verbs.change(firm.file(), firm.file().case, {"status": status}, ON))
        assert {IntakeOpen.SAFE_CONTACT, IntakeOpen.FIELD_OF_WORK} <= set(texts(firm))

    known = {"safe_times": "na 18:00", "domain": "integrity"}
    firm.save(verbs.change(firm.file(), firm.file().case, known, ON))
    assert not {IntakeOpen.SAFE_CONTACT, IntakeOpen.FIELD_OF_WORK} & set(texts(firm))
