"""All the ways in which a relay cheats here: the seed says which, whom it hits and when.

The relay owns the whole log, so it may serve anything. A device has to raise an alarm at
the very answer that calls for it (`tests.simulation.called_for`), and no alarm that was not
called for.
"""

from __future__ import annotations

from tests.simulation.branching import Cross, Fork, Promised, Resign
from tests.simulation.called_for import ALARMS, Served, called_for
from tests.simulation.lagging import Freeze, Replay, RollBack, Withhold
from tests.simulation.mischief import HostileRelay, Mischief
from tests.simulation.relay import Request
from tests.simulation.storing import CutBatch, FalseSuccess, Garbage, NoFence, StoreLater
from tests.simulation.tampering import (
    Erased,
    Foreign,
    Reorder,
    Retag,
    Tamper,
    TamperMidway,
    TamperSigned,
)


class Mix(Mischief):
    """Now this, now that."""

    def begin(self) -> None:
        """Two or three of those after which the log is still one."""
        super().begin()
        some = self.dice.sample(
            [k for k in KINDS.values() if not k.leaves_fork and k is not Mix], 3
        )
        self.all = [kind(self.dice) for kind in some]
        for one in self.all:
            one.relay, one.world = self.relay, self.world
            one.begin()

    def answer(self, device: bytes, request: Request) -> Served:
        """One of them decides."""
        return self.dice.choice(self.all).answer(device, request)

    def end(self) -> None:
        """All of them end."""
        for one in self.all:
            one.end()


KINDS: dict[str, type[Mischief]] = {
    "withhold": Withhold,
    "freeze": Freeze,
    "replay": Replay,
    "roll_back": RollBack,
    "fork": Fork,
    "cross": Cross,
    "resign": Resign,
    "tamper": Tamper,
    "tamper_midway": TamperMidway,
    "tamper_signed": TamperSigned,
    "reorder": Reorder,
    "foreign": Foreign,
    "cut_batch": CutBatch,
    "no_fence": NoFence,
    "false_success": FalseSuccess,
    "promised": Promised,
    "store_later": StoreLater,
    "garbage": Garbage,
    "erased": Erased,
    "retag": Retag,
    "mix": Mix,
}

__all__ = ["ALARMS", "KINDS", "HostileRelay", "Mischief", "called_for"]
