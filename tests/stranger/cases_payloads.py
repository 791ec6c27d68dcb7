"""Vectors of payloads: what MessagePack may hold, and the form that each kind has."""

from __future__ import annotations

from typing import Any

from tests.stranger import primitives as p
from tests.stranger.cases_keys import SMALL_ORDER, Random, case
from tests.stranger.records import ACT, CHANGES, CLOSING, KEYS, OPENING, PRESENCE, Epoch
from tests.stranger.vectors import Case

Rows = list[tuple[str, int, Any, str]]


def payloads(random: Random) -> list[Case]:
    """All of them; a body that is not bytes is packed first."""
    rows = [
        *_messagepack(),
        *_changes(random),
        *_presence(random),
        *_opening(random),
        *_closing(random),
        *_keys(random),
        *_acts(random),
    ]
    return [
        case(
            "payload",
            title,
            expect,
            kind=kind,
            body=body if isinstance(body, bytes) else p.pack(body),
        )
        for title, kind, body, expect in rows
    ]


def _changed(value: list[Any], place: int, new: Any) -> list[Any]:
    return [*value[:place], new, *value[place + 1 :]]


def _value(value: Any) -> bytes:
    return p.pack([1, [["k", bytes(16), [["f", value, []]]]]])


def _raw(value: bytes) -> bytes:
    """A body with bytes in the place of the value."""
    marked = _value("MARK")
    return marked.replace(p.pack("MARK"), value)


def _messagepack() -> Rows:
    """Values that are allowed and others, each as the value of a field."""
    deep = b"\x91" * 25 + b"\x90"
    good: dict[str, bytes] = {
        "nil": b"\xc0",
        "false": b"\xc2",
        "the largest u64": b"\xcf" + b"\xff" * 8,
        "the least i64": b"\xd3\x80" + bytes(7),
        "an int in a longer form": b"\xcd\x00\x05",
        "a str in a longer form": b"\xda\x00\x01a",
        "a map": b"\x81\xa1a\x05",
        "a map in which a key stands twice": b"\x82\xa1a\x05\xa1a\x06",
        "a NUL in a str": b"\xa1\x00",
        "30 arrays inside each other": deep[1:],
    }
    bad: dict[str, bytes] = {
        "a float of 4 bytes": b"\xca" + bytes(4),
        "a float of 8 bytes": b"\xcb" + bytes(8),
        "a float in a map": b"\x81\xa1a\xcb" + bytes(8),
        "a timestamp": b"\xd6\xff" + bytes(4),
        "an extension type": b"\xd4\x05\x00",
        "a map whose key is an int": b"\x81\x01\x05",
        "a map whose key is bin": b"\x81\xc4\x01a\x05",
        "a str that is no UTF-8": b"\xa1\xff",
        "half a surrogate": b"\xa3\xed\xa0\x80",
        "31 arrays inside each other": deep,
        "the byte that means nothing": b"\xc1",
        "an array longer than the body": b"\xdd\xff\xff\xff\xff",
        "a bin longer than the body": b"\xc6\xff\xff\xff\xff",
    }
    whole = _value(5)
    return [
        *[(title, CHANGES, _raw(value), "ok") for title, value in good.items()],
        *[(title, CHANGES, _raw(value), "bad-payload") for title, value in bad.items()],
        ("100,000 arrays inside each other", CHANGES, b"\x91" * 100_000, "bad-payload"),
        ("nothing", CHANGES, b"", "bad-payload"),
        ("cut", CHANGES, whole[:-1], "bad-payload"),
        ("a byte more", CHANGES, whole + b"\xc0", "bad-payload"),
    ]


def _changes(random: Random) -> Rows:
    device, entity = random(16), random(16)

    def write(*names: Any, field: Any = "title", kind: Any = "case", id_: Any = entity) -> Any:
        return [3, [[kind, id_, [[field, "x", list(names)]]]]]

    two = [["case", entity, [["title", "x", []]]], ["note", entity, [["text", "y", []]]]]
    return [
        ("changes: one write", CHANGES, write(), "ok"),
        ("changes: a write that supersedes two", CHANGES, write([device, 1], [device, 2]), "ok"),
        ("changes: no entities", CHANGES, [1, []], "ok"),
        ("changes: an entity without writes", CHANGES, [1, [["case", entity, []]]], "ok"),
        ("changes: field of 64 bytes", CHANGES, write(field="é" * 32), "ok"),
        ("changes: field of 65 bytes", CHANGES, write(field="é" * 32 + "e"), "bad-payload"),
        ("changes: kind of 65 bytes", CHANGES, write(kind="k" * 65), "bad-payload"),
        ("changes: field is bin", CHANGES, write(field=b"title"), "bad-payload"),
        ("changes: entity of 15 bytes", CHANGES, write(id_=entity[:15]), "bad-payload"),
        ("changes: entity is str", CHANGES, write(id_="0123456789abcdef"), "bad-payload"),
        ("changes: from 0", CHANGES, [0, []], "bad-payload"),
        ("changes: from -1", CHANGES, [-1, []], "bad-payload"),
        ("changes: from true", CHANGES, [True, []], "bad-payload"),
        ("changes: from 1.0", CHANGES, b"\x92\xcb\x3f\xf0" + bytes(6) + b"\x90", "bad-payload"),
        ("changes: the last number", CHANGES, [2**63 - 2, two], "ok"),
        ("changes: a number of 2^63", CHANGES, [2**63 - 1, two], "bad-payload"),
        ("changes: nothing from the last number", CHANGES, [2**63 - 1, []], "ok"),
        ("changes: nothing from 2^63", CHANGES, [2**63, []], "bad-payload"),
        ("changes: name with the last number", CHANGES, write([device, 2**63 - 1]), "ok"),
        ("changes: name with 2^63", CHANGES, write([device, 2**63]), "bad-payload"),
        ("changes: name with -1", CHANGES, write([device, -1]), "bad-payload"),
        ("changes: name of 15 bytes", CHANGES, write([device[:15], 1]), "bad-payload"),
        ("changes: name of three", CHANGES, write([device, 1, 1]), "bad-payload"),
        ("changes: an element more", CHANGES, [1, [], None], "bad-payload"),
        ("changes: an element less", CHANGES, [1], "bad-payload"),
        ("changes: a map", CHANGES, {"first": 1}, "bad-payload"),
    ]


def _presence(random: Random) -> Rows:
    good = [5, random(32), random(16), random(64)]
    return [
        ("presence", PRESENCE, good, "ok"),
        ("presence: negative place", PRESENCE, _changed(good, 0, -1), "bad-payload"),
        ("presence: place 2^63", PRESENCE, _changed(good, 0, 2**63), "bad-payload"),
        ("presence: chain of 31", PRESENCE, _changed(good, 1, random(31)), "bad-payload"),
        ("presence: incarnation of 17", PRESENCE, _changed(good, 2, random(17)), "bad-payload"),
        ("presence: no signature", PRESENCE, good[:3], "bad-payload"),
        ("presence: signature of 63", PRESENCE, _changed(good, 3, random(63)), "bad-payload"),
    ]


def _opening(random: Random) -> Rows:
    one, other = sorted([random(16), random(16)])
    device, consent, previous = random(16), random(16), random(32)
    statement = p.statement_of(one, random(32), p.exchange_public(random(32)), random(32))
    founding = [statement, "Firma", "Anna", ["adviser", "coordinator"], "laptop", random(32)]
    state = [["case", random(16), [["title", [["x", device, 2]]]]]]
    first = ["everyone", *[None] * 7, founding]
    shared = [
        "case",
        one,
        [one, other],
        previous,
        ["consent", consent],
        [[device, 2]],
        state,
        None,
        None,
    ]
    kept = ["self", None, [one], None, None, None, None, [], None]
    empty = _changed(_changed(shared, 5, []), 6, [])

    def founded(place: int, new: Any) -> Any:
        return _changed(first, 8, _changed(founding, place, new))

    return [
        ("opening: everyone, founding", OPENING, first, "ok"),
        ("opening: advisers", OPENING, ["advisers", *[None] * 8], "ok"),
        ("opening: a case with a joiner", OPENING, shared, "ok"),
        ("opening: a case with a joiner, empty", OPENING, empty, "ok"),
        ("opening: a first case", OPENING, ["case", one, [one], *[None] * 6], "ok"),
        ("opening: a self", OPENING, kept, "ok"),
        ("opening: of a pair", OPENING, _changed(shared, 0, "pair"), "bad-payload"),
        ("opening: unknown kind", OPENING, _changed(shared, 0, "club"), "bad-payload"),
        (
            "opening: holders not ascending",
            OPENING,
            _changed(shared, 2, [other, one]),
            "bad-payload",
        ),
        ("opening: a holder twice", OPENING, _changed(shared, 2, [one, one]), "bad-payload"),
        ("opening: previous of 16", OPENING, _changed(shared, 3, one), "bad-payload"),
        ("opening: another ground", OPENING, _changed(shared, 4, ["whim"]), "bad-payload"),
        ("opening: ground without id", OPENING, _changed(shared, 4, ["consent"]), "bad-payload"),
        (
            "opening: coverage without number",
            OPENING,
            _changed(shared, 5, [[device]]),
            "bad-payload",
        ),
        (
            "opening: coverage of 2^63",
            OPENING,
            _changed(shared, 5, [[device, 2**63]]),
            "bad-payload",
        ),
        ("opening: an element more", OPENING, [*shared, None], "bad-payload"),
        ("opening: an element less", OPENING, shared[:8], "bad-payload"),
        ("opening: statement of 111", OPENING, founded(0, statement[:-1]), "bad-payload"),
        ("opening: firm without name", OPENING, founded(1, ""), "bad-payload"),
        ("opening: firm with 256 letters", OPENING, founded(1, "é" * 256), "ok"),
        ("opening: firm with 257 letters", OPENING, founded(1, "e" * 257), "bad-payload"),
        ("opening: unknown role", OPENING, founded(3, ["owner"]), "bad-payload"),
        ("opening: relay key of 31", OPENING, founded(5, random(31)), "bad-payload"),
    ]


def _closing(random: Random) -> Rows:
    one, other = sorted([random(16), random(16)])
    ground = ["consent", random(16)]
    good = [random(32), [one, other], [other], [], ground, [[one, random(72)]]]
    turned = [random(32), [one], [], [], None, [[random(16), random(112)]]]
    return [
        ("closing: a case with a joiner", CLOSING, good, "ok"),
        ("closing: a self", CLOSING, turned, "ok"),
        ("closing: everyone", CLOSING, [random(32), None, [], [other], None, []], "ok"),
        ("closing: next of 31", CLOSING, _changed(good, 0, random(31)), "bad-payload"),
        ("closing: no joiners", CLOSING, _changed(good, 2, None), "bad-payload"),
        ("closing: leaver of 32", CLOSING, _changed(good, 3, [random(32)]), "bad-payload"),
        ("closing: holders not ascending", CLOSING, _changed(good, 1, [other, one]), "bad-payload"),
        (
            "closing: box for a name",
            CLOSING,
            _changed(good, 5, [["Anna", random(72)]]),
            "bad-payload",
        ),
        ("closing: an element more", CLOSING, [*good, None], "bad-payload"),
    ]


def _keys(random: Random) -> Rows:
    circle, secret = random(16), random(32)
    entry = [circle, "case", Epoch(p.ZEROS32, circle, "case", secret).id, secret, random(16), 9]
    return [
        ("keys: kept", KEYS, [[entry], None], "ok"),
        ("keys: given", KEYS, [[entry, entry], ["consent", random(16)]], "ok"),
        ("keys: for a role", KEYS, [[entry], ["role"]], "ok"),
        ("keys: none", KEYS, [[], None], "ok"),
        ("keys: secret of 31", KEYS, [[_changed(entry, 3, random(31))], None], "bad-payload"),
        ("keys: opener of 32", KEYS, [[_changed(entry, 4, random(32))], None], "bad-payload"),
        ("keys: since -1", KEYS, [[_changed(entry, 5, -1)], None], "bad-payload"),
        ("keys: since is true", KEYS, [[_changed(entry, 5, True)], None], "bad-payload"),
        ("keys: entry of five", KEYS, [[entry[:5]], None], "bad-payload"),
        ("keys: entry of seven", KEYS, [[[*entry, None]], None], "bad-payload"),
        ("keys: role with an id", KEYS, [[entry], ["role", random(16)]], "bad-payload"),
        ("keys: no ground", KEYS, [[entry]], "bad-payload"),
    ]


def _acts(random: Random) -> Rows:
    member, device_key, proof = random(16), random(32), random(64)
    key = p.exchange_public(random(32))
    point = SMALL_ORDER["order 8"].to_bytes(32, "little")
    admit = ["admit", member, "Bo", ["adviser"], key, device_key, "pc", proof]
    return [
        ("act: admit", ACT, admit, "ok"),
        ("act: admit without roles", ACT, _changed(admit, 3, []), "bad-payload"),
        ("act: admit, a role twice", ACT, _changed(admit, 3, ["adviser"] * 2), "bad-payload"),
        ("act: device", ACT, ["device", member, device_key, "pc", "machine", proof], "ok"),
        ("act: device of paper", ACT, ["device", member, device_key, "pc", "paper", proof], "ok"),
        ("act: device, no kind", ACT, ["device", member, device_key, "pc", proof], "bad-payload"),
        ("act: revoke", ACT, ["revoke", member, []], "ok"),
        ("act: revoke, one kept", ACT, ["revoke", member, [member]], "ok"),
        ("act: revoke, kept twice", ACT, ["revoke", member, [member, member]], "bad-payload"),
        ("act: revoke, without kept", ACT, ["revoke", member], "bad-payload"),
        ("act: roles", ACT, ["roles", member, ["supervisor", "coordinator"]], "ok"),
        ("act: turn", ACT, ["turn", member, key, True], "ok"),
        ("act: another", ACT, ["expel", member], "bad-payload"),
        ("act: none", ACT, [], "bad-payload"),
        ("act: name is bin", ACT, [b"revoke", member], "bad-payload"),
        ("act: admit, unknown role", ACT, _changed(admit, 3, ["owner"]), "bad-payload"),
        ("act: admit, member key of small order", ACT, _changed(admit, 4, point), "bad-payload"),
        ("act: admit, member key of 31", ACT, _changed(admit, 4, key[:31]), "bad-payload"),
        ("act: admit without name", ACT, _changed(admit, 2, ""), "bad-payload"),
        ("act: admit, proof of 63", ACT, _changed(admit, 7, proof[:63]), "bad-payload"),
        ("act: admit, an element more", ACT, [*admit, None], "bad-payload"),
        (
            "act: turn, member key of small order",
            ACT,
            ["turn", member, point, False],
            "bad-payload",
        ),
        ("act: turn, loss is 1", ACT, ["turn", member, key, 1], "bad-payload"),
        ("act: revoke, id of 32", ACT, ["revoke", device_key, []], "bad-payload"),
        ("act: revoke, an element more", ACT, ["revoke", member, [], None], "bad-payload"),
    ]
