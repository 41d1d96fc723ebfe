"""What `topaz report` prints: the measures of a period in columns, as one object, or as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from typing import Any

from topaz_tui.cli.output.table import TableColumn, bold, iso, table
from topaz_tui.rules.formulas import guard
from topaz_tui.rules.measures import contract as contracts
from topaz_tui.rules.measures import words
from topaz_tui.rules.measures.facts import WorkerFact
from topaz_tui.rules.measures.frozen import Frozen, restated_words
from topaz_tui.rules.measures.measure import Tab
from topaz_tui.rules.measures.table import BY_CODE
from topaz_tui.rules.terms import ContractTerms
from topaz_tui.services.figures import PeriodReport

_COLUMNS = (
    TableColumn("Measure", 34, 20),
    TableColumn("n / of", 15, right=True),
    TableColumn("Now", 12, right=True),
    TableColumn("Before", 12, right=True),
    TableColumn("12 months", 12),
)


_TEAM = (
    TableColumn("Worker", 24, 12),
    *(
        TableColumn(words, 9, right=True)
        for words in ("Dials", "Reached", "Minutes", "Reviews", "Concerns", "Promised", "Days")
    ),
)


def report_text(
    report: PeriodReport, contract: ContractTerms, width: int | None = None, colour: bool = False, bars: bool = True,
    tabs: Collection[Tab] = tuple(Tab), frozen: Frozen | None = None,
) -> str:  # fmt: skip
    """The figures in columns, under each of `tabs` its own, what each worker did, what is in none of them, and what one
    has to know to read them. Without `bars`, for a terminal that has no such letters, the months are left to --json."""
    whose = (report.period.words, report.council, report.worker, f"as of {iso(report.as_of)}")
    text = [bold(" · ".join(filter(None, whose)), colour)]
    now = words.said_together((line.measure, line.now) for line in report.lines)
    before = words.said_together((line.measure, line.before) for line in report.lines)
    for tab in tabs:
        rows = [
            (
                line.measure.words,
                words.of_all(line.now),
                now[line.measure.code],
                before[line.measure.code],
                words.bars(line.measure, line.months) if bars else "",
            )
            for line in report.lines
            if line.measure.tab is tab
        ]
        text += ["", bold(tab.capitalize(), colour), *table(_COLUMNS, rows, width, colour)] if rows else []
    if len(tabs) > 1 and report.team:
        text += ["", bold("Team", colour), *table(_TEAM, [_load(each) for each in report.team], width, colour)]
    return "\n".join([*text, "", *_notes(report, contract, frozen)])


def _load(worker: WorkerFact) -> tuple[str, ...]:
    done = (worker.dials, worker.reached, worker.minutes, worker.reviews, worker.concerns, worker.promises, worker.days)
    return worker.name, *(f"{each:,}" for each in done)


def _notes(report: PeriodReport, contract: ContractTerms, frozen: Frozen | None) -> list[str]:
    cohort = report.now.get("COV")
    left = ", ".join(f"{number} {why}" for why, number in cohort.left_out.items()) if cohort else ""
    notes = [f"{in_words}."] if (in_words := contracts.in_words(report.now, contract)) else []
    notes += [f"Not in these: {left}."] if left else []
    if frozen:
        restated = frozen.restated(report.now)
        what = "; ".join(restated_words(BY_CODE[code], was) for code, was in restated.items())
        notes.append(f"{frozen.in_words}. {f'Restated since: {what}' if what else 'Nothing was restated since'}.")
    return [
        *notes,
        f"Of fewer than ten no share or median is given ({words.TOO_FEW}). What a line counts: topaz report --json.",
    ]


def report_json(report: PeriodReport, frozen: Frozen | None = None) -> str:
    """One object; `value` and `before` are shares from 0 to 1, or medians in their unit, null where too few tell.
    `restated` has what was another figure when the period was frozen."""
    restated = frozen.restated(report.now) if frozen else {}
    measures = [
        {
            "code": line.measure.code, "words": line.measure.words,
            "unit": line.measure.median or line.measure.unit,
            "numerator": line.now.numerator, "denominator": line.now.denominator,
            "value": words.value(line.measure, line.now), "before": words.value(line.measure, line.before),
            "months": [words.value(line.measure, each) for each in line.months], "left_out": dict(line.now.left_out),
            "counts": line.measure.numerator, "of": line.measure.denominator, "source": line.measure.source,
            "mind": line.measure.mind, "tab": line.measure.tab.value, "shows": line.measure.shows.value,
            "ninetieth": line.now.ninetieth, "longest": line.now.longest, "mean": line.now.mean,
            "at_least": line.now.longer, "ninetieth_at_least": line.now.ninetieth_longer,
        }
        for line in report.lines
    ]  # fmt: skip
    told: dict[str, Any] = {
        "as_of": iso(report.as_of), "from": report.period.first.isoformat(), "to": report.period.last.isoformat(),
        "filters": dict(report.filters), "measures": measures,
        "frozen": frozen and {
            "as_of": iso(frozen.as_of), "by": frozen.by, "definitions": frozen.definitions, "sha256": frozen.digest,
            "whole": frozen.whole,
        },
        "restated": {
            code: {"numerator": was.numerator, "denominator": was.denominator, "median": was.median}
            for code, was in restated.items()
        },
        "workers": [
            {
                "account": each.account, "name": each.name, "dials": each.dials, "reached": each.reached,
                "minutes": each.minutes, "reviews": each.reviews, "concerns": each.concerns,
                "promises_open": each.promises, "days": each.days,
            }
            for each in report.team
        ],
    }  # fmt: skip
    return json.dumps(told, indent=2)


def report_csv(report: PeriodReport) -> str:
    """A row a measure, each with the period and with what the report was narrowed to: a row that is copied elsewhere
    still says what it is of."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    whose = (guard(report.council or ""), guard(report.worker or ""))
    rows.writerow(("code", "measure", "unit", "numerator", "denominator", "value", "before", "from", "to", "as_of",
                   "at_least", "council", "worker"))  # fmt: skip
    for line in report.lines:
        values = (words.value(line.measure, line.now), words.value(line.measure, line.before))
        rows.writerow(
            (line.measure.code, line.measure.words, line.measure.median or line.measure.unit, line.now.numerator,
             line.now.denominator, *("" if each is None else round(each, 4) for each in values),
             report.period.first, report.period.last, iso(report.as_of), "yes" if line.now.longer else "", *whose)
        )  # fmt: skip
    return out.getvalue().rstrip("\n")
