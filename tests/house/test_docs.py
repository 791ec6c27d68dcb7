"""The documents agree with the tree: links lead somewhere, and nothing is left unsaid."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, shown

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
DECISIONS = ROOT / "docs" / "decisions"


def _pages() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def _prose(path: Path) -> str:
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def _anchor(heading: str) -> str:
    """The anchor that a heading gets when Markdown is shown: lower case, spaces to hyphens."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def _targets(page: Path) -> list[tuple[Path, str]]:
    """File and anchor of every link of a page that stays inside the project."""
    found: list[tuple[Path, str]] = []
    for target in LINK.findall(_prose(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        found.append(((page.parent / name).resolve() if name else page, anchor))
    return found


@pytest.mark.parametrize("page", _pages(), ids=shown)
def test_every_link_leads_to_something_that_is_there(page: Path) -> None:
    """A reader who follows a link arrives, at the right heading too."""
    tracked = set(files())
    broken: list[str] = []
    for path, anchor in _targets(page):
        is_kept = path in tracked or any(path in file.parents for file in tracked)
        if not is_kept:
            broken.append(str(path))
        elif anchor and anchor not in {_anchor(h) for h in HEADING.findall(_prose(path))}:
            broken.append(f"{path}#{anchor}")

    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    """No page lies where no reader ever comes by."""
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += [path for path, _anchor in _targets(page)]

    assert set(_pages()) - reached == set()


def test_decisions_are_numbered_without_gaps_and_say_what_a_decision_says() -> None:
    """Each decision gives its context, what was decided and what follows from it."""
    pages = sorted(DECISIONS.glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        assert "**Context.**" in text, page.name
        assert "**Decision.**" in text, page.name
        assert re.search(r"\*\*(What follows|The price)\.\*\*", text), page.name


def test_every_dependency_has_its_reason() -> None:
    """Decision 5 names exactly what pyproject.toml installs, under the right extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {"core": project["dependencies"], **project["optional-dependencies"]}
    expected = {
        extra: {re.split(r"[\[<>=! ]", line)[0] for line in lines} - {project["name"]}
        for extra, lines in declared.items()
    }

    sections = re.split(r"^## ", next(DECISIONS.glob("0005-*.md")).read_text(), flags=re.MULTILINE)
    named = {
        re.sub(r"The core|Extra `(\w+)`", lambda m: m[1] or "core", section.splitlines()[0]): set(
            re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)
        )
        for section in sections[1:]
    }

    assert named == expected


def test_the_command_line_reference_is_up_to_date() -> None:
    """docs/commands.md says what the programs themselves say about their commands."""
    done = subprocess.run(
        [sys.executable, "docs/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
