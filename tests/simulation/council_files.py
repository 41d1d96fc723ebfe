"""What a council sends, week by week: a list of its own people, as dirty as such lists really come. Each kind that
tests/exchange/cases has a file of is here a cell, some rows, or a shape of the whole; each week some are drawn, and
beside each row stands what is right for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import openpyxl

from tests.support.workbooks import from_csv
from topaz_tui.exchange.council_csv.survey import Order

Table = list[list[str]]
FIRST = ("Ada", "Bob", "Róisín", "Zoë")
LAST = ("Stone", "Smith", "Smyth", "Amin", "Draper", "Rosen", "Kowalski", "Okafor")


class Right(Enum):
    """What is right for whoever a row is about."""

    ALIVE = "nothing in it stops calls for good"
    STOPPED = "they have died or moved"
    NOT_CALLED = "nobody calls them until somebody has looked, or something else has changed"
    REFUSED = "nobody is made of it"
    TWO = "refused, and somebody looks whose ID it is"
    SOMEBODY_ELSE = "their ID is another person's on the list, who stays as they are, and nobody calls"
    SECOND = "they stand on the list under another spelling of the ID: nobody calls them where that one is stopped"


CELLS: tuple[tuple[str, str, Right], ...] = (
    *(("Deceased", cell, Right.ALIVE) for cell in ("N", "Unknown", "\\N", "#REF!")),
    *(("Deceased", cell, Right.STOPPED) for cell in
      ("Deceased", "Died", "Y", "✓", "RIP Jan 25", "Yes - confirmed by GP", "Y 12/03/2025")),
    *(("Deceased", cell, Right.NOT_CALLED) for cell in ("X", "Formal")),
    *(("Date of Death", cell, Right.ALIVE) for cell in
      ("01/01/1900", "1900-01-01 00:00:00.000", "0000-00-00 00:00:00", "01/01/0001", "NaT", "nan", "#VALUE!", "  /  /",
       "0", "Not deceased", "Alive", "31/12/9999", "2958465")),
    ("Date of Death", "31/12/2099", Right.NOT_CALLED),
    *(("Moved", cell, Right.ALIVE) for cell in ("31/12/9999", "01/01/1900", "N", "01/06/2030")),
    ("Moved", "01/06/2010", Right.STOPPED),
    *(("Moved", cell, Right.NOT_CALLED) for cell in ("X", "Kent")),
    *(("Title", cell, Right.NOT_CALLED) for cell in ("The late", "Exors of", "Mr (dec.)")),
    *(("Last Name", cell, Right.NOT_CALLED) for cell in ("Beta (DECEASED)", "DUPLICATE RECORD", "Do Not Use")),
    *(("Last Name", cell, Right.ALIVE) for cell in ("Null", "Smith &amp; Sons", "Wolfeschlegelsteinhausenbergerdorff")),
    *(("Safe to call", cell, Right.NOT_CALLED) for cell in
      ("No - ex partner at address", "Text only", "NOT SAFE", "Yes - but never when husband is home", "Y, mornings")),
    *(("Safe to call", cell, Right.ALIVE) for cell in ("OK", "Safe mornings only")),
    *(("Open to services", cell, Right.NOT_CALLED) for cell in ("Pending", "Domiciliary care x3 daily", "2")),
    *(("Phone", cell, Right.NOT_CALLED) for cell in
      ("DO NOT RING 020 7946 0123", "7.700901E+09", "946 0123", "00000000000")),
    *(("Phone", cell, Right.ALIVE) for cell in
      ("020/7946/0123", "18001 020 7946 0123", "020 7946 0123/07700 900456", "7700900123.0",
       "０２０ ７９４６ ０１２３")),
    *(("DOB", cell, Right.ALIVE) for cell in ("01/01/2031", "1950", "Unknown", "00/01/1900")),
    *(("NHS Number", cell, Right.ALIVE) for cell in ("#REF!", "nan", "0", "(blank)", "Not known")),
    *(("Postcode", cell, Right.ALIVE) for cell in ("ZZ99 3VZ", "\\N", "Not recorded")),
    *(("Person ID", cell, Right.REFUSED) for cell in
      ("1.23457E+11", "1,23457E+11", "#N/A", "##########", "0", "nan", "TBC", "")),
)  # fmt: skip
"""A cell that is not what its column asks for, and what is right."""

NUTRITION = "1. Nutrition"
"""What the council found in an area of life."""
HEADINGS = (
    "Person ID", "NHS Number", "Title", "First Name", "Last Name", "DOB", "Date of Death", "Deceased", "Moved",
    "Postcode", "Phone", "Assessment Date", "Eligibility", "Safe to call", "Open to services",
    NUTRITION, "Safe to write",
)  # fmt: skip
NO_LETTERS = ("No", "Only c/o my sister", "?")
"""Answers to whether it is safe to write, of which none lets anybody write."""
OF_EVENTS = {
    "Person ID": "LA Person Unique Identifier", "First Name": "Forename", "Last Name": "Surname",
    "DOB": "Date of Birth", "Phone": "Phone Number", "Assessment Date": "Event End Date",
    "Eligibility": "Eligible Needs Identified",
}  # fmt: skip
"""The headings of the national Client Level Data."""


@dataclass(frozen=True)
class Person:
    """Somebody as the council has them."""

    id: str
    nhs_number: str
    first_name: str
    last_name: str
    born_on: date
    phone: str
    postcode: str = "SE24 9ZZ"


@dataclass
class Row:
    """A row before it is written: dates are days, as each file writes them in its own way. `id` is under which ID
    whoever it is about has to be found; of a SECOND record, `first` is the ID of the other."""

    id: str
    cells: dict[str, str | date]
    right: Right
    first: str = ""


@dataclass(frozen=True)
class Sent:
    """A file that the council sent. `dates` is the order that somebody names for it; of one that is `unread` no row can
    be taken, and of one that comes `again` none is new."""

    path: Path
    rows: tuple[Row, ...]
    shape: str
    dates: Order | None = None
    unread: bool = False
    again: bool = False


def nhs_number(number: int) -> str:
    """A test number; '' for the tenth that has no check digit."""
    digits = f"999{number:06}"
    check = -sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return f"{digits}{check}" if check < 10 else ""


# How a file writes what it has


def _csv(table: Table, delimiter: str = ",", *, quoted: bool = False) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(table)
    return text.getvalue()


def _quoted(table: Table, quote: str, escape: str) -> str:
    """Each cell in quotes, with `escape` before one in it."""
    lines = (",".join(f"{quote}{cell.replace(quote, escape + quote)}{quote}" for cell in row) for row in table)
    return "".join(f"{line}\r\n" for line in lines)


def _each(table: Table, change: Callable[[str, str], str], *, headings: bool = False) -> Table:
    """Every cell changed; `change` is told its heading."""
    head, *rows = table
    first = [change(cell, cell) for cell in head] if headings else head
    return [first, *([change(name, cell) for name, cell in zip(head, row, strict=True)] for row in rows)]


def _blank_after_commas(table: Table) -> str:
    return _csv(table).replace(",", ", ")


def _in_two_encodings(table: Table) -> bytes:
    """The last row was put under the others by something that writes cp1252."""
    return _csv(table[:-1]).encode() + _csv(table[-1:]).encode("cp1252", "replace")


def _garbled(heading: str, cell: str) -> str:
    return cell.encode().decode("cp1252", "replace") if "Name" in heading else cell


def _nicknamed(heading: str, cell: str) -> str:
    return f'{cell} "Jo"' if heading == "First Name" else cell


def _guarded(heading: str, cell: str) -> str:
    """As Excel guards what looks like a number."""
    return f'="{cell}"' if cell[:1].isdigit() and heading in ("Person ID", "NHS Number", "Phone") else cell


def _on_two_lines(heading: str, _: str) -> str:
    return heading.replace(" ", "\n", 1)


ABOVE = "Adult Social Care - Assessments due\nRun date: 01/03/2026\n\n"
BELOW = '\n\n"Adult assessments"\n"Confidential Information - Do Not Distribute"\n"Generated By:  J Smith"\n'


class Shape(NamedTuple):
    """How a file is written. As a spreadsheet (`sheet`), each cell is as it is typed into Excel, or text; in one that
    is `merged` titles stand among the people. A file is `unread` where nobody can tell what it says."""

    text: Callable[[Table], str | bytes] = _csv
    day: str = "%d/%m/%Y"
    sheet: str = ""
    unread: bool = False
    of_events: bool = False


SHAPES: dict[str, Shape] = {
    "plain": Shape(),
    "semicolons": Shape(lambda table: _csv(table, ";")),
    "title lines": Shape(lambda table: ABOVE + _csv(table)),
    "a footer": Shape(lambda table: _csv(table, quoted=True) + BELOW),
    "headings on two lines": Shape(lambda table: _csv(_each(table[:1], _on_two_lines, headings=True) + table[1:])),
    "blanks after commas": Shape(_blank_after_commas),
    "single quotes": Shape(lambda table: _quoted(table, "'", "'")),
    "backslashes": Shape(lambda table: _quoted(_each(table, _nicknamed), '"', "\\"), unread=True),
    "garbled": Shape(lambda table: _csv(_each(table, _garbled))),
    "two encodings": Shape(_in_two_encodings),
    "invisible marks": Shape(lambda table: _csv(_each(table, lambda _, cell: f"\u200b{cell}\u200e"))),
    "guards": Shape(lambda table: _csv(_each(table, _guarded))),
    "month first": Shape(day="%m/%d/%Y"),
    "in utc": Shape(day="%Y-%m-%dT00:00:00.000Z"),
    "events": Shape(of_events=True),
    "typed into Excel": Shape(sheet="typed"),
    "text in Excel": Shape(sheet="text"),
    "merged titles": Shape(sheet="merged"),
}


class CouncilFiles:
    """A council that knows its people, and sends what it has of some of them. Each shape comes once before any comes
    again."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self._folder, self._chance = folder, chance
        self._people: list[Person] = []
        self._rows: list[Row] = []
        self._shapes: list[str] = []
        self._numbers = count(1)

    def week(self, now: datetime, by_hand: Sequence[Person]) -> Iterator[Sent]:
        """What comes this week: known people with other facts, new ones, rows of the week before, somebody of `by_hand`
        under an ID of the council's, two people under one ID, and other dirt."""
        self._shapes = self._shapes or self._chance.sample([*SHAPES], len(SHAPES))
        name, chance = self._shapes.pop(), self._chance
        known = chance.sample(self._people, min(len(self._people), 4))
        fresh = [self._somebody() for _ in range(chance.randint(3, 5))]
        rows = [self._row(person, now) for person in (*known, *fresh)]
        there = {row.id for row in rows}
        rows += [row for row in chance.sample(self._rows, min(len(self._rows), 2)) if row.id not in there]
        rows += [self._under_our_id(each, now) for each in by_hand if chance.random() < 0.5]
        if known and chance.random() < 0.6:
            rows.append(self._second_record(self._people[0], now))
        if chance.random() < 0.4:
            rows += self._two_people(now)
        strangers = [each for each in self._people if each.id not in {row.id for row in rows}]
        if strangers and chance.random() < 0.3:
            other = self._somebody()
            rows.append(Row(strangers[-1].id, self._cells(strangers[-1].id, other, now), Right.SOMEBODY_ELSE))
        self._people += fresh
        self._rows = [row for row in rows if row.right in (Right.ALIVE, Right.STOPPED, Right.NOT_CALLED)]
        yield from self._sent(name, rows)

    def _sent(self, name: str, rows: list[Row]) -> Iterator[Sent]:
        shape = SHAPES[name]
        sent = Sent(self._written(shape, rows), tuple(rows), name, unread=shape.unread)
        if name == "month first":  # nobody reads it until somebody has named the order
            yield replace(sent, unread=True)
            sent = replace(sent, dates="month-first")
        yield sent
        if shape.unread:  # so the council sends it again, better
            yield Sent(self._written(SHAPES["plain"], rows), tuple(rows), "plain")
        elif self._chance.random() < 0.4:
            yield replace(sent, again=True)

    # Who is in it

    def _somebody(self) -> Person:
        number, chance = next(self._numbers), self._chance
        born = date(1930 + chance.randrange(60), chance.randint(1, 12), chance.randint(1, 28))
        phone = f"020 7946 00{chance.randint(10, 60)}"
        return Person(f"P-{number:04}", nhs_number(number), chance.choice(FIRST), chance.choice(LAST), born, phone)

    def _cells(self, id: str, person: Person, now: datetime) -> dict[str, str | date]:
        return {
            "Person ID": id, "NHS Number": person.nhs_number, "Title": "Mrs", "First Name": person.first_name,
            "Last Name": person.last_name, "DOB": person.born_on, "Postcode": person.postcode, "Phone": person.phone,
            "Assessment Date": (now - timedelta(days=self._chance.randint(20, 420))).date(),
            "Eligibility": self._chance.choice(("Low", "Moderate")), NUTRITION: f"Level {len(person.last_name)}",
            "Safe to write": _safe_to_write(person.born_on.day, now.toordinal() // 7),
        }  # fmt: skip

    def _row(self, person: Person, now: datetime) -> Row:
        """A third of the rows are as they should be."""
        row = Row(person.id, self._cells(person.id, person, now), Right.ALIVE)
        if self._chance.random() < 0.67:
            right = self._chance.choice((Right.ALIVE, Right.STOPPED, Right.NOT_CALLED, Right.REFUSED))
            heading, cell, row.right = self._chance.choice([each for each in CELLS if each[2] is right])
            row.cells[heading] = cell
        return row

    def _under_our_id(self, person: Person, now: datetime) -> Row:
        ours = replace(person, id=f"P-{1000 + next(self._numbers)}")
        self._people.append(ours)
        return Row(ours.id, self._cells(ours.id, ours, now), Right.ALIVE)

    def _second_record(self, person: Person, now: datetime) -> Row:
        """A system that spelt the ID in another way."""
        id = self._chance.choice((person.id.lower(), person.id.replace("-0", "-"), f"{person.id}.0"))
        return Row(id, self._cells(id, person, now), Right.SECOND, first=person.id)

    def _two_people(self, now: datetime) -> list[Row]:
        one, other = self._somebody(), self._somebody()
        other = replace(other, last_name=f"{one.last_name}-Upton", born_on=one.born_on.replace(year=1925))
        return [Row(one.id, self._cells(one.id, each, now), Right.TWO) for each in (one, other)]

    # How it is written

    def _written(self, shape: Shape, rows: list[Row]) -> Path:
        table = [[*HEADINGS], *([_text(row.cells.get(name, ""), shape) for name in HEADINGS] for row in rows)]
        if shape.of_events:
            table = _as_events(table, self._chance)
        text, path = shape.text(table), self._folder / f"people-{next(self._numbers)}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if not shape.sheet:
            return path
        book = from_csv(path, path.with_suffix(".xlsx"), as_text=shape.sheet == "text")
        if shape.sheet == "merged":
            _put_titles(book)
        return book


def _text(cell: str | date, shape: Shape) -> str:
    return cell if isinstance(cell, str) else cell.strftime(shape.day)


def _safe_to_write(number: int, week: int) -> str:
    """Yes every second week, and else nothing, or one of the ways to say no: what a file is not to turn into a yes."""
    return "Yes" if (number + week) % 2 else ("", *NO_LETTERS)[number // 2 % 4]


def _as_events(table: Table, chance: Random) -> Table:
    """As Client Level Data: an assessment each, and services of some that began and have ended."""
    head, *rows = table
    event = {"Event Type": "Assessment", "Event Outcome": "NFA: Other"}
    events = [[*row, *event.values()] for row in rows]
    ended = {"Event Type": "Service", "Event Outcome": "NFA: Support ended"}
    events += [[*row, *ended.values()] for row in rows if chance.random() < 0.3]
    return [[OF_EVENTS.get(name, name) for name in (*head, *event)], *events]


def _put_titles(path: Path) -> None:
    """Titles in merged cells: above the headings, and among the people."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row, title in ((4, "Low and moderate"), (1, "Assessments due")):
        sheet.insert_rows(row)
        sheet.cell(row, 1).value = title
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADINGS))
    book.save(path)
