"""Agreeing on aftercare, and holding the talks that were agreed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from shared.casework import verbs
from shared.casework.consent.covering import nearest
from shared.casework.ending.aftercare import CONTACT, AftercareRule
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, Channel, Initiator
from shared.casework.model.kinds import Kind
from shared.casework.model.reading import is_date
from shared.casework.model.showing import read_view
from shared.casework.model.views import AftercareCheck
from shared.casework.rules import Broken, Rule
from shared.casework.verbs import Outcome
from shared.replica.change import Edit, Fields, Live

WEEKS = (2, 4, 6)
"""After how many weeks a reporter is asked how it is, when nothing else is agreed."""
ROOM = 7
"""Days after the last talk in which it can still be held under the agreement."""


def plan(
    file: CaseFile,
    new: Callable[[], bytes],
    agreed_on: str,
    on: str,
    *,
    initiator: Initiator,
    weeks: Collection[int] = WEEKS,
    channel: Channel | None = None,
    consent: bytes | None = None,
) -> Outcome:
    """Agree on aftercare: the agreement, a talk for each week, and the status of the case.

    `agreed_on` and `on` (today) are ISO dates; `new` makes an id (16 bytes) at each call.
    `consent` is that to be called for aftercare (16 bytes), needed where the adviser may
    get in touch: when none is named, the one that comes nearest to it is, and judged.
    """
    if not is_date(agreed_on):
        return Broken(Rule.NOT_A_DATE, "agreed_on")
    if agreed_on > on:
        return Broken(AftercareRule.TO_COME, "agreed_on")
    if not weeks or len(set(weeks)) != len(weeks) or not all(1 <= week <= 52 for week in weeks):
        return Broken(AftercareRule.WEEKS, "weeks")
    first = date.fromisoformat(agreed_on)
    if date.max - first < timedelta(weeks=53):
        return Broken(Rule.NOT_A_DATE, "agreed_on")
    days = [first + timedelta(weeks=week) for week in sorted(weeks)]
    agreement = new()
    if consent is None and initiator is Initiator.ADVISER_ALLOWED:
        found = nearest(file, CONTACT, on)
        consent = None if found is None else found.id
    edits = verbs.add(
        file,
        Kind.AFTERCARE_PLAN,
        agreement,
        {
            "agreed_on": agreed_on,
            "weeks": ", ".join(str(week) for week in sorted(weeks)),
            "initiator": initiator,
            "channel": channel,
            "consent": consent,
            "ends_on": (days[-1] + timedelta(days=ROOM)).isoformat(),
        },
        on,
    )
    if isinstance(edits, Broken):
        return edits
    status = _status(file, on)
    if isinstance(status, Broken):
        return status
    agreed = _with(file, agreement, edits)
    talks: list[Edit] = []
    for day in days:
        values = {"plan": agreement, "due": day.isoformat()}
        talk = verbs.add(agreed, Kind.AFTERCARE_CHECK, new(), values, on)
        if isinstance(talk, Broken):
            return talk
        talks += talk
    return [*edits, *talks, *status]


def _with(file: CaseFile, agreement: bytes, edits: list[Edit]) -> CaseFile:
    """The case as it is once the agreement stands in it: its talks refer to it."""
    fields: Fields = {one.field: (Live(one.value, b"", 0, None, 0),) for one in edits}
    kind = Kind.AFTERCARE_PLAN
    plans = (*file.parts.get(kind, ()), read_view(kind, agreement, fields))
    return msgspec.structs.replace(file, parts={**file.parts, kind: plans})


def _status(file: CaseFile, on: str) -> Outcome:
    if file.case.status is CaseStatus.AFTERCARE:
        return []
    return verbs.change(file, file.case, {"status": CaseStatus.AFTERCARE}, on)


def hold_check(
    file: CaseFile, shown: AftercareCheck, values: Mapping[str, Any], on: str
) -> Outcome:
    """Write down an aftercare talk that was planned: held today unless `values` say otherwise."""
    return verbs.change(file, shown, {"held_on": on, **values}, on)
