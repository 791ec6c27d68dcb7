"""`luister demo`: the main job on real input, in a folder of its own."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.demo.telling import Story


def run(
    headless: bool, keep: Path | None, variant: str | None = None, until: int | None = None
) -> int:
    """Play the demonstration; the exit code: 0, or 1 when a promise is broken.

    Without a terminal it plays headless by itself. `keep` is a folder, new or empty,
    in which homes and relay stay; otherwise they are taken away at the end. `variant` is
    one of `tui.demo.story.VARIANTS`; the story stops after its event `until`. Without
    either the screen shows cases in the middle, and headless plays all of Lisa's story.
    """
    from tui.demo.cast import ActorFailed
    from tui.demo.relay_process import RelayDidNotStart
    from tui.demo.scene import folder_for
    from tui.demo.story import first_look, told
    from tui.language import _

    # The screen is drawn on standard error: into a file it would be plain text.
    terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if terminal and not headless:
        plain = variant is None and until is None
        return _on_screen(keep, first_look() if plain else [told(variant, until)])
    from tui.demo.headless import perform

    try:
        folder = folder_for(keep)
    except FileExistsError:
        sys.stderr.write(
            _("There is something in {folder} already. Name a new one.").format(folder=keep) + "\n"
        )
        return 1
    try:
        holds = asyncio.run(perform(folder, sys.stdout, [told(variant, until)], keep is None))
    except (ActorFailed, RelayDidNotStart) as fault:
        sys.stderr.write(_("The demonstration could not be played: {why}").format(why=fault) + "\n")
        return 1
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if keep is not None:
        sys.stdout.write(_("Homes and relay are kept in {folder}").format(folder=folder) + "\n")
    return 0 if holds else 1


def _on_screen(keep: Path | None, stories: list[Story]) -> int:
    from tui.app import LuisterApp
    from tui.demo.scene import DemoFront

    front = DemoFront(keep, stories)

    async def show() -> None:
        try:
            await LuisterApp(front).run_async()
        finally:
            await front.close()

    asyncio.run(show())
    return 0
