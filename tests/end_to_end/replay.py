"""The story of the demonstration once more, with canaries for words, and what it leaves."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from shared.casework.model.kinds import FIELDS, Form
from shared.sealing.epoch import EpochKeys
from tests.end_to_end.canary import Aviary, Found, below, nameless, shown, threads_of
from tests.end_to_end.relay_at_work import RelayAtWork
from tui.demo import story
from tui.demo.cast import Device
from tui.demo.lisa import IN_THE_MIDDLE, lisa
from tui.demo.relay_process import RelayProcess
from tui.demo.stage import Played, Stage
from tui.demo.telling import Story
from tui.local.front import HomeFront
from tui.local.session import Session

WORDS = frozenset(
    field.name
    for fields in FIELDS.values()
    for field in fields.values()
    if field.form in (Form.LINE, Form.TEXT)
)
"""Fields that hold free text, by name; of some of these names other kinds have a code, which is
one word."""
CODES = frozenset(
    field.name
    for fields in FIELDS.values()
    for field in fields.values()
    if field.form not in (Form.LINE, Form.TEXT)
)
POLL_SECONDS = 0.01


class Replay:
    """What was left, and what was seen on the way."""

    def __init__(self, folder: Path, aviary: Aviary) -> None:
        self.folder = folder
        self.aviary = aviary
        self.temporary = folder / "temporary"
        self.stage_folder = folder / "stage"
        self.stage_folder.mkdir(parents=True)
        self.temporary.mkdir()
        self.heard: list[Found] = []
        """What sang in files without a name and in what the system shows of processes."""
        self.polls = 0
        self.links: list[str] = []
        self.circle = b""
        self.records: set[bytes] = set()
        """The ids of the case's records."""
        self.states: dict[str, Any] = {}
        self.limits: list[str] = []
        self.played = 0

    def moment(self, name: str) -> None:
        """Keep a copy of all there is now."""
        shutil.copytree(self.stage_folder, self.folder / "moments" / name)

    def look(self, pids: list[int]) -> None:
        """Listen at processes, and at what they have open."""
        everybody = [thread for pid in pids for thread in threads_of(pid)]
        self.heard += self.aviary.find_in([*nameless(pids), *shown(everybody)])
        self.polls += 1

    def everything(self) -> list[Path]:
        """All files: relay, log, homes at every moment, temporary ones."""
        return list(below(self.folder))

    def wires(self) -> dict[bytes, bytes]:
        """The relay's log: the bytes of records by their ids."""
        from shared.protocol.record import record_id

        (database,) = (self.stage_folder / "relay").glob("*.db")
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("select wire from log_1 order by place").fetchall()
        return {record_id(wire): wire for (wire,) in rows}

    def blobs(self) -> list[bytes]:
        """All else that lies in the relay's database."""
        found = []
        (database,) = (self.stage_folder / "relay").glob("*.db")
        with closing(sqlite3.connect(database)) as connection:
            names = connection.execute("select name from sqlite_master where type = 'table'")
            for (table,) in names.fetchall():
                if not table.startswith("log_"):
                    for row in connection.execute(f"select * from {table}"):
                        found += [value for value in row if isinstance(value, bytes)]
        return found


def canary_story(patch: pytest.MonkeyPatch, aviary: Aviary) -> Story:
    """The story as it stands while Joost stands in for Noor, with a canary in every word of it
    that somebody types, and in every name."""

    def typed(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: typed(key, one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return tuple(typed(name, one) for one in value)
        free = isinstance(value, str) and name in WORDS and (name not in CODES or " " in value)
        return aviary.text(name) if free else value

    for name in ("FIRM", "NOOR", "JOOST", "SAMIRA", "PASSPHRASE"):
        patch.setattr(story, name, aviary.text(name))
    told = lisa().until(IN_THE_MIDDLE)
    events = tuple(
        msgspec.structs.replace(event, steps=typed("", event.steps)) for event in told.events
    )
    return msgspec.structs.replace(told, events=events)


def code_words() -> list[str]:
    """The names of fields and the codes that the story uses: not secret by themselves, but
    nothing of a case may be readable, not even its form."""
    found = {name for fields in FIELDS.values() for name in fields}
    for event in lisa().until(IN_THE_MIDDLE).events:
        for step in event.steps:
            found |= {v for v in step.get("values", {}).values() if isinstance(v, str)}
    return sorted(word for word in found if len(word) >= 9 and word.replace("_", "").isalpha())


async def played(replay: Replay, patch: pytest.MonkeyPatch, told: Story) -> None:
    """Play the story; kill the devices and open their homes again; lock them."""
    patch.setenv("TMPDIR", str(replay.temporary))
    patch.setenv("SQLITE_TMPDIR", str(replay.temporary))
    stage = Stage(replay.stage_folder, lambda *_: None, lambda event: _told(replay, event), [told])
    relay = RelayAtWork(
        replay.stage_folder / "relay",
        replay.stage_folder / "relay.log",
        module="tests.end_to_end.verbose_relay",
    )
    stage.relay = cast(RelayProcess, relay)
    _listen_to_links(stage.noor, replay)
    try:
        with _watched(replay, stage):
            await stage.set_up()
            await stage.play()
            for name, device in zip(("noor", "joost", "samira"), stage.devices, strict=True):
                replay.states[name] = await device.ask("state", circle=stage.circle)
            found = await stage.noor.ask("records", circle=stage.circle)
            replay.records = {bytes.fromhex(record) for record in found["ids"]}
            replay.circle = bytes.fromhex(stage.circle)
            for name, words in stage.words.items():
                replay.aviary.keep(f"safety words of {name}", " ".join(words))
            replay.moment("open")
            replay.look(_pids(stage))
            replay.limits = [_limits(device.pid) for device in stage.devices]
            for device in stage.devices:
                os.kill(device.pid, 9)
                await device.stop()
            replay.moment("killed")
            for device in stage.devices:
                await device.start()
                await device.ask("unlock", passphrase=story.PASSPHRASE)
                await device.ask("sync")
            again = await stage.noor.ask("state", circle=stage.circle)
            assert again["entities"] == replay.states["noor"]["entities"]
    finally:
        await stage.close()
    replay.moment("locked")


def _pids(stage: Stage) -> list[int]:
    return [pid for pid in (stage.relay.pid, *(device.pid for device in stage.devices)) if pid]


def _limits(pid: int) -> str:
    return Path(f"/proc/{pid}/limits").read_text()


def _told(replay: Replay, event: Played) -> None:
    replay.played += 1
    assert event.seen


def _listen_to_links(device: Device, replay: Replay) -> None:
    ask = device.ask

    async def asked(do: str, **request: Any) -> Any:
        answer = await ask(do, **request)
        if do == "invite":
            replay.links.append(answer["link"])
        return answer

    device.ask = asked  # type: ignore[method-assign]


@contextmanager
def _watched(replay: Replay, stage: Stage) -> Iterator[None]:
    """Listen all the while, as files without a name come and go."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(POLL_SECONDS):
            pids = _pids(stage)
            replay.heard += replay.aviary.find_in(nameless(pids))
            replay.polls += 1

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def secrets_of(home: Path, passphrase: str) -> tuple[Session, dict[str, bytes]]:
    """A home, opened and let go again, and every secret in it by a name."""
    session = asyncio.run(HomeFront(home).unlock(passphrase))
    assert isinstance(session, Session), session
    ring = session.replica.ring
    found = {
        "the local key": session.sealer._key,
        "the device's seed": ring.seed,
        "the exchange key": ring.exchange,
        "the member's key": ring.member_private,
    }
    for epoch, entry in ring.entries.items():
        keys = EpochKeys.of(entry.circle, entry.secret)
        found[f"a secret of {entry.kind} {epoch.hex()[:6]}"] = entry.secret
        found[f"a seal key of {entry.kind} {epoch.hex()[:6]}"] = keys.seal
        found[f"a tag key of {entry.kind} {epoch.hex()[:6]}"] = keys.tag_key
    session.store.close()
    session.projection.close()
    session.home.close()
    return session, {f"{what} in {home.name}": key for what, key in found.items()}
