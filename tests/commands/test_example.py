"""The example of the pages for advisers, played as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.commands.desk import Desk

PAGES = Path(__file__).parents[2] / "docs"


def commands(page: str) -> list[list[str]]:
    """The commands of the blocks in which a case is begun, and shared."""
    text = (PAGES / page).read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    case = next(at for at, block in enumerate(blocks) if block.startswith("luister call "))
    lines = "".join(blocks[case : case + 2]).splitlines()
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("page", ["adviser.md", "adviseur.md"])
def test_the_example_can_be_followed_to_the_letter(noor: Desk, joost: Desk, page: str) -> None:
    """Every command is done; the code in it is the one that the first of them prints."""
    known = ""
    played = commands(page)
    assert len(played) > 15
    for program, *words in played:
        assert program == "luister"
        done = noor(*(known if word == "korenbloem-70" else word for word in words))
        known = known or done.word
        assert "!" not in done.err
    assert joost("sync").code == 0
    assert noor("case", "show", known, "--json").json["case"]["status"] == "closed"
