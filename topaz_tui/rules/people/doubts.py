"""What leaves open whether somebody may be called: the codes that are kept, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from topaz_tui.rules.stops import CallStop


class DoubtCode(StrEnum):
    """Why somebody has to look at a record before anybody calls the person."""

    DEATH = "death"
    MOVE = "move"
    LATE = "late"
    NOBODY = "nobody"
    DIED_AGAIN = "died_again"
    MOVED_AGAIN = "moved_again"
    LIVES = "lives"
    STAYS = "stays"
    SOMEBODY_ELSE = "somebody_else"
    SEVERAL = "several"
    TWIN = "twin"


class Settlement(StrEnum):
    """How a doubt was settled: by what a worker said of the person, or by what else became of it."""

    CALL = "call"
    DIED = "died"
    MOVED = "moved"
    NOBODY = "nobody"
    OTHER = "other"
    SAME = "same"
    LINKED = "linked"  # somebody said that the two records are one person's, as long as that holds
    APART = "two people"  # and that they are two people's
    PUT_RIGHT = "put right: saved by mistake"  # a call brought it that was saved by mistake


DOUBTS: Mapping[str, str] = {
    DoubtCode.DEATH: "The file may say that they have died",
    DoubtCode.MOVE: "The file may say that they have moved away",
    DoubtCode.LATE: "The name says that they have died",
    DoubtCode.NOBODY: "The name may be nobody's",
    DoubtCode.DIED_AGAIN: "The file says again that they have died",
    DoubtCode.MOVED_AGAIN: "The file says again that they have moved away",
    DoubtCode.LIVES: "The file says no longer that they have died",
    DoubtCode.STAYS: "The file says no longer that they have moved away",
    DoubtCode.SOMEBODY_ELSE: "The council gives this ID to somebody else now",
    DoubtCode.SEVERAL: "One file gives this ID to more than one person",
    DoubtCode.TWIN: "Another record looks like the same person's",
}
UNSAID: Mapping[str | None, DoubtCode] = {CallStop.DIED: DoubtCode.LIVES, CallStop.MOVED: DoubtCode.STAYS}
"""By the stop, the doubt that a file says no longer what had stopped calls."""
SAID_AGAIN: Mapping[str, DoubtCode] = {CallStop.DIED: DoubtCode.DIED_AGAIN, CallStop.MOVED: DoubtCode.MOVED_AGAIN}
"""By the stop, the doubt about somebody who is called again and of whom a file says it in words that nobody has
settled."""
DOUBTS_IN_SHORT: Mapping[str, str] = {
    DoubtCode.DEATH: "May have died",
    DoubtCode.MOVE: "May have moved away",
    DoubtCode.LATE: "The name says: died",
    DoubtCode.NOBODY: "The name may be nobody's",
    DoubtCode.DIED_AGAIN: "Said again to have died",
    DoubtCode.MOVED_AGAIN: "Said again to have moved",
    DoubtCode.LIVES: "No longer said to have died",
    DoubtCode.STAYS: "No longer said to have moved",
    DoubtCode.SOMEBODY_ELSE: "Somebody else has this ID",
    DoubtCode.SEVERAL: "More than one has this ID",
    DoubtCode.TWIN: "Looks like another record",
}
"""The words of each doubt for a list, beside which the whole stands."""
DEATHS = (DoubtCode.DEATH, DoubtCode.LATE, DoubtCode.DIED_AGAIN)
"""The doubts by which somebody may have died, with the day where the file has one."""
SETTLED: Mapping[str, str] = {
    Settlement.CALL: "May be called",
    Settlement.DIED: "Has died",
    Settlement.MOVED: "Has moved away",
    Settlement.NOBODY: "A record of nobody",
    Settlement.OTHER: "Somebody else: on the list as a person of their own",
    Settlement.SAME: "The same person: the next file changes what stands here",
}
"""The ways to settle a doubt, in the words of whoever has looked."""
STOPS = frozenset((Settlement.DIED, Settlement.MOVED, Settlement.NOBODY))
TWO_IN_ONE_FILE = "two people, in one file"
"""What is shown of a doubt about an ID that the file gives to more than one person, of whom nothing could be kept:
their rows were refused. What tells it from others is that it names nobody (`doubt.whom`)."""
OF_TWO = (Settlement.OTHER, Settlement.SAME)
"""The ways to settle a doubt that speaks of somebody else under this person's ID."""
LETS_CALL = (Settlement.CALL, Settlement.OTHER)
"""The ways to settle a doubt that let calls go on though another record stops them: for a manager."""
