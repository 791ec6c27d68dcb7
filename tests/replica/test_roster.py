"""Acts: who may do what in the firm, and that a refused act changes nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.replica.roster import (
    NO_KEY,
    Device,
    Member,
    Role,
    Roster,
    perform,
    read_roles,
)
from shared.sealing.device import PROOF, Signer, member_public, proof_text

LOG = b"l" * 32
SMALL_ORDER = bytes(32)


def signer(seed: int) -> Signer:
    return Signer.of(bytes([seed]) * 32)


def key(seed: int) -> bytes:
    return member_public(bytes([seed]) * 32)


def member(seed: int, *roles: str) -> Member:
    return Member(bytes([seed]) * 16, "name", roles, key(seed), key(seed), b"", 1, 1)


COORDINATOR, ADVISER = member(1, Role.ADVISER, Role.COORDINATOR), member(2, Role.ADVISER)
LAPTOP, OTHER, PHONE = signer(1), signer(2), signer(3)


def firm() -> Roster:
    """A coordinator with a laptop; an adviser with a laptop and a phone that it added."""
    devices = [
        Device(LAPTOP.device, LAPTOP.key, COORDINATOR.id, "laptop", None, 1),
        Device(OTHER.device, OTHER.key, ADVISER.id, "laptop", None, 2),
        Device(PHONE.device, PHONE.key, ADVISER.id, "phone", OTHER.device, 3, under=OTHER.device),
    ]
    return deepcopy(
        Roster(
            members={one.id: one for one in (COORDINATOR, ADVISER)},
            devices={one.id: one for one in devices},
            keys=[COORDINATOR.key, ADVISER.key],
        )
    )


def admit(seed: int = 9, **other: Any) -> list[Any]:
    """The act that admits a new member; a test changes what it likes."""
    new = signer(seed)
    parts: dict[str, Any] = {
        "member": bytes([seed]) * 16,
        "name": "Samira",
        "roles": ["adviser"],
        "key": key(seed),
        "device_key": new.key,
        "device": "laptop",
    }
    parts |= other
    if "proof" not in parts:
        try:
            text = proof_text(LOG, parts["member"], parts["key"], parts["device_key"])
            parts["proof"] = new.sign(PROOF, text)
        except (TypeError, ValueError):
            parts["proof"] = bytes(64)
    return ["admit", *parts.values()]


def device(seed: int = 9, **other: Any) -> list[Any]:
    """The act that adds a device to the adviser's."""
    new = signer(seed)
    parts: dict[str, Any] = {
        "member": ADVISER.id,
        "key": new.key,
        "name": "tablet",
        "kind": "machine",
    }
    parts |= other
    proof = new.sign(PROOF, proof_text(LOG, parts["member"], NO_KEY, new.key))
    return ["device", *parts.values(), other.get("proof", proof)]


def done(act: list[Any], author: Signer, roster: Roster | None = None) -> Roster | None:
    """The roster after an act at place 9; None when it was refused and nothing changed."""
    after = firm() if roster is None else roster
    before = deepcopy(after)
    if perform(after, LOG, act, author.device, 9):
        assert after != before
        return after
    assert after == before
    return None


ALLOWED: list[tuple[str, list[Any], Signer]] = [
    ("admit by a coordinator", admit(), LAPTOP),
    ("device by its member", device(), OTHER),
    ("device by another device of its member", device(), PHONE),
    ("revoke of one's own", ["revoke", PHONE.device, []], OTHER),
    ("revoke of oneself", ["revoke", PHONE.device, []], PHONE),
    ("revoke by a coordinator", ["revoke", OTHER.device, []], LAPTOP),
    ("roles by a coordinator", ["roles", ADVISER.id, ["supervisor"]], LAPTOP),
    ("roles of oneself", ["roles", COORDINATOR.id, ["coordinator"]], LAPTOP),
    ("turn of one's own", ["turn", ADVISER.id, key(20), False], PHONE),
    ("turn after a loss", ["turn", ADVISER.id, key(20), True], OTHER),
]
REFUSED: list[tuple[str, list[Any], Signer]] = [
    ("admit by an adviser", admit(), OTHER),
    ("admit of a known member", admit(member=ADVISER.id), LAPTOP),
    ("admit with a known key", admit(key=ADVISER.key), LAPTOP),
    ("admit with a known device", admit(device_key=PHONE.key), LAPTOP),
    ("admit with no real key", admit(key=SMALL_ORDER), LAPTOP),
    ("admit without roles", admit(roles=[]), LAPTOP),
    ("admit with an unknown role", admit(roles=["king"]), LAPTOP),
    ("admit with a role twice", admit(roles=["adviser", "adviser"]), LAPTOP),
    ("admit with roles in a map", admit(roles={"adviser": True}), LAPTOP),
    ("admit with a list as role", admit(roles=[["adviser"]]), LAPTOP),
    ("admit without a name", admit(name=""), LAPTOP),
    ("admit with a long name", admit(name="n" * 257), LAPTOP),
    ("admit with another's proof", admit(proof=signer(8).sign(PROOF, b"")), LAPTOP),
    ("admit with a short proof", admit(proof=bytes(63)), LAPTOP),
    ("admit with an element more", [*admit(), 1], LAPTOP),
    ("device by another member", device(), LAPTOP),
    ("device for another member", device(member=COORDINATOR.id), OTHER),
    ("device that is known", device(3), OTHER),
    ("device with a bad proof", device(proof=bytes(64)), OTHER),
    ("device without a name", device(name=""), OTHER),
    ("device of no kind", device(kind=None), OTHER),
    ("device of an unknown kind", device(kind="ring"), OTHER),
    ("device in a kind of list", device(kind=["machine"]), OTHER),
    ("revoke of another's", ["revoke", LAPTOP.device, []], OTHER),
    ("revoke of what is not there", ["revoke", b"x" * 16, []], LAPTOP),
    ("revoke with a member id", ["revoke", ADVISER.id, []], LAPTOP),
    ("roles by an adviser", ["roles", ADVISER.id, ["coordinator"]], OTHER),
    ("roles of nobody", ["roles", b"x" * 16, ["adviser"]], LAPTOP),
    ("roles that are a map in a list", ["roles", ADVISER.id, [{}]], LAPTOP),
    ("turn of another", ["turn", COORDINATOR.id, key(20), False], OTHER),
    ("turn to the same key", ["turn", ADVISER.id, ADVISER.key, False], OTHER),
    ("turn to another's key", ["turn", ADVISER.id, COORDINATOR.key, False], OTHER),
    ("turn to no real key", ["turn", ADVISER.id, SMALL_ORDER, False], OTHER),
    ("turn with a number", ["turn", ADVISER.id, key(20), 1], OTHER),
    ("an unknown act", ["crown", ADVISER.id], LAPTOP),
]


@pytest.mark.parametrize(("act", "author"), [x[1:] for x in ALLOWED], ids=[x[0] for x in ALLOWED])
def test_allowed(act: list[Any], author: Signer) -> None:
    """Who may, can; and never twice: what is done is not there to be done again."""
    after = done(act, author)
    assert after is not None
    if act[0] != "roles":
        assert not perform(deepcopy(after), LOG, act, LAPTOP.device, 10)


@pytest.mark.parametrize(("act", "author"), [x[1:] for x in REFUSED], ids=[x[0] for x in REFUSED])
def test_refused(act: list[Any], author: Signer) -> None:
    """Who may not, can not, and nothing of the roster changes."""
    assert done(act, author) is None


parts = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["adviser", "admit", "x", ADVISER.id, LAPTOP.device, key(20), LAPTOP.key])
    | st.binary(max_size=64),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(
    st.sampled_from(["admit", "device", "revoke", "roles", "turn", "x"]),
    st.lists(parts, max_size=8),
    st.sampled_from([LAPTOP, OTHER, PHONE]),
)
def test_whatever_an_act_holds(name: str, rest: list[Any], author: Signer) -> None:
    """Any act of a modified program is carried out whole or refused; it never raises."""
    done([name, *rest], author)


def test_member_keys_never_come_back() -> None:
    """A key of an earlier generation is no key any more, for nobody, ever."""
    roster = done(["turn", ADVISER.id, key(20), False], OTHER)
    assert roster is not None
    roster = done(["turn", ADVISER.id, key(21), True], OTHER, roster)
    assert roster is not None
    for old in (ADVISER.key, key(20), key(21)):
        assert done(["turn", ADVISER.id, old, False], OTHER, roster) is None
        assert done(["turn", COORDINATOR.id, old, False], LAPTOP, roster) is None
        assert done(admit(key=old), LAPTOP, roster) is None
    assert roster.members[ADVISER.id].lost == 9


def test_revoking_takes_along_what_the_revoked_added() -> None:
    """A stolen device's own additions fall with it, over all steps; those of others stay."""
    roster = done(device(9), PHONE)
    assert roster is not None
    roster = done(["revoke", OTHER.device, []], LAPTOP, roster)
    assert roster is not None
    assert [d.name for d in roster.devices.values() if roster.active(d.id)] == ["laptop"]
    assert roster.devices_of(ADVISER.id) == []


def lineage() -> tuple[Roster, Signer, Signer]:
    """The adviser's laptop has added a sheet, and the sheet a new laptop."""
    paper, new = signer(9), signer(10)
    roster = done(device(9), OTHER)
    assert roster is not None
    roster = done(device(10), paper, roster)
    assert roster is not None
    return roster, paper, new


def test_who_keeps_itself_and_its_sheet_can_revoke_what_was_lost() -> None:
    """A laptop made from paper revokes the lost one that the paper came from; then the
    used paper too, and stays itself."""
    before, paper, new = lineage()
    kept = sorted([paper.device, new.device])
    roster = done(["revoke", OTHER.device, kept], new, before)
    assert roster is not None
    assert not roster.active(PHONE.device)
    assert roster.devices[paper.device].under == new.device
    roster = done(["revoke", paper.device, []], new, roster)
    assert roster is not None
    assert [d.id for d in roster.devices_of(ADVISER.id)] == [new.device]
    assert roster.devices[new.device].added_by == paper.device


def test_keeping_is_of_what_would_fall_and_not_without_oneself() -> None:
    """Nothing else is kept by it, and nobody hangs on what hangs on him."""
    before, paper, new = lineage()
    wrong: list[list[Any]] = [
        [paper.device],
        [LAPTOP.device, new.device],
        [OTHER.device, new.device],
        [new.device, new.device],
        [new.device, 1],
    ]
    for kept in wrong:
        assert done(["revoke", OTHER.device, kept], new, before) is None


def test_what_a_coordinator_keeps_falls_with_nobody() -> None:
    """A coordinator's device that goes takes along nothing of other members."""
    before, _, new = lineage()
    roster = done(["revoke", OTHER.device, [new.device]], LAPTOP, before)
    assert roster is not None
    assert [d.id for d in roster.devices_of(ADVISER.id)] == [new.device]
    assert roster.devices[new.device].under is None


def test_losing_the_role_is_remembered() -> None:
    """`advisers` owes a change from the place where one stopped being an adviser."""
    roster = done(["roles", ADVISER.id, ["supervisor"]], LAPTOP)
    assert roster is not None
    assert roster.members[ADVISER.id].left_advisers == 9
    assert [one.id for one in roster.current(Role.ADVISER)] == [COORDINATOR.id]


def test_who_left_the_firm_is_not_active() -> None:
    """Devices of a member that was removed do not stand, though nobody revoked them."""
    roster = firm()
    roster.members[ADVISER.id].removed = 5
    assert not roster.active(OTHER.device)
    assert not roster.has(ADVISER.id, Role.ADVISER)
    assert roster.current() == [roster.members[COORDINATOR.id]]
    assert done(["roles", ADVISER.id, ["adviser"]], LAPTOP, roster) is None


@pytest.mark.parametrize("value", [None, [], ["x"], [1], [[]], [{}], ["adviser"] * 2, "adviser"])
def test_roles_that_are_none(value: Any) -> None:
    """Roles are one to three different known words in a list."""
    assert read_roles(value) is None


def test_roles_keep_their_order() -> None:
    """They are kept as they were given."""
    assert read_roles(["coordinator", "adviser"]) == ("coordinator", "adviser")
