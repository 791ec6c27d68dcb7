"""The ledger of consents: what rests on one, and taking one back."""

from __future__ import annotations

from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    Consent,
    Referral,
)
from tests.tui.driving import LARGE, opened, press, shown
from tests.tui.fake_session import LISA, FakeSession
from tests.tui.test_forms import put
from tests.tui.worked_case import on


async def test_taking_back_a_consent_says_what_follows(session: FakeSession) -> None:
    """What rests on it is named before it is withdrawn, and the effect is written down."""
    given = put(
        session, Kind.CONSENT, "call", scope="aftercare_contact", status="given",
        given_on="2026-03-01", form="oral",
    )  # fmt: skip
    put(session, Kind.AFTERCARE_PLAN, "plan", agreed_on="2026-03-01", initiator="adviser_allowed",
        weeks="2, 4, 6", consent=given, ends_on="2026-04-20")  # fmt: skip
    async with opened(session, "enter", "5") as (app, pilot):
        on(app, given)
        await press(pilot, "w")
        assert "Aftercare ends today." in shown(app)
        assert "agreed Sun 1 Mar" in shown(app)
        await press(pilot, "y")

        taken = session.case(LISA).find_as(Consent, given)
        assert taken is not None
        assert str(taken.status) == "withdrawn"
        assert "Aftercare ends today." in taken.effect_of_withdrawal


async def test_the_ledger_shows_what_rests_on_a_consent(session: FakeSession) -> None:
    """Enter on a consent reads it with all that depends on it."""
    given = put(session, Kind.CONSENT, "warm", scope="referral_warm", status="given",
                given_on="2026-03-01", form="written", recipient_role="helper")  # fmt: skip
    put(session, Kind.REFERRAL, "coach", category="coach", mode="warm_handover",
        status="handed_over", consent=given, proposed_on="2026-03-02")  # fmt: skip
    async with opened(session, "enter", "5", size=LARGE) as (app, _pilot):
        on(app, given)
        await press(_pilot)
        assert "What rests on it" in shown(app)
        assert "(done)" in shown(app)
        assert session.case(LISA).all(Referral)
