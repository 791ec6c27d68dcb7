"""How a story is told: its events, what is done in each, and its days moved to ours."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from tui.demo.later import Later

Step = dict[str, Any]
"""What a device is asked to do: `do`, and what `tui.demo.acts` takes for it.

Days are those of the story (`2026-02-05`, `2025-11`); `@name` stands for an id that the
stage draws. `case` names the case where it is not the story's own, `by` another device than
that of the event.
"""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?")
_MONTH = re.compile(r"\d{4}-\d{2}")
_MORNING = time(9)


class Event(msgspec.Struct, frozen=True):
    """One thing that happens: its number in the story, on which day, whose it is, what it is,
    what is done, and what this version of the program does not do about it."""

    number: int
    day: str
    who: str
    title: str
    steps: tuple[Step, ...] = ()
    later: Later | None = None


class Story(msgspec.Struct, frozen=True):
    """A story: its name, what it is called, and its events in their order.

    The case that it is about has the name of the story. `shared` says from which event on
    two advisers hold that case, 0 for never.
    """

    name: str
    title: str
    events: tuple[Event, ...]
    shared: int = 0

    def until(self, number: int) -> Story:
        """The same story, told up to an event."""
        kept = tuple(event for event in self.events if event.number <= number)
        shared = self.shared if any(event.number == self.shared for event in kept) else 0
        return Story(self.name, self.title, kept, shared)

    def retold(self, words: dict[str, str]) -> Story:
        """The same story of somebody else: other words in what is written down."""
        return Story(
            self.name,
            self.title,
            tuple(
                msgspec.structs.replace(event, steps=tuple(_retold(event.steps, words)))
                for event in self.events
            ),
            self.shared,
        )


def _retold(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _retold(one, words) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_retold(one, words) for one in value]
    if isinstance(value, str):
        for word, other in words.items():
            value = value.replace(word, other)
    return value


class Calendar(msgspec.Struct, frozen=True):
    """The days of a story, moved by whole weeks: its last one is less than a week ago, and
    every day keeps its weekday."""

    days: int

    @classmethod
    def for_story(cls, story: Story, today: date) -> Calendar:
        """The calendar in which a story ends near today."""
        last = date.fromisoformat(max(event.day for event in story.events))
        return cls((today - last).days // 7 * 7)

    def day(self, told: str) -> str:
        """The ISO date for a day of the story."""
        return (date.fromisoformat(told) + timedelta(days=self.days)).isoformat()

    def moment(self, told: str, minutes: int) -> int:
        """The morning of a day and some minutes, in milliseconds since 1970."""
        morning = datetime.combine(date.fromisoformat(self.day(told)), _MORNING)
        return round((morning + timedelta(minutes=minutes)).timestamp() * 1_000)

    def moved(self, value: Any) -> Any:
        """Days, moments and months in a step, moved; everything else as it is."""
        if isinstance(value, dict):
            return {name: self.moved(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.moved(one) for one in value]
        if not isinstance(value, str):
            return value
        found = _DAY.fullmatch(value)
        if found is not None:
            return self.day(found[1]) + (found[2] or "")
        return self.day(value + "-01")[:7] if _MONTH.fullmatch(value) else value


def add(kind: str, name: str, /, **values: Any) -> Step:
    """Something is added to the case."""
    return {"do": "add", "kind": kind, "entity": f"@{name}", "values": values}


def contact(name: str, start: str, kind: str, minutes: int, summary: str, /, **more: Any) -> Step:
    """A talk, call or message is written down."""
    values = {"kind": kind, "start": start, "minutes": minutes, "summary": summary, **more}
    return add("contact", name, **{"channel": "in_person", **values})


def consent(name: str, scope: str, form: str | None, /, **asked: Any) -> Step:
    """The reporter was asked and has said yes; no where there is no form."""
    given = form is not None
    step: Step = {"do": "consent", "entity": f"@{name}", "values": {"scope": scope, **asked}}
    return {**step, "given": given, "form": form}


def change(of: str | None = None, /, **values: Any) -> Step:
    """The case is changed, or what has the name `of`."""
    step: Step = {"do": "change", "values": values}
    return step if of is None else {**step, "of": f"@{of}"}


def weigh(option: str, direction: str, text: str, /, **more: Any) -> Step:
    """What may follow from an option."""
    values = {"for_whom": "reporter", "raised_by": "reporter", **more}
    at = f"{option}-{direction}-{text[:12]}"
    return add("consequence", at, option=f"@{option}", direction=direction, text=text, **values)


def start(option: str, /, **values: Any) -> Step:
    """What was chosen becomes a route; its id has the name of the option and `-route`."""
    return {
        "do": "start",
        "route": f"@{option}",
        "entity": f"@{option}-route",
        "values": values,
    }


def done(route: str, step: str, result: str, /, **values: Any) -> Step:
    """A step of a route is done."""
    return {"do": "step", "route": f"@{route}", "step": step, "result": result, "values": values}


def ended(route: str, outcome: str) -> Step:
    """A route has come to its end."""
    return {"do": "end_route", "route": f"@{route}", "outcome": outcome}


def planned(route: str, step: str, /, **values: Any) -> Step:
    """The next step of a kind gets its day."""
    return {"do": "plan_step", "route": f"@{route}", "step": step, "values": values}


def look(route: str, name: str, on: str, /, **values: Any) -> Step:
    """Somebody looks whether all keep to what was agreed on a route."""
    return {
        "do": "look",
        "route": f"@{route}",
        "entity": f"@{name}",
        "values": {"checked_on": on, **values},
    }
