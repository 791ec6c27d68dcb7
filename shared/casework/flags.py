"""What in a case breaks a rule as it stands: a modified program wrote it, or two at once.

Nothing is hidden and nothing is refused here: it is shown as it is, with a mark. A rule
looks at values as they read, so nothing that stands in a record can stop it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shared.casework.choice.choosing import flags_of_choice
from shared.casework.deleting import flags_of_deleting
from shared.casework.ending.aftercare import flags_of_aftercare
from shared.casework.ending.closed import flags_of_closing
from shared.casework.ending.disclosing import flags_of_disclosing
from shared.casework.ending.referring import flags_of_referring
from shared.casework.intake.open_in_intake import flags_of_intake
from shared.casework.model.case_file import CaseFile
from shared.casework.route.open_in_route import flags_of_route
from shared.casework.rules import Flag

_STAGES: tuple[Callable[[CaseFile, str], Iterator[Flag]], ...] = (
    flags_of_intake,
    flags_of_choice,
    flags_of_route,
    flags_of_referring,
    flags_of_aftercare,
    flags_of_disclosing,
    flags_of_closing,
    flags_of_deleting,
)


def flags(file: CaseFile, on: str) -> list[Flag]:
    """All rules that a case breaks as it stands, each once, in the order of the work.

    `on` is today as an ISO date. Never raises, whatever stands in the case.
    """
    found = (flag for stage in _STAGES for flag in stage(file, on))
    return list(dict.fromkeys(found))
