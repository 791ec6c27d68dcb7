"""What a case counts for: coarse groups and bands, whatever stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.casework import statistics
from shared.casework.model.codes import (
    Answer,
    Channel,
    ChannelGroup,
    ConcernType,
    ContactsBand,
    Domain,
    DurationBand,
    Outcome,
    OutcomeGroup,
    ReferralCategory,
    Relation,
    RelationGroup,
    ReporterRole,
    RoleGroup,
    RouteGroup,
    RouteType,
)
from shared.casework.model.kinds import FIELDS, Form, Kind
from shared.casework.statistics import count
from tests.casework.choice.made_choice import wrote
from tests.casework.ending.made_ending import OPENED, case
from tests.casework.made import CIRCLE, Firm

END = "2026-05-19"


def of(made: Firm, field: str, on: str = END) -> object:
    return count(made.file(), Outcome.UNKNOWN, on)[field]


def with_parties(*parties: Mapping[str, object]) -> Firm:
    made = case()
    for at, party in enumerate(parties):
        values = {"label": f"collega {at}", "role": "alleged", **party}
        wrote(made, Kind.PARTY, bytes([at + 1]) * 16, **values)
    return made


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("_RELATIONS", Relation),
        ("_ROLES", ReporterRole),
        ("_CHANNELS", Channel),
        ("_ROUTES", RouteType),
        ("_OUTCOMES", Outcome),
    ],
)
def test_every_choice_has_its_group(table: str, codes: type[Relation]) -> None:
    """No case falls out of the count because of what was chosen in it."""
    assert set(getattr(statistics, table)) == set(codes)


def test_an_empty_case_counts_too() -> None:
    """With nothing known but its half-year: as a case of which no record was wanted."""
    made = Firm()
    made.save([])
    counted = count(made.file(), None, "2026-07-01")

    assert (counted["year"], counted["half"]) == (2026, 2)
    assert counted["domain"] is None
    assert counted["relation_group"] is RelationGroup.UNKNOWN
    assert counted["role_group"] is RoleGroup.OTHER
    assert counted["channel_group"] is ChannelGroup.UNKNOWN
    assert counted["route_group"] is RouteGroup.NONE
    assert counted["outcome_group"] is OutcomeGroup.UNKNOWN
    assert counted["contacts_band"] is ContactsBand.ONE
    assert counted["duration_band"] is DurationBand.UNKNOWN
    assert counted["adverse"] is False


def test_of_several_parties_the_group_with_most_power_or_people_counts() -> None:
    """And only those whom it is about."""
    colleague = {"relation_to_reporter": "peer_same_team"}
    group = {"relation_to_reporter": "group_of_colleagues"}
    manager = {"relation_to_reporter": "direct_manager"}

    assert of(with_parties(colleague), "relation_group") is RelationGroup.COLLEAGUE
    assert of(with_parties(colleague, group), "relation_group") is RelationGroup.GROUP
    assert of(with_parties(colleague, group, manager), "relation_group") is RelationGroup.MANAGER
    beside = {**manager, "role": "manager"}
    assert of(with_parties(colleague, beside), "relation_group") is RelationGroup.COLLEAGUE
    several = {**colleague, "group_size": 5}
    assert of(with_parties(several), "relation_group") is RelationGroup.GROUP


def test_the_farthest_route_that_was_gone_counts() -> None:
    """Not one that was given up or only planned; a referral counts elsewhere."""
    made = case()
    wrote(made, Kind.ROUTE, b"1" * 16, route_type="own_log", status="running")
    wrote(made, Kind.ROUTE, b"2" * 16, route_type="talk_manager", status="finished")
    wrote(made, Kind.ROUTE, b"3" * 16, route_type="complaint_internal", status="abandoned")
    wrote(made, Kind.ROUTE, b"4" * 16, route_type="police_report", status="planned")
    wrote(made, Kind.ROUTE, b"5" * 16, route_type="referral_only", status="finished")
    assert of(made, "route_group") is RouteGroup.MANAGER

    wrote(made, Kind.ROUTE, b"3" * 16, status="finished")
    assert of(made, "route_group") is RouteGroup.COMPLAINT


def test_without_a_route_the_last_choice_counts() -> None:
    """An empty choice is no further step, also after another one."""
    made = case()
    wrote(made, Kind.OPTION, b"o" * 16, option_type="self_address")
    wrote(made, Kind.DECISION, b"1" * 16, made_on="2026-02-19", chosen=[b"o" * 16])
    assert of(made, "route_group") is RouteGroup.SELF

    wrote(made, Kind.DECISION, b"2" * 16, made_on="2026-02-20", in_words="toch niet")
    assert of(made, "route_group") is RouteGroup.NONE


def test_the_last_answers_of_aftercare_count() -> None:
    """Of talks that were held, and each question by itself."""
    made = case()
    assert of(made, "stopped") is Answer.UNKNOWN
    wrote(made, Kind.AFTERCARE_CHECK, b"1" * 16, held_on="2026-04-21", behaviour_stopped="partly")
    wrote(made, Kind.AFTERCARE_CHECK, b"2" * 16, held_on="2026-05-05", behaviour_stopped="yes")
    wrote(made, Kind.AFTERCARE_CHECK, b"3" * 16, due="2026-05-19", behaviour_stopped="no")
    wrote(made, Kind.AFTERCARE_CHECK, b"1" * 16, sufficiently_addressed="no")

    assert of(made, "stopped") is Answer.YES
    assert of(made, "addressed") is Answer.NO


def test_only_referrals_that_were_taken_up_count() -> None:
    """Each kind of helper once; what was declined or only thought of is left out."""
    made = case()
    for at, (category, status) in enumerate(
        [
            ("coach", "started"),
            ("coach", "signposted"),
            ("occupational_physician", "declined"),
            ("gp", "proposed"),
            ("mental_health", "waiting_list"),
        ]
    ):
        wrote(made, Kind.REFERRAL, bytes([at + 1]) * 16, category=category, status=status)

    assert of(made, "referrals") == (ReferralCategory.MENTAL_HEALTH, ReferralCategory.COACH)


@pytest.mark.parametrize(
    ("concerns", "domain"),
    [
        ([], None),
        ([{"concern_type": "bullying"}], Domain.UNDESIRABLE_BEHAVIOUR),
        ([{"integrity_class": "irregularity"}], Domain.INTEGRITY),
        ([{"integrity_kind": "gifts"}, {"concern_type": "threat"}], Domain.BOTH),
    ],
)
def test_a_field_of_work_that_was_not_chosen_follows_from_the_concerns(
    concerns: list[dict[str, str]], domain: Domain | None
) -> None:
    """What was chosen goes before it."""
    made = case()
    for at, concern in enumerate(concerns):
        wrote(made, Kind.CONCERN, bytes([at + 1]) * 16, **concern)

    assert of(made, "domain") is domain
    wrote(made, Kind.CASE, CIRCLE, domain="question")
    assert of(made, "domain") is Domain.QUESTION


def test_a_complaint_about_an_adviser_can_not_be_told_from_its_row() -> None:
    """All advisers read the rows, also the one whom it is about."""
    made = with_parties({"relation_to_reporter": "adviser_vp"})
    wrote(made, Kind.CASE, CIRCLE, domain="adviser_complaint")

    assert of(made, "domain") is None
    assert of(made, "relation_group") is RelationGroup.UNKNOWN


def test_concerns_count_by_their_kind() -> None:
    """Each kind once, in one order."""
    made = case()
    for at, kind in enumerate(("threat", "bullying", "threat")):
        wrote(made, Kind.CONCERN, bytes([at + 1]) * 16, concern_type=kind)

    assert of(made, "concern_types") == (ConcernType.BULLYING, ConcernType.THREAT)


@pytest.mark.parametrize(
    ("contacts", "band"),
    [(0, "1"), (1, "1"), (2, "2-3"), (3, "2-3"), (4, "4-6"), (6, "4-6"), (7, "7+"), (40, "7+")],
)
def test_contacts_count_in_bands(contacts: int, band: str) -> None:
    """Those that were missed do not count."""
    made = case()
    for at in range(contacts):
        wrote(made, Kind.CONTACT, bytes([at + 1]) * 16, kind="support", start="2026-02-05")
    wrote(made, Kind.CONTACT, b"m" * 16, kind="missed", start="2026-02-06")

    assert of(made, "contacts_band") == ContactsBand(band)


def test_a_day_with_a_step_or_aftercare_is_a_contact_once() -> None:
    """Not twice where the contact is written down beside it."""
    made = case()
    wrote(made, Kind.CONTACT, b"1" * 16, kind="accompaniment", start="2026-03-03T10:00")
    wrote(made, Kind.STEP, b"2" * 16, step_type="attend_talk", done_on="2026-03-03")
    assert of(made, "contacts_band") == ContactsBand.ONE

    wrote(made, Kind.STEP, b"3" * 16, step_type="debrief", done_on="2026-03-04")
    wrote(made, Kind.STEP, b"4" * 16, step_type="submit", done_on="2026-03-05")
    wrote(made, Kind.AFTERCARE_CHECK, b"5" * 16, held_on="2026-03-06")
    assert of(made, "contacts_band") == ContactsBand.TWO_TO_THREE


@pytest.mark.parametrize(
    ("closed_on", "band"),
    [
        ("2026-02-02", DurationBand.UNDER_A_MONTH),
        ("2026-03-01", DurationBand.UNDER_A_MONTH),
        ("2026-03-02", DurationBand.ONE_TO_THREE),
        ("2026-05-01", DurationBand.ONE_TO_THREE),
        ("2026-05-02", DurationBand.THREE_TO_SIX),
        ("2026-08-02", DurationBand.SIX_TO_TWELVE),
        ("2027-02-01", DurationBand.SIX_TO_TWELVE),
        ("2027-02-02", DurationBand.OVER_A_YEAR),
        ("2026-02-01", DurationBand.UNKNOWN),
    ],
)
def test_how_long_it_was_open_counts_in_months(closed_on: str, band: DurationBand) -> None:
    """Opened on the second of February."""
    assert OPENED == "2026-02-02"
    assert of(case(), "duration_band", closed_on) is band


@given(st.dates())
def test_rule_19_of_a_day_only_the_half_year_is_counted(day: date) -> None:
    """Two days of one half-year count the same."""
    other = day.replace(day=1, month=1 if day.month <= 6 else 7) + timedelta(days=100)
    one, two = (count(case().file(), None, x.isoformat()) for x in (day, other))

    assert (one["year"], one["half"]) == (two["year"], two["half"])
    assert one["half"] in (1, 2)


def test_rule_19_a_row_has_no_field_for_text_an_id_or_a_day() -> None:
    """All is chosen from a list, a year, a half or yes and no; but for the client's name."""
    fields = FIELDS[Kind.STAT_ROW]
    free = {name for name, field in fields.items() if field.form in (Form.LINE, Form.TEXT)}

    assert free == {"client"}
    assert {field.form for field in fields.values()} == {
        Form.LINE,
        Form.NUMBER,
        Form.CODE,
        Form.CODES,
        Form.FLAG,
    }
    assert {name for name, field in fields.items() if field.form is Form.NUMBER} == {"year", "half"}
