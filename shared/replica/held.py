"""Pages that end before a place that the relay signed, held back until one confirms them.

The relay signs its newest head alone, and a long log comes in many pages. What was changed
on its way shows only where the chain should reach that head (docs/protocol.md §8.3). So
nothing of a page is taken in before that: a device that was shown something false has
nothing of it, and goes on from where it was.
"""

from __future__ import annotations

from shared.protocol.chain import link
from shared.protocol.messages import Head, Page
from shared.protocol.record import Entry
from shared.replica.ledger import Ledger
from shared.replica.notice import Notice, Told

HELD_LIMIT = 32 * 2**20
"""How many bytes of records are held at most. What goes on for longer before a signed place
is taken in as it comes."""


class Held:
    """Entries that follow the last place that was taken, on one connection."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.signed: dict[int, bytes] = {}
        """Chain values (32 bytes) that the relay has signed for places not taken yet."""
        self._chain = b""
        self._bytes = 0

    def begin_anew(self) -> None:
        """Nothing is held any more."""
        self.entries = []
        self.signed = {}
        self._chain = b""
        self._bytes = 0

    def __len__(self) -> int:
        return len(self.entries)

    def sift(
        self, ledger: Ledger, page: Page, own: tuple[Entry, ...], known: Head | None
    ) -> tuple[Entry, ...] | Notice | None:
        """What may be taken now, of a page and of what was held before: up to the last
        place for which the relay has signed a chain value, in this page or (`known`) once.

        `own` are entries that this device sent and the relay has placed behind the page:
        they are taken with it, as it answers for them now. Gives the alarm that the log
        was changed, or None when such a page can not be.
        """
        head = page.head
        reached = ledger.place + len(self.entries)
        if head.place < reached:
            # The relay was put back meanwhile: what is held is asked for again.
            self.begin_anew()
            reached = ledger.place
            if page.after > reached:
                return ()
        entries = (*page.entries, *own)
        skip = reached - page.after
        if skip < 0 or page.after + len(entries) > head.place:
            return None
        for place, entry in enumerate(entries[:skip], page.after + 1):
            if not self._stands_at(ledger, place, entry):
                return Notice(Told.REWRITTEN, place)
        fresh = entries[skip:]
        if not fresh and head.place > reached:
            return None
        if not self.entries and (own or head.place == reached + len(fresh)):
            # Whoever takes them compares the chain, without making it twice.
            return fresh
        heads = (head,) if known is None else (head, known)
        self.signed.update((one.place, one.chain) for one in heads if one.place >= reached)
        return self._hold(ledger, fresh)

    def _stands_at(self, ledger: Ledger, place: int, entry: Entry) -> bool:
        at = place - ledger.place - 1
        if at < 0:
            return ledger.stands_at(place, entry)
        held = self.entries[at]
        return (held.tag, held.id) == (entry.tag, entry.id)

    def _hold(self, ledger: Ledger, entries: tuple[Entry, ...]) -> tuple[Entry, ...] | Notice:
        """Hold the entries that follow; gives those that are confirmed."""
        chain = self._chain or ledger.head()
        confirmed = ledger.place
        for at, entry in enumerate((None, *entries), ledger.place + len(self.entries)):
            if entry is not None:
                chain = link(chain, entry.tag, entry.id)
            signed = self.signed.get(at)
            if signed is not None and signed != chain:
                return Notice(Told.REWRITTEN, at)
            if signed is not None:
                confirmed = at
        if ledger.place == 0 and entries:
            # The founding record hangs on the log's id, and names the key of signed heads.
            confirmed = max(confirmed, 1)
        self.entries += entries
        self._chain = chain
        self._bytes += sum(len(entry.wire) for entry in entries if entry.wire is not None)
        if self._bytes > HELD_LIMIT:
            confirmed = ledger.place + len(self.entries)
        return self._give(confirmed - ledger.place, confirmed)

    def _give(self, count: int, place: int) -> tuple[Entry, ...]:
        given = tuple(self.entries[:count])
        del self.entries[:count]
        self._bytes -= sum(len(entry.wire) for entry in given if entry.wire is not None)
        self.signed = {at: chain for at, chain in self.signed.items() if at > place}
        if not self.entries:
            self._chain = b""
        return given
