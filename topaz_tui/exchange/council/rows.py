"""One row of a council's file into a Record, or into a Refusal that says why not.

A row is refused where it can't be said whom it is about or when they were assessed. Anything else that is
wrong is left out, with a warning that names the column and never its contents: warnings are printed, and the
contents are personal.

Rows are read a thousand at a time and looked at by column: does anything in this column need a closer look?
Most often nothing does, and Python's own loops have said so in a third of the time that row by row takes.
Only then each cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Generic, Literal, NamedTuple, TypeVar

from topaz_tui.exchange.council.headings import PHONES
from topaz_tui.rules.people import (
    NAMES_NOT_NOTHINGS,
    NOTHINGS,
    Phone,
    Record,
    clean,
    eligibility,
    empty,
    iso_date,
    nhs_number,
    parse_phone,
    postcode,
    safe_times,
    safe_to_call,
    split_name,
    yes_no,
)

_Value = TypeVar("_Value")
_Safe = Literal["yes", "times", "no"]

_EARLIEST = "1948-04-01"  # the National Assistance Act came into force: there were no assessments before
_OLDEST = 120
_BATCH = 1000
_MEMORY = 200_000
_LAST_YEAR = 2100  # councils write 31/12/9999 for 'no end'


class Refusal(NamedTuple):
    """A row that can't be taken: its number, why (sentences), and its cells as they stood in the file."""

    row: int
    reasons: tuple[str, ...]
    cells: tuple[str, ...]


class _Memory(dict[str, _Value | None], Generic[_Value]):
    """A reader of cells that remembers: a file has many people and few days, bands and postcodes."""

    def __init__(self, read: Callable[[str], _Value | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> _Value | None:
        if len(self) > _MEMORY:
            self.clear()
        value = self[cell] = self._read(cell) if cell else None
        return value


class RowReader:
    """Reads rows that are laid out in one way.

    `places` says at which cell each column of ours stands, `headings` what the file calls the cells, `today`
    the day that nobody can have been assessed or born after.
    """

    def __init__(self, places: Mapping[str, int], headings: Sequence[str], today: date) -> None:
        self.places = places
        self.width = len(headings)
        self.called = {column: headings[place] for column, place in places.items()}
        self.today = today.isoformat()
        self.oldest = f"{today.year - _OLDEST:04}{self.today[4:]}"
        # A death too is looked back on; any other year of two digits is as near as can be.
        self.past_day = _Memory(lambda cell: iso_date(cell, today))
        self.day = _Memory(iso_date)
        self.postcode = _Memory(postcode)
        self.yes_no = _Memory(yes_no)
        self.band = _Memory(eligibility)
        self.safe: _Memory[_Safe] = _Memory(safe_to_call)

    def read(self, rows: Iterator[list[str]], first: int, broken: set[int]) -> Iterator[Record | Refusal]:
        """A Record or a Refusal for each row that is not blank; `first` is the number of the first row. `broken` holds,
        by the time a row is read, whether it (counted from the headings as 0) has a quotation mark never closed."""
        start = first - 1
        while batch := list(islice(rows, _BATCH)):
            yield from self._read_batch(batch, first, {start + place for place in broken})
            first += len(batch)

    def _read_batch(self, rows: list[list[str]], first: int, broken: set[int]) -> Iterable[Record | Refusal]:
        numbers: Sequence[int] = range(first, first + len(rows))
        refused: list[Refusal] = []
        warnings: dict[int, list[str]] = defaultdict(list)
        if broken or set(map(len, rows)) != {self.width}:
            numbers, rows, refused = self._even_out(rows, first, warnings, broken)
        if not rows:
            return refused
        batch = _Batch(self, rows, warnings)
        records = list(map(Record._make, zip(numbers, *batch.columns(), strict=True)))
        if not (refused or batch.refused):
            return records
        refused += [Refusal(numbers[i], why, tuple(rows[i])) for i, why in batch.refused.items() if why]
        taken = [record for i, record in enumerate(records) if i not in batch.refused]
        return sorted([*taken, *refused], key=itemgetter(0))

    def _even_out(
        self, rows: list[list[str]], first: int, warnings: dict[int, list[str]], broken: set[int]
    ) -> tuple[list[int], list[list[str]], list[Refusal]]:
        """Rows of one width, with their numbers, and those that are too long. Blank lines are no rows."""
        numbers: list[int] = []
        even: list[list[str]] = []
        refused: list[Refusal] = []
        width = self.width
        for number, row in enumerate(rows, first):
            if number in broken:
                refused.append(Refusal(number, ("A quotation mark in this row is never closed.",), tuple(row)))
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


class _Batch:
    """Some rows of one width, by column. `refused` maps a row of the batch to its reasons; a blank row has
    none."""

    def __init__(
        self, reader: RowReader, rows: Sequence[Sequence[str]], warnings: dict[int, list[str]]
    ) -> None:
        self.reader = reader
        self.rows = rows
        self.count = len(rows)
        self.raw = tuple(zip(*rows, strict=True))
        self.warnings = warnings
        self.refused: dict[int, tuple[str, ...]] = {}

    # -- a column

    def cells(self, column: str) -> Sequence[str]:
        """The cells of a column, clean; blanks where the file has no such column."""
        place = self.reader.places.get(column)
        if place is None:
            return ("",) * self.count
        cells = self.raw[place]
        text = "|".join(cells)
        if text.isprintable() and not (" |" in text or "| " in text or text[:1] == " " or text[-1:] == " "):
            return cells
        return tuple(map(clean, cells))

    def text(self, column: str, is_name: bool = False) -> Sequence[str]:
        """Cells of free text, with nothing where NULL and its like stood."""
        cells = self.cells(column)
        if NOTHINGS.isdisjoint(cells):
            return cells
        keep = NAMES_NOT_NOTHINGS if is_name else ()
        return ["" if cell in NOTHINGS and cell not in keep else cell for cell in cells]

    def bad(self, cells: Sequence[str], values: Sequence[object | None]) -> Iterator[int]:
        """The rows where a cell says something and nothing could be made of it."""
        if values.count(None) != cells.count(""):
            for i, value in enumerate(values):
                if value is None and not empty(cells[i]):
                    yield i

    def values(
        self, column: str, read: Callable[[str], _Value | None] | _Memory[_Value], why: str
    ) -> list[_Value | None]:
        """What is read from a column; what can't be is left out with a warning."""
        cells = self.cells(column)
        if not any(cells):
            return [None] * self.count
        if isinstance(read, _Memory):
            values = list(map(read.__getitem__, cells))
        else:
            values = [read(cell) if cell else None for cell in cells]
        for i in self.bad(cells, values):
            self.leave_out(i, column, why)
        return values

    def leave_out(self, i: int, column: str, why: str) -> None:
        self.warnings[i].append(f"'{self.reader.called[column]}' {why}, and was left out.")

    # -- what is made of them

    def columns(self) -> tuple[Iterable[object], ...]:
        """The columns of Record behind the row's number, in its order."""
        reader = self.reader
        assessed_on, kinds = self._required()
        nhs = self.values("nhs_number", nhs_number, "fails its check")
        title, first, last, preferred = self._names()
        born_on = self._births()
        died, died_on, moved = self._ends(born_on)
        voicemail = self.values("voicemail_ok", reader.yes_no, "is neither yes nor no")
        open_to = self.values("open_to_services", reader.yes_no, "is neither yes nor no")
        safe, times, times_note = self._safety()
        interpreter, communication = self._interpreter()
        contact = self.values("contact_phone", parse_phone, "can't be a phone number")
        contact_phone = [phone.number if phone else None for phone in contact]
        contact_note = [phone.note if phone else "" for phone in contact]
        postcodes = self.values("postcode", reader.postcode, "can't be a postcode")
        phones, address, band = self._phones(), self._address(), self._bands()
        warnings: list[tuple[str, ...]] = [()] * self.count
        for i, sentences in self.warnings.items():
            warnings[i] = tuple(sentences)
        return (
            self.cells("person_id"), nhs, title, first, last, preferred, born_on, died, died_on, moved,
            address, postcodes, phones, self.text("language"), interpreter, communication,
            safe, voicemail, times, times_note, self.text("household"), self.text("gp"), self.text("council"),
            self.text("contact_name", True), self.text("contact_relation"), contact_phone, contact_note,
            assessed_on, kinds, band, self.text("assessment_ref"), open_to, warnings,
        )  # fmt: skip

    def _required(self) -> tuple[Sequence[str | None], Sequence[str]]:
        """Days and kinds of the assessments; fills `refused`."""
        people, assessed = self.cells("person_id"), self.cells("assessed_on")
        days = list(map(self.reader.day.__getitem__, assessed))
        events = self.cells("event_type")
        kinds = ["assessment"] * self.count
        suspects: Iterable[int] = ()
        if any(events):
            events = [event.lower() for event in events]
            kinds = ["review" if event == "review" else "assessment" for event in events]
            suspects = [i for i, event in enumerate(events) if event not in ("", "assessment", "review")]
        low, high = min(day or "" for day in days), max(day or "" for day in days)
        if (
            low < _EARLIEST
            or high > self.reader.today
            or not all(people)
            or "E+" in "".join(people)
            or not NOTHINGS.isdisjoint(people)
        ):
            suspects = range(self.count)
        for i in suspects:
            if reasons := self._reasons(people[i], assessed[i], days[i], events[i]):
                self.refused[i] = reasons if any(map(str.strip, self.rows[i])) else ()
        return days, kinds

    def _reasons(self, person_id: str, assessed: str, day: str | None, event: str) -> tuple[str, ...]:
        reasons = []
        if empty(person_id):
            reasons.append("There is no person ID.")
        elif "E+" in person_id and person_id.replace("E+", "").replace(".", "").isdigit():
            reasons.append(
                "A spreadsheet rounded the person ID (1.23E+11): take it from the council's system."
            )
        called = self.reader.called["assessed_on"]
        if event not in ("", "assessment", "review") and not empty(event):
            reasons.append(f"The event is a {event[:40]}, and neither an assessment nor a review.")
        elif empty(assessed):
            reasons.append(f"'{called}' is empty: Topaz calls a year after a finished assessment.")
        elif day is None:
            reasons.append(f"'{called}' is no date that can be read. Write it as 2025-11-03 or 03/11/2025.")
        elif day > self.reader.today:
            reasons.append(f"'{called}' is in the future.")
        elif day < _EARLIEST:
            reasons.append(f"'{called}' is before April 1948, when there were no assessments.")
        return tuple(reasons)

    def _names(self) -> tuple[Sequence[str], ...]:
        title = self.text("title")
        first, last, preferred = (self.text(c, True) for c in ("first_name", "last_name", "preferred_name"))
        whole = self.text("name", True)
        if any(whole):
            title, first, last = list(title), list(first), list(last)
            for i, name in enumerate(whole):
                if name and not (first[i] or last[i]):
                    parts = split_name(name)
                    title[i], first[i], last[i] = (
                        title[i] or parts.title or "",
                        parts.first or "",
                        parts.last or "",
                    )
        if not all(last):
            for i, name in enumerate(last):
                if not (name or first[i] or preferred[i]):
                    self.warnings[i].append("The row has no name.")
        return title, first, last, preferred

    def _births(self) -> list[str | None]:
        days = self.values("born_on", self.reader.past_day, "is no date that can be read")
        oldest, today = self.reader.oldest, self.reader.today
        for i, day in enumerate(days):
            if day is not None and not oldest <= day <= today:
                why = "is in the future" if day > today else f"is more than {_OLDEST} years ago"
                self.leave_out(i, "born_on", why)
                days[i] = None
        return days

    def _ends(self, born_on: Sequence[str | None]) -> tuple[list[bool], list[str | None], list[bool]]:
        """Who died, when that was, and who moved away."""
        died, moved = [False] * self.count, [False] * self.count
        died_on: list[str | None] = [None] * self.count
        if any(deceased := self.values("deceased", self.reader.yes_no, "is neither yes nor no")):
            died = list(map(bool, deceased))
        for i, cell in enumerate(self.cells("died_on")):
            if cell and not empty(cell):
                told, died_on[i] = self._death(i, cell, born_on[i] or "")
                died[i] = died[i] or told
        for i, cell in enumerate(self.cells("moved")):
            if cell and not empty(cell):
                answer = self.reader.yes_no[cell]
                moved[i] = bool(answer) or self.reader.day[cell] is not None
                if answer is None and not moved[i]:
                    self.leave_out(i, "moved", "is neither yes nor no nor a date")
        for i, cell in enumerate(self.cells("event_outcome")):
            if cell:  # 'NFA - Deceased', 'NFA - Moved to another LA': Client Level Data
                died[i] = died[i] or "deceased" in cell.lower()
                moved[i] = moved[i] or "moved to another" in cell.lower()
        return died, died_on, moved

    def _death(self, i: int, cell: str, born_on: str) -> tuple[bool, str | None]:
        """Whether the date of death says that somebody died, and when. What can't be read counts as a death:
        a call to the dead is worse than a question to the council. Only a date of no end ('31/12/9999') says
        that they live."""
        day = self.reader.past_day[cell]
        if day is None:
            answer = self.reader.yes_no[cell]
            if answer is None:
                self.leave_out(i, "died_on", "is no date that can be read (the person is not called)")
            return answer is not False, None
        if int(day[:4]) >= _LAST_YEAR:
            return False, None
        if not born_on <= day <= self.reader.today:
            why = "is in the future" if day > self.reader.today else "is before the date of birth"
            self.leave_out(i, "died_on", f"{why} (the person is not called)")
            return True, None
        return True, day

    def _address(self) -> Sequence[str]:
        lines = [
            cells for c in ("address_1", "address_2", "address_3", "address_4") if any(cells := self.text(c))
        ]
        if not lines:
            return ("",) * self.count
        return (
            lines[0]
            if len(lines) == 1
            else [", ".join(filter(None, parts)) for parts in zip(*lines, strict=True)]
        )

    def _phones(self) -> Sequence[tuple[Phone, ...]]:
        found = []
        for column in PHONES:
            if column not in self.reader.places:
                continue
            phones = self.values(column, parse_phone, "can't be a phone number")
            for i, note in enumerate(self.text(f"{column}_note")):
                if note and (phone := phones[i]):
                    phones[i] = Phone(phone.number, f"{phone.note}; {note}" if phone.note else note)
            if any(phones):
                found.append(phones)
        if len(found) == 1:
            return [(phone,) if phone else () for phone in found[0]]
        return list(map(_distinct, zip(*found, strict=True))) if found else [()] * self.count

    def _interpreter(self) -> tuple[list[bool | None], Sequence[str]]:
        """Words such as 'Somali, a woman' mean that an interpreter is needed, and are kept with the
        communication."""
        cells, communication = self.cells("interpreter"), self.text("communication")
        answers: list[bool | None] = list(map(self.reader.yes_no.__getitem__, cells))
        for i in self.bad(cells, answers):
            answers[i] = True
            communication = list(communication)
            communication[i] = "; ".join(filter(None, (communication[i], cells[i])))
        return answers, communication

    def _safety(self) -> tuple[list[_Safe | None], list[str | None], list[str]]:
        """Safe to call, the safe times, and their words where they could not be understood, for people to
        read.

        A 'safe to call' that can't be understood is 'no': a person decides before anybody rings [ours].
        """
        cells, times = self.cells("safe_to_call"), self.text("safe_times")
        safe: list[_Safe | None] = list(map(self.reader.safe.__getitem__, cells))
        for i in self.bad(cells, safe):
            safe[i] = "no"
            self.warnings[i].append(
                f"'{self.reader.called['safe_to_call']}' was not understood, and counts as no."
            )
        windows: list[str | None] = [None] * self.count
        notes = [""] * self.count
        if any(times) or "times" in safe:
            for i, words in enumerate(times):
                if words:
                    windows[i] = safe_times(words)
                    if windows[i] is None:
                        notes[i] = words
                        self.warnings[i].append(
                            f"'{self.reader.called['safe_times']}' was not understood; callers see its words."
                        )
                elif safe[i] == "times":
                    windows[i] = safe_times(cells[i])
                    if windows[i] is None:
                        self.warnings[i].append("The times at which a call is safe are not given.")
        return safe, windows, notes

    def _bands(self) -> list[str | None]:
        cells = self.cells("eligibility")
        bands: list[str | None] = list(map(self.reader.band.__getitem__, cells))
        if None in bands:
            called = self.reader.called.get("eligibility")
            for i, band in enumerate(bands):
                if band is None:
                    what = "is empty" if empty(cells[i]) else "is no band that Topaz knows"
                    what = f"'{called}' {what}" if called else "The file gives no eligibility"
                    self.warnings[i].append(f"{what}, so no new recall arises.")
        return bands


def _distinct(phones: tuple[Phone | None, ...]) -> tuple[Phone, ...]:
    found: dict[str, Phone] = {}
    for phone in phones:
        if phone:
            found.setdefault(phone.number, phone)
    return tuple(found.values())
