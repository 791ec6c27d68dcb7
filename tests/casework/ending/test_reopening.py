"""Coming back: a new case, and a link only when the reporter wants one."""

from __future__ import annotations

from typing import Any

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.ending.closed import ClosedRule
from shared.casework.ending.reopening import link, reopen, reopen_linked, unlink
from shared.casework.flags import flags
from shared.casework.model.codes import CaseStatus, ConsentForm, ConsentScope, HowFound
from shared.casework.model.kinds import Kind
from shared.casework.rules import Rule
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import NOW, case, consented
from tests.casework.made import CIRCLE, Firm, rule

OLD = b"O" * 16
ASKED = {"purpose": "verder waar het bleef", "wording_read": "Mag dit bij het vorige?"}


def linked(**values: Any) -> object:
    return reopen_linked(
        CIRCLE, "vlier-12", NOW, values, old=OLD, consent=b"l" * 16, asked=ASKED, form=None
    )


def test_without_consent_the_new_case_has_no_link() -> None:
    """It begins anew, as one that came by earlier contact."""
    made = Firm()
    made.save(reopen(CIRCLE, "vlier-12", NOW, {"callsign": "Lies"}))
    new = made.file().case

    assert (new.status, new.linked_case, new.how_found) == (
        CaseStatus.NEW,
        None,
        HowFound.EARLIER_CONTACT,
    )
    assert rule(reopen(CIRCLE, "vlier-12", NOW, {"linked_case": OLD})) is ClosedRule.LINK
    assert rule(verbs.open_case(CIRCLE, "vlier-12", NOW, {"linked_case": OLD})) is ClosedRule.LINK
    assert rule(link(made.file(), OLD, NOW)) is ClosedRule.LINK


def test_with_consent_case_consent_and_link_come_in_one_go() -> None:
    """The consent lies in the new case."""
    made = Firm()
    outcome = linked(callsign="Lies")
    assert isinstance(outcome, list)
    made.save(outcome)

    assert made.file().case.linked_case == OLD
    [consent] = made.file().consents
    assert (consent.scope, consent.purpose) == (ConsentScope.LINK_CASES, ASKED["purpose"])
    assert flags(made.file(), NOW) == []


def test_what_can_not_be_opened_is_not_linked_either() -> None:
    """A broken field is told, and nothing is saved."""
    assert rule(linked(callsign="111222333")) is Rule.BSN


def test_taking_the_consent_back_asks_for_taking_the_link_away() -> None:
    """A link that stands without it is flagged."""
    made = consented(case(), ConsentScope.LINK_CASES, form=ConsentForm.ORAL)
    made.save(link(made.file(), OLD, NOW))
    made.save(consenting.withdraw(made.file().consents[0], NOW))
    assert [(one.rule, one.field) for one in flags(made.file(), NOW)] == [
        (ClosedRule.LINK, "linked_case")
    ]

    made.save(unlink(made.file(), NOW))
    assert flags(made.file(), NOW) == []


def test_a_refused_consent_or_another_links_nothing() -> None:
    """And no case follows itself."""
    made = consented(case(), ConsentScope.LINK_CASES, given=False)
    assert rule(link(made.file(), OLD, NOW)) is ClosedRule.LINK

    made = consented(case(), ConsentScope.PATTERN_MATCHING)
    assert rule(link(made.file(), OLD, NOW)) is ClosedRule.LINK

    made = consented(case(), ConsentScope.LINK_CASES)
    assert rule(link(made.file(), CIRCLE, NOW)) is ClosedRule.LINK_TO_ITSELF


def test_a_link_of_a_modified_program_is_flagged() -> None:
    """It is shown, with a mark."""
    made = case()
    wrote(made, Kind.CASE, CIRCLE, linked_case=OLD)

    assert made.file().case.linked_case == OLD
    assert [one.rule for one in flags(made.file(), NOW)] == [ClosedRule.LINK]
