"""The demonstration without a screen, as a program: what it prints, and what it leaves."""

from __future__ import annotations

import asyncio
import gettext
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.casework.agenda import KINDS, STATUSES, agenda
from tests.demo.playing import Played, Playing, command
from tui.demo import lisa_end, lisa_route, story
from tui.demo.lisa import IN_THE_MIDDLE, lisa
from tui.language import DOMAIN, LOCALES
from tui.local.front import HomeFront
from tui.local.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

EVENTS = lisa().events
PROMISES = 17
NAMES = {"noor": story.NOOR, "joost": story.JOOST, "samira": story.SAMIRA}
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
sys.exit(run(False, None, None, 20))
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
def variants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Played]]:
    """`luister demo --headless --variant V --keep DIR` of each, all at once."""
    playing = {}
    for name in story.VARIANTS:
        folder = tmp_path_factory.mktemp(name)
        words = ["demo", "--headless", "--variant", name, "--keep", str(folder / "kept")]
        playing[name] = folder, Playing(command(*words), folder / "temporary", "en")
    return {name: (folder / "kept", one.finish()) for name, (folder, one) in playing.items()}


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


def test_every_event_is_told_with_what_the_relay_saw_and_what_is_left_out(
    english: Played,
) -> None:
    """In order, with its day and whose it is; then records, bytes, size class, pseudonym; and
    what this version does not do of it. What is not done at all is the story's alone."""
    lines = english.out.splitlines()
    for event in EVENTS:
        [at] = [i for i, line in enumerate(lines) if line.startswith(f"{event.number:>3}. ")]
        assert event.title in lines[at]
        assert re.search(r"\d{4}-\d{2}-\d{2}", lines[at])
        assert ("In the story: " in lines[at]) is not bool(event.steps)
        if event.steps:
            assert NAMES[event.who] in lines[at]
            at += 1
            seen = re.fullmatch(
                r" +the relay saw (\d+) records? from device ([0-9a-f]{8}): (.*)", lines[at]
            )
            assert seen is not None, lines[at]
            counts = re.findall(r"(\d+) × (\d+) bytes \(class (\d+)\)", seen[3])
            assert sum(int(count) for count, _, _ in counts) == int(seen[1]) > 0
            assert all(int(size) == int(padded) + 56 for _, size, padded in counts)
        if event.later is not None:
            how = "done in another way" if event.steps else "not done"
            assert lines[at + 1] == f"       {how}: {event.later.text}"
        else:
            assert "done" not in lines[at + 1].split(":")[0]


def test_three_devices_are_three_pseudonyms(english: Played) -> None:
    """The relay sees from which device, and no name."""
    devices = re.findall(r"from device ([0-9a-f]{8})", english.out)
    acted = [event.who for event in EVENTS if event.steps]
    assert len(devices) == len(acted)
    assert len(set(zip(acted, devices, strict=True))) == len(set(devices)) == 3


def test_the_safety_words_are_told(english: Played) -> None:
    """Five for each who joins."""
    told = re.findall(r"safety words with (.*): ((?:[a-z]+ ?){5})$", english.out, re.MULTILINE)
    assert [name for name, _ in told] == [story.JOOST, story.SAMIRA]


def test_what_was_kept_opens_with_the_passphrase_of_the_demonstration(
    english: Played, kept: Path
) -> None:
    """Three homes and a relay. Noor has the closed case and the new one, Samira that of the
    second caller, Joost none any more."""
    assert str(kept) in english.out
    assert {path.name for path in kept.iterdir() if path.is_dir()} == {
        "noor",
        "joost",
        "samira",
        "relay",
    }
    for name, codes in (
        ("noor", {story.CODE: "closed", lisa_end.AGAIN_CODE: "new"}),
        ("joost", {}),
        ("samira", {lisa_route.CALLER_CODE: "closed"}),
    ):
        session = asyncio.run(HomeFront(kept / name).unlock(story.PASSPHRASE))
        assert isinstance(session, Session), session
        rows = session.case_rows("", 0, 10)
        assert {row.code: row.status for row in rows} == codes
        assert len(session.stat_rows()) == 2
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
    """All events up to the one that was asked for, in Dutch."""
    told = re.findall(r"^ *(\d+)\. \S+  (.*)$", dutch.out, re.MULTILINE)
    assert [int(number) for number, _ in told] == list(range(1, IN_THE_MIDDLE + 1))
    for event, (_, line) in zip(EVENTS, told, strict=False):
        title = in_dutch(event.title)
        assert title != event.title
        assert line.endswith(title)


def test_every_event_of_every_story_is_in_dutch(in_dutch: Callable[[str], str]) -> None:
    """And so is what is said of what is left out."""
    stories = [lisa(), *(make() for make in story.VARIANTS.values())]
    said = {one.title for one in stories}
    for event in (event for one in stories for event in one.events):
        said |= {event.title} if event.later is None else {event.title, event.later.text}
    assert [text for text in said if in_dutch(text) == text] == []


def test_every_promise_is_told_in_dutch(
    english: Played, dutch: Played, in_dutch: Callable[[str], str]
) -> None:
    """Those that hold and the broken one."""
    promises = re.findall(r"^  holds   (.*)$", english.out, re.MULTILINE)
    for promise in promises:
        text = re.sub(r"\d+", "{count}", promise)
        text = text.replace(story.JOOST, "{name}").replace(story.SAMIRA, "{name}")
        translated = in_dutch(text)
        assert translated != text
        # While Joost stands in and nothing is closed, less is promised.
        if any(word in promise for word in (story.JOOST, "closed", "destroyed")):
            continue
        pattern = re.escape(translated).replace(r"\{count\}", r"\d+")
        assert re.search(pattern.replace(r"\{name\}", story.SAMIRA), dutch.out), promise


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
    assert sum(line.startswith(holds) for line in dutch.out.splitlines()) == PROMISES - 5


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


@pytest.mark.parametrize(
    ("variant", "cases"),
    [("v1", {"closed"}), ("v2", {"supporting", "waiting"}), ("v4", {"supporting"}),
     ("v5", {"supporting"})],
)  # fmt: skip
def test_a_variant_plays_and_every_promise_holds(
    variant: str, cases: set[str], variants: dict[str, tuple[Path, Played]]
) -> None:
    """To its end, where the adviser can go on with the case unless it was closed."""
    kept, played = variants[variant]
    assert (played.code, played.err) == (0, "")
    assert "BROKEN" not in played.out
    last = story.VARIANTS[variant]().events[-1]
    assert f"{last.number:>3}. " in played.out
    session = asyncio.run(HomeFront(kept / "noor").unlock(story.PASSPHRASE))
    assert isinstance(session, Session), session
    [row] = session.case_rows("", 0, 10)
    assert row.status in cases
    assert len(session.stat_rows()) == (row.status == "closed")
    if row.status != "closed":
        today = datetime.now(UTC).astimezone().date().isoformat()
        assert agenda(session.entities_of(KINDS, STATUSES), today)
    session.lock()
