"""What is open at the end: asking after, caring after, telling, closing."""

from __future__ import annotations

from shared.casework.ending.aftercare import AftercareAsk
from shared.casework.ending.disclosing import DisclosureAsk
from shared.casework.ending.open_in_ending import EndingAsk, open_in_ending
from shared.casework.ending.referring import ReferralAsk
from shared.casework.model.codes import CaseStatus, ConsentScope
from shared.casework.model.kinds import Kind
from shared.casework.open_now import open_now
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import CONSENT, NOW, added, case, consented
from tests.casework.made import CIRCLE, Firm


def open_(made: Firm, on: str = NOW) -> list[tuple[object, str, bytes | None]]:
    return [(one.text, one.due, one.entity) for one in open_in_ending(made.file(), on)]


def test_a_referral_is_asked_after_until_it_is_known_whether_it_helped() -> None:
    """On its day; not when it was declined or ended."""
    made = case()
    values = {"category": "coach", "mode": "signposting", "check_on": "2026-04-02"}
    added(made, Kind.REFERRAL, b"r" * 16, **values, status="signposted")
    added(made, Kind.REFERRAL, b"s" * 16, **values, status="declined")
    assert open_(made) == [(ReferralAsk.DID_IT_WORK, "2026-04-02", b"r" * 16)]
    wrote(made, Kind.REFERRAL, b"r" * 16, check_on=None)
    assert open_(made) == [(ReferralAsk.DID_IT_WORK, "", b"r" * 16)]

    wrote(made, Kind.REFERRAL, b"r" * 16, feedback="helpful")
    assert open_(made) == []


def test_rule_14_a_talk_to_call_for_is_asked_only_where_calling_is_allowed() -> None:
    """Where the reporter calls, it says just that: also after the consent was taken back."""
    made = consented(case(), ConsentScope.AFTERCARE_CONTACT)
    plan = {"agreed_on": NOW, "ends_on": "2026-05-01", "initiator": "adviser_allowed"}
    added(made, Kind.AFTERCARE_PLAN, b"p" * 16, **plan, consent=CONSENT)
    added(made, Kind.AFTERCARE_CHECK, b"t" * 16, plan=b"p" * 16, due="2026-04-21")
    assert open_(made) == [(AftercareAsk.TALK, "2026-04-21", b"t" * 16)]

    wrote(made, Kind.CONSENT, CONSENT, status="withdrawn", withdrawn_on="2026-04-20")
    assert open_(made, "2026-04-21") == [(AftercareAsk.AWAIT, "2026-04-21", b"t" * 16)]
    wrote(made, Kind.AFTERCARE_PLAN, b"p" * 16, initiator="reporter")
    assert open_(made) == [(AftercareAsk.AWAIT, "2026-04-21", b"t" * 16)]


def test_a_disclosure_that_the_reporter_does_not_know_of_stays_open_after_closing() -> None:
    """Telling is owed until it is done; nothing else is, once closed."""
    made = case()
    wrote(made, Kind.DISCLOSURE, b"d" * 16, basis="duty_160sv", rationale="x", given_on=NOW)
    wrote(made, Kind.ADVERSE_EFFECT, b"e" * 16, kind="gossip", seen_on=NOW)
    tell = (DisclosureAsk.TELL_REPORTER, "", b"d" * 16)
    assert open_(made) == [tell, (EndingAsk.SOFTEN, NOW, b"e" * 16)]

    wrote(made, Kind.CASE, CIRCLE, status="closed")
    assert open_(made) == [tell]
    wrote(made, Kind.DISCLOSURE, b"d" * 16, reporter_informed=True)
    assert open_(made) == []


def test_closing_is_next_when_nothing_else_is() -> None:
    """After no further step, after an end, and after the last aftercare talk."""
    close = (EndingAsk.CLOSE, "", None)
    for status in (CaseStatus.NO_FURTHER_STEP, CaseStatus.LOST_CONTACT, CaseStatus.REDIRECTED):
        assert open_(case(status)) == [close]
    assert open_(case(CaseStatus.SUPPORTING)) == []

    made = case(CaseStatus.AFTERCARE)
    assert open_(made) == []
    wrote(made, Kind.AFTERCARE_PLAN, b"p" * 16, agreed_on=NOW, initiator="reporter")
    wrote(made, Kind.AFTERCARE_CHECK, b"t" * 16, plan=b"p" * 16, due="2026-04-21")
    assert close not in open_(made)
    wrote(made, Kind.AFTERCARE_CHECK, b"t" * 16, held_on="2026-04-21")
    assert open_(made) == [close]


def test_what_is_open_at_the_end_stands_in_what_is_open_in_the_case() -> None:
    """One list for all stages."""
    made = case(CaseStatus.LOST_CONTACT)

    assert EndingAsk.CLOSE in [one.text for one in open_now(made.file(), NOW)]
