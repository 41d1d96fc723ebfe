"""The lessons of issues that users of other programs raised, each with the tests that hold this one to it."""

from __future__ import annotations

import re
from functools import cache

from tests.support.places import ROOT
from topaz_tui.rules.measures.table import MEASURES

COUNTS, FIGURES = "tests/rules/measures/test_counts.py", "tests/services/test_figures.py"
PERIODS, SECOND = "tests/rules/measures/test_periods.py", "tests/services/test_second_count.py"
RULES_OF_FEED, FEED = "tests/rules/test_feed.py", "tests/services/test_feed.py"
PAGE, LISTS = "tests/screens/test_report.py", "tests/services/test_lists.py"
HERE = "tests/rules/measures/test_lessons.py"
LESSONS = {
    "1 one definition for all views": {FIGURES: "report_says_the_same_in_columns_in_json_and_for_a_spreadsheet"},
    "2 the unit is printed": {HERE: "each_measure_says_its_unit_and_of_whom_it_is"},
    "3 a file has the screen's own filter": {LISTS: "phone_list_has_exactly_whom_the_filter_shows_and_names_it"},
    "4 the clock of what came back": {SECOND: "every_measure_agrees_with_a_second_count"},
    "5 what is open belongs in the measure": {COUNTS: "median_counts_what_still_goes_on_and_is_none_of_few"},
    "6 one cohort, named": {HERE: "each_measure_says_its_unit_and_of_whom_it_is"},
    "7 one default filter, half-open days": {PERIODS: "months_of_a_year_hold_each_moment_once"},
    "8 what has no day is said": {
        FIGURES: "action_that_was_not_wanted_after_its_day_was_late",
        COUNTS: "who_is_left_out_is_said_with_the_reason",
    },
    "9 no figure falls as the days grow": {FIGURES: "months_of_a_year_add_up_to_the_year"},
    "10 the list is as long as the figure": {PAGE: "report_shows_each_figure_and_enter_opens_exactly_its_people"},
    "11 a call makes no target grow": {COUNTS: "measure_counts_these"},
    "12 who is left out is on the page": {COUNTS: "who_is_left_out_is_said_with_the_reason"},
    "13 what adds up is declared": {"tests/rules/test_disclosure.py": "a_sum_that_does_not_come_out_is_an_error"},
    "14 people who did, each once": {FIGURES: "figures_count_whoever_was_referred_back_once"},
    "15 of several answers none is lost": {
        RULES_OF_FEED: "what_has_no_row_is_refused_and_named_and_put_under_no_other",
    },
    "16 several answers make no people": {HERE: "areas_say_that_they_add_up_to_nobody"},
    "17 no total over unlike things": {HERE: "areas_say_that_they_add_up_to_nobody"},
    "18 the council's check is run before": {
        RULES_OF_FEED: "row_that_the_return_would_refuse_is_named_with_its_field_and_why",
        FEED: "feed_has_the_concerns_raised_and_what_came_to_an_outcome",
    },
    "19 London's borders": {
        SECOND: "every_measure_agrees_with_a_second_count",
        PERIODS: "period_begins_at_londons_midnight_on_both_sides_of_a_clock_change",
    },
    "20 one now a report": {FIGURES: "report_has_one_now_though_midnight_passes_meanwhile"},
    "21 cells by name, unequal numbers": {RULES_OF_FEED: "concerns_stand_in_each_table_by_the_collections_words"},
    "22 shares add up to a hundred": {COUNTS: "shares_that_divide_a_whole_add_up_to_a_hundred"},
}


@cache
def named_in(path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def test_(\w+)", (ROOT / path).read_text(), re.MULTILINE))


def test_each_lesson_has_its_test():
    assert [int(each.split()[0]) for each in LESSONS] == list(range(1, 23))
    every = [each for tests in LESSONS.values() for each in tests.items()]
    assert not [f"{path}: {name}" for path, name in every if name not in named_in(path)]


def test_each_measure_says_its_unit_and_of_whom_it_is():
    assert all(each.unit and each.numerator and each.denominator and each.source for each in MEASURES)


def test_areas_say_that_they_add_up_to_nobody():
    areas = [each for each in MEASURES if each.code.startswith("AREA-")]
    assert areas and all("never add up to people" in each.mind and each.unit == "reviews" for each in areas)
    assert not [each for each in MEASURES if "total" in each.words.casefold()]
