"""Whatever is carried by hand, in whatever order, nothing is lost and nothing goes wrong."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.protocol.messages import Head, decode
from shared.protocol.record import Entry
from shared.replica import action as act
from shared.replica.carried import manifest_of, pages_of
from shared.replica.event import Disconnected
from shared.replica.hearsay import Surveyed, survey, take_carried
from shared.replica.notice import Tone
from shared.sealing.carrying import Manifest
from tests.replica.desk import Desk, Firm, trio

NOTE = b"n" * 16
DESKS = 4
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, DESKS - 1), st.integers(0, 1)),
        st.tuples(st.just("send"), st.integers(0, DESKS - 1), st.integers(0, 1)),
        st.tuples(st.just("sync"), st.integers(0, DESKS - 1), st.just(0)),
        st.tuples(st.just("carry"), st.integers(0, DESKS - 1), st.integers(0, DESKS - 1)),
        st.tuples(st.just("strip"), st.integers(0, DESKS - 1), st.integers(0, DESKS - 1)),
        st.tuples(st.just("share"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("restart"), st.integers(0, DESKS - 1), st.just(0)),
    ),
    min_size=4,
    max_size=16,
)


def carry(giver: Desk, taker: Desk, *, strip: bool) -> None:
    """Carry all that one has to another; a modified program leaves every other record's
    bytes out."""
    head = None if giver.disk.head is None else decode(Head, giver.disk.head)
    manifest = manifest_of(giver.replica.ledger, head, 0)
    if giver is taker or not isinstance(manifest, Manifest):
        return
    pages = list(pages_of([giver.disk.rows], manifest))
    if strip:
        pages = [
            msgspec.structs.replace(
                page,
                entries=tuple(
                    Entry(one.tag, one.id) if at % 2 else one for at, one in enumerate(page.entries)
                ),
            )
            for page in pages
        ]
    taker.handle(Disconnected())
    surveyed = survey(taker.replica.ledger, manifest, iter(pages))
    if not isinstance(surveyed, Surveyed):
        return
    for page in pages:
        before = len(taker.disk.rows)
        heard = take_carried(taker.engine, page, manifest.head, taker.firm.now)
        if heard.unusable is not None:
            assert len(taker.disk.rows) == before
            taker.start()
            return
        for action in heard.actions:
            if isinstance(action, act.Keep):
                taker.disk.write(action.commit)
            elif isinstance(action, act.Tell):
                taker.told.append(action.notice)


def restart(desk: Desk) -> None:
    """Start anew from the disk; what was told stays told."""
    told = desk.told
    desk.start()
    desk.told = told


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(STEPS)
def test_all_come_to_the_same_in_the_end(steps: list[tuple[str, int, int]]) -> None:
    """After the relay was reached again every holder of a circle has the same in it, every
    text that was typed stands, no record lacks its bytes, and nobody saw an alarm."""
    firm, cases = with_cases()
    typed = 0
    for what, one, other in steps:
        desk = firm.desks[one]
        match what:
            case "write" | "send":
                case = cases[other]
                if case in desk.replica.ledger.circles:
                    typed += 1
                    desk.write(case, typed.to_bytes(16, "big"), text=f"text {typed}")
                if what == "send":
                    desk.sync()
            case "sync":
                desk.sync()
            case "carry" | "strip":
                desk.sync()
                carry(desk, firm.desks[other], strip=what == "strip")
            case "share":
                lead, joiner = (firm.desks[at] for at in (one, other))
                if lead is not joiner and cases[one % 2] in lead.replica.ledger.circles:
                    lead.share(cases[one % 2], joiner)
            case _:
                restart(desk)
    for desk in firm.desks:
        restart(desk)
    firm.settle()
    firm.settle()

    for desk in firm.desks:
        assert not desk.engine.stopped
        assert [n for n in desk.told if n.told.tone is Tone.alarm] == []
        assert desk.replica.ledger.gaps == {}
        assert desk.replica.items == {}
    for case in cases:
        holders = [d for d in firm.desks if case in d.replica.ledger.circles]
        views = [texts(desk, case) for desk in holders]
        assert all(view == views[0] for view in views)
    seen = {text for case in cases for text in texts(firm.noor, case)}
    seen |= {text for desk in firm.desks for case in cases for text in texts(desk, case)}
    assert {f"text {number}" for number in range(1, typed + 1)} <= seen


def texts(desk: Desk, case: bytes) -> set[str]:
    """All texts that a device shows in a case."""
    return {
        live.value
        for kind, _entity, fields in desk.content.entities(case)
        if kind == "note"
        for live in fields.get("text", ())
    }


def with_cases() -> tuple[Firm, list[bytes]]:
    """Three advisers; Noor has a second device, a case alone, and one with Joost."""
    firm = trio()
    noor, joost, _samira = firm.desks
    alone, shared = noor.open_case(code="alone"), noor.open_case(code="shared")
    noor.share(shared, joost)
    firm.settle()
    firm.add_device(noor, "phone")
    firm.settle()
    return firm, [alone, shared]
