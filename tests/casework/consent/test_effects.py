"""The ledger of consents, what depends on each, and what withdrawing changes."""

from __future__ import annotations

from typing import Any

from shared.casework import verbs
from shared.casework.consent.consenting import ask, record, withdraw
from shared.casework.consent.covering import ConsentRule
from shared.casework.consent.effects import Effect, effects_of, ledger, take_back
from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import (
    ConsentForm,
    ConsentScope,
    ConsentStatus,
    RouteType,
    StepType,
)
from shared.casework.model.kinds import Kind
from shared.casework.route.doing import do_step
from shared.casework.rules import Rule
from tests.casework.made import JOOST, JOOST_MEMBER, rule
from tests.casework.route.made_route import SUBMIT_CONSENT, TALK_CONSENT, Case, started

DAY = "2026-03-03"
DOCUMENT = b"d" * 16
AFTERCARE = b"aftercare-consen"
PLAN = b"plan------------"


def complaint() -> Case:
    """A complaint that was handed in, and a hearing still to come, each on its consent."""
    case = started(RouteType.COMPLAINT_INTERNAL)
    case.consent(SUBMIT_CONSENT, "submit_document", "complaints_committee")
    case.consent(TALK_CONSENT, "attend_talk", "complaints_committee")
    case.add(Kind.DOCUMENT, DOCUMENT, kind="complaint", route=case.route.id)
    case.save(
        do_step(case.file(), case.step(StepType.SUBMIT), DAY, "", case.new, document=DOCUMENT)
    )
    return case


def with_aftercare() -> Case:
    case = complaint()
    asked = {"scope": "aftercare_contact"}
    case.save(record(AFTERCARE, asked, True, DAY, ConsentForm.ORAL))
    case.add(
        Kind.AFTERCARE_PLAN, PLAN, DAY, agreed_on=DAY, weeks="2, 4, 6",
        initiator="adviser_allowed", consent=AFTERCARE,
    )  # fmt: skip
    return case


def depends(case: Case, consent: bytes) -> list[tuple[str, bool]]:
    [row] = [row for row in ledger(case.file(), DAY) if row.consent.id == consent]
    return [(type(one.view).__name__, one.past) for one in row.dependents]


def test_the_ledger_tells_what_depends_on_each_consent() -> None:
    """What was done on it, with its document; and what is still to come, named or not."""
    case = with_aftercare()

    assert depends(case, SUBMIT_CONSENT) == [("Step", True), ("Document", True)]
    assert depends(case, TALK_CONSENT) == [("Step", False)]
    assert depends(case, AFTERCARE) == [("AftercarePlan", False)]


def test_the_ledger_tells_how_each_consent_stands_and_who_reads_on_it() -> None:
    """Given, expired, refused, asked; a colleague reads only while it is in force."""
    case = Case()
    share = {"scope": "share_with_colleague", "recipient": JOOST_MEMBER, "valid_until": DAY}
    case.save(record(b"a" * 16, share, True, "2026-03-01", ConsentForm.WRITTEN))
    case.save(record(b"b" * 16, share, False, "2026-03-02", None))
    case.save(ask(b"c" * 16, {"scope": "link_cases"}))

    def rows(on: str) -> list[tuple[Any, ...]]:
        return [(row.consent.id[:1], row.state, row.reader) for row in ledger(case.file(), on)]

    assert rows(DAY) == [
        (b"c", ConsentStatus.ASKED, None),
        (b"a", ConsentStatus.GIVEN, JOOST_MEMBER),
        (b"b", ConsentStatus.REFUSED, None),
    ]
    assert rows("2026-03-04")[1] == (b"a", ConsentStatus.EXPIRED, None)
    assert not any(row.disputed for row in ledger(case.file(), DAY))

    seen = case.view(b"a" * 16)
    case.save(withdraw(seen, DAY), JOOST)
    case.save([verbs.edit(seen, "status", "given")])
    assert [row.disputed for row in ledger(case.file(), DAY)] == [False, True, False]


def test_rule_05_withdrawing_blocks_the_steps_that_were_still_to_come() -> None:
    """The hearing can not be done; the complaint stays handed in, and that is shown."""
    case = complaint()
    assert effects_of(case.file(), case.view(TALK_CONSENT)) == [Effect.STEP_BLOCKED]

    case.save(take_back(case.file(), case.view(TALK_CONSENT), DAY, "geen hoorzitting samen"))

    assert case.view(TALK_CONSENT).status is ConsentStatus.WITHDRAWN
    assert case.view(TALK_CONSENT).effect_of_withdrawal == "geen hoorzitting samen"
    hearing = case.step(StepType.HEARING)
    outcome = do_step(case.file(), hearing, "2026-03-10", "", case.new, {"consent": TALK_CONSENT})
    assert rule(outcome) is ConsentRule.NOT_IN_FORCE
    assert rule(do_step(case.file(), hearing, DAY, "", case.new)) is ConsentRule.NOT_IN_FORCE


def test_rule_05_what_was_sent_stays_sent_and_is_shown_so() -> None:
    """Withdrawing after handing in takes nothing back."""
    case = complaint()
    assert effects_of(case.file(), case.view(SUBMIT_CONSENT)) == [Effect.TOLD_STAYS]

    case.save(take_back(case.file(), case.view(SUBMIT_CONSENT), "2026-03-04"))

    assert depends(case, SUBMIT_CONSENT) == [("Step", True), ("Document", True)]
    assert case.step(StepType.SUBMIT).done_on == DAY
    assert case.view(DOCUMENT).submitted_on == DAY


def test_rule_05_withdrawing_ends_aftercare() -> None:
    """The plan ends on that day, so no talk of it is due any more."""
    case = with_aftercare()
    assert effects_of(case.file(), case.view(AFTERCARE)) == [Effect.AFTERCARE_ENDS]

    case.save(take_back(case.file(), case.view(AFTERCARE), "2026-03-10"))

    assert case.view(PLAN).ends_on == "2026-03-10"


def test_rule_05_an_aftercare_that_ended_before_keeps_its_day() -> None:
    """Nothing of the past is rewritten."""
    case = with_aftercare()
    case.save(verbs.change(case.file(), case.view(PLAN), {"ends_on": "2026-03-05"}, DAY))
    case.save(take_back(case.file(), case.view(AFTERCARE), "2026-03-10"))

    assert case.view(PLAN).ends_on == "2026-03-05"


def test_what_withdrawing_a_share_or_the_record_changes_is_told() -> None:
    """Each scope has its own effect; a consent on which nothing was done has none."""
    case = started(RouteType.OWN_LOG)
    case.save(record(b"r" * 16, {"scope": "record_keeping"}, True, DAY, ConsentForm.ORAL))
    share = {"scope": "share_with_colleague", "recipient": JOOST_MEMBER}
    case.save(record(b"s" * 16, share, True, DAY, ConsentForm.SIGNED))
    case.consent(TALK_CONSENT, "talk_to", "hr")

    file = case.file()
    assert effects_of(file, case.view(b"r" * 16)) == [Effect.RECORDS_END]
    assert effects_of(file, case.view(b"s" * 16)) == [Effect.SHARE_ENDS]
    assert effects_of(file, case.view(TALK_CONSENT)) == [Effect.NOTHING]


def test_only_a_given_consent_is_taken_back_and_whole_or_not_at_all() -> None:
    """A refusal has nothing to withdraw; a BSN in the effect stops all of it."""
    case = complaint()
    bad = take_back(case.file(), case.view(TALK_CONSENT), DAY, "BSN 123456782")
    assert rule(bad) is Rule.BSN

    case.save(withdraw(case.view(TALK_CONSENT), DAY))
    assert rule(take_back(case.file(), case.view(TALK_CONSENT), DAY)) is Rule.CONSENT_NOT_GIVEN


def test_there_is_a_sentence_to_read_out_for_every_scope() -> None:
    """One that ends in the question, and fits the field."""
    assert set(WORDING) == set(ConsentScope)
    assert all(text.endswith("Do you agree?") for text in WORDING.values())
