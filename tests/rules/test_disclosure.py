"""What of a table may leave the house: the rule, and an attack on it that shares nothing with it but the figures."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topaz_tui.rules.disclosure.possibilities import Sum
from topaz_tui.rules.disclosure.publish import CannotHideError, Share, publish
from topaz_tui.rules.disclosure.rounding import shown, words

INNER = ("a1", "a2", "b1", "b2")
TABLE = (
    Sum("a", ("a1", "a2")),
    Sum("b", ("b1", "b2")),
    Sum("1", ("a1", "b1")),
    Sum("2", ("a2", "b2")),
    Sum("all", ("a", "b")),
    Sum("all", ("1", "2")),
)


def table(a1, a2, b1, b2):
    """A table of two rows and two columns with its margins."""
    rows, columns = {"a": a1 + a2, "b": b1 + b2}, {"1": a1 + b1, "2": a2 + b2}
    return {"a1": a1, "a2": a2, "b1": b1, "b2": b2, **rows, **columns, "all": a1 + a2 + b1 + b2}


def attack(counts, published, inner, whole_of):
    """The least number of values that a hidden cell can have: every table is tried that fits what is published."""
    fits = [
        [value for value in range(counts[cell] + 9) if published[cell] is None or shown(value) == published[cell]]
        for cell in inner
    ]
    seen: dict[str, set[int]] = {cell: set() for cell, figure in published.items() if figure is None}
    for values in product(*fits):
        trial = whole_of(*values)
        if all(figure is None or shown(trial[cell]) == figure for cell, figure in published.items()):
            for cell in seen:
                seen[cell].add(trial[cell])
    return min(map(len, seen.values()), default=5)


@pytest.mark.parametrize(
    ("count", "figure"),
    [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (412, 410)],
)
def test_a_count_is_rounded_to_five_and_nothing_under_five_is_shown(count, figure):
    assert shown(count) == figure
    assert words(figure) == ("[c]" if figure is None else str(figure))


small = st.one_of(st.integers(0, 7), st.integers(0, 9))


@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(small, small, small, small)
def test_no_hidden_cell_comes_back_by_subtraction_in_rows_and_columns(a1, a2, b1, b2):
    counts = table(a1, a2, b1, b2)
    assert attack(counts, publish(counts, TABLE).cells, INNER, table) >= 5


def test_the_attack_finds_what_rounding_alone_gives_away():
    counts = table(0, 7, 7, 12)  # 5 of 5: the first is at most 2
    alone = {cell: shown(count) for cell, count in counts.items()}
    assert attack(counts, alone, INNER, table) < 5
    kept = publish(counts, TABLE).cells
    assert sum(figure is None for figure in kept.values()) > 1


def year(first, second, third):
    return {"Q1": first, "Q2": second, "Q3": third, "half": first + second, "so far": first + second + third}


QUARTERS = (Sum("half", ("Q1", "Q2")), Sum("so far", ("half", "Q3")), Sum("so far", ("Q1", "Q2", "Q3")))


@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(small, small, small)
def test_no_quarter_comes_back_out_of_what_was_published_of_others_before(first, second, third):
    """Each quarter's pack stands as it went out; the longer periods give way."""
    counts = year(first, second, third)
    earlier = publish({quarter: counts[quarter] for quarter in ("Q1", "Q2", "Q3")}).cells
    cells = publish(counts, QUARTERS, earlier=earlier).cells
    assert {quarter: cells[quarter] for quarter in earlier} == earlier
    assert attack(counts, cells, ("Q1", "Q2", "Q3"), year) >= 5


def test_what_went_out_too_well_told_is_refused_and_not_printed():
    with pytest.raises(CannotHideError):
        publish(year(0, 7, 9), QUARTERS, earlier={"Q1": None, "Q2": 5, "half": 5, "Q3": 10, "so far": 15})


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 45), st.integers(0, 9))
def test_the_rest_of_a_whole_is_not_given_away_by_its_percentage(part, rest):
    share = Share("part", "whole")
    release = publish({"part": part, "whole": part + rest}, shares=(share,))
    cells = {**release.cells, "rest": None}

    def of(part, rest):
        return {"part": part, "whole": part + rest, "rest": rest}

    if rest < 5 or None in release.cells.values():
        assert release.percentages[share] is None
    if rest < 5:
        assert attack(of(part, rest), cells, ("part", "rest"), of) >= 5


def test_a_percentage_is_of_the_published_figures():
    share = Share("part", "whole")
    release = publish({"part": 12, "whole": 38}, shares=(share,))
    assert (release.cells, release.percentages[share]) == ({"part": 10, "whole": 40}, 25)


@pytest.mark.parametrize(("lambeth", "ealing"), [(3, 12), (4, 9), (0, 6), (2, 3)])
def test_pitfall_23_a_council_of_fewer_than_five_young_people_is_told_neither_by_its_count_nor_by_the_rest(
    lambeth, ealing
):
    def of(lambeth, ealing):
        return {"Lambeth": lambeth, "Ealing": ealing, "all": lambeth + ealing}

    counts = of(lambeth, ealing)
    told = publish(counts, [Sum("all", ("Lambeth", "Ealing"))]).cells
    assert told["Lambeth"] is None and attack(counts, told, ("Lambeth", "Ealing"), of) >= 5


def test_large_counts_are_all_shown():
    """A suppressor of somebody else's blanked 25 months of 30 whose least count was over ten thousand."""
    assert None not in publish(table(10_001, 20_002, 30_003, 40_004), TABLE).cells.values()


def test_a_count_that_was_put_right_since_is_not_the_cell_that_was_published():
    with pytest.raises(ValueError, match="before: a"):
        publish({"a": 12}, earlier={"a": 15})


def test_a_sum_that_does_not_come_out_is_an_error():
    with pytest.raises(ValueError, match="all"):
        publish({"all": 9, "a": 4, "b": 6}, (Sum("all", ("a", "b")),))
