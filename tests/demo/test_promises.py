"""Each promise of the demonstration can be broken, and then that one is told."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from tui.demo import story
from tui.demo.cast import Device
from tui.demo.promises import check_promises
from tui.demo.relay_process import RelayProcess
from tui.demo.stage import Observed, Stage

WORD = story.SECRET_WORDS[6]
LISA, CALLER, NAMES, ROW = "00" * 16, "01" * 16, "44" * 32, "55" * 16
CASE = [["case", LISA, [["safe_times", [["'na 19:00'", "aa", 1], ["'na 20:00'", "bb", 1]]]]]]
ROWS = {"count": 2, "ids": [ROW, "66" * 16], "values": [["client", WORD], ["year", 2026]]}


class Fake:
    """A device that answers what it is told to."""

    def __init__(self, name: str, folder: Path, cases: int) -> None:
        self.name = name
        self.folder = folder
        self.pid = os.getpid()
        self.state: dict[str, Any] = {
            "entities": copy.deepcopy(CASE) if name == story.NOOR else [],
            "conflicts": 0,
            "vault": "shredded" if name == story.NOOR else "none",
            "cases": cases,
            "place": 40,
            "chain": "cc" * 32,
            "unkept": 0,
            "notices": [],
        }
        self.records = ["11" * 32, "22" * 32]
        self.held = ["33" * 32]
        self.rules: list[str] = []
        self.rows: dict[str, Any] = copy.deepcopy(ROWS)
        folder.mkdir()
        (folder / "caseload.db").write_bytes(os.urandom(5_000))

    async def ask(self, do: str, **_: Any) -> Any:
        """What the real one would say."""
        return {
            "state": self.state,
            "records": {"ids": self.records},
            "held": {"ids": self.held},
            "broken": {"rules": self.rules},
            "rows": self.rows,
        }[do]


class Relay:
    """A relay's folder and log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "relay"
        self.log = folder / "relay.log"
        self.pid = os.getpid()
        self.folder.mkdir()
        (self.folder / "relay.db").write_bytes(os.urandom(5_000))
        self.log.write_text("the relay starts\n")


class Played:
    """A stage after the play of Lisa's story, with devices that can be made to fail."""

    def __init__(self, folder: Path) -> None:
        self.stage = Stage(folder, lambda *_: None, lambda *_: None, [story.told(None, None)])
        self.relay = Relay(folder)
        self.noor = Fake(story.NOOR, folder / "noor", 2)
        self.joost = Fake(story.JOOST, folder / "joost", 0)
        self.samira = Fake(story.SAMIRA, folder / "samira", 1)
        stage = self.stage
        stage.relay = cast(RelayProcess, self.relay)
        stage.noor, stage.joost, stage.samira = (
            cast(Device, one) for one in (self.noor, self.joost, self.samira)
        )
        stage.circles = {"lisa": LISA, "caller": CALLER, "again": "02" * 16}
        stage.owners = {"lisa": "noor", "caller": "samira", "again": "noor"}
        stage.closed = ["caller", "lisa"]
        stage.name_records = {NAMES}
        stage.shredded = True
        both = {"entities": copy.deepcopy(CASE), "conflicts": 1}
        self.seen(noor=both, joost=copy.deepcopy(both), held=(frozenset(), frozenset()))

    def seen(self, **values: Any) -> None:
        """What both holders saw at the end of the cover, changed."""
        last = self.stage.observed
        self.stage.observed = (
            Observed(**values) if last is None else msgspec.structs.replace(last, **values)
        )

    def both_saw(self, entities: list[Any], conflicts: int) -> None:
        """What both holders saw alike."""
        both = {"entities": entities, "conflicts": conflicts}
        self.seen(noor=both, joost=copy.deepcopy(both))


def _leak(path: Path, text: bytes) -> None:
    path.write_bytes(os.urandom(100) + text + os.urandom(100))


def _value(name: str, value: Any) -> Callable[[Played], object]:
    """Something in a row of statistics on every device."""
    return lambda p: [one.rows["values"].append([name, value]) for one in (p.noor, p.samira)]


SAME = "Noor and Joost see the same"
BOTH = "Both edits of one field"
JOOST_BYTES = f"The device of {story.JOOST}"
SAMIRA_BYTES = f"The device of {story.SAMIRA}"
COUNTED = "Each closed case is counted once"
BREAK: dict[str, tuple[str, Callable[[Played], object]]] = {
    "same": (SAME, lambda p: p.seen(joost={"entities": [], "conflicts": 1})),
    "both": (
        BOTH,
        lambda p: p.both_saw(CASE, 0),
    ),
    "log": ("All three devices have verified", lambda p: p.samira.state.update(chain="dd" * 32)),
    "kept": ("Everything that was saved", lambda p: p.joost.state.update(unkept=1)),
    "joost sees": (f"{story.JOOST}, who has no share", lambda p: p.joost.state.update(cases=1)),
    "samira sees": (
        f"{story.SAMIRA}, who has no share",
        lambda p: p.samira.state.update(cases=2),
    ),
    "joost keeps": (JOOST_BYTES, lambda p: p.joost.held.append(p.noor.records[1])),
    "samira keeps": (SAMIRA_BYTES, lambda p: p.samira.held.append(p.noor.records[1])),
    "names elsewhere": ("No other device", lambda p: p.samira.held.append(NAMES)),
    "names elsewhere then": (
        "No other device",
        lambda p: p.seen(held=(frozenset([NAMES]), frozenset())),
    ),
    "a name in the case": (
        "What lies among the names",
        lambda p: p.noor.state["entities"].append(["note", "x", [story.MOBILE]]),
    ),
    "a name in the shared case": (
        "What lies among the names",
        lambda p: p.both_saw([story.MOBILE], 1),
    ),
    "names left": ("The names are destroyed", lambda p: p.noor.held.append(NAMES)),
    "names open": ("The names are destroyed", lambda p: p.noor.state.update(vault="open")),
    "counted twice": (
        COUNTED,
        lambda p: [one.rows.update(count=3) for one in (p.noor, p.samira)],
    ),
    "a row that one does not have": (COUNTED, lambda p: p.samira.rows.update(count=1)),
    "a row by the id of the case": (
        COUNTED,
        lambda p: [one.rows.update(ids=[LISA, ROW]) for one in (p.noor, p.samira)],
    ),
    "an id in a row": (COUNTED, _value("linked", LISA)),
    "a day in a row": (COUNTED, _value("closed_on", "2026-05-19")),
    "a word in a row": (COUNTED, _value("domain", story.CODE)),
    "a rule": ("No rule of the work", lambda p: p.samira.rules.append("tarwe-23: CHECK_FIRST")),
    "relay": ("The relay's folder and log", lambda p: _leak(p.relay.log, WORD.encode())),
    "homes": (
        "The three homes",
        lambda p: _leak(p.samira.folder / "x", WORD.encode("utf-16-le")),
    ),
    "cheating": ("Nobody was told", lambda p: p.joost.state.update(notices=["forked"])),
}
PROMISES = {promise for promise, _ in BREAK.values()}


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    """A play after which every promise holds."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "stage").mkdir()
    return Played(tmp_path / "stage")


async def _broken(played: Played) -> list[str]:
    promises = await check_promises(played.stage)
    assert len(promises) == len(PROMISES) + 1
    return [promise.text for promise in promises if not promise.holds]


async def test_all_hold(played: Played) -> None:
    """After a play in which nothing went wrong."""
    assert await _broken(played) == []


@pytest.mark.parametrize("how", BREAK)
async def test_a_broken_one_is_found(played: Played, how: str) -> None:
    """And no other."""
    promise, break_it = BREAK[how]
    break_it(played)
    [text] = await _broken(played)
    assert text.startswith(promise)


async def test_a_case_without_records_proves_nothing(played: Played) -> None:
    """A promise about nothing does not hold."""
    played.noor.records.clear()
    texts = await _broken(played)
    assert [text.split(" keeps")[0] for text in texts] == [JOOST_BYTES, SAMIRA_BYTES]


async def test_who_holds_the_case_is_no_outsider(played: Played) -> None:
    """While Joost stands in, nothing is promised about what he does not see."""
    played.stage.holders.add(story.JOOST)
    promises = await check_promises(played.stage)
    assert not any(story.JOOST in promise.text for promise in promises)


async def test_a_temporary_file_is_found_with_a_name_and_without(played: Played) -> None:
    """SQLite's, or one that was unlinked while it is open."""
    named = Path(tempfile.gettempdir()) / "etilqs_1234"
    _leak(named, WORD.encode())
    [text] = await _broken(played)
    assert text.startswith("No temporary file")
    with named.open("rb"):
        named.unlink()
        assert await _broken(played) == [text]
    assert await _broken(played) == []
