"""What is open at the end of a case: referrals, aftercare, disclosures, closing."""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.ending.aftercare import AftercareAsk, left, may_call, running_plan, unsolved
from shared.casework.ending.closed import is_closed
from shared.casework.ending.disclosing import DisclosureAsk, untold
from shared.casework.ending.referring import RUNNING, ReferralAsk
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import CaseStatus, Initiator
from shared.casework.model.kinds import Kind
from shared.casework.model.views import AftercarePlan, Referral
from shared.casework.open_now import Open
from shared.casework.rules import Said
from shared.casework.status import ENDS
from shared.wording import N_


class EndingAsk(Said):
    """What there is to do at the end of a case."""

    CLOSE = N_("Close the case")
    SOFTEN = N_("See what makes this adverse effect as small as possible")


def open_in_ending(file: CaseFile, on: str) -> Iterator[Open]:
    """What is to do next: asking after referrals, aftercare, telling the reporter, closing.

    `on` is today as an ISO date. What is due later is in it too, with its day.
    """
    for disclosure in untold(file):
        yield Open(DisclosureAsk.TELL_REPORTER, "", Kind.DISCLOSURE, disclosure.id)
    if is_closed(file):
        return
    for referral in file.all(Referral):
        if referral.status in RUNNING and referral.feedback is None:
            yield Open(ReferralAsk.DID_IT_WORK, referral.check_on, Kind.REFERRAL, referral.id)
    for effect in unsolved(file):
        yield Open(EndingAsk.SOFTEN, effect.seen_on, Kind.ADVERSE_EFFECT, effect.id)
    yield from _aftercare(file, on)
    if _ready(file):
        yield Open(EndingAsk.CLOSE, "", Kind.CLOSURE)


def _aftercare(file: CaseFile, on: str) -> Iterator[Open]:
    """Talks that were agreed. Rule 14: one to call for is asked of the adviser only where
    calling is allowed; else it is said that the reporter may."""
    for check in left(file):
        plan = file.find_as(AftercarePlan, check.plan)
        allowed = plan is not None and plan.initiator is Initiator.ADVISER_ALLOWED
        text = AftercareAsk.TALK if allowed else AftercareAsk.AWAIT
        if (
            allowed
            and check.due <= on
            and running_plan(file, on) == plan
            and not may_call(file, on)
        ):
            text = AftercareAsk.AWAIT
        yield Open(text, check.due, Kind.AFTERCARE_CHECK, check.id)


def _ready(file: CaseFile) -> bool:
    """Whether nothing is left but closing."""
    if file.case.status in (*ENDS, CaseStatus.NO_FURTHER_STEP):
        return not left(file)
    held = file.case.status is CaseStatus.AFTERCARE and bool(file.all(AftercarePlan))
    return held and not left(file)
