"""The adviser's program: which screen is shown, and what holds for all of them.

It opens nothing itself: `Front` gives it a session, screens talk to the session.
Everything heavy (the screens of an open home among it) is imported when it is
needed, so that the passphrase is asked at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerCancelled, WorkerFailed, WorkerState

from tui.actions import Where, bindings
from tui.crash import crash_report, say_nothing_of_it, silence_textual
from tui.language import _, fill
from tui.pasting import guard_pastes
from tui.ports import Founded, Front, Joining
from tui.screens.door import door_for
from tui.widgets.safe import one_line
from tui.widgets.when import local_now

if TYPE_CHECKING:
    from textual.command import Provider

    from tui.local.port import SessionPort
    from tui.screens.held import Held

IDLE_SECONDS = 5 * 60
"""After so long without a key the program locks by itself."""

_USED = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp, events.Paste)


def _palette() -> type[Provider]:
    from tui.screens.palette import ActionProvider

    return ActionProvider


class LuisterApp(App[None]):
    """One home on one screen."""

    TITLE = "Luister"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.APP)]

    class SessionChanged(Message):
        """Something of the session that is shown may differ."""

    def __init__(
        self,
        front: Front,
        *,
        now: Callable[[], datetime] = local_now,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[int], bytes] = secrets.token_bytes,
        idle_seconds: float = IDLE_SECONDS,
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        """`now` is local time with its zone, `monotonic` seconds that only grow, `random`
        gives so many bytes; `keymap` gives keys by action id (`tui.actions.keymap_of`)."""
        silence_textual()
        guard_pastes()
        super().__init__()
        self.front = front
        self.now = now
        self.random = random
        self.session: SessionPort | None = None
        self.idle_seconds = idle_seconds
        self._monotonic = monotonic
        self._used_at = monotonic()
        self._held: Held | None = None
        self._stop_watching: Callable[[], None] | None = None
        self._sync: Worker[None] | None = None
        self._founded: SessionPort | None = None
        self._joining: Joining | None = None
        self._locking = False
        self._change_told = False
        self.animation_level = "none"
        if keymap:
            self.set_keymap(dict(keymap))

    # Coming and going

    async def on_mount(self) -> None:
        asyncio.get_running_loop().set_exception_handler(say_nothing_of_it)
        self.set_interval(5, self.lock_when_idle)
        await self.push_screen(door_for(self.front.state()))

    async def open(self, session: SessionPort) -> None:
        """Show an open home, and sync from now on."""
        from tui.screens.caseload import CaseloadScreen

        self.session = session
        self._founded = self._joining = None
        self._stop_watching = session.watch(self.tell_change)
        self._used_at = self._monotonic()
        await self._only(CaseloadScreen())
        # What a connection needs takes a while to load: the cases are shown first.
        self.call_after_refresh(self._start_sync)
        held, self._held = self._held, None
        if held is not None:
            await held.give_back(self, session)

    async def wait_at_door(self, joining: Joining) -> None:
        """Show the safety words of a device that has answered a link, and wait."""
        from tui.screens.joining import JoiningScreen

        self._joining = joining
        await self._only(JoiningScreen(joining))

    async def show_sheet(self, founded: Founded) -> None:
        """Show the recovery sheet of a new firm; it opens the home after that."""
        from tui.screens.found import SheetScreen

        self._founded = founded.session
        await self._only(SheetScreen(founded))

    async def _only(self, screen: Screen[None]) -> None:
        """Make `screen` the only one."""
        with self.batch_update():
            await self._clear()
            await self.push_screen(screen)

    async def _clear(self) -> None:
        """Take all screens away. Those below the first come up on the way, undrawn: the
        session that they look at is still there, and is let go after that."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_lock(self) -> None:
        """Forget keys and cases; what was typed and not saved waits for the passphrase."""
        session = self.session
        if session is None or self._locking:
            return
        from tui.screens.held import Held
        from tui.screens.unlock import UnlockScreen

        held = self._held = Held(self.screen_stack)
        self.clear_notifications()
        self._clipboard = ""
        self._locking = True
        with self.batch_update():
            await self._clear()
            self.session = None
            await self.push_screen(UnlockScreen(drafts=held.forms))
        await self._close(session)
        self._locking = False

    async def _close(self, session: SessionPort) -> None:
        if self._stop_watching is not None:
            self._stop_watching()
            self._stop_watching = None
        await self._stop_sync()
        # Keys and cases are forgotten also when the disk takes no snapshot any more.
        self.attempt(session.lock)

    async def action_leave(self) -> None:
        """Close the program; typed text that is not saved is asked about first."""
        from tui.screens.form import FormScreen

        if any(isinstance(s, FormScreen) and s.changed for s in self.screen_stack):
            from tui.screens.ask import AskScreen

            self.push_screen(
                AskScreen(
                    _("Close the program?"),
                    _("You typed something that is not saved. It is lost when you close now."),
                ),
                self._leave_if,
            )
        else:
            await self._leave()

    async def _leave_if(self, yes: bool | None) -> None:
        if yes:
            await self._leave()

    async def _leave(self) -> None:
        from tui.screens.cover import CoverScreen

        session = self.session or self._founded
        # Nothing may look at a session that is being locked.
        await self._only(CoverScreen())
        self.session = None
        if session is not None:
            await self._close(session)
        if self._joining is not None:
            self._joining.close()
        self.exit()

    # Syncing

    def _start_sync(self) -> None:
        session = self.session
        if session is not None:
            self._sync = self.run_worker(
                session.run(), name="sync", group="sync", exclusive=True, exit_on_error=False
            )
            self.attempt(lambda: session.do_what_is_due(self.now().date()))

    async def _stop_sync(self) -> None:
        if self._sync is not None:
            sync, self._sync = self._sync, None
            sync.cancel()
            with contextlib.suppress(WorkerCancelled, WorkerFailed):
                await sync.wait()

    async def action_sync(self) -> None:
        """Try to reach the relay now. The connection that is there ends first."""
        if self.session is not None:
            self.tell(_("Trying to reach the relay."))
            await self._stop_sync()
        if self.session is not None:
            self._start_sync()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in syncing does not take the screen, or what is typed on it, away."""
        if event.worker is self._sync and event.state is WorkerState.ERROR:
            self.tell(
                _(
                    "Syncing stopped by a fault in this program ({kind}). What you typed is safe"
                    " on this device. Press F7 to try again; if it stays, tell who maintains it."
                ).format(kind=type(event.worker.error).__name__),
                severity="error",
            )

    def tell_change(self) -> None:
        """Let the screens look again, once for however many changes."""
        if not self._change_told:
            self._change_told = True
            self.post_message(self.SessionChanged())

    def on_luister_app_session_changed(self) -> None:
        self._change_told = False
        if self.session is None:
            return
        from tui.screens.base import LuisterScreen

        for screen in self.screen_stack:
            if isinstance(screen, LuisterScreen) and screen.is_mounted:
                screen.session_changed()

    # Being away

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, _USED):
            self._used_at = self._monotonic()
        await super().on_event(event)

    async def lock_when_idle(self) -> None:
        """Lock when nobody pressed a key for too long."""
        if self.session is not None and self._monotonic() - self._used_at >= self.idle_seconds:
            await self.action_lock()

    def action_cover(self) -> None:
        """Blank the screen at once."""
        from tui.screens.cover import CoverScreen

        if not isinstance(self.screen, CoverScreen):
            self.clear_notifications()
            self.push_screen(CoverScreen())

    # Moving about

    def action_show(self, name: str) -> None:
        """Go to the caseload, the members, the status page or the search."""
        if self.session is None:
            return
        from tui.screens import main

        main.show(self, name)

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        from tui.screens.palette import Palette

        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=_("Type the name of a command")))

    def action_light_or_dark(self) -> None:
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    def action_help_quit(self) -> None:
        """ctrl+c is pressed by habit: say how to close, and lose nothing."""
        self.tell(_("Press ctrl+q to close the program, ctrl+l to lock it."))

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do what writes to the disk; whether the disk took it. It is said when not."""
        from tui.local.fault import LocalFault

        try:
            act()
        except LocalFault as fault:
            self.tell(one_line(fill(fault.text, fault.blanks)), severity="error")
            return False
        return True

    def tell(self, text: str, severity: str = "information") -> None:
        """A short message that goes away by itself. Never with names or case content."""
        self.notify(
            text,
            severity="error" if severity == "error" else "information",
            markup=False,
            timeout=12 if severity == "error" else 4,
        )

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own: saving a picture of the screen is one of them."""
        return ()

    def copy_to_clipboard(self, text: str) -> None:
        """Cut and paste works within the program; nothing goes to the system's clipboard."""
        self._clipboard = text

    # When it goes wrong

    def _fatal_error(self) -> None:
        """Close after a fault, and say where it was without saying on what.

        Local variables and the text of an exception hold notes and keys: only the
        kinds of the exceptions and the places in the code are printed.
        """
        self.bell()
        import sys

        # One report is enough; to a second one Textual adds advice for its developers.
        if not self._exit_renderables:
            self._exit_renderables.append(crash_report(sys.exc_info()[1]))
        self._close_messages_no_wait()
