"""No consent, no share; safety words first; links and admitting."""

from __future__ import annotations

from shared.casework.model.codes import ConsentStatus
from tests.tui.driving import current, lines, opened, press, shown, write
from tests.tui.fake_session import (
    FIVE_WORDS,
    JOOST,
    LISA,
    SAMIRA,
    TEN_WORDS,
    FakeSession,
)
from tui.local.port import Invitation, MemberRow
from tui.screens.ask import AskScreen
from tui.screens.case import CaseScreen
from tui.screens.compare import CompareScreen
from tui.screens.consent_form import NewConsentForm
from tui.screens.form import FormScreen
from tui.screens.invite import AdmitScreen, LinkScreen
from tui.screens.unlock import UnlockScreen


def _set(screen: object, **values: object) -> None:
    assert isinstance(screen, FormScreen)
    for name, value in values.items():
        screen.query_one(f"#field-{name}").value = value  # type: ignore[attr-defined]


async def test_sharing_goes_by_consent_words_and_a_last_question(session: FakeSession) -> None:
    """All three steps, each said, and only then the wish to share is kept."""
    async with opened(session, "enter", "d", "enter") as (app, pilot):
        assert "Without consent nothing is shared." in shown(app)
        assert session.shared == []

        await press(pilot, "n")
        assert isinstance(app.screen, NewConsentForm)
        assert app.screen.values["recipient"] == JOOST
        _set(app.screen, answer=ConsentStatus.GIVEN, form="written", valid_until="31-3-2026")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, CompareScreen)
        for word in TEN_WORDS:
            assert word in shown(app)
        await press(pilot, "y")
        assert session.compared == {JOOST}

        assert "Share kiezel-47 with Joost Terlouw?" in shown(app)
        assert "Joost Terlouw gets the case as it is now (12 entries)" in shown(app)
        assert session.shared == []
        await press(pilot, "y")

        consent = next(c for c in session.case(LISA).consents if c.recipient == JOOST)
        assert session.shared == [(LISA, JOOST, consent.id)]
        assert current(app) is CaseScreen
        assert "1 act waits for sync" in shown(app)


async def test_words_that_differ_share_nothing(session: FakeSession) -> None:
    """No at the words: nothing is kept, neither trust nor share. Enter alone is a no."""
    _give_consent(session)
    for answer in ("n", "escape", "enter"):
        async with opened(session, "enter", "d", "enter") as (app, pilot):
            assert isinstance(app.screen, CompareScreen)
            await press(pilot, answer)

            assert session.compared == set()
            assert session.shared == []
            assert "Nothing was shared." in shown(app)


async def test_a_refused_or_ended_consent_is_no_ground(session: FakeSession) -> None:
    """The reason is said in words."""
    session.compared = {JOOST, SAMIRA}
    _give_consent(session, until="2026-03-10")
    async with opened(session, "enter", "d", "enter") as (app, pilot):
        assert "This consent has ended." in shown(app)

        await press(pilot, "down")
        assert "Without consent" not in shown(app)
        await press(pilot, "enter")
        assert "Without consent nothing is shared." in shown(app)
        assert session.shared == []


async def test_what_the_reporter_said_last_is_shown(session: FakeSession) -> None:
    """What the list says of a colleague is what the next step will go by."""
    session.compared = {JOOST, SAMIRA}
    said = []
    for number, given in enumerate((False, True, False)):
        _give_consent(session, given=given, consent=b"consent-share-0%d" % number, day=number + 1)
        async with opened(session, "enter", "d") as (app, pilot):
            said.append("Given" if "consent: Given" in shown(app) else "Refused")
            assert f"consent: {said[-1]}" in shown(app)
            await press(pilot, "enter")
            assert (current(app) is AskScreen) is given
    assert said == ["Refused", "Given", "Refused"]


async def test_who_reads_the_case_already_is_said(session: FakeSession) -> None:
    """Nothing is shared twice; the head of the case names the reader."""
    session.readers[LISA].add(JOOST)
    async with opened(session, "enter") as (app, pilot):
        assert "Shared with Joost Terlouw" in shown(app)

        await press(pilot, "d", "enter")
        assert "Joost Terlouw reads this case already." in shown(app)


def _give_consent(
    session: FakeSession,
    until: str = "2026-03-31",
    given: bool = True,
    consent: bytes = b"consent-share-01",
    day: int = 1,
) -> None:
    from shared.casework.consent import consenting
    from tests.tui.fake_session import NOOR_LAPTOP, ms

    made = consenting.record(
        consent,
        {"scope": "share_with_colleague", "recipient": JOOST, "valid_until": until},
        given,
        "2026-03-01",
        None,
    )
    assert isinstance(made, list)
    session.write(LISA, made, NOOR_LAPTOP, ms(day))


async def test_colleagues_are_shown_with_devices_and_silence(session: FakeSession) -> None:
    """Who, in which role, with which devices, heard when; and whose words were compared."""
    async with opened(session, "m") as (app, pilot):
        text = shown(app)
        for part in ("Noor Haverkamp adviser, coordinator (you)", "this device", "on paper",
                     "last heard today 14:00", "nothing heard for 5 days",
                     "! words not compared yet"):  # fmt: skip
            assert part in text

        await press(pilot, "down", "down", "down", "w", "y")
        assert session.compared == {JOOST}
        assert "✓ words compared" in shown(app)


async def test_a_link_is_made_and_shown_whole(session: FakeSession) -> None:
    """n, a name, a role: the link stands on the screen to be sent."""
    async with opened(session, "m", "n") as (app, pilot):
        await write(pilot, "Ilse van Dam")
        _set(app.screen, role="supervisor")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, LinkScreen)
        made = session.invitations[0]
        assert (made.name, made.role) == ("Ilse van Dam", "supervisor")
        assert made.link in "".join(line.rstrip() for line in lines(app))
        assert "It works once, until Thu 19 Mar" in shown(app)


async def test_a_relay_that_is_away_keeps_the_typed_name(session: FakeSession) -> None:
    """The form says what happened and stays as it was."""
    session.relay_away = True
    async with opened(session, "m", "n") as (app, pilot):
        await write(pilot, "Ilse van Dam")
        await press(pilot, "ctrl+s")

        assert "! The relay does not answer." in shown(app)
        assert isinstance(app.screen, FormScreen)
        assert app.screen.values["name"] == "Ilse van Dam"


async def test_admitting_compares_five_words_first(session: FakeSession) -> None:
    """Only a yes to the words admits; a link that was not used admits nobody."""
    session.invitations = [
        Invitation("Ilse van Dam", "supervisor", "luister:aa", 0, None),
        Invitation("Samira Ait", "adviser", "luister:bb", 0, FIVE_WORDS),
    ]
    async with opened(session, "m", "a") as (app, pilot):
        assert isinstance(app.screen, AdmitScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, AdmitScreen)

        await press(pilot, "down", "enter")
        for word in FIVE_WORDS:
            assert word in shown(app)
        await press(pilot, "n")
        assert session.admitted == []

        await press(pilot, "enter", "y")
        assert session.admitted == ["Samira Ait"]


async def test_locking_over_the_colleagues_asks_no_session_that_is_gone(
    session: FakeSession,
) -> None:
    """The page below the words comes up on the way; its session is still there then."""
    members = session.members

    def asked() -> list[MemberRow]:
        assert not session.locked
        return members()

    session.members = asked  # type: ignore[method-assign]
    async with opened(session, "m", "down", "down", "down", "w") as (app, pilot):
        assert current(app) is CompareScreen
        await press(pilot, "ctrl+l")

        assert current(app) is UnlockScreen
        assert session.locked


async def test_only_a_coordinator_is_offered_invitations(session: FakeSession) -> None:
    """Who may not invite is not offered the keys, and they do nothing."""
    session.roles[session.my_member] = ("adviser",)
    async with opened(session, "m") as (app, pilot):
        assert "Invite" not in lines(app)[-1]

        await press(pilot, "n", "a")
        assert "Colleagues ·" in lines(app)[0]
