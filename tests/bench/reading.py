"""Rows `unlock` and `search`: a home with many notes, opened and looked through."""

from __future__ import annotations

import gc
import os
import statistics
import time
from pathlib import Path

from shared.replica.change import Edit
from tests.bench import floor
from tests.bench.firm import DOOR, PASSPHRASE, Firm, cases_for, marker, note_text, synced
from tests.bench.relay import RelayProcess
from tests.bench.row import Row, cost
from tui.local.home import SNAPSHOT, Home
from tui.local.opening import open_home
from tui.local.session import Session
from tui.screens.search import MOST

PHRASES = ("leidinggevende roddel", "veilig kantoor", "vertrouwen", "ik heb", "pauze maandag brief")
"""What is typed besides words that one note has: words that nearly every note has, and
letters that begin none."""
RARE = 12
"""How many notes are looked for by the word that only they have."""


async def home_with(folder: Path, n: int) -> Path:
    """The folder of a locked home with `n` notes; made once for all rows that want it."""
    homes = folder / f"homes{n}"
    if not homes.exists():
        with RelayProcess(folder / f"relay{n}") as relay:
            firm = await Firm.found(homes, relay)
            await firm.open_cases(cases_for(n))
            firm.write_notes(firm.first, range(n))
            await synced(firm.first)
            firm.close()
    return homes / "device1"


def opened(home: Path) -> Session:
    """A home, opened. The passphrase costs next to nothing: its profile is the tests'."""
    session = open_home(Home.open(home), PASSPHRASE, DOOR)
    assert isinstance(session, Session), session
    return session


async def unlock(folder: Path, n: int, rounds: int) -> list[Row]:
    """From the passphrase to a session that answers; and locking it when a key came."""
    home = await home_with(folder, n)
    opening, locking = [], []
    for turn in range(rounds):
        gc.collect()
        began = time.perf_counter()
        session = opened(home)
        assert session.case_count() == cases_for(n) + turn
        opening.append(time.perf_counter() - began)
        circle = os.urandom(16)
        session.new_case([Edit("case", circle, "code", f"kiezel-{n + turn}")], circle)
        began = time.perf_counter()
        session.lock()
        locking.append(time.perf_counter() - began)
    bare = floor.open_stream((home / SNAPSHOT).stat().st_size)
    return [
        cost("unlock", n, min(opening) * 1e3, "ms", bare * 1e3),
        cost("unlock.lock", n, min(locking) * 1e3, "ms"),
    ]


async def search(folder: Path, n: int) -> list[Row]:
    """Each letter of words that are typed: what the search screen asks for then."""
    session = opened(await home_with(folder, n))
    typed = [marker(n * number // RARE) for number in range(min(RARE, n))]
    asked = [word[:upto] for word in (*PHRASES, *typed) for upto in range(1, len(word) + 1)]
    taken: list[float] = []
    for text in asked:
        began = time.perf_counter()
        hits = session.search(text, MOST)
        taken.append((time.perf_counter() - began) * 1e3)
        if text in typed:
            assert len(hits) == 1, (text, len(hits))
    session.lock()
    bare = sorted(floor.search((note_text(number) for number in range(n)), asked, MOST))
    taken.sort()
    at = len(taken) * 95 // 100
    return [
        cost("search", n, taken[at], "ms", bare[at] * 1e3),
        cost("search.median", n, statistics.median(taken), "ms", statistics.median(bare) * 1e3),
        cost("search.worst", n, taken[-1], "ms", bare[-1] * 1e3),
    ]
