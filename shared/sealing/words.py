"""Words in place of bits: the English list of BIP-39, 2,048 words of 11 bits each.

The list, and the checksum of words on paper, are those of
https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from shared.protocol.hashing import hash32
from shared.wording import N_

BITS = 11
SHEET_WORDS = 12
PAIR_WORDS = 10
_SHORTEST = 4  # the first four letters tell any two words of the list apart


class WordsFault(Enum):
    """Why words that were typed are not the words of a sheet."""

    count = N_("A recovery sheet has 12 words.")
    unknown = N_("This is not a word of the list. Look for a typing mistake.")
    checksum = N_("These words do not belong together. Look for a wrong or swapped word.")


class BadWords(Struct, frozen=True):
    """What is wrong with typed words. `place` is that of the first unknown word, from
    1, or 0; the word itself is not kept."""

    fault: WordsFault
    place: int = 0


class Party(NamedTuple):
    """A member as admitted: member id (16 bytes), device key (32), member key (32)."""

    member: bytes
    device_key: bytes
    member_key: bytes


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words. Read at first use only: it takes a few milliseconds."""
    from mnemonic import Mnemonic

    return tuple(Mnemonic("english").wordlist)


def words_of(data: bytes, count: int) -> tuple[str, ...]:
    """The first `count` times 11 bits of `data` as words.

    Raises `ValueError` when there are not so many bits.
    """
    spare = len(data) * 8 - count * BITS
    if spare < 0:
        raise ValueError("there are fewer bits than the words need")
    bits = int.from_bytes(data, "big") >> spare
    words = word_list()
    return tuple(words[bits >> BITS * (count - 1 - i) & 2047] for i in range(count))


def pair_words(log: bytes, a: Party, b: Party) -> tuple[str, ...]:
    """The ten words (110 bits) by which two members check each other's keys, the same
    on both sides (§7.1). Raises `ValueError` when they are one member."""
    if a.member == b.member:
        raise ValueError("words are between two members")
    first, second = sorted((a, b))
    text = log + b"".join(first) + b"".join(second)
    return words_of(hash32("lv1.pairwords", text), PAIR_WORDS)


def paper_words(entropy: bytes) -> tuple[str, ...]:
    """16 bytes as 12 words, the last with a checksum of 4 bits."""
    from mnemonic import Mnemonic

    if len(entropy) != 16:
        raise ValueError(f"a sheet is made of 16 bytes, not {len(entropy)}")
    return tuple(Mnemonic("english").to_mnemonic(entropy).split(" "))


def read_paper_words(typed: str) -> bytes | BadWords:
    """The 16 bytes that 12 words stand for.

    Case and blanks do not matter, and the first four letters of a word are enough.
    """
    from mnemonic import Mnemonic

    given = typed.lower().split()
    if len(given) != SHEET_WORDS:
        return BadWords(WordsFault.count)
    whole: list[str] = []
    for place, word in enumerate(given, 1):
        found = _complete(word)
        if found is None:
            return BadWords(WordsFault.unknown, place)
        whole.append(found)
    mnemonic = Mnemonic("english")
    if not mnemonic.check(" ".join(whole)):
        return BadWords(WordsFault.checksum)
    return bytes(mnemonic.to_entropy(whole))


def _complete(word: str) -> str | None:
    words = word_list()
    if word in words:
        return word
    if len(word) < _SHORTEST:
        return None
    return next((whole for whole in words if whole.startswith(word)), None)
