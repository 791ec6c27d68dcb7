"""The trail of a case: who wrote what and when, as the records tell."""

from __future__ import annotations

from shared.casework import verbs
from shared.casework.audit import Act, trail
from shared.casework.consent import consenting
from shared.casework.model.codes import ConsentForm
from shared.casework.model.kinds import Kind
from shared.replica.change import Edit
from tests.casework.made import CIRCLE, JOOST, NOOR, ON, Firm, add, change

NOTE, CONSENT, OPENING = b"n" * 16, b"k" * 16, b"v" * 16


def acts(firm: Firm) -> list[tuple[str, str, bytes]]:
    return [(str(one.act), str(one.kind), one.device) for one in trail(firm.file())]


def test_the_newest_comes_first_with_who_and_what() -> None:
    """What was written together is one entry."""
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, {"callsign": "Lies"}))
    firm.save(add(Kind.NOTE, NOTE, {"text": "a", "noted_on": ON}), JOOST)

    newest, *older = trail(firm.file())

    assert (newest.device, newest.kind, newest.entity, newest.act) == (
        JOOST, Kind.NOTE, NOTE, Act.WROTE,
    )  # fmt: skip
    assert newest.fields == ("text", "noted_on")
    assert (newest.time, newest.place) == (2, 2)
    assert {str(one.act): one.fields for one in older} == {
        "status": ("status",),
        "wrote": ("code", "callsign", "opened_on", "first_response_due"),
    }


def test_deletions_answers_and_openings_of_the_names_stand_out() -> None:
    """Each by its own word; a question is no answer."""
    firm = Firm()
    firm.save(verbs.open_case(CIRCLE, "kiezel-47", ON, {}))
    firm.save(consenting.ask(CONSENT, {"scope": "talk_to", "recipient_role": "hr"}))
    assert ("asked", "consent", NOOR) in acts(firm)

    firm.save(consenting.give(firm.view(CONSENT), ON, ConsentForm.SIGNED), JOOST)
    opening = {"opened_at": f"{ON}T10:00", "reason": "terugbellen"}
    firm.save(add(Kind.VAULT_OPENING, OPENING, opening))
    firm.save(add(Kind.NOTE, NOTE, {"text": "a", "noted_on": ON}))
    firm.save(verbs.delete(firm.file(), firm.view(NOTE), ON), JOOST)

    assert acts(firm)[:3] == [
        ("deleted", "note", JOOST),
        ("wrote", "note", NOOR),
        ("opened_vault", "vault_opening", NOOR),
    ]
    assert ("answered", "consent", JOOST) in acts(firm)
    assert ("asked", "consent", NOOR) not in acts(firm)

    firm.save(verbs.undelete(firm.file(), firm.view(NOTE), ON))
    assert acts(firm)[0] == ("put_back", "note", NOOR)


def test_only_what_stands_now_is_in_the_trail() -> None:
    """What was written over is not kept; two values side by side both are."""
    firm = Firm()
    firm.save(add(Kind.NOTE, NOTE, {"text": "a", "noted_on": ON}))
    shown = firm.view(NOTE)
    firm.save(change(shown, {"text": "b"}), JOOST)

    assert [(one.device, one.fields) for one in trail(firm.file())] == [
        (JOOST, ("text",)),
        (NOOR, ("noted_on",)),
    ]

    firm.save(change(shown, {"text": "c"}))
    assert [one.device for one in trail(firm.file()) if one.fields == ("text",)] == [NOOR, JOOST]


def test_what_another_program_wrote_is_in_the_trail_and_breaks_nothing() -> None:
    """Unknown fields are named nowhere, but that somebody wrote is told; values are not."""
    firm = Firm()
    odd = [
        Edit("note", NOTE, "KANARIE-veld", "KANARIE"),
        Edit("note", NOTE, "text", 7),
        Edit("consent", CONSENT, "status", b"KANARIE"),
        Edit("case", CIRCLE, "status", ["KANARIE"]),
        Edit("pressure", b"q" * 16, "text", "KANARIE"),
    ]
    for edit in odd:
        firm.save([edit], JOOST)

    found = trail(firm.file())

    assert [(str(one.act), one.fields) for one in found] == [
        ("status", ("status",)),
        ("answered", ("status",)),
        ("wrote", ("text",)),
        ("wrote", ()),
    ]
    assert "KANARIE" not in "".join(map(repr, found))


def test_what_the_relay_has_not_kept_yet_comes_first() -> None:
    """It is the last in the log, whatever a clock says."""
    firm = Firm()
    firm.save(add(Kind.NOTE, NOTE, {"text": "a", "noted_on": ON}))
    fields = firm.entities["note", NOTE]
    (live,) = fields["text"]
    fields["text"] = (type(live)(live.value, live.device, live.number, None, 0),)

    assert [(one.place, one.fields) for one in trail(firm.file())] == [
        (None, ("text",)),
        (1, ("noted_on",)),
    ]
