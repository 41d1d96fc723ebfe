"""What is missing where the figures come from: of those due, of the concerns, of what was arranged."""

from __future__ import annotations

from topaz_tui.rules.measures import count
from topaz_tui.rules.measures.count import Count, Counted, ids_of, some
from topaz_tui.rules.measures.facts import Facts
from topaz_tui.rules.measures.measure import Measure, Tab

FIELDS = (
    ("DQ-B", "born_on", "date of birth"),
    ("DQ-G", "gender", "gender"),
    ("DQ-E", "ethnicity", "ethnicity"),
    ("DQ-R", "primary_support_reason", "primary support reason"),
)
"""What a return breaks people down by, and the column that keeps it."""


def missing(field: str) -> Count:
    """Of those whose recall fell due and was theirs to have: those of whom no record has this."""
    return count.due(lambda person: field in person.missing)


def found_at_no_moment(facts: Facts) -> Counted:
    """Of the concerns raised: those that do not say when whoever raised them learned of it."""
    untold = (each for each in facts.raised if all(step.code != "T1" for step in each.steps))
    left = some({"entered in error": len(facts.submitted) - len(facts.raised)})
    return Counted(ids_of(untold), ids_of(facts.raised), left_out=left)


def by_no_day(facts: Facts) -> Counted:
    """Of the actions whose day was in the period, and of those arranged in it by no day: the latter."""
    return Counted(facts.without_day, (*facts.without_day, *ids_of(facts.actions)))


def measures(due: str) -> tuple[Measure, ...]:
    """All of them. `due` is what those whose recall fell due are called."""
    return (
        *(
            Measure(
                code, f"Without {'an' if words[0] in 'aeiou' else 'a'} {words}", "people",
                f"people of whom no record says their {words}", due, "[ours]", missing(field), tab=Tab.QUALITY,
                mind="In a return they are counted as not known. What stands on no national list is written, and is"
                " not counted here: it is counted as not known there, too." if field != "born_on" else
                "In a return their age is counted as not known.",
            )
            for code, field, words in FIELDS
        ),
        Measure(
            "DQ-F", "Concerns found at no moment", "concerns", "concerns that do not say when it was found",
            "concerns submitted in the period", "[ours]", found_at_no_moment, tab=Tab.QUALITY,
            mind="These are in no figure of how soon a concern was begun.",
        ),
        Measure(
            "DQ-A", "Support arranged by no day", "actions", "actions that were arranged in the period by no day",
            "these, and the actions whose day it was", "[ours]", by_no_day, tab=Tab.QUALITY, own=True,
            mind="These are in no figure of what was in place in time.",
        ),
    )  # fmt: skip
