"""The story of Lisa in 44 events: from her first call to a call a year later."""

from __future__ import annotations

import msgspec

from shared.wording import N_
from tui.demo import lisa_beginning, lisa_choice, lisa_end, lisa_route
from tui.demo.later import INSTEAD, NOT_YET
from tui.demo.telling import Event, Story

LISA, CODE = "lisa", "kiezel-47"
SHARED = 16
"""The event in which Noor shares the case."""
IN_THE_MIDDLE = 20
"""The event at which a first look begins: Joost stands in, and there is something to settle."""


def lisa() -> Story:
    """All of it."""
    events = [
        *lisa_beginning.first_talks(CODE),
        *lisa_beginning.the_matter(),
        *lisa_choice.weighing(),
        *lisa_choice.choice(),
        *lisa_route.cover(),
        lisa_route.second_caller(),
        *lisa_route.back(),
        *lisa_end.referral(),
        *lisa_end.aftercare(),
        *lisa_end.long_after(),
    ]
    return Story(LISA, N_("Lisa's case, event by event"), tuple(map(_marked, events)), SHARED)


def _marked(event: Event) -> Event:
    later = INSTEAD.get(event.number) or NOT_YET.get(event.number)
    return msgspec.structs.replace(event, later=later)
