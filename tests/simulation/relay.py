"""An honest relay in memory, as docs/protocol.md §8.3, §8.4 and §8.6 describe one.

It is written from the page and shares no code with `sync_server`, so that a mistake of
the one is not repeated by the other. One object is the relay of one firm. Requests are
the protocol's messages; who asks is told beside them, as a login would have shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.protocol import access
from shared.protocol.access import device_id, head_text
from shared.protocol.chain import link
from shared.protocol.hashing import hash16
from shared.protocol.messages import (
    Append,
    Appended,
    DeviceKey,
    DeviceList,
    Done,
    Give,
    Given,
    Head,
    Limits,
    Page,
    RefusalBody,
    TailOffer,
)
from shared.protocol.record import Entry, entry_of
from shared.protocol.refusal import Refusal

LIMITS = Limits(4_194_304, 8_388_608, 500, 4_194_304)


class PageAfter(NamedTuple):
    """Asks for the page after a place."""

    after: int


class ListDevices(NamedTuple):
    """Asks for the device keys that are let in."""


class DropDevice(NamedTuple):
    """Shuts a device out."""

    device: bytes


class EraseTokens(NamedTuple):
    """Asks to forget the records with these tokens."""

    tokens: tuple[bytes, ...]


Request = PageAfter | Append | TailOffer | Give | ListDevices | DeviceKey | DropDevice | EraseTokens
Answer = Page | Appended | Given | DeviceList | Done | RefusalBody


class Backup(NamedTuple):
    """What a copy of the relay's folder holds."""

    entries: list[Entry]
    chain: list[bytes]
    fence: int
    devices: dict[bytes, DeviceKey]
    parcels: dict[bytes, bytes]
    erased: set[bytes]


class Relay:
    """One firm's log. `page_entries` tells how many entries the next page holds at most;
    `random(n)` gives n bytes."""

    def __init__(
        self, log: bytes, random: Callable[[int], bytes], page_entries: Callable[[], int]
    ) -> None:
        self.log = log
        self.random = random
        self.page_entries = page_entries
        self.signing_key = access.signing_key(random(32))
        self.key = access.public_key(self.signing_key)
        self.incarnation = random(16)
        self.entries: list[Entry] = []
        self.chain: list[bytes] = [log]
        self.places: dict[bytes, int] = {}
        self.fence = 0
        self.lost = 0
        self.devices: dict[bytes, DeviceKey] = {}
        self.parcels: dict[bytes, bytes] = {}
        self.erased: set[bytes] = set()
        self.sent: set[bytes] = set()
        """Every record and parcel that anybody ever sent, stored or not."""
        self.transcript: list[tuple[object, ...]] = []
        """What the relay's operator could have written down, in order."""
        self._signed: dict[tuple[bytes, int, bytes], Head] = {}

    # What devices ask

    def admits(self, device: bytes) -> bool:
        """Whether a device may log in."""
        return device in self.devices

    def ask(self, device: bytes, request: Request) -> Answer:
        """Carry out a request of a device that is logged in."""
        self._note(device, request)
        if not self.admits(device):
            return _refused(Refusal.NOT_ADMITTED)
        return self.answer(device, request)

    def answer(self, device: bytes, request: Request) -> Answer:
        """What an honest relay does."""
        match request:
            case PageAfter(after):
                return self.page(after)
            case Append():
                return self.append(request)
            case TailOffer():
                return self.take_tail(request)
            case Give(records):
                return Given(self.fill([entry_of(wire) for wire in records]))
            case ListDevices():
                return DeviceList(tuple(self.devices.values()))
            case DeviceKey():
                return self.put_device(device, request)
            case EraseTokens(tokens):
                self.erase(tokens)
                return Done()
            case DropDevice(dropped):
                if not self.devices[device].manager:
                    return _refused(Refusal.FORBIDDEN)
                self.devices.pop(dropped, None)
                return Done()

    @property
    def place(self) -> int:
        """The place of the newest entry."""
        return len(self.entries)

    def head(self) -> Head:
        """The newest place, signed."""
        return self.sign(self.place, self.chain[-1])

    def sign(self, place: int, chain: bytes) -> Head:
        """A head that says so, signed with the relay's key."""
        known = self._signed.get((self.incarnation, place, chain))
        if known is None:
            text = head_text(self.log, self.incarnation, place, chain)
            signature = access.sign(self.signing_key, access.HEAD, text)
            known = Head(self.incarnation, place, chain, signature)
            self._signed[self.incarnation, place, chain] = known
        return known

    def page(self, after: int, before: int | None = None) -> Page:
        """The page after a place, ending before another."""
        end = self.place if before is None else before - 1
        end = min(end, after + max(1, self.page_entries()))
        return Page(after, tuple(self.entries[after:end]), self.head())

    def append(self, batch: Append) -> Answer:
        """Store a batch whole, or not at all (§8.4)."""
        entries = [entry_of(wire) for wire in batch.records]
        first = self.places.get(entries[0].tag)
        if first is not None:
            stored = self.entries[first - 1 : first - 1 + len(entries)]
            if [entry.id for entry in stored] == [entry.id for entry in entries]:
                return Appended(first, self.page(batch.seen, first))
        if self.lost > self.place:
            return _refused(Refusal.RESTORING)
        if any(entry.tag in self.places for entry in entries):
            return _refused(Refusal.TAG_TAKEN)
        if not self.fits(batch):
            return _refused(Refusal.FENCE, self.page(min(batch.seen, self.place)))
        return self.store(batch, entries)

    def fits(self, batch: Append) -> bool:
        """Whether a batch has seen enough to be stored at the head."""
        if not self.fence <= batch.seen <= self.place:
            return False
        return not batch.fence or batch.seen == self.place

    def store(self, batch: Append, entries: list[Entry]) -> Appended:
        """Put a batch at the head, with its parcels."""
        first = self.place + 1
        page = self.page(batch.seen, first)
        for entry in entries:
            self.add(entry)
        if batch.fence:
            self.fence = self.place
        for put in batch.parcels:
            self.parcels[access.slot_id(put.slot_key)] = put.parcel
        return Appended(first, Page(page.after, page.entries, self.head()))

    def add(self, entry: Entry) -> None:
        """Put an entry at the next place."""
        self.entries.append(entry)
        self.places[entry.tag] = self.place
        self.chain.append(link(self.chain[-1], entry.tag, entry.id))

    def put_device(self, by: bytes, key: DeviceKey) -> Answer:
        """Let a device in: anybody a plain one, a manager any."""
        known = self.devices.get(device_id(key.key))
        managing = key.manager or (known is not None and known.manager)
        if managing and not self.devices[by].manager:
            return _refused(Refusal.FORBIDDEN)
        self.devices[device_id(key.key)] = key
        return Done()

    # Backups (§8.6)

    def backup(self) -> Backup:
        """A copy of what is stored now."""
        return Backup(
            list(self.entries),
            list(self.chain),
            self.fence,
            dict(self.devices),
            dict(self.parcels),
            set(self.erased),
        )

    def restore(self, backup: Backup) -> None:
        """Put a copy back, under a new incarnation."""
        self.entries = list(backup.entries)
        self.chain = list(backup.chain)
        self.places = {entry.tag: place for place, entry in enumerate(self.entries, 1)}
        self.fence = backup.fence
        self.devices = dict(backup.devices)
        self.parcels = dict(backup.parcels)
        self.erased = set(backup.erased)
        self.incarnation = self.random(16)
        self.lost = 0

    def take_tail(self, offer: TailOffer) -> Answer:
        """Take back what was lost, when it leads to a head that this relay signed."""
        head = offer.head
        text = head_text(self.log, head.incarnation, head.place, head.chain)
        if not access.check(self.key, access.HEAD, text, head.signature):
            return _refused(Refusal.NOT_MINE)
        self.lost = max(self.lost, head.place)
        missing = head.place - self.place
        if missing > 0:
            tail = offer.entries[len(offer.entries) - missing :]
            chain = self.chain[-1]
            for entry in tail:
                chain = link(chain, entry.tag, entry.id)
            if len(tail) < missing or chain != head.chain:
                return _refused(Refusal.NOT_MINE)
            for entry in tail:
                self.add(Entry(entry.tag, entry.id, None) if entry.tag in self.erased else entry)
            self.fence = self.place
        self.fill([entry for entry in offer.entries if entry.wire is not None])
        return self.page(self.place)

    def fill(self, entries: list[Entry]) -> int:
        """Put bytes where tag and id stand without them."""
        count = 0
        for entry in entries:
            place = self.places.get(entry.tag)
            if place is None or entry.tag in self.erased:
                continue
            stored = self.entries[place - 1]
            if stored.wire is None and stored.id == entry.id:
                self.entries[place - 1] = entry
                count += 1
        return count

    def erase(self, tokens: tuple[bytes, ...]) -> None:
        """Forget the bytes of the records with these tokens, and take none back (§8.7)."""
        for token in tokens:
            tag = hash16("lv1.tag", token)
            place = self.places.get(tag)
            if place is not None:
                self.entries[place - 1] = Entry(tag, self.entries[place - 1].id, None)
                self.erased.add(tag)

    def _note(self, device: bytes, request: Request) -> None:
        match request:
            case Append(seen, fence, records, parcels):
                self.sent.update(records)
                self.sent.update(put.parcel for put in parcels)
                sizes = tuple(len(record) for record in records)
                slots = tuple(len(put.parcel) for put in parcels)
                self.transcript.append((device, "append", seen, fence, sizes, slots))
            case TailOffer(head, entries):
                held = tuple(entry.wire is not None for entry in entries)
                self.transcript.append((device, "tail", head.place, held))
            case Give(records):
                self.transcript.append((device, "give", len(records)))
            case PageAfter(after):
                self.transcript.append((device, "page", after))
            case _:
                self.transcript.append((device, type(request).__name__))


def _refused(refusal: Refusal, page: Page | None = None) -> RefusalBody:
    return RefusalBody(refusal.code, refusal.text, page)
