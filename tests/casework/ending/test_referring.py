"""Referring: help in a crisis first, nothing shared without a consent for just that."""

from __future__ import annotations

import pytest

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.consent.covering import ConsentRule
from shared.casework.ending.referring import (
    CRISIS,
    CrisisNote,
    ReferralRule,
    check_day,
    crisis_notes,
    suggested_categories,
)
from shared.casework.flags import flags
from shared.casework.model.codes import (
    ConsentForm,
    ConsentScope,
    ReferralCategory,
    ReferralMode,
    ReferralStatus,
)
from shared.casework.model.kinds import Kind
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import CONSENT, NOW, added, case, consented
from tests.casework.made import Firm, rule

REFERRAL = b"F" * 16
WARM = {"category": "coach", "mode": "warm_handover", "status": "proposed", "proposed_on": NOW}
SEED = [
    ReferralCategory.MENTAL_HEALTH,
    ReferralCategory.GP,
    ReferralCategory.OCCUPATIONAL_PHYSICIAN,
    ReferralCategory.VICTIM_SUPPORT,
    ReferralCategory.DEBT_COUNSELLING,
    ReferralCategory.COACH,
]


def agreed(**asked: object) -> Firm:
    return consented(case(), ConsentScope.REFERRAL_WARM, **asked)  # type: ignore[arg-type]


def test_the_usual_helpers_come_first() -> None:
    """In the order in which a reporter hears of them; every kind is offered once."""
    found = suggested_categories(case().file())

    assert found[:6] == SEED
    assert sorted(found) == sorted(ReferralCategory)
    assert crisis_notes(case().file()) == []


def test_a_crisis_puts_its_helper_and_its_number_first() -> None:
    """What the case speaks of decides; each note names a number that is there day and night."""
    made = added(case(), Kind.IMPACT, b"i" * 16, noted_on=NOW, self_harm_signal=True)
    added(made, Kind.CONCERN, b"q" * 16, concern_type="sexual_harassment", subtypes=["assault"])
    added(made, Kind.CONCERN, b"r" * 16, minors_involved=True)

    assert suggested_categories(made.file())[:4] == [
        ReferralCategory.SUICIDE_PREVENTION,
        ReferralCategory.SEXUAL_ASSAULT_CENTRE,
        ReferralCategory.DOMESTIC_VIOLENCE,
        ReferralCategory.MENTAL_HEALTH,
    ]
    assert crisis_notes(made.file())[0] is CrisisNote.DANGER
    for note, number in zip(
        crisis_notes(made.file()), ("112", "113", "0800-0188", "0800-2000"), strict=True
    ):
        assert number in note.text
    assert set(CRISIS.values()) == set(CrisisNote) - {CrisisNote.DANGER}


def test_violence_at_home_is_told_apart_from_violence_at_work() -> None:
    """Safe Home comes first in a private matter only."""
    first = ReferralCategory.DOMESTIC_VIOLENCE
    at_work = added(case(), Kind.CONCERN, b"q" * 16, concern_type="violence")
    at_home = added(case(domain="private"), Kind.CONCERN, b"q" * 16, concern_type="violence")

    assert suggested_categories(at_work.file())[0] is not first
    assert suggested_categories(at_home.file())[0] is first


@pytest.mark.parametrize("mode", [ReferralMode.INFORMATION, ReferralMode.SIGNPOSTING])
def test_pointing_the_way_shares_nothing(mode: ReferralMode) -> None:
    """It needs no consent, and holds no information about the reporter."""
    made = case()
    added(made, Kind.REFERRAL, REFERRAL, **{**WARM, "mode": mode, "status": "signposted"})
    shown = made.view(REFERRAL)
    outcome = verbs.change(made.file(), shown, {"information_shared": "slaapt slecht"}, NOW)
    assert rule(outcome) is ReferralRule.NOTHING_SHARED
    outcome = verbs.change(made.file(), shown, {"status": "handed_over"}, NOW)
    assert rule(outcome) is ReferralRule.OTHER_MODE


def test_rule_08_nobody_is_introduced_without_a_consent_for_just_that() -> None:
    """Proposing needs none; introducing, and what was shared, do."""
    made = added(case(), Kind.REFERRAL, REFERRAL, **WARM)
    for values in ({"status": "handed_over"}, {"information_shared": "wat zij hoopt"}):
        outcome = verbs.change(made.file(), made.view(REFERRAL), values, NOW)
        assert rule(outcome) is ConsentRule.NEEDED

    consented(made, ConsentScope.AFTERCARE_CONTACT)
    wish = {"status": "handed_over", "consent": CONSENT}
    outcome = verbs.change(made.file(), made.view(REFERRAL), wish, NOW)
    assert rule(outcome) is ConsentRule.OTHER_SCOPE


def test_rule_08_a_consent_in_force_carries_an_introduction_and_what_follows() -> None:
    """Once introduced, how it goes on asks for no new consent, not after a withdrawal either."""
    made = added(agreed(), Kind.REFERRAL, REFERRAL, **WARM)
    values = {"status": "handed_over", "consent": CONSENT, "information_shared": "roepnaam"}
    made.save(verbs.change(made.file(), made.view(REFERRAL), values, NOW))
    made.save(consenting.withdraw(made.view(CONSENT), NOW))

    made.save(verbs.change(made.file(), made.view(REFERRAL), {"status": "started"}, NOW))
    assert made.view(REFERRAL).status is ReferralStatus.STARTED
    assert flags(made.file(), NOW) == []
    outcome = verbs.change(made.file(), made.view(REFERRAL), {"information_shared": "meer"}, NOW)
    assert rule(outcome) is ConsentRule.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("asked", "lack"),
    [
        ({"given": False}, ConsentRule.NOT_IN_FORCE),
        ({"valid_until": "2026-04-06"}, ConsentRule.NOT_IN_FORCE),
        ({"form": ConsentForm.ORAL}, ConsentRule.NOT_IN_WRITING),
        ({"recipient_role": "hr"}, ConsentRule.OTHER_RECIPIENT),
    ],
)
def test_rule_08_and_09_a_consent_that_lacks_something_is_no_ground(
    asked: dict[str, object], lack: ConsentRule
) -> None:
    """Refused, ended, spoken only, or for somebody else."""
    made = added(agreed(**asked), Kind.REFERRAL, REFERRAL, **WARM)

    values = {"status": "handed_over", "consent": CONSENT}
    assert rule(verbs.change(made.file(), made.view(REFERRAL), values, NOW)) is lack


def test_a_consent_for_the_very_helper_is_a_ground_too() -> None:
    """Named as the police, it is no consent for a coach."""
    made = agreed(recipient_role="police")
    values = {**WARM, "status": "handed_over", "consent": CONSENT}

    added(made, Kind.REFERRAL, REFERRAL, **{**values, "category": "police"})
    outcome = verbs.add(made.file(), Kind.REFERRAL, b"G" * 16, values, NOW)
    assert rule(outcome) is ConsentRule.OTHER_RECIPIENT


def test_rule_08_an_introduction_by_a_modified_program_is_flagged() -> None:
    """It is shown as it stands, with a mark at its consent."""
    made = case()
    wrote(made, Kind.REFERRAL, REFERRAL, **{**WARM, "status": "handed_over"})

    assert made.view(REFERRAL).status is ReferralStatus.HANDED_OVER
    assert [(one.rule, one.entity, one.field) for one in flags(made.file(), NOW)] == [
        (ConsentRule.NEEDED, REFERRAL, "consent")
    ]


def test_it_is_asked_two_weeks_later_whether_it_worked() -> None:
    """Unless another day is agreed; the end of the calendar is no error."""
    assert check_day("2026-03-19") == "2026-04-02"
    assert check_day("9999-12-30") == "9999-12-31"


def test_a_referral_that_was_declined_needs_nothing_more() -> None:
    """Not even a reason; but whether it helped is no question then."""
    made = added(case(), Kind.REFERRAL, REFERRAL, **WARM)
    made.save(verbs.change(made.file(), made.view(REFERRAL), {"status": "declined"}, NOW))

    outcome = verbs.change(made.file(), made.view(REFERRAL), {"feedback": "helpful"}, NOW)
    assert rule(outcome) is ReferralRule.FEEDBACK_TOO_SOON
