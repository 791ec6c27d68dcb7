"""Forming: what goes out next, in which order, and what has to wait."""

from __future__ import annotations

from collections.abc import Iterator

from shared.protocol.messages import Limits
from shared.replica.change import Edit
from shared.replica.commit import Commit
from shared.replica.derived import DAY
from shared.replica.former import Formed, form, form_ahead
from shared.replica.notice import Told
from shared.replica.outbox import FlightRecord, Leave, Remove, Share, Turn
from shared.replica.payload import Kind
from shared.replica.roster import Role
from shared.sealing.envelope import Plain, unseal
from shared.sealing.pair import ADVISERS, EVERYONE
from tests.replica.desk import Desk, keys_of, trio
from tests.simulation.relay import LIMITS

NOTE = b"n" * 16


def formed(desk: Desk, limits: Limits = LIMITS) -> Formed | None:
    """What a device at rest would send next."""
    return form(desk.replica, limits, desk.firm.relay.head(), desk.firm.now)


def kinds(desk: Desk, records: tuple[FlightRecord, ...] | list[FlightRecord]) -> list[str]:
    """What kinds of record these are, and in which kinds of circle."""
    return list(_kinds(desk, records))


def _kinds(desk: Desk, records: tuple[FlightRecord, ...] | list[FlightRecord]) -> Iterator[str]:
    for record in records:
        epochs = desk.replica.ledger.epochs
        epoch = epochs.get(record.epoch)
        if epoch is None:
            yield "new"
            continue
        plain = unseal(epoch.keys, desk.firm.log, record.wire, epoch.kind == "self")
        assert isinstance(plain, Plain)
        yield f"{epoch.kind} {Kind(plain.kind).name.lower()}"


def next_kinds(desk: Desk) -> list[str]:
    formed(desk)
    return kinds(desk, desk.replica.flight.records)


def test_nothing_to_say() -> None:
    """A device at rest forms nothing."""
    firm = trio()
    assert formed(firm.noor) is None


def test_content_goes_out_together_in_its_order() -> None:
    """Everything that was typed is one batch, but what was typed in a case that is not in
    the log yet: the case comes with its first words."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    noor.write(case, NOTE, text="one")
    noor.write(noor.own, NOTE, text="two")
    assert next_kinds(noor) == [
        "self keys",
        "case opening",
        "case changes",
        "self changes",
    ]
    assert not noor.replica.flight.fence
    noor.sync()
    assert noor.replica.items == {}


def test_a_batch_keeps_to_the_limits_of_the_relay() -> None:
    """Neither more records nor more bytes than it takes; the rest comes after."""
    firm = trio()
    noor = firm.noor
    for text in ("one", "two", "three"):
        noor.write(noor.own, NOTE, text=text)
    few = Limits(LIMITS.record_bytes, LIMITS.batch_bytes, 2, LIMITS.page_bytes)
    formed(noor, few)
    assert len(noor.replica.flight.records) == 2
    small = Limits(LIMITS.record_bytes, 1_500, 500, LIMITS.page_bytes)
    noor.replica.flight = type(noor.replica.flight)()
    formed(noor, small)
    assert len(noor.replica.flight.records) == 1


def test_an_act_makes_a_batch_of_its_own() -> None:
    """What was typed before it goes out before it, and what was typed later after it."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="before")
    noor.intend(Turn(firm.random(32), loss=False))
    noor.write(noor.own, NOTE, text="after")
    pushes = []
    for _ in range(3):
        pushes.append(next_kinds(noor))
        noor.sync_once()
    assert pushes[:2] == [["self changes"], ["everyone act", "self closing", "new"]]
    assert "self changes" in pushes[2]


def test_an_act_that_can_not_be_done_is_told_and_dropped() -> None:
    """With the reason; what else waits goes on."""
    firm = trio()
    noor = firm.noor
    noor.intend(Share(b"c" * 16, firm.desks[1].member, NOTE))
    noor.write(noor.own, NOTE, text="typed")
    made = formed(noor)
    assert made is not None
    assert [notice.told for notice in made.notices] == [Told.INTENT_FELL]
    assert dict(made.notices[0].blanks)["why"] == "This device does not hold the case."
    assert made.commit.done == [min(made.commit.done)]
    assert kinds(noor, noor.replica.flight.records) == ["self changes"]


def test_an_act_that_is_done_already_is_not_done_again() -> None:
    """Two devices asked for the same: the second finds it done."""
    firm = trio()
    noor, _, samira = firm.desks
    noor.intend(Remove(samira.member))
    noor.intend(Remove(samira.member))
    noor.sync()
    assert noor.told == []
    assert noor.replica.items == {}


def test_what_is_owed_comes_before_what_is_typed() -> None:
    """After a holder left the firm nobody writes under the old secret."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    noor.intend(Remove(joost.member))
    noor.handle_until_pushed()
    noor.sync_once()
    noor.write(case, NOTE, text="typed")
    assert next_kinds(noor)[0] == "case closing"
    assert noor.replica.flight.fence
    noor.sync()
    assert noor.replica.items == {}
    epoch = noor.replica.ledger.current(case)
    assert epoch is not None
    assert epoch.holders == (noor.member,)


def test_what_is_owed_is_done_without_anything_typed() -> None:
    """Also of `advisers`, by any adviser."""
    firm = trio()
    noor, joost, samira = firm.desks
    before = keys_of(noor, ADVISERS).epoch
    noor.intend(Remove(samira.member))
    noor.sync()
    joost.sync()
    assert keys_of(noor, ADVISERS).epoch == keys_of(joost, ADVISERS).epoch != before


def test_a_circle_that_is_read_only_keeps_what_is_typed() -> None:
    """After a structure of a newer program nothing is sent there, and nothing is lost."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    noor.sync()
    noor.replica.ledger.circles[case].read_only = True
    noor.write(case, NOTE, text="waits")
    noor.write(case, NOTE, text="waits too")
    noor.write(noor.own, NOTE, text="goes")
    assert next_kinds(noor) == ["self changes"]
    noor.sync()
    assert [item.saves[0].circle for item in noor.replica.items.values()] == [case, case]


def test_an_item_that_waits_holds_back_those_behind_it() -> None:
    """Writes of a circle keep their order, also those of an item with other circles."""
    firm = trio()
    noor = firm.noor
    case = noor.open_case(code="kiezel")
    noor.sync()
    noor.replica.ledger.circles[case].read_only = True
    edits = {
        case: [Edit("note", NOTE, "text", "a")],
        noor.own: [Edit("note", NOTE, "text", "b")],
    }
    noor.disk.write(noor.replica.save(edits, firm.now))
    noor.write(noor.own, NOTE, text="c")
    assert formed(noor) is None


def test_new_secrets_are_kept_in_self() -> None:
    """A key that was given goes into `self`, once its epoch has begun."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    noor.sync()
    joost.take_log()
    assert joost.replica.ring.unkept()
    assert next_kinds(joost) == ["self keys"]
    joost.sync()
    assert joost.replica.ring.unkept() == []


def test_presence_is_told_once_a_day() -> None:
    """A day later, when something has come since."""
    firm = trio()
    noor = firm.noor
    firm.now += DAY
    assert next_kinds(noor) == ["everyone presence"]
    noor.sync()
    assert formed(noor) is None
    firm.now += DAY - 1
    noor.write(noor.own, NOTE, text="something")
    noor.sync()
    assert formed(noor) is None
    firm.now += 1
    assert next_kinds(noor) == ["everyone presence"]


def test_presence_is_not_told_of_nothing_new() -> None:
    """A device that alone says that it is there says it once."""
    firm = trio()
    noor = firm.noor
    for desk in firm.desks:
        desk.sync()
    firm.now += DAY
    noor.sync()
    place = firm.relay.place
    for _ in range(3):
        firm.now += DAY
        noor.sync()
    assert firm.relay.place == place


def test_what_is_formed_ahead_is_sent_if_it_fits() -> None:
    """While a batch is under way the next is formed, and goes out as it was formed."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="one")
    append = noor.handle_until_pushed()
    noor.write(noor.own, NOTE, text="two")
    ahead = form_ahead(noor.replica, LIMITS, firm.now)
    assert ahead is not None
    assert kinds(noor, ahead.records) == ["self changes"]
    firm.put(append.records[0])
    noor.take_log()
    made = form(noor.replica, LIMITS, firm.relay.head(), firm.now, ahead)
    assert made is not None
    assert made.commit.flight is not None
    assert made.commit.flight.records == tuple(ahead.records)


def test_what_no_longer_fits_is_formed_anew() -> None:
    """When something came between, what was formed ahead is thrown away."""
    firm = trio()
    noor = firm.noor
    phone = firm.add_device(noor, "phone")
    firm.settle()
    noor.write(noor.own, NOTE, text="one")
    append = noor.handle_until_pushed()
    noor.write(noor.own, NOTE, text="two")
    ahead = form_ahead(noor.replica, LIMITS, firm.now)
    assert ahead is not None
    firm.put(append.records[0])
    phone.intend(Turn(firm.random(32), loss=False))
    phone.sync()
    noor.take_log()
    made = form(noor.replica, LIMITS, firm.relay.head(), firm.now, ahead)
    assert made is not None
    assert made.commit.flight is not None
    assert made.commit.flight.records != tuple(ahead.records)
    noor.sync()
    phone.sync()
    assert phone.shown(noor.own, NOTE, "text") == ["two"]


def test_nothing_that_hangs_on_the_answer_is_formed_ahead() -> None:
    """No act, no new circle, and nothing after a fence."""
    firm = trio()
    noor, joost, _ = firm.desks
    noor.write(noor.own, NOTE, text="one")
    noor.handle_until_pushed()
    noor.intend(Remove(joost.member))
    noor.write(noor.own, NOTE, text="two")
    assert form_ahead(noor.replica, LIMITS, firm.now) is None
    noor.replica.flight = type(noor.replica.flight)(noor.replica.flight.records, fence=True)
    assert form_ahead(noor.replica, LIMITS, firm.now) is None


def test_who_leaves_a_case_is_not_written_to() -> None:
    """Between two epochs nothing goes out; after the opening it does."""
    firm = trio()
    noor, joost, _ = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    noor.intend(Leave(case, joost.member))
    noor.write(case, NOTE, text="only for me")
    before = keys_of(joost, case).epoch
    noor.sync()
    assert noor.replica.items == {}
    assert keys_of(noor, case).epoch != before
    assert all(record.epoch != before for record in noor.replica.flight.records)
    joost.sync()
    assert joost.shown(case, NOTE, "text") == []


def test_a_supervisor_does_not_owe_what_advisers_owe() -> None:
    """Who can not write in `advisers` does not try to change its secret."""
    firm = trio()
    friend = firm.join("Friend", Role.SUPERVISOR)
    firm.settle()
    noor, _, samira, _ = firm.desks
    noor.intend(Remove(samira.member))
    noor.handle_until_pushed()
    noor.sync_once()
    friend.sync()
    assert friend.told == []
    assert ADVISERS not in friend.replica.ledger.circles
    assert keys_of(friend, EVERYONE).epoch == keys_of(noor, EVERYONE).epoch


def test_what_is_formed_is_in_the_commit() -> None:
    """Nothing is sent that did not reach the disk before."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="one")
    made = formed(noor)
    assert made is not None
    commit: Commit = made.commit
    assert commit.flight == noor.replica.flight
    assert commit.flight is not None
    assert commit.flight.records
