"""One council's file, text or spreadsheet: opened, understood, and read as a stream that holds one row at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from topaz_tui import __version__
from topaz_tui.errors import NotFound
from topaz_tui.exchange.council_csv.delimited import Delimited
from topaz_tui.exchange.council_csv.found import Found
from topaz_tui.exchange.council_csv.headings import REFUSED_HEADINGS, key, lay_out
from topaz_tui.exchange.council_csv.rows import RowReader
from topaz_tui.exchange.council_csv.seen import Seen
from topaz_tui.exchange.council_csv.survey import Order, survey
from topaz_tui.exchange.council_csv.workbook import Workbook, is_workbook
from topaz_tui.rules.formulas import unguard
from topaz_tui.rules.people import bare


def _without_ours(row: list[str]) -> list[str]:
    return [unguard(cell) for cell in row[2:]]


class CouncilFile:
    """A council's file, ready to be read.

    `headings` are the original ones (ours of a file of refused rows taken away), `unknown_headings` those
    that mean nothing, `columns` what the others mean (names of COLUMNS), `encoding` and `delimiter` what was found,
    `passed_over` how many lines with words stand above the headings, `source` where the cells come from, `survey` what
    a first look over the whole file found, `stopping` the columns that would stop calls, `stopped_in_all` how many
    people they would stop together (0 where none stops too many), `no_numbers` who has no number there that can be
    rung. `dates` says whether the day
    or the month stands first, where some days only fit month first; `sheet` which sheet of a spreadsheet it is;
    `before` the digests of rows that came before, which are given as Same (seen.py; None: all are read, and none has
    one). Making one looks the file through, and is UserError where nothing in it could be read.
    """

    def __init__(
        self,
        path: Path,
        today: date,
        mapping: Path | None = None,
        dates: Order | None = None,
        sheet: str | None = None,
        before: Collection[str] | None = None,
    ) -> None:
        self.path = path
        self.source: Delimited | Workbook
        if is_workbook(path):
            self.source = Workbook(path, mapping, sheet)
        elif sheet:
            raise NotFound(f"{path} is no spreadsheet, and has no sheets.", "Leave --sheet out.")
        else:
            self.source = Delimited(path, mapping)
        try:
            self._begin(today, mapping)
            self.survey = survey(self._cells(), self._layout.places, self.source.first_row)
            self._torn = frozenset(self.source.first_row - 1 + place for place in self.source.broken)
            self._begin(today, mapping)
            order = dates or self._layout.dates
            if order == "month-first" and isinstance(self.source, Workbook):
                self.source.swapped = frozenset(self._layout.places[column] for column in self.survey.swapped)
            self._rows.heed(self.survey, order)
            if before is not None:
                swapped = self.source.swapped if isinstance(self.source, Workbook) else ()
                how = (__version__, today.year, self.headings, sorted(self._layout.places.items()), order,
                       sorted(self.survey.month_first), sorted(swapped), self.is_refused_file)  # fmt: skip
                self._rows.seen = Seen(how, before, self.survey.repeated)
            self.stopping = self._rows.stopping(self.survey)
            self.no_numbers = self._rows.no_numbers(self.survey)
            self.stopped_in_all = self._stopped_in_all()
            self.serials = tuple(sorted(self._rows.called[column] for column in self.survey.serials))
        except BaseException:
            self.source.close()
            raise

    @property
    def two_people(self) -> frozenset[str]:
        """IDs that it gives to two people each; none while nobody reads its days of assessment, and so none of its
        rows, and none of rows that can't be taken apart."""
        if "assessed_on" in self._rows.unread:
            return frozenset()
        return frozenset(each for each, rows in self.survey.two_people.items() if not self._torn.issuperset(rows))

    def _from_the_top(self) -> None:
        self.source.begin()
        if isinstance(self.source, Workbook):
            self.source.show(self._layout.places["person_id"])

    def _begin(self, today: date, mapping: Path | None) -> None:
        self.source.begin()
        self.encoding, self.delimiter = self.source.encoding, self.source.delimiter
        self.passed_over = self.source.passed_over
        headings = self.source.headings
        self.is_refused_file = tuple(map(key, headings[:2])) == tuple(map(key, REFUSED_HEADINGS))
        if self.is_refused_file:
            headings = [unguard(heading) for heading in headings[2:]]
        self.headings = tuple(headings)
        self._layout = layout = lay_out(headings, mapping, self.path)
        self.unknown_headings = layout.unknown
        self.columns = frozenset(layout.places)
        if isinstance(self.source, Workbook):
            self.source.show(layout.places["person_id"])
        self._rows = RowReader(layout.places, self.headings, today)

    def _stopped_in_all(self) -> int:
        """Whom the columns would stop together: looked for where one of them stops too many, for that question."""
        if not any(each.is_too_many for each in self.stopping):
            return 0
        self._from_the_top()
        place = self._layout.places["person_id"]
        stopped = {bare(row[place]) for row in self._cells() if place < len(row) and self._rows.stops(row)}
        self._from_the_top()
        return len(stopped)

    def rows(self) -> Iterator[Found]:
        """Every row that is not blank, once, as a CouncilRecord, ServiceEvent, OneOfSeveral, Refusal or Same, with the
        number that a spreadsheet shows for it. They come in order, but for the Same."""
        return self._rows.read(self._cells(), self.source.first_row, self.source.broken)

    def _cells(self) -> Iterator[list[str]]:
        rows = self.source.cells()
        return map(_without_ours, rows) if self.is_refused_file else rows

    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self.source.share_read()

    def close(self) -> None:
        """Close the file."""
        self.source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
