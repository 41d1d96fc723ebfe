"""What is late, at risk, returned, on hold too long or nobody's stands on the manager's board, with whoever sees to it;
the line ends once that is so no longer.

Everybody is looked at once a day, and after an import; after whatever is recorded of somebody, they alone, in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from topaz_tui import clock
from topaz_tui.config import CHILDREN
from topaz_tui.rules import referrals
from topaz_tui.rules.children import board_lines as rules
from topaz_tui.rules.children.work_duties import CODE_OF_REPORT, KIND_OF
from topaz_tui.rules.children.work_moves import MOVES, WorkMoveId
from topaz_tui.rules.children.work_states import STATES
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.referrals import EscalationKind, OtherEvent
from topaz_tui.services import access, owned, reckoned, unread
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.services.session import AnySession
from topaz_tui.services.statutory import due, kept, load, orders, pieces
from topaz_tui.services.statutory.due import DueLine, DuePage
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.store import metadata
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Escalation, Event, Worker
from topaz_tui.store.rows import dicts

KEY = "children on the board"
"""In the table `metadata`: the moment from which on everybody is to be looked at again."""
MANY = 500
"""People of whom something was recorded while everybody was reckoned: with more it was a file."""
WHAT = rules.WHAT
ABOUT = "_about"
"""In the first event of a line: what it is about, beside whom."""
WHOSE = "_whose"
"""Beside it: the worker who was to see to it then."""
_TOLD = (OtherEvent.OPENED, OtherEvent.GIVEN, OtherEvent.TAKEN, OtherEvent.CHANGED)
_REPORTS = frozenset(CODE_OF_REPORT.values())


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line that is to stand on the board: `about` tells it from others of its kind about the same young person.
    `whose` is the worker who sees to it, `by` the day that is too soon."""

    kind: EscalationKind
    client_id: int
    about: str
    what: str
    whose: int | None = None
    by: date | None = None

    @property
    def key(self) -> tuple[str, int, str]:
        """What no two lines have in common."""
        return self.kind.value, self.client_id, self.about


def is_due(session: AnySession, now: datetime) -> bool:
    """Is everybody to be looked at again? A cheap look."""
    if CHILDREN not in session.settings.services:
        return metadata.value_of(KEY) is not None  # its lines are to end
    again = unread.value("metadata", KEY, clock.from_store, metadata.value_of(KEY))
    return again is None or now >= again or again - now > timedelta(days=2)


def daily(session: AnySession, now: datetime) -> None:
    """Look at everybody, where they were not looked at today, or something is late since whose hour has struck."""
    if not is_due(session, now):
        if CHILDREN in session.settings.services:
            kept.advance(session)
        return
    if CHILDREN not in session.settings.services:
        _end_all(now)
        return
    known, newest = metadata.value_of(KEY), reckoned.newest()
    everybody = list(due.everything(session))
    page = due.page_of(session, everybody, pieces.every_and_aside())
    with transaction():
        touched = reckoned.touched(newest)
        if metadata.value_of(KEY) != known or len(touched) > MANY:
            return  # a colleague's dispatch was quicker, or much has changed: then the next one looks
        _settle(session, page, now, None, but=touched)
        look_at(session, touched)
        kept.keep_all(session, everybody, newest, now)
        metadata.keep(KEY, clock.to_store(_again(page, now)))


def _end_all(now: datetime) -> None:
    """The team does this work no longer, by its settings: no line of it goes up to anybody. They come again with it."""
    with transaction():
        for each in _standing(None):
            owned.end(each.id, now, EscalationEnd(EndReason.NOT_OURS))
        metadata.forget(KEY)
        kept.forget()


def look_again() -> None:
    """Much has changed: everybody is looked at by the next dispatch. Part of the caller's transaction."""
    metadata.keep(KEY, clock.to_store(clock.now()))
    kept.forget()


def look_at(session: AnySession, clients: Collection[int]) -> None:
    """Something was recorded of these young people: what stands on the board about them is as it is now. Part of the
    caller's transaction."""
    if CHILDREN in session.settings.services and clients:
        _settle(session, due.whole(session, clients=clients), clock.now(), frozenset(clients))


def _again(page: DuePage, now: datetime) -> datetime:
    """The next midnight; sooner where something is due at an hour of today."""
    today = clock.local(now).date()
    times = [clock.at(today, each.due[11:16]) for each in page.lines if each.due and each.due[:11] == f"{today}T"]
    ahead = [each + timedelta(minutes=1) for each in times if each + timedelta(minutes=1) > now]
    return min([*ahead, clock.at(today + clock.DAY, "00:00")])


def _settle(
    session: AnySession,
    page: DuePage,
    now: datetime,
    clients: frozenset[int] | None,
    but: frozenset[int] = frozenset(),
) -> None:
    """Put what is to stand there on the board, and end what is so no longer; with `clients` of these alone, and of none
    of `but`."""
    wanted = {line.key: line for line in wanted_lines(session, page, clock.local(now).date(), clients)}
    if clients is not None:
        wanted = {key: line for key, line in wanted.items() if line.client_id in clients}
    wanted = {key: line for key, line in wanted.items() if line.client_id not in but}
    unread = (each.subject for each in page.to_put_right)
    unknown = {id for each in unread for id in (each.client_id, *each.clients)} | but
    over = []
    for there in _standing(clients):
        line = wanted.pop(there.key, None)
        if line is not None:
            _follow(there, line, now)
        elif there.key[1] not in unknown:
            over.append(there)
    _end(session, over, now)
    hands = Hands() if wanted else None
    for line in wanted.values():
        by = clock.at(line.by + clock.DAY, "00:00") if line.by else None
        new = opening.NewLine(
            kind=referrals.KIND[line.kind],
            client_id=line.client_id,
            by=by if by and by > now else None,
            body={WHAT: line.what, ABOUT: line.about, WHOSE: line.whose},
            whose=line.whose,
        )
        opening.put(new, now, session.settings, hands)


@dataclass(slots=True)
class _Standing:
    """A line that stands on the board: `whose` is who was to see to it as Topaz gave it to somebody last, and `by_hand`
    that somebody took it, or gave it away, since. `what` is what it says now."""

    id: int
    key: tuple[str, int, str]
    whose: int | None
    what: str
    by_hand: bool = False


def _standing(clients: frozenset[int] | None) -> Iterable[_Standing]:
    """The lines of these kinds that stand on the board."""
    rows = (
        Escalation.select(Escalation.id, Escalation.kind, Escalation.client, Event.move, Event.body, Event.worker)
        .join(Event, on=Event.escalation == Escalation.id)
        .where(Escalation.closed_at.is_null(), Escalation.kind.in_(referrals.OF_CHILDREN), Event.move.in_(_TOLD))
        .order_by(Event.id)
    )
    if clients is not None:
        rows = rows.where(Escalation.client.in_(clients))
    found: dict[int, _Standing] = {}
    for row in dicts(rows):
        with unread.aside("escalation", row["id"]):
            facts = unread.object_of(row["body"])
            if row["move"] == OtherEvent.OPENED:
                key = row["kind"], row["client"], str(facts[ABOUT])
                found[row["id"]] = _Standing(row["id"], key, facts.get(WHOSE), str(facts.get(WHAT) or ""))
            elif row["move"] == OtherEvent.CHANGED:
                found[row["id"]].what = str(facts[WHAT])
            elif row["worker"] is None:
                found[row["id"]].whose = facts["_to"]
            else:
                found[row["id"]].by_hand = True
    return found.values()


def _follow(there: _Standing, line: WantedLine, now: datetime) -> None:
    """What it is about is on another day, or stands otherwise: the line says so. The work, or the young person, is
    another worker's since: the line goes to them, unless somebody took it."""
    if there.what != line.what:
        opening.event(there.id, now, None, OtherEvent.CHANGED, {"now": line.what, WHAT: line.what})
    if there.by_hand or line.whose in (None, there.whose):
        return
    to = Worker.get_by_id(line.whose)
    if to.retired_at is None:
        opening.event(there.id, now, None, OtherEvent.GIVEN, {"to": to.name, "_to": to.id})
        Escalation.update(owner=to.id, version=Escalation.version + 1).where(Escalation.id == there.id).execute()


def _end(session: AnySession, over: list[_Standing], now: datetime) -> None:
    """End these lines, a late duty's with what became of it."""
    late = {each.key[1] for each in over if each.key[0] == EscalationKind.DUTY_LATE}
    stands = _as_it_stands(session, late) if late else {}
    for each in over:
        kind, client_id, about = each.key
        is_late = kind == EscalationKind.DUTY_LATE
        ending = EscalationEnd(EndReason.DUTY, stands.get((client_id, about), "")) if is_late else None
        owned.end(each.id, now, ending or EscalationEnd(EndReason.STANDS))


def _as_it_stands(session: AnySession, clients: Collection[int]) -> dict[tuple[int, str], str]:
    """How each duty to these young people stands, and to a court about them, by whom and what a line is about."""
    found = {
        (client_id, _of_duty(item.code, item.anchor)): str(item.state)
        for client_id, items in due.of_clients(clients, session).items()
        for item in items
    }
    for known in orders.every(clients):
        for item in due.of_order(known, session):
            about = f"order {known.id} {_of_duty(item.code, item.anchor)}"
            found |= {(client_id, about): str(item.state) for client_id in known.clients}
    return found


# What is to stand there


def wanted_lines(
    session: AnySession, page: DuePage, today: date, clients: Collection[int] | None = None
) -> list[WantedLine]:
    """What is to stand on the board, of what is due and of the work that goes on; with `clients` for these alone."""
    terms = session.settings.children
    found = [*_of_duties(page, today, terms.spare_days, timedelta(weeks=terms.owner_weeks))]
    works = pieces.every(clients)
    ordered = {each.id: each.clients for each in orders.every(clients)} if any(each.order_id for each in works) else {}
    at_work = {row["id"] for row in dicts(Worker.select(Worker.id).where(TAKES_WORK))} if works else set()
    held = access.all_restricted() if works else frozenset[int]()
    for known in works:
        about = ordered.get(known.order_id, ()) if known.order_id else (known.client_id,)
        client = next((id for id in about if id is not None), None)
        if client is not None:
            what = f"{_named(known.stands.kind)}: {STATES[known.stands.state].words}"
            found += [
                WantedLine(kind, client, f"work {known.id}", what, known.stands.worker)
                for kind in rules.of_work(known.stands, today, terms.hold_weeks)
            ]
            if why := _cannot_go_on(known, [id for id in about if id is not None], at_work, held):
                found.append(WantedLine(EscalationKind.WORK_UNOWNED, client, f"work {known.id}", f"{what}. {why}"))
    return list({line.key: line for line in reversed(found)}.values())[::-1]


def _cannot_go_on(known: KnownWork, about: Sequence[int], at_work: Collection[int], held: frozenset[int]) -> str:
    """Why whoever has this work can't go on with it, and a manager hands it over; '' where they can."""
    worker = known.stands.worker
    if worker is None or known.stands.state not in MOVES[WorkMoveId.HAND_OVER].from_states:
        return ""
    if worker not in at_work:
        return f"{known.worker} has it, and is given no work here any more."
    if not held.isdisjoint(about) and not load.may_have(about, (worker,)):
        return f"{known.worker} has it, and the record is not open to them."
    return ""


def _of_duties(page: DuePage, today: date, spare: int, owner_within: timedelta) -> Iterator[WantedLine]:
    for line in page.lines:
        subject = line.subject
        client = subject.clients[0] if subject.clients else subject.client_id
        if client is None or line.due is None:
            continue  # a school's alarms stand above the board
        by, whose = date.fromisoformat(line.due[:10]), _whose(line)
        told = f"{line.words}, {'was ' if line.overdue else ''}due {_when(line.due)}"
        if line.overdue:
            order = f"order {subject.order_id} " if subject.order_id else ""
            about = f"{order}{_of_duty(line.code, line.since)}"
            yield WantedLine(EscalationKind.DUTY_LATE, client, about, told, whose)
            continue
        is_report = subject.order_id is not None and line.code in _REPORTS
        if not (is_report or (subject.order_id is None and line.code in KIND_OF)):
            continue
        kind = KIND_OF.get(line.code, f"order {subject.order_id}")
        about = f"work {line.work.id}" if line.work else str(kind)
        if rules.at_risk(by, today, line.work.stands if line.work else None, spare):
            yield WantedLine(EscalationKind.DUTY_AT_RISK, client, about, told, whose, by)
        if whose is None and line.work is None and by - today <= owner_within:
            yield WantedLine(EscalationKind.WORK_UNOWNED, client, about, told, None, by)


def _of_duty(code: str, anchor: date) -> str:
    """How a line names the duty that it is about."""
    return f"{code} {anchor}"


def _whose(line: DueLine) -> int | None:
    return (line.work.stands.worker if line.work else None) or line.subject.owner_id


def _named(kind: str) -> str:
    return kind[:1].upper() + kind[1:]


def _when(due_at: str) -> str:
    """A day, or a day and a time, in words."""
    day = clock.format_day(date.fromisoformat(due_at[:10]))
    return f"{day} {due_at[11:16]}" if len(due_at) > 10 else day
