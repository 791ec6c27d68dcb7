"""Forms that know more of their kind: options from the ladder, helpers that fit, grounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import on
from textual.widgets import Select, Static

from shared.casework import verbs
from shared.casework.choice.ladder import starting_options, starting_values, suggested
from shared.casework.drafting.remarks import look_over
from shared.casework.ending.disclosing import CARDS
from shared.casework.ending.referring import crisis_notes, suggested_categories
from shared.casework.model.codes import DisclosureBasis, RouteType
from shared.casework.model.kinds import Field, Kind
from shared.casework.model.views import AdverseEffect, Option, Version
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome
from shared.replica.change import Edit
from shared.wording import N_
from tui.language import _
from tui.screens.entity_form import EntityForm
from tui.screens.version_form import remark_words
from tui.widgets import fields
from tui.widgets.fields import FieldSpec
from tui.widgets.safe import visible


class LadderForm(EntityForm):
    """Several options at once, from the ladder; those that fit the case are ticked."""

    def heading(self) -> str:
        return self.file.case.code + " · " + _("Options from the ladder")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "From telling the story to going to court. Tick what you talk about together;"
                " what speaks for and against each is written down after that."
            ),
        )

    def specs(self) -> Sequence[FieldSpec]:
        return [
            FieldSpec(
                "rungs", N_("What could be done"), fields.Kind.CHOICES,
                N_("Space ticks an option."), self._rungs, True,
            )
        ]  # fmt: skip

    def _rungs(self) -> list[tuple[Any, str]]:
        there = {option.option_type for option in self.file.all(Option)}
        return [(rung, _(rung.label)) for rung in RouteType if rung not in there]

    def first_values(self) -> Mapping[str, Any]:
        return {"rungs": starting_options(self.file)}

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(values)

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        edits: list[Edit] = []
        for number, rung in enumerate(given["rungs"]):
            option = new if number == 0 else self.luister.random(16)
            values = starting_values(rung)
            added = verbs.add(self.file, Kind.OPTION, option, values, self.today)
            if isinstance(added, Broken):
                return added
            edits += added
        return edits


class OptionForm(EntityForm):
    """One option. What its rung of the ladder usually keeps is filled in, to be weighed."""

    @on(Select.Changed, "#field-option_type Select")
    def _rung_chosen(self, event: Select.Changed) -> None:
        rung = None if event.select.is_blank() else RouteType.of(event.value)
        if rung is None or self.shown is not None:
            return
        for name, degree in suggested(rung).items():
            field = self.query_one(f"#field-{name}", fields.Field)
            if field.value is None:
                field.value = degree


class ReferralForm(EntityForm):
    """A referral: whom to call in a crisis is said first, and the helpers that fit stand first."""

    def explanation(self) -> Sequence[str]:
        return [_(note.text) for note in crisis_notes(self.file)]

    def choices(self, field: Field) -> Callable[[], list[tuple[Any, str]]] | None:
        if field.name == "category":
            return lambda: [(one, _(one.label)) for one in suggested_categories(self.file)]
        return super().choices(field)


class SolveForm(EntityForm):
    """What is done about an adverse effect, and the day on which it was solved. It is solved
    only when that day is filled in."""

    def explanation(self) -> Sequence[str]:
        shown = self.shown
        assert isinstance(shown, AdverseEffect)
        kind = _(shown.kind.label) if shown.kind is not None else _("Adverse effect")
        said = f"{kind}: {shown.described}" if shown.described else kind
        return (visible(said), _("Leave the day open as long as it is not solved."))

    def names(self) -> Sequence[str]:
        return ["action", "resolved_on"]

    def specs(self) -> Sequence[FieldSpec]:
        return [one._replace(folded=False) for one in super().specs()]


class LookOverForm(EntityForm):
    """The text of a document is looked over once more, with what deserves a second look."""

    def explanation(self) -> Sequence[str]:
        shown = self.shown
        assert isinstance(shown, Version)
        found = look_over(shown.text)
        advice = _(
            "Read the text once more: facts apart from feelings, no names that need not be in"
            " it. Nobody but the reporter decides what stands in it."
        )
        return (advice, remark_words(found)) if found else (advice,)

    def names(self) -> Sequence[str]:
        return ["checked"]

    def first_values(self) -> Mapping[str, Any]:
        return {**super().first_values(), "checked": True}

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        # What the form proposed is what is meant, though nobody touched it.
        return super().outcome(new, {**given, **self.meant({"checked": self.values["checked"]})})

    def specs(self) -> Sequence[FieldSpec]:
        return [one._replace(folded=False) for one in super().specs()]


class DisclosureForm(EntityForm):
    """A disclosure: what the chosen ground asks is said above the fields."""

    def explanation(self) -> Sequence[str]:
        return (self._card(getattr(self.shown, "basis", None)),)

    def _card(self, basis: object) -> str:
        known = DisclosureBasis.of(basis)
        if known is None:
            return _("Choose the ground first: what it asks is said here.")
        return _(CARDS[known].text)

    @on(Select.Changed, "#field-basis Select")
    def _basis_chosen(self, event: Select.Changed) -> None:
        basis = None if event.select.is_blank() else event.value
        self.query_one("#explanation", Static).update(visible(self._card(basis)))


FITTING: dict[Kind, type[EntityForm]] = {
    Kind.OPTION: OptionForm,
    Kind.REFERRAL: ReferralForm,
    Kind.DISCLOSURE: DisclosureForm,
}
"""The form of a kind that has one of its own."""
