"""A second implementation, written from the page, in a process of its own: it joins a firm
of the program over a real relay, opens what the program wrote, and is read by it."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from tests.end_to_end.people import add_note, founded, notes, open_case, share, synced
from tests.end_to_end.relay_at_work import RelayAtWork
from tests.house.tree import ROOT
from tui.local.port import Invitation


async def _ask(process: Process, do: str, **order: Any) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
    answer = json.loads(await process.stdout.readline())
    assert "ok" in answer, answer
    return answer["ok"]


async def test_a_stranger_and_the_program_read_each_other(tmp_path: Path) -> None:
    """From the link to a note that each writes and the other shows."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        invitation = await noor.invite("Vera", "adviser", noor.now())
        assert isinstance(invitation, Invitation)
        vera = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.end_to_end.stranger_at_work",
            invitation.link,
            cwd=ROOT,
            stdin=PIPE,
            stdout=PIPE,
        )
        try:
            member = bytes.fromhex(await _ask(vera, "answer"))
            checked = await noor.check_invitations()
            assert isinstance(checked, list)
            words = await _ask(vera, "words")
            assert checked[0].words == tuple(words)
            assert await noor.admit(checked[0]) is None
            await _ask(vera, "begin")

            circle = open_case(noor)
            ours = add_note(noor, circle, "Lies belt morgen terug.")
            share(noor, circle, member)
            await synced(noor)
            where = {"circle": circle.hex(), "kind": "note"}
            read = await _ask(vera, "read", entity=ours.hex(), **where)
            assert read["text"] == ["Lies belt morgen terug."]

            theirs = secrets.token_bytes(16)
            fields = {"text": "Gelezen, ik neem het over.", "noted_on": "2026-02-07"}
            await _ask(vera, "write", entity=theirs.hex(), fields=fields, **where)
            await synced(noor)
            assert notes(noor, circle)[theirs] == "Gelezen, ik neem het over."
            shown = noor.case(circle).find(theirs)
            assert shown is not None
            [live] = shown.fields["text"]
            assert noor.author(live.device) == "Vera Vreemd"
            assert noor.status().notices == ()
            assert await _ask(vera, "loaded") == []
        finally:
            assert vera.stdin is not None
            vera.stdin.close()
            await vera.wait()
            noor.lock()
