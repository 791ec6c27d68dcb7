"""Whether a consent covers what leaves a case: scope, recipient, day, form, last answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.consent.consenting import ask, record, withdraw
from shared.casework.consent.covering import (
    FOR_ROLE,
    ConsentRule,
    Need,
    consent_check,
    covering,
    covers,
    in_force,
    is_for,
    on_paper,
    reaches,
)
from shared.casework.model.codes import ConsentForm, ConsentScope, Counterpart
from shared.casework.model.views import Consent
from shared.casework.rules import Broken, Rule
from tests.casework.made import JOOST, SAMIRA_MEMBER, Firm, edited, lives, rule

TALK = b"t" * 16
MANAGER = Counterpart.DIRECT_MANAGER
NEED = Need((ConsentScope.ATTEND_TALK, ConsentScope.TALK_TO), MANAGER)
GIVEN = "2026-02-19"
DAY = "2026-03-03"


def asked_for(**values: Any) -> dict[str, Any]:
    return {
        "scope": "attend_talk",
        "recipient_role": "direct_manager",
        "valid_until": "2026-03-31",
        **values,
    }


def firm(form: ConsentForm | None = ConsentForm.SIGNED, **values: Any) -> Firm:
    made = Firm()
    made.save(record(TALK, asked_for(**values), True, GIVEN, form))
    return made


def checked(made: Firm, on: str = DAY, need: Need = NEED, back: bool = False) -> object:
    broken = consent_check(made.file(), TALK, need, on, looking_back=back)
    return None if broken is None else broken.rule


def test_a_signed_consent_for_this_role_covers_its_days() -> None:
    """From the day it was given to its last day, both included."""
    made = firm()

    assert [checked(made, day) for day in (GIVEN, DAY, "2026-03-31")] == [None] * 3
    assert checked(made, "2026-02-18") is ConsentRule.NOT_IN_FORCE
    assert checked(made, "2026-04-01") is ConsentRule.NOT_IN_FORCE
    assert covers(made.view(TALK), ConsentScope.ATTEND_TALK, MANAGER, DAY)
    assert not covers(made.view(TALK), ConsentScope.SUBMIT_DOCUMENT, MANAGER, DAY)
    assert not covers(made.view(TALK), ConsentScope.ATTEND_TALK, Counterpart.HR, DAY)


def test_what_is_missing_is_told() -> None:
    """No consent, another scope, somebody else, and not in writing each have their own text."""
    assert checked(Firm()) is ConsentRule.NEEDED
    assert checked(firm(scope="record_keeping")) is ConsentRule.OTHER_SCOPE
    assert checked(firm(recipient_role="hr")) is ConsentRule.OTHER_RECIPIENT
    for form in (None, ConsentForm.ORAL):
        assert checked(firm(form=form)) is ConsentRule.NOT_IN_WRITING
    for form in (ConsentForm.WRITTEN, ConsentForm.SIGNED, ConsentForm.MESSAGE):
        assert checked(firm(form=form)) is None


def test_a_spoken_consent_is_enough_where_nobody_gets_to_know() -> None:
    """Only third persons make writing needed."""
    need = Need((ConsentScope.ATTEND_TALK,), None)

    assert checked(firm(form=ConsentForm.ORAL), need=need) is None


def test_a_question_and_a_refusal_are_no_consent() -> None:
    """Only what the reporter gave counts."""
    made = Firm()
    made.save(ask(TALK, asked_for()))
    assert checked(made) is ConsentRule.NOT_IN_FORCE

    made = Firm()
    made.save(record(TALK, asked_for(), False, GIVEN, None))
    assert checked(made) is ConsentRule.NOT_IN_FORCE


def test_withdrawing_ends_it_from_that_day_on() -> None:
    """Nothing new is done on that day; what was done on it stays done."""
    made = firm()
    made.save(withdraw(made.view(TALK), DAY))

    assert checked(made) is ConsentRule.NOT_IN_FORCE
    assert checked(made, back=True) is None
    assert checked(made, "2026-03-02") is None
    assert checked(made, "2026-03-04", back=True) is ConsentRule.NOT_IN_FORCE


def test_a_withdrawal_without_a_day_is_one_from_the_beginning() -> None:
    """A record of another program can leave the day out; nothing leaves on its ground."""
    consent = Consent(
        id=TALK,
        fields={"status": lives("given", "withdrawn"), "given_on": lives(GIVEN)},
    )

    assert not in_force(consent, DAY)
    assert not in_force(consent, DAY, withdrawn_that_day=True)


def test_the_last_answer_counts() -> None:
    """A later no to the same ends an earlier yes, from its day on; a yes after it counts."""
    made = firm()
    made.save(record(b"n" * 16, asked_for(), False, "2026-03-01", None))

    assert checked(made) is ConsentRule.SAID_NO
    assert checked(made, "2026-02-28") is None
    assert covering(made.file(), NEED, DAY) is None

    made.save(record(b"y" * 16, asked_for(), True, "2026-03-02", ConsentForm.MESSAGE))
    found = covering(made.file(), NEED, DAY)
    assert found is not None
    assert found.id == b"y" * 16


def test_a_no_about_somebody_else_changes_nothing() -> None:
    """The reporter may say yes to one and no to another."""
    made = firm()
    made.save(record(b"n" * 16, asked_for(recipient_role="hr"), False, "2026-03-01", None))

    assert checked(made) is None


def test_of_several_values_the_strictest_counts() -> None:
    """Two devices wrote different roles: it is for neither."""
    made = Firm()
    made.save(ask(TALK, asked_for()))
    made.save(ask(TALK, asked_for(recipient_role="hr")), JOOST)
    consent = made.view(TALK)

    assert not reaches(consent, MANAGER)
    assert not reaches(consent, Counterpart.HR)
    assert reaches(consent, None)


@pytest.mark.parametrize("scope", sorted(FOR_ROLE))
def test_a_consent_for_a_third_person_says_for_whom(scope: ConsentScope) -> None:
    """By role; introducing to a helper and a signal to the board have a usual one."""
    outcome = ask(TALK, {"scope": scope})
    usual = {
        ConsentScope.REFERRAL_WARM: "helper",
        ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD: "director_board",
    }

    if scope in usual:
        assert edited(outcome)["recipient_role"] == usual[scope]
    else:
        assert outcome == Broken(ConsentRule.NEEDS_ROLE, "recipient_role")
    assert edited(ask(TALK, {"scope": scope, "recipient_role": "hr"}))["recipient_role"] == "hr"


def test_a_handover_is_asked_for_one_colleague() -> None:
    """As sharing is."""
    assert rule(ask(TALK, {"scope": "transfer_to"})) is Rule.CONSENT_NEEDS_COLLEAGUE
    assert edited(ask(TALK, {"scope": "transfer_to", "recipient": SAMIRA_MEMBER}))


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers(0, 99)
    | st.binary(max_size=4)
    | st.lists(st.text(max_size=3), max_size=2)
    | st.sampled_from(["given", "attend_talk", "direct_manager", "signed", GIVEN, "", "2026-99-99"])
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["status", "scope", "recipient_role", "form", "given_on", "valid_until", "withdrawn_on"]
        ),
        ANYTHING,
    )
)
def test_whatever_stands_in_a_consent_gives_an_answer(values: dict[str, Any]) -> None:
    """A record of a modified program never raises, and covers only when all fits."""
    consent = Consent(id=TALK, fields={name: lives(value) for name, value in values.items()})
    until = values.get("valid_until")

    assert is_for(NEED.scopes, consent) == (values.get("scope") == "attend_talk")
    assert reaches(consent, MANAGER) == (values.get("recipient_role") == "direct_manager")
    assert on_paper(consent) == (values.get("form") == "signed")
    assert in_force(consent, GIVEN) == (
        values.get("status") == "given"
        and values.get("given_on") == GIVEN
        and (until is None or until == "" or until == GIVEN)
    )
