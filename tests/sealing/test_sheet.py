"""The recovery sheet: words in, the same keys out."""

from __future__ import annotations

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealing.device import Signer
from shared.sealing.sheet import Sheet, make_sheet, read_sheet
from shared.sealing.words import BadWords, WordsFault
from tests.sealing.cast import seeded

ENTROPY = st.binary(min_size=16, max_size=16)


@given(ENTROPY)
def test_a_sheet_comes_back_from_its_words(entropy: bytes) -> None:
    """All its keys follow from what is on the paper."""
    sheet = Sheet.of(entropy)

    assert read_sheet(" ".join(sheet.words)) == sheet


def test_its_keys_are_made_as_the_page_says() -> None:
    """Worked out here from BLAKE2b alone."""

    def keyed(key: bytes, label: bytes) -> bytes:
        return blake2b(b"", digest_size=32, key=key, person=label).digest()

    entropy = bytes(range(16))
    root = blake2b(entropy, digest_size=32, person=b"lv1.sheet").digest()
    sheet = Sheet.of(entropy)

    assert sheet.signer == Signer.of(keyed(root, b"lv1.sheet.sign"))
    assert sheet.parcel_private == keyed(root, b"lv1.sheet.parcel")
    assert sheet.slot_seed == keyed(root, b"lv1.sheet.slot")


def test_a_new_sheet_is_made_from_the_randomness_that_comes_in() -> None:
    """And no two are alike."""
    random = seeded("sheet")

    assert make_sheet(seeded("sheet")) == make_sheet(seeded("sheet"))
    assert make_sheet(random) != make_sheet(random)


def test_a_mistyped_sheet_is_no_sheet() -> None:
    """What is wrong is told."""
    words = list(Sheet.of(bytes(16)).words)

    assert read_sheet(" ".join(words[:-1])) == BadWords(WordsFault.count)
    assert read_sheet(" ".join(reversed(words))) == BadWords(WordsFault.checksum)


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_sheet_of_another_length_is_refused(length: int) -> None:
    """It is always 128 bits."""
    with pytest.raises(ValueError, match="16 bytes"):
        Sheet.of(bytes(length))


@given(ENTROPY)
def test_nothing_of_a_sheet_shows(entropy: bytes) -> None:
    """Neither its words nor a key."""
    sheet = Sheet.of(entropy)
    shown = repr(sheet) + str(sheet) + f"{sheet}"

    assert sheet.parcel_private.hex() not in shown
    assert entropy.hex() not in shown
    assert repr(entropy)[2:-1] not in shown
    assert " ".join(sheet.words[:2]) not in shown
