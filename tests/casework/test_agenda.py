"""The agenda over all cases: what is due, how pressing it is, and nothing of what it is about."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework.agenda import KINDS, agenda
from shared.casework.due import Due, DueKind, Pressing
from shared.casework.model.case_file import read_case
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.model.views import WorkingNote
from shared.casework.open_now import open_now
from shared.casework.route.terms import days_after
from shared.replica.change import Live
from tests.casework.made import lives
from tests.casework.made_agenda import CIRCLE, ON, Entity, case, entity, id_of

AFTERCARE = {
    "scope": "aftercare_contact",
    "form": "written",
    "status": "given",
    "given_on": "2026-03-01",
}


def due(*parts: Entity, on: str = ON) -> list[tuple[str, str, str]]:
    return [(str(one.kind), one.due, str(one.pressing)) for one in agenda(parts, on)]


def test_a_first_response_is_due_until_there_was_contact() -> None:
    """A missed call is none, and is tried again the next working day."""
    new = case("new", opened_on="2026-03-06", first_response_due="2026-03-10")
    missed = entity(Kind.CONTACT, "m", kind="missed", start="2026-03-09T10:00")

    assert due(new) == [("first_response", "2026-03-10", "today")]
    assert due(new, missed) == [
        ("call_back", "2026-03-10", "today"),
        ("first_response", "2026-03-10", "today"),
    ]
    assert due(new, entity(Kind.CONTACT, "c", kind="admin", start="2026-03-09")) == []


def test_a_case_of_before_without_a_day_counts_from_its_opening() -> None:
    """Two working days, as where it is written down."""
    assert due(case("new", opened_on="2026-03-05")) == [("first_response", "2026-03-09", "overdue")]


def test_an_appointment_stands_until_it_was_kept() -> None:
    """A call in between does not take it away; contact on the day does."""
    agreed = entity(
        Kind.CONTACT, "a", kind="follow_up", start="2026-03-03", next_agreed="2026-03-12"
    )
    between = entity(Kind.CONTACT, "b", kind="support", start="2026-03-05")
    kept = entity(Kind.CONTACT, "c", kind="follow_up", start="2026-03-12T14:00")
    missed = entity(
        Kind.CONTACT, "d", kind="missed", start="2026-03-12T14:00", next_agreed="2026-03-13"
    )

    assert due(case(), agreed, between) == [("appointment", "2026-03-12", "soon")]
    assert due(case(), agreed, between, kept) == []
    assert due(case(), agreed, missed) == [("appointment", "2026-03-13", "soon")]


def test_time_to_think_and_the_last_day_of_an_option() -> None:
    """Until the choice is made; an option that was dropped has no last day."""
    thinking = entity(Kind.DECISION, "d", reflection_until="2026-03-17")
    option = entity(Kind.OPTION, "o", option_type="legal", deadline="2026-03-18")
    dropped = entity(
        Kind.OPTION, "p", option_type="legal", deadline="2026-03-18", status="discarded"
    )

    assert due(case("reflection"), thinking, option, dropped) == [
        ("reflection", "2026-03-17", "soon"),
        ("option_deadline", "2026-03-18", "later"),
    ]


def test_a_choice_is_asked_again_on_the_day_that_was_agreed() -> None:
    """Once it was confirmed that day, it is not."""
    made = {"made_on": "2026-03-05", "reflection_until": "2026-03-11", "in_words": "ja"}

    assert due(case(), entity(Kind.DECISION, "d", **made)) == [("reflection", "2026-03-11", "soon")]
    assert due(case(), entity(Kind.DECISION, "d", reconfirmed_on="2026-03-11", **made)) == []


def terms(*parts: Entity) -> list[tuple[str, str]]:
    return [(kind, day) for kind, day, _ in due(case(), *parts) if kind != "guard"]


def test_the_terms_of_a_report_are_seven_days_and_three_months() -> None:
    """What came back takes its term away; three months run from the receipt."""
    route = entity(
        Kind.ROUTE, "r", route_type="internal_report", status="waiting", submitted_on="2026-03-04"
    )
    receipt = entity(Kind.STEP, "s", route=id_of("r"), step_type="receipt", done_on="2026-03-06")

    assert terms(route) == [("receipt", "2026-03-11"), ("feedback", "2026-06-11")]
    assert terms(route, receipt) == [("feedback", "2026-06-06")]


def test_the_terms_of_a_complaint_are_those_of_its_scheme() -> None:
    """Answer and decision from the handing in, appeal from the decision."""
    values = {
        "route_type": "complaint_internal", "submitted_on": "2026-03-04",
        "response_days": 14, "decision_days": 42, "appeal_days": 14,
    }  # fmt: skip
    route = entity(Kind.ROUTE, "r", status="running", **values)
    over = entity(Kind.ROUTE, "r", status="finished", **values)
    decided = entity(
        Kind.STEP, "s", route=id_of("r"), step_type="decision_received", done_on="2026-03-09"
    )
    long_ago = entity(
        Kind.STEP, "s", route=id_of("r"), step_type="decision_received", done_on="2026-02-09"
    )

    assert terms(route) == [("response", "2026-03-18"), ("decision", "2026-04-15")]
    assert terms(route, decided) == [("appeal", "2026-03-23")]
    assert terms(over, decided) == [("appeal", "2026-03-23")]
    assert terms(over, long_ago) == []


def test_a_running_route_is_looked_at_every_fourteen_days() -> None:
    """From its beginning and from the last look; not while it is only planned, nor after."""
    values = {"route_type": "talk_manager", "started_on": "2026-03-01"}
    running = entity(Kind.ROUTE, "r", status="running", **values)
    looked = entity(Kind.GUARD, "g", route=id_of("r"), checked_on="2026-03-09", terms_kept=True)
    elsewhere = entity(Kind.GUARD, "h", route=id_of("q"), checked_on="2026-03-09")

    assert due(case(), running) == [("guard", "2026-03-15", "soon")]
    assert due(case(), running, elsewhere) == [("guard", "2026-03-15", "soon")]
    assert due(case(), running, looked) == [("guard", "2026-03-23", "later")]
    for status in ("planned", "finished", "abandoned"):
        assert due(case(), entity(Kind.ROUTE, "r", status=status, **values)) == []


def test_a_step_is_due_when_it_is_planned_for() -> None:
    """Its appointment, else its day; not when it was done or its route is over."""
    route = entity(Kind.ROUTE, "r", route_type="talk_manager", status="planned")
    over = entity(Kind.ROUTE, "r", route_type="talk_manager", status="abandoned")
    step = {"route": id_of("r"), "step_type": "attend_talk", "due": "2026-03-20"}

    assert due(case(), route, entity(Kind.STEP, "s", **step)) == [("step", "2026-03-20", "later")]
    planned = entity(Kind.STEP, "s", planned_for="2026-03-11T10:00", **step)
    assert due(case(), route, planned) == [
        ("day_before", "2026-03-10", "today"),
        ("step", "2026-03-11", "soon"),
    ]
    assert due(case(), over, planned) == []
    assert due(case(), route, entity(Kind.STEP, "s", done_on="2026-03-09", **step)) == []


def test_a_referral_is_asked_after_until_it_is_known_whether_it_worked() -> None:
    """Not one that was only considered."""
    values = {"category": "coach", "mode": "signposting", "check_on": "2026-03-24"}
    one = entity(Kind.REFERRAL, "f", status="signposted", **values)

    assert due(case(), one) == [("referral", "2026-03-24", "later")]
    answered = entity(Kind.REFERRAL, "f", status="signposted", feedback="helpful", **values)
    assert due(case(), answered) == []
    assert due(case(), entity(Kind.REFERRAL, "f", status="declined", **values)) == []


def test_a_consent_ends_on_its_last_day() -> None:
    """Only one that is in force; a question or a no runs out of nothing."""
    values = {"scope": "talk_to", "given_on": "2026-03-01", "valid_until": "2026-03-31"}

    assert due(case(), entity(Kind.CONSENT, "k", status="given", **values)) == [
        ("consent", "2026-03-31", "later")
    ]
    for status in ("asked", "refused", "withdrawn"):
        assert due(case(), entity(Kind.CONSENT, "k", status=status, **values)) == []
    assert due(case(), entity(Kind.CONSENT, "k", status="given", **values), on="2026-04-01") == []


def test_rule_14_only_an_agreement_that_lets_the_adviser_call_makes_a_call() -> None:
    """With a consent in force on that day; anything else is a quiet day."""
    check = entity(Kind.AFTERCARE_CHECK, "n", plan=id_of("p"), due=ON)
    consent = entity(Kind.CONSENT, "k", **AFTERCARE)
    agreed = {"agreed_on": "2026-03-01", "weeks": "2", "consent": id_of("k")}
    allowed = entity(Kind.AFTERCARE_PLAN, "p", initiator="adviser_allowed", **agreed)
    reporter = entity(Kind.AFTERCARE_PLAN, "p", initiator="reporter", **agreed)
    ended = entity(
        Kind.AFTERCARE_PLAN, "p", initiator="adviser_allowed", ends_on="2026-03-09", **agreed
    )
    withdrawn = entity(Kind.CONSENT, "k", **{**AFTERCARE, "status": "withdrawn"})

    def found(*parts: Entity) -> list[tuple[str, bool]]:
        return [(str(one.kind), one.quiet) for one in agenda([case("aftercare"), *parts], ON)]

    assert found(check, consent, allowed) == [("aftercare_call", False)]
    for parts in (
        (check,),
        (check, consent, reporter),
        (check, consent, ended),
        (check, withdrawn, allowed),
        (check, allowed),
    ):
        assert found(*parts) == [("aftercare_day", True)], parts


def test_rule_14_two_answers_side_by_side_make_no_call() -> None:
    """The strictest counts: a foreign “the adviser may” beside “only the reporter”."""
    plan = entity(
        Kind.AFTERCARE_PLAN, "p", agreed_on="2026-03-01", consent=id_of("k"),
        initiator="adviser_allowed",
    )  # fmt: skip
    plan.fields["initiator"] = lives("reporter", "adviser_allowed")
    check = entity(Kind.AFTERCARE_CHECK, "n", plan=id_of("p"), due=ON)

    (one,) = agenda([case("aftercare"), plan, check, entity(Kind.CONSENT, "k", **AFTERCARE)], ON)

    assert (one.kind, one.quiet) == (DueKind.AFTERCARE_DAY, True)


def test_a_quiet_day_is_never_too_late() -> None:
    """It is the reporter's turn: the day passes without a call."""
    check = entity(Kind.AFTERCARE_CHECK, "n", due="2026-02-01")

    assert due(case("aftercare", urgency="acute"), check) == [
        ("aftercare_day", "2026-02-01", "today")
    ]


def test_an_own_working_note_has_its_last_day() -> None:
    """It lies in the adviser's own circle and counts whatever the case has come to."""
    note = WorkingNote(id=id_of("w"), case=CIRCLE, text="GEHEIM", delete_by="2026-03-08")
    gone = msgspec.structs.replace(note, deleted=True)

    (one,) = agenda([case("closed")], ON, [note, gone])

    assert one == Due(
        CIRCLE, "kiezel-47", DueKind.NOTE_GOES, "2026-03-08", Pressing.OVERDUE, id_of("w")
    )
    assert agenda([], ON, [note])[0].code == ""


def test_rule_22_a_working_note_is_due_when_it_is_about_to_go() -> None:
    """A week before; also one to which another program gave a day of its own."""
    note = WorkingNote(id=id_of("w"), case=CIRCLE, noted_on=ON, delete_by="2999-01-01")

    def due_on(day: str) -> list[tuple[str, Pressing]]:
        return [(one.due, one.pressing) for one in agenda([case("closed")], day, [note])]

    last = days_after(ON, 30)
    assert due_on(days_after(ON, 22)) == []
    assert due_on(days_after(ON, 23)) == [(last, Pressing.SOON)]
    assert due_on(last) == [(last, Pressing.TODAY)]


def test_the_most_pressing_comes_first() -> None:
    """An acute case before what is too late elsewhere, then by day and code."""

    def reminder(name: str, day: str, circle: bytes = CIRCLE) -> Entity:
        return entity(Kind.REMINDER, name, circle, what="bellen", due=day)

    acute = b"A" * 16
    parts = [
        case(),
        case(circle=acute, urgency="acute"),
        reminder("1", "2026-03-30"),
        reminder("2", "2026-03-10"),
        reminder("3", "2026-03-01"),
        reminder("4", "2026-03-12"),
        reminder("5", "2026-03-10", acute),
    ]
    found = agenda(reversed(parts), ON)

    assert [str(one.pressing) for one in found] == ["acute", "overdue", "today", "soon", "later"]
    assert found == agenda(parts, ON)


@pytest.mark.parametrize(
    "status", ["closed", "retained", "destroyed", "transferred", "mediated", ""]
)
def test_nothing_is_due_in_a_case_that_is_not_worked_on(status: str) -> None:
    """Closed, handed over, or of a status that only a newer program knows."""
    reminder = entity(Kind.REMINDER, "m", what="bellen", due=ON)

    assert due(case(status, first_response_due=ON), reminder) == []


def test_in_a_case_that_has_ended_only_reminders_count_until_it_is_closed() -> None:
    """What was to be done for the reporter is over."""
    reminder = entity(Kind.REMINDER, "m", what="bellen", due=ON)
    step = entity(Kind.STEP, "s", route=id_of("r"), step_type="draft", due=ON)

    assert due(case("lost_contact"), reminder, step) == [("reminder", ON, "today")]
    done = entity(Kind.REMINDER, "m", what="bellen", due=ON, done_on=ON)
    assert due(case("lost_contact"), done) == []


def test_what_was_deleted_is_not_due() -> None:
    """A reminder that was taken out stays out."""
    reminder = entity(Kind.REMINDER, "m", what="bellen", due=ON, deleted=True)

    assert due(case(), reminder) == []


def test_rule_29_a_line_of_the_agenda_holds_nothing_of_the_case() -> None:
    """Every text of every kind is a canary: not one is in what the agenda gives."""
    parts = [case("aftercare", client="KANARIE-client", callsign="KANARIE-roepnaam")]
    for kind in map(Kind, KINDS):
        values: dict[str, Any] = {}
        for name, field in FIELDS[kind].items():
            if field.form in (Form.LINE, Form.TEXT):
                values[name] = f"KANARIE-{kind}-{name}"
            elif field.form in (Form.DATE, Form.MOMENT):
                values[name] = ON
        if kind is not Kind.CASE:
            undone = {name: value for name, value in values.items() if name != "done_on"}
            parts.append(entity(kind, str(kind), **undone))
    found = agenda(parts, ON)

    assert len({one.kind for one in found}) >= 4
    assert b"KANARIE" not in msgspec.msgpack.encode(found)
    assert {field.name for field in msgspec.structs.fields(Due)} == {
        "circle", "code", "kind", "due", "pressing", "entity", "quiet", "route",
    }  # fmt: skip


_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**6), st.text(max_size=12), st.binary(max_size=20),
    st.sampled_from(["9999-12-31", "0001-01-01", "2026-03-10", "2026-02-30", "2026-03-10T25:00"]),
    st.sampled_from(["given", "adviser_allowed", "supporting", "running", "waiting", "missed"]),
    st.lists(st.integers() | st.text(max_size=3), max_size=3),
)  # fmt: skip


@given(st.data())
def test_whatever_another_program_wrote_the_agenda_is_made(data: st.DataObject) -> None:
    """Any value in any field: no crash, and days that are days."""
    parts = [case("supporting", opened_on="2026-03-01")]
    for number in range(data.draw(st.integers(0, 8))):
        kind = Kind(data.draw(st.sampled_from(KINDS)))
        fields = {
            name: tuple(
                Live(value, b"d" * 16, at, at, 0)
                for at, value in enumerate(data.draw(st.lists(_VALUES, min_size=1, max_size=2)))
            )
            for name in data.draw(st.sets(st.sampled_from(sorted(FIELDS[kind]))))
        }
        parts.append(Entity(CIRCLE, "kiezel-47", str(kind), id_of(str(number)), fields))

    found = agenda(parts, ON)

    assert all(len(one.due) == 10 for one in found)
    assert found == sorted(found, key=lambda one: list(Pressing).index(one.pressing))


def rich(status: str = "supporting") -> list[Entity]:
    """A case in which much has a day: two routes, a look that saw much, talks, effects."""
    routes = [
        entity(Kind.ROUTE, name, route_type="talk_manager", status="running", started_on=day)
        for name, day in (("r", "2026-03-01"), ("s", "2026-03-02"))
    ]
    seen = {"leak_suspected": True, "retaliation_seen": True, "terms_kept": False}
    return [
        case(status),
        *routes,
        entity(Kind.GUARD, "g", route=id_of("r"), checked_on="2026-03-05", **seen),
        entity(
            Kind.STEP, "t", route=id_of("s"), step_type="attend_talk", counterpart="manager",
            planned_for="2026-03-20T10:00",
        ),
        entity(Kind.ADVERSE_EFFECT, "e", kind="retaliation", seen_on="2026-03-04"),
        entity(Kind.ADVERSE_EFFECT, "f", kind="retaliation", seen_on=ON, resolved_on=ON),
        entity(Kind.IMPACT, "i", noted_on="2026-03-03", self_harm_signal=True),
        entity(Kind.PARTY, "p", role="manager", label="M"),
        entity(
            Kind.CONTACT, "c", kind="with_third_party", start="2026-03-06",
            with_party=id_of("p"),
        ),
        entity(
            Kind.CONSENT, "k", scope="record_keeping", status="given", given_on="2026-02-01",
            valid_until="2026-03-01",
        ),
        entity(Kind.REFERRAL, "v", status="signposted", category="coach", check_on="2026-03-24"),
        entity(Kind.AFTERCARE_CHECK, "n", due="2026-03-30"),
    ]  # fmt: skip


def test_all_that_has_a_day_in_a_case_is_in_the_agenda_on_that_day() -> None:
    """And the other way round: the agenda and what is open in the case say the same."""
    parts = rich()
    file = read_case(CIRCLE, [(one.kind, one.id, one.fields) for one in parts])

    opened = sorted(one.due for one in open_now(file, ON) if one.due)
    found = agenda(parts, ON)

    assert sorted(one.due for one in found) == opened
    assert {str(one.kind) for one in found} >= {
        "danger", "leak", "harm", "not_as_agreed", "no_consent", "adverse_effect", "day_before",
        "ask_again", "step", "guard", "referral", "aftercare_day",
    }  # fmt: skip


def test_what_was_seen_is_of_today_until_it_is_answered() -> None:
    """It is never called too late: it stands since its day."""
    effect = entity(Kind.ADVERSE_EFFECT, "e", kind="retaliation", seen_on="2026-03-01")

    assert due(case(), effect) == [("adverse_effect", "2026-03-01", "today")]
    assert due(case(urgency="acute"), effect) == [("adverse_effect", "2026-03-01", "acute")]


def test_the_routes_of_a_case_are_told_apart_by_number() -> None:
    """Only where there are several; what is of no route has no number."""
    parts = rich()
    found = agenda(parts, ON)
    looks = [one for one in found if one.kind is DueKind.GUARD]
    step = next(one for one in found if one.kind is DueKind.STEP)

    assert {one.entity: one.route for one in looks} == {id_of("r"): 1, id_of("s"): 2}
    assert (step.route, step.what(str)) == (2, "Step of a route · route 2")
    assert {one.route for one in found if one.kind is DueKind.REFERRAL} == {0}
    alone = agenda([one for one in parts if one.id != id_of("s")], ON)
    assert {one.route for one in alone} == {0}
