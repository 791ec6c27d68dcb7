"""Who somebody is: what an entry of the vault of names has to say at least (rule 15)."""

from __future__ import annotations

from shared.casework.model.case_file import CaseFile
from shared.casework.model.views import Identity
from shared.casework.rules import Broken, Said
from shared.wording import N_


class IdentityRule(Said):
    """What can not be kept about somebody."""

    SAYS_NOTHING = N_("Write down a name, a telephone number, an e-mail address or an address.")


def check_identity(
    file: CaseFile, before: Identity | None, after: Identity, on: str
) -> Broken | None:
    """An entry without anything by which somebody can be found is none."""
    del file, before, on
    if after.deleted or any((after.name, after.phone, after.email, after.address)):
        return None
    return Broken(IdentityRule.SAYS_NOTHING, "name")
