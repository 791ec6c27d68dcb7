"""What an adviser reads out before asking for a consent: one sentence for each scope.

A consent is free, for one thing, told beforehand, and can be taken back: each sentence
says what is done, for whom, and that no is an answer too. The field `what` of a consent
says which data, `valid_until` how long.
"""

from __future__ import annotations

from shared.casework.model.codes import ConsentScope
from shared.wording import N_

WORDING: dict[ConsentScope, str] = {
    ConsentScope.RECORD_KEEPING: N_(
        "I would like to write down what you tell me, so that I can help you well. Only I can"
        " read it. It is destroyed after the case has ended. You can say no; then I only"
        " count that somebody came. Do you agree?"
    ),
    ConsentScope.HOLD_IDENTITY: N_(
        "I would like to keep your name or how to reach you. I keep it apart from your story,"
        " and destroy it as soon as it is not needed. Do you agree?"
    ),
    ConsentScope.CONTACT_BY_CHANNEL: N_(
        "I would like to get in touch with you in the way and at the times that you have told"
        " me, and in no other way. Do you agree?"
    ),
    ConsentScope.AFTERCARE_CONTACT: N_(
        "When this has ended I would like to ask you how it goes, on the days that we agree"
        " now. I do not call at other times. You can always call me. Do you agree?"
    ),
    ConsentScope.TALK_TO: N_(
        "I would like to talk about this with somebody in the organisation or outside it. I"
        " only say what we agree now, to whom we agree now. What I have said can not be taken"
        " back. Do you agree?"
    ),
    ConsentScope.ATTEND_TALK: N_(
        "I would like to go along with you to a talk. I am there to support you; you speak."
        " The other then knows that you have come to me. Do you agree?"
    ),
    ConsentScope.SUBMIT_DOCUMENT: N_(
        "Your document is handed in now. From then on others read it, often also the person"
        " it is about. It can not be taken back. Do you agree?"
    ),
    ConsentScope.CONFIDENTIAL_REPORT_VIA_VP: N_(
        "I pass your report on to the organisation, without your name. From then on the"
        " organisation decides what happens. Somebody may still guess that it came from you."
        " Do you agree?"
    ),
    ConsentScope.REFERRAL_WARM: N_(
        "I would like to introduce you to a helper. I only tell the helper what we agree now."
        " Do you agree?"
    ),
    ConsentScope.SHARE_WITH_COLLEAGUE: N_(
        "A colleague stands in for me. I would like to let this colleague read what is needed"
        " to help you, until the day that we agree now. Do you agree?"
    ),
    ConsentScope.TRANSFER_TO: N_(
        "I would like to hand your case over to a colleague, who goes on with you. After that"
        " I can not read it any more. You can also choose to stop. Do you agree?"
    ),
    ConsentScope.CONFLICT_CHECK_BY_NAME: N_(
        "I would like to check whether a colleague of mine is there for somebody else in this"
        " matter. I use the name only for that, and nobody gets to see it. Do you agree?"
    ),
    ConsentScope.INTERVISION_UNTRACEABLE: N_(
        "I would like to discuss with other advisers what I can learn from this, in such a way"
        " that nobody can tell that it is about you. Do you agree?"
    ),
    ConsentScope.ANONYMOUS_SIGNAL_TO_BOARD: N_(
        "I would like to tell the board that something is wrong, without saying who told me"
        " and without a trace of you. Do you agree?"
    ),
    ConsentScope.PATTERN_MATCHING: N_(
        "I would like to look whether others have come with the same. You only hear about it"
        " if they agree too. Do you agree?"
    ),
    ConsentScope.LINK_CASES: N_(
        "You have come to us before. I would like to keep a link between the two cases. You"
        " can also begin afresh. Do you agree?"
    ),
    ConsentScope.EXTEND_RETENTION: N_(
        "I would like to keep what I have written down longer than usual, until the day that"
        " we agree now. Do you agree?"
    ),
    ConsentScope.ACCESS_COPY_TO_REPORTER: N_(
        "You asked to see what I have written down. I make a copy for you without the names of"
        " others. Think of where you keep it. Do you agree?"
    ),
}
