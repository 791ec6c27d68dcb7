"""The engine: each event and exactly what is wanted because of it."""

from __future__ import annotations

import pytest

from shared.protocol.messages import Appended, DeviceKey, Page
from shared.protocol.record import entry_of
from shared.protocol.refusal import Refusal
from shared.replica import action as act
from shared.replica import event as ev
from shared.replica.notice import Notice, Told
from shared.replica.outbox import Flight, Remove, Turn
from tests.replica.answers import NOTE, ahead, at_rest, kinds, page, pushed, told
from tests.replica.desk import Firm, trio
from tests.simulation.relay import LIMITS


def test_connected_pulls() -> None:
    """From the place that was verified; anything else comes after that."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="typed")
    assert noor.handle(ev.Connected(LIMITS)) == [act.Pull(noor.engine.place)]
    assert noor.handle(ev.Wake()) == []


def test_nothing_is_asked_without_a_connection() -> None:
    """A save, a hint or time that passes is no reason before there is one, nor after."""
    firm = trio()
    noor = firm.noor
    noor.start()
    noor.write(noor.own, NOTE, text="typed")
    for event in (ev.Wake(), ev.Hinted(1_000), ev.Disconnected(), ev.Wake()):
        assert noor.handle(event) == []


def test_one_thing_is_asked_at_a_time() -> None:
    """While an answer is awaited nothing else is asked, whatever happens."""
    firm = trio()
    noor = firm.noor
    noor.write(noor.own, NOTE, text="typed")
    noor.handle(ev.Connected(LIMITS))
    for event in (ev.Wake(), ev.Hinted(1_000), ev.Wake()):
        assert noor.handle(event) == []


def test_a_page_is_kept_before_anything_else() -> None:
    """What it brings reaches the disk before somebody is told of it or something follows."""
    firm, noor = at_rest()
    ahead(firm)
    place = noor.engine.place
    assert noor.handle(ev.Hinted(firm.relay.place)) == [act.Pull(place)]
    actions = noor.handle(ev.Paged(page(firm, place)))
    assert kinds(actions)[0] == "Keep"
    keep = actions[0]
    assert isinstance(keep, act.Keep)
    assert [row.place for row in keep.commit.rows] == list(range(place + 1, firm.relay.place + 1))
    assert noor.engine.head == firm.relay.head()


def test_more_is_pulled_until_the_head_is_reached() -> None:
    """A page that ends before the head is followed by another one; only then one sends."""
    firm, noor = at_rest()
    ahead(firm)
    ahead(firm)
    noor.write(noor.own, NOTE, text="typed")
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, place, place + 1)))
    assert kinds(actions) == ["Keep", "Pull"]
    assert actions[-1] == act.Pull(place + 1)
    assert kinds(noor.handle(ev.Paged(page(firm, place + 1)))) == ["Keep", "Keep", "Push"]


def test_a_hint_of_what_is_known_asks_nothing() -> None:
    """Only a head that is further asks for a page."""
    _firm, noor = at_rest()
    assert noor.handle(ev.Hinted(noor.engine.place)) == []
    assert noor.handle(ev.Hinted(noor.engine.place + 1)) == [act.Pull(noor.engine.place)]


def test_a_save_is_kept_and_pushed() -> None:
    """The batch is on the disk before it leaves."""
    _firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    actions = noor.handle(ev.Wake())
    assert kinds(actions) == ["Keep", "Push"]
    keep, push = actions
    assert isinstance(keep, act.Keep)
    assert isinstance(push, act.Push)
    assert keep.commit.flight is not None
    assert tuple(r.wire for r in keep.commit.flight.records) == push.append.records
    assert (push.append.seen, push.append.fence) == (noor.engine.place, False)


def answered(firm: Firm, push: act.Push) -> ev.Event:
    answer = firm.relay.append(push.append)
    if isinstance(answer, Appended):
        return ev.Answered(answer)
    assert not isinstance(answer, Page)
    refusal = Refusal.of(getattr(answer, "code", ""))
    assert refusal is not None
    return ev.Refused(refusal, getattr(answer, "page", None))


def test_an_answer_is_kept_and_ends_the_flight() -> None:
    """What was typed is done with, in the commit that keeps its rows."""
    firm, noor = at_rest()
    item = noor.write(noor.own, NOTE, text="typed")
    actions = noor.handle(answered(firm, pushed(firm, noor)))
    keep = actions[0]
    assert isinstance(keep, act.Keep)
    assert keep.commit.done == [item.number]
    assert keep.commit.flight == Flight()
    assert [row.place for row in keep.commit.rows] == [firm.relay.place]
    assert noor.replica.items == {}


def test_a_lost_answer_is_asked_for_again() -> None:
    """After a broken line the page says that the batch stands: it is not sent twice."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    answered(firm, pushed(firm, noor))
    assert noor.handle(ev.Disconnected()) == []
    place = noor.engine.place
    assert noor.handle(ev.Connected(LIMITS)) == [act.Pull(place)]
    assert "Push" not in kinds(noor.handle(ev.Paged(page(firm, place))))
    assert noor.replica.items == {}


def test_the_same_bytes_are_sent_again() -> None:
    """When the page does not have the batch, it is sent as it was formed."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    push = pushed(firm, noor)
    noor.start()
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, noor.engine.place)))
    assert [a for a in actions if isinstance(a, act.Push)] == [push]


def test_a_refused_fence_is_formed_anew_from_the_page() -> None:
    """The page of the refusal is taken, and the act goes out behind it at once."""
    firm, noor = at_rest()
    noor.intend(Turn(firm.random(32), loss=False))
    push = pushed(firm, noor)
    assert push.append.fence
    ahead(firm)
    refused = answered(firm, push)
    assert isinstance(refused, ev.Refused)
    assert refused.refusal is Refusal.FENCE
    actions = noor.handle(refused)
    assert kinds(actions) == ["Keep", "Keep", "Push"]
    again = actions[-1]
    assert isinstance(again, act.Push)
    assert again.append.seen == firm.relay.place
    assert again.append.records != push.append.records
    assert set(noor.replica.flight.old) >= {entry_of(w).id for w in push.append.records}
    assert isinstance(answered(firm, again), ev.Answered)


def test_a_refused_fence_without_news_waits() -> None:
    """The relay holds a place for somebody else; nothing is told."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    pushed(firm, noor)
    actions = noor.handle(ev.Refused(Refusal.FENCE, page(firm, noor.engine.place)))
    assert actions == [act.Wait(1_000)]


QUIET = [Refusal.TAG_TAKEN, Refusal.RESTORING, Refusal.NOT_MINE, Refusal.BUSY, Refusal.FORBIDDEN]


@pytest.mark.parametrize("refusal", QUIET)
def test_what_time_heals_is_waited_out(refusal: Refusal) -> None:
    """Nothing is told; after the wait the log is read, and then sent again."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    pushed(firm, noor)
    assert noor.handle(ev.Refused(refusal)) == [act.Wait(1_000)]
    assert noor.handle(ev.Wake()) == [act.Pull(noor.engine.place)]
    assert "Push" in kinds(noor.handle(ev.Paged(page(firm, noor.engine.place))))


@pytest.mark.parametrize("refusal", [Refusal.FULL, Refusal.TOO_LARGE, Refusal.FAILED])
def test_what_somebody_must_look_at_is_told_once(refusal: Refusal) -> None:
    """With the relay's reason; what was typed is kept, and tried again."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    place = noor.engine.place
    pushed(firm, noor)
    telling = act.Tell(Notice(Told.REFUSED, place, (("why", refusal.text),)))
    for expected in ([telling, act.Wait(1_000)], [act.Wait(2_000)], [act.Wait(4_000)]):
        assert noor.handle(ev.Refused(refusal)) == expected
        assert noor.handle(ev.Wake()) == [act.Pull(place)]
        assert kinds(noor.handle(ev.Paged(page(firm, place))))[-1] == "Push"
    assert len(noor.replica.items) == 1


def test_success_makes_waits_short_again() -> None:
    """A batch that was stored ends what went wrong before: the next trouble is told anew."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="typed")
    push = pushed(firm, noor)
    assert told(noor.handle(ev.Refused(Refusal.FULL))) == [Told.REFUSED]
    noor.handle(ev.Wake())
    noor.handle(ev.Paged(page(firm, noor.engine.place)))
    noor.handle(answered(firm, push))
    noor.write(noor.own, NOTE, text="more")
    pushed(firm, noor)
    actions = noor.handle(ev.Refused(Refusal.FULL))
    assert told(actions) == [Told.REFUSED]
    assert actions[-1] == act.Wait(1_000)


def test_nonsense_is_told_once() -> None:
    """It may be a hiccup: it waits longer each time, and tells the first time."""
    _firm, noor = at_rest()
    place = noor.engine.place
    noor.handle(ev.Connected(LIMITS))
    assert noor.handle(ev.Nonsense()) == [
        act.Tell(Notice(Told.NONSENSE, place)),
        act.Wait(1_000),
    ]
    assert noor.handle(ev.Wake()) == [act.Pull(place)]
    assert noor.handle(ev.Nonsense()) == [act.Wait(2_000)]
    noor.handle(ev.Disconnected())
    noor.handle(ev.Connected(LIMITS))
    assert told(noor.handle(ev.Nonsense())) == [Told.NONSENSE]


def test_being_removed_ends_it_without_a_restore() -> None:
    """It is no fault of the log: what is on the device stays as it is."""
    firm, noor = at_rest()
    samira = firm.desks[2].sync()
    noor.intend(Remove(samira.member))
    noor.handle_until_pushed()
    noor.sync_once()
    place = samira.engine.place
    samira.handle(ev.Hinted(firm.relay.place))
    actions = samira.handle(ev.Paged(page(firm, place)))
    assert kinds(actions)[0] == "Keep"
    assert actions[-2:] == [
        act.Tell(Notice(Told.REMOVED, samira.engine.place)),
        act.Stop(restore=False),
    ]


def test_circles_that_come_and_go_are_told_to_the_views() -> None:
    """After they were kept."""
    firm, noor = at_rest()
    joost = firm.desks[1].sync()
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    noor.sync()
    place = joost.engine.place
    joost.handle(ev.Hinted(firm.relay.place))
    actions = joost.handle(ev.Paged(page(firm, place)))
    assert kinds(actions)[:2] == ["Keep", "Came"]
    assert actions[1] == act.Came((case,), ())


def test_the_relays_list_is_compared_when_all_is_sent() -> None:
    """Once for each state of the roster; what differs is put right, and looked at again."""
    firm = trio()
    noor, joost, _ = firm.desks
    noor.start()
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, noor.engine.place)))
    assert kinds(actions)[-1] == "Compare"
    listed = tuple(k for d, k in firm.relay.devices.items() if d != joost.replica.ledger.me)
    stranger = DeviceKey(b"x" * 32, True)
    actions = noor.handle(ev.Listed((*listed, stranger)))
    key = joost.replica.ring.signer().key
    (access,) = actions
    assert isinstance(access, act.Access)
    assert access.add == (DeviceKey(key, False),)
    assert len(access.drop) == 1
    assert noor.handle(ev.Given()) == [act.Compare()]
    assert noor.handle(ev.Listed(tuple(firm.relay.devices.values()))) == []
    assert noor.handle(ev.Wake()) == []


def test_what_was_formed_ahead_is_pushed_at_once() -> None:
    """While a batch is under way the next one is formed; it goes out with the answer."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="one")
    push = pushed(firm, noor)
    noor.write(noor.own, NOTE, text="two")
    noor.engine.prepare(firm.now)
    given = firm.random.given
    actions = noor.handle(answered(firm, push))
    assert kinds(actions) == ["Keep", "Keep", "Push"]
    assert firm.random.given == given


def test_what_was_formed_ahead_is_thrown_away_when_it_does_not_fit() -> None:
    """After a turn came between, the next batch is another one."""
    firm, noor = at_rest()
    phone = firm.add_device(noor, "phone")
    firm.settle()
    noor.write(noor.own, NOTE, text="one")
    push = pushed(firm, noor)
    noor.write(noor.own, NOTE, text="two")
    noor.engine.prepare(firm.now)
    phone.intend(Turn(firm.random(32), loss=False))
    phone.sync()
    refused = answered(firm, push)
    assert isinstance(refused, ev.Refused)
    noor.handle(refused)
    noor.sync()
    phone.sync()
    assert phone.shown(noor.own, NOTE, "text") == ["two"]
    assert noor.replica.items == {}
    assert noor.told == []


def test_what_falls_is_not_sent_again_at_once() -> None:
    """A relay that puts records where they do not count makes a device wait, not work."""
    firm, noor = at_rest()
    turn = Turn(firm.random(32), loss=False)
    noor.intend(turn)
    push = pushed(firm, noor)
    ahead(firm)
    for wire in push.append.records:
        firm.put(wire)
    noor.handle(ev.Disconnected())
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, noor.engine.place)))
    assert kinds(actions) == ["Keep", "Tell", "Wait"]
    assert told(actions) == [Told.FELL]
    actions = noor.handle(ev.Wake())
    assert kinds(actions) == ["Keep", "Push"]
    noor.sync()
    assert noor.replica.items == {}
    roster = noor.replica.ledger.roster
    assert roster.members[noor.member].key == noor.replica.ring.member_public()


def test_other_bytes_in_ones_own_place_are_told() -> None:
    """Somebody changed a record on its way: it is sent again, and nothing is lost."""
    firm, noor = at_rest()
    noor.write(noor.own, NOTE, text="one")
    wire = pushed(firm, noor).append.records[0]
    firm.put(wire[:-1] + bytes([wire[-1] ^ 1]))
    noor.handle(ev.Disconnected())
    noor.handle(ev.Connected(LIMITS))
    actions = noor.handle(ev.Paged(page(firm, noor.engine.place)))
    assert kinds(actions) == ["Keep", "Tell", "Keep", "Push"]
    assert told(actions) == [Told.TAG_TAKEN]
    noor.sync()
    assert noor.shown(noor.own, NOTE, "text") == ["one"]
    assert noor.replica.items == {}
