"""The stage: plays the story on real devices and a real relay, and tells each event."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from shared.protocol.record import WIRE_OVERHEAD
from tui.demo import story
from tui.demo.cast import Device
from tui.demo.relay_process import RelayProcess
from tui.demo.telling import Event, Step
from tui.language import _


class Seen(msgspec.Struct, frozen=True):
    """One record as the relay has it: its place, bytes, and size class (padded bytes)."""

    place: int
    size: int

    @property
    def padded(self) -> int:
        """The size class: the padded length of what is inside, in bytes."""
        return self.size - WIRE_OVERHEAD


class Played(msgspec.Struct, frozen=True):
    """An event that was played: its number, what the relay saw, and of whom."""

    number: int
    event: Event
    pseudonym: str
    seen: tuple[Seen, ...]


Tell = Callable[[Played], None]
Progress = Callable[[str, int, int], None]


class Stage:
    """A folder with a relay's folder and a home for each of the three devices."""

    def __init__(self, folder: Path, progress: Progress, tell: Tell, remove: bool = False) -> None:
        """With `remove` the folder is taken away when this process has ended."""
        self.folder = folder
        self.relay = RelayProcess(
            folder / "relay", folder / "relay.log", folder if remove else None
        )
        self.noor = Device(story.NOOR, folder / "noor")
        self.joost = Device(story.JOOST, folder / "joost")
        self.samira = Device(story.SAMIRA, folder / "samira")
        self.circle = ""
        self.words: dict[str, tuple[str, ...]] = {}
        self._progress = progress
        self._tell = tell
        self._told = 0
        self._seen = 0

    @property
    def devices(self) -> tuple[Device, Device, Device]:
        """Noor's, Joost's and Samira's."""
        return self.noor, self.joost, self.samira

    async def set_up(self) -> None:
        """Start the relay, found the firm, and let Joost and Samira in."""
        self._progress(_("Starting a relay on this computer"), 1, 6)
        self.relay.start()
        self._progress(_("Founding the firm on Noor's laptop"), 2, 6)
        await self.noor.start()
        await self.noor.ask(
            "found",
            relay=self.relay.address,
            code=self.relay.code,
            firm=story.FIRM,
            name=story.NOOR,
            device="laptop Noor",
            passphrase=story.PASSPHRASE,
        )
        self._progress(_("Joost joins: link, safety words, admission"), 3, 6)
        await self._let_in(self.joost, "laptop Joost")
        self._progress(_("Samira joins: link, safety words, admission"), 4, 6)
        await self._let_in(self.samira, "laptop Samira")
        for device in self.devices:
            await device.ask("sync")
        self._seen = len(self._records())

    async def _let_in(self, device: Device, name: str) -> None:
        made = await self.noor.ask("invite", name=device.name, role="adviser")
        await device.start()
        await device.ask(
            "join", link=made["link"], name=device.name, device=name, passphrase=story.PASSPHRASE
        )
        here = (await self.noor.ask("words"))["words"]
        there = (await device.ask("words"))["words"]
        if here != there:
            raise AssertionError("the safety words differ")
        self.words[device.name] = tuple(here)
        await self.noor.ask("admit")
        await device.ask("admitted")

    async def play(self) -> None:
        """Lisa's case, until Noor's leave: shared, edited apart, merged."""
        self._progress(_("Lisa's case, event by event"), 5, 6)
        for event in story.before_sharing():
            await self._do(event, self.noor)
        await self._do(story.sharing(), self.noor)
        await self.joost.ask("sync")
        for event in story.after_sharing():
            await self._do(event, self.noor)
        await self.joost.ask("sync")
        await self._write(story.noor_offline(), self.noor)
        await self._write(story.joost_offline(), self.joost)
        self._progress(_("Both come back; their work is merged"), 6, 6)
        await self._send(story.noor_offline(), self.noor)
        await self._send(story.joost_offline(), self.joost)
        for device in self.devices:
            await device.ask("sync")

    async def _do(self, event: Event, device: Device) -> None:
        await self._write(event, device)
        await self._send(event, device)

    async def _write(self, event: Event, device: Device) -> None:
        for step in event.steps:
            answer = await device.ask(**self._request(step))
            if step["do"] == "open_case":
                self.circle = answer["circle"]

    def _request(self, step: Step) -> dict[str, Any]:
        request = {"circle": self.circle, **step}
        member = request.pop("member_of", None)
        if member is not None:
            request["member"] = next(d.member for d in self.devices if d.name == member)
        return request

    async def _send(self, event: Event, device: Device) -> None:
        await device.ask("sync")
        records = self._records()
        fresh, self._seen = records[self._seen :], len(records)
        self._told += 1
        self._tell(Played(self._told, event, device.pseudonym, tuple(fresh)))

    def _records(self) -> list[Seen]:
        """What is in the relay's own database, read while it runs."""
        (database,) = self.relay.folder.glob("*.db")
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            rows = connection.execute("select place, length(wire) from log_1 order by place")
            return [Seen(place, size) for place, size in rows]

    async def close(self) -> None:
        """Let the devices lock their homes, and end the relay."""
        for device in self.devices:
            await device.stop()
        self.relay.stop()
