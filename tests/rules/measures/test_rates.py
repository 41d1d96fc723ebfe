"""AAPOR's rates, held against the figures of outcomerate's own tests and of its table (SOURCES.md, 56)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from topaz_tui.rules.measures.rates import RATES, Disposition, eligible_share, rate

COUNTS = {Disposition(code): number for code, number in
          {"I": 5, "P": 3, "R": 2, "NC": 1, "O": 2, "UH": 1, "UO": 1, "NE": 1}.items()}  # fmt: skip
PUBLISHED = {
    "RR1": "1/3", "RR2": "8/15", "RR3": "5/14", "RR4": "4/7", "RR5": "5/13", "RR6": "8/13",
    "COOP1": "5/12", "COOP2": "2/3", "COOP3": "1/2", "COOP4": "4/5",
    "REF1": "2/15", "REF2": "1/7", "REF3": "2/13", "CON1": "4/5", "CON2": "6/7", "CON3": "12/13",
}  # fmt: skip


@pytest.mark.parametrize("code", RATES)
def test_rate_of_the_published_counts_is_as_published(code):
    assert rate(code, COUNTS, Fraction(1, 2)) == Fraction(PUBLISHED[code])


@pytest.mark.parametrize("code", RATES)
def test_rate_of_nobody_is_none_and_not_nought(code):
    assert rate(code, {}) is None


def test_eligible_share_is_reckoned_where_none_is_given():
    assert eligible_share(COUNTS) == Fraction(13, 14)
    assert rate("RR3", COUNTS) == Fraction(5) / (13 + 2 * Fraction(13, 14))
    assert eligible_share({Disposition.NOT_TRIED: 4}) is None
