"""How far a case has come, from what stands in it; and what is open about the choice."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.casework import verbs
from shared.casework.choice.choosing import chosen_options, reflecting, standing_decision
from shared.casework.choice.weighing import Weighed, weighed
from shared.casework.intake.open_in_intake import had_first_talk
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import (
    CaseStatus,
    ContactKind,
    OptionStatus,
    RouteStatus,
    RouteType,
)
from shared.casework.model.schema import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import (
    AftercarePlan,
    Concern,
    ConflictCheck,
    Contact,
    Decision,
    Explanation,
    Option,
    Route,
)
from shared.casework.open_now import Open
from shared.casework.rules import Broken, Said
from shared.casework.status import OPEN, way
from shared.replica.change import Edit, Live
from shared.wording import N_

_S = CaseStatus
_TALKS = (ContactKind.FIRST_TALK, ContactKind.FOLLOW_UP, ContactKind.OPTIONS)
_UNDER_WAY = (
    RouteStatus.PLANNED,
    RouteStatus.RUNNING,
    RouteStatus.WAITING,
    RouteStatus.STALLED,
)
_EARLY = (_S.NEW, _S.CONFLICT_CHECKED, _S.INTAKE, _S.EXPLORING)


class ChoiceOpen(Said):
    """What there is to do about the choice."""

    THINK_OF_OPTIONS = N_("Think of options together")
    WEIGH = N_("Write down what may follow from this option")
    ASK_FOR_CHOICE = N_("Ask what the reporter chooses, or wants time to think about")
    THINKING = N_("The reporter is thinking; ask at the end, and only if that is wanted")
    THOUGHT_OVER = N_("The time to think is over: ask what the reporter chooses")
    ASK_AGAIN = N_("Ask whether the choice still stands")
    DEADLINE = N_("This option can be taken until this day")


def suggested_status(file: CaseFile, on: str) -> CaseStatus | None:
    """What the case's status should be, from what stands in it on the day `on`.

    The status as it is where the case has ended, or where a newer program set it, or where
    it is further than the records tell (a case that was brought along by hand). Without a
    check for conflicts of interest a new case stays new (rule 1).
    """
    now = file.case.status
    if now not in OPEN:
        return now
    thinking = reflecting(file)
    decision = standing_decision(file)
    if decision is not None:
        return _after_choice(file, decision, thinking)
    if now is CaseStatus.NEW and not file.all(ConflictCheck):
        return now
    if thinking is not None and thinking.reflection_until >= on:
        return CaseStatus.REFLECTION
    if now is not CaseStatus.REFLECTION and now not in _EARLY:
        return now
    reached = _before_choice(file)
    return reached if now not in _EARLY else max(reached, now, key=_EARLY.index)


def follow(file: CaseFile, on: str) -> list[Edit]:
    """What lets the status of a case follow what stands in it: one edit, or none.

    By hand a case goes step by step, and so it does here, as far as the rules let it. A
    case of which something is disputed is left to whoever settles that.
    """
    now, wanted = file.case.status, suggested_status(file, on)
    if now is None or wanted is None or file.case.conflicts:
        return []
    reached, at = now, file
    for status in way(now, wanted):
        if isinstance(verbs.change(at, at.case, {"status": status}, on), Broken):
            break
        reached, at = status, _at(file, status)
    return [] if reached is now else [verbs.edit(file.case, "status", str(reached))]


def _at(file: CaseFile, status: CaseStatus) -> CaseFile:
    """The case as it is once it has this status."""
    fields = {**file.case.fields, "status": (Live(str(status), b"", 0, None, 0),)}
    case = read_view(Kind.CASE, file.case.id, fields)
    return msgspec.structs.replace(file, case=case)


def _before_choice(file: CaseFile) -> CaseStatus:
    # Options that were put down before the story was told explore nothing yet.
    if had_first_talk(file) and any((file.all(Option), file.all(Decision))):
        return CaseStatus.EXPLORING
    talked = any(one.kind in _TALKS for one in file.all(Contact))
    if any((talked, file.all(Explanation), file.all(Concern))):
        return CaseStatus.INTAKE
    return CaseStatus.CONFLICT_CHECKED if file.all(ConflictCheck) else CaseStatus.NEW


def _after_choice(file: CaseFile, decision: Decision, thinking: Decision | None) -> CaseStatus:
    types = {option.option_type for option in chosen_options(file, decision)}
    routes = [route.status for route in file.all(Route)]
    under_way = [status for status in routes if status in _UNDER_WAY]
    plans = [plan.agreed_on for plan in file.all(AftercarePlan) if plan.agreed_on]
    if plans and not under_way:
        return CaseStatus.AFTERCARE
    if file.case.status is CaseStatus.AFTERCARE and any(day >= decision.made_on for day in plans):
        # Aftercare was agreed while a route runs on; only a later choice goes back to support.
        return CaseStatus.AFTERCARE
    if under_way:
        waiting = all(status is RouteStatus.WAITING for status in under_way)
        return CaseStatus.WAITING if waiting else CaseStatus.SUPPORTING
    if thinking is not None and thinking.reflection_until > decision.made_on:
        return CaseStatus.REFLECTION
    # Nothing chosen, or only what was chosen and then deleted: the ids are what was chosen.
    if types <= {RouteType.NONE_STORY_TOLD} and (types or not decision.chosen):
        return CaseStatus.NO_FURTHER_STEP
    if types and types <= {RouteType.NONE_STORY_TOLD, RouteType.REFLECT}:
        return CaseStatus.REFLECTION
    return CaseStatus.SUPPORTING


def open_in_choice(file: CaseFile, on: str) -> Iterator[Open]:
    """What there is to do about options and the choice, on the day `on`.

    Nothing where the case has ended, and nothing after an empty choice: that is complete
    (rule 11), unless the reporter has begun to think again.
    """
    status = file.case.status
    if status is not None and status not in OPEN:
        return
    thinking = reflecting(file)
    if thinking is not None:
        until = thinking.reflection_until
        text = ChoiceOpen.THINKING if until > on else ChoiceOpen.THOUGHT_OVER
        yield Open(text, until, Kind.DECISION, thinking.id)
    decision = standing_decision(file)
    if decision is None:
        yield from _before(file, thinking)
    elif decision.chosen and _asks_again(decision):
        yield Open(ChoiceOpen.ASK_AGAIN, decision.reflection_until, Kind.DECISION, decision.id)
    if decision is None or decision.chosen:
        for one in weighed(file):
            if one.option.deadline and one.option.status in (None, OptionStatus.OPEN):
                yield Open(ChoiceOpen.DEADLINE, one.option.deadline, Kind.OPTION, one.option.id)


def _asks_again(decision: Decision) -> bool:
    """Whether a day was agreed to ask again and the reporter has not confirmed since."""
    until = decision.reflection_until
    return until > decision.made_on and decision.reconfirmed_on < until


def _before(file: CaseFile, thinking: Decision | None) -> Iterator[Open]:
    options = [one for one in weighed(file) if one.option.status is not OptionStatus.DISCARDED]
    if not options:
        if file.case.status in (CaseStatus.INTAKE, CaseStatus.EXPLORING):
            yield Open(ChoiceOpen.THINK_OF_OPTIONS, "", Kind.OPTION)
        return
    unweighed = next((one.option for one in options if _wants_weighing(one)), None)
    if unweighed is not None:
        yield Open(ChoiceOpen.WEIGH, "", Kind.CONSEQUENCE, unweighed.id)
    elif thinking is None:
        yield Open(ChoiceOpen.ASK_FOR_CHOICE, "", Kind.DECISION)


def _wants_weighing(one: Weighed) -> bool:
    """Whether nothing stands about it yet; doing nothing, and thinking, may go without."""
    return one.empty and one.option.option_type not in (
        RouteType.NONE_STORY_TOLD,
        RouteType.REFLECT,
    )
