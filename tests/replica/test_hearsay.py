"""A log carried by hand: taken as from the relay, and never more than the relay would be."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from shared.protocol.messages import Head, Page, decode
from shared.protocol.record import Entry
from shared.replica import action as act
from shared.replica.carried import Lacking, manifest_of, pages_of
from shared.replica.change import Edit
from shared.replica.commit import Row
from shared.replica.event import Connected, Disconnected
from shared.replica.hearsay import Heard, Surveyed, Unusable, survey, take_carried
from shared.replica.notice import Notice, Told
from shared.replica.outbox import Leave
from shared.replica.payload import Kind, changes_of
from shared.sealing.carrying import Manifest
from tests.replica.desk import Desk, Firm, keys_of, trio
from tests.simulation.relay import LIMITS, Relay

NOTE = b"n" * 16


def made(giver: Desk, after: int = 0) -> tuple[Manifest, list[Page]]:
    """What a device gives, from its disk."""
    disk = giver.disk
    assert disk.head is not None
    manifest = manifest_of(giver.replica.ledger, decode(Head, disk.head), after)
    assert isinstance(manifest, Manifest), manifest
    return manifest, list(pages_of([disk.rows[after:]], manifest))


def looked_at(taker: Desk, manifest: Manifest, pages: Sequence[Page]) -> object:
    return survey(taker.replica.ledger, manifest, iter(pages))


def carried(giver: Desk, taker: Desk, after: int = 0) -> Heard:
    """Carry all that a device has to another; what may be done is done there."""
    manifest, pages = made(giver, after)
    offline(taker)
    surveyed = looked_at(taker, manifest, pages)
    assert isinstance(surveyed, Surveyed), surveyed
    whole = Heard()
    for page in pages:
        heard = take_carried(taker.engine, page, manifest.head, taker.firm.now)
        whole.without += heard.without
        whole.unusable = whole.unusable or heard.unusable
        whole.actions += heard.actions
        if heard.unusable is not None:
            taker.start()
            break
        for action in heard.actions:
            if isinstance(action, act.Keep):
                taker.disk.write(action.commit)
            elif isinstance(action, act.Tell):
                taker.told.append(action.notice)
    return whole


def offline(desk: Desk) -> Desk:
    """The line to the relay is broken."""
    desk.handle(Disconnected())
    return desk


def stripped(page: Page, at: int) -> Page:
    """A page in which a modified program left the bytes of a place out."""
    entries = list(page.entries)
    gone = entries[at - page.after - 1]
    entries[at - page.after - 1] = Entry(gone.tag, gone.id)
    return msgspec.structs.replace(page, entries=tuple(entries))


def own_two() -> tuple[Firm, bytes, Desk, Desk]:
    """Noor's laptop and her phone, with a case; the phone is behind."""
    firm = trio()
    case = firm.noor.open_case(code="kiezel")
    phone = firm.add_device(firm.noor, "phone")
    firm.settle()
    firm.noor.write(case, NOTE, text="typed on the laptop")
    firm.noor.sync()
    return firm, case, firm.noor, phone


def test_ones_own_other_device_gets_everything() -> None:
    """The same state as from the relay, the signed head with it."""
    _, case, laptop, phone = own_two()
    heard = carried(laptop, phone, phone.engine.place)
    assert (heard.unusable, heard.without) == (None, 0)
    assert phone.shown(case, NOTE, "text") == ["typed on the laptop"]
    assert phone.standing() == laptop.standing()
    assert phone.disk.head == laptop.disk.head
    phone.sync()
    assert not phone.engine.stopped
    assert phone.told == []


def test_a_file_may_begin_before_the_taker_is() -> None:
    """What it has already is compared and not taken twice."""
    _, case, laptop, phone = own_two()
    rows = len(phone.disk.rows)
    assert carried(laptop, phone, 0).unusable is None
    assert len(phone.disk.rows) == len(laptop.disk.rows) > rows
    assert phone.shown(case, NOTE, "text") == ["typed on the laptop"]


def colleagues() -> tuple[Firm, bytes, Desk, Desk, Desk]:
    """Noor shares a case with Joost; Samira does not have it. Joost is behind."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    firm.settle()
    noor.write(case, NOTE, text="first")
    noor.sync()
    noor.write(case, NOTE, text="second")
    noor.sync()
    samira.sync()
    return firm, case, noor, joost, samira


def test_what_the_giver_can_not_open_comes_later_from_the_relay() -> None:
    """A gap is no loss: at the next contact the taker reads it before anything else."""
    _, case, noor, joost, samira = colleagues()
    heard = carried(samira, joost)
    assert heard.unusable is None
    assert heard.without == 2
    assert joost.engine.place == samira.engine.place
    assert joost.shown(case, NOTE, "text") == []
    assert joost.told == []
    joost.start()
    joost.sync()
    assert joost.shown(case, NOTE, "text") == ["second"]
    assert joost.replica.ledger.gaps == {}
    assert [e for e in joost.standing() if e[0] == case] == [
        e for e in noor.standing() if e[0] == case
    ]


def test_no_circle_goes_on_behind_a_record_without_bytes() -> None:
    """A modified program can not leave a closing out and let what follows it stand."""
    _, case, noor, joost, _ = colleagues()
    after = joost.engine.place
    manifest, (page,) = made(noor, after)
    ledger = noor.replica.ledger
    first = next(p for p in ledger.own_places if p > after and ledger.current(case) is not None)
    taken = take_carried(
        offline(joost).engine, stripped(page, first), manifest.head, joost.firm.now
    )
    rows = [a.commit.rows for a in taken.actions if isinstance(a, act.Keep)]
    assert taken.without == 2
    assert [row.wire for run in rows for row in run if row.place >= first] == [None, None]
    assert joost.shown(case, NOTE, "text") == []


def test_gaps_of_before_hold_for_the_next_file_too() -> None:
    """The circle stands still until the relay has filled it, whoever carries on."""
    _, case, noor, joost, samira = colleagues()
    carried(samira, joost)
    noor.write(case, NOTE, text="third")
    noor.sync()
    heard = carried(noor, joost, joost.engine.place)
    assert heard.without == 1
    assert joost.shown(case, NOTE, "text") == []
    joost.sync()
    assert joost.shown(case, NOTE, "text") == ["third"]


def test_the_relay_is_asked_for_gaps_before_anything_new_is_taken() -> None:
    """Otherwise what follows a closing that is missing would be judged without it."""
    _, case, noor, joost, samira = colleagues()
    carried(samira, joost)
    noor.write(case, NOTE, text="third")
    noor.sync()
    asked = joost.handle(Connected(LIMITS))
    assert asked == [act.Pull(0)]
    assert joost.engine.place > 0


def test_what_was_on_its_way_lands() -> None:
    """The relay has placed it, and the device that sent it heard no answer."""
    firm, case, laptop, phone = own_two()
    phone.sync()
    phone.write(case, NOTE, text="typed on the phone")
    append = phone.handle_until_pushed()
    firm.relay.append(append)
    laptop.sync()
    assert carried(laptop, phone, phone.engine.place).unusable is None
    assert phone.disk.items == {}
    assert not phone.disk.flight.records
    phone.sync()
    assert phone.shown(case, NOTE, "text") == ["typed on the phone"]


def test_a_device_that_was_put_back_from_a_backup_asks_the_relay_first() -> None:
    """It must not go on past its own records without knowing what they say."""
    firm, case, _noor, joost, samira = colleagues()
    joost.sync()
    backup = joost.disk.copy()
    joost.write(case, NOTE, text="after the backup")
    joost.sync()
    samira.sync()
    again = Desk("joost", firm, backup)
    before = list(backup.rows)
    assert carried(samira, again, again.engine.place).unusable is Unusable.own_record
    assert again.disk.rows == before
    again.sync()
    assert again.shown(case, NOTE, "text") == ["after the backup"]


def test_the_firms_own_records_must_be_whole() -> None:
    """A roster with holes is none."""
    firm = trio()
    noor, joost, _ = firm.desks
    firm.join("Bo")
    noor.sync()
    manifest, (page,) = made(noor, joost.engine.place)
    everyone = {place for place in noor.replica.ledger.own_places if place > joost.engine.place}
    heard = take_carried(
        offline(joost).engine, stripped(page, min(everyone)), manifest.head, firm.now
    )
    assert heard.unusable is Unusable.firm_record


def test_what_the_relay_did_not_sign_is_refused_without_an_alarm() -> None:
    """Whoever hands over such a file could stop everybody else: it is only not taken."""
    firm, _, laptop, phone = own_two()
    manifest, pages = made(laptop)
    forged = Relay(firm.log, firm.random, lambda: 10)
    forged.entries, forged.chain = list(firm.relay.entries), list(firm.relay.chain)
    assert looked_at(phone, msgspec.structs.replace(manifest, head=forged.head()), pages) is (
        Unusable.not_signed
    )
    changed = [*pages[:-1], stripped_of_truth(pages[-1])]
    assert looked_at(phone, manifest, changed) is Unusable.not_the_log
    other = msgspec.structs.replace(manifest, chain=b"x" * 32)
    assert looked_at(phone, other, pages) is Unusable.not_the_log


def stripped_of_truth(page: Page) -> Page:
    """A page with another record at its end."""
    last = Entry(b"x" * 16, b"y" * 32)
    return msgspec.structs.replace(page, entries=(*page.entries[:-1], last))


def test_two_logs_that_the_relay_signed_are_an_alarm() -> None:
    """Both lead to its signature: the relay has shown two histories."""
    firm, _, _laptop, phone = own_two()
    phone.sync()
    relay = firm.relay
    relay.entries[-1] = Entry(b"x" * 16, b"y" * 32)
    relay.chain.pop()
    relay.add(relay.entries.pop())
    relay.add(Entry(b"z" * 16, b"y" * 32))
    manifest = Manifest(firm.log, 0, firm.log, relay.head())
    page = Page(0, tuple(relay.entries), relay.head())
    said = looked_at(phone, manifest, [page])
    assert isinstance(said, Notice)
    assert said.told is Told.REWRITTEN


def test_ranges_that_do_not_help() -> None:
    """Too late, too old, or for a device that has nothing."""
    firm, _, laptop, phone = own_two()
    place = phone.engine.place
    later = made(laptop, place + 1) if laptop.engine.place > place + 1 else None
    laptop.write(laptop.own, NOTE, text="more")
    laptop.sync()
    later = later or made(laptop, place + 1)
    assert looked_at(phone, *later) is Unusable.begins_later
    assert looked_at(laptop, *made(laptop)) is Unusable.nothing_new
    assert looked_at(laptop, *made(phone)) is Unusable.nothing_new
    assert manifest_of(laptop.replica.ledger, None, 0) is Lacking.no_head
    head = firm.relay.head()
    assert manifest_of(laptop.replica.ledger, head, head.place) is Lacking.nothing_after
    assert manifest_of(phone.replica.ledger, head, 0) is Lacking.no_head


def test_a_device_that_has_nothing_begins_at_the_relay() -> None:
    """It does not know the relay's key yet, by which it would judge."""
    _firm, _, laptop, phone = own_two()
    manifest, pages = made(laptop)
    phone.disk.rows = []
    phone.start()
    assert looked_at(phone, manifest, pages) is Unusable.not_begun


@pytest.mark.parametrize("bytes_each", [10, 600_000])
def test_pages_are_bounded_and_follow_each_other(bytes_each: int) -> None:
    """About a mebibyte each, however large the records are."""
    firm = trio()
    rows = [Row(n, bytes(16), bytes(32), bytes(bytes_each)) for n in range(1, 8)]
    manifest = Manifest(firm.log, 0, firm.log, Head(bytes(16), 6, bytes(32), bytes(64)))
    pages = list(pages_of([rows[:3], rows[3:]], manifest))
    assert sum(len(page.entries) for page in pages) == 6
    assert [page.after for page in pages] == [
        sum(len(before.entries) for before in pages[:at]) for at in range(len(pages))
    ]
    assert max(len(page.entries) for page in pages) == (6 if bytes_each == 10 else 1)


def test_nothing_is_taken_while_the_relay_answers() -> None:
    """What it is asked for at that moment would not fit any more."""
    _, _, laptop, phone = own_two()
    manifest, (page, *_) = made(laptop)
    phone.handle(Connected(LIMITS))
    heard = take_carried(phone.engine, page, manifest.head, phone.firm.now)
    assert heard.unusable is Unusable.connected


def test_who_was_taken_out_can_not_slip_something_in_by_hand() -> None:
    """Samira writes in an epoch that has ended, and hands Joost the log without the closing:
    it looks as if she were still in the case. He shows nothing of it, before or after."""
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    noor.share(case, samira)
    firm.settle()
    old = keys_of(samira, case)
    noor.intend(Leave(case, samira.member))
    noor.sync()
    closing = next(
        epoch.ended for epoch in noor.replica.ledger.epochs.values() if epoch.id == old.epoch
    )
    assert closing is not None
    edit = Edit("note", NOTE, "text", "slipped in")
    number = samira.replica.ledger.circles[case].spans.get(samira.replica.ledger.me)
    first = 1 if number is None else number.last() + 1
    firm.send(samira, old, Kind.CHANGES, changes_of(first, (edit,)), fence=False)
    noor.sync()
    manifest, (page,) = made(noor, joost.engine.place)

    entries = [firm.relay.entries[place] for place in range(page.after, manifest.head.place)]
    whole = msgspec.structs.replace(page, entries=tuple(entries))
    heard = take_carried(offline(joost).engine, stripped(whole, closing), manifest.head, firm.now)
    for action in heard.actions:
        if isinstance(action, act.Keep):
            joost.disk.write(action.commit)

    assert heard.without >= 2
    assert joost.shown(case, NOTE, "text") == []
    joost.start()
    joost.sync()
    assert joost.shown(case, NOTE, "text") == []
    assert joost.replica.ledger.gaps == {}
    assert [entry for entry in joost.standing() if entry[0] == case]
