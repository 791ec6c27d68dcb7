"""An entry of the vault says something by which somebody can be found."""

from __future__ import annotations

import pytest

from shared.casework import verbs
from shared.casework.model.kinds import Kind
from shared.casework.who import IdentityRule
from tests.casework.made import ON, Firm, rule

NEW = b"i" * 16


def test_an_entry_that_says_nothing_is_not_kept() -> None:
    """A reason alone is no entry: the name would have been typed in the wrong field."""
    file = Firm().file()
    given = {"reason_for_holding": "to call back"}
    assert rule(verbs.add(file, Kind.IDENTITY, NEW, given, ON)) is IdentityRule.SAYS_NOTHING


@pytest.mark.parametrize("field", ["name", "phone", "email", "address"])
def test_one_of_them_is_enough(field: str) -> None:
    """A telephone number without a name can be all that there is."""
    file = Firm().file()
    given = {field: "06 12 34 56 78", "reason_for_holding": "to call back"}
    assert isinstance(verbs.add(file, Kind.IDENTITY, NEW, given, ON), list)
