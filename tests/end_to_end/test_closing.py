"""A case that is closed counts once for all advisers, over a real relay."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from shared.casework.ending.closing import (
    Closing,
    close,
    mend_count,
    read_rows,
    rows_that_count,
    undo,
)
from shared.casework.model.codes import CaseStatus, OutcomeGroup
from shared.casework.model.kinds import Kind
from shared.casework.rules import Broken
from shared.replica.change import Edit
from tests.end_to_end.people import admitted, founded, open_case, share, synced
from tests.end_to_end.relay_at_work import RelayAtWork
from tui.local.session import Session

END, NEXT = "2026-05-19", "2026-05-20"


@asynccontextmanager
async def firm(
    tmp_path: Path, **values: Any
) -> AsyncIterator[tuple[Session, Session, Session, bytes]]:
    """Noor and Joost hold a case that is under way; Samira is an adviser who does not."""
    with RelayAtWork(tmp_path / "relay", tmp_path / "relay.log") as relay:
        noor = await founded(tmp_path / "noor", relay.address, relay.code)
        joost = await admitted(noor, tmp_path / "joost")
        samira = await admitted(noor, tmp_path / "samira", "Samira Ait")
        noor.confirm_words(joost.my_member)
        case = open_case(noor, **values)
        check = {"done_on": "2026-02-03", "method": "oral", "result": "clear"}
        entity = secrets.token_bytes(16)
        kind = str(Kind.CONFLICT_CHECK)
        noor.save(case, [Edit(kind, entity, name, value) for name, value in check.items()])
        share(noor, case, joost.my_member)
        await synced(noor, joost, samira)
        assert joost.has_case(case)
        assert not samira.has_case(case)
        yield noor, joost, samira, case
        for session in (noor, joost, samira):
            session.lock()


def rows(session: Session) -> list[Any]:
    return rows_that_count(read_rows(session.stat_rows()))


def closed(session: Session, case: bytes, outcome: str, on: str = END) -> bytes:
    made = close(
        session.case(case),
        read_rows(session.stat_rows()),
        lambda: secrets.token_bytes(16),
        on,
        {"outcome": outcome},
    )
    return saved(session, case, made)


def saved(session: Session, case: bytes, closing: Closing | Broken | None) -> bytes:
    assert isinstance(closing, Closing), closing
    session.save_all({case: closing.case, session.advisers_circle: closing.advisers})
    return closing.row


async def test_two_who_close_offline_are_counted_once(tmp_path: Path) -> None:
    """On the devices of all advisers; who does not hold the case can not tell which it was."""
    row = secrets.token_bytes(16)
    async with firm(tmp_path, stat_row=row) as (noor, joost, samira, case):
        assert closed(noor, case, "solved_informal") == row
        assert closed(joost, case, "lost_contact") == row
        await synced(noor, joost, samira)

        for session in (noor, joost, samira):
            [found] = rows(session)
            assert found.id == row
            assert found.conflicts == ("outcome_group",)
        assert rows(noor)[0].outcome_group is rows(samira)[0].outcome_group
        for session in (noor, joost):
            assert session.case(case).case.status is CaseStatus.CLOSED
            assert mend_count(session.case(case), rows(session), lambda: b"", NEXT) is None
        [(_, fields)] = samira.stat_rows()
        written = repr([live.value for lives in fields.values() for live in lives])
        for secret in ("kiezel-47", "Lies", repr(case)[2:-1], END):
            assert secret not in written


async def test_rows_of_a_case_without_an_id_for_its_row_become_one(tmp_path: Path) -> None:
    """Both holders mend it, offline again; the same row is left with everybody."""
    async with firm(tmp_path) as (noor, joost, samira, case):
        ids = {closed(noor, case, "heard_only"), closed(joost, case, "heard_only")}
        await synced(noor, joost, samira)
        assert {row.id for row in rows(samira)} == ids
        assert len(ids) == 2

        for session in (noor, joost):
            assert session.do_what_is_due(date.fromisoformat(END)) == 0
            assert session.do_what_is_due(date.fromisoformat(NEXT)) == 1
            assert session.do_what_is_due(date.fromisoformat(NEXT)) == 0
        await synced(noor, joost, samira)
        for session in (noor, joost, samira):
            assert [row.id for row in rows(session)] == [min(ids)]
        assert noor.case(case).case.stat_row == joost.case(case).case.stat_row == min(ids)


async def test_a_closing_that_was_undone_counts_again_when_it_is_closed_again(
    tmp_path: Path,
) -> None:
    """Under the same id, by whoever closes it."""
    row = secrets.token_bytes(16)
    async with firm(tmp_path, stat_row=row) as (noor, joost, samira, case):
        closed(noor, case, "heard_only")
        await synced(noor, joost, samira)
        saved(noor, case, undo(noor.case(case), read_rows(noor.stat_rows()), END))
        await synced(noor, joost, samira)
        assert rows(samira) == []
        assert joost.case(case).case.status is CaseStatus.NEW

        closed(joost, case, "withdrawn_by_reporter", NEXT)
        await synced(joost, noor, samira)
        [found] = rows(samira)
        assert (found.id, found.outcome_group) == (row, OutcomeGroup.STOPPED)
        assert found.conflicts == ()
