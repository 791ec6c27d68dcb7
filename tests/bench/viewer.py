"""The other device of `edit_to_visible`, in a process of its own.

It opens a home, stays in touch with the relay, and looks at one case whenever it is
told that something changed, as a screen does. For each new highest marker of a note
there it prints the marker and when it was seen, by the clock that all processes of the
machine share.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from tests.bench.firm import DOOR, PASSPHRASE
from tui.garbage import look_rarely
from tui.local.home import Home
from tui.local.opening import open_home
from tui.local.session import Session


async def view(home: Path, circle: bytes) -> None:
    """Report until the standard input is closed."""
    session = open_home(Home.open(home), PASSPHRASE, DOOR)
    assert isinstance(session, Session), session
    shown = ""

    def look() -> None:
        nonlocal shown
        found = max(note.text.split()[0] for note in session.case(circle).notes)
        if found != shown:
            shown = found
            print(found, time.monotonic_ns(), flush=True)

    session.watch(look)
    running = asyncio.create_task(session.run())
    await asyncio.to_thread(sys.stdin.read)
    running.cancel()
    await asyncio.wait({running})
    session.lock()


if __name__ == "__main__":
    look_rarely()
    asyncio.run(view(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])))
