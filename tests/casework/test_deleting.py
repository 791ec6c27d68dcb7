"""What stays where it is: in a closed case, and what left."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework import verbs
from shared.casework.deleting import DeletingRule
from shared.casework.drafting.versions import write_version
from shared.casework.ending.closed import SHUT, STILL_TAKEN, ClosedRule
from shared.casework.flags import flags
from shared.casework.model.codes import CaseStatus, RouteType, StepType
from shared.casework.model.kinds import IN_CASE, Kind
from shared.casework.model.views import Version
from shared.replica.change import Edit
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import NOW, added, case
from tests.casework.made import CIRCLE, JOOST, NOOR, Firm, add, change, rule
from tests.casework.route.made_route import started

DAY = "2026-03-03"
ENTITY = b"x" * 16
TALK_CONSENT = b"talk-consent----"


def delete(made: Firm, entity: bytes = ENTITY) -> Any:
    return verbs.delete(made.file(), made.view(entity), NOW)


def undelete(made: Firm, entity: bytes = ENTITY) -> Any:
    return verbs.undelete(made.file(), made.view(entity), NOW)


def settled(made: Firm, entity: bytes, field: str, value: object) -> Any:
    shown = made.view(entity)
    keep = next(live.name for live in shown.fields[field] if live.value == value)
    return verbs.settle(made.file(), shown, field, keep, NOW)


@pytest.mark.parametrize("status", SHUT)
@pytest.mark.parametrize(
    "kind", [kind for kind in IN_CASE if kind not in (Kind.CASE, Kind.VAULT_OPENING)]
)
def test_nothing_is_deleted_from_a_closed_case_but_what_it_still_takes(
    kind: Kind, status: CaseStatus
) -> None:
    """What was counted stays what was counted."""
    made = case()
    wrote(made, kind, ENTITY, written_on=NOW)
    assert isinstance(delete(made), list)
    wrote(made, Kind.CASE, CIRCLE, status=str(status))

    if kind in STILL_TAKEN:
        assert isinstance(delete(made), list)
    else:
        assert rule(delete(made)) is ClosedRule.CLOSED


def test_nothing_is_put_back_in_a_closed_case() -> None:
    """What was taken out before the closing stays out."""
    made = added(case(), Kind.NOTE, ENTITY, text="a", noted_on=NOW)
    made.save(delete(made))
    assert isinstance(undelete(made), list)
    wrote(made, Kind.CASE, CIRCLE, status="closed")

    assert rule(undelete(made)) is ClosedRule.CLOSED


def test_of_two_closures_one_can_go_and_the_last_stays() -> None:
    """And none is put back beside the act of closing."""
    made = case()
    for closure in (ENTITY, b"y" * 16):
        wrote(made, Kind.CLOSURE, closure, outcome="heard_only")
    wrote(made, Kind.CASE, CIRCLE, status="closed")

    made.save(delete(made))
    assert rule(delete(made, b"y" * 16)) is ClosedRule.CLOSED
    assert rule(undelete(made)) is ClosedRule.BY_CLOSING


def test_a_disputed_deletion_is_settled_in_a_closed_case_too() -> None:
    """Either way: it would be disputed for good."""
    made = added(case(), Kind.NOTE, ENTITY, text="a", noted_on=NOW)
    seen = made.view(ENTITY)
    made.save(delete(made))
    made.save([verbs.edit(seen, "text", "b")], JOOST)
    wrote(made, Kind.CASE, CIRCLE, status="closed")
    assert made.view(ENTITY).conflicts == ("deleted",)

    assert isinstance(delete(made), list)
    assert isinstance(undelete(made), list)


def test_a_version_is_not_deleted_alone() -> None:
    """It goes with its document and comes back with it; a stray one may go."""
    made = added(case(), Kind.DOCUMENT, b"d" * 16, kind="complaint")
    document = made.view(b"d" * 16)
    made.save(write_version(made.file(), document, "Klacht.", NOW, ENTITY))
    assert rule(delete(made)) is DeletingRule.VERSION

    made.save(delete(made, b"d" * 16))
    assert {one.id for one in made.file().deleted} == {b"d" * 16, ENTITY}
    made.save(undelete(made, b"d" * 16))
    assert made.file().deleted == ()
    assert made.view(ENTITY).text == "Klacht."

    wrote(made, Kind.VERSION, b"z" * 16, document=b"no such document", text="a")
    assert isinstance(delete(made, b"z" * 16), list)


def test_a_version_that_a_colleague_wrote_meanwhile_is_not_lost_with_the_document() -> None:
    """Whoever deleted had not seen it."""
    made = added(case(), Kind.DOCUMENT, b"d" * 16, kind="complaint")
    seen = made.file()
    made.save(write_version(seen, made.view(b"d" * 16), "Klacht.", NOW, ENTITY), JOOST)
    made.save(verbs.delete(seen, made.view(b"d" * 16), NOW))

    assert [one.id for one in made.file().all(Version)] == [ENTITY]


def test_rule_05_a_done_step_with_which_something_left_is_not_deleted() -> None:
    """What left stays visible, also when its route is deleted; a slip is mended first."""
    made = started(RouteType.TALK_MANAGER)
    made.consent(TALK_CONSENT, "attend_talk", "direct_manager")
    step = made.step(StepType.ATTEND_TALK)
    assert isinstance(verbs.delete(made.file(), step, DAY), list)

    values = {"done_on": DAY, "consent": TALK_CONSENT}
    made.save(verbs.change(made.file(), step, values, DAY))
    step = made.view(step.id)
    assert rule(verbs.delete(made.file(), step, DAY)) is DeletingRule.LEFT
    made.save(verbs.delete(made.file(), made.route, DAY))
    assert rule(verbs.delete(made.file(), step, DAY)) is DeletingRule.LEFT

    made.save(verbs.change(made.file(), step, {"done_on": None}, DAY))
    assert isinstance(verbs.delete(made.file(), made.view(step.id), DAY), list)


def test_rule_05_also_while_it_is_disputed_whether_the_step_was_done() -> None:
    """The strictest of two answers counts."""
    made = started(RouteType.TALK_MANAGER)
    step = made.step(StepType.ATTEND_TALK)
    made.save([verbs.edit(step, "done_on", DAY)], NOOR)
    made.save([Edit(str(Kind.STEP), step.id, "done_on", "")], JOOST)
    shown = made.view(step.id)
    assert (shown.done_on, shown.conflicts) == ("", ("done_on",))

    assert rule(verbs.delete(made.file(), shown, DAY)) is DeletingRule.LEFT


def test_a_done_step_inside_the_case_can_be_deleted() -> None:
    """Nothing left with it."""
    made = started(RouteType.TALK_MANAGER)
    made.forge(Kind.STEP, ENTITY, route=made.route.id, step_type="sleep_on_it", done_on=DAY)

    assert isinstance(verbs.delete(made.file(), made.view(ENTITY), DAY), list)


@pytest.mark.parametrize("last", [NOOR, JOOST])
def test_rule_18_settling_does_not_open_a_case_that_was_counted(last: bytes) -> None:
    """One closes and the other moves on: closed is kept, whichever was first."""
    made = case()
    seen = made.file().case
    first = JOOST if last is NOOR else NOOR
    for device in (first, last):
        status = "closed" if device is NOOR else "waiting"
        made.save([verbs.edit(seen, "status", status)], device)
    assert made.file().case.conflicts == ("status",)

    assert rule(settled(made, CIRCLE, "status", "waiting")) is DeletingRule.KEEP_CLOSED
    made.save(settled(made, CIRCLE, "status", "closed"))
    assert made.file().case.status is CaseStatus.CLOSED


def test_rule_18_settling_keeps_the_row_under_which_a_case_counts() -> None:
    """The lowest, as on all devices; else it would be counted twice."""
    made = case()
    low, high = b"a" * 16, b"z" * 16
    seen = made.file().case
    made.save([verbs.edit(seen, "stat_row", low)], NOOR)
    made.save([verbs.edit(seen, "stat_row", high)], JOOST)

    assert rule(settled(made, CIRCLE, "stat_row", high)) is DeletingRule.KEEP_ROW
    made.save(settled(made, CIRCLE, "stat_row", low))
    assert made.file().case.stat_row == low


def test_differences_of_an_open_case_are_settled_freely() -> None:
    """Also its status, while nobody closed it."""
    made = case()
    seen = made.file().case
    for device, status in ((NOOR, "aftercare"), (JOOST, "waiting")):
        made.save([verbs.edit(seen, "status", status)], device)

    assert isinstance(settled(made, CIRCLE, "status", "aftercare"), list)


def test_the_trace_of_an_opening_stays_as_it_was() -> None:
    """Neither its reason is written otherwise, nor is it deleted."""
    made = case()
    opening = {"opened_at": "2026-02-05T10:00", "reason": "terugbellen"}
    made.save(add(Kind.VAULT_OPENING, b"v" * 16, opening))

    shown = made.view(b"v" * 16)
    assert rule(change(shown, {"reason": "niets"}, made.file())) is DeletingRule.TRACE
    assert rule(delete(made, b"v" * 16)) is DeletingRule.TRACE


def test_what_was_disclosed_is_not_deleted() -> None:
    """What went out stays; what is wrong in it is changed."""
    made = case()
    wrote(made, Kind.DISCLOSURE, ENTITY, basis="duty_160sv", rationale="x", given_on=NOW)
    assert rule(delete(made)) is DeletingRule.DISCLOSED

    values = {"what": "Bij nader inzien niets."}
    assert isinstance(verbs.change(made.file(), made.view(ENTITY), values, NOW), list)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"mode": "warm_handover", "status": "handed_over"}, True),
        ({"mode": "warm_handover", "status": "started"}, True),
        ({"mode": "warm_handover", "status": "proposed", "information_shared": "x"}, True),
        ({"mode": "warm_handover", "status": "consented"}, False),
        ({"mode": "signposting", "status": "started"}, False),
    ],
)
def test_a_referral_is_not_deleted_once_the_helper_was_told(
    values: dict[str, str], kept: bool
) -> None:
    """Pointing the way, or a plan to introduce, told nobody anything."""
    made = case()
    wrote(made, Kind.REFERRAL, ENTITY, category="coach", **values)
    outcome = delete(made)
    assert (rule(outcome) is DeletingRule.INTRODUCED) if kept else isinstance(outcome, list)


def test_a_disclosure_that_another_program_deleted_is_flagged() -> None:
    """It stays deleted, and it is said."""
    made = case()
    wrote(made, Kind.DISCLOSURE, ENTITY, basis="duty_160sv", rationale="x", given_on=NOW)
    made.save([verbs.gone(made.view(ENTITY))])
    assert [one.rule for one in flags(made.file(), NOW)] == [DeletingRule.DISCLOSED]
