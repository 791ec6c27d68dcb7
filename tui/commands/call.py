"""A call, written down in one go: in a case, or as the beginning of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.casework.model.kinds import FIELDS, Kind
from tui.commands.case import new_code
from tui.commands.ending import Exit, Misused
from tui.commands.finding import case_of
from tui.commands.parsing import Nouns, add_saving
from tui.commands.saving import edits_of, save, tell_hints
from tui.commands.typed_fields import add_fields, values
from tui.language import _

if TYPE_CHECKING:
    from tui.commands.errand import Errand

_CALL = [name for name in FIELDS[Kind.CONTACT] if name != "summary"]
_CASE = ("client", "callsign", "safe_channel", "safe_times", "safe_never", "urgency", "domain",
         "anonymity", "reporter_role", "how_found", "count_only")  # fmt: skip
"""What is asked of somebody new, while the phone is still warm."""


def add_to(nouns: Nouns) -> None:
    """Let the parser know `call`."""
    command = nouns.command(
        "call",
        _("write down a call in one go; a new case when no code is given"),
        call,
        description=_(
            "Writes down a call: by phone, now, unless said otherwise. With the code of a case"
            " it goes there and its id is printed; without one a case is opened and its code is"
            " printed."
        ),
    )
    command.add_argument(
        "code", nargs="?", metavar=_("CODE"), help=_("the case; without it a new one is opened")
    )
    command.add_argument(
        "--summary", metavar=_("TEXT"), help=_("the gist; - reads it from standard input")
    )
    add_fields(command, Kind.CONTACT, _CALL)
    add_fields(command, Kind.CASE, _CASE)
    add_saving(command)


async def call(errand: Errand) -> Exit:
    """Write down a call."""
    from shared.casework.intake.capture import capture_call, capture_first_call

    at = f"{errand.now:%Y-%m-%dT%H:%M}"
    async with errand.opened() as session:
        word = errand.given.code
        file = None if word is None else session.case(case_of(session, word))
        asked = values(errand, session, Kind.CASE, file, _CASE)
        given = values(errand, session, Kind.CONTACT, file, _CALL)
        if errand.given.summary is not None:
            typed = errand.given.summary
            given["summary"] = errand.read_text() if typed == "-" else typed
        contact = errand.new_id()
        if file is not None:
            if asked:
                raise Misused(_("This case is there already. Change it with: luister case set"))
            outcome = capture_call(file, contact, at, given)
            return await save(errand, session, file, Kind.CONTACT, contact, outcome, given=given)
        code, circle = new_code(errand, session, asked), errand.new_id()
        first = capture_first_call(circle, code, contact, at, asked, given)
        session.new_case(edits_of(Kind.CONTACT, first), circle)
        tell_hints(errand, session.case(circle), Kind.CONTACT, given, contact)
        sent = await errand.send(session)
    data = {"code": code, "circle": circle.hex(), "id": contact.hex(), **sent}
    errand.put(data, lambda: [(code, circle.hex(), contact.hex())], lambda: [code])
    return Exit.OK
