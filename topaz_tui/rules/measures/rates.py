"""Rates of a telephone list after AAPOR's Standard Definitions (SOURCES.md, 11): what became of everybody, and which
of them stand above and below the line.

The sums are those of the R package outcomerate, whose table is in the public domain (SOURCES.md, 56). A rate of nobody
is no rate: None, not nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Disposition(StrEnum):
    """What became of somebody who fell due, once and for all: AAPOR's final disposition codes."""

    COMPLETE = "I"  # the review came to its end
    PARTIAL = "P"  # a review began and did not
    REFUSED = "R"
    NOT_REACHED = "NC"
    OTHER = "O"  # reached, and could not be reviewed by telephone
    NOT_TRIED = "UH"  # nobody has called: whether they are there is not known
    NO_NUMBER = "UO"  # no number works: where they are is not known
    NOT_ELIGIBLE = "NE"  # died, moved or open to services before the call was due


UNKNOWN = (Disposition.NOT_TRIED, Disposition.NO_NUMBER)
D = Disposition
_SPOKEN = (D.COMPLETE, D.PARTIAL, D.REFUSED, D.OTHER)
_KNOWN = (*_SPOKEN, D.NOT_REACHED)


@dataclass(frozen=True, slots=True)
class Rate:
    """One of AAPOR's rates: `above` the line, and `below` it beside those; of the unknown either all are below it
    (`unknown` 1), none (0), or the share of them who are thought to be eligible (None: e)."""

    above: tuple[Disposition, ...]
    below: tuple[Disposition, ...]
    unknown: int | None = 0


RATES: Mapping[str, Rate] = {
    "RR1": Rate((D.COMPLETE,), _KNOWN, 1),
    "RR2": Rate((D.COMPLETE, D.PARTIAL), _KNOWN, 1),
    "RR3": Rate((D.COMPLETE,), _KNOWN, None),
    "RR4": Rate((D.COMPLETE, D.PARTIAL), _KNOWN, None),
    "RR5": Rate((D.COMPLETE,), _KNOWN),
    "RR6": Rate((D.COMPLETE, D.PARTIAL), _KNOWN),
    "COOP1": Rate((D.COMPLETE,), _SPOKEN),
    "COOP2": Rate((D.COMPLETE, D.PARTIAL), _SPOKEN),
    "COOP3": Rate((D.COMPLETE,), (D.COMPLETE, D.PARTIAL, D.REFUSED)),
    "COOP4": Rate((D.COMPLETE, D.PARTIAL), (D.COMPLETE, D.PARTIAL, D.REFUSED)),
    "REF1": Rate((D.REFUSED,), _KNOWN, 1),
    "REF2": Rate((D.REFUSED,), _KNOWN, None),
    "REF3": Rate((D.REFUSED,), _KNOWN),
    "CON1": Rate(_SPOKEN, _KNOWN, 1),
    "CON2": Rate(_SPOKEN, _KNOWN, None),
    "CON3": Rate(_SPOKEN, _KNOWN),
}


def eligible_share(counts: Mapping[Disposition, int]) -> Fraction | None:
    """AAPOR's e: of those whose case is known, the share that was eligible. None where no case is known."""
    known = sum(counts.get(each, 0) for each in _KNOWN)
    all_known = known + counts.get(D.NOT_ELIGIBLE, 0)
    return Fraction(known, all_known) if all_known else None


def rate(code: str, counts: Mapping[Disposition, int], e: Fraction | None = None) -> Fraction | None:
    """AAPOR's rate of this code, from how many people ended with each disposition. `e` is the share of the unknown who
    are taken as eligible, for the rates that ask for it; without it `eligible_share` has it. None where nobody is below
    the line."""
    row = RATES[code]
    below: int | Fraction = sum(counts.get(each, 0) for each in row.below)
    unknown = sum(counts.get(each, 0) for each in UNKNOWN)
    if row.unknown is None:
        share = eligible_share(counts) if e is None else e
        below += unknown * share if share is not None else 0
    else:
        below += unknown * row.unknown
    return Fraction(sum(counts.get(each, 0) for each in row.above)) / below if below else None
