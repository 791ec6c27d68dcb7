"""A second look at a document: what is marked, where, and that it stops nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.drafting.remarks import REMARKS_LIMIT, Look, look_over
from shared.casework.drafting.templates import COMPLAINT, TALK_PLAN, filled_out
from shared.casework.rules import Hint


def marks(text: str, *names: str, **more: Any) -> list[tuple[object, str]]:
    found = look_over(text, names, **more)
    assert all(text[one.start : one.end] == one.about for one in found if one.start < one.end)
    return [(one.look, one.about) for one in found]


@pytest.mark.parametrize(
    ("text", "look", "about"),
    [
        ("Ik voelde me klein.", Look.FEELING, "voelde"),
        ("I was AFRAID to come in.", Look.FEELING, "AFRAID"),
        ("Hij doet dat altijd.", Look.JUDGEMENT, "altijd"),
        ("He did it on\npurpose.", Look.JUDGEMENT, "on\npurpose"),
        ("Ik heb gehoord dat het vaker gebeurt.", Look.HEARSAY, "Ik heb gehoord"),
        ("Apparently it was known.", Look.HEARSAY, "Apparently"),
    ],
)
def test_words_that_are_no_facts_are_marked_where_they_stand(
    text: str, look: Look, about: str
) -> None:
    """In both languages, whatever their case; the word itself shows why."""
    assert marks(text) == [(look, about)]


@pytest.mark.parametrize(
    "text",
    [
        "Op maandag 2 maart stopte het gesprek toen ik binnenkwam.",
        "On Monday the talk stopped when I came in.",
        "De banglijst en het allernooitste zijn geen woorden.",
        "",
    ],
)
def test_facts_are_left_alone(text: str) -> None:
    """Nothing is marked for being part of another word."""
    assert marks(text) == []


def test_names_of_the_vault_are_found() -> None:
    """With their place, so that a label can be put there."""
    text = "Toen kwam Mark de Vries erbij, en Marks koffie viel."
    assert [about for look, about in marks(text, "Mark de Vries") if look is Look.NAME] == [
        "Mark de Vries",
        "Marks",
    ]


def test_hints_for_every_text_hold_here_too() -> None:
    """Words of a verdict are told with their line."""
    assert marks("Eerste regel.\nHij is de dader.\n") == [(Hint.VERDICT, "Hij is de dader.")]


def test_feelings_have_a_place_of_their_own() -> None:
    """Under that heading they are not marked; under the facts they are."""
    text = filled_out(COMPLAINT, str)
    facts = text.replace("What happened\n", "What happened\nI felt alone.\n")
    feelings = text.replace("What it does to me\n", "What it does to me\nI felt alone.\n")

    def found(written: str) -> list[tuple[object, str]]:
        looks = marks(written, template=COMPLAINT)
        return [one for one in looks if one[0] is not Look.MISSING]

    assert found(facts) == [(Look.FEELING, "felt")]
    assert found(feelings) == []


def test_the_template_itself_is_not_marked() -> None:
    """Its questions are nobody's words; what is missing is told by its heading."""
    assert marks(filled_out(TALK_PLAN, str), template=TALK_PLAN) == [
        (Look.MISSING, heading)
        for heading in ("Goal", "First sentence", "What I tell", "What is not said")
    ]


def test_a_long_text_gives_no_more_remarks_than_can_be_read() -> None:
    """And what is missing is always among them."""
    found = look_over("altijd " * 10_000, template=COMPLAINT)

    assert len(found) == REMARKS_LIMIT
    assert found[-1].look is Look.MISSING


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_can_be_looked_over(text: str, names: list[str]) -> None:
    """Remarks lie within it, in order."""
    for template in (None, COMPLAINT):
        found = look_over(text, names, template)
        assert all(0 <= one.start <= one.end <= len(text) for one in found)
        assert [one.start for one in found] == sorted(one.start for one in found)
