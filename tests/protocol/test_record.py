"""Tag, id and chain of what everybody can see of a record."""

from __future__ import annotations

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.chain import extend, link
from shared.protocol.hashing import hash16, hash32, keyed32
from shared.protocol.record import Entry, entry_of, record_id, tag_of

wires = st.binary(min_size=568, max_size=700)


def test_hashes_are_blake2b_with_a_padded_label() -> None:
    """`H` and `H16` are BLAKE2b with `person`, `K` also with a key (docs/protocol.md §1)."""
    person = b"lv1.chain".ljust(16, b"\0")

    assert hash32("lv1.chain", b"x") == blake2b(b"x", digest_size=32, person=person).digest()
    assert hash16("lv1.chain", b"x") == blake2b(b"x", digest_size=16, person=person).digest()
    assert keyed32(b"k" * 32, "lv1.chain", b"x") == (
        blake2b(b"x", digest_size=32, key=b"k" * 32, person=person).digest()
    )


@given(wires)
def test_an_entry_is_made_of_the_wire_alone(wire: bytes) -> None:
    """Tag and id of an entry are those of its record."""
    assert entry_of(wire) == Entry(tag_of(wire), record_id(wire), wire)
    assert tag_of(wire) == wire[:16]


@given(st.lists(wires, min_size=1, max_size=6), st.data())
def test_a_chain_does_not_depend_on_where_pages_end(
    wires: list[bytes], data: st.DataObject
) -> None:
    """Extending in two steps is extending in one; an entry without bytes counts the same."""
    entries = [entry_of(wire) for wire in wires]
    cut = data.draw(st.integers(0, len(entries)))
    bare = [Entry(entry.tag, entry.id) for entry in entries]

    whole = extend(bytes(32), entries)

    assert extend(extend(bytes(32), entries[:cut]), entries[cut:]) == whole
    assert extend(bytes(32), bare) == whole
    assert link(bytes(32), entries[0].tag, entries[0].id) == extend(bytes(32), entries[:1])


@given(st.lists(wires, min_size=2, max_size=5, unique=True))
def test_another_order_is_another_chain(wires: list[bytes]) -> None:
    """The chain value names the order, too."""
    entries = [entry_of(wire) for wire in wires]

    assert extend(bytes(32), entries) != extend(bytes(32), entries[::-1])
