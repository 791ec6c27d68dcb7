"""Inviting a colleague: the link, the words that both compare, and letting them in
(docs/protocol.md §7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.protocol import access
from shared.protocol.messages import BOX_LIFE, BoxOpen
from shared.protocol.refusal import Refusal
from shared.replica.outbox import Admit
from shared.replica.roster import Role
from shared.sealing.fault import Unreadable
from shared.sealing.invitation import (
    Answer,
    Link,
    Reveal,
    Welcome,
    admission_words,
    commitment_of,
    link_text,
    open_answer,
    read_link,
    reveal_text,
    seal_reveal,
    seal_welcome,
)
from shared.sealing.pair import ADVISERS, EVERYONE
from shared.wording import N_
from tui.local.facts import Invited
from tui.local.link import Guest
from tui.local.port import Invitation
from tui.local.problem import Problem, Trouble
from tui.local.session import entries_for, place_of

if TYPE_CHECKING:
    from tui.local.session import Session

NONCE_BYTES = 24
NO_ANSWER = N_("Nobody has answered this invitation yet.")
NOT_ADMITTED = N_("The colleague could not be let in. Try again when the relay can be reached.")


async def invite(session: Session, name: str, role: str, now: int) -> Invitation | Problem:
    """Make an invitation and open its drop-box at the relay.

    `role` is one of `Role`, or several with commas between them.
    """
    random = session.replica.random
    ring = session.replica.ring
    reveal = reveal_text(Reveal(random(32), ring.member, ring.member_public(), ring.signer().key))
    facts = session.facts
    link = Link(
        facts.relay,
        ring.log,
        random(32),
        commitment_of(reveal),
        now + BOX_LIFE - 60_000,
        name,
        facts.pin,
    )
    connection = session.fresh_link()
    try:
        opened = await connection.open()
        if isinstance(opened, Problem):
            return opened
        outcome = await connection.open_box(
            BoxOpen(link.box, access.pass_hash(link.box_pass), link.expires)
        )
        if isinstance(outcome, Problem):
            return outcome
    finally:
        await connection.close()
    invited = Invited(
        name, role, link_text(link), link.expires, reveal, private=ring.member_private
    )
    facts.invited.append(invited)
    session.keep_facts()
    return _shown(invited)


def _shown(invited: Invited) -> Invitation:
    link = read_link(invited.link)
    words = None
    if invited.answer is not None and isinstance(link, Link):
        words = admission_words(link, invited.answer, invited.reveal)
    return Invitation(invited.name, invited.role, invited.link, invited.expires, words)


async def check(session: Session) -> list[Invitation] | Problem:
    """Look for answers in the drop-boxes; show them the reveal; finish admissions."""
    now = session.now()
    facts = session.facts
    guest = Guest(facts.relay, facts.pin)
    try:
        for invited in list(facts.invited):
            link = read_link(invited.link)
            if not isinstance(link, Link):
                continue
            problem = await _check_one(session, guest, invited, link)
            if problem is not None and problem.refusal is None:
                return problem
    finally:
        await guest.close()
    facts.invited = [i for i in facts.invited if i.expires > now or i.answer is not None]
    for over in facts.invited:
        if over.expires <= now:
            # Its drop-box is gone: a key that a turn was to forget is kept no longer.
            over.private = b""
    session.keep_facts()
    return [_shown(invited) for invited in facts.invited]


async def _check_one(
    session: Session, guest: Guest, invited: Invited, link: Link
) -> Problem | None:
    random = session.replica.random
    if invited.answer is None:
        part = await guest.get_part(link.box, "answer", link.box_pass)
        if isinstance(part, Problem):
            if part.is_refusal(Refusal.EXPIRED):
                invited.expires = 0
            return part
        opened = open_answer(link, part)
        if isinstance(opened, Unreadable):
            # Whoever put it there had the pass but no proof: this link is used up.
            invited.expires = 0
            return None
        invited.answer = opened[1]
        session.keep_facts()
    sealed = seal_reveal(link, invited.reveal, random(NONCE_BYTES))
    shown = await guest.put_part(link.box, "reveal", link.box_pass, sealed)
    if isinstance(shown, Problem) and not shown.is_refusal(Refusal.TAKEN):
        return shown
    answer = answer_of(invited)
    if answer is not None and answer.member in session.replica.ledger.roster.members:
        return await _welcome(session, guest, invited, link, answer)
    return None


def answer_of(invited: Invited) -> Answer | None:
    """The answer that was kept, read again."""
    if invited.answer is None:
        return None
    from shared.sealing.sealed import read_body

    answer = read_body(Answer, invited.answer)
    return answer if isinstance(answer, Answer) else None


def _roles(invited: Invited) -> tuple[str, ...]:
    return tuple(invited.role.split(","))


async def _welcome(
    session: Session, guest: Guest, invited: Invited, link: Link, answer: Answer
) -> Problem | None:
    ring = session.replica.ring
    circles = [EVERYONE, *([ADVISERS] if Role.ADVISER in _roles(invited) else [])]
    place, chain = place_of(session)
    welcome = Welcome(ring.log, entries_for(session, circles), place, chain)
    sealed = seal_welcome(
        link,
        invited.private or ring.member_private,
        answer.member_key,
        welcome,
        session.replica.random(NONCE_BYTES),
    )
    put = await guest.put_part(link.box, "welcome", link.box_pass, sealed)
    if isinstance(put, Problem) and not put.is_refusal(Refusal.TAKEN):
        return put
    session.facts.invited = [i for i in session.facts.invited if i.link != invited.link]
    session.keep_facts()
    return None


async def admit(session: Session, invitation: Invitation) -> Problem | None:
    """Admit the one who answered, after the words were compared by voice.

    That they were compared counts as this member's comparison with the new one.
    """
    invited = next((i for i in session.facts.invited if i.link == invitation.link), None)
    link = read_link(invitation.link)
    answer = answer_of(invited) if invited is not None and isinstance(link, Link) else None
    if invited is None or answer is None or not isinstance(link, Link):
        return Problem(Trouble.no_answer)
    session.intend(
        Admit(
            answer.member,
            answer.name,
            _roles(invited),
            answer.member_key,
            answer.device_key,
            answer.device_name,
            answer.proof,
        )
    )
    session.confirm_words(answer.member)
    problem = await session.settle(lambda: answer.member in session.replica.ledger.roster.members)
    if problem is not None:
        return problem
    guest = Guest(session.facts.relay, session.facts.pin)
    try:
        return await _welcome(session, guest, invited, link, answer)
    finally:
        await guest.close()
