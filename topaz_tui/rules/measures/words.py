"""A measure's figure as a value and in words: for a page, a command and a file alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.measure import Measure, Shows

LEAST = 10
"""A share of fewer says more about one person than about all: the two figures stand there, and no share."""
BARS = "▁▂▃▄▅▆▇█"
TOO_FEW = "-"


def value(measure: Measure, counted: Counted) -> float | None:
    """The share from 0 to 1, the median in its unit, the number, or how many in a hundred or a day; None where too few
    stand below the line to tell."""
    if measure.shows is Shows.MEDIAN:
        return counted.median
    if measure.shows is Shows.NUMBER:
        return counted.numerator
    if measure.shows is Shows.A_DAY:
        return counted.numerator / counted.denominator if counted.denominator else None
    times = 100 if measure.shows is Shows.PER_100 else 1
    return times * counted.numerator / counted.denominator if counted.denominator >= LEAST else None


def said(measure: Measure, counted: Counted) -> str:
    """The share as a whole percentage, the median with its unit, the number; a stroke where too few tell."""
    found = value(measure, counted)
    if found is None:
        return TOO_FEW
    if measure.median:
        if measure.median == "days" and 0 < found < 1:
            return f"{'over ' if counted.longer else ''}{_hours(24 * found)}"
        found = round(found, 1)
        unit = measure.median if found != 1 else measure.median.removesuffix("s")
        return f"{'over ' if counted.longer else ''}{found:g} {unit}"
    if measure.shows is Shows.NUMBER:
        return f"{counted.numerator:,}"
    if measure.shows in (Shows.PER_100, Shows.A_DAY):
        return f"{found:.1f} {measure.shows}"
    return f"{round(100 * found)} %"


def said_together(figures: Iterable[tuple[Measure, Counted]]) -> dict[str, str]:
    """What each measure comes to, by its code. Where measures divide a whole among them their shares add up to a
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
    """'17 / 165': how many stand above the line, of how many."""
    return f"{counted.numerator:,} / {counted.denominator:,}"


def bars(measure: Measure, months: Sequence[Counted]) -> str:
    """A bar for each of the months, the tallest for the greatest; a stroke where too few tell."""
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


def _hours(hours: float) -> str:
    """Part of a day, in hours: to say 'nought days' would be no answer."""
    if hours < 1:
        return "under 1 hour"
    whole = round(hours)
    return f"{whole} hour{'s' * (whole != 1)}"


def _spread(measure: Measure, counted: Counted) -> str:
    """Beside a median: the wait that nine in ten did not exceed, and the longest."""
    if counted.longest is None or not measure.median:
        return ""
    ninetieth = "" if counted.ninetieth is None else f"Nine in ten: at most {counted.ninetieth:.1f} {measure.median}. "
    return f"{ninetieth}The longest: {counted.longest:.1f} {measure.median}, and it may go on."
