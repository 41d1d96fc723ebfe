"""How each kind of cell is read, with a memory, and what a first look over the file found about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Generic, Literal, TypeVar

from topaz_tui.exchange.council_csv.seen import OLD, Seen
from topaz_tui.exchange.council_csv.survey import PHONES, STOPPING, NoNumbers, Order, Stopping, Survey
from topaz_tui.rules.people import (
    CellMeaning,
    bare,
    consent,
    death,
    eligibility,
    empty,
    file_date,
    forbids_calls,
    has_open_services,
    move,
    postcode,
    safe_to_call,
    unsure,
    yes_no,
)

Value = TypeVar("Value")
Safe = Literal["yes", "times", "no"]


OLDEST = 120
_MEMORY = 200_000
WHICH_ORDER = "has days that only fit with the month first: say --dates month-first, or --dates day-first"


class Memory(dict[str, Value | None], Generic[Value]):
    """A reader of cells that remembers: a file has many people and few days, bands and postcodes."""

    def __init__(self, read: Callable[[str], Value | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Value | None:
        if len(self) > _MEMORY:
            self.clear()
        value = self[cell] = self._read(cell) if cell else None
        return value


class CellReader:
    """Reads the cells of rows that are laid out in one way.

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
        self.oldest = f"{today.year - OLDEST:04}{self.today[4:]}"
        # `past_day` reads births, which have been: a year of two digits is never one to come. `day` reads all other
        # dates, as near as can be; deaths and moves have readers of their own, above.
        self.past_day = Memory(lambda cell: file_date(cell, today))
        self.is_month_first = False
        self.day = Memory(file_date)
        self.postcode = Memory(postcode)
        self.yes_no = Memory(yes_no)
        self.consent = Memory(consent)
        self.has_open_services = Memory(has_open_services)
        self.band = Memory(eligibility)
        self.safe: Memory[Safe] = Memory(safe_to_call)
        self.forbids_calls = Memory(forbids_calls)
        self._stops: Mapping[str, Callable[[str], bool]] = {
            "died_on": lambda cell: self.death(cell).told is not CellMeaning.NO,
            "deceased": lambda cell: self.death(cell).told is not CellMeaning.NO,
            "moved": lambda cell: self.move(cell).told is not CellMeaning.NO,
            "safe_to_call": lambda cell: not says_nothing(cell) and self.safe[cell] in ("no", None),
            "open_to_services": lambda cell: not empty(cell) and bool(self.has_open_services[cell]),
        }
        self.seen: Seen | None = None
        self.too_old_to_pass_over = f"{today.year - OLD:04}"

    def heed(self, survey: Survey, dates: Order | None) -> None:
        """Hold to what a first look over the file found; `dates` is the order of day and month that somebody named."""
        self.two_people = survey.two_people
        self.unread = frozenset() if dates else survey.month_first
        if dates == "month-first":
            today = date.fromisoformat(self.today)
            self.is_month_first = True
            self.past_day = Memory(lambda cell: file_date(cell, today, month_first=True))
            self.day = Memory(partial(file_date, month_first=True))

    def no_numbers(self, survey: Survey) -> NoNumbers:
        """How many have something in the columns of telephones, and no number there that can be rung."""
        called = tuple(self.called[column] for column in PHONES if column in self.called)
        return NoNumbers(called, survey.unusable, survey.numbers)

    def stops(self, row: Sequence[str]) -> bool:
        """Would any column of this row stop calls?"""
        cells = ((column, row[place]) for column in STOPPING if (place := self.places.get(column, len(row))) < len(row))
        return any(self._stops[column](bare(cell)) for column, cell in cells)

    def stopping(self, survey: Survey) -> tuple[Stopping, ...]:
        """How many each column would stop."""
        return tuple(
            Stopping(
                self.called[column],
                sum(count for cell, count in cells.items() if self._stops[column](bare(cell))),
                survey.rows,
            )
            for column, cells in survey.cells.items()
        )


def says_nothing(cell: str) -> bool:
    """Of whether it is safe to call: '?' says that somebody doubts it."""
    return empty(cell) and not unsure(cell)
