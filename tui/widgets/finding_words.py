"""The words and signs for what an examination of the device finds."""

from __future__ import annotations

from collections.abc import Iterable

from tui.language import _, fill
from tui.local.doctor.finding import Finding, Grade, worst

SIGN = {Grade.OK: "ok", Grade.LOOK: "!", Grade.WRONG: "!!"}
"""How a grade is marked at the beginning of a line."""


def finding_text(finding: Finding) -> str:
    """What was found."""
    return fill(finding.text, finding.blanks)


def finding_advice(finding: Finding) -> str:
    """What it means, what is safe and what to do; empty when all is in order."""
    return fill(finding.advice, finding.blanks) if finding.advice else ""


def summary(findings: Iterable[Finding]) -> str:
    """What all of it comes to."""
    match worst(findings):
        case Grade.OK:
            return _("This device is healthy.")
        case Grade.LOOK:
            return _("Nothing is wrong. Look at what is marked with !")
        case _:
            return _("Something is wrong. Read what is marked with !! first.")
