"""What F1 says about where one is: the notions of the work in a few plain words."""

from __future__ import annotations

from shared.casework.model.kinds import Kind
from shared.wording import N_

_SECRET = N_(
    "An adviser keeps secret what the reporter tells, unless: the reporter agrees, the law"
    " demands it, or silence would do serious harm (a conflict of duties)."
)
_CONTROL = N_(
    "The reporter decides what happens. Nothing is done against the reporter's will, except"
    " where the law demands it or silence would do serious harm."
)
_NO_TRUTH = N_(
    "An adviser does not look for the truth and judges nobody: write what is told, and by whom."
)
_CONSENT = N_(
    "A consent is free, for one thing, and known beforehand: what, for whom, how long. The"
    " reporter can take it back; what was told already stays told."
)
_TIPPING = N_(
    "Integrity: as long as you think along, the reporter decides. Once it is a report, the"
    " organisation owns it: it confirms within 7 days and tells within 3 months what it does."
)

OF_KIND: dict[Kind, tuple[str, ...]] = {
    Kind.CASE: (
        N_(
            "A case has a code that says nothing. No name of the reporter is needed: a callsign"
            " and a safe way to reach are enough."
        ),
        _SECRET,
    ),
    Kind.PARTY: (
        N_(
            "People are called by a label, such as “colleague A”. Of whoever is said to have"
            " caused it, write where the idea comes from: suspected or named by the reporter."
        ),
        _NO_TRUTH,
    ),
    Kind.CONFLICT_CHECK: (
        N_(
            "Before the story is told: are you free to help? Not when it is about you or a"
            " colleague adviser, when you know who it is about, or when you help the other side."
        ),
        N_("Ask by roles, without names. When it can not be checked, write down why."),
    ),
    Kind.EXPLANATION: (_SECRET, _CONTROL, _NO_TRUTH, _TIPPING),
    Kind.CONCERN: (
        N_(
            "Bullying: unkind behaviour, again and again, against the same person, who can not"
            " defend themselves well. Leaving out, gossip, ridicule, making work impossible."
        ),
        N_("Intimidation and aggression: to be harassed, threatened or attacked, in word or deed."),
        N_("Sexual harassment: sexual attention that is felt as unwanted."),
        N_(
            "Discrimination: a difference made on one of twelve grounds, such as origin, sex,"
            " age, handicap, belief, or a part-time contract."
        ),
        N_(
            "Wrongdoing: Union law is broken, or the public interest is at stake because it is"
            " a pattern, or serious. Workload is a matter of work, not of behaviour."
        ),
    ),
    Kind.INCIDENT: (_NO_TRUTH,),
    Kind.IMPACT: (
        N_(
            "What it does to the reporter: sleep, work, home, safety. With signs of self-harm:"
            " talk about it now. 113 helps day and night."
        ),
    ),
    Kind.CONTACT: (
        N_("Facts and feelings both count. The reporter says when you speak again."),
        _NO_TRUTH,
    ),
    Kind.NOTE: (N_("Write little: what is written can be demanded one day."), _NO_TRUTH),
    Kind.CONSENT: (
        _CONSENT,
        N_("When a third person gets to know something, it must be in writing."),
    ),
    Kind.OPTION: (
        N_(
            "Think of options together, from telling the story to a formal complaint. Of each:"
            " what speaks for it and against it, for the reporter and for others."
        ),
        N_("No next step is a good ending, too."),
    ),
    Kind.CONSEQUENCE: (
        N_(
            "What may follow, for whom, how likely, how serious, and what softens it. Before a"
            " formal route two options are weighed from both sides."
        ),
    ),
    Kind.DECISION: (_CONTROL, _TIPPING),
    Kind.ROUTE: (
        N_("A route is what the reporter chose, step by step. The reporter acts, you support."),
        _CONTROL,
    ),
    Kind.STEP: (
        N_("When a step lets something out, a consent for just that must be in force."),
        _CONSENT,
    ),
    Kind.GUARD: (
        N_(
            "While a route runs, look at least every two weeks: who knows, is confidence kept,"
            " is the procedure followed, does anybody take revenge?"
        ),
    ),
    Kind.DOCUMENT: (
        N_(
            "A document is the reporter's. You help with words. A complaint has a name, an"
            " address, what happened, and a signature; these are filled in on paper."
        ),
    ),
    Kind.VERSION: (N_("Facts apart from feelings; others by a label."),),
    Kind.REFERRAL: (
        N_(
            "Refer when it is too heavy or outside your role. Pointing the way needs no"
            " consent; introducing somebody in person does."
        ),
    ),
    Kind.AFTERCARE_PLAN: (
        N_(
            "Aftercare is agreed beforehand. Without an agreement that you may call, only the"
            " reporter calls: a call out of the blue can do harm."
        ),
    ),
    Kind.AFTERCARE_CHECK: (N_("Has it stopped, was it taken up enough, and what must be better?"),),
    Kind.ADVERSE_EFFECT: (
        N_(
            "Whoever reports wrongdoing is protected: no dismissal, less pay, bullying or other"
            " revenge for it. Partner, relatives and close colleagues are protected, too."
        ),
    ),
    Kind.DISCLOSURE: (
        _SECRET,
        N_(
            "With a conflict of duties all six conditions must hold, and each is written down:"
            " you must be able to account for it later."
        ),
    ),
    Kind.CLOSURE: (
        N_("Close together with the reporter, and say that the door stays open."),
        N_("The case is counted once, without anything that leads back to it."),
    ),
    Kind.REMINDER: (N_("Outside the case only its code and the word “reminder” are shown."),),
    Kind.IDENTITY: (
        N_("Names lie apart from the story, are opened with a reason, and can go by themselves."),
    ),
    Kind.WORKING_NOTE: (
        N_("A memory aid for yourself. It goes after thirty days, and always before handing over."),
    ),
}
"""By kind of entry: source texts, the first one first."""

OF_TAB: tuple[tuple[Kind, ...], ...] = (
    (Kind.CONTACT, Kind.NOTE),
    (Kind.CONFLICT_CHECK, Kind.CONCERN),
    (Kind.OPTION, Kind.DECISION),
    (Kind.ROUTE, Kind.STEP, Kind.GUARD),
    (Kind.CONSENT,),
    (Kind.REFERRAL, Kind.AFTERCARE_PLAN, Kind.ADVERSE_EFFECT),
    (Kind.CLOSURE, Kind.DISCLOSURE),
)
"""The kinds that are explained on each tab of a case."""


def about_kinds(*kinds: Kind) -> list[str]:
    """The source texts about some kinds, each once."""
    return list(dict.fromkeys(text for kind in kinds for text in OF_KIND.get(kind, ())))
