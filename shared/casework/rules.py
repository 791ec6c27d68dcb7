"""The rules of the work: what can not be done, and what deserves a second look.

A verb gives back edits, or the rule that it would have broken. A hint stops nothing.
"""

from __future__ import annotations

import re
from enum import Enum

import msgspec

from shared.wording import N_


class Said(Enum):
    """Something that is said to the user: its value is the English source text.

    Each stage of the work has an enumeration of its own for what it says.
    """

    @property
    def text(self) -> str:
        """The English source text."""
        text: str = self.value
        return text


class Rule(Said):
    """A rule that a wish would break, with the text for whoever had the wish."""

    BSN = N_(
        "This looks like a citizen service number (BSN). You may not keep it. Take it out;"
        " nothing was saved."
    )
    EMPTY = N_("Fill this in.")
    TOO_LONG = N_("This is too long: {length} characters, and at most {most} fit. Make it shorter.")
    NOT_A_CHOICE = N_("Choose one from the list.")
    NOT_A_DATE = N_("Write the date like this: 2026-02-05.")
    NOT_A_MOMENT = N_("Write the date and time like this: 2026-02-05 18:30.")
    NOT_ABOUT = N_("Write a year, a month or a day like this: 2025, 2025-11 or 2025-11-03.")
    NOT_A_NUMBER = N_("Write a whole number.")
    OUT_OF_RANGE = N_("Write a number from {least} to {most}.")
    NOT_TEXT = N_("Write text.")
    STATUS_STEP = N_("A case can not go from this status to that one by hand.")
    FORM_OF_OTHER_TYPE = N_("This form does not belong to the kind of behaviour.")
    CONSENT_FIXED = N_(
        "The reporter has answered this already. What was asked can not be changed. Withdraw"
        " the consent, or ask again."
    )
    CONSENT_ANSWERED = N_("The reporter has answered this already. Ask again instead.")
    CONSENT_NOT_GIVEN = N_("Only a consent that was given can be withdrawn.")
    CONSENT_NEEDS_COLLEAGUE = N_("Choose the colleague that the consent is for.")
    CONSENT_IN_FORCE = N_("This consent is in force. Withdraw it before you delete it.")
    PERIOD_ENDED = N_("The last day of this consent is before the day it was given.")
    NO_CONSENT = N_(
        "Without consent nothing is shared. Ask the reporter, and write down the answer first."
    )
    CONSENT_DISPUTED = N_(
        "Different answers of the reporter stand side by side. The strictest one counts. Settle"
        " it first."
    )
    CONSENT_OTHER_SCOPE = N_("This consent is not for sharing with a colleague.")
    CONSENT_OTHER_COLLEAGUE = N_("This consent is for another colleague.")
    CONSENT_REFUSED = N_("The reporter has not given this consent. Nothing is shared.")
    CONSENT_ENDED = N_("This consent has ended. Ask the reporter again.")
    NOT_IN_THIS_CASE = N_("That does not stand in this case. Choose one from the list.")


class Broken(msgspec.Struct, frozen=True):
    """The rule that a wish would break, and the field that it is about ("" for none).

    `numbers` fill the blanks in the text of the rule, by their names.
    """

    rule: Said
    field: str = ""
    numbers: tuple[tuple[str, int], ...] = ()

    @property
    def blanks(self) -> tuple[tuple[str, str], ...]:
        """What stands in the blanks of the rule's text."""
        return tuple((name, str(number)) for name, number in self.numbers)


class Flag(msgspec.Struct, frozen=True):
    """A rule that something in a case breaks as it stands: another program wrote it.

    It is shown as it is, with this mark. `entity` is 16 bytes; `field` is "" for all of it.
    """

    rule: Said
    entity: bytes
    field: str = ""


class Hint(Said):
    """Something to look at twice; it does not stop saving."""

    VERDICT = N_(
        "These are words of a verdict. You write down what the reporter tells, not what is true."
        " Better: “according to the reporter”."
    )
    DIAGNOSIS = N_(
        "This looks like a diagnosis. Health is not written down here. Write what the reporter"
        " notices: “sleeps badly”."
    )
    NAME_AS_LABEL = N_(
        "This looks like a name. A label like “colleague A” keeps the name out of the case."
    )
    NOT_IN_WRITING = N_("Better ask for this consent in writing: a third person gets to read.")
    NO_RECORD_KEEPING = N_(
        "There is no consent yet to keep a record. Ask for it before you write down more than"
        " is needed."
    )


_NINE_DIGITS = re.compile(r"\d(?:[ .\u00a0-]?\d){8}")
"""What every way of writing the number has: most texts have none, and are done with. It is
looked for thirty times as quickly, since it begins with a sign and not with a look back."""
_RUN = re.compile(r"(?<!\d)\d{9}(?!\d)")
_GROUPS = re.compile(
    r"(?<!\d)(?<!\d[ .\u00a0-])(?:\d{3}([ .\u00a0-])\d{3}\1\d{3}|\d{4}([ .\u00a0-])\d{2}\2\d{3})"
    r"(?![ .\u00a0-]?\d)"
)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def holds_bsn(text: str) -> bool:
    """Whether `text` holds a number that could be a BSN.

    That is nine digits, in one run or in the groups in which they are written, whose
    weighted sum divides by 11 (the 11-test of the Dutch citizen service number).
    """
    return _NINE_DIGITS.search(text) is not None and any(
        _passes_eleven_test(match.group())
        for pattern in (_RUN, _GROUPS)
        for match in pattern.finditer(text)
    )


def _passes_eleven_test(written: str) -> bool:
    digits = [int(sign) for sign in written if sign.isdecimal()]
    return (
        any(digits)
        and sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
    )


_VERDICT = re.compile(
    r"\b(?:daders?|schuldig(?:en?)?|bewezen|perpetrators?|culprits?|guilty|proven)\b",
    re.IGNORECASE,
)


_DIAGNOSIS = re.compile(
    r"\b(?:burn-?[ ]?out|depressie[fs]?|depressieve|depression|depressed|ptss|ptsd"
    r"|posttraumatisch\w*|post-?traumatic|angststoornis\w*|anxiety disorder|paniekstoornis\w*"
    r"|panic disorder"
    r"|overspannen|borderline|bipolair\w*|bipolar|schizofre\w+|schizophreni\w+|psychose|psychosis"
    r"|psychotisch\w*|psychotic|adhd|autis\w+|anorexia|boulimia|bulimia|narcist\w*|narciss?is\w+"
    r"|persoonlijkheidsstoornis\w*|personality disorder|kanker|cancer|diabetes|epilepsie|epilepsy"
    r"|hiv|miskraam|miscarriage|zwangerschapsvergiftiging|diagnose[ns]?|gediagnosticeerd|diagnosed"
    r"|diagnosis|antidepressiva|antidepressants?|medicatie|medication)\b",
    re.IGNORECASE,
)
"""Words of health in Dutch and English. It is a short list: it makes one look twice, no more."""


def hints_on_text(text: str) -> list[Hint]:
    """What deserves a second look in a free text."""
    hints = [Hint.VERDICT] if _VERDICT.search(text) else []
    return [*hints, Hint.DIAGNOSIS] if _DIAGNOSIS.search(text) else hints


_SURNAME_PARTS = {"de", "den", "der", "het", "ten", "ter", "van", "von", "el", "al", "ben"}
_GENERIC = {
    "afdeling", "baas", "bestuurder", "chef", "collega", "collegae", "directeur", "groep",
    "klant", "leidinggevende", "leverancier", "manager", "medewerker", "melder", "persoon",
    "stagiair", "team", "teamleider", "ploeg", "vriend", "boss", "client", "colleague",
    "customer", "director", "employee", "group", "intern", "person", "reporter", "supplier",
    "teamlead", "witness", "getuige", "lunch", "hr", "or", "ict",
}  # fmt: skip


def hints_on_label(label: str) -> list[Hint]:
    """What deserves a second look in a party's label: whether it looks like a name.

    A word with a capital looks like one, unless it is a single letter, all capitals, or
    a word for what somebody is that opens the label.
    """
    words = re.findall(r"[^\W\d_]+", label)
    for at, word in enumerate(words):
        if len(word) < 2 or not word[0].isupper() or word.isupper():
            continue
        opens = at == 0 and (word.casefold() in _GENERIC)
        if not opens:
            return [Hint.NAME_AS_LABEL]
    return []
