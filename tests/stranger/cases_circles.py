"""Vectors of logs with a case that is shared, with members' turns, and with bad structure."""

from __future__ import annotations

from typing import Any

from tests.stranger import invitation
from tests.stranger import primitives as p
from tests.stranger.cases_keys import SMALL_ORDER, Random
from tests.stranger.cases_log import NOTE, NOTHING, Scribe
from tests.stranger.records import ACT, CHANGES, CLOSING, KEYS, OPENING, Epoch
from tests.stranger.vectors import Case

CONSENT = bytes(range(16, 32))
GROUND = ["consent", CONSENT]
ALONE = [None] * 6


class CaseStory(Scribe):
    """A firm of two in which Anna has a case, or a circle of another kind that is shared as
    one is, for a reader who is one of them."""

    def __init__(
        self, title: str, random: Random, *, joiner_reads: bool, kind: str = "case"
    ) -> None:
        super().__init__(title, random)
        self.kind = kind
        self.joiner_reads = joiner_reads
        if joiner_reads:
            self.reader = self.bo
        self.found()
        self.admit()
        secret = p.pair_secret(
            self.log, self.anna.id, self.anna.private, self.bo.id, self.bo.member_key
        )
        circle = p.pair_circle(self.log, self.anna.id, self.bo.id)
        self.pair = Epoch(self.log, circle, "pair", secret)
        self.circle = random(16)
        self.alone = self.epoch(self.circle, kind, self.anna, known=not joiner_reads)
        self.holders = sorted([self.anna.id, self.bo.id])

    @property
    def before(self) -> str:
        """What the case's records are before Bo joins: his reader does not know them."""
        return "foreign" if self.joiner_reads else "stands"

    def begin(self, **changed: Any) -> None:
        """Anna's case, with a note and a consent."""
        me = self.anna.id
        self.write(
            self.before, self.anna, self.alone, OPENING, [self.kind, me, [me], *ALONE], counts=True
        )
        self.note(self.before, self.anna, 1, "draft", epoch=self.alone, counts=True)
        self.note(
            self.before,
            self.anna,
            2,
            "first",
            [self.anna.device, 1],
            epoch=self.alone,
            counts=True,
        )
        fields = {
            "status": "given",
            "scope": "share_with_colleague",
            "recipient": self.bo.id,
            "valid_until": "2023-11-14",
            **changed,
        }
        rows = [[name, value, []] for name, value in fields.items()]
        body = [3, [["consent", CONSENT, rows]]]
        self.write(self.before, self.anna, self.alone, CHANGES, body, counts=True)
        self.consent = [
            [name, [[value, self.anna.device, n]]]
            for n, (name, value) in enumerate(fields.items(), 3)
        ]

    def share(self, outcome: str = "stands", **changed: Any) -> Epoch:
        """Anna gives it to Bo; `changed` are parts of the opening."""
        following = self.epoch(self.circle, self.kind, self.anna, known=not self.joiner_reads)
        fence: dict[str, Any] = {"witness": self.place, "witness_chain": self.chain[-1]}
        key = self.entry(following, self.anna, self.place)
        self.write("stands", self.anna, self.pair, KEYS, [[key], GROUND], index=0, **fence)
        box = [[self.anna.id, self.random(72)]]
        closing = [following.id, self.holders, [self.bo.id], [], GROUND, box]
        closed = "foreign" if self.joiner_reads else outcome
        self.write(closed, self.anna, self.alone, CLOSING, closing, index=1, counts=True, **fence)
        device = self.anna.device
        state = [
            ["consent", CONSENT, sorted(self.consent)],
            ["note", NOTE, [["text", [["first", device, 2]]]]],
        ]
        parts: dict[str, Any] = {
            "kind": self.kind,
            "lead": self.anna.id,
            "holders": self.holders,
            "previous": self.alone.id,
            "ground": GROUND,
            "coverage": [[device, 6]],
            "state": state,
            "keys": None,
            "founding": None,
            **changed,
        }
        self.write(
            outcome,
            self.anna,
            following,
            OPENING,
            list(parts.values()),
            index=2,
            counts=True,
            **fence,
        )
        return following


def circles(random: Random) -> list[Case]:
    """All of them."""
    found = []
    for joiner_reads in (False, True):
        found += [
            _shared(random, joiner_reads),
            _not_shared(random, joiner_reads),
            _dismissed(random, joiner_reads),
        ]
    return [
        *found,
        _state_left_out(random),
        _turned(random),
        _bad_acts(random),
        _bad_cases(random),
        _closings(random),
        *_bad_foundings(random),
        _shared(random, False, "identity"),
        _shared(random, True, "identity"),
        *(_taken_over(random, told) for told in ("all", "not accepted by Bo")),
    ]


def _told(title: str, joiner_reads: bool) -> str:
    return f"{title}; read by the joiner" if joiner_reads else f"{title}; read by the lead"


def _shared(random: Random, joiner_reads: bool, kind: str = "case") -> Case:
    title = "a case is shared" if kind == "case" else f"a circle of kind {kind} is shared"
    s = CaseStory(_told(title, joiner_reads), random, joiner_reads=joiner_reads, kind=kind)
    s.begin()
    case = s.share()
    low: dict[str, Any] = {"witness": s.place - 1, "witness_chain": s.chain[-2]}
    s.note("stands", s.bo, 1, "by Bo", [s.anna.device, 2], epoch=case)
    s.note("fails", s.bo, 2, "seen from before", epoch=case, counts=True, **low)
    s.note("stands", s.anna, 7, "by Anna", epoch=case)
    s.note("fails", s.anna, 7, "a number again", epoch=case, counts=True)
    s.note("foreign", s.anna, 8, "in the old epoch", epoch=s.alone)
    s.live("by Bo", "by Anna", epoch=case)
    return s.case()


def _not_shared(random: Random, joiner_reads: bool) -> Case:
    title = _told("a case is shared on a consent that is over", joiner_reads)
    s = CaseStory(title, random, joiner_reads=joiner_reads)
    s.begin(valid_until="2023-11-13")
    case = s.share("fails")
    s.note("foreign", s.bo, 1, "by Bo", epoch=case)
    s.note(s.before, s.anna, 7, "goes on", [s.anna.device, 2], epoch=s.alone, counts=True)
    if not joiner_reads:
        s.live("goes on", epoch=s.alone)
    return s.case()


def _dismissed(random: Random, joiner_reads: bool) -> Case:
    s = CaseStory(_told("a holder leaves", joiner_reads), random, joiner_reads=joiner_reads)
    s.begin()
    case = s.share()
    s.note("stands", s.bo, 1, "by Bo", epoch=case)
    fence: dict[str, Any] = {"witness": s.place, "witness_chain": s.chain[-1]}
    following = s.epoch(s.circle, "case", s.anna, known=not joiner_reads)
    box = [[s.anna.id, random(72)]]
    closing = [following.id, [s.anna.id], [], [s.bo.id], None, box]
    s.write("stands", s.anna, case, CLOSING, closing, index=0, **fence)
    opening = ["case", s.anna.id, [s.anna.id], case.id, *[None] * 5]
    s.write(s.before, s.anna, following, OPENING, opening, index=1, counts=True, **fence)
    s.note("foreign", s.bo, 2, "too late", epoch=case)
    s.note(s.before, s.anna, 7, "by Anna", [s.bo.device, 1], epoch=following, counts=True)
    if not joiner_reads:
        s.live("first", "by Anna", epoch=following)
    return s.case()


def _taken_over(random: Random, told: str) -> Case:
    s = CaseStory(f"a case is taken over: {told}; read by the joiner", random, joiner_reads=True)
    s.begin()
    case = s.share()
    transfer = ["transfer", s.circle, [["to", s.bo.id, []]]]
    s.write("stands", s.anna, case, CHANGES, [7, [transfer]])
    accepts, first = (s.anna, 8) if told == "not accepted by Bo" else (s.bo, 1)
    accepted = [first, [["transfer", s.circle, [["status", "accepted", []]]]]]
    s.write("stands", accepts, case, CHANGES, accepted)
    fence: dict[str, Any] = {"witness": s.place, "witness_chain": s.chain[-1]}
    following = s.epoch(s.circle, "case", s.bo)
    closing = [following.id, [s.bo.id], [], [s.anna.id], None, [[s.bo.id, random(72)]]]
    opening = ["case", s.bo.id, [s.bo.id], case.id, *[None] * 5]
    outcome = "stands" if told == "all" else "fails"
    s.write(outcome, s.bo, case, CLOSING, closing, index=0, counts=True, **fence)
    s.write(outcome, s.bo, following, OPENING, opening, index=1, counts=True, **fence)
    if told == "all":
        s.note("foreign", s.anna, 8, "too late", epoch=case)
        s.note("stands", s.bo, 2, "by Bo", epoch=following)
        s.live("first", "by Bo", epoch=following)
    return s.case()


def _state_left_out(random: Random) -> Case:
    s = CaseStory(
        "a case is shared without its state; read by the joiner", random, joiner_reads=True
    )
    s.begin()
    case = s.share("fails", coverage=None, state=None)
    s.note("foreign", s.bo, 1, "by Bo", epoch=case)
    return s.case()


def _turned(random: Random) -> Case:
    s = CaseStory("the other member of a pair turns", random, joiner_reads=False)
    trust = [1, [["trust", s.anna.id, [["compared", True, []]]]]]
    s.write("stands", s.bo, s.pair, CHANGES, trust)
    private = random(32)
    s.act("stands", ["turn", s.bo.id, p.exchange_public(private), False], s.bo)
    secret = p.pair_secret(s.log, s.bo.id, private, s.anna.id, s.anna.member_key)
    pair = Epoch(s.log, s.pair.circle, "pair", secret)
    s.write("foreign", s.bo, s.pair, CHANGES, [2, []])
    s.write("stands", s.bo, pair, CHANGES, [2, []])
    s.write("stands", s.anna, pair, CHANGES, [1, []])
    return s.case()


def _bad_acts(random: Random) -> Case:
    s = Scribe("acts of a form that there is not", random)
    s.found()
    bo, point = s.bo, SMALL_ORDER["order 8"].to_bytes(32, "little")

    def admit(*, key: bytes = bo.member_key, **changed: Any) -> list[Any]:
        """An act whose proof fits its keys."""
        proof = p.sign(
            bo.seed, "luister/v1/proof", invitation.proof_text(s.log, bo.id, key, bo.key)
        )
        parts = {
            "verb": "admit",
            "member": bo.id,
            "name": "Bo",
            "roles": ["adviser"],
            "key": key,
            "device": bo.key,
            "called": "pc",
            "proof": proof,
            **changed,
        }
        return list(parts.values())

    anna, device = s.anna.id, s.anna.device
    bad: list[Any] = [
        admit(name=""),
        admit(name="e" * 257),
        admit(name=b"Bo"),
        admit(called=""),
        admit(roles=[]),
        admit(roles=["adviser", "adviser"]),
        admit(roles=["owner"]),
        admit(key=point),
        admit(key=bo.member_key[:31]),
        admit(member=bo.id[:15]),
        admit(proof=random(64)),
        admit(extra=None),
        ["expel", bo.id],
        [],
        "admit",
        {"admit": bo.id},
        [b"revoke", device],
        ["revoke", device],
        ["revoke", device, None],
        ["revoke", device, [s.anna.key]],
        ["revoke", s.anna.key, []],
        ["roles", anna, []],
        ["roles", anna, "adviser"],
        ["turn", anna, point, False],
        ["turn", anna, p.exchange_public(random(32)), 1],
    ]
    for act in bad:
        s.act("fails", act, counts=True)
    s.write("fails", s.anna, s.everyone, ACT, admit(), counts=True)
    s.act("stands", admit())
    return s.case()


def _bad_cases(random: Random) -> Case:
    s = Scribe("first openings of a case that are none", random)
    s.found()
    anna, bo = s.anna.id, s.bo.id
    bad: list[Any] = [
        ["advisers", anna, [anna], *ALONE],
        ["club", anna, [anna], *ALONE],
        ["case", None, [anna], *ALONE],
        ["case", bo, [anna], *ALONE],
        ["case", anna, [bo], *ALONE],
        ["case", anna, sorted([anna, bo]), *ALONE],
        ["case", anna, None, *ALONE],
        ["case", anna, [anna], *ALONE, None],
        ["case", anna, [anna], *ALONE[:5]],
    ]
    for opening in bad:
        epoch = s.epoch(random(16), "case", s.anna)
        s.write("fails", s.anna, epoch, OPENING, opening, counts=True)
    epoch = s.epoch(random(16), "case", s.anna)
    s.write("fails", s.anna, epoch, OPENING, ["case", anna, [anna], *ALONE], index=0, counts=True)
    s.write("stands", s.anna, epoch, OPENING, ["case", anna, [anna], *ALONE])
    s.write("fails", s.anna, epoch, OPENING, ["case", anna, [anna], *ALONE], counts=True)
    return s.case()


def _closings(random: Random) -> Case:
    s = Scribe("closings that stand and others", random)
    s.found()
    s.admit()
    advisers = s.epoch(p.ADVISERS, "advisers", s.anna)
    s.write("stands", s.anna, advisers, OPENING, ["advisers", *NOTHING, None])
    anna, bo, everyone = s.anna.id, s.bo.id, s.everyone
    others = [random(16), random(16)]

    def close(
        outcome: str,
        epoch: Epoch,
        leavers: list[bytes],
        boxed: list[bytes],
        by: Any = s.anna,
        **changed: Any,
    ) -> Epoch:
        """A closing of a circle whose holders follow from the roster."""
        following = s.epoch(epoch.circle, epoch.kind, by)
        parts = {
            "next": following.id,
            "holders": None,
            "joiners": [],
            "leavers": leavers,
            "ground": None,
            "boxes": [[who, random(72)] for who in boxed],
            **changed,
        }
        s.write(outcome, by, epoch, CLOSING, list(parts.values()), index=0, counts=True)
        return following

    close("fails", everyone, [], [anna, bo])
    close("fails", everyone, [others[0]], [anna, bo])
    close("fails", everyone, [bo], [anna, bo])
    close("fails", everyone, [bo], [])
    close("fails", everyone, [bo], [anna, anna])
    close("fails", everyone, [anna], [bo], s.bo)
    close("fails", everyone, [bo], [anna], holders=[anna])
    close("fails", everyone, [bo], [anna], joiners=[others[0]])
    close("fails", advisers, [], [anna, bo])
    close("fails", advisers, [bo], [anna])
    s.act("stands", ["roles", bo, ["supervisor"]])
    s.note("fails", s.bo, 1, "no adviser any more", epoch=advisers, counts=True)
    close("fails", advisers, [], [anna])
    close("fails", advisers, [bo], [anna, bo])
    fence: dict[str, Any] = {"witness": s.place, "witness_chain": s.chain[-1]}
    following = close("stands", advisers, [bo], [anna])
    opening = ["advisers", None, None, advisers.id, *[None] * 5]
    s.write("stands", s.anna, following, OPENING, opening, index=1, **fence)
    s.note("stands", s.anna, 1, "for advisers", epoch=following)
    private = random(32)
    s.act("stands", ["turn", anna, p.exchange_public(private), True])
    s.note("stands", s.anna, 2, "although a change is owed", epoch=following)
    s.act("stands", ["roles", bo, ["adviser"]])
    fence = {"witness": s.place, "witness_chain": s.chain[-1]}
    last = close("stands", following, [], [anna, bo], s.bo)
    opening = ["advisers", None, None, following.id, *[None] * 5]
    s.write("stands", s.bo, last, OPENING, opening, index=1, **fence)
    s.live("for advisers", "although a change is owed", epoch=last)
    return s.case()


def _bad_foundings(random: Random) -> list[Case]:
    changes: dict[str, tuple[int, Any]] = {
        "another statement": (0, random(112)),
        "a statement that is cut": (0, random(111)),
        "no name": (1, ""),
        "an unknown role": (3, ["owner"]),
        "a relay's key of 31 bytes": (5, bytes(31)),
    }
    found = []
    for title, (place, new) in changes.items():
        s = Scribe(f"a founding with {title}", random)
        firm: list[Any] = [
            s.statement,
            "Firma",
            "Anna",
            ["adviser", "coordinator"],
            "pc",
            bytes(32),
        ]
        firm[place] = new
        s.write("fails", s.anna, s.everyone, OPENING, ["everyone", *NOTHING, firm])
        found.append(s.case())
    return found
