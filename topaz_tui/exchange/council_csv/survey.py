"""A first look over a whole file, before any of it is taken: what can only be seen of all rows together.

One order of day and month holds for a column; one ID is one person's; a column that would stop many people is a
mistake more often than it is a plague.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from topaz_tui.rules.people import (
    Identity,
    are_two,
    bare,
    clean,
    empty,
    file_date,
    is_filler,
    is_rounded,
    is_serial,
    nhs_number,
    no_person_id,
    only_the_id_speaks,
    parse_phones,
    same_council,
    split_name,
)

Order = Literal["day-first", "month-first"]
ORDERS: tuple[Order, ...] = get_args(Order)

_HANDFUL = 5
_FURTHER = 40  # ways in which the rows of one ID name somebody that are held against the next: no person has more

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)\b", re.A)
_ISO = re.compile(r"\d{4}-\d\d-(\d\d)", re.A)
# What most are, with their nought, with 44 or with neither: to look at one closely takes 30 µs.
_NUMBER = re.compile(r"0[1237]\d\d ?\d{3} ?\d{4}|0[1237]\d{3} ?\d{6}|020 \d{4} \d{4}|(?:\+?44)?[127]\d{9}", re.A)
#: Columns that hold dates, telephones, and what may stop calls.
DATES = ("born_on", "assessed_on", "died_on", "deceased", "moved")
PHONES = ("phone_1", "phone_2", "phone_3", "phone_4")
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
class NoNumbers:
    """Of `of` rows that have something where telephones stand (`called` are the headings), `people` have no number
    there that can be rung."""

    called: tuple[str, ...]
    people: int
    of: int

    @property
    def is_too_many(self) -> bool:
        """More than half, and not just a handful: numbers that a spreadsheet rounded, or another column, look like
        that. Some of every list's telephones are none, one in four even."""
        return self.people >= _HANDFUL and self.people * 2 > self.of


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look found, each column by our name for it.

    `two_people` has, for each ID under which there is more than one person, the numbers of some of their rows;
    `month_first` the columns in which days only fit month first, and no fewer than only fit day first; `swapped` those
    of them in which a British spreadsheet made real days of the rest, the month for the day; `serials` the columns in
    which it left the number of a day (45901), as it counts them; `cells` how often each cell stands in each column of
    STOPPING; `rows` is how many rows there are, `person_ids` whom they are about, `repeated` those of them who have
    several rows, and `councils` whose people they are, where a column says so: '' where a row has none there. `numbers`
    is in how many rows anything stands where telephones do, `unusable` in how many of them no number that can be rung.
    """

    rows: int
    two_people: Mapping[str, tuple[int, ...]]
    month_first: frozenset[str]
    swapped: frozenset[str]
    serials: frozenset[str]
    cells: Mapping[str, Counter[str]]
    person_ids: frozenset[str]
    repeated: frozenset[str]
    councils: tuple[str, ...]
    numbers: int = 0
    unusable: int = 0


def survey(rows: Iterable[Sequence[str]], places: Mapping[str, int], first: int) -> Survey:
    """Look at all `rows`, laid out as `places` says; `first` is the number of the first."""
    counted = {column: Counter[str]() for column in {*DATES, *STOPPING, "council"} if column in places}
    columns = [(places[column], counter) for column, counter in counted.items()]
    id_place = places["person_id"]
    identity = [places.get(column) for column in ("nhs_number", "born_on")]
    identity += [places.get("last_name", places.get("name")), places.get("first_name"), places.get("council")]
    spelt: dict[str, tuple[str, int, tuple[str, ...]]] = {}  # by an ID as it is written: the ID, and its first row
    who: dict[str, tuple[str, int, tuple[str, ...]]] = {}
    others: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)  # what further rows say: most have none
    suspects: dict[str, list[int]] = {}
    repeated: set[str] = set()
    telephones = [places[column] for column in PHONES if column in places]
    numbers = unusable = 0
    number = first - 1
    for number, row in enumerate(rows, first):
        width = len(row)
        for place, counter in columns:
            if place < width:
                counter[row[place]] += 1
        if said_there := [row[place] for place in telephones if place < width and row[place]]:
            if any(map(_can_be_rung, said_there)):
                numbers += 1
            elif not all(empty(bare(cell)) for cell in said_there):
                numbers += 1
                unusable += 1
        if id_place < width:
            written = row[id_place]
            said = tuple([row[place] if place is not None and place < width else "" for place in identity])
            known = spelt.get(written)
            if known is None:
                person_id = bare(written)
                known = spelt[written] = who.setdefault(person_id, (person_id, number, said))
            person_id, first_row, first_said = known
            if first_row != number:
                repeated.add(person_id)
            if first_said != said:
                before = others[person_id]
                if person_id in suspects or any(_are_two(each, said) for each in (first_said, *before)):
                    suspects.setdefault(person_id, [first_row]).append(number)
                elif len(before) < _FURTHER:
                    before.add(said)
    ids = (each for each in suspects if not (no_person_id(each) or is_rounded(each)))
    two = {person_id: tuple(suspects[person_id]) for person_id in ids}
    month_first = frozenset(column for column in DATES if column in counted and _is_month_first(counted[column]))
    swapped = frozenset(column for column in month_first if _is_swapped(counted[column]))
    serials = frozenset(column for column in DATES if any(is_serial(bare(cell)) for cell in counted.get(column, ())))
    stopping = {column: counted[column] for column in STOPPING if column in counted}
    people = frozenset(filter(None, who))
    councils = sorted({"" if empty(cell) else cell for cell in map(clean, counted.get("council", ()))})
    return Survey(
        number - first + 1, two, month_first, swapped, serials, stopping, people, frozenset(repeated), tuple(councils),
        numbers, unusable,
    )  # fmt: skip


def _can_be_rung(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) or any(not phone.retired for phone in parse_phones(cell))


def _are_two(one: Sequence[str], other: Sequence[str]) -> bool:
    """Are what two rows of one ID say said of two people; of two councils', where nothing but the ID speaks for one?"""
    mine, theirs = _read(one), _read(other)
    here, there = ("" if empty(each[-1]) else bare(each[-1]) for each in (one, other))
    of_two = bool(here and there) and same_council(here, there) is not True
    return are_two(mine, theirs) or (of_two and only_the_id_speaks(mine, theirs))


def _read(said: Sequence[str]) -> Identity:
    nhs, born, last, first, _ = map(bare, said)
    if not first:  # the name stands in one column
        name = split_name(last)
        last, first = name.last or "", name.first or ""
    day = file_date(born)
    return nhs_number(nhs), None if day is None or is_filler(day) else day, last, first


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
