"""Consents: the question is fixed once it was answered; no ground, no share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.consent.consenting import (
    ask,
    consents_for,
    give,
    hints_on_consents,
    record,
    refuse,
    share_check,
    withdraw,
)
from shared.casework.consent.covering import ConsentRule
from shared.casework.consent.grounds import consent_in_force, lets_in
from shared.casework.consent.standing import standing
from shared.casework.model.codes import ConsentForm, ConsentStatus
from shared.casework.model.views import Consent
from shared.casework.rules import Broken, Hint, Rule
from shared.replica.change import Edit, Fields, Live
from tests.casework.made import (
    JOOST,
    JOOST_MEMBER,
    NOOR,
    SAMIRA_MEMBER,
    Firm,
    change,
    delete,
    edited,
    lives,
    rule,
    settle,
)

SHARE = b"s" * 16
ASKED = {
    "scope": "share_with_colleague",
    "recipient": JOOST_MEMBER,
    "what": "roepnaam, hoe te bereiken, afspraken, gevaarsignalen",
    "valid_until": "2026-03-15",
}
DAY = "2026-03-07"


def asked() -> Firm:
    firm = Firm()
    firm.save(ask(SHARE, ASKED))
    return firm


def given_() -> Firm:
    firm = asked()
    firm.save(give(firm.view(SHARE), "2026-03-01", ConsentForm.WRITTEN))
    return firm


def test_asking_and_answering_can_be_written_in_one_go() -> None:
    """A question and its answer make the same entity as one after the other."""
    at_once = Firm()
    at_once.save(record(SHARE, ASKED, True, "2026-03-01", ConsentForm.WRITTEN))

    one, other = at_once.view(SHARE), given_().view(SHARE)

    for name in ("scope", "recipient", "what", "valid_until", "status", "given_on", "form"):
        assert getattr(one, name) == getattr(other, name)


def test_a_given_consent_is_a_ground_until_its_last_day() -> None:
    """The last day counts, the day after does not."""
    firm = given_()

    assert share_check(firm.file(), SHARE, JOOST_MEMBER, DAY) is None
    assert share_check(firm.file(), SHARE, JOOST_MEMBER, "2026-03-15") is None
    assert share_check(firm.file(), SHARE, JOOST_MEMBER, "2026-03-16") == Broken(
        Rule.CONSENT_ENDED, "valid_until"
    )
    assert [one.id for one in consents_for(firm.file(), JOOST_MEMBER, DAY)] == [SHARE]
    assert consents_for(firm.file(), SAMIRA_MEMBER, DAY) == []


def test_a_later_no_about_the_same_colleague_ends_a_yes() -> None:
    """The newest answer counts, whichever consent it stands in; an earlier no ended nothing."""
    firm = given_()
    firm.save(record(b"n" * 16, ASKED, False, "2026-02-28", None))
    assert share_check(firm.file(), SHARE, JOOST_MEMBER, DAY) is None

    firm.save(record(b"m" * 16, ASKED, False, "2026-03-02", None))
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is ConsentRule.SAID_NO
    assert consents_for(firm.file(), JOOST_MEMBER, DAY) == []


def test_without_a_given_consent_nothing_is_shared() -> None:
    """Not there, only asked, refused, withdrawn, for somebody or something else: no."""
    firm = asked()
    assert rule(share_check(firm.file(), b"?" * 16, JOOST_MEMBER, DAY)) is Rule.NO_CONSENT
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.CONSENT_REFUSED

    firm = given_()
    assert rule(share_check(firm.file(), SHARE, SAMIRA_MEMBER, DAY)) is (
        Rule.CONSENT_OTHER_COLLEAGUE
    )
    firm.save(withdraw(firm.view(SHARE), "2026-03-02"))
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.CONSENT_ENDED
    assert firm.view(SHARE).withdrawn_on == "2026-03-02"

    firm = asked()
    firm.save(refuse(firm.view(SHARE), "2026-03-01"))
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.CONSENT_REFUSED

    firm = Firm()
    firm.save(record(SHARE, {"scope": "record_keeping"}, True, "2026-02-05", ConsentForm.ORAL))
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.CONSENT_OTHER_SCOPE


def test_of_two_answers_the_strictest_counts() -> None:
    """Given on one device and withdrawn on another is no consent, until it is settled."""
    firm = given_()
    seen = firm.view(SHARE)
    firm.save(withdraw(seen, "2026-03-02"), JOOST)
    firm.save(change_status_again(seen), NOOR)
    consent = firm.view(SHARE)

    assert consent.conflicts == ("status",)
    assert standing(consent, DAY) is ConsentStatus.WITHDRAWN
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.CONSENT_DISPUTED

    keep = next(live.name for live in consent.fields["status"] if live.value == "given")
    firm.save(settle(consent, "status", keep))
    assert share_check(firm.file(), SHARE, JOOST_MEMBER, DAY) is None


def change_status_again(consent: Consent) -> list[Edit]:
    """Write `given` once more, as a device does that settled another conflict."""
    name = consent.fields["status"][0].name
    outcome = settle(consent, "status", name)
    assert isinstance(outcome, list)
    return outcome


def test_what_was_asked_can_not_be_changed_after_the_answer() -> None:
    """Another question is another consent."""
    firm = asked()
    firm.save(change(firm.view(SHARE), {"valid_until": "2026-03-14"}))
    firm.save(give(firm.view(SHARE), "2026-03-01", ConsentForm.SIGNED))

    for values in (
        {"recipient": SAMIRA_MEMBER},
        {"valid_until": "2027-01-01"},
        {"what": "alles"},
        {"status": "asked"},
    ):
        assert rule(change(firm.view(SHARE), values)) is Rule.CONSENT_FIXED
    assert change(firm.view(SHARE), {"what": ASKED["what"]}) == []


def test_the_status_of_a_consent_changes_by_answers_only() -> None:
    """No form sets it, and an answer is given once."""
    firm = asked()
    assert rule(change(firm.view(SHARE), {"status": "given"})) is Rule.CONSENT_FIXED
    assert rule(withdraw(firm.view(SHARE), DAY)) is Rule.CONSENT_NOT_GIVEN

    firm.save(refuse(firm.view(SHARE), "2026-03-01"))
    assert rule(give(firm.view(SHARE), "2026-03-02", None)) is Rule.CONSENT_ANSWERED
    assert rule(refuse(firm.view(SHARE), "2026-03-02")) is Rule.CONSENT_ANSWERED


def test_a_consent_in_force_is_not_deleted() -> None:
    """What colleagues read on is not made to disappear; once withdrawn, it can be."""
    firm = given_()
    assert rule(delete(firm.view(SHARE))) is Rule.CONSENT_IN_FORCE

    firm.save(withdraw(firm.view(SHARE), "2026-03-02"))
    firm.save(delete(firm.view(SHARE)))
    assert firm.file().consents == ()


def test_a_deleted_consent_is_no_ground() -> None:
    """Also when somebody else gave it at the same time."""
    firm = asked()
    seen = firm.view(SHARE)
    firm.save(delete(seen), JOOST)

    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.NO_CONSENT


def test_a_share_is_asked_for_one_colleague() -> None:
    """The question names who gets to read; a period can not end before it begins."""
    assert ask(SHARE, {"scope": "share_with_colleague"}) == Broken(
        Rule.CONSENT_NEEDS_COLLEAGUE, "recipient"
    )
    assert rule(ask(SHARE, {})) is Rule.EMPTY
    assert rule(record(SHARE, ASKED, True, "2026-03-16", None)) is Rule.PERIOD_ENDED
    assert rule(give(asked().view(SHARE), "2026-03-16", None)) is Rule.PERIOD_ENDED
    assert rule(give(asked().view(SHARE), "tomorrow", None)) is Rule.NOT_A_DATE
    with pytest.raises(KeyError):
        ask(SHARE, {"scope": "record_keeping", "status": "given"})


def test_a_refusal_is_kept_as_one() -> None:
    """The answer no is written like the answer yes."""
    refused = edited(record(SHARE, ASKED, False, "2026-03-01", ConsentForm.ORAL))

    assert refused["status"] == "refused"
    assert refused["given_on"] == "2026-03-01"
    assert "form" not in refused


def test_a_later_no_ends_an_earlier_yes() -> None:
    """What the reporter said last about a colleague counts; a later yes counts again."""
    firm = given_()
    assert [one.id for one in consents_for(firm.file(), JOOST_MEMBER, DAY)] == [SHARE]

    firm.save(record(b"t" * 16, ASKED, False, DAY, None))
    assert consents_for(firm.file(), JOOST_MEMBER, DAY) == []

    firm.save(record(b"u" * 16, ASKED, True, DAY, ConsentForm.WRITTEN))
    assert [one.id for one in consents_for(firm.file(), JOOST_MEMBER, DAY)] == [b"u" * 16]


def test_consents_of_one_day_stand_in_the_order_in_which_they_were_written() -> None:
    """The newest is last, whatever its id."""
    firm = Firm()
    for id in (b"z" * 16, b"a" * 16):
        firm.save(record(id, ASKED, True, DAY, ConsentForm.WRITTEN))

    assert [one.id for one in firm.file().consents] == [b"z" * 16, b"a" * 16]


def test_a_consent_past_its_last_day_has_expired() -> None:
    """Expired follows from the day; nobody writes it."""
    consent = given_().view(SHARE)

    assert standing(consent, "2026-03-15") is ConsentStatus.GIVEN
    assert standing(consent, "2026-03-16") is ConsentStatus.EXPIRED
    assert standing(Consent(id=SHARE), DAY) is None


def test_hints_tell_what_is_missing() -> None:
    """Nothing is stopped by them."""
    firm = Firm()
    assert hints_on_consents(firm.file(), DAY) == [Hint.NO_RECORD_KEEPING]

    firm.save(record(b"r" * 16, {"scope": "record_keeping"}, True, "2026-02-05", None))
    firm.save(record(SHARE, ASKED, True, "2026-03-01", ConsentForm.ORAL))
    assert hints_on_consents(firm.file(), DAY) == [Hint.NOT_IN_WRITING]

    firm = Firm()
    firm.save(record(b"r" * 16, {"scope": "record_keeping"}, True, "2026-02-05", None))
    talk = {"scope": "talk_to", "recipient_role": "hr"}
    firm.save(record(b"t" * 16, talk, True, "2026-03-01", ConsentForm.ORAL))
    assert hints_on_consents(firm.file(), DAY) == [Hint.NOT_IN_WRITING]


# The ground that every device must judge alike (docs/protocol.md §6.5)

GROUND: Fields = {
    "status": lives("given"),
    "scope": lives("share_with_colleague"),
    "recipient": lives(JOOST_MEMBER),
    "valid_until": lives("2026-03-15"),
}
NOTHING_VALID = [(), lives(None)]


@pytest.mark.parametrize("until", [*NOTHING_VALID, lives("2026-03-07"), lives("9999-12-31", None)])
def test_a_ground_holds(until: tuple[Live, ...]) -> None:
    """Without a last day, or with one that has not passed."""
    assert consent_in_force({**GROUND, "valid_until": until}, JOOST_MEMBER, DAY)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("status", ()),
        ("status", lives("asked")),
        ("status", lives("given", "withdrawn")),
        ("status", lives("given", None)),
        ("status", lives(b"given")),
        ("status", lives(["given"])),
        ("scope", ()),
        ("scope", lives("record_keeping")),
        ("scope", lives("share_with_colleague", "record_keeping")),
        ("recipient", ()),
        ("recipient", lives(SAMIRA_MEMBER)),
        ("recipient", lives(JOOST_MEMBER, SAMIRA_MEMBER)),
        ("recipient", lives(JOOST_MEMBER.decode())),
        ("valid_until", lives("2026-03-06")),
        ("valid_until", lives("2026-03-15", "2026-03-06")),
        ("valid_until", lives("")),
        ("valid_until", lives("2026-3-15")),
        ("valid_until", lives("20260315")),
        ("valid_until", lives("2026-02-30")),
        ("valid_until", lives("2026-03-15T10:00")),
        ("valid_until", lives(True)),
        ("valid_until", lives(20260315)),
    ],
)
def test_no_ground_holds_with_anything_else(field: str, values: tuple[Live, ...]) -> None:
    """Whatever is missing, different, disputed or of another form is no consent."""
    assert not consent_in_force({**GROUND, field: values}, JOOST_MEMBER, DAY)


def test_the_day_of_a_record_is_that_of_its_time_in_utc() -> None:
    """The last millisecond of the last day is in time; the next is not."""
    midnight = 1_773_619_200_000  # 2026-03-16T00:00Z

    assert lets_in(GROUND, JOOST_MEMBER, midnight - 1)
    assert not lets_in(GROUND, JOOST_MEMBER, midnight)


@given(st.integers(0, 2**64 - 1))
def test_any_time_that_a_record_may_name_can_be_judged(time: int) -> None:
    """A clock far off gives an answer, never an error."""
    assert lets_in(GROUND, JOOST_MEMBER, time) == (time < 1_773_619_200_000)


def test_rule_04_a_colleague_reads_only_on_a_consent_that_is_given_and_in_force() -> None:
    """Through the verbs, and when a modified program writes one that says more."""
    firm = asked()
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, DAY)) is Rule.CONSENT_REFUSED
    firm.save(give(firm.view(SHARE), "2026-03-01", ConsentForm.SIGNED))
    assert share_check(firm.file(), SHARE, JOOST_MEMBER, DAY) is None
    assert rule(share_check(firm.file(), SHARE, JOOST_MEMBER, "2026-03-16")) is Rule.CONSENT_ENDED

    # Written beside what the reporter was asked: the strictest value counts.
    forged = (("valid_until", "2027-01-01"), ("recipient", SAMIRA_MEMBER), ("scope", "transfer_to"))
    for field, value in forged:
        foreign = given_()
        foreign.save([Edit("consent", SHARE, field, value)], JOOST)
        assert share_check(foreign.file(), SHARE, SAMIRA_MEMBER, DAY) is not None
        assert share_check(foreign.file(), SHARE, JOOST_MEMBER, "2026-03-16") is not None
