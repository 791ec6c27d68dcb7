"""Disclosure: every ground is accounted for, and a conflict of duties in six conditions."""

from __future__ import annotations

import pytest

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.consent.covering import ConsentRule
from shared.casework.ending.disclosing import CARDS, CONDITIONS, DisclosureRule, asked, untold
from shared.casework.flags import flags
from shared.casework.model.codes import ConsentForm, ConsentScope, DisclosureBasis
from shared.casework.model.kinds import Kind
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import CONSENT, NOW, added, case, consented
from tests.casework.made import rule

SPOKEN = b"s" * 16
BASE = {"to_whom": "police", "what": "wat zij vertelde", "given_on": NOW, "rationale": "gevaar"}
CONFLICT = {**BASE, "basis": "conflict_of_duties", **dict.fromkeys(CONDITIONS, "gewogen")}
ON_CONSENT = {**BASE, "basis": "consent", "consent": CONSENT}


@pytest.mark.parametrize("condition", [*CONDITIONS, "rationale"])
@pytest.mark.parametrize("empty", ["", "  \n", None])
def test_rule_30_none_of_the_six_conditions_may_be_empty(condition: str, empty: str | None) -> None:
    """Neither when it is saved nor later; the field is told."""
    made = case()
    values = {**CONFLICT, condition: empty}
    outcome = verbs.add(made.file(), Kind.DISCLOSURE, SPOKEN, values, NOW)
    assert not isinstance(outcome, list)
    assert outcome.field == condition
    wanted = DisclosureRule.RATIONALE if condition == "rationale" else DisclosureRule.CONDITION
    assert outcome.rule is wanted

    added(made, Kind.DISCLOSURE, SPOKEN, **CONFLICT)
    outcome = verbs.change(made.file(), made.view(SPOKEN), {condition: empty}, NOW)
    assert rule(outcome) is wanted


def test_rule_30_another_ground_is_not_made_a_conflict_of_duties_without_them() -> None:
    """Changing the ground asks for all six."""
    made = added(case(), Kind.DISCLOSURE, SPOKEN, **BASE, basis="court_or_prosecutor")

    outcome = verbs.change(made.file(), made.view(SPOKEN), {"basis": "conflict_of_duties"}, NOW)
    assert rule(outcome) is DisclosureRule.CONDITION


def test_rule_30_a_disclosure_of_a_modified_program_is_flagged_at_each_empty_condition() -> None:
    """It is shown as it stands; blanks fill no condition."""
    made = case()
    wrote(made, Kind.DISCLOSURE, SPOKEN, **{**CONFLICT, "conscience": " ", "no_further": None})

    assert made.view(SPOKEN).what == BASE["what"]
    assert [(one.rule, one.field) for one in flags(made.file(), NOW)] == [
        (DisclosureRule.CONDITION, "conscience"),
        (DisclosureRule.CONDITION, "no_further"),
    ]
    made.save(verbs.change(made.file(), made.view(SPOKEN), {"reporter_informed": True}, NOW))


def test_disclosing_on_consent_needs_one_in_force_for_whom_it_goes_to() -> None:
    """In writing, for that party, on the day; no rationale beside it."""
    made = case()
    add = verbs.add
    values = {**ON_CONSENT, "rationale": None}
    assert rule(add(made.file(), Kind.DISCLOSURE, SPOKEN, {**values, "consent": None}, NOW)) is (
        ConsentRule.NEEDED
    )
    consented(made, ConsentScope.TALK_TO, recipient_role="hr")
    outcome = add(made.file(), Kind.DISCLOSURE, SPOKEN, values, NOW)
    assert rule(outcome) is ConsentRule.OTHER_RECIPIENT
    oral, good = b"o" * 16, b"g" * 16
    consented(
        made, ConsentScope.TALK_TO, recipient_role="police", form=ConsentForm.ORAL, entity=oral
    )
    outcome = add(made.file(), Kind.DISCLOSURE, SPOKEN, {**values, "consent": oral}, NOW)
    assert rule(outcome) is ConsentRule.NOT_IN_WRITING
    consented(made, ConsentScope.TALK_TO, recipient_role="police", entity=good)
    added(made, Kind.DISCLOSURE, SPOKEN, **{**values, "consent": good})


def test_what_was_disclosed_stays_so_when_the_consent_is_taken_back() -> None:
    """It can be completed and is not flagged; a new disclosure on it is refused."""
    made = consented(case(), ConsentScope.TALK_TO, recipient_role="police")
    added(made, Kind.DISCLOSURE, SPOKEN, **ON_CONSENT)
    made.save(consenting.withdraw(made.view(CONSENT), NOW))

    made.save(verbs.change(made.file(), made.view(SPOKEN), {"reporter_informed": True}, NOW))
    assert flags(made.file(), NOW) == []
    outcome = verbs.add(made.file(), Kind.DISCLOSURE, b"z" * 16, ON_CONSENT, NOW)
    assert rule(outcome) is ConsentRule.NOT_IN_FORCE


@pytest.mark.parametrize("basis", [one for one in DisclosureBasis if one.value != "consent"])
def test_every_other_ground_asks_why(basis: DisclosureBasis) -> None:
    """And a card says in plain words what it asks."""
    values = {**CONFLICT, "basis": basis, "rationale": None}

    outcome = verbs.add(case().file(), Kind.DISCLOSURE, SPOKEN, values, NOW)
    assert rule(outcome) is DisclosureRule.RATIONALE
    assert "rationale" in asked(basis)
    assert len(CARDS[basis].text) > 80


def test_the_form_asks_for_what_a_ground_needs() -> None:
    """Six conditions with a conflict of duties, a consent with consent."""
    assert asked(DisclosureBasis.CONFLICT_OF_DUTIES) == (*CONDITIONS, "rationale")
    assert asked(DisclosureBasis.CONSENT) == ("consent",)


def test_a_disclosure_is_written_down_when_it_was_made() -> None:
    """Not for a day to come; and the reporter is told."""
    made = case()
    values = {**CONFLICT, "given_on": "2026-04-08"}
    outcome = verbs.add(made.file(), Kind.DISCLOSURE, SPOKEN, values, NOW)
    assert rule(outcome) is DisclosureRule.TO_COME

    added(made, Kind.DISCLOSURE, SPOKEN, **CONFLICT)
    assert [one.id for one in untold(made.file())] == [SPOKEN]
    made.save(verbs.change(made.file(), made.view(SPOKEN), {"reporter_informed": True}, NOW))
    assert untold(made.file()) == []
