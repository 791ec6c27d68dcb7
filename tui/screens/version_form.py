"""The text of a document: begun from a template, looked over before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.casework.drafting.documents import export, template_of, text_to_begin
from shared.casework.drafting.remarks import Remark, look_over
from shared.casework.drafting.versions import write_version
from shared.casework.model.views import Document
from shared.casework.rules import Broken, Rule
from shared.casework.verbs import Outcome
from tui.language import _, language, ngettext
from tui.screens.case_form import wrong_of
from tui.screens.entity_form import EntityForm
from tui.screens.export_form import ExportForm
from tui.screens.form import Wrong
from tui.widgets.safe import one_line

SHOWN = 3
"""Remarks told at once: the others come when these are mended."""


class VersionForm(EntityForm):
    """Writes the next version. Earlier versions stay as they were."""

    _looked_at: str | None = None

    @property
    def document(self) -> Document:
        """The document whose text it is."""
        found = self.file.find_as(Document, self._holds.get("document"))
        if found is None:
            raise RuntimeError("a text of no document")
        return found

    def names(self) -> Sequence[str]:
        return ["text"]

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "The text is the reporter's. Facts apart from feelings, others by a label, no"
                " names. Each save keeps a version."
            ),
        )

    def first_values(self) -> Mapping[str, Any]:
        return {"text": text_to_begin(self.file, self.document, _)}

    @property
    def changed(self) -> bool:
        """A template that nobody has written in yet is nothing to lose."""
        return bool(self.changes)

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        text = str(values["text"])
        found = look_over(
            text, list(self.session.vault_names(self.circle)),
            template_of(self.file, self.document), _,
        )  # fmt: skip
        if found and self._looked_at != text:
            self._looked_at = text
            return Wrong(
                remark_words(found) + " " + _("Save once more to keep it as it is."), "text"
            )
        self._clean = not found
        return await super().save(values)

    def outcome(self, new: bytes, given: Mapping[str, Any]) -> Outcome:
        return write_version(
            self.file, self.document, str(given["text"]), self.today, new, self._clean or None
        )


def remark_words(found: Sequence[Remark]) -> str:
    """The first remarks in words, and how many more there are."""
    told = [f"“{one_line(_(one.about))}”: {_(one.look.text)}" for one in found[:SHOWN]]
    more = len(found) - len(told)
    if more:
        told.append(
            ngettext("{count} remark more.", "{count} remarks more.", more).format(count=more)
        )
    return " ".join(told)


class DocumentExport(ExportForm):
    """The newest text of a document as a file for the reporter."""

    def __init__(self, circle: bytes, document: bytes) -> None:
        super().__init__()
        self.circle = circle
        self._document = document

    def heading(self) -> str:
        return _("Document for the reporter")

    def explanation(self) -> Sequence[str]:
        return (
            _(
                "The newest version as plain text, without the questions of the template. The"
                " file is not locked: give it to the reporter, and destroy it."
            ),
        )

    def file_name(self) -> str:
        return "stuk.txt" if language() == "nl" else "document.txt"

    def _text(self) -> str | Broken:
        file = self.session.case(self.circle)
        document = file.find_as(Document, self._document)
        return Broken(Rule.NOT_IN_THIS_CASE) if document is None else export(file, document, _)

    async def save(self, values: Mapping[str, Any]) -> Wrong | None:
        text = self._text()
        return wrong_of(text) if isinstance(text, Broken) else await super().save(values)

    def content(self, path: Path) -> Callable[[], bytes]:
        del path
        text = self._text()
        return str(text).encode
