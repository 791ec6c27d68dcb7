"""Typed views of what lies in circles of their own: names, and an adviser's own notes."""

from __future__ import annotations

from typing import ClassVar

from shared.casework.model.views.view import View


class Identity(View, frozen=True, kw_only=True):
    """Who somebody is: in the identity circle of a case, and nowhere else."""

    party: bytes | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    reason_for_holding: str = ""
    delete_after: str = ""


class WorkingNote(View, frozen=True, kw_only=True):
    """A memory aid of one adviser, in that adviser's own circle."""

    MOMENT: ClassVar[str] = "noted_on"
    case: bytes | None = None
    text: str = ""
    noted_on: str = ""
    delete_by: str = ""
