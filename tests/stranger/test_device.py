"""The second implementation with itself: a firm of two, from its founding to a dismissal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stranger import primitives as p
from tests.stranger.cases_keys import stream
from tests.stranger.device import Batch, Stranger, answer_to
from tests.stranger.invitation import Sheet, parcel_opened
from tests.stranger.primitives import Flaw

NOW = 1_700_000_000_000
CASE = ("case", bytes(16))
CONSENT = bytes(range(16))
RELAY_SEED = b"\x09" * 32


class Shelf:
    """A relay without a network: keeps what it is given in order, and signs its head."""

    def __init__(self, log: bytes) -> None:
        self.log = log
        self.entries: list[bytes] = []
        self.chain = [log]

    def page(self, after: int, until: int | None = None) -> list[Any]:
        """The page after a place."""
        place, incarnation = len(self.entries), bytes(16)
        text = self.log + incarnation + p.number(place) + self.chain[-1]
        signature = p.sign(RELAY_SEED, "luister/v1/head", text)
        return [after, self.entries[after:until], [incarnation, place, self.chain[-1], signature]]

    def append(self, device: Stranger, batch: Batch) -> None:
        """Take a batch, and let the device know."""
        first = len(self.entries) + 1
        for wire in batch.wires:
            self.entries.append(wire)
            self.chain.append(p.chain_link(self.chain[-1], wire[:16], p.record_id(wire)))
        device.sent(batch, first, self.page(device.place, first - 1))

    def sync(self, *devices: Stranger) -> None:
        """Let devices read to the end."""
        for device in devices:
            device.read([self.page(device.place)])


class Firm:
    """Anna's firm, to which Bo was admitted."""

    def __init__(self) -> None:
        draw = stream("firm")
        self.anna = Stranger.found(draw, lambda: NOW, "Firma", "Anna", "laptop")
        self.shelf = Shelf(self.anna.log)
        self.shelf.append(self.anna, self.anna.founding(p.signing_public(RELAY_SEED)))
        self.link, reveal = self.anna.invite("https://relay.example", NOW, "Bo")
        seed, private, exchange, member = (draw(n) for n in (32, 32, 32, 16))
        answer = answer_to(self.link, draw, member, "Bo", "pc", seed, private)
        sealed = self.link.sealed("answer", draw(24), answer)
        self.words = self.link.words(self.link.opened("answer", sealed)[0], reveal)
        fields = self.link.opened("answer", sealed)[1]
        self.shelf.append(self.anna, self.anna.admit(fields, ("adviser",)))
        anna_key = p.exchange_public(next(iter(self.anna.ring.members.values())))
        welcome = self.anna.welcome(self.link, p.exchange_public(private))
        entries = self.link.welcomed(private, anna_key, welcome)[1]
        self.bo = Stranger.from_keys(
            self.anna.log, member, seed, private, entries, draw, lambda: NOW, exchange
        )
        self.shelf.sync(self.bo)
        self.shelf.append(self.bo, self.bo.settle_in())
        self.shelf.sync(self.anna)

    def case(self) -> bytes:
        """A case of Anna's, with a consent to share it with Bo."""
        consent: dict[str, Any] = {
            "status": "given",
            "scope": "share_with_colleague",
            "recipient": self.bo.member,
        }
        title: dict[str, Any] = {"title": "first"}
        edits = [(*CASE, title), ("consent", CONSENT, consent)]
        case, batch = self.anna.new_case(edits)
        self.shelf.append(self.anna, batch)
        return case

    def save(self, device: Stranger, circle: bytes, title: str) -> None:
        """One device writes the case's title."""
        self.shelf.append(device, device.append_changes(circle, [(*CASE, {"title": title})]))
        self.shelf.sync(self.anna, self.bo)

    def title(self, device: Stranger, circle: bytes) -> list[Any]:
        """The title's live values on one device."""
        return device.values(circle, *CASE)["title"]


@pytest.fixture
def firm() -> Firm:
    """A firm of two, new for each test."""
    return Firm()


def test_both_members_read_the_same_roster_and_hold_the_same_circles(firm: Firm) -> None:
    """An admission gives the joiner the roster and the circle of advisers."""
    firm.save(firm.anna, p.ADVISERS, "for all advisers")

    assert firm.anna.replay.roster == firm.bo.replay.roster
    assert firm.title(firm.bo, p.ADVISERS) == ["for all advisers"]
    assert len(firm.words.split()) == 5


def test_a_case_is_read_by_its_holder_alone_until_it_is_shared(firm: Firm) -> None:
    """Sharing hands over the state; from then on both write."""
    case = firm.case()
    firm.save(firm.anna, case, "second")
    assert case not in firm.bo.replay.circles

    firm.shelf.append(firm.anna, firm.anna.share(case, firm.bo.member, CONSENT))
    firm.shelf.sync(firm.bo)
    assert firm.title(firm.bo, case) == ["second"]

    firm.save(firm.bo, case, "third")
    assert firm.title(firm.anna, case) == ["third"]


def test_two_who_write_at_once_both_keep_their_value(firm: Firm) -> None:
    """What neither had seen of the other stays side by side, the same on both."""
    one = firm.anna.append_changes(p.ADVISERS, [(*CASE, {"title": "hers"})])
    other = firm.bo.append_changes(p.ADVISERS, [(*CASE, {"title": "his"})])
    firm.shelf.append(firm.anna, one)
    firm.shelf.append(firm.bo, other)
    firm.shelf.sync(firm.anna)

    assert firm.title(firm.anna, p.ADVISERS) == ["hers", "his"]
    assert firm.title(firm.bo, p.ADVISERS) == ["hers", "his"]

    firm.save(firm.bo, p.ADVISERS, "both")
    assert firm.title(firm.anna, p.ADVISERS) == ["both"]


def test_a_case_is_not_shared_without_a_consent(firm: Firm) -> None:
    """The closing would not stand, so the writer does not make it."""
    case = firm.case()
    withdrawn = {"status": "withdrawn"}
    batch = firm.anna.append_changes(case, [("consent", CONSENT, withdrawn)])
    firm.shelf.append(firm.anna, batch)

    with pytest.raises(Flaw, match="not-allowed"):
        firm.anna.share(case, firm.bo.member, CONSENT)


def test_after_a_turn_the_sheet_brings_everything_back(firm: Firm) -> None:
    """A device that begins from the parcel reads cases whose keys it gets only later."""
    case = firm.case()
    sheet = Sheet(bytes(range(16)))
    batch = firm.anna.turn(loss=True, sheets=[sheet])
    firm.shelf.append(firm.anna, batch)
    firm.save(firm.anna, case, "after the turn")
    _, parcel, _ = batch.parcels[0]

    body = parcel_opened(sheet.key("parcel"), sheet.slot, parcel)
    found = Stranger.from_keys(body[0], body[1], sheet.key("sign"), body[4], body[5], stream("new"))
    firm.shelf.sync(found)

    assert found.replay.chain[body[2]] == body[3]
    assert firm.title(found, case) == ["after the turn"]


def test_who_is_dismissed_reads_nothing_that_comes_after(firm: Firm) -> None:
    """Neither the case nor the firm's circle goes on for a member who left."""
    case = firm.case()
    firm.shelf.append(firm.anna, firm.anna.share(case, firm.bo.member, CONSENT))
    firm.shelf.sync(firm.bo)
    for circle in (case, p.EVERYONE):
        firm.shelf.append(firm.anna, firm.anna.dismiss(circle, firm.bo.member))
    firm.save(firm.anna, case, "secret")

    assert firm.title(firm.anna, case) == ["secret"]
    assert firm.bo.circle(case).epoch is None
    assert not firm.bo.circle(case).content.writes
    with pytest.raises(Flaw, match="unknown"):
        firm.bo.open(firm.shelf.entries[-1])


def test_a_record_opens_for_who_recognised_it(firm: Firm) -> None:
    """`open` gives the plaintext of a record of one's circles, and of no other."""
    firm.case()

    assert firm.anna.open(firm.shelf.entries[-1]).kind == 0
    with pytest.raises(Flaw, match="unknown"):
        firm.bo.open(firm.shelf.entries[-1])


def test_nobody_writes_in_a_circle_with_structure_of_a_later_version(firm: Firm) -> None:
    """What a structure record that is not known decides, this version can not keep to."""
    batch = firm.bo.batch()
    batch.write(batch.replay.circles[p.ADVISERS].epoch, 200, {"later": True})
    firm.shelf.append(firm.bo, batch)
    firm.shelf.sync(firm.anna)

    with pytest.raises(Flaw, match="stopped"):
        firm.anna.append_changes(p.ADVISERS, [(*CASE, {"title": "x"})])


def test_a_page_that_leaves_something_out_is_refused(firm: Firm) -> None:
    """The signed head tells that an entry was exchanged."""
    firm.case()
    after, entries, head = firm.shelf.page(firm.bo.place)
    entries[0] = entries[0][:-1] + bytes([entries[0][-1] ^ 1])

    with pytest.raises(Flaw, match="bad-chain"):
        firm.bo.read([[after, entries, head]])
