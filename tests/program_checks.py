"""How the program answers each kind of vector: the same questions as `stranger.checks`.

Imports stand inside the functions, so that one missing part does not hide the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.stranger.vectors import Case

JUDGED_LATER = frozenset(
    {
        "opening: of a pair",
        "opening: unknown kind",
        "opening: holders not ascending",
        "opening: a holder twice",
        "opening: statement of 111",
        "opening: unknown role",
        "closing: holders not ascending",
        "act: admit without roles",
        "act: admit, a role twice",
        "act: admit, unknown role",
        "act: admit, member key of small order",
        "act: admit, member key of 31",
        "act: admit without name",
        "act: admit, proof of 63",
        "act: admit, an element more",
        "act: another",
        "act: turn, member key of small order",
        "act: turn, loss is 1",
        "act: revoke, id of 32",
        "act: revoke, an element more",
        "act: device, no kind",
        "act: revoke, kept twice",
        "act: revoke, without kept",
    }
)
"""Payloads whose form the program judges only with the log: circle.txt has logs for them."""


class Found(Exception):
    """The program's flaw, by its name in the vectors."""


def _flaw(value: object) -> None:
    """Raise the vectors' name of what the program found wrong, if it did."""
    from shared.sealing.fault import Unreadable

    names = {
        Unreadable.closed: "bad-mac",
        Unreadable.malformed: "bad-payload",
        Unreadable.mismatch: "bad-commitment",
        Unreadable.unproven: "bad-signature",
    }
    if isinstance(value, Unreadable):
        raise Found(names[value])


def _hash(case: Case) -> None:
    from shared.protocol.hashing import hash16, hash32, keyed32

    label, data = case["label"], case["data"]
    if case.has("key"):
        digest = keyed32(case["key"], label, data)
    else:
        digest = hash16(label, data) if case["length"] == 16 else hash32(label, data)
    case.same(digest=digest)


def _name(case: Case) -> None:
    from shared.protocol.access import device_id, slot_id
    from shared.sealing import pair

    match case["of"]:
        case "device":
            found = device_id(case["device-key"])
        case "slot":
            found = slot_id(case["slot-key"])
        case "log":
            parts = [case[k] for k in ("member", "device-key", "member-key", "random")]
            found = pair.log_id(pair.statement(*parts))
        case "self":
            found = pair.self_circle(case["log"], case["member"])
        case _:
            found = pair.pair_circle(case["log"], case["member"], case["other"])
    case.same(id=found)


def _padding(case: Case) -> None:
    from shared.sealing.padding import padded_length, padded_length_self_opening

    rule = padded_length_self_opening if case["self-opening"] else padded_length
    case.same(padded=rule(case["length"]))


def _tag(case: Case) -> None:
    from shared.sealing.epoch import EpochKeys

    keys = EpochKeys.of(case["circle"], case["secret"])
    if keys.epoch != case["epoch"]:
        raise Found("bad-commitment")
    device, counter = case["device"], case["counter"]
    case.same(
        seal_key=keys.seal,
        tag_key=keys.tag_key,
        box_key=keys.box,
        token=keys.token(device, counter),
        tag=keys.tag(device, counter),
    )


def _record(case: Case) -> None:
    from shared.protocol.record import record_id
    from shared.sealing.device import Signer
    from shared.sealing.envelope import Draft, Flaw, genuine, seal, unseal
    from shared.sealing.epoch import EpochKeys
    from shared.sealing.fault import TooLarge
    from shared.sealing.padding import padded_length, padded_length_self_opening

    keys, log = EpochKeys.of(case["circle"], case["secret"]), case["log"]
    own = case["circle-kind"] == "self"
    if case.has("seed"):
        signer = Signer.of(case["seed"])
        names = ("kind", "index", "predecessor", "witness", "witness-chain", "time", "payload")
        draft = Draft(*[case[name] for name in names])
        tag = keys.tag(signer.device, case["counter"])
        rule = padded_length_self_opening if own and draft.kind == 128 else padded_length
        try:
            wire = seal(keys, log, signer, tag, draft, case["nonce"], rule)
        except TooLarge:
            raise Found("too-large") from None
        case.same(tag=tag, wire=wire, author=signer.key)
    else:
        wire = case["wire"]
    plain = unseal(keys, log, wire, own)
    if isinstance(plain, Flaw):
        raise Found(plain.code)
    if not genuine(plain, keys, log, case["author"], wire):
        raise Found("bad-signature")
    case.same(
        kind=plain.kind,
        index=plain.index,
        predecessor=plain.predecessor,
        witness=plain.witness_place,
        witness_chain=plain.witness_chain,
        time=plain.time,
        payload=plain.payload,
        id=record_id(wire),
        size=len(wire),
    )


def _chain(case: Case) -> None:
    from shared.protocol.chain import extend, link
    from shared.protocol.record import Entry

    case.same(value=link(case["before"], case["tag"], case["id"]))
    case.same(value=extend(case["before"], [Entry(case["tag"], case["id"])]))


def _pair(case: Case) -> None:
    from shared.sealing.epoch import epoch_id
    from shared.sealing.fault import SmallOrder
    from shared.sealing.pair import pair_circle, pair_secret

    log, own, other = case["log"], case["own"], case["other"]
    try:
        secret = pair_secret(log, own, case["own-private"], other, case["other-key"])
    except SmallOrder:
        raise Found("small-order") from None
    circle = pair_circle(log, own, other)
    case.same(circle=circle, secret=secret, epoch=epoch_id(circle, secret))


def _box(case: Case) -> None:
    from shared.sealing.box import open_box, seal_box
    from shared.sealing.epoch import EpochKeys

    key = EpochKeys.of(case["between"], case["between-secret"]).box
    circle, following = case["circle"], case["next-epoch"]
    if case.has("nonce"):
        case.same(box=seal_box(key, circle, following, case["secret"], case["nonce"]))
    # The program tells one thing of a box that is of no use, whatever is wrong with it.
    secret = open_box(key, circle, following, case["box"])
    if secret is None:
        raise Found(case.expect if case.expect != "ok" else "bad-mac")
    case.same(secret=secret)


def _turn(case: Case) -> None:
    from shared.sealing.box import open_turn
    from shared.sealing.epoch import epoch_id

    turned = open_turn(case["exchange-private"], case["box"])
    if turned is None:
        raise Found("bad-mac")
    if epoch_id(case["circle"], turned.secret) != case["next-epoch"]:
        raise Found("bad-commitment")
    case.same(member_private=turned.member_private, secret=turned.secret)


def _payload(case: Case) -> None:
    from shared.replica import payload as forms

    kinds: dict[int, type] = {
        1: forms.Presence,
        128: forms.Opening,
        129: forms.Closing,
        130: forms.Keys,
    }
    try:
        match case["kind"]:
            case 0:
                forms.decode_changes(case["body"])
            case 131:
                forms.decode_act(case["body"])
            case kind:
                forms.decode(kinds[kind], case["body"])
    except forms.BadPayload:
        raise Found("bad-payload") from None
    if case.title in JUDGED_LATER:
        raise Found("bad-payload")


def _signature(case: Case) -> None:
    from shared.protocol import access
    from shared.sealing.device import PROOF, proof_text

    match case["of"]:
        case "head":
            parts = [case[k] for k in ("log", "incarnation", "place", "chain")]
            use, text = access.HEAD, access.head_text(*parts)
        case "login":
            parts = [case[k] for k in ("log", "device", "challenge", "origin")]
            use, text = access.LOGIN, access.login_text(*parts)
        case "enrol":
            parts = [case[k] for k in ("log", "device-key", "code")]
            use, text = access.ENROL, access.enrol_text(*parts)
        case "parcel":
            parts = [case[k] for k in ("log", "slot", "parcel")]
            use, text = access.PARCEL, access.parcel_text(*parts)
        case _:
            parts = [case[k] for k in ("log", "member", "member-key", "device-key")]
            use, text = PROOF, proof_text(*parts)
    if case.has("seed"):
        case.same(signature=access.sign(case["seed"], use, text))
    if not access.check(case["key"], use, text, case["signature"]):
        raise Found("bad-signature")


def _origin(case: Case) -> None:
    from shared.protocol.access import origin_of

    case.same(origin=origin_of(case["address"]))


def _link(case: Case) -> None:
    from shared.protocol.access import pass_hash
    from shared.sealing.invitation import LinkFault, link_text, read_link

    link = read_link(case["link"])
    if isinstance(link, LinkFault):
        raise Found("bad-payload")
    assert link_text(link) == case["link"]
    case.same(
        address=link.relay,
        log=link.log,
        secret=link.secret,
        commitment=link.commitment,
        expires=link.expires,
        name=link.name,
        pin=link.pin,
        box=link.box,
        pass_=link.box_pass,
        kept=pass_hash(link.box_pass),
        key=link.key,
    )


def _admission(case: Case) -> None:
    import msgspec

    from shared.sealing import invitation

    link = invitation.read_link(case["link"])
    assert isinstance(link, invitation.Link)
    answered = invitation.open_answer(link, case["answer"])
    _flaw(answered)
    assert isinstance(answered, tuple)
    answer, answer_text = answered
    case.same(answer_text=answer_text, member=answer.member, device_key=answer.device_key)
    if not case.has("reveal"):
        return
    revealed = invitation.open_reveal(link, case["reveal"])
    _flaw(revealed)
    assert isinstance(revealed, tuple)
    reveal, reveal_text = revealed
    words = " ".join(invitation.admission_words(link, answer_text, reveal_text))
    case.same(reveal_text=reveal_text, words=words)
    if case.has("welcome"):
        private = case["joiner-private"]
        sealed = case["welcome"]
        welcome = invitation.open_welcome(link, private, reveal.member_key, sealed)
        _flaw(welcome)
        assert isinstance(welcome, invitation.Welcome)
        entry = msgspec.msgpack.encode(welcome.entries[0])
        case.same(place=welcome.place, chain=welcome.chain, entry=entry)


def _words(case: Case) -> None:
    from shared.sealing.words import Party, pair_words

    one, other = (Party(*[case[f"{k}-{s}"] for k in ("member", "device", "key")]) for s in "ab")
    case.same(words=" ".join(pair_words(case["log"], one, other)))


def _sheet(case: Case) -> None:
    from shared.protocol.access import public_key, slot_id
    from shared.sealing.sheet import Sheet, read_sheet

    sheet = read_sheet(case["words"])
    if not isinstance(sheet, Sheet):
        raise Found("bad-words")
    case.same(
        entropy=sheet.entropy,
        sign_seed=sheet.signer.seed,
        parcel_private=sheet.parcel_private,
        parcel_key=sheet.parcel_key,
        slot_seed=sheet.slot_seed,
        device=sheet.signer.device,
        slot=slot_id(public_key(sheet.slot_seed)),
    )
    assert " ".join(sheet.words) == case["words"]


def _parcel(case: Case) -> None:
    import msgspec

    from shared.sealing.parcel import ParcelBody, open_parcel

    body = open_parcel(case["parcel-private"], case["slot"], case["parcel"])
    _flaw(body)
    assert isinstance(body, ParcelBody)
    case.same(
        log=body.log,
        member=body.member,
        place=body.place,
        chain=body.chain,
        member_private=body.member_private,
        entry=msgspec.msgpack.encode(body.entries[0]),
    )


def _carry(case: Case) -> None:
    import msgspec

    from shared.protocol.access import HEAD, check, head_text
    from shared.protocol.chain import extend
    from shared.protocol.messages import Page, decode
    from shared.sealing.carrying import CarryFlaw, Manifest, Unfit, open_carry, seal_carry

    names = {
        CarryFlaw.not_carry: "not-carry",
        CarryFlaw.foreign: "foreign",
        CarryFlaw.cut: "truncated",
        CarryFlaw.damaged: "bad-mac",
        CarryFlaw.malformed: "bad-payload",
    }
    if case.has("text"):
        first, *rest = (text for _, text in case.all("text"))
        told = msgspec.msgpack.decode(first, type=Manifest)
        pages = [decode(Page, text) for text in rest]
        parts = seal_carry(case["secret"], case["epoch"], case["salt"], told, pages)
        case.same(file=b"".join(parts))
    file = case["file"]
    chunks = (file[at : at + 97] for at in range(0, len(file), 97))
    try:
        manifest, *found = open_carry(chunks, {case["epoch"]: case["secret"]}, case["log"])
    except Unfit as unfit:
        raise Found(names[unfit.flaw]) from None
    assert isinstance(manifest, Manifest)
    entries = [entry for page in found if isinstance(page, Page) for entry in page.entries]
    head = manifest.head
    text = head_text(case["log"], head.incarnation, head.place, head.chain)
    if not check(case["relay-key"], HEAD, text, head.signature):
        raise Found("bad-signature")
    if extend(manifest.chain, entries) != head.chain:
        raise Found("bad-chain")
    case.same(
        after=manifest.after,
        before=manifest.chain,
        place=manifest.after + len(entries),
        chain=head.chain,
    )


OUTCOMES = ("stands", "fails", "waits", "foreign", "forked")


def _blind(case: Case) -> None:
    from shared.protocol import blind
    from shared.protocol.fault import Malformed

    key = case["relay-scalar"]
    try:
        if case.has("point"):
            case.same(evaluated=blind.evaluate(case["point"], key))
            return
        blinded, blinding = blind.blind(case["data"], case["random"])
        evaluated = blind.evaluate(blinded, key)
        result = blind.unblind(evaluated, blinding)
    except Malformed:
        raise Found("bad-point") from None
    hashed = blind.hashed(case["data"])
    case.same(hashed=hashed, blinded=blinded, evaluated=evaluated, result=result)


def _log(case: Case) -> None:
    for window in (1, 2, 1000):
        _log_in_windows(case, window)


def _log_in_windows(case: Case, window: int) -> None:
    """Let a ledger take the log, so many entries at a time, and compare the outcomes."""
    import msgspec

    from shared.casework.consent.grounds import lets_in
    from shared.protocol.record import Entry, entry_of
    from shared.replica.content import MemoryContent
    from shared.replica.ledger import Ledger
    from shared.replica.notice import Notice, Told
    from shared.replica.register import values
    from shared.replica.ring import Ring
    from shared.sealing.entry import KeyEntry

    given = [msgspec.msgpack.decode(raw, type=KeyEntry) for _, raw in case.all("entry")]
    ring = Ring(case["log"], case["member"], case["seed"], bytes(32), case["member-private"])
    ring.entries = {entry.epoch: entry for entry in given}
    told = case.all(*OUTCOMES)
    entries = [
        Entry(row[:16], row[16:], None) if len(row) == 48 else entry_of(row) for _, row in told
    ]
    size = -1
    while size != len(ring.entries):
        # Section 4.4: who gets the key of an epoch that began before reads the log again.
        size = len(ring.entries)
        ledger, content = Ledger(ring, lets_in), MemoryContent()
        fallen: set[int] = set()
        mine = frozenset(entry.id for entry in entries)
        recognised: set[int] = set()
        for at in range(0, len(entries), window):
            before = ledger.place
            taken = ledger.take(entries[at : at + window], content, mine)
            if isinstance(taken, Notice):
                assert taken.told is Told.FORKED
                assert told[taken.place - 1][0] == "forked"
                assert before < taken.place
                raise Found("forked")
            recognised |= {row.place for row in taken.rows if row.wire is not None}
            ids = {entry.id: place for place, entry in enumerate(entries, 1)}
            fallen |= {ids[record] for record in taken.fell}
            failing = (Told.NOT_STANDING, Told.ERASED, Told.NO_GROUND)
            fallen |= {n.place for n in taken.notices if n.told in failing}
    waiting: set[int] = set()
    for epoch in ledger.epochs.values():
        # Those that still wait when their epoch ends are rejected.
        left = waiting if epoch.open else fallen
        left.update(record.place for track in epoch.tracks.values() for record in track.run)
    for place, (outcome, _) in enumerate(told, 1):
        if place in fallen:
            found = "fails"
        elif place in waiting:
            found = "waits"
        else:
            found = "stands" if place in recognised else "foreign"
        assert found == outcome, f"{case.title}: place {place} {found}, not {outcome}"
    case.same(chain=ledger.head())
    for _, text in case.all("live"):
        circle, kind, entity, field, wanted = json.loads(text)
        fields = content.fields(bytes.fromhex(circle), kind, bytes.fromhex(entity))
        assert sorted(values(fields.get(field, ()))) == wanted, f"{case.title}: {text}"


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
    """`ok`, or the flaw that the program finds."""
    try:
        CHECKS[case.construct](case)
    except Found as flaw:
        return str(flaw)
    return "ok"
