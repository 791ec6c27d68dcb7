"""Templates: all that a document needs, blanks for names, and what is still missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.drafting.templates import (
    BLANK,
    COMPLAINT,
    LETTER,
    REPORT,
    REPORT_TO_HOUSE,
    TALK_PLAN,
    TEMPLATES,
    PartKind,
    Template,
    filled_out,
    missing_parts,
    sections,
    template_for,
    without_questions,
)
from shared.casework.model.codes import DocumentKind, RouteType


def headings(template: Template, required: bool = False) -> list[str]:
    return [part.heading for part in template.parts if part.required or not required]


def test_a_complaint_holds_what_a_scheme_asks() -> None:
    """Signed, name and address, a date, and a description of the behaviour."""
    assert {"Name", "Address", "Date", "What happened", "Signature"} <= set(
        headings(COMPLAINT, required=True)
    )


def test_a_request_to_the_house_has_its_eight_parts() -> None:
    """As the House lists them; none can be left out."""
    assert headings(REPORT_TO_HOUSE, required=True) == [
        "Name",
        "Address",
        "What I report or ask",
        "What I suspect, and on what ground",
        "Name and address of the organisation",
        "Court cases about it",
        "Date",
        "Signature",
    ]


def test_each_kind_of_document_that_is_written_has_its_template() -> None:
    """What others write (a decision, a receipt) has none."""
    assert template_for(DocumentKind.COMPLAINT, RouteType.COMPLAINT_INTERNAL) is COMPLAINT
    assert template_for(DocumentKind.LETTER) is LETTER
    assert template_for(DocumentKind.TALK_PLAN) is TALK_PLAN
    assert template_for(DocumentKind.REPORT, RouteType.INTERNAL_REPORT) is REPORT
    house = RouteType.WHISTLEBLOWERS_HOUSE_INVESTIGATION
    assert template_for(DocumentKind.REPORT, house) is REPORT_TO_HOUSE
    assert template_for(DocumentKind.LETTER, house) is LETTER
    assert template_for(DocumentKind.DECISION) is None
    assert template_for(None) is None


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.title)
def test_a_template_that_was_not_filled_in_misses_all_that_is_not_on_paper(
    template: Template,
) -> None:
    """The questions and blanks are no answers; with answers nothing is missing."""
    empty = filled_out(template, str)
    wanted = [
        part for part in template.parts if part.required and part.kind is not PartKind.ON_PAPER
    ]
    assert missing_parts(empty, template, str) == wanted
    assert missing_parts("", template, str) == [one for one in template.parts if one.required]

    filled = empty
    for part in wanted:
        filled = filled.replace(f"{part.heading}\n({part.question})", f"{part.heading}\nanswer")
    assert missing_parts(filled, template, str) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.title)
def test_names_are_blanks_for_on_paper(template: Template) -> None:
    """There is a line for each, and headings are told apart."""
    on_paper = [part for part in template.parts if part.kind is PartKind.ON_PAPER]
    text = filled_out(template, str)

    assert text.count(BLANK) == len(on_paper)
    assert len(set(headings(template))) == len(template.parts)
    assert [one.part for one in sections(text, template, str)] == [None, *template.parts]


def test_a_text_is_read_in_the_language_it_was_written_in() -> None:
    """Headings are found in translation, whatever their case and a colon behind them."""

    def dutch(text: str) -> str:
        return {"What happened": "Wat er is gebeurd"}.get(text, text)

    text = filled_out(COMPLAINT, dutch)
    assert "Wat er is gebeurd\n" in text
    written = text.replace(
        "Wat er is gebeurd\n", "## WAT ER IS GEBEURD:\nMaandag stopte het gesprek.\n"
    )
    assert missing_parts(written, COMPLAINT, dutch) == []
    assert missing_parts(written, COMPLAINT, str) != []


def test_the_questions_are_left_out_of_what_is_handed_over() -> None:
    """But not what the reporter wrote, nor the blanks that are filled in on paper; headings
    with nothing under them go too."""
    text = filled_out(LETTER, str).replace("(What do you feel? What has", "(I feel. What has")
    handed = without_questions(text, LETTER, str)

    assert "(What was said and done?" not in handed
    assert "(I feel. What has" in handed
    assert "To\n____" in handed
    assert "fill in the name" not in handed
    assert "What happened" not in handed
    assert handed.endswith("\n")


@given(st.text(max_size=400))
def test_any_text_is_cut_whole(text: str) -> None:
    """The sections and the headings between them are the text, nothing is lost."""
    for template in TEMPLATES:
        cut = sections(text, template, str)
        assert cut[0].start == 0
        assert cut[-1].end == len(text)
        assert all(one.start <= one.end for one in cut)
        missing_parts(text, template, str)
