"""Words in place of bits, and words on paper read back."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.hashing import hash32
from shared.sealing.words import (
    BadWords,
    Party,
    WordsFault,
    pair_words,
    paper_words,
    read_paper_words,
    word_list,
    words_of,
)
from tests.sealing.cast import JOOST, JOOST_KEY, LAPTOP, LOG, NOOR, NOOR_KEY, OTHER_SIGNER, flipped

ENTROPY = st.binary(min_size=16, max_size=16)
NOORS = Party(NOOR, LAPTOP.signer.key, NOOR_KEY)
JOOSTS = Party(JOOST, OTHER_SIGNER.key, JOOST_KEY)
PAPER = ("abandon " * 11 + "about").split()


def test_the_list_is_that_of_bip_39() -> None:
    """2,048 words, told apart by their first four letters."""
    words = word_list()

    assert len(words) == 2048
    assert (words[0], words[1], words[2047]) == ("abandon", "ability", "zoo")
    assert len({word[:4] for word in words}) == 2048


@given(st.binary(min_size=14, max_size=32))
def test_words_are_eleven_bits_each_from_the_front(data: bytes) -> None:
    """Worked out here from the string of bits."""
    bits = "".join(f"{byte:08b}" for byte in data)
    expected = tuple(word_list()[int(bits[at : at + 11], 2)] for at in range(0, 110, 11))

    assert words_of(data, 10) == expected
    assert words_of(data, 5) == expected[:5]


def test_there_must_be_bits_enough() -> None:
    """Words are never made from nothing."""
    with pytest.raises(ValueError, match="fewer bits"):
        words_of(bytes(6), 5)


def test_two_members_see_the_same_words() -> None:
    """Each side computes them on its own, naming itself first."""
    words = pair_words(LOG, NOORS, JOOSTS)
    first, second = sorted((NOORS, JOOSTS))

    assert words == pair_words(LOG, JOOSTS, NOORS)
    assert words == words_of(hash32("lv1.pairwords", LOG + b"".join(first) + b"".join(second)), 10)
    assert len(words) == 10


@pytest.mark.parametrize("field", [0, 1, 2])
def test_another_key_or_member_has_other_words(field: int) -> None:
    """So a man in the middle is heard."""
    parts = list(JOOSTS)
    parts[field] = flipped(parts[field], 0)

    assert pair_words(LOG, NOORS, Party(*parts)) != pair_words(LOG, NOORS, JOOSTS)
    assert pair_words(bytes(32), NOORS, JOOSTS) != pair_words(LOG, NOORS, JOOSTS)


def test_words_are_between_two() -> None:
    """Nobody compares words with oneself."""
    with pytest.raises(ValueError, match="two members"):
        pair_words(LOG, NOORS, NOORS)


@given(ENTROPY)
def test_words_on_paper_are_read_back(entropy: bytes) -> None:
    """As printed, in capitals with line breaks, and by the first four letters."""
    words = paper_words(entropy)

    assert len(words) == 12
    assert read_paper_words(" ".join(words)) == entropy
    assert read_paper_words("\n ".join(words).upper() + "\n") == entropy
    assert read_paper_words(" ".join(word[:4] for word in words)) == entropy


def test_known_words() -> None:
    """The first test vector of BIP-39."""
    assert paper_words(bytes(16)) == tuple(PAPER)
    assert read_paper_words(" ".join(PAPER)) == bytes(16)


@pytest.mark.parametrize(
    ("typed", "fault", "place"),
    [
        ("", WordsFault.count, 0),
        (" ".join(PAPER[:11]), WordsFault.count, 0),
        (" ".join([*PAPER, "about"]), WordsFault.count, 0),
        (" ".join([*PAPER[:3], "abandom", *PAPER[4:]]), WordsFault.unknown, 4),
        (" ".join([*PAPER[:11], "ab"]), WordsFault.unknown, 12),
        (" ".join(["", *PAPER[1:], "vertrouwen"]), WordsFault.unknown, 12),
        (" ".join([*PAPER[:11], "abandon"]), WordsFault.checksum, 0),
        (" ".join([*PAPER[:10], "about", "abandon"]), WordsFault.checksum, 0),
    ],
)
def test_what_is_wrong_with_words_is_told(typed: str, fault: WordsFault, place: int) -> None:
    """The user hears which word to look at."""
    assert read_paper_words(typed) == BadWords(fault, place)


@given(st.text())
def test_any_text_is_words_or_not(typed: str) -> None:
    """Whatever is typed has an outcome."""
    assert isinstance(read_paper_words(typed), bytes | BadWords)


def test_a_wrong_word_is_not_kept() -> None:
    """What was typed may be right but for one letter, so it is shown nowhere."""
    bad = read_paper_words(" ".join([*PAPER[:3], "abandom", *PAPER[4:]]))

    assert "abandom" not in repr(bad)


def test_the_list_is_loaded_at_first_use_only() -> None:
    """Starting the program does not read it."""
    code = "import sys, shared.sealing.invitation; print('mnemonic' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
