"""A device of the second implementation as a process: nothing of the program is in it.

    python -m tests.end_to_end.stranger_at_work LINK

Each line of standard input is a JSON order, each line of standard output the answer.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from tests.stranger.device import Batch, Stranger, answer_to
from tests.stranger.invitation import Link
from tests.stranger.relay import Refused, Relay

OURS = {"shared", "tui", "sync_server"}


class Device:
    """One joiner, from its link on."""

    def __init__(self, text: str) -> None:
        self.link = Link.read(text)
        self.seed, self.private, self.exchange = (os.urandom(32) for _ in range(3))
        self.member = os.urandom(16)
        self.relay = Relay(self.link.address, self.link.log, self.seed)
        self.answer = answer_to(
            self.link, os.urandom, self.member, "Vera Vreemd", "pc", self.seed, self.private
        )
        self.made: Stranger | None = None

    @property
    def secret(self) -> bytes:
        """The pass of the drop-box."""
        return self.link.key("pass")

    def do_answer(self) -> str:
        """Answer the invitation."""
        sealed = self.link.sealed("answer", os.urandom(24), self.answer)
        self.relay.put(self.link.box, "answer", self.secret, sealed)
        return self.member.hex()

    def do_words(self) -> list[str]:
        """The safety words, once the coordinator's device has looked."""
        reveal, fields = self.link.opened(
            "reveal", self.relay.get(self.link.box, "reveal", self.secret)
        )
        self.coordinator_key = fields[2]
        return self.link.words(self.answer, reveal).split()

    def do_begin(self) -> int:
        """Take the welcome, read the log, and begin one's own circle."""
        sealed = self.relay.get(self.link.box, "welcome", self.secret)
        _, entries, place, chain = self.link.welcomed(self.private, self.coordinator_key, sealed)
        self.made = Stranger.from_keys(
            self.link.log,
            self.member,
            self.seed,
            self.private,
            entries,
            os.urandom,
            lambda: time.time_ns() // 1_000_000,
            self.exchange,
        )
        self.relay.login()
        self._pull()
        assert self.made.replay.chain[place] == chain
        self.relay.relay_key = self.made.replay.relay_key
        self._send(self.made.settle_in())
        return self.made.place

    @property
    def device(self) -> Stranger:
        """The device, once it has begun."""
        assert self.made is not None
        return self.made

    def do_read(self, circle: str, kind: str, entity: str) -> dict[str, Any]:
        """The live values of an entity, as far as they are text."""
        self._pull()
        found = self.device.values(bytes.fromhex(circle), kind, bytes.fromhex(entity))
        return {name: [v for v in values if isinstance(v, str)] for name, values in found.items()}

    def do_write(self, circle: str, kind: str, entity: str, fields: dict[str, Any]) -> int:
        """Append a record."""
        self._pull()
        edits = [(kind, bytes.fromhex(entity), fields)]
        self._send(self.device.append_changes(bytes.fromhex(circle), edits))
        return self.device.place

    def do_loaded(self) -> list[str]:
        """What of the program is loaded here."""
        return sorted(name for name in sys.modules if name.partition(".")[0] in OURS)

    def _pull(self) -> None:
        self.device.read(self.relay.pages(self.device.place))
        assert self.device.replay.told == []

    def _send(self, batch: Batch) -> None:
        answer = self.relay.append(self.device.place, batch.fence, batch.wires, batch.parcels)
        self.device.sent(batch, *answer)


def main() -> None:
    """Carry out orders."""
    device = Device(sys.argv[1])
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"ok": getattr(device, f"do_{order.pop('do')}")(**order)}
        except Refused as refused:
            answer = {"refused": refused.code}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
