"""Rules on text: numbers that may not be kept, words and labels that deserve a look."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework import rules
from shared.casework.model.writing import clean
from shared.casework.rules import Hint, Rule, hints_on_label, hints_on_text, holds_bsn


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "bsn: 111222333",
        "BSN111222333x",
        "111 222 333",
        "111.222.333",
        "111-222-333",
        "1112.22.333",
        "111\u00a0222\u00a0333",
        "belde 0612345678 en gaf 111222333",
        "١١١٢٢٢٣٣٣",
        "a\n111222333\nb",
    ],
)
def test_a_number_that_passes_the_eleven_test_is_found(text: str) -> None:
    """In one run, in the usual groups, with anything around it, in any script's digits."""
    assert holds_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "111222334",
        "000000000",
        "0612345678",
        "06 12345678",
        "+31 6 12345678",
        "+31 111 222 333",
        "1112223330",
        "20260205",
        "2026-02-05",
        "NL91ABNA0417164300",
        "111 222  333",
        "111 222.333",
    ],
)
def test_other_numbers_may_be_kept(text: str) -> None:
    """Phone numbers, dates, bank accounts and numbers that fail the test are no BSN."""
    assert not holds_bsn(text)


@given(st.integers(1, 999_999_999), st.sampled_from(["", " ", ".", "-"]))
def test_every_valid_number_is_found_and_no_other(number: int, between: str) -> None:
    """The test is the weighted sum that divides by 11, last digit taken off."""
    digits = f"{number:09}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=False))
    valid = (total - int(digits[8])) % 11 == 0
    written = between.join(re.findall("...", digits))

    assert holds_bsn(f"nummer {written}.") == valid


@given(st.text("0123456789١ .-\u00a0x\n", max_size=24))
def test_what_most_texts_have_not_is_a_shortcut_only(text: str) -> None:
    """A text in which the shortcut sees no nine digits has none of the ways of writing them."""
    if not rules._NINE_DIGITS.search(text):
        assert not rules._RUN.search(text)
        assert not rules._GROUPS.search(text)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    """No text makes a rule stumble."""
    assert holds_bsn(text) in (True, False)
    assert set(hints_on_text(text)) <= {Hint.VERDICT, Hint.DIAGNOSIS}
    assert hints_on_label(text) in ([], [Hint.NAME_AS_LABEL])


@pytest.mark.parametrize(
    "text", ["De dader is bekend", "schuldig", "het is BEWEZEN", "found guilty", "daders?"]
)
def test_words_of_a_verdict_raise_a_hint(text: str) -> None:
    """The adviser writes what is told, not what is true."""
    assert hints_on_text(text) == [Hint.VERDICT]


@pytest.mark.parametrize(
    "text",
    [
        "zij heeft een burn-out", "Burnout", "een burn out", "depressief", "PTSS", "PTSD",
        "de diagnose is gesteld", "a panic disorder", "hij is een narcist", "krijgt medicatie",
    ],
)  # fmt: skip
def test_words_of_a_diagnosis_raise_a_hint(text: str) -> None:
    """Health beyond what the reporter notices is not written down."""
    assert hints_on_text(text) == [Hint.DIAGNOSIS]
    assert hints_on_text(f"{text}; de dader") == [Hint.VERDICT, Hint.DIAGNOSIS]


@pytest.mark.parametrize("text", ["slaapt slecht", "narcissen", "is somber", "bang om te gaan"])
def test_what_the_reporter_notices_is_no_diagnosis(text: str) -> None:
    """How somebody is can be told in plain words."""
    assert hints_on_text(text) == []


@pytest.mark.parametrize("text", ["onschuldig", "collega A zou roddelen", "", "bewezenverklaring"])
def test_other_words_do_not(text: str) -> None:
    """Parts of words are not words."""
    assert hints_on_text(text) == []


@pytest.mark.parametrize("label", ["Mark", "Mark de Vries", "collega Mark", "mevrouw Jansen"])
def test_a_label_like_a_name_raises_a_hint(label: str) -> None:
    """Names do not belong into a case."""
    assert hints_on_label(label) == [Hint.NAME_AS_LABEL]


@pytest.mark.parametrize(
    "label", ["collega A", "Collega A", "groep lunch", "leidinggevende L", "HR", "Groep 5", ""]
)
def test_a_label_that_is_no_name_does_not(label: str) -> None:
    """Single letters, roles and plain words are what labels are for."""
    assert hints_on_label(label) == []


@pytest.mark.parametrize("rule", [*Rule, *Hint])
def test_every_rule_has_a_text(rule: Rule | Hint) -> None:
    """What stops or warns somebody says so in a sentence."""
    assert rule.text.endswith((".", "30.", "05."))


@pytest.mark.parametrize(
    ("typed", "line", "kept"),
    [
        ("  a  ", True, "a"),
        ("a\nb\tc", True, "a b c"),
        ("a\r\nb\rc", False, "a\nb\nc"),
        ("a\x00b\x1b[31mc\x9bd", False, "ab[31mcd"),
        ("cafe\u0301", True, "caf\u00e9"),
        ("half \ud800 sign", True, "half ? sign"),
        ("\u202eright to left", True, "\u202eright to left"),
    ],
)
def test_text_is_cleaned_before_it_is_kept(typed: str, line: bool, kept: str) -> None:
    """Control signs go, line ends become one kind, accents are composed."""
    assert clean(typed, line) == kept


@given(st.text(), st.booleans())
def test_clean_text_stays_as_it_is(text: str, line: bool) -> None:
    """Cleaning twice changes nothing more, and what comes out can be written."""
    once = clean(text, line)

    assert clean(once, line) == once
    assert once.encode().decode() == once
