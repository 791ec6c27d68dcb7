"""Kinds of runs, and how one is played from its seed and judged.

A seed's name says its plan and its number, `rough-17`: the same name is the same run, to
the byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.replica.notice import Told
from tests.simulation.oracle import Oracle
from tests.simulation.run import Run
from tests.simulation.world import Weather


class Plan(NamedTuple):
    """A kind of run in which relay and users are honest."""

    weather: Weather
    members: int
    steps: int
    told: frozenset[Told] = frozenset()
    """What users may be told in it besides what they always may."""


PLANS = {
    "rough": Plan(Weather(), 3, 40),
    "crowd": Plan(Weather(page=3, answer_lost=0.12, doubled=0.12), 4, 34),
    "crash": Plan(Weather(crash=0.12, kill=0.06), 3, 36),
    "backup": Plan(Weather(restore_relay=0.05), 3, 42, frozenset({Told.RESTORED, Told.ERASED})),
    "copy": Plan(Weather(clone=0.05), 3, 42, frozenset({Told.CLONED, Told.TAG_TAKEN, Told.UNSENT})),
}


def start(name: str, trace: Callable[[str], None] | None = None, words: str = "") -> Run:
    """The run of a seed, before its first step."""
    plan = PLANS[name.partition("-")[0]]
    run = Run(name, plan.weather, plan.members, words=words)
    run.world.trace = trace
    return run


def play(name: str, trace: Callable[[str], None] | None = None, steps: int | None = None) -> Run:
    """Play the run of a seed to its end and judge it; raises `Violation`."""
    plan = PLANS[name.partition("-")[0]]
    run = start(name, trace)
    run.go(plan.steps if steps is None else steps)
    run.world.settle()
    Oracle(run.world, plan.told).check_honest()
    return run
