"""Joining a firm: answering a link, comparing words, and beginning once admitted
(docs/protocol.md §7.1)."""

from __future__ import annotations

import asyncio

from shared.protocol.refusal import Refusal
from shared.replica.change import Edit
from shared.replica.fence import TRUST
from shared.replica.merge import EXCHANGE
from shared.replica.payload import CircleKind
from shared.replica.ring import Ring
from shared.sealing.device import exchange_public, make_device, member_public
from shared.sealing.fault import SmallOrder, Unreadable
from shared.sealing.invitation import (
    Link,
    LinkFault,
    Reveal,
    Welcome,
    admission_words,
    answer_text,
    open_reveal,
    open_welcome,
    read_link,
    seal_answer,
)
from shared.sealing.pair import self_circle
from shared.sealing.passphrase import LockFault, lock, unlock
from tui.local.facts import Facts, Joined, decode_joined, encode
from tui.local.home import Home
from tui.local.link import Guest
from tui.local.opening import Door, clear_home, make_home
from tui.local.problem import Problem, Trouble
from tui.local.session import Session

NONCE_BYTES = 24
POLL_SECONDS = 1.0
PATIENCE = 3


class Joiner:
    """A device that has answered an invitation; what it knows is on the disk."""

    def __init__(self, home: Home, door: Door, joined: Joined, link: Link, passphrase: str) -> None:
        self.home = home
        self.door = door
        self.link = link
        self._joined = joined
        self._passphrase = passphrase
        self._reveal: tuple[Reveal, bytes] | None = None

    def __repr__(self) -> str:
        return "Joiner(<redacted>)"

    @property
    def firm_name(self) -> str:
        """A link does not say the firm's name."""
        return ""

    async def safety_words(self, wait: bool = True) -> tuple[str, ...] | Problem:
        """The five words to compare, once the coordinator's device has shown its keys."""
        part = await self._part("reveal", wait)
        if isinstance(part, Problem):
            return part
        opened = open_reveal(self.link, part)
        if isinstance(opened, Unreadable):
            return Problem(Trouble.bad_invitation)
        self._reveal = opened
        return admission_words(self.link, self._joined.answer, opened[1])

    async def admitted(self, wait: bool = True) -> Session | Problem:
        """The session, once the coordinator has admitted this device."""
        if self._reveal is None:
            words = await self.safety_words(wait)
            if isinstance(words, Problem):
                return words
        assert self._reveal is not None
        part = await self._part("welcome", wait)
        if isinstance(part, Problem):
            return part
        reveal = self._reveal[0]
        try:
            welcome = open_welcome(self.link, self._joined.member_private, reveal.member_key, part)
        except SmallOrder:
            return Problem(Trouble.bad_invitation)
        if isinstance(welcome, Unreadable):
            return Problem(Trouble.bad_invitation)
        return await self._begin(welcome, reveal)

    async def _part(self, part: str, wait: bool) -> bytes | Problem:
        guest = Guest(self.link.relay, self.link.pin)
        failures = 0
        try:
            while True:
                got = await guest.get_part(self.link.box, part, self.link.box_pass)
                if not isinstance(got, Problem):
                    return got
                gone = got.is_refusal(Refusal.NOT_FOUND)
                if not wait or (got.refusal is not None and not gone) or failures >= PATIENCE:
                    return Problem(Trouble.not_yet) if gone else got
                failures = 0 if gone else failures + 1
                await asyncio.sleep(POLL_SECONDS)
        finally:
            await guest.close()

    async def _begin(self, welcome: Welcome, reveal: Reveal) -> Session | Problem:
        joined = self._joined
        entries = {entry.epoch: entry for entry in welcome.entries}
        ring = Ring(
            self.link.log,
            joined.member,
            joined.seed,
            joined.exchange,
            joined.member_private,
            entries=entries,
            kept=set(),
        )
        facts = Facts(self.link.relay, self.link.pin, "")
        session = make_home(self.home, self._passphrase, ring, facts, self.door)
        try:
            self._save_own_circle(session, reveal)
            problem = await session.sync_once()
            ledger = session.replica.ledger
            if problem is None and not _fits(session, welcome, reveal):
                problem = Problem(Trouble.bad_invitation)
            if problem is None and not ledger.roster.active(ledger.me):
                problem = Problem(Trouble.not_yet)
        except BaseException:
            _undo(session, self.home)
            raise
        if problem is not None:
            _undo(session, self.home)
            return problem
        self.home.joining.unlink(missing_ok=True)
        return session

    def _save_own_circle(self, session: Session, reveal: Reveal) -> None:
        replica = session.replica
        ring = replica.ring
        own = self_circle(ring.log, ring.member)
        key = replica.new_key(own, CircleKind.SELF)
        kind, field = EXCHANGE
        trust, compared = TRUST
        edits = [
            Edit(kind, replica.author, field, exchange_public(ring.exchange)),
            Edit(trust, reveal.member, compared, True),
        ]
        session.keep(replica.save({own: edits}, session.now(), [key]))


def _fits(session: Session, welcome: Welcome, reveal: Reveal) -> bool:
    """Whether the log is the one that the coordinator saw, and the coordinator in it
    the one whose words were compared."""
    ledger = session.replica.ledger
    member = ledger.roster.members.get(reveal.member)
    return (
        ledger.place >= welcome.place
        and ledger.chain_at(welcome.place) == welcome.chain
        and member is not None
        and any(device.key == reveal.device_key for device in ledger.roster.devices.values())
    )


def _undo(session: Session, home: Home) -> None:
    session.store.close()
    session.projection.close()
    clear_home(home)


async def answer_link(
    home: Home, door: Door, text: str, name: str, device_name: str, passphrase: str
) -> Joiner | Problem | LinkFault:
    """Make keys, answer an invitation, and keep on the disk what is needed to go on."""
    link = read_link(text)
    if isinstance(link, LinkFault):
        return link
    if link.expires <= door.now():
        return Problem(Trouble.refused, Refusal.EXPIRED)
    random = door.random
    keys, member, private = make_device(random), random(16), random(32)
    answer = answer_text(
        link.log, keys.signer, member, member_public(private), (name, device_name), random(32)
    )
    joined = Joined(text, keys.signer.seed, keys.exchange_private, member, private, answer)
    home.write(
        home.joining,
        [
            lock(
                passphrase,
                encode(joined),
                door.profile,
                random,
                allow_test_profile=door.test_profile,
            )
        ],
    )
    guest = Guest(link.relay, link.pin)
    try:
        put = await guest.put_part(
            link.box, "answer", link.box_pass, seal_answer(link, answer, random(NONCE_BYTES))
        )
    finally:
        await guest.close()
    if isinstance(put, Problem):
        home.joining.unlink(missing_ok=True)
        return Problem(Trouble.link_used) if put.is_refusal(Refusal.TAKEN) else put
    return Joiner(home, door, joined, link, passphrase)


async def resume_joining(home: Home, door: Door, passphrase: str) -> Joiner | LockFault | Problem:
    """Go on with an answer that was given before.

    The answer is put into the drop-box again, in case the program ended before it
    was; there the first one counts.
    """
    text = unlock(passphrase, home.read(home.joining), allow_test_profile=door.test_profile)
    if isinstance(text, LockFault):
        return text
    joined = decode_joined(text)
    link = read_link(joined.link)
    if isinstance(link, LinkFault):
        return Problem(Trouble.bad_invitation)
    sealed = seal_answer(link, joined.answer, door.random(NONCE_BYTES))
    guest = Guest(link.relay, link.pin)
    try:
        await guest.put_part(link.box, "answer", link.box_pass, sealed)
    finally:
        await guest.close()
    return Joiner(home, door, joined, link, passphrase)
