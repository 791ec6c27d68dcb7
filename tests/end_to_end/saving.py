"""Programs that save until they are killed, forked quickly from one that has loaded its code.

Each line of standard input is a JSON order: the home, the case, the pipe to report to,
and how to work. A process of its own carries it out: it opens the home as the program
does, reports what it finds there, and then each edit *after* its save has returned. Its
id is printed, for whoever kills it.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
from pathlib import Path
from typing import Any

import tui.local.driver
import tui.local.line
import tui.local.snapshot  # noqa: F401 - loaded once, for all that are forked
from tests.end_to_end.people import PASSPHRASE, add_note, change_case, notes, unlocked
from tui.local.session import Session

SNAPSHOT_EVERY = 7
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""A row of digits could be a citizen service number, which no case may hold."""


def text_of(note: bytes) -> str:
    """The text that a note with this id has."""
    name = note.hex().translate(LETTERS)
    return f"aantekening {name}" + " over het gesprek van vandaag" * (note[0] % 40)


async def _save_for_ever(order: dict[str, Any], report: int) -> None:
    def tell(*words: object) -> None:
        # One write: whoever reads gets the line whole, or nothing of it.
        os.write(report, (" ".join(map(str, words)) + "\n").encode())

    session = await unlocked(Path(order["home"]))
    circle = bytes.fromhex(order["circle"])
    found = notes(session, circle)
    assert all(text == text_of(note) for note, text in found.items())
    tell("has", session.case(circle).case.safe_times, *(note.hex() for note in found))
    syncing = asyncio.create_task(session.run()) if order["online"] else None
    number = int(session.case(circle).case.safe_times)
    while True:
        note = secrets.token_bytes(16)
        _add(session, circle, note)
        tell("note", note.hex())
        number += 1
        change_case(session, circle, {"safe_times": str(number)})
        tell("times", number)
        if order["snapshots"] and number % SNAPSHOT_EVERY == 0:
            session.write_snapshot()
            tell("snapshot", number)
        await asyncio.sleep(0)
        assert syncing is None or not syncing.done()


def _add(session: Session, circle: bytes, note: bytes) -> None:
    add_note(session, circle, text_of(note), note)


def _carry_out(order: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asyncio.run(_save_for_ever(order, os.open(order["pipe"], os.O_WRONLY)))


if __name__ == "__main__":
    assert PASSPHRASE
    # Nobody waits for the children: the test kills them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _carry_out(json.loads(line))
            os._exit(1)
        print(child, flush=True)
