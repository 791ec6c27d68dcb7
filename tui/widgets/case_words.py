"""What stands in a case, in words: a row of a list, a whole entry, a value side by side.

Nothing here is markup.
"""

from __future__ import annotations

from datetime import datetime

from shared.casework.model.kinds import DELETED, FIELDS
from shared.casework.model.reading import read
from shared.casework.model.views import KIND_OF, View
from shared.wording import N_
from tui.language import _
from tui.widgets.entry_heads import head_of
from tui.widgets.folding import folded
from tui.widgets.safe import one_line, visible, wrapped
from tui.widgets.source import Line
from tui.widgets.values import Context, consent_words, context, value_words
from tui.widgets.when import moment

__all__ = [
    "DIFFERS",
    "UNKEPT",
    "Context",
    "consent_words",
    "context",
    "details",
    "field_label",
    "marks",
    "raw_words",
    "rows",
    "title",
    "value_words",
    "written_by",
]

ROW_HEIGHT = 3
"""Lines of an entry in a list."""
DIFFERS = "≠"
UNKEPT = "◌"
_SHORT_LABELS = {"with_party": N_("With"), "label": N_("Label"), "started_on": N_("Since")}
"""Labels for reading, where those of the form say how to fill it in."""
_DELETION = N_("Deleted")
_NOT_DELETED = N_("Not deleted")
_BY = N_("Last written by {name}, {when}")


def raw_words(view: View, name: str, raw: object, about: Context) -> str:
    """A live value as it stands in a record, in words: for values side by side."""
    if name == DELETED:
        return _(_DELETION) if raw else _(_NOT_DELETED)
    field = FIELDS[KIND_OF[type(view)]].get(name)
    if field is None:
        return _("something of a newer version of the program")
    value, odd = read(field, raw)
    return value_words(field, value, about) or (odd.given if odd is not None else _("(empty)"))


def field_label(view: View, name: str) -> str:
    """The label of a field, translated."""
    if name == DELETED:
        return _(_DELETION)
    field = FIELDS[KIND_OF[type(view)]].get(name)
    return _(field.label) if field is not None else name


def details(view: View, about: Context) -> list[tuple[str, str]]:
    """Label and text of every field of a view that holds something, in their order."""
    found: list[tuple[str, str]] = []
    for name, field in FIELDS[KIND_OF[type(view)]].items():
        if field.by_act:
            continue
        text = value_words(field, getattr(view, name), about)
        odd = view.odd.get(name)
        if odd is not None:
            text = f"{text} [{odd.given}: {_(odd.mark.text)}]".strip()
        if name in view.conflicts:
            text = f"{DIFFERS} {text} (" + _("also otherwise: press x") + ")"
        if text:
            found.append((_(_SHORT_LABELS.get(name, field.label)), text))
    return found


def marks(view: View, about: Context | None = None) -> Line:
    """What deserves attention, with its word beside its sign."""
    line = Line()
    if view.conflicts:
        line.append((f"  {DIFFERS} " + _("differs"), "alert"))
    if any(live.place is None for lives in view.fields.values() for live in lives):
        line.append((f"  {UNKEPT} " + _("not yet kept"), "dim"))
    if about is not None and view.id in about.flags:
        line.append(("  ! " + _("breaks a rule"), "alert"))
    if view.odd:
        line.append(("  ? " + _("partly unreadable"), "dim"))
    return line


def rows(view: View, width: int, about: Context, depth: int = 0) -> list[Line]:
    """The lines of a view in a list: a head and up to two lines of text, `ROW_HEIGHT` at most.

    `depth` says how far in it stands, in steps of three cells.
    """
    pad = "   " * depth
    head, text = head_of(view, about)
    # The marks stand before what may be cut off.
    after = next((at for at, (_text, part) in enumerate(head, 1) if part == "strong"), len(head))
    first = Line([(pad, ""), *head[:after], *marks(view, about), *head[after:]])
    below = wrapped(text, width - 4 - len(pad), 2)
    # A long head takes the lines that the text leaves over.
    lines = folded(first, width, ROW_HEIGHT - len(below), f"{pad}   ")
    lines.extend(Line([(f"{pad}   {part}", "")]) for part in below)
    return lines


def title(view: View, about: Context) -> str:
    """What a view is called where it stands alone: its day and kind, or its label."""
    head, _text = head_of(view, about)
    return one_line("".join(text for text, _part in head[:2])).strip()


def written_by(view: View, about: Context, now: datetime) -> str:
    """Who wrote the newest of what is shown, and when."""
    lives = [live for many in view.fields.values() for live in many]
    if not lives:
        return ""
    newest = max(lives, key=lambda live: live.time)
    name = about.devices.get(newest.device) or _("somebody who is not in the list")
    return _(_BY).format(name=visible(name), when=moment(newest.time, now))
