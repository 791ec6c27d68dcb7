"""Bodies of records: any bytes are either of their form or `BadPayload`, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.messages import PLACE_LIMIT
from shared.replica.change import Edit, Name
from shared.replica.payload import (
    VALUE_DEPTH,
    BadPayload,
    Changes,
    Closing,
    Keys,
    Opening,
    Presence,
    changes_of,
    check_value,
    decode,
    decode_act,
    decode_changes,
    edits_of,
    encode,
)

ID, KEY = b"i" * 16, b"k" * 32
FORMS = (Changes, Presence, Keys, Opening, Closing)
pack = msgspec.msgpack.encode

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=8)
    | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
names = st.builds(Name, st.binary(min_size=16, max_size=16), st.integers(0, PLACE_LIMIT))
edits = st.builds(
    Edit,
    st.text(max_size=16),
    st.sampled_from([ID, b"j" * 16]),
    st.text(max_size=16),
    values,
    st.lists(names, max_size=3).map(tuple),
)


def read_all(data: bytes) -> None:
    """Read bytes as every form that there is."""
    for form in FORMS:
        with suppress(BadPayload):
            decode(form, data)
    for reader in (decode_changes, decode_act):
        with suppress(BadPayload):
            reader(data)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    """Whatever a modified program sends, a reader sees a bad payload at worst."""
    read_all(data)


@given(values | st.floats() | st.lists(st.floats() | values), st.integers(0, 40))
def test_arbitrary_messagepack_raises_nothing_else(value: Any, cut: int) -> None:
    """Nor do bytes that are MessagePack, whole or cut off, with floats or without."""
    data = pack(value)
    read_all(data)
    read_all(data[:cut])


@given(st.data())
def test_nearly_right_bodies_raise_nothing_else(data: st.DataObject) -> None:
    """Bodies with one byte changed are the closest to the forms, and the most telling."""
    body = bytearray(data.draw(st.sampled_from(_bodies())))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] = data.draw(st.integers(0, 255))
    read_all(bytes(body))


@pytest.mark.parametrize("opener", [b"\x91", b"\x81\xa1a", b"\xdd\x00\x00\x00\x01"])
def test_hostile_nesting_is_a_bad_payload(opener: bytes) -> None:
    """Ten thousand arrays or maps inside each other exhaust no stack."""
    hostile = opener * 10_000
    for form in FORMS:
        with pytest.raises(BadPayload):
            decode(form, hostile)
        with pytest.raises(BadPayload):
            decode(form, hostile + b"\xc0")
    in_a_value = pack([1, [["k", ID, [["f", None, []]]]]]).replace(b"\xa1f\xc0", b"\xa1f" + hostile)
    with pytest.raises(BadPayload):
        decode_changes(in_a_value)


@given(st.integers(1, 2**40), st.lists(edits, max_size=8))
def test_edits_come_back_in_order(first: int, some: list[Edit]) -> None:
    """Edits that were packed come back the same, in the order of their numbers."""
    changes = decode_changes(encode(changes_of(first, some)))
    assert changes.first == first
    assert edits_of(changes) == some


@pytest.mark.parametrize("bad", [1.5, float("nan"), datetime(2026, 1, 1, tzinfo=UTC), {1: 2}])
@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [x], lambda x: {"key": x}])
def test_a_value_is_no_float_extension_or_odd_map(bad: Any, wrap: Any) -> None:
    """Floats, extension types and keys that are no text are refused, however deep."""
    with pytest.raises(BadPayload):
        decode_changes(pack([1, [["k", ID, [["f", wrap(bad), []]]]]]))
    with pytest.raises(BadPayload):
        decode_act(pack(["revoke", wrap(bad)]))


def nested(depth: int) -> Any:
    """So many arrays inside each other."""
    value: Any = None
    for _ in range(depth):
        value = [value]
    return value


def test_what_can_be_written_can_be_handed_over() -> None:
    """The deepest value that changes may hold is the deepest that an opening may hold."""
    deepest = 32 - VALUE_DEPTH + 1

    def opening(value: Any) -> bytes:
        state = [["k", ID, [["f", [[value, ID, 1]]]]]]
        return pack(["case", ID, [ID], None, None, [], state, None, None])

    def changes(value: Any) -> bytes:
        return pack([1, [["k", ID, [["f", value, []]]]]])

    check_value(nested(deepest), VALUE_DEPTH)
    decode_changes(changes(nested(deepest)))
    decode(Opening, opening(nested(deepest)))
    with pytest.raises(BadPayload):
        decode_changes(changes(nested(deepest + 1)))
    with pytest.raises(BadPayload):
        decode(Opening, opening(nested(deepest + 1)))


@pytest.mark.parametrize(
    "body",
    [
        [0, []],
        [-1, []],
        [1.0, []],
        [True, []],
        ["1", []],
        [2**63, []],
        [1],
        [1, [], None],
        [1, [["k", b"i" * 15, []]]],
        [1, [["k" * 65, ID, []]]],
        [1, [["é" * 33, ID, []]]],
        [1, [["k", ID, [["f" * 65, 1, []]]]]],
        [1, [["k", ID, [["f", 1]]]]],
        [1, [["k", ID, [["f", 1, [[b"short", 1]]]]]]],
        [1, [["k", ID, [["f", 1, [[ID, 1.0]]]]]]],
        [1, [["k", ID, [["f", 1, [[ID, True]]]]]]],
        [1, [["k", ID, [["f", 1, [[ID, 1, 1]]]]]]],
    ],
)
def test_changes_of_a_wrong_form(body: Any) -> None:
    """Numbers from 1, ids of 16 bytes, names of 64 bytes, exact arrays."""
    with pytest.raises(BadPayload):
        decode_changes(pack(body))


def test_numbers_of_writes_fit_into_an_opening() -> None:
    """A write whose number no coverage could carry would keep a circle from being shared."""
    write: list[Any] = ["f", None, []]
    last = [PLACE_LIMIT, [["k", ID, [write]]]]
    assert decode_changes(pack(last)).first == PLACE_LIMIT
    with pytest.raises(BadPayload):
        decode_changes(pack([PLACE_LIMIT, [["k", ID, [write, write]]]]))


@pytest.mark.parametrize(
    ("ground", "good"),
    [
        (None, True),
        (["role"], True),
        (["consent", ID], True),
        ([], False),
        (["consent"], False),
        (["consent", b"short"], False),
        (["consent", ID, ID], False),
        (["role", ID], False),
        (["because"], False),
        ([ID], False),
    ],
)
def test_grounds_have_two_forms(ground: Any, good: bool) -> None:
    """A ground is none, a role, or a consent named by its id; in every body that has one."""
    for form, body in (
        (Keys, [[], ground]),
        (Closing, [KEY, None, [], [], ground, []]),
        (Opening, ["case", ID, [ID], None, ground, None, None, None, None]),
    ):
        if good:
            decode(form, pack(body))
        else:
            with pytest.raises(BadPayload):
                decode(form, pack(body))


@pytest.mark.parametrize("body", [[], [1], [b"revoke", ID], {"revoke": ID}, None, "revoke"])
def test_an_act_begins_with_its_name(body: Any) -> None:
    """What is no array with a name in front is no act."""
    with pytest.raises(BadPayload):
        decode_act(pack(body))


def test_nothing_may_follow() -> None:
    """Bytes after a body make it a bad one, and so does a whole number written as a float."""
    readers: list[Callable[[bytes], object]] = [
        decode_changes,
        *(partial(decode, form) for form in (Presence, Keys, Opening, Closing)),
        decode_act,
    ]
    for reader, body in zip(readers, _bodies(), strict=True):
        reader(body)
        with pytest.raises(BadPayload):
            reader(body + b"\xc0")
    with pytest.raises(BadPayload):
        decode(Presence, pack([1.0, KEY, ID, b"s" * 64]))


def _bodies() -> list[bytes]:
    entry = [ID, "case", KEY, KEY, ID, 3]
    state = [["k", ID, [["f", [["text", ID, 1]]]]]]
    return [
        pack([3, [["k", ID, [["f", "text", [[ID, 1]]], ["g", [1, {"a": b"b"}], []]]]]]),
        pack([9, KEY, ID, b"s" * 64]),
        pack([[entry], ["role"]]),
        pack(["self", None, [ID], KEY, None, [[ID, 1]], state, [entry], None]),
        pack([KEY, [ID], [ID], [], ["consent", ID], [[ID, b"box"]]]),
        pack(["roles", ID, ["adviser"]]),
    ]
