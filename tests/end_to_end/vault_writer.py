"""A program that works in the vault of a case until it is killed.

Arguments: the home, the case's circle in hex, and `write` or `shred`. It prints a word once
what it did is durable, and then waits.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from shared.replica.change import Edit
from tests.end_to_end.people import unlocked


async def _work(home: Path, case: bytes, what: str) -> None:
    session = await unlocked(home)
    if what == "write":
        vault = session.new_vault(case)
        session.save(vault, [Edit("identity", b"person--" * 2, "name", "Zwaluwina Kwetternagel")])
    else:
        assert session.shred_vault(case)
    print("done", flush=True)
    # Nothing is written any more: it is killed here.
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_work(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]))
