"""What is left over when a case is closed: told and confirmed, it stops nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from shared.casework.ending.aftercare import left
from shared.casework.ending.disclosing import untold
from shared.casework.ending.referring import RUNNING
from shared.casework.intake.open_in_intake import agreed_contact
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import RouteStatus
from shared.casework.model.views import AdverseEffect, Decision, Guard, Referral, Route, Step, View
from shared.casework.route.guarding import OUTLAST, alerts
from shared.casework.rules import Said
from shared.wording import N_


class ClosingHint(Said):
    """A kind of thing that is left over."""

    OPEN_STEPS = N_("Steps are still open.")
    RUNNING_ROUTE = N_("A route is still under way.")
    WRONG_ON_ROUTE = N_("A leak, retaliation or broken confidence was seen and is not answered.")
    APPOINTMENT = N_("A talk that was agreed was not held.")
    AFTERCARE_LEFT = N_("Aftercare talks that were agreed have not been held.")
    REFERRAL_RUNNING = N_("It was not asked yet whether a referral worked.")
    EFFECT_UNSOLVED = N_("An adverse effect is not solved.")
    DISCLOSURE_UNTOLD = N_("The reporter does not know yet of something that was disclosed.")


class Left(msgspec.Struct, frozen=True):
    """A hint with what it is about: the ids (16 bytes each) of things in the case."""

    hint: ClosingHint
    about: tuple[bytes, ...]


_OVER = (RouteStatus.FINISHED, RouteStatus.ABANDONED)
UNDER_WAY = (
    RouteStatus.PLANNED,
    RouteStatus.RUNNING,
    RouteStatus.WAITING,
    RouteStatus.STALLED,
)


def leftovers(file: CaseFile, on: str) -> tuple[Left, ...]:
    """What is left over on the day `on` (an ISO date), each kind once, with what it is about.

    A choice for no further step is complete (rule 11): steps and routes from before it are
    no reason to look again.
    """
    return tuple(
        Left(hint, ids)
        for hint, found in _kinds(file, on)
        if (ids := tuple(one.id for one in found))
    )


def _kinds(file: CaseFile, on: str) -> Iterator[tuple[ClosingHint, Iterable[View]]]:
    if not chose_no_step(file):
        yield ClosingHint.OPEN_STEPS, _open_steps(file)
        under_way = (route for route in file.all(Route) if route.status in UNDER_WAY)
        yield ClosingHint.RUNNING_ROUTE, under_way
    yield ClosingHint.WRONG_ON_ROUTE, _unanswered(file, on)
    ids = {one.entity for one in agreed_contact(file.contacts)}
    yield ClosingHint.APPOINTMENT, (one for one in file.contacts if one.id in ids)
    yield ClosingHint.AFTERCARE_LEFT, left(file)
    yield (
        ClosingHint.REFERRAL_RUNNING,
        (one for one in file.all(Referral) if one.status in RUNNING and one.feedback is None),
    )
    effects = file.all(AdverseEffect)
    yield ClosingHint.EFFECT_UNSOLVED, (one for one in effects if not one.resolved_on)
    yield ClosingHint.DISCLOSURE_UNTOLD, untold(file)


def _open_steps(file: CaseFile) -> Iterator[Step]:
    """Steps that wait. With a route that is over, or was deleted, its steps are off."""
    gone = {one.id for one in file.deleted if isinstance(one, Route)}
    over = {route.id for route in file.all(Route) if route.status in _OVER} | gone
    return (step for step in file.all(Step) if not step.done_on and step.route not in over)


def _unanswered(file: CaseFile, on: str) -> Iterator[Guard]:
    """Looks that saw what goes on hurting the reporter, and no later look takes back."""
    seen = {one.entity for one in alerts(file, on) if one.alert in OUTLAST}
    return (guard for guard in file.all(Guard) if guard.id in seen)


def chose_no_step(file: CaseFile) -> bool:
    """Whether the reporter's last choice was for no further step."""
    made = [one for one in file.all(Decision) if one.made_on]
    last = max(made, key=lambda one: (one.made_on, one.written, one.id), default=None)
    return last is not None and not last.chosen
