"""Another way that the story goes (v4): falsified hours, a report through the adviser, silence."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo import telling
from tui.demo.lisa import CODE
from tui.demo.lisa_beginning import explanations, first_talks, opening, reporter
from tui.demo.telling import Event, Step, Story, add, change, consent, contact, done, look, weigh

_REPORT, _HOUSE = "confidential_report_via_vp", "whistleblowers_house_advice"
_FIRST = {"2": "Uren voor mensen die er niet zijn.", "3": "Op papier gezien, in het werk."}
_SECOND = {"6": "Een ontvangstbevestiging, en wat ermee gedaan is."}
RECEIVED = 13
"""The event in which the receipt has come and the answer is waited for."""
_TOLD = {"told_control_ends": True, "told_terms": True, "told_protection": True}


def integrity() -> Story:
    """All of it, until the House for Whistleblowers has advised."""
    return Story(
        "integrity",
        N_("Lisa has seen falsified hours"),
        (*_talking(), *_reporting(), *_silence()),
    )


def _talking() -> list[Event]:
    calls = first_talks(CODE)
    return [
        Event(
            1,
            "2026-02-02",
            "noor",
            calls[0].title,
            (opening(CODE, "integrity", reporter_role="integrity_reporter"),),
        ),
        calls[1],
        Event(
            3,
            "2026-02-03",
            "noor",
            calls[2].title,
            (
                reporter(),
                {
                    "do": "check",
                    "entity": "@checked",
                    "values": {"method": "oral", "result": "clear", "subjects": ["@reporter"]},
                },
            ),
        ),
        Event(
            4,
            "2026-02-05",
            "noor",
            N_("Before the story: also when talking becomes a report"),
            (
                {
                    "do": "hint",
                    "kind": "contact",
                    "values": {"summary": "Lies begint te vertellen."},
                },
                explanations("2026-02-05", integrity_tipping_point=True),
            ),
        ),
        calls[4],
        Event(
            6,
            "2026-02-05",
            "noor",
            N_("A dilemma: she has seen hours that were never worked"),
            (
                contact(
                    "first",
                    "2026-02-05 14:00",
                    "first_talk",
                    60,
                    "Lies zag urenstaten die niet kunnen kloppen. Zij denkt hardop; het is nog geen"
                    " melding.",
                    place_kind="neutral",
                    next_agreed="2026-02-12",
                ),
                change(status="intake", wish_of_reporter="Weten wat ik moet doen."),
            ),
        ),
        Event(
            7,
            "2026-02-05",
            "noor",
            N_("What it is about, in Lisa's words"),
            (
                add(
                    "concern",
                    "hours",
                    integrity_class="dilemma_sparring",
                    integrity_kind="fraud_theft",
                    description_by_reporter="Op zaterdag staan uren van mensen die er niet waren.",
                    attribution="reporter",
                    started_on="2025-11",
                    frequency="several",
                    ongoing=True,
                ),
            ),
        ),
        Event(
            8,
            "2026-02-12",
            "noor",
            N_("Options; a report asks for time to think first, and the program holds to that"),
            (
                change(status="exploring"),
                {
                    "do": "options",
                    "ids": {one: f"@{one}" for one in ("none_story_told", "talk_manager", _REPORT)},
                },
                weigh("talk_manager", "positive", "Klein en snel."),
                weigh("talk_manager", "negative", "Hij tekent zelf de staten af.", severity=4),
                weigh(_REPORT, "positive", "Mijn naam staat er niet onder."),
                weigh(_REPORT, "negative", "Daarna beslist de organisatie.", severity=3),
                {
                    "do": "try",
                    "rule": "TIME_TO_THINK",
                    "step": {
                        "do": "decide",
                        "entity": "@too-soon",
                        "chosen": [f"@{_REPORT}"],
                        "in_words": "Nu meteen melden.",
                        "more": _TOLD,
                    },
                },
                {"do": "reflect", "until": "2026-02-19"},
            ),
        ),
    ]


def _reporting() -> list[Event]:
    decide: Step = {
        "do": "decide",
        "entity": "@choice",
        "chosen": [f"@{_REPORT}"],
        "in_words": "Ik wil dat het gemeld wordt, door jou en zonder mijn naam.",
    }
    return [
        Event(
            9,
            "2026-02-19",
            "noor",
            N_("The tipping point: three things are explained, then it becomes a report"),
            (
                contact(
                    "choosing",
                    "2026-02-19 14:00",
                    "follow_up",
                    45,
                    "Lies weet nu wat een melding betekent, en kiest ervoor.",
                    next_agreed="2026-02-24",
                ),
                {"do": "try", "rule": "TIPPING_POINT", "step": decide},
                {**decide, "more": _TOLD},
                change("hours", integrity_class="integrity_breach"),
                telling.start(_REPORT, goal="Dat er naar de urenstaten gekeken wordt."),
            ),
        ),
        Event(
            10,
            "2026-02-24",
            "noor",
            N_("The report is written, from the template"),
            (
                done(_REPORT, "explain_scheme", "Regeling en termijnen doorgenomen."),
                add(
                    "document",
                    "report",
                    kind="report",
                    title="melding, zonder naam",
                    route=f"@{_REPORT}-route",
                    addressee="compliance",
                    stored="text",
                ),
                {"do": "write", "of": "@report", "parts": _FIRST},
                done(_REPORT, "draft", "Eerste opzet."),
            ),
        ),
        Event(
            11,
            "2026-02-26",
            "noor",
            N_("Read through and slept on; Lisa signs that Noor may hand it in"),
            (
                {"do": "write", "of": "@report", "parts": _SECOND, "checked": True},
                done(_REPORT, "review", "Alleen wat zij zelf zag."),
                done(_REPORT, "sleep_on_it", "Twee nachten."),
                consent(
                    "via",
                    _REPORT,
                    "signed",
                    recipient_role="compliance",
                    purpose="vertrouwelijke melding",
                    what="de melding, versie 2, zonder naam",
                    wording_read=WORDING[ConsentScope.CONFIDENTIAL_REPORT_VIA_VP],
                ),
            ),
        ),
        Event(
            12,
            "2026-03-03",
            "noor",
            N_("Noor hands in the report, without Lisa's name"),
            (
                {**done(_REPORT, "submit", "Afgegeven bij compliance."), "document": "@report"},
                look(_REPORT, "look-1", "2026-03-03", confidentiality_ok=True),
            ),
        ),
        Event(
            RECEIVED,
            "2026-03-09",
            "noor",
            N_("The receipt comes within 7 days; an answer is due in 3 months"),
            (
                done(_REPORT, "receipt", "Ontvangst bevestigd."),
                contact(
                    "receipt-call",
                    "2026-03-09 18:20",
                    "follow_up",
                    15,
                    "Verteld dat de melding binnen is, en wanneer er antwoord moet zijn.",
                    channel="phone",
                    next_agreed="2026-03-23",
                ),
            ),
        ),
    ]


def _silence() -> list[Event]:
    return [
        Event(
            14,
            "2026-03-23",
            "noor",
            N_("Noor looks: nobody guesses who it was"),
            (
                look(
                    _REPORT,
                    "look-2",
                    "2026-03-23",
                    confidentiality_ok=True,
                    leak_suspected=False,
                ),
                contact(
                    "guard-call",
                    "2026-03-23 18:20",
                    "support",
                    15,
                    "Rustig op het werk. Niemand zegt er iets over.",
                    channel="phone",
                    next_agreed="2026-06-11",
                ),
            ),
        ),
        Event(
            15,
            "2026-06-11",
            "noor",
            N_("Three months have gone by without an answer"),
            (
                {"do": "terms", "route": f"@{_REPORT}"},
                look(
                    _REPORT,
                    "look-3",
                    "2026-06-11",
                    confidentiality_ok=True,
                    leak_suspected=False,
                    procedure_followed=False,
                    terms_kept=False,
                    retaliation_seen=False,
                    action="Met Lies besproken: nu mag het ook buiten.",
                ),
                contact(
                    "no-answer",
                    "2026-06-11 18:20",
                    "follow_up",
                    40,
                    "Geen antwoord. Lies wil advies van het Huis voor Klokkenluiders.",
                    channel="phone",
                    next_agreed="2026-06-22",
                ),
            ),
        ),
        Event(
            16,
            "2026-06-11",
            "noor",
            N_("Lisa chooses anew: advice of the House for Whistleblowers"),
            (
                {"do": "options", "ids": {_HOUSE: f"@{_HOUSE}"}},
                weigh(_HOUSE, "positive", "Gratis, en in vertrouwen.", raised_by="adviser"),
                weigh(_HOUSE, "negative", "Het duurt weer langer."),
                {
                    "do": "decide",
                    "entity": "@choice-2",
                    "chosen": [f"@{_HOUSE}"],
                    "in_words": "Ik wil eerst horen wat het Huis ervan vindt.",
                },
                telling.ended(_REPORT, "report_not_followed_up"),
                telling.start(_HOUSE),
            ),
        ),
        Event(
            17,
            "2026-06-22",
            "noor",
            N_("They prepare the talk with the House"),
            (
                done(_HOUSE, "prepare_talk", "Tijdlijn gemaakt; vragen op papier."),
                contact(
                    "preparing",
                    "2026-06-22 16:00",
                    "preparation",
                    40,
                    "Tijdlijn en vragen doorgenomen.",
                    next_agreed="2026-07-02",
                ),
            ),
        ),
        Event(
            18,
            "2026-07-02",
            "noor",
            N_("The House has advised; Lisa and Noor will look back on it"),
            (
                done(_HOUSE, "advice_received", "Lies is beschermd; melden buiten kan."),
                contact(
                    "advised",
                    "2026-07-02 18:20",
                    "support",
                    20,
                    "Opgelucht dat zij beschermd is.",
                    channel="phone",
                    next_agreed="2026-07-09",
                ),
            ),
        ),
    ]
