"""What a set of keys opens, among all bytes that were ever sent: a fixpoint.

It is given every key that a device ever held and every record that anybody ever sent,
stored or refused. It opens what it can, takes out what keys that gives, derives the pair
secrets of every private key it has, and goes on until nothing new comes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from shared.replica.payload import BadPayload, Closing, Keys, Kind, Opening, decode, decode_act
from shared.replica.ring import decode_ring
from shared.sealing.box import open_box, open_turn
from shared.sealing.device import member_public
from shared.sealing.entry import KeyEntry
from shared.sealing.envelope import Plain, unseal
from shared.sealing.epoch import EpochKeys
from shared.sealing.fault import SmallOrder
from shared.sealing.pair import EVERYONE, pair_circle, pair_secret

MISSES = 2
"""How many counters may be free before a device is taken to have written no more."""


class Closure:
    """Everything that `rings` (encoded) and `records` give. `devices` are all device ids."""

    def __init__(
        self, log: bytes, rings: Iterable[bytes], records: Iterable[bytes], devices: list[bytes]
    ) -> None:
        self.log = log
        self.devices = devices
        self.epochs: dict[bytes, EpochKeys] = {}
        """All epochs whose secret comes out, by id."""
        self.kinds: dict[bytes, str] = {}
        self.private: dict[bytes, bytes] = {}
        self.exchange: set[bytes] = set()
        self.people: set[tuple[bytes, bytes]] = set()
        """(member, public key) of every generation that is read of."""
        self.opened: set[bytes] = set()
        """Tags of the records that open."""
        self._by_tag: dict[bytes, list[bytes]] = {}
        for record in records:
            self._by_tag.setdefault(record[:16], []).append(record)
        self._todo: list[EpochKeys] = []
        self._boxes: list[tuple[bytes, Closing]] = []
        self._owners: dict[bytes, bytes] = {}
        for data in rings:
            ring = decode_ring(data)
            self._owners[member_public(ring.member_private)] = ring.member
            self.private[member_public(ring.member_private)] = ring.member_private
            self.exchange.add(ring.exchange)
            if ring.next_exchange is not None:
                self.exchange.add(ring.next_exchange)
            for entry in ring.entries.values():
                self._learn(entry)
        self._run()

    def _learn(self, entry: KeyEntry) -> None:
        keys = EpochKeys.of(entry.circle, entry.secret)
        if keys.epoch not in self.epochs:
            self.epochs[keys.epoch] = keys
            self.kinds[keys.epoch] = entry.kind
            self._todo.append(keys)

    def _run(self) -> None:
        paired: set[tuple[bytes, bytes]] = set()
        while self._todo:
            while self._todo:
                self._read(self._todo.pop())
            for private, (member, public) in list(product(self.private, self.people)):
                if (private, public) not in paired:
                    paired.add((private, public))
                    self._pair(private, member, public)
            self._unbox()

    def _read(self, keys: EpochKeys) -> None:
        for device in self.devices:
            counter = misses = 0
            while misses < MISSES:
                found = self._by_tag.get(keys.tag(device, counter), ())
                misses = 0 if found else misses + 1
                counter += 1
                for record in found:
                    self._open(keys, record)

    def _open(self, keys: EpochKeys, record: bytes) -> None:
        plain = unseal(keys, self.log, record, self.kinds[keys.epoch] == "self")
        if not isinstance(plain, Plain):
            return
        self.opened.add(record)
        try:
            self._take(keys, plain)
        except BadPayload:
            return

    def _take(self, keys: EpochKeys, plain: Plain) -> None:
        match plain.kind:
            case Kind.KEYS:
                for entry in decode(Keys, plain.payload).entries:
                    self._learn(entry)
            case Kind.OPENING:
                opening = decode(Opening, plain.payload)
                for entry in opening.keys or []:
                    self._learn(entry)
                if opening.founding is not None:
                    told = opening.founding.statement
                    self.people.add((told[:16], told[48:80]))
            case Kind.CLOSING:
                self._boxes.append((keys.circle, decode(Closing, plain.payload)))
            case Kind.ACT if keys.circle == EVERYONE:
                self._act(decode_act(plain.payload))

    def _act(self, act: list[Any]) -> None:
        if act[0] == "admit":
            self.people.add((act[1], act[4]))
        elif act[0] == "turn":
            self.people.add((act[1], act[2]))

    def _pair(self, own: bytes, member: bytes, public: bytes) -> None:
        me = self._owners[own]
        if me == member:
            return
        try:
            secret = pair_secret(self.log, me, self.private[own], member, public)
        except SmallOrder:
            return
        circle = pair_circle(self.log, me, member)
        keys = EpochKeys.of(circle, secret)
        self._learn(KeyEntry(circle, "pair", keys.epoch, secret, bytes(16), 0))

    def _unbox(self) -> None:
        for circle, closing in self._boxes:
            if closing.next in self.epochs:
                continue
            for _, box in closing.boxes:
                self._try(circle, closing, box)

    def _try(self, circle: bytes, closing: Closing, box: bytes) -> None:
        for exchange in self.exchange:
            turned = open_turn(exchange, box)
            if turned is not None:
                public = member_public(turned.member_private)
                self.private[public] = turned.member_private
                self._owners[public] = next(iter(self._owners.values()))
                self._found(circle, "self", turned.secret)
                return
        for keys in list(self.epochs.values()):
            if self.kinds[keys.epoch] in ("pair", "self"):
                secret = open_box(keys.box, circle, closing.next, box)
                if secret is not None:
                    self._found(circle, "case", secret)
                    return

    def _found(self, circle: bytes, kind: str, secret: bytes) -> None:
        epoch = EpochKeys.of(circle, secret).epoch
        self._learn(KeyEntry(circle, kind, epoch, secret, bytes(16), 0))
