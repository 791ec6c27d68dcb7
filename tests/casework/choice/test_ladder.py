"""The ladder: every rung has its words, and an adviser starts from a sensible list."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework.choice.ladder import (
    FORMAL,
    LADDER,
    REPORTS,
    is_integrity_matter,
    starting_options,
    starting_values,
    suggested,
)
from shared.casework.model.codes import Counterpart, Degree, RouteType
from shared.casework.model.kinds import Kind
from shared.casework.verbs import add
from tests.casework.choice.made_choice import LOG, firm, wrote
from tests.casework.made import CIRCLE, JOOST_MEMBER, Firm, edited

CONCERN = b"Q" * 16
R = RouteType


def about(domain: str, **concern: Any) -> Firm:
    made = firm(options=(), domain=domain)
    if concern:
        wrote(made, Kind.CONCERN, CONCERN, **concern)
    return made


def test_every_rung_has_one_plain_sentence_of_its_own() -> None:
    """Nothing on the ladder is without words for the reporter, and no two say the same."""
    assert list(LADDER) == list(RouteType)
    said = [rung.says for rung in LADDER.values()]
    assert len(set(said)) == len(said)
    assert all(len(words) <= 100 and words.endswith((".", "?")) for words in said)


def test_what_nobody_hears_of_leaves_the_reporter_anonymous() -> None:
    """Who would get to know it and what that does to anonymity do not contradict."""
    for rung in LADDER.values():
        assert rung.leaves == bool(rung.to)
        assert rung.leaves or rung.anonymity is Degree.YES
        assert Counterpart.ALLEGED not in rung.to or rung.anonymity is Degree.NO


def test_reports_are_formal_and_take_control_away() -> None:
    """With a report the organisation or a body decides; none of them can be taken back."""
    assert REPORTS < FORMAL
    assert {LADDER[one].control for one in REPORTS} == {Degree.NO}
    assert {LADDER[one].reversible for one in REPORTS} == {Degree.NO}
    assert all(LADDER[one].leaves for one in FORMAL)


def test_bullying_by_a_group_starts_from_the_lower_rungs() -> None:
    """From nothing to a complaint, in the order of the ladder."""
    made = about("undesirable_behaviour", concern_type="bullying", subtypes=["mobbing", "gossip"])

    assert starting_options(made.file()) == (
        R.NONE_STORY_TOLD,
        R.OWN_LOG,
        R.SELF_ADDRESS,
        R.TALK_MANAGER,
        R.ANONYMOUS_SIGNAL,
        R.COMPLAINT_INTERNAL,
    )


def test_options_that_stand_already_are_not_offered_again() -> None:
    """The list is what is still missing."""
    made = firm(options=(LOG,))

    assert R.OWN_LOG not in starting_options(made.file())
    assert R.NONE_STORY_TOLD in starting_options(made.file())


@pytest.mark.parametrize("concern_type", ["violence", "threat", "stalking", "aggression"])
def test_nobody_is_sent_alone_to_somebody_who_is_violent(concern_type: str) -> None:
    """Addressing the person oneself is not proposed where it may do harm."""
    made = about("undesirable_behaviour", concern_type=concern_type)

    assert R.SELF_ADDRESS not in starting_options(made.file())


def test_after_a_sexual_assault_police_is_offered_and_the_person_is_not() -> None:
    """It is offered, never done."""
    made = about("both", concern_type="sexual_harassment", subtypes=["assault"])

    found = starting_options(made.file())
    assert {R.POLICE_TALK, R.POLICE_REPORT} <= set(found)
    assert R.SELF_ADDRESS not in found


@pytest.mark.parametrize(
    ("relation", "offered", "left_out"),
    [
        ("direct_manager", R.TALK_HIGHER_MANAGER, R.TALK_MANAGER),
        ("director_board", R.TALK_HR, R.TALK_HIGHER_MANAGER),
        ("peer_same_team", R.TALK_MANAGER, R.TALK_HIGHER_MANAGER),
    ],
)
def test_a_talk_is_not_proposed_with_whom_it_is_about(
    relation: str, offered: RouteType, left_out: RouteType
) -> None:
    """Who is above the person that it is about is talked with instead."""
    made = about("undesirable_behaviour", concern_type="harassment")
    wrote(made, Kind.PARTY, JOOST_MEMBER, label="L", relation_to_reporter=relation)

    found = starting_options(made.file())
    assert offered in found
    assert left_out not in found


def test_the_manager_of_the_reporter_is_no_reason_to_go_past_the_manager() -> None:
    """Only of those whom it is about it counts what they are to the reporter."""
    made = about("undesirable_behaviour", concern_type="bullying")
    wrote(
        made,
        Kind.PARTY,
        JOOST_MEMBER,
        label="L",
        role="manager",
        relation_to_reporter="direct_manager",
    )

    found = starting_options(made.file())
    assert R.TALK_MANAGER in found
    assert R.TALK_HIGHER_MANAGER not in found


def test_an_integrity_matter_starts_with_advice_and_the_reports() -> None:
    """The body outside is offered when it looks like wrongdoing of public interest."""
    irregular = about("integrity", integrity_class="irregularity")
    wrongdoing = about("integrity", integrity_class="wrongdoing_public_interest")

    assert R.WHISTLEBLOWERS_HOUSE_ADVICE in starting_options(irregular.file())
    assert R.SELF_ADDRESS not in starting_options(irregular.file())
    assert R.EXTERNAL_REPORT_AUTHORITY not in starting_options(irregular.file())
    assert R.EXTERNAL_REPORT_AUTHORITY in starting_options(wrongdoing.file())


@pytest.mark.parametrize("domain", ["work_conflict", "employment_terms", "workload", "private"])
def test_what_is_outside_the_field_is_not_answered_with_a_complaint(domain: str) -> None:
    """It is referred."""
    found = starting_options(about(domain).file())

    assert R.REFERRAL_ONLY in found
    assert R.COMPLAINT_INTERNAL not in found


def test_an_unsaid_field_of_work_counts_as_integrity() -> None:
    """Leaving it empty is no way around the explanation before a report."""
    made = firm(options=())
    assert not is_integrity_matter(made.file())

    wrote(made, Kind.CASE, CIRCLE, domain=None)
    assert is_integrity_matter(made.file())
    wrote(made, Kind.CASE, CIRCLE, domain="undesirable_behaviour")
    wrote(made, Kind.CONCERN, CONCERN, integrity_kind="fraud_theft")
    assert is_integrity_matter(made.file())


def test_suggestions_are_fields_that_an_option_can_be_made_with() -> None:
    """What the table says goes through the form's own checks, for every rung."""
    made = firm(options=())
    for at, route_type in enumerate(RouteType):
        values = starting_values(route_type)
        written = edited(add(made.file(), Kind.OPTION, bytes([at]) * 16, values, "2026-02-12"))
        assert written["raised_by"] == "adviser"
        assert set(suggested(route_type)) < set(written)
