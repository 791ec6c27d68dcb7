"""What a device of the demonstration does with a case: the verbs and acts of casework.

Each act takes what it is about from a request and saves the edits that casework gives for
it. What a rule forbids is refused here as it is on the screen; nothing is written past it.
Ids come as `#` and 32 hexadecimal digits.
"""

from __future__ import annotations

import secrets
from typing import Any

from shared.casework import verbs
from shared.casework.choice import choosing, deciding, ladder, options_sheet
from shared.casework.consent import consenting
from shared.casework.ending import disclosing, referring, reopening
from shared.casework.intake import capture, open_in_intake
from shared.casework.model import wiping
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import ConsentForm, DisclosureBasis, RouteType
from shared.casework.model.kinds import Kind
from shared.casework.rules import Broken
from shared.replica.change import Edit
from shared.replica.outbox import Leave
from tui.language import _
from tui.local.session import Session

Request = dict[str, Any]


class Refused(Exception):
    """Something that was asked could not be done; the text says why.

    `rule` is the name of the rule that forbids it, "" for none.
    """

    def __init__(self, text: str, rule: str = "") -> None:
        super().__init__(text)
        self.rule = rule


class Acts:
    """The work on cases, on an open session."""

    @property
    def open(self) -> Session:
        """The open session."""
        raise Refused("no session")

    def file_of(self, request: Request) -> CaseFile:
        return self.open.case(bytes.fromhex(request["circle"]))

    def keep(self, request: Request, edits: list[Edit] | Broken) -> Any:
        self.open.save(bytes.fromhex(request["circle"]), edits_of(edits))
        return {}

    # Beginning

    async def do_open_case(self, request: Request) -> Any:
        """A case is opened; with `again` somebody comes back, without a link."""
        circle = bytes.fromhex(request["circle"])
        values = {"stat_row": new_id(), **request["values"]}
        opens = reopening.reopen if request.get("again") else verbs.open_case
        edits = opens(circle, request["code"], request["on"], values)
        self.open.new_case(edits_of(edits), circle)
        return {}

    async def do_add(self, request: Request) -> Any:
        """Something is added, also a name to the vault or an own note."""
        file, kind = self.file_of(request), Kind(request["kind"])
        values = read_values(request["values"])
        if kind is Kind.WORKING_NOTE:
            values["case"] = file.circle
        edits = edits_of(verbs.add(file, kind, read_id(request["entity"]), values, request["on"]))
        circle = file.circle
        if kind is Kind.WORKING_NOTE:
            circle = self.open.self_circle
        elif kind is Kind.IDENTITY:
            circle = self.open.new_vault(file.circle)
        self.open.save(circle, edits)
        return {"vault": circle.hex()} if kind is Kind.IDENTITY else {}

    async def do_change(self, request: Request) -> Any:
        """What the case shows is changed: the case itself, or what has an id."""
        file = self.file_of(request)
        shown = file.find(read_id(request["of"]) if "of" in request else file.circle)
        if shown is None:
            raise Refused("not there")
        values = read_values(request["values"])
        return self.keep(request, verbs.change(file, shown, values, request["on"]))

    async def do_call(self, request: Request) -> Any:
        """A call is written down in one go."""
        values = read_values(request["values"])
        contact = read_id(request["entity"])
        at = request["at_moment"].replace(" ", "T")
        return self.keep(request, capture.capture_call(self.file_of(request), contact, at, values))

    async def do_check(self, request: Request) -> Any:
        """The check for conflicts of interest, with what it means for the case."""
        edits = capture.capture_check(
            self.file_of(request),
            read_id(request["entity"]),
            read_values(request["values"]),
            request["on"],
        )
        return self.keep(request, edits)

    async def do_consent(self, request: Request) -> Any:
        """A question and its answer in one go."""
        form = ConsentForm(request["form"]) if request.get("form") else None
        values = read_values(request["values"])
        if "member" in request:
            values["recipient"] = bytes.fromhex(request["member"])
        edits = consenting.record(
            read_id(request["entity"]), values, request["given"], request["on"], form
        )
        return self.keep(request, edits)

    async def do_wipe_notes(self, request: Request) -> Any:
        """The own notes about a case go away for good."""
        for note in self.open.working_notes(bytes.fromhex(request["circle"])):
            self.open.save(self.open.self_circle, wiping.wipe(note))
        return {}

    async def do_card(self, request: Request) -> Any:
        """What a ground for speaking asks, before it is chosen."""
        return {"said": [disclosing.CARDS[DisclosureBasis(request["basis"])].text]}

    async def do_crisis(self, request: Request) -> Any:
        """What the program says at once; refused where it says nothing."""
        notes = referring.crisis_notes(self.file_of(request))
        if not notes:
            raise Refused("no crisis is seen")
        return {"said": [note.text for note in notes]}

    # Choosing

    async def do_options(self, request: Request) -> Any:
        """Options to begin with, as the program proposes them for this case."""
        offered = list(map(str, ladder.starting_options(self.file_of(request))))
        ids: dict[str, str] = request["ids"]
        if not set(ids) <= set(offered):
            raise Refused("other options are proposed: " + ", ".join(offered))
        for route_type in (one for one in offered if one in ids):
            values = ladder.starting_values(RouteType(route_type))
            option = read_id(ids[route_type])
            file = self.file_of(request)
            self.keep(request, verbs.add(file, Kind.OPTION, option, values, request["on"]))
        return {}

    async def do_sheet(self, request: Request) -> Any:
        """The options sheet for the reporter; refused when it tells whose case it is."""
        file = self.file_of(request)
        names = [self.open.firm_name, *(member.name for member in self.open.members())]
        sheet = options_sheet.as_text(options_sheet.options_sheet(file, _, names))
        for word in (file.case.code, file.case.client, file.case.callsign, *names):
            if word and word in sheet:
                raise Refused("the sheet tells whose it is")
        return {"lines": len(sheet.splitlines())}

    async def do_reflect(self, request: Request) -> Any:
        """The reporter takes time to think."""
        edits = deciding.reflect(self.file_of(request), new_id(), request["until"], request["on"])
        return self.keep(request, edits)

    async def do_decide(self, request: Request) -> Any:
        """The reporter chooses, or chooses nothing."""
        edits = deciding.decide(
            self.file_of(request),
            read_id(request["entity"]),
            [read_id(one) for one in request["chosen"]],
            request["in_words"],
            request["on"],
            read_values(request.get("more", {})),
            [read_id(one) for one in request.get("dropped", [])],
        )
        return self.keep(request, edits)

    async def do_reconfirm(self, request: Request) -> Any:
        """The reporter is asked whether the choice still stands, and it does."""
        file = self.file_of(request)
        decision = choosing.standing_decision(file)
        if decision is None:
            raise Refused("nothing was chosen")
        return self.keep(request, deciding.reconfirm(file, decision, request["on"]))

    # Colleagues

    async def do_share(self, request: Request) -> Any:
        """The case is shared with a colleague, on a consent."""
        file = self.file_of(request)
        consent, member = read_id(request["consent"]), bytes.fromhex(request["member"])
        broken = consenting.share_check(file, consent, member, request["on"])
        if broken is not None:
            raise Refused(broken.rule.text, broken.rule.name)
        self.open.share(file.circle, member, consent)
        return {}

    async def do_leave(self, request: Request) -> Any:
        """A colleague is taken out of the case and of its names."""
        circle, member = bytes.fromhex(request["circle"]), bytes.fromhex(request["member"])
        self.open.intend(Leave(circle, member))
        self.open.unshare_vault(circle, member)
        return {}

    async def do_try(self, request: Request) -> Any:
        """Something that the rule with the name `rule` must refuse."""
        step = {**request, **request["step"]}
        try:
            await getattr(self, f"do_{step['do']}")(step)
        except Refused as refused:
            if refused.rule == request["rule"]:
                return {"said": str(refused)}
            raise
        raise Refused("this was not refused")

    async def do_hint(self, request: Request) -> Any:
        """What the program says before a story is written down; refused where it is silent."""
        kind = Kind(request["kind"])
        hints = open_in_intake.hints_on_writing(self.file_of(request), kind, request["values"])
        if not hints:
            raise Refused("nothing is said about this")
        return {"said": [hint.text for hint in hints]}


def new_id() -> bytes:
    return secrets.token_bytes(16)


def read_id(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("#"))


def read_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(one) for one in value]
    return read_id(value) if isinstance(value, str) and value[:1] == "#" else value


def edits_of(outcome: list[Edit] | Broken) -> list[Edit]:
    if isinstance(outcome, Broken):
        field = f" ({outcome.field})" if outcome.field else ""
        raise Refused(outcome.rule.text + field, outcome.rule.name)
    return outcome
