"""Lisa's story, events 25 to 44: a referral, aftercare, closing, and what comes long after."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo.lisa_beginning import CALLSIGN, CLIENT
from tui.demo.telling import Event, Step, add, change, consent, contact, done, ended

AGAIN, AGAIN_CODE = "again", "lijster-58"
"""The case of Lisa's coming back."""


def referral() -> list[Event]:
    """Events 25 to 30: a coach, and no to the occupational physician."""
    return [
        Event(
            25,
            "2026-03-19",
            "noor",
            N_("Lisa still sleeps badly: coach yes, occupational physician no"),
            (
                contact(
                    "sleep",
                    "2026-03-19 19:00",
                    "follow_up",
                    35,
                    "Lies slaapt slecht. Over bedrijfsarts en coach gesproken.",
                    channel="phone",
                    next_agreed="2026-04-02",
                ),
                add(
                    "impact",
                    "impact-3",
                    noted_on="2026-03-19",
                    sleep="slaapt slecht",
                    absence="none",
                    scale=5,
                ),
                add(
                    "referral",
                    "coach",
                    category="coach",
                    mode="signposting",
                    status="proposed",
                    proposed_on="2026-03-19",
                ),
                add(
                    "referral",
                    "physician",
                    category="occupational_physician",
                    mode="information",
                    status="declined",
                    proposed_on="2026-03-19",
                    reason_declined="Lies wil dat nu niet.",
                ),
                done("own_log", "support_contact", "Het logboek loopt; vijf regels deze week."),
            ),
        ),
        Event(
            26,
            "2026-03-19",
            "noor",
            N_("Noor looks for a coach near Lisa"),
            (change("coach", service="coachpraktijk in de regio Utrecht"),),
        ),
        Event(
            27,
            "2026-03-19",
            "noor",
            N_("Noor points the way and tells the coach nothing; she will ask how it went"),
            (
                {
                    "do": "try",
                    "rule": "NOTHING_SHARED",
                    "step": change("coach", information_shared="Lies slaapt slecht."),
                },
                change("coach", status="signposted", check_on="2026-04-02"),
            ),
        ),
        Event(
            28,
            "2026-03-20",
            "noor",
            N_("Noor finds that a helper in the directory has moved"),
        ),
        Event(29, "2026-03-23", "noor", N_("Ilse, who keeps the directory, looks it up")),
        Event(
            30,
            "2026-04-02",
            "noor",
            N_("Lisa has begun with the coach, and it helps; the team session was held"),
            (
                contact(
                    "coach-call",
                    "2026-04-02 20:10",
                    "follow_up",
                    20,
                    "Twee keer bij de coach geweest. De teamsessie was goed.",
                    channel="phone",
                    next_agreed="2026-04-07",
                ),
                change("coach", status="started", feedback="helpful"),
                done(
                    "talk_manager",
                    "follow_agreement",
                    "Teamsessie gehouden: niet over maar met elkaar.",
                    done_on="2026-03-31",
                ),
            ),
        ),
    ]


def _talk(stopped: str, addressed: str, safe: int, **more: str) -> Step:
    values = {
        "behaviour_stopped": stopped,
        "sufficiently_addressed": addressed,
        "feels_safe": safe,
        "help_needed": False,
        **more,
    }
    return {"do": "aftercare_talk", "values": values}


def aftercare() -> list[Event]:
    """Events 31 to 36: aftercare by agreement, closing, and the end of the number."""
    return [
        Event(
            31,
            "2026-04-07",
            "noor",
            N_("Aftercare is agreed: after 2, 4 and 6 weeks; Noor may call after eight"),
            (
                contact(
                    "agreeing",
                    "2026-04-07 20:05",
                    "follow_up",
                    25,
                    "Het gaat beter. Afgesproken hoe het verder gaat.",
                    channel="phone",
                ),
                ended("own_log", "solved_by_self"),
                ended("talk_manager", "solved_by_management"),
                consent(
                    "aftercare",
                    "aftercare_contact",
                    "oral",
                    purpose="nazorg",
                    what="bellen op de eigen mobiel, na 20:00, niet op dinsdag",
                    wording_read=WORDING[ConsentScope.AFTERCARE_CONTACT],
                ),
                {
                    "do": "aftercare",
                    "initiator": "adviser_allowed",
                    "weeks": [2, 4, 6],
                    "consent": "@aftercare",
                },
            ),
        ),
        Event(
            32,
            "2026-04-21",
            "noor",
            N_("After 2 weeks: better in part"),
            (
                _talk(
                    "partly",
                    "partly",
                    6,
                    improvements_needed="De teamsessie herhalen.",
                    work_relation="geen nadeel bij de beoordeling",
                ),
            ),
        ),
        Event(
            33,
            "2026-05-05",
            "noor",
            N_("After 4 weeks: better for the most part"),
            (_talk("partly", "yes", 7, improvements_needed="Volhouden."),),
        ),
        Event(
            34,
            "2026-05-19",
            "noor",
            N_("After 6 weeks: it has stopped, and nobody guesses any more"),
            (
                _talk("yes", "yes", 8, work_relation="luncht weer mee"),
                change("leak", resolved_on="2026-05-19"),
            ),
        ),
        Event(
            35,
            "2026-05-19",
            "noor",
            N_("The case is closed together, and counted once"),
            (
                {
                    "do": "close",
                    "values": {
                        "outcome": "solved_by_management",
                        "closed_with_reporter": True,
                        "door_open_told": True,
                        "hours_total": 11,
                        "evaluation": 9,
                    },
                },
            ),
        ),
        Event(
            36,
            "2026-05-20",
            "noor",
            N_("The mobile number is needed no longer: its vault is destroyed"),
            ({"do": "shred_vault"},),
        ),
    ]


def long_after() -> list[Event]:
    """Events 37 to 44: what the firm does with what it learnt, and Lisa once more."""
    return [
        Event(37, "2026-06-11", "noor", N_("A training for the managers of the client")),
        Event(38, "2026-07-02", "noor", N_("An advice to the board, without a trace of Lisa")),
        Event(39, "2026-07-29", "noor", N_("The board takes the advice")),
        Event(40, "2027-01-07", "noor", N_("The annual report of the client is made")),
        Event(41, "2027-01-11", "samira", N_("Samira reads the report once more and releases it")),
        Event(42, "2027-01-11", "noor", N_("Lisa's case is due to be destroyed")),
        Event(43, "2027-01-14", "noor", N_("The case is destroyed, and that is written down")),
        Event(
            44,
            "2027-03-08",
            "noor",
            N_("Lisa calls again: a new case without a link; she decides what to tell again"),
            (
                {
                    "do": "open_case",
                    "case": AGAIN,
                    "again": True,
                    "code": AGAIN_CODE,
                    "values": {
                        "client": CLIENT,
                        "channel": "phone",
                        "callsign": CALLSIGN,
                        "urgency": "normal",
                        "reporter_role": "affected",
                    },
                },
            ),
        ),
    ]
