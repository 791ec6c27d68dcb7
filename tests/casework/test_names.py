"""Names of the vault in free text: found, and replaced by labels (rule 15)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.names import names_in, replaced

NAMES = ["Mark de Vries", "Zoë Lindström", "Anne-Marie van den Berg", "Bo Li", "Piet de Jong"]


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in names_in(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Mark zei niets", ["Mark"]),
        ("dat MARK en mark", ["MARK", "mark"]),
        ("Mark de Vries kwam", ["Mark de Vries"]),
        ("met de Vries erbij", ["de Vries"]),
        ("M. de Vries, afdeling", ["M. de Vries"]),
        ("Mark J. de Vries", ["Mark J. de Vries"]),
        ("de Vries, Mark", ["de Vries", "Mark"]),
        ("Marks opmerking en Mark's bureau", ["Marks", "Mark"]),
        ("zoe lindstrom", ["zoe lindstrom"]),
        ("ZOË", ["ZOË"]),
        ("Anne-Marie belde", ["Anne-Marie"]),
        ("Anne belde", ["Anne"]),
        ("mevrouw Van den Berg", ["Van den Berg"]),
        ("Bo was er. bo niet", ["Bo"]),
        ("Piet de jong", ["Piet de jong"]),
        ("meneer De Jong", ["De Jong"]),
        ("(Mark), “Mark”; Mark", ["Mark", "Mark", "Mark"]),
        ("Ik zag Mark. De groep lachte", ["Mark"]),
        ("Mark\nde Vries", ["Mark", "de Vries"]),
        ("\u202eMark\u202c", ["Mark"]),
    ],
)
def test_rule_15_a_name_of_the_vault_is_found_in_free_text(text: str, spans: list[str]) -> None:
    """By each of its parts, whatever its case and accents."""
    assert found(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "de markt", "opmerking", "een bericht van de groep", "hij is jong", "de jong volwassene",
        "bergen", "op de berg", "Marketing", "markeren", "van den", "de", "", "J. zei dat", "M.",
        "bo", "collega A",
    ],
)  # fmt: skip
def test_rule_15_other_words_are_no_names(text: str) -> None:
    """Parts of words, particles, and everyday words without a capital stay."""
    assert found(text) == []


def test_rule_15_accents_written_apart_are_found_whole() -> None:
    """A letter and its accent as two signs: the span takes both."""
    text = unicodedata.normalize("NFD", "met Zoë erbij")
    (span,) = names_in(text, NAMES)

    assert unicodedata.normalize("NFC", text[span.start : span.end]) == "Zoë"


def test_rule_15_the_label_stands_where_the_name_stood() -> None:
    """With one call; a name that has no label is left for the adviser to see."""
    text = "Mark de Vries roddelt, zegt Zoë. Piet niet."
    spans = names_in(text, NAMES)
    labels = {"Mark de Vries": "collega A", "Zoë Lindström": "melder", "Piet de Jong": ""}

    assert replaced(text, spans, labels) == "collega A roddelt, zegt melder. Piet niet."
    assert replaced(text, [], labels) == text


def test_rule_15_two_people_with_one_first_name_are_told_apart_where_that_is_possible() -> None:
    """The longer match is the right one; a bare first name is found as one of them."""
    names = ["Mark de Vries", "Mark Jansen"]
    text = "Mark Jansen en Mark"

    spans = names_in(text, names)

    assert [span.name for span in spans] == ["Mark Jansen", "Mark de Vries"]


@pytest.mark.parametrize("names", [[], [""], ["  "], ["de"], ["van der"], ["1234"], ["\ud800"]])
def test_a_vault_without_a_name_finds_nothing(names: list[str]) -> None:
    """Particles, digits and broken signs are no names."""
    assert names_in("de man van der groep 1234", names) == []


def test_a_text_of_particles_only_is_looked_through_word_by_word() -> None:
    """A name ends after a dozen words: a long text of small words costs no more than others."""
    text = "de " * 30_000 + "Vries" + " Mark" * 30

    spans = names_in(text, NAMES)

    assert text[spans[0].start : spans[0].end] == "de " * 11 + "Vries"
    assert [len(text[span.start : span.end].split()) for span in spans[1:]] == [12, 12, 6]


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=4))
def test_whatever_is_typed_spans_lie_in_order_and_replacing_loses_no_other_text(
    text: str, names: list[str]
) -> None:
    """Any text and any names: the text between the spans stays as it was."""
    spans = names_in(text, names)
    edges = [edge for span in spans for edge in (span.start, span.end)]

    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(span.name in names for span in spans)
    rest = replaced(text, spans, dict.fromkeys(names, "\x00"))
    kept = text
    for span in reversed(spans):
        kept = kept[: span.start] + "\x00" + kept[span.end :]
    assert rest == kept


@given(st.sampled_from(NAMES), st.sampled_from([str.upper, str.lower, str.title]))
def test_rule_15_a_full_name_is_found_however_it_is_written(name: str, write: object) -> None:
    """In the middle of a sentence, in capitals, or without any."""
    written = write(name)  # type: ignore[operator]
    text = f"gisteren zei {written} iets"

    assert [text[span.start : span.end] for span in names_in(text, NAMES)] == [written]
