"""Whatever a member's modified program signs: a ledger judges it, and never falls over."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.casework.consent.grounds import lets_in
from shared.protocol.record import entry_of
from shared.replica.content import MemoryContent
from shared.replica.ledger import Ledger
from shared.replica.memory import recall, remember
from shared.replica.notice import Notice, Told
from shared.replica.payload import Kind, encode
from shared.replica.ring import decode_ring, encode_ring
from shared.sealing.epoch import EpochKeys
from shared.sealing.pair import ADVISERS, EVERYONE, pair_circle
from tests.replica.desk import Desk, Firm, keys_of, trio

NOTE = b"n" * 16


class Stage(NamedTuple):
    """Noor forges, Joost reads: both hold a case, which Samira may be let into."""

    firm: Firm
    circles: list[EpochKeys]
    bodies: dict[int, list[Any]]
    pool: list[Any]
    memory: bytes

    @property
    def noor(self) -> Desk:
        return self.firm.desks[0]

    @property
    def joost(self) -> Desk:
        return self.firm.desks[1]

    def reader(self) -> Ledger:
        ring = decode_ring(encode_ring(self.joost.replica.ring))
        ledger = recall(self.memory, ring, lets_in)
        assert ledger is not None
        return ledger


@cache
def stage() -> Stage:
    firm = trio()
    noor, joost, samira = firm.desks
    case = noor.open_case(code="kiezel")
    noor.share(case, joost)
    consent = firm.random(16)
    terms = {"status": "given", "scope": "share_with_colleague", "recipient": samira.member}
    noor.write(case, consent, "consent", **terms)
    firm.settle()
    me, head = noor.replica.ledger.me, firm.relay.head()
    pair = pair_circle(firm.log, noor.member, joost.member)
    circles = [keys_of(noor, circle) for circle in (EVERYONE, ADVISERS, case, pair)]
    new = EpochKeys.of(case, firm.random(32))
    both = sorted([noor.member, joost.member])
    three = sorted([*both, samira.member])
    ground = ["consent", consent]
    entry = [case, "case", new.epoch, new.secret, me, firm.relay.place]
    state = [["consent", consent, [["status", [["given", me, 1]]]]]]
    boxes = [[member, b"box"] for member in both]
    write = ["text", "value", [[me, 1]]]
    founding = [b"s" * 112, "Bureau", "Noor", ["adviser"], "laptop", b"r" * 32]
    opening = ["case", noor.member, three, circles[2].epoch, ground, [[me, 1]], state, None, None]
    closing = [new.epoch, three, [samira.member], [], ground, boxes]
    remove = [new.epoch, None, [], [samira.member], None, boxes]
    device = joost.replica.ring.signer().key
    bodies: dict[int, list[Any]] = {
        Kind.CHANGES: [[900, [["note", NOTE, [write, ["day", {"a": [1]}, []]]]]]],
        Kind.PRESENCE: [[head.place, head.chain, head.incarnation, head.signature]],
        Kind.OPENING: [
            opening,
            ["advisers", None, None, circles[1].epoch, None, None, None, None, None],
            ["everyone", None, None, None, None, None, None, None, founding],
        ],
        Kind.CLOSING: [closing, remove, [new.epoch, both, [], [], None, boxes]],
        Kind.KEYS: [[[entry], ground], [[entry], ["role"]]],
        Kind.ACT: [
            ["admit", NOTE, "New", ["adviser"], b"k" * 32, device, "laptop", b"s" * 64],
            ["device", noor.member, device, "phone", "machine", b"s" * 64],
            ["revoke", samira.replica.ledger.me, []],
            ["roles", samira.member, ["adviser", "supervisor"]],
            ["turn", noor.member, b"k" * 32, True],
        ],
    }
    pool: list[Any] = [
        *(None, True, 0, 1, -1, 2**63, 2**64 - 1, 1.5, "", "x" * 300, "case", "self", "pair"),
        *([], {}, [[]], [{}], {"a": 1}, {1: 2}, b"", b"i" * 16, b"k" * 32, b"s" * 64, bytes(32)),
        *(desk.member for desk in firm.desks),
        *(desk.replica.ledger.me for desk in firm.desks),
        *(keys.epoch for keys in circles),
        *(case, pair, EVERYONE, consent, new.epoch, three, both, ground, boxes, entry, state),
    ]
    memory = remember(joost.replica.ledger)
    assert memory is not None
    return Stage(firm, circles, bodies, pool, memory)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[int, Any]:
    """A kind, and a body of it with some of its parts replaced, repeated or left out."""
    kind = draw(st.sampled_from(sorted(stage().bodies)))
    body = deepcopy(draw(st.sampled_from(stage().bodies[kind])))
    for _ in range(draw(st.integers(0, 3))):
        place = body
        while True:
            at = draw(st.integers(0, len(place) - 1))
            inside = place[at]
            if not isinstance(inside, list) or not inside or draw(st.booleans()):
                break
            place = inside
        match draw(st.sampled_from(["replace", "replace", "drop", "repeat"])):
            case "replace":
                place[at] = deepcopy(draw(st.sampled_from(stage().pool)))
            case "drop" if len(place) > 1:
                del place[at]
            case _:
                place.append(deepcopy(place[at]))
    return kind, body


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 3), mutated()), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([1, 2, 4]),
)
def test_nothing_that_is_signed_can_stop_a_reader(
    records: list[tuple[int, tuple[int, Any]]], fence: bool, window: int
) -> None:
    """It stands, or is left out and told, or is the one alarm that there is: a claim to
    have seen another log. What was remembered before still opens, and the next honest
    record is recognised."""
    some = stage()
    formed = some.firm.forge(
        some.noor,
        *((some.circles[circle], kind, encode(body)) for circle, (kind, body) in records),
        fence=fence,
    )
    ledger, content = some.reader(), MemoryContent()
    entries = [entry_of(record.wire) for record in formed]
    for at in range(0, len(entries), window):
        taken = ledger.take(entries[at : at + window], content)
        if isinstance(taken, Notice):
            assert any(kind == Kind.PRESENCE for _, (kind, _) in records)
            return
        assert len(taken.rows) == len(entries[at : at + window])
    memory = remember(ledger)
    if memory is not None:
        again = recall(memory, ledger.ring, lets_in)
        assert again is not None
        assert remember(again) == memory


def test_kinds_that_nobody_knows() -> None:
    """Content of a newer program is no flaw; structure of one makes a circle read-only."""
    some = stage()
    case = some.circles[2]
    for kind in (*range(2, 128), *range(132, 256)):
        record = some.firm.forge(some.noor, (case, kind, b"\xc1"))[0]
        ledger = some.reader()
        taken = ledger.take([entry_of(record.wire)], MemoryContent())
        assert not isinstance(taken, Notice)
        unknown = [Told.UNKNOWN_STRUCTURE] if kind >= 128 else []
        assert [notice.told for notice in taken.notices] == unknown
        assert ledger.circles[case.circle].read_only is bool(unknown)
