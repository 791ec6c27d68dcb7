"""How far a case has come by what stands in it, and what is open about the choice."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework.choice.deciding import decide, reconfirm, reflect
from shared.casework.choice.stage import ChoiceOpen, open_in_choice, suggested_status
from shared.casework.model.codes import CaseStatus
from shared.casework.model.kinds import Kind
from tests.casework.made import CIRCLE, Firm
from tests.casework.made_choice import (
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
