"""Another way that the story goes (v2): a complaint, a hearing, and a board that deviates."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo.lisa import CODE
from tui.demo.lisa_beginning import first_talks, the_matter
from tui.demo.lisa_choice import weighing
from tui.demo.telling import Event, Step, Story, add, consent, contact, done, look, planned, start

_ROUTE = "complaint_internal"


def complaint() -> Story:
    """All of it, until the time for appeal runs."""
    return Story(
        "complaint",
        N_("Lisa hands in a complaint"),
        (*first_talks(CODE), *the_matter(), *weighing(), *_writing(), *_procedure()),
    )


def _agreed(name: str, scope: str, what: str) -> Step:
    return consent(
        name,
        scope,
        "signed",
        recipient_role="complaints_committee",
        purpose="klacht bij de commissie",
        what=what,
        wording_read=WORDING[ConsentScope(scope)],
    )


def _writing() -> list[Event]:
    return [
        Event(
            13,
            "2026-02-19",
            "noor",
            N_("Lisa has thought a week and chooses a complaint"),
            (
                contact(
                    "choosing",
                    "2026-02-19 14:00",
                    "follow_up",
                    40,
                    "Lies heeft erover nagedacht en wil een klacht indienen.",
                    next_agreed="2026-02-24",
                ),
                {
                    "do": "decide",
                    "entity": "@choice",
                    "chosen": [f"@{_ROUTE}"],
                    "in_words": "Ik wil dat het onderzocht wordt, ook als mijn naam bekend wordt.",
                },
                start(
                    _ROUTE,
                    goal="Dat de commissie beide kanten hoort en advies geeft.",
                    receipt_days=7,
                    response_days=28,
                    decision_days=84,
                    appeal_days=42,
                ),
            ),
        ),
        Event(
            14,
            "2026-02-24",
            "noor",
            N_("The scheme is explained; a first draft from the template"),
            (
                done(_ROUTE, "explain_scheme", "Regeling doorgenomen: termijnen, hoorzitting."),
                add(
                    "document",
                    "letter",
                    kind="complaint",
                    title="klacht, eerste opzet",
                    route=f"@{_ROUTE}-route",
                    addressee="complaints_committee",
                    stored="text",
                ),
                {
                    "do": "write",
                    "of": "@letter",
                    "parts": {
                        "4": "Op een dag in januari was de tafel vol, zei iemand. Er waren twee"
                        " stoelen vrij.",
                    },
                },
                done(_ROUTE, "draft", "Eerste opzet geschreven, in haar eigen woorden."),
            ),
        ),
        Event(
            15,
            "2026-02-26",
            "noor",
            N_("They read it through: facts and feelings apart, no names"),
            (
                {
                    "do": "write",
                    "of": "@letter",
                    "parts": {"9": "Ik vraag de commissie om beide kanten te horen."},
                    "checked": True,
                },
                done(_ROUTE, "review", "Feiten en gevoel uit elkaar, geen namen."),
            ),
        ),
        Event(
            16,
            "2026-03-02",
            "noor",
            N_("Lisa has slept on it and signs that it may be handed in"),
            (
                done(_ROUTE, "sleep_on_it", "Vier nachten over geslapen."),
                {"do": "try", "rule": "NEEDED", "step": done(_ROUTE, "submit", "Ingediend.")},
                _agreed("hand-in", "submit_document", "de klacht, versie 2"),
            ),
        ),
    ]


def _procedure() -> list[Event]:
    return [
        Event(
            17,
            "2026-03-04",
            "noor",
            N_("The complaint is handed in"),
            (
                {
                    **done(_ROUTE, "submit", "Door Lies zelf afgegeven."),
                    "document": "@letter",
                },
            ),
        ),
        Event(
            18,
            "2026-03-09",
            "noor",
            N_("The receipt of the committee comes"),
            (done(_ROUTE, "receipt", "Ontvangst bevestigd, op tijd."),),
        ),
        Event(
            19,
            "2026-03-10",
            "noor",
            N_("Noor looks who knows by now, and whether the procedure is followed"),
            (
                look(
                    _ROUTE,
                    "look-1",
                    "2026-03-10",
                    confidentiality_ok=True,
                    who_knows=["home"],
                    leak_suspected=False,
                    procedure_followed=True,
                    terms_kept=True,
                    retaliation_seen=False,
                ),
            ),
        ),
        Event(
            20,
            "2026-03-27",
            "noor",
            N_("The written answer of the other side"),
            (
                done(_ROUTE, "written_answer_other_side", "Ontkent; noemt drukte als reden."),
                contact(
                    "reading",
                    "2026-03-27 18:10",
                    "support",
                    35,
                    "Het antwoord samen gelezen. Lies was er naar van en wil door.",
                    channel="phone",
                    next_agreed="2026-04-01",
                ),
            ),
        ),
        Event(
            21,
            "2026-04-01",
            "noor",
            N_("They prepare the hearing; Lisa signs that Noor goes along"),
            (
                contact(
                    "preparing",
                    "2026-04-01 16:00",
                    "preparation",
                    50,
                    "Geoefend: wat zij zegt, en wat zij niet hoeft te zeggen.",
                    next_agreed="2026-04-08",
                ),
                done(_ROUTE, "prepare_talk", "Geoefend; een vriendin wacht buiten."),
                _agreed("go-along", "attend_talk", "aanwezig zijn als steun"),
                planned(_ROUTE, "hearing", planned_for="2026-04-08 10:00"),
            ),
        ),
        Event(
            22,
            "2026-04-08",
            "noor",
            N_("The hearing; Noor sits beside her and does not speak for her"),
            (done(_ROUTE, "hearing", "Beide kanten zijn apart gehoord."),),
        ),
        Event(
            23,
            "2026-04-09",
            "noor",
            N_("They look back on the hearing"),
            (
                done(_ROUTE, "debrief", "Moe, en blij dat zij het gezegd heeft."),
                look(
                    _ROUTE,
                    "look-2",
                    "2026-04-09",
                    confidentiality_ok=True,
                    procedure_followed=True,
                    terms_kept=True,
                    both_sides_heard=True,
                    retaliation_seen=False,
                ),
            ),
        ),
        Event(
            24,
            "2026-04-22",
            "noor",
            N_("The advice of the committee: well-founded in part"),
            (
                done(
                    _ROUTE,
                    "advice_received",
                    "Deels gegrond: buitensluiten wel, roddelen niet vast te stellen.",
                ),
            ),
        ),
        Event(
            25,
            "2026-04-29",
            "noor",
            N_("The board deviates from the advice and gives its reason"),
            (
                done(
                    _ROUTE,
                    "decision_received",
                    "Het bestuur wijkt af: ongegrond, wel een teamtraject. Met reden.",
                ),
            ),
        ),
        Event(
            26,
            "2026-05-06",
            "noor",
            N_("The time for appeal runs; Lisa thinks about what she wants"),
            (
                contact(
                    "appeal",
                    "2026-05-06 18:10",
                    "follow_up",
                    40,
                    "De reden samen gelezen. Lies denkt na over beroep.",
                    channel="phone",
                    next_agreed="2026-05-20",
                ),
                planned(_ROUTE, "appeal_window", due="2026-06-10"),
            ),
        ),
    ]
