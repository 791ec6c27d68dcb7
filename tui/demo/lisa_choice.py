"""Lisa's story, events 10 to 15: what could be done, what she chooses, and the preparation."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo.telling import Event, add, change, consent, contact, done, planned, start, weigh

OPTIONS = (
    "none_story_told",
    "own_log",
    "self_address",
    "talk_manager",
    "anonymous_signal",
    "complaint_internal",
)
SEVENTEEN = (
    weigh("none_story_told", "positive", "Ik ben mijn verhaal kwijt."),
    weigh("none_story_told", "negative", "Het gedrag gaat misschien door.", likelihood="high"),
    weigh("own_log", "positive", "Ik zie zelf wat er gebeurt, en hoe vaak."),
    weigh("own_log", "negative", "Ik ben er elke dag mee bezig.", likelihood="medium", severity=2),
    weigh("self_address", "positive", "Snel, klein, en ik houd de regie."),
    weigh(
        "self_address",
        "negative",
        "Collega A kan het ontkennen.",
        likelihood="high",
        severity=2,
        mitigation="Het gesprek samen oefenen.",
    ),
    weigh("self_address", "negative", "De groep sluit zich.", likelihood="medium", severity=3),
    weigh("talk_manager", "positive", "Iemand die er iets aan kan doen, weet het."),
    weigh("talk_manager", "positive", "Ik ga er niet alleen heen.", raised_by="adviser"),
    weigh(
        "talk_manager",
        "negative",
        "De groep kan raden dat het van mij komt.",
        likelihood="medium",
        severity=3,
        mitigation="Afspreken wat wel en niet gezegd wordt.",
    ),
    weigh("anonymous_signal", "positive", "Mijn naam komt er niet in voor.", raised_by="adviser"),
    weigh("anonymous_signal", "negative", "Er verandert misschien niets.", likelihood="high"),
    weigh(
        "complaint_internal",
        "positive",
        "Formeel: het wordt onderzocht en er komt een antwoord.",
        raised_by="adviser",
    ),
    weigh(
        "complaint_internal",
        "negative",
        "Mijn naam wordt bekend bij wie het aangaat.",
        likelihood="high",
        severity=4,
    ),
    weigh(
        "complaint_internal",
        "negative",
        "Weinig bewijs, geen getuigen die willen.",
        likelihood="high",
        severity=3,
    ),
    weigh(
        "complaint_internal",
        "negative",
        "Vier weken en een hoorzitting; de sfeer wordt er niet beter van.",
        for_whom="team",
        likelihood="medium",
        severity=3,
    ),
    weigh(
        "complaint_internal",
        "neutral",
        "Het is niet meer terug te draaien.",
        raised_by="adviser",
    ),
)
"""The consequences of the six options."""


def weighing() -> list[Event]:
    """Events 10 to 12: an own note, the options beside each other, and time to think."""
    return [
        Event(
            10,
            "2026-02-06",
            "noor",
            N_("Noor keeps a memory aid for herself, for some weeks"),
            (
                add(
                    "working_note",
                    "aid",
                    text="Volgende keer vragen wat haar man heeft gezien. Zelf rustig blijven.",
                    noted_on="2026-02-06",
                    delete_by="2026-03-08",
                ),
            ),
        ),
        Event(
            11,
            "2026-02-12",
            "noor",
            N_("Six options beside each other, with seventeen consequences"),
            (
                contact(
                    "options",
                    "2026-02-12 14:00",
                    "options",
                    60,
                    "Zes mogelijkheden naast elkaar gelegd, met wat ervoor en ertegen is.",
                    agreements="Lies neemt een week bedenktijd.",
                    next_agreed="2026-02-19",
                ),
                change(status="exploring"),
                {"do": "options", "ids": {one: f"@{one}" for one in OPTIONS}},
                *SEVENTEEN,
            ),
        ),
        Event(
            12,
            "2026-02-12",
            "noor",
            N_("Lisa takes a week to think, and the options sheet home: no name on it"),
            ({"do": "reflect", "until": "2026-02-19"}, {"do": "sheet"}),
        ),
    ]


def choice() -> list[Event]:
    """Events 13 to 15: her choice, her consents, and the preparation of the talk."""
    return [
        Event(
            13,
            "2026-02-19",
            "noor",
            N_("Lisa chooses: an own log, and a talk with her manager, with preparation"),
            (
                contact(
                    "choosing",
                    "2026-02-19 14:00",
                    "follow_up",
                    40,
                    "Lies heeft erover nagedacht en gekozen.",
                    next_agreed="2026-02-24",
                ),
                {
                    "do": "decide",
                    "entity": "@choice",
                    "chosen": ["@own_log", "@talk_manager"],
                    "in_words": "Ik houd zelf een logboek bij en ik wil met L praten, met jou"
                    " erbij. Een klacht nu niet, maar wel open houden.",
                    "dropped": ["@self_address", "@anonymous_signal"],
                },
                {"do": "reconfirm"},
                start("own_log"),
                start("talk_manager", goal="Dat L weet wat er speelt en er iets aan doet."),
            ),
        ),
        Event(
            14,
            "2026-02-19",
            "noor",
            N_("Lisa signs: Noor may go along and talk with the manager, about this and no more"),
            (
                {
                    "do": "try",
                    "rule": "NEEDED",
                    "step": done("talk_manager", "attend_talk", "Met L gesproken."),
                },
                *(
                    consent(
                        scope,
                        scope,
                        "signed",
                        recipient_role="direct_manager",
                        purpose="gesprek met leidinggevende L",
                        what="Gedrag en effect. Geen namen, behalve als L ernaar vraagt en Lies"
                        " knikt.",
                        wording_read=WORDING[ConsentScope(scope)],
                        valid_until="2026-03-31",
                    )
                    for scope in ("talk_to", "attend_talk")
                ),
            ),
        ),
        Event(
            15,
            "2026-02-24",
            "noor",
            N_("They prepare the talk"),
            (
                contact(
                    "preparing",
                    "2026-02-24 16:00",
                    "preparation",
                    45,
                    "Doel, openingszin en grens besproken, en wat als L het kleiner maakt.",
                    next_agreed="2026-03-03",
                ),
                done("talk_manager", "prepare_talk", "Doel, openingszin, grens geoefend."),
                planned("talk_manager", "attend_talk", planned_for="2026-03-03 15:00"),
            ),
        ),
    ]
