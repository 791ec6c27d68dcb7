"""Acts of choosing: what is written, what follows for options and case, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.casework import verbs
from shared.casework.choice.choosing import (
    ChoiceRule,
    decisions,
    flags_of_choice,
    reflecting,
    standing_decision,
)
from shared.casework.choice.deciding import decide, reconfirm, reflect, time_to_think
from shared.casework.intake.conflict import ConflictRule
from shared.casework.model.codes import CaseStatus, Direction, OptionStatus, RouteType
from shared.casework.model.kinds import Kind
from shared.casework.model.views import Option
from shared.casework.rules import Broken, Rule
from shared.replica.change import Edit
from tests.casework.choice.made_choice import (
    CHOICE,
    COMPLAINT,
    LATER,
    LOG,
    NONE,
    REPORT,
    TALK,
    TALKED,
    THOUGHT,
    TOLD,
    TYPES,
    firm,
    weigh,
    wrote,
)
from tests.casework.made import CIRCLE, JOOST, NOOR, Firm, rule

WORDS = "Klacht nu niet, wel open houden."


def chooses(made: Firm, *chosen: bytes, on: str = THOUGHT, **more: Any) -> Firm:
    made.save(decide(made.file(), CHOICE, chosen, WORDS if chosen else "", on, **more))
    return made


def stand(made: Firm) -> dict[bytes, OptionStatus | None]:
    return {one.id: one.status for one in made.file().all(Option)}


def test_the_reporter_takes_a_week_to_think() -> None:
    """Seven days unless something else is agreed; the case goes to its own status."""
    made = firm()
    made.save(reflect(made.file(), CHOICE, "", TALKED))

    assert time_to_think(TALKED) == THOUGHT
    assert made.view(CHOICE).reflection_until == THOUGHT
    assert made.file().case.status is CaseStatus.REFLECTION


def test_time_to_think_is_moved_and_not_doubled() -> None:
    """Asking for more time writes into the same one."""
    made = firm()
    made.save(reflect(made.file(), CHOICE, "", TALKED))
    made.save(reflect(made.file(), LATER, "2026-02-26", "2026-02-17"))

    running = reflecting(made.file())
    assert running is not None
    assert (running.id, running.reflection_until) == (CHOICE, "2026-02-26")
    assert made.file().find(LATER) is None


@pytest.mark.parametrize("until", [TALKED, "2026-02-11", "soon"])
def test_time_to_think_ends_on_a_day_to_come(until: str) -> None:
    """Today is no time to think."""
    outcome = reflect(firm().file(), CHOICE, until, TALKED)

    assert rule(outcome) in (ChoiceRule.UNTIL_PAST, Rule.NOT_A_DATE)


def test_the_choice_after_thinking_is_written_into_the_same_entry() -> None:
    """As in the story: a log and a talk, the complaint stays open, a signal is dropped."""
    made = firm(options=(LOG, TALK, COMPLAINT, NONE))
    made.save(reflect(made.file(), CHOICE, "", TALKED))
    made.save(decide(made.file(), LATER, [LOG, TALK], WORDS, THOUGHT, dropped=[NONE]))

    (choice,) = decisions(made.file())
    assert (choice.id, choice.made_on, choice.reflection_until) == (CHOICE, THOUGHT, THOUGHT)
    assert choice.chosen == (LOG, TALK)
    assert choice.in_words == WORDS
    assert stand(made) == {
        NONE: OptionStatus.DISCARDED,
        LOG: OptionStatus.CHOSEN,
        TALK: OptionStatus.CHOSEN,
        COMPLAINT: None,
    }
    assert made.file().case.status is CaseStatus.SUPPORTING
    assert list(flags_of_choice(made.file(), THOUGHT)) == []


def test_rule_11_nothing_chosen_is_a_whole_choice() -> None:
    """With or without an option that says so; the case goes to no further step."""
    for chosen in ((), (NONE,)):
        made = chooses(firm(), *chosen)

        assert standing_decision(made.file()) == made.view(CHOICE)
        assert made.file().case.status is CaseStatus.NO_FURTHER_STEP
        assert list(flags_of_choice(made.file(), THOUGHT)) == []


def test_choosing_to_think_is_no_support_yet() -> None:
    """The case waits for the reporter."""
    made = firm(options=())
    wrote(made, Kind.OPTION, LOG, option_type="reflect")

    assert chooses(made, LOG).file().case.status is CaseStatus.REFLECTION


def test_a_changed_mind_frees_what_was_chosen_before() -> None:
    """Both choices stay; the option goes back to open, and the case follows the last one."""
    made = chooses(firm(), TALK)
    made.save(decide(made.file(), LATER, [], "", "2026-02-24"))

    assert [one.id for one in decisions(made.file())] == [CHOICE, LATER]
    assert stand(made)[TALK] is OptionStatus.OPEN
    assert made.file().case.status is CaseStatus.NO_FURTHER_STEP


def test_what_is_broken_writes_nothing_at_all() -> None:
    """No option is marked and no status moves for a choice that is refused."""
    made = weigh(firm(), COMPLAINT)

    outcome = decide(made.file(), CHOICE, [COMPLAINT], WORDS, THOUGHT)
    assert rule(outcome) is ChoiceRule.TWO_OPTIONS
    assert rule(decide(made.file(), CHOICE, [LOG], "", THOUGHT)) is ChoiceRule.IN_WORDS
    outcome = decide(made.file(), CHOICE, [b"x" * 16], WORDS, THOUGHT)
    assert rule(outcome) is Rule.NOT_IN_THIS_CASE


def test_rule_12_choosing_before_the_time_is_over_is_refused() -> None:
    """The running time to think counts; a waiver in words ends it."""
    made = weigh(firm(), COMPLAINT, TALK)
    made.save(reflect(made.file(), CHOICE, "", TALKED))

    early = decide(made.file(), LATER, [COMPLAINT], WORDS, "2026-02-18")
    assert rule(early) is ChoiceRule.TIME_TO_THINK
    more = {"reflection_waived": "Ik wil niet meer wachten."}
    made.save(decide(made.file(), LATER, [COMPLAINT], WORDS, "2026-02-18", more))
    assert list(flags_of_choice(made.file(), "2026-02-18")) == []


def test_rule_13_a_report_marks_choice_and_case_once_all_was_told() -> None:
    """The mark follows from what was chosen; what was told must be ticked."""
    made = weigh(firm(domain="integrity"), REPORT, TALK)
    made.save(reflect(made.file(), CHOICE, "", TALKED))

    untold = decide(made.file(), LATER, [REPORT], WORDS, THOUGHT)
    assert untold == Broken(ChoiceRule.TIPPING_POINT, "told_control_ends")
    made.save(decide(made.file(), LATER, [REPORT], WORDS, THOUGHT, TOLD))
    assert made.view(CHOICE).tipping_point is True
    assert made.file().case.tipping_point_passed is True
    assert list(flags_of_choice(made.file(), THOUGHT)) == []


def test_rule_13_sparring_leaves_the_case_as_it_is() -> None:
    """A talk about an integrity matter makes no report of it."""
    made = chooses(firm(domain="integrity"), TALK)

    assert made.view(CHOICE).tipping_point is None
    assert made.file().case.tipping_point_passed is None


def test_the_reporter_confirms_the_choice_that_stands() -> None:
    """Not one that was replaced, nor time to think."""
    made = firm()
    made.save(reflect(made.file(), CHOICE, "", TALKED))
    assert rule(reconfirm(made.file(), made.view(CHOICE), THOUGHT)) is ChoiceRule.NOT_MADE

    chooses(made, TALK)
    made.save(reconfirm(made.file(), made.view(CHOICE), THOUGHT))
    assert made.view(CHOICE).reconfirmed_on == THOUGHT
    made.save(decide(made.file(), LATER, [LOG], "Toch niet.", "2026-02-24"))
    assert rule(reconfirm(made.file(), made.view(CHOICE), "2026-02-24")) is ChoiceRule.REPLACED


def test_rule_01_a_choice_is_no_way_around_the_check_for_conflicts() -> None:
    """Without a check nothing is chosen, and time to think does not begin."""
    made = firm(status=CaseStatus.NEW)
    wrote(made, Kind.CONFLICT_CHECK, b"K" * 16, deleted=True)

    assert rule(reflect(made.file(), CHOICE, "", TALKED)) is ConflictRule.CHECK_FIRST
    assert rule(decide(made.file(), CHOICE, [LOG], WORDS, THOUGHT)) is ConflictRule.CHECK_FIRST


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.TRANSFERRED, CaseStatus.RETAINED])
def test_nothing_is_chosen_in_a_case_that_has_ended(status: CaseStatus) -> None:
    """A choice does not open it again."""
    made = firm(status=status)

    assert rule(reflect(made.file(), CHOICE, "", TALKED)) is ChoiceRule.CASE_ENDED
    assert rule(decide(made.file(), CHOICE, [LOG], WORDS, THOUGHT)) is ChoiceRule.CASE_ENDED


@pytest.mark.parametrize(
    ("status", "chosen", "after"),
    [
        (CaseStatus.WAITING, (TALK,), CaseStatus.WAITING),
        (CaseStatus.AFTERCARE, (), CaseStatus.AFTERCARE),
        (CaseStatus.AFTERCARE, (TALK,), CaseStatus.SUPPORTING),
        (CaseStatus.LOST_CONTACT, (TALK,), CaseStatus.SUPPORTING),
        (CaseStatus.INTAKE, (TALK,), CaseStatus.SUPPORTING),
    ],
)
def test_the_case_goes_where_the_choice_leads(
    status: CaseStatus, chosen: tuple[bytes, ...], after: CaseStatus
) -> None:
    """Also later on, and when a reporter comes back."""
    assert chooses(firm(status=status), *chosen).file().case.status is after


def test_thinking_again_leaves_a_running_case_where_it_is() -> None:
    """Support goes on while the reporter thinks about something else."""
    made = chooses(firm(), TALK)
    made.save(reflect(made.file(), LATER, "", "2026-03-03"))

    assert made.file().case.status is CaseStatus.SUPPORTING
    assert reflecting(made.file()) == made.view(LATER)


def test_a_status_that_only_a_newer_program_knows_is_left_alone() -> None:
    """The choice is written, and the status is nobody's to overwrite."""
    made = firm()
    wrote(made, Kind.CASE, CIRCLE, status="hibernating")

    outcome = decide(made.file(), CHOICE, [TALK], WORDS, THOUGHT)

    assert isinstance(outcome, list)
    assert {edit.kind for edit in outcome} == {"decision", "option"}


def test_choices_of_two_devices_apart_both_stay_and_break_nothing() -> None:
    """Two advisers wrote down a choice on one day, unknown to each other."""
    made = firm()
    file = made.file()
    made.save(decide(file, CHOICE, [TALK], WORDS, THOUGHT), NOOR)
    made.save(decide(file, LATER, [LOG], "Een logboek.", THOUGHT), JOOST)

    assert {one.id for one in decisions(made.file())} == {CHOICE, LATER}
    assert list(flags_of_choice(made.file(), THOUGHT)) == []
    made.save(decide(made.file(), b"D" * 15 + b"3", [LOG], "Een logboek.", "2026-02-20"))
    assert stand(made)[TALK] is OptionStatus.OPEN
    assert stand(made)[LOG] is OptionStatus.CHOSEN


def test_two_devices_that_end_one_time_to_think_are_not_accused() -> None:
    """Both wrote into the same choice: it is in conflict, and nobody marked an option."""
    made = firm()
    made.save(reflect(made.file(), CHOICE, "", TALKED))
    file = made.file()
    made.save(decide(file, LATER, [TALK], WORDS, THOUGHT), NOOR)
    made.save(decide(file, LATER, [LOG], "Een logboek.", THOUGHT), JOOST)

    assert set(made.view(CHOICE).conflicts) == {"chosen", "in_words"}
    assert stand(made)[TALK] is stand(made)[LOG] is OptionStatus.CHOSEN
    assert list(flags_of_choice(made.file(), THOUGHT)) == []


ACTS = st.one_of(
    st.tuples(st.just("weigh"), st.sampled_from(list(TYPES)), st.sampled_from(list(Direction))),
    st.tuples(st.just("delete"), st.sampled_from(list(TYPES))),
    st.tuples(st.just("turn"), st.sampled_from(list(TYPES)), st.sampled_from(list(RouteType))),
    st.tuples(st.just("mark"), st.sampled_from(list(TYPES)), st.sampled_from(list(OptionStatus))),
    st.tuples(st.just("reflect"), st.integers(1, 9)),
    st.tuples(
        st.just("decide"),
        st.lists(st.sampled_from(list(TYPES)), max_size=3),
        st.sampled_from(["", "Zo wil ik het."]),
        st.fixed_dictionaries(
            {},
            optional={
                **dict.fromkeys(TOLD, st.booleans()),
                "tipping_point": st.booleans(),
                "reflection_waived": st.just("Nu."),
            },
        ),
    ),
    st.tuples(st.just("days"), st.integers(1, 9)),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["integrity", "undesirable_behaviour", ""]),
    st.lists(ACTS, min_size=1, max_size=14),
)
def test_whatever_is_done_in_whatever_order_breaks_no_rule(
    domain: str, acts: list[tuple[Any, ...]]
) -> None:
    """What the acts and verbs let through is never flagged afterwards."""
    made = firm(domain=domain)
    today = date.fromisoformat(TALKED)
    for number, (act, *rest) in enumerate(acts):
        new, on = bytes([100 + number]) * 15 + b"n", today.isoformat()
        outcome = _tried(made, act, rest, new, on)
        if act == "days":
            today += timedelta(days=rest[0])
        elif not isinstance(outcome, Broken):
            made.save(outcome)
        assert list(flags_of_choice(made.file(), today.isoformat())) == []


def _tried(made: Firm, act: str, rest: list[Any], new: bytes, on: str) -> Any:
    file = made.file()
    match act:
        case "weigh":
            values = {"option": rest[0], "direction": rest[1], "text": "a"}
            return verbs.add(file, Kind.CONSEQUENCE, new, values, on)
        case "delete":
            return [Edit("option", rest[0], "deleted", True)]
        case "turn":
            return verbs.change(file, made.view(rest[0]), {"option_type": rest[1]}, on)
        case "mark":
            return verbs.change(file, made.view(rest[0]), {"status": rest[1]}, on)
        case "reflect":
            until = (date.fromisoformat(on) + timedelta(days=rest[0])).isoformat()
            return reflect(file, new, until, on)
        case "decide":
            return decide(file, new, rest[0], rest[1], on, rest[2])
    return []
