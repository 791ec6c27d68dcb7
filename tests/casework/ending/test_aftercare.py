"""Aftercare: by agreement only, with two answers at each talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.consent.covering import ConsentRule
from shared.casework.ending.aftercare import (
    AftercareHint,
    AftercareRule,
    hints_on_check,
    left,
    may_call,
    running_plan,
    weeks_of,
    why_not_call,
)
from shared.casework.flags import flags
from shared.casework.model.codes import ConsentScope
from shared.casework.model.kinds import Kind
from shared.casework.rules import Said
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import CONSENT, NOW, added, case, consented
from tests.casework.made import JOOST, Firm, rule

PLAN, TALK, EFFECT = b"p" * 16, b"t" * 16, b"e" * 16
DUE = "2026-04-21"
ALLOWED = {
    "agreed_on": NOW,
    "weeks": "2, 4, 6",
    "initiator": "adviser_allowed",
    "consent": CONSENT,
    "ends_on": "2026-05-26",
}
HELD = {"held_on": NOW, "behaviour_stopped": "partly", "sufficiently_addressed": "yes"}


def agreed(**values: object) -> Firm:
    """Aftercare with one talk, which the adviser may call for unless `values` say else."""
    made = consented(case(), ConsentScope.AFTERCARE_CONTACT)
    added(made, Kind.AFTERCARE_PLAN, PLAN, **{**ALLOWED, **values})
    return added(made, Kind.AFTERCARE_CHECK, TALK, plan=PLAN, due=DUE)


def why(made: Firm, on: str) -> Said | None:
    broken = why_not_call(made.file(), on)
    assert may_call(made.file(), on) is (broken is None)
    return None if broken is None else broken.rule


def test_rule_14_an_adviser_may_get_in_touch_only_with_a_consent_for_it() -> None:
    """Without one, with another, or with a refused one there is no such agreement."""
    made = case()
    outcome = verbs.add(made.file(), Kind.AFTERCARE_PLAN, PLAN, {**ALLOWED, "consent": None}, NOW)
    assert rule(outcome) is ConsentRule.NEEDED

    made = consented(case(), ConsentScope.CONTACT_BY_CHANNEL)
    outcome = verbs.add(made.file(), Kind.AFTERCARE_PLAN, PLAN, ALLOWED, NOW)
    assert rule(outcome) is ConsentRule.OTHER_SCOPE

    made = consented(case(), ConsentScope.AFTERCARE_CONTACT, given=False)
    outcome = verbs.add(made.file(), Kind.AFTERCARE_PLAN, PLAN, ALLOWED, NOW)
    assert rule(outcome) is ConsentRule.NOT_IN_FORCE


def test_rule_14_the_reporter_may_always_be_the_one_who_calls() -> None:
    """That needs no consent, and gives the adviser no leave to call."""
    made = added(case(), Kind.AFTERCARE_PLAN, PLAN, agreed_on=NOW, initiator="reporter")
    added(made, Kind.AFTERCARE_CHECK, TALK, plan=PLAN, due=DUE)

    assert why(made, DUE) is AftercareRule.REPORTER_CALLS
    outcome = verbs.change(made.file(), made.view(PLAN), {"initiator": "adviser_allowed"}, NOW)
    assert rule(outcome) is ConsentRule.NEEDED


def test_rule_14_nothing_outbound_outside_the_plan() -> None:
    """Not before the day, not after the agreement, not twice, not without an agreement."""
    made = agreed()

    assert why(case(), DUE) is AftercareRule.NO_PLAN
    assert why(made, "2026-04-06") is AftercareRule.NO_PLAN
    assert why(made, "2026-04-20") is AftercareRule.NOT_NOW
    assert why(made, DUE) is None
    assert why(made, "2026-05-26") is None
    assert why(made, "2026-05-27") is AftercareRule.NO_PLAN
    values = {**HELD, "held_on": DUE}
    made.save(verbs.change(made.file(), made.view(TALK), values, DUE))
    assert why(made, "2026-04-22") is AftercareRule.NOT_NOW


def test_rule_14_taking_the_consent_back_ends_calling() -> None:
    """From the day itself; the agreement is shown as it was, and is no breach afterwards."""
    made = agreed()
    made.save(consenting.withdraw(made.view(CONSENT), "2026-04-14"))

    assert why(made, DUE) is ConsentRule.NOT_IN_FORCE
    assert made.view(PLAN).consent == CONSENT
    assert flags(made.file(), DUE) == []


def test_rule_14_a_plan_of_a_modified_program_gives_no_leave() -> None:
    """It is flagged, shown, and not called on."""
    made = case()
    wrote(made, Kind.AFTERCARE_PLAN, PLAN, **{**ALLOWED, "consent": b"?" * 16})
    wrote(made, Kind.AFTERCARE_CHECK, TALK, plan=PLAN, due=DUE)

    assert why(made, DUE) is ConsentRule.NEEDED
    assert [(one.rule, one.entity) for one in flags(made.file(), DUE)] == [
        (ConsentRule.NEEDED, PLAN)
    ]


def test_rule_14_of_two_answers_who_calls_the_stricter_counts() -> None:
    """Until somebody settles it the adviser does not call."""
    made = agreed()
    shown = made.view(PLAN)
    made.save(verbs.change(made.file(), shown, {"initiator": "reporter"}, NOW), JOOST)
    made.save([verbs.edit(shown, "initiator", "adviser_allowed")])
    assert made.view(PLAN).conflicts == ("initiator",)

    assert why(made, DUE) is AftercareRule.REPORTER_CALLS


def test_there_is_one_agreement_at_a_time() -> None:
    """The next one begins when that has ended."""
    made = agreed()
    values = {"agreed_on": NOW, "initiator": "reporter"}
    add = verbs.add
    assert rule(add(made.file(), Kind.AFTERCARE_PLAN, b"n" * 16, values, NOW)) is (
        AftercareRule.AGREED_ALREADY
    )
    later = {**values, "agreed_on": "2026-06-01"}
    made.save(add(made.file(), Kind.AFTERCARE_PLAN, b"n" * 16, later, "2026-06-01"))
    plan = running_plan(made.file(), "2026-06-01")
    assert plan is not None
    assert plan.id == b"n" * 16


@pytest.mark.parametrize(
    ("values", "broken", "field"),
    [
        ({"weeks": "soon"}, AftercareRule.WEEKS, "weeks"),
        ({"weeks": "2, 2"}, AftercareRule.WEEKS, "weeks"),
        ({"weeks": "0, 4"}, AftercareRule.WEEKS, "weeks"),
        ({"weeks": "60"}, AftercareRule.WEEKS, "weeks"),
        ({"ends_on": "2026-04-01"}, AftercareRule.PLAN_OVER, "ends_on"),
    ],
)
def test_an_agreement_has_weeks_and_an_end(
    values: dict[str, str], broken: Said, field: str
) -> None:
    """Whatever else was typed is told at its field."""
    made = consented(case(), ConsentScope.AFTERCARE_CONTACT)
    outcome = verbs.add(made.file(), Kind.AFTERCARE_PLAN, PLAN, {**ALLOWED, **values}, NOW)

    assert not isinstance(outcome, list)
    assert (outcome.rule, outcome.field) == (broken, field)


@given(st.sets(st.integers(1, 52), min_size=1))
def test_weeks_are_read_as_they_are_written(weeks: set[int]) -> None:
    """With commas, semicolons or spaces, in any order."""
    for between in (", ", ";", " "):
        assert weeks_of(between.join(map(str, weeks))) == tuple(sorted(weeks))


@given(st.text())
def test_any_line_has_weeks_or_none(line: str) -> None:
    """What is no list of weeks is none, and never an error."""
    weeks = weeks_of(line)

    assert weeks is None or all(1 <= week <= 52 for week in weeks)


def test_a_talk_that_was_held_has_its_two_answers() -> None:
    """Has it stopped, was it taken up: “unknown” is an answer, nothing is none."""
    made = agreed()
    for missing in ("behaviour_stopped", "sufficiently_addressed"):
        outcome = verbs.change(made.file(), made.view(TALK), {**HELD, missing: None}, NOW)
        assert not isinstance(outcome, list)
        assert (outcome.rule, outcome.field) == (AftercareRule.ANSWERS, missing)
    values = {**HELD, "held_on": "2026-04-08"}
    outcome = verbs.change(made.file(), made.view(TALK), values, NOW)
    assert rule(outcome) is AftercareRule.TO_COME

    made.save(verbs.change(made.file(), made.view(TALK), HELD, NOW))
    assert left(made.file()) == []
    outcome = verbs.change(made.file(), made.view(TALK), {"behaviour_stopped": None}, NOW)
    assert rule(outcome) is AftercareRule.ANSWERS

    wrote(made, Kind.AFTERCARE_CHECK, TALK, behaviour_stopped=None)
    assert [one.rule for one in flags(made.file(), NOW)] == [AftercareRule.ANSWERS]


def test_an_adverse_effect_is_solved_after_it_was_seen() -> None:
    """Neither is in days to come."""
    made = added(case(), Kind.ADVERSE_EFFECT, EFFECT, kind="identity_leaked", seen_on="2026-03-09")
    for day, broken in (
        ("2026-03-08", AftercareRule.SOLVED_BEFORE),
        ("2026-04-08", AftercareRule.TO_COME),
    ):
        outcome = verbs.change(made.file(), made.view(EFFECT), {"resolved_on": day}, NOW)
        assert rule(outcome) is broken
    made.save(verbs.change(made.file(), made.view(EFFECT), {"resolved_on": "2026-03-20"}, NOW))
    outcome = verbs.change(made.file(), made.view(EFFECT), {"seen_on": "2026-03-21"}, NOW)
    assert rule(outcome) is AftercareRule.SOLVED_BEFORE
    values = {"kind": "gossip", "seen_on": "2026-04-08"}
    outcome = verbs.add(made.file(), Kind.ADVERSE_EFFECT, b"f" * 16, values, NOW)
    assert rule(outcome) is AftercareRule.TO_COME

    wrote(made, Kind.ADVERSE_EFFECT, EFFECT, resolved_on="2026-03-01")
    assert [one.rule for one in flags(made.file(), NOW)] == [AftercareRule.SOLVED_BEFORE]


def test_what_was_wrong_already_is_no_reason_to_refuse_another_change() -> None:
    """A modified program wrote it; the rest can still be completed."""
    made = case()
    wrote(made, Kind.AFTERCARE_PLAN, PLAN, agreed_on=NOW, weeks="soon", ends_on="2026-04-01")
    wrote(made, Kind.AFTERCARE_CHECK, TALK, held_on=NOW)
    wrote(made, Kind.ADVERSE_EFFECT, EFFECT, kind="pay", seen_on=NOW, resolved_on="2026-04-01")
    assert len(flags(made.file(), NOW)) == 5

    for entity, values in (
        (PLAN, {"channel": "phone"}),
        (TALK, {"feels_safe": 6}),
        (EFFECT, {"described": "minder uren"}),
    ):
        made.save(verbs.change(made.file(), made.view(entity), values, NOW))


def test_answers_call_for_what_comes_next() -> None:
    """Not enough: what must be better; help: who; an effect: as small as possible."""
    made = agreed()
    made.save(verbs.change(made.file(), made.view(TALK), {**HELD, "help_needed": True}, NOW))
    assert hints_on_check(made.file(), made.view(TALK)) == [
        AftercareHint.IMPROVE,
        AftercareHint.REFER,
    ]

    added(
        made,
        Kind.ADVERSE_EFFECT,
        EFFECT,
        kind="dismissal",
        seen_on=NOW,
        legal_protection_relevant=True,
    )
    values = {"help_needed": False, "improvements_needed": "teamsessie herhalen"}
    made.save(verbs.change(made.file(), made.view(TALK), values, NOW))
    assert hints_on_check(made.file(), made.view(TALK)) == [
        AftercareHint.SMALLEST,
        AftercareHint.PROTECTED,
    ]
