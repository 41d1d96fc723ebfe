"""One row of a council's file into a Record, or into a Refusal that says why not.

A row is refused where it can't be said whom it is about or when they were assessed. Anything else that is
wrong is left out, with a warning that names the column and never its contents: warnings are printed, and the
contents are personal.

Rows are read a thousand at a time and looked at by column: does anything in this column need a closer look?
Most often nothing does, and Python's own loops have said so in a third of the time that row by row takes.
Only then each cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from html import unescape
from itertools import chain, islice
from operator import itemgetter
from typing import Generic, Literal, NamedTuple, TypeVar

from topaz_tui.exchange.council.headings import PHONES, STATUSES
from topaz_tui.exchange.council.seen import OLD, Same, Seen
from topaz_tui.exchange.council.survey import Order, Stopping, Survey
from topaz_tui.rules.people import (
    DOUBTS,
    LONGEST_NAME,
    NAMES_NOT_NOTHINGS,
    NOTHINGS,
    Phone,
    Record,
    Told,
    bare,
    clean,
    consent,
    death,
    eligibility,
    empty,
    has_open_services,
    is_rounded,
    iso_date,
    move,
    name_doubt,
    nhs_number,
    no_person_id,
    parse_phone,
    parse_phones,
    postcode,
    safe_times,
    safe_to_call,
    split_name,
    unsure,
    yes_no,
)

_Value = TypeVar("_Value")
_Safe = Literal["yes", "times", "no"]

_EARLIEST = "1948-04-01"  # the National Assistance Act came into force: there were no assessments before
_OLDEST = 120
_GROWN = 16  # years: who comes of age soon may be assessed before (Care Act 2014, section 58)
_BATCH = 1000
LONGEST_CELL = 5000
"""Letters that a cell may have: an address has a hundred. A longer one is a fault, or meant to hurt."""
_MEMORY = 200_000
_NO_TEXT = NOTHINGS | {"0", "0.0"}


_WHICH_ORDER = "has days that only fit with the month first: say --dates month-first, or --dates day-first"
# A quick look at a whole column: what is found is looked at cell by cell.
_ODD_ID = re.compile(r"[eE]\+|[#]|(?:^|\|)(?:[0.,\s-]*(?=\||$)|[a-z()<>/?\\–—.-]{1,11}(?=\||$))|\d[.,]\d+[eE]\d", re.I)
# UTF-8 that was once read as Windows-1252, and what no encoding could read.
_GARBLED = re.compile(r"[ÃÂ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\ufffd")
_ODD_NAME = re.compile(
    r"dec'?d|deceased|\((?:dec|late|d|rip)\)|r\.i\.p|\bexor|executor|\best(?:ate)? of|\bthe late|(?:^|\|)late(?:\||$)"
    r"|do not use|duplicate|xxdup|zz|test|dummy|name|not? a person|in error|unborn",
    re.I,
)


class Refusal(NamedTuple):
    """A row that can't be taken: its number, why (sentences), and its cells as they stood in the file."""

    row: int
    reasons: tuple[str, ...]
    cells: tuple[str, ...]


def _words(cell: str) -> str:
    """Free text as it was meant: clean, out of Excel's ="…", and with its letters in place of a web page's for them."""
    text = clean(cell)
    if text[:2] == '="' and text[-1:] == '"':
        text = text[2:-1].strip()
    return clean(unescape(text)) if "&" in text and ";" in text else text


class Event(NamedTuple):
    """A row that is no assessment (a service, a request, an assessment still open) and says something all the same:
    that a person has died or moved, or has open services. It counts for people who are on the list, or come onto it by
    another row; else it is the `refusal`."""

    record: Record
    refusal: Refusal


Found = Record | Event | Refusal | Same


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
        self.headings = tuple(headings)
        self.called = {column: headings[place] for column, place in places.items()}
        self.two_people: Mapping[str, tuple[int, ...]] = {}
        self.unread: frozenset[str] = frozenset()  # columns whose order of day and month nobody knows
        self.today = today.isoformat()
        self.death = lru_cache(1 << 14)(partial(death, today=today))
        self.move = lru_cache(1 << 14)(partial(move, today=today))
        self.oldest = f"{today.year - _OLDEST:04}{self.today[4:]}"
        # A death too is looked back on; any other year of two digits is as near as can be.
        self.past_day = _Memory(lambda cell: iso_date(cell, today))
        self.is_month_first = False
        self.day = _Memory(iso_date)
        self.postcode = _Memory(postcode)
        self.yes_no = _Memory(yes_no)
        self.consent = _Memory(consent)
        self.has_open_services = _Memory(has_open_services)
        self.band = _Memory(eligibility)
        self.safe: _Memory[_Safe] = _Memory(safe_to_call)
        self.seen: Seen | None = None
        self.too_old_to_pass_over = f"{today.year - OLD:04}"

    def heed(self, survey: Survey, dates: Order | None) -> None:
        """Hold to what a first look over the file found; `dates` is the order of day and month that somebody named."""
        self.two_people = survey.two_people
        self.unread = frozenset() if dates else survey.month_first
        if dates == "month-first":
            today = date.fromisoformat(self.today)
            self.is_month_first = True
            self.past_day = _Memory(lambda cell: iso_date(cell, today, month_first=True))
            self.day = _Memory(partial(iso_date, month_first=True))

    def stopping(self, survey: Survey) -> tuple[Stopping, ...]:
        """How many each column would stop."""
        stops: dict[str, Callable[[str], bool]] = {
            "died_on": lambda cell: self.death(cell).told is not Told.NO,
            "deceased": lambda cell: self.death(cell).told is not Told.NO,
            "moved": lambda cell: self.move(cell).told is not Told.NO,
            "safe_to_call": lambda cell: not _says_nothing(cell) and self.safe[cell] in ("no", None),
            "open_to_services": lambda cell: not empty(cell) and bool(self.has_open_services[cell]),
        }
        return tuple(
            Stopping(
                self.called[column],
                sum(count for cell, count in cells.items() if stops[column](bare(cell))),
                survey.rows,
            )
            for column, cells in survey.cells.items()
        )

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
        if self.seen is None:
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
        batch = _Batch(self, rows, warnings)
        records = list(map(Record._make, zip(numbers, *batch.columns(), strict=True)))
        if not (refused or batch.refused):
            return records
        found: list[tuple[int, Found]] = [(refusal.row, refusal) for refusal in refused]
        for i, record in enumerate(records):
            why = batch.refused.get(i)
            if why is None:
                found.append((numbers[i], record))
            elif why:
                refusal = Refusal(numbers[i], why, tuple(rows[i]))
                found.append((numbers[i], Event(record, refusal) if i in batch.events else refusal))
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


class _Batch:
    """Some rows of one width, by column. `refused` maps a row of the batch to its reasons; a blank row has
    none."""

    def __init__(self, reader: RowReader, rows: Sequence[Sequence[str]], warnings: dict[int, list[str]]) -> None:
        self.reader = reader
        self.rows = rows
        self.count = len(rows)
        self.raw = tuple(zip(*rows, strict=True))
        self.warnings = warnings
        self.refused: dict[int, tuple[str, ...]] = {}
        self.events: set[int] = set()  # of the refused, those that say something of a person all the same
        self.doubts: dict[int, list[tuple[str, str]]] = defaultdict(list)

    # -- a column

    def cells(self, column: str) -> Sequence[str]:
        """The cells of a column as they are, without what spreadsheets put around them and without marks that hide;
        blanks where the file has no such column. For whatever has a form: IDs, numbers, dates, answers."""
        return self._clean(column, bare, "='")

    def text(self, column: str, is_name: bool = False) -> Sequence[str]:
        """Cells of free text, with nothing where NULL and its like stood, or a nought that stands for an empty cell."""
        cells = self._clean(column, _words, "=&")
        if not (text := "|".join(cells)).isascii() and _GARBLED.search(text):
            self._list_garbled(column, cells)
        if _NO_TEXT.isdisjoint(cells):
            return cells
        keep = NAMES_NOT_NOTHINGS if is_name else ()
        return ["" if cell in _NO_TEXT and cell not in keep else cell for cell in cells]

    def _list_garbled(self, column: str, cells: Sequence[str]) -> None:
        for i, cell in enumerate(cells):
            if _GARBLED.search(cell):
                self.warnings[i].append(
                    f"'{self.reader.called[column]}' was garbled before it came (Ã« for ë): look at the spelling."
                )

    def _clean(self, column: str, mend: Callable[[str], str], signs: str) -> Sequence[str]:
        """The cells of a column, each mended where any of them may need it: where one of `signs` stands in it, or
        anything that is not plain."""
        place = self.reader.places.get(column)
        if place is None:
            return ("",) * self.count
        cells = self.raw[place]
        text = "|".join(cells)
        if (
            text.isascii()
            and text.isprintable()
            and not (" |" in text or "| " in text or text[:1] == " " or text[-1:] == " ")
            and not any(sign in text for sign in signs)
        ):
            return cells
        return tuple(map(mend, cells))

    def bad(
        self, cells: Sequence[str], values: Sequence[object | None], empty: Callable[[str], bool] = empty
    ) -> Iterator[int]:
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
        assessed_on, kinds, only_events = self._required()
        nhs = self.values("nhs_number", nhs_number, "fails its check")
        title, first, last, preferred = self._names()
        self._name_doubts(title, first, last, preferred)  # of all that stands there, however long
        names = {"title": title, "first_name": first, "last_name": last, "preferred_name": preferred}
        title, first, last, preferred = (self._shortened(column, cells) for column, cells in names.items())
        born_on = self._births(assessed_on)
        died, died_on, moved = self._ends(born_on)
        voicemail = self.values("voicemail_ok", reader.consent, "is no plain yes or no")
        open_to = self._open_services(only_events)
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
        doubts: list[tuple[tuple[str, str], ...]] = [()] * self.count
        for i, looks in self.doubts.items():
            doubts[i] = tuple(looks)
        for i in only_events:
            if died[i] or moved[i] or doubts[i] or open_to[i]:
                self.events.add(i)
        return (
            self.cells("person_id"), nhs, title, first, last, preferred, born_on, died, died_on, moved,
            address, postcodes, phones, self.text("language"), interpreter, communication,
            safe, voicemail, times, times_note, self.text("household"), self.text("gp"), self.text("council"),
            self.text("contact_name", True), self.text("contact_relation"), contact_phone, contact_note,
            assessed_on, kinds, band, self.text("assessment_ref"), open_to, doubts,
            warnings, self._digests(born_on, [*map(any, zip(died, moved, warnings, doubts, strict=True))]),
        )  # fmt: skip

    def _digests(self, born_on: Sequence[str | None], remarkable: Sequence[bool]) -> Sequence[str]:
        """What stands for each row as it came; '' where it has to be read again each time."""
        seen, oldest = self.reader.seen, self.reader.too_old_to_pass_over
        if seen is None:
            return ("",) * self.count
        people, days = self.cells("person_id"), [self.cells(column) for column in ("born_on", "assessed_on")]
        ends = [self.cells(column) for column in ("died_on", "deceased", "moved", "event_outcome")]
        return [
            ""
            if remarkable[i] or i in self.refused or (born_on[i] or oldest) < oldest
            else seen.kept(row, people[i], (each[i] for each in days), (each[i] for each in ends))
            for i, row in enumerate(self.rows)
        ]

    def _required(self) -> tuple[Sequence[str | None], Sequence[str], Sequence[int]]:
        """Days and kinds of the assessments, and which rows are events and no more; fills `refused`.

        What an event is, is read as the national rules for Client Level Data have it: whatever has 'assessment' in its
        name is one, and 'review' likewise.
        """
        people, assessed = self.cells("person_id"), self.cells("assessed_on")
        days = list(map(self.reader.day.__getitem__, assessed))
        events = self.cells("event_type")
        kinds = ["assessment"] * self.count
        suspects: Iterable[int] = ()
        if any(events):
            events = [event.lower() for event in events]
            kinds = list(map(_kind, events))
            suspects = [i for i, kind in enumerate(kinds) if kind == "event"]
        low, high = min(day or "" for day in days), max(day or "" for day in days)
        doubtful = "assessed_on" in self.reader.unread or not self.reader.two_people.keys().isdisjoint(people)
        if low < _EARLIEST or high > self.reader.today or doubtful or _suspicious(people):
            suspects = range(self.count)
        only_events = []
        for i in suspects:
            if reasons := self._reasons(people[i], assessed[i], days[i], events[i] if kinds[i] == "event" else ""):
                self.refused[i] = reasons if any(map(str.strip, self.rows[i])) else ()
                if len(reasons) == 1 and self._is_one_person(people[i]):
                    only_events.append(i)
                    kinds[i] = "event"
        return [day or "" for day in days], kinds, only_events

    def _is_one_person(self, person_id: str) -> bool:
        return not (no_person_id(person_id) or is_rounded(person_id) or person_id in self.reader.two_people)

    def _reasons(self, person_id: str, assessed: str, day: str | None, event: str) -> tuple[str, ...]:
        reasons = []
        if empty(person_id):
            reasons.append("There is no person ID.")
        elif no_person_id(person_id):
            reasons.append("The person ID is none: a spreadsheet or a system wrote it where one was missing.")
        elif is_rounded(person_id):
            reasons.append("A spreadsheet rounded the person ID (1.23E+11): take it from the council's system.")
        elif rows := self.reader.two_people.get(person_id):
            others = ", ".join(map(str, rows[:5]))
            reasons.append(f"Two people stand under this ID (rows {others}): ask the council which of them has it.")
        called = self.reader.called["assessed_on"]
        if "assessed_on" in self.reader.unread and not empty(assessed) and not event:
            reasons.append(f"'{called}' {_WHICH_ORDER}.")
        elif event:
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

    def _open_services(self, only_events: Sequence[int]) -> list[bool | None]:
        """Who has open services. Words that are no plain no are read as a yes, and listed; so is a service that has
        begun and has no end."""
        cells = self.cells("open_to_services")
        answers: list[bool | None] = list(map(self.reader.has_open_services.__getitem__, cells))
        for i, cell in enumerate(cells):
            if empty(cell):
                answers[i] = None
            elif answers[i] and self.reader.yes_no[cell] is None:
                called = self.reader.called["open_to_services"]
                self.warnings[i].append(f"'{called}' is neither yes nor no: read as open services.")
        if only_events:
            events, ends = self.cells("event_type"), self.cells("assessed_on")
            for i in only_events:
                if "service" in events[i].lower() and empty(ends[i]):
                    answers[i] = True
        return answers

    def _name_doubts(self, *parts: Sequence[str]) -> None:
        """Names that say that somebody has died, or that there is nobody: for a person to look at."""
        for column in STATUSES:
            for i, cell in enumerate(self.cells(column)):
                if cell and self.reader.death(cell).told is not Told.NO and name_doubt(cell) == "late":
                    self._doubt(i, "death", column, cell)
        if not any(map(_ODD_NAME.search, map("|".join, parts))):
            return
        for i, names in enumerate(zip(*parts, strict=True)):
            if code := name_doubt(*names):
                self.doubts[i].append((code, " ".join(filter(None, names))))
                self.warnings[i].append(f"{DOUBTS[code]}: nobody is called until somebody has looked.")

    def _doubt(self, i: int, code: str, column: str, cell: str) -> None:
        self.doubts[i].append((code, f"{self.reader.called[column]}: {cell}"))
        called = self.reader.called[column]
        self.warnings[i].append(f"'{called}' has to be looked at: until somebody has, they are not called.")

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

    def _shortened(self, column: str, names: Sequence[str]) -> Sequence[str]:
        """No list can show a name of thousands of letters: its beginning is kept, and it is said."""
        if max(map(len, names), default=0) <= LONGEST_NAME:
            return names
        called = self.reader.called.get(column) or self.reader.called.get("name", "Name")
        for i, name in enumerate(names):
            if len(name) > LONGEST_NAME:
                self.warnings[i].append(
                    f"'{called}' has {len(name):,} letters, and was shortened to {LONGEST_NAME}: look at it."
                )
        return [name[:LONGEST_NAME].rstrip() for name in names]

    def _births(self, assessed_on: Sequence[str | None]) -> list[str | None]:
        """Days of birth. Nobody is assessed before they are born, nor as a child: a year of two digits is a century
        earlier then, as long as somebody can be so old."""
        if "born_on" in self.reader.unread:
            return self.values("born_on", lambda cell: None, _WHICH_ORDER)
        days = self.values("born_on", self.reader.past_day, "is no date that can be read")
        oldest, today = self.reader.oldest, self.reader.today
        for i, day in enumerate(days):
            if day is None:
                continue
            assessed = assessed_on[i] or today
            grown = date(int(assessed[:4]) - _GROWN, 12, 31)
            if day > grown.isoformat():
                cell, month_first = self.cells("born_on")[i], self.reader.is_month_first
                earlier = iso_date(cell, grown, month_first=month_first)
                days[i] = day = earlier if earlier and earlier >= oldest else day
            if not oldest <= day <= min(today, assessed):
                why = (
                    "is in the future" if day > today
                    else "is after the assessment" if day > assessed
                    else f"is more than {_OLDEST} years ago"
                )  # fmt: skip
                self.leave_out(i, "born_on", why)
                days[i] = None
        return days

    def _ends(self, born_on: Sequence[str | None]) -> tuple[list[bool], list[str | None], list[bool]]:
        """Who died, when that was, and who moved away. What is neither yes nor no is for somebody to look at."""
        died, moved = [False] * self.count, [False] * self.count
        died_on: list[str | None] = [None] * self.count
        for column in ("deceased", "died_on"):
            for i, cell in enumerate(self.cells(column)):
                if not cell:
                    continue
                told, day = self.reader.death(cell)
                if told is Told.LOOK:
                    self._doubt(i, "death", column, cell)
                elif told is Told.YES:
                    died[i] = True
                    if day and day < (born_on[i] or ""):
                        self.leave_out(i, column, "is before the date of birth (the person is not called)")
                    elif day:
                        died_on[i] = day
        for i, cell in enumerate(self.cells("moved")):
            if cell:
                told, _ = self.reader.move(cell)
                moved[i] = told is Told.YES
                if told is Told.LOOK:
                    self._doubt(i, "move", "moved", cell)
        for i, cell in enumerate(self.cells("event_outcome")):
            if cell:  # 'NFA - Deceased', 'NFA - Moved to another LA': Client Level Data
                if "deceased" in cell.lower() and unsure(cell):
                    self._doubt(i, "death", "event_outcome", cell)
                else:
                    died[i] = died[i] or "deceased" in cell.lower()
                moved[i] = moved[i] or "moved to another" in cell.lower()
        return died, died_on, moved

    def _address(self) -> Sequence[str]:
        lines = [cells for c in ("address_1", "address_2", "address_3", "address_4") if any(cells := self.text(c))]
        if not lines:
            return ("",) * self.count
        return lines[0] if len(lines) == 1 else [", ".join(filter(None, parts)) for parts in zip(*lines, strict=True)]

    def _phones(self) -> Sequence[tuple[Phone, ...]]:
        found = []
        for column in PHONES:
            if column not in self.reader.places:
                continue
            phones = [each or () for each in self.values(column, _phones_or_none, "can't be a phone number")]
            for i, note in enumerate(self.text(f"{column}_note")):
                if note:
                    phones[i] = tuple(_with_note(phone, note) for phone in phones[i])
            if any(phones):
                found.append(phones)
        if not found:
            return [()] * self.count
        together = found[0] if len(found) == 1 else list(map(_distinct, zip(*found, strict=True)))
        for i, phones_of_one in enumerate(together):
            if any(phone.retired for phone in phones_of_one):
                self.warnings[i].append("A number is not to be rung, by the words beside it.")
        return together

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
        for i in self.bad(cells, safe, _says_nothing):
            safe[i] = "no"
            self.warnings[i].append(f"'{self.reader.called['safe_to_call']}' was not understood, and counts as no.")
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


def _kind(event: str) -> str:
    if "review" in event:
        return "review"
    return "assessment" if "assessment" in event or empty(event) else "event"


def _suspicious(people: Sequence[str]) -> bool:
    """Whether an ID among these may be none, or a rounded one."""
    return not all(people) or bool(_ODD_ID.search("|".join(people)))


def _phones_or_none(cell: str) -> tuple[Phone, ...] | None:
    return parse_phones(cell) or None


def _with_note(phone: Phone, note: str) -> Phone:
    forbids = parse_phones(f"{phone.number} {note}")
    retired = phone.retired or bool(forbids and forbids[0].retired)
    return phone._replace(note=f"{phone.note}; {note}" if phone.note else note, retired=retired)


def _distinct(phones: tuple[tuple[Phone, ...], ...]) -> tuple[Phone, ...]:
    found: dict[str, Phone] = {}
    for phone in chain.from_iterable(phones):
        found.setdefault(phone.number, phone)
    return tuple(found.values())


def _says_nothing(cell: str) -> bool:
    """Of whether it is safe to call: '?' says that somebody doubts it."""
    return empty(cell) and not unsure(cell)
