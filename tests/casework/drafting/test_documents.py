"""Documents and their versions: written once, handed in by a step, exported as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework import verbs
from shared.casework.drafting.documents import (
    DraftRule,
    export,
    flags_of_documents,
    last_version,
    text_to_begin,
    versions_of,
)
from shared.casework.drafting.templates import COMPLAINT, REPORT_TO_HOUSE, filled_out
from shared.casework.drafting.versions import write_version
from shared.casework.model.codes import RouteType, StepType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Version
from shared.casework.route.doing import do_step
from shared.casework.route.routing import RouteRule
from shared.casework.rules import Flag, Rule
from tests.casework.made import JOOST, rule
from tests.casework.route.made_route import SUBMIT_CONSENT, TOLD, Case, started

DAY = "2026-03-03"
DOCUMENT = b"document--------"
TEXT = "Complaint\n\nWhat happened\nOn Monday the talk stopped when I came in.\n"


def complaint(**values: Any) -> Case:
    case = started(RouteType.COMPLAINT_INTERNAL)
    case.add(
        Kind.DOCUMENT, DOCUMENT, DAY,
        **{"kind": "complaint", "route": case.route.id, **values},
    )  # fmt: skip
    return case


def write(case: Case, text: str, new: bytes = b"v1" * 8, on: str = DAY) -> Any:
    return write_version(case.file(), case.view(DOCUMENT), text, on, new)


def flags(case: Case, on: str = DAY) -> list[Flag]:
    return list(flags_of_documents(case.file(), on))


def test_versions_are_numbered_on_and_both_stay() -> None:
    """The last is the one to go on with."""
    case = complaint()
    case.save(write(case, TEXT))
    case.save(write(case, TEXT + "More.", b"v2" * 8))

    assert [(one.number, one.text) for one in versions_of(case.file(), DOCUMENT)] == [
        (1, TEXT.strip()),
        (2, TEXT + "More."),
    ]
    last = last_version(case.file(), case.view(DOCUMENT))
    assert last is not None
    assert last.id == b"v2" * 8


def test_a_text_that_says_the_same_makes_no_version() -> None:
    """Saving twice is not writing twice; white space at the ends says nothing."""
    case = complaint()
    case.save(write(case, TEXT))

    assert write(case, f"  {TEXT}\n\n") == []


def test_two_versions_written_at_once_both_stay() -> None:
    """Each device numbers on from what it had; the next comes after both."""
    case = complaint()
    one = write(case, "from here", b"v1" * 8)
    other = write(case, "from there", b"v2" * 8)
    case.save(one)
    case.save(other, JOOST)

    assert [one.number for one in versions_of(case.file(), DOCUMENT)] == [1, 1]
    case.save(write(case, "both", b"v3" * 8))
    assert versions_of(case.file(), DOCUMENT)[-1].number == 2
    assert flags(case) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", "another"), ("number", 7), ("written_on", "2026-03-01")],
)
def test_a_version_is_never_changed(field: str, value: Any) -> None:
    """Through a verb it is refused; what another program did is flagged, and shown."""
    case = complaint()
    case.save(write(case, TEXT))
    version = case.view(b"v1" * 8)

    outcome = verbs.change(case.file(), version, {field: value}, DAY)
    assert rule(outcome) is DraftRule.VERSION_FIXED
    assert flags(case) == []
    case.forge(Kind.NOTE, b"n" * 16, **{f"field{at}": "x" for at in range(16)})
    case.forge(Kind.VERSION, version.id, **{field: value})
    assert flags(case) == [Flag(DraftRule.VERSION_FIXED, version.id, field)]
    assert getattr(case.view(version.id), field) == value


def test_a_version_that_another_device_wrote_over_is_flagged() -> None:
    """Also beside it: then both texts live and wait to be settled."""
    case = complaint()
    case.save(write(case, TEXT))
    case.save([verbs.edit(Version(id=b"v1" * 8), "text", "another")], JOOST)

    assert case.view(b"v1" * 8).conflicts == ("text",)
    assert {flag.rule for flag in flags(case)} == {DraftRule.VERSION_FIXED}


def test_whether_it_was_checked_can_be_said_later() -> None:
    """That is about the version and no part of it."""
    case = complaint()
    case.save(write(case, TEXT))
    case.save(verbs.change(case.file(), case.view(b"v1" * 8), {"checked": True}, DAY))

    assert case.view(b"v1" * 8).checked is True
    assert flags(case) == []


def test_a_version_is_the_next_one_of_today_of_a_text_that_is_kept() -> None:
    """No number is left out, no day is still to come, of a reference there is no text."""
    case = complaint()

    def add(**values: Any) -> object:
        given = {"document": DOCUMENT, "number": 1, "text": "x", "written_on": DAY, **values}
        return rule(verbs.add(case.file(), Kind.VERSION, b"v" * 16, given, DAY))

    assert add(number=2) is DraftRule.NOT_NEXT
    assert add(written_on="2026-03-04") is DraftRule.IN_FUTURE
    assert add(document=b"?" * 16) is Rule.NOT_IN_THIS_CASE
    assert add(text="BSN 123456782") is Rule.BSN
    assert add(text=" ") is Rule.EMPTY

    case = complaint(stored="only_reference")
    assert add() is DraftRule.REFERENCE_ONLY


def test_a_text_that_is_kept_does_not_become_a_reference() -> None:
    """Its versions would stay behind unseen."""
    case = complaint(stored="text")
    case.save(write(case, TEXT))
    outcome = verbs.change(case.file(), case.view(DOCUMENT), {"stored": "only_reference"}, DAY)

    assert rule(outcome) is DraftRule.TEXT_KEPT


def test_rule_08_a_document_is_handed_in_by_a_step_of_its_route() -> None:
    """The day is not written by hand; a record in which it is, is flagged."""
    case = complaint()
    by_hand = verbs.change(case.file(), case.view(DOCUMENT), {"submitted_on": DAY}, DAY)
    assert rule(by_hand) is RouteRule.HAND_IN

    case.forge(Kind.DOCUMENT, DOCUMENT, submitted_on=DAY)
    assert flags(case) == [Flag(RouteRule.HAND_IN, DOCUMENT, "submitted_on")]
    case.forge(Kind.DOCUMENT, DOCUMENT, submitted_on=None)
    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee")
    step = case.step(StepType.SUBMIT)
    case.save(do_step(case.file(), step, DAY, "", case.new, document=DOCUMENT))

    assert case.view(DOCUMENT).submitted_on == DAY
    assert flags(case) == []


def test_days_of_a_document_have_come() -> None:
    """Giving back tomorrow is a plan."""
    case = complaint()

    def change(day: str) -> object:
        return verbs.change(case.file(), case.view(DOCUMENT), {"handed_back_on": day}, DAY)

    assert rule(change("2026-03-04")) is DraftRule.IN_FUTURE
    assert isinstance(change(DAY), list)


def test_writing_begins_with_the_template_of_the_document_and_its_route() -> None:
    """And goes on from the last version."""
    case = complaint()
    assert text_to_begin(case.file(), case.view(DOCUMENT), str) == filled_out(COMPLAINT, str)
    case.save(write(case, TEXT))
    assert text_to_begin(case.file(), case.view(DOCUMENT), str) == TEXT.strip()

    case = started(RouteType.WHISTLEBLOWERS_HOUSE_INVESTIGATION, **TOLD)
    case.add(Kind.DOCUMENT, DOCUMENT, kind="report", route=case.route.id)
    begun = text_to_begin(case.file(), case.view(DOCUMENT), str)
    assert begun == filled_out(REPORT_TO_HOUSE, str)

    case.add(Kind.DOCUMENT, b"timeline--------", kind="timeline")
    assert text_to_begin(case.file(), case.view(b"timeline--------"), str) == ""


def test_the_export_is_the_text_without_the_questions() -> None:
    """Blanks for on paper stay; no firm, code or name is added."""
    case = complaint()
    assert rule(export(case.file(), case.view(DOCUMENT), str)) is DraftRule.NOTHING_WRITTEN

    case.save(write(case, filled_out(COMPLAINT, str)))
    text = export(case.file(), case.view(DOCUMENT), str)

    assert isinstance(text, str)
    assert "Name\n____" in text
    assert "(What must happen now?" not in text
    assert "What I ask" not in text
    assert "kiezel" not in text

    case.save(write(case, TEXT, b"v2" * 8))
    old = case.view(b"v1" * 8)
    assert export(case.file(), case.view(DOCUMENT), str) == TEXT
    assert export(case.file(), case.view(DOCUMENT), str, old) == text


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.binary(max_size=16)
    | st.text(max_size=4)
    | st.sampled_from([DOCUMENT, DAY, "text"])
)


@given(
    st.dictionaries(
        st.sampled_from(["document", "number", "text", "written_on", "checked"]), ANYTHING
    )
)
def test_no_record_of_a_version_makes_reading_fail(values: dict[str, Any]) -> None:
    """Whatever stands in it is listed, flagged or left out."""
    case = complaint()
    case.forge(Kind.VERSION, b"v" * 16, **values)

    flags(case)
    assert len(versions_of(case.file(), DOCUMENT)) == (values.get("document") == DOCUMENT)
    assert isinstance(write(case, "next"), list)
