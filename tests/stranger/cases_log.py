"""Vectors of whole logs: which records stand for a reader with these keys (section 4.5)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.stranger import invitation
from tests.stranger import primitives as p
from tests.stranger.bodies import Entry
from tests.stranger.cases_keys import Random, flipped
from tests.stranger.records import (
    ACT,
    CHANGES,
    CLOSING,
    KEYS,
    NO_FENCE,
    OPENING,
    PRESENCE,
    Draft,
    Epoch,
    sealed,
)
from tests.stranger.vectors import Case

NOTHING: list[Any] = [None] * 7
NOTE = bytes(range(16))


class Person:
    """A member with one device."""

    def __init__(self, random: Random) -> None:
        self.id, self.seed, self.private = random(16), random(32), random(32)
        self.key = p.signing_public(self.seed)
        self.member_key = p.exchange_public(self.private)
        self.device = p.device_id(self.key)


class Scribe:
    """Writes a log record by record, honest or not, and notes what is expected of each."""

    def __init__(self, seed: str, random: Random) -> None:
        self.random, self.title = random, seed
        self.anna, self.bo = Person(random), Person(random)
        anna = self.anna
        self.statement = p.statement_of(anna.id, anna.key, anna.member_key, random(32))
        self.log = p.log_id(self.statement)
        self.chain = [self.log]
        self.rows: list[tuple[str, bytes]] = []
        self.counters: dict[tuple[bytes, bytes], int] = {}
        self.last: dict[tuple[bytes, bytes], bytes] = {}
        self.entries: list[list[Any]] = []
        self.lives: list[str] = []
        self.reader = anna
        self.everyone = self.epoch(p.EVERYONE, "everyone", anna)

    def epoch(self, circle: bytes, kind: str, opener: Person, known: bool = True) -> Epoch:
        """A new epoch; the reader has its key from the start, unless it is to get it."""
        epoch = Epoch(self.log, circle, kind, self.random(32))
        if known:
            self.entries.append(self.entry(epoch, opener))
        return epoch

    def entry(self, epoch: Epoch, opener: Person, since: int = 0) -> list[Any]:
        """The epoch's entry, as it is given and kept."""
        return list(Entry(epoch.circle, epoch.kind, epoch.id, epoch.secret, opener.device, since))

    @property
    def place(self) -> int:
        """The last place."""
        return len(self.chain) - 1

    def put(self, outcome: str, wire: bytes, gone: bool = False) -> bytes:
        """Place a record; `gone` leaves only tag and id of it."""
        tag, record = wire[:16], p.record_id(wire)
        self.chain.append(p.chain_link(self.chain[-1], tag, record))
        self.rows.append((outcome, tag + record if gone else wire))
        return record

    def write(
        self,
        outcome: str,
        who: Person,
        epoch: Epoch,
        kind: int,
        body: Any,
        *,
        after: bytes | None = None,
        forged: bool = False,
        gone: bool = False,
        counts: bool | None = None,
        **changed: Any,
    ) -> bytes:
        """Write the next record of a person's device in an epoch.

        `after` names another predecessor; `forged` signs with another key; `counts` says
        whether the next record follows on this one (as one that stands does).
        """
        hand = (epoch.id, who.device)
        draft = Draft(
            kind,
            body if isinstance(body, bytes) else p.pack(body),
            self.last.get(hand, p.ZEROS32) if after is None else after,
            self.place,
            self.chain[-1],
            1_700_000_000_000 + self.place,
        )
        counter = self.counters.get(hand, 0)
        self.counters[hand] = counter + 1
        seed = self.random(32) if forged else who.seed
        tag = epoch.tag(who.device, counter)
        wire = sealed(epoch, seed, tag, self.random(24), replace(draft, **changed))
        record = self.put(outcome, wire, gone)
        if outcome == "stands" if counts is None else counts:
            self.last[hand] = record
        return record

    def found(self) -> None:
        """Record 1."""
        firm = [self.statement, "Firma", "Anna", ["adviser", "coordinator"], "laptop", bytes(32)]
        self.write("stands", self.anna, self.everyone, OPENING, ["everyone", *NOTHING, firm])

    def admit(self, outcome: str = "stands", by: Person | None = None, **changed: Any) -> None:
        """Bo comes in, as an adviser."""
        bo = self.bo
        text = invitation.proof_text(self.log, bo.id, bo.member_key, bo.key)
        proof = p.sign(bo.seed, "luister/v1/proof", text)
        act = ["admit", bo.id, "Bo", ["adviser"], bo.member_key, bo.key, "pc", proof]
        self.act(outcome, act, by, **changed)

    def act(self, outcome: str, act: list[Any], by: Person | None = None, **changed: Any) -> None:
        """An act in a fence of its own."""
        changed = {"index": 0, **changed}
        self.write(outcome, by or self.anna, self.everyone, ACT, act, **changed)

    def note(
        self,
        outcome: str,
        who: Person,
        first: int,
        value: str,
        *names: list[Any],
        epoch: Epoch | None = None,
        **changed: Any,
    ) -> bytes:
        """One write to the field `text` of the one note there is."""
        body = [first, [["note", NOTE, [["text", value, list(names)]]]]]
        return self.write(outcome, who, epoch or self.everyone, CHANGES, body, **changed)

    def live(self, *values: str, epoch: Epoch | None = None) -> None:
        """What the note's live values are in the end."""
        circle = (epoch or self.everyone).circle
        self.lives.append(json.dumps([circle.hex(), "note", NOTE.hex(), "text", sorted(values)]))

    def case(self, expect: str = "ok") -> Case:
        """The vector."""
        reader = self.reader
        fields: list[tuple[str, Any]] = [
            ("log", self.log),
            ("member", reader.id),
            ("seed", reader.seed),
            ("member-private", reader.private),
            *[("entry", p.pack(entry)) for entry in self.entries],
            *self.rows,
            *([("chain", self.chain[-1])] if expect == "ok" else []),
            *[("live", text) for text in self.lives],
        ]
        return Case("log", self.title, tuple(fields), expect)


def logs(random: Random) -> list[Case]:
    """All of them."""
    stories = (
        _plain_story,
        _witnesses,
        _forked,
        _forked_presence,
        _forked_but_forged,
        _counting,
        _forged_before_an_act,
        _vouched_by_an_act,
        _late,
        _superseding,
        _limits,
        _rights,
        _revoked,
        _kept,
        _ended_epoch,
        _given_late,
        _gone,
    )
    return [story(random) for story in stories]


def _begun(title: str, random: Random) -> Scribe:
    scribe = Scribe(title, random)
    scribe.found()
    return scribe


def _plain_story(random: Random) -> Case:
    s = _begun("founding, changes, presence, admission", random)
    s.note("stands", s.anna, 1, "one")
    s.put("foreign", random(600))
    head = [s.place, s.chain[-1], random(16), random(64)]
    s.write("stands", s.anna, s.everyone, PRESENCE, head)
    s.admit()
    s.note("stands", s.bo, 1, "two", [s.anna.device, 1])
    s.write("stands", s.bo, s.everyone, 77, {"later": "kinds"})
    s.live("two")
    return s.case()


def _witnesses(random: Random) -> Case:
    s = _begun("witness places", random)
    s.note("stands", s.anna, 1, "at the head")
    s.note("stands", s.anna, 2, "at the beginning", witness=0, witness_chain=s.log)
    s.note("fails", s.anna, 3, "of its own place", witness=4, counts=False)
    s.note("fails", s.anna, 3, "far ahead", witness=2**62, counts=False)
    s.act("fails", ["roles", s.anna.id, ["adviser"]], index=1, counts=False)
    s.admit("fails", index=NO_FENCE, counts=True)
    s.admit()
    s.note("fails", s.anna, 3, "as if in a fence", index=0, counts=True)
    s.live("at the head", "at the beginning")
    return s.case()


def _forked(random: Random) -> Case:
    s = _begun("the author saw another log", random)
    s.note("stands", s.anna, 1, "before")
    s.note("forked", s.anna, 2, "elsewhere", witness_chain=random(32))
    return s.case("forked")


def _forked_presence(random: Random) -> Case:
    s = _begun("a presence that saw another log", random)
    head = [s.place, random(32), random(16), random(64)]
    s.write("forked", s.anna, s.everyone, PRESENCE, head)
    return s.case("forked")


def _forked_but_forged(random: Random) -> Case:
    s = _begun("a false witness that nobody signed", random)
    s.note("fails", s.anna, 1, "forged", witness_chain=random(32), forged=True)
    s.note("stands", s.anna, 1, "hers")
    s.live("hers")
    return s.case()


def _counting(random: Random) -> Case:
    s = _begun("content counts by its own signature or by the next one's", random)
    founding = s.last[s.everyone.id, s.anna.device]
    vouched = s.note("stands", s.anna, 1, "vouched for", forged=True)
    s.note("stands", s.anna, 2, "vouches", after=vouched)
    s.note("fails", s.anna, 3, "not vouched for", forged=True)
    s.note("stands", s.anna, 3, "does not vouch")
    s.note("fails", s.anna, 4, "follows on another", after=founding, counts=False)
    s.note("fails", s.anna, 4, "follows on nothing", after=p.ZEROS32, counts=False)
    s.note("stands", s.anna, 4, "goes on")
    s.note("waits", s.anna, 5, "waits", forged=True)
    s.live("vouched for", "vouches", "does not vouch", "goes on")
    return s.case()


def _forged_before_an_act(random: Random) -> Case:
    s = _begun("an act after a record that was forged with its author's tag", random)
    s.note("fails", s.anna, 1, "forged", forged=True)
    s.admit()
    s.note("stands", s.anna, 1, "hers")
    s.live("hers")
    return s.case()


def _vouched_by_an_act(random: Random) -> Case:
    s = _begun("an act vouches for no content", random)
    forged = s.note("fails", s.anna, 1, "forged", forged=True)
    s.admit("fails", after=forged, counts=False)
    s.note("stands", s.anna, 1, "hers")
    s.live("hers")
    return s.case()


def _late(random: Random) -> Case:
    s = _begun("what waits, and is superseded before it counts", random)
    s.admit()
    forged = s.note("stands", s.anna, 1, "waits first", forged=True)
    s.note("stands", s.bo, 1, "supersedes it", [s.anna.device, 1])
    s.note("stands", s.anna, 2, "vouches", after=forged)
    s.live("supersedes it", "vouches")
    return s.case()


def _superseding(random: Random) -> Case:
    s = _begun("what supersedes what", random)
    s.admit()
    seen, chain = s.place, s.chain[-1]
    anna, bo = s.anna.device, s.bo.device
    s.note("stands", s.anna, 1, "a1")
    early: dict[str, Any] = {"witness": seen, "witness_chain": chain}
    s.note("stands", s.bo, 1, "b1, before a1 was seen", [anna, 1], **early)
    s.note("stands", s.bo, 2, "b2", [bo, 1], **early)
    s.note("stands", s.anna, 5, "a5, numbers left out", [bo, 9], [random(16), 1])
    s.note("fails", s.anna, 5, "a number again", [anna, 1], counts=True)
    s.note("fails", s.anna, 3, "a lower number", [anna, 1], counts=True)
    s.note("stands", s.anna, 6, "b2", [anna, 5])
    s.live("a1", "b2")
    return s.case()


def _limits(random: Random) -> Case:
    s = _begun("more live values, and more fields, than there may be", random)
    rows: list[Any] = [["text", str(n), []] for n in range(70)]
    rows += [["text", "in place of two", [[s.anna.device, 1], [s.anna.device, 2]]]]
    rows += [["text", "fits again", []], ["text", "one too many", []]]
    s.write("stands", s.anna, s.everyone, CHANGES, [1, [["note", NOTE, rows]]])
    fields: list[Any] = [[f"field {n}", n, []] for n in range(511)] + [["one too many", 1, []]]
    s.write("stands", s.anna, s.everyone, CHANGES, [74, [["note", NOTE, fields]]])
    s.live(*[str(n) for n in range(2, 64)], "in place of two", "fits again")
    ends: dict[str, list[int]] = {"field 510": [510], "one too many": []}
    for name, values in ends.items():
        circle = s.everyone.circle.hex()
        s.lives.append(json.dumps([circle, "note", NOTE.hex(), name, values]))
    return s.case()


def _rights(random: Random) -> Case:
    s = _begun("acts without the right, and acts that can not be", random)
    s.admit()
    s.act("fails", ["roles", s.anna.id, ["supervisor"]], s.bo, counts=True)
    s.act("fails", ["revoke", s.anna.device, []], s.bo, counts=True)
    s.act("fails", ["roles", random(16), ["adviser"]], counts=True)
    s.act("fails", ["revoke", random(16), []], counts=True)
    s.act("fails", ["turn", s.anna.id, s.anna.member_key, False], counts=True)
    s.act("fails", ["turn", s.bo.id, p.exchange_public(random(32)), False], counts=True)
    s.admit("fails", counts=True)
    key = random(32)
    s.act(
        "fails",
        ["device", s.anna.id, p.signing_public(key), "tablet", "machine", random(64)],
        counts=True,
    )
    text = invitation.proof_text(s.log, s.anna.id, p.ZEROS32, p.signing_public(key))
    proof = p.sign(key, "luister/v1/proof", text)
    act = ["device", s.anna.id, p.signing_public(key), "tablet", "machine", proof]
    s.act("fails", act, s.bo, counts=True)
    s.act("stands", act)
    s.act("stands", ["roles", s.bo.id, ["adviser", "coordinator"]])
    s.write("fails", s.anna, s.everyone, KEYS, [[], None], counts=True)
    s.write("fails", s.anna, s.everyone, CHANGES, [1, [], None], counts=True)
    s.act("stands", ["roles", s.anna.id, ["adviser"]], s.bo)
    s.admit("fails", counts=True)
    return s.case()


def _kept(random: Random) -> Case:
    s = _begun("a device is revoked by one that it had added, which stays", random)
    s.admit()
    paper, laptop, thief = Person(random), Person(random), Person(random)
    for person, by in ((paper, s.bo), (laptop, paper), (thief, s.bo)):
        text = invitation.proof_text(s.log, s.bo.id, p.ZEROS32, person.key)
        proof = p.sign(person.seed, "luister/v1/proof", text)
        s.act("stands", ["device", s.bo.id, person.key, "one more", "machine", proof], by)
    lost, kept = s.bo.device, sorted([paper.device, laptop.device])
    s.act("fails", ["revoke", lost, [paper.device]], laptop, counts=True)
    s.act("fails", ["revoke", lost, sorted([*kept, s.anna.device])], laptop, counts=True)
    s.act("stands", ["revoke", lost, kept], laptop)
    s.note("foreign", s.bo, 1, "lost")
    s.note("foreign", thief, 1, "thief")
    s.act("stands", ["revoke", paper.device, []], laptop)
    s.note("foreign", paper, 1, "paper")
    s.note("stands", laptop, 1, "laptop")
    s.live("laptop")
    return s.case()


def _revoked(random: Random) -> Case:
    s = _begun("a revoked device, and one that it added", random)
    s.admit()
    tablet, phone = Person(random), Person(random)
    for person, by in ((tablet, s.bo), (phone, tablet)):
        text = invitation.proof_text(s.log, s.bo.id, p.ZEROS32, person.key)
        proof = p.sign(person.seed, "luister/v1/proof", text)
        s.act("stands", ["device", s.bo.id, person.key, "one more", "machine", proof], by)
    s.note("stands", phone, 1, "phone")
    s.act("stands", ["revoke", tablet.device, []], s.bo)
    s.note("foreign", tablet, 1, "tablet")
    s.note("foreign", phone, 2, "phone again")
    s.note("stands", s.bo, 1, "bo")
    s.live("phone", "bo")
    return s.case()


def _ended_epoch(random: Random) -> Case:
    s = _begun("an epoch of everyone ends, and a member is out", random)
    s.admit()
    s.note("stands", s.bo, 1, "bo")
    following = s.epoch(p.EVERYONE, "everyone", s.anna)
    # The reader has the next key from the start, as a joiner has, and so needs no box.
    box = random(72)
    s.note("waits", s.bo, 2, "forged", forged=True)
    s.rows[-1] = ("fails", s.rows[-1][1])
    base, chain = s.place, s.chain[-1]
    fence: dict[str, Any] = {"witness": base, "witness_chain": chain}
    closing = [following.id, None, [], [s.bo.id], None, [[s.anna.id, box]]]
    s.write("stands", s.anna, s.everyone, CLOSING, closing, index=0, **fence)
    opening = ["everyone", None, None, s.everyone.id, *[None] * 5]
    s.write("stands", s.anna, following, OPENING, opening, index=1, **fence)
    s.note("foreign", s.bo, 2, "bo, too late")
    s.note("foreign", s.anna, 1, "anna, in the old epoch")
    low: dict[str, Any] = {"epoch": following, "counts": True, **fence}
    s.note("fails", s.anna, 1, "seen from before the epoch", **low)
    s.note("stands", s.anna, 1, "anna", [s.bo.device, 1], epoch=following)
    s.live("anna")
    return s.case()


def _given_late(random: Random) -> Case:
    s = _begun("a key that comes long after its epoch began", random)
    s.reader = s.bo
    advisers = s.epoch(p.ADVISERS, "advisers", s.anna, known=False)
    s.write("stands", s.anna, advisers, OPENING, ["advisers", *NOTHING, None])
    s.note("stands", s.anna, 1, "for advisers", epoch=advisers)
    base, chain = s.place, s.chain[-1]
    s.admit()
    circle = p.pair_circle(s.log, s.anna.id, s.bo.id)
    secret = p.pair_secret(s.log, s.anna.id, s.anna.private, s.bo.id, s.bo.member_key)
    pair = Epoch(s.log, circle, "pair", secret)
    fence: dict[str, Any] = {"index": 1, "witness": base, "witness_chain": chain}
    s.write("stands", s.anna, pair, KEYS, [[s.entry(advisers, s.anna)], ["role"]], **fence)
    s.note("stands", s.bo, 1, "from Bo", [s.anna.device, 1], epoch=advisers)
    s.live("from Bo", epoch=advisers)
    return s.case()


def _gone(random: Random) -> Case:
    s = _begun("a record whose bytes are gone", random)
    s.note("stands", s.anna, 1, "before")
    gone = s.note("fails", s.anna, 2, "gone", gone=True, counts=False)
    s.note("stands", s.anna, 3, "after", after=gone)
    s.live("before", "after")
    return s.case()


def tampered(case: Case) -> Case:
    """The same log with a changed byte at its end, for tests of the tests."""
    fields = [*case.fields]
    at = max(n for n, (name, _) in enumerate(fields) if name == "stands")
    fields[at] = ("stands", flipped(fields[at][1], 200))
    return replace(case, fields=tuple(fields))
