"""Vectors of names, hashes, keys, pairs, boxes and signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from nacl import bindings

from tests.stranger import invitation, relay
from tests.stranger import primitives as p
from tests.stranger.records import Epoch, padded
from tests.stranger.vectors import Case

LABELS = {
    "lv1.log": 32,
    "lv1.device": 16,
    "lv1.self": 16,
    "lv1.pair": 16,
    "lv1.tag": 16,
    "lv1.record": 32,
    "lv1.chain": 32,
    "lv1.sheet": 32,
    "lv1.slot": 16,
    "lv1.link.pass": 32,
    "lv1.link.reveal": 32,
    "lv1.link.answer": 32,
    "lv1.pairwords": 32,
}
KEYED = (
    "lv1.pairkey",
    "lv1.epoch",
    "lv1.seal",
    "lv1.tagkey",
    "lv1.boxkey",
    "lv1.token",
    "lv1.sheet.sign",
    "lv1.sheet.parcel",
    "lv1.sheet.slot",
    "lv1.parcel",
    "lv1.link.box",
    "lv1.link.pass",
    "lv1.link.seal",
    "lv1.link.words",
    "lv1.link.welcome",
    "lv1.carry",
)
PRIME = 2**255 - 19
SMALL_ORDER = {
    "zero": 0,
    "one": 1,
    "order 8": 325606250916557431795983626356110631294008115727848805560023387167927233504,
    "order 8, the other": (
        39382357235489614581723060781553021112529911719440698176882885853963445705823
    ),
    "p - 1": PRIME - 1,
    "p": PRIME,
    "p + 1": PRIME + 1,
}
Random = Callable[[int], bytes]


def stream(seed: str) -> Random:
    """Bytes that follow from a seed."""
    count = 0

    def draw(length: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{seed} {count}".encode()).digest(length)

    return draw


def case(construct: str, title: str, expect: str = "ok", **fields: Any) -> Case:
    """A case; underscores in the names of fields stand for hyphens."""
    pairs = ((name.strip("_").replace("_", "-"), value) for name, value in fields.items())
    return Case(construct, title, tuple(pairs), expect)


def flipped(data: bytes, place: int) -> bytes:
    """The data with one bit changed."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def hashes(random: Random) -> list[Case]:
    """H, H16 and K for every label."""
    found = []
    for label, length in LABELS.items():
        data = random(40)
        digest = p.hashed(label, data, length)
        found.append(case("hash", label, label=label, length=length, data=data, digest=digest))
    for label in KEYED:
        key, data = random(32), random(24)
        digest = p.hashed(label, data, key=key)
        title = f"{label}, keyed"
        found.append(case("hash", title, label=label, length=32, key=key, data=data, digest=digest))
    key = random(32)
    digest = p.hashed("lv1.seal", b"", key=key)
    found.append(
        case("hash", "nothing", label="lv1.seal", length=32, key=key, data=b"", digest=digest)
    )
    return found


def names(random: Random) -> list[Case]:
    """Ids that follow from others."""
    key, log, member = random(32), random(32), random(16)
    low, high = b"\x01" + random(15), b"\xfe" + random(15)
    parts = [random(n) for n in (16, 32, 32, 32)]
    statement = p.statement_of(*parts)
    pair = p.pair_circle(log, low, high)
    return [
        case("name", "device", of="device", device_key=key, id=p.device_id(key)),
        case("name", "slot", of="slot", slot_key=key, id=p.slot_id(key)),
        case(
            "name",
            "log",
            of="log",
            member=parts[0],
            device_key=parts[1],
            member_key=parts[2],
            random=parts[3],
            id=p.log_id(statement),
        ),
        case("name", "self", of="self", log=log, member=member, id=p.self_circle(log, member)),
        case("name", "pair", of="pair", log=log, member=low, other=high, id=pair),
        case(
            "name",
            "pair, the higher one first",
            of="pair",
            log=log,
            member=high,
            other=low,
            id=pair,
        ),
    ]


def paddings() -> list[Case]:
    """Lengths of plaintexts."""
    lengths = (153, 511, 512, 513, 527, 528, 529, 1000, 1024, 1025, 4096, 4097, 65_536)
    big = (65_537, 100_000, 1_000_000, 2_097_152, 4_000_000, 4_128_768)
    found = [
        case("padding", f"{n} bytes", length=n, self_opening=0, padded=padded(n))
        for n in lengths + big
    ]
    openings = (153, 65_535, 65_536, 65_537, 131_072, 131_073, 2_097_152)
    return found + [
        case(
            "padding",
            f"{n} bytes of a self opening",
            length=n,
            self_opening=1,
            padded=padded(n, 128, "self"),
        )
        for n in openings
    ]


def tags(random: Random) -> list[Case]:
    """Epoch ids and keys, tokens and tags."""
    found = []
    for title, circle, counter in (
        ("the first record", p.EVERYONE, 0),
        ("the second record", p.ADVISERS, 1),
        ("counter of more than one byte", random(16), 70_000),
        ("counter of eight bytes", random(16), 2**63 + 5),
    ):
        secret, device = random(32), random(16)
        epoch = Epoch(p.ZEROS32, circle, "case", secret)
        token = p.hashed("lv1.token", device + p.number(counter), key=epoch.key("lv1.tagkey"))
        found.append(
            case(
                "tag",
                title,
                circle=circle,
                secret=secret,
                device=device,
                counter=counter,
                epoch=epoch.id,
                seal_key=epoch.key("lv1.seal"),
                tag_key=epoch.key("lv1.tagkey"),
                box_key=epoch.key("lv1.boxkey"),
                token=token,
                tag=epoch.tag(device, counter),
            )
        )
    good = dict(found[0].fields)
    for title, name in (("another secret", "secret"), ("another circle", "circle")):
        fields: dict[str, Any] = {k.replace("-", "_"): v for k, v in good.items() if k != "tag"}
        fields[name] = flipped(good[name], 0)
        found.append(case("tag", title, "bad-commitment", **fields))
    return found


def chains(random: Random) -> list[Case]:
    """Four links that follow each other, the first after a log id."""
    found, value = [], random(32)
    for place in range(1, 5):
        tag, record = random(16), random(32)
        after = p.chain_link(value, tag, record)
        found.append(case("chain", f"place {place}", before=value, tag=tag, id=record, value=after))
        value = after
    return found


def pairs(random: Random) -> list[Case]:
    """The secret of two members, from both sides, and keys that are none."""
    log, low, high = random(32), b"\x02" + random(15), b"\xf0" + random(15)
    one, other = random(32), random(32)
    secret = p.pair_secret(log, low, one, high, p.exchange_public(other))
    circle = p.pair_circle(log, low, high)
    shared: dict[str, Any] = {
        "circle": circle,
        "secret": secret,
        "epoch": Epoch(log, circle, "pair", secret).id,
    }
    sides = {
        "from the lower member": (low, one, high, p.exchange_public(other)),
        "from the higher member": (high, other, low, p.exchange_public(one)),
    }
    found = [
        case("pair", t, log=log, own=a, own_private=k, other=b, other_key=q, **shared)
        for t, (a, k, b, q) in sides.items()
    ]
    for title, value in SMALL_ORDER.items():
        point = value.to_bytes(32, "little")
        fields: dict[str, Any] = {
            "log": log,
            "own": low,
            "own_private": one,
            "other": high,
            "other_key": point,
        }
        found.append(case("pair", title, "small-order", **fields))
    return found


def boxes(random: Random) -> list[Case]:
    """A secret for a holder, under a pair's box key."""
    between, circle, pair_secret, secret, nonce = (random(n) for n in (16, 16, 32, 32, 24))
    following = Epoch(p.ZEROS32, circle, "case", secret).id
    key = Epoch(p.ZEROS32, between, "pair", pair_secret).key("lv1.boxkey")
    box = p.sealed_with(key, nonce, circle + following, secret)
    wrong = p.sealed_with(key, nonce, circle + following, random(32))
    base: dict[str, Any] = {"between": between, "between_secret": pair_secret, "circle": circle}
    good: dict[str, Any] = {**base, "next_epoch": following}
    other = Epoch(p.ZEROS32, circle, "case", random(32)).id
    return [
        case("box", "a holder's box", **good, nonce=nonce, box=box, secret=secret),
        case("box", "another secret in it", "bad-commitment", **good, box=wrong),
        case("box", "changed", "bad-mac", **good, box=flipped(box, 40)),
        case("box", "cut", "bad-mac", **good, box=box[:-1]),
        case("box", "for another epoch", "bad-mac", **base, next_epoch=other, box=box),
        case(
            "box",
            "under another pair",
            "bad-mac",
            **{**good, "between_secret": random(32)},
            box=box,
        ),
    ]


def turns(random: Random) -> list[Case]:
    """A turn's box to a device's exchange key: libsodium's sealed box."""
    private, ephemeral, member, secret, circle = (random(n) for n in (32, 32, 32, 32, 16))
    following = Epoch(p.ZEROS32, circle, "self", secret).id
    box = _sealed_box(member + secret, p.exchange_public(private), ephemeral)
    good: dict[str, Any] = {"exchange_private": private, "circle": circle, "next_epoch": following}
    wrong = _sealed_box(member + random(32), p.exchange_public(private), ephemeral)
    other: dict[str, Any] = {**good, "exchange_private": random(32)}
    return [
        case("turn", "a device's box", **good, box=box, member_private=member, secret=secret),
        case("turn", "another secret in it", "bad-commitment", **good, box=wrong),
        case("turn", "changed", "bad-mac", **good, box=flipped(box, 100)),
        case("turn", "cut", "bad-mac", **good, box=box[:-1]),
        case("turn", "for another device", "bad-mac", **other, box=box),
    ]


def _sealed_box(text: bytes, public: bytes, ephemeral: bytes) -> bytes:
    own = p.exchange_public(ephemeral)
    nonce = hashlib.blake2b(own + public, digest_size=24).digest()
    return own + bindings.crypto_box_easy(text, nonce, public, ephemeral)


def signatures(random: Random) -> list[Case]:
    """What devices, slots and the relay sign, but for records."""
    seed, log = random(32), random(32)
    key = p.signing_public(seed)
    fields: dict[str, dict[str, Any]] = {
        "head": {"incarnation": random(16), "place": 300, "chain": random(32)},
        "login": {
            "device": random(16),
            "challenge": random(32),
            "origin": "https://relay.example:443",
        },
        "enrol": {"device_key": key, "code": "KEEN-OTTER-41"},
        "parcel": {"slot": random(16), "parcel": random(90)},
        "proof": {"member": random(16), "member_key": random(32), "device_key": key},
        "proof of a device": {"member": random(16), "member_key": p.ZEROS32, "device_key": key},
    }
    found = []
    for title, parts in fields.items():
        of = title.split()[0]
        values = {name: parts[name] for name in parts}
        text = _signed(of, log, values)
        signature = p.sign(seed, f"luister/v1/{of}", text)
        base: dict[str, Any] = {"of": of, "log": log, **values, "key": key}
        elsewhere = p.sign(seed, "luister/v1/record", text)
        other: dict[str, Any] = {**base, "key": p.signing_public(random(32))}
        changed: dict[str, Any] = {**base, "log": flipped(log, 31)}
        found += [
            case("signature", title, seed=seed, **base, signature=signature),
            case("signature", f"{title}: use", "bad-signature", **base, signature=elsewhere),
            case("signature", f"{title}: key", "bad-signature", **other, signature=signature),
            case("signature", f"{title}: log", "bad-signature", **changed, signature=signature),
            case("signature", f"{title}: cut", "bad-signature", **base, signature=signature[:-1]),
        ]
    identity = b"\x01" + bytes(31)
    weak: dict[str, Any] = {"of": "head", "log": log, **fields["head"], "key": identity}
    # With the identity as key and R, and S = 0, the bare equation holds for every text.
    found.append(
        case(
            "signature",
            "key of small order",
            "bad-signature",
            **weak,
            signature=identity + bytes(32),
        )
    )
    return found


def _signed(of: str, log: bytes, parts: dict[str, Any]) -> bytes:
    values = list(parts.values())
    if of == "head":
        return relay.head_text(log, *values)
    if of == "login":
        return relay.login_text(log, *values)
    if of == "enrol":
        return relay.enrol_text(log, *values)
    if of == "proof":
        return invitation.proof_text(log, *values)
    return log + b"".join(values)


def origins() -> list[Case]:
    """Addresses, and what a login says was dialled."""
    addresses = {
        "https://relay.example": "https://relay.example:443",
        "http://relay.example/": "http://relay.example:80",
        "HTTPS://Relay.EXAMPLE:8443/v1": "https://relay.example:8443",
        "http://127.0.0.1:8787": "http://127.0.0.1:8787",
        "http://[::1]:8787": "http://[::1]:8787",
    }
    return [case("origin", a, address=a, origin=o) for a, o in addresses.items()]
