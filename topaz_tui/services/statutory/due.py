"""What is due, of all young people, court orders and schools, reckoned anew from the store. The page reads what was
kept of that (kept.py), where it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.people import council_key
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.statutory import listing, orders, plans, return_codes
from topaz_tui.rules.statutory.categories import LifeCourse
from topaz_tui.rules.statutory.council import CouncilRules
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import faults
from topaz_tui.rules.statutory.listing import DutyListing, Owners
from topaz_tui.rules.statutory.reckoning import DutyItem, DutyState, reckon
from topaz_tui.rules.statutory.row import For
from topaz_tui.rules.statutory.schools import last_chance, taught_by_then
from topaz_tui.rules.statutory.schools import reckon as reckon_training
from topaz_tui.services import access
from topaz_tui.services.session import AnySession
from topaz_tui.services.statutory import lives, pieces, schools
from topaz_tui.services.statutory import orders as order_service
from topaz_tui.services.statutory.council_terms import CouncilTerms
from topaz_tui.services.statutory.lives import Ended, KnownLife
from topaz_tui.services.statutory.orders import KnownOrder
from topaz_tui.services.statutory.pieces import AsideWork, KnownWork, OpenWork
from topaz_tui.services.statutory.schools import LeadAlarm
from topaz_tui.store.models import YoungPerson
from topaz_tui.store.rows import ids_as_one

BORN_UNKNOWN = "The date of birth is not known: nothing can be reckoned."
NO_PLAN = "They have left care at 18, and no pathway plan is known of: record the last one, or review it."
WITH_DUTIES = frozenset({For.ELIGIBLE, For.RELEVANT, For.FORMER_RELEVANT})
ENDS = frozenset({DutyState.OPEN, DutyState.CONFIRM})


class DayKind(NamedTuple):
    """By what the calendar counts a line."""

    day: str
    late: bool
    ours: bool
    court: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a line is about: `key` is the council's ID of a young person, those of the children of an order, or
    a school and the name of who works there. `client_id` is None where it is no one young person, `order_id` where it
    is no order, `school_id` where nobody in a school; `clients` are the order's children. `owner_id` is the worker
    whose it is, `owner` their name; `listed` the day on which a young person came onto the list; `hearing` when the
    court hears the order's case, where that is listed and still to come."""

    key: str
    name: str
    council: str
    owner: str
    client_id: int | None = None
    order_id: int | None = None
    clients: tuple[int, ...] = ()
    school_id: int | None = None
    owner_id: int | None = None
    listed: date | None = None
    hearing: DueBy | None = None


@dataclass(frozen=True, slots=True)
class DueLine:
    """A duty that is open. `due`: a day, or a day and a time in London, in ISO 8601; None where there is none. `work`
    is the piece of work that is to meet it, where one is begun: it says who has it, and what it waits for."""

    subject: Subject
    code: str
    words: str
    due: str | None
    overdue: bool
    owner: str
    waits_for: str
    source: str
    since: date
    work: KnownWork | None = None


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """A young person, an order or a school of which nothing, or not all, is reckoned until somebody puts this right;
    `work`: the numbers of the pieces of work for it that are put aside."""

    subject: Subject
    what: tuple[str, ...]
    work: tuple[int, ...] = ()


class Reckoned(NamedTuple):
    """A young person, an order or a post: what is reckoned, and why nothing, or not all, is."""

    subject: Subject
    items: list[DutyItem]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuePage:
    """What is due at a moment, soonest first. `people` is how many young people are on the list, `listed` the same as
    other programs read it; `plans_current` are the pathway plans no older than six months, of all `plans` that there
    are or ought to be. `more` lines than these are due: then `by_day` counts all of them, by the day ('' for none),
    whether late, ours to do, and for a court. `held`: so many young people are not on it, whose records are not
    open to whoever asks."""

    at: datetime
    overdue: int
    due: int
    met: int
    lines: tuple[DueLine, ...]
    to_put_right: tuple[ToPutRight, ...]
    without_lead: tuple[LeadAlarm, ...]
    people: int
    listed: DutyListing
    plans_current: int = 0
    plans: int = 0
    more: int = 0
    by_day: Mapping[DayKind, int] | None = None
    held: int = 0

    @property
    def ok(self) -> bool:
        """Is nothing late, and nothing kept from being reckoned?"""
        return not (self.overdue or self.to_put_right or self.without_lead)


def due(
    session: AnySession,
    weeks: int | None = None,
    council: str | None = None,
    clients: Collection[int] | None = None,
) -> DuePage:
    """What is due, up to so many weeks ahead; what is late is always there. `council` leaves out what is another's: ''
    is the team's own council. With `clients` it is what is due for these young people alone, and under the orders that
    are about them. What is due for somebody restricted is there for those to whom their record is open."""
    held = access.closed(session)
    page = whole(session, weeks, council, clients, held=held)
    if clients is not None:
        return page
    access.looked(session, Reading.DUE, "", len(page.lines))
    return replace(page, held=held_back(held))


def held_back(held: frozenset[int]) -> int:
    """How many young people these records are of: what is due for them is not on the page."""
    return YoungPerson.select().where(YoungPerson.client.in_(ids_as_one(held))).count() if held else 0


def whole(
    session: AnySession,
    weeks: int | None = None,
    council: str | None = None,
    clients: Collection[int] | None = None,
    *,
    held: frozenset[int] = frozenset(),
) -> DuePage:
    """As `due` for everybody but `held`, for checks that nothing is forgotten: it shows nobody anything."""
    works = pieces.every_and_aside(clients)
    return page_of(session, everything(session, clients), works, weeks, council, held=held, of_all=clients is None)


def page_of(
    session: AnySession,
    reckoned: Iterable[Reckoned],
    pieces_of_work: tuple[Sequence[KnownWork], Sequence[AsideWork]],
    weeks: int | None = None,
    council: str | None = None,
    *,
    held: frozenset[int] = frozenset(),
    of_all: bool = True,
) -> DuePage:
    """The page of what was reckoned, but of those who are `held` back. `of_all`: with the schools without a lead."""
    now = clock.now()
    own = session.settings.council or ""
    wanted = None if council is None else council_key(council or own)
    subjects: dict[str, Subject] = {}
    wrong: list[ToPutRight] = []
    items: list[tuple[str, DutyItem]] = []
    people = 0
    current: list[bool] = []
    terms, today = CouncilTerms(session.settings), clock.local(now).date()
    works, aside = pieces_of_work
    for subject, found, why in reckoned:
        if held.intersection((*subject.clients, subject.client_id)):
            continue
        if wanted is not None and council_key(subject.council) != wanted:
            continue
        people += subject.client_id is not None
        if (is_current := plans.is_up_to_date(found, now)) is not None:
            current.append(is_current)
        unread = [each for each in aside if _is_for(each, subject)]
        aside = [each for each in aside if each not in unread]  # of several who work in a school the first
        if why or unread:
            said = (*why, *(each.words for each in unread))
            wrong.append(ToPutRight(subject, said, tuple(each.id for each in unread)))
        key = f"{subject.key}\0{subject.order_id or ''}"  # two orders of one case have the same children
        subjects[key] = subject
        items += [(key, item) for item in found]

    def owners(key: str) -> Owners:
        return owners_of(subjects[key])

    listed = listing.listing(items, now, owners, weeks)
    counts = listed["counts"]
    begun = OpenWork(works)
    about = [subjects[line["person_id"]] for line in listed["items"]]
    begun_for = [worked_on(line, subject, begun) for line, subject in zip(listed["items"], about, strict=True)]
    for line, subject in zip(listed["items"], about, strict=True):
        line["person_id"] = subject.key
        if subject.school_id and line["due"] and not line["overdue"]:
            line["waits_for"] += _before_holidays(date.fromisoformat(line["due"]), today, terms.rules(subject.council))
    leaderless = schools.alarms(session) if of_all else ()
    alarms = (each for each in leaderless if wanted in (None, council_key(each.council or own)))
    lines = map(line_of, listed["items"], about, begun_for)
    return DuePage(
        now, counts["overdue"], counts["due"], counts["met"], tuple(lines), tuple(wrong), tuple(alarms), people, listed,
        sum(current), len(current),
    )  # fmt: skip


def owners_of(subject: Subject) -> Owners:
    """Who is to do what is due for them, in words."""
    return Owners(subject.owner or "nobody yet", subject.council or "the council")


def line_of(line: listing.Line, subject: Subject, work: KnownWork | None) -> DueLine:
    """A line of the page, of one of the list."""
    return DueLine(
        subject, line["code"], line["words"], line["due"], line["overdue"], line["owner"], line["waits_for"],
        line["source"], date.fromisoformat(line["from"]), work,
    )  # fmt: skip


def of_client(client_id: int, session: AnySession | None = None) -> list[DutyItem]:
    """Every duty to one young person as it stands today, with those that are over and why. With a session what their
    council has beside the statute counts as well."""
    terms = CouncilTerms(session.settings if session else Settings())
    return _reckoned(lives.of(client_id), clock.today(), terms)


def of_clients(client_ids: Collection[int], session: AnySession) -> dict[int, list[DutyItem]]:
    """Every duty to each of these young people as it stands today, by client; none of a life that can't be so."""
    terms, today = CouncilTerms(session.settings), clock.today()
    known = [each for each in lives.every(client_ids) if each.life and not any(faults(each.life, today))]
    return {each.client_id: _reckoned(each, today, terms) for each in known}


def of_order(known: KnownOrder, session: AnySession) -> list[DutyItem]:
    """Every duty under an order of a court as it stands."""
    return list(orders.reckon(known.order, CouncilTerms(session.settings).rules(known.council)))


def of_school(school_id: int, session: AnySession) -> list[DutyItem]:
    """Every duty to train somebody in a school as it stands today."""
    terms, today = CouncilTerms(session.settings), clock.today()
    return [
        item
        for school in schools.every()
        if school.id == school_id
        for post in school.posts
        for item in reckon_training(post.post, today, terms.rules(school.council))
    ]


def everything(session: AnySession, clients: Collection[int] | None = None) -> Iterator[Reckoned]:
    """Each young person, order and post: of these clients, and the orders that are about them; or all."""
    known = lives.every(clients)
    yield from of_lives(session, known)
    yield from of_orders(session, {each.client_id: each.name for each in known}, clients)
    if clients is None:
        yield from of_schools(session)


def of_lives(session: AnySession, known: Iterable[KnownLife]) -> Iterator[Reckoned]:
    """Each of these young people."""
    own, terms, today = session.settings.council or "", CouncilTerms(session.settings), clock.today()
    for each in known:
        subject = Subject(
            each.person_id,
            each.name,
            each.council or own,
            each.owner,
            each.client_id,
            owner_id=each.owner_id,
            listed=each.listed,
        )
        wrong = tuple(faults(each.life, today)) if each.life else (BORN_UNKNOWN,)
        found = [] if wrong else _reckoned(each, today, terms)
        why = (*(wrong or _not_reckoned(each, found, today, terms)), *each.unread)
        yield Reckoned(subject, found, why)


def of_orders(
    session: AnySession, names: Mapping[int, str], clients: Collection[int] | None = None
) -> Iterator[Reckoned]:
    """Each order of a court, with its children by these names."""
    own, terms = session.settings.council or "", CouncilTerms(session.settings)
    for each in order_service.every(clients):
        told = ", ".join(filter(None, (names.get(id, "") for id in each.clients)))
        key = f"{', '.join(each.order.children)} ({each.case_number})"
        hearing = each.stands.hearing
        subject = Subject(
            key, told, each.council or own, each.owner, None, each.id, each.clients, owner_id=each.owner_id,
            hearing=None if hearing and hearing.overdue(clock.now()) else hearing,
        )  # fmt: skip
        yield Reckoned(subject, list(orders.reckon(each.order, terms.rules(each.council))), each.unread)


def of_schools(session: AnySession) -> Iterator[Reckoned]:
    """Each post in a school, and each school of which something can't be read."""
    own, terms, today = session.settings.council or "", CouncilTerms(session.settings), clock.today()
    for school in schools.every():
        if school.unread:
            subject = Subject(school.name, school.name, school.council or own, "", school_id=school.id)
            yield Reckoned(subject, [], school.unread)
        for post in school.posts:
            who = Subject(
                f"{school.name}: {post.post.person}", post.post.person, school.council or own, "", school_id=school.id
            )
            yield Reckoned(who, reckon_training(post.post, today, terms.rules(school.council)), ())


def _is_for(work: AsideWork, subject: Subject) -> bool:
    """Is the piece for this young person, order or school?"""
    of = (work.order_id, subject.order_id), (work.school_id, subject.school_id), (work.client_id, subject.client_id)
    return any(own is not None and own == other for own, other in of)


def worked_on(line: listing.Line, subject: Subject, begun: OpenWork) -> KnownWork | None:
    """The work that is to meet the duty of a line, which then says who has that and what it waits for. What was due
    before a young person came onto the list may be done, and only not known here: that is said."""
    if subject.school_id:
        work = begun.for_school(subject.school_id, line["code"])
    elif subject.order_id:
        work = begun.for_order(subject.order_id)
    else:
        work = begun.for_duty(subject.client_id, line["code"])
    if work:
        day = date.fromisoformat(line["due"][:10]) if line["due"] else None
        line["owner"], line["waits_for"] = work.owner, work.waits_for(day)
    elif subject.listed and line["due"] and line["due"] < str(subject.listed):
        line["waits_for"] += f"; none is known from before they came to us on {clock.format_day(subject.listed)}"
    if hearing := subject.hearing:
        at = f" {hearing.at:%H:%M}" if hearing.at else ""
        line["waits_for"] += f"; the hearing is on {clock.format_day(hearing.day)}{at}"
    return work


def _before_holidays(by: date, today: date, council: CouncilRules) -> str:
    """Training that is due in the holidays can be had in the term before alone: from its first day on, until when."""
    term = last_chance(by, council.terms)
    last = taught_by_then(term, by) if term else by
    soon = term is not None and term.began <= today
    return f"; before the holidays, so by {clock.format_day(last)}" if soon and last < by else ""


def _not_reckoned(known: KnownLife, found: list[DutyItem], today: date, terms: CouncilTerms) -> Iterator[str]:
    """What keeps a duty from being seen: nothing is known from which it begins."""
    if known.life is None:
        return
    is_now = LifeCourse(terms.reckoned(known.life, known.council)).category(today)
    if known.category in WITH_DUTIES and is_now not in WITH_DUTIES:
        yield f"They are said to be {known.category}, and no time in care is known from which that follows: record it."
    elif known.legal_status in return_codes.LEGAL_STATUSES and not known.life.episodes:
        status = return_codes.LEGAL_STATUSES[known.legal_status]
        yield f"Their legal status is {known.legal_status} ({status}), and since when is not known: record it."
    planned = any(item.state in ENDS for item in found if item.code in ("PLAN", "PLAN_25", "PLAN_REV"))
    if is_now == For.FORMER_RELEVANT and not planned:
        yield NO_PLAN


def _reckoned(known: KnownLife, today: date, terms: CouncilTerms) -> list[DutyItem]:
    if known.life is None:
        return []
    items = reckon(terms.reckoned(known.life, known.council), today, terms.rules(known.council))
    return [_unless_ended(item, known.ended) for item in items]


def _unless_ended(item: DutyItem, ended: tuple[Ended, ...]) -> DutyItem:
    """The item, but over with the reason where somebody ended it: it stays to be seen, and is not met."""
    why = next((each.why for each in ended if (each.code, each.anchor) == (item.code, item.anchor)), None)
    return item if why is None or item.state not in ENDS else replace(item, state=DutyState.ENDED, why=why)
