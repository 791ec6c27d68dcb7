"""What stands above the entries of a case: what must be known at once, and the tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Urgency
from tui.language import _, ngettext
from tui.widgets.case_tabs import TABS
from tui.widgets.case_words import DIFFERS, UNKEPT, Context, value_words
from tui.widgets.safe import one_line
from tui.widgets.when import day

_ROOMY = 100
"""Cells from which on every tab has its number."""


def head(file: CaseFile, about: Context, readers: Sequence[str]) -> Content:
    """Callsign, status, field of work, how to reach, who reads it, and what is open."""
    case = file.case
    opened = _("opened {day}").format(day=day(case.opened_on, about.today))
    first = _joined(
        case.callsign,
        value_words(None, case.status, about),
        value_words(None, case.domain, about),
        opened if case.opened_on else "",
    )
    reach = _joined(value_words(None, case.safe_channel, about), case.safe_times)
    never = _("never: {how}").format(how=case.safe_never) if case.safe_never else ""
    shared = (
        _("Shared with {names}").format(names=", ".join(readers))
        if readers
        else _("Only you can read this case")
    )
    lines: list[str | tuple[str, str]] = [(one_line(first), "bold")]
    if case.urgency is Urgency.ACUTE:
        lines.append(("  ! " + _("Acute"), "bold $text-error"))
    lines.append("\n")
    lines.append(
        one_line(_("Safe contact: {how}").format(how=_joined(reach, never) or _("not agreed yet")))
    )
    lines.append("\n" + one_line(shared))
    unkept = file.unkept
    if unkept:
        lines.append(
            f" · {UNKEPT} "
            + ngettext(
                "{count} change not yet kept by the relay",
                "{count} changes not yet kept by the relay",
                unkept,
            ).format(count=unkept)
        )
    if file.unknown:
        lines.append(" · " + _("A part is of a newer version of the program"))
    wrong = []
    if file.conflicts:
        said = ngettext(
            "{count} difference to settle: press x",
            "{count} differences to settle: press x",
            file.conflicts,
        ).format(count=file.conflicts)
        wrong.append(f"{DIFFERS} {said}")
    if about.flags:
        said = ngettext(
            "{count} entry breaks a rule", "{count} entries break a rule", len(about.flags)
        ).format(count=len(about.flags))
        wrong.append(f"! {said}")
    if wrong:
        lines.append(("\n" + " · ".join(wrong), "bold $text-warning"))
    return Content.assemble(*lines)


def tab_line(counts: Sequence[int], open_tab: int, width: int) -> Content:
    """The names of the tabs with how much is in each; the open one in brackets.

    `width` in cells: where not all fits, only what holds something has its number.
    """
    texts = [
        f"{number} {_(tab.label)}" + (f" ({count})" if count or width >= _ROOMY else "")
        for number, (tab, count) in enumerate(zip(TABS, counts, strict=True), 1)
    ]
    parts: list[str | tuple[str, str]] = []
    left = width - 2
    for number, text in enumerate(texts):
        cells = cell_len(text) + 2
        if cells > left:
            # A name is not broken over two lines.
            parts.append("\n")
            left = width - 2
        parts.append((f"[{text}]", "bold") if number == open_tab else f" {text} ")
        left -= cells
    return Content.assemble(*parts)


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)
