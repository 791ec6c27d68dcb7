"""Forms of every kind: what is asked first, what only when it matters, what refers to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from textual import events

from shared.casework.model.codes import Domain, StepType
from shared.casework.model.kinds import FIELDS, IN_CASE, Form, Kind
from shared.casework.model.views import Explanation, Step
from shared.replica.change import Edit, Name
from tests.tui.driving import lines, opened, press, shown
from tests.tui.fake_session import LISA, NOOR_LAPTOP, FakeSession, entity, ms
from tui.screens.entity_form import TICKS, EntityForm
from tui.screens.form import FormScreen, Wrong, widget_of
from tui.screens.form_shape import SHAPES, asked, flags
from tui.widgets.fields import Field, FieldSpec

_FORMS = [kind for kind in (*IN_CASE, Kind.IDENTITY, Kind.WORKING_NOTE) if kind in SHAPES]


def put(session: FakeSession, kind: Kind, name: str, /, **values: Any) -> bytes:
    """Something more in Lisa's case."""
    made = [Edit(str(kind), entity(name), field, value) for field, value in values.items()]
    session.write(LISA, made, NOOR_LAPTOP, ms(10))
    return entity(name)


def fill(screen: Any, **values: Any) -> None:
    """Fill in fields of the form in front."""
    for name, value in values.items():
        screen.query_one(f"#field-{name}", Field).value = value


def seen(screen: Any) -> list[str]:
    """The fields that are shown."""
    return [field.spec.name for field in screen.query(Field) if field.display]


def test_every_kind_of_a_case_has_a_shape() -> None:
    """No kind is without titles, and no shape names a field that is not in the table."""
    assert set(SHAPES) >= set(IN_CASE)
    for kind, shape in SHAPES.items():
        named = {*shape.first, *shape.holds, *shape.when, *shape.apart}
        assert named <= FIELDS[kind].keys(), kind


@pytest.mark.parametrize("kind", _FORMS, ids=str)
def test_no_field_is_out_of_reach(kind: Kind) -> None:
    """Each field is asked, set by an act, or ticked; and none is asked twice."""
    shape = SHAPES[kind]
    ticked = flags(kind) if shape.ticks else ()
    acts = {name for name, field in FIELDS[kind].items() if field.by_act}

    assert sorted({*asked(kind), *shape.apart, *ticked, *acts}) == sorted(FIELDS[kind])
    assert len(asked(kind)) == len(set(asked(kind)))


@pytest.mark.parametrize("half", [0, 1], ids=["even", "odd"])
async def test_every_form_opens_and_begins_in_view(session: FakeSession, half: int) -> None:
    """The first field has the cursor; nothing is changed before somebody types."""
    async with opened(session, "enter") as (app, pilot):
        for kind in _FORMS[half::2]:
            form = EntityForm(LISA, kind)
            await app.push_screen(form)
            await press(pilot)

            assert app.screen is form, kind
            assert app.focused is not None, kind
            assert app.focused.screen is form, kind
            assert seen(form), kind
            assert not form.changed, kind
            required = [n for n, f in FIELDS[kind].items() if f.required and n in asked(kind)]
            assert set(required) <= set(seen(form)), kind
            await app.pop_screen()


async def test_a_no_is_an_answer_in_every_form(session: FakeSession) -> None:
    """A yes or no that is asked for is not missing when it is answered with no."""
    with_flags = [kind for kind in _FORMS if set(flags(kind)) & set(asked(kind))]
    assert len(with_flags) > 5
    async with opened(session, "enter") as (app, pilot):
        for kind in with_flags:
            saved: list[Any] = []
            form = Answered(kind, saved)
            await app.push_screen(form)
            await press(pilot, "ctrl+s")
            assert saved == [], kind

            for field in form.query(Field):
                field.value = False
            await press(pilot, "ctrl+s")
            assert saved == [dict.fromkeys(form.names(), False)], kind


class Answered(EntityForm):
    """The questions of a kind with yes or no, each of which must be answered."""

    def __init__(self, kind: Kind, saved: list[Any]) -> None:
        super().__init__(LISA, kind)
        self._saved = saved

    def names(self) -> list[str]:
        return [name for name in asked(self.kind) if name in flags(self.kind)]

    def first_values(self) -> dict[str, Any]:
        return {}

    def specs(self) -> list[FieldSpec]:
        return [one._replace(required=True, matters=None, folded=False) for one in super().specs()]

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        self._saved.append(dict(values))
        return None


async def test_a_consequence_refers_to_an_option_by_its_words(session: FakeSession) -> None:
    """Options are offered by their title, not by a number."""
    talk = put(session, Kind.OPTION, "talk", option_type="talk_manager", title="Naar L stappen")
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONSEQUENCE, holds={"option": talk})
        await app.push_screen(form)
        await press(pilot)
        assert "Naar L stappen" in shown(app)

        fill(form, direction="negative", text="L praat erover met HR.")
        await press(pilot, "ctrl+s")
        assert [c.option for c in session.case(LISA).parts[Kind.CONSEQUENCE]] == [talk]  # type: ignore[attr-defined]


async def test_fields_that_do_not_matter_are_not_asked(session: FakeSession) -> None:
    """The conflict is asked about when there is one; what was typed counts only then."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONFLICT_CHECK)
        await app.push_screen(form)
        await press(pilot)
        assert "conflict_kind" not in seen(form)

        fill(form, result="conflict")
        await press(pilot)
        assert "conflict_kind" in seen(form)

        fill(form, conflict_kind="personal_relation")
        await press(pilot)
        assert form.values["conflict_kind"] == "personal_relation"

        fill(form, result="clear")
        await press(pilot)
        assert form.values["conflict_kind"] is None


async def test_the_field_of_work_decides_what_a_concern_asks(session: FakeSession) -> None:
    """Unwanted behaviour asks for its kind; integrity is left out there."""
    assert session.case(LISA).case.domain is Domain.UNDESIRABLE_BEHAVIOUR
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONCERN)
        await app.push_screen(form)
        await press(pilot)

        assert "concern_type" in seen(form)
        assert "integrity_class" not in seen(form)


async def test_more_fields_wait_behind_one_key(session: FakeSession) -> None:
    """ctrl+t shows the rest and goes to the first of it."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONTACT)
        await app.push_screen(form)
        await press(pilot)
        assert "ctrl+t More fields" in shown(app)
        assert "with_party" not in seen(form)

        await press(pilot, "ctrl+t")
        assert app.focused is widget_of(form, "with_party")
        assert "More fields" not in shown(app)


async def test_what_holds_something_is_never_folded_away(session: FakeSession) -> None:
    """An entry shows all that stands in it when it is edited."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONTACT, entity("contact-manager"))
        await app.push_screen(form)
        await press(pilot)

        assert "with_party" in seen(form)
        assert "place_kind" not in seen(form)
        assert not form.changed


async def test_what_was_told_is_ticked_in_one_list(session: FakeSession) -> None:
    """Ten explanations are ten ticks; what is not ticked stays open."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.EXPLANATION)
        await app.push_screen(form)
        await press(pilot, "tab", "space", "down", "down", "space")
        assert any("[x] Secret, unless" in line for line in lines(app))
        await press(pilot, "ctrl+s")

        told = session.case(LISA).all(Explanation)[0]
        assert (told.role, told.independence, told.secrecy_unless) == (True, None, True)
        again = EntityForm(LISA, Kind.EXPLANATION, told.id)
        await app.push_screen(again)
        await press(pilot)
        assert again.values[TICKS] == ("role", "secrecy_unless")
        assert not again.changed


async def test_a_rule_is_told_at_its_field_even_when_it_was_folded(session: FakeSession) -> None:
    """What is wrong in a field that waited is shown with the field."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONTACT)
        await app.push_screen(form)
        await press(pilot, "ctrl+t")
        fill(form, mood_after="99")
        await press(pilot, "ctrl+s")

        assert isinstance(app.screen, FormScreen)
        assert app.focused is widget_of(form, "mood_after")


async def test_an_edited_step_asks_first_what_came_of_it(session: FakeSession) -> None:
    """A step that is there is opened to say that it was done."""
    route = put(session, Kind.ROUTE, "route", route_type="talk_manager", status="running")
    step = put(
        session, Kind.STEP, "step", route=route, step_type=StepType.PREPARE_TALK, actor="both"
    )
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.STEP, step)
        await app.push_screen(form)
        await press(pilot, "ctrl+t")
        assert form.names()[0] == "done_on"
        fill(form, done_on="today")
        await press(pilot, "ctrl+s")

        done = session.case(LISA).find_as(Step, step)
        assert done is not None
        assert done.done_on == "2026-03-16"


@pytest.mark.parametrize("kind", _FORMS, ids=str)
def test_ids_of_the_table_say_what_they_are_of(kind: Kind) -> None:
    """A field of an id names its kind, or is of a member of the firm."""
    members = {"recipient", "against_adviser"}
    for name, field in FIELDS[kind].items():
        if field.form in (Form.ID, Form.IDS) and not field.by_act:
            assert (field.refers is None) is (name in members), name


async def test_letters_find_an_entry_of_an_opened_choice(session: FakeSession) -> None:
    """A long list of routes is not walked through by arrows alone."""
    async with opened(session, "enter") as (app, pilot):
        await app.push_screen(EntityForm(LISA, Kind.ROUTE))
        await press(pilot)
        asking = app.screen.query_one("#field-route_type", Field).asking
        asking.focus()
        await press(pilot, "enter", *"mediat", "enter")

        assert app.screen.query_one("#field-route_type", Field).value == "mediation"


async def test_what_is_too_long_names_its_field_and_how_much_fits(session: FakeSession) -> None:
    """And a number outside its range tells the range; the words go once that is mended."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONTACT)
        await app.push_screen(form)
        await press(pilot)
        fill(form, place_kind=None, minutes="1500", summary="x" * 100_001)
        await press(pilot, "ctrl+s")
        said = " ".join(" ".join(lines(app)).split())
        assert f"{FIELDS[Kind.CONTACT]['minutes'].label}: Write a number from 0 to 1440." in said

        fill(form, minutes="15")
        await press(pilot)
        assert not form.query_one("#wrong").display
        await press(pilot, "ctrl+s")
        said = " ".join(" ".join(lines(app)).split())
        assert "Gist: This is too long: 100001 characters, and at most 100000 fit." in said


async def test_what_was_to_be_filled_in_is_not_said_any_more_once_it_is(
    session: FakeSession,
) -> None:
    """The line and the colour of the field go with the first choice."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONFLICT_CHECK)
        await app.push_screen(form)
        await press(pilot, "ctrl+s")
        assert form.query_one("#wrong").display
        fill(form, result="clear")
        await press(pilot)

        assert not form.query_one("#wrong").display
        assert not form.query(".-wrong")


async def test_a_name_without_a_label_is_kept_by_saving_once_more(session: FakeSession) -> None:
    """No key is offered that would do nothing."""
    vault = session.new_vault(LISA)
    who = [Edit(str(Kind.IDENTITY), entity("who"), "name", "Pieter Koning")]
    session.save(vault, who)
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.NOTE)
        await app.push_screen(form)
        await press(pilot)
        fill(form, text="Pieter belde.")
        await press(pilot, "ctrl+s")
        assert app.screen is form
        assert "no label" in " ".join(" ".join(lines(app)).split())
        assert not form.names_found

        await press(pilot, "ctrl+r", "ctrl+s")
        assert app.screen is not form
        assert any(note.text == "Pieter belde." for note in session.case(LISA).parts[Kind.NOTE])  # type: ignore[attr-defined]


async def test_a_pasted_line_keeps_all_its_lines(session: FakeSession) -> None:
    """What is pasted into one line is not cut at its first end of line."""
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.PARTY)
        await app.push_screen(form)
        await press(pilot)
        line = widget_of(form, "label")
        line.focus()
        await press(pilot)
        app.post_message(events.Paste("collega A\nvan de balie\r\neinde"))
        await press(pilot)

        assert form.values["label"] == "collega A van de balie einde"


async def test_without_a_field_of_work_the_first_choice_decides(session: FakeSession) -> None:
    """Behaviour or integrity: who chose one is not asked for the other."""
    put_domain = [Edit("case", LISA, "domain", None, _names(session, "domain"))]
    session.write(LISA, put_domain, NOOR_LAPTOP, ms(10))
    assert session.case(LISA).case.domain is None
    async with opened(session, "enter") as (app, pilot):
        form = EntityForm(LISA, Kind.CONCERN)
        await app.push_screen(form)
        await press(pilot)
        assert {"concern_type", "integrity_class", "integrity_kind"} <= set(seen(form))

        fill(form, concern_type="bullying")
        await press(pilot)
        assert not {"integrity_class", "integrity_kind"} & set(seen(form))

        fill(form, concern_type=None, integrity_class="dilemma_sparring")
        await press(pilot)
        assert "concern_type" not in seen(form)


def _names(session: FakeSession, field: str) -> tuple[Name, ...]:
    """The writes that stand in a field of Lisa's case."""
    return tuple(live.name for live in session.case(LISA).case.fields[field])
