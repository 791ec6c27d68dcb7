"""The recovery sheet: 16 bytes on paper, and the keys made from them
(docs/protocol.md §7)."""

from __future__ import annotations

from shared.protocol.hashing import hash32, keyed32
from shared.sealing.device import Random, Signer, exchange_public
from shared.sealing.discreet import Discreet
from shared.sealing.words import BadWords, paper_words, read_paper_words

ENTROPY_BYTES = 16


class Sheet(Discreet, frozen=True):
    """A sheet and its keys. It stands in the roster as a device of its member."""

    entropy: bytes
    """16 bytes: what is on the paper."""
    signer: Signer
    """Its device key. Kept nowhere but on paper."""
    parcel_private: bytes
    """32 bytes, X25519: opens its parcel. Kept nowhere but on paper."""
    slot_seed: bytes
    """32 bytes: Ed25519 seed that signs its parcel for the relay. Kept in `self`."""

    @classmethod
    def of(cls, entropy: bytes) -> Sheet:
        """The sheet of 16 bytes; raises `ValueError` for another length."""
        if len(entropy) != ENTROPY_BYTES:
            raise ValueError(f"a sheet is made of 16 bytes, not {len(entropy)}")
        root = hash32("lv1.sheet", entropy)
        return cls(
            entropy,
            Signer.of(keyed32(root, "lv1.sheet.sign")),
            keyed32(root, "lv1.sheet.parcel"),
            keyed32(root, "lv1.sheet.slot"),
        )

    @property
    def parcel_key(self) -> bytes:
        """32 bytes, X25519: what its parcel is sealed to. Kept in `self`."""
        return exchange_public(self.parcel_private)

    @property
    def words(self) -> tuple[str, ...]:
        """The 12 words to print."""
        return paper_words(self.entropy)

    def __repr__(self) -> str:
        return f"Sheet(device={self.signer.device.hex()}, entropy=…)"


def make_sheet(random: Random) -> Sheet:
    """A new sheet."""
    return Sheet.of(random(ENTROPY_BYTES))


def read_sheet(typed: str) -> Sheet | BadWords:
    """The sheet with these words, or what is wrong with them."""
    entropy = read_paper_words(typed)
    return entropy if isinstance(entropy, BadWords) else Sheet.of(entropy)
