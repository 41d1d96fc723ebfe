"""Standing warnings: what the next caller must know before they dial.

Hackney's list (SOURCES.md, 10). Each has a start, a review date of at most a year, the manager who
agreed it, and whether the person was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.rules.forms import Option

LONGEST_MONTHS = 12  # from the start to the review (SOURCES.md, 10)


@dataclass(frozen=True, slots=True)
class WarningKind:
    """A kind of warning: its code (as the store keeps it), its words, and what it means for who calls."""

    code: str
    words: str
    means: str


KINDS = (
    WarningKind("children", "Risk to children", "Children may be at risk from or beside this person"),
    WarningKind("adults", "Risk to adults", "Other adults may be at risk from or beside this person"),
    WarningKind("at_risk", "Adult at risk", "This person may be abused or neglected: listen for it"),
    WarningKind("staff", "Risk to staff", "Never visit alone; end the call if it turns threatening"),
    WarningKind("disclosure", "Disclosure risk", "What is told may be passed to somebody who must not know"),
    WarningKind("self", "Risk to self", "May harm themself: know whom to call before you dial"),
    WarningKind("missing", "Missing person", "Is missing: tell a manager at once if they answer"),
)
KIND = {kind.code: kind for kind in KINDS}

TOLD: tuple[Option, ...] = (("yes", "Told"), ("no", "Not told"))
TOLD_WORDS = {"yes": "they were told", "no": "they were not told"}


def latest_review(starts_on: date) -> date:
    """The last day on which a warning that starts then may be reviewed."""
    return clock.add_months(starts_on, LONGEST_MONTHS)


def overdue(review_on: date, today: date) -> bool:
    """Has the day of its review gone by?"""
    return review_on < today


def lacks(kind: str | None, starts_on: date | None, review_on: date | None, told: str | None) -> str | None:
    """What a warning still needs before it can be kept, in a sentence; None where it is whole."""
    if kind not in KIND:
        return "Choose what the warning is about."
    if starts_on is None:
        return "Say from when the warning holds."
    if review_on is None:
        return "Say when the warning is reviewed."
    if review_on <= starts_on:
        return "The review must come after the start."
    if review_on > (latest := latest_review(starts_on)):
        return f"A warning is reviewed within a year: by {clock.format_day(latest)}."
    if told not in dict(TOLD):
        return "Say whether the person was told of the warning."
    return None
