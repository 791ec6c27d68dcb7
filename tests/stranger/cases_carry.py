"""Vectors of a log carried by hand: files, and what may come of them on their way."""

from __future__ import annotations

from typing import Any

from tests.stranger import carry
from tests.stranger import primitives as p
from tests.stranger.cases_keys import Random, case, flipped
from tests.stranger.relay import head_text
from tests.stranger.vectors import Case


def carried(random: Random) -> list[Case]:
    """Files that carry places 5 to 8, and what is refused."""
    log, secret, epoch, salt, seed = (random(32) for _ in range(5))
    incarnation, start = random(16), random(32)
    entries: list[Any] = [
        random(40),
        [random(16), random(32)],
        random(16),
        [*map(random, (16, 32))],
    ]
    chain = start
    for entry in entries:
        tag, record, _ = carry.entry_of(entry)
        chain = p.chain_link(chain, tag, record)

    def head_at(place: int, value: bytes, signer: bytes = seed) -> list[Any]:
        text = head_text(log, incarnation, place, value)
        return [incarnation, place, value, p.sign(signer, "luister/v1/head", text)]

    head = head_at(8, chain)
    manifest: list[Any] = [log, 4, start, head]
    pages: list[Any] = [[4, entries[:2], head], [6, entries[2:], head]]
    known: dict[str, Any] = {"log": log, "relay_key": p.signing_public(seed)}
    keys: dict[str, Any] = {"epoch": epoch, "secret": secret}
    result: dict[str, Any] = {"after": 4, "before": start, "place": 8, "chain": chain}

    def file(*bodies: Any) -> bytes:
        return carry.sealed(secret, epoch, salt, [p.pack(body) for body in bodies])

    def whole(title: str, *bodies: Any) -> Case:
        texts = [("text", p.pack(body)) for body in bodies]
        made = case("carry", title, **known, **keys, salt=salt, file=file(*bodies), **result)
        return Case("carry", title, (*made.fields[:5], *texts, *made.fields[5:]), "ok")

    def wrong(title: str, flaw: str, data: bytes, **named: Any) -> Case:
        return case("carry", title, flaw, **{**known, **keys, **named}, file=data)

    good = file(manifest, *pages)
    sizes = [len(p.pack(body)) + 20 for body in (manifest, *pages)]
    second = carry.HEADER + sizes[0] + sizes[1]
    other_head = head_at(8, random(32))
    return [
        whole("two pages", manifest, *pages),
        whole("one page", manifest, [4, entries, head]),
        wrong("another beginning", "not-carry", flipped(good, 0)),
        wrong("nothing", "not-carry", b""),
        wrong("a header cut off", "truncated", good[: carry.HEADER - 1]),
        wrong("a header alone", "truncated", good[: carry.HEADER]),
        wrong("an unknown epoch", "foreign", good, epoch=random(32)),
        wrong("another secret", "bad-mac", good, secret=random(32)),
        wrong("another log", "foreign", good, log=random(32)),
        wrong("the salt changed", "bad-mac", flipped(good, 50)),
        wrong("a piece changed", "bad-mac", flipped(good, second + 30)),
        wrong("the last piece left out", "truncated", good[:second]),
        wrong("the last byte left out", "truncated", good[:-1]),
        wrong("a byte more", "bad-mac", good + b"\0"),
        wrong("two pieces swapped", "bad-mac", swapped(good, sizes)),
        wrong("a piece too long", "bad-mac", longer(good)),
        wrong("no pages", "bad-payload", file(manifest)),
        wrong("a page left out", "bad-payload", file(manifest, pages[0])),
        wrong("the first page left out", "bad-payload", file(manifest, pages[1])),
        wrong("an empty page", "bad-payload", file(manifest, pages[0], [6, [], head], pages[1])),
        wrong(
            "a page behind the head", "bad-payload", file(manifest, *pages, [8, entries[:1], head])
        ),
        wrong(
            "a page of another head",
            "bad-payload",
            file(manifest, pages[0], [6, entries[2:], other_head]),
        ),
        wrong(
            "an entry of 15 bytes",
            "bad-payload",
            file(manifest, [4, [random(15), *entries[1:]], head]),
        ),
        wrong("an element more", "bad-payload", file([*manifest, 0], *pages)),
        wrong("an empty range", "bad-payload", file([log, 8, chain, head])),
        wrong(
            "a head that another signed",
            "bad-signature",
            file(*of(manifest, pages, head_at(8, chain, random(32)))),
        ),
        wrong("another value at the head", "bad-chain", file(*of(manifest, pages, other_head))),
        wrong("another value before", "bad-chain", file([log, 4, random(32), head], *pages)),
    ]


def of(manifest: list[Any], pages: list[Any], head: list[Any]) -> list[Any]:
    """The same bodies with another head."""
    return [[*manifest[:3], head], *([page[0], page[1], head] for page in pages)]


def swapped(file: bytes, sizes: list[int]) -> bytes:
    """The file with its second and third pieces exchanged."""
    first = carry.HEADER + sizes[0]
    second = first + sizes[1]
    return file[:first] + file[second:] + file[first:second]


def longer(file: bytes) -> bytes:
    """The file with a first piece that says it is longer than any may be."""
    at = carry.HEADER
    return file[:at] + p.number(carry.LONGEST + 1, 4) + file[at + 4 :]
