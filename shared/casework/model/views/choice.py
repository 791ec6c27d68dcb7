"""Typed views of options, their consequences, and the reporter's choice."""

from __future__ import annotations

from typing import ClassVar

from shared.casework.model.codes import (
    Concerned,
    Degree,
    Direction,
    Feasible,
    Likelihood,
    OptionStatus,
    RaisedBy,
    RouteType,
)
from shared.casework.model.views.view import View


class Option(View, frozen=True, kw_only=True):
    """Something that could be done, weighed together."""

    option_type: RouteType | None = None
    title: str = ""
    raised_by: RaisedBy | None = None
    feasibility: Feasible | None = None
    deadline: str = ""
    keeps_anonymity: Degree | None = None
    keeps_control: Degree | None = None
    reversible: Degree | None = None
    cost: str = ""
    status: OptionStatus | None = None


class Consequence(View, frozen=True, kw_only=True):
    """What an option may bring, for whom, and what softens it."""

    option: bytes | None = None
    for_whom: Concerned | None = None
    direction: Direction | None = None
    text: str = ""
    likelihood: Likelihood | None = None
    severity: int | None = None
    mitigation: str = ""
    raised_by: RaisedBy | None = None


class Decision(View, frozen=True, kw_only=True):
    """What the reporter chose, always by the reporter; nothing chosen is a choice too."""

    MOMENT: ClassVar[str] = "made_on"
    made_on: str = ""
    chosen: tuple[bytes, ...] = ()
    in_words: str = ""
    reflection_until: str = ""
    reflection_waived: str = ""
    reconfirmed_on: str = ""
    tipping_point: bool | None = None
    told_control_ends: bool | None = None
    told_terms: bool | None = None
    told_protection: bool | None = None
