"""A log's scalar and the counts of its points: what every store promises of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.protocol import access
from shared.protocol.messages import DeviceKey
from shared.protocol.refusal import Refusal
from sync_server.store.base import DAY, DAYS_COUNTED, Allowance, Placed, Store
from sync_server.store.files import FILE
from sync_server.store.sqlite import SqliteStore
from tests.sync_server.storing import (
    COLLEAGUE,
    FOUNDER,
    INCARNATION,
    LOG,
    OTHER_LOG,
    ROOMY,
    SEED,
    STRANGER,
    append_to,
    batch_of,
    begin_log,
    do,
    make_store,
)

FRESH = b"k" * 32
TODAY = 20_000


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one firm, whose log has four entries."""
    made = make_store(request.param, tmp_path)
    begin_log(made)
    assert append_to(made, batch_of(0, *"abcd")) == Placed(1)
    yield made
    made.close()


def _evaluation(
    store: Store,
    points: int,
    *,
    day: int = TODAY,
    by: bytes = FOUNDER,
    log: bytes = LOG,
    fresh: bytes = FRESH,
) -> object:
    allowed = Allowance(device=10, firm=15)
    return do(store, lambda: store.evaluation(log, by, points, day, allowed, fresh))


def test_a_log_has_one_scalar_from_its_first_use_on(store: Store) -> None:
    """Whatever random bytes come with later requests; another firm has another one."""
    begin_log(store, OTHER_LOG)

    assert _evaluation(store, 1) == FRESH
    assert _evaluation(store, 1, fresh=b"x" * 32) == FRESH
    assert _evaluation(store, 1, log=OTHER_LOG, fresh=b"o" * 32) == b"o" * 32


def test_a_device_has_its_allowance_and_the_firm_its_own(store: Store) -> None:
    """Whole requests or nothing: a refused one counts nothing."""
    do(store, lambda: store.put_device(LOG, FOUNDER, DeviceKey(COLLEAGUE, False), ROOMY))
    colleague = access.device_id(COLLEAGUE)

    assert _evaluation(store, 8) == FRESH
    assert _evaluation(store, 3) is Refusal.BUSY
    assert _evaluation(store, 2) == FRESH
    assert _evaluation(store, 1) is Refusal.BUSY
    assert _evaluation(store, 6, by=colleague) is Refusal.BUSY
    assert _evaluation(store, 5, by=colleague) == FRESH
    assert _evaluation(store, 1, by=colleague) is Refusal.BUSY
    assert _evaluation(store, 10, day=TODAY + 1) == FRESH


def test_who_is_not_let_in_has_nothing_evaluated(store: Store) -> None:
    """Nor is anything counted for it."""
    stranger = access.device_id(STRANGER)

    assert _evaluation(store, 1, by=stranger) is Refusal.NOT_ADMITTED
    assert _evaluation(store, 1, log=OTHER_LOG) is Refusal.NOT_ADMITTED


def test_a_new_key_for_a_device_that_was_shut_out_gives_the_firm_no_more(store: Store) -> None:
    """What a device that is gone had evaluated still counts for its firm that day."""
    colleague = access.device_id(COLLEAGUE)
    do(store, lambda: store.put_device(LOG, FOUNDER, DeviceKey(COLLEAGUE, False), ROOMY))
    assert _evaluation(store, 10, by=colleague) == FRESH
    assert do(store, lambda: store.drop_device(LOG, FOUNDER, colleague)) is None

    assert _evaluation(store, 6) is Refusal.BUSY
    assert _evaluation(store, 5) == FRESH


def test_counts_are_kept_for_two_days_and_then_forgotten(store: Store) -> None:
    """Long enough for a clock that is set back across midnight, and no longer."""
    assert _evaluation(store, 10) == FRESH
    still = (TODAY + DAYS_COUNTED) * DAY - 1
    do(store, lambda: store.sweep(still))
    assert _evaluation(store, 1) is Refusal.BUSY

    do(store, lambda: store.sweep(still + 1))
    assert _evaluation(store, 10) == FRESH


def test_scalar_and_counts_are_there_after_a_restart_and_in_a_backup(tmp_path: Path) -> None:
    """A restart gives no new allowance, and a backup the same scalar."""
    (tmp_path / "backup").mkdir()
    with closing(SqliteStore(tmp_path / "data", SEED, INCARNATION, alone=True)) as made:
        begin_log(made)
        assert _evaluation(made, 9) == FRESH
        with closing(sqlite3.connect(tmp_path / "data" / FILE)) as other:
            other.execute("vacuum into ?", (str(tmp_path / "backup" / FILE),))

    for folder in ("data", "backup"):
        with closing(SqliteStore(tmp_path / folder, SEED, INCARNATION, alone=True)) as again:
            assert _evaluation(again, 2, fresh=b"x" * 32) is Refusal.BUSY
            assert _evaluation(again, 1, fresh=b"x" * 32) == FRESH
