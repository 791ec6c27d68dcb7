"""One case, shown whole: everything in it by stage of the work with short ids, what is open,
what breaks a rule, and differences side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import Kind
from shared.wording import N_
from tui.commands.ending import Exit
from tui.commands.finding import case_of, short_ids
from tui.commands.parsing import Nouns, add_reading
from tui.language import _, ngettext

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import View
    from tui.commands.differing import Differing
    from tui.commands.errand import Errand
    from tui.local.port import MemberRow
    from tui.local.session import Session

INDENT = "      "
_SHORT_LABELS = {"with_party": N_("With"), "label": N_("Label"), "started_on": N_("Since")}
"""Labels for reading, where those of the table say how to fill a form in."""
_STAGES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (N_("Persons involved"), (Kind.PARTY,)),
    (N_("Before the story is told"), (Kind.CONFLICT_CHECK, Kind.EXPLANATION)),
    (N_("Consents"), (Kind.CONSENT,)),
    (N_("Concerns"), (Kind.CONCERN, Kind.INCIDENT, Kind.IMPACT)),
    (N_("Contacts and notes"), (Kind.CONTACT, Kind.NOTE)),
    (N_("Options and the choice"), (Kind.OPTION, Kind.CONSEQUENCE, Kind.DECISION)),
    (N_("Routes"), (Kind.ROUTE, Kind.STEP, Kind.GUARD, Kind.DOCUMENT, Kind.VERSION)),
    (
        N_("Referral, aftercare and closing"),
        (
            Kind.REFERRAL,
            Kind.AFTERCARE_PLAN,
            Kind.AFTERCARE_CHECK,
            Kind.ADVERSE_EFFECT,
            Kind.DISCLOSURE,
            Kind.CLOSURE,
        ),
    ),
    (N_("Reminders, and when names were opened"), (Kind.REMINDER, Kind.VAULT_OPENING)),
)
"""The kinds in the order of the work, with the heading above them."""


def add_to(cases: Nouns) -> None:
    """Let the parser know `case show`."""
    command = cases.command(
        "show",
        _("show a case whole"),
        show,
        description=_(
            "Shows a case whole. With --plain: kind, id, field, value; one line for each field."
        ),
    )
    command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    add_reading(command)


async def show(errand: Errand) -> Exit:
    """Show a case."""
    from tui.commands.differing import differing

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        holders = session.holders(file.circle)
        lead = session.lead(file.circle)
        found = list(differing(file))
        data = page_data(session, file, holders, lead, found, errand.today)
        lines = list(_lines(errand, session, file, holders, lead, found))
    errand.put(data, lambda: _rows(file), lambda: lines)
    return Exit.OK


# For programs


def plain_value(value: Any) -> Any:
    """A value as JSON has it: ids in hexadecimal, codes as they stand in records."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple | list):
        return [plain_value(one) for one in value]
    return str(value) if isinstance(value, str) else value


def iso(milliseconds: int) -> str:
    """An ISO 8601 time in UTC of milliseconds since 1970."""
    try:
        time = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        time = datetime.max.replace(tzinfo=UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def view_data(view: View) -> dict[str, Any]:
    """An entry as JSON has it."""
    from shared.casework.model.kinds import FIELDS
    from shared.casework.model.views import KIND_OF

    kind = KIND_OF[type(view)]
    lives = [live for many in view.fields.values() for live in many]
    return {
        "type": str(kind),
        "id": view.id.hex(),
        **{
            name: plain_value(getattr(view, name))
            for name, field in FIELDS[kind].items()
            if not field.by_act
        },
        "differs": list(view.conflicts),
        "odd": {name: odd.given for name, odd in sorted(view.odd.items())},
        "kept": all(live.place is not None for live in lives),
    }


def page_data(
    session: Session,
    file: CaseFile,
    holders: Sequence[MemberRow],
    lead: bytes,
    found: Sequence[Differing],
    on: str,
) -> dict[str, Any]:
    """A case as JSON has it: the entries of each kind in a list of their own."""
    from shared.casework.flags import flags
    from shared.casework.model.kinds import IN_CASE
    from shared.casework.open_now import open_now
    from tui.commands.audit import flag_data
    from tui.commands.open_now import open_data

    return {
        "circle": file.circle.hex(),
        "case": view_data(file.case),
        **{
            _plural(kind): [view_data(view) for view in file.parts.get(kind, ())]
            for kind in IN_CASE
            if kind is not Kind.CASE
        },
        "deleted": [view_data(view) for view in file.deleted],
        "differences": [one.data(session) for one in found],
        "lead": lead.hex(),
        "holders": [{"member": row.member.hex(), "name": row.name} for row in holders],
        "of_newer_version": file.unknown,
        "open_now": [open_data(one) for one in open_now(file, on)],
        "flags": [flag_data(file, one) for one in flags(file, on)],
    }


def _plural(kind: str) -> str:
    return "parties" if kind == "party" else f"{kind}s"


def _rows(file: CaseFile) -> Iterable[list[str]]:
    from shared.casework.model.kinds import FIELDS
    from shared.casework.model.views import KIND_OF

    for view in file.views():
        kind = KIND_OF[type(view)]
        for name in (name for name, field in FIELDS[kind].items() if not field.by_act):
            value = plain_value(getattr(view, name))
            if value in (None, "", []):
                continue
            text = ",".join(value) if isinstance(value, list) else str(value)
            yield [str(kind), view.id.hex(), name, text]


# For people


def _lines(
    errand: Errand,
    session: Session,
    file: CaseFile,
    holders: Sequence[MemberRow],
    lead: bytes,
    found: Sequence[Differing],
) -> Iterable[str]:
    from tui.widgets.case_words import context, written_by

    about = context(file, session.members(), errand.now.date())
    short = short_ids(file)
    yield f"{file.case.code}  {file.case.client}".rstrip()
    yield from _fields(errand, file.case, about, skip=("code", "client"))
    names = [row.name for row in holders if row.member != lead]
    if names:
        leader = next((row.name for row in holders if row.member == lead), "")
        yield INDENT + _("Led by {name}, shared with {names}").format(
            name=leader, names=", ".join(names)
        )
    for head, views in (*_parts(file), (_("Deleted"), file.deleted)):
        if views:
            yield ""
            yield head
        for view in views:
            yield from _entry(errand, view, about, short)
            if names:
                yield INDENT + written_by(view, about, errand.now)
    yield from _to_do(errand, file)
    if file.unknown:
        yield ""
        yield ngettext(
            "{count} entry of a newer version of the program is not shown.",
            "{count} entries of a newer version of the program are not shown.",
            file.unknown,
        ).format(count=file.unknown)
    if found:
        yield ""
        yield _("Written differently by several people. Settle it with:")
        yield INDENT + f"luister case settle {file.case.code} {_('FIELD')} --keep N"
    for one in found:
        yield from one.lines(session, about, short, errand.now)


def _parts(file: CaseFile) -> Iterable[tuple[str, Sequence[View]]]:
    """The entries by stage of the work: what has a moment by its moment, then by kind."""
    for head, kinds in _STAGES:
        views = [view for kind in kinds for view in file.parts.get(kind, ())]
        if kinds == (Kind.CONTACT, Kind.NOTE):
            views.sort(key=lambda view: (view.when, view.id))
        yield _(head), _below_options(views)


def _below_options(views: list[View]) -> list[View]:
    """Consequences below the option that they are of; all else stays where it is."""
    from shared.casework.model.views import Consequence, Option

    options = {view.id for view in views if isinstance(view, Option)}
    below: dict[bytes, list[View]] = {}
    for view in views:
        if isinstance(view, Consequence) and view.option in options:
            below.setdefault(view.option or b"", []).append(view)
    moved = {view.id for found in below.values() for view in found}
    left = (view for view in views if view.id not in moved)
    return [one for view in left for one in (view, *below.get(view.id, ()))]


def _to_do(errand: Errand, file: CaseFile) -> Iterable[str]:
    """What is open now, and what breaks a rule as it stands."""
    from shared.casework.flags import flags
    from shared.casework.open_now import open_now
    from tui.commands.audit import flag_lines
    from tui.commands.open_now import open_lines

    wrong = flags(file, errand.today)
    if wrong:
        yield ""
        yield _("Against the rules of the work (another program wrote it, or two at once)")
        yield from flag_lines(file, wrong)
    found = open_now(file, errand.today)
    if found:
        yield ""
        yield _("Open now")
        for line in open_lines(errand, file, found):
            yield from folded(line, errand.terminal.width)


def _entry(errand: Errand, view: View, about: Any, short: dict[bytes, str]) -> Iterable[str]:
    from shared.casework.model.views import KIND_OF, Consent
    from tui.widgets.case_words import consent_words, marks

    head = f"{short[view.id]}  {_(KIND_OF[type(view)].label)}"
    if isinstance(view, Consent):
        head += f": {consent_words(view, about)}"
    yield head + "".join(text for text, _part in marks(view))
    yield from _fields(errand, view, about, skip=("status",) if isinstance(view, Consent) else ())


def _fields(errand: Errand, view: View, about: Any, skip: tuple[str, ...]) -> Iterable[str]:
    """Label and text of every field that holds something, each on a line of its own."""
    from shared.casework.model.kinds import FIELDS
    from shared.casework.model.views import KIND_OF
    from tui.widgets.case_words import DIFFERS, value_words

    for name, field in FIELDS[KIND_OF[type(view)]].items():
        hidden = name in skip or field.by_act
        text = "" if hidden else value_words(field, getattr(view, name), about)
        odd = view.odd.get(name)
        if odd is not None:
            text = f"{text} [{odd.given}: {_(odd.mark.text)}]".strip()
        if name in view.conflicts and name not in skip:
            text = f"{DIFFERS} {text}"
        if text:
            label = _(_SHORT_LABELS.get(name, field.label))
            yield from folded(f"{label}: {text}", errand.terminal.width)


def folded(text: str, width: int | None) -> Iterable[str]:
    """Text set in, folded at words where it is read on a screen."""
    from tui.widgets.safe import visible, wrapped

    if width is None:
        lines = visible(text).split("\n")
    else:
        lines = wrapped(text, max(width - len(INDENT), 20), 100_000)
    return (f"{INDENT}{line}".rstrip() for line in lines)
