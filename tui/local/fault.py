"""What can go wrong with the folder and the files in it: each with text for the user.

Whatever is raised here, nothing that was on the disk has been changed.
"""

from __future__ import annotations

from shared.wording import N_


class LocalFault(Exception):
    """The root of what is raised about the device's own files.

    `text` is an English source string with `{name}` blanks, `blanks` fill them. Paths
    may stand in the blanks, never anything of a case.
    """

    text = N_("Something is wrong with the folder of the program.")

    def __init__(self, **blanks: str) -> None:
        super().__init__(self.text.format(**blanks))
        self.blanks = tuple(sorted(blanks.items()))


class HomeFault(LocalFault):
    """The folder can not be used."""


class HomeUnreachable(HomeFault):
    """The folder can not be made, entered or written to."""

    text = N_(
        "The folder {path} can not be used: {why}. Choose another with --home, or mend its rights."
    )


class HomeNotAFolder(HomeFault):
    """There is something else where the folder should be."""

    text = N_("{path} is not a folder. Choose another place with --home.")


class HomeNotYours(HomeFault):
    """The folder belongs to another user of this machine."""

    text = N_("The folder {path} belongs to another user of this machine. Choose another.")


class HomeOpenToOthers(HomeFault):
    """Others on this machine may look into the folder."""

    text = N_("Others on this machine can look into {path}. Close it first: {fix}")


class HomeInUse(HomeFault):
    """Another program works in the folder."""

    text = N_(
        "Luister is already running in {path}. Close it there first: two programs at once would"
        " damage your cases."
    )


class StoreFault(LocalFault):
    """The database of records can not be used."""


class StoreMissing(StoreFault):
    """There is no database."""

    text = N_("There is no case file database in {path}.")


class StoreExists(StoreFault):
    """There is something where a new database should come."""

    text = N_("{path} is already there. Nothing was changed.")


class StoreForeign(StoreFault):
    """The file is not one of this program's databases."""

    text = N_("{path} is not a database of this program. Nothing was changed in it.")


class StoreTooNew(StoreFault):
    """A newer program wrote the database."""

    text = N_(
        "{path} was written by a newer version of this program. Update the program. Nothing was"
        " changed in the file."
    )


class StoreDamaged(StoreFault):
    """The database can not be read as a whole."""

    text = N_(
        "{path} is damaged. Nothing was changed in it: keep a copy. Put a backup of it"
        " back. Without one, keep the folder and the recovery sheet: this version can not begin"
        " again from the sheet, a later one can."
    )


class StoreLocked(StoreFault):
    """What is sealed in the database does not open with this key."""

    text = N_("{path} does not belong to the keys of this folder. Nothing was changed in it.")


class NotSaved(LocalFault):
    """What was to be saved is more, or other, than one entry can hold."""

    text = N_("This was not saved, and nothing else is touched. {why}")


class StoreFull(StoreFault):
    """The disk takes no more, or does not let itself be written to."""

    text = N_(
        "The disk did not take the change: {why}. What you typed last was not saved; all before"
        " it is. Make room, then save again."
    )
