"""Programs with one rule switched off, to see that the simulation would notice.

Each `Mutant` says which rule, how it is switched off, and the run that fails then. The
run is named as in `play`: without the mutant the same run keeps every promise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pytest

from shared.protocol.hashing import hash32 as hash32_of
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal
from shared.replica import closing, derived, former, ledger, merge, replica, roster, structure
from shared.replica.change import Name
from shared.replica.circle import Epoch, Span, Track
from shared.replica.held import Held
from shared.replica.ledger import Ledger
from shared.replica.notice import Told
from shared.replica.outbox import NO_FLIGHT
from shared.replica.outlook import Outlook
from shared.replica.ring import Ring
from shared.replica.roster import Role
from shared.replica.standing import Opened, Settled
from shared.replica.witness import presence_of
from shared.sealing import envelope, invitation
from shared.sealing.envelope import Flaw
from shared.sealing.epoch import EpochKeys
from shared.sealing.sealed import open_text
from tests.simulation import cases, disk, world
from tests.simulation import relay as relays
from tests.simulation.hostile_run import HostileRun, MemberRun
from tests.simulation.plans import play as play_honest

Patch = pytest.MonkeyPatch


class Mutant(NamedTuple):
    """A rule, and how it is switched off. `seed` names a run that notices, `number` the
    invariant that it breaks then."""

    rule: str
    switch_off: Callable[[Patch], None]
    seed: str
    number: int


class Equal:
    """Is equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


def play(seed: str) -> None:
    """Play a run by its name: `relay:KIND/N`, `member:FORGERY/N`, `honest:PLAN-N`, or
    `case:NAME` of `tests.simulation.cases`."""
    kind, _, rest = seed.partition(":")
    match kind:
        case "relay":
            HostileRun(rest).play()
        case "member":
            MemberRun(rest).play()
        case "honest":
            play_honest(rest)
        case _:
            cases.CASES[rest]()


# How each rule is switched off


def fence(patch: Patch) -> None:
    """A fence's record may stand anywhere."""
    patch.setattr(ledger, "NO_FENCE", Equal())


def counter(patch: Patch) -> None:
    """A device's counter goes on from epoch to epoch."""

    def expect(self: Outlook, epoch: Any, device: bytes) -> None:
        if device not in epoch.tracks:
            others = [e.tracks[device].counter for e in self.epochs.values() if device in e.tracks]
            epoch.tracks[device] = Track(max(others, default=0))
        track = epoch.tracks[device]
        track.tag = epoch.keys.tag(device, track.counter)
        self.expected[track.tag] = (epoch, device, track)

    patch.setattr(Outlook, "expect", expect)


def nonce(patch: Patch) -> None:
    """A record's signature does not cover its nonce."""
    sign, check = envelope._sign, envelope._sign_open
    at = len(b"luister/v1/record\x00") + 32 + 16 + 32 + 16

    def without(text: bytes, start: int) -> bytes:
        return text[: start + at] + bytes(24) + text[start + at + 24 :]

    patch.setattr(envelope, "_sign", lambda text, key: sign(without(text, 0), key))
    patch.setattr(envelope, "_sign_open", lambda text, key: check(without(text, 64), key))


def chain_tag(patch: Patch) -> None:
    """The chain holds ids alone."""
    real = hash32_of

    def link(before: bytes, tag: bytes, record: bytes) -> bytes:
        return real("lv1.chain", before + record)

    def hash32(label: str, data: bytes) -> bytes:
        if label == "lv1.chain":
            return link(data[:32], data[32:48], data[48:])
        return real(label, data)

    patch.setattr(ledger, "hash32", hash32)
    patch.setattr("shared.replica.outlook.link", link)
    patch.setattr("shared.replica.held.link", link)
    patch.setattr(relays, "link", link)
    for module in ("called_for", "branching", "tampering"):
        patch.setattr(f"tests.simulation.{module}.link", link)


def exchange(patch: Patch) -> None:
    """A turn leaves the exchange key as it is."""
    real = Ledger.take

    def take(self: Ledger, *args: Any, **options: Any) -> Any:
        taken = real(self, *args, **options)
        if hasattr(taken, "turned"):
            taken.turned = False
        return taken

    patch.setattr(Ledger, "take", take)


def supersede(patch: Patch) -> None:
    """A write supersedes whatever it names."""
    patch.setattr(
        merge,
        "_seen",
        lambda ledger, circle, record, number, named_in, taken: {
            Name(device, int(other)) for device, other in named_in[1]
        },
    )


def witness(patch: Patch) -> None:
    """What an author saw of the log is not looked at."""
    real = envelope.unseal

    def unseal(*args: Any) -> Any:
        plain = real(*args)
        if isinstance(plain, Flaw):
            return plain
        return msgspec.structs.replace(plain, witness_chain=Equal())

    patch.setattr(ledger, "unseal", unseal)


def predecessor(patch: Patch) -> None:
    """What a record names as the one before it is not looked at."""

    def settle(run: list[Opened], last: bytes, _: Any, genuine: Any) -> Settled:
        good = [record for record in run if genuine(record)]
        bad = [record for record in run if record not in good]
        return Settled(good, bad, [], good[-1].id if good else last)

    patch.setattr(ledger, "settle", settle)


def owed(patch: Patch) -> None:
    """Nobody makes an epoch change that is owed."""
    patch.setattr(former, "owed", lambda *_: None)
    patch.setattr(derived, "owed", lambda *_: None)


def ground(patch: Patch) -> None:
    """A case is given and taken without a consent."""
    patch.setattr(world, "lets_in", lambda *_: True)


def holders(patch: Patch) -> None:
    """Who may close an epoch, and for whom, is not looked at."""
    patch.setattr(closing, "_may_close", lambda *_: None)


def commitment(patch: Patch) -> None:
    """The secret in a box is not held against the epoch id."""

    def open_box(key: bytes, circle: bytes, epoch: bytes, sealed: bytes) -> bytes | None:
        return open_text(key, circle + epoch, sealed)

    def learn(self: Outlook, entry: Any) -> Any:
        return self.epochs.get(entry.epoch) or fake(self, entry)

    def fake(self: Outlook, entry: Any) -> Any:
        made = real_keys(entry.circle, entry.secret)
        if made.epoch != entry.epoch:
            made = msgspec.structs.replace(made, epoch=entry.epoch)
        epoch = Epoch(entry.kind, made, entry.opener, entry.since)
        self.epochs[epoch.id] = epoch
        self.expect(epoch, entry.opener)
        return epoch

    real_keys = EpochKeys.of
    patch.setattr(closing, "open_box", open_box)
    patch.setattr(Outlook, "learn", learn)


def padding(patch: Patch) -> None:
    """A record may have any length."""
    patch.setattr(envelope, "padded_length", lambda _: Equal())


def presence(patch: Patch) -> None:
    """What a presence says is not looked at."""
    real = presence_of

    def believe(ledger: Ledger, epoch: Any, record: Opened) -> None:
        said = real(epoch, record)
        if said is not None:
            ledger.presence[record.device] = (said.place, record.plain.time)

    patch.setattr(merge, "_presence", believe)
    patch.setattr("shared.replica.witness.presence_of", lambda *_: None)


def clone(patch: Patch) -> None:
    """A device that meets its own copy goes on as it is."""
    patch.setattr(replica, "split", lambda *_: None)


def idempotence(patch: Patch) -> None:
    """The relay stores again what it has stored."""

    def append(self: relays.Relay, batch: Any) -> Any:
        if not self.fits(batch):
            return relays._refused(Refusal.FENCE, self.page(min(batch.seen, self.place)))
        return self.store(batch, [entry_of(wire) for wire in batch.records])

    patch.setattr(relays.Relay, "append", append)


def number(patch: Patch) -> None:
    """A write's number may be used again."""
    real = Span.last

    def last(self: Span) -> int:
        merging = sys._getframe(1).f_code.co_name == "_changes"
        return 0 if merging else real(self)

    patch.setattr(Span, "last", last)


def ended(patch: Patch) -> None:
    """Records stand in an epoch after its end."""

    def allowed(self: Ledger, epoch: Any, record: Opened) -> bool:
        return self.roster.active(record.device)

    def end(self: Outlook, epoch: Any, place: int) -> None:
        epoch.ended = place

    patch.setattr(Ledger, "allowed", allowed)
    patch.setattr(Outlook, "end", end)


def rights(patch: Patch) -> None:
    """Whoever is in the firm may do every act."""
    real = roster.perform

    def perform(known: Any, log: bytes, act: Any, author: bytes, place: int) -> bool:
        member = known.member_of(author)
        before = member.roles
        member.roles = (*before, str(Role.COORDINATOR))
        done = real(known, log, act, author, place)
        if member.roles == (*before, str(Role.COORDINATOR)):
            member.roles = before
        return done

    patch.setattr(structure, "perform", perform)


def head(patch: Patch) -> None:
    """Anybody may sign the relay's head."""
    patch.setattr(Ledger, "signed_head", lambda *_: True)


def words(patch: Patch) -> None:
    """The words of an admission are made from the link's commitment, not the reveal."""
    real = invitation.admission_words

    def admission_words(link: Any, answer: bytes, reveal: bytes) -> Any:
        return real(link, answer, link.commitment)

    patch.setattr(invitation, "admission_words", admission_words)


def erasure(patch: Patch) -> None:
    """Nobody is told of bytes that are gone."""
    real = Ledger._tell

    def tell(self: Ledger, taken: Any, told: Told, *rest: Any) -> None:
        if told is not Told.ERASED:
            real(self, taken, told, *rest)

    patch.setattr(Ledger, "_tell", tell)


def proof(patch: Patch) -> None:
    """A new device need not show that it holds its keys."""
    patch.setattr("shared.replica.roster.check", lambda *_: True)


def flight(patch: Patch) -> None:
    """A batch is sent before it is kept."""
    real = disk.Disk.write

    def write(self: disk.Disk, commit: Any) -> None:
        real(self, commit)
        self.flight = NO_FLIGHT

    patch.setattr(disk.Disk, "write", write)


def lost_keys(patch: Patch) -> None:
    """The key of a case that was left is kept."""
    patch.setattr(closing, "_lose", lambda *_: None)


def turned_self(patch: Patch) -> None:
    """The secret of `self` before a turn is kept."""
    patch.setattr("shared.replica.opening.let_go", lambda *_: None)


def half_turned(patch: Patch) -> None:
    """The private key of a turn that a relay cut is thrown away when the turn is redone."""

    def private_of(self: Ring, public: bytes) -> bytes | None:
        return self.member_private if self.member_public() == public else None

    patch.setattr(Ring, "private_of", private_of)


def held(patch: Patch) -> None:
    """A page is taken in before a signed head confirms it."""

    def hold(self: Held, ledger: Ledger, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return entries

    patch.setattr(Held, "_hold", hold)


def unconfirmed(patch: Patch) -> None:
    """A device that was made from paper acts by whatever log it is shown."""
    patch.setattr(former, "confirmed", lambda _: True)
    patch.setattr(derived, "confirmed", lambda _: True)


MUTANTS = (
    Mutant("a fence stands right behind its witness", fence, "relay:no_fence/0", 14),
    Mutant("counters begin anew with an epoch", counter, "honest:rough-0", 4),
    Mutant("a signature covers the nonce", nonce, "case:resealed", 13),
    Mutant("the chain covers tags", chain_tag, "relay:retag/1", 9),
    Mutant("a turn turns the exchange key", exchange, "case:stolen", 20),
    Mutant("a turn forgets the old secret", turned_self, "case:turned_twice", 27),
    Mutant("only what was seen is superseded", supersede, "member:blind/4", 4),
    Mutant("witnesses are checked", witness, "member:wrong_witness/0", 10),
    Mutant("predecessors are checked", predecessor, "member:wrong_predecessor/0", 21),
    Mutant("an owed epoch change is made", owed, "case:removed", 31),
    Mutant("no share without ground", ground, "member:share_without_ground/0", 21),
    Mutant("only who may closes, for whom may", holders, "member:take_over/0", 21),
    Mutant("a box fits its epoch id", commitment, "case:bad_box", 30),
    Mutant("a record's length tells nothing", padding, "member:padded_wrong/0", 21),
    Mutant("presence is checked", presence, "member:false_presence/0", 10),
    Mutant("a copied device takes new keys", clone, "case:cloned", 19),
    Mutant("the relay stores a batch once", idempotence, "case:stored_twice", 25),
    Mutant("a write's number is new", number, "member:number_again/0", 21),
    Mutant("nothing stands outside its epoch", ended, "relay:no_fence/1", 14),
    Mutant("acts need a right", rights, "member:no_right/0", 21),
    Mutant("heads are the relay's", head, "relay:resign/0", 9),
    Mutant("words hang on the reveal", words, "case:words", 37),
    Mutant("missing bytes are told", erasure, "relay:erased/0", 9),
    Mutant("a new device proves its keys", proof, "member:no_proof/0", 21),
    Mutant("a batch is kept before it is sent", flight, "case:restarted", 13),
    Mutant("a half-turned key is kept", half_turned, "relay:cut_batch/40", 19),
    Mutant("pages are held until confirmed", held, "relay:tamper_midway/1", 19),
    Mutant("a device from paper waits", unconfirmed, "case:recovered", 35),
    Mutant("who leaves a case drops its keys", lost_keys, "case:leaver", 19),
)

__all__ = ["MUTANTS", "Mutant", "play"]
