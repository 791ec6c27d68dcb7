"""Shredding an `identity` circle: it lives as a case does, and goes without a trace."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.replica import action as act
from shared.replica import event as ev
from shared.replica.change import Edit
from shared.replica.circle import holders
from shared.replica.notice import Told, Tone
from shared.replica.outbox import Leave, Remove, Share, Turn
from shared.replica.payload import CircleKind
from shared.replica.ring import decode_ring, encode_ring
from shared.replica.shredding import shred
from shared.sealing.device import make_device
from tests.replica.desk import Desk, Firm
from tests.simulation import firm as made
from tests.simulation.disk import Disk
from tests.simulation.relay import LIMITS

PERSON = b"p" * 16


def open_vault(desk: Desk, name: str = "Lisa Verbeek") -> bytes:
    """A circle of kind `identity` with one name in it."""
    circle = desk.firm.random(16)
    entry = desk.replica.new_key(circle, CircleKind.IDENTITY)
    edits = [Edit("identity", PERSON, "name", name)]
    desk.disk.write(desk.replica.save({circle: edits}, desk.firm.now, [entry]))
    return circle


def names(desk: Desk, circle: bytes) -> list[object]:
    return desk.shown(circle, PERSON, "name", "identity")


def destroy(desk: Desk, circle: bytes) -> None:
    """As a session does it."""
    desk.disk.write(shred(desk.replica, circle, desk.firm.now))
    desk.engine.search.begin_anew()


def assert_nothing_of(desk: Desk, circle: bytes, *secrets: bytes) -> None:
    """Neither in memory nor on the disk is there a key or a word of a circle."""
    ledger, ring = desk.replica.ledger, desk.replica.ring
    assert names(desk, circle) == []
    assert circle not in ledger.circles
    assert not [epoch for epoch in ledger.epochs.values() if epoch.circle == circle]
    assert not [entry for entry in ring.entries.values() if entry.circle == circle]
    for secret in secrets:
        assert secret not in desk.disk.ring
    items = (*desk.disk.items.values(), *desk.disk.unsent.values())
    assert circle not in {save.circle for item in items for save in item.saves}
    assert circle not in {new.circle for item in items for new in item.opens}


def secret_of(desk: Desk, circle: bytes) -> bytes:
    [entry] = [e for e in desk.replica.ring.entries.values() if e.circle == circle]
    return entry.secret


@pytest.fixture
def firm() -> Firm:
    return Firm()


def test_an_identity_circle_is_led_and_held_by_who_opens_it(firm: Firm) -> None:
    """And a second device of that member reads it."""
    noor = firm.noor
    vault = open_vault(noor)
    tablet = firm.add_device(noor.sync(), "tablet")
    firm.settle()
    known, epoch = noor.replica.ledger.circles[vault], noor.replica.ledger.current(vault)
    assert epoch is not None
    assert (known.kind, known.lead) == ("identity", noor.member)
    assert holders(known, epoch, noor.replica.ledger.roster) == (noor.member,)
    assert names(tablet, vault) == ["Lisa Verbeek"]


def test_it_is_shared_on_a_ground_of_its_own_and_left_again(firm: Firm) -> None:
    """A consent in the vault itself lets a colleague in; the lead takes them out."""
    noor, joost = firm.noor, firm.join("Joost")
    vault = open_vault(noor)
    noor.share(vault, joost)
    firm.settle()
    assert names(joost, vault) == ["Lisa Verbeek"]
    noor.intend(Leave(vault, joost.member))
    firm.settle()
    assert_nothing_of(joost, vault)
    assert names(noor, vault) == ["Lisa Verbeek"]


def test_without_a_consent_in_it_nobody_is_let_in(firm: Firm) -> None:
    """One in the case is none in the vault."""
    noor, joost = firm.noor, firm.join("Joost")
    case, vault = noor.open_case(code="kiezel"), open_vault(noor)
    consent = noor.share(case, joost)
    noor.intend(Share(vault, joost.member, consent))
    firm.settle()
    assert joost.shown(case, case, "code", "case") == ["kiezel"]
    assert names(joost, vault) == []
    assert noor.heard(Told.INTENT_FELL)


def test_its_keys_change_when_a_holder_leaves_the_firm(firm: Firm) -> None:
    """It owes an epoch change as a case does."""
    noor, joost = firm.noor, firm.join("Joost")
    vault = open_vault(noor)
    noor.share(vault, joost)
    firm.settle()
    before = noor.replica.ledger.circles[vault].current
    noor.intend(Remove(joost.member))
    firm.settle()
    epoch = noor.replica.ledger.current(vault)
    assert epoch is not None
    assert epoch.id != before
    assert epoch.holders == (noor.member,)


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "unsent"])
def test_what_is_shredded_does_not_come_back(firm: Firm, sent: bool) -> None:
    """Not after a start, not with the next sync, not with a key that `self` keeps."""
    noor = firm.noor
    vault = open_vault(noor)
    secret = secret_of(noor, vault)
    if sent:
        noor.sync()
    places = [p for e in noor.replica.ledger.epochs.values() if e.circle == vault for p in e.places]
    assert len(places) == (2 if sent else 0)
    destroy(noor, vault)
    assert_nothing_of(noor, vault, secret)
    assert [noor.disk.rows[place - 1].wire for place in places] == [None] * len(places)
    assert [noor.replica.ledger.bare[place] for place in places] == [1] * len(places)
    noor.start()
    assert_nothing_of(noor, vault, secret)
    noor.sync()
    noor.start()
    noor.sync()
    assert_nothing_of(noor, vault, secret)
    assert noor.told == []
    if not sent:
        assert len(firm.relay.entries) == noor.engine.place


def test_what_waited_for_it_is_shredded_and_other_work_is_not(firm: Firm) -> None:
    """An item that also saved to a case keeps that; one about the vault alone goes."""
    noor, joost = firm.noor, firm.join("Joost")
    case, vault = noor.open_case(code="kiezel"), open_vault(noor)
    noor.sync()
    both = {
        case: [Edit("note", PERSON, "text", "kept")],
        vault: [Edit("identity", PERSON, "phone", "06")],
    }
    noor.disk.write(noor.replica.save(both, firm.now))
    noor.intend(Share(vault, joost.member, PERSON))
    destroy(noor, vault)
    assert_nothing_of(noor, vault)
    [item] = noor.disk.items.values()
    assert [save.circle for save in item.saves] == [case]
    noor.sync()
    assert noor.shown(case, PERSON, "text") == ["kept"]
    assert (noor.disk.items, noor.disk.unsent, noor.told) == ({}, {}, [])


def test_shredding_while_its_records_are_under_way(firm: Firm) -> None:
    """The batch was formed, perhaps stored, and no answer came: the rest of it goes on."""
    noor = firm.noor
    case, vault = noor.open_case(code="kiezel"), open_vault(noor)
    noor.handle_until_pushed()
    destroy(noor, vault)
    noor.write(case, PERSON, text="after")
    noor.sync()
    noor.start()
    noor.sync()
    assert_nothing_of(noor, vault)
    assert noor.shown(case, PERSON, "text") == ["after"]
    assert (noor.disk.items, noor.disk.flight.records, noor.told) == ({}, (), [])


def test_shredding_between_sending_and_the_answer(firm: Firm) -> None:
    """The relay stored the batch; the answer finds the circle gone."""
    noor = firm.noor
    case, vault = noor.open_case(code="kiezel"), open_vault(noor)
    events: list[ev.Event] = [ev.Connected(LIMITS)]
    pushed = 0
    while events:
        for action in noor.handle(events.pop(0)):
            came = noor._ask(action)
            if isinstance(action, act.Push):
                pushed += 1
                if pushed == 1:
                    destroy(noor, vault)
            events += came
    assert_nothing_of(noor, vault)
    noor.write(case, PERSON, text="after")
    noor.sync()
    assert noor.shown(case, PERSON, "text") == ["after"]
    assert (noor.disk.items, noor.disk.flight.records, noor.told) == ({}, (), [])


def test_shredding_while_the_log_is_read_again(firm: Firm) -> None:
    """A device that came later fetches what its keys open, and gets the order meanwhile: the
    bytes that come then are not kept, and what else it looked for it finds."""
    noor, joost = firm.noor, firm.join("Joost")
    vault, case = open_vault(noor), noor.open_case(code="kiezel")
    noor.share(vault, joost)
    noor.share(case, joost)
    firm.settle()
    places = [
        p for e in joost.replica.ledger.epochs.values() if e.circle == vault for p in e.places
    ]
    assert places
    # From now on `self` alone tells the keys, in its opening, long after the circles began.
    joost.intend(Turn(firm.random(32), loss=False))
    firm.settle()
    device = make_device(firm.random)
    joost.save(joost.own, made.exchange_edit(device))
    joost.intend(made.addition(firm.log, joost.member, device, "tablet"))
    joost.sync()
    ring = decode_ring(made.siblings_disk(joost.replica, device).ring)
    own = {id: e for id, e in ring.entries.items() if e.circle not in (vault, case)}
    ring.entries, ring.kept = own, set(own)
    tablet = Desk("tablet", firm, Disk(encode_ring(ring)))
    events: list[ev.Event] = [ev.Connected(LIMITS)]
    read_again = 0
    while events:
        for action in tablet.handle(events.pop(0)):
            if isinstance(action, act.Reload):
                tablet.start()
                events.append(ev.Connected(LIMITS))
                continue
            came = tablet._ask(action)
            if isinstance(action, act.Pull) and tablet.engine.search.reading is not None:
                read_again += 1
                if read_again == 1:
                    wanted = [e for e in tablet.replica.ledger.epochs.values() if e.begun is None]
                    assert {vault, case} <= {epoch.circle for epoch in wanted}
                    destroy(tablet, vault)
            events += came
    assert read_again >= 1
    assert_nothing_of(tablet, vault)
    assert [tablet.disk.rows[place - 1].wire for place in places] == [None] * len(places)
    assert tablet.shown(case, case, "code", "case") == ["kiezel"]


def test_what_could_not_be_sent_any_more_is_shredded_too(firm: Firm) -> None:
    """Edits of somebody who was taken out of the vault and let in again."""
    noor, joost = firm.noor, firm.join("Joost")
    vault = open_vault(noor)
    noor.share(vault, joost)
    firm.settle()
    joost.write(vault, PERSON, "identity", phone="06")
    noor.intend(Leave(vault, joost.member))
    noor.sync()
    joost.sync()
    assert len(joost.disk.unsent) == 1
    noor.share(vault, joost)
    firm.settle()
    assert names(joost, vault) == ["Lisa Verbeek"]
    destroy(joost, vault)
    assert joost.disk.unsent == {}
    assert_nothing_of(joost, vault)


def test_colleagues_who_have_not_shredded_go_on(firm: Firm) -> None:
    """Shredding is this device's own: nobody else is told, and no record is odd."""
    noor, joost = firm.noor, firm.join("Joost")
    vault = open_vault(noor)
    noor.share(vault, joost)
    firm.settle()
    destroy(noor, vault)
    joost.write(vault, PERSON, "identity", phone="06")
    firm.settle()
    assert names(joost, vault) == ["Lisa Verbeek"]
    assert_nothing_of(noor, vault)
    assert (noor.told, joost.told) == ([], [])


def test_a_device_that_comes_later_shreds_what_self_brought_it(firm: Firm) -> None:
    """It learns the old key from `self`; once shredded, that does not come back either."""
    noor = firm.noor
    vault = open_vault(noor)
    noor.sync()
    destroy(noor, vault)
    tablet = firm.add_device(noor, "tablet")
    firm.settle()
    if vault in tablet.replica.ledger.circles:
        destroy(tablet, vault)
    tablet.start()
    firm.settle()
    assert_nothing_of(tablet, vault)


def test_a_relay_that_was_put_back_and_a_shredded_circle(firm: Firm) -> None:
    """The tail comes back with ids where the bytes were; nobody is alarmed, all goes on."""
    noor, joost = firm.noor, firm.join("Joost")
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    backup = firm.relay.backup()
    vault = open_vault(noor)
    noor.sync()
    noor.write(case, PERSON, text="after")
    firm.settle()
    chain = list(firm.relay.chain)
    destroy(noor, vault)
    firm.relay.restore(backup)
    firm.settle()
    assert firm.relay.chain == chain
    noor.start()
    firm.settle()
    assert_nothing_of(noor, vault)
    assert joost.shown(case, PERSON, "text") == ["after"]
    joost.write(case, PERSON, text="on")
    firm.settle()
    assert noor.shown(case, PERSON, "text") == ["on"]
    assert not any(desk.engine.stopped for desk in firm.desks)


ORDER = "vault"
"""The kind of entity in the case that orders the end, as `tui.local.vault` has it."""


def obey(desk: Desk, case: bytes) -> None:
    """As a session does after each page: look for orders, and carry them out."""
    for kind, vault, fields in list(desk.content.entities(case)):
        ordered = any(live.value is True for live in fields.get("shredded", ()))
        if kind == ORDER and ordered and vault in desk.replica.ledger.circles:
            destroy(desk, vault)


steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "note", "share", "sync", "sync", "once", "start", "turn", "wait", "order"]
        ),
        st.integers(0, 2),
    ),
    max_size=24,
)


@settings(max_examples=60)
@given(steps)
def test_however_it_goes_nothing_is_left_and_the_case_is_whole(done: list[tuple[str, int]]) -> None:
    """Three devices of two holders write, sync, restart, cut lines and turn their keys, until
    one orders the end. Afterwards no device has anything of the vault, all have the notes of
    the case alike, nothing waits, and nobody was alarmed."""
    firm = Firm()
    noor, joost = firm.noor, firm.join("Joost")
    case, vault = noor.open_case(code="kiezel"), open_vault(noor)
    noor.save(case, Edit(ORDER, vault, "made_on", "2026-02-05"))
    noor.share(case, joost)
    noor.share(vault, joost)
    tablet = firm.add_device(noor, "tablet")
    firm.settle()
    secrets = {e.secret for e in noor.replica.ring.entries.values() if e.circle == vault}
    desks = [noor, joost, tablet]
    written: list[bytes] = []
    for step, who in done:
        desk = desks[who]
        match step:
            case "write" if vault in desk.replica.ledger.circles:
                desk.write(vault, PERSON, "identity", phone=f"06-{len(written)}")
            case "note":
                written.append(firm.random(16))
                desk.write(case, written[-1], text="note")
            case "share" if desk is not joost and vault in desk.replica.ledger.circles:
                desk.share(vault, joost)
            case "sync":
                desk.sync()
            case "once":
                desk.sync_once()
            case "start":
                desk.start()
            case "turn":
                desk.intend(Turn(firm.random(32), loss=False))
            case "wait" if not desk.replica.flight.records and not desk.engine.stopped:
                desk.take_log()
            case "order":
                desk.save(case, Edit(ORDER, vault, "shredded", True))
        obey(desk, case)
    noor.save(case, Edit(ORDER, vault, "shredded", True))
    for _ in range(3):
        for desk in desks:
            obey(desk, case)
            desk.sync()
            obey(desk, case)
    firm.settle()
    for desk in desks:
        desk.start()
        obey(desk, case)
        assert_nothing_of(desk, vault, *secrets)
        assert sorted(e for k, e, _ in desk.content.entities(case) if k == "note") == sorted(
            written
        )
        assert (desk.disk.items, desk.disk.unsent, desk.disk.flight.records) == ({}, {}, ())
        assert {notice.told.tone for notice in desk.told} <= {Tone.info}
