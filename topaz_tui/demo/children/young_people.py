"""Who the young people of the demo are, and what has happened to each: as it should, but here and there not yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from topaz_tui import clock
from topaz_tui.demo import names
from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts
from topaz_tui.demo.person import DemoPerson
from topaz_tui.rules import people
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Lives
from topaz_tui.rules.statutory.records import RecordSource, Stay

Kind = EventKind
WITH_WORK = 14
"""So many turned 16 of late, and their first plan is the work of the team."""
MONTHS_TO_16 = (3, 9, 16, 28, 50, 80, 110, 156)
"""In how many months those turn 16 who are younger."""


@dataclass(frozen=True, slots=True)
class DemoYoungPerson:
    """A young person: when they turned 16, since when they are looked after, and when their plan was signed off, None
    where it isn't yet."""

    person: DemoPerson
    number: int
    council: str
    owner: int
    at_16: date
    care: date
    planned: date | None = None

    @property
    def id(self) -> int:
        """Their number in the database."""
        return self.person.id


class _Past:
    """Writes what happened to the young people."""

    def __init__(self, book: Book) -> None:
        self.book, self.today = book, book.days.today

    def event(self, who: int, kind: Kind, day: date, set_for: date | None = None, note: str | None = None) -> None:
        """What happened on a day, unless that is still to come."""
        if day <= self.today:
            self.book.add(
                "statutory_event", client_id=who, kind=kind.value, happened_on=day.isoformat(),
                set_for_on=set_for.isoformat() if set_for else None, about_on=None, note=note,
                source=RecordSource.COUNCIL.value, made_by=self.book.workers["me"],
                made_at=self.book.at(self.book.days.near(day), "15:00"),
            )  # fmt: skip

    def again(self, who: int, kind: Kind, first: date, every: int, until: date, *, lapsed: bool = False) -> date:
        """What happened every so many days; of what has lapsed the last one did not. Returns the last day."""
        days = [self.book.days.near(day) for day in _every(first, every, min(until, self.today))]
        days = days[:-1] if lapsed and len(days) > 1 else days
        for day in days:
            self.event(who, kind, day)
        return days[-1] if days else first

    def care(self, who: int, began: date, ended: date | None, status: str, why: CareEnd | None = None) -> None:
        """A time in care, in one placement."""
        made = {
            "source": RecordSource.COUNCIL.value,
            "made_by": self.book.workers["me"],
            "made_at": self.book.at(self.book.days.near(began), "12:00"),
        }
        span = {"client_id": who, "began_on": began.isoformat(), "ended_on": ended.isoformat() if ended else None}
        self.book.add("episode", **span, status=status, why=why.value if why else None, **made)
        self.stays(who, began, ended, Stay.LOOKED_AFTER)

    def stays(self, who: int, began: date, ended: date | None, stay: Stay) -> None:
        """Where they live, or lived, from a day on."""
        home = self.book.people[-1].row
        lives = Lives.FOSTER if stay == Stay.LOOKED_AFTER else Lives.OTHER
        self.book.add(
            "placement", client_id=who, stay=stay.value, began_on=began.isoformat(),
            ended_on=ended.isoformat() if ended else None, lives=lives.value, to_18=0, address=home["address"],
            postcode=home["postcode"], provider="Harbour Fostering" if lives == Lives.FOSTER else None,
            kept_from="the father" if who % 9 == 0 else None, source=RecordSource.COUNCIL.value,
            made_by=self.book.workers["me"], made_at=self.book.at(self.book.days.near(began), "12:00"),
        )  # fmt: skip


def write(book: Book) -> list[DemoYoungPerson]:
    """All of them, in the order of their numbers."""
    past, found = _Past(book), []
    for number in range(40):
        if number < WITH_WORK:
            at_16 = book.days.today - timedelta(10 + 8 * number)
            one = _person(book, number, at_16, at_16 - timedelta(200 + 31 * (number % 9)))
            _in_care(past, one, "V2" if number % 3 else "C2", lapsed=number % 6 == 5)
        elif number < 22:
            at_16 = clock.add_months(book.days.today, MONTHS_TO_16[number - WITH_WORK])
            one = _person(book, number, at_16, book.days.today - timedelta(290 + 40 * (number - 14)))
            _in_care(past, one, "C2", lapsed=number == 17)
        elif number < 28:
            at_16 = clock.add_months(book.days.today, -10) - timedelta(11 * (number - 22))
            one = _person(book, number, at_16, at_16 - timedelta(400), planned=at_16 + timedelta(85))
            _in_care(past, one, "C2")
        else:
            at_16 = clock.add_months(book.days.today, -29 - 5 * (number - 28)) - timedelta(3 * number)
            one = _person(book, number, at_16, at_16 - timedelta(500), planned=at_16 + timedelta(80))
            _left(past, one, number)
        _planned(past, one, lapsed=number in (24, 33, 38))
        found.append(one)
    return found


def _person(book: Book, number: int, at_16: date, care: date, planned: date | None = None) -> DemoYoungPerson:
    chance, today = book.chance, book.days.today
    heritage = chance.choices(names.HERITAGES, [each.share for each in names.HERITAGES])[0]
    woman = number % 2 == 0
    first, last = book.pick(heritage.women if woman else heritage.men), book.pick(heritage.last)
    born = clock.add_months(at_16, -12 * 16)
    council = texts.COUNCILS[number % 3]
    added = book.at(book.days.ago(months=9), "08:40")
    street = f"{chance.randint(1, 90)} {book.pick(names.STREETS)} {book.pick(names.KINDS_OF_STREET)}"
    row = book.add(
        "client", person_id=f"{council[0]}{book.numbers.person_ids.pop()}", first_name=first, last_name=last,
        name_key=people.sort_name(first, last), born_on=born.isoformat(), address=f"{street}, {council}",
        postcode=f"{book.pick(names.DISTRICTS)} {chance.randint(1, 9)}XX", council=council, safe_to_call="yes",
        open_to_services=1, version=1, added_at=added,
    )  # fmt: skip
    person = DemoPerson(row, woman)
    book.people.append(person)
    if at_16 <= today:
        book.phone(person)
    owner = book.workers[("rkelly", "tbello", "me")[number % 3]]
    leaver = planned is not None and number >= 28
    book.add(
        "young_person", client_id=person.id, category="former relevant" if leaver else None,
        legal_status=None if leaver else "C2", team=f"{council} Team {1 + number % 2}",
        social_worker=texts.SOCIAL_WORKERS[number % 4], personal_adviser=texts.ADVISERS[number % 3],
        reviewing_officer=None if leaver else texts.REVIEWERS[number % 3], school=texts.SCHOOLS[number % 4],
        owner_id=owner, version=1, made_by=book.workers["me"], made_at=added,
    )  # fmt: skip
    return DemoYoungPerson(person, number, council, owner, at_16, care, planned)


def _in_care(past: _Past, one: DemoYoungPerson, status: str, ended: date | None = None, lapsed: bool = False) -> None:
    """Looked after, with visits, reviews, health and school as they are due; the last of them late where it lapsed."""
    who, began, until = one.id, one.care, (ended or past.today) - timedelta(1)
    past.care(who, began, ended, status, CareEnd.ADULT if ended else None)
    for kind in (Kind.PLACEMENT_PLAN_SIGNED, Kind.PLACEMENT_NOTIFIED, Kind.CARE_PLAN_MADE):
        past.event(who, kind, began)
    past.again(who, Kind.VISITED, began + timedelta(4), 38, until, lapsed=lapsed)
    second = began + timedelta(18 + 80)
    past.event(who, Kind.REVIEW_HELD, began + timedelta(18))
    last = past.again(who, Kind.REVIEW_HELD, second, 165, until, lapsed=lapsed and one.number % 2 == 1)
    past.event(who, Kind.PEP_MADE, began + timedelta(9))
    little = clock.add_months(one.at_16, -11 * 12) > past.today
    past.again(who, Kind.HEALTH_ASSESSED, began + timedelta(20), 170 if little else 350, until)
    if ended is None and not lapsed and one.number % 4 == 0:
        following = last + timedelta(175)
        past.event(who, Kind.REVIEW_BOOKED, min(last + timedelta(30), past.today), set_for=following)
    after_16 = [day for day in _every(second, 165, until) if day >= one.at_16]
    if after_16:
        past.event(who, Kind.STAYING_PUT_CONSIDERED, after_16[0])


def _left(past: _Past, one: DemoYoungPerson, number: int) -> None:
    """Left care at 18; some live where the council provides it, and are visited there."""
    at_18 = clock.add_months(one.at_16, 24)
    _in_care(past, one, "C2", at_18)
    if number % 3 == 0:
        past.stays(one.id, at_18, None, Stay.PROVIDED)
        past.again(one.id, Kind.PA_VISITED, at_18 + timedelta(5), 55, past.today, lapsed=number == 36)
        past.event(one.id, Kind.PLAN_REVIEWED, at_18 + timedelta(25))


def _planned(past: _Past, one: DemoYoungPerson, lapsed: bool) -> None:
    """The assessment, the plan, and its reviews every half year."""
    if one.planned:
        past.event(one.id, Kind.NEEDS_ASSESSED, one.planned - timedelta(10))
        past.event(one.id, Kind.PLAN_SIGNED_OFF, one.planned, note="Signed by the young person.")
        past.again(one.id, Kind.PLAN_REVIEWED, one.planned + timedelta(172), 172, past.today, lapsed=lapsed)
    elif one.number < WITH_WORK and one.number >= 6 and one.number % 3:
        past.event(one.id, Kind.NEEDS_ASSESSED, min(one.at_16 + timedelta(50), past.today - timedelta(1)))


def _every(first: date, every: int, until: date) -> Iterator[date]:
    day = first
    while day <= until:
        yield day
        day += timedelta(every)
