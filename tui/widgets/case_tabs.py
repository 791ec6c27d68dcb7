"""The tabs of a case, by stage of the work: what each shows, in which order and how deep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from shared.casework.choice.choosing import decisions
from shared.casework.choice.weighing import weighed
from shared.casework.model.case_file import CaseFile
from shared.casework.model.kinds import Kind
from shared.casework.model.views import (
    KIND_OF,
    AdverseEffect,
    AftercareCheck,
    AftercarePlan,
    Closure,
    ConflictCheck,
    Consequence,
    Decision,
    Disclosure,
    Document,
    Explanation,
    Guard,
    Impact,
    Incident,
    Option,
    Referral,
    Reminder,
    Route,
    Step,
    VaultOpening,
    Version,
    View,
)
from shared.casework.route.routing import steps_of
from shared.wording import N_


class Tab(NamedTuple):
    """A part of the case."""

    label: str
    views: Callable[[CaseFile], Sequence[View]]
    news: tuple[str, ...]
    """What can be made here (`tui.screens.making`), in the order of the work."""
    empty: str
    depths: Mapping[Kind, int] = {}
    """How far rows of a kind stand under another row, in steps."""
    row_height: int = 3

    def depth(self, view: View) -> int:
        """How far in a row stands."""
        return self.depths.get(KIND_OF[type(view)], 0)


def _timeline(file: CaseFile) -> list[View]:
    return file.timeline[::-1]


def _intake(file: CaseFile) -> list[View]:
    parts = (
        file.concerns, file.parties, file.all(Incident), file.all(Impact)[::-1],
        file.all(Explanation), file.all(ConflictCheck),
    )  # fmt: skip
    return list(chain.from_iterable(parts))


def _options(file: CaseFile) -> list[View]:
    made = decisions(file)
    thinking = [one for one in file.all(Decision) if one not in made]
    found: list[View] = [*thinking[::-1], *made[::-1]]
    for one in weighed(file):
        found += [one.option, *one.positive, *one.negative, *one.neutral]
    return _with_strays(found, file, (Option, Consequence))


def _routes(file: CaseFile) -> list[View]:
    found: list[View] = []
    for route in sorted(file.all(Route), key=lambda one: one.started_on, reverse=True):
        found += [route, *steps_of(file, route)]
        found += [one for one in file.all(Guard)[::-1] if one.route == route.id]
        for document in file.all(Document):
            if document.route == route.id:
                found += [document, *_versions(file, document)]
    for document in file.all(Document):
        if document not in found:
            found += [document, *_versions(file, document)]
    return _with_strays(found, file, (Step, Guard, Version))


def _versions(file: CaseFile, document: Document) -> list[Version]:
    """The versions of a document, the newest first."""
    own = [one for one in file.all(Version) if one.document == document.id]
    return sorted(own, key=lambda one: one.number or 0, reverse=True)


def _aftercare(file: CaseFile) -> list[View]:
    found: list[View] = [*file.all(Referral)]
    for plan in file.all(AftercarePlan)[::-1]:
        checks = [one for one in file.all(AftercareCheck) if one.plan == plan.id]
        found += [plan, *sorted(checks, key=lambda one: one.held_on or one.due)]
    found = _with_strays(found, file, (AftercareCheck,))
    return [*found, *file.all(AdverseEffect)]


def _ending(file: CaseFile) -> list[View]:
    return [
        *file.all(Closure),
        *file.all(Disclosure),
        *file.all(Reminder),
        *file.all(VaultOpening)[::-1],
        *file.deleted,
    ]


def _with_strays(found: list[View], file: CaseFile, kinds: tuple[type[View], ...]) -> list[View]:
    """What stands under nothing that is there (that was deleted, perhaps) is shown last."""
    placed = {view.id for view in found}
    return [*found, *(v for kind in kinds for v in file.all(kind) if v.id not in placed)]


TABS = (
    Tab(N_("Timeline"), _timeline, ("contact", "note", "incident", "impact", "reminder"),
        N_("Nothing yet. Press n for the first contact, a for a note.")),
    Tab(N_("Intake"), _intake,
        ("conflict_check", "explanation", "concern", "party", "incident", "impact"),
        N_("Nothing yet. Press n: check for conflicts of interest first, then listen.")),
    Tab(N_("Options"), _options, ("options", "option", "consequence", "decision", "reflection"),
        N_("No options yet. Press n for the first; each gets what speaks for and against."),
        {Kind.CONSEQUENCE: 1}),
    Tab(N_("Routes"), _routes, ("route", "step", "guard", "document", "version"),
        N_("No route yet. One begins when the reporter has chosen: press n."),
        {Kind.STEP: 1, Kind.GUARD: 1, Kind.DOCUMENT: 1, Kind.VERSION: 2}),
    Tab(N_("Consents"), lambda file: file.consents[::-1], ("consent",),
        N_("Nothing yet. Press n for the consent to keep a record.")),
    Tab(N_("Aftercare"), _aftercare,
        ("referral", "aftercare_plan", "aftercare_check", "adverse_effect"),
        N_("Nothing yet. Press n to refer somebody, or to agree on aftercare."),
        {Kind.AFTERCARE_CHECK: 1}),
    Tab(N_("Closing"), _ending, ("closure", "disclosure", "reminder", "reopening"),
        N_("Nothing yet. Press n to close the case; what was deleted is found here, too.")),
)  # fmt: skip
