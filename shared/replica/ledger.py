"""The ledger: takes the log's entries in order and says which stand.

It recognises its own circles' records by their tags, opens them, checks what each
says that its author had seen, lets them count, and hands structure to
`shared.replica.structure` and content to `shared.replica.merge`. It is a function of
the log, the ring it starts with and nothing else: two devices with the same log and
the same secrets end in the same state, however the log was cut into pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from shared.protocol.access import check, head_text
from shared.protocol.chain import CHAIN_BYTES
from shared.protocol.hashing import hash32
from shared.protocol.record import Entry
from shared.replica.buffer import Buffer
from shared.replica.circle import Epoch, Track, may_write
from shared.replica.commit import Row
from shared.replica.content import Content
from shared.replica.hearsay import Hearsay
from shared.replica.merge import drop_claims, merge
from shared.replica.notice import Notice, Told
from shared.replica.opening import founder_key
from shared.replica.outlook import Grounds, Outlook
from shared.replica.payload import FIRST_STRUCTURE, NO_FENCE, CircleKind, Kind
from shared.replica.ring import Ring
from shared.replica.standing import Opened, settle
from shared.replica.structure import carry_out
from shared.replica.taken import Forked, Taken
from shared.replica.witness import contradicts
from shared.sealing.envelope import Flaw, Plain, genuine, unseal

UNSURE = frozenset({Told.NOT_STANDING, Told.BAD_BOX, Told.CHECKPOINT_DIFFERS, Told.BAD_REFERENCE})
"""What is not told while bytes are missing: with them it may be otherwise."""

NO_PLAINS: Mapping[bytes, Plain] = MappingProxyType({})


class Ledger(Outlook):
    """Takes a log's entries in order, and lets stand what stands."""

    def __init__(
        self, ring: Ring, grounds: Grounds, left_out: frozenset[bytes] = frozenset()
    ) -> None:
        super().__init__(ring, grounds, left_out)
        self.bare = bytearray(b"\x01")
        """For every place from 0: whether this device has no bytes of what stands there."""
        self.buffer = Buffer()
        self._plains = NO_PLAINS
        self.hearsay: Hearsay | None = None
        """What is kept of entries that come by hand, while they are taken."""
        self._runs: dict[int, tuple[Epoch, bytes, Track]] = {}

    def take(
        self,
        entries: Sequence[Entry],
        content: Content,
        mine: frozenset[bytes] | set[bytes] = frozenset(),
        replay: bool = False,
        head: tuple[int, bytes] | None = None,
        plains: Mapping[bytes, Plain] = NO_PLAINS,
    ) -> Taken | Notice:
        """Take the entries that follow the last place.

        `mine` are ids of records that this device formed; `plains` is what it formed since
        it started, by id, which need not be opened or checked again; with `replay` the entries
        come from its own store; `head` is the place and chain value that the relay
        signed, checked when the entries reach it. Returns what came of it, or the alarm
        that ends syncing: then the ledger is not to be used any more and nothing was put into
        `content`; build it anew from the store.
        """
        taken = Taken()
        self._plains = plains
        self.buffer.begin(content)
        try:
            for entry in entries:
                self._take_one(entry, taken, mine, replay)
            if head is not None and self.place == head[0] and self.head() != head[1]:
                raise Forked(Notice(Told.REWRITTEN, self.place))
            self.settle_all(taken)
        except Forked as fork:
            self.buffer.discard()
            return fork.notice
        self.buffer.flush()
        if not replay:
            for place in taken.dropped:
                self.bare[place] = 1
        return taken

    def _take_one(
        self, entry: Entry, taken: Taken, mine: frozenset[bytes] | set[bytes], replay: bool
    ) -> None:
        chain = self.chain
        tag = entry.tag
        chain += hash32("lv1.chain", bytes(chain[-CHAIN_BYTES:]) + tag + entry.id)
        place = len(chain) // CHAIN_BYTES - 1
        hit = self.expected.pop(tag, None)
        wire = entry.wire
        if hit is not None and self.hearsay is not None:
            wire = self.hearsay.wire(hit[0], hit[1], wire)
        self.bare.append(wire is None or (hit is None and not replay))
        if hit is None:
            taken.rows.append(Row(place, tag, entry.id, None))
            return
        taken.rows.append(Row(place, tag, entry.id, wire))
        epoch, device, track = hit
        if wire is None and epoch.begun is None:
            # Without its opening nothing in it can be judged: it is looked for later.
            self.expected[tag] = hit
            if not replay:
                self._tell(taken, Told.ERASED, place, device)
            return
        track.counter += 1
        track.tag = epoch.keys.tag(device, track.counter)
        self.expected[track.tag] = hit
        if wire is None:
            # What counts before it must not look as if it came after it.
            self.settle_all(taken)
            track.erased.add(entry.id)
            track.doubtful = True
            self.gaps[place] = (epoch, device)
            if not replay:
                self._tell(taken, Told.ERASED, place, device)
            return
        epoch.places.append(place)
        plain = self._plains.get(entry.id) or unseal(
            epoch.keys, self.log, wire, epoch.kind == CircleKind.SELF
        )
        if isinstance(plain, Flaw):
            if device == self.me and entry.id not in mine and not replay:
                self._tell(taken, Told.TAG_TAKEN, place, device)
            else:
                self._flawed(taken, place, device, entry.id, plain.name)
            return
        record = Opened(place, entry.id, device, plain, wire)
        if device == self.me and not replay and entry.id not in mine:
            if not self.genuine(epoch, record):
                self._tell(taken, Told.TAG_TAKEN, place, device)
                return
            if not taken.cloned:
                self._tell(taken, Told.CLONED, place, device)
            taken.cloned = True
            taken.strange.add(entry.id)
        seen = plain.witness_place
        if seen >= place:
            self._flawed(taken, place, device, entry.id, "witness")
            return
        if chain[seen * CHAIN_BYTES : (seen + 1) * CHAIN_BYTES] != plain.witness_chain:
            if contradicts(self, epoch, record):
                raise Forked(self.alarm_of(record))
            self._flawed(taken, place, device, entry.id, "bad_signature")
            return
        if plain.index != NO_FENCE and place != seen + 1 + plain.index:
            self._flawed(taken, place, device, entry.id, "fence")
            return
        if plain.kind >= FIRST_STRUCTURE:
            self._take_structure(epoch, track, record, taken)
        else:
            track.run.append(record)
            self._runs[id(track)] = hit

    def _take_structure(self, epoch: Epoch, track: Track, record: Opened, taken: Taken) -> None:
        if epoch.kind == CircleKind.EVERYONE:
            self.settle_all(taken)
        elif epoch.kind == CircleKind.PAIR:
            self._settle_tracks([(epoch, record.device, track)], taken)
        else:
            self._settle_epoch(epoch, taken)
        if not self.genuine(epoch, record):
            self._flawed(taken, record.place, record.device, record.id, "bad_signature")
            return
        rejected, track.run = track.run, []
        if not (record.plain.predecessor == track.last or record.plain.predecessor in track.erased):
            self._reject(epoch, rejected, taken)
            self._flawed(taken, record.place, record.device, record.id, "predecessor")
            return
        track.last = record.id
        self.calm = False
        waiting = [left for known in epoch.tracks.values() for left in known.run]
        flaw = carry_out(self, epoch, record, taken)
        # With the bytes that are missing it might be a closing that stands.
        track.doubtful = flaw is not None and bool(self.gaps)
        if epoch.ended == record.place:
            rejected += waiting
        self._reject(epoch, rejected, taken)
        self._note(record, taken, flaw)

    def _reject(self, epoch: Epoch, records: list[Opened], taken: Taken) -> None:
        """What waited does not count any more."""
        for record in records:
            self._flawed(taken, record.place, record.device, record.id, "bad_signature")
        if records:
            drop_claims(self, epoch.circle)

    def genuine(self, epoch: Epoch, record: Opened) -> bool:
        """Whether a record's own signature is its device's."""
        device = self.roster.devices.get(record.device)
        key = device.key if device is not None else self._founder_key(record)
        return key is not None and genuine(record.plain, epoch.keys, self.log, key, record.wire)

    def _founder_key(self, record: Opened) -> bytes | None:
        return founder_key(self, record)

    def settle_all(self, taken: Taken) -> None:
        """Let count what can count, and merge it in the order of the log."""
        runs = list(self._runs.values())
        self._runs.clear()
        self._settle_tracks(runs, taken)

    def _settle_epoch(self, epoch: Epoch, taken: Taken) -> None:
        self._settle_tracks(
            [(epoch, device, track) for device, track in epoch.tracks.items() if track.run], taken
        )

    def _settle_tracks(self, runs: Sequence[tuple[Epoch, bytes, Track]], taken: Taken) -> None:
        counted: list[tuple[Epoch, Opened]] = []
        for epoch, device, track in runs:
            self._runs.pop(id(track), None)
            if not track.run:
                continue
            settled = settle(
                track.run,
                track.last,
                track.erased,
                lambda record, epoch=epoch: self._vouched(epoch, record),  # type: ignore[misc]
            )
            track.run = settled.waiting
            track.last = settled.last
            track.doubtful = track.doubtful and not settled.counted
            counted += [(epoch, record) for record in settled.counted]
            for record in settled.rejected:
                self._flawed(taken, record.place, device, record.id, "bad_signature")
        if len(counted) > 1:
            counted.sort(key=lambda pair: pair[1].place)
        for epoch, record in counted:
            if not self.allowed(epoch, record):
                flaw: str | None = "not_allowed"
            else:
                flaw = merge(self, epoch, record, taken)
            if flaw is None and record.id in taken.strange and record.plain.kind == Kind.CHANGES:
                taken.copies.append((epoch.circle, record.plain.payload))
            self._note(record, taken, flaw)
        for circle in {epoch.circle for epoch, _, _ in runs}:
            drop_claims(self, circle)

    def _vouched(self, epoch: Epoch, record: Opened) -> bool:
        return record.id in self._plains or self.genuine(epoch, record)

    def allowed(self, epoch: Epoch, record: Opened) -> bool:
        """Whether a content record's author may write there at its place."""
        device = self.roster.devices.get(record.device)
        return (
            device is not None
            and epoch.begun is not None
            and epoch.begun < record.place
            and epoch.ended is None
            and (epoch.previous is None or epoch.begun <= record.plain.witness_place)
            and self.roster.active(record.device)
            and may_write(epoch, self.roster, device.member)
        )

    def _note(self, record: Opened, taken: Taken, flaw: str | None) -> None:
        mine = record.device == self.me
        if flaw is not None:
            self._flawed(taken, record.place, record.device, record.id, flaw)
        elif mine:
            taken.stood.add(record.id)
            self.own_places.append(record.place)
        else:
            self.heard[record.device] = (record.place, record.plain.time)
            self.witnessed[record.device] = record.plain.witness_place

    def _flawed(self, taken: Taken, place: int, device: bytes, record_id: bytes, flaw: str) -> None:
        if device == self.me:
            taken.fell.add(record_id)
            return
        self._tell(taken, Told.NOT_STANDING, place, device, flaw)

    def _tell(self, taken: Taken, told: Told, place: int, device: bytes, flaw: str = "") -> None:
        if self.gaps and told in UNSURE:
            return
        blanks = [("author", self.author(device))]
        if flaw:
            blanks.append(("flaw", flaw))
        taken.notices.append(Notice(told, place, tuple(blanks)))

    def tell(self, taken: Taken, told: Told, record: Opened, **blanks: str) -> None:
        """Add a notice about a record."""
        if self.gaps and told in UNSURE:
            return
        pairs = (("author", self.author(record.device)), *sorted(blanks.items()))
        taken.notices.append(Notice(told, record.place, pairs))

    def alarm_of(self, record: Opened) -> Notice:
        """The alarm that a record raises whose author saw another log."""
        blanks = (("author", self.author(record.device)), ("record", record.id.hex()))
        return Notice(Told.FORKED, record.place, blanks)

    def signed_head(self, incarnation: bytes, place: int, chain: bytes, signature: bytes) -> bool:
        """Whether the firm's relay signed a head; True while its key is not known yet."""
        key = self.roster.relay_key
        return not key or check(
            key, "luister/v1/head", head_text(self.log, incarnation, place, chain), signature
        )
