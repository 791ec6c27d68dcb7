"""What an adviser does: edits that say what changed and what they take the place of."""

from __future__ import annotations

import pytest

from shared.casework.model.codes import CaseStatus, ConcernSubtype, ConcernType
from shared.casework.model.kinds import LINE_LIMIT, TEXT_LIMIT, Kind
from shared.casework.model.views import Concern
from shared.casework.rules import Broken, Rule
from shared.casework.status import ENDS, OPEN, next_statuses
from shared.casework.verbs import open_case
from shared.replica.change import Edit, Fields, Live, Name
from shared.replica.payload import check_value
from tests.casework.made import (
    CIRCLE,
    JOOST,
    NOOR,
    Firm,
    add,
    change,
    delete,
    edited,
    rule,
    settle,
    view,
)

NOTE = b"n" * 16


def test_opening_writes_the_case_under_the_circles_id() -> None:
    """The entity of kind `case` has the id of its circle; status and day are set."""
    outcome = open_case(CIRCLE, "kiezel-47", "2026-02-02", {"client": "Waterstaal", "callsign": ""})

    assert outcome == [
        Edit("case", CIRCLE, "code", "kiezel-47"),
        Edit("case", CIRCLE, "client", "Waterstaal"),
        Edit("case", CIRCLE, "status", "new"),
        Edit("case", CIRCLE, "opened_on", "2026-02-02"),
        Edit("case", CIRCLE, "first_response_due", "2026-02-04"),
    ]


def test_only_what_was_changed_makes_edits() -> None:
    """A form that gives all its fields back writes the one that differs."""
    firm = Firm()
    firm.save(open_case(CIRCLE, "kiezel-47", "2026-02-02", {"callsign": "Lies", "domain": "both"}))
    shown = firm.file().case
    form = {name: getattr(shown, name) for name in ("code", "client", "callsign", "domain")}

    assert change(shown, form) == []
    assert change(shown, {**form, "domain": "both", "code": " kiezel-47 "}) == []
    assert change(shown, {**form, "callsign": "Loes"}) == [
        Edit("case", CIRCLE, "callsign", "Loes", (Name(NOOR, 2),))
    ]


def test_an_edit_takes_the_place_of_what_the_form_showed_only() -> None:
    """What arrived while the form was open stays beside what was typed."""
    firm = Firm()
    firm.save(add(Kind.NOTE, NOTE, {"text": "a", "noted_on": "2026-02-05"}))
    shown = firm.view(NOTE)
    firm.save(change(shown, {"text": "b"}), JOOST)

    outcome = change(shown, {"text": "c"})

    assert isinstance(outcome, list)
    assert outcome[0].supersedes == (Name(NOOR, 1),)


def test_an_edit_takes_the_place_of_all_values_of_a_conflict_that_was_shown() -> None:
    """Typing over a field in conflict settles it; leaving it alone does not."""
    firm = Firm()
    firm.save(add(Kind.NOTE, NOTE, {"text": "a", "noted_on": "2026-02-05"}))
    shown = firm.view(NOTE)
    firm.save(change(shown, {"text": "b"}), NOOR)
    firm.save(change(shown, {"text": "c"}), JOOST)
    shown = firm.view(NOTE)

    assert change(shown, {"text": shown.text}) == []
    outcome = change(shown, {"text": "d"})
    assert isinstance(outcome, list)
    assert set(outcome[0].supersedes) == {Name(NOOR, 3), Name(JOOST, 1)}


def test_emptying_a_field_writes_nothing_into_it() -> None:
    """A field that was emptied holds nil, not an empty text."""
    firm = Firm()
    firm.save(open_case(CIRCLE, "kiezel-47", "2026-02-02", {"callsign": "Lies"}))

    assert edited(change(firm.file().case, {"callsign": "  "})) == {"callsign": None}


def test_an_odd_value_left_alone_is_not_written_over() -> None:
    """A form that could not show a newer program's code does not erase it."""
    case = view(Kind.CASE, code="kiezel-47", domain="hybrid")

    assert change(case, {"domain": None, "code": "kiezel-47"}) == []
    assert edited(change(case, {"domain": "both"})) == {"domain": "both"}


def test_a_text_that_was_shown_cut_is_not_written_over_by_its_beginning() -> None:
    """Saving a form with a text too long to show leaves that text as it is."""
    note = view(Kind.NOTE, text="x" * (TEXT_LIMIT + 9), noted_on="2026-02-05")

    assert change(note, {"text": getattr(note, "text", ""), "noted_on": "2026-02-05"}) == []


def test_what_is_written_is_what_records_may_hold() -> None:
    """Every value is of a form that MessagePack bodies allow."""
    outcome = add(
        Kind.CONCERN,
        b"q" * 16,
        {
            "concern_type": ConcernType.BULLYING,
            "subtypes": (ConcernSubtype.GOSSIP, "ignoring_excluding"),
            "ongoing": True,
            "started_on": "2025-11",
        },
    )

    assert edited(outcome) == {
        "concern_type": "bullying",
        "subtypes": ["ignoring_excluding", "gossip"],
        "started_on": "2025-11",
        "ongoing": True,
    }
    assert isinstance(outcome, list)
    for edit in outcome:
        check_value(edit.value)
        assert type(edit.value) in (str, list, bool)


@pytest.mark.parametrize(
    ("kind", "values", "broken"),
    [
        (Kind.NOTE, {"text": " ", "noted_on": "2026-02-05"}, Broken(Rule.EMPTY, "text")),
        (Kind.NOTE, {"text": "a"}, Broken(Rule.EMPTY, "noted_on")),
        (Kind.NOTE, {"text": "a", "noted_on": "5 feb"}, Broken(Rule.NOT_A_DATE, "noted_on")),
        (Kind.NOTE, {"text": "a", "noted_on": "2026-02-30"}, Broken(Rule.NOT_A_DATE, "noted_on")),
        (Kind.NOTE, {"text": 3, "noted_on": "2026-02-05"}, Broken(Rule.NOT_TEXT, "text")),
        (
            Kind.NOTE,
            {"text": "x" * (TEXT_LIMIT + 1), "noted_on": "2026-02-05"},
            Broken(Rule.TOO_LONG, "text", (("length", TEXT_LIMIT + 1), ("most", TEXT_LIMIT))),
        ),
        (
            Kind.PARTY,
            {"label": "x" * (LINE_LIMIT + 1)},
            Broken(Rule.TOO_LONG, "label", (("length", LINE_LIMIT + 1), ("most", LINE_LIMIT))),
        ),
        (Kind.PARTY, {"label": "collega A", "role": "boss"}, Broken(Rule.NOT_A_CHOICE, "role")),
        (
            Kind.PARTY,
            {"label": "groep", "group_size": "vijf"},
            Broken(Rule.NOT_A_NUMBER, "group_size"),
        ),
        (
            Kind.PARTY,
            {"label": "groep", "group_size": "123456789"},
            Broken(Rule.OUT_OF_RANGE, "group_size", (("least", 0), ("most", 100_000))),
        ),
        (
            Kind.CONTACT,
            {"kind": "options", "start": "2026-02-05 25:00"},
            Broken(Rule.NOT_A_MOMENT, "start"),
        ),
        (
            Kind.CONTACT,
            {"kind": "options", "start": "2026-02-05", "with_party": b"short"},
            Broken(Rule.NOT_A_CHOICE, "with_party"),
        ),
        (Kind.CONCERN, {"started_on": "2025-13"}, Broken(Rule.NOT_ABOUT, "started_on")),
        (Kind.CONCERN, {"ongoing": "yes"}, Broken(Rule.NOT_A_CHOICE, "ongoing")),
        (
            Kind.CONCERN,
            {"concern_type": "violence", "subtypes": ["gossip"]},
            Broken(Rule.FORM_OF_OTHER_TYPE, "subtypes"),
        ),
        (Kind.CONCERN, {"subtypes": ["gossip"]}, Broken(Rule.FORM_OF_OTHER_TYPE, "subtypes")),
        (
            Kind.CONCERN,
            {"concern_type": "bullying", "subtypes": ["gossip", "shouting"]},
            Broken(Rule.FORM_OF_OTHER_TYPE, "subtypes"),
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_field(
    kind: Kind, values: dict[str, object], broken: Broken
) -> None:
    """Nothing is written, and the form knows where to point."""
    assert add(kind, b"q" * 16, values) == broken


def test_numbers_and_moments_may_be_typed() -> None:
    """What a form gives as text becomes what records hold."""
    contact = add(
        Kind.CONTACT,
        b"1" * 16,
        {"kind": "first_talk", "start": "2026-02-05 10:00", "minutes": "70"},
    )

    assert edited(contact) == {"kind": "first_talk", "start": "2026-02-05T10:00", "minutes": 70}


@pytest.mark.parametrize("value", ["111222333", "bsn 111222333.", "nr:123456782", "111 222 333"])
@pytest.mark.parametrize(
    ("kind", "field", "rest"),
    [
        (Kind.NOTE, "text", {"noted_on": "2026-02-05"}),
        (Kind.PARTY, "label", {}),
        (Kind.CONTACT, "summary", {"kind": "options", "start": "2026-02-05"}),
        (Kind.CONCERN, "description_by_reporter", {}),
    ],
)
def test_a_citizen_service_number_can_not_be_saved(
    kind: Kind, field: str, rest: dict[str, str], value: str
) -> None:
    """In no free text, neither in a new entity nor in a change."""
    assert add(kind, b"q" * 16, {**rest, field: value}) == Broken(Rule.BSN, field)
    assert change(view(kind, **rest), {field: value}) == Broken(Rule.BSN, field)


def test_changing_the_kind_of_behaviour_asks_for_forms_that_fit() -> None:
    """Forms of the old kind do not stay behind unseen."""
    concern = view(Kind.CONCERN, concern_type="bullying", subtypes=["gossip"])
    assert isinstance(concern, Concern)

    assert rule(change(concern, {"concern_type": "violence"})) is Rule.FORM_OF_OTHER_TYPE
    assert edited(change(concern, {"concern_type": "violence", "subtypes": ()})) == {
        "concern_type": "violence",
        "subtypes": None,
    }


def test_a_status_is_taken_a_step_at_a_time() -> None:
    """A case does not come from new to support without what lies between."""
    firm = Firm()
    firm.save(open_case(CIRCLE, "kiezel-47", "2026-02-02", {}))

    assert change(firm.file().case, {"status": "supporting"}) == Broken(Rule.STATUS_STEP, "status")
    firm.save(
        add(
            Kind.CONFLICT_CHECK,
            b"k" * 16,
            {"done_on": "2026-02-03", "method": "oral", "result": "clear"},
        )
    )
    for status in ("conflict_checked", "intake", "exploring", "reflection", "decided"):
        firm.save(change(firm.file().case, {"status": status}, firm.file()))
    firm.save(change(firm.file().case, {"status": "supporting"}, firm.file()))

    assert firm.file().case.status is CaseStatus.SUPPORTING


@pytest.mark.parametrize("status", list(CaseStatus))
def test_statuses_that_stand_for_an_act_are_never_chosen(status: CaseStatus) -> None:
    """Handing over, closing, keeping and destroying are not done by choosing a word."""
    acts = {CaseStatus.TRANSFERRED, CaseStatus.CLOSED, CaseStatus.RETAINED, CaseStatus.DESTROYED}

    assert acts.isdisjoint(next_statuses(status))
    assert status not in next_statuses(status)


def test_every_status_set_by_hand_can_be_reached_and_left() -> None:
    """No status is a dead end, and every one is reached from new."""
    reached = {CaseStatus.NEW}
    while True:
        more = reached.union(*(next_statuses(status) for status in reached))
        if more == reached:
            break
        reached = more

    assert reached == {*OPEN, *ENDS}
    assert all(next_statuses(status) for status in reached)


def test_a_status_of_a_newer_program_is_not_written_over() -> None:
    """What another version set is left to it."""
    assert rule(change(view(Kind.CASE, status="mediated"), {"status": "intake"})) is (
        Rule.STATUS_STEP
    )


def test_a_conflict_of_statuses_allows_steps_from_each() -> None:
    """Whoever settles two statuses by choosing a third may start from either."""
    case = view(Kind.CASE)
    fields: Fields = {
        "status": (Live("intake", NOOR, 1, 1, 0), Live("waiting", JOOST, 1, 2, 0)),
    }
    case = type(case)(id=CIRCLE, fields=fields, conflicts=("status",))

    assert edited(change(case, {"status": "exploring"})) == {"status": "exploring"}
    assert edited(change(case, {"status": "aftercare"})) == {"status": "aftercare"}
    assert rule(change(case, {"status": "reflection"})) is Rule.STATUS_STEP


def test_bugs_of_a_form_are_bugs() -> None:
    """A field that does not exist, or the wrong verb, is no outcome."""
    with pytest.raises(KeyError):
        add(Kind.NOTE, NOTE, {"colour": "red"})
    with pytest.raises(ValueError, match="opened"):
        add(Kind.CASE, CIRCLE, {})
    with pytest.raises(ValueError, match="not deleted"):
        delete(view(Kind.CASE))
    with pytest.raises(StopIteration):
        settle(view(Kind.NOTE, text="a"), "text", Name(JOOST, 9))
