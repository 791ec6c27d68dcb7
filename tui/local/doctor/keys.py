"""Keys, roster and what waits: whether this device can do its part in the firm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.replica.circle import owed
from shared.replica.ledger import Ledger
from shared.replica.merge import EXCHANGE
from shared.replica.notice import Tone
from shared.replica.register import values, visible
from shared.replica.replica import Replica
from shared.replica.reread import sought
from shared.sealing.device import exchange_public, member_public
from shared.sealing.pair import self_circle
from shared.wording import N_
from tui.local.doctor.finding import Finding, Grade, found
from tui.local.facts import Facts
from tui.local.port import SHEET_NAME

DAY = 86_400_000
"""Milliseconds."""
SILENT_DAYS = 14
"""After so many days without a record of a device it is said that nothing is heard of it."""
AHEAD = 10 * 60_000
"""By how many milliseconds another clock may be ahead before it is said."""
_CALL = N_("What you typed is safe on this device. Tell your coordinator: a new key may be needed.")


def examine_keys(replica: Replica, facts: Facts, now: int) -> Iterator[Finding]:
    """Look at the keys of a device, and at what they are for; `now` in milliseconds.

    Only reads. Names of colleagues and devices stand in it, nothing of a case.
    """
    ledger = replica.ledger
    yield _ring(replica)
    yield _device(ledger)
    yield _exchange(replica)
    yield _member_key(replica)
    yield _owed(ledger)
    yield _gaps(replica)
    yield _waiting(replica)
    yield _unsent(replica)
    yield _alarms(facts)
    yield from _silent(ledger, now)
    yield _clocks(ledger, now)


def _ring(replica: Replica) -> Finding:
    entries = replica.ring.entries
    wrong = sum(not entry.fits() for entry in entries.values())
    if wrong:
        return found(
            "ring", Grade.WRONG, N_("Keys that are not what they should be: {count}."),
            N_("Change nothing and keep a copy of the folder. Put a backup of it back."),
            count=wrong,
        )  # fmt: skip
    return found(
        "ring", Grade.OK, N_("Keys on this device: {count}. Each is the one that was promised."),
        count=len(entries),
    )  # fmt: skip


def _device(ledger: Ledger) -> Finding:
    if ledger.roster.active(ledger.me):
        return found("device", Grade.OK, N_("This device is in the firm's list."))
    if ledger.place == 0 or ledger.me not in ledger.roster.devices:
        return found(
            "device", Grade.LOOK, N_("This device is not in the firm's list yet."),
            N_("What you type is safe. It is sent when the device is in the list: sync first."),
        )  # fmt: skip
    return found(
        "device", Grade.WRONG, N_("This device was taken out of the firm's list."),
        N_("Nothing new arrives here, and nothing is sent. Call your coordinator."),
    )  # fmt: skip


def _exchange(replica: Replica) -> Finding:
    ledger, ring = replica.ledger, replica.ring
    kind, field = EXCHANGE
    circle = self_circle(ring.log, ring.member)
    shown = values(visible(replica.content.fields(circle, kind, replica.author)).get(field, ()))
    own = {exchange_public(ring.exchange)}
    if ring.next_exchange is not None:
        own.add(exchange_public(ring.next_exchange))
    if not shown and (ledger.place == 0 or replica.items):
        return found(
            "exchange", Grade.LOOK,
            N_("The key by which this device gets new keys is not kept by the relay yet."),
            N_("Sync with the relay."),
        )  # fmt: skip
    if not shown or not all(value in own for value in shown):
        return found(
            "exchange", Grade.WRONG,
            N_("The key by which this device gets new keys is another than your devices know."),
            _CALL,
        )  # fmt: skip
    return found(
        "exchange", Grade.OK, N_("The key by which this device gets new keys is the known one.")
    )


def _member_key(replica: Replica) -> Finding:
    ledger, ring = replica.ledger, replica.ring
    member = ledger.roster.members.get(ring.member)
    if member is None:
        return found(
            "member_key", Grade.LOOK, N_("You are not in the firm's list yet."),
            N_("Sync with the relay."),
        )  # fmt: skip
    if member.key in [member_public(key) for key in (ring.member_private, *ring.turning)]:
        return found("member_key", Grade.OK, N_("Your own key is the one that the firm knows."))
    return found(
        "member_key", Grade.WRONG, N_("Your own key is not the one that the firm knows."), _CALL
    )


def _owed(ledger: Ledger) -> Finding:
    count = 0
    for circle in ledger.circles.values():
        epoch = ledger.current(circle.id)
        if epoch is not None and owed(circle, epoch, ledger.roster) is not None:
            count += 1
    if count:
        return found(
            "owed", Grade.LOOK, N_("Cases whose keys still have to change: {count}."),
            N_(
                "Somebody left, or a device was lost. It happens by itself at the next sync; until"
                " then nothing new is written there."
            ),
            count=count,
        )  # fmt: skip
    return found("owed", Grade.OK, N_("No keys have to change."))


def _gaps(replica: Replica) -> Finding:
    opening = {new.epoch for item in replica.items.values() for new in item.opens}
    lacking = sought(replica.ledger, opening)
    if lacking:
        return found(
            "gaps", Grade.LOOK,
            N_("Records of yours whose content is not here: {records}; keys without: {keys}."),
            N_(
                "The relay is asked for them at each sync. If they stay away, other devices give"
                " them back when they sync."
            ),
            records=len(lacking.places), keys=len(lacking.epochs),
        )  # fmt: skip
    return found("gaps", Grade.OK, N_("No record of yours is without its content."))


def _waiting(replica: Replica) -> Finding:
    items = replica.items.values()
    saves = sum(len(item.saves) for item in items)
    intents = sum(item.intent is not None for item in items)
    if saves or intents:
        return found(
            "waiting", Grade.LOOK,
            N_("Not yet kept by the relay: changes {changes}, acts {acts}."),
            N_("They are safe on this device, and on no other. Sync with the relay."),
            changes=saves, acts=intents,
        )  # fmt: skip
    return found("waiting", Grade.OK, N_("The relay keeps all that was saved here."))


def _unsent(replica: Replica) -> Finding:
    count = sum(len(item.saves) for item in replica.unsent)
    if count:
        return found(
            "unsent", Grade.LOOK, N_("Changes that can not be shared any more: {count}."),
            N_("You no longer have access there. They are kept on this device."), count=count,
        )  # fmt: skip
    return found("unsent", Grade.OK, N_("Nothing is left behind that can not be sent."))


def _alarms(facts: Facts) -> Finding:
    count = sum(notice.told.tone is Tone.alarm for notice in facts.notices)
    if count:
        return found(
            "alarms", Grade.WRONG, N_("Alarms that nobody has put away: {count}."),
            N_("Read them on the status page, or with: luister status"), count=count,
        )  # fmt: skip
    return found("alarms", Grade.OK, N_("There is no alarm."))


def _silent(ledger: Ledger, now: int) -> Iterator[Finding]:
    """The devices that nothing was heard of, each with since when."""
    roster, silent = ledger.roster, False
    for device in roster.devices.values():
        # A recovery sheet lies in a drawer: nothing is ever heard of it.
        if device.id == ledger.me or device.name == SHEET_NAME or not roster.active(device.id):
            continue
        heard = ledger.heard.get(device.id)
        days = None if heard is None else max(now - heard[1], 0) // DAY
        if days is not None and days < SILENT_DAYS:
            continue
        silent = True
        yield _silence(ledger, device.id, days)
    if not silent:
        yield found("heard", Grade.OK, N_("Something was heard of every other device lately."))


def _silence(ledger: Ledger, device: bytes, days: int | None) -> Finding:
    name = ledger.author(device)
    advice = N_(
        "Ask whose it is whether it still syncs, and compare the number on the status page. A"
        " device that nobody uses any more should be taken out of the firm."
    )
    if days is None:
        return found(
            "heard", Grade.LOOK, N_("Nothing was ever heard of {device}."), advice, device=name
        )
    return found(
        "heard", Grade.LOOK, N_("Days since something was heard of {device}: {days}."), advice,
        device=name, days=days,
    )  # fmt: skip


def _clocks(ledger: Ledger, now: int) -> Finding:
    newest: Sequence[tuple[int, bytes]] = sorted(
        ((when, device) for device, (_place, when) in ledger.heard.items()), reverse=True
    )
    if newest and newest[0][0] > now + AHEAD:
        return found(
            "records_clock", Grade.LOOK,
            N_("The newest record, of {device}, is {minutes} minutes ahead of this clock."),
            N_("One of the two clocks is wrong. Times only inform: nothing else is touched."),
            device=ledger.author(newest[0][1]), minutes=(newest[0][0] - now) // 60_000,
        )  # fmt: skip
    return found("records_clock", Grade.OK, N_("No record is ahead of this device's clock."))
