"""What can be made in a case: what `n` offers, and the form that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.casework.choice.choosing import reflecting
from shared.casework.consent.standing import statuses
from shared.casework.ending.closed import is_closed
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentStatus, RouteStatus
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    AdverseEffect,
    AftercareCheck,
    Closure,
    Consent,
    Decision,
    Document,
    Option,
    Reminder,
    Route,
    Step,
    Version,
    View,
)  # fmt: skip
from shared.casework.open_now import Open, open_now
from shared.casework.route.open_in_route import RouteOpen
from shared.wording import N_
from tui.screens.case_form import CaseworkForm
from tui.screens.consent_form import AnswerForm, NewConsentForm, QuestionForm
from tui.screens.entity_form import EntityForm, entity_form
from tui.widgets.case_tabs import Tab


class Making(NamedTuple):
    """Something that can be made: what it is called in the list, and its kind."""

    label: str
    kind: Kind


MAKINGS: dict[str, Making] = {
    "contact": Making(N_("Contact: a talk, call or message"), Kind.CONTACT),
    "note": Making(N_("Note"), Kind.NOTE),
    "incident": Making(N_("Incident: something that happened"), Kind.INCIDENT),
    "impact": Making(N_("Impact on the reporter"), Kind.IMPACT),
    "reminder": Making(N_("Reminder"), Kind.REMINDER),
    "conflict_check": Making(N_("Check for conflicts of interest"), Kind.CONFLICT_CHECK),
    "explanation": Making(N_("What you explained"), Kind.EXPLANATION),
    "concern": Making(N_("Concern: what the matter is"), Kind.CONCERN),
    "party": Making(N_("Person involved, by a label"), Kind.PARTY),
    "options": Making(N_("Options from the ladder, several at once"), Kind.OPTION),
    "option": Making(N_("Option: what could be done"), Kind.OPTION),
    "consequence": Making(N_("Consequence of an option, for or against"), Kind.CONSEQUENCE),
    "decision": Making(N_("Choice of the reporter"), Kind.DECISION),
    "reflection": Making(N_("Time to think"), Kind.DECISION),
    "route": Making(N_("Route: begin what was chosen"), Kind.ROUTE),
    "step": Making(N_("Step of a route"), Kind.STEP),
    "guard": Making(N_("Watch over the route: is confidence kept"), Kind.GUARD),
    "document": Making(N_("Document: complaint, report, letter"), Kind.DOCUMENT),
    "version": Making(N_("Text of a document"), Kind.VERSION),
    "consent": Making(N_("Consent"), Kind.CONSENT),
    "referral": Making(N_("Referral to a helper"), Kind.REFERRAL),
    "aftercare_plan": Making(N_("Agreement on aftercare"), Kind.AFTERCARE_PLAN),
    "aftercare_check": Making(N_("Aftercare talk that was not planned"), Kind.AFTERCARE_CHECK),
    "adverse_effect": Making(N_("Adverse effect of speaking up"), Kind.ADVERSE_EFFECT),
    "closure": Making(N_("Close the case"), Kind.CLOSURE),
    "disclosure": Making(N_("Disclosure: something told or handed over"), Kind.DISCLOSURE),
    "reopening": Making(N_("New case: the reporter comes back"), Kind.CASE),
}
"""All that can be made, by the name that tabs use."""

_NEEDS: Mapping[str, type[View]] = {"consequence": Option, "version": Document}
_IN_CLOSED = ("consent", "disclosure", "reopening")


def offers(tab: Tab, file: CaseFile) -> list[str]:
    """What can be made on a tab of a case today, always in the same order."""
    closed = is_closed(file)
    return [
        name
        for name in tab.news
        if (name in _IN_CLOSED if closed else name != "reopening")
        and (name not in _NEEDS or file.all(_NEEDS[name]))
        and not (name == "reflection" and reflecting(file) is not None)
    ]


def likely(names: list[str], file: CaseFile, on: str) -> str:
    """Which of some things is most likely made now: what is open in the case."""
    wanted = [one.kind for one in open_now(file, on)]
    return next((name for name in names if MAKINGS[name].kind in wanted), names[0])


def form_to_make(
    name: str, circle: bytes, file: CaseFile, holds: Mapping[str, Any]
) -> CaseworkForm | None:
    """The form that makes something; None where no form is needed (a route begins at once)."""
    from tui.screens import act_forms

    kind = MAKINGS[name].kind
    match name:
        case "consent":
            return NewConsentForm(circle)
        case "options":
            from tui.screens.fitting_forms import LadderForm

            return LadderForm(circle, kind)
        case "decision":
            return act_forms.DecideForm(circle, kind, holds=holds)
        case "reflection":
            return act_forms.ReflectForm(circle, kind)
        case "aftercare_plan":
            return act_forms.PlanForm(circle, kind)
        case "closure":
            return act_forms.CloseForm(circle, kind)
        case "reopening":
            from tui.screens.reopen_form import ReopenForm

            return ReopenForm(circle)
        case "explanation":
            given = file.parts.get(Kind.EXPLANATION, ())
            return EntityForm(circle, kind, given[-1].id if given else None)
        case "version":
            from tui.screens.version_form import VersionForm

            documents = file.all(Document)
            return VersionForm(circle, kind, holds={"document": documents[-1].id, **holds})
        case "route":
            return None
        case _:
            return entity_form(kind)(circle, kind, holds=holds)


def form_to_take_up(circle: bytes, view: View, one: Open, today: str) -> CaseworkForm | None:
    """The form for something that is open now about what stands in the case already."""
    if isinstance(view, Route) and one.text is RouteOpen.END:
        # It is over: what it led to is asked.
        over = {"status": RouteStatus.FINISHED, "finished_on": view.finished_on or today}
        return entity_form(Kind.ROUTE)(circle, Kind.ROUTE, view.id, typed_before=over)
    return form_to_do(circle, view) or form_to_change(circle, view)


def may_be_done(view: View | None) -> bool:
    """Whether something waits to be done, and the form for that is one key away."""
    if view is None or view.deleted:
        return False
    if isinstance(view, AftercareCheck):
        return not view.held_on
    if isinstance(view, AdverseEffect):
        return not view.resolved_on
    if isinstance(view, Consent):
        return view.status is ConsentStatus.ASKED
    if isinstance(view, Version):
        return not view.checked
    return bool(getattr(view, "done_on", None) == "" and isinstance(view, Step))


def may_be_ticked(view: View | None) -> bool:
    """Whether one key without a form says that something is done."""
    if isinstance(view, Reminder):
        return not view.deleted and not view.done_on
    return isinstance(view, Decision) and not view.deleted and not view.reconfirmed_on


def may_be_answered(view: View | None) -> bool:
    """Whether the reporter was asked and has not answered."""
    return isinstance(view, Consent) and str(ConsentStatus.ASKED) in statuses(view)


def may_be_taken_back(view: View | None) -> bool:
    """Whether it is a consent that was given."""
    return isinstance(view, Consent) and str(ConsentStatus.GIVEN) in statuses(view)


def form_to_do(circle: bytes, view: View) -> CaseworkForm | None:
    """The form in which something that waits is done, None where nothing waits."""
    from tui.screens import act_forms

    if not may_be_done(view):
        return None
    if isinstance(view, Step):
        return act_forms.StepDoneForm(circle, Kind.STEP, view.id)
    if isinstance(view, AftercareCheck):
        return act_forms.HoldForm(circle, Kind.AFTERCARE_CHECK, view.id)
    if isinstance(view, AdverseEffect):
        from tui.screens.fitting_forms import SolveForm

        return SolveForm(circle, Kind.ADVERSE_EFFECT, view.id)
    if isinstance(view, Version):
        from tui.screens.fitting_forms import LookOverForm

        return LookOverForm(circle, Kind.VERSION, view.id)
    return AnswerForm(circle, view.id)


def form_to_change(circle: bytes, view: View) -> CaseworkForm | None:
    """The form that changes something; None where it can not be changed by hand."""
    if isinstance(view, Consent):
        return QuestionForm(circle, view.id) if view.status is ConsentStatus.ASKED else None
    if isinstance(view, Closure):
        return None
    from tui.screens.entity_form import form_for

    return form_for(circle, view)
