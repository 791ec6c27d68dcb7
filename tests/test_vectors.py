"""The vectors of the protocol: two implementations that share no code answer them alike."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import program_checks
from tests.stranger import checks
from tests.stranger.make_vectors import generate
from tests.stranger.vectors import FOLDER, Case, load, parse, render

CASES = load()
LARGEST_FOLDER = 500_000


def _named(case: Case) -> str:
    return f"{case.construct}: {case.title}"


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_the_implementation_from_the_page_alone_answers(case: Case) -> None:
    """What docs/protocol.md says is enough to come to these bytes and to these flaws."""
    assert checks.outcome(case) == case.expect


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_the_program_answers(case: Case) -> None:
    """The program comes to the same bytes, and finds the same flaws."""
    assert program_checks.outcome(case) == case.expect


def test_the_files_are_what_the_generator_makes() -> None:
    """Nobody changed a vector by hand, and none is left over from before."""
    found = {path.stem: path.read_text("utf-8") for path in FOLDER.iterdir()}

    assert found == generate()


def test_the_files_stay_small() -> None:
    """All vectors together are less than 500 kB."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < LARGEST_FOLDER


def test_each_construct_has_vectors_that_pass_and_vectors_that_fail() -> None:
    """Where something can be wrong at all, a vector is."""
    never_wrong = {"hash", "name", "padding", "chain", "origin", "words"}
    passing = {case.construct for case in CASES if case.expect == "ok"}
    failing = {case.construct for case in CASES if case.expect != "ok"}
    failing |= {case.construct for case in CASES if case.has("fails")}

    assert passing == set(checks.CHECKS)
    assert failing == set(checks.CHECKS) - never_wrong


def test_no_two_vectors_of_a_construct_have_the_same_title() -> None:
    """A failing test names one vector."""
    names = [_named(case) for case in CASES]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("implementation", [checks, program_checks], ids=["page", "program"])
@pytest.mark.parametrize("construct", sorted(checks.CHECKS))
def test_a_changed_result_is_noticed(construct: str, implementation: object) -> None:
    """A vector with another result does not pass: the comparisons do compare."""
    case = next(c for c in CASES if c.construct == construct and c.expect == "ok")
    name, value = _last_result(case)
    wrong = bytes([value[0] ^ 1]) + value[1:] if isinstance(value, bytes) else _other(value)
    fields = tuple((key, wrong if key == name else old) for key, old in case.fields)
    changed = Case(case.construct, case.title, fields, case.expect)

    try:
        answer = implementation.outcome(changed)  # type: ignore[attr-defined]
    except AssertionError:
        return
    assert answer != "ok"


def _last_result(case: Case) -> tuple[str, object]:
    wanted = {"payload": "body", "log": "chain", "circle": "chain"}.get(case.construct)
    return next(pair for pair in reversed(case.fields) if wanted in (None, pair[0]))


def _other(value: object) -> object:
    return value + 1 if isinstance(value, int) else f"{value} "


def test_the_format_says_each_value_in_one_way() -> None:
    """What is read from a file and written again is the same file."""
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8")
        comment = "\n".join(
            line.removeprefix("#").removeprefix(" ")
            for line in text.split("\n\ncase:")[0].splitlines()
        )
        assert render(comment, parse(path.stem, text)) == text


def test_the_second_implementation_shares_no_code_with_the_program() -> None:
    """It imports nothing of the program, or it would prove nothing."""
    modules = sorted((Path(__file__).parent / "stranger").glob("*.py"))
    imported = {
        name.split(".")[0]
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert modules
    assert not imported & {"shared", "tui", "sync_server"}
