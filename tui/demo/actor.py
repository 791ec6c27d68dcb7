"""One device of the demonstration: a process with a home, told what to do line by line.

Requests and answers are JSON, one a line, over standard input and output: `{"do":
name, …}` and `{"ok": …}` or `{"problem": text}`. What is said about a case comes from
the same verbs that the screens use (`tui.demo.acts`). `at` is what this device's clock
says from then on, in milliseconds since 1970: so what is written has the days of the story.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from shared.casework.ending.closing import read_rows
from shared.casework.flags import flags
from tui.demo.acts import Refused, Request
from tui.demo.route_acts import RouteActs
from tui.local.front import FrontJoining, HomeFront
from tui.local.home import close_the_process
from tui.local.keeping import wall_clock
from tui.local.last_words import last_words
from tui.local.opening import Door
from tui.local.session import Session
from tui.ports import Founded, Problem


class Actor(RouteActs):
    """The device: its front door, and its session once it is open."""

    def __init__(self, folder: Path) -> None:
        self.at = 0
        self.front = HomeFront(folder, Door(now=self.now))
        self.session: Session | None = None
        self.joining: FrontJoining | None = None
        self._running: asyncio.Task[None] | None = None

    def now(self) -> int:
        """What the clock of this device says, in milliseconds since 1970."""
        return self.at or wall_clock()

    async def answer(self, request: Request) -> Any:
        """Do what a request says; raises `Refused`."""
        self.at = request.pop("at", 0)
        verb: Callable[[Request], Awaitable[Any]] = getattr(self, f"do_{request['do']}")
        return await verb(request)

    @property
    def open(self) -> Session:
        """The open session."""
        if self.session is None:
            raise Refused("no session")
        return self.session

    # The firm

    async def do_found(self, request: Request) -> Any:
        made = _good(
            await self.front.found(
                request["relay"],
                request["code"],
                request["firm"],
                request["name"],
                request["device"],
                request["passphrase"],
            )
        )
        assert isinstance(made, Founded)
        self._opened(made.session)
        return self._who()

    async def do_invite(self, request: Request) -> Any:
        # The relay counts the days of a link by its own clock.
        made = _good(await self.open.invite(request["name"], request["role"], wall_clock()))
        return {"link": made.link}

    async def do_join(self, request: Request) -> Any:
        made = _good(
            await self.front.join(
                request["link"], request["name"], request["device"], request["passphrase"]
            )
        )
        self.joining = made
        return {}

    async def do_words(self, _request: Request) -> Any:
        """The five words: the joiner's while it joins, else the coordinator's."""
        if self.joining is not None:
            return {"words": _good(await self.joining.safety_words())}
        invitations = _good(await self.open.check_invitations())
        return {"words": next(i.words for i in invitations if i.words is not None)}

    async def do_admit(self, _request: Request) -> Any:
        invitations = _good(await self.open.check_invitations())
        answered = next(i for i in invitations if i.words is not None)
        _good(await self.open.admit(answered))
        return {}

    async def do_admitted(self, _request: Request) -> Any:
        assert self.joining is not None
        self._opened(_good(await self.joining.admitted()))
        self.joining = None
        return self._who()

    async def do_unlock(self, request: Request) -> Any:
        self._opened(_good(await self.front.unlock(request["passphrase"])))
        return self._who()

    def _opened(self, session: object) -> None:
        assert isinstance(session, Session)
        self.session = session

    def _who(self) -> Request:
        return {"device": self.open.my_device.hex(), "member": self.open.my_member.hex()}

    # The relay

    async def do_sync(self, _request: Request) -> Any:
        problem = await self.open.sync_once()
        if problem is not None:
            raise Refused(problem.text)
        status = self.open.status()
        return {"place": status.place, "unkept": status.unkept, "intents": status.intents}

    async def do_listen(self, _request: Request) -> Any:
        """Stay in touch with the relay from now on."""
        self._running = asyncio.create_task(self.open.run())
        return {}

    # What can be seen here

    async def do_state(self, request: Request) -> Any:
        """All entities of a case with all their live values, and where the log stands."""
        circle = bytes.fromhex(request["circle"])
        session = self.open
        file = session.case(circle) if session.has_case(circle) else None
        entities = (
            []
            if file is None
            else [
                [kind, entity.hex(), _plain(fields)]
                for kind, entity, fields in session.projection.entities(circle)
            ]
        )
        status = session.status()
        return {
            "entities": entities,
            "conflicts": 0 if file is None else file.conflicts,
            "vault": session.vault_state(circle).value,
            "cases": session.case_count(),
            "place": status.place,
            "chain": status.chain.hex(),
            "unkept": status.unkept,
            "notices": [notice.told.value for notice in status.notices],
        }

    async def do_broken(self, request: Request) -> Any:
        """The rules that something in this device's cases breaks as it stands."""
        rows = self.open.case_rows("", 0, 100)
        found = [
            f"{row.code}: {flag.rule.name}"
            for row in rows
            for flag in flags(self.open.case(row.circle), request["on"])
        ]
        return {"rules": found}

    async def do_rows(self, _request: Request) -> Any:
        """The rows of statistics as they lie with all advisers: every live value."""
        rows = self.open.stat_rows()
        return {
            "count": sum(not row.deleted for row in read_rows(rows)),
            "ids": [entity.hex() for entity, _ in rows],
            "values": [
                [name, _shown(live.value)]
                for _, fields in rows
                for name, lives in sorted(fields.items())
                for live in lives
            ],
        }

    async def do_records(self, request: Request) -> Any:
        """The ids of the records of a case that this device can open."""
        ledger = self.open.replica.ledger
        circle = bytes.fromhex(request["circle"])
        places = {p for e in ledger.epochs.values() if e.circle == circle for p in e.places}
        return {"ids": [row.id.hex() for row in self.open.rows(0) if row.place in places]}

    async def do_held(self, _request: Request) -> Any:
        """The ids of all records whose bytes this device keeps."""
        return {"ids": [row.id.hex() for row in self.open.rows(0) if row.wire is not None]}

    async def do_stop(self, _request: Request) -> Any:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self.session is not None:
            self.session.lock()
        return {}


def _plain(fields: dict[str, Any]) -> list[Any]:
    return [
        [name, [[repr(live.value), live.device.hex(), live.number] for live in lives]]
        for name, lives in sorted(fields.items())
    ]


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | None) else repr(value)


def _good(outcome: Any) -> Any:
    if isinstance(outcome, Problem) or hasattr(outcome, "trouble"):
        raise Refused(outcome.text)
    return outcome


async def play(folder: Path) -> None:
    """Answer requests until there are no more."""
    actor = Actor(folder)
    loop = asyncio.get_running_loop()
    # What asyncio itself would print holds the text of exceptions.
    loop.set_exception_handler(lambda _loop, _context: None)
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        request = json.loads(line) if line else {"do": "stop"}
        try:
            answer = {"ok": await actor.answer(request)}
        except Refused as refused:
            answer = {"problem": str(refused)}
        except Exception as fault:  # noqa: BLE001 - its text may be that of a note
            sys.stderr.write(last_words(fault) + "\n")
            answer = {"problem": type(fault).__name__}
        if line:
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
        if request["do"] == "stop":
            return


if __name__ == "__main__":
    close_the_process()
    asyncio.run(play(Path(sys.argv[1])))
