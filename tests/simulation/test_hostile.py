"""Over 600 schedules with a relay that cheats, or a member whose program was modified.

Every honest device keeps what was typed, shows nothing false, and tells what is wrong at
the very answer that shows it; where one history is left, all end with the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.simulation.hostile import KINDS
from tests.simulation.hostile_member import FORGERIES
from tests.simulation.hostile_run import HostileRun, MemberRun
from tests.simulation.quick import remembering

OF_EACH_MISCHIEF = 24
OF_EACH_FORGERY = 10
FOUND = ("cut_batch/40", "cut_batch/149", "false_success/61", "resign/91")
assert OF_EACH_MISCHIEF * len(KINDS) + OF_EACH_FORGERY * len(FORGERIES) >= 600


@pytest.fixture(autouse=True, scope="module")
def quickly() -> Iterator[None]:
    with remembering():
        yield


def broken(run_of: Callable[[str], HostileRun], name: str, count: int) -> dict[str, str]:
    """The seeds whose runs break a promise, and which."""
    found = {}
    for number in range(count):
        seed = f"{name}/{number}"
        try:
            run_of(seed).play()
        except AssertionError as violation:
            found[seed] = str(violation)[:300]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_relay_that_cheats_deceives_nobody(kind: str) -> None:
    """Whatever it does, and afterwards when it does it no more."""
    assert not broken(HostileRun, kind, OF_EACH_MISCHIEF)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_members_modified_program_gets_nothing_to_stand(forgery: str) -> None:
    """What it sends against the rules stands nowhere; the others go on."""
    assert not broken(MemberRun, forgery, OF_EACH_FORGERY)


@pytest.mark.parametrize("seed", FOUND)
def test_what_broke_a_promise_once_keeps_it(seed: str) -> None:
    """Seeds beyond those, that found something."""
    HostileRun(seed).play()


@pytest.mark.parametrize("seed", ["cut_batch/0", "garbage/0", "roll_back/0", "retag/0"])
def test_outsiders_open_nothing_of_a_case_or_of_anothers_self(seed: str) -> None:
    """20, 22, 23, 26. With all keys that they ever had, and all that was ever sent."""
    played = HostileRun(seed)
    played.play()
    played.sealed_off()


@pytest.mark.parametrize("seed", ["mix/2", "cross/4"])
def test_a_seed_tells_its_run(seed: str) -> None:
    """39. The same seed plays the same run, to the byte."""
    one, other = HostileRun(seed), HostileRun(seed)
    one.play()
    other.play()
    assert one.relay.sent == other.relay.sent
    assert one.relay.chain == other.relay.chain
    assert one.relay.transcript == other.relay.transcript
    assert one.relay.owed == other.relay.owed
    assert one.world.truth.heard == other.world.truth.heard
