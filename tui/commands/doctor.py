"""Is this device healthy? Everything is looked at, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.commands import passphrase
from tui.commands.ending import Ended, Exit
from tui.commands.parsing import Nouns, add_forms, add_offline
from tui.language import _, fill

if TYPE_CHECKING:
    from shared.sealing.passphrase import LockFault
    from tui.commands.errand import Errand
    from tui.local.doctor.finding import Finding


def add_to(nouns: Nouns) -> None:
    """Let the parser know `doctor`."""
    command = nouns.command(
        "doctor",
        _("examine this device: store, keys, clock, relay"),
        examine,
        description=_(
            "Examines this device and changes nothing: the folder and its rights, the database,"
            " every record and the chain from the first one on, what is sealed, the keys, what"
            " waits, the other devices, the clock and the relay. It ends with 0 when nothing is"
            " wrong and with 1 when something is; what you should look at is no fault. With"
            " --plain: what was looked at, ok or look or wrong, and what was found."
        ),
    )
    command.add_argument(
        "--locked",
        action="store_true",
        help=_("only what can be seen without the passphrase"),
    )
    add_offline(command)
    add_forms(command)


async def examine(errand: Errand) -> Exit:
    """Examine the home, and say what was found as it is found."""
    from shared.sealing.passphrase import LockFault
    from tui.local.doctor.examination import examine_home, examine_locked
    from tui.local.doctor.finding import Grade, worst
    from tui.widgets.finding_words import summary

    told = _progress(errand)
    findings: list[Finding] = []
    if errand.given.locked:
        findings += examine_locked(errand.folder, told)
    else:
        errand.check_home()
        typed = passphrase.existing(errand.given, errand.terminal)
        looked = examine_home(
            errand.folder, typed, errand.front.door, told, relay=not errand.given.offline
        )
        async for finding in looked:
            if isinstance(finding, LockFault):
                raise _closed(finding)
            findings.append(finding)
    grade = worst(findings)
    errand.put(
        {"grade": grade.value, "findings": [_data(finding) for finding in findings]},
        lambda: [(f.check, f.grade.value, fill(f.text, f.blanks)) for f in findings],
        lambda: [line for finding in findings for line in lines_of(finding)] + [summary(findings)],
    )
    return Exit.FAILED if grade is Grade.WRONG else Exit.OK


def _closed(fault: LockFault) -> Ended:
    from tui.local.front import WRONG_PASSPHRASE

    wrong = fault.name == "wrong_passphrase"
    return Ended(
        _(WRONG_PASSPHRASE) if wrong else _(fault.value),
        Exit.WRONG_PASSPHRASE if wrong else Exit.FAILED,
    )


def _progress(errand: Errand) -> Callable[[int, int], None]:
    """Say at a large store, to somebody who waits, how far it is."""
    shown: set[int] = set()

    def told(done: int, all_: int) -> None:
        tenth = done * 10 // max(all_, 1)
        if all_ > MANY and tenth not in shown and errand.terminal.width is not None:
            shown.add(tenth)
            errand.terminal.say(_("{done} of {all} records looked at.").format(done=done, all=all_))

    return told


MANY = 20_000
"""From so many records on it takes long enough to say how far it is."""


def _data(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check,
        "grade": finding.grade.value,
        "text": fill(finding.text, finding.blanks),
        "advice": fill(finding.advice, finding.blanks) if finding.advice else "",
        **{name: value for name, value in finding.blanks if name not in ("why", "fix")},
    }


def lines_of(finding: Finding) -> list[str]:
    """A finding in words: how it is, and where it is not in order what to do."""
    from tui.widgets.finding_words import SIGN, finding_advice, finding_text

    lines = [f"{SIGN[finding.grade]:>4}  {finding_text(finding)}"]
    advice = finding_advice(finding)
    return [*lines, f"      {advice}"] if advice else lines
