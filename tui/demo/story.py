"""The story of the demonstration: Lisa, at Waterstaal, in the words of her adviser.

All persons and firms are invented. What was written down is data and stays Dutch;
what the demonstration says about it is translated. Days are counted from today, so
that the story ends now: Noor's leave has just begun.
"""

from __future__ import annotations

from shared.wording import N_
from tui.demo.telling import Event, contact, day, note, party, status

FIRM = "Bureau Veilig Spreken"
PASSPHRASE = "als praten moeilijk is"  # noqa: S105
NOOR, JOOST, SAMIRA = "Noor Haverkamp", "Joost Terlouw", "Samira Ait"
CODE = "kiezel-47"
CONFLICT_FIELD = "safe_times"

SECRET_WORDS = (
    "Waterstaal Techniek BV",
    "Lies",
    "kiezel-47",
    "collega A",
    "groep lunch",
    "leidinggevende L",
    "buiten de groep gehouden",
    "weer mezelf ben",
    "heb jij geklaagd",
    "niet over maar met",
    "na 20:00, niet op dinsdag",
    "eigen mobiel",
)
"""Words of the story that nobody but the holders of the case may find anywhere."""


def before_sharing() -> list[Event]:
    """What Noor writes alone."""
    return [
        Event(
            -35,
            NOOR,
            N_("Lisa calls; Noor opens a case"),
            (
                {
                    "do": "open_case",
                    "code": CODE,
                    "on": day(-35),
                    "values": {
                        "client": "Waterstaal Techniek BV",
                        "callsign": "Lies",
                        "safe_channel": "phone",
                        "safe_times": "na 18:00",
                        "safe_never": "werkmail, telefoon van het werk",
                        "domain": "undesirable_behaviour",
                    },
                },
            ),
        ),
        Event(
            -34,
            NOOR,
            N_("Noor calls back and asks first about whom it is"),
            (
                contact(
                    "c1",
                    -34,
                    "follow_up",
                    12,
                    "Teruggebeld op eigen mobiel. Eerst gevraagd over wie het gaat.",
                    channel="phone",
                    at="18:20",
                    next_agreed=day(-32),
                ),
                {
                    "do": "add",
                    "kind": "conflict_check",
                    "as": "b1",
                    "values": {"done_on": day(-34), "method": "oral", "result": "clear"},
                    "on": day(-34),
                },
                status("conflict_checked"),
            ),
        ),
        Event(
            -32,
            NOOR,
            N_("Lisa agrees that a record is kept"),
            (
                {
                    "do": "consent",
                    "as": "k1",
                    "values": {
                        "scope": "record_keeping",
                        "purpose": "begeleiding",
                        "wording_read": "Ik schrijf op wat nodig is om u te begeleiden.",
                    },
                    "given": True,
                    "form": "oral",
                    "on": day(-32),
                },
            ),
        ),
        Event(
            -32,
            NOOR,
            N_("The first talk: Noor listens"),
            (
                contact(
                    "c2",
                    -32,
                    "first_talk",
                    70,
                    "Café buiten het dorp. Lies vertelt dat zij buiten de groep gehouden wordt;"
                    " gesprekken stoppen als zij erbij komt staan. Wens: dat het stopt en dat ik"
                    " weer mezelf ben.",
                    next_agreed=day(-25),
                ),
                status("intake"),
            ),
        ),
        Event(
            -32,
            NOOR,
            N_("What it is about, and who has a part in it: labels, no names"),
            (
                {
                    "do": "add",
                    "kind": "concern",
                    "as": "q1",
                    "values": {
                        "concern_type": "bullying",
                        "subtypes": ["ignoring_excluding", "gossip"],
                        "description_by_reporter": "Ze praten in groepjes en houden op als ik kom.",
                        "started_on": day(-120)[:7],
                        "frequency": "weekly",
                        "ongoing": True,
                    },
                },
                party("p1", label="Lies", role="reporter"),
                party(
                    "p2",
                    label="collega A",
                    role="alleged",
                    relation_to_reporter="peer_same_team",
                    involvement="suspected_by_reporter",
                ),
                party(
                    "p3",
                    label="groep lunch",
                    role="alleged",
                    relation_to_reporter="group_of_colleagues",
                    involvement="named_by_reporter",
                    group_size=5,
                ),
                party(
                    "p4",
                    label="leidinggevende L",
                    role="manager",
                    relation_to_reporter="direct_manager",
                ),
            ),
        ),
        Event(
            -32,
            NOOR,
            N_("What it does to Lisa"),
            (
                note(
                    "n1",
                    -32,
                    "Onzeker, slaapt slecht, werk lijdt eronder; thuis gemerkt. Geeft een 4 van 10."
                    " Geen verzuim, geen gevaar.",
                ),
                status("exploring"),
            ),
        ),
        Event(
            -25,
            NOOR,
            N_("Options and what each would bring"),
            (
                contact(
                    "c3",
                    -25,
                    "options",
                    60,
                    "Zes mogelijkheden naast elkaar gelegd, met wat ervoor en ertegen is.",
                    agreements="Lies neemt een week bedenktijd.",
                    next_agreed=day(-18),
                ),
                status("reflection"),
            ),
        ),
        Event(
            -18,
            NOOR,
            N_("Lisa chooses: a talk with her manager, with preparation"),
            (
                note(
                    "n2",
                    -18,
                    "Keuze van Lies: eigen logboek en een gesprek met leidinggevende L."
                    " Klacht nu niet, wel open houden.",
                ),
                status("decided"),
            ),
        ),
        Event(-13, NOOR, N_("They prepare the talk"), (status("supporting"),)),
        Event(
            -8,
            NOOR,
            N_("Noor's leave: Lisa refuses that the whole file goes to a colleague"),
            (
                {
                    "do": "consent",
                    "as": "k2",
                    "member_of": JOOST,
                    "values": {
                        "scope": "share_with_colleague",
                        "purpose": "waarneming verlof",
                        "what": "hele dossier, zonder einddatum",
                    },
                    "given": False,
                    "on": day(-8),
                },
            ),
        ),
    ]


def sharing() -> Event:
    """Lisa says yes to less, and Noor shares the case."""
    return Event(
        -8,
        NOOR,
        N_("Lisa agrees, in writing, that Joost stands in until a set day; Noor shares the case"),
        (
            {
                "do": "consent",
                "as": "k3",
                "member_of": JOOST,
                "values": {
                    "scope": "share_with_colleague",
                    "purpose": "waarneming verlof",
                    "what": "wat nodig is om Lies op te vangen",
                    "valid_until": day(6),
                },
                "given": True,
                "form": "written",
                "on": day(-8),
            },
            {"do": "share", "member_of": JOOST, "consent": "k3"},
        ),
    )


def after_sharing() -> list[Event]:
    """What happens while both hold the case and both are in touch with the relay."""
    return [
        Event(
            -6,
            NOOR,
            N_("The talk with the manager; Noor is there as support"),
            (
                contact(
                    "c4",
                    -6,
                    "accompaniment",
                    50,
                    "L neemt het serieus. Afspraak voor het team: niet over maar met elkaar.",
                    agreements="Terugkoppeling over twee weken.",
                    next_agreed=day(8),
                ),
            ),
        ),
        Event(
            -6,
            NOOR,
            N_("Afterwards: relieved, and afraid of being recognised"),
            (
                contact(
                    "c5",
                    -6,
                    "debrief",
                    20,
                    "Opgelucht. Bang dat ze herkend wordt. Nu een 5.",
                    channel="phone",
                    at="16:30",
                ),
            ),
        ),
    ]


def noor_offline() -> Event:
    """Noor writes on the train, with no connection."""
    return Event(
        0,
        NOOR,
        N_("Noor, offline on her way: Lisa asked to be called later in the evening"),
        (
            note("n3", 0, "Lies vraagt om later op de avond te bellen."),
            {"do": "change", "values": {CONFLICT_FIELD: "na 19:00"}},
        ),
    )


def joost_offline() -> Event:
    """Joost writes at home, with no connection, about the same thing."""
    return Event(
        0,
        JOOST,
        N_("Joost, offline too: Lisa calls, somebody asked her whether she complained"),
        (
            contact(
                "c6",
                0,
                "support",
                25,
                'Lies belt: iemand zei "heb jij geklaagd?" Niets gedaan zonder Lies. Geen gevaar.',
                channel="phone",
                at="20:10",
                agreements="Noor belt na haar verlof.",
            ),
            {"do": "change", "values": {CONFLICT_FIELD: "na 20:00, niet op dinsdag"}},
        ),
    )
