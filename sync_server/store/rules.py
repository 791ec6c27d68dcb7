"""What may happen to a firm's log and keys, decided from values alone.

Both stores ask these functions, so they can not differ in what they allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from shared.protocol import access
from shared.protocol.chain import extend
from shared.protocol.messages import DeviceKey, Head
from shared.protocol.record import Entry
from shared.protocol.refusal import Refusal
from sync_server.store.base import Allowance, Batch, Ceilings, Code, Erasure, Firm, Identity, Totals


def enrol_refusal(
    code: Code | None, firm: Firm | None, log: bytes, founder: DeviceKey | None, now: int
) -> Refusal | None:
    """Whether a code begins this log (§8.1). The log that used it up may come again:
    its device has not heard the answer."""
    if code is None:
        return Refusal.NOT_ADMITTED
    if code.log is not None:
        return None if code.log == log and founder is not None else Refusal.TAKEN
    if code.expires <= now:
        return Refusal.EXPIRED
    return Refusal.TAKEN if firm is not None else None


def refusal_of(firm: Firm, batch: Batch) -> Refusal | None:
    """Whether a batch that is not in the log yet may be placed there now (§8.4).

    A `seen` beyond the head can not be: its device has seen records that this relay
    lost, so it is told to look again and will find that out.
    """
    if firm.restoring:
        return Refusal.RESTORING
    if batch.seen < firm.fence or batch.seen > firm.place:
        return Refusal.FENCE
    if batch.fence and batch.seen != firm.place:
        return Refusal.FENCE
    return None


def is_full(firm: Firm, batch: Batch, parcel_growth: int, ceilings: Ceilings) -> bool:
    """Whether the batch, whose parcels take so many bytes more, goes over the limit."""
    return firm.size + size_of(batch.entries) + parcel_growth > ceilings.firm_bytes


def grown(firm: Firm, batch: Batch, parcel_growth: int) -> Firm:
    """The log after a batch, whose parcels took this many bytes more than before."""
    place = firm.place + len(batch.entries)
    return msgspec.structs.replace(
        firm,
        place=place,
        chain=extend(firm.chain, batch.entries),
        fence=place if batch.fence else firm.fence,
        size=firm.size + size_of(batch.entries) + parcel_growth,
    )


def healed(
    firm: Firm, identity: Identity, head: Head, entries: Sequence[Entry]
) -> tuple[Firm, Sequence[Entry]] | Refusal:
    """What an offered tail makes of a log: the log as it stands then, and those of the
    entries that are to be placed after its head; or why not.

    After a healing nobody can tell which of the entries were fences, so all count as
    one: who has not seen them pulls first.
    """
    missing = head.place - firm.place
    if missing <= 0:
        return firm, ()
    if len(entries) < missing:
        return Refusal.NOT_MINE
    tail = entries[len(entries) - missing :]
    if not is_own(firm, identity, head) or extend(firm.chain, tail) != head.chain:
        return Refusal.NOT_MINE
    whole = msgspec.structs.replace(
        firm,
        place=head.place,
        chain=head.chain,
        fence=head.place,
        size=firm.size + size_of(tail),
        gaps=firm.gaps + sum(entry.wire is None for entry in tail),
    )
    return whole, tail


def sighted(firm: Firm, identity: Identity, head: Head) -> Firm:
    """The log, waiting for its tail if this head shows that it lost one."""
    if head.place <= max(firm.place, firm.lost) or not is_own(firm, identity, head):
        return firm
    return msgspec.structs.replace(firm, lost=head.place)


def put_back(firm: Firm, wait: bool, give_up: bool) -> Firm:
    """The log after its store was put back. How much was lost nobody knows before a
    device shows it; a device that knew less must not write where lost records stood."""
    if give_up:
        return msgspec.structs.replace(firm, lost=0)
    if wait and not firm.restoring:
        return msgspec.structs.replace(firm, lost=firm.place + 1)
    return firm


def thinned(firm: Firm, erasure: Erasure) -> Firm:
    """The log after an erasure. What was missing before is missed no more."""
    return msgspec.structs.replace(
        firm,
        gaps=firm.gaps - erasure.missing,
        erased=firm.erased + erasure.fresh,
    )


def evaluation_refusal(
    points: int, by_device: int, by_firm: int, allowance: Allowance
) -> Refusal | None:
    """Whether so many points more may be evaluated today (§8.8), after those that the
    device and all devices of the firm had evaluated."""
    over = by_device + points > allowance.device or by_firm + points > allowance.firm
    return Refusal.BUSY if over else None


def is_own(firm: Firm, identity: Identity, head: Head) -> bool:
    """Whether this relay signed the head, in an incarnation that still counts."""
    text = access.head_text(firm.log, head.incarnation, head.place, head.chain)
    key = access.public_key(identity.seed)
    return head.incarnation not in identity.given_up and access.check(
        key, access.HEAD, text, head.signature
    )


def device_refusal(
    devices: Mapping[bytes, DeviceKey], by: bytes, device: DeviceKey, ceilings: Ceilings
) -> Refusal | None:
    """Whether `by` may let this key in (§8.1): any device a key that does not manage,
    a manager any. Nobody takes the last manager's right away."""
    mine = devices.get(by)
    if mine is None:
        return Refusal.NOT_ADMITTED
    named = access.device_id(device.key)
    before = devices.get(named)
    managed = before is not None and before.manager
    if (device.manager or managed) and not mine.manager:
        return Refusal.FORBIDDEN
    if managed and not device.manager and is_last_manager(devices, named):
        return Refusal.FORBIDDEN
    if before is None and len(devices) >= ceilings.devices:
        return Refusal.FULL
    return None


def drop_refusal(devices: Mapping[bytes, DeviceKey], by: bytes, device: bytes) -> Refusal | None:
    """Whether `by` may shut this device out: a manager may, but not the last one."""
    mine = devices.get(by)
    if mine is None:
        return Refusal.NOT_ADMITTED
    if not mine.manager or is_last_manager(devices, device):
        return Refusal.FORBIDDEN
    return None if device in devices else Refusal.NOT_FOUND


def is_last_manager(devices: Mapping[bytes, DeviceKey], device: bytes) -> bool:
    """Whether no other device manages the firm's keys."""
    return [named for named, key in devices.items() if key.manager] == [device]


def size_of(entries: Sequence[Entry]) -> int:
    """The bytes of the records among the entries."""
    return sum(len(entry.wire) for entry in entries if entry.wire is not None)


def totals(firms: Collection[Firm], devices: Iterable[Mapping[bytes, DeviceKey]]) -> Totals:
    """What the operator is told of these firms, and of the keys that each lets in."""
    return Totals(
        firms=len(firms),
        records=sum(firm.place for firm in firms),
        bytes=sum(firm.size for firm in firms),
        gaps=sum(firm.gaps for firm in firms),
        erased=sum(firm.erased for firm in firms),
        devices=sum(map(len, devices)),
        restoring=sum(firm.restoring for firm in firms),
    )
