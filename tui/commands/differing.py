"""What several people wrote in one field without knowing of each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.casework.model.kinds import DELETED, FIELDS, Form
from tui.commands.ending import Ended
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import View
    from shared.casework.verbs import Outcome
    from shared.replica.change import Live
    from tui.local.session import Session


class Differing(NamedTuple):
    """A field with several values: writes of the same value stand together."""

    view: View
    field: str
    options: tuple[tuple[Live, ...], ...]
    of_case: bool
    """Whether it is a field of the case itself."""

    def address(self, short: dict[bytes, str]) -> str:
        """How the field is named on the command line: `status`, or `3f2a.summary`."""
        return self.field if self.of_case else f"{short[self.view.id]}.{self.field}"

    def is_called(self, word: str) -> bool:
        """Whether somebody means this field; of an id the beginning is enough."""
        id, dot, field = word.strip().casefold().rpartition(".")
        if field != self.field:
            return False
        return self.of_case if not dot else bool(id) and self.view.id.hex().startswith(id)

    @property
    def joinable(self) -> bool:
        """Whether both can be kept, one below the other."""
        from shared.casework.model.views import KIND_OF

        field = FIELDS[KIND_OF[type(self.view)]].get(self.field)
        return field is not None and field.form is Form.TEXT

    def keep(self, number: int, file: CaseFile, on: str) -> Outcome:
        """The edits that keep option `number` (from 1)."""
        from shared.casework import verbs

        if not 1 <= number <= len(self.options):
            raise Ended(
                _("There is no number {number} here. Nothing was saved.").format(number=number)
            )
        chosen = self.options[number - 1][0]
        if self.field == DELETED:
            act = verbs.delete if chosen.value else verbs.undelete
            return act(file, self.view, on)
        return verbs.settle(file, self.view, self.field, chosen.name, on)

    def keep_both(self, file: CaseFile, on: str) -> Outcome:
        """The edits that keep all texts, one below the other."""
        from shared.casework import verbs

        if not self.joinable:
            raise Ended(_("Only texts can be kept both. Choose a number with --keep."))
        texts = [str(lives[0].value) for lives in self.options if lives[0].value]
        return verbs.change(file, self.view, {self.field: "\n\n".join(texts)}, on)

    def data(self, session: Session) -> dict[str, Any]:
        """The field and its values as JSON has them."""
        from shared.casework.model.views import KIND_OF
        from tui.commands.case_page import iso, plain_value

        return {
            "type": str(KIND_OF[type(self.view)]),
            "id": self.view.id.hex(),
            "field": self.field,
            "options": [
                {
                    "number": number,
                    "value": _readable(plain_value, lives[0].value),
                    "authors": _authors(session, lives),
                    "time": iso(max(live.time for live in lives)),
                    "kept": all(live.place is not None for live in lives),
                }
                for number, lives in enumerate(self.options, 1)
            ],
        }

    def lines(
        self, session: Session, about: Any, short: dict[bytes, str], now: datetime
    ) -> Iterable[str]:
        """The values below each other, each with who wrote it and when."""
        from tui.widgets.case_words import field_label, raw_words
        from tui.widgets.safe import visible
        from tui.widgets.when import moment

        yield f"{self.address(short)}  ({field_label(self.view, self.field)})"
        for number, lives in enumerate(self.options, 1):
            names = ", ".join(_authors(session, lives)) or _("somebody who is not in the list")
            newest = max(lives, key=lambda live: live.time)
            if self.field == DELETED and not lives[0].value:
                text = _("Keep it: it was changed after that, or at the same time")
            else:
                text = raw_words(self.view, self.field, lives[0].value, about)
            yield f"  {number}  {names}, {moment(newest.time, now)}:"
            yield from (f"     {line}" for line in visible(text).split("\n"))


def _readable(plain: Any, value: object) -> Any:
    """A live value of any kind; what a newer program wrote may be no JSON."""
    if value is None or isinstance(value, bool | int | str | bytes):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_readable(plain, part) for part in value]
    from shared.casework.model.reading import given

    return given(value)


def _authors(session: Session, lives: tuple[Live, ...]) -> list[str]:
    names = dict.fromkeys(session.author(live.device) for live in lives)
    return [name for name in names if name]


def differing(file: CaseFile) -> Iterable[Differing]:
    """All fields of a case that wait to be settled."""
    from tui.widgets.differences import differences

    for view, field, options in differences(list(file.views())):
        yield Differing(view, field, options, view.id == file.circle)
