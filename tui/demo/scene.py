"""The demonstration on the screen: the story is played, then Noor's home opens.

Relay and Joost's device go on running until the program ends, so that what Noor
writes is kept and read; then they are ended, and the folder is taken away.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from shared.wording import N_
from tui.demo import story
from tui.demo.cast import ActorFailed
from tui.demo.relay_process import RelayDidNotStart
from tui.demo.stage import Played, Stage
from tui.demo.telling import Story
from tui.language import _
from tui.local.front import FrontJoining, HomeFront
from tui.local.port import SessionPort
from tui.ports import Founded, HomeState, Problem, Progress

HINT = N_("This is the demonstration. Its passphrase is: als praten moeilijk is")
FAILED = N_("The demonstration could not be prepared: {why}")
NOT_HERE = N_("This is the demonstration. Leave it first, then start luister.")


class DemoFront:
    """The front door of the demonstration: Noor's home, once the story was played."""

    hint = HINT

    def __init__(self, keep: Path | None = None, stories: Sequence[Story] = ()) -> None:
        """`stories` are those to play; a first look when there are none."""
        self.keep = keep
        self.stories = tuple(stories) or tuple(story.first_look())
        self._stage: Stage | None = None
        self._folder: Path | None = None
        self._noor: HomeFront | None = None

    def state(self) -> HomeState:
        """The demonstration until it was prepared, then a locked home."""
        return HomeState.demo if self._noor is None else HomeState.locked

    def link_name(self, link: str) -> str | Problem:
        """Nothing can be joined from here."""
        return Problem(NOT_HERE)

    async def demo(self, progress: Progress) -> SessionPort | Problem:
        """Play the story, with progress, and open Noor's home."""

        def tell(played: Played) -> None:
            # What goes on beside it is there to be found, and not told.
            if any(event is played.event for event in self.stories[0].events):
                progress(_(played.event.title), 5, 6)

        self._folder = folder_for(self.keep)
        stage = self._stage = Stage(self._folder, progress, tell, self.stories, self.keep is None)
        try:
            await stage.set_up()
            await stage.play()
            await stage.noor.stop()
            # From here on it is today for Joost's device too.
            stage.joost.at = 0
            await stage.joost.ask("listen")
        except (ActorFailed, RelayDidNotStart) as fault:
            await self.close()
            return Problem(FAILED, (("why", str(fault)),))
        self._noor = HomeFront(stage.noor.folder)
        return await self._noor.unlock(story.PASSPHRASE)

    async def unlock(self, passphrase: str) -> SessionPort | Problem:
        """Open Noor's home again, after it was locked."""
        return Problem(NOT_HERE) if self._noor is None else await self._noor.unlock(passphrase)

    async def found(
        self, relay: str, code: str, firm: str, name: str, device: str, passphrase: str
    ) -> Founded | Problem:
        """No firm is made from here."""
        return Problem(NOT_HERE)

    async def join(
        self, link: str, name: str, device: str, passphrase: str
    ) -> FrontJoining | Problem:
        """Nothing can be joined from here."""
        return Problem(NOT_HERE)

    async def resume(self, passphrase: str) -> FrontJoining | Problem:
        """Nothing was begun here."""
        return Problem(NOT_HERE)

    async def close(self) -> None:
        """End relay and devices; take the folder away unless it is to be kept."""
        stage, self._stage = self._stage, None
        if stage is not None:
            await stage.close()
        if self._folder is not None and self.keep is None:
            await asyncio.to_thread(shutil.rmtree, self._folder, True)


def folder_for(keep: Path | None) -> Path:
    """The folder to play in: `keep`, which must be new or empty, or a temporary one.

    Raises `FileExistsError` when there is something in `keep`.
    """
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="luister-demo-"))
    keep.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise FileExistsError(keep)
    return keep.absolute()
