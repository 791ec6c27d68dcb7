"""The table of docs/protocol.md §8.5 is the table of the program."""

from __future__ import annotations

import re

import pytest

from shared.protocol.refusal import Refusal
from tests.house.tree import ROOT


def _documented() -> dict[str, int]:
    text = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    section = text.split("### 8.5 Refusals")[1].split("###")[0]
    return {code: int(status) for code, status in re.findall(r"\| `(\w+)` \| (\d+) \|", section)}


def test_codes_and_statuses_are_those_of_the_protocol() -> None:
    """No code is missing, none is more, and each has its status."""
    assert {refusal.code: refusal.status for refusal in Refusal} == _documented()


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_found_by_its_code_and_says_something(refusal: Refusal) -> None:
    """A device reads the code and shows the text in its own language."""
    assert Refusal.of(refusal.code) is refusal
    assert refusal.text.endswith(".")


def test_a_code_of_a_later_version_is_nothing() -> None:
    """An unknown code is told as such by who gets it."""
    assert Refusal.of("of a later version") is None
