"""Firms, devices and drop-boxes, held against the store in memory and the one on disk."""

from __future__ import annotations

import msgspec

from shared.protocol import access
from shared.protocol.messages import DeviceKey
from shared.protocol.refusal import Refusal
from sync_server.store.base import (
    SWEPT_AFTER,
    Box,
    Code,
    Store,
    code_hash,
)
from tests.sync_server.storing import (
    COLLEAGUE,
    FOUNDER,
    KEY,
    LOG,
    NOW,
    OTHER_LOG,
    ROOMY,
    STRANGER,
    do,
)

# Enrolment and devices


def test_a_code_is_used_up_by_one_firm(store: Store) -> None:
    """The second firm with the same code is told so; the first may ask again."""
    assert do(store, lambda: store.enrol(LOG, LOG, KEY, NOW)) is None
    assert do(store, lambda: store.enrol(LOG, LOG, STRANGER, NOW)) is Refusal.TAKEN
    assert do(store, lambda: store.enrol(LOG, OTHER_LOG, KEY, NOW)) is Refusal.TAKEN
    assert do(store, lambda: store.enrol(OTHER_LOG, LOG, KEY, NOW)) is Refusal.NOT_ADMITTED


def test_a_code_past_its_time_is_expired_and_a_log_is_begun_once(store: Store) -> None:
    """A code has an end; a log that is there is not begun again."""
    do(store, lambda: store.add_code(Code(b"c" * 32, NOW)))
    do(store, lambda: store.add_code(Code(b"d" * 32, NOW + 1)))

    assert do(store, lambda: store.enrol(b"c" * 32, OTHER_LOG, KEY, NOW)) is Refusal.EXPIRED
    assert do(store, lambda: store.enrol(b"d" * 32, LOG, KEY, NOW)) is Refusal.TAKEN
    assert store.firm(OTHER_LOG) is None


def test_a_code_is_found_however_it_was_typed() -> None:
    """Case and dashes of a code do not matter."""
    assert code_hash("abcde-FGHJK") == code_hash("ABCDEFGHJK")
    assert code_hash("ABCDE") != code_hash("ABCDF")


def test_devices_are_let_in_by_the_rules(store: Store) -> None:
    """Any device lets in a key that does not manage; managers do the rest."""
    colleague, stranger = access.device_id(COLLEAGUE), access.device_id(STRANGER)

    def put(by: bytes, key: bytes, manager: bool) -> object:
        return do(store, lambda: store.put_device(LOG, by, DeviceKey(key, manager), ROOMY))

    assert put(stranger, STRANGER, False) is Refusal.NOT_ADMITTED
    assert put(FOUNDER, COLLEAGUE, False) is None
    assert put(colleague, STRANGER, True) is Refusal.FORBIDDEN
    assert put(colleague, KEY, False) is Refusal.FORBIDDEN
    assert put(colleague, STRANGER, False) is None
    assert put(FOUNDER, KEY, False) is Refusal.FORBIDDEN
    assert put(FOUNDER, COLLEAGUE, True) is None
    assert put(colleague, KEY, False) is None
    assert dict(store.devices(LOG)) == {
        FOUNDER: DeviceKey(KEY, False),
        colleague: DeviceKey(COLLEAGUE, True),
        stranger: DeviceKey(STRANGER, False),
    }


def test_devices_are_shut_out_by_managers(store: Store) -> None:
    """A device that is shut out is gone; the last manager can not be."""
    colleague = access.device_id(COLLEAGUE)

    def drop(by: bytes, device: bytes) -> object:
        return do(store, lambda: store.drop_device(LOG, by, device))

    do(store, lambda: store.put_device(LOG, FOUNDER, DeviceKey(COLLEAGUE, False), ROOMY))

    assert drop(colleague, FOUNDER) is Refusal.FORBIDDEN
    assert drop(FOUNDER, FOUNDER) is Refusal.FORBIDDEN
    assert drop(access.device_id(STRANGER), colleague) is Refusal.NOT_ADMITTED
    assert drop(FOUNDER, colleague) is None
    assert drop(FOUNDER, colleague) is Refusal.NOT_FOUND
    assert list(store.devices(LOG)) == [FOUNDER]


def test_a_firm_has_so_many_devices_and_no_more(store: Store) -> None:
    """Keys can not fill the relay; changing one is no new one."""
    few = msgspec.structs.replace(ROOMY, devices=2)

    def put(key: bytes, manager: bool = False) -> object:
        return do(store, lambda: store.put_device(LOG, FOUNDER, DeviceKey(key, manager), few))

    assert put(COLLEAGUE) is None
    assert put(STRANGER) is Refusal.FULL
    assert put(COLLEAGUE, manager=True) is None


# Drop-boxes


def test_a_part_is_put_once(store: Store) -> None:
    """The same again is no refusal, other bytes are; parts do not touch each other."""
    box = Box(LOG, b"p" * 32, NOW + 100)

    def put(name: str, data: bytes) -> object:
        return do(store, lambda: store.put_part(b"b" * 16, name, data))

    assert put("answer", b"x") is Refusal.NOT_FOUND
    assert do(store, lambda: store.open_box(b"b" * 16, box, ROOMY, NOW)) is None
    assert store.box(b"b" * 16) == box
    assert put("answer", b"x") is None
    assert put("answer", b"x") is None
    assert put("answer", b"y") is Refusal.TAKEN
    assert put("reveal", b"y") is None
    assert store.part(b"b" * 16, "answer") == b"x"
    assert store.part(b"b" * 16, "reveal") == b"y"
    assert store.part(b"b" * 16, "welcome") is None


def test_a_box_is_opened_once_and_a_firm_has_few(store: Store) -> None:
    """Opening the same again is no refusal; boxes past their time do not count."""

    def opened(name: bytes, passed: bytes = b"p" * 32, expires: int = NOW + 100) -> object:
        box = Box(LOG, passed, expires)
        return do(store, lambda: store.open_box(name * 16, box, ROOMY, NOW))

    assert opened(b"1") is None
    assert opened(b"1") is None
    assert opened(b"1", b"q" * 32) is Refusal.TAKEN
    assert opened(b"2") is None
    assert opened(b"3", expires=NOW) is None
    assert opened(b"4") is None
    assert opened(b"5") is Refusal.FULL


def test_sweeping_empties_boxes_at_once_and_forgets_them_later(store: Store) -> None:
    """What was in a box goes with its time; that it has expired is told for a while."""
    box = Box(LOG, b"p" * 32, NOW + 100)
    do(store, lambda: store.open_box(b"b" * 16, box, ROOMY, NOW))
    do(store, lambda: store.put_part(b"b" * 16, "answer", b"x"))
    do(store, lambda: store.add_code(Code(b"c" * 32, NOW + 100)))

    do(store, lambda: store.sweep(NOW + 99))
    assert store.part(b"b" * 16, "answer") == b"x"
    do(store, lambda: store.sweep(NOW + 100))
    assert store.part(b"b" * 16, "answer") is None
    assert store.box(b"b" * 16) == box
    later = NOW + 100 + SWEPT_AFTER
    do(store, lambda: store.sweep(later))
    assert store.box(b"b" * 16) is None
    assert do(store, lambda: store.enrol(b"c" * 32, OTHER_LOG, KEY, later)) is Refusal.NOT_ADMITTED
