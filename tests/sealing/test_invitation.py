"""An invitation: the link, and the three parts of the drop-box."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.messages import PART_LIMIT
from shared.sealing.entry import KeyEntry
from shared.sealing.envelope import TIME_LIMIT
from shared.sealing.epoch import epoch_id
from shared.sealing.fault import SmallOrder, TooLarge, Unreadable
from shared.sealing.invitation import (
    Answer,
    Link,
    LinkFault,
    Reveal,
    Welcome,
    admission_words,
    answer_text,
    commitment_of,
    link_text,
    open_answer,
    open_reveal,
    open_welcome,
    read_link,
    reveal_text,
    seal_answer,
    seal_reveal,
    seal_welcome,
)
from shared.sealing.pair import EVERYONE
from shared.sealing.sealed import seal_text
from tests.sealing.cast import (
    JOOST,
    JOOST_KEY,
    JOOST_PRIVATE,
    LAPTOP,
    LOG,
    NONCE,
    NOOR,
    NOOR_KEY,
    NOOR_PRIVATE,
    OTHER_SIGNER,
    SMALL_ORDER,
    flipped,
)

HASHES = st.binary(min_size=32, max_size=32)
NAMES = st.text(min_size=1, max_size=40)
REVEAL = Reveal(b"n" * 32, NOOR, NOOR_KEY, LAPTOP.signer.key)
REVEALED = reveal_text(REVEAL)
LINK = Link(
    "https://relay.example:8443",
    LOG,
    b"canary".ljust(32, b"s"),
    commitment_of(REVEALED),
    1_800_000_000_000,
    "Joost",
    None,
)
ANSWERED = answer_text(LOG, OTHER_SIGNER, JOOST, JOOST_KEY, ("Joost", "laptop"), b"j" * 32)
SEALED_ANSWER = seal_answer(LINK, ANSWERED, NONCE)
SEALED_REVEAL = seal_reveal(LINK, REVEALED, NONCE)
SECRET = b"e" * 32
ENTRY = KeyEntry(EVERYONE, "everyone", epoch_id(EVERYONE, SECRET), SECRET, bytes(16), 1)
WELCOME = Welcome(LOG, (ENTRY,), 12, b"c" * 32)
SEALED_WELCOME = seal_welcome(LINK, NOOR_PRIVATE, JOOST_KEY, WELCOME, NONCE)


def of_link(parts: list[Any]) -> str:
    """A link of any content, as another program could make it."""
    code = base64.urlsafe_b64encode(msgspec.msgpack.encode(parts)).decode()
    return "luister:" + code.rstrip("=")


def link_parts() -> list[Any]:
    code = link_text(LINK).removeprefix("luister:")
    return list(msgspec.msgpack.decode(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))))


def answer_parts() -> list[Any]:
    return list(msgspec.msgpack.decode(ANSWERED))


@given(HASHES, HASHES, st.integers(0, TIME_LIMIT - 1), NAMES, st.none() | HASHES)
def test_a_link_is_read_as_it_was_written(
    secret: bytes, commitment: bytes, expires: int, name: str, pin: bytes | None
) -> None:
    """Also with the blanks, line breaks and brackets that mail programs add."""
    link = Link("http://127.0.0.1:8000", LOG, secret, commitment, expires, name, pin)
    text = link_text(link)
    folded = "\r\n ".join(text[at : at + 60] for at in range(0, len(text), 60))

    assert read_link(text) == link
    assert read_link(f" <{folded}>\n") == link
    assert text.isascii()
    assert "=" not in text


@pytest.mark.parametrize(
    "text", ["", "luister", "luister:", "https://relay.example/x", "mailto:luister:AAAA", "\u00e9"]
)
def test_other_text_is_not_a_link(text: str) -> None:
    """And is told as such."""
    assert read_link(text) is LinkFault.not_a_link


@pytest.mark.parametrize("version", [0, 2, 99, -1])
def test_a_link_of_another_version_is_told(version: int) -> None:
    """Whatever follows the number."""
    assert read_link(of_link([version, *link_parts()[1:]])) is LinkFault.other_version
    assert read_link(of_link([version, "something new"])) is LinkFault.other_version


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, "1"),
        (0, True),
        (0, 1.0),
        (1, "ftp://relay.example"),
        (1, "https://noor@relay.example"),
        (1, "https://relay.example/\x1b[2J"),
        (1, b"https://relay.example"),
        (2, bytes(31)),
        (3, bytes(33)),
        (4, None),
        (5, -1),
        (5, TIME_LIMIT),
        (6, ""),
        (6, "x" * 257),
        (7, bytes(31)),
    ],
)
def test_a_link_with_a_wrong_field_is_damaged(at: int, value: Any) -> None:
    """Lengths and types are checked, and the address is one."""
    parts = link_parts()
    parts[at] = value

    assert read_link(of_link(parts)) is LinkFault.damaged


@given(st.integers(9, len(link_text(LINK)) - 1))
def test_a_link_that_lost_its_end_is_damaged(length: int) -> None:
    """The commonest mistake in copying."""
    assert read_link(link_text(LINK)[:length]) is LinkFault.damaged


@given(st.text(max_size=200))
def test_any_text_is_a_link_or_not(text: str) -> None:
    """Whatever is pasted has an outcome."""
    assert isinstance(read_link(text), LinkFault)
    assert isinstance(read_link("luister:" + text), LinkFault)


@given(st.binary(max_size=300))
def test_any_content_is_a_link_or_not(data: bytes) -> None:
    """Whatever the code holds has an outcome, deep nesting too."""
    code = base64.urlsafe_b64encode(data).decode().rstrip("=")

    assert isinstance(read_link("luister:" + code), LinkFault)
    assert read_link("luister:" + "kZGR" * 1000) is LinkFault.damaged
    assert read_link("luister:" + "A" * 5000) is LinkFault.damaged


def test_keys_of_a_link_differ() -> None:
    """The relay sees box and pass, and neither gives the key."""
    assert len({LINK.box, LINK.box_pass[:16], LINK.key[:16], LINK.secret[:16]}) == 4
    assert (len(LINK.box), len(LINK.box_pass), len(LINK.key)) == (16, 32, 32)


@given(NAMES, NAMES, HASHES)
def test_an_answer_is_read_as_it_was_written(name: str, device: str, nonce: bytes) -> None:
    """With its bytes, from which the words are made."""
    text = answer_text(LOG, OTHER_SIGNER, JOOST, JOOST_KEY, (name, device), nonce)
    opened = open_answer(LINK, seal_answer(LINK, text, NONCE))

    assert isinstance(opened, tuple)
    answer, received = opened
    assert received == text
    assert (answer.member, answer.name, answer.device_name) == (JOOST, name, device)
    assert (answer.device_key, answer.member_key) == (OTHER_SIGNER.key, JOOST_KEY)


@pytest.mark.parametrize("at", [0, 2, 4, 6])
def test_an_answer_proves_its_keys(at: int) -> None:
    """Another member id, device key or member key, or a changed proof, is unproven."""
    parts = answer_parts()
    parts[at] = flipped(parts[at], 9)
    sealed = seal_answer(LINK, msgspec.msgpack.encode(parts), NONCE)

    assert open_answer(LINK, sealed) is Unreadable.unproven


def test_an_answer_to_another_firm_is_unproven() -> None:
    """The proof covers the log."""
    text = answer_text(bytes(32), OTHER_SIGNER, JOOST, JOOST_KEY, ("J", "d"), b"j" * 32)

    assert open_answer(LINK, seal_answer(LINK, text, NONCE)) is Unreadable.unproven


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_member_key_of_small_order_is_refused(point: bytes) -> None:
    """Even with a right proof or commitment: nothing could be sealed for its owner."""
    text = answer_text(LOG, OTHER_SIGNER, JOOST, point, ("J", "d"), b"j" * 32)
    revealed = reveal_text(Reveal(b"n" * 32, NOOR, point, LAPTOP.signer.key))
    link = msgspec.structs.replace(LINK, commitment=commitment_of(revealed))

    assert open_answer(LINK, seal_answer(LINK, text, NONCE)) is Unreadable.malformed
    assert open_reveal(link, seal_reveal(link, revealed, NONCE)) is Unreadable.malformed
    with pytest.raises(SmallOrder):
        seal_welcome(LINK, NOOR_PRIVATE, point, WELCOME, NONCE)


def test_the_reveal_must_be_the_one_that_was_promised() -> None:
    """The coordinator's side can not be chosen after the answer."""
    other = reveal_text(Reveal(b"m" * 32, NOOR, NOOR_KEY, LAPTOP.signer.key))

    assert open_reveal(LINK, SEALED_REVEAL) == (REVEAL, REVEALED)
    assert open_reveal(LINK, seal_reveal(LINK, other, NONCE)) is Unreadable.mismatch


def test_a_promised_reveal_of_another_form_is_malformed() -> None:
    """A right commitment to nonsense."""
    link = msgspec.structs.replace(LINK, commitment=commitment_of(b"\x90"))

    assert open_reveal(link, seal_reveal(link, b"\x90", NONCE)) is Unreadable.malformed


def test_both_sides_come_to_the_same_words() -> None:
    """Each from what it made and what it received."""
    opened_answer = open_answer(LINK, SEALED_ANSWER)
    opened_reveal = open_reveal(LINK, SEALED_REVEAL)
    assert isinstance(opened_answer, tuple)
    assert isinstance(opened_reveal, tuple)

    coordinators = admission_words(LINK, opened_answer[1], REVEALED)
    joiners = admission_words(LINK, ANSWERED, opened_reveal[1])

    assert coordinators == joiners
    assert len(joiners) == 5


def test_words_hang_on_secret_answer_and_reveal() -> None:
    """A change to any of them is heard."""
    words = admission_words(LINK, ANSWERED, REVEALED)
    other_link = msgspec.structs.replace(LINK, secret=bytes(32))

    assert admission_words(other_link, ANSWERED, REVEALED) != words
    assert admission_words(LINK, flipped(ANSWERED, 99), REVEALED) != words
    assert admission_words(LINK, ANSWERED, flipped(REVEALED, 99)) != words


def test_words_can_not_be_searched_for_with_the_link_alone() -> None:
    """Two reveals with one commitment would have two sets of words: the link, which
    holds the commitment only, does not determine them."""
    words = {
        admission_words(
            LINK, ANSWERED, reveal_text(Reveal(bytes([i]) * 32, NOOR, NOOR_KEY, NOOR_KEY))
        )
        for i in range(20)
    }

    assert len(words) == 20


def test_a_welcome_opens_for_the_joiner() -> None:
    """Between the coordinator's and the joiner's member keys."""
    assert open_welcome(LINK, JOOST_PRIVATE, NOOR_KEY, SEALED_WELCOME) == WELCOME


def test_who_has_only_the_link_can_not_open_the_welcome() -> None:
    """Nor can another member, nor is it for another invitation."""
    other_link = msgspec.structs.replace(LINK, secret=bytes(32))

    assert open_welcome(LINK, b"x" * 32, NOOR_KEY, SEALED_WELCOME) is Unreadable.closed
    assert open_welcome(LINK, JOOST_PRIVATE, JOOST_KEY, SEALED_WELCOME) is Unreadable.closed
    assert open_welcome(other_link, JOOST_PRIVATE, NOOR_KEY, SEALED_WELCOME) is Unreadable.closed


def test_a_welcome_with_a_wrong_key_or_log_is_a_mismatch() -> None:
    """A secret must fit its epoch, and the log be the link's."""
    other_log = Welcome(bytes(32), (ENTRY,), 12, b"c" * 32)
    other_key = Welcome(LOG, (msgspec.structs.replace(ENTRY, secret=bytes(32)),), 12, b"c" * 32)
    for welcome in (other_log, other_key):
        sealed = seal_welcome(LINK, NOOR_PRIVATE, JOOST_KEY, welcome, NONCE)

        assert open_welcome(LINK, JOOST_PRIVATE, NOOR_KEY, sealed) is Unreadable.mismatch


def test_parts_can_not_stand_in_for_each_other() -> None:
    """Each is sealed with its name."""
    assert open_answer(LINK, SEALED_REVEAL) is Unreadable.closed
    assert open_reveal(LINK, SEALED_ANSWER) is Unreadable.closed


@given(st.integers(0, 8 * len(SEALED_REVEAL) - 1), st.binary(max_size=200))
def test_changed_cut_or_other_bytes_do_not_open(bit: int, data: bytes) -> None:
    """No part raises for what the relay serves."""
    for sealed in (data, SEALED_ANSWER[: bit // 8], flipped(SEALED_ANSWER, bit)):
        assert open_answer(LINK, sealed) is Unreadable.closed
    for sealed in (data, SEALED_REVEAL[: bit // 8], flipped(SEALED_REVEAL, bit)):
        assert open_reveal(LINK, sealed) is Unreadable.closed
    for sealed in (data, SEALED_WELCOME[: bit // 8], flipped(SEALED_WELCOME, bit)):
        assert open_welcome(LINK, JOOST_PRIVATE, NOOR_KEY, sealed) is Unreadable.closed


@given(st.binary(max_size=200))
def test_any_sealed_content_is_malformed(data: bytes) -> None:
    """From who has the link but another program."""
    assert open_answer(LINK, seal_text(LINK.key, b"answer", data, NONCE)) is Unreadable.malformed


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, bytes(15)), (1, ""), (1, "x" * 257), (3, 7), (5, 1.5), (6, bytes(63))],
)
def test_an_answer_with_a_wrong_field_is_malformed(at: int, value: Any) -> None:
    """Lengths and types are checked before the proof."""
    parts = answer_parts()
    parts[at] = value
    sealed = seal_answer(LINK, msgspec.msgpack.encode(parts), NONCE)

    assert open_answer(LINK, sealed) is Unreadable.malformed


def test_a_part_over_the_drop_boxs_limit_is_refused() -> None:
    """Before it is sent."""
    welcome = Welcome(LOG, (ENTRY,) * (PART_LIMIT // 100), 12, b"c" * 32)

    with pytest.raises(TooLarge):
        seal_welcome(LINK, NOOR_PRIVATE, JOOST_KEY, welcome, NONCE)


def test_the_secret_of_a_link_does_not_show() -> None:
    """Nor do the keys in a welcome; what is public may."""
    shown = repr(LINK) + str(LINK) + f"{LINK}" + repr(WELCOME)

    assert "canary" not in shown
    assert LINK.secret.hex() not in shown
    assert "eeeeeeee" not in shown
    assert isinstance(msgspec.msgpack.decode(ANSWERED, type=Answer), Answer)
