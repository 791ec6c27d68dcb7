"""How far a case has come by what stands in it, and what is open about the choice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

import pytest

from shared.casework.choice.deciding import decide, reconfirm, reflect
from shared.casework.choice.stage import ChoiceOpen, follow, open_in_choice, suggested_status
from shared.casework.ending.agreeing import plan
from shared.casework.intake.open_in_intake import IntakeOpen
from shared.casework.model.codes import CaseStatus, Initiator
from shared.casework.model.kinds import Kind
from shared.casework.open_now import open_now
from shared.casework.status import OPEN, next_statuses, way
from shared.replica.change import Edit
from tests.casework.choice.made_choice import (
    CHOICE,
    COMPLAINT,
    LATER,
    LOG,
    NONE,
    TALK,
    TALKED,
    THOUGHT,
    firm,
    weigh,
    wrote,
)
from tests.casework.made import CIRCLE, JOOST, NOOR, Firm

ROUTE, PLAN, CONTACT = b"R" * 16, b"P" * 16, b"L" * 16
S = CaseStatus


def suggested(made: Firm, on: str = THOUGHT) -> CaseStatus | None:
    return suggested_status(made.file(), on)


def opened(made: Firm, on: str = THOUGHT) -> list[tuple[Any, str, Kind, bytes | None]]:
    return [(one.text, one.due, one.kind, one.entity) for one in open_in_choice(made.file(), on)]


def test_a_case_comes_as_far_as_what_stands_in_it() -> None:
    """From the check for conflicts to the first talk, the options and the time to think."""
    made = firm(status=S.NEW, options=())
    assert suggested(made) is S.CONFLICT_CHECKED

    wrote(made, Kind.CONTACT, CONTACT, kind="first_talk", start=TALKED)
    assert suggested(made) is S.INTAKE
    wrote(made, Kind.OPTION, LOG, option_type="own_log")
    assert suggested(made) is S.EXPLORING
    made.save(reflect(made.file(), CHOICE, "", TALKED))
    assert suggested(made) is S.REFLECTION
    assert suggested(made, "2026-02-20") is S.EXPLORING


def test_rule_01_a_case_stays_new_until_it_was_checked() -> None:
    """However much was written down already."""
    made = firm(status=S.NEW)
    wrote(made, Kind.CONFLICT_CHECK, b"K" * 16, deleted=True)

    assert suggested(made) is S.NEW


def test_an_appointment_by_phone_is_no_first_talk() -> None:
    """Practical contacts do not bring a case further."""
    made = firm(status=S.CONFLICT_CHECKED, options=())
    wrote(made, Kind.CONTACT, CONTACT, kind="admin", start=TALKED)

    assert suggested(made) is S.CONFLICT_CHECKED


def test_what_was_set_by_hand_is_not_taken_back() -> None:
    """A case that is further than its records is left there."""
    assert suggested(firm(status=S.EXPLORING, options=())) is S.EXPLORING
    assert suggested(firm(status=S.SUPPORTING)) is S.SUPPORTING
    for status in (S.CLOSED, S.LOST_CONTACT, S.DESTROYED):
        assert suggested(firm(status=status)) is status

    made = firm()
    wrote(made, Kind.CASE, CIRCLE, status="hibernating")
    assert suggested(made) is None


def test_after_a_choice_the_routes_tell() -> None:
    """Support, waiting for others while every route does, aftercare when none runs."""
    made = firm()
    made.save(decide(made.file(), CHOICE, [TALK], "Praten.", THOUGHT))
    assert suggested(made) is S.SUPPORTING

    wrote(made, Kind.ROUTE, ROUTE, route_type="talk_manager", status="waiting")
    assert suggested(made) is S.WAITING
    wrote(made, Kind.ROUTE, b"S" * 16, route_type="own_log", status="running")
    assert suggested(made) is S.SUPPORTING
    wrote(made, Kind.AFTERCARE_PLAN, PLAN, agreed_on="2026-04-07")
    assert suggested(made) is S.SUPPORTING
    wrote(made, Kind.ROUTE, ROUTE, status="finished")
    wrote(made, Kind.ROUTE, b"S" * 16, status="abandoned")
    assert suggested(made) is S.AFTERCARE


def test_rule_11_an_empty_choice_needs_no_further_step() -> None:
    """And aftercare only where it was agreed."""
    made = firm()
    made.save(decide(made.file(), CHOICE, [], "", THOUGHT))

    assert suggested(made) is S.NO_FURTHER_STEP
    wrote(made, Kind.AFTERCARE_PLAN, PLAN, agreed_on=THOUGHT)
    assert suggested(made) is S.AFTERCARE


def test_a_chosen_option_that_was_deleted_does_not_empty_the_choice() -> None:
    """Something was chosen, whatever became of its words."""
    made = firm()
    made.save(decide(made.file(), CHOICE, [TALK], "Praten.", THOUGHT))
    wrote(made, Kind.OPTION, TALK, deleted=True)

    assert suggested(made) is S.SUPPORTING


@pytest.mark.parametrize("chosen", [(), (NONE,), (LOG,), (TALK, LOG)])
def test_the_act_of_choosing_sets_what_is_suggested(chosen: tuple[bytes, ...]) -> None:
    """The two do not contradict each other."""
    made = firm()
    made.save(decide(made.file(), CHOICE, chosen, "Zo." if chosen else "", THOUGHT))

    assert made.file().case.status is suggested(made)


def test_what_is_open_while_options_are_weighed() -> None:
    """First options, then what may follow from each, then the choice."""
    made = firm(options=())
    assert opened(made) == [(ChoiceOpen.THINK_OF_OPTIONS, "", Kind.OPTION, None)]

    made = weigh(firm(options=(NONE, LOG, TALK, COMPLAINT)), LOG)
    assert opened(made) == [(ChoiceOpen.WEIGH, "", Kind.CONSEQUENCE, TALK)]
    weigh(made, COMPLAINT)
    assert opened(made) == [(ChoiceOpen.WEIGH, "", Kind.CONSEQUENCE, TALK)]
    wrote(made, Kind.OPTION, TALK, status="discarded")
    assert opened(made) == [(ChoiceOpen.ASK_FOR_CHOICE, "", Kind.DECISION, None)]


def test_time_to_think_that_is_over_is_asked_about() -> None:
    """Until then nobody is called."""
    made = weigh(firm(options=(LOG,)), LOG)
    made.save(reflect(made.file(), CHOICE, "", TALKED))

    thinking = (ChoiceOpen.THINKING, THOUGHT, Kind.DECISION, CHOICE)
    assert opened(made, "2026-02-18") == [thinking]
    assert opened(made)[0] == (ChoiceOpen.THOUGHT_OVER, *thinking[1:])
    made.save(decide(made.file(), LATER, [LOG], "Een logboek.", THOUGHT))
    assert opened(made) == []


def test_a_choice_is_asked_about_again_on_the_day_that_was_agreed() -> None:
    """Only where such a day was agreed, and until the reporter confirms."""
    made = firm()
    more = {"reflection_until": "2026-02-26"}
    made.save(decide(made.file(), CHOICE, [TALK], "Praten.", THOUGHT, more))

    assert opened(made) == [(ChoiceOpen.ASK_AGAIN, "2026-02-26", Kind.DECISION, CHOICE)]
    made.save(reconfirm(made.file(), made.view(CHOICE), "2026-02-26"))
    assert opened(made) == []


def test_rule_11_an_empty_choice_leaves_nothing_open() -> None:
    """Neither a day to ask again, nor options not weighed, nor a deadline."""
    made = firm()
    wrote(made, Kind.OPTION, COMPLAINT, deadline="2026-05-01")
    more = {"reflection_until": "2026-02-26"}
    made.save(decide(made.file(), CHOICE, [], "", THOUGHT, more))

    assert opened(made) == []


def test_the_deadline_of_an_open_option_is_told() -> None:
    """Also after another choice: it is still open; not once it was put aside."""
    made = firm()
    wrote(made, Kind.OPTION, COMPLAINT, deadline="2026-05-01")
    made.save(decide(made.file(), CHOICE, [TALK], "Eerst praten.", THOUGHT))
    assert opened(made) == [(ChoiceOpen.DEADLINE, "2026-05-01", Kind.OPTION, COMPLAINT)]

    wrote(made, Kind.OPTION, COMPLAINT, status="discarded")
    assert opened(made) == []


def test_nothing_is_open_in_a_case_that_has_ended() -> None:
    """Whatever stands in it."""
    made = firm(status=S.CLOSED)
    wrote(made, Kind.DECISION, CHOICE, reflection_until=THOUGHT)

    assert opened(made) == []


def test_aftercare_that_was_agreed_stays_while_a_route_runs_on() -> None:
    """Only a later choice of the reporter goes back to support."""
    made = firm()
    made.save(decide(made.file(), CHOICE, [TALK], "Praten.", THOUGHT))
    wrote(made, Kind.ROUTE, ROUTE, route_type="talk_manager", status="running")
    made.save(plan(made.file(), iter_ids(), THOUGHT, THOUGHT, initiator=Initiator.REPORTER))
    assert made.file().case.status is S.AFTERCARE
    assert suggested(made) is S.AFTERCARE
    assert follow(made.file(), THOUGHT) == []

    later = "2026-03-20"
    made.save(decide(made.file(), LATER, [LOG], "Een logboek.", later))
    wrote(made, Kind.CASE, CIRCLE, status="aftercare")
    assert suggested(made, later) is S.SUPPORTING


def iter_ids() -> Callable[[], bytes]:
    numbers = count(1)
    return lambda: b"new" + next(numbers).to_bytes(13, "big")


def test_the_status_follows_over_several_steps_in_one_edit() -> None:
    """As far as what stands in the case, on the way that a hand would take."""
    made = firm(status=S.CONFLICT_CHECKED, options=(TALK,))
    # Options alone explore nothing: the story was not told yet.
    assert follow(made.file(), THOUGHT) == []
    wrote(made, Kind.CONTACT, b"first talk------", kind="first_talk", start=THOUGHT)
    edit = follow(made.file(), THOUGHT)
    assert [(one.field, one.value) for one in edit] == [("status", "exploring")]
    made.save(edit)
    assert made.file().case.status is S.EXPLORING

    wrote(made, Kind.DECISION, CHOICE, made_on=THOUGHT, chosen=[TALK])
    made.save(follow(made.file(), THOUGHT))
    assert made.file().case.status is S.SUPPORTING
    assert follow(made.file(), THOUGHT) == []


def test_rule_01_the_status_follows_no_further_than_the_rules_let_it() -> None:
    """A case of which the adviser is not free stays where it is; a disputed one as well."""
    made = firm(status=S.CONFLICT_CHECKED, options=(TALK,))
    refused = {"result": "conflict", "decision": "recuse", "done_on": THOUGHT}
    wrote(made, Kind.CONFLICT_CHECK, b"K" * 16, **refused)
    assert follow(made.file(), THOUGHT) == []

    made = firm(status=S.CONFLICT_CHECKED, options=(TALK,))
    made.save([Edit("case", CIRCLE, "callsign", name) for name in ("Lies",)], NOOR)
    made.save([Edit("case", CIRCLE, "callsign", name) for name in ("Loes",)], JOOST)
    assert made.file().case.conflicts
    assert follow(made.file(), THOUGHT) == []


@pytest.mark.parametrize("wanted", OPEN)
@pytest.mark.parametrize("now", OPEN)
def test_each_open_status_is_reached_by_steps_that_a_hand_can_take(
    now: CaseStatus, wanted: CaseStatus
) -> None:
    """One after another."""
    steps = (now, *way(now, wanted))
    assert steps[-1] is wanted
    assert all(after in next_statuses(at) for at, after in pairwise(steps))


def test_no_way_leads_to_or_from_a_status_that_an_act_sets() -> None:
    """Closed is closed."""
    assert way(S.SUPPORTING, S.CLOSED) == way(S.CLOSED, S.SUPPORTING) == ()


def test_a_first_talk_that_was_not_had_stays_open_in_support() -> None:
    """No rule forbids to go on without it; it is asked for until it was had."""
    made = firm(status=S.SUPPORTING, options=(TALK,))
    assert IntakeOpen.FIRST_TALK in {one.text for one in open_now(made.file(), THOUGHT)}
    wrote(made, Kind.CONTACT, b"first talk------", kind="first_talk", start=THOUGHT)
    assert IntakeOpen.FIRST_TALK not in {one.text for one in open_now(made.file(), THOUGHT)}
