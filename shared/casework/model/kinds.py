"""All kinds of entity and their fields in one table.

It serves reading, checking, searching, the forms on the screen and the options of the
command line. What is not in it (a newer program's kinds and fields) is kept by the
merge and ignored here.
"""

from __future__ import annotations

from shared.casework.model.schema import (
    DELETED,
    IDS_LIMIT,
    LINE_LIMIT,
    TEXT_LIMIT,
    Field,
    Form,
    Kind,
    Table,
)
from shared.casework.model.tables.choice import CHOICE
from shared.casework.model.tables.ending import ENDING
from shared.casework.model.tables.intake import INTAKE
from shared.casework.model.tables.private import PRIVATE
from shared.casework.model.tables.route import ROUTE
from shared.casework.model.tables.statistics import STATISTICS

__all__ = [
    "DELETED",
    "FIELDS",
    "IDS_LIMIT",
    "IN_CASE",
    "LINE_LIMIT",
    "TEXT_LIMIT",
    "Field",
    "Form",
    "Kind",
]

FIELDS: Table = {**INTAKE, **CHOICE, **ROUTE, **ENDING, **PRIVATE, **STATISTICS}

IN_CASE: tuple[Kind, ...] = tuple(
    kind for kind in Kind if kind not in PRIVATE and kind not in STATISTICS
)
"""The kinds that lie in the circle of a case."""
