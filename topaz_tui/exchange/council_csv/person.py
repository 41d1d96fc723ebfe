"""Who they are: names, the day of birth, whether they died or moved away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from topaz_tui.exchange.council_csv.cells import OLDEST, WHICH_ORDER
from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.exchange.council_csv.headings import STATUSES
from topaz_tui.rules.people import (
    DOUBTS,
    LONGEST_NAME,
    CellMeaning,
    DoubtCode,
    denies,
    iso_date,
    may_say_more,
    name_doubt,
    split_name,
    unsure,
)

_GROWN = 16  # years: who comes of age soon may be assessed before (Care Act 2014, section 58)


def read_names(batch: Columns) -> tuple[Sequence[str], ...]:
    """Title, first, last and preferred name of each row; a name in one column is parted. Warns where there is none."""
    title = batch.text("title")
    first, last, preferred = (batch.text(c, True) for c in ("first_name", "last_name", "preferred_name"))
    whole = batch.text("name", True)
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
                batch.warnings[i].append("The row has no name.")
    return title, first, last, preferred


def note_name_doubts(batch: Columns, *parts: Sequence[str]) -> None:
    """Names that say that somebody has died, or that there is nobody: for a person to look at."""
    for column in STATUSES:
        for i, cell in enumerate(batch.cells(column)):
            if cell and batch.reader.death(cell).told is not CellMeaning.NO and name_doubt(cell) == DoubtCode.LATE:
                batch.doubt(i, DoubtCode.DEATH, column, cell)
    if not any(map(may_say_more, parts)):
        return
    for i, names in enumerate(zip(*parts, strict=True)):
        if code := name_doubt(*names):
            batch.doubts[i].append((code.value, " ".join(filter(None, names))))
            batch.warnings[i].append(f"{DOUBTS[code]}: nobody calls them, unless it was settled before.")


def shorten(batch: Columns, column: str, names: Sequence[str]) -> Sequence[str]:
    """No list can show a name of thousands of letters: its beginning is kept, and it is said."""
    if max(map(len, names), default=0) <= LONGEST_NAME:
        return names
    called = batch.reader.called.get(column) or batch.reader.called.get("name", "Name")
    for i, name in enumerate(names):
        if len(name) > LONGEST_NAME:
            batch.warnings[i].append(
                f"'{called}' has {len(name):,} letters, and was shortened to {LONGEST_NAME}: look at it."
            )
    return [name[:LONGEST_NAME].rstrip() for name in names]


def read_births(batch: Columns, assessed_on: Sequence[str | None]) -> list[str | None]:
    """Days of birth. Nobody is assessed before they are born, nor as a child: a year of two digits is a century
    earlier then, as long as somebody can be so old."""
    if "born_on" in batch.reader.unread:
        return batch.values("born_on", lambda _cell: None, WHICH_ORDER)
    days = batch.values("born_on", batch.reader.past_day, "is no date that can be read")
    oldest, today = batch.reader.oldest, batch.reader.today
    for i, day in enumerate(days):
        if day is None:
            continue
        assessed = assessed_on[i] or today
        grown = date(int(assessed[:4]) - _GROWN, 12, 31)
        if day > grown.isoformat():
            cell, month_first = batch.cells("born_on")[i], batch.reader.is_month_first
            earlier = iso_date(cell, grown, month_first=month_first)
            days[i] = day = earlier if earlier and earlier >= oldest else day
        if not oldest <= day <= min(today, assessed):
            why = (
                "is in the future"
                if day > today
                else "is after the assessment"
                if day > assessed
                else f"is more than {OLDEST} years ago"
            )
            batch.leave_out(i, "born_on", why)
            days[i] = None
    return days


class Ends(NamedTuple):
    """Of each row: did they die, when, did they move away, when; and in the file's words that they did, or that they
    did not."""

    died: list[bool]
    died_on: list[str | None]
    moved: list[bool]
    ended: list[str]
    lives: list[str]
    stays: list[str]
    moved_on: list[str]


def read_ends(batch: Columns, born_on: Sequence[str | None]) -> Ends:
    """Who died, when that was, and who moved away. What is neither yes nor no is for somebody to look at."""
    died, moved = [False] * batch.count, [False] * batch.count
    died_on: list[str | None] = [None] * batch.count
    ended, lives, stays, moved_on = ([""] * batch.count for _ in range(4))

    def says(i: int, column: str, cell: str) -> None:
        ended[i] = ", ".join(filter(None, (ended[i], f"{batch.reader.called[column]}: {cell}")))

    for column in ("deceased", "died_on"):
        for i, cell in enumerate(batch.cells(column)):
            if not cell:
                continue
            told, day = batch.reader.death(cell)
            if told is CellMeaning.LOOK:
                batch.doubt(i, DoubtCode.DEATH, column, cell)
            elif told is CellMeaning.YES:
                died[i] = True
                says(i, column, cell)
                if day and day < (born_on[i] or ""):
                    batch.leave_out(i, column, "is before the date of birth (the person is not called)")
                elif day:
                    died_on[i] = day
            elif column == "deceased" and denies(cell):
                lives[i] = f"{batch.reader.called[column]}: {cell}"
    for i, cell in enumerate(batch.cells("moved")):
        if cell:
            told, day = batch.reader.move(cell)
            moved[i] = told is CellMeaning.YES
            if moved[i]:
                moved_on[i] = day or ""
                says(i, "moved", cell)
            elif told is CellMeaning.NO and denies(cell):
                stays[i] = f"{batch.reader.called['moved']}: {cell}"
            if told is CellMeaning.LOOK:
                batch.doubt(i, DoubtCode.MOVE, "moved", cell)
    for i, cell in enumerate(batch.cells("event_outcome")):
        if cell:  # 'NFA - Deceased', 'NFA - Moved to another LA': Client Level Data
            if "deceased" in cell.lower() and unsure(cell):
                batch.doubt(i, DoubtCode.DEATH, "event_outcome", cell)
            else:
                died[i] = died[i] or "deceased" in cell.lower()
            moved[i] = moved[i] or "moved to another" in cell.lower()
            if "deceased" in cell.lower() or "moved to another" in cell.lower():
                says(i, "event_outcome", cell)
    return Ends(died, died_on, moved, ended, lives, stays, moved_on)
