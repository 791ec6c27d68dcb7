"""Rules of the choice: through the verbs, and as a modified program writes against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.choice.choosing import (
    ChoiceRule,
    becomes_report,
    check_decision,
    chosen_options,
    decisions,
    flags_of_choice,
    is_chosen,
    reflecting,
    standing_decision,
)
from shared.casework.model.codes import Direction, RouteType
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import Decision, Option
from shared.casework.rules import Broken, Flag, Rule
from shared.casework.verbs import add, change
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
    firm,
    weigh,
    wrote,
)
from tests.casework.made import CIRCLE, Firm, edited, rule

THOUGHT_OVER = {"reflection_until": THOUGHT}


def tried(made: Firm, *chosen: bytes, **more: Any) -> Any:
    """Write down a choice of the day THOUGHT through the generic verb."""
    values = {"made_on": THOUGHT, "chosen": list(chosen), "in_words": "Eerst dit.", **more}
    return add(made.file(), Kind.DECISION, CHOICE, values, THOUGHT)


def flagged(made: Firm, on: str = "2026-06-01") -> set[tuple[Any, str]]:
    return {(flag.rule, flag.field) for flag in flags_of_choice(made.file(), on)}


def foreign(made: Firm, *chosen: bytes, **more: Any) -> Firm:
    """A choice as a modified program writes it, past every check."""
    values = {"made_on": THOUGHT, "chosen": list(chosen), "in_words": "Eerst dit.", **more}
    wrote(made, Kind.DECISION, CHOICE, **values)
    return made


def test_rule_10_there_is_no_field_for_who_chose() -> None:
    """The form can not say that anybody but the reporter made the choice."""
    assert not [name for name in FIELDS[Kind.DECISION] if "by" in name.split("_")]
    with pytest.raises(KeyError):
        tried(firm(), LOG, made_by="adviser")


def test_rule_10_something_is_chosen_in_the_reporters_words() -> None:
    """What the adviser thinks best, or a date alone, is no choice."""
    assert rule(tried(firm(), LOG, in_words="  ")) is ChoiceRule.IN_WORDS
    assert edited(tried(firm(), LOG))["chosen"] == [LOG]

    made = firm()
    made.save(tried(made, LOG))
    emptied = change(made.file(), made.view(CHOICE), {"in_words": ""}, THOUGHT)
    assert emptied == Broken(ChoiceRule.IN_WORDS, "in_words")


def test_rule_10_an_adviser_marks_no_option_as_chosen() -> None:
    """Not on a new option, not on one that stands, and not back from what was chosen."""
    made = firm()
    new = {"option_type": "talk_hr", "status": "chosen"}
    assert rule(add(made.file(), Kind.OPTION, b"N" * 16, new, TALKED)) is (
        ChoiceRule.CHOSEN_BY_REPORTER
    )
    for status in ("open", "discarded"):
        made.save(change(made.file(), made.view(TALK), {"status": status}, TALKED))
    marked = change(made.file(), made.view(TALK), {"status": "chosen"}, TALKED)
    assert rule(marked) is ChoiceRule.CHOSEN_BY_REPORTER

    made.save(tried(made, TALK))
    wrote(made, Kind.OPTION, TALK, status="chosen")
    dropped = change(made.file(), made.view(TALK), {"status": "discarded"}, TALKED)
    assert rule(dropped) is ChoiceRule.CHOSEN_BY_REPORTER


def test_rule_10_a_chosen_option_does_not_turn_into_another() -> None:
    """A talk that was chosen can not become a complaint by changing its kind."""
    made = firm()
    made.save(tried(made, TALK))

    turned = change(made.file(), made.view(TALK), {"option_type": "complaint_internal"}, THOUGHT)

    assert turned == Broken(ChoiceRule.CHOICE_STANDS, "option_type")
    assert edited(change(made.file(), made.view(TALK), {"title": "Met L"}, THOUGHT))


def test_rule_10_a_foreign_record_that_says_who_chose_is_flagged() -> None:
    """It is shown as the reporter's choice all the same."""
    made = foreign(firm(), LOG, made_by="adviser")

    assert flagged(made) == {(ChoiceRule.MADE_BY_REPORTER, "made_by")}
    assert standing_decision(made.file()) == made.view(CHOICE)
    wrote(made, Kind.DECISION, CHOICE, made_by="reporter")
    assert flagged(made) == set()


def test_rule_10_a_foreign_choice_without_words_and_a_foreign_mark_are_flagged() -> None:
    """What the verbs refuse is seen when somebody else's program wrote it."""
    made = foreign(firm(), LOG, in_words="")
    wrote(made, Kind.OPTION, COMPLAINT, status="chosen")

    assert flagged(made) == {
        (ChoiceRule.IN_WORDS, "in_words"),
        (ChoiceRule.CHOSEN_BY_REPORTER, "status"),
    }


def test_rule_10_a_deleted_choice_leaves_no_false_accusation() -> None:
    """Options that it chose are not said to have been marked by somebody."""
    made = firm()
    made.save(tried(made, LOG))
    wrote(made, Kind.OPTION, LOG, status="chosen")
    wrote(made, Kind.DECISION, CHOICE, deleted=True)

    assert flagged(made) == set()


def test_rule_10_an_option_of_a_replaced_choice_does_not_turn_either() -> None:
    """What was chosen once stays what it was, or the old choice would read otherwise."""
    made = firm()
    made.save(tried(made, TALK))
    values = {"made_on": "2026-02-20", "chosen": [LOG], "in_words": "Toch."}
    made.save(add(made.file(), Kind.DECISION, LATER, values, "2026-02-20"))

    turned = change(made.file(), made.view(TALK), {"option_type": "police_report"}, "2026-02-20")

    assert turned == Broken(ChoiceRule.CHOICE_STANDS, "option_type")


def test_rule_11_an_empty_choice_is_complete() -> None:
    """No words, no options and no time to think are asked of nothing."""
    made = firm(options=())
    outcome = add(made.file(), Kind.DECISION, CHOICE, {"made_on": THOUGHT}, THOUGHT)
    made.save(outcome)

    assert standing_decision(made.file()) == made.view(CHOICE)
    assert flagged(made) == set()
    assert rule(tried(firm(), b"x" * 16)) is Rule.NOT_IN_THIS_CASE


def test_rule_12_a_formal_route_needs_two_weighed_options_and_time() -> None:
    """Each missing part is named; with all of them it can be chosen."""
    made = weigh(firm(), COMPLAINT)
    assert rule(tried(made, COMPLAINT, **THOUGHT_OVER)) is ChoiceRule.TWO_OPTIONS

    weigh(made, TALK, directions=(Direction.POSITIVE,))
    assert rule(tried(made, COMPLAINT, **THOUGHT_OVER)) is ChoiceRule.TWO_OPTIONS
    weigh(made, TALK, directions=(Direction.NEGATIVE,))
    assert rule(tried(made, COMPLAINT)) is ChoiceRule.TIME_TO_THINK
    assert edited(tried(made, COMPLAINT, **THOUGHT_OVER))
    assert edited(tried(made, LOG, COMPLAINT, **THOUGHT_OVER))


def test_rule_12_the_formal_route_itself_is_weighed() -> None:
    """Two other options from both sides say nothing about the complaint."""
    made = weigh(firm(), TALK, LOG)

    assert rule(tried(made, COMPLAINT, **THOUGHT_OVER)) is ChoiceRule.TWO_OPTIONS


def test_rule_12_time_to_think_has_passed_or_is_not_wanted_in_words() -> None:
    """A day to come, also one that the choice itself is put on, does not count."""
    made = weigh(firm(), COMPLAINT, TALK)

    assert rule(tried(made, COMPLAINT, reflection_until="2026-02-20")) is ChoiceRule.TIME_TO_THINK
    assert rule(tried(made, COMPLAINT, reflection_waived=" \n")) is ChoiceRule.TIME_TO_THINK
    values = {"made_on": "2027-01-01", "chosen": [COMPLAINT], "in_words": "Klacht.", **THOUGHT_OVER}
    ahead = add(made.file(), Kind.DECISION, CHOICE, values, TALKED)
    assert rule(ahead) is ChoiceRule.STILL_TO_COME
    assert edited(tried(made, COMPLAINT, reflection_waived="De termijn loopt morgen af."))


def test_rule_12_time_can_not_be_taken_back_once_it_was_chosen() -> None:
    """Nor can the day of the choice be put before the end of the time to think."""
    made = weigh(firm(), COMPLAINT, TALK)
    made.save(tried(made, COMPLAINT, **THOUGHT_OVER))

    for values in ({"made_on": TALKED}, {"reflection_until": ""}):
        outcome = change(made.file(), made.view(CHOICE), values, THOUGHT)
        assert rule(outcome) is ChoiceRule.TIME_TO_THINK
    assert edited(change(made.file(), made.view(CHOICE), {"reconfirmed_on": THOUGHT}, THOUGHT))


def test_rule_12_other_routes_ask_for_none_of_it() -> None:
    """A talk can be chosen at once."""
    assert edited(tried(firm(), TALK, LOG))


def test_rule_12_a_foreign_complaint_at_once_is_flagged() -> None:
    """Until the case shows that it was weighed; the words are flagged apart."""
    made = foreign(firm(), COMPLAINT)
    assert flagged(made) == {
        (ChoiceRule.TWO_OPTIONS, "chosen"),
        (ChoiceRule.TIME_TO_THINK, "reflection_until"),
    }

    weigh(made, COMPLAINT, TALK)
    wrote(made, Kind.DECISION, CHOICE, reflection_waived="Het moet nu.")
    assert flagged(made) == set()
    wrote(made, Kind.OPTION, TALK, deleted=True)
    assert flagged(made) == set()


def test_rule_13_a_report_needs_the_explanation_of_the_tipping_point() -> None:
    """It is marked, and all three things were told; the first one missing is named."""
    made = weigh(firm(domain="integrity"), REPORT, TALK)
    assert rule(tried(made, REPORT, **THOUGHT_OVER)) is ChoiceRule.BECOMES_REPORT

    for missing in TOLD:
        told = {**TOLD, missing: False, "tipping_point": True}
        outcome = tried(made, REPORT, **THOUGHT_OVER, **told)
        assert outcome == Broken(ChoiceRule.TIPPING_POINT, missing)
    assert edited(tried(made, REPORT, **THOUGHT_OVER, **TOLD, tipping_point=True))


def test_rule_13_leaving_out_the_field_of_work_is_no_way_around() -> None:
    """Only a matter that is said to be something else needs no explanation."""
    unsaid = weigh(firm(domain=""), REPORT, TALK)
    other = weigh(firm(), REPORT, TALK)

    assert rule(tried(unsaid, REPORT, **THOUGHT_OVER)) is ChoiceRule.BECOMES_REPORT
    assert edited(tried(other, REPORT, **THOUGHT_OVER))
    assert becomes_report(unsaid.file(), [REPORT])
    assert not becomes_report(unsaid.file(), [TALK])


def test_rule_13_what_was_told_can_not_be_unticked_after_the_report() -> None:
    """The choice stands with its explanation."""
    made = weigh(firm(domain="integrity"), REPORT, TALK)
    made.save(tried(made, REPORT, **THOUGHT_OVER, **TOLD, tipping_point=True))

    for values in ({"told_terms": False}, {"tipping_point": False}):
        outcome = change(made.file(), made.view(CHOICE), values, THOUGHT)
        assert rule(outcome) in (ChoiceRule.TIPPING_POINT, ChoiceRule.BECOMES_REPORT)


def test_rule_13_a_case_becomes_a_report_by_a_choice_alone() -> None:
    """Neither the form of the case nor a foreign record makes it one."""
    made = firm(domain="integrity")
    marked = change(made.file(), made.file().case, {"tipping_point_passed": True}, THOUGHT)
    assert marked == Broken(ChoiceRule.REPORT_WITHOUT_CHOICE, "tipping_point_passed")

    wrote(made, Kind.CASE, CIRCLE, tipping_point_passed=True)
    assert flagged(made) == {(ChoiceRule.REPORT_WITHOUT_CHOICE, "tipping_point_passed")}


def test_rule_13_a_foreign_report_without_explanation_is_flagged() -> None:
    """With the first thing that was not told."""
    made = foreign(
        weigh(firm(domain="integrity"), REPORT, TALK),
        REPORT,
        **THOUGHT_OVER,
        tipping_point=True,
        told_control_ends=True,
    )

    assert flagged(made) == {(ChoiceRule.TIPPING_POINT, "told_terms")}


def test_a_changed_mind_is_a_new_choice_beside_the_old() -> None:
    """What was chosen is never rewritten; the last one stands."""
    made = firm()
    made.save(tried(made, LOG))
    rewritten = change(made.file(), made.view(CHOICE), {"chosen": [TALK]}, THOUGHT)
    assert rewritten == Broken(ChoiceRule.CHOICE_STANDS, "chosen")

    values = {"made_on": "2026-02-20", "chosen": [TALK], "in_words": "Toch."}
    made.save(add(made.file(), Kind.DECISION, LATER, values, "2026-02-20"))
    assert [one.id for one in decisions(made.file())] == [CHOICE, LATER]
    assert [one.id for one in chosen_options(made.file(), standing_decision(made.file()))] == [TALK]
    assert is_chosen(made.file(), RouteType.TALK_MANAGER)
    assert not is_chosen(made.file(), RouteType.OWN_LOG)


def test_on_one_day_the_choice_that_was_written_last_stands() -> None:
    """Ids do not decide about a reporter's mind."""
    made = firm()
    wrote(made, Kind.DECISION, LATER, made_on=THOUGHT, chosen=[LOG], in_words="a")
    wrote(made, Kind.DECISION, CHOICE, made_on=THOUGHT, chosen=[TALK], in_words="b")

    standing = standing_decision(made.file())

    assert standing is not None
    assert standing.id == CHOICE


def test_time_to_think_is_no_choice() -> None:
    """It stands apart until the reporter chooses."""
    made = firm()
    wrote(made, Kind.DECISION, CHOICE, reflection_until=THOUGHT)

    assert standing_decision(made.file()) is None
    assert reflecting(made.file()) == made.view(CHOICE)
    wrote(made, Kind.DECISION, CHOICE, made_on=THOUGHT)
    assert reflecting(made.file()) is None


def test_a_choice_has_a_day() -> None:
    """A foreign choice without one can not hide from the rules as time to think."""
    assert rule(tried(firm(), LOG, made_on="")) is ChoiceRule.NOT_DATED

    made = foreign(firm(), COMPLAINT, made_on="", in_words="")
    assert {found for found, _ in flagged(made)} == {
        ChoiceRule.NOT_DATED,
        ChoiceRule.IN_WORDS,
        ChoiceRule.TWO_OPTIONS,
        ChoiceRule.TIME_TO_THINK,
    }


def test_a_slip_in_a_foreign_choice_can_be_mended_without_mending_the_rest() -> None:
    """A change is refused for what it makes wrong, not for what was wrong before it."""
    made = foreign(firm(), COMPLAINT)

    assert edited(change(made.file(), made.view(CHOICE), {"in_words": "Ja."}, THOUGHT))


def test_who_wants_no_record_can_choose_all_the_same() -> None:
    """Neither words nor consequences may be kept then; the time to think still counts."""
    made = firm()
    wrote(made, Kind.CASE, CIRCLE, count_only=True)

    assert edited(tried(made, LOG, in_words=""))
    assert rule(tried(made, COMPLAINT, in_words="")) is ChoiceRule.TIME_TO_THINK
    assert edited(tried(made, COMPLAINT, in_words="", **THOUGHT_OVER))


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.text(),
    st.sampled_from([THOUGHT, "9999-12-31", "chosen", LOG, [LOG, COMPLAINT], [REPORT], [1, "a"]]),
    st.binary(),
)


@given(
    st.dictionaries(st.sampled_from([*FIELDS[Kind.DECISION], "made_by"]), VALUES),
    st.dictionaries(st.sampled_from(list(FIELDS[Kind.OPTION])), VALUES),
    st.sampled_from(["integrity", "undesirable_behaviour", ""]),
)
def test_no_record_makes_the_reading_of_a_choice_stumble(
    decision: Mapping[str, Any], option: Mapping[str, Any], domain: str
) -> None:
    """Whatever another program writes, all that reads the choice gives an answer."""
    made = firm(domain=domain)
    wrote(made, Kind.DECISION, CHOICE, **decision)
    wrote(made, Kind.OPTION, LOG, **option)
    file = made.file()

    assert all(isinstance(flag, Flag) for flag in flags_of_choice(file, THOUGHT))
    for one in file.all(Decision):
        assert check_decision(file, one, one, THOUGHT) is None
    assert all(isinstance(one, Option) for one in chosen_options(file, standing_decision(file)))
    assert NONE in {one.id for one in file.all(Option)}
