"""Inviting somebody into a firm: the link, and the three parts of the drop-box
(docs/protocol.md §7.1).

The order is what keeps a listener from searching for matching words: the answer is
fixed before the reveal is shown, and the reveal before the answer is known.
"""

from __future__ import annotations

import base64
from enum import Enum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shared.protocol import access
from shared.protocol.fault import Malformed
from shared.protocol.hashing import hash32, keyed32
from shared.protocol.messages import PART_LIMIT, Bytes16, Bytes32, Bytes64, Count
from shared.sealing.device import PROOF, Signer, proof_text
from shared.sealing.discreet import Discreet
from shared.sealing.entry import KeyEntry, Text
from shared.sealing.envelope import TIME_LIMIT
from shared.sealing.fault import TooLarge, Unreadable
from shared.sealing.pair import agree, is_key
from shared.sealing.sealed import open_body, open_text, read_body, seal_text
from shared.sealing.words import words_of
from shared.wording import N_

SCHEME = "luister:"
VERSION = 1
WORDS = 5
_LINK_LIMIT = 4_096


class LinkFault(Enum):
    """Why a text is not a link that this program can use, in plain English."""

    not_a_link = N_("This is not an invitation. It begins with luister: and is one long word.")
    other_version = N_("This invitation was made by another version of the program.")
    damaged = N_("This invitation is incomplete or has a typing mistake. Copy it once more.")


class Link(Discreet, frozen=True):
    """What an invitation's link says. It is secret until it has been used."""

    relay: str
    """The relay's address, http or https."""
    log: bytes
    """Log id, 32 bytes."""
    secret: bytes
    """32 bytes, for this invitation only."""
    commitment: bytes
    """32 bytes: the hash of the coordinator's reveal."""
    expires: int
    """Milliseconds since 1970; the caller compares it with its clock."""
    name: str
    """Whom the invitation is for."""
    pin: bytes | None = None
    """SHA-256 (32 bytes) of the SubjectPublicKeyInfo of the relay's certificate, for a
    relay that signed its own; None when the system's authorities vouch for it."""

    @property
    def box(self) -> bytes:
        """The drop-box's id, 16 bytes."""
        return keyed32(self.secret, "lv1.link.box")[:16]

    @property
    def box_pass(self) -> bytes:
        """The pass to the drop-box, 32 bytes."""
        return keyed32(self.secret, "lv1.link.pass")

    @property
    def key(self) -> bytes:
        """The key of answer and reveal, 32 bytes."""
        return keyed32(self.secret, "lv1.link.seal")

    def __repr__(self) -> str:
        return f"Link(relay={self.relay!r}, expires={self.expires}, secret=…)"


class _Body(Discreet, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A body whose fields stand in the array in this order."""


class _LinkForm(_Body, frozen=True):
    version: int
    relay: Annotated[str, Meta(max_length=1024)]
    log: Bytes32
    secret: Bytes32
    commitment: Bytes32
    expires: Annotated[int, Meta(ge=0, lt=TIME_LIMIT)]
    name: Text
    pin: Bytes32 | None


class Reveal(_Body, frozen=True):
    """The coordinator's part, promised in the link and shown after the answer."""

    nonce: Bytes32
    member: Bytes16
    member_key: Bytes32
    device_key: Bytes32


class Answer(_Body, frozen=True):
    """The joiner's part: who they are, and the proof that the device key is theirs."""

    member: Bytes16
    name: Text
    device_key: Bytes32
    device_name: Text
    member_key: Bytes32
    nonce: Bytes32
    proof: Bytes64


class Welcome(_Body, frozen=True):
    """What an admitted joiner begins with."""

    log: Bytes32
    entries: tuple[KeyEntry, ...]
    """Of all epochs of `everyone` and of the role's circles."""
    place: Count
    chain: Bytes32
    """The chain value at `place`, which the relay's log must have there."""


def link_text(link: Link) -> str:
    """The link to give to the joiner, by a way that others do not read."""
    form = _LinkForm(
        VERSION,
        link.relay,
        link.log,
        link.secret,
        link.commitment,
        link.expires,
        link.name,
        link.pin,
    )
    return SCHEME + base64.urlsafe_b64encode(msgspec.msgpack.encode(form)).decode().rstrip("=")


def read_link(text: str) -> Link | LinkFault:
    """What a link says. Blanks and line breaks from a mail program do not matter."""
    bare = "".join(text.split()).strip("<>\"'")
    scheme, code = bare[: len(SCHEME)], bare[len(SCHEME) :]
    if scheme.lower() != SCHEME or not code:
        return LinkFault.not_a_link
    if len(code) > _LINK_LIMIT:
        return LinkFault.damaged
    try:
        data = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        version = msgspec.msgpack.decode(data, type=list[Any])[:1]
        if not version or type(version[0]) is not int:
            return LinkFault.damaged
        if version[0] != VERSION:
            return LinkFault.other_version
        form = msgspec.msgpack.decode(data, type=_LinkForm)
        access.origin_of(form.relay)
    except (ValueError, msgspec.MsgspecError, RecursionError, Malformed):
        return LinkFault.damaged
    return Link(
        form.relay,
        form.log,
        form.secret,
        form.commitment,
        form.expires,
        form.name,
        form.pin,
    )


def reveal_text(reveal: Reveal) -> bytes:
    """The reveal's bytes, to be kept until the answer has come."""
    return msgspec.msgpack.encode(reveal)


def commitment_of(reveal: bytes) -> bytes:
    """The commitment (32 bytes) to a reveal's bytes, for the link."""
    return hash32("lv1.link.reveal", reveal)


def answer_text(
    log: bytes,
    signer: Signer,
    member: bytes,
    member_key: bytes,
    names: tuple[str, str],
    nonce: bytes,
) -> bytes:
    """The bytes of an answer with its proof.

    `log` is the log id (32 bytes), `member` the joiner's new member id (16), `member_key`
    their key (32), `names` those of the person and of the device, `nonce` 32 random
    bytes.
    """
    proof = signer.sign(PROOF, proof_text(log, member, member_key, signer.key))
    name, device_name = names
    return msgspec.msgpack.encode(
        Answer(member, name, signer.key, device_name, member_key, nonce, proof)
    )


def seal_answer(link: Link, answer: bytes, nonce: bytes) -> bytes:
    """The answer's bytes as they go into the drop-box; `nonce` is 24 random bytes.

    Raises `TooLarge`.
    """
    return _within(seal_text(link.key, b"answer", answer, nonce))


def open_answer(link: Link, sealed: bytes) -> tuple[Answer, bytes] | Unreadable:
    """The answer in the drop-box and its bytes as received, its proof checked."""
    text = open_text(link.key, b"answer", sealed)
    if text is None:
        return Unreadable.closed
    answer = read_body(Answer, text)
    if isinstance(answer, Unreadable):
        return answer
    proof = proof_text(link.log, answer.member, answer.member_key, answer.device_key)
    if not access.check(answer.device_key, PROOF, proof, answer.proof):
        return Unreadable.unproven
    return (answer, text) if is_key(answer.member_key) else Unreadable.malformed


def seal_reveal(link: Link, reveal: bytes, nonce: bytes) -> bytes:
    """The reveal's bytes as they go into the drop-box; `nonce` is 24 random bytes.

    To be put there only when the answer lies there.
    """
    return _within(seal_text(link.key, b"reveal", reveal, nonce))


def open_reveal(link: Link, sealed: bytes) -> tuple[Reveal, bytes] | Unreadable:
    """The reveal in the drop-box and its bytes, if it is the one the link promised."""
    text = open_text(link.key, b"reveal", sealed)
    if text is None:
        return Unreadable.closed
    if commitment_of(text) != link.commitment:
        return Unreadable.mismatch
    reveal = read_body(Reveal, text)
    if isinstance(reveal, Unreadable):
        return reveal
    return (reveal, text) if is_key(reveal.member_key) else Unreadable.malformed


def admission_words(link: Link, answer: bytes, reveal: bytes) -> tuple[str, ...]:
    """The five words (55 bits) that both compare by voice before admitting.

    They hang on the bytes of the reveal itself: its hash is in the link, so words made
    from that could be searched for by who has the link, before answering.
    """
    text = hash32("lv1.link.answer", answer) + reveal
    return words_of(keyed32(link.secret, "lv1.link.words", text), WORDS)


def seal_welcome(
    link: Link, own_private: bytes, other_public: bytes, welcome: Welcome, nonce: bytes
) -> bytes:
    """The welcome as it goes into the drop-box; `nonce` is 24 random bytes.

    Sealed between the coordinator's member private key and the joiner's member key.
    Raises `SmallOrder`, and `TooLarge` over the drop-box's limit.
    """
    key = _welcome_key(link, own_private, other_public)
    return _within(seal_text(key, b"welcome", msgspec.msgpack.encode(welcome), nonce))


def open_welcome(
    link: Link, own_private: bytes, other_public: bytes, sealed: bytes
) -> Welcome | Unreadable:
    """The welcome in the drop-box, if it is for the link's log and its secrets are
    those that their epoch ids commit to. Raises `SmallOrder` like `seal_welcome`."""
    welcome = open_body(_welcome_key(link, own_private, other_public), b"welcome", Welcome, sealed)
    if isinstance(welcome, Unreadable):
        return welcome
    if welcome.log != link.log or not all(entry.fits() for entry in welcome.entries):
        return Unreadable.mismatch
    return welcome


def _welcome_key(link: Link, own_private: bytes, other_public: bytes) -> bytes:
    return keyed32(agree(own_private, other_public), "lv1.link.welcome", link.secret)


def _within(part: bytes) -> bytes:
    if len(part) > PART_LIMIT:
        raise TooLarge
    return part
