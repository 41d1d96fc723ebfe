"""A row that the council's return would refuse, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Check(IntEnum):
    """What the check of the Client Level Data says of a field (SOURCES.md, 29): 1 and 0 pass."""

    VALID = 1
    BLANK = 0
    LACKING = -1
    INVALID = -2
    RELEASE_1 = -7


WHY = {
    Check.LACKING: "nothing is known, and it has to be given",
    Check.INVALID: "it stands on no list of the return",
    Check.RELEASE_1: "it is a value of release 1",
}
HEADINGS = ("file", "row", "field", "given", "check", "why")
TO_FILL_IN = "Topaz keeps none of it: the council fills it in"
ALL = "all"
"""The row of a reason that holds for every row: Topaz keeps nothing of that field, and the council fills it in."""

NO_COUNCIL = "no council recorded"
"""The row of a reason about what stands in no council's file at all."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason why the council's return would refuse something. `row` is the reference of what it is about, or ALL;
    `field` is the field at fault, and `given` what it has."""

    file: str
    row: str
    field: str
    given: str
    check: Check
    why: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of this reason in the file, in the order of HEADINGS."""
        return self.file, self.row, self.field, self.given, str(int(self.check)), self.why or WHY[self.check]


def without_council(file: str, what: str, count: int) -> Refused:
    """The line that says that `count` of them are about people whose council nobody has said."""
    why = "they stand in no council's file until the page of each person says whose they are"
    return Refused(file, NO_COUNCIL, what, str(count), Check.LACKING, why)
