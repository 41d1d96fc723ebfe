"""What the contract says of referrals back to the council: how many of whom, and for how many more there is room.

No published definition says of whom the per cent are: a setting does (`contract.referral_back_of`)."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.terms import ContractTerms, ReferredBackOf

MEASURE = {ReferredBackOf.REVIEWED: "RB-R", ReferredBackOf.LIST: "RB-L"}
_OF = {ReferredBackOf.REVIEWED: "those reviewed", ReferredBackOf.LIST: "those due"}


def room(counted: Counted, percent: int) -> int:
    """How many more people may be referred back before `percent` of those counted are; below nought: how many there are
    too many."""
    return percent * counted.denominator // 100 - counted.numerator


def in_words(by_code: Mapping[str, Counted], terms: ContractTerms) -> str:
    """'Referred back: 37 of 412 of those reviewed, room for 24 more (15 %)'; '' where it was not counted."""
    of = ReferredBackOf(terms.referral_back_of)
    counted = by_code.get(MEASURE[of])
    if counted is None:
        return ""
    left = room(counted, terms.referral_back_percent)
    more = f"room for {left} more" if left >= 0 else f"{-left} too many"
    of_all = f"{counted.numerator} of {counted.denominator} of {_OF[of]}"
    return f"Referred back: {of_all}, {more} ({terms.referral_back_percent} %)"
