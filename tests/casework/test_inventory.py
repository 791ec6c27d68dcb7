"""What exists of a case: numbers, kinds and days, and never a word that somebody typed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.casework.inventory import Around, Holder, Inventory, NamesKept, Sent, inventory
from shared.casework.model.case_file import CaseFile, read_case
from shared.casework.model.kinds import FIELDS, IN_CASE, Form, Kind
from shared.casework.summons import SummonsKit, as_text, file_name, summons_kit
from shared.replica.change import Fields, Live

CIRCLE = b"c" * 16
DAY = 86_400_000
AROUND = Around((Holder("Noor", ("laptop",)),), (), 2, 40, 65_536, 1)
CANARY = "kanarie"


def fields(time: int = 0, **values: Any) -> Fields:
    return {
        name: (Live(value, b"d" * 16, number, 5, time),)
        for number, (name, value) in enumerate(values.items(), 1)
    }


def a_case(*entities: tuple[Kind, bytes, Fields]) -> CaseFile:
    head = (str(Kind.CASE), CIRCLE, fields(0, code="kiezel-47", opened_on="2026-02-05"))
    return read_case(CIRCLE, [head, *((str(kind), id_, held) for kind, id_, held in entities)])


def made(file: CaseFile, around: Around = AROUND) -> Inventory:
    return inventory(file, around, "2026-03-16")


def kit_of(file: CaseFile, around: Around = AROUND) -> SummonsKit:
    return summons_kit(made(file, around), str)


def test_entries_are_counted_by_kind_with_the_days_of_their_records() -> None:
    """By the clocks of the writers, from the first write to the last; the case is no entry."""
    found = made(
        a_case(
            (Kind.NOTE, b"1" * 16, fields(3 * DAY, text="a", noted_on="2026-02-05")),
            (Kind.NOTE, b"2" * 16, fields(9 * DAY, text="b")),
            (Kind.PARTY, b"3" * 16, fields(4 * DAY, label="colleague A")),
            (Kind.NOTE, b"4" * 16, {**fields(5 * DAY, text="c"), **fields(6 * DAY, deleted=True)}),
        )
    )

    assert [(one.kind, one.count, one.first, one.last) for one in found.counted] == [
        (Kind.PARTY, 1, "1970-01-05", "1970-01-05"),
        (Kind.NOTE, 2, "1970-01-04", "1970-01-10"),
    ]
    assert [(one.kind, one.count) for one in found.deleted] == [(Kind.NOTE, 1)]


def test_what_left_the_case_is_listed_by_its_day() -> None:
    """Documents, talks, helpers and disclosures; what was deleted left all the same."""
    route = fields(route_type="complaint_internal", counterpart="complaints_committee")
    found = made(
        a_case(
            (Kind.ROUTE, b"r" * 16, route),
            (Kind.DOCUMENT, b"1" * 16, fields(kind="complaint", route=b"r" * 16,
                                              submitted_on="2026-03-04", title=CANARY)),
            (Kind.REFERRAL, b"2" * 16, fields(category="gp", mode="warm_handover",
                                              status="handed_over", proposed_on="2026-02-20")),
            (Kind.REFERRAL, b"3" * 16, fields(category="coach", mode="information")),
            (Kind.DISCLOSURE, b"4" * 16, fields(basis="court_or_prosecutor", to_whom="police",
                                                given_on="2026-03-10", what=CANARY)),
            (Kind.STEP, b"5" * 16, {**fields(route=b"r" * 16, step_type="submit",
                                             done_on="2026-03-04"), **fields(deleted=True)}),
            (Kind.STEP, b"6" * 16, fields(route=b"r" * 16, step_type="submit")),
        )
    )  # fmt: skip

    assert [(one.on, one.how) for one in found.left] == [
        ("2026-02-20", Sent.REFERRAL),
        ("2026-03-04", Sent.STEP),
        ("2026-03-04", Sent.SUBMITTED),
        ("2026-03-10", Sent.DISCLOSURE),
    ]
    submitted = found.left[2]
    assert submitted.to


def texts(kit: SummonsKit) -> str:
    return as_text(kit)


def test_names_are_told_by_what_became_of_them() -> None:
    """Never kept, kept here, kept elsewhere, or destroyed, with the days."""
    cases = {
        "No names were ever kept": (),
        "are still there: this device can open them": (NamesKept("2026-02-05", "", True),),
        "this device can not open them": (NamesKept("2026-02-05", "", False),),
        "were destroyed on 2026-03-01": (NamesKept("2026-02-05", "2026-03-01", False),),
    }
    for words, names in cases.items():
        around = Around(AROUND.holders, names, 0, 0, 0, 0)
        assert words in " ".join(texts(kit_of(a_case(), around)).split())


def test_the_kit_has_every_ground_and_room_for_the_six_conditions() -> None:
    """The six of the model, in their order, each to be answered by hand."""
    kit = kit_of(a_case())
    (form,) = [section for section in kit.sections if section.asks]

    assert [ask.split(".")[0] for ask in form.asks[:6]] == ["1", "2", "3", "4", "5", "6"]
    assert len(form.asks) == 9
    text = texts(kit)
    assert text.count("_" * 72) == 18
    for words in ("Consent.", "art. 160 Sv", "Order of court or prosecutor", "Conflict of duties"):
        assert words in text
    assert "laptop" in text
    assert "sealed records of this case" in text


TYPED = (Form.LINE, Form.TEXT)


@given(st.data())
def test_nothing_that_was_typed_gets_in(data: st.DataObject) -> None:
    """A canary in every field of every kind that takes words, and in days and codes where a
    modified program wrote one: it is not in the kit, whatever else the case holds."""
    entities: list[tuple[Kind, bytes, Fields]] = []
    for number, kind in enumerate(IN_CASE):
        if kind is Kind.CASE:
            continue
        held: Fields = {}
        for name, field in FIELDS[kind].items():
            mean = data.draw(st.booleans()) and field.form not in TYPED
            if field.form in TYPED or mean:
                held |= fields(0, **{name: CANARY})
            elif field.codes is not None and field.form is Form.CODE:
                held |= fields(0, **{name: str(data.draw(st.sampled_from(list(field.codes))))})
            elif field.form is Form.DATE:
                held |= fields(0, **{name: "2026-02-05"})
        if data.draw(st.booleans()):
            held |= fields(0, deleted=True)
        entities.append((kind, number.to_bytes(16, "big"), held))
    head = fields(0, **{
        name: CANARY for name, field in FIELDS[Kind.CASE].items()
        if field.form in TYPED and name != "code"
    })  # fmt: skip
    file = read_case(CIRCLE, [
        (str(Kind.CASE), CIRCLE, {**head, **fields(0, code="kiezel-47")}),
        *((str(kind), id_, held) for kind, id_, held in entities),
        (CANARY, b"u" * 16, fields(0, x=CANARY)),
    ])  # fmt: skip

    found = made(file)

    assert CANARY not in texts(summons_kit(found, str))
    assert CANARY not in repr(found)
    assert sum(one.count for one in (*found.counted, *found.deleted)) == len(entities)


def test_files_are_named_by_the_code_alone() -> None:
    """And a code that another program made up leads nowhere else on the disk."""
    assert file_name("kiezel-47") == "luister-kiezel-47"
    assert file_name("../../etc/passwd") == "luister-------etc-passwd"
    assert file_name("") == "luister-case"
    assert len(file_name("x" * 500)) < 60
