"""A list as it leaves for a file: its columns, its rows, and what it was narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import contact_safety

MOST = 50_000  # lines of one file


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list for a file. `filters` are what the list on the screen is narrowed to and sorted by, in words. `typed` is
    one of them that somebody typed: it may be a name, so it goes into the file and not into the log, as do the filters
    `unlogged`. `whole`: the list is narrowed to nothing, and waits for a second person's yes. A `feed` is for another
    program: it has headings and rows alone, every cell as it is."""

    title: str
    as_of: datetime
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    filters: Mapping[str, str] = field(default_factory=dict)
    typed: str = ""
    unlogged: frozenset[str] = frozenset()
    feed: bool = False
    whole: bool = False

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The lines above the headings: what the list is, of when, and of what it is a part."""
        narrowed = [(name, words) for name, words in {**self.filters, "Typed": self.typed}.items() if words]
        return (
            (self.title,),
            ("As of", moment(self.as_of)),
            *(narrowed or [("Narrowed to", "nothing: all of it")]),
            ("Rows", str(len(self.rows))),
        )

    @property
    def told(self) -> str:
        """The list and its filters in words, without what may be a name."""
        told = {name: "(narrowed)" if name in self.unlogged else words for name, words in self.filters.items() if words}
        filters = [f"{name} {words}" for name, words in told.items()]
        filters += ["part of a name"] if self.typed else []
        return f"{self.title}: {', '.join(filters) or 'all of it'}"

    @property
    def logged(self) -> str:
        """The words for the log: no name, and nothing that somebody typed."""
        return f"{self.told}; {counted(len(self.rows), 'row')}"


class DayCell(str):
    """A day, or a moment in London's time, as text sorts it; `at` is what a spreadsheet has of it, a real date."""

    __slots__ = ("at",)
    at: date | datetime

    def __new__(cls, words: str, at: date | datetime) -> DayCell:
        made = super().__new__(cls, words)
        made.at = at
        return made


def moment(when: datetime | None) -> str:
    """A moment as every spreadsheet sorts it, in London's time: '2026-11-23 10:00'."""
    if when is None:
        return ""
    at = clock.local(when).replace(second=0, microsecond=0, tzinfo=None)
    return DayCell(f"{at:%Y-%m-%d %H:%M}", at)


def day(when: date | None) -> str:
    """A day as every spreadsheet sorts it: '2026-11-23'."""
    return DayCell(when.isoformat(), when) if when else ""


def yes(holds: bool) -> str:
    """The cell of a column of yes or no: no is empty, so that the others are found."""
    return "yes" if holds else ""


def without_numbers(words: str | None) -> str:
    """The words with each telephone number in them left out."""
    return contact_safety.without_numbers(words or "")
