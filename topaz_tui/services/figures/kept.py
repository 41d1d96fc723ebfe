"""The figures' sums by day and month, kept as they were counted last, so that a period is counted from a few rows and
not from all that was done in it.

Beside the sums stands what each person adds to them (each_person.py). Both are of one line of the log: of whom it tells
something since, what they added is taken out of the sums and what they add now is put in, by whoever looks, and to stay
by `advance`, whenever somebody dispatches. Without a mark that holds, or with many of whom the log tells something, the
figures are counted as if nothing was kept: a figure is right before it is quick. What one worker did is counted
as it is.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any, NamedTuple
from zlib import compress, decompress, error

from peewee import fn

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.measures import tallies
from topaz_tui.rules.measures.facts import Facts
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.tallies import Tally
from topaz_tui.rules.people import scope_of
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.figures import each_person
from topaz_tui.services.figures.each_person import EVERYBODY, Part
from topaz_tui.services.figures.persons import People
from topaz_tui.services.reckoned import newest, program, touched
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import metadata
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Call, Client, Concern, Duty, KeptAdded, KeptTally
from topaz_tui.store.rows import dicts, ids_as_one

KEY, AT = "figures kept", "figures counted"
"""In the table `metadata`: the mark; and while everybody is counted, how far that is."""
MANY = 200
"""People who are counted anew by whoever looks; with more, everybody is."""
AT_ONCE = 200
"""People who are counted in one transaction."""
SECONDS = 5.0
"""How long one dispatch counts at most; the next one goes on [ours]."""
SOURCES = ("topaz_tui.rules", "topaz_tui.rules.measures", "topaz_tui.rules.people", "topaz_tui.services.figures")
Place = tuple[str, str]
"""The scope and the day ('2026-11-03') or the month ('2026-11') of a sum."""


class KeptMark(NamedTuple):
    """By which rules, up to which line of the log, which client and which duty, and when what is kept was counted."""

    by: str
    audit: int
    client: int
    duty: int
    at: str


# Whether it holds


def forget() -> None:
    """What is kept holds no longer, of nobody: until everybody was counted again. Part of the caller's transaction."""
    metadata.forget(KEY)
    metadata.forget(AT)


def read_mark(text: str | None) -> KeptMark | None:
    """The mark as it is kept. Raises one of `unread.FAULTS` for what is none."""
    return KeptMark(*json.loads(text)) if text else None


def _mark(settings: Settings, now: datetime) -> KeptMark | None:
    """The mark, where it holds now: one that is of later than now was made by another clock."""
    found = unread.value("metadata", KEY, read_mark, metadata.value_of(KEY))
    return found if found and found.by == _rules(settings) and found.at <= clock.to_store(now) else None


def _rules(settings: Settings) -> str:
    """Tells the rules and the settings from any others."""
    calls, own = settings.calls, {name: settings.terms_of(name).referral for name in sorted(settings.councils)}
    said = calls.callback_grace_minutes, calls.parts, settings.terms_of(None).referral, own, settings.office
    return sha256(repr((program(*SOURCES), said)).encode()).hexdigest()


def _since(mark: KeptMark) -> frozenset[int]:
    """Of whom something may have been recorded since."""
    new = Client.select(Client.id).where(Client.id > mark.client)
    owed = Duty.select(Duty.client.alias("id")).where(Duty.id > mark.duty)
    begun = Concern.select(Concern.client.alias("id")).where(
        Concern.submitted_at.is_null(), Concern.discarded_at.is_null()
    )  # what is typed into them changes by when they are to be submitted, and is no line of the log
    return touched(mark.audit).union(row["id"] for rows in (new, owed, begun) for row in dicts(rows))


def _now_at(settings: Settings, now: datetime) -> KeptMark:
    last = newest()
    people, duties = (int(each.select(fn.MAX(each.id)).scalar() or 0) for each in (Client, Duty))
    return KeptMark(_rules(settings), last, people, duties, clock.to_store(now))


def count_again(session: Session) -> None:
    """Count everybody again, by the next dispatches; until then no figure is counted from what is kept. Raises
    NotAllowed where whoever asks may not see the team's figures."""
    session.require(Act.SEE_FIGURES)
    with transaction():
        forget()


# What people add, and what they added


@dataclass
class _Change:
    """What some people add now (`parts`, by their records) that they did not, or add no longer: by scope and day."""

    records: set[int]
    parts: dict[int, list[Part]]
    people: dict[int, int]
    by_day: defaultdict[Place, Tally] = field(default_factory=lambda: defaultdict(dict))

    def add(self, parts: Iterable[Part], sign: int) -> None:
        """Count these in, or out."""
        for scopes, days in parts:
            for scope in scopes:
                for day, tally in days.items():
                    tallies.add(self.by_day[scope, day], tally, sign)


def _change(clients: Collection[int], as_of: datetime, settings: Settings) -> _Change:
    """Of these, and of all who are or were one person with any of them."""
    records, whole = set(clients), set[int]()
    while records != whole:
        whole = set(records)
        records |= People(whole).records
        k = KeptAdded
        were = k.select(k.person_id).where(k.client_id.in_(ids_as_one(whole)))
        records |= {row["client_id"] for row in dicts(k.select(k.client_id).where(k.person_id.in_(were)))}
    people = People(records)
    change = _Change(
        records,
        dict(each_person.parts(people, _terms(settings, as_of), settings)),
        {id: people.of(id) for id in records},
    )
    for row in dicts(KeptAdded.select(KeptAdded.body).where(KeptAdded.client_id.in_(ids_as_one(records)))):
        change.add(read_part(row["body"]), -1)
    for parts in change.parts.values():
        change.add(parts, 1)
    change.by_day = defaultdict(dict, {
        place: tally for place, tally in change.by_day.items() if any(tally.values())
    })  # fmt: skip
    return change


def _apply(sums: dict[Place, Tally], change: _Change, places: Collection[Place] | None = None) -> None:
    """Change the sums of days and months, of which those of the days that are changed are all there; of `places` alone,
    where they are named."""
    for (scope, day), tally in change.by_day.items():
        here, month = (scope, day), (scope, day[:7])
        if places is not None and here not in places and month not in places:
            continue
        there = sums.setdefault(here, {})
        before: Tally = {tallies.WORKERS: dict(there.get(tallies.WORKERS, {}))}
        tallies.add(there, tally)
        work = tallies.days_of_work(before, there)
        tallies.add(there, work)
        of_month = sums.setdefault(month, {})
        tallies.add(of_month, tally)
        tallies.add(of_month, work)


def _sums(places: Iterable[Place]) -> dict[Place, Tally]:
    by_scope: defaultdict[str, set[str]] = defaultdict(set)
    for scope, span in places:
        by_scope[scope].add(span)
    k = KeptTally
    found: dict[Place, Tally] = {}
    for scope, spans in by_scope.items():
        wanted = sorted(spans)
        for first in range(0, len(wanted), 500):
            rows = k.select(k.span, k.body).where(k.scope == scope, k.span.in_(wanted[first : first + 500]))
            found |= {(scope, row["span"]): json.loads(row["body"]) for row in dicts(rows)}
    return found


# Keeping it


def advance(session: AnySession) -> None:
    """Keep what was recorded since; where nothing that holds is kept, count everybody, as far as one dispatch goes."""
    now, until = clock.now(), monotonic() + SECONDS
    mark = _mark(session.settings, now)
    if mark is None:
        _count_all(session.settings, now, until)
        return
    if not _since(mark):
        return
    text, new = metadata.value_of(KEY), _now_at(session.settings, now)
    whom = sorted(_since(mark))
    for some in _in_parts(whom):
        with transaction():
            if metadata.value_of(KEY) != text:
                return  # a colleague's dispatch was quicker, or it is to be forgotten
            _keep(_change(some, now, session.settings))
        if monotonic() > until:
            return  # whom it has counted it counts again, which changes nothing
    with transaction():
        if metadata.value_of(KEY) == text:
            metadata.keep(KEY, json.dumps(new))


def left(settings: Settings, clients: Collection[int]) -> None:
    """These records are no more: what they added is taken out. Of many, everybody is counted again. Part of the
    caller's transaction."""
    if len(clients) > MANY:
        forget()
    elif clients:
        _keep(_change(clients, clock.now(), settings))


def _count_all(settings: Settings, now: datetime, until: float) -> None:
    """Count everybody, in the order of their numbers, from where the last dispatch ended."""
    text = metadata.value_of(AT)
    begun = None
    with suppress(*unread.FAULTS):
        begun = json.loads(text) if text else None
    if not begun or begun[0][0] != _rules(settings) or begun[0][-1] > clock.to_store(now):
        begun = [_now_at(settings, now), 0]
    mark, to = KeptMark(*begun[0]), int(begun[1])
    while monotonic() < until:
        with transaction():
            if metadata.value_of(AT) != text:
                return
            rows = Client.select(Client.id).where(Client.id > to).order_by(Client.id).limit(AT_ONCE)
            some = [row["id"] for row in dicts(rows)]
            if not some:
                gone = KeptAdded.select(KeptAdded.client_id).where(KeptAdded.client_id.not_in(Client.select(Client.id)))
                _keep(_change([row["client_id"] for row in dicts(gone)], now, settings))
                metadata.forget(AT)
                metadata.keep(KEY, json.dumps(mark))
                return
            _keep(_change(some, now, settings))
            to, text = some[-1], json.dumps([mark, some[-1]])
            metadata.keep(AT, text)


def _keep(change: _Change) -> None:
    """Part of the caller's transaction."""
    places = {place for scope, day in change.by_day for place in ((scope, day), (scope, day[:7]))}
    sums = _sums(places)
    _apply(sums, change)
    rows = [
        {"scope": scope, "span": span, "body": _text(sums.get((scope, span), {}))} for scope, span in sorted(places)
    ]
    for some in _in_parts(rows):
        kept: Any = KeptTally.insert_many(some)
        kept.on_conflict(conflict_target=[KeptTally.scope, KeptTally.span], preserve=[KeptTally.body]).execute()
    KeptAdded.delete().where(KeptAdded.client_id.in_(ids_as_one(change.records))).execute()
    there = {row["id"] for row in dicts(Client.select(Client.id).where(Client.id.in_(ids_as_one(change.records))))}
    added = [
        {"client_id": id, "person_id": change.people[id], "body": _packed(change.parts.get(id, []))}
        for id in sorted(there)
    ]
    for some in _in_parts(added):
        KeptAdded.insert_many(some).execute()


def _packed(parts: list[Part]) -> str:
    """What somebody adds, in a fifth of the room."""
    return b64encode(compress(_text(parts).encode(), 6)).decode()


def read_part(body: str) -> list[Part]:
    """What somebody adds, as it was kept. Raises one of `unread.FAULTS` for what can't be read."""
    try:
        return [(tuple(scopes), days) for scopes, days in json.loads(decompress(b64decode(body)))]
    except error as trouble:
        raise ValueError("no figures") from trouble


def _text(body: object) -> str:
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def _in_parts(every: Any) -> Iterator[Any]:
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]


def _terms(settings: Settings, as_of: datetime) -> Facts:
    """Facts of nobody, with what else the measures ask for."""
    today = clock.local(as_of).date()
    return Facts(Period(today, today + clock.DAY), as_of, grace_minutes=settings.calls.callback_grace_minutes,
                 parts_of_day=settings.calls.parts)  # fmt: skip


# Reading it


def sums(
    wanted: Iterable[Period], as_of: datetime, settings: Settings, council: str | None
) -> dict[Period, tallies.Sums] | None:
    """The sums of these periods as they are at `as_of`, of one council's people where it is named; None where what is
    kept does not hold, or can't be read."""
    try:
        return _read(tuple(wanted), as_of, settings, EVERYBODY if council is None else scope_of(council) or EVERYBODY)
    except unread.FAULTS:
        return None  # a row of what is kept can't be read: doctor names it


def _read(
    wanted: tuple[Period, ...], as_of: datetime, settings: Settings, scope: str
) -> dict[Period, tallies.Sums] | None:
    mark = _mark(settings, as_of)
    if mark is None or _is_ahead(as_of):
        return None
    since = _since(mark)
    if len(since) > MANY:
        return None
    terms, today = _terms(settings, as_of), clock.local(as_of).date()
    spans = {
        (period, kind): tuple(tallies.spans(first, stop))
        for period in wanted
        for kind, (first, stop) in tallies.cuts(period, today).items()
    }
    places = {(scope, span) for every in spans.values() for span in every}
    change = _change(since, as_of, settings) if since else None
    more = {place for place in change.by_day if place[0] == scope} if change else set()
    there = _sums(places | more)
    if change:
        change.by_day = defaultdict(dict, {place: change.by_day[place] for place in more})
        _apply(there, change, places)
    found = {period: tallies.Sums(period, as_of, terms) for period in wanted}
    for (period, kind), every in spans.items():
        for span in every:
            found[period].add(there.get((scope, span), {}), (kind,))
    return found


def _is_ahead(as_of: datetime) -> bool:
    """Has a call, or a concern, begun later than now, by the clock of another machine? It is in no figure yet."""
    now = clock.to_store(as_of + timedelta(seconds=1))
    latest = Concern.select(Concern.opened_at).order_by(Concern.id.desc()).limit(AT_ONCE)
    return bool(Call.select(Call.id).where(Call.rang_at > now).exists()) or any(
        row["opened_at"] > now for row in dicts(latest)
    )


# Whether it is right


def astray(parts: Iterable[str], sums: Iterable[tuple[str, str, str]]) -> list[str]:
    """Of which days and months the sums (scope, span, body) are others than those of what all people add."""
    everybody = _Change(set(), {}, {})
    for body in parts:
        everybody.add(read_part(body), 1)
    again: dict[Place, Tally] = {}
    _apply(again, everybody)
    kept = {(scope, span): json.loads(body) for scope, span, body in sums}
    return sorted({
        span for scope, span in {*again, *kept} if _full(again.get((scope, span))) != _full(kept.get((scope, span)))
    })  # fmt: skip


def calls_in(part: str) -> int:
    """How many calls are in what somebody adds."""
    everybody = (days for scopes, days in read_part(part) if EVERYBODY in scopes)
    return sum(tally.get(tallies.DONE, {}).get("LOAD n", 0) for days in everybody for tally in days.values())


def _full(tally: Tally | None) -> Tally:
    return {kind: sums for kind, sums in (tally or {}).items() if sums}
