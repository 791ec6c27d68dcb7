"""The story is played with canaries for words; afterwards none of them sings anywhere."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from shared.protocol.record import record_id
from tests.end_to_end.canary import Aviary, below
from tests.end_to_end.closure import Knowledge
from tests.end_to_end.replay import Replay, canary_story, code_words, played, secrets_of
from tui.demo import story
from tui.local.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

DEVICES = ("noor", "joost", "samira")
MOMENTS = ("open", "killed", "locked")


class Left:
    """What the story left behind, and the homes as whoever has the passphrase sees them."""

    def __init__(self, replay: Replay, homes: dict[str, Session]) -> None:
        self.replay = replay
        self.homes = homes
        self.wires = replay.wires()

    def knowledge(self, name: str) -> Knowledge:
        """What a member can open with all keys of a device and all that the relay has."""
        ring = self.homes[name].replica.ring
        keys = [ring.seed, ring.exchange, ring.member_private]
        keys += [entry.secret for entry in ring.entries.values()]
        return Knowledge(ring.log, ring.member, keys).close(
            self.wires.values(), self.replay.blobs()
        )


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Play the story once, for all tests of this module."""
    aviary = Aviary()
    replay = Replay(tmp_path_factory.mktemp("canaries"), aviary)
    words = code_words()
    with pytest.MonkeyPatch.context() as patch:
        told = canary_story(patch, aviary)
        asyncio.run(played(replay, patch, told))
        homes = {}
        for name in DEVICES:
            homes[name], secrets = secrets_of(replay.stage_folder / name, story.PASSPHRASE)
            for what, secret in secrets.items():
                aviary.keep(what, secret)
    for number, link in enumerate(replay.links):
        aviary.keep(f"link {number}", link)
    for word in words:
        aviary.keep(f"the word {word}", word)
    return Left(replay, homes)


def test_the_story_was_played_with_canaries(left: Left) -> None:
    """The case that Noor and Joost see is made of them; else silence would mean nothing."""
    replay = left.replay
    typed = str(replay.states["noor"]["entities"])
    fields = replay.aviary.texts[5:]
    assert len(fields) > 25
    # Elsewhere: names (in their vault), an own note, a value that two others replaced, and
    # what the program refused or only spoke about.
    elsewhere = sorted(text.split()[2] for text in fields if text not in typed)
    assert elsewhere == [
        "phone",
        "reason_for_holding",
        "result",
        "safe_times",
        "summary",
        "text",
    ]
    assert replay.states["noor"]["entities"] == replay.states["joost"]["entities"]
    assert replay.states["noor"]["conflicts"] == 1
    assert replay.played >= 15
    roster = left.homes["samira"].replica.ledger.roster
    names = {roster.firm, *(member.name for member in roster.members.values())}
    assert len(names) == 4
    assert names < set(replay.aviary.texts)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("where", ["relay", *DEVICES])
def test_no_folder_sings(left: Left, where: str, moment: str) -> None:
    """Neither the relay's folder nor a home: while open, after kill -9, and locked."""
    folder = left.replay.folder / "moments" / moment / where
    files = list(below(folder))
    assert len(files) >= 2
    assert left.replay.aviary.find_in(files) == []


def test_the_relays_log_does_not_sing(left: Left) -> None:
    """As verbose as it and its libraries can be."""
    log = left.replay.stage_folder / "relay.log"
    assert "DEBUG" in log.read_text()
    assert left.replay.aviary.find_in([log]) == []


def test_what_devices_say_on_standard_error_does_not_sing(left: Left) -> None:
    """Whatever it is."""
    files = [path for path in left.replay.everything() if path.suffix == ".log"]
    assert len(files) >= len(MOMENTS) * 4
    assert left.replay.aviary.find_in(files) == []


def test_nothing_else_sings(left: Left) -> None:
    """The temporary folder, and whatever file came to be."""
    assert left.replay.aviary.find_in(left.replay.everything()) == []


def test_processes_and_their_nameless_files_do_not_sing(left: Left) -> None:
    """Listened to all the while, and at the end with every thread."""
    assert left.replay.polls > 20
    assert left.replay.heard == []


def test_no_core_is_dumped(left: Left) -> None:
    """The memory of an open home does not go to the disk with a crash."""
    assert len(left.replay.limits) == len(DEVICES)
    for limits in left.replay.limits:
        [line] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert line.split()[4:6] == ["0", "0"]


def test_a_leak_would_be_heard(left: Left, tmp_path: Path) -> None:
    """The same search finds one word, and one key, of this very story."""
    word, [key] = (
        left.replay.aviary.texts[-1],
        [
            entry.secret
            for entry in left.homes["noor"].replica.ring.entries.values()
            if entry.circle == left.replay.circle
        ][:1],
    )
    for number, leak in enumerate((word.encode("utf-16"), key.hex().encode())):
        (tmp_path / f"leak{number}").write_bytes(b"\0" * 333 + leak)
    assert len({found.where for found in left.replay.aviary.find_in(below(tmp_path))}) == 2


def test_samiras_store_has_ids_of_the_case_and_no_bytes(left: Left) -> None:
    """Every row of the case's records is tag and id alone, and no piece of their bytes
    stands anywhere in her home."""
    records = left.replay.records
    assert len(records) > 25
    home = left.replay.stage_folder / "samira"
    with closing(sqlite3.connect(home / "caseload.db")) as database:
        rows = database.execute("select id, wire from log").fetchall()
        assert {row[1] for row in database.execute("select typeof(id), typeof(wire) from log")} == {
            "blob",
            "null",
        }
    assert {record for record, _ in rows} == set(left.wires)
    assert [record for record, wire in rows if record in records and wire is not None] == []
    assert all(record_id(wire) == record for record, wire in rows if wire is not None)
    everything = [
        path.read_bytes()
        for moment in MOMENTS
        for path in below(left.replay.folder / "moments" / moment / "samira")
    ]
    for record in records:
        wire = left.wires[record]
        for start in range(16, len(wire) - 12, 97):
            assert not any(wire[start : start + 12] in content for content in everything)


def test_samira_opens_nothing_of_the_case(left: Left) -> None:
    """Not with every key that she holds, all that these open, every pair secret, and
    everything that the relay has."""
    knowledge = left.knowledge("samira")
    assert len(knowledge.opened) > 10
    assert not left.replay.records & knowledge.opened.keys()
    of_case = {
        entry.secret
        for entry in left.homes["noor"].replica.ring.entries.values()
        if entry.circle == left.replay.circle
    }
    assert len(of_case) == 2
    assert not of_case & knowledge.keys


def test_who_holds_the_case_opens_it(left: Left) -> None:
    """The same means open all of it for Noor, and for Joost what came after the sharing
    and nothing before; else that Samira opens nothing would mean nothing."""
    noor, joost = left.knowledge("noor"), left.knowledge("joost")
    records = left.replay.records
    assert records <= noor.opened.keys()
    theirs = records & joost.opened.keys()
    assert 5 <= len(theirs) < len(records) - 10
    canary = left.replay.aviary.texts[-1].encode()
    assert any(canary in plain for plain in joost.opened.values())


def test_the_relay_opens_nothing(left: Left) -> None:
    """Its own keys and all its bytes open no record."""
    log = left.homes["noor"].replica.ring.log
    keys = [blob for blob in left.replay.blobs() if len(blob) == 32]
    assert keys
    knowledge = Knowledge(log, bytes(16), keys).close(left.wires.values(), left.replay.blobs())
    assert knowledge.opened == {}
