"""What is due for each young person, kept as it was reckoned last, so that the page reads an index by its day and not
everybody's life.

Once a day, and after an import, everybody is reckoned (board_lines.py), and that is kept here, with a mark: for which
day, under which rules and settings, and up to which line of the log. It holds on that day, under the same, for
everybody of whom the log tells nothing since; the others are reckoned anew by whoever looks, until `advance` has kept
that, too. Without a mark that holds everybody is, as if nothing was kept. Who has anything that is to be put right is
reckoned each time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.statutory import listing, plans
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.listing import WORKED_ON, Owners
from topaz_tui.rules.statutory.reckoning import DutyState
from topaz_tui.services import access, unread
from topaz_tui.services.reckoned import newest, program, touched
from topaz_tui.services.session import AnySession
from topaz_tui.services.statutory import due, lives, pieces, weeks
from topaz_tui.services.statutory.due import DayKind, DueLine, DuePage, Reckoned, Subject
from topaz_tui.services.statutory.pieces import KnownWork, OpenWork
from topaz_tui.store import metadata
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, KeptDuty, KeptLife, KeptSum, OrderChild, Worker, YoungPerson
from topaz_tui.store.rows import dicts, ids_as_one, objects

KEY = "children reckoned"
"""In the table `metadata`: the mark."""
MOST = 1_000
"""Lines of the page that are read at first; all of them where it is narrowed, or sorted otherwise [ours]."""
MANY = 500
"""People whom whoever looks reckons anew; with more, everybody is."""
NO_DAY = str(date.max)
"""The day of what has none: it comes last."""
MET, CURRENT, PLANS, PEOPLE = "met", "current", "plans", "people"
"""The names of sums beside the days."""
SOURCES = ("topaz_tui.rules.statutory", "topaz_tui.services.statutory")


class Mark(NamedTuple):
    """For which day, by which rules, and up to which line of the log what is kept was reckoned."""

    day: str
    by: str
    audit: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one young person: how many duties are met, whether their plan is up to date, whether they are to
    be reckoned each time, and of each open duty the columns of its row."""

    met: int
    is_current: int | None
    again: int
    duties: tuple[tuple[str, ...], ...]


class _LifeRow(NamedTuple):
    """A row of `reckoned`."""

    client_id: int
    met: int
    is_current: int | None
    again: int


class _DutyRow(NamedTuple):
    """A row of `reckoned_duty`: whose, and COLUMNS."""

    client_id: int
    by_on: str
    person_id: str
    code: str
    since_on: str
    waits_for: str
    source: str


COLUMNS = _DutyRow._fields[1:]


# Whether it holds


def forget() -> None:
    """What is kept holds no longer, of nobody: until everybody is reckoned again. Part of the caller's transaction."""
    metadata.forget(KEY)


def _mark(session: AnySession) -> Mark | None:
    """The mark, where it holds now."""
    found = unread.value("metadata", KEY, _read, metadata.value_of(KEY))
    now = str(clock.today()), _rules(session.settings)
    return found if found and (found.day, found.by) == now else None


def _read(text: str) -> Mark:
    day, by, audit = json.loads(text)
    return Mark(str(day), str(by), int(audit))


def _rules(settings: Settings) -> str:
    """Tells the rules and the settings from any others."""
    own = {name: settings.terms_of(name).children for name in sorted(settings.councils)}
    return sha256(repr((program(*SOURCES), settings.council, settings.children, own)).encode()).hexdigest()


# Keeping it


def keep_all(session: AnySession, everybody: Iterable[Reckoned], since: int, now: datetime) -> None:
    """Keep what was reckoned of everybody, of which nothing after this line of the log is known. Part of the caller's
    transaction."""
    found = {id: kept for each in everybody for id, kept in _of(each, now)}
    there = _there(None)
    _write(there, found)
    sums: Counter[str] = Counter()
    for kept in found.values():
        _add(sums, kept, 1)
    before = _sums()
    _write_sums(before, sums)
    _keep_mark(session, since)


def advance(session: AnySession) -> None:
    """Keep what was recorded since, where what is kept holds."""
    text, mark = metadata.value_of(KEY), _mark(session)
    if mark is None or not touched(mark.audit):
        return
    now, last = clock.now(), newest()
    since = touched(mark.audit)
    found = {id: kept for each in due.of_lives(session, lives.every(since)) for id, kept in _of(each, now)}
    with transaction():
        if metadata.value_of(KEY) != text:
            return  # a colleague's dispatch was quicker
        there = _there(since)
        _write(there, found)
        before = _sums()
        after = Counter(before)
        for kept in there.values():
            _add(after, kept, -1)
        for kept in found.values():
            _add(after, kept, 1)
        _write_sums(before, after)
        _keep_mark(session, last)


def _keep_mark(session: AnySession, since: int) -> None:
    metadata.keep(KEY, json.dumps(Mark(str(clock.today()), _rules(session.settings), since)))


def _of(each: Reckoned, now: datetime) -> Iterator[tuple[int, _Kept]]:
    """What is to be kept of a young person, by their number; nothing of an order or a post."""
    subject, items = each.subject, each.items
    if subject.client_id is None:
        return
    if each.why:
        yield subject.client_id, _Kept(0, None, 1, ())
        return
    rows = []
    for item in items:
        if item.state in WORKED_ON:
            line = listing.line(subject.key, item, now, Owners())
            rows.append((line["due"] or NO_DAY, subject.key, line["code"], line["from"], line["waits_for"],
                         line["source"]))  # fmt: skip
    current = plans.is_up_to_date(items, now)
    met = sum(item.state == DutyState.MET for item in items)
    yield subject.client_id, _Kept(met, None if current is None else int(current), 0, tuple(rows))


def _there(clients: Collection[int] | None) -> dict[int, _Kept]:
    """What is kept of these, or of all."""
    duties: dict[int, list[tuple[str, ...]]] = {}
    d, life = KeptDuty, KeptLife
    of_duty = d.select(*(getattr(d, name) for name in _DutyRow._fields)).order_by(d.id)
    of_life = life.select(*(getattr(life, name) for name in _LifeRow._fields))
    if clients is not None:
        of_duty = of_duty.where(d.client_id.in_(ids_as_one(clients)))
        of_life = of_life.where(life.client_id.in_(ids_as_one(clients)))
    for duty in objects(of_duty, _DutyRow):
        duties.setdefault(duty.client_id, []).append(duty[1:])
    return {
        row.client_id: _Kept(row.met, row.is_current, row.again, tuple(duties.get(row.client_id, ())))
        for row in objects(of_life, _LifeRow)
    }


def _write(there: Mapping[int, _Kept], found: Mapping[int, _Kept]) -> None:
    """Write what is another, or new; what is there and was not found goes."""
    new = {id: kept for id, kept in found.items() if there.get(id) != kept}
    gone = ids_as_one({*new, *there.keys() - found.keys()})
    KeptDuty.delete().where(KeptDuty.client_id.in_(gone)).execute()
    KeptLife.delete().where(KeptLife.client_id.in_(gone)).execute()
    _insert(KeptLife, ({"client_id": id, "met": kept.met, "is_current": kept.is_current, "again": kept.again}
                       for id, kept in new.items()))  # fmt: skip
    _insert(KeptDuty, ({"client_id": id, **dict(zip(COLUMNS, row, strict=True))}
                       for id, kept in new.items() for row in kept.duties))  # fmt: skip


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    every = list(rows)
    for first in range(0, len(every), MANY):
        model.insert_many(every[first : first + MANY]).execute()


def _add(sums: Counter[str], kept: _Kept, sign: int) -> None:
    """Count what is kept of one young person in, or out."""
    for by_on, _, code, *_ in kept.duties:
        sums[_named(by_on, ours=weeks.is_ours(code))] += sign
    sums[MET] += sign * kept.met
    sums[CURRENT] += sign * (kept.is_current or 0)
    sums[PLANS] += sign * (kept.is_current is not None)
    sums[PEOPLE] += sign * (not kept.again)


def _named(by_on: str, *, ours: bool) -> str:
    return f"{by_on} {int(ours)}"


def _sums() -> Counter[str]:
    return Counter({row["name"]: row["number"] for row in dicts(KeptSum.select(KeptSum.name, KeptSum.number))})


def _write_sums(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    new = {name: number for name, number in after.items() if number and before.get(name) != number}
    gone = [name for name in before if name in new or not after.get(name)]
    for first in range(0, len(gone), MANY):
        KeptSum.delete().where(KeptSum.name.in_(gone[first : first + MANY])).execute()
    _insert(KeptSum, ({"name": name, "number": number} for name, number in new.items()))


# The page


def page(session: AnySession, most: int | None = MOST, weeks_ahead: int | None = None) -> DuePage:
    """What is due, soonest first, up to so many lines, and all that is whoever's asks: `more` says how many there are
    beside. With `weeks_ahead`, for which all lines are read, up to so many weeks, as due.due has it. What is due for
    somebody restricted is there for those to whom their record is open."""
    held = access.closed(session)
    found = None
    try:
        with unread.in_one_moment():
            found = _page(session, most, held)
    except unread.FAULTS:
        found = None  # a row of what is kept can't be read: it is made anew each day
    if found and weeks_ahead is not None:
        found = weeks.up_to(found, weeks_ahead)
    found = found or due.whole(session, weeks_ahead, held=held)
    access.looked(session, Reading.DUE, "", len(found.lines))
    return replace(found, held=due.held_back(held))


def _page(session: AnySession, most: int | None, held: frozenset[int]) -> DuePage | None:
    """The page of what is kept, and of what is not: that is reckoned now. None where nothing kept holds."""
    mark = _mark(session)
    since = touched(mark.audit) if mark else frozenset[int]()
    if mark is None or len(since) > MANY:
        return None  # it is kept again within a day; by the next dispatch, where there is one
    works, aside = pieces.every_and_aside()
    again = KeptLife.select(KeptLife.client_id.alias("id")).where(KeptLife.again == 1)
    anew = since.union((row["id"] for row in dicts(again)), (each.client_id for each in aside if each.client_id))
    children = [row["id"] for row in dicts(OrderChild.select(OrderChild.client.alias("id")).distinct())]
    reckoned = [
        *due.of_lives(session, lives.every(anew - held)),
        *due.of_orders(session, lives.names(children) if children else {}),
        *due.of_schools(session),
    ]
    part = due.page_of(session, reckoned, (works, aside), held=held)
    out, today = anew | held, str(clock.today())
    sums = _sums()
    for kept in _there(out).values():
        _add(sums, kept, -1)
    by_day = weeks.by_day(part.lines)
    for name, number in sums.items():
        day, _, ours = name.partition(" ")
        if ours and number:
            by_day[DayKind("" if day == NO_DAY else day, day < today, ours == "1", False)] += number
    late = sum(number for kind, number in by_day.items() if kind.late)
    lines = sorted((*_lines(session, works, out, most, today), *part.lines), key=_place)
    counts: listing.Counts = {"overdue": late, "due": by_day.total() - late, "met": part.met + sums[MET]}
    return DuePage(
        part.at, late, counts["due"], counts["met"], tuple(lines), part.to_put_right, part.without_lead,
        part.people + sums[PEOPLE], weeks.listed(part, lines, counts), part.plans_current + sums[CURRENT],
        part.plans + sums[PLANS], by_day.total() - len(lines), by_day,
    )  # fmt: skip


def _place(line: DueLine) -> tuple[str, str, str, str]:
    """Its place on the page, as listing.py has it."""
    day, subject = line.due or NO_DAY, line.subject
    return day[:10], day[11:] or "24:00" if line.due else "", f"{subject.key}\0{subject.order_id or ''}", line.code


def _lines(
    session: AnySession, works: Collection[KnownWork], out: Collection[int], most: int | None, today: str
) -> Iterator[DueLine]:
    """The soonest of what is kept, of all but these, and whatever is whoever's asks."""
    d = KeptDuty
    rows: Any = d.select(d.id, d.client_id.alias("whose"), *(getattr(d, name) for name in COLUMNS)).order_by(
        d.by_on, d.person_id, d.code, d.id
    )
    if out:
        rows = rows.where(d.client_id.not_in(ids_as_one(out)))
    found = {row["id"]: row for row in dicts(rows.limit(most) if most is not None else rows)}
    if most is not None and len(found) == most and (me := session.worker_id) is not None:
        mine = {row["id"] for row in dicts(_people(YoungPerson.owner == me))}
        mine |= {each.client_id for each in works if each.client_id and each.stands.worker == me}
        found |= {row["id"]: row for row in dicts(rows.where(d.client_id.in_(ids_as_one(mine))))}
    begun, subjects = OpenWork(works), _subjects(session, {row["whose"] for row in found.values()})
    for row in sorted(found.values(), key=lambda row: int(row["id"])):
        if (subject := subjects.get(row["whose"])) is None:
            continue  # they are off the list
        code, owners = row["code"], due.owners_of(subject)
        line: listing.Line = {
            "person_id": subject.key, "code": code, "words": BY_CODE[code].words,
            "due": None if row["by_on"] == NO_DAY else row["by_on"], "overdue": row["by_on"] < today,
            "owner": owners.ours if weeks.is_ours(code) else owners.council, "waits_for": row["waits_for"],
            "source": row["source"], "from": row["since_on"],
        }  # fmt: skip
        yield due.line_of(line, subject, due.worked_on(line, subject, begun))


def _people(which: Any) -> Any:
    """The young people of whom this is so, as the page names them."""
    return (
        Client.select(
            Client.id, Client.person_id, Client.council, Client.title, Client.first_name, Client.last_name,
            Client.preferred_name, YoungPerson.owner.alias("owner_id"), YoungPerson.made_at, Worker.name.alias("owner"),
        )
        .join(YoungPerson, on=YoungPerson.client == Client.id)
        .join_from(YoungPerson, Worker, JOIN.LEFT_OUTER, on=YoungPerson.owner == Worker.id)
        .where(which)
    )  # fmt: skip


def _subjects(session: AnySession, clients: Collection[int]) -> dict[int, Subject]:
    own = session.settings.council or ""
    return {
        row["id"]: Subject(
            row["person_id"], lives.name_of(row), row["council"] or own, row["owner"] or "", row["id"],
            owner_id=row["owner_id"], listed=lives.listed_on(row["made_at"]),
        )
        for row in dicts(_people(YoungPerson.client.in_(ids_as_one(clients))))
    }  # fmt: skip
