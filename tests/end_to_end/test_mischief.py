"""Every mischief that the simulation's relay knows, over a real socket, against real homes.

Nobody tells here which alarm a certain answer calls for: that is the simulation's work.
What holds whatever the relay did: what was typed is on the screen of whoever typed it,
also after the home was opened again; nobody is told what is not so; and when the relay is
honest again and there is one history, everybody has everything.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.replica.notice import Told
from tests.end_to_end.people import (
    add_note,
    admitted,
    content,
    founded,
    notes,
    open_case,
    share,
    synced,
    unlocked,
)
from tests.simulation.hostile import ALARMS, KINDS
from tests.simulation.hostile_server import HostileOperator, hostile_operator
from tui.local.problem import Problem
from tui.local.session import Session

ROUNDS = 5
WARNINGS = frozenset(
    {
        Told.NONSENSE,
        Told.REFUSED,
        Told.NOT_STANDING,
        Told.FELL,
        Told.TAG_TAKEN,
        Told.ERASED,
        Told.RESTORED,
    }
)
"""What a relay that cheats may cause besides an alarm."""


class Pair:
    """Noor and Joost with a case, and what each has typed."""

    def __init__(self, host: HostileOperator, noor: Session, joost: Session) -> None:
        self.host = host
        self.sessions = {"noor": noor, "joost": joost}
        self.typed: dict[str, dict[bytes, str]] = {"noor": {}, "joost": {}}
        self.circle = b""

    async def begin(self) -> None:
        """Share a case."""
        self.circle = open_case(self.sessions["noor"])
        share(self.sessions["noor"], self.circle, self.sessions["joost"].my_member)
        await synced(*self.sessions.values())

    def type(self, number: int) -> None:
        """Each types something."""
        for name, session in self.sessions.items():
            text = f"{name} typt {'abcdefgh'[number]}"
            self.typed[name][add_note(session, self.circle, text)] = text

    async def sync(self) -> None:
        """Each tries to sync, and has what it typed, whatever came of it."""
        for name, session in self.sessions.items():
            assert isinstance(await session.sync_once(), Problem | None)
            self.check(name)

    def check(self, name: str) -> None:
        """What somebody typed is on their screen."""
        assert self.typed[name].items() <= notes(self.sessions[name], self.circle).items()
        assert self.told(name) <= ALARMS | WARNINGS

    def told(self, name: str) -> set[Told]:
        """What somebody was told."""
        return {notice.told for notice in self.sessions[name].status().notices}

    async def open_again(self) -> None:
        """Both lock their homes and open them."""
        for name, session in list(self.sessions.items()):
            session.lock()
            self.sessions[name] = await unlocked(session.home.folder)
            self.check(name)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "mix"])
async def test_whatever_the_relay_does_nothing_typed_is_lost(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five rounds of typing and syncing while it cheats, opening in between, and after."""
    monkeypatch.setattr("shared.replica.patience.RETRY", 1)
    async with hostile_operator() as host:
        noor = await founded(tmp_path / "noor", host.address, "ABCDE")
        pair = Pair(host, noor, await admitted(noor, tmp_path / "joost"))
        await pair.begin()
        joost = pair.sessions["joost"]
        host.cheat(kind, [joost.my_device], seed=3)
        for number in range(ROUNDS):
            pair.type(number)
            await pair.sync()
            if number == ROUNDS // 2:
                await pair.open_again()
        host.log.end()
        # After an alarm syncing has stopped until somebody looks, and opens it again.
        await pair.open_again()
        pair.type(ROUNDS)
        await pair.sync()
        if not KINDS[kind].leaves_fork:
            await synced(*pair.sessions.values(), rounds=3)
            everything = {**pair.typed["noor"], **pair.typed["joost"]}
            for session in pair.sessions.values():
                assert notes(session, pair.circle) == everything
                assert session.status().unkept == 0
            assert content(pair.sessions["noor"], pair.circle) == content(
                pair.sessions["joost"], pair.circle
            )
        for session in pair.sessions.values():
            session.lock()
