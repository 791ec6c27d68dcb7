"""Breaking secrecy or handing something over: on which ground, and what each asks."""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.consent.covering import Need, consent_check
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentScope, DisclosureBasis
from shared.casework.model.views import Disclosure
from shared.casework.rules import Broken, Flag, Said
from shared.wording import N_

_B = DisclosureBasis


class DisclosureRule(Said):
    """What must stand in a disclosure before it is saved."""

    CONDITION = N_(
        "All six conditions must hold before you speak against the reporter's will. Write down"
        " for each one why it does. If you can not, keep silent."
    )
    RATIONALE = N_("Write down why, all weighed: you must be able to account for this choice.")
    TO_COME = N_("Write a disclosure down when it was made, not before.")


class DisclosureAsk(Said):
    """What there is to do about a disclosure."""

    TELL_REPORTER = N_("Tell the reporter what was disclosed, to whom and why")


class BasisCard(Said):
    """What a ground for speaking asks, in plain words; no advice about a single case."""

    CONSENT = N_(
        "The reporter agrees: to this being told, to this party, for this purpose. In writing"
        " when a third party gets to know it. The reporter can take it back for what has not"
        " been told yet."
    )
    DUTY_160SV = N_(
        "Article 160 of the Code of Criminal Procedure asks everybody who knows of some very"
        " serious crimes to report them to the police at once: crimes against life, rape,"
        " abduction, some crimes against the state, and causing danger to life. It does not"
        " hold for other crimes. First tell the reporter, who may want to report it in person."
        " Call in help, and ask a lawyer when you are not sure."
    )
    DUTY_162SV = N_(
        "Article 162 of the Code of Criminal Procedure asks public bodies and officials to"
        " report some crimes of office that they learn of in their work. It holds only for who"
        " works as an official. Ask a lawyer before you use this ground."
    )
    DUTY_EDUCATION_MINOR = N_(
        "Staff of a school who learn of a sexual crime by somebody who works there against a"
        " pupil who is a minor must tell the school's board at once. The board consults the"
        " inspectorate."
    )
    CHILD_PROTECTION_RIGHT = N_(
        "Who fears that a child is abused or neglected may report it to Safe Home (Veilig"
        " Thuis), without consent where needed. You can ask advice first without a name."
    )
    COURT_OR_PROSECUTOR = N_(
        "A court or public prosecutor orders it. Ask for the order in writing, look at exactly"
        " what it asks, and give no more. It is not settled whether an adviser may refuse to"
        " testify: ask a lawyer first."
    )
    CONFLICT_OF_DUTIES = N_(
        "Silence and speaking are both a duty, and you must choose. Only when all six"
        " conditions hold. Think it over with somebody, without names, and write down why."
    )
    LVV_COMPLAINT_DEFENCE = N_(
        "Somebody complained about you with the professional association. You may tell what"
        " your own defence needs, to the committee only, and no more."
    )
    AVG_ACCESS_REQUEST = N_(
        "The person concerned asks to see their own data. Give only what is about that person;"
        " leave out what would show somebody else."
    )


CARDS: dict[DisclosureBasis, BasisCard] = {basis: BasisCard[basis.name] for basis in _B}
"""What each ground asks, for the one who is about to choose it."""

CONDITIONS = (
    "consent_sought",
    "conscience",
    "no_other_way",
    "serious_harm",
    "prevents_harm",
    "no_further",
)
"""The fields of the six conditions of a conflict of duties, in their order."""

_LETTING_OUT = (
    ConsentScope.TALK_TO,
    ConsentScope.ATTEND_TALK,
    ConsentScope.SUBMIT_DOCUMENT,
    ConsentScope.CONFIDENTIAL_REPORT_VIA_VP,
    ConsentScope.REFERRAL_WARM,
    ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD,
)


def asked(basis: DisclosureBasis | None) -> tuple[str, ...]:
    """The fields that a ground needs, beside those that every disclosure needs."""
    if basis is _B.CONSENT:
        return ("consent",)
    return (*CONDITIONS, "rationale") if basis is _B.CONFLICT_OF_DUTIES else ("rationale",)


def check_disclosure(
    file: CaseFile, before: Disclosure | None, after: Disclosure, on: str
) -> Broken | None:
    """Rule 30, and that every other ground is accounted for."""
    stood = set() if before is None else set(_wrong(file, before, looking_back=True))
    # A ground that is not touched was there when it was used; taking it back changes nothing.
    used = before is not None and _ground(before) == _ground(after)
    fresh = (one for one in _wrong(file, after, looking_back=used) if one not in stood)
    broken = next(fresh, None)
    if broken is None and after.given_on > on and (before is None or before.given_on <= on):
        return Broken(DisclosureRule.TO_COME, "given_on")
    return broken


def _ground(disclosure: Disclosure) -> tuple[object, ...]:
    return disclosure.basis, disclosure.consent, disclosure.to_whom, disclosure.given_on


def _wrong(file: CaseFile, disclosure: Disclosure, looking_back: bool) -> Iterator[Broken]:
    if disclosure.basis is _B.CONSENT:
        need = Need(_LETTING_OUT, disclosure.to_whom)
        lack = consent_check(file, disclosure.consent, need, disclosure.given_on, looking_back)
        if lack is not None:
            yield lack
        return
    if disclosure.basis is _B.CONFLICT_OF_DUTIES:
        for condition in CONDITIONS:
            if not getattr(disclosure, condition).strip():
                yield Broken(DisclosureRule.CONDITION, condition)
    if not disclosure.rationale.strip():
        yield Broken(DisclosureRule.RATIONALE, "rationale")


def untold(file: CaseFile) -> list[Disclosure]:
    """Disclosures of which the reporter does not know yet."""
    return [one for one in file.all(Disclosure) if not one.reporter_informed]


def flags_of_disclosing(file: CaseFile, on: str) -> Iterator[Flag]:
    """What another program wrote against these rules."""
    del on
    for disclosure in file.all(Disclosure):
        for broken in _wrong(file, disclosure, looking_back=True):
            yield Flag(broken.rule, disclosure.id, broken.field)
