"""A first look over a whole file, before any of it is taken: what can only be seen of all rows together.

One order of day and month holds for a column; one ID is one person's; a column that would stop many people is a
mistake more often than it is a plague.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from topaz_tui.rules.people import are_two, bare, clean, empty, iso_date, nhs_number, no_person_id

Order = Literal["day-first", "month-first"]
ORDERS: tuple[Order, ...] = get_args(Order)

_HANDFUL = 5

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)\b", re.A)
_ISO = re.compile(r"\d{4}-\d\d-(\d\d)", re.A)
#: Columns that hold dates, and columns that may stop calls.
DATES = ("born_on", "assessed_on", "died_on", "deceased", "moved")
STOPPING = ("died_on", "deceased", "moved", "safe_to_call", "open_to_services")


@dataclass(frozen=True, slots=True)
class Stopping:
    """A column that would stop calls to `people` of `of` rows; `called` is its heading."""

    called: str
    people: int
    of: int

    @property
    def is_too_many(self) -> bool:
        """More than one in five, and not just a handful: a filler date or a slipped column looks like that."""
        return self.people >= _HANDFUL and self.people * 5 > self.of


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look found, each column by our name for it.

    `two_people` has, for each ID under which there is more than one person, the numbers of some of their rows;
    `month_first` the columns in which days only fit month first, and no fewer than only fit day first; `swapped` those
    of them in which a British spreadsheet made real days of the rest, the month for the day; `cells` how often each
    cell stands in each column of STOPPING; `rows` is how many rows there are, `person_ids` whom they are about, and
    `councils` whose people they are, where the file says so.
    """

    rows: int
    two_people: Mapping[str, tuple[int, ...]]
    month_first: frozenset[str]
    swapped: frozenset[str]
    cells: Mapping[str, Counter[str]]
    person_ids: frozenset[str]
    councils: tuple[str, ...]


def survey(rows: Iterable[Sequence[str]], places: Mapping[str, int], first: int) -> Survey:
    """Look at all `rows`, laid out as `places` says; `first` is the number of the first."""
    counted = {column: Counter[str]() for column in {*DATES, *STOPPING, "council"} if column in places}
    columns = [(places[column], counter) for column, counter in counted.items()]
    id_place = places["person_id"]
    identity = [places.get(column) for column in ("nhs_number", "born_on")]
    identity.append(places.get("last_name", places.get("name")))
    who: dict[str, tuple[int, tuple[str, ...]]] = {}
    suspects: dict[str, list[int]] = {}
    number = first - 1
    for number, row in enumerate(rows, first):
        width = len(row)
        for place, counter in columns:
            if place < width:
                counter[row[place]] += 1
        if id_place < width:
            said = tuple(row[place] if place is not None and place < width else "" for place in identity)
            known = who.setdefault(row[id_place], (number, said))
            if known[1] != said and are_two(_read(known[1]), _read(said)):
                suspects.setdefault(row[id_place], [known[0]]).append(number)
    two = {bare(one): tuple(found) for one, found in suspects.items() if not no_person_id(bare(one))}
    month_first = frozenset(column for column in DATES if column in counted and _is_month_first(counted[column]))
    swapped = frozenset(column for column in month_first if _is_swapped(counted[column]))
    stopping = {column: counted[column] for column in STOPPING if column in counted}
    people = frozenset(filter(None, map(bare, who)))
    councils = sorted({council for cell in counted.get("council", ()) if not empty(council := clean(cell))})
    return Survey(number - first + 1, two, month_first, swapped, stopping, people, tuple(councils))


def _read(said: Sequence[str]) -> tuple[str | None, str | None, str]:
    nhs, born, name = map(bare, said)
    return nhs_number(nhs), iso_date(born), name


def _is_month_first(cells: Iterable[str]) -> bool:
    """Whether days in a column only fit month first, and no fewer than only fit day first."""
    day_first = month_first = 0
    for cell in cells:
        if match := _SLASHED.match(bare(cell)):
            one, other = int(match[1]), int(match[2])
            day_first += one > 12 >= other
            month_first += other > 12 >= one
    return 0 < month_first >= day_first


def _is_swapped(cells: Iterable[str]) -> bool:
    """Whether all real days in a column could be months: 12/25/1950 stayed text then, and 03/04/1950 became 3 April."""
    days = [int(match[1]) for cell in cells if (match := _ISO.match(cell))]
    return bool(days) and max(days) <= 12
