"""Makers of entities for the tests of casework: edits laid into fields as the merge would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared.casework import verbs
from shared.casework.model.case_file import CaseFile, read_case
from shared.casework.model.kinds import Kind
from shared.casework.model.showing import read_view
from shared.casework.model.views import Case, View
from shared.casework.rules import Broken, Said
from shared.casework.verbs import Outcome
from shared.replica.change import Edit, Fields, Live, Name

CIRCLE = b"C" * 16
NOOR = b"noor-device-----"
JOOST = b"joost-device----"
JOOST_MEMBER = b"joost-member----"
SAMIRA_MEMBER = b"samira-member---"
NOTHING = CaseFile(circle=CIRCLE, case=Case(id=CIRCLE))


class Firm:
    """Entities of one circle; `save` lets edits of a device stand, one after another."""

    def __init__(self) -> None:
        self.entities: dict[tuple[str, bytes], Fields] = {}
        self.numbers: dict[bytes, int] = {}
        self.place = 0

    def save(self, outcome: list[Edit] | Broken, device: bytes = NOOR) -> None:
        assert not isinstance(outcome, Broken), outcome
        self.place += 1
        for edit in outcome:
            number = self.numbers[device] = self.numbers.get(device, 0) + 1
            fields = self.entities.setdefault((edit.kind, edit.entity), {})
            rest = [x for x in fields.get(edit.field, ()) if x.name not in edit.supersedes]
            live = Live(edit.value, device, number, self.place, self.place)
            fields[edit.field] = tuple(sorted([*rest, live], key=lambda x: x.name))

    def file(self) -> CaseFile:
        return read_case(
            CIRCLE, [(kind, id, dict(f)) for (kind, id), f in sorted(self.entities.items())]
        )

    def view(self, entity: bytes) -> Any:
        found = self.file().find(entity)
        assert found is not None
        return found


def lives(*values: Any, device: bytes = NOOR) -> tuple[Live, ...]:
    return tuple(Live(value, device, at + 1, at + 1, 0) for at, value in enumerate(values))


def view(kind: Kind, /, **values: Any) -> View:
    fields: Fields = {
        name: (Live(value, NOOR, at + 1, 1, 0),) for at, (name, value) in enumerate(values.items())
    }
    return read_view(kind, b"E" * 16, fields)


def rule(outcome: object) -> Said:
    assert isinstance(outcome, Broken), outcome
    return outcome.rule


def edited(outcome: list[Edit] | Broken) -> dict[str, Any]:
    assert not isinstance(outcome, Broken), outcome
    return {edit.field: edit.value for edit in outcome}


def kinds(views: Iterable[View]) -> list[str]:
    return [type(one).__name__ for one in views]


ON = "2026-02-05"
"""Today, where a test does not say otherwise."""


def add(kind: Kind, entity: bytes, values: Mapping[str, Any], file: CaseFile = NOTHING) -> Outcome:
    """Add to a case, an empty one where a test does not say otherwise."""
    return verbs.add(file, kind, entity, values, ON)


def change(shown: View, values: Mapping[str, Any], file: CaseFile = NOTHING) -> Outcome:
    """Change something of a case, of an empty one where a test does not say otherwise."""
    return verbs.change(file, shown, values, ON)


def delete(shown: View, file: CaseFile = NOTHING) -> Outcome:
    """Delete something of a case, of an empty one where a test does not say otherwise."""
    return verbs.delete(file, shown, ON)


def undelete(shown: View, file: CaseFile = NOTHING) -> Outcome:
    """Put back something of a case, of an empty one where a test does not say otherwise."""
    return verbs.undelete(file, shown, ON)


def settle(shown: View, field: str, keep: Name, file: CaseFile = NOTHING) -> Outcome:
    """Settle a field, in an empty case where a test does not say otherwise."""
    return verbs.settle(file, shown, field, keep, ON)
