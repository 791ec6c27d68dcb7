"""Which keys of a case do something at an entry, and why the others do not."""

from __future__ import annotations

from shared.casework.model.views import Closure, Consent, Document, Version, View
from tui.language import _
from tui.screens import making


def fits(action: str, view: View | None) -> bool:
    """Whether an act does something at what is under the cursor."""
    match action:
        case "edit" | "delete":
            return view is not None and not view.deleted
        case "undelete":
            return view is not None and (view.deleted or isinstance(view, Closure))
        case "done":
            return making.may_be_done(view) or making.may_be_ticked(view)
        case "answer":
            return making.may_be_answered(view)
        case "withdraw":
            return making.may_be_taken_back(view)
        case "export":
            return isinstance(view, Document | Version) and not view.deleted
    return True


def why_not(action: str, view: View | None) -> str:
    """Why an act that does not fit does nothing here, and what would, in one line."""
    if view is None:
        return _("Nothing stands under the cursor. n adds something.")
    if view.deleted:
        return _("This was deleted. u puts it back.")
    consent = isinstance(view, Consent)
    match action:
        case "undelete":
            return _("This was not deleted. What was stands on the tab “Closing”.")
        case "answer" if consent:
            return _("Nobody waits for an answer to this. n asks again.")
        case "answer":
            return _("An answer belongs to a question for consent: tab 5.")
        case "withdraw" if consent:
            return _("Only a consent that was given is withdrawn.")
        case "withdraw":
            return _("What is withdrawn is a consent: tab 5.")
        case "export":
            return _("A text for the reporter belongs to a document: tab 4.")
    return _("Nothing waits at this line. o, and f there: what is open now.")
