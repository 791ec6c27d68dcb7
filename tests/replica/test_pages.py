"""Pages and the alarms that they raise: each event and exactly what is wanted because of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from shared.protocol.messages import Head, Page
from shared.protocol.record import Entry
from shared.replica import action as act
from shared.replica import event as ev
from shared.replica.notice import Told, Tone
from tests.replica.answers import NOTE, ahead, at_rest, kinds, page, told
from tests.replica.desk import Desk, Firm
from tests.simulation.relay import LIMITS


def odd_pages(firm: Firm, place: int) -> list[Page]:
    """Pages that no relay may give to who asks for what follows a place."""
    head = firm.relay.head()
    entries = tuple(firm.relay.entries)
    extra = Entry(b"x" * 16, b"y" * 32, None)
    return [
        Page(place + 1, entries[place + 1 :], head),
        Page(place, (), head),
        Page(place, (*entries[place:], extra), head),
    ]


@pytest.mark.parametrize("which", range(3))
def test_a_page_that_is_none(which: int) -> None:
    """One that leaves something out, is empty though there is more, or says more than the
    head that was signed."""
    firm, noor = at_rest()
    ahead(firm)
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(odd_pages(firm, place)[which]))
    assert told(actions) == [Told.NONSENSE]
    assert noor.engine.place == place
    assert not noor.engine.stopped


def test_an_overlapping_page_is_taken_once() -> None:
    """Entries that are known are compared and passed over."""
    firm, noor = at_rest()
    ahead(firm)
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, place - 3)))
    keep = actions[0]
    assert isinstance(keep, act.Keep)
    assert next(row.place for row in keep.commit.rows) == place + 1


def alarm(desk: Desk, event: ev.Event, expected: Told) -> None:
    """One alarm, and an end: nothing after it, whatever comes."""
    content = dict(desk.standing())
    actions = desk.handle(event)
    assert kinds(actions) == ["Tell", "Stop"]
    assert told(actions) == [expected]
    assert actions[-1] == act.Stop(restore=True)
    assert expected.tone is Tone.alarm
    assert desk.standing() == content
    for later in (ev.Wake(), ev.Connected(LIMITS), ev.Hinted(10_000)):
        assert desk.handle(later) == []


def changed(head: Head, **other: Any) -> Head:
    return msgspec.structs.replace(head, **other)


def test_a_head_that_the_relay_did_not_sign() -> None:
    """Somebody else answers in its place."""
    firm, noor = at_rest()
    noor.handle(ev.Connected(LIMITS))
    head = changed(firm.relay.head(), signature=b"s" * 64)
    alarm(noor, ev.Paged(Page(noor.engine.place, (), head)), Told.BAD_HEAD)


def test_another_chain_at_a_known_place() -> None:
    """The relay signs another history for what was verified already."""
    firm, noor = at_rest()
    noor.handle(ev.Connected(LIMITS))
    head = firm.relay.sign(noor.engine.place, b"c" * 32)
    alarm(noor, ev.Paged(Page(noor.engine.place, (), head)), Told.REWRITTEN)


def test_another_entry_at_a_known_place() -> None:
    """A page that overlaps holds something else than was taken."""
    firm, noor = at_rest()
    ahead(firm)
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    entries = list(firm.relay.entries[place - 2 :])
    entries[0] = Entry(b"x" * 16, entries[0].id, entries[0].wire)
    alarm(noor, ev.Paged(Page(place - 2, tuple(entries), firm.relay.head())), Told.REWRITTEN)


def test_new_entries_that_do_not_lead_to_the_head() -> None:
    """What follows must have the chain value that was signed for its end."""
    firm, noor = at_rest()
    ahead(firm)
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    entries = [Entry(b"x" * 16, e.id) for e in firm.relay.entries[place:]]
    alarm(noor, ev.Paged(Page(place, tuple(entries), firm.relay.head())), Told.REWRITTEN)


def test_less_than_was_shown_before() -> None:
    """Under the same incarnation a relay can not lose anything."""
    firm, noor = at_rest()
    noor.handle(ev.Connected(LIMITS))
    place = noor.engine.place - 2
    head = firm.relay.sign(place, firm.relay.chain[place])
    alarm(noor, ev.Paged(Page(place, (), head)), Told.ROLLED_BACK)


def test_less_than_was_signed_once_is_an_alarm_also_before_it_was_read() -> None:
    """A device is held to no less than a head that it has kept."""
    firm, noor = at_rest()
    ahead(firm)
    noor.engine.head = firm.relay.head()
    noor.handle(ev.Connected(LIMITS))
    place = noor.engine.place
    head = firm.relay.sign(place, firm.relay.chain[place])
    alarm(noor, ev.Paged(Page(place, (), head)), Told.ROLLED_BACK)


def test_a_lower_head_of_another_incarnation_is_healed() -> None:
    """The relay says that it was put back: it is offered its tail, and told so once."""
    firm, noor = at_rest()
    backup = firm.relay.backup()
    noor.write(noor.own, NOTE, text="typed")
    noor.sync()
    known = firm.relay.head()
    firm.relay.restore(backup)
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, noor.engine.place)))
    assert kinds(actions) == ["Tell", "Offer"]
    assert told(actions) == [Told.RESTORED]
    assert actions[-1] == act.Offer(known, len(backup.entries), (firm.noor.engine.place,))
    noor.told.clear()
    noor.sync()
    assert firm.relay.place == known.place
    assert firm.relay.chain[-1] == known.chain
    assert firm.relay.entries[-1].wire is not None
