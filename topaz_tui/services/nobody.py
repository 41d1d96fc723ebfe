"""What becomes of everybody on the list, looked up for rules/fates.py: by dispatch, by `topaz doctor`, by the tests.

It reads only, through `ask`, so that a file can be looked at that nobody has opened; and it reads everybody, so it is
for a check, and for a dispatch once a day. `kept` is what the board shows, and `kept_kinds` who they are (month.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from topaz_tui import clock
from topaz_tui.grammar import counted, several
from topaz_tui.rules import fates, outcomes
from topaz_tui.rules.duties import DutyCause, DutyEnd, DutyKind
from topaz_tui.rules.fates import Fate, FateFacts
from topaz_tui.rules.following import BoardLine, next_contact
from topaz_tui.rules.referrals import KIND
from topaz_tui.services import links, unread
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.line_facts import LineFacts, line_facts
from topaz_tui.services.escalations.records import open_lines
from topaz_tui.services.escalations.status import Snapshot, snapshot, status_of, with_whom
from topaz_tui.services.queue import facts_of
from topaz_tui.services.session import AnySession, JobSession, Session
from topaz_tui.store import metadata
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import Call, Client, Duty, QueueEntry, Worker
from topaz_tui.store.rows import dicts, ids_as_one
from topaz_tui.store.sql import nobody as sql
from topaz_tui.store.sql import owing as of_owing
from topaz_tui.store.statement import Statement

T = TypeVar("T")
KEY = "nobody falls between"  # in the table `metadata`: what the last look found
WHO = "who the month is of"  # beside it: who they are whom the board's Month line counts
LISTED = 1_000  # of each kind, the first by name
BETWEEN = "between"  # as the count of those who fall between is kept
BECAME = ("called", "closed", "stopped", "owned", "waiting", BETWEEN)
"""What can have become of somebody to whom a call fell due, as Month counts it."""
MOST = 10  # numbers of people that are named
WORDS: dict[Fate, str] = {Fate.CALLABLE: "callable in calling hours"}


class RunQuery(Protocol):
    """Runs a statement with its values: the rows as these named tuples."""

    def __call__(self, make: type[T], statement: Statement, *values: object) -> list[T]: ...


def ask_list(make: type[T], statement: Statement, *values: object) -> list[T]:
    """Ask the database that is open."""
    return database.named(make, statement, *values)


def everybody(ask: RunQuery) -> Iterator[tuple[str, int, FateFacts]]:
    """Everybody on the list: their person ID, their client id, and the facts by which `fates.fate` decides."""
    owned: dict[int, set[str]] = {}
    for line in ask(sql.Owned, sql.OWNED):
        owned.setdefault(line.person, set()).add(line.kind)
    owes = {duty.client_id for duty in ask(sql.Owes, sql.OWES)}
    broke_off = ask(of_owing.BrokeOff, of_owing.broke_off())
    unfinished = {review.person: unread.moment(review.reviewed_at) for review in broke_off}
    for each in ask(sql.Stands, sql.STANDS):
        yield str(each.person_id), each.id, FateFacts(
            each.reason, each.why, unread.moment(each.due_at), unread.moment(each.changes_at),
            frozenset(owned.get(each.person, ())), unfinished.get(each.person), each.id in owes,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """What became of those to whom a call fell due in a month: each is counted once."""

    first: date
    due: int = 0
    called: int = 0
    closed: int = 0
    stopped: int = 0
    owned: int = 0
    waiting: int = 0  # to be called, or with a date
    between: int = 0

    @property
    def adds_up(self) -> bool:
        """Does each person who was due count as called, closed, stopped, owned or waiting, so that none falls
        between?"""
        return self.due == self.called + self.closed + self.stopped + self.owned + self.waiting and not self.between

    @property
    def name(self) -> str:
        """'October'."""
        return f"{self.first:%B}"

    @property
    def words(self) -> str:
        """'October: 85 due = 60 called + 10 closed with a reason + 3 owned + 5 stopped + 7 still to call'."""
        return f"{self.name}: {self.sum}"

    @property
    def sum(self) -> str:
        """`words` without the month's name."""
        parts = (
            (self.called, "called"),
            (self.closed, "closed with a reason"),
            (self.owned, "owned"),
            (self.stopped, "stopped"),
            (self.waiting, "still to call"),
        )
        told = " + ".join(f"{number:,} {words}" for number, words in parts)
        return f"{self.due:,} due = {told}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole list by fate, who falls between (their IDs, the first of them), and the last whole month."""

    counts: dict[Fate | None, int]
    between: tuple[str, ...]
    month: Month

    @property
    def total(self) -> int:
        """How many people are on the list."""
        return sum(self.counts.values())

    @property
    def ok(self) -> bool:
        """Does nobody fall between, today and in the last month?"""
        return not self.between and self.month.adds_up

    @property
    def words(self) -> str:
        """'800 people = 90 callable in calling hours + … : nobody falls between'.

        At night nobody may be called, and the queue counts them as waiting: here it is said when they are."""
        told = " + ".join(f"{self.counts[fate]:,} {WORDS.get(fate, fate)}" for fate in fates.FATES if self.counts[fate])
        told = told or "0"
        missing = self.counts[None]
        if missing:
            first = ", ".join(self.between)
            lost = f"{missing:,} of {counted(self.total, 'person')} {several(missing, 'falls').upper()} BETWEEN"
            return f"{lost}: ID {first}{' …' if missing > MOST else ''}"
        return f"{counted(self.total, 'person')} = {told}: nobody falls between"


def coverage(ask: RunQuery, now: datetime) -> Coverage:
    """What becomes of everybody, at `now`."""
    return look(ask, now)[0]


def look(ask: RunQuery, now: datetime) -> tuple[Coverage, dict[int, str]]:
    """Ask of everybody what becomes of them; and what became (BECAME) of each to whom a call fell due in the last whole
    month, and who else falls between, by their numbers."""
    counts: dict[Fate | None, int] = dict.fromkeys((*fates.FATES, None), 0)
    between: list[str] = []
    each: dict[int, Fate | None] = {}
    for person_id, id, person in everybody(ask):
        each[id] = fate = fates.fate(person)
        counts[fate] += 1
        if fate is None and len(between) < MOST:
            between.append(person_id)
    first, became = _month(ask, now, each)
    month = Month(first, len(became), **(dict.fromkeys(BECAME, 0) | Counter(became.values())))
    lost = {client_id: BETWEEN for client_id, fate in each.items() if fate is None}
    return Coverage(counts, tuple(between), month), became | lost


def _month(ask: RunQuery, now: datetime, each: dict[int, Fate | None]) -> tuple[date, dict[int, str]]:
    """The first day of the last whole month, and what became of each to whom a call fell due in it."""
    this = clock.local(now).date().replace(day=1)
    first = (this - clock.DAY).replace(day=1)
    bounds = (clock.to_store(clock.at(day, "00:00")) for day in (first, this))
    duties: dict[int, list[tuple[bool, str]]] = {}
    for duty in ask(sql.Due, sql.DUE, *bounds):
        duties.setdefault(duty.client_id, []).append((bool(duty.is_open), duty.closed_how or ""))
    return first, {client_id: _became(theirs, each.get(client_id)) for client_id, theirs in duties.items()}


def _became(duties: Iterable[tuple[bool, str]], fate: Fate | None) -> str:
    """What became of one to whom these calls fell due. A date that took the place of another is as its person is; so is
    one that a stop ended, which may have been taken back, and one that was made by mistake."""
    hows = [how for is_open, how in duties if not is_open]
    if DutyEnd.DONE in hows:
        return "called"
    if any(is_open for is_open, _ in duties) or hows[-1] in (DutyEnd.REPLACED, DutyEnd.STOPPED, DutyEnd.PUT_RIGHT):
        return {"callable": "waiting", "waits": "waiting", "owned": "owned", "stopped": "stopped",
                "nothing owed": "closed"}.get(fate or "", BETWEEN)  # fmt: skip
    return "closed"


def following(session: Session, client_id: int) -> tuple[str, ...]:
    """When the next contact with somebody is, or who decides; then what else is open about them, a sentence each."""
    now = clock.now()
    records = links.group_of(client_id)
    seen = snapshot(session.settings, now)
    lines = sorted(open_lines(records), key=lambda line: line[0].id)
    known = line_facts(lines)
    told = [_board_line(*line, seen, session, known) for line in lines]
    held = next((row["name"] for row in _held_by_others(records, clock.to_store(now), session.worker_id)), "")
    promised = _was_promised(records, session)
    facts = facts_of(client_id)
    return next_contact(facts, told, now, session.settings.calls, held, promised=promised)


@Compiled
def _held_by_others(records: Any, now: Any, mine: Any) -> Any:
    held = QueueEntry.client.in_(records), QueueEntry.held_until > now, Worker.id != mine
    return Worker.select(Worker.name).join(QueueEntry, on=(QueueEntry.held_by == Worker.id)).where(*held).limit(1)


def _board_line(
    row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot, session: Session, known: LineFacts
) -> BoardLine:
    """A line of the board, with whom it stands now: it may have gone up since somebody was given it."""
    with unread.aside("escalation", row.id):
        due = status_of(row, events, seen).deadline
        stands = with_whom(row, events, due, seen)
        name = "You" if stands.id == session.worker_id else stands.name if stands.id else ""
        words = due.waiting_for if due else KIND[row.kind].waiting_for
        return BoardLine(known.waits_for(words, row, events), name, due.at if due else None)
    return BoardLine("its history to be mended", row.owner or "", unread.moment(row.kept_deadline))


def _was_promised(records: Sequence[int], session: Session) -> bool:
    """Did somebody name the time of the callback that is owed? One that was left as it was suggested, or that goes with
    an interpreter, was promised to nobody."""
    theirs = Duty.client.in_(list(records)), Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
    duty: Any = Duty.select().where(*theirs).order_by(Duty.due_at).first()
    if duty is None:
        return True
    made: Any = Call.select(Call.outcome, Call.ended_at).where(
        Call.client == duty.client_id, Call.ended_at == duty.made_at
    )
    call = made.order_by(Call.id.desc()).first()
    outcome = outcomes.BY_CODE.get(call.outcome) if call else None
    if outcome is None or outcome.time == "agreed":
        return bool(duty.cause != DutyCause.INTERPRETER)
    ended = unread.moment(call.ended_at)
    suggested = outcomes.suggested_time(outcome, ended, session.settings.calls) if ended and outcome.time else None
    return suggested is None or unread.moment(duty.due_at) != suggested


# What the board shows: found out once a day, by a dispatch


def due(session: AnySession, now: datetime) -> bool:
    """Did the daily look not run yet today? A cheap query."""
    found = kept()
    return found is None or found.on != clock.local(now).date()


def daily(session: JobSession, now: datetime) -> None:
    """Look once a day, and keep it for the board."""
    if not due(session, now):
        return
    look_and_keep(now)


def look_and_keep(now: datetime) -> None:
    """Look at everybody, and keep what is found for the board, with who the first of each kind are."""
    with unread.in_one_moment():  # else somebody whom a colleague is just saving would seem to fall between
        found, became = look(ask_list, now)
    kinds: dict[str, list[int]] = {kind: [] for kind in BECAME}
    for client_id, kind in became.items():
        kinds[kind].append(client_id)
    counts = {kind: len(ids) for kind, ids in kinds.items()}
    first = {kind: _by_name(ids) for kind, ids in kinds.items()}
    with transaction():
        metadata.keep(KEY, _text_of(found, now))
        metadata.keep(WHO, json.dumps({"counts": counts, "first": first}))


def _by_name(ids: Collection[int]) -> list[int]:
    """The ids of these clients, the first LISTED by name."""
    rows = Client.select(Client.id).where(Client.id.in_(ids_as_one(ids))).order_by(Client.name_key, Client.id)
    return [row["id"] for row in dicts(rows.limit(LISTED))] if ids else []


@dataclass(frozen=True, slots=True)
class MonthKinds:
    """Of each kind of BECAME how many there were, and the LISTED first by name."""

    counts: dict[str, int]
    first: dict[str, tuple[int, ...]]


def kept_kinds() -> MonthKinds | None:
    """Whom the last daily look found, by what became of them; None before the first."""
    return unread.value("metadata", WHO, _read_kinds, metadata.value_of(WHO))


def _read_kinds(text: str) -> MonthKinds:
    kept = unread.object_of(text)
    counts = {kind: int(kept["counts"][kind]) for kind in BECAME}
    return MonthKinds(counts, {kind: tuple(map(int, kept["first"][kind])) for kind in BECAME})


@dataclass(frozen=True, slots=True)
class Kept:
    """The result of a daily look, and its moment."""

    found: Coverage
    at: datetime

    @property
    def on(self) -> date:
        """The day of the look."""
        return clock.local(self.at).date()

    def told(self, now: datetime) -> str:
        """'As of 10:02 today: 300 people = …': with the hour, since what is counted at this moment may differ."""
        if self.on != clock.local(now).date():
            return f"As of {clock.format_day(self.on)}: {self.found.words}."
        return f"As of {clock.local(self.at):%H:%M} today: {self.found.words}."


def kept() -> Kept | None:
    """What the last look found; None before the first."""
    return unread.value("metadata", KEY, _read, metadata.value_of(KEY))


def _text_of(found: Coverage, at: datetime) -> str:
    """The result as it is kept: each count by its name, in JSON."""
    counts = {fate or BETWEEN: number for fate, number in found.counts.items()}
    month = asdict(found.month) | {"first": found.month.first.isoformat()}
    return json.dumps({"at": clock.to_store(at), "counts": counts, BETWEEN: found.between, "month": month})


def _read(text: str) -> Kept:
    kept = unread.object_of(text)
    counts: dict[Fate | None, int] = {fate: int(kept["counts"][fate]) for fate in fates.FATES}
    counts[None] = int(kept["counts"][BETWEEN])
    month = {name: int(number) for name, number in kept["month"].items() if name != "first"}
    found = Coverage(counts, tuple(map(str, kept[BETWEEN])), Month(date.fromisoformat(kept["month"]["first"]), **month))
    return Kept(found, clock.from_store(kept["at"]))
