"""The reporter's choice: which one stands, what it asks for, and what breaks its rules.

A choice is always the reporter's; there is no field for who made it. Nothing chosen is a
complete choice. A new choice takes the place of the one before it, and both stay written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.casework.choice.ladder import FORMAL, REPORTS, is_integrity_matter
from shared.casework.choice.weighing import Weighed, enough, once_weighed, weighed
from shared.casework.intake.count_only import is_count_only
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import OptionStatus, RouteType
from shared.casework.model.reading import read
from shared.casework.model.schema import Kind
from shared.casework.model.tables.choice import CHOICE
from shared.casework.model.views import Decision, Option
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_


class ChoiceRule(Said):
    """Rules of weighing and choosing, with the text for the adviser."""

    IN_WORDS = N_(
        "Write down the choice in the reporter's own words. What an adviser thinks best is no"
        " choice of the reporter."
    )
    NOT_DATED = N_("Write down on which day the reporter chose.")
    STILL_TO_COME = N_("This day is still to come. Write down a choice once it was made.")
    TWO_OPTIONS = N_(
        "This is a formal route. First weigh it and at least one other option: write down for"
        " each something for it and something against it."
    )
    TIME_TO_THINK = N_(
        "This is a formal route. First let the time to think go by, or write down in the"
        " reporter's words why no time to think is wanted."
    )
    BECOMES_REPORT = N_(
        "With this the matter becomes a report and the organisation decides what happens. Explain"
        " that to the reporter, and mark that it becomes a report."
    )
    TIPPING_POINT = N_(
        "Before it becomes a report, explain three things and tick them: control passes to the"
        " organisation, the terms of 7 days and 3 months, and when a reporter is protected."
    )
    CHOICE_STANDS = N_(
        "The reporter has chosen this. Does the reporter think otherwise now? Write down a new"
        " choice; this one stays as it was."
    )
    CHOSEN_BY_REPORTER = N_(
        "Only the reporter chooses. Write down the reporter's choice; the option then follows."
    )
    MADE_BY_REPORTER = N_("A choice is made by the reporter. Here somebody else is said to have.")
    REPORT_WITHOUT_CHOICE = N_(
        "The case is marked as having become a report, but no choice of the reporter says so."
    )
    UNTIL_PAST = N_("Choose a day after today for the end of the time to think.")
    CASE_ENDED = N_("This case has ended. Nothing can be chosen in it any more.")
    NOT_MADE = N_("The reporter has not chosen yet. Write down the choice first.")
    REPLACED = N_("A later choice has taken the place of this one.")


def is_made(decision: Decision) -> bool:
    """Whether it is a choice; otherwise it is time to think that has not led to one yet."""
    return bool(decision.made_on or decision.chosen)


def decisions(file: CaseFile) -> list[Decision]:
    """The choices that were made, oldest first; on one day in the order they were written."""
    return sorted(filter(is_made, file.all(Decision)), key=_made)


def _made(decision: Decision) -> tuple[str, int, bytes]:
    lives = decision.fields.get("made_on", ())
    return decision.made_on, max((live.time for live in lives), default=0), decision.id


def standing_decision(file: CaseFile) -> Decision | None:
    """The choice that stands: the last one."""
    made = decisions(file)
    return made[-1] if made else None


def reflecting(file: CaseFile) -> Decision | None:
    """The time to think that has not led to a choice yet: the one that ends last."""
    thinking = [one for one in file.all(Decision) if not is_made(one) and one.reflection_until]
    return max(thinking, key=lambda one: (one.reflection_until, one.id), default=None)


def chosen_options(file: CaseFile, decision: Decision | None) -> list[Option]:
    """What was chosen, in the order of the ladder; nothing without a decision."""
    wanted = () if decision is None else decision.chosen
    return [option for option in file.all(Option) if option.id in wanted]


def is_chosen(file: CaseFile, route_type: RouteType | None) -> bool:
    """Whether the choice that stands holds an option of this type: a route may be gone."""
    found = chosen_options(file, standing_decision(file))
    return any(option.option_type is route_type for option in found)


def becomes_report(file: CaseFile, chosen: tuple[bytes, ...] | list[bytes]) -> bool:
    """Whether choosing these makes a report of an integrity matter (rule 13)."""
    return is_integrity_matter(file) and any(
        option.option_type in REPORTS and option.id in chosen for option in file.all(Option)
    )


_NEEDS: dict[ChoiceRule, tuple[str, ...]] = {
    ChoiceRule.NOT_DATED: ("made_on", "chosen"),
    ChoiceRule.STILL_TO_COME: ("made_on",),
    ChoiceRule.IN_WORDS: ("chosen", "in_words"),
    ChoiceRule.TWO_OPTIONS: ("chosen",),
    ChoiceRule.TIME_TO_THINK: ("chosen", "made_on", "reflection_until", "reflection_waived"),
    ChoiceRule.BECOMES_REPORT: ("chosen", "tipping_point"),
    ChoiceRule.TIPPING_POINT: (
        "tipping_point",
        "told_control_ends",
        "told_terms",
        "told_protection",
    ),
}
_TOLD = ("told_control_ends", "told_terms", "told_protection")


def check_decision(
    file: CaseFile, before: Decision | None, after: Decision, on: str
) -> Broken | None:
    """What was chosen stays; a choice has the reporter's words and what its routes ask for."""
    if before is not None and is_made(before) and after.chosen != before.chosen:
        return Broken(ChoiceRule.CHOICE_STANDS, "chosen")
    for rule, field in _wrong(file, after, weighed(file), on):
        touched = before is None or any(
            getattr(after, name) != getattr(before, name) for name in _NEEDS[rule]
        )
        if touched:
            return Broken(rule, field)
    return None


def lacking(file: CaseFile, decision: Decision, on: str) -> list[tuple[ChoiceRule, list[str]]]:
    """All that a choice lacks as it stands, each rule with all fields that it asks for."""
    found: dict[ChoiceRule, list[str]] = {}
    for rule, field in _wrong(file, decision, weighed(file), on):
        missing = [name for name in _TOLD if not getattr(decision, name)]
        found[rule] = missing if rule is ChoiceRule.TIPPING_POINT else [field]
    return list(found.items())


def _wrong(
    file: CaseFile, decision: Decision, options: list[Weighed], on: str
) -> Iterator[tuple[ChoiceRule, str]]:
    """The rules that a choice breaks as it stands, each with its field."""
    if decision.tipping_point:
        missing = next((name for name in _TOLD if not getattr(decision, name)), None)
        if missing is not None:
            yield ChoiceRule.TIPPING_POINT, missing
    if decision.made_on > on:
        yield ChoiceRule.STILL_TO_COME, "made_on"
    if not decision.chosen:
        return
    if not decision.made_on:
        yield ChoiceRule.NOT_DATED, "made_on"
    # Of somebody who wants no record neither words nor consequences can be written down.
    recorded = not is_count_only(file)
    if recorded and not decision.in_words.strip():
        yield ChoiceRule.IN_WORDS, "in_words"
    chosen = [one for one in options if one.option.id in decision.chosen]
    formal = [one for one in chosen if one.option.option_type in FORMAL]
    if formal:
        if recorded and not (enough(options) and all(one.both_sides for one in formal)):
            yield ChoiceRule.TWO_OPTIONS, "chosen"
        if not _thought_over(decision, on):
            yield ChoiceRule.TIME_TO_THINK, "reflection_until"
    reports = any(one.option.option_type in REPORTS for one in formal)
    if reports and not decision.tipping_point and is_integrity_matter(file):
        yield ChoiceRule.BECOMES_REPORT, "tipping_point"


def _thought_over(decision: Decision, on: str) -> bool:
    """Whether the time to think had passed on the day of the choice, or was not wanted."""
    if decision.reflection_waived.strip():
        return True
    day = min(decision.made_on or on, on)
    return bool(decision.reflection_until) and decision.reflection_until <= day


def check_option(file: CaseFile, before: Option | None, after: Option, on: str) -> Broken | None:
    """Whether something is chosen follows from the reporter's choice, and so it stays."""
    del on
    made = decisions(file)
    chosen = bool(made) and after.id in made[-1].chosen
    turned = before is not None and after.option_type is not before.option_type
    if turned and any(after.id in decision.chosen for decision in made):
        return Broken(ChoiceRule.CHOICE_STANDS, "option_type")
    was = None if before is None else before.status
    if after.status is not was and chosen != (after.status is OptionStatus.CHOSEN):
        return Broken(ChoiceRule.CHOSEN_BY_REPORTER, "status")
    return None


def check_tipping_point(file: CaseFile, before: Any, after: Any) -> Broken | None:
    """A case becomes a report by a choice of the reporter, and stays one (rule 13).

    For the check of a case: `before` (None when it is new) and `after` are views of it.
    """
    was = None if before is None else before.tipping_point_passed
    if after.tipping_point_passed is was:
        return None
    if bool(after.tipping_point_passed) == any(map(_tips, decisions(file))):
        return None
    return Broken(ChoiceRule.REPORT_WITHOUT_CHOICE, "tipping_point_passed")


def _tips(decision: Decision) -> bool:
    return bool(decision.tipping_point) and all(getattr(decision, name) for name in _TOLD)


def flags_of_choice(file: CaseFile, on: str) -> Iterator[Flag]:
    """Where choices and options break the rules as they stand: another program wrote them.

    Each choice is looked at as on its own day; what was deleted since counts as weighed.
    """
    options = once_weighed(file)
    for decision in file.all(Decision):
        for rule, field in _wrong(file, decision, options, on):
            yield Flag(rule, decision.id, field)
        for live in decision.fields.get("made_by", ()):
            if live.value not in (None, "", "reporter"):
                yield Flag(ChoiceRule.MADE_BY_REPORTER, decision.id, "made_by")
    ever = [*file.all(Decision), *(one for one in file.deleted if isinstance(one, Decision))]
    chosen = {option for decision in ever for option in _ever_chosen(decision)}
    for option in file.all(Option):
        if option.status is OptionStatus.CHOSEN and option.id not in chosen:
            yield Flag(ChoiceRule.CHOSEN_BY_REPORTER, option.id, "status")
    if file.case.tipping_point_passed and not any(map(_tips, ever)):
        yield Flag(ChoiceRule.REPORT_WITHOUT_CHOICE, file.case.id, "tipping_point_passed")


def _ever_chosen(decision: Decision) -> Iterator[bytes]:
    """What any live value chose: two devices may have written into one choice."""
    for live in decision.fields.get("chosen", ()):
        value, _ = read(CHOICE[Kind.DECISION]["chosen"], live.value)
        if isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, bytes))
