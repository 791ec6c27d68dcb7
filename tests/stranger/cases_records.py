"""Vectors of records: sealed and opened, and each thing that can be wrong with one."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from tests.stranger import primitives as p
from tests.stranger.cases_keys import Random, case, flipped
from tests.stranger.records import (
    CHANGES,
    HEAD,
    LONGEST_WIRE,
    OPENING,
    PRESENCE,
    Draft,
    Epoch,
    enclosed,
    padded,
    sealed,
)
from tests.stranger.vectors import Case

SHOWN = ("payload", "predecessor", "witness", "witness_chain", "time", "index", "kind")


def records(random: Random) -> list[Case]:
    """Good ones first, then bad ones."""
    epoch = Epoch(random(32), random(16), "case", random(32))
    seed = random(32)
    first = Draft(CHANGES, p.pack([1, []]), time=1_700_000_000_000)
    second = replace(
        first,
        payload=p.pack([1, [["note", random(16), [["text", "dag ‖ allemaal", []]]]]]),
        predecessor=random(32),
        witness=7,
        witness_chain=random(32),
    )
    big = replace(second, payload=b"\xc5\x04\x00" + bytes(1024))
    good = [
        _sealed("the shortest", epoch, seed, 0, random(24), first),
        _sealed("with predecessor and witness", epoch, seed, 1, random(24), second),
        _sealed("over 512 bytes", epoch, seed, 2, random(24), big),
        _sealed("in a fence", epoch, seed, 3, random(24), replace(second, kind=129, index=1)),
        _sealed("of a kind that is not known", epoch, seed, 4, random(24), replace(first, kind=77)),
        _sealed(
            "the last time and place that there are",
            epoch,
            seed,
            5,
            random(24),
            replace(first, time=p.END_OF_TIME - 1, witness=2**63 - 1),
        ),
    ]
    own = Epoch(epoch.log, random(16), "self", random(32))
    opening = Draft(OPENING, random(60))
    long = replace(opening, payload=b"\x07" * 65_400)
    good += [
        _sealed("opening of a self circle", own, seed, 0, random(24), opening, shown=False),
        _sealed("opening of a self circle, longer", own, seed, 0, random(24), long, shown=False),
        _sealed("opening of another circle", epoch, seed, 6, random(24), opening),
        _sealed("no opening, in a self circle", own, seed, 1, random(24), first),
    ]
    longest = replace(first, payload=b"\x05" * (4_128_768 - 152))
    good += [
        _sealed("the longest", epoch, seed, 7, random(24), longest, shown=False),
        _refused(epoch, seed, random(24), replace(longest, payload=longest.payload + b"\x05")),
        _refused(own, seed, random(24), replace(opening, payload=b"\x05" * 2_097_001)),
    ]
    return good + _flawed(random, epoch, seed, second)


def _fields(epoch: Epoch) -> dict[str, Any]:
    return {
        "log": epoch.log,
        "circle": epoch.circle,
        "circle_kind": epoch.kind,
        "secret": epoch.secret,
    }


def _sealed(
    title: str,
    epoch: Epoch,
    seed: bytes,
    counter: int,
    nonce: bytes,
    draft: Draft,
    shown: bool = True,
) -> Case:
    key = p.signing_public(seed)
    tag = epoch.tag(p.device_id(key), counter)
    wire = sealed(epoch, seed, tag, nonce, draft)
    values = {name: asdict(draft)[name] for name in SHOWN}
    result: dict[str, Any] = {"wire": wire} if shown else {"size": len(wire)}
    return case(
        "record",
        title,
        **_fields(epoch),
        seed=seed,
        author=key,
        counter=counter,
        nonce=nonce,
        **values,
        tag=tag,
        **result,
        id=p.record_id(wire),
    )


def _refused(epoch: Epoch, seed: bytes, nonce: bytes, draft: Draft) -> Case:
    values = {name: asdict(draft)[name] for name in SHOWN}
    title = f"one byte too long to be sealed, in a {epoch.kind} circle"
    fields = {**_fields(epoch), "seed": seed, "author": p.signing_public(seed)}
    return case("record", title, "too-large", **fields, counter=8, nonce=nonce, **values)


def _flawed(random: Random, epoch: Epoch, seed: bytes, draft: Draft) -> list[Case]:
    key = p.signing_public(seed)
    tag, nonce = epoch.tag(p.device_id(key), 9), random(24)
    wire = sealed(epoch, seed, tag, nonce, draft)
    base = {**_fields(epoch), "author": key}

    def remade(
        changed: Draft = draft,
        claimed: int | None = None,
        length: int | None = None,
        last: bytes = b"",
    ) -> bytes:
        """A wire whose plaintext no writer makes, with a signature that fits it."""
        text = HEAD.pack(
            changed.version,
            changed.kind,
            changed.index,
            changed.reserved,
            len(changed.payload) if claimed is None else claimed,
            changed.predecessor,
            changed.witness,
            changed.witness_chain,
            changed.time,
        )
        text += changed.payload
        signed = epoch.log + epoch.circle + epoch.id + tag + nonce + text
        text += p.sign(seed, "luister/v1/record", signed)
        text = text.ljust(padded(len(text)) if length is None else length, b"\0")
        return enclosed(epoch, tag, nonce, text[: len(text) - len(last)] + last)

    def bad(title: str, flaw: str, wire: bytes, **other: Any) -> Case:
        return case("record", title, flaw, **{**base, **other}, wire=wire)

    elsewhere = Epoch(epoch.log, random(16), "case", epoch.secret)
    forged = sealed(epoch, random(32), tag, nonce, draft)
    small = sealed(epoch, seed, tag, nonce, replace(draft, kind=OPENING))
    return [
        bad("nothing", "truncated", b""),
        bad("one byte short", "truncated", wire[:567]),
        bad("one byte too long", "too-large", bytes(LONGEST_WIRE + 1)),
        bad("as long as may be", "bad-mac", bytes(LONGEST_WIRE)),
        bad("a byte more at the end", "bad-mac", wire + b"\0"),
        bad("tag changed", "bad-mac", flipped(wire, 0)),
        bad("nonce changed", "bad-mac", flipped(wire, 16)),
        bad("text changed", "bad-mac", flipped(wire, 300)),
        bad("mac changed", "bad-mac", flipped(wire, 567)),
        bad("another epoch's secret", "bad-mac", wire, secret=random(32)),
        bad("another log", "bad-mac", wire, log=random(32)),
        bad("version 0", "bad-version", remade(replace(draft, version=0))),
        bad(
            "version 2, and byte 3 set",
            "bad-version",
            remade(replace(draft, version=2, reserved=1)),
        ),
        bad("byte 3 set", "bad-padding", remade(replace(draft, reserved=1))),
        bad("padding not zero", "bad-padding", remade(last=b"\1")),
        bad("padded too far", "bad-padding", remade(length=513)),
        bad("padded to a power of two", "bad-padding", remade(length=1024)),
        bad("payload runs past the end", "bad-padding", remade(claimed=361)),
        bad("payload length is enormous", "bad-padding", remade(claimed=2**32 - 1)),
        bad("self opening padded as others", "bad-padding", small, circle_kind="self"),
        bad("witness place of 2^63", "bad-payload", remade(replace(draft, witness=2**63))),
        bad("time in the year 10000", "bad-payload", remade(replace(draft, time=p.END_OF_TIME))),
        bad("signed by another device", "bad-signature", forged),
        bad("another device's key", "bad-signature", wire, author=p.signing_public(random(32))),
        bad(
            "signed for another circle",
            "bad-signature",
            _moved(epoch, elsewhere, seed, tag, nonce, draft),
        ),
        bad(
            "a presence, signed as changes",
            "bad-signature",
            _relabelled(epoch, seed, tag, nonce, draft),
        ),
    ]


def _moved(
    epoch: Epoch, elsewhere: Epoch, seed: bytes, tag: bytes, nonce: bytes, draft: Draft
) -> bytes:
    """Signed for one circle and sealed for another with the same secret."""
    text = _text(elsewhere, sealed(elsewhere, seed, tag, nonce, draft))
    return enclosed(epoch, tag, nonce, text)


def _relabelled(epoch: Epoch, seed: bytes, tag: bytes, nonce: bytes, draft: Draft) -> bytes:
    text = bytearray(_text(epoch, sealed(epoch, seed, tag, nonce, draft)))
    text[1] = PRESENCE
    return enclosed(epoch, tag, nonce, bytes(text))


def _text(epoch: Epoch, wire: bytes) -> bytes:
    ad = b"\x01" + epoch.log + wire[:16]
    return p.aead_open(epoch.key("lv1.seal"), wire[16:40], ad, wire[40:])
