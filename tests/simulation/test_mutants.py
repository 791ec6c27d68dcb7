"""40. Each rule can be missed: with it switched off a run breaks the promise that the rule
is for, and with it the same run keeps all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation import run
from tests.simulation.cases import CASES
from tests.simulation.mutants import MUTANTS, Mutant, play
from tests.simulation.quick import remembering
from tests.simulation.truth import Violation


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """No firm was founded by a program with another rule switched off."""
    with remembering():
        run._firm.cache_clear()
        yield
        run._firm.cache_clear()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.rule)
def test_a_rule_that_is_switched_off_is_missed(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The named run breaks the named promise."""
    mutant.switch_off(monkeypatch)
    with pytest.raises(Violation) as broken:
        play(mutant.seed)
    assert broken.value.number == mutant.number


@pytest.mark.parametrize("seed", sorted({mutant.seed for mutant in MUTANTS}))
def test_the_same_run_keeps_every_promise_with_all_rules(seed: str) -> None:
    """Nothing but the rule makes it fail."""
    play(seed)


@pytest.mark.parametrize("name", CASES)
def test_a_small_schedule_keeps_its_promise(name: str) -> None:
    """Each of them says which."""
    CASES[name]()
