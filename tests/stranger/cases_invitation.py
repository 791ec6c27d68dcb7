"""Vectors of recovery sheets, parcels, links, admissions and words."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from tests.stranger import invitation as i
from tests.stranger import primitives as p
from tests.stranger.cases_keys import SMALL_ORDER, Random, case, flipped
from tests.stranger.records import Epoch
from tests.stranger.vectors import Case

EXPIRES = 1_800_000_000_000


def sheets(random: Random) -> list[Case]:
    """Sheets, and words that are none."""
    found = []
    for title, entropy in (("zeros", bytes(16)), ("ones", b"\xff" * 16), ("another", random(16))):
        sheet = i.Sheet(entropy)
        found.append(
            case(
                "sheet",
                title,
                words=sheet.words,
                entropy=entropy,
                sign_seed=sheet.key("sign"),
                parcel_private=sheet.key("parcel"),
                parcel_key=p.exchange_public(sheet.key("parcel")),
                slot_seed=sheet.key("slot"),
                device=p.device_id(p.signing_public(sheet.key("sign"))),
                slot=sheet.slot,
            )
        )
    words = found[2]["words"].split()
    wrong = {
        "a word of another list": [*words[:4], "fiets", *words[5:]],
        "eleven words": words[:11],
        "thirteen words": [*words, words[0]],
        "two words swapped": [words[1], words[0], *words[2:]],
        "no words": [],
    }
    return found + [case("sheet", t, "bad-words", words=" ".join(w)) for t, w in wrong.items()]


def parcels(random: Random) -> list[Case]:
    """A sheet's parcel, and what the relay could do to it."""
    sheet, log, member = i.Sheet(random(16)), random(32), random(16)
    secret, circle, nonce = random(32), p.EVERYONE, random(24)
    entry = [circle, "everyone", Epoch(log, circle, "everyone", secret).id, secret, random(16), 0]
    body = [log, member, 12, random(32), random(32), [entry]]
    false = [*entry[:2], random(32), *entry[3:]]
    base: dict[str, Any] = {"parcel_private": sheet.key("parcel"), "slot": sheet.slot}
    once = random(32)

    def sealed(*fields: Any) -> bytes:
        return i.parcel_sealed(
            p.exchange_public(sheet.key("parcel")), sheet.slot, once, nonce, list(fields)
        )

    parcel = sealed(*body)
    return [
        case(
            "parcel",
            "a parcel",
            **base,
            parcel=parcel,
            log=log,
            member=member,
            place=12,
            chain=body[3],
            member_private=body[4],
            entry=p.pack(entry),
        ),
        case("parcel", "changed", "bad-mac", **base, parcel=flipped(parcel, 90)),
        case("parcel", "cut", "bad-mac", **base, parcel=parcel[:71]),
        case("parcel", "no key of its own", "bad-mac", **base, parcel=bytes(32) + parcel[32:]),
        case("parcel", "of another slot", "bad-mac", **{**base, "slot": random(16)}, parcel=parcel),
        case(
            "parcel",
            "another key",
            "bad-mac",
            **{**base, "parcel_private": random(32)},
            parcel=parcel,
        ),
        case(
            "parcel", "a false entry", "bad-commitment", **base, parcel=sealed(*body[:5], [false])
        ),
        case("parcel", "an element more", "bad-payload", **base, parcel=sealed(*body, None)),
        case(
            "parcel",
            "negative place",
            "bad-payload",
            **base,
            parcel=sealed(log, member, -1, *body[3:]),
        ),
    ]


@dataclass
class Scene:
    """An invitation with both sides."""

    link: i.Link
    reveal: bytes
    answer: bytes
    coordinator: bytes
    joiner: bytes


def scene(random: Random) -> Scene:
    """A coordinator who invites, and a joiner who answers."""
    coordinator, joiner, joiner_seed, log = random(32), random(32), random(32), random(32)
    member, device = random(16), p.signing_public(random(32))
    reveal = p.pack([random(32), random(16), p.exchange_public(coordinator), device])
    secret, address = random(32), "https://relay.example:8443"
    link = i.Link(address, log, secret, i.commitment_to(reveal), EXPIRES, "Bo de Wit", None)
    answer = _answer(log, joiner_seed, p.exchange_public(joiner), member, random(32))
    return Scene(link, reveal, answer, coordinator, joiner)


def _answer(log: bytes, seed: bytes, member_key: bytes, member: bytes, nonce: bytes) -> bytes:
    key = p.signing_public(seed)
    proof = p.sign(seed, "luister/v1/proof", i.proof_text(log, member, member_key, key))
    return p.pack([member, "Bo", key, "pc", member_key, nonce, proof])


def links(random: Random) -> list[Case]:
    """Links, and texts that are none."""
    link = scene(random).link
    pinned = i.Link(link.address, link.log, link.secret, link.commitment, 0, "Éva", random(32))
    good = [_link("a link", link), _link("a link with a pin", pinned)]
    fields = [1, link.address, link.log, link.secret, link.commitment, EXPIRES, "Bo", None]

    def text(*parts: Any) -> str:
        return "luister:" + base64.urlsafe_b64encode(p.pack(list(parts))).decode().rstrip("=")

    bad = {
        "another scheme": link.text.replace("luister:", "https:"),
        "no scheme": link.text.removeprefix("luister:"),
        "nothing in it": "luister:",
        "cut": link.text[:-7],
        "a sign of no alphabet": link.text[:50] + "!" + link.text[51:],
        "version 2": text(2, *fields[1:]),
        "version is true": text(True, *fields[1:]),
        "an element less": text(*fields[:7]),
        "an element more": text(*fields, None),
        "secret of 31": text(*fields[:3], link.secret[:31], *fields[4:]),
        "expires in the year 10000": text(*fields[:5], p.END_OF_TIME, *fields[6:]),
        "expires is negative": text(*fields[:5], -1, *fields[6:]),
        "no name": text(*fields[:6], "", None),
        "pin of 16": text(*fields[:7], link.log[:16]),
    }
    return good + [case("link", title, "bad-payload", link=value) for title, value in bad.items()]


def _link(title: str, link: i.Link) -> Case:
    return case(
        "link",
        title,
        link=link.text,
        address=link.address,
        log=link.log,
        secret=link.secret,
        commitment=link.commitment,
        expires=link.expires,
        name=link.name,
        pin=link.pin,
        box=link.box,
        pass_=link.key("pass"),
        kept=p.hashed("lv1.link.pass", link.key("pass")),
        key=link.key("seal"),
    )


def admissions(random: Random) -> list[Case]:
    """What passes through a drop-box."""
    s = scene(random)
    link, log = s.link, s.link.log
    answer = link.sealed("answer", random(24), s.answer)
    reveal = link.sealed("reveal", random(24), s.reveal)
    secret = random(32)
    epoch = Epoch(log, p.EVERYONE, "everyone", secret).id
    entry = [p.EVERYONE, "everyone", epoch, secret, random(16), 0]
    key = link.welcome_key(s.coordinator, p.exchange_public(s.joiner))

    def welcome(*fields: Any) -> bytes:
        return p.sealed_with(key, bytes(24), b"welcome", p.pack(list(fields)))

    chain = random(32)
    whole = welcome(log, [entry], 40, chain)
    base: dict[str, Any] = {"link": link.text}
    both: dict[str, Any] = {**base, "answer": answer, "reveal": reveal}
    joined = {**both, "joiner_private": s.joiner}
    point = SMALL_ORDER["order 8"].to_bytes(32, "little")
    seed = random(32)
    weak = _answer(log, seed, point, random(16), random(32))
    elsewhere = _answer(random(32), seed, p.exchange_public(s.joiner), random(16), random(32))
    other = p.pack([random(32), *p.unpack(s.reveal)[1:]])
    false = [*entry[:3], random(32), *entry[4:]]

    def put(part: str, body: bytes) -> bytes:
        return link.sealed(part, bytes(24), body)

    return [
        case(
            "admission",
            "all parts",
            **joined,
            answer_text=s.answer,
            reveal_text=s.reveal,
            words=link.words(s.answer, s.reveal),
            welcome=whole,
            place=40,
            chain=chain,
            entry=p.pack(entry),
        ),
        case("admission", "answer changed", "bad-mac", **base, answer=flipped(answer, 30)),
        case("admission", "answer cut", "bad-mac", **base, answer=answer[:20]),
        case("admission", "reveal as answer", "bad-mac", **base, answer=reveal),
        case(
            "admission",
            "answer for another log",
            "bad-signature",
            **base,
            answer=put("answer", elsewhere),
        ),
        case(
            "admission",
            "answer with a key of small order",
            "bad-payload",
            **base,
            answer=put("answer", weak),
        ),
        case(
            "admission",
            "answer of two elements",
            "bad-payload",
            **base,
            answer=put("answer", p.pack([1, 2])),
        ),
        case(
            "admission",
            "another reveal",
            "bad-commitment",
            **{**both, "reveal": put("reveal", other)},
        ),
        case("admission", "reveal changed", "bad-mac", **{**both, "reveal": flipped(reveal, 99)}),
        case("admission", "welcome changed", "bad-mac", **joined, welcome=flipped(whole, 99)),
        case(
            "admission",
            "welcome for another",
            "bad-mac",
            **{**joined, "joiner_private": seed},
            welcome=whole,
        ),
        case(
            "admission",
            "welcome to another log",
            "bad-commitment",
            **joined,
            welcome=welcome(chain, [entry], 40, chain),
        ),
        case(
            "admission",
            "welcome with a false entry",
            "bad-commitment",
            **joined,
            welcome=welcome(log, [false], 40, chain),
        ),
    ]


def words(random: Random) -> list[Case]:
    """Ten words of two members, the same from both sides."""
    log = random(32)
    low = (b"\x03" + random(15), random(32), random(32))
    high = (b"\xe1" + random(15), random(32), random(32))
    found = []
    for title, a, b in (("lower first", low, high), ("higher first", high, low)):
        parts: dict[str, Any] = dict(zip(("member_a", "device_a", "key_a"), a, strict=True))
        parts |= dict(zip(("member_b", "device_b", "key_b"), b, strict=True))
        found.append(case("words", title, log=log, **parts, words=i.pair_words(log, low, high)))
    return found
