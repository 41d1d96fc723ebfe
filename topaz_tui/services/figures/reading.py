"""What is known of a period, read from the database: everything that its measures are counted from, and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import reviews
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.duties import DutyEnd, DutyKind
from topaz_tui.rules.measures import of_quality, periods
from topaz_tui.rules.measures.facts import CallFact, ConcernFact, Facts, OwedFact, PersonDue, together
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.outcomes import BY_CODE
from topaz_tui.rules.representatives import HOW
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import councils
from topaz_tui.services.councils import Spellings, of_these
from topaz_tui.services.figures import concerns, lives
from topaz_tui.services.figures.cycles import Cycle, RecallRow, cycles
from topaz_tui.services.figures.persons import People
from topaz_tui.store.models import (
    Call,
    Client,
    ClientAction,
    Duty,
    Review,
    SupportReferral,
)
from topaz_tui.store.rows import dicts, ids_as_one, objects

GONE = (CallStop.DIED, CallStop.MOVED)
CANCELLED = (DutyEnd.REPLACED, DutyEnd.STOPPED, DutyEnd.BY_MANAGER, DutyEnd.TO_COUNCIL)
BACK = tuple(code for code, kind in reviews.ACTION.items() if kind.counts_as_referral_back)
FIELDS = tuple(field for _, field, _ in of_quality.FIELDS)
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)
_ENDED = attrgetter("ended")
LEAST_READ, READ_IN = 500, 8  # records whose calls are read together, at least; and in how many parts


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a report is narrowed to: one council's people, what one worker did. None: all."""

    council: str | None = None
    worker_id: int | None = None


class _Whose(NamedTuple):
    """The same, as it is read: in what ways the list writes the council."""

    council: Spellings | None
    worker_id: int | None


def read(
    wanted: Iterable[Period], as_of: datetime, settings: Settings, narrowed: Narrowed
) -> Iterator[tuple[Period, Facts]]:
    """Each of these periods with its facts as they are known at `as_of`, the first to end first. No day is read twice,
    in however many periods it is; and no more is held at once than periods that have begun and not ended ask for."""
    whose = _Whose(councils.spellings(narrowed.council), narrowed.worker_id)
    held: dict[Period, list[Facts]] = {each: [] for each in wanted}
    every = concerns.read(as_of, settings, whose.council, min(each.begins_at for each in held))
    for part in periods.parts(held):
        facts = _read(part, as_of, settings, whose, every)
        for period in [each for each in held if each.covers(part)]:
            held[period].append(facts)
            if period.stop == part.stop:
                yield period, together(period, held.pop(period))


def _read(
    period: Period, as_of: datetime, settings: Settings, narrowed: _Whose, every: tuple[ConcernFact, ...]
) -> Facts:
    """`every`: the concerns of all periods. What the whole team shares is not read for one worker."""
    council, worker_id = narrowed.council, narrowed.worker_id
    of_worker = () if worker_id is None else (Call.worker == worker_id,)
    when = _in(Call.rang_at, period, as_of)
    calls = tuple(ended_calls(when, *of_worker, council=council))
    made = tuple(each for each in every if worker_id in (None, each.worker_id))
    whole = worker_id is None
    return Facts(
        period,
        as_of,
        due=_people_due(period, as_of, council) if whole else (),
        calls=calls,
        callbacks=callbacks(_in(Duty.due_at, period), *_kept_for(narrowed)),
        follow_ups=follow_ups(_in(Duty.due_at, period), *of_these(council)) if whole else (),
        actions=actions(*_of_days(period), *_seen_to(narrowed)),
        without_day=tuple(id for id, _ in without_day(_in(ClientAction.made_at, period), *_seen_to(narrowed))),
        reviews=lives.read(when, *of_worker, written_as=council),
        concerns=made,
        referred_back=_referred_back(period, council) if whole else frozenset(),
        grace_minutes=settings.calls.callback_grace_minutes,
        parts_of_day=settings.calls.parts,
    )


def _in(moment: Any, period: Period, as_of: datetime | None = None) -> Any:
    stop = min(period.stops_at, as_of + SECOND) if as_of else period.stops_at
    return (moment >= clock.to_store(period.begins_at)) & (moment < clock.to_store(stop))


def _people_due(period: Period, as_of: datetime, council: Spellings | None) -> tuple[PersonDue, ...]:
    """Those to whom a recall fell due. Of somebody with records of several councils each cycle is of the one whose
    recall fell due first, and of no other: so the councils add up, and so do the months of a quarter."""
    fell_due = (
        Duty.select(Duty.client.alias("client_id"))
        .join(Client)
        .where(Duty.kind == DutyKind.RECALL, _in(Duty.due_at, period, as_of), *of_these(council))
        .distinct()
    )
    people = People(row["client_id"] for row in dicts(fell_due))
    recalls = (
        Duty.select(Duty.client.alias("client_id"), Duty.due_at, Duty.closed_at, Duty.closed_how, Duty.made_at)
        .where(Duty.kind == DutyKind.RECALL, Duty.client.in_(ids_as_one(people.records)))
        .order_by(Duty.made_at, Duty.id)
    )
    theirs: defaultdict[int, list[RecallRow]] = defaultdict(list)
    for recall in objects(recalls, RecallRow):
        theirs[people.of(recall.client_id)].append(recall)
    began = [(person, cycle) for person, each in theirs.items() for cycle in cycles(each)
             if period.first <= cycle.due_on < period.stop and cycle.due_on <= clock.local(as_of).date()]  # fmt: skip
    since: dict[int, str] = {}
    for person, cycle in began:
        begins = cycle.since or ""
        for record in people.records_of(person):
            since[record] = min(begins, since.get(record, begins))
    calls: defaultdict[int, list[CallFact]] = defaultdict(list)
    for call in _calls_since(since, as_of):
        calls[people.of(call.client_id)].append(call)
    known = clients_of(since)
    began = [(person, cycle) for person, cycle in began if council is None or known[cycle.client_id].council in council]
    return tuple(
        person_due(person, cycle, sorted(calls[person], key=_ENDED),
                [known[record] for record in people.records_of(person)])
        for person, cycle in began
    )  # fmt: skip


def person_due(person: int, cycle: Cycle, calls: Iterable[CallFact], known: Sequence[KnownRecord]) -> PersonDue:
    """One person of the cohort, from all of their records. A call before it fell due is of this cycle only where it
    ended it: the follow-up of last year's review came after the cycle before, and reached nobody in this one."""
    due, since, until = clock.to_store(clock.at(cycle.due_on, "00:00")), cycle.since or "", cycle.until
    own = tuple(
        call
        for call in calls
        if call.ended > since
        and (until is None or call.ended <= until)
        and (call.rang >= due or call.review or BY_CODE[call.outcome].final)
    )
    gone_on = min((each.gone_on for each in known if each.gone_on), default=None)
    is_open = any(each.open_to_services for each in known)
    over = cycle.until is not None
    missing = frozenset.intersection(*(each.missing for each in known))
    return PersonDue(person, cycle.due_on, own, gone_on, is_open and not over, over, missing)


class KnownRecord(NamedTuple):
    """What is known of one record: the day on which they died or moved, as far as it is, whether they are open to
    services, whose list it is from, and which fields it has not (`FIELDS`)."""

    gone_on: date | None
    open_to_services: bool
    council: str | None
    missing: frozenset[str]


def clients_of(whom: Collection[int]) -> dict[int, KnownRecord]:
    rows = Client.select(
        Client.id,
        Client.died_on,
        Client.stopped,
        Client.stopped_at,
        Client.open_to_services,
        Client.council,
        *(getattr(Client, field) for field in FIELDS),
    ).where(Client.id.in_(ids_as_one(whom)))
    known = {}
    for row in dicts(rows):
        day = row["died_on"] or (row["stopped_at"] if row["stopped"] in GONE else None)
        missing = frozenset([field for field in FIELDS if not row[field]])
        known[row["id"]] = KnownRecord(
            _day(day) if day else None, bool(row["open_to_services"]), row["council"], missing
        )
    return known


def _calls_since(since: Mapping[int, str], as_of: datetime) -> Iterator[CallFact]:
    """The calls of these records, each from about the moment at which its cycle began: those that began about the same
    time are read together, so that nobody's calls of years are read for a few."""
    order = sorted(since, key=since.__getitem__)
    size = max(LEAST_READ, -(-len(order) // READ_IN))
    for place in range(0, len(order), size):
        some = order[place : place + size]
        ended = (Call.ended_at > since[some[0]]) & (Call.ended_at <= clock.to_store(as_of))
        yield from ended_calls(Call.client.in_(ids_as_one(some)), ended)


def ended_calls(*which: Any, council: Spellings | None = None) -> list[CallFact]:
    """These calls (of one council's people, where it is named) but for those that were put right; of each record the
    first one first. Of tens of thousands each is made of its row as it is: nothing of it is read before it is asked
    for."""
    rows = (
        Call.select(
            Call.client.alias("client_id"), Call.worker.alias("worker_id"), Call.rang_at.alias("rang"),
            Call.ended_at.alias("ended"), Call.outcome, (Call.direction == "in").alias("incoming"),
            Review.id.is_null(False).alias("review"), Review.complete.alias("complete"),
            Call.contact.is_null(False).alias("another"), Review.spoke_with.in_(list(HOW)).alias("through"),
            Call.is_attempt.alias("attempt"),
        )
        .join(Review, JOIN.LEFT_OUTER, on=(Review.call == Call.id) & Review.taken_back_at.is_null())
        .where(Call.replaced_by.is_null(), *which).order_by(Call.client, Call.ended_at, Call.id)
    )  # fmt: skip
    if council is not None:
        rows = rows.switch(Call).join(Client, on=Call.client == Client.id).where(*of_these(council))
    return objects(rows, CallFact)


def follow_ups(*which: Any) -> tuple[OwedFact, ...]:
    """The follow-ups of these, but for those that were put right."""
    rows = Duty.select(Duty, Client.id).join(Client).where(Duty.kind == DutyKind.FOLLOW_UP, *which).order_by(Duty.id)
    return tuple(
        OwedFact(
            duty.client_id,
            clock.from_store(duty.due_at),
            _moment(duty.closed_at) if duty.closed_how == DutyEnd.DONE else None,
            _was_cancelled(duty.due_at, duty.closed_at, duty.closed_how, WEEK),
        )
        for duty in rows
        if duty.closed_how != DutyEnd.PUT_RIGHT
    )


def _kept_for(narrowed: _Whose) -> tuple[Any, ...]:
    theirs = () if narrowed.worker_id is None else (Duty.for_worker == narrowed.worker_id,)
    return (*of_these(narrowed.council), *theirs)


def callbacks(*which: Any) -> tuple[OwedFact, ...]:
    """These promises, and when each was kept: by the first of our own calls after it, or as it was done by another
    call, such as one that came in or to a carer; of one worker, those that wait for them."""
    ours: Any = Call.select(fn.MIN(Call.rang_at)).where(
        Call.client == Duty.client,
        Call.rang_at > Duty.made_at,
        Call.direction == "out",
        Call.contact.is_null(),
        Call.replaced_by.is_null(),
    )
    rows = (
        Duty.select(Duty.client.alias("client_id"), Duty.due_at, Duty.closed_at, Duty.closed_how, ours.alias("rang_at"))
        .join(Client)
        .where(Duty.kind == DutyKind.CALLBACK, *which)
        .order_by(Duty.id)
    )
    return tuple(
        OwedFact(
            row["client_id"],
            clock.from_store(row["due_at"]),
            _moment(_kept_at(**row)),
            _was_cancelled(row["due_at"], row["closed_at"], row["closed_how"]),
        )
        for row in dicts(rows)
        if row["closed_how"] != DutyEnd.PUT_RIGHT
    )


def _kept_at(rang_at: str | None, closed_at: str | None, closed_how: str | None, **_: object) -> str | None:
    done = closed_at if closed_how == DutyEnd.DONE else None
    return min(filter(None, (rang_at, done)), default=None)


def _was_cancelled(due_at: str, closed_at: str | None, how: str | None, late: timedelta = timedelta()) -> bool:
    """Was it taken back while it could still be made in time? What ended later had been missed by then."""
    return how in CANCELLED and closed_at is not None and closed_at <= clock.to_store(clock.from_store(due_at) + late)


def _of_days(period: Period) -> tuple[Any, ...]:
    return ClientAction.by_on >= period.first.isoformat(), ClientAction.by_on < period.stop.isoformat()


def actions(*which: Any) -> tuple[OwedFact, ...]:
    """These actions that were to be done by a day: each is in time to the end of that day. Of one worker, those that
    they see to."""
    rows = (
        ClientAction.select(ClientAction, Client.id)
        .join(Client, on=ClientAction.client == Client.id)
        .where(ClientAction.by_on.is_null(False), ClientAction.taken_back_at.is_null(), *which)
        .order_by(ClientAction.id)
    )
    return tuple(map(_action, rows))


def without_day(*which: Any) -> tuple[tuple[int, str], ...]:
    """Whose of these actions were arranged by no day, and when: in no figure of any period, and said."""
    rows = (
        ClientAction.select(ClientAction.client.alias("client_id"), ClientAction.made_at)
        .join(Client, on=ClientAction.client == Client.id)
        .where(ClientAction.by_on.is_null(), ClientAction.taken_back_at.is_null(), *which)
        .order_by(ClientAction.id)
    )
    return tuple((row["client_id"], row["made_at"]) for row in dicts(rows))


def _seen_to(narrowed: _Whose) -> tuple[Any, ...]:
    theirs = () if narrowed.worker_id is None else (ClientAction.owner == narrowed.worker_id,)
    return (*of_these(narrowed.council), *theirs)


def _action(action: ClientAction) -> OwedFact:
    """One that was not wanted after its day is no less late: it had been missed by then."""
    due_at, ended_at = clock.at(_day(str(action.by_on)) + clock.DAY, "00:00") - SECOND, _moment(action.done_at)
    cancelled = action.ended_as == Said.NOT_WANTED and ended_at is not None and ended_at <= due_at
    return OwedFact(
        action.client_id, due_at, ended_at if action.ended_as in (None, Said.CAME) else None, cancelled=cancelled
    )


def _referred_back(period: Period, council: Spellings | None) -> frozenset[int]:
    """Whom the team referred back to the council: by what was arranged in a call, or by a referral without a
    service; under whichever of their records, of those who have one of this council."""
    when = _in(ClientAction.made_at, period), _in(SupportReferral.made_at, period)
    found = {id for id, _ in referred_back(*((each,) for each in when))}
    people = People(found)
    if council is not None:
        theirs = Client.select(Client.id).where(Client.id.in_(ids_as_one(people.records)), *of_these(council))
        found = {row["id"] for row in dicts(theirs)}
    return frozenset(map(people.of, found))


def referred_back(actions: Sequence[Any], referrals: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """Who was referred back by one of these actions, or of these referrals, and when."""
    arranged = ClientAction.select(ClientAction.client.alias("client_id"), ClientAction.made_at).where(
        ClientAction.kind.in_(BACK), ClientAction.taken_back_at.is_null(), *actions
    )
    referred = SupportReferral.select(SupportReferral.client.alias("client_id"), SupportReferral.made_at).where(
        SupportReferral.service.is_null(), *referrals
    )
    for rows in (arranged, referred):
        for row in dicts(rows):
            yield row["client_id"], row["made_at"]


def _moment(text: str | None) -> datetime | None:
    return clock.from_store(text) if text else None


def _day(text: str) -> date:
    return date.fromisoformat(text[:10]) if len(text) == 10 else clock.day_and_minute(text)[0]
