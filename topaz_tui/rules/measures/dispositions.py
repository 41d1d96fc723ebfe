"""What became of one person who fell due: of all their calls in the cycle, the one that counts.

Which class a call's outcome is of follows AAPOR's codes (SOURCES.md, 11) with two differences that are [ours], since
the list names people and not numbers: a promise to call again is no refusal, and a number that is not theirs says
nothing of the person. Somebody who was reviewed is reviewed, whatever came after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from topaz_tui.rules import outcomes
from topaz_tui.rules.measures.rates import Disposition

D = Disposition
OF_OUTCOME: Mapping[str, Disposition] = {
    "reached": D.PARTIAL,  # complete only where the review says so
    "followed_up": D.OTHER,
    "callback": D.OTHER,
    "callback_vague": D.OTHER,
    "not_safe": D.OTHER,
    "language": D.OTHER,
    "unable": D.OTHER,
    "away": D.OTHER,
    "hospital": D.OTHER,
    "message": D.OTHER,
    "refused_soft": D.REFUSED,
    "refused_hard": D.REFUSED,
    "no_answer": D.NOT_REACHED,
    "engaged": D.NOT_REACHED,
    "machine": D.NOT_REACHED,
    "machine_message": D.NOT_REACHED,
    "someone_else": D.NOT_REACHED,
    "not_identified": D.NOT_REACHED,
    "fault": D.NO_NUMBER,
    "unobtainable": D.NO_NUMBER,
    "wrong_number": D.NO_NUMBER,
    "died": D.OTHER,  # not eligible only where it was so before the call was due: see `of_person`
    "moved": D.OTHER,
}
"""The class of each outcome of rules/outcomes.py."""

_STRENGTH = {D.COMPLETE: 7, D.PARTIAL: 6, D.OTHER: 4, D.NOT_REACHED: 2, D.NO_NUMBER: 1}
REFUSALS = {"refused_hard": 5, "refused_soft": 3}
"""The outcomes that are refusals, with their strength: of several endings the stronger is what became of somebody, of
equals the latest. A 'rather not, this time' gives way to a promise to call again; an outright refusal does not."""

if OF_OUTCOME.keys() != outcomes.BY_CODE.keys():
    raise ValueError(f"an outcome without a class: {OF_OUTCOME.keys() ^ outcomes.BY_CODE.keys()}")


@dataclass(frozen=True, slots=True)
class CallEnding:
    """How one call of somebody's cycle ended."""

    outcome: str
    review: bool = False
    complete: bool = False


def of_person(
    endings: Iterable[CallEnding], *, due_on: date, gone_on: date | None, open_to_services: bool
) -> Disposition:
    """What became of somebody whose call was due on `due_on`, after these calls, the first one first. `gone_on` is the
    day on which they died or moved, where they did: before the due day nobody could have called them. Whoever is open
    to services is owed no such call, unless one came to a review."""
    best, strength = D.NOT_TRIED, 0
    for each in endings:
        found = _class(each)
        weight = REFUSALS[each.outcome] if found is D.REFUSED else _STRENGTH[found]
        if weight >= strength:
            best, strength = found, weight
    if best in (D.COMPLETE, D.PARTIAL):
        return best
    if open_to_services or (gone_on is not None and gone_on < due_on):
        return D.NOT_ELIGIBLE
    return best


def _class(ending: CallEnding) -> Disposition:
    if ending.review:
        return D.COMPLETE if ending.complete else D.PARTIAL
    return OF_OUTCOME[ending.outcome]
