"""Bodies survive the wire as they are, and nothing else gets in."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import messages as m
from shared.protocol.fault import Malformed
from shared.protocol.record import Entry, entry_of

KINDS: list[type[msgspec.Struct]] = [
    m.Done,
    m.Head,
    m.Page,
    m.ParcelPut,
    m.Append,
    m.Appended,
    m.Enrol,
    m.Enrolled,
    m.ChallengeRequest,
    m.Challenge,
    m.Login,
    m.Limits,
    m.LoggedIn,
    m.TailOffer,
    m.Give,
    m.Given,
    m.DeviceKey,
    m.DeviceList,
    m.Parcel,
    m.BoxOpen,
    m.Part,
    m.RefusalBody,
]

bytes16 = st.binary(min_size=16, max_size=16)
bytes32 = st.binary(min_size=32, max_size=32)
bytes64 = st.binary(min_size=64, max_size=64)
places = st.integers(0, m.PLACE_LIMIT)
wires = st.integers(0, 2**32).map(lambda n: n.to_bytes(16, "big") + bytes(552 + n % 100))
gaps = st.builds(Entry, bytes16, bytes32)
entries = st.lists(wires.map(entry_of) | gaps, max_size=5).map(tuple)
heads = st.builds(m.Head, bytes16, places, bytes32, bytes64)
pages = st.builds(m.Page, places, entries, heads)
parcels = st.builds(m.ParcelPut, bytes32, st.binary(max_size=50), bytes64)
keys = st.builds(m.DeviceKey, bytes32, st.booleans())
batches = st.lists(wires, min_size=1, max_size=5).map(tuple)
codes = st.text("ABCDEFGH-23456789", min_size=1, max_size=64)
BODIES: dict[type, st.SearchStrategy[Any]] = {
    m.Done: st.builds(m.Done),
    m.Head: heads,
    m.Page: pages,
    m.ParcelPut: parcels,
    m.Append: st.builds(
        m.Append, places, st.booleans(), batches, st.lists(parcels, max_size=3).map(tuple)
    ),
    m.Appended: st.builds(m.Appended, places, pages),
    m.Enrol: st.builds(m.Enrol, codes, bytes32, bytes32, bytes64),
    m.Enrolled: st.builds(m.Enrolled, bytes32, bytes16),
    m.ChallengeRequest: st.builds(m.ChallengeRequest, bytes32, bytes16),
    m.Challenge: st.builds(m.Challenge, bytes32),
    m.Login: st.builds(m.Login, bytes32, bytes16, bytes32, bytes64),
    m.Limits: st.builds(m.Limits, places, places, places, places),
    m.LoggedIn: st.builds(
        m.LoggedIn, codes, places, st.builds(m.Limits, places, places, places, places)
    ),
    m.TailOffer: st.builds(m.TailOffer, heads, entries),
    m.Give: st.builds(m.Give, batches),
    m.Given: st.builds(m.Given, places),
    m.DeviceKey: keys,
    m.DeviceList: st.builds(m.DeviceList, st.lists(keys, max_size=4).map(tuple)),
    m.Parcel: st.builds(m.Parcel, st.binary(max_size=50)),
    m.BoxOpen: st.builds(m.BoxOpen, bytes16, bytes32, places),
    m.Part: st.builds(m.Part, st.binary(max_size=50)),
    m.RefusalBody: st.builds(
        m.RefusalBody, st.text(max_size=20), st.text(max_size=40), st.none() | pages
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_body_comes_back_as_it_was(kind: type[msgspec.Struct], data: st.DataObject) -> None:
    """Every body survives the wire, whatever is in it."""
    body = data.draw(BODIES[kind])

    assert m.decode(kind, m.encode(body)) == body


@pytest.mark.parametrize("kind", KINDS)
@given(junk=st.binary(max_size=200))
def test_junk_is_malformed_or_a_body(kind: type[msgspec.Struct], junk: bytes) -> None:
    """Random bytes never raise anything but `Malformed`."""
    try:
        body = m.decode(kind, junk)
    except Malformed:
        return
    assert isinstance(body, kind)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_damaged_body_is_malformed_or_another(
    kind: type[msgspec.Struct], data: st.DataObject
) -> None:
    """A flipped byte or a cut never raises anything but `Malformed`."""
    encoded = bytearray(m.encode(data.draw(BODIES[kind])))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    cut = bytes(encoded[: data.draw(st.integers(0, len(encoded)))])
    for damaged in (bytes(encoded), cut):
        try:
            assert isinstance(m.decode(kind, damaged), kind)
        except Malformed:
            continue


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not m.Done])
@given(data=st.data())
def test_a_longer_shorter_or_trailed_array_is_malformed(
    kind: type[msgspec.Struct], data: st.DataObject
) -> None:
    """A body has exactly its fields, and nothing comes after it."""
    encoded = m.encode(data.draw(BODIES[kind]))
    fields = msgspec.msgpack.decode(encoded)
    longer = msgspec.msgpack.encode([*fields, None])
    for wrong in (encoded + b"\xc0", longer):
        with pytest.raises(Malformed):
            m.decode(kind, wrong)
    if fields and kind not in (m.RefusalBody, m.DeviceList):
        with pytest.raises(Malformed):
            m.decode(kind, msgspec.msgpack.encode(fields[:-1]))


def _field_swaps() -> list[tuple[type[msgspec.Struct], int, object]]:
    return [
        (m.Head, 0, bytes(15)),
        (m.Head, 0, bytes(17)),
        (m.Head, 0, "0123456789abcdef"),
        (m.Head, 1, -1),
        (m.Head, 1, 2**63),
        (m.Head, 1, 1.0),
        (m.Head, 1, True),
        (m.Head, 1, "1"),
        (m.Head, 2, bytes(31)),
        (m.Head, 3, bytes(63)),
        (m.Append, 0, 1.0),
        (m.Append, 1, 1),
        (m.Append, 1, None),
        (m.Append, 2, []),
        (m.Append, 2, [bytes(567)]),
        (m.Append, 2, bytes(600)),
        (m.Append, 2, [[bytes(16), bytes(32)]]),
        (m.Append, 3, [[bytes(32), b"", bytes(64)]] * 65),
        (m.Append, 3, [[bytes(31), b"", bytes(64)]]),
        (m.Append, 3, None),
        (m.Page, 1, [bytes(15)]),
        (m.Page, 1, [None]),
        (m.Page, 1, [[bytes(16), bytes(31)]]),
        (m.Page, 1, [[bytes(16), bytes(32), bytes(1)]]),
        (m.Page, 1, [msgspec.msgpack.Ext(1, b"x")]),
        (m.Page, 2, None),
        (m.Enrol, 0, ""),
        (m.Enrol, 0, "A" * 65),
        (m.Enrol, 0, "É"),
        (m.Enrol, 0, "A B"),
        (m.Enrol, 0, "AB\n"),
        (m.LoggedIn, 0, "token\r\nHeader: x"),
        (m.LoggedIn, 0, ""),
        (m.TailOffer, 1, [[bytes(16), bytes(32)]]),
        (m.TailOffer, 1, [[bytes(16), bytes(32), bytes(567)]]),
        (m.TailOffer, 1, [[bytes(16), bytes(32), bytes(600)]]),
        (m.TailOffer, 1, [[b"x" * 16, bytes(32), bytes(600)]]),
        (m.BoxOpen, 2, -1),
        (m.Given, 0, 2**64 - 1),
    ]


@pytest.mark.parametrize(("kind", "field", "value"), _field_swaps())
@given(data=st.data())
def test_a_field_of_another_form_is_malformed(
    kind: type[msgspec.Struct], field: int, value: object, data: st.DataObject
) -> None:
    """Lengths, types and bounds of every field are held, without mercy for look-alikes."""
    fields = msgspec.msgpack.decode(m.encode(data.draw(BODIES[kind])))
    fields[field] = value

    with pytest.raises(Malformed):
        m.decode(kind, msgspec.msgpack.encode(fields))


def test_deep_nesting_is_malformed() -> None:
    """A body nested a hundred thousand deep neither crashes nor takes long."""
    for kind in KINDS:
        with pytest.raises(Malformed):
            m.decode(kind, b"\x91" * 100_000)


def test_a_page_says_on_the_wire_what_the_protocol_says() -> None:
    """An entry is the record alone, or tag and id where its bytes are gone."""
    wire = b"t" * 16 + bytes(584)
    head = m.Head(b"i" * 16, 2, b"c" * 32, b"s" * 64)
    page = m.Page(0, (entry_of(wire), Entry(b"g" * 16, b"d" * 32)), head)

    expected = [
        0,
        [wire, [b"g" * 16, b"d" * 32]],
        [b"i" * 16, 2, b"c" * 32, b"s" * 64],
    ]

    assert msgspec.msgpack.decode(m.encode(page)) == expected
    form = m.PageForm(0, (wire, m.Gap(b"g" * 16, b"d" * 32)), head)
    assert m.encode(form) == m.encode(page)


def test_a_refusal_has_a_third_field_only_with_a_page() -> None:
    """`[code, text]`, and `[code, text, page]` with `fence`."""
    head = m.Head(b"i" * 16, 2, b"c" * 32, b"s" * 64)
    bare, with_page = (
        m.RefusalForm("full", "no"),
        m.RefusalForm("fence", "no", m.PageForm(2, (), head)),
    )

    assert msgspec.msgpack.decode(m.encode(bare)) == ["full", "no"]
    assert m.decode(m.RefusalBody, m.encode(bare)) == m.RefusalBody("full", "no")
    assert m.decode(m.RefusalBody, m.encode(with_page)).page == m.Page(2, (), head)


def test_what_was_wrong_is_told_without_the_bytes() -> None:
    """The text of `Malformed` goes to others, so it holds no values."""
    with pytest.raises(Malformed) as told:
        m.decode(m.Enrol, msgspec.msgpack.encode(["secret code", b"", b"", b""]))

    assert "secret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_tokens_and_codes_are_not_shown() -> None:
    """`repr` redacts what lets somebody in, for logs and crash output."""
    assert "canary" not in repr(m.Enrol("canary", bytes(32), bytes(32), bytes(64)))
    assert "canary" not in repr(m.LoggedIn("canary", 1, m.Limits(1, 2, 3, 4)))
