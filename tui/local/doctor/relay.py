"""The relay: whether it is reached, is the right one, lets this device in, and goes on from
where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

from shared.protocol.messages import Head, Page
from shared.replica.ledger import Ledger
from shared.wording import N_
from tui.local.doctor.finding import Finding, Grade, found
from tui.local.link import Link
from tui.local.problem import Problem, Trouble

CLOCK_APART = 5 * 60_000
"""By how many milliseconds the relay's clock and this one may differ before it is said."""
_SAFE = N_("Your work goes on here meanwhile. {why}")


async def examine_relay(
    link: Link, ledger: Ledger, head: Head | None, now: int, *, pinned: bool
) -> AsyncIterator[Finding]:
    """Log in and ask for the newest head; whoever made `link` closes it. Keeps nothing.

    `head` is the newest head that the relay has signed for this device, `now` in
    milliseconds. Looks at nothing more after the first thing that fails.
    """
    opened = await link.open()
    if isinstance(opened, Problem):
        yield _not_opened(opened)
        return
    yield found("relay", Grade.OK, N_("The relay is reached, and lets this device in."))
    yield _known_by(link, pinned)
    page = await link.pull(ledger.place)
    if isinstance(page, Problem):
        yield found("head", Grade.LOOK, N_("The relay gives no page of the log."), _SAFE,
                    why=page.text)  # fmt: skip
        return
    yield _head(page, ledger, head)
    clock = _clock(link.date, now)
    if clock is not None:
        yield clock


def _not_opened(problem: Problem) -> Finding:
    if problem.trouble is Trouble.wrong_certificate:
        return found("relay", Grade.WRONG, N_("What answers is not your relay."), _SAFE,
                     why=problem.text)  # fmt: skip
    if problem.refusal is not None:
        return found("relay", Grade.WRONG, N_("The relay does not let this device in."), _SAFE,
                     why=problem.text)  # fmt: skip
    return found("relay", Grade.LOOK, N_("The relay is not reached."), _SAFE, why=problem.text)


def _known_by(link: Link, pinned: bool) -> Finding:
    if link.is_plain:
        return found(
            "certificate", Grade.OK, N_("The relay is on this machine: no certificate is needed.")
        )
    if pinned:
        return found("certificate", Grade.OK, N_("The relay's certificate has the pinned key."))
    return found(
        "certificate", Grade.OK, N_("The relay's certificate is vouched for by an authority.")
    )


def _head(page: Page, ledger: Ledger, known: Head | None) -> Finding:
    head = page.head
    if not ledger.signed_head(head.incarnation, head.place, head.chain, head.signature):
        return found(
            "head", Grade.WRONG, N_("What the relay shows is not signed by your firm's relay."),
            N_("What you typed is safe. Do not sync; call whoever hosts the relay."),
        )  # fmt: skip
    if head.place <= ledger.place and ledger.chain_at(head.place) != head.chain:
        return found(
            "head", Grade.WRONG, N_("The relay shows another history than this device checked."),
            N_("What you typed is safe. Do not sync; call whoever hosts the relay."),
        )  # fmt: skip
    if known is not None and head.place < known.place:
        if head.incarnation != known.incarnation:
            return found(
                "head", Grade.LOOK,
                N_("The relay was put back from a backup: it has {place} places, it had {known}."),
                N_("The devices give back what is lost, at the next sync. You need to do nothing."),
                place=head.place, known=known.place,
            )  # fmt: skip
        return found(
            "head", Grade.WRONG,
            N_("The relay shows less than before: {place} places, it had {known}."),
            N_("What you typed is safe. Do not sync; call whoever hosts the relay."),
            place=head.place, known=known.place,
        )  # fmt: skip
    if head.place > ledger.place:
        return found(
            "head", Grade.LOOK, N_("New at the relay: {count} records."), N_("Sync to fetch them."),
            count=head.place - ledger.place,
        )  # fmt: skip
    return found(
        "head", Grade.OK, N_("The relay has signed the very log that is here, up to {place}."),
        place=head.place,
    )  # fmt: skip


def _clock(date: str, now: int) -> Finding | None:
    """A hint only: the relay may say what it likes."""
    try:
        theirs = int(parsedate_to_datetime(date).timestamp() * 1_000)
    except (ValueError, TypeError, OverflowError):
        return None
    apart = now - theirs
    if abs(apart) < CLOCK_APART:
        return found("clock", Grade.OK, N_("This clock and the relay's are together."))
    text = (
        N_("This clock is {minutes} minutes ahead of the relay's.")
        if apart > 0
        else N_("This clock is {minutes} minutes behind the relay's.")
    )
    return found(
        "clock", Grade.LOOK, text,
        N_(
            "A hint only: one of the two is wrong. Dates in cases follow this clock, so set it"
            " right."
        ),
        minutes=abs(apart) // 60_000,
    )  # fmt: skip
