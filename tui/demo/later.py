"""What this version does not have of the story, told for each event that would need it.

`INSTEAD` are events in which something else is done for it, `NOT_YET` those in which nothing
is. No other event of the story leaves anything out.
"""

from __future__ import annotations

from shared.casework.rules import Said
from shared.wording import N_


class Later(Said):
    """What a later version brings, and what is done here in its place."""

    PRIVATE_CHECK = N_(
        "A check by name that nobody can read comes with a later version. Here Noor asks whom"
        " it is about, and no name is written down."
    )
    CAPSULE = N_(
        "A capsule with only what a stand-in needs comes with a later version. Here Noor shares"
        " the case with Joost, on Lisa's written consent and until a set day."
    )
    SECOND_CALLER = N_(
        "A check by name over the whole firm comes with a later version. Here Samira asks which"
        " organisation it is about; the firm is there for somebody at it, and that is enough."
    )
    COVER_ENDS = N_(
        "That a stand-in's device lets go by itself on the last day comes with a later version."
        " Here Noor takes Joost out of the case: he gets nothing that is written from now on."
    )
    DIRECTORY = N_(
        "Searching a directory of helpers comes with a later version. Here Noor writes down"
        " herself which helper it is."
    )
    DIRECTORY_CHANGE = N_("Proposing a change to the directory comes with a later version.")
    DIRECTORY_REVIEW = N_("Reviewing the directory comes with a later version.")
    ACTIVITY = N_("Keeping trainings and other activities comes with a later version.")
    SIGNAL = N_("Signals and advice to a client come with a later version.")
    ADVICE = N_("Following what became of an advice comes with a later version.")
    REPORT = N_("The annual report comes with a later version. Its rows are kept already.")
    RELEASE = N_("Checking and releasing a report comes with a later version.")
    RETENTION = N_("That a closed case is due to be destroyed comes with a later version.")
    DESTRUCTION = N_(
        "Destroying a whole case on all devices comes with a later version. Names can be"
        " destroyed already."
    )


INSTEAD: dict[int, Later] = {
    3: Later.PRIVATE_CHECK,
    16: Later.CAPSULE,
    21: Later.SECOND_CALLER,
    22: Later.COVER_ENDS,
    26: Later.DIRECTORY,
}
"""By the number of an event: something else is done for it."""

NOT_YET: dict[int, Later] = {
    28: Later.DIRECTORY_CHANGE,
    29: Later.DIRECTORY_REVIEW,
    37: Later.ACTIVITY,
    38: Later.SIGNAL,
    39: Later.ADVICE,
    40: Later.REPORT,
    41: Later.RELEASE,
    42: Later.RETENTION,
    43: Later.DESTRUCTION,
}
"""By the number of an event: it is told, and nothing is done."""
