"""Open the files, find their lists, and read each row: as what it says of a young person, or as a refusal in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from topaz_tui.errors import Invalid
from topaz_tui.exchange.council_csv import (
    REFUSED_HEADINGS,
    WHICH_ORDER,
    Delimited,
    Named,
    Refusal,
    Workbook,
    is_workbook,
    key,
    read_mapping,
    sheets,
)
from topaz_tui.exchange.young_people.lists import LISTS, FileList, columns_of, list_of
from topaz_tui.rules import people
from topaz_tui.rules.formulas import unguard
from topaz_tui.rules.statutory import return_codes
from topaz_tui.rules.statutory.life import CareEnd, Episode, EventKind, LifeEvent, Lives, faults
from topaz_tui.rules.statutory.records import ImportKind
from topaz_tui.rules.statutory.row import For
from topaz_tui.services.statutory.imported_child import ImportedChild, PlacedAt

DAYS = frozenset(
    {
        "born_on", "care_from", "care_to", "legal_from", "placed_on", "review_held", "visited", "health_assessed",
        "plan", "pa_contact", "needs_assessed", "plan_signed_off", "plan_reviewed", "care_plan_made", "pa_visited",
    }
)  # fmt: skip
"""The columns that hold days."""
EVENTS: Mapping[str, EventKind] = {
    "review_held": EventKind.REVIEW_HELD,
    "visited": EventKind.VISITED,
    "health_assessed": EventKind.HEALTH_ASSESSED,
    "pa_contact": EventKind.PA_CONTACT,
    "needs_assessed": EventKind.NEEDS_ASSESSED,
    "plan_signed_off": EventKind.PLAN_SIGNED_OFF,
    "plan_reviewed": EventKind.PLAN_REVIEWED,
    "care_plan_made": EventKind.CARE_PLAN_MADE,
    "pa_visited": EventKind.PA_VISITED,
}
TEXTS = (
    "first_name", "last_name", "council", "team", "social_worker", "personal_adviser", "reviewing_officer", "school",
)  # fmt: skip
DECIDES = {
    "young people": ("born_on",),
    "header": ("born_on",),
    "episodes": ("care_from", "legal_status"),
    "reviews": ("review_held",),
}
"""Columns without which a row of such a list says nothing: what is none there is a refusal, elsewhere a warning."""
SAME_PLACEMENT = "L"
"""The reason for a new episode in which only the legal status changed. Of somebody's first row, as a year's return may
begin with one, it is still all that is known of where they live."""
GONE = {"died": "that they died", "rhom": "that they are back home", "nreq": "that they want no service"}
_CODE = re.compile(r"(?:[a-z]{1,2}\)\s*)?([A-Za-z]{1,2}\d{1,2}[AaBb]?)\b")
_LETTERED = re.compile(r"^[a-z]{1,2}\)\s*")


@dataclass(frozen=True, slots=True)
class Warned:
    """A row that was taken without something: the sentence says what."""

    row: int
    person_id: str
    words: str


@dataclass(slots=True)
class ListRead:
    """One list of one file, read: the young people of its rows, in order, and what was not taken. `part`: it is a file
    of refused rows that were mended; `two_people`: IDs under which two dates of birth stand in it."""

    path: Path
    of: FileList
    sheet: str | None
    headings: tuple[str, ...]
    unknown: tuple[str, ...]
    part: bool = False
    number: int = 0
    children: list[ImportedChild] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    cells: dict[int, tuple[str, ...]] = field(default_factory=dict)
    two_people: frozenset[str] = frozenset()

    def refuse(self, row: int, *reasons: str) -> None:
        """Leave out a row, with the reasons."""
        self.refused.append(Refusal(row, reasons, self.cells[row]))


def read(
    path: Path,
    kind: ImportKind,
    today: date,
    number: int = 0,
    *,
    month_first: bool = False,
    mapping: Path | None = None,
) -> list[ListRead]:
    """Every list of this kind in a file, numbered from `number` on. Raises Invalid where there is none, and for a
    `mapping` (council_csv.headings) that can't be read."""

    def named(headings: Sequence[str]) -> Named:
        return read_mapping(mapping, headings, columns_of(kind)) if mapping else Named({}, None, None)

    def fits(cells: Sequence[str]) -> bool:
        headings = [unguard(cell) for cell in cells]
        return list_of(kind, headings, named(headings).columns) is not None

    lists: list[ListRead] = []
    for sheet in sheets(path) if is_workbook(path) else (None,):
        source = Workbook(path, None, sheet, fits) if sheet else Delimited(path, None, fits)
        try:
            source.begin()
            part = tuple(map(key, source.headings[:2])) == tuple(map(key, REFUSED_HEADINGS))
            headings = tuple(map(unguard, source.headings[2:])) if part else tuple(source.headings)
            by_hand = named(headings)
            of = list_of(kind, headings, by_hand.columns)
            if of is not None:
                unknown = of.unknown(headings, by_hand.columns)
                one = ListRead(path, of, sheet, headings, unknown, part, number + len(lists))
                first = month_first or by_hand.dates == "month-first"
                _Rows(one, today, by_hand.columns, month_first=first).take(source, part=part)
                lists.append(one)
        finally:
            source.close()
    if not lists:
        wanted = " or ".join(
            f"{each.name}: {', '.join(sorted(each.columns[need].split('|')[0] for need in each.needs))}"
            for each in LISTS
            if each.kind == kind
        )
        raise Invalid(f"{path} has no list that is read as {kind}.", f"It needs the headings of {wanted}.")
    return lists


class _Rows:
    """Reads the rows of one list."""

    def __init__(self, into: ListRead, today: date, named: Mapping[int, str], *, month_first: bool) -> None:
        self.into, self.today = into, today
        self.places = into.of.places(into.headings, named)
        self.day = partial(people.file_date, month_first=month_first)
        self.month_first = month_first

    def take(self, source: Delimited | Workbook, *, part: bool) -> None:
        """Read all of them."""
        into = self.into
        if isinstance(source, Workbook):
            source.show(self.places["person_id"] + (2 if part else 0))
        for row, cells in enumerate(source.cells(), source.first_row):
            told = [unguard(cell) for cell in cells[2:]] if part else cells
            if any(map(str.strip, told)):
                width = len(into.headings)
                into.cells[row] = tuple((*told, *[""] * width)[:width])
        broken = {source.first_row + place - 1: why for place, why in source.broken.items()}
        unread = set() if self.month_first else set(self._month_first())
        twice = self._two_people()
        into.two_people = frozenset(twice)
        for row, kept in into.cells.items():
            person_id = people.bare(kept[self.places["person_id"]])
            if why := broken.get(row) or self._no_id(person_id) or twice.get(person_id, ""):
                into.refuse(row, why)
            else:
                self._row(row, person_id, kept, unread)

    def _no_id(self, person_id: str) -> str:
        if people.no_person_id(person_id):
            return "There is no child ID."
        if people.is_rounded(person_id):
            return "A spreadsheet rounded the child ID (1.23E+11): take it from the council's system."
        return ""

    def _month_first(self) -> Iterator[str]:
        """Columns in which a day only fits with the month first: of the others nobody knows what they are."""
        for column in DAYS & self.places.keys():
            for cells in self.into.cells.values():
                cell = people.bare(cells[self.places[column]])
                if cell and self.day(cell) is None and people.iso_date(cell, month_first=True):
                    yield column
                    break

    def _two_people(self) -> dict[str, str]:
        """IDs under which two dates of birth stand, and what is said of them."""
        if "born_on" not in self.places:
            return {}
        born: dict[str, set[str]] = {}
        rows: dict[str, list[int]] = {}
        for row, cells in self.into.cells.items():
            id = people.bare(cells[self.places["person_id"]])
            rows.setdefault(id, []).append(row)
            if day := self.day(people.bare(cells[self.places["born_on"]])):
                born.setdefault(id, set()).add(day)
        return {
            id: f"Two people stand under this ID (rows {', '.join(map(str, rows[id][:5]))}): ask the council."
            for id, days in born.items()
            if len(days) > 1
        }

    def _row(self, row: int, person_id: str, cells: Sequence[str], unread: Collection[str]) -> None:
        told = {
            column: people.clean(cells[place])
            for column, place in self.places.items()
            if not people.empty(cells[place])
        }
        wrong: list[tuple[str, str]] = []
        days: dict[str, date] = {}
        for column in DAYS & told.keys():
            called = self.into.headings[self.places[column]]
            day = self.day(people.bare(told[column]))
            if column in unread:
                wrong.append((column, f"'{called}' {WHICH_ORDER}."))
            elif day is None:
                wrong.append((column, f"'{called}' is no date that can be read. Write it as 2025-11-03 or 03/11/2025."))
            elif day > str(self.today):
                wrong.append((column, f"'{called}' is in the future."))
            else:
                days[column] = date.fromisoformat(day)
        status = self._coded(told, "legal_status", return_codes.LEGAL_STATUSES, wrong)
        end = self._coded(told, "care_end", return_codes.CARE_ENDS, wrong)
        placement = self._coded(told, "placement", return_codes.PLACEMENTS, wrong)
        needed = DECIDES.get(self.into.of.name, ())
        missing = [
            f"'{self.into.headings[self.places[column]]}' is empty."
            for column in needed
            if column in self.places and column not in told
        ]
        if reasons := [*missing, *(words for column, words in wrong if column in (*needed, "born_on"))]:
            self.into.refuse(row, *reasons)
            return
        child = self._child(row, person_id, told, days, status, end, placement, wrong)
        wrongs = faults(child.life(child.born), self.today) if child.born else ()
        if impossible := tuple(dict.fromkeys(wrongs)):
            self.into.refuse(row, *impossible)
            return
        self.into.children.append(child)
        self.into.warned += (Warned(row, person_id, words) for _, words in wrong)

    def _coded(self, told: Mapping[str, str], column: str, codes: Collection[str], wrong: list[tuple[str, str]]) -> str:
        """The code in a cell such as 'a) U1: Foster placement' or 'C2'; '' where there is none."""
        cell = told.get(column, "")
        match = _CODE.match(cell)
        code = match[1].upper() if match else ""
        if cell and code not in codes:
            wrong.append((column, f"'{self.into.headings[self.places[column]]}' has no code of the national return."))
        return code if code in codes else ""

    def _child(
        self,
        row: int,
        person_id: str,
        told: Mapping[str, str],
        days: Mapping[str, date],
        status: str,
        end: str,
        placement: str,
        wrong: list[tuple[str, str]],
    ) -> ImportedChild:
        facts = {name: told[name] for name in TEXTS if name in told}
        if "name" in told and "last_name" not in facts:
            name = people.split_name(told["name"])
            facts |= {"first_name": name.first or "", "last_name": name.last or ""}
        if status:
            facts["legal_status"] = status
        if "category" in told:
            category = _category(told["category"])
            if category:
                facts["category"] = category.value
            else:
                wrong.append(("category", "The eligibility category is none that Topaz knows."))
        said = people.fold(_LETTERED.sub("", told.get("in_touch", "")))
        if words := GONE.get(said[:4]):
            wrong.append(("in_touch", f"The file says {words}, without a day: record it with its day."))
        return ImportedChild(
            person_id,
            ((self.into.number, row),),
            days.get("born_on"),
            facts,
            self._episodes(days, status, end),
            self._placed(told, days, placement),
            tuple(LifeEvent(EVENTS[column], day) for column, day in days.items() if column in EVENTS),
            days.get("plan"),
        )

    def _episodes(self, days: Mapping[str, date], status: str, end: str) -> tuple[Episode, ...]:
        began = days.get("care_from")
        if began is None:
            return ()
        ended = days.get("care_to")
        why = return_codes.CARE_ENDS[end] if end and ended else CareEnd.OTHER
        changed = days.get("legal_from")
        if changed and began < changed and (ended is None or changed < ended):
            return Episode(began, changed, ""), Episode(changed, ended, status, why)  # what it was before, nobody said
        return (Episode(began, ended, status, why),)

    def _placed(self, told: Mapping[str, str], days: Mapping[str, date], code: str) -> tuple[PlacedAt, ...]:
        by_episode = "new_episode" in self.places
        began = days.get("care_from" if by_episode else "placed_on")
        if began is None or not (code or "placement" in told):
            return ()
        goes_on = by_episode and told.get("new_episode", "").upper() == SAME_PLACEMENT
        lives = return_codes.PLACEMENTS[code] if code else Lives.OTHER
        ended = None if by_episode else days.get("care_to")
        if by_episode and told.get("care_end", "").upper() != return_codes.SAME_CARE:
            ended = days.get("care_to")
        postcode = people.postcode(told.get("placement_postcode", "")) or ""
        return (PlacedAt(began, ended, lives, postcode, told.get("provider", ""), goes_on),)


def _category(cell: str) -> For | None:
    """The category in 'b) Former relevant child' or 'Qualifying'."""
    words = people.fold(cell)
    named = (For.FORMER_RELEVANT, For.QUALIFYING, For.ELIGIBLE, For.RELEVANT)
    return next((each for each in named if re.search(rf"\b{each.value}\b", words)), None)
