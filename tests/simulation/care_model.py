"""The second reckoning of what is due for young people, courts and schools: plain bookkeeping of what happened, with
its own calendar. It shares no code with rules/statutory or the services.

Lives here are simple: foster care, moves, leaving and coming back, no short breaks and no adoption. What is reckoned of
them is in CODES; other duties are none of this model's.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.support.tape import BANK_HOLIDAYS

DAY = timedelta(days=1)
PROVED_BY = {
    "LAC_REV1": "review", "LAC_REV2": "review", "LAC_REV": "review", "VISIT1": "visit", "VISIT": "visit",
    "HEALTH1": "health", "HEALTH": "health", "PLACE_PLAN": "placement plan", "PLACE_NOTE": "placement note",
    "CARE_PLAN": "care plan", "NEEDS": "assessed", "NEEDS_R": "assessed", "PLAN": "plan", "PLAN_REV": "plan review",
}  # fmt: skip
"""What alone shows that each duty to a young person is met."""
CODES = {*PROVED_BY, "S7", "S7_DRAFT", "DSL", "DSL_UPD", "STAFF_IND", "STAFF_UPD"}


def months(day: date, count: int) -> date:
    """The day of the same number so many months on, else that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days(day: date, count: int) -> date:
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4 or day in BANK_HOLIDAYS:
            day += step
    return day


@dataclass
class Child:
    """A young person: times in care with the first legal status of each, places, and the days of what happened."""

    id: int
    key: str
    born: date
    care: list[tuple[date, date | None, str]] = field(default_factory=list)
    places: list[tuple[date, date | None]] = field(default_factory=list)
    days: dict[str, list[date]] = field(default_factory=dict)
    _reckoned: tuple[list[tuple[date, date | None, str]], date | None] | None = None

    def birthday(self, age: int) -> date:
        return date(self.born.year + age, self.born.month, self.born.day)

    def happened(self, what: str, first: date = date.min, before: date = date.max) -> list[date]:
        return sorted({day for day in self.days.get(what, ()) if first <= day < before})

    def add(self, what: str, day: date) -> None:
        self.days.setdefault(what, []).append(day)

    def spans(self) -> list[tuple[date, date, str]]:
        adult = self.birthday(18)
        return [(began, min(ended or adult, adult), status) for began, ended, status in self.care if began < adult]

    def span(self, day: date) -> tuple[date, date, str] | None:
        """The time in care of a day."""
        return next((each for each in self.spans() if each[0] <= day < each[1]), None)

    def place(self, day: date) -> tuple[date, date] | None:
        """Where they are placed on a day: from when on, and up to when."""
        for began, ended in self.places:
            if began <= day and (ended is None or day < ended):
                return began, ended or date.max
        return None

    def eligible(self, today: date) -> date | None:
        """The first day, up to today, on which 13 weeks in care since 14 were over and one night was after 16."""
        if self._reckoned is None or self._reckoned[0] != self.care:
            self._reckoned = [*self.care], self._first_eligible()
        day = self._reckoned[1]
        return day if day is not None and day <= today else None

    def _first_eligible(self) -> date | None:
        nights, night_at_16, before = 0, False, False
        day, at_16, adult = (self.birthday(age) for age in (14, 16, 18))
        while day < adult:
            now = self.span(day) is not None
            if day >= at_16 and nights >= 91 and (now or (before and night_at_16)):
                return day
            nights, before = nights + now, now
            night_at_16 = night_at_16 or (now and day >= at_16)
            day += DAY
        return None

    def due(self, today: date) -> dict[str, date]:
        """What is open today, with its day."""
        return self._in_care(today) | self._leaving(today)

    def _in_care(self, today: date) -> dict[str, date]:
        care = self.span(today)
        if care is None:
            return {}
        began, ended, status = care
        found: dict[str, date] = {}
        held, health = self.happened("review", began, ended), self.happened("health", began, ended)
        code, by = (
            ("LAC_REV1", working_days(began, 20)) if not held
            else ("LAC_REV2", months(held[0], 3)) if len(held) == 1
            else ("LAC_REV", months(held[-1], 6))
        )  # fmt: skip
        found[code] = by
        if health:
            found["HEALTH"] = months(health[-1], 12)
        else:
            found["HEALTH1"] = working_days(began, 20)
        earlier = max((end for _, end, _ in self.spans() if end <= began), default=date.min)
        if status == "V2" and not self.happened("care plan", earlier, ended):
            found["CARE_PLAN"] = working_days(began, 10)
        if place := self.place(today):
            since, until = place
            visits = self.happened("visit", since, min(until, ended))
            found["VISIT" if visits else "VISIT1"] = visits[-1] + 42 * DAY if visits else since + 7 * DAY
            for code, what in (("PLACE_PLAN", "placement plan"), ("PLACE_NOTE", "placement note")):
                if not self.happened(what, since, min(until, ended)):
                    found[code] = working_days(since, 5)
        return found

    def _leaving(self, today: date) -> dict[str, date]:
        since = self.eligible(today)
        if since is None or today >= self.birthday(25):
            return {}
        found: dict[str, date] = {}
        care, signed = self.span(today), self.happened("plan")
        if today < self.birthday(18):
            left = max((end for _, end, _ in self.spans() if end <= today), default=since)
            begun = max(since, care[0] if care else left)
            if not self.happened("assessed") and (care or not any(day < begun for day in signed)):
                found["NEEDS" if care else "NEEDS_R"] = months(begun, 3)
            if not signed:
                found["PLAN"] = months(since, 3)
        if signed:
            reviews = [day for day in self.happened("plan review") if day > signed[0]]
            found["PLAN_REV"] = months((reviews or signed)[-1 if reviews else 0], 6)
        return found


@dataclass
class Order:
    """An order of a court for some children."""

    id: int
    key: str
    file_by: datetime
    drafted: bool = False
    filed: bool = False
    version: int = 1

    def due(self) -> dict[str, date | datetime]:
        if self.filed:
            return {}
        draft: dict[str, date | datetime] = {} if self.drafted else {"S7_DRAFT": working_days(self.file_by.date(), -10)}
        return {"S7": self.file_by} | draft


@dataclass
class Worker:
    """Somebody at work in a school."""

    id: int
    key: str
    began: date
    lead: bool
    ended: date | None = None
    courses: dict[str, list[date]] = field(default_factory=dict)

    def due(self) -> dict[str, date]:
        if self.ended:
            return {}
        induction, lead = self.courses.get("induction", []), self.courses.get("leads and deputies", [])
        update, refresh = self.courses.get("update for staff", []), self.courses.get("refresh for leads", [])
        found = {} if induction else {"STAFF_IND": self.began}
        if every := sorted({*induction, *lead, *update, *refresh}):
            found["STAFF_UPD"] = months(every[-1], 12)
        if self.lead:
            found["DSL"] = months(max(lead), 24) if lead else self.began
            if both := sorted({*lead, *refresh}):
                found["DSL_UPD"] = months(both[-1], 12)
        return found
