"""Periods: whole days in London, half-open, each moment in one of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.periods import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026/27", date(2026, 4, 1), date(2027, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
    ],
)
def test_period_of_a_name_has_its_days(text, first, last):
    period = periods.named(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("text", ["", "26-Q1", "2026-Q5", "2026-13", "2026-7", "Q1 2026", "0000-01", "9999", "9999-12",
                                  "2026/28", "2026/2027"])  # fmt: skip
def test_period_of_no_name_is_refused_in_words(text):
    with pytest.raises(ValueError, match="2026-Q3"):
        periods.named(text)


def test_period_begins_at_londons_midnight_on_both_sides_of_a_clock_change():
    april = periods.named("2026-04")
    assert april.begins_at == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert not april.holds(datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC))
    assert april.holds(datetime(2026, 3, 31, 23, tzinfo=UTC))
    assert periods.named("2026-11").begins_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_months_of_a_year_hold_each_moment_once():
    months = periods.named("2026").months()
    assert [each.first.month for each in months] == list(range(1, 13))
    moment = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    while moment < datetime(2027, 1, 1, 2, tzinfo=UTC):
        assert sum(each.holds(moment) for each in months) == (moment.year == 2026 or 0), moment
        moment += timedelta(hours=7)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (periods.named("2026-Q1"), Period(date(2025, 10, 1), date(2026, 1, 1))),
        (periods.named("2026-03"), Period(date(2026, 2, 1), date(2026, 3, 1))),
        (periods.between(date(2026, 3, 3), date(2026, 3, 9)), Period(date(2026, 2, 24), date(2026, 3, 3))),
    ],
)
def test_period_before_is_as_long_and_ends_where_it_begins(period, before):
    assert period.before() == before


def test_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends after"):
        periods.between(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(("first", "last"), [("2026-01-01", "9999-12-31"), ("0001-01-01", "2026-01-01")])
def test_period_of_days_far_off_is_refused_in_words(first, last):
    with pytest.raises(ValueError, match="Periods are of the years 1900 to 2199"):
        periods.between(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("period", [periods.named("1900"), periods.named("2199-12"),
                                    periods.between(date(1900, 1, 2), date(2199, 12, 31))])  # fmt: skip
def test_each_period_that_is_counted_has_one_before_and_its_months(period):
    assert period.before().stop == period.first and len(period.months()) == 12
    assert period.before().begins_at < period.begins_at < period.stops_at


def test_parts_are_read_once_however_many_periods_have_them():
    march, odd = periods.named("2026-03"), periods.between(date(2026, 3, 30), date(2026, 4, 2))
    quarter, far = periods.named("2026-Q1"), periods.named("2027-01")
    made = periods.parts((march, odd, quarter, march, far))
    days = [(f"{each.first:%y-%m-%d}", f"{each.stop:%y-%m-%d}") for each in made]
    assert days == [("26-01-01", "26-03-01"), ("26-03-01", "26-03-30"), ("26-03-30", "26-04-01"),
                    ("26-04-01", "26-04-03"), ("27-01-01", "27-02-01")]  # fmt: skip
    assert [each for each in made if quarter.covers(each)] == made[:3] and odd.covers(made[2]) and not odd.covers(march)
