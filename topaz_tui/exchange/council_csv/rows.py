"""One row of a council's file into a `CouncilRecord`, or into a Refusal that says why not.

A row is refused where it can't be said whom it is about or when they were assessed. Anything else that is
wrong is left out, with a warning that names the column and never its contents: warnings are printed, and the
contents are personal.

Rows are read a thousand at a time and looked at by column (columns.py); required.py, person.py, reaching.py and care.py
make of them what records.py puts together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from operator import itemgetter

from topaz_tui.exchange.council_csv.cells import CellReader
from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.exchange.council_csv.found import Found, OneOfSeveral, Refusal, ServiceEvent
from topaz_tui.exchange.council_csv.records import record_columns
from topaz_tui.exchange.council_csv.seen import Same
from topaz_tui.rules.people import CouncilRecord, bare

_BATCH = 1000
# As `_make`, which asks of each row how long it is: zip has looked.
_RECORD: Callable[[tuple[object, ...]], CouncilRecord] = partial(tuple.__new__, CouncilRecord)
LONGEST_CELL = 5000
"""Letters that a cell may have: an address has a hundred. A longer one is a fault, or meant to hurt."""


class RowReader(CellReader):
    """Reads rows, a thousand at a time."""

    def read(self, rows: Iterator[list[str]], first: int, broken: Mapping[int, str]) -> Iterator[Found]:
        """What is found in each row that is not blank; `first` is the number of the first row. `broken` holds, by the
        time a row is read, why it (counted from the headings as 0) can't be taken apart."""
        start = first - 1
        while batch := list(islice(rows, _BATCH)):
            why_broken = {start + place: why for place, why in broken.items()}
            numbers: Sequence[int] = range(first, first + len(batch))
            first += len(batch)
            if same := self._came_before(batch, numbers, why_broken):
                yield from same
                passed = {each.row for each in same}
                batch = [row for number, row in zip(numbers, batch, strict=True) if number not in passed]
                numbers = [number for number in numbers if number not in passed]
            if batch:
                yield from self._read_batch(batch, numbers, why_broken)

    def _came_before(self, rows: list[list[str]], numbers: Sequence[int], broken: Mapping[int, str]) -> list[Same]:
        """Those that say now what they said then."""
        if self.seen is None or not self.seen.has_before:
            return []
        place, came_before = self.places["person_id"], self.seen.came_before
        return [
            Same(number, digest)
            for number, row in zip(numbers, rows, strict=True)
            if len(row) == self.width and number not in broken and (digest := came_before(row, bare(row[place])))
        ]

    def _read_batch(self, rows: list[list[str]], numbers: Sequence[int], broken: Mapping[int, str]) -> Iterable[Found]:
        refused: list[Refusal] = []
        warnings: dict[int, list[str]] = defaultdict(list)
        longest = max(map(len, chain.from_iterable(rows)), default=0)
        if broken or longest > LONGEST_CELL or set(map(len, rows)) != {self.width}:
            numbers, rows, refused = self._even_out(rows, numbers, warnings, broken)
        if not rows:
            return refused
        batch = Columns(self, rows, warnings)
        columns = zip(numbers, *record_columns(batch), strict=True)
        records = list(map(_RECORD, columns))
        if not (refused or batch.refused):
            return records
        found: list[tuple[int, Found]] = [(refusal.row, refusal) for refusal in refused]
        for i, record in enumerate(records):
            why = batch.refused.get(i)
            if why is None:
                found.append((numbers[i], record))
            elif why:
                refusal = Refusal(numbers[i], why, tuple(rows[i]))
                found.append((numbers[i], _told(batch, i, record, refusal)))
        return [each for _, each in sorted(found, key=itemgetter(0))]

    def _even_out(
        self, rows: list[list[str]], listed: Sequence[int], warnings: dict[int, list[str]], broken: Mapping[int, str]
    ) -> tuple[list[int], list[list[str]], list[Refusal]]:
        """Rows of one width, with their numbers, and those that are too long. Blank lines are no rows."""
        numbers: list[int] = []
        even: list[list[str]] = []
        refused: list[Refusal] = []
        width = self.width
        for number, row in zip(listed, rows, strict=True):
            if number in broken:
                refused.append(Refusal(number, (broken[number],), tuple(row)))
                continue
            if long := [place for place, cell in enumerate(row) if len(cell) > LONGEST_CELL]:
                name = self.headings[long[0]] if long[0] < width else f"cell {long[0] + 1}"
                why = f"'{name}' has {len(row[long[0]]):,} letters, more than {LONGEST_CELL:,}: shorten it."
                refused.append(Refusal(number, (why,), tuple(row)))
                continue
            if len(row) > width and any(map(str.strip, row[width:])):
                why = f"The row has {len(row)} cells and there are {width} headings."
                refused.append(Refusal(number, (why,), tuple(row)))
                continue
            if not any(map(str.strip, row)):
                continue
            if len(row) < width:
                warnings[len(even)].append(
                    f"The row ends after {len(row)} of {width} cells; the others were taken as empty."
                )
            numbers.append(number)
            even.append((row + [""] * width)[:width])
        return numbers, even, refused


def _told(batch: Columns, i: int, record: CouncilRecord, refusal: Refusal) -> Found:
    """What a row that is refused says all the same: of one of several people, where that alone is wrong with it, or as
    an event; else it is the refusal and no more."""
    if i in batch.of_several and (len(refusal.reasons) == 1 or i in batch.events):
        return OneOfSeveral(record, refusal)
    return ServiceEvent(record, refusal) if i in batch.events else refusal
