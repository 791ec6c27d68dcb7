"""The demonstration without a screen, as a program: what it prints, and what it leaves."""

from __future__ import annotations

import asyncio
import gettext
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo.playing import Played, Playing, command
from tui.demo import story
from tui.language import DOMAIN, LOCALES
from tui.local.front import HomeFront
from tui.local.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

EVENTS = [
    *story.before_sharing(),
    story.sharing(),
    *story.after_sharing(),
    story.noor_offline(),
    story.joost_offline(),
]
PROMISES = 10
LEAK = """
import sys
from pathlib import Path
from tui.demo import run, stage, story
from tui.language import use

use("nl")
play = stage.Stage.play

async def play_and_leak(self):
    await play(self)
    (self.relay.folder / "notes.txt").write_text("Zij zei: " + story.SECRET_WORDS[6])

stage.Stage.play = play_and_leak
sys.exit(run(False, None))
"""
"""A relay that writes down one sentence of the case."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where homes and relay are kept."""
    return tmp_path_factory.mktemp("demo") / "kept"


@pytest.fixture(scope="module")
def english(kept: Path) -> Played:
    """`luister demo --headless --keep DIR`."""
    words = ["demo", "--headless", "--keep", str(kept)]
    return Playing(command(*words), kept.with_name("temporary"), "en").finish()


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """In Dutch, where nobody asked for headless and there is no terminal, with a leak."""
    return Playing(LEAK, tmp_path_factory.mktemp("leak"), "nl").finish()


@pytest.fixture(scope="module")
def in_dutch() -> Callable[[str], str]:
    """What a text is in Dutch."""
    return gettext.translation(DOMAIN, LOCALES, ["nl"]).gettext


def test_it_plays_and_every_promise_holds(english: Played) -> None:
    """Nothing goes wrong, and nothing is said of anything going wrong."""
    assert english.err == ""
    assert english.code == 0
    assert len(re.findall(r"^  holds   ", english.out, re.MULTILINE)) == PROMISES
    assert "BROKEN" not in english.out


def test_every_event_is_told_with_what_the_relay_saw(english: Played) -> None:
    """In order, with its day and whose it is; then records, bytes, size class, pseudonym."""
    lines = english.out.splitlines()
    for number, event in enumerate(EVENTS, 1):
        [at] = [i for i, line in enumerate(lines) if line.startswith(f"{number:>3}. ")]
        assert event.title in lines[at]
        assert event.who in lines[at]
        assert re.search(r"\d{4}-\d{2}-\d{2}", lines[at])
        seen = re.fullmatch(
            r" +the relay saw (\d+) records? from device ([0-9a-f]{8}): (.*)", lines[at + 1]
        )
        assert seen is not None, lines[at + 1]
        counts = re.findall(r"(\d+) × (\d+) bytes \(class (\d+)\)", seen[3])
        assert sum(int(count) for count, _, _ in counts) == int(seen[1]) > 0
        assert all(int(size) == int(padded) + 56 for _, size, padded in counts)


def test_noor_and_joost_are_two_pseudonyms(english: Played) -> None:
    """The relay sees from which device, and no name."""
    devices = re.findall(r"from device ([0-9a-f]{8})", english.out)
    assert len(devices) == len(EVENTS)
    assert len(set(devices[:-1])) == 1
    assert devices[-1] != devices[0]


def test_the_safety_words_are_told(english: Played) -> None:
    """Five for each who joins."""
    told = re.findall(r"safety words with (.*): ((?:[a-z]+ ?){5})$", english.out, re.MULTILINE)
    assert [name for name, _ in told] == [story.JOOST, story.SAMIRA]


def test_what_was_kept_opens_with_the_passphrase_of_the_demonstration(
    english: Played, kept: Path
) -> None:
    """Three homes and a relay; Noor and Joost have the case, with one conflict to settle."""
    assert str(kept) in english.out
    assert {path.name for path in kept.iterdir() if path.is_dir()} == {
        "noor",
        "joost",
        "samira",
        "relay",
    }
    for name, cases in (("noor", 1), ("joost", 1), ("samira", 0)):
        session = asyncio.run(HomeFront(kept / name).unlock(story.PASSPHRASE))
        assert isinstance(session, Session), session
        assert session.case_count() == cases
        if cases:
            circle = session.case_named(story.CODE)
            assert circle is not None
            assert session.case(circle).conflicts == 1
        session.lock()


def test_a_folder_with_something_in_it_is_not_played_in(english: Played, kept: Path) -> None:
    """Nobody's files are mixed with those of made-up people."""
    before = sorted(kept.rglob("*"))
    again = Playing(
        command("demo", "--headless", "--keep", str(kept)), kept.with_name("temporary"), "en"
    ).finish()
    assert again.code == 1
    assert str(kept) in again.err
    assert sorted(kept.rglob("*")) == before


@pytest.mark.parametrize("which", ["english", "dutch"])
def test_no_process_and_no_temporary_file_is_left(
    which: str, request: pytest.FixtureRequest
) -> None:
    """However it ended."""
    played: Played = request.getfixturevalue(which)
    assert played.left_behind == []
    assert list(played.temporary.iterdir()) == []


def test_without_a_terminal_it_plays_headless_by_itself(
    dutch: Played, in_dutch: Callable[[str], str]
) -> None:
    """All events and promises, in Dutch."""
    for number, event in enumerate(EVENTS, 1):
        title = in_dutch(event.title)
        assert title != event.title
        assert re.search(rf"^ *{number}\. .*{re.escape(title)}$", dutch.out, re.MULTILINE), title


def test_every_promise_is_told_in_dutch(
    english: Played, dutch: Played, in_dutch: Callable[[str], str]
) -> None:
    """Those that hold and the broken one."""
    promises = re.findall(r"^  holds   (.*)$", english.out, re.MULTILINE)
    for promise in promises:
        text = re.sub(r"\d+", "{count}", promise)
        translated = in_dutch(text)
        assert translated != text
        assert re.search(re.escape(translated).replace(r"\{count\}", r"\d+"), dutch.out), promise


def test_a_broken_promise_is_told_and_is_the_exit_code(
    dutch: Played, in_dutch: Callable[[str], str]
) -> None:
    """Which, where, and what was found."""
    assert dutch.code == 1
    assert dutch.err == ""
    broken = in_dutch("  BROKEN  {promise} ({found})").format(
        promise=in_dutch("The relay's folder and log hold no word of it"),
        found=f"notes.txt: {story.SECRET_WORDS[6]}",
    )
    assert broken in dutch.out.splitlines()
    holds = in_dutch("  holds   {promise}").partition("{")[0]
    assert sum(line.startswith(holds) for line in dutch.out.splitlines()) == PROMISES - 1


def test_a_demonstration_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    """In the middle of it, at once: relay and devices end, the folder goes away."""
    playing = Playing(command("demo", "--headless"), tmp_path / "temporary", "en")
    assert playing.process.stdout is not None
    for line in playing.process.stdout:
        if line.startswith("[3/"):
            break
    assert len(playing.left_behind()) >= 4
    assert list(playing.temporary.iterdir())
    os.kill(playing.process.pid, 9)
    playing.process.wait()
    playing.process.stdout.close()
    assert playing.process.stderr is not None
    playing.process.stderr.close()
    playing.wait_for_nothing()
