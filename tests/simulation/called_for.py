"""Which alarm an answer of the relay calls for, from docs/protocol.md §8.3 alone: what it
serves, held against what the device has verified and what it still holds."""

from __future__ import annotations

from typing import NamedTuple

from shared.protocol import access
from shared.protocol.access import head_text
from shared.protocol.chain import link
from shared.protocol.messages import Append, Appended, Page, RefusalBody, TailOffer
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from shared.replica.circle import Epoch
from shared.replica.notice import Told
from shared.sealing.envelope import Flaw, unseal
from tests.simulation.device import Device
from tests.simulation.relay import Answer, PageAfter, Relay, Request
from tests.simulation.world import World

ALARMS = frozenset({Told.BAD_HEAD, Told.ROLLED_BACK, Told.REWRITTEN, Told.FORKED})
Served = Answer | None


class Called(NamedTuple):
    """What an answer calls for: of `must`, when it is not empty, one has to be told;
    `may` are those that would be right too."""

    must: frozenset[Told] = frozenset()
    may: frozenset[Told] = frozenset()


NOTHING = Called()


class Owed(NamedTuple):
    """What is called for, at which step, of whom."""

    step: int
    device: str
    called: Called


def called_for(
    relay: Relay, world: World, device: Device, request: Request, served: Answer
) -> Called:
    """Which alarms an answer calls for, by what this device has verified before."""
    page, own = _page_in(request, served)
    if page is None:
        return NOTHING
    ledger, known, head = device.replica.ledger, device.engine.head, page.head
    held = device.engine.held.entries
    text = head_text(relay.log, head.incarnation, head.place, head.chain)
    if not access.check(relay.key, access.HEAD, text, head.signature):
        return Called(frozenset({Told.BAD_HEAD}))
    must: set[Told] = set()
    asked = request.after if isinstance(request, PageAfter) else ledger.place
    again = page.after == asked < ledger.place
    if head.place <= ledger.place and ledger.chain_at(head.place) != head.chain:
        must.add(Told.REWRITTEN)
    lower = known is not None and head.place < known.place
    if lower and known is not None and known.incarnation == head.incarnation:
        must.add(Told.ROLLED_BACK)
    if again:
        # What is read again is compared with what was taken, and adds nothing.
        must = must if head.place < ledger.place else set()
    elif must:
        return Called(frozenset(must))
    entries = (*page.entries, *own)
    if head.place < ledger.place + len(held):
        # The relay was put back: what was held is asked for again.
        held = []
    reached = ledger.place + len(held)
    if page.after > reached or page.after + len(entries) > head.place:
        return Called(frozenset(must))
    known_before = max(0, reached - page.after)
    for place, entry in enumerate(entries[:known_before], page.after + 1):
        at = place - ledger.place - 1
        if at < 0:
            same = ledger.stands_at(place, entry)
        else:
            same = (held[at].tag, held[at].id) == (entry.tag, entry.id)
        if not same:
            must.add(Told.REWRITTEN)
    if must or again:
        return Called(frozenset(must))
    fresh = (*held, *entries[known_before:])
    signed = list(device.engine.held.signed.items()) if held else []
    signed += [(one.place, one.chain) for one in (known, head) if one is not None]
    return _by_chain(world, device, fresh, signed, placed=bool(own))


def _by_chain(
    world: World,
    device: Device,
    entries: tuple[Entry, ...],
    signed: list[tuple[int, bytes]],
    *,
    placed: bool,
) -> Called:
    """What new entries call for: do they lead to what the relay signed, and fit what authors
    saw? Beyond the last place that it signed nothing is looked at yet, unless the device's
    own batch was `placed`."""
    ledger = device.replica.ledger
    chain, place = {ledger.place: ledger.head()}, ledger.place
    for entry in entries:
        chain[place + 1] = link(chain[place], entry.tag, entry.id)
        place += 1
    must: set[Told] = set()
    may: set[Told] = set()
    gaps: set[Told] = set()
    if any(at in chain and chain[at] != value for at, value in signed):
        must.add(Told.REWRITTEN)
    confirmed = max((at for at, _ in signed if at in chain), default=ledger.place)
    looked_at = len(entries) if must or placed else confirmed - ledger.place
    flying = {record.id for record in device.replica.flight.records}
    changed = False
    """Whether a fence has come by, after which other records may be looked out for."""
    for place, entry in enumerate(entries[:looked_at], ledger.place + 1):
        formed = world.truth.formed.get(entry.id)
        if formed is not None and entry.wire is not None and formed.place < place:
            hit = ledger.expected.get(entry.tag)
            seen, value = _witness(device, hit[0], entry.wire) if hit else formed[4:6]
            if (chain.get(seen) or ledger.chain_at(seen)) != value:
                may.add(Told.FORKED)
                if hit is not None and not changed and hit[1] in ledger.roster.devices:
                    must.add(Told.FORKED)
        gone = entry.wire is None and entry.id not in flying and device.fuse is None
        if gone and entry.tag in ledger.expected and not changed:
            gaps.add(Told.ERASED)
        changed = changed or formed is None or formed.fence
    # Of bytes that are gone is told when nothing worse is.
    return Called(frozenset(must), frozenset(may | must)) if may | must else Called(frozenset(gaps))


def _witness(device: Device, epoch: Epoch, wire: bytes) -> tuple[int, bytes]:
    """What the author of a record says to have seen: a place and its chain value."""
    plain = unseal(epoch.keys, device.replica.ledger.log, wire, epoch.kind == "self")
    assert not isinstance(plain, Flaw)
    return plain.witness_place, plain.witness_chain


def _page_in(request: Request, served: Answer) -> tuple[Page | None, tuple[Entry, ...]]:
    match request, served:
        case ((PageAfter() | TailOffer()), Page()):
            return served, ()
        case _, RefusalBody(code=code, page=page) if code == Refusal.FENCE.code:
            return page, ()
        case Append(records=records), Appended(first_place=first, page=page):
            fits = page.after + len(page.entries) + 1 == first
            return page, tuple(entry_of(wire) for wire in records) if fits else ()
    return None, ()
