"""Closing: the case is counted once, whoever closes it and however often."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework import verbs
from shared.casework.ending.closed import ClosedRule
from shared.casework.ending.closing import (
    Closing,
    ClosingRule,
    close,
    is_counted,
    mend_count,
    read_rows,
    row_ids,
    rows_that_count,
    undo,
)
from shared.casework.ending.leftovers import ClosingHint, chose_no_step, leftovers
from shared.casework.flags import flags
from shared.casework.intake.conflict import ConflictRule
from shared.casework.model.codes import (
    Answer,
    CaseStatus,
    ConcernType,
    ContactsBand,
    DurationBand,
    OutcomeGroup,
    ReferralCategory,
    RelationGroup,
    RoleGroup,
    RouteGroup,
)
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import Closure
from shared.casework.rules import Broken, Rule
from shared.replica.change import Live
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import OPENED, ROW, Rows, added, case, ids, save
from tests.casework.made import CIRCLE, JOOST, NOOR, Firm, rule

END = "2026-05-19"
NEXT = "2026-05-20"
HEARD = {"outcome": "heard_only"}


def closed(made: Firm, rows: Rows, on: str = END, **values: Any) -> Closing:
    outcome = close(made.file(), rows.all(), ids(), on, {**HEARD, **values})
    save(made, rows, outcome)
    assert isinstance(outcome, Closing)
    return outcome


def lisa() -> Firm:
    """The worked example up to its last day: a group, a manager who acts, a coach."""
    made = case(CaseStatus.AFTERCARE, channel="phone", reporter_role="affected")
    values = {"concern_type": "bullying", "subtypes": ["ignoring_excluding", "gossip"]}
    added(made, Kind.CONCERN, b"q" * 16, **values, description_by_reporter="ze zwijgen als ik kom")
    for at, (label, relation) in enumerate(
        [("collega A", "peer_same_team"), ("groep lunch", "group_of_colleagues")]
    ):
        wrote(
            made,
            Kind.PARTY,
            bytes([65 + at]) * 16,
            label=label,
            role="alleged",
            relation_to_reporter=relation,
            involvement="suspected_by_reporter",
        )
    chosen = {b"3" * 16: "own_log", b"4" * 16: "talk_manager"}
    for option, kind in chosen.items():
        wrote(made, Kind.OPTION, option, option_type=kind, status="chosen")
    said = {"made_on": "2026-02-19", "in_words": "klacht nu niet, wel open houden"}
    wrote(made, Kind.DECISION, b"5" * 16, chosen=list(chosen), **said)
    for at, (option, kind) in enumerate(chosen.items()):
        route = bytes([49 + at]) * 16
        wrote(made, Kind.ROUTE, route, route_type=kind, option=option, status="finished")
    for at, day in enumerate(("02-03", "02-05", "02-12", "02-19", "03-09", "03-16")):
        contact = {"kind": "follow_up", "start": f"2026-{day}T18:30", "summary": f"gesprek {at}"}
        wrote(made, Kind.CONTACT, bytes([97 + at]) * 16, **contact)
    wrote(made, Kind.REFERRAL, b"r" * 16, category="coach", status="started", feedback="helpful")
    wrote(made, Kind.REFERRAL, b"s" * 16, category="occupational_physician", status="declined")
    wrote(
        made,
        Kind.ADVERSE_EFFECT,
        b"e" * 16,
        kind="identity_leaked",
        seen_on="2026-03-09",
        resolved_on=END,
    )
    wrote(
        made,
        Kind.AFTERCARE_CHECK,
        b"t" * 16,
        due=END,
        held_on=END,
        behaviour_stopped="yes",
        sufficiently_addressed="yes",
    )
    return made


def test_the_worked_example_counts_as_told() -> None:
    """Bullying by a group, through a manager, solved informally, with an effect and a coach."""
    made, rows = lisa(), Rows()
    values: dict[str, Any] = {"outcome": "solved_by_management", "evaluation": 9}
    closing = closed(made, rows, **values)
    [row] = rows.all()

    assert closing.left == ()
    assert (row.id, row.client, row.year, row.half) == (ROW, "Waterstaal Techniek BV", 2026, 1)
    assert row.concern_types == (ConcernType.BULLYING,)
    assert row.relation_group is RelationGroup.GROUP
    assert row.role_group is RoleGroup.AFFECTED
    assert row.route_group is RouteGroup.MANAGER
    assert row.outcome_group is OutcomeGroup.INFORMAL
    assert (row.addressed, row.stopped, row.adverse) == (Answer.YES, Answer.YES, True)
    assert row.referrals == (ReferralCategory.COACH,)
    assert row.contacts_band is ContactsBand.SEVEN_OR_MORE
    assert row.duration_band is DurationBand.THREE_TO_SIX
    case_now = made.file().case
    assert (case_now.status, case_now.closed_on) == (CaseStatus.CLOSED, END)
    [closure] = made.file().all(Closure)
    assert (closure.evaluation, closure.status_before) == (9, CaseStatus.AFTERCARE)
    assert flags(made.file(), END) == []


def test_rule_18_closing_writes_exactly_one_row() -> None:
    """And nothing but a row goes to the circle of all advisers."""
    made, rows = case(), Rows()
    closing = closed(made, rows)

    assert {(edit.kind, edit.entity) for edit in closing.advisers} == {("stat_row", ROW)}
    assert len(rows_that_count(rows.all())) == 1
    assert is_counted(made.file(), rows.all())
    again = close(made.file(), rows.all(), ids(), END, HEARD)
    assert rule(again) is ClosedRule.CLOSED


def test_rule_18_two_who_close_at_once_make_one_row() -> None:
    """Both offline, each with a closure: the row is the same one, the closures are flagged."""
    made, rows = case(), Rows()
    seen = made.file()
    noor = close(seen, [], ids(1), END, HEARD)
    joost = close(seen, [], ids(100), NEXT, {"outcome": "lost_contact"})
    save(made, rows, noor)
    save(made, rows, joost, JOOST)

    [row] = rows_that_count(rows.all())
    assert row.id == ROW
    assert row.outcome_group is OutcomeGroup.STOPPED
    assert row.conflicts == ("outcome_group",)
    assert [one.rule for one in flags(made.file(), NEXT)] == [ClosedRule.CLOSED_TWICE] * 2
    assert mend_count(made.file(), rows.all(), ids(), "2026-05-22") is None


@pytest.mark.parametrize("first", [NOOR, JOOST])
def test_rule_18_also_of_a_case_without_an_id_for_its_row(first: bytes) -> None:
    """Two rows stand until a device mends it; whichever does, one and the same is left."""
    made, rows = case(stat_row=None), Rows()
    seen = made.file()
    own = {NOOR: ids(7), JOOST: ids(3)}
    for device in (first, NOOR if first == JOOST else JOOST):
        save(made, rows, close(seen, [], own[device], END, HEARD), device)
    assert len(rows_that_count(rows.all())) == 2
    assert len(row_ids(made.file())) == 2

    mended = mend_count(made.file(), rows.all(), ids(), NEXT)
    for device in (NOOR, JOOST):
        save(made, rows, mended, device)
    [row] = rows_that_count(rows.all())
    assert made.file().case.stat_row == row.id == ids(3)()
    assert made.file().case.conflicts == ()
    assert mend_count(made.file(), rows.all(), ids(), NEXT) is None


def test_rule_18_a_row_too_many_that_arrives_after_the_mending_does_not_count() -> None:
    """The case is mended before the other row was seen."""
    made, rows = case(stat_row=None), Rows()
    seen = made.file()
    noor, joost = (close(seen, [], ids(at), END, HEARD) for at in (3, 7))
    assert isinstance(noor, Closing)
    assert isinstance(joost, Closing)
    save(made, rows, noor)
    made.save(joost.case, JOOST)
    save(made, rows, mend_count(made.file(), rows.all(), ids(), NEXT))

    rows.save(joost.advisers, JOOST)
    assert [row.id for row in rows_that_count(rows.all())] == [noor.row]


def test_rule_18_a_case_closed_by_a_modified_program_is_counted_after_all() -> None:
    """It is flagged, nothing of it may be destroyed yet, and the next day it is mended once."""
    made, rows = case(stat_row=None), Rows()
    wrote(made, Kind.CASE, CIRCLE, status="closed", closed_on=END)

    assert [one.rule for one in flags(made.file(), END)] == [
        ClosedRule.NO_CLOSURE,
        ClosedRule.NOT_COUNTED,
    ]
    assert not is_counted(made.file(), rows.all())
    assert mend_count(made.file(), rows.all(), ids(), END) is None
    save(made, rows, mend_count(made.file(), rows.all(), ids(), NEXT))
    assert is_counted(made.file(), rows.all())
    assert mend_count(made.file(), rows.all(), ids(), NEXT) is None


def test_rule_18_a_row_that_was_lost_is_written_again_under_its_id() -> None:
    """A save that was cut between the circles costs no count and makes no second one."""
    made, rows = case(), Rows()
    outcome = close(made.file(), [], ids(), END, HEARD)
    assert isinstance(outcome, Closing)
    made.save(outcome.case)

    save(made, rows, mend_count(made.file(), rows.all(), ids(), NEXT))
    rows.save(outcome.advisers, JOOST)
    [row] = rows_that_count(rows.all())
    assert (row.id, row.conflicts) == (ROW, ())


def test_rule_18_a_closure_is_not_written_beside_closing() -> None:
    """Neither a closure, nor the status, nor the day, nor the row by hand."""
    made = case()
    outcome = verbs.add(made.file(), Kind.CLOSURE, b"c" * 16, {**HEARD, "closed_on": END}, END)
    assert rule(outcome) is ClosedRule.BY_CLOSING
    for values, broken in (
        ({"status": "closed"}, Rule.STATUS_STEP),
        ({"closed_on": END}, ClosedRule.BY_CLOSING),
        ({"stat_row": b"x" * 16}, ClosedRule.BY_CLOSING),
    ):
        assert rule(verbs.change(made.file(), made.file().case, values, END)) is broken


def test_rule_19_a_row_leads_back_to_no_case() -> None:
    """None of its values is an id, a day or words of the case, but for the client."""
    made, rows = lisa(), Rows()
    closing = closed(made, rows, outcome="solved_by_management")
    own = {view.id for view in made.file().views()} | {CIRCLE}

    for edit in closing.advisers:
        assert edit.field in FIELDS[Kind.STAT_ROW]
        assert edit.entity not in own
        for value in edit.value if isinstance(edit.value, list) else [edit.value]:
            assert type(value) in (str, int, bool)
            assert not re.search(r"\d{4}-\d{2}", str(value))
            assert edit.field == "client" or not re.search(r"kiezel|collega|gesprek", str(value))


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from([*FIELDS[Kind.STAT_ROW], "deleted", "note", "closed_on", "case"])


@given(st.dictionaries(NAMES, st.lists(ANY, min_size=1, max_size=2), max_size=8))
def test_rule_19_a_row_of_a_modified_program_shows_no_text_id_or_day(
    found: dict[str, list[Any]],
) -> None:
    """Whatever stands in it is read as groups and bands or not at all, and never raises."""
    fields = {
        name: tuple(Live(value, NOOR, at, 1, 0) for at, value in enumerate(values))
        for name, values in found.items()
    }
    [row] = read_rows([(ROW, fields)])

    assert not hasattr(row, "note")
    for name in FIELDS[Kind.STAT_ROW]:
        value = getattr(row, name)
        assert name == "client" or not isinstance(value, bytes)
    assert len(rows_that_count([row])) in (0, 1)


def test_rule_19_a_name_of_a_client_holds_no_bsn() -> None:
    """The one free word of a row is looked at like any other."""
    made, rows = case(), Rows()
    wrote(made, Kind.CASE, CIRCLE, client="111222333")

    assert rule(close(made.file(), rows.all(), ids(), END, HEARD)) is Rule.BSN


def test_rule_11_an_empty_choice_closes_without_warnings() -> None:
    """Options that are still open, and steps from before it, are no reason to ask again."""
    made, rows = case(CaseStatus.NO_FURTHER_STEP), Rows()
    wrote(made, Kind.OPTION, b"o" * 16, option_type="complaint_internal", status="open")
    wrote(made, Kind.ROUTE, b"1" * 16, route_type="talk_manager", status="running")
    wrote(made, Kind.STEP, b"2" * 16, route=b"1" * 16, step_type="prepare_talk")
    wrote(made, Kind.DECISION, b"d" * 16, made_on="2026-02-12", in_words="dit was genoeg")

    assert chose_no_step(made.file())
    closing = closed(made, rows)
    assert closing.left == ()
    [row] = rows.all()
    assert (row.route_group, row.outcome_group) == (RouteGroup.MANAGER, OutcomeGroup.HEARD)


def test_what_is_left_over_is_told_and_stops_nothing() -> None:
    """Every kind of it, once."""
    made, rows = case(), Rows()
    wrote(made, Kind.STEP, b"1" * 16, step_type="debrief")
    wrote(made, Kind.STEP, b"2" * 16, step_type="debrief")
    wrote(made, Kind.ROUTE, b"3" * 16, route_type="talk_hr", status="waiting")
    wrote(made, Kind.AFTERCARE_CHECK, b"4" * 16, due=NEXT)
    wrote(made, Kind.REFERRAL, b"5" * 16, category="coach", status="signposted")
    wrote(made, Kind.ADVERSE_EFFECT, b"6" * 16, kind="gossip", seen_on=OPENED)
    wrote(made, Kind.DISCLOSURE, b"7" * 16, basis="duty_160sv", rationale="x")

    wrote(made, Kind.ROUTE, b"8" * 16, route_type="talk_hr", status="finished")
    wrote(made, Kind.STEP, b"9" * 16, route=b"8" * 16, step_type="debrief")
    wrote(made, Kind.GUARD, b"a" * 16, route=b"8" * 16, checked_on=OPENED, leak_suspected=True)
    wrote(made, Kind.CONTACT, b"b" * 16, kind="follow_up", start=OPENED, next_agreed=NEXT)

    found = {one.hint: one.about for one in leftovers(made.file(), END)}
    assert tuple(found) == tuple(ClosingHint)
    # A step of a route that is over is off.
    assert found[ClosingHint.OPEN_STEPS] == (b"1" * 16, b"2" * 16)
    assert found[ClosingHint.WRONG_ON_ROUTE] == (b"a" * 16,)
    assert found[ClosingHint.APPOINTMENT] == (b"b" * 16,)
    assert tuple(one.hint for one in closed(made, rows).left) == tuple(ClosingHint)

    later = {"route": b"8" * 16, "checked_on": NEXT}
    wrote(made, Kind.GUARD, b"c" * 16, **later, terms_kept=True)
    assert ClosingHint.WRONG_ON_ROUTE in {one.hint for one in leftovers(made.file(), NEXT)}
    wrote(made, Kind.GUARD, b"d" * 16, **later, leak_suspected=False)
    assert ClosingHint.WRONG_ON_ROUTE not in {one.hint for one in leftovers(made.file(), NEXT)}


def test_a_case_sent_elsewhere_for_a_conflict_is_counted() -> None:
    """The accused who asks for an adviser: recorded as redirected, with that role."""
    made, rows = case(CaseStatus.NEW, reporter_role="accused", channel="phone"), Rows()
    added(
        made,
        Kind.CONFLICT_CHECK,
        b"k" * 16,
        done_on="2026-03-10",
        method="tag",
        result="possible",
        conflict_kind="same_firm_other_side",
        decision="refer_to_other_firm",
    )
    made.save(verbs.change(made.file(), made.file().case, {"status": "redirected"}, END))
    closed(made, rows, on="2026-03-10", outcome="outside_remit_redirected")

    [row] = rows.all()
    assert (row.role_group, row.outcome_group) == (RoleGroup.ACCUSED, OutcomeGroup.ELSEWHERE)


def test_a_case_of_which_no_record_was_wanted_is_counted() -> None:
    """It gives a row with what little is known."""
    made, rows = case(CaseStatus.INTAKE, count_only=True, domain="question"), Rows()
    closed(made, rows)

    [row] = rows_that_count(rows.all())
    assert (row.domain, row.contacts_band) == ("question", ContactsBand.ONE)


def test_rule_01_a_new_case_is_not_closed_without_a_check_for_conflicts() -> None:
    """Closing leaves `new` as any other status does."""
    made = Firm()
    made.save(verbs.open_case(CIRCLE, "kiezel-47", OPENED, {}))

    assert rule(close(made.file(), [], ids(), END, HEARD)) is ConflictRule.CHECK_FIRST


@pytest.mark.parametrize(
    ("on", "values", "broken"),
    [
        (END, {}, Broken(Rule.EMPTY, "outcome")),
        (END, {"outcome": "won"}, Broken(Rule.NOT_A_CHOICE, "outcome")),
        (
            END,
            {**HEARD, "evaluation": 11},
            Broken(Rule.OUT_OF_RANGE, "evaluation", (("least", 1), ("most", 10))),
        ),
        ("2026-02-01", HEARD, Broken(ClosingRule.BEFORE_OPENING, "closed_on")),
        ("mei", HEARD, Broken(Rule.NOT_A_DATE, "closed_on")),
    ],
)
def test_a_closing_that_can_not_be_is_told_at_its_field(
    on: str, values: dict[str, Any], broken: Broken
) -> None:
    """And nothing is written in either circle."""
    assert close(case().file(), [], ids(), on, values) == broken


def test_a_status_of_a_newer_program_is_not_closed_over() -> None:
    """What another version set is left to it."""
    made = case()
    wrote(made, Kind.CASE, CIRCLE, status="mediated")

    assert rule(close(made.file(), [], ids(), END, HEARD)) is Rule.STATUS_STEP


def test_what_is_counted_can_be_corrected_by_the_adviser() -> None:
    """From the lists only; what is no field is a bug."""
    made, rows = case(), Rows()
    save(made, rows, close(made.file(), [], ids(), END, HEARD, {"relation_group": "manager"}))
    [row] = rows.all()
    assert row.relation_group is RelationGroup.MANAGER

    fresh = case().file()
    outcome = close(fresh, [], ids(), END, HEARD, {"relation_group": "the boss"})
    assert outcome == Broken(Rule.NOT_A_CHOICE, "relation_group")
    with pytest.raises(KeyError):
        close(fresh, [], ids(), END, HEARD, {"note": "de directeur"})
    with pytest.raises(KeyError):
        close(fresh, [], ids(), END, {**HEARD, "why": "x"})


def test_closing_is_undone_on_the_day_itself() -> None:
    """The case goes on where it was, and does not count until it is closed again."""
    made, rows = case(CaseStatus.WAITING), Rows()
    closed(made, rows)
    save(made, rows, undo(made.file(), rows.all(), END))

    now = made.file().case
    assert (now.status, now.closed_on) == (CaseStatus.WAITING, "")
    assert made.file().all(Closure) == ()
    assert rows_that_count(rows.all()) == []
    assert flags(made.file(), END) == []
    assert rule(undo(made.file(), rows.all(), END)) is ClosingRule.NOT_CLOSED

    closed(made, rows, on=NEXT, outcome="lost_contact")
    [row] = rows_that_count(rows.all())
    assert (row.id, row.outcome_group) == (ROW, OutcomeGroup.STOPPED)
    assert row.conflicts == ()
    assert len(made.file().all(Closure)) == 1


def test_undoing_brings_back_no_status_of_a_closed_case() -> None:
    """Whatever a modified program wrote into the closure."""
    made, rows = case(), Rows()
    closed(made, rows)
    [closure] = made.file().all(Closure)
    wrote(made, Kind.CLOSURE, closure.id, status_before="destroyed")

    save(made, rows, undo(made.file(), rows.all(), END))
    assert made.file().case.status is CaseStatus.SUPPORTING


def test_closing_is_not_undone_later() -> None:
    """Another day, or when the case is kept until it is destroyed."""
    made, rows = case(), Rows()
    closed(made, rows)
    assert rule(undo(made.file(), rows.all(), NEXT)) is ClosingRule.TOO_LATE

    wrote(made, Kind.CASE, CIRCLE, status="retained")
    assert rule(undo(made.file(), rows.all(), END)) is ClosingRule.NOT_CLOSED


def test_a_closure_that_was_left_in_an_open_case_is_used() -> None:
    """It is flagged while the case is open; closing makes no second one."""
    made, rows = case(), Rows()
    wrote(made, Kind.CLOSURE, b"c" * 16, closed_on=OPENED, outcome="unknown", hours_total=3)
    assert [one.rule for one in flags(made.file(), END)] == [ClosedRule.STILL_OPEN]

    closed(made, rows)
    [closure] = made.file().all(Closure)
    assert (closure.id, closure.closed_on, closure.hours_total) == (b"c" * 16, END, None)


def test_edits_of_a_closing_take_the_place_of_what_was_shown_only() -> None:
    """A status that a colleague set meanwhile stays beside it, as a conflict to settle."""
    made, rows = case(), Rows()
    seen = made.file()
    made.save(verbs.change(seen, seen.case, {"status": "waiting"}, END), JOOST)
    save(made, rows, close(seen, [], ids(), END, HEARD))

    assert made.file().case.conflicts == ("status",)
