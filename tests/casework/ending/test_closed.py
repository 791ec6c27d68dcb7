"""A closed case takes nothing more, but for what must be written down all the same."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework import verbs
from shared.casework.consent import consenting
from shared.casework.ending.closed import SHUT, STILL_TAKEN, ClosedRule, check_open, is_closed
from shared.casework.model.codes import CaseStatus, ConsentForm, ConsentScope
from shared.casework.model.kinds import IN_CASE, Kind
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import NOW, added, case, consented
from tests.casework.made import CIRCLE, rule

CONTENT: dict[Kind, tuple[dict[str, Any], dict[str, Any]]] = {
    Kind.PARTY: ({"label": "collega A"}, {"unit": "Kantoor"}),
    Kind.CONCERN: ({"ongoing": True}, {"ongoing": False}),
    Kind.INCIDENT: ({"what": "stilte", "attribution": "reporter"}, {"what": "nog iets"}),
    Kind.IMPACT: ({"noted_on": NOW}, {"scale": 4}),
    Kind.CONTACT: ({"kind": "follow_up", "start": NOW}, {"minutes": 5}),
    Kind.NOTE: ({"text": "a", "noted_on": NOW}, {"text": "b"}),
    Kind.OPTION: ({"option_type": "own_log"}, {"title": "logboek"}),
    Kind.REFERRAL: (
        {"category": "coach", "mode": "information", "status": "proposed"},
        {"service": "praktijk B"},
    ),
    Kind.AFTERCARE_PLAN: ({"agreed_on": NOW, "initiator": "reporter"}, {"ends_on": "2026-06-01"}),
    Kind.ADVERSE_EFFECT: ({"kind": "gossip", "seen_on": NOW}, {"described": "roddel"}),
    Kind.REMINDER: ({"what": "bellen", "due": NOW}, {"done_on": NOW}),
}
"""Of each kind: what is added, and what is changed in it."""


@pytest.mark.parametrize("status", SHUT)
@pytest.mark.parametrize("kind", CONTENT)
def test_a_closed_case_takes_no_content(kind: Kind, status: CaseStatus) -> None:
    """Nothing new, and nothing is changed in what stands there."""
    new, changed = CONTENT[kind]
    made = added(case(), kind, b"x" * 16, **new)
    assert isinstance(verbs.change(made.file(), made.view(b"x" * 16), changed, NOW), list)
    wrote(made, Kind.CASE, CIRCLE, status=str(status))

    assert rule(verbs.add(made.file(), kind, b"y" * 16, new, NOW)) is ClosedRule.CLOSED
    outcome = verbs.change(made.file(), made.view(b"x" * 16), changed, NOW)
    assert rule(outcome) is ClosedRule.CLOSED


@pytest.mark.parametrize("kind", IN_CASE)
def test_every_kind_is_asked_about_in_one_place(kind: Kind) -> None:
    """An open case takes all, a closed one what it must."""
    made = case()
    assert check_open(made.file(), kind) is None

    wrote(made, Kind.CASE, CIRCLE, status="closed")
    refused = check_open(made.file(), kind)
    assert (refused is None) == (kind in STILL_TAKEN)
    assert is_closed(made.file())


def test_the_case_itself_is_not_changed_once_closed() -> None:
    """Neither its fields nor its status by hand."""
    made = case()
    wrote(made, Kind.CASE, CIRCLE, status="closed")

    for values in ({"callsign": "Lies"}, {"status": "supporting"}):
        assert rule(verbs.change(made.file(), made.file().case, values, NOW)) is ClosedRule.CLOSED


def test_what_must_be_told_is_written_in_a_closed_case_too() -> None:
    """A consent that is taken back, an order of a court, a look at names."""
    made = consented(case(), ConsentScope.EXTEND_RETENTION)
    wrote(made, Kind.CASE, CIRCLE, status="closed")

    made.save(consenting.withdraw(made.file().consents[0], NOW))
    consented(made, ConsentScope.ACCESS_COPY_TO_REPORTER, form=ConsentForm.ORAL, entity=b"a" * 16)
    added(made, Kind.VAULT_OPENING, b"v" * 16, opened_at=NOW, reason="terugbellen")
    added(
        made,
        Kind.DISCLOSURE,
        b"d" * 16,
        basis="court_or_prosecutor",
        to_whom="police",
        what="data van gesprekken",
        given_on=NOW,
        rationale="bevel",
    )
    assert len(made.file().consents) == 2
