"""A measure's figure as a value and in words: for a page, a command and a file alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.measure import Measure, Shows

LEAST = 10
"""The fewest people below the line for whom a share is said: with fewer it says more about one person than about all,
and the two figures stand there alone."""
BARS = "▁▂▃▄▅▆▇█"
TOO_FEW = "-"


def value(measure: Measure, counted: Counted) -> float | None:
    """A measure's figure as a number: the share from 0 to 1, the median in its unit, the count, or how many in a
    hundred or a day; None where too few stand below the line to say."""
    if measure.shows is Shows.MEDIAN:
        return counted.median
    if measure.shows is Shows.NUMBER:
        return counted.numerator
    if measure.shows is Shows.A_DAY:
        return counted.numerator / counted.denominator if counted.denominator else None
    times = 100 if measure.shows is Shows.PER_100 else 1
    return times * counted.numerator / counted.denominator if counted.denominator >= LEAST else None


def said(measure: Measure, counted: Counted) -> str:
    """A measure's figure in words: the share as a whole percentage, the median with its unit, the count; a stroke where
    too few stand below the line."""
    found = value(measure, counted)
    if found is None:
        return TOO_FEW
    if measure.median:
        return _over(measure, found) if counted.longer else _about(measure, found)
    if measure.shows is Shows.NUMBER:
        return f"{counted.numerator:,}"
    if measure.shows in (Shows.PER_100, Shows.A_DAY):
        return f"{found:.1f} {measure.shows}"
    return f"{round(100 * found)} %"


def said_together(figures: Iterable[tuple[Measure, Counted]]) -> dict[str, str]:
    """Each measure's figure in words, by its code. Shares of measures that divide one whole among them add up to a
    hundred."""
    figures = tuple(figures)
    words = {measure.code: said(measure, counted) for measure, counted in figures}
    wholes: dict[str, list[tuple[Measure, Counted]]] = {}
    for measure, counted in figures:
        if measure.whole and counted.denominator >= LEAST:
            wholes.setdefault(measure.whole, []).append((measure, counted))
    for parts in wholes.values():
        numbers = [counted.numerator for _, counted in parts]
        if {counted.denominator for _, counted in parts} == {sum(numbers)}:
            for (measure, _), percent in zip(parts, percents(numbers), strict=True):
                words[measure.code] = f"{percent} %"
    return words


def percents(numbers: Sequence[int]) -> list[int]:
    """The shares of these numbers in their sum, in whole percents that add up to a hundred: each is rounded down, and
    what is missing then goes to the largest remainders."""
    whole = sum(numbers)
    found = [100 * number // whole for number in numbers]
    order = sorted(range(len(numbers)), key=lambda place: -(100 * numbers[place] % whole))
    for place in order[: 100 - sum(found)]:
        found[place] += 1
    return found


def of_all(counted: Counted) -> str:
    """The two figures of a measure: '17 / 165' for 17 above the line and 165 below it."""
    return f"{counted.numerator:,} / {counted.denominator:,}"


def bars(measure: Measure, months: Sequence[Counted]) -> str:
    """A bar for each month's figure, the tallest for the greatest; a stroke where too few stand below the line."""
    values = [value(measure, each) for each in months]
    most = max((each for each in values if each is not None), default=0) or 1
    return "".join(TOO_FEW if each is None else BARS[round(7 * each / most)] for each in values)


def meaning(measure: Measure, counted: Counted) -> str:
    """What the measure counts, of whom, who is left out, and where its definition comes from: in whole lines."""
    left = ", ".join(f"{number} {why}" for why, number in counted.left_out.items())
    lines = (
        f"Above the line: {measure.numerator}.",
        f"Below the line: {measure.denominator}.",
        f"Left out: {left}." if left else "",
        _spread(measure, counted),
        measure.mind,
        f"Source: {measure.source}.",
    )
    return "\n\n".join(filter(None, lines))


def _about(measure: Measure, found: float) -> str:
    """A median in its unit; part of a day in hours: to say 'nought days' would be no answer."""
    if measure.median != "days" or not 0 < found < 1:
        return _number(round(found, 1), measure.median)
    return "under 1 hour" if 24 * found < 1 else _number(round(24 * found), "hours")


def _over(measure: Measure, least: float) -> str:
    """A wait that is only known to be at least that: rounded down, so that it is so."""
    if measure.median != "days" or not 0 < least < 1:
        return f"over {_number(floor(10 * least + 1e-6) / 10, measure.median)}"
    hours = 24 * least + 1e-6
    return f"over {_number(floor(60 * hours), 'minutes') if hours < 1 else _number(floor(hours), 'hours')}"


def _number(number: float, unit: str) -> str:
    return f"{number:g} {unit if number != 1 else unit.removesuffix('s')}"


def _spread(measure: Measure, counted: Counted) -> str:
    """Beside a median: the wait that nine in ten did not exceed, as far as that is known, and the longest; or the
    mean."""
    if counted.mean is not None:
        return f"The mean: {counted.mean:.1f} {measure.median}."
    if counted.longest is None or not measure.median:
        return ""
    ninetieth = ""
    if counted.ninetieth is not None:
        known = f"at most {counted.ninetieth:.1f} {measure.median}"
        over = f"{_over(measure, counted.ninetieth)}, as some still wait"
        ninetieth = f"Nine in ten: {over if counted.ninetieth_longer else known}. "
    return f"{ninetieth}The longest: {counted.longest:.1f} {measure.median}, and it may go on."
