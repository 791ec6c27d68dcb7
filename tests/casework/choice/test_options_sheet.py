"""The options sheet: plain words for the reporter, and nothing that tells whose case it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.choice.deciding import reflect
from shared.casework.choice.ladder import LADDER
from shared.casework.choice.options_sheet import HIDDEN, UNWEIGHED, as_text, options_sheet
from shared.casework.model.codes import OptionStatus
from shared.casework.model.kinds import Kind
from tests.casework.choice.made_choice import (
    CHOICE,
    COMPLAINT,
    LOG,
    NONE,
    TALK,
    TALKED,
    THOUGHT,
    TYPES,
    firm,
    wrote,
)
from tests.casework.made import CIRCLE, Firm

ONE, TWO = b"1" * 16, b"2" * 16


def plain(text: str) -> str:
    return text


def printed(made: Firm, **more: Any) -> str:
    """The sheet on one line, so that no words are apart for want of room."""
    return " ".join(as_text(options_sheet(made.file(), plain, **more)).split())


def with_text(text: str, **case: Any) -> Firm:
    made = firm(options=(TALK,))
    wrote(made, Kind.CASE, CIRCLE, **case)
    wrote(made, Kind.CONSEQUENCE, ONE, option=TALK, direction="negative", text=text)
    return made


def test_the_sheet_tells_options_with_both_sides_in_the_order_of_the_ladder() -> None:
    """What it is, the answers, what speaks for it and against it, and what softens that."""
    made = firm(options=(COMPLAINT, TALK))
    wrote(
        made,
        Kind.OPTION,
        TALK,
        title="Met L, samen",
        keeps_anonymity="partly",
        keeps_control="yes",
        deadline="2026-05-01",
        cost="niets",
    )
    about = {"option": TALK, "for_whom": "team", "likelihood": "high", "severity": 2}
    wrote(made, Kind.CONSEQUENCE, ONE, direction="positive", text="Het stopt misschien.")
    wrote(made, Kind.CONSEQUENCE, ONE, option=TALK)
    wrote(made, Kind.CONSEQUENCE, TWO, direction="negative", text="De sfeer lijdt.", **about)
    wrote(made, Kind.CONSEQUENCE, TWO, mitigation="Gesprek oefenen.")

    text = as_text(options_sheet(made.file(), plain, day=lambda iso: f"<{iso}>"))

    assert text.index("1. Talk with the manager") < text.index("2. Complaint to the internal")
    assert LADDER[TYPES[TALK]].says in text
    for line in (
        "Met L, samen",
        "  Can your name stay out of it? Partly",
        "  Does it stay in your own hands? Yes",
        "  Possible until: <2026-05-01>",
        "  What it costs: niets",
        "  + Het stopt misschien.",
        "  - De sfeer lijdt. (for the team, large chance, how serious: 2 of 5)",
        "    What can soften it: Gesprek oefenen.",
    ):
        assert line in text.splitlines()
    assert text.count(UNWEIGHED) == 1


def test_the_sheet_is_in_the_language_that_it_is_asked_in() -> None:
    """Every word that is not the reporter's goes through the translation."""
    made = with_text("woorden")
    made.save(reflect(made.file(), CHOICE, "", TALKED))
    sheet = options_sheet(made.file(), lambda text: f"‹{text}›", day=lambda _: "{day}")
    (option,) = sheet.options
    (side,) = option.sides

    assert [sheet.title, *sheet.closing, sheet.unprinted, *option.says, side.title] == [
        text
        for text in (sheet.title, *sheet.closing, sheet.unprinted, *option.says, side.title)
        if text.startswith("‹") and text.endswith("›")
    ]
    assert option.title == "1. ‹Talk with the manager›"
    assert "until {day}." in sheet.intro[1]


def test_the_time_to_think_stands_on_the_sheet() -> None:
    """Nobody asks for an answer before that day."""
    made = firm()
    assert THOUGHT not in printed(made)

    made.save(reflect(made.file(), CHOICE, "", TALKED))
    assert f"until {THOUGHT}" in printed(made)


def test_what_was_dropped_is_left_out_and_a_case_without_options_says_so() -> None:
    """The sheet is about what can still be done."""
    made = firm(options=(LOG, TALK))
    wrote(made, Kind.OPTION, LOG, status=str(OptionStatus.DISCARDED))

    assert "Keep an own log" not in printed(made)
    assert "1. Talk with the manager" in printed(made)
    assert "not written down any options" in printed(firm(options=()))


def test_having_told_the_story_needs_no_weighing() -> None:
    """The sheet does not press for consequences of doing nothing."""
    assert UNWEIGHED not in printed(firm(options=(NONE,)))


def test_nothing_that_the_reporter_told_is_on_the_sheet() -> None:
    """Neither wish, concern, note nor the words of a choice: only what is of the options."""
    made = with_text("gevolg")
    wrote(made, Kind.CASE, CIRCLE, wish_of_reporter="GEHEIM1", safe_times="GEHEIM2")
    wrote(made, Kind.CONCERN, ONE, description_by_reporter="GEHEIM3")
    wrote(made, Kind.NOTE, TWO, text="GEHEIM4", noted_on=TALKED)
    wrote(made, Kind.DECISION, CHOICE, in_words="GEHEIM5", reflection_waived="GEHEIM6")

    assert "GEHEIM" not in printed(made)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Waterstaal Techniek BV merkt het.", "… merkt het."),
        ("Bij WATERSTAAL TECHNIEK BV dan", "Bij … dan"),
        ("Heel Waterstaal praat", "Heel … praat"),
        ("dossier kiezel-47 en Kiezel-47", "dossier … en …"),
        ("Lies durft niet; verliest veel", "… durft niet; verliest veel"),
        ("De techniek faalt", "De techniek faalt"),
        ("Lisa Jansen en Jansen", "… en …"),
        ("Geen naam", "Geen naam"),
    ],
)
def test_names_firm_code_and_callsign_are_replaced(text: str, shown: str) -> None:
    """Also in other capitals, in part, and the names of an open vault; no other words."""
    made = with_text(text, client="Waterstaal Techniek BV", callsign="Lies")

    sheet = options_sheet(made.file(), plain, names=["Lisa Jansen"])

    assert sheet.options[0].sides[0].lines[0].text == shown
    assert sheet.hidden == shown.count(HIDDEN)


def test_replacing_holds_for_every_text_of_an_option() -> None:
    """Title, cost and what softens it too."""
    made = firm(options=(TALK,))
    wrote(made, Kind.CASE, CIRCLE, client="Waterstaal")
    wrote(made, Kind.OPTION, TALK, title="Naar Waterstaal", cost="Waterstaal betaalt")
    wrote(made, Kind.CONSEQUENCE, ONE, option=TALK, direction="neutral", text="Waterstaal")
    wrote(made, Kind.CONSEQUENCE, ONE, mitigation="Waterstaal bellen")

    assert "aterstaal" not in printed(made)
    assert options_sheet(made.file(), plain).hidden == 4


def test_a_label_that_looks_like_a_name_becomes_the_role() -> None:
    """A label that is none stays: it says nothing to others."""
    made = with_text("Mark zal het ontkennen, collega A niet.")
    wrote(made, Kind.PARTY, TWO, label="Mark", role="manager")
    wrote(made, Kind.PARTY, CHOICE, label="collega A", role="alleged")

    assert "Manager zal het ontkennen, collega A niet." in printed(made)


def test_marks_that_turn_writing_about_do_not_get_on_paper() -> None:
    """What is read is what was written, with control signs and half signs gone."""
    made = with_text("a\u202eb\u2066c\x1b[2Jd\ud800e\u200f")

    assert "abc[2Jd?e" in printed(made)


def test_no_line_is_wider_than_the_paper() -> None:
    """A word of a hundred thousand signs is broken; lines of the writer stay lines."""
    made = with_text("regel een\nregel twee " + "x" * 99_000)

    lines = as_text(options_sheet(made.file(), plain), 60).splitlines()

    assert max(map(len, lines)) == 60
    assert "  - regel een" in lines
    assert any(line.startswith("    regel twee x") for line in lines)
    assert sum(line.count("x") for line in lines if "xx" in line) == 99_000


def test_the_representation_tells_nothing() -> None:
    """A traceback shows no text of a case."""
    assert "geheim" not in repr(options_sheet(with_text("geheim").file(), plain))


@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_any_text_gives_a_sheet_without_its_client(text: str, client: str, label: str) -> None:
    """Whatever another program writes, there is a sheet, and it has no control signs."""
    made = with_text(text, client=client, callsign=label)
    wrote(made, Kind.PARTY, TWO, label=label)

    found = as_text(options_sheet(made.file(), plain, names=[label]))

    assert not [sign for sign in found if ord(sign) < 32 and sign not in "\n\t"]
