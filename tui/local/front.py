"""The front door of one home: `tui.ports.Front` over the real files and the real relay."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from shared.wording import N_
from tui.local.fault import LocalFault
from tui.local.home import JOINING, KEYS, Home
from tui.local.problem import Problem as Trouble
from tui.ports import Founded, HomeState, Problem, Progress

if TYPE_CHECKING:
    from shared.sealing.invitation import LinkFault
    from shared.sealing.passphrase import LockFault
    from tui.demo.scene import DemoFront
    from tui.local.joining import Joiner
    from tui.local.opening import Door
    from tui.local.port import SessionPort

OCCUPIED = N_("There is a home in this folder already. Open it, or choose another with --home.")
BAD_PIN = N_("What stands behind # is not a pin: it has 64 digits and letters from a to f.")
WRONG_PASSPHRASE = N_("This is not the passphrase. Nothing was changed; try again.")


class HomeFront:
    """Opens, founds and joins in one folder."""

    def __init__(self, folder: Path, door: Door | None = None) -> None:
        self.folder = folder
        self.hint = ""
        self._door = door
        self._demo: DemoFront | None = None

    @property
    def door(self) -> Door:
        """How homes are opened here."""
        from tui.local.opening import Door

        if self._door is None:
            self._door = Door()
        return self._door

    def state(self) -> HomeState:
        """What there is to open."""
        if self._demo is not None:
            return HomeState.locked
        if (self.folder / KEYS).exists():
            return HomeState.locked
        return HomeState.joining if (self.folder / JOINING).exists() else HomeState.empty

    def link_name(self, link: str) -> str | Problem:
        """The name that a link invites, or what is wrong with it."""
        from shared.sealing.invitation import LinkFault, read_link

        read = read_link(link)
        return Problem(read.value, field="link") if isinstance(read, LinkFault) else read.name

    async def unlock(self, passphrase: str) -> SessionPort | Problem:
        """Open the home; the passphrase is stretched in another thread."""
        if self._demo is not None:
            return await self._demo.unlock(passphrase)
        return await asyncio.to_thread(self._unlock, passphrase)

    def _unlock(self, passphrase: str) -> SessionPort | Problem:
        from tui.local.opening import open_home
        from tui.local.session import Session

        try:
            home = Home.open(self.folder)
        except LocalFault as fault:
            return _problem(fault)
        try:
            session = open_home(home, passphrase, self.door)
        except LocalFault as fault:
            home.close()
            return _problem(fault)
        except BaseException:
            home.close()
            raise
        if not isinstance(session, Session):
            home.close()
            return _lock_problem(session)
        return session

    async def found(
        self, relay: str, code: str, firm: str, name: str, device: str, passphrase: str
    ) -> Founded | Problem:
        """Make a firm with this device as its first."""
        from tui.local.founding import found_firm
        from tui.local.port import SHEET_NAME

        where = read_relay(relay)
        if isinstance(where, Problem):
            return where
        home = self._fresh_home()
        if isinstance(home, Problem):
            return home
        outcome: Founded | Problem | None = None
        try:
            made = await found_firm(
                home,
                self.door,
                relay=where[0],
                pin=where[1],
                code=code.strip(),
                firm=firm.strip(),
                name=name.strip(),
                device_name=device.strip(),
                sheet_name=SHEET_NAME,
                passphrase=passphrase,
            )
            if isinstance(made, Trouble):
                outcome = _trouble(made, "relay" if made.refusal is None else "code")
            else:
                outcome = Founded(made[0], made[1].words, where[0])
            return outcome
        except LocalFault as fault:
            return _problem(fault)
        finally:
            if not isinstance(outcome, Founded):
                home.close()

    async def join(
        self, link: str, name: str, device: str, passphrase: str
    ) -> FrontJoining | Problem:
        """Answer an invitation."""
        from tui.local.joining import answer_link

        home = self._fresh_home()
        if isinstance(home, Problem):
            return home
        outcome: FrontJoining | Problem | None = None
        try:
            made = await answer_link(
                home, self.door, link, name.strip(), device.strip(), passphrase
            )
            outcome = self._joining(made)
            return outcome
        except LocalFault as fault:
            return _problem(fault)
        finally:
            if not isinstance(outcome, FrontJoining):
                home.close()

    async def resume(self, passphrase: str) -> FrontJoining | Problem:
        """Go on with an answer given before."""
        from tui.local.joining import resume_joining

        outcome: FrontJoining | Problem | None = None
        try:
            home = Home.open(self.folder)
        except LocalFault as fault:
            return _problem(fault)
        try:
            outcome = self._joining(await resume_joining(home, self.door, passphrase))
            return outcome
        except LocalFault as fault:
            return _problem(fault)
        finally:
            if not isinstance(outcome, FrontJoining):
                home.close()

    @staticmethod
    def _joining(made: Joiner | Trouble | LinkFault | LockFault) -> FrontJoining | Problem:
        from shared.sealing.invitation import LinkFault
        from shared.sealing.passphrase import LockFault

        if isinstance(made, LinkFault):
            return Problem(made.value, field="link")
        if isinstance(made, LockFault):
            return _lock_problem(made)
        return _trouble(made, "link") if isinstance(made, Trouble) else FrontJoining(made)

    def _fresh_home(self) -> Home | Problem:
        try:
            home = Home.open(self.folder)
        except LocalFault as fault:
            return _problem(fault)
        if home.keys.exists() or home.joining.exists():
            home.close()
            return Problem(OCCUPIED)
        return home

    async def demo(self, progress: Progress) -> SessionPort | Problem:
        """Set up the firm of the demonstration in a folder of its own, and open it."""
        from tui.demo.scene import DemoFront

        self._demo = DemoFront()
        self.hint = self._demo.hint
        return await self._demo.demo(progress)

    async def close(self) -> None:
        """End the demonstration, if it was opened from here."""
        if self._demo is not None:
            await self._demo.close()


class FrontJoining:
    """An answered invitation, as the screens see it."""

    def __init__(self, joiner: Joiner) -> None:
        self._joiner = joiner
        self.firm_name = joiner.firm_name

    async def safety_words(self, wait: bool = True) -> tuple[str, ...] | Problem:
        """The five words, once the coordinator's device has shown its keys."""
        words = await self._joiner.safety_words(wait)
        return _trouble(words) if isinstance(words, Trouble) else words

    async def admitted(self, wait: bool = True) -> SessionPort | Problem:
        """The session, once the coordinator has admitted this device."""
        try:
            session = await self._joiner.admitted(wait)
        except LocalFault as fault:
            return _problem(fault)
        return _trouble(session) if isinstance(session, Trouble) else session

    def close(self) -> None:
        """Let the home go; the answer stays on the disk."""
        self._joiner.home.close()


def read_relay(text: str) -> tuple[str, bytes | None] | Problem:
    """A relay's address as somebody types it, and the pin behind it, if there is one.

    `https://relay.example#PIN`, where PIN is the 64 hex digits that the relay's operator
    reads out: for a relay whose certificate no authority vouches for.
    """
    from shared.protocol.pin import PIN_BYTES
    from tui.local.relay_address import RelayAddress

    address, mark, digits = text.strip().partition("#")
    read = RelayAddress.of(address)
    if isinstance(read, Trouble):
        return Problem(read.text, field="relay")
    if not mark:
        return address, None
    try:
        pin = bytes.fromhex(digits)
    except ValueError:
        pin = b""
    return (address, pin) if len(pin) == PIN_BYTES else Problem(BAD_PIN, field="relay")


def _problem(fault: LocalFault) -> Problem:
    return Problem(fault.text, fault.blanks)


def _trouble(problem: Trouble, field: str = "") -> Problem:
    return Problem(problem.text, field=field)


def _lock_problem(fault: LockFault) -> Problem:
    if fault.name == "wrong_passphrase":
        return Problem(WRONG_PASSPHRASE, field="passphrase")
    return Problem(fault.value)
