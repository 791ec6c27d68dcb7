"""docs/casework.md agrees with the program: its tests, keys, commands and rules are there."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.tree import ROOT
from tui.actions import ACTIONS, key_name
from tui.cli import parser

PAGE = ROOT / "docs" / "casework.md"
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
STAGES = (
    "0", "0b", "1", "2", "3", "3i", "4a", "4b", "4c", "4d", "4e", "5", "6", "7", "8",
    "Heropenen:", "Doorbreken:", "Agenda:", "Toestemmingen:", "Naspeuren:", "Zoeken:",
)  # fmt: skip
LAST_RULE = 34
OF_LATER_WORK = {2, 3, 6, 7, 20, 21, *range(23, 29), 31, 32, 33}
"""Rules that concern more than one case, or work that is still to come."""


def _rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, each as its cells."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _stages() -> list[list[str]]:
    return _rows("From stage to test")


def _rules() -> dict[int, list[str]]:
    return {int(row[0]): row for row in _rows("The rules of the work")}


@cache
def _tests_of(path: str) -> frozenset[str]:
    file = ROOT / "tests" / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in found)


def _commands(of: argparse.ArgumentParser) -> Iterator[str]:
    """Every command that can be given, as its words."""
    deeper = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    if not deeper:
        yield of.prog
    for action in deeper:
        for command in action.choices.values():
            yield from _commands(command)


def test_every_test_that_is_named_exists() -> None:
    """Whoever looks for what holds a rule finds it under the name that the page gives."""
    named = TEST.findall(PAGE.read_text(encoding="utf-8"))

    assert len(named) > 100
    assert [f"{path}::{name}" for path, name in named if name not in _tests_of(path)] == []


def test_every_stage_of_the_work_has_its_row() -> None:
    """No stage is left out, and each says on which screen, with which command, and what
    holds it."""
    rows = _stages()

    assert tuple(row[0].split()[0] for row in rows) == STAGES
    for stage, screen, command, _rules, tests in rows:
        assert "`" in screen, stage
        assert "`luister " in command, stage
        assert TEST.search(tests), stage


def test_every_key_of_a_stage_is_one_of_the_program() -> None:
    """What the page says to press does something."""
    keys = {key_name(key) for action in ACTIONS for key in action.keys.split(",")}
    wanted = {key for row in _stages() for key in re.findall(r"`([^`]+)`", row[1])}

    assert {key for key in wanted if key not in keys} == set()


def test_every_command_of_a_stage_is_one_of_the_program() -> None:
    """What the page says to type is understood."""
    commands = set(_commands(parser()))
    wanted = {words for row in _stages() for words in re.findall(r"`([^`]+)`", row[2])}

    assert {words for words in wanted if words not in commands} == set()


def test_no_rule_of_the_work_is_missing() -> None:
    """All rules stand in their order. One that concerns one case names the tests that hold
    it; one of later work says so."""
    rules = _rules()

    assert list(rules) == list(range(1, LAST_RULE + 1))
    for number, (_number, says, tests) in rules.items():
        assert says, number
        assert tests.startswith("comes later") == (number in OF_LATER_WORK), number
        assert number in OF_LATER_WORK or TEST.search(tests), number


def test_a_test_named_for_a_rule_stands_at_that_rule() -> None:
    """The number in the name of a test is the number of the rule at which it is named."""
    wrong = [
        (number, name)
        for number, row in _rules().items()
        for _path, name in TEST.findall(row[2])
        if name.startswith("test_rule_")
        and number not in map(int, re.findall(r"_(\d\d)(?=_)", name))
    ]

    assert wrong == []


def test_stages_name_only_rules_that_there_are() -> None:
    """The numbers beside a stage are numbers of rules."""
    named = {int(number) for row in _stages() for number in re.findall(r"\d+", row[3])}

    assert named <= set(_rules())
    assert named >= set(_rules()) - OF_LATER_WORK - {34}
