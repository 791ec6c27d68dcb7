"""The stories: what is done in each event, what is left out, and on which days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.tree import ROOT
from tui.demo import story
from tui.demo.later import INSTEAD, NOT_YET, Later
from tui.demo.lisa import lisa
from tui.demo.route_acts import RouteActs
from tui.demo.telling import Calendar, Event, Step, Story

STORIES = {"lisa": lisa, **story.VARIANTS}
ON_THE_STAGE = {"observe", "sync"}
ACTS_ALONE = 25
"""So many events of Lisa's story at the least are done as they are told."""


def test_all_44_events_have_an_act_or_say_that_they_have_none() -> None:
    """Each event is done, or done in another way, or said not to be done: in the one table."""
    events = {event.number: event for event in lisa().events}
    assert list(events) == list(range(1, 45))
    without = {number for number, event in events.items() if not event.steps}
    assert without == set(NOT_YET)
    marked = {number for number, event in events.items() if event.later is not None}
    assert marked == set(INSTEAD) | set(NOT_YET)
    assert not set(INSTEAD) & set(NOT_YET)
    assert set(INSTEAD.values()) | set(NOT_YET.values()) == set(Later)


def test_acts_outnumber_by_far_what_is_left_out() -> None:
    """A demonstration of what there is, not of what is to come."""
    done = [event for event in lisa().events if event.steps and event.later is None]
    assert len(done) >= ACTS_ALONE
    assert len(done) > 2 * (len(INSTEAD) + len(NOT_YET))


def test_the_page_of_the_demonstration_has_the_same_table() -> None:
    """Nobody reads there of something as done that is not, or the other way round."""
    page = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    row = r"^\| (\d+) \| (.+) \| (done in another way|not done) \| (.+) \|$"
    told = [(int(number), *rest) for number, *rest in re.findall(row, page, re.MULTILINE)]
    titles = {event.number: event.title for event in lisa().events}
    expected = [
        (number, titles[number], how, later.text)
        for how, table in (("done in another way", INSTEAD), ("not done", NOT_YET))
        for number, later in table.items()
    ]
    assert told == sorted(expected)


@pytest.mark.parametrize("name", story.VARIANTS)
def test_a_variant_is_done_in_every_event(name: str) -> None:
    """Nothing is left out of it."""
    events = story.VARIANTS[name]().events
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert all(event.steps and event.later is None for event in events)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_on_day_after_day_and_ends_before_today(name: str) -> None:
    """Whatever day it is played on, by less than a week, and with its weekdays."""
    told = STORIES[name]()
    days = [date.fromisoformat(event.day) for event in told.events]
    assert days == sorted(days)
    for today in (date(2024, 2, 29), date(2026, 11, 24), date(2031, 1, 1)):
        calendar = Calendar.for_story(told, today)
        last = date.fromisoformat(calendar.day(told.events[-1].day))
        assert 0 <= (today - last).days < 7
        assert [date.fromisoformat(calendar.day(str(day))).weekday() for day in days] == [
            day.weekday() for day in days
        ]


@pytest.mark.parametrize("name", STORIES)
def test_everything_is_done_by_the_verbs(name: str) -> None:
    """No step is one that the devices do not know, and none writes what a rule refuses: a
    step that must be refused names its rule."""
    for step in _steps(STORIES[name]()):
        if step["do"] not in ON_THE_STAGE:
            assert hasattr(RouteActs, f"do_{step['do']}"), step["do"]
        assert ("rule" in step) is (step["do"] == "try")


@pytest.mark.parametrize("name", STORIES)
def test_no_name_and_no_number_of_the_vault_stands_in_a_text(name: str) -> None:
    """Labels only: neither Lisa, Mark nor the adviser's colleagues by their names in what is
    kept of a case, and the mobile number nowhere but among the names."""
    for step in _steps(STORIES[name]()):
        text = " ".join(_texts(step))
        assert not re.search(r"\b(Mark|Haverkamp|Terlouw|Samira)\b", text), text
        assert (story.MOBILE in text) is (step.get("kind") == "identity")


def test_a_story_told_up_to_an_event_is_shared_only_when_it_came_to_that() -> None:
    """What is promised about two holders is promised once there are two."""
    whole = lisa()
    assert [event.number for event in whole.until(3).events] == [1, 2, 3]
    assert whole.until(whole.shared - 1).shared == 0
    assert whole.until(whole.shared).shared == whole.shared
    assert whole.until(99) == whole


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_days_in_a_step_move_together_and_texts_stay(today: date) -> None:
    """Days, moments and months are moved, wherever they stand; a day within a text is not."""
    calendar = Calendar.for_story(Story("x", "x", (Event(1, "2026-02-02", "noor", "x"),)), today)
    moved = calendar.moved(
        {"a": "2026-02-02", "b": ["2026-02-02 18:20"], "c": "op 2026-02-02 dus", "d": 3}
    )
    day = calendar.day("2026-02-02")
    assert moved == {"a": day, "b": [f"{day} 18:20"], "c": "op 2026-02-02 dus", "d": 3}
    assert calendar.moved("2026-02") == calendar.day("2026-02-01")[:7]


def test_the_case_beside_it_is_of_somebody_else() -> None:
    """In a first look: another firm, callsign and code, and no word of the first."""
    [_, beside] = story.first_look()
    texts = " ".join(text for step in _steps(beside) for text in _texts(step))
    assert story.BESIDE_CODE in texts
    for word in ("Lies", "Waterstaal", story.CODE):
        assert word not in texts


def _steps(told: Story) -> Iterator[Step]:
    for event in told.events:
        for step in event.steps:
            yield step
            if step["do"] == "try":
                yield step["step"]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
