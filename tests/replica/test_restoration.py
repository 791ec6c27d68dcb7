"""A relay that was put back from a backup: what it is given again, and what is told."""

from __future__ import annotations

from shared.replica.action import GiveBack, Offer
from shared.replica.notice import Told
from tests.replica.desk import Desk, Firm, trio

NOTE, OTHER = b"n" * 16, b"o" * 16


def lost(firm: Firm) -> list[bytes | None]:
    """The bytes at every place of the relay."""
    return [entry.wire for entry in firm.relay.entries]


def busy() -> tuple[Firm, bytes]:
    """A case that Noor and Joost both write in after the backup was made."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    return firm, case


def write_both(firm: Firm, case: bytes) -> None:
    noor, joost = firm.desks[:2]
    noor.write(case, NOTE, text="n")
    noor.sync()
    joost.write(case, OTHER, text="j")
    joost.sync()
    noor.sync()


def offers(desk: Desk) -> list[Offer]:
    return [action for action in desk.done if isinstance(action, Offer)]


def test_the_tail_comes_back_with_all_its_bytes() -> None:
    """One device gives the tail with its own bytes, the others give theirs."""
    firm, case = busy()
    noor, joost, samira = firm.desks
    backup = firm.relay.backup()
    write_both(firm, case)
    whole, chain = lost(firm), list(firm.relay.chain)
    firm.relay.restore(backup)
    noor.sync()
    assert firm.relay.chain == chain
    (offer,) = offers(noor)
    assert set(offer.own) <= set(noor.replica.ledger.own_places)
    assert [wire is None for wire in lost(firm)].count(True) > 0
    joost.sync()
    assert lost(firm) == whole
    samira.sync()
    for desk in firm.desks:
        assert {n.told for n in desk.told} <= {Told.RESTORED, Told.ERASED}
        assert not desk.engine.stopped
    assert len(noor.heard(Told.RESTORED)) == 1


def test_nothing_is_given_to_a_relay_that_lost_nothing() -> None:
    """The same incarnation has it all."""
    firm, case = busy()
    write_both(firm, case)
    for desk in firm.desks:
        desk.sync()
        assert not any(isinstance(action, Offer | GiveBack) for action in desk.done)


def test_bytes_are_given_back_once() -> None:
    """To each incarnation; a second connection asks for nothing."""
    firm, case = busy()
    noor, joost, _ = firm.desks
    backup = firm.relay.backup()
    write_both(firm, case)
    firm.relay.restore(backup)
    firm.settle()
    for desk in (noor, joost):
        desk.sync()
        assert not any(isinstance(action, Offer | GiveBack) for action in desk.done)


def test_who_comes_later_reads_everything() -> None:
    """A device that was away while the relay was put back misses nothing in the end."""
    firm, case = busy()
    noor, joost, samira = firm.desks
    phone = firm.add_device(noor, "phone")
    firm.settle()
    backup = firm.relay.backup()
    write_both(firm, case)
    firm.relay.restore(backup)
    joost.sync()
    phone.sync()
    for _ in range(2):
        firm.settle()
    assert phone.shown(case, NOTE, "text") == ["n"]
    assert phone.shown(case, OTHER, "text") == ["j"]
    assert phone.standing() == noor.standing()
    assert samira.told == [] or {n.told for n in samira.told} == {Told.RESTORED}
    assert all(entry.wire is not None for entry in firm.relay.entries)


def test_work_goes_on_after_it() -> None:
    """What was typed while the relay was away goes out when it is whole again."""
    firm, case = busy()
    noor, joost, _ = firm.desks
    backup = firm.relay.backup()
    write_both(firm, case)
    firm.relay.restore(backup)
    noor.write(case, NOTE, text="typed meanwhile")
    firm.settle()
    assert noor.replica.items == {}
    assert joost.shown(case, NOTE, "text") == ["typed meanwhile"]
