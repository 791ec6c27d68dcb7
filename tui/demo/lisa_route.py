"""Lisa's story, events 16 to 24: the talk with her manager, and a colleague who stands in."""

from __future__ import annotations

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope
from shared.wording import N_
from tui.demo.lisa_beginning import CLIENT
from tui.demo.telling import (
    Event,
    Step,
    add,
    change,
    consent,
    contact,
    done,
    look,
    planned,
)

CONFLICT_FIELD = "safe_times"
"""The field that Noor and Joost both change while they are out of touch."""
SETTLED = "na 20:00, niet op dinsdag"
CALLER, CALLER_CODE = "caller", "tarwe-23"
"""The case of the second caller, which is Samira's alone."""


def _for_joost(name: str, form: str | None, what: str, **more: str) -> Step:
    asked = consent(
        name,
        "share_with_colleague",
        form,
        purpose="waarneming verlof",
        what=what,
        wording_read=WORDING[ConsentScope.SHARE_WITH_COLLEAGUE],
        **more,
    )
    return {**asked, "member_of": "joost"}


def cover() -> list[Event]:
    """Events 16 to 20: Joost is to stand in; the talk; what comes of it while he does."""
    return [
        Event(
            16,
            "2026-03-01",
            "noor",
            N_("Noor's leave: Lisa refuses the whole file, and agrees to less, until a set day"),
            (
                add(
                    "conflict_check",
                    "joost-checked",
                    done_on="2026-03-01",
                    method="oral",
                    result="clear",
                    reason="Ook Joost is vrij in deze zaak.",
                ),
                _for_joost("whole", None, "hele dossier, zonder einddatum"),
                {
                    "do": "try",
                    "rule": "CONSENT_REFUSED",
                    "step": {"do": "share", "consent": "@whole"},
                    "member_of": "joost",
                },
                _for_joost(
                    "less",
                    "written",
                    "roepnaam, hoe te bereiken, afspraken, signalen van gevaar",
                    valid_until="2026-03-15",
                ),
                {"do": "share", "member_of": "joost", "consent": "@less"},
                {"do": "sync"},
                {"do": "sync", "by": "joost"},
            ),
        ),
        Event(
            17,
            "2026-03-03",
            "noor",
            N_("The talk with the manager; Noor is there as support"),
            (
                contact(
                    "talk",
                    "2026-03-03 15:00",
                    "accompaniment",
                    50,
                    "L neemt het serieus. HR is er niet bij.",
                    place_kind="at_work",
                    next_agreed="2026-03-17",
                ),
                done(
                    "talk_manager",
                    "attend_talk",
                    "L neemt het serieus.",
                    agreement_text="L kijkt zelf mee. Afspraak voor het team: niet over maar met"
                    " elkaar. L spreekt met de groep zonder Lies te noemen.",
                    next="terugkoppeling over twee weken",
                ),
                planned("talk_manager", "follow_agreement", planned_for="2026-03-17 16:00"),
            ),
        ),
        Event(
            18,
            "2026-03-03",
            "noor",
            N_("Afterwards: relieved, and afraid of being recognised"),
            (
                contact(
                    "debrief",
                    "2026-03-03 16:30",
                    "debrief",
                    20,
                    "Opgelucht. Bang dat ze herkend wordt.",
                    channel="phone",
                    mood_before=4,
                    mood_after=5,
                ),
                done("talk_manager", "debrief", "Opgelucht, en bang herkend te worden."),
                add("impact", "impact-2", noted_on="2026-03-03", absence="none", scale=5),
            ),
        ),
        Event(
            19,
            "2026-03-03",
            "noor",
            N_("Noor looks who knows by now: no leak; and clears away her own note"),
            (
                look(
                    "talk_manager",
                    "look-1",
                    "2026-03-03",
                    confidentiality_ok=True,
                    who_knows=["home"],
                    leak_suspected=False,
                    retaliation_seen=False,
                ),
                {"do": "wipe_notes"},
                {"do": "sync"},
                {"do": "sync", "by": "joost"},
            ),
        ),
        Event(
            20,
            "2026-03-09",
            "joost",
            N_("Joost stands in, offline: Lisa calls, somebody asked her whether she complained"),
            (
                # Written on the train to her leave, and sent when she is in touch again.
                {**change(**{CONFLICT_FIELD: "na 19:00"}), "by": "noor"},
                contact(
                    "cover-call",
                    "2026-03-09 20:10",
                    "support",
                    25,
                    'Lies belt: iemand zei "heb jij geklaagd?" Niets gedaan zonder Lies. Geen'
                    " gevaar.",
                    channel="phone",
                    agreements="Noor belt na haar verlof.",
                    next_agreed="2026-03-16",
                ),
                {
                    "do": "effect",
                    "route": "@talk_manager",
                    "step": "attend_talk",
                    "entity": "@leak",
                    "values": {
                        "kind": "identity_leaked",
                        "seen_on": "2026-03-09",
                        "described": "Volgens Lies: iemand in de kantine vroeg het haar.",
                        "attribution": "reporter",
                        "action": "Niets zonder Lies. Noor bespreekt het na haar verlof.",
                    },
                },
                change(**{CONFLICT_FIELD: SETTLED}),
                {"do": "sync"},
            ),
        ),
    ]


def second_caller() -> Event:
    """Event 21: somebody of the other side calls the firm."""
    steps: tuple[Step, ...] = (
        {
            "do": "open_case",
            "code": CALLER_CODE,
            "values": {
                "client": CLIENT,
                "channel": "phone",
                "urgency": "normal",
                "reporter_role": "accused",
                "callsign": "Beller",
            },
        },
        {
            "do": "check",
            "entity": "@caller-checked",
            "values": {
                "method": "oral",
                "result": "possible",
                "conflict_kind": "same_firm_other_side",
                "decision": "refer_to_other_firm",
                "reporter_told": True,
                "reason": "Het bureau is er al voor iemand bij deze opdrachtgever.",
            },
        },
        {
            "do": "call",
            "entity": "@caller-call",
            "at_moment": "2026-03-10 11:40",
            "values": {
                "minutes": 9,
                "summary": "Eerst gevraagd over wie het gaat, het verhaal niet aangehoord. Voor"
                " hem is een vertrouwenspersoon van een ander bureau beter.",
            },
        },
        add(
            "referral",
            "other-firm",
            category="other_vp_firm",
            mode="signposting",
            status="finished",
            service="drie andere bureaus genoemd",
            proposed_on="2026-03-10",
        ),
        change(status="redirected"),
        {
            "do": "close",
            "values": {
                "outcome": "outside_remit_redirected",
                "closed_with_reporter": True,
                "door_open_told": False,
            },
        },
    )
    return Event(
        21,
        "2026-03-10",
        "samira",
        N_("A second caller, of the other side: Samira may not be there for him, and says so"),
        tuple({**step, "case": CALLER} for step in steps),
    )


def back() -> list[Event]:
    """Events 22 to 24: the cover ends, Noor is back, and the agreement is checked."""
    return [
        Event(
            22,
            "2026-03-15",
            "noor",
            N_(
                "The last day of the cover: both in touch again, their work is merged, Joost leaves"
            ),
            (
                {"do": "observe"},
                {"do": "leave", "member_of": "joost"},
                {"do": "sync"},
                {"do": "sync", "by": "joost"},
            ),
        ),
        Event(
            23,
            "2026-03-16",
            "noor",
            N_("Noor reads what Joost wrote, settles the two times, and calls Lisa"),
            (
                change(**{CONFLICT_FIELD: SETTLED}),
                add(
                    "vault_opening",
                    "opened-again",
                    opened_at="2026-03-16 20:05",
                    reason="terugbellen op de afgesproken tijd",
                ),
                contact(
                    "handback",
                    "2026-03-16 20:05",
                    "support",
                    30,
                    "Lies wil dat L weet dat er gevraagd is, en verder niets.",
                    channel="phone",
                    next_agreed="2026-03-17",
                ),
            ),
        ),
        Event(
            24,
            "2026-03-17",
            "noor",
            N_("The manager reports back: the group was spoken to, the gossip is less"),
            (
                contact(
                    "feedback",
                    "2026-03-17 16:00",
                    "accompaniment",
                    40,
                    "Twee collega's groeten weer. Collega A bleek onzeker over zijn rol, zegt L.",
                    place_kind="at_work",
                    next_agreed="2026-03-19",
                ),
                done(
                    "talk_manager",
                    "follow_agreement",
                    "De groep is aangesproken; het roddelen is minder.",
                    counterpart="direct_manager",
                    agreement_text="L plant een teamsessie.",
                ),
                {
                    **planned(
                        "talk_manager",
                        "follow_agreement",
                        actor="counterpart",
                        planned_for="2026-03-31",
                        goal="teamsessie",
                    ),
                    "entity": "@team-session",
                },
                look(
                    "talk_manager",
                    "look-2",
                    "2026-03-17",
                    confidentiality_ok=True,
                    leak_suspected=False,
                    retaliation_seen=False,
                    action="Gevraagd wie het had gezegd: niemand weet het zeker.",
                ),
            ),
        ),
    ]
