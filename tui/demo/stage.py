"""The stage: plays stories on real devices and a real relay, and tells each event."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from shared.protocol.record import WIRE_OVERHEAD
from tui.demo import story
from tui.demo.cast import Device
from tui.demo.relay_process import RelayProcess
from tui.demo.telling import Calendar, Event, Step, Story
from tui.language import _
from tui.local.keeping import wall_clock

FOUNDED_DAYS = 7
"""How many days before its first story a firm was founded."""
_DAY = 86_400_000


class Seen(msgspec.Struct, frozen=True):
    """One record as the relay has it: its place, bytes, and size class (padded bytes)."""

    place: int
    size: int

    @property
    def padded(self) -> int:
        """The size class: the padded length of what is inside, in bytes."""
        return self.size - WIRE_OVERHEAD


class Played(msgspec.Struct, frozen=True):
    """An event that was played: on which day (ISO), who did it, what the relay saw."""

    event: Event
    day: str
    who: str
    pseudonym: str
    seen: tuple[Seen, ...]


class Observed(msgspec.Struct, frozen=True):
    """What both holders of a shared case see when they are in touch again, and the records
    whose bytes Joost's and Samira's devices keep then."""

    noor: Any
    joost: Any
    held: tuple[frozenset[str], ...]


class Cue(msgspec.Struct, frozen=True):
    """An event that is to be played, of which story, and by which calendar."""

    story: Story
    event: Event
    calendar: Calendar

    @property
    def day(self) -> str:
        """Its day (ISO) in the calendar of today."""
        return self.calendar.day(self.event.day)


Tell = Callable[[Played], None]
Progress = Callable[[str, int, int], None]


class Stage:
    """A folder with a relay's folder and a home for each of the three devices.

    The first of the stories is the one that the promises are about.
    """

    def __init__(
        self,
        folder: Path,
        progress: Progress,
        tell: Tell,
        stories: Sequence[Story],
        remove: bool = False,
    ) -> None:
        """With `remove` the folder is taken away when this process has ended."""
        self.folder = folder
        self.stories = tuple(stories)
        self.relay = RelayProcess(
            folder / "relay", folder / "relay.log", folder if remove else None
        )
        self.noor = Device(story.NOOR, folder / "noor")
        self.joost = Device(story.JOOST, folder / "joost")
        self.samira = Device(story.SAMIRA, folder / "samira")
        self.words: dict[str, tuple[str, ...]] = {}
        self.circles: dict[str, str] = {}
        """The circle of each case, by its name in the stories, once it was opened."""
        self.owners: dict[str, str] = {}
        """Who opened each case, by its name."""
        self.holders = {self.noor.name}
        """The names of those who hold the case."""
        self.name_records: set[str] = set()
        """The records of its names."""
        self.shredded = False
        """Whether its names were destroyed."""
        self.closed: list[str] = []
        """The cases that were closed, by name."""
        self.observed: Observed | None = None
        self.today = datetime.now(UTC).astimezone().date()
        self._cues = self._in_order()
        self._progress = progress
        self._tell = tell
        self._names: dict[tuple[str, str], str] = {}
        self._told = 0
        self._seen = 0

    def _in_order(self) -> list[Cue]:
        """The events of all stories by day; of one day, story after story."""
        calendars = [Calendar.for_story(told, self.today) for told in self.stories]
        cues = [
            Cue(told, event, calendar)
            for told, calendar in zip(self.stories, calendars, strict=True)
            for event in told.events
        ]
        return sorted(cues, key=lambda cue: cue.day)

    @property
    def devices(self) -> tuple[Device, Device, Device]:
        """Noor's, Joost's and Samira's."""
        return self.noor, self.joost, self.samira

    @property
    def main(self) -> Story:
        """The story that the promises are about."""
        return self.stories[0]

    @property
    def circle(self) -> str:
        """The circle of its case."""
        return self.circles.get(self.main.name, "00" * 16)

    @property
    def ids(self) -> frozenset[str]:
        """The ids that stand for somebody or something in a case, in hex."""
        drawn = (name.removeprefix("#") for name in self._names.values())
        return frozenset((*self.circles.values(), *drawn))

    @property
    def differ(self) -> bool:
        """Whether two devices changed one field without knowing of each other."""
        return any(
            step.get("by") == self.main.events[0].who and step["do"] == "change"
            for event in self.main.events
            for step in event.steps
        )

    def opened_by(self, device: Device) -> int:
        """How many cases a device has opened."""
        return sum(self._device(owner) is device for owner in self.owners.values())

    async def set_up(self) -> None:
        """Start the relay, found the firm, and let Joost and Samira in."""
        first = self._cues[0]
        self._set_clocks(first.calendar.moment(first.event.day, 0) - FOUNDED_DAYS * _DAY)
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

    def _set_clocks(self, at: int) -> None:
        for device in self.devices:
            device.at = min(at, wall_clock())

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
        """All events by day; at the end every device is in touch with the relay."""
        self._progress(_(self.main.title), 5, 6)
        for cue in self._cues:
            await self._do(cue)
        self._progress(_("All devices come to the same state"), 6, 6)
        if self.main.shared and self.observed is None:
            await self._observe()
        # Twice: with the first round each says up to where it has read.
        for device in (*self.devices, *self.devices):
            await device.ask("sync")

    async def _do(self, cue: Cue) -> None:
        event, device = cue.event, self._device(cue.event.who)
        # A minute passes with each event, so that what follows comes after.
        self._told += 1
        self._set_clocks(cue.calendar.moment(event.day, self._told))
        for step in event.steps:
            await self._step(cue, step)
        if event.steps:
            await device.ask("sync")
        records = self._records()
        fresh, self._seen = records[self._seen :], len(records)
        self._tell(Played(event, cue.day, device.name, device.pseudonym, tuple(fresh)))

    def _device(self, name: str) -> Device:
        return {"noor": self.noor, "joost": self.joost, "samira": self.samira}[name]

    async def _step(self, cue: Cue, step: Step) -> None:
        step = {"case": cue.story.name, "on": cue.event.day, **step}
        name, by = step.pop("case"), self._device(step.pop("by", cue.event.who))
        if step["do"] == "observe":
            await self._observe()
            return
        if step["do"] == "open_case":
            self.circles[name] = secrets.token_hex(16)
            self.owners[name] = cue.event.who
        request = self._resolved(cue.story.name, cue.calendar.moved(step))
        if "member_of" in request:
            request["member"] = self._device(request.pop("member_of")).member
        answer = await by.ask(**{"circle": self.circles[name], **request})
        if step["do"] == "close":
            self.closed.append(name)
        if name != self.main.name:
            return
        self.shredded = self.shredded or step["do"] == "shred_vault"
        if step["do"] == "share":
            self.holders.add(self._device(step["member_of"]).name)
        if step["do"] == "leave":
            self.holders.remove(self._device(step["member_of"]).name)
        if "vault" in answer:
            await by.ask("sync")
            self.name_records |= set((await by.ask("records", circle=answer["vault"]))["ids"])

    def _resolved(self, told: str, value: Any) -> Any:
        """A step with an id for each `@name`."""
        if isinstance(value, dict):
            return {name: self._resolved(told, one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._resolved(told, one) for one in value]
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        key = (told, value)
        if key not in self._names:
            self._names[key] = "#" + secrets.token_hex(16)
        return self._names[key]

    async def _observe(self) -> None:
        """Let both holders come in touch, and keep what each then sees."""
        for device in (self.noor, self.joost, self.noor):
            await device.ask("sync")
        noor, joost = [
            await device.ask("state", circle=self.circle) for device in (self.noor, self.joost)
        ]
        held = [
            frozenset((await device.ask("held"))["ids"]) for device in (self.joost, self.samira)
        ]
        self.observed = Observed(noor, joost, tuple(held))

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
