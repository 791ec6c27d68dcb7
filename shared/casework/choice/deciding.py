"""Acts of choosing: time to think, the choice itself, and asking whether it still stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from shared.casework.choice.choosing import (
    ChoiceRule,
    becomes_report,
    is_made,
    reflecting,
    standing_decision,
)
from shared.casework.intake.conflict import check_status
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, OptionStatus, RouteType
from shared.casework.model.schema import Kind
from shared.casework.model.views import Decision, Option
from shared.casework.rules import Broken
from shared.casework.status import ENDS, OPEN
from shared.casework.verbs import Outcome, add, change, edit
from shared.replica.change import Edit

DAYS_TO_THINK = 7
"""How long the time to think usually is: 3 to 7 days, by default the longest."""

_S = CaseStatus
_BEFORE_CHOICE = (_S.NEW, _S.CONFLICT_CHECKED, _S.INTAKE, _S.EXPLORING, _S.REFLECTION)


def time_to_think(on: str) -> str:
    """The ISO date until which the reporter thinks when nothing else is agreed."""
    return (date.fromisoformat(on) + timedelta(days=DAYS_TO_THINK)).isoformat()


def reflect(file: CaseFile, new: bytes, until: str, on: str) -> Outcome:
    """The reporter takes time to think, until the day `until` (`time_to_think` by default).

    `new` is an id (16 bytes) for it; time to think that is running already is moved
    instead. A case that no choice was made in goes to the status of reflection.
    """
    goes = file.case.status in _BEFORE_CHOICE
    status = CaseStatus.REFLECTION if goes else file.case.status
    stopped = _stopped(file, status, on)
    if stopped is not None:
        return stopped
    if until and until <= on:
        return Broken(ChoiceRule.UNTIL_PAST, "reflection_until")
    values = {"reflection_until": until or time_to_think(on)}
    running = reflecting(file)
    if running is None:
        thinking = add(file, Kind.DECISION, new, values, on)
    else:
        thinking = change(file, running, values, on)
    if isinstance(thinking, Broken):
        return thinking
    return thinking + _case(file, "status", status)


def decide(
    file: CaseFile,
    new: bytes,
    chosen: Sequence[bytes],
    in_words: str,
    on: str,
    more: Mapping[str, Any] | None = None,
    dropped: Collection[bytes] = (),
) -> Outcome:
    """The reporter chooses these options, or nothing (a complete choice: no further step).

    `in_words` are the reporter's. `more` are other fields of the choice, by name: `made_on`
    (`on` by default), `reflection_until`, `reflection_waived`, what was told at the tipping
    point. Time to think that is running becomes this choice; otherwise it gets the id `new`
    (16 bytes). `dropped` are options that the reporter puts aside; what is neither chosen
    nor dropped stays open. The case's status follows, and a choice that makes a report of
    an integrity matter is marked as such, here and in the case.
    """
    status = _status_after(file, chosen)
    stopped = _stopped(file, status, on)
    if stopped is not None:
        return stopped
    values: dict[str, Any] = {
        "made_on": on,
        **(more or {}),
        "chosen": list(dict.fromkeys(chosen)),
        "in_words": in_words,
    }
    if becomes_report(file, values["chosen"]):
        values["tipping_point"] = True
    running = reflecting(file)
    if running is None:
        choice = add(file, Kind.DECISION, new, values, on)
    else:
        choice = change(file, running, values, on)
    if isinstance(choice, Broken):
        return choice
    choice += _options(file, values["chosen"], dropped)
    if values.get("tipping_point") and not file.case.tipping_point_passed:
        choice += _case(file, "tipping_point_passed", True)
    return choice + _case(file, "status", status)


def reconfirm(file: CaseFile, shown: Decision, on: str) -> Outcome:
    """The reporter says that the choice still stands, on the day `on`."""
    if not is_made(shown):
        return Broken(ChoiceRule.NOT_MADE, "made_on")
    standing = standing_decision(file)
    if standing is not None and standing.id != shown.id:
        return Broken(ChoiceRule.REPLACED)
    return change(file, shown, {"reconfirmed_on": on}, on)


def _stopped(file: CaseFile, wanted: CaseStatus | None, on: str) -> Broken | None:
    """Why nothing is chosen in this case: it has ended, or what comes first was not done."""
    case = file.case
    if case.status is not None and case.status not in OPEN and case.status not in ENDS:
        return Broken(ChoiceRule.CASE_ENDED)
    return check_status(file, case, msgspec.structs.replace(case, status=wanted), on)


def _options(file: CaseFile, chosen: Sequence[bytes], dropped: Collection[bytes]) -> list[Edit]:
    edits: list[Edit] = []
    for option in file.all(Option):
        wanted = option.status
        if option.id in chosen:
            wanted = OptionStatus.CHOSEN
        elif option.id in dropped:
            wanted = OptionStatus.DISCARDED
        elif option.status is OptionStatus.CHOSEN:
            wanted = OptionStatus.OPEN
        if wanted is not option.status or "status" in option.conflicts:
            edits.append(edit(option, "status", None if wanted is None else str(wanted)))
    return edits


def _status_after(file: CaseFile, chosen: Sequence[bytes]) -> CaseStatus | None:
    now = file.case.status
    if now is None:
        return None
    types = {option.option_type for option in file.all(Option) if option.id in chosen}
    if types <= {RouteType.NONE_STORY_TOLD}:
        return now if now is CaseStatus.AFTERCARE else CaseStatus.NO_FURTHER_STEP
    if types <= {RouteType.NONE_STORY_TOLD, RouteType.REFLECT}:
        return CaseStatus.REFLECTION
    return now if now is CaseStatus.WAITING else CaseStatus.SUPPORTING


def _case(file: CaseFile, field: str, value: CaseStatus | bool | None) -> list[Edit]:
    """The case's field gets a value; nothing where it has it, or where it is not known."""
    if value is None or (getattr(file.case, field) == value and field not in file.case.conflicts):
        return []
    return [edit(file.case, field, value if isinstance(value, bool) else str(value))]
