"""How this implementation answers each kind of vector: a Flaw, or the values of the case."""

from __future__ import annotations

import json
from collections.abc import Callable

from nacl import bindings
from nacl.exceptions import CryptoError

from tests.stranger import bodies, carry, group, records, relay
from tests.stranger import invitation as i
from tests.stranger import primitives as p
from tests.stranger.bodies import Entry
from tests.stranger.circles import Ring
from tests.stranger.primitives import Flaw
from tests.stranger.reader import Forked, reread
from tests.stranger.records import Draft, Epoch
from tests.stranger.vectors import Case


def _hash(case: Case) -> None:
    key = case.get("key") or b""
    case.same(digest=p.hashed(case["label"], case["data"], case["length"], key))


def _name(case: Case) -> None:
    match case["of"]:
        case "device":
            found = p.device_id(case["device-key"])
        case "slot":
            found = p.slot_id(case["slot-key"])
        case "log":
            parts = [case[k] for k in ("member", "device-key", "member-key", "random")]
            found = p.log_id(p.statement_of(*parts))
        case "self":
            found = p.self_circle(case["log"], case["member"])
        case _:
            found = p.pair_circle(case["log"], case["member"], case["other"])
    case.same(id=found)


def _padding(case: Case) -> None:
    kind = "self" if case["self-opening"] else "case"
    case.same(padded=records.padded(case["length"], records.OPENING, kind))


def _epoch(case: Case) -> Epoch:
    kind = case.get("circle-kind") or "case"
    return Epoch(case.get("log") or p.ZEROS32, case["circle"], kind, case["secret"])


def _tag(case: Case) -> None:
    epoch = _epoch(case).checked(case["epoch"])
    device, counter = case["device"], case["counter"]
    token = p.hashed("lv1.token", device + p.number(counter), key=epoch.key("lv1.tagkey"))
    case.same(
        seal_key=epoch.key("lv1.seal"),
        tag_key=epoch.key("lv1.tagkey"),
        box_key=epoch.key("lv1.boxkey"),
        token=token,
        tag=epoch.tag(device, counter),
    )


def _record(case: Case) -> None:
    epoch = _epoch(case)
    if case.has("seed"):
        names = ("payload", "predecessor", "witness", "witness-chain", "time", "index")
        draft = Draft(case["kind"], *[case[name] for name in names])
        seed = case["seed"]
        tag = epoch.tag(p.device_id(p.signing_public(seed)), case["counter"])
        wire = records.sealed(epoch, seed, tag, case["nonce"], draft)
        case.same(tag=tag, wire=wire, author=p.signing_public(seed))
    else:
        wire = case["wire"]
    plain = records.opened(epoch, wire)
    if not plain.genuine(case["author"]):
        raise Flaw("bad-signature")
    case.same(
        kind=plain.kind,
        index=plain.index,
        predecessor=plain.predecessor,
        witness=plain.witness,
        witness_chain=plain.witness_chain,
        time=plain.time,
        payload=plain.payload,
        id=p.record_id(wire),
        size=len(wire),
    )


def _chain(case: Case) -> None:
    case.same(value=p.chain_link(case["before"], case["tag"], case["id"]))


def _pair(case: Case) -> None:
    log, own, other = case["log"], case["own"], case["other"]
    secret = p.pair_secret(log, own, case["own-private"], other, case["other-key"])
    circle = p.pair_circle(log, own, other)
    case.same(circle=circle, secret=secret, epoch=Epoch(log, circle, "pair", secret).id)


def _box(case: Case) -> None:
    key = Epoch(p.ZEROS32, case["between"], "pair", case["between-secret"]).key("lv1.boxkey")
    ad = case["circle"] + case["next-epoch"]
    if case.has("nonce"):
        case.same(box=p.sealed_with(key, case["nonce"], ad, case["secret"]))
    secret = p.open_with(key, ad, case["box"])
    Epoch(p.ZEROS32, case["circle"], "case", secret).checked(case["next-epoch"])
    case.same(secret=secret)


def _turn(case: Case) -> None:
    private = case["exchange-private"]
    try:
        text = bindings.crypto_box_seal_open(case["box"], p.exchange_public(private), private)
    except (CryptoError, TypeError):
        raise Flaw("bad-mac") from None
    Epoch(p.ZEROS32, case["circle"], "self", text[32:]).checked(case["next-epoch"])
    case.same(member_private=text[:32], secret=text[32:])


def _payload(case: Case) -> None:
    bodies.payload(case["kind"], case["body"])


def _signature(case: Case) -> None:
    match case["of"]:
        case "head":
            parts = [case[k] for k in ("log", "incarnation", "place", "chain")]
            use, text = "luister/v1/head", relay.head_text(*parts)
        case "login":
            parts = [case[k] for k in ("log", "device", "challenge", "origin")]
            use, text = "luister/v1/login", relay.login_text(*parts)
        case "enrol":
            parts = [case[k] for k in ("log", "device-key", "code")]
            use, text = "luister/v1/enrol", relay.enrol_text(*parts)
        case "parcel":
            use, text = "luister/v1/parcel", case["log"] + case["slot"] + case["parcel"]
        case _:
            parts = [case[k] for k in ("log", "member", "member-key", "device-key")]
            use, text = "luister/v1/proof", i.proof_text(*parts)
    if case.has("seed"):
        case.same(signature=p.sign(case["seed"], use, text))
    if not p.verified(case["key"], use, text, case["signature"]):
        raise Flaw("bad-signature")


def _origin(case: Case) -> None:
    case.same(origin=relay.origin(case["address"]))


def _link(case: Case) -> None:
    link = i.Link.read(case["link"])
    case.same(
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


def _admission(case: Case) -> None:
    link = i.Link.read(case["link"])
    answer, fields = link.opened("answer", case["answer"])
    case.same(answer_text=answer, member=fields[0], device_key=fields[2])
    if case.has("reveal"):
        reveal, fields = link.opened("reveal", case["reveal"])
        case.same(reveal_text=reveal, words=link.words(answer, reveal))
    if case.has("welcome"):
        welcome = link.welcomed(case["joiner-private"], fields[2], case["welcome"])
        case.same(place=welcome[2], chain=welcome[3], entry=p.pack(welcome[1][0]))


def _words(case: Case) -> None:
    sides = [tuple(case[f"{k}-{side}"] for k in ("member", "device", "key")) for side in "ab"]
    case.same(words=i.pair_words(case["log"], *sides))


def _sheet(case: Case) -> None:
    sheet = i.Sheet.read(case["words"])
    case.same(
        entropy=sheet.entropy,
        sign_seed=sheet.key("sign"),
        parcel_private=sheet.key("parcel"),
        parcel_key=p.exchange_public(sheet.key("parcel")),
        slot_seed=sheet.key("slot"),
        device=p.device_id(p.signing_public(sheet.key("sign"))),
        slot=sheet.slot,
    )
    assert i.Sheet(sheet.entropy).words == case["words"]


def _parcel(case: Case) -> None:
    body = i.parcel_opened(case["parcel-private"], case["slot"], case["parcel"])
    case.same(
        log=body[0],
        member=body[1],
        place=body[2],
        chain=body[3],
        member_private=body[4],
        entry=p.pack(body[5][0]),
    )


def _carry(case: Case) -> None:
    if case.has("text"):
        made = [text for _, text in case.all("text")]
        case.same(file=carry.sealed(case["secret"], case["epoch"], case["salt"], made))
    texts = carry.opened(case["file"], {case["epoch"]: case["secret"]})
    manifest, entries = carry.read(texts, case["log"], case["relay-key"])
    case.same(
        after=manifest[1],
        before=manifest[2],
        place=manifest[1] + len(entries),
        chain=manifest[3][2],
    )


def _blind(case: Case) -> None:
    key = int.from_bytes(case["relay-scalar"], "little")
    if case.has("point"):
        case.same(evaluated=group.encoded(group.times(key, group.decoded(case["point"]))))
        return
    point, blinding = group.hashed_point(case["data"]), group.scalar(case["random"])
    blinded = group.times(blinding, point)
    evaluated = group.times(key, group.decoded(group.encoded(blinded)))
    case.same(
        hashed=group.encoded(point),
        blinded=group.encoded(blinded),
        evaluated=group.encoded(evaluated),
        result=group.encoded(group.times(pow(blinding, -1, group.ORDER), evaluated)),
    )


def _log(case: Case) -> None:
    ring = Ring(case["log"], case["member"], p.device_id(p.signing_public(case["seed"])))
    ring.keep_member_key(case["member-private"])
    for _, entry in case.all("entry"):
        ring.keep(Entry(*p.unpack(entry)))
    rows = [row if len(row) != 48 else [row[:16], row[16:]] for _, row in case.all(*OUTCOMES)]
    try:
        replay = reread(ring, rows)
    except Forked as fork:
        outcome = case.all(*OUTCOMES)[fork.args[0] - 1][0]
        raise Flaw("forked" if outcome == "forked" else "forked-elsewhere") from None
    for place, (outcome, _) in enumerate(case.all(*OUTCOMES), 1):
        found = replay.outcomes.get(place, "foreign")
        assert found == outcome, f"{case.title}: place {place} {found}, not {outcome}"
    case.same(chain=replay.chain[-1])
    for _, text in case.all("live"):
        circle, kind, entity, field, values = json.loads(text)
        content = replay.circles[bytes.fromhex(circle)].content
        found_values = content.fields(kind, bytes.fromhex(entity)).get(field, [])
        assert sorted(found_values) == sorted(values), f"{case.title}: {text}"


OUTCOMES = ("stands", "fails", "waits", "foreign", "forked")
CHECKS: dict[str, Callable[[Case], None]] = {
    "hash": _hash,
    "name": _name,
    "padding": _padding,
    "tag": _tag,
    "record": _record,
    "chain": _chain,
    "pair": _pair,
    "box": _box,
    "turn": _turn,
    "payload": _payload,
    "signature": _signature,
    "origin": _origin,
    "link": _link,
    "admission": _admission,
    "words": _words,
    "sheet": _sheet,
    "parcel": _parcel,
    "carry": _carry,
    "blind": _blind,
    "log": _log,
    "circle": _log,
}


def outcome(case: Case) -> str:
    """`ok`, or the flaw that this implementation finds."""
    try:
        CHECKS[case.construct](case)
    except Flaw as flaw:
        return flaw.name
    return "ok"
