"""Lisa's story, events 1 to 9: the first talks."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.intake.open_in_intake import EXPLANATIONS
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo.telling import Event, Step, add, change, consent, contact

CLIENT, CALLSIGN = "Waterstaal Techniek BV", "Lies"
MOBILE = "06 8145 2297"
"""Lies's own mobile; it lies in the vault and stands nowhere else."""


def opening(code: str, domain: str, **more: str) -> Step:
    """A case is opened on a first call."""
    return {
        "do": "open_case",
        "code": code,
        "values": {
            "client": CLIENT,
            "channel": "phone",
            "how_found": "home",
            "callsign": CALLSIGN,
            "safe_channel": "phone",
            "safe_times": "na 18:00",
            "safe_never": "werkmail, telefoon van het werk",
            "urgency": "normal",
            "anonymity": "pseudonymous",
            "reporter_role": "affected",
            "employment": "employee",
            "domain": domain,
            **more,
        },
    }


def explanations(day: str, **more: bool) -> Step:
    """What an adviser is and is not, all nine parts of it."""
    given = dict.fromkeys(EXPLANATIONS, True)
    return add("explanation", "explained", given_on=day, **given, **more)


def reporter() -> Step:
    """The reporter, by a label."""
    return add("party", "reporter", label=CALLSIGN, role="reporter")


def first_talks(code: str) -> list[Event]:
    """Events 1 to 6, as far as every variant of the story has them."""
    return [
        Event(
            1,
            "2026-02-02",
            "noor",
            N_("Lisa calls; Noor opens a case"),
            (opening(code, "undesirable_behaviour"),),
        ),
        Event(
            2,
            "2026-02-03",
            "noor",
            N_("Noor calls back and asks first about whom it is"),
            (
                {
                    "do": "call",
                    "entity": "@call-back",
                    "at_moment": "2026-02-03 18:20",
                    "values": {
                        "minutes": 12,
                        "summary": "Teruggebeld op eigen mobiel. Eerst gevraagd over wie het gaat.",
                        "next_agreed": "2026-02-05",
                    },
                },
            ),
        ),
        Event(
            3,
            "2026-02-03",
            "noor",
            N_("Nobody of the firm is involved: Noor is free to help"),
            (
                reporter(),
                add(
                    "party",
                    "a",
                    label="collega A",
                    role="alleged",
                    relation_to_reporter="peer_same_team",
                    involvement="suspected_by_reporter",
                ),
                {
                    "do": "check",
                    "entity": "@checked",
                    "values": {
                        "method": "oral",
                        "result": "clear",
                        "subjects": ["@reporter", "@a"],
                    },
                },
            ),
        ),
        Event(
            4,
            "2026-02-05",
            "noor",
            N_("Before the story: what an adviser does, what is secret, who decides"),
            (
                {
                    "do": "hint",
                    "kind": "contact",
                    "values": {"summary": "Lies begint te vertellen."},
                },
                explanations("2026-02-05"),
            ),
        ),
        Event(
            5,
            "2026-02-05",
            "noor",
            N_("Lisa agrees that a record is kept, and her mobile number apart from it"),
            (
                consent(
                    "record",
                    "record_keeping",
                    "oral",
                    purpose="begeleiding",
                    what="wat Lies vertelt, tot het sluiten van de zaak",
                    wording_read=WORDING[ConsentScope.RECORD_KEEPING],
                ),
                consent(
                    "hold",
                    "hold_identity",
                    "oral",
                    purpose="terugbellen",
                    what="alleen het nummer van de eigen mobiel",
                    wording_read=WORDING[ConsentScope.HOLD_IDENTITY],
                ),
                add(
                    "identity",
                    "mobile",
                    party="@reporter",
                    phone=MOBILE,
                    reason_for_holding="terugbellen na 18:00",
                ),
                add(
                    "vault_opening",
                    "opened",
                    opened_at="2026-02-05 14:10",
                    reason="nummer opgeschreven",
                ),
            ),
        ),
        Event(
            6,
            "2026-02-05",
            "noor",
            N_("The first talk: Noor listens"),
            (
                contact(
                    "first",
                    "2026-02-05 14:00",
                    "first_talk",
                    70,
                    "Café buiten het dorp. Lies vertelt dat zij buiten de groep gehouden wordt;"
                    " gesprekken stoppen als zij erbij komt staan. Zij hoort haar naam vallen.",
                    place_kind="neutral",
                    next_agreed="2026-02-12",
                ),
                change(
                    status="intake", wish_of_reporter="Dat het stopt en dat ik weer mezelf ben."
                ),
            ),
        ),
    ]


def the_matter() -> list[Event]:
    """Events 7 to 9: what it is about, who has a part in it, and what it does to her."""
    return [
        Event(
            7,
            "2026-02-05",
            "noor",
            N_("What it is about, in Lisa's words"),
            (
                add(
                    "concern",
                    "bullying",
                    concern_type="bullying",
                    subtypes=["ignoring_excluding", "gossip"],
                    description_by_reporter="Ze praten in groepjes en houden op als ik kom.",
                    attribution="reporter",
                    started_on="2025-11",
                    frequency="weekly",
                    ongoing=True,
                    location_kind="workplace",
                    power_difference=False,
                ),
                add(
                    "incident",
                    "lunch",
                    happened="2026-01",
                    what="Volgens Lies: de tafel was vol, zei iemand. Er waren stoelen vrij.",
                    attribution="reporter",
                    where_kind="workplace",
                    witnesses="yes",
                    own_record=False,
                ),
            ),
        ),
        Event(
            8,
            "2026-02-05",
            "noor",
            N_("Who has a part in it: labels, no names"),
            (
                add(
                    "party",
                    "group",
                    label="groep lunch",
                    role="alleged",
                    relation_to_reporter="group_of_colleagues",
                    involvement="named_by_reporter",
                    group_size=5,
                ),
                add(
                    "party",
                    "manager",
                    label="leidinggevende L",
                    role="manager",
                    relation_to_reporter="direct_manager",
                ),
            ),
        ),
        Event(
            9,
            "2026-02-05",
            "noor",
            N_("What it does to Lisa"),
            (
                add(
                    "impact",
                    "impact-1",
                    noted_on="2026-02-05",
                    sleep="slaapt slecht",
                    work_performance="onzeker, prestaties omlaag",
                    absence="none",
                    home="haar man merkt het",
                    safety="geen gevaar",
                    scale=4,
                    self_harm_signal=False,
                ),
            ),
        ),
    ]
