"""Pages that end before a signed place: nothing of them is taken before one confirms it."""

from __future__ import annotations

import msgspec
import pytest

from shared.protocol.messages import Appended, Page
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from shared.replica import action as act
from shared.replica import event as ev
from shared.replica.notice import Told
from tests.replica.answers import NOTE, ahead, at_rest, kinds, page, pushed, told
from tests.replica.desk import Desk, Firm
from tests.simulation.relay import LIMITS


def behind(count: int = 3) -> tuple[Firm, Desk, int]:
    """Noor, connected, so many entries behind the relay; and the place that she has."""
    firm, noor = at_rest()
    for _ in range(count):
        ahead(firm)
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    return firm, noor, place


def spoilt(entry: Entry) -> Entry:
    assert entry.wire is not None
    return entry_of(bytes([entry.wire[0] ^ 1]) + entry.wire[1:])


def test_pages_are_taken_with_the_one_that_reaches_the_head() -> None:
    """The next page is asked for behind what is held, and all are kept in one piece."""
    firm, noor, place = behind()
    for at in (place, place + 1):
        actions = noor.handle(ev.Paged(page(firm, at, at + 1)))
        assert actions[-1] == act.Pull(at + 1)
        assert (noor.engine.place, noor.engine.reached) == (place, at + 1)
    keep = noor.handle(ev.Paged(page(firm, place + 2)))[0]
    assert isinstance(keep, act.Keep)
    assert [row.place for row in keep.commit.rows] == [place + 1, place + 2, place + 3]
    assert noor.engine.reached == noor.engine.place == firm.relay.place
    assert noor.engine.caught_up


def test_a_head_that_was_passed_confirms_too() -> None:
    """The relay's head moves on while pages come: each that it signed confirms what leads
    to it, and the rest is held on."""
    firm, noor, place = behind(2)
    noor.handle(ev.Paged(page(firm, place, place + 1)))
    ahead(firm)
    ahead(firm)
    noor.handle(ev.Paged(page(firm, place + 1, place + 3)))
    assert (noor.engine.place, noor.engine.reached) == (place + 2, place + 3)
    noor.handle(ev.Paged(page(firm, place + 3)))
    assert noor.engine.place == firm.relay.place == place + 4


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_page_that_was_changed_on_its_way_leaves_nothing(which: int) -> None:
    """It shows where the chain should reach the head. The alarm is told, what was typed is
    kept, and from the next start on the device goes on with the true log."""
    firm, noor, place = behind()
    noor.write(noor.own, NOTE, text="typed")
    entries = firm.relay.entries[place:]
    entries[which] = spoilt(entries[which])
    for at, entry in enumerate(entries[:-1], place):
        assert told(noor.handle(ev.Paged(Page(at, (entry,), firm.relay.head())))) == []
    last = Page(place + 2, (entries[-1],), firm.relay.head())
    actions = noor.handle(ev.Paged(last))
    assert told(actions) == [Told.REWRITTEN]
    assert actions[-1] == act.Stop(restore=True)
    noor.start()
    assert noor.engine.place == place
    assert noor.shown(noor.own, NOTE, "text") == ["typed"]
    noor.told.clear()
    noor.sync()
    assert noor.replica.items == {}
    assert (noor.told, noor.engine.place) == ([], firm.relay.place)


def test_a_page_is_held_against_what_is_held() -> None:
    """An overlapping page with another entry is an alarm, with the same it adds the rest."""
    firm, noor, place = behind()
    noor.handle(ev.Paged(page(firm, place, place + 1)))
    noor.handle(ev.Paged(page(firm, place - 1, place + 2)))
    assert noor.engine.reached == place + 2
    other = (spoilt(firm.relay.entries[place]), firm.relay.entries[place + 1])
    actions = noor.handle(ev.Paged(Page(place, other, firm.relay.head())))
    assert told(actions) == [Told.REWRITTEN]


def test_nothing_is_sent_over_what_is_held() -> None:
    """A device that has not come to the head sends nothing, and a broken line forgets."""
    firm, noor, place = behind()
    noor.write(noor.own, NOTE, text="typed")
    assert kinds(noor.handle(ev.Paged(page(firm, place, place + 1))))[-1] == "Pull"
    assert noor.handle(ev.Wake()) == []
    noor.handle(ev.Disconnected())
    assert noor.engine.reached == place
    assert noor.handle(ev.Connected(LIMITS)) == [act.Pull(place)]


def test_a_relay_that_is_put_back_meanwhile() -> None:
    """Its head is lower than what is held: that is asked for again."""
    firm, noor, place = behind(1)
    backup = firm.relay.backup()
    ahead(firm)
    ahead(firm)
    noor.handle(ev.Paged(page(firm, place, place + 2)))
    firm.relay.restore(backup)
    actions = noor.handle(ev.Paged(Page(place + 2, (), firm.relay.head())))
    assert actions == [act.Pull(place)]
    assert noor.engine.reached == place


def test_a_refused_fence_may_come_with_a_part_of_what_is_missing() -> None:
    """What comes with the refusal is progress, though it is only held."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    pushed(firm, noor)
    place = noor.engine.place
    ahead(firm)
    ahead(firm)
    actions = noor.handle(ev.Refused(Refusal.FENCE, page(firm, place, place + 1)))
    assert actions[-1] == act.Pull(place + 1)


def test_what_the_device_sent_itself_is_taken_at_once() -> None:
    """Others may have written between the batch and the head that is signed: the answer is
    for the device's own record, and is not waited for longer."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    place = noor.engine.place
    answer = firm.relay.append(pushed(firm, noor).append)
    assert isinstance(answer, Appended)
    ahead(firm)
    noor.handle(ev.Answered(Appended(place + 1, Page(place, (), firm.relay.head()))))
    assert noor.engine.place == place + 1
    assert noor.replica.items == {}


def test_not_more_is_held_than_the_memory_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is very far behind takes pages as they come."""
    monkeypatch.setattr("shared.replica.held.HELD_LIMIT", 1_000)
    firm, noor, place = behind(5)
    noor.handle(ev.Paged(page(firm, place, place + 1)))
    assert noor.engine.place == place
    noor.handle(ev.Paged(page(firm, place + 1, place + 2)))
    assert noor.engine.place == place + 2
    noor.handle(ev.Paged(page(firm, place + 2, place + 3)))
    assert (noor.engine.place, noor.engine.reached) == (place + 2, place + 3)


def test_a_new_device_learns_the_relays_key_at_once() -> None:
    """The founding record names it. A head by another key is told at the very page, and
    nothing of it is kept."""
    firm, noor = at_rest()
    phone = firm.add_device(noor, "phone")
    phone.disk.rows.clear()
    phone.disk.head = None
    phone.start()
    phone.handle(ev.Connected(LIMITS))
    false = msgspec.structs.replace(firm.relay.head(), signature=b"s" * 64)
    actions = phone.handle(ev.Paged(Page(0, tuple(firm.relay.entries[:3]), false)))
    assert told(actions) == [Told.BAD_HEAD]
    assert (phone.disk.rows, phone.disk.head) == ([], None)
    phone.start()
    phone.handle(ev.Connected(LIMITS))
    phone.handle(ev.Paged(page(firm, 0, 3)))
    assert (phone.engine.place, phone.engine.reached) == (1, 3)
