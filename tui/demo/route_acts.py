"""What a device of the demonstration does on routes, and at the end of a case."""

from __future__ import annotations

from typing import Any

from shared.casework import verbs
from shared.casework.drafting import documents, versions
from shared.casework.drafting.templates import under
from shared.casework.ending import agreeing, closing
from shared.casework.model.case_file import CaseFile
from shared.casework.model.codes import Initiator
from shared.casework.model.codes import Outcome as HowEnded
from shared.casework.model.kinds import Kind
from shared.casework.model.views import AftercareCheck, Document, Option, Route, Step
from shared.casework.route import doing, guarding, routing, terms
from shared.casework.rules import Broken
from tui.demo.acts import Acts, Refused, Request, new_id, read_id, read_values
from tui.language import _


class RouteActs(Acts):
    """Going a route that the reporter chose, and ending well."""

    # Routes

    async def do_start(self, request: Request) -> Any:
        """What was chosen becomes a route, with its usual steps."""
        file = self.file_of(request)
        option = file.find_as(Option, read_id(request["route"]))
        if option is None:
            raise Refused("no such option")
        # The first id is that of the route, the others are those of its steps.
        given = [read_id(request["entity"])]
        edits = routing.start_route(
            file, lambda: given.pop() if given else new_id(), option, request["on"]
        )
        self.keep(request, edits)
        if request.get("values"):
            file = self.file_of(request)
            route = self._route(file, request)
            self.keep(request, verbs.change(file, route, request["values"], request["on"]))
        return {}

    def _route(self, file: CaseFile, request: Request) -> Route:
        """The route of an option; the one that began last where there are several."""
        option = read_id(request["route"])
        found = [route for route in file.all(Route) if route.option == option]
        if not found:
            raise Refused("no such route")
        return found[-1]

    def _step(self, file: CaseFile, request: Request) -> Step:
        steps = routing.steps_of(file, self._route(file, request))
        wanted = [one for one in steps if one.step_type == request["step"]]
        found = next((one for one in wanted if not one.done_on), None) or next(
            reversed(wanted), None
        )
        if found is None:
            raise Refused(f"no step {request['step']}")
        return found

    async def do_plan_step(self, request: Request) -> Any:
        """A step gets its day; with `entity` it is a new one."""
        file, values = self.file_of(request), read_values(request["values"])
        if "entity" not in request:
            shown = self._step(file, request)
            return self.keep(request, verbs.change(file, shown, values, request["on"]))
        given = {"route": self._route(file, request).id, "step_type": request["step"], **values}
        step = read_id(request["entity"])
        return self.keep(request, verbs.add(file, Kind.STEP, step, given, request["on"]))

    async def do_step(self, request: Request) -> Any:
        """A step is done, with what follows from it."""
        file = self.file_of(request)
        edits = doing.do_step(
            file,
            self._step(file, request),
            request["on"],
            request["result"],
            new_id,
            read_values(request["values"]),
            read_id(request["document"]) if "document" in request else None,
        )
        return self.keep(request, edits)

    async def do_end_route(self, request: Request) -> Any:
        """A route has come to its end."""
        file = self.file_of(request)
        outcome = HowEnded(request["outcome"]) if request.get("outcome") else None
        route = self._route(file, request)
        return self.keep(request, doing.end_route(file, route, outcome, request["on"]))

    async def do_look(self, request: Request) -> Any:
        """A look at a route: who knows stands in it by itself, others are added."""
        file = self.file_of(request)
        route = self._route(file, request)
        values = read_values(request["values"])
        known = guarding.next_guard(file, route, new_id(), request["on"]).who_knows
        values["who_knows"] = [*known, *values.get("who_knows", ())]
        given = {"route": route.id, **values}
        entity = read_id(request["entity"])
        return self.keep(request, verbs.add(file, Kind.GUARD, entity, given, request["on"]))

    async def do_terms(self, request: Request) -> Any:
        """The terms of a route that have gone by; refused when there is none."""
        file = self.file_of(request)
        route = self._route(file, request)
        past = [
            term.kind.text
            for term in terms.terms_of(route, request["on"], routing.steps_of(file, route))
            if term.past(request["on"])
        ]
        if not past:
            raise Refused("no term has gone by")
        return {"said": past}

    async def do_effect(self, request: Request) -> Any:
        """An adverse effect is seen after a step."""
        file = self.file_of(request)
        values = {**read_values(request["values"]), "step": self._step(file, request).id}
        entity = read_id(request["entity"])
        edits = verbs.add(file, Kind.ADVERSE_EFFECT, entity, values, request["on"])
        return self.keep(request, edits)

    async def do_write(self, request: Request) -> Any:
        """The next version of a document, from its template where it is the first."""
        file = self.file_of(request)
        document = file.find_as(Document, read_id(request["of"]))
        if document is None:
            raise Refused("no such document")
        template = documents.template_of(file, document)
        text = documents.text_to_begin(file, document, _)
        if template is None:
            raise Refused("a document without a template")
        for at, written in request["parts"].items():
            text = under(text, template, template.parts[int(at)], written, _)
        edits = versions.write_version(
            file, document, text, request["on"], new_id(), request.get("checked")
        )
        return self.keep(request, edits)

    # Ending

    async def do_aftercare(self, request: Request) -> Any:
        """Aftercare is agreed."""
        edits = agreeing.plan(
            self.file_of(request),
            new_id,
            request["on"],
            request["on"],
            initiator=Initiator(request["initiator"]),
            weeks=request["weeks"],
            consent=read_id(request["consent"]),
        )
        return self.keep(request, edits)

    async def do_aftercare_talk(self, request: Request) -> Any:
        """The next aftercare talk that was agreed is held."""
        file = self.file_of(request)
        due = sorted(
            (one for one in file.all(AftercareCheck) if not one.held_on), key=lambda one: one.due
        )
        if not due:
            raise Refused("no aftercare is left")
        edits = agreeing.hold_check(file, due[0], request["values"], request["on"])
        return self.keep(request, edits)

    async def do_close(self, request: Request) -> Any:
        """The case is closed and counted once; refused when something is left over."""
        session = self.open
        rows = closing.read_rows(session.stat_rows())
        closed = closing.close(
            self.file_of(request), rows, new_id, request["on"], read_values(request["values"])
        )
        if isinstance(closed, Broken):
            raise Refused(closed.rule.text, closed.rule.name)
        if closed.left:
            raise Refused(" ".join(one.hint.text for one in closed.left))
        circle = bytes.fromhex(request["circle"])
        session.save_all({circle: closed.case, session.advisers_circle: closed.advisers})
        return {}

    async def do_shred_vault(self, request: Request) -> Any:
        """The names of the case are destroyed."""
        if not self.open.shred_vault(bytes.fromhex(request["circle"])):
            raise Refused("no names are open here")
        return {}
