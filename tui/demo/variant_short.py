"""Two other ways that the story goes: she stops after one talk (v1); she tells of rape (v5)."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo.lisa import CODE
from tui.demo.lisa_beginning import first_talks
from tui.demo.telling import Event, Story, add, change, consent, contact, done, look, start, weigh


def heard_only() -> Story:
    """v1: after the first talk it is enough. That is a complete choice."""
    return Story(
        "heard",
        N_("Lisa stops after the first talk"),
        (
            *first_talks(CODE),
            Event(
                7,
                "2026-02-12",
                "noor",
                N_("Lisa chooses no further step; that is a complete choice"),
                (
                    contact(
                        "enough",
                        "2026-02-12 18:30",
                        "follow_up",
                        20,
                        "Het vertellen was genoeg.",
                        channel="phone",
                    ),
                    {
                        "do": "decide",
                        "entity": "@choice",
                        "chosen": [],
                        "in_words": "Ik ben mijn verhaal kwijt. Zo is het goed.",
                    },
                ),
            ),
            Event(
                8,
                "2026-02-12",
                "noor",
                N_("The case is closed as heard, and counted once; the door stays open"),
                (
                    {
                        "do": "close",
                        "values": {
                            "outcome": "heard_only",
                            "closed_with_reporter": True,
                            "door_open_told": True,
                        },
                    },
                ),
            ),
            Event(
                9,
                "2026-02-13",
                "noor",
                N_("The mobile number is needed no longer: its vault is destroyed"),
                ({"do": "shred_vault"},),
            ),
        ),
    )


def revealed() -> Story:
    """v5: a crime of which silence is hard. What she wants comes first."""
    return Story(
        "revealed",
        N_("Lisa tells of rape"),
        (
            *first_talks(CODE)[:5],
            Event(
                6,
                "2026-02-05",
                "noor",
                N_("Lisa tells of rape, two days ago; the program shows whom to call at once"),
                (
                    contact(
                        "first",
                        "2026-02-05 14:00",
                        "first_talk",
                        90,
                        "Lies vertelt wat haar twee dagen geleden na het uitje is overkomen. Zij"
                        " is nu veilig, bij haar zus.",
                        place_kind="neutral",
                        next_agreed="2026-02-06",
                    ),
                    add(
                        "concern",
                        "assault",
                        concern_type="sexual_harassment",
                        subtypes=["physical", "assault"],
                        description_by_reporter="Hij liet me niet gaan.",
                        attribution="reporter",
                        started_on="2026-02-03",
                        frequency="once",
                        ongoing=False,
                        location_kind="event",
                        criminal_offence_possible=True,
                    ),
                    add(
                        "impact",
                        "impact-1",
                        noted_on="2026-02-05",
                        absence="full",
                        safety="bij haar zus",
                        scale=2,
                        self_harm_signal=False,
                    ),
                    {"do": "crisis"},
                    change(
                        status="intake",
                        urgency="acute",
                        wish_of_reporter="Dat ik niets hoef voor ik het zelf wil.",
                    ),
                ),
            ),
            Event(
                7,
                "2026-02-05",
                "noor",
                N_("Noor tells her of the duty to report to the police, before anything else"),
                (
                    {"do": "card", "basis": "duty_160sv"},
                    add(
                        "note",
                        "card",
                        text="Artikel 160 Sv uitgelegd: dat het bestaat, en dat Lies zelf aangifte"
                        " kan doen. Wat zij doet, beslist zij. Advies vragen aan een advocaat,"
                        " zonder namen.",
                        attribution="adviser_observation",
                        noted_on="2026-02-05",
                    ),
                ),
            ),
            Event(
                8,
                "2026-02-05",
                "noor",
                N_("The sheet of six conditions: two do not hold, so Noor keeps silent"),
                (
                    {
                        "do": "try",
                        "rule": "CONDITION",
                        "step": add(
                            "disclosure",
                            "broken",
                            basis="conflict_of_duties",
                            to_whom="police",
                            what="wat Lies heeft verteld",
                            given_on="2026-02-05",
                            consent_sought="Twee keer gevraagd; Lies wil zelf beslissen.",
                            conscience="Het is zwaar om te zwijgen.",
                            serious_harm="Dat is niet zeker: Lies is veilig.",
                            no_further="Niet meer dan nodig.",
                            rationale="Andere wegen zijn er nog.",
                        ),
                    },
                    add(
                        "note",
                        "six",
                        text="Zes voorwaarden nagelopen. Er is een andere weg, en spreken voorkomt"
                        " nu niets. Dus: zwijgen, en naast Lies blijven.",
                        attribution="adviser_observation",
                        noted_on="2026-02-05",
                    ),
                ),
            ),
            Event(
                9,
                "2026-02-05",
                "noor",
                N_("What she wants comes first: the Sexual Assault Centre, and the police not yet"),
                (
                    change(status="exploring"),
                    {
                        "do": "options",
                        "ids": {
                            one: f"@{one}"
                            for one in ("none_story_told", "police_talk", "police_report")
                        },
                    },
                    add(
                        "option",
                        "centre",
                        option_type="referral_only",
                        title="Centrum Seksueel Geweld",
                        raised_by="adviser",
                        deadline="2026-02-10",
                        keeps_anonymity="yes",
                        keeps_control="yes",
                        reversible="yes",
                    ),
                    weigh("centre", "positive", "Hulp en sporen binnen zeven dagen."),
                    weigh("centre", "negative", "Ik moet het nog een keer vertellen."),
                    weigh("police_talk", "positive", "Ik hoor wat er kan, zonder aangifte."),
                    weigh("police_talk", "negative", "Het voelt nog te groot.", severity=4),
                    {
                        "do": "decide",
                        "entity": "@choice",
                        "chosen": ["@centre"],
                        "in_words": "Eerst naar het centrum, met jou. De politie misschien later.",
                    },
                    consent(
                        "warm",
                        "referral_warm",
                        "message",
                        purpose="kennismaken met het centrum",
                        what="roepnaam, en dat het twee dagen geleden is",
                        wording_read=WORDING[ConsentScope.REFERRAL_WARM],
                    ),
                    start("centre"),
                ),
            ),
            Event(
                10,
                "2026-02-05",
                "noor",
                N_("Noor calls the centre with her, on her consent in writing"),
                (
                    done("centre", "support_contact", "Samen gebeld; vanavond kan zij komen."),
                    add(
                        "referral",
                        "csg",
                        category="sexual_assault_centre",
                        mode="warm_handover",
                        status="handed_over",
                        consent="@warm",
                        information_shared="roepnaam, en dat het twee dagen geleden is",
                        proposed_on="2026-02-05",
                        check_on="2026-02-12",
                    ),
                ),
            ),
            Event(
                11,
                "2026-02-06",
                "noor",
                N_("The next day: she was helped; Noor looks who knows by now"),
                (
                    contact(
                        "after",
                        "2026-02-06 18:15",
                        "support",
                        30,
                        "Zij is geholpen en goed behandeld.",
                        channel="phone",
                        next_agreed="2026-02-12",
                    ),
                    change("csg", status="contact_made"),
                    look(
                        "centre",
                        "look-1",
                        "2026-02-06",
                        confidentiality_ok=True,
                        who_knows=["home"],
                        leak_suspected=False,
                        retaliation_seen=False,
                    ),
                ),
            ),
            Event(
                12,
                "2026-02-12",
                "noor",
                N_("The centre helps. Whether she goes to the police she still thinks about"),
                (
                    contact(
                        "thinking",
                        "2026-02-12 18:15",
                        "follow_up",
                        40,
                        "Het centrum helpt. Over de politie wil zij nadenken.",
                        channel="phone",
                        next_agreed="2026-02-19",
                    ),
                    change("csg", status="started", feedback="helpful"),
                    change(urgency="soon"),
                    {"do": "reflect", "until": "2026-02-19"},
                ),
            ),
        ),
    )
