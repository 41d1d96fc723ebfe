"""The tables of an evidence pack: the measures of a quarter that was frozen, rounded, with small counts hidden.

The measures are no tables of their own for this: many stand on the same people. What is the same count in two of them
is one cell here (`_CELLS`), what is part of another a share of it (`_PARTS`), and what makes up a whole a sum
(`_WHOLES`); `publish` then hides across all of them. Medians are left out: what is frozen does not say whether they
are 'over'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from topaz_tui.rules.disclosure.possibilities import Sum
from topaz_tui.rules.disclosure.publish import Share, publish
from topaz_tui.rules.disclosure.rounding import words
from topaz_tui.rules.measures.frozen import Was
from topaz_tui.rules.measures.measure import Measure, Shows, Tab
from topaz_tui.rules.measures.table import DUE, MEASURES
from topaz_tui.rules.reviews import AREAS

LEFT_OUT = {"LOAD", *(each.code for each in MEASURES if each.code.startswith("HIT-"))}
"""The measures that the pack leaves out: what colleagues did, and when they rang, are figures to plan by."""
CHAPTERS = {
    Tab.SUMMARY.value: "Summary: the contract, and who was reached",
    Tab.CALLS.value: "Calls",
    Tab.LIVES.value: "What has changed in people's lives",
    Tab.CONCERNS.value: "Safeguarding concerns: how many, how soon, and what came of them",
    Tab.QUALITY.value: "Quality of the data: what is missing where these figures come from",
}
"""What the table of each tab is called on paper, in the order of the chapters."""
HEADINGS = ("code", "measure", "unit", "numerator", "denominator", "percent")
DEFINED = ("code", "measure", "unit", "counts", "of", "source", "mind")

_SAME = (DUE, "reviews made")
"""Words of a denominator that stand for the same people or reviews in each measure that has them."""
_CELLS = {
    "SC100": "SC",
    "COV-P": "COOP",
    "DQ-F of": "SC",
    "MSP-A of": "SC",
    "MSP-E of": "MSP-A",
    "RB-R of": "COOP",
    "DIS-C of": "DIS",
}
"""The figures that are also another measure's numerator."""
_PARTS = (
    ("COV", "COOP"), ("COOP of", "CON-H"), ("CON", "CON-H"), ("COV90", "COV"), ("COV90 of", "COV of"),
    ("RB-R", "RB-L"), ("PREV-F", "PREV-FN"), ("PREV-H", "PREV-HN"), ("PREV-F of", "PREV-FN of"),
    ("PREV-H of", "PREV-HN of"), ("PREV-FN of", "THR of"), ("PREV-HN of", "THR of"),
    *((f"AREA-{area.code} of", "THR of") for area in AREAS),
    ("SC", "SC of"), ("SC of", "SC-IN of"), ("DEC of", "SC"), ("DIS of", "DEC of"), ("DEC-N", "DIS of"),
    ("MSP-M of", "MSP-E"), ("RSK of", "SC"), ("ACT of", "DQ-A of"),
)  # fmt: skip
"""Figures of different measures of which one is part of the other, as far as they bear it out."""
_WHOLES = tuple(
    tuple(each.code for each in MEASURES if each.whole == whole)
    for whole in dict.fromkeys(each.whole for each in MEASURES if each.whole)
)
"""Measures whose numerators make up the denominator that they share."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the pack: a file of this name."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(kept: Mapping[str, Was], measures: Sequence[Measure]) -> tuple[Table, ...]:
    """A table for each tab, and the definitions. `kept` is what was frozen."""
    shown = [
        each
        for each in measures
        if each.code in kept and each.code not in LEFT_OUT and each.shows in (Shows.SHARE, Shows.NUMBER, Shows.PER_100)
    ]
    counts, cells = _counts(kept, shown)
    sums = tuple(_wholes(counts, cells))
    shares = tuple(dict.fromkeys(_shares(counts, cells, shown)))
    release = publish(counts, sums, shares)

    def row(measure: Measure) -> tuple[str, ...]:
        part, whole = (cells[name] for name in (measure.code, f"{measure.code} of"))
        percent = release.percentages.get(Share(part, whole)) if measure.shows is Shows.SHARE else None
        figures = (words(release.cells[part]), words(release.cells[whole]), "" if percent is None else str(percent))
        return (measure.code, measure.words, measure.unit, *figures)

    of_tabs = ((tab, tuple(row(each) for each in shown if each.tab is tab)) for tab in Tab)
    defined = tuple((m.code, m.words, m.unit, m.numerator, m.denominator, m.source, m.mind) for m in shown)
    return (
        *(Table(tab.value, HEADINGS, rows) for tab, rows in of_tabs if rows),
        Table("definitions", DEFINED, defined),
    )


def _counts(kept: Mapping[str, Was], shown: Iterable[Measure]) -> tuple[dict[str, int], dict[str, str]]:
    """Each count once, and under which name the two figures of each measure stand there: 'COV' what is above the line,
    its numerator, 'COV of' what is below it, its denominator. Two that ought to be one and differ (a measure that
    changed) stay two."""
    counts: dict[str, int] = {}
    cells: dict[str, str] = {}

    def stand(name: str, cell: str, count: int) -> None:
        cell = cell if counts.get(cell, count) == count else name
        counts[cell], cells[name] = count, cell

    for each in shown:
        stand(each.code, _CELLS.get(each.code, each.code), kept[each.code].numerator)
    for each in shown:
        name = f"{each.code} of"
        whole = next((f"{parts[0]} of" for parts in _WHOLES if each.code in parts), name)
        same = each.denominator if each.denominator in _SAME else whole
        stand(name, _CELLS.get(whole, same), kept[each.code].denominator)
    return counts, cells


def _wholes(counts: Mapping[str, int], cells: Mapping[str, str]) -> Iterable[Sum]:
    for parts in _WHOLES:
        if all(part in cells for part in parts):
            one = Sum(cells[f"{parts[0]} of"], parts)
            if counts[one.total] == sum(counts[part] for part in parts):
                yield one


def _shares(counts: Mapping[str, int], cells: Mapping[str, str], shown: Iterable[Measure]) -> Iterable[Share]:
    of_measures = ((each.code, f"{each.code} of") for each in shown if each.shows is Shows.SHARE)
    for part, whole in (*of_measures, *_PARTS):
        if part in cells and whole in cells and cells[part] != cells[whole]:
            share = Share(cells[part], cells[whole])
            if counts[share.part] <= counts[share.whole]:
                yield share
