"""Which device keys the relay should let in, as far as a device may say."""

from __future__ import annotations

from shared.protocol.messages import DeviceKey
from shared.replica.action import Access
from shared.replica.admitting import differences, wanted
from shared.replica.outbox import Revoke
from tests.replica.desk import Desk, trio


def key(desk: Desk) -> bytes:
    return desk.replica.ring.signer().key


def test_a_coordinator_wants_all_and_another_ones_own() -> None:
    """Who is in the roster, with the right to manage for coordinators alone."""
    firm = trio()
    noor, joost, samira = firm.desks
    everybody = {desk.replica.ledger.me: DeviceKey(key(desk), desk is noor) for desk in firm.desks}
    assert wanted(noor.replica.ledger) == everybody
    me = joost.replica.ledger.me
    assert wanted(joost.replica.ledger) == {me: DeviceKey(key(joost), False)}
    assert samira.replica.ledger.me not in wanted(joost.replica.ledger)


def test_a_coordinator_puts_everything_right() -> None:
    """Lets in, gives and takes the right to manage, and shuts out."""
    firm = trio()
    noor, joost, samira = firm.desks
    stranger = DeviceKey(b"x" * 32, False)
    listed = [DeviceKey(key(noor), True), DeviceKey(key(joost), True), stranger]
    access = differences(noor.replica.ledger, listed)
    assert isinstance(access, Access)
    assert set(access.add) == {DeviceKey(key(joost), False), DeviceKey(key(samira), False)}
    assert len(access.drop) == 1


def test_another_member_only_lets_in_ones_own() -> None:
    """It neither manages nor shuts out, whatever the relay's list says."""
    firm = trio()
    _, joost, _ = firm.desks
    stranger = DeviceKey(b"x" * 32, True)
    ledger = joost.replica.ledger
    assert differences(ledger, [stranger]) == Access((DeviceKey(key(joost), False),), ())
    assert differences(ledger, [DeviceKey(key(joost), True), stranger]) is None


def test_nothing_to_do() -> None:
    """A list that is in line with the roster asks for nothing."""
    firm = trio()
    for desk in firm.desks:
        assert differences(desk.replica.ledger, firm.relay.devices.values()) is None


def test_who_was_revoked_is_shut_out() -> None:
    """By the coordinator's next sync."""
    firm = trio()
    noor, joost, _ = firm.desks
    phone = firm.add_device(joost, "phone")
    firm.settle()
    me = phone.replica.ledger.me
    assert me in firm.relay.devices
    joost.intend(Revoke(me))
    joost.sync()
    noor.sync()
    assert me not in firm.relay.devices
