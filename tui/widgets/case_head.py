"""What stands above the entries of a case: what must be known at once, and the tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from textual.content import Content

from shared.casework.case_file import CaseFile
from shared.casework.kinds import Kind
from shared.casework.views import View
from shared.wording import N_
from tui.language import _, ngettext
from tui.widgets.case_words import DIFFERS, UNKEPT, Context, value_words
from tui.widgets.safe import one_line
from tui.widgets.when import day


class Tab(NamedTuple):
    """A part of the case."""

    label: str
    views: Callable[[CaseFile], Sequence[View]]
    adds: Kind | None
    empty: str
    row_height: int = 3


TABS = (
    Tab(N_("Timeline"), lambda file: file.timeline[::-1], Kind.CONTACT,
        N_("Nothing yet. Press n for the first contact, a for a note.")),
    Tab(N_("People"), lambda file: file.parties, Kind.PARTY,
        N_("Nobody yet. Press n to add somebody by a label; names stay out."), 2),
    Tab(N_("Concerns"), lambda file: file.concerns, Kind.CONCERN,
        N_("Nothing yet. Press n to write down what the reporter comes with.")),
    Tab(N_("Consents"), lambda file: file.consents[::-1], Kind.CONSENT,
        N_("Nothing yet. Press n for the consent to keep a record.")),
    Tab(N_("Deleted"), lambda file: file.deleted, None, N_("Nothing was deleted.")),
)  # fmt: skip


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
    lines: list[str | tuple[str, str]] = [(one_line(first), "bold"), "\n"]
    lines.append(
        one_line(_("Safe contact: {how}").format(how=_joined(reach, never) or _("not agreed yet")))
    )
    lines.append("\n" + one_line(shared))
    unkept = sum(
        live.place is None
        for view in (*file.views(), *file.deleted)
        for lives in view.fields.values()
        for live in lives
    )
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
    if file.conflicts:
        words = ngettext(
            "{count} difference to settle: press x",
            "{count} differences to settle: press x",
            file.conflicts,
        ).format(count=file.conflicts)
        lines.append((f"\n{DIFFERS} {words}", "bold $text-warning"))
    return Content.assemble(*lines)


def tab_line(file: CaseFile, open_tab: int) -> Content:
    """The names of the tabs with how much is in each; the open one in brackets."""
    parts: list[str | tuple[str, str]] = []
    for number, tab in enumerate(TABS):
        count = len(tab.views(file))
        if tab.adds is None and not count:
            continue
        text = f"{number + 1} {_(tab.label)} ({count})"
        if number == open_tab:
            parts.append((f"[{text}]", "bold"))
        else:
            parts.append(f" {text} ")
        parts.append(" ")
    return Content.assemble(*parts)


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)
