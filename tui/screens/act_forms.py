"""Acts of the work with a small form of their own: choosing, doing a step, aftercare, closing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text
from textual.widgets import Select

from shared.casework.choice import deciding
from shared.casework.choice.choosing import becomes_report, reflecting
from shared.casework.consent.covering import ConsentRule, Need, consent_check
from shared.casework.ending import agreeing, closing
from shared.casework.ending.aftercare import CONTACT, AftercareRule
from shared.casework.ending.leftovers import Left, leftovers
from shared.casework.model.codes import StepType
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.model.views import AftercareCheck, Closure, Document, Route, Step
from shared.casework.route import doing
from shared.casework.route.routing import counterpart_of, need_of
from shared.casework.route.who_knows import widens
from shared.casework.rules import Broken
from shared.casework.verbs import Outcome
from shared.wording import N_
from tui.language import _
from tui.screens.case_form import wrong_of
from tui.screens.entity_form import EntityForm
from tui.screens.form import Wrong
from tui.widgets import fields, typed_days
from tui.widgets.fields import FieldSpec
from tui.widgets.safe import one_line
from tui.widgets.values import called, context
from tui.widgets.when import day


class DecideForm(EntityForm):
    """The reporter chooses: some options, or none. An empty choice is a complete one."""

    def names(self) -> Sequence[str]:
        return ["chosen", "in_words", "told_control_ends", "told_terms", "told_protection",
                "reflection_waived", "made_on"]  # fmt: skip

    def explanation(self) -> Sequence[str]:
        return (
            _("The reporter chooses, in the reporter's own words. Choosing nothing is a choice."),
        )

    _confirmed = False

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        untouched = not values.get("chosen") and not values.get("in_words")
        if untouched and not self._confirmed:
            # A form that nobody touched is no choice; nothing chosen, in words, is one.
            self._confirmed = True
            return Wrong(" ".join(self._of_nothing()))
        return await super().save(values)

    def _of_nothing(self) -> list[str]:
        """What is said before a choice is saved in which nothing is ticked."""
        said = [_("Nothing is ticked: that is the choice of no further step.")]
        thinking = reflecting(self.file)
        if thinking is not None and thinking.reflection_until > self.today:
            until = day(thinking.reflection_until, self.luister.now().date())
            said.append(_("The time to think runs until {day}.").format(day=until))
        return [*said, _("Save once more if the reporter chose this.")]

    def facts(self, filled: Mapping[str, Any]) -> Mapping[str, Any]:
        report = becomes_report(self.file, filled.get("chosen") or ())
        return {**super().facts(filled), "tipping_point": report}

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        more = {name: value for name, value in given.items() if value not in (None, "", ())}
        chosen, words = more.pop("chosen", ()), more.pop("in_words", "")
        return deciding.decide(self.file, new, chosen, words, self.today, more)


class ReflectForm(EntityForm):
    """The reporter takes time to think."""

    def heading(self) -> str:
        return self.file.case.code + " · " + _("Time to think")

    def explanation(self) -> Sequence[str]:
        return (_("Nobody asks the reporter for an answer before this day."),)

    def names(self) -> Sequence[str]:
        return ["reflection_until"]

    def first_values(self) -> Mapping[str, Any]:
        until = deciding.time_to_think(self.today)
        return {"reflection_until": typed_days.shown(FIELDS[self.kind]["reflection_until"], until)}

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        return deciding.reflect(self.file, new, given["reflection_until"], self.today)


class OnConsentForm(EntityForm):
    """Something that needs a consent: where it lacks one, the form offers to write it."""

    needs: ConsentRule | None = None
    """What is missing in a consent, when that is why it was not saved."""

    def need(self) -> Need | None:
        """The consent that is needed; None where none is."""
        raise TypeError(f"{type(self).__name__} says not which consent it needs")

    def looked_at(self, outcome: Outcome) -> Outcome:
        """The same outcome, when it was seen whether a consent is what it lacks."""
        rule = outcome.rule if isinstance(outcome, Broken) else None
        self.needs = rule if isinstance(rule, ConsentRule) else None
        return outcome

    def say_wrong(self, wrong: Wrong) -> None:
        need = self.need() if self.needs is not None else None
        if need is None:
            super().say_wrong(wrong)
            return
        kinds = ", ".join(_(scope.label) for scope in need.scopes)
        why = wrong.text + " " + _("Wanted is a consent for: {kinds}.").format(kinds=kinds)
        super().say_wrong(wrong._replace(text=why))
        self._offer_consent(need, why)

    def _offer_consent(self, need: Need, why: str) -> None:
        from tui.screens.ask import AskScreen
        from tui.screens.consent_form import NewConsentForm

        form = NewConsentForm(self.circle, scope=need.scopes[0], role=need.counterpart)

        def asked(saved: bool | None) -> None:
            if not saved:
                return
            # The case is looked at again: the consent stands in it now.
            self._file = None
            made = self.file.find(form.made) if form.made else None
            if made is None or consent_check(self.file, made.id, need, self.today) is not None:
                return
            self._choose(made.id)
            self.action_save()

        def answered(yes: bool | None) -> None:
            if yes:
                self.app.push_screen(form, asked)

        self.app.push_screen(
            AskScreen(_("Write down the consent of the reporter now?"), why), answered
        )

    def _choose(self, consent: bytes) -> None:
        """Choose a consent that did not stand in the case when the form was opened."""
        asking = self.query_one("#field-consent Select", Select)
        known = self._things(FIELDS[self.kind]["consent"])
        asking.set_options([(Text(one_line(text)), id) for id, text in known])
        asking.value = consent


class StepDoneForm(OnConsentForm):
    """A step is done. Who gets to know something by it is said first."""

    @property
    def step(self) -> Step:
        """The step as it was when the form was opened."""
        found = self.file.find_as(Step, self._entity)
        if found is None:
            raise RuntimeError("a form to do a step without the step")
        return found

    def heading(self) -> str:
        about = context(self.file, (), self.luister.now().date())
        return (
            self.file.case.code
            + " · "
            + _("Done: {what}").format(what=one_line(called(self.step, about)))
        )

    def explanation(self) -> Sequence[str]:
        wider = widens(self.file, self.step, self.today)
        return [_(one.role.label) + ": " + _(one.how.text) for one in wider]

    def names(self) -> Sequence[str]:
        names = ["done_on", "result", "agreement_text", "next"]
        needed = need_of(self.file.find_as(Route, self.step.route), self.step) is not None
        return [*names[:1], "consent", "counterpart", *names[1:]] if needed else names

    def specs(self) -> Sequence[FieldSpec]:
        specs = [one._replace(folded=False) for one in super().specs()]
        if self.step.step_type is StepType.SUBMIT and self._documents():
            specs.insert(
                1,
                FieldSpec(
                    "document", N_("Which document"), fields.Kind.CHOICE, "", self._documents
                ),
            )
        return specs

    def _documents(self) -> list[tuple[Any, str]]:
        about = context(self.file, (), self.luister.now().date())
        return [
            (one.id, one_line(called(one, about)))
            for one in self.file.all(Document)
            if one.route in (self.step.route, None)
        ]

    def first_values(self) -> Mapping[str, Any]:
        route = self.file.find_as(Route, self.step.route)
        documents = self._documents() if self.step.step_type is StepType.SUBMIT else []
        return {
            **super().first_values(),
            "done_on": typed_days.shown(FIELDS[Kind.STEP]["done_on"], self.today),
            "counterpart": counterpart_of(route, self.step),
            "document": documents[0][0] if len(documents) == 1 else None,
        }

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        filled = self.values
        wanted = {
            "done_on": self.meant({"done_on": filled["done_on"]})["done_on"],
            **{name: value for name, value in given.items() if name in FIELDS[Kind.STEP]},
        }
        if "counterpart" in filled:
            wanted["counterpart"] = filled["counterpart"]
        result = str(wanted.pop("result", self.step.result))
        done = doing.do_step(
            self.file, self.step, self.today, result, lambda: self.luister.random(16), wanted,
            filled.get("document"),
        )  # fmt: skip
        return self.looked_at(done)

    def need(self) -> Need | None:
        need = need_of(self.file.find_as(Route, self.step.route), self.step)
        role = self.values.get("counterpart")
        return need if need is None or role is None else Need(need.scopes, role)


class PlanForm(OnConsentForm):
    """Aftercare is agreed: on which weeks, and who may get in touch."""

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "A call out of the blue can do harm. Agree now who gets in touch, and when;"
                " the talks are put on the agenda."
            ),
        )

    def names(self) -> Sequence[str]:
        return ["initiator", "consent", "weeks", "channel", "agreed_on"]

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        del new
        weeks = re.split(r"[\s,;]+", str(given["weeks"]).strip())
        if not all(week.isdecimal() and len(week) <= 2 for week in weeks):
            return Broken(AftercareRule.WEEKS, "weeks")
        agreed = agreeing.plan(
            self.file,
            lambda: self.luister.random(16),
            str(given["agreed_on"]),
            self.today,
            initiator=given["initiator"],
            weeks=[int(week) for week in weeks],
            channel=given["channel"],
            consent=given["consent"],
        )
        return self.looked_at(agreed)

    def need(self) -> Need | None:
        return CONTACT


class HoldForm(EntityForm):
    """An aftercare talk that was planned is held."""

    def first_values(self) -> Mapping[str, Any]:
        held = typed_days.shown(FIELDS[self.kind]["held_on"], self.today)
        return {**super().first_values(), "held_on": held}

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        del new
        check = self.file.find_as(AftercareCheck, self._entity)
        if check is None:
            raise RuntimeError("a form to hold an aftercare talk without the talk")
        held = self.meant({"held_on": self.values["held_on"]})
        return agreeing.hold_check(self.file, check, {**given, **held}, self.today)


_NAMED = 3
"""How many of each kind that is left over are named before a case is closed."""


class CloseForm(EntityForm):
    """The case is closed: what is left over is said and confirmed; it is counted once."""

    _confirmed = False

    def names(self) -> Sequence[str]:
        return ["outcome", "closed_with_reporter", "door_open_told", "evaluation", "hours_total"]

    def explanation(self) -> Sequence[str]:
        left = self._told(leftovers(self.file, self.today))
        return [
            _(
                "Closing counts the case once for the annual report, without code, day or"
                " words. Today you can still undo it."
            ),
            *("! " + one for one in left),
        ]

    def save_label(self) -> str:
        return _("Close the case")

    def _told(self, left: Sequence[Left]) -> list[str]:
        """What is left over, with the names of the first few."""
        about = context(self.file, (), self.luister.now().date())
        told: list[str] = []
        for one in left:
            views = [view for view in map(self.file.find, one.about[:_NAMED]) if view is not None]
            names = "; ".join(one_line(called(view, about)) for view in views)
            more = len(one.about) - len(views)
            rest = " " + _("and {count} more").format(count=more) if more else ""
            told.append(f"{_(one.hint.text)} {names}{rest}")
        return told

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        closed = closing.close(
            self.file,
            closing.read_rows(self.session.stat_rows()),
            lambda: self.luister.random(16),
            self.today,
            self.given(values),
        )
        if isinstance(closed, Broken):
            return wrong_of(closed)
        if closed.left and not self._confirmed:
            self._confirmed = True
            left = " ".join(_(one.hint.text) for one in closed.left)
            return Wrong(left + " " + _("Save once more to close the case all the same."))
        self.session.save_all(
            {self.circle: closed.case, self.session.advisers_circle: closed.advisers}
        )
        self.made = self.session.case(self.circle).all(Closure)[-1].id
        return None
