"""A phone call written down from anywhere: a few words and one key, while it is still warm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shared.casework.case_code import draw_code
from shared.casework.intake import capture
from shared.casework.model.codes import ContactKind
from shared.casework.model.kinds import FIELDS, Kind
from shared.casework.rules import Broken
from shared.casework.status import OPEN
from shared.wording import N_
from tui.language import _
from tui.screens import typed
from tui.screens.case_form import CaseworkForm, NewCaseForm, wrong_of
from tui.screens.form import FormScreen, Wrong
from tui.widgets import fields
from tui.widgets.fields import FieldSpec
from tui.widgets.safe import one_line

if TYPE_CHECKING:
    from tui.app import LuisterApp

MOST = 500
"""Cases offered; who has more goes to the case first."""
_CALL = ("summary", "kind", "minutes", "next_agreed")
_CASE = ("urgency", "callsign", "client", "safe_channel", "safe_times")
_NEW = b""


class CaptureForm(CaseworkForm):
    """Asks what was said, and in which case; a new case for somebody who calls first."""

    kind = Kind.CONTACT

    def __init__(self, circle: bytes = _NEW, typed_before: Mapping[str, Any] | None = None) -> None:
        """`circle` is the case that is in front, empty for none."""
        super().__init__(typed_before)
        self._circle = circle
        self._at = ""

    def heading(self) -> str:
        return _("A call, written down at once")

    def begins_at(self) -> str:
        return "summary"

    def specs(self) -> Sequence[FieldSpec]:
        call = {name: self.spec(FIELDS[Kind.CONTACT][name]) for name in _CALL}
        new = lambda values: values.get("case") in (_NEW, None)  # noqa: E731
        case = [
            FieldSpec(
                name, FIELDS[Kind.CASE][name].label, typed.KINDS[FIELDS[Kind.CASE][name].form],
                typed.hint(FIELDS[Kind.CASE][name]), self.choices(FIELDS[Kind.CASE][name]),
                matters=new,
            )
            for name in _CASE
        ]  # fmt: skip
        which = FieldSpec(
            "case", N_("In which case"), fields.Kind.CHOICE,
            N_("Type the first letters of the code to find a case."), self._cases,
        )  # fmt: skip
        return [
            which,
            call["summary"]._replace(lines=4, folded=False),
            call["kind"]._replace(folded=False, required=False),
            *case,
            *(call[name]._replace(folded=False) for name in _CALL[2:]),
        ]

    def _cases(self) -> list[tuple[Any, str]]:
        rows = self.session.case_rows("", 0, MOST)
        found = [
            (row.circle, one_line(" · ".join(p for p in (row.code, row.callsign) if p)))
            for row in rows
            if row.status in OPEN or row.circle == self._circle
        ]
        return [(_NEW, _("A new case")), *found]

    def first_values(self) -> Mapping[str, Any]:
        if not self._at:
            self._at = f"{self.luister.now():%Y-%m-%dT%H:%M}"
        # In view, and not filled in unseen: who had the first talk by phone chooses that.
        return {"case": self._circle, "kind": self._kind_of(self._circle)}

    def _kind_of(self, circle: bytes) -> ContactKind:
        """The kind of a call about which nothing else is chosen."""
        known = circle != _NEW and bool(self.session.case(circle).contacts)
        return ContactKind.FOLLOW_UP if known else ContactKind.ADMIN

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        given = self.meant(values)
        circle = given["case"] or _NEW
        call = {name: given[name] for name in _CALL}
        contact = self.luister.random(16)
        if circle != _NEW:
            outcome = capture.capture_call(self.session.case(circle), contact, self._at, call)
            if isinstance(outcome, Broken):
                return wrong_of(outcome)
            self.session.save(circle, outcome)
            code = self.session.case(circle).case.code
        else:
            circle = self.luister.random(16)
            code = draw_code(self.luister.random, NewCaseForm.codes_taken(self.session))
            case = {name: given[name] for name in _CASE}
            outcome = capture.capture_first_call(circle, code, contact, self._at, case, call)
            if isinstance(outcome, Broken):
                return wrong_of(outcome)
            self.session.new_case(outcome, circle)
        self.luister.tell(_("The call is saved in case {code}.").format(code=code))
        return None

    def again(self) -> Callable[[Mapping[str, Any]], FormScreen]:
        circle = self._circle
        return lambda values: CaptureForm(circle, values)


def capture_call(app: LuisterApp) -> None:
    """Open the form over whatever is shown, on the case that is in front."""
    from tui.screens.base import Dialog

    if isinstance(app.screen, CaptureForm | Dialog):
        return
    circles = (getattr(screen, "circle", b"") for screen in reversed(app.screen_stack))
    front = next((circle for circle in circles if circle), _NEW)

    def saved(yes: bool | None) -> None:
        if yes:
            app.tell_change()

    app.push_screen(CaptureForm(front), saved)
