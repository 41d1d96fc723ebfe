"""Whom a row is about and when they were assessed: where that can't be said, the row is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from topaz_tui.exchange.council_csv.cells import WHICH_ORDER
from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.rules.people import empty, is_rounded, no_person_id

_EARLIEST = "1948-04-01"  # the National Assistance Act came into force: there were no assessments before
# A quick look at a whole column: what is found is looked at cell by cell.
_ODD_ID = re.compile(r"[eE]\+|[#]|(?:^|\|)(?:[0.,\s-]*(?=\||$)|[a-z()<>/?\\–—.-]{1,11}(?=\||$))|\d[.,]\d+[eE]\d", re.I)


def read_required(batch: Columns) -> tuple[Sequence[str | None], Sequence[str], Sequence[int]]:
    """Days and kinds of the assessments, and which rows are events and no more; fills `refused`.

    What an event is, is read as the national rules for Client Level Data have it: whatever has 'assessment' in its
    name is one, and 'review' likewise.
    """
    people, assessed = batch.cells("person_id"), batch.cells("assessed_on")
    days = list(map(batch.reader.day.__getitem__, assessed))
    events = batch.cells("event_type")
    kinds = ["assessment"] * batch.count
    suspects: Iterable[int] = ()
    if any(events):
        events = [event.lower() for event in events]
        kinds = list(map(_kind, events))
        suspects = [i for i, kind in enumerate(kinds) if kind == "event"]
    low, high = min(day or "" for day in days), max(day or "" for day in days)
    doubtful = "assessed_on" in batch.reader.unread or not batch.reader.two_people.keys().isdisjoint(people)
    if low < _EARLIEST or high > batch.reader.today or doubtful or _suspicious(people):
        suspects = range(batch.count)
    only_events = []
    for i in suspects:
        if reasons := _reasons(batch, people[i], assessed[i], days[i], events[i] if kinds[i] == "event" else ""):
            batch.refused[i] = reasons if any(map(str.strip, batch.rows[i])) else ()
            if not _is_id(people[i]):
                continue
            of_several = people[i] in batch.reader.two_people
            if of_several:
                batch.of_several.add(i)
            if len(reasons) - of_several == 1:
                only_events.append(i)
                kinds[i] = "event"
    return [day or "" for day in days], kinds, only_events


def _is_id(person_id: str) -> bool:
    return not (no_person_id(person_id) or is_rounded(person_id))


def _reasons(batch: Columns, person_id: str, assessed: str, day: str | None, event: str) -> tuple[str, ...]:
    reasons = []
    if empty(person_id):
        reasons.append("There is no person ID.")
    elif no_person_id(person_id):
        reasons.append("The person ID is none: a spreadsheet or a system wrote it where one was missing.")
    elif is_rounded(person_id):
        reasons.append("A spreadsheet rounded the person ID (1.23E+11): take it from the council's system.")
    elif rows := batch.reader.two_people.get(person_id):
        others = ", ".join(map(str, rows[:5]))
        reasons.append(f"Two people stand under this ID (rows {others}): ask the council which of them has it.")
    called = batch.reader.called["assessed_on"]
    if "assessed_on" in batch.reader.unread and not empty(assessed) and not event:
        reasons.append(f"'{called}' {WHICH_ORDER}.")
    elif event:
        reasons.append(f"The event is a {event[:40]}, and neither an assessment nor a review.")
    elif empty(assessed):
        reasons.append(f"'{called}' is empty: Topaz calls a year after a finished assessment.")
    elif day is None:
        what = "is a bare number, and no date" if assessed.isdigit() else "is no date that can be read"
        reasons.append(f"'{called}' {what}. Write it as 2025-11-03 or 03/11/2025.")
    elif day > batch.reader.today:
        reasons.append(f"'{called}' is in the future.")
    elif day < _EARLIEST:
        reasons.append(f"'{called}' is before April 1948, when there were no assessments.")
    return tuple(reasons)


def _kind(event: str) -> str:
    if "review" in event:
        return "review"
    return "assessment" if "assessment" in event or empty(event) else "event"


def _suspicious(people: Sequence[str]) -> bool:
    """Whether an ID among these may be none, or a rounded one."""
    return not all(people) or bool(_ODD_ID.search("|".join(people)))
