"""Play one seed again and tell what happens, or many for as long as it takes.

`python -m tests.simulation rough-17 [--steps N]` tells a run step by step.
`python -m tests.simulation --soak 10000 [--plan copy] [--first 1500]` plays many and
names those that break a promise.
"""

from __future__ import annotations

import argparse
import sys

from tests.simulation.plans import PLANS, play
from tests.simulation.quick import remembering


def main() -> int:
    """Run the command line; gives back the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seed", nargs="?", help="a plan and a number, for example rough-17")
    parser.add_argument("--steps", type=int, help="so many steps instead of the plan's")
    parser.add_argument("--soak", type=int, default=0, help="play so many seeds of each plan")
    parser.add_argument("--plan", choices=sorted(PLANS), help="soak this plan only")
    parser.add_argument("--first", type=int, default=0, help="the first number of a soak")
    options = parser.parse_args()
    if options.seed is not None:
        return _tell(options.seed, options.steps)
    if options.soak:
        return _soak(options)
    parser.print_usage()
    return 2


def _tell(seed: str, steps: int | None) -> int:
    try:
        run = play(seed, print, steps)
    except AssertionError as violation:
        print(f"\n{seed}: {violation}")
        return 1
    for heard in run.world.truth.heard:
        print(f"{heard.step:4} {heard.device} is told {heard.notice.told.name}")
    print(f"\n{seed}: every promise was kept; the log has {run.world.relay.place} places")
    return 0


def _soak(options: argparse.Namespace) -> int:
    broken = 0
    with remembering():
        for plan in [options.plan] if options.plan else sorted(PLANS):
            for number in range(options.first, options.first + options.soak):
                try:
                    play(f"{plan}-{number}", steps=options.steps)
                except AssertionError as violation:
                    broken += 1
                    print(f"{plan}-{number}: {violation}", flush=True)
            print(f"{plan}: {options.soak} played", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
