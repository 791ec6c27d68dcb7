"""What somebody can open who has some keys, and everything that was ever sent.

A fixpoint: open every sealed thing with every key, take all that could be a key out of
what opened, make the secrets of all pairs whose private half is known, and begin again.
It uses the second implementation, so that a mistake in the program is not made twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

from tests.stranger import primitives as p
from tests.stranger.primitives import Flaw

KEY_BYTES, ID_BYTES, BOX_BYTES, TURN_BYTES = 32, 16, 72, 112
STATEMENT_BYTES = 112


class Knowledge:
    """Somebody's keys, and what they open of the log and of what else was sent.

    `log` is the log id, `member` whose keys they are. Signatures are not looked at, nor
    who may write what: an attacker does not care.
    """

    def __init__(self, log: bytes, member: bytes, keys: Iterable[bytes]) -> None:
        self.log = log
        self.member = member
        self.keys = set(keys)
        self.opened: dict[bytes, bytes] = {}
        """The plaintexts of the records that could be opened, by record id."""
        self._names: set[bytes] = {p.EVERYONE, p.ADVISERS}
        self._publics: dict[bytes, set[bytes]] = {}
        self._boxes: set[bytes] = set()
        self._tried: set[tuple[bytes, bytes]] = set()
        self._tried_names: dict[tuple[bytes, bytes], set[bytes]] = {}
        """With which additional data a key was tried on a sealed thing."""

    def close(self, wires: Iterable[bytes], others: Iterable[bytes] = ()) -> Knowledge:
        """Learn until nothing more is to be learned. `others` are sealed things that are no
        records: parcels, and parts of drop-boxes."""
        wires, others = list(wires), list(others)
        known = -1
        while known != len(self.keys) + len(self.opened) + len(self._names):
            known = len(self.keys) + len(self.opened) + len(self._names)
            for key in list(self.keys):
                self._open_records(key, wires)
                self._open_others(key, [*others, *self._boxes])
            self._pair_up()
        return self

    def _open_records(self, key: bytes, wires: list[bytes]) -> None:
        seal = p.hashed("lv1.seal", b"", key=key)
        for wire in wires:
            record = p.record_id(wire)
            if record in self.opened or (key, record) in self._tried:
                continue
            self._tried.add((key, record))
            with contextlib.suppress(Flaw):
                ad = b"\x01" + self.log + wire[:16]
                plain = p.aead_open(seal, wire[16:40], ad, wire[40:])
                self.opened[record] = plain
                self._learn(plain[88 : 88 + int.from_bytes(plain[4:8])])

    def _open_others(self, key: bytes, sealed: list[bytes]) -> None:
        keys = [key, *(p.hashed(f"lv1.{use}", b"", key=key) for use in ("boxkey", "link.seal"))]
        names = sorted(self._names)
        for blob in sealed:
            epochs = [k for k in self._named if len(blob) == BOX_BYTES]
            ads = {b"answer", b"reveal", b"welcome", *names}
            ads |= {circle + epoch for circle in names for epoch in epochs}
            tried = self._tried_names.setdefault((key, blob), set())
            new = sorted(ads - tried)
            tried |= ads
            for one in keys:
                for ad in new:
                    with contextlib.suppress(Flaw):
                        self._learn_any(p.open_with(one, ad, blob))
            if len(blob) == TURN_BYTES:
                with contextlib.suppress(CryptoError):
                    public = p.exchange_public(key)
                    text = bindings.crypto_box_seal_open(blob, public, key)
                    self.keys |= {text[:32], text[32:]}

    @property
    def _named(self) -> list[bytes]:
        """Everything of 32 bytes: an epoch's id is among them."""
        return sorted(self.keys)

    def _learn_any(self, text: bytes) -> None:
        if len(text) == KEY_BYTES:
            self.keys.add(text)
        else:
            self._learn(text)

    def _learn(self, payload: bytes) -> None:
        with contextlib.suppress(Flaw):
            for value in _walk(p.unpack(payload)):
                self._note(value)

    def _note(self, value: Any) -> None:
        if isinstance(value, bytes):
            if len(value) == KEY_BYTES:
                self.keys.add(value)
            elif len(value) == ID_BYTES:
                self._names.add(value)
            elif len(value) == BOX_BYTES or len(value) == TURN_BYTES:
                self._boxes.add(value)
            if len(value) == STATEMENT_BYTES:
                self._publics.setdefault(value[:16], set()).add(value[48:80])
        elif isinstance(value, list) and value[:1] == ["admit"]:
            self._publics.setdefault(value[1], set()).add(value[4])
        elif isinstance(value, list) and value[:1] == ["turn"]:
            self._publics.setdefault(value[1], set()).add(value[2])

    def _pair_up(self) -> None:
        mine = self._publics.get(self.member, set())
        private = [key for key in self.keys if p.exchange_public(key) in mine]
        for other, publics in self._publics.items():
            for public in publics:
                for own in private:
                    if other != self.member:
                        secret = p.pair_secret(self.log, self.member, own, other, public)
                        self.keys.add(secret)


def _walk(value: Any) -> Iterator[Any]:
    """A value and all that is in it."""
    yield value
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, (list, dict)):
        for part in parts:
            yield from _walk(part)
