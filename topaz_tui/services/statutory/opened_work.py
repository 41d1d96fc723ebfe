"""A piece of work as its page shows it: what it is for, its history, who may do what to it next, and its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.children import work as rules
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work import WRITTEN_IN
from topaz_tui.rules.children.work_duties import KIND_OF
from topaz_tui.rules.children.work_moves import BY_A_PERSON, MOVES, WorkMove, WorkMoveId
from topaz_tui.rules.children.work_states import FINAL, STATES, WorkState
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.listing import WORKED_ON
from topaz_tui.rules.statutory.reckoning import DutyItem
from topaz_tui.services import access
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import (
    attendance,
    commissions,
    due,
    lives,
    load,
    orders,
    outward,
    pieces,
    schools,
    sent_work,
    writing,
)
from topaz_tui.services.statutory.due import Subject
from topaz_tui.services.statutory.orders import KnownOrder
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.services.statutory.writing import SIGNATURES, SIGNED_IN, KnownDocument
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import CarePlacement, Worker
from topaz_tui.store.rows import dicts

NO_COMMISSION = "This council has no commission for it: Due (9), then b, keeps what it ordered."

OUR_HOUSE = "They live where we are the provider: whoever checks this has no part in that."


@dataclass(frozen=True, slots=True)
class WorkMoment:
    """A move that was made: its words, who made it, and what was answered."""

    at: datetime
    words: str
    who: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OfferedWorkMove:
    """A move of the state in which the work stands, with what it asks; `why_not` is why this worker can't make it.
    `gives` says that it asks to which worker the work goes ('worker', by their number), `onward` that it brings the
    work on towards its end."""

    id: WorkMoveId
    does: str
    words: str
    needs: tuple[Question, ...]
    why_not: str | None
    gives: bool
    onward: bool


@dataclass(frozen=True, slots=True)
class OpenedWork:
    """All that the page shows. `about` names the young person or the order's children, `duty` what it is for and by
    when, `stands` where it is and what it waits for; `sections` are those that this worker may write now. `conflict`
    says that somebody whom it is about lives where the team's own organisation is the provider."""

    known: KnownWork
    title: str
    about: str
    clients: tuple[int, ...]
    duty: str
    stands: str
    history: tuple[WorkMoment, ...]
    moves: tuple[OfferedWorkMove, ...]
    document: KnownDocument | None
    sections: tuple[str, ...]
    conflict: str = ""

    @property
    def client_id(self) -> int | None:
        """The one young person whom it is about; None where they are several: none is in front of anybody."""
        return self.clients[0] if len(self.clients) == 1 else None

    @property
    def may_begin(self) -> bool:
        """Is the document still to be begun, by this worker, now?"""
        return self.document is None and len(self.sections) > 1


def opened(session: Session, work_id: int) -> OpenedWork:
    """The work, and a line in the log that it was opened. Raises NotFound where there is none,
    Conflict where it can't be read."""
    page = look(session, work_id)
    with transaction():
        for client in page.clients:
            audit.record(session.worker_id, "opened work", client, f"work {work_id}")
    return page


def look(session: Session, work_id: int) -> OpenedWork:
    """The work as it stands. Raises NotFound where there is none."""
    known = pieces.one(work_id)
    if known is None:
        raise pieces.missing(work_id)
    order, school = _order(known), attendance.known_school(known.school_id) if known.school_id else None
    clients = order.clients if order else (known.client_id,) if known.client_id else ()
    access.opened(session, Reading.WORK, *clients, subject=f"work {work_id}")
    about = school.name if school else ", ".join(each.name for each in lives.every(clients))
    names = {row.id: row.name for row in Worker.select(Worker.id, Worker.name)}
    team = tuple((str(each.worker), each.words) for each in load.takers(known))
    items = _items(known, session)
    document = writing.of_work(work_id)
    by = _due(known, order, items)
    return OpenedWork(
        known,
        FORMS[known.stands.kind].title,
        " · ".join(filter(None, (about, order.case_number if order else "", known.council))),
        clients,
        f"{BY_CODE[known.code].words}: {by}" if by else BY_CODE[known.code].words,
        _stands(known, _leaves(known, order, items), document),
        _history(known, names),
        tuple(
            _offered(session, move, why.words if why else None, team, known)
            for move, why in rules.offered(known.stands, session.worker_id, Role(session.role))
        ),
        document,
        writable(session, known),
        OUR_HOUSE if _in_our_house(session, clients) else "",
    )


def _in_our_house(session: Session, clients: Iterable[int]) -> bool:
    """Does one of them live now where the provider has the name of the team's own organisation?"""
    own = _folded(session.settings.organisation or "")
    p = CarePlacement
    now = p.client.in_(tuple(clients)) & p.ended_on.is_null() & p.void_at.is_null() & p.provider.is_null(False)
    return bool(own) and any(_folded(row["provider"]) == own for row in dicts(p.select(p.provider).where(now)))


def _folded(name: str) -> str:
    """The name as two spellings of it are one."""
    return " ".join(name.casefold().split())


def writable(session: Session, known: KnownWork) -> tuple[str, ...]:
    """The sections of its document that this worker may write now."""
    state = known.stands.state
    return tuple(
        section.id
        for section in FORMS[known.stands.kind].sections
        if (
            state in SIGNED_IN
            if section.id == SIGNATURES
            else state in WRITTEN_IN and known.stands.worker == session.worker_id
        )
    )


def _order(known: KnownWork) -> KnownOrder | None:
    return next((each for each in orders.every() if each.id == known.order_id), None) if known.order_id else None


def _leaves(known: KnownWork, order: KnownOrder | None, items: Iterable[DutyItem]) -> date | None:
    """The day by which it has to leave its state: no later than the law or the court says, or the hearing. `items` are
    the duties to the young person that it is for."""
    if order:
        file_by, hearing = order.stands.file_by, order.stands.hearing
        return known.stands.due(duty=file_by.day if file_by else None, hearing=hearing.day if hearing else None)
    kind = known.stands.kind
    ours = known.school_id is not None
    open_ones = [each for each in items if each.state in WORKED_ON and (ours or KIND_OF.get(each.code) == kind)]
    days = [each.by.day for each in open_ones if each.by and not known.met]
    return known.stands.due(duty=min(days, default=None))


def _items(known: KnownWork, session: Session) -> list[DutyItem]:
    """The duties that it may be for."""
    if known.school_id:
        return [each for each in due.of_school(known.school_id, session) if each.code == known.code]
    return due.of_clients((known.client_id,), session).get(known.client_id, []) if known.client_id else []


def _due(known: KnownWork, order: KnownOrder | None, items: Iterable[DutyItem]) -> str:
    """By when the duty behind it is to be met."""
    if order:
        by = order.stands.file_by
        return f"file by {clock.format_day(by.day)}{f' {by.at:%H:%M}' if by.at else ''}" if by else ""
    if known.school_id and not known.met:
        days = [each.by.day for each in items if each.state in WORKED_ON and each.by]
        return f"by {clock.format_day(min(days))}" if days else ""
    item = next((each for each in items if (each.code, each.anchor) == (known.code, known.anchor)), None)
    if item is None or item.by is None or known.met:
        return "met" if known.met else ""
    return f"by {clock.format_day(item.by.day)}"


def _stands(known: KnownWork, by: date | None, document: KnownDocument | None) -> str:
    state = STATES[known.stands.state]
    if state.final:
        return f"The work is {state.words}."
    there = attendance.of(known, document.answers) if document and known.school_id else None
    nobodys = f"not on the school's list: {', '.join(there.unknown)}" if there and there.unknown else ""
    counts = ", ".join(f"{number} {words}" for words, number in known.stands.counts.items() if number)
    whose = f"with {known.owner}" if known.owner else ""
    waits = f"waits for {known.waits}{f', by {clock.format_day(by)}' if by else ''}"
    return " · ".join(filter(None, (f"Now {state.words}", whose, waits, counts, nobodys)))


def _history(known: KnownWork, names: Mapping[int, str]) -> tuple[WorkMoment, ...]:
    """The moves, and between them what Topaz sent by itself, with the receipt: in order."""
    moves = [_moment(each, names) for each in known.events]
    sent = [
        WorkMoment(each.ended_at or each.made_at, each.words, "Topaz", (
            *((("Answer", each.answer),) if each.answer else ()), ("Message", each.message_id),
        ))
        for each in sent_work.of_work(known.id)
    ]  # fmt: skip
    return tuple(sorted((*moves, *sent), key=lambda each: each.at))


def _moment(event: rules.WorkEvent, names: Mapping[int, str]) -> WorkMoment:
    row = MOVES[event.move]
    said = tuple(
        (question.words, forms.answer_words(question, event.answers[question.id], named=True))
        for question in row.needs
        if not forms.unanswered(event.answers.get(question.id))
    )
    return WorkMoment(event.at, row.words, names.get(event.by, ""), said)


def _offered(
    session: Session, move: WorkMove, why_not: str | None, team: tuple[tuple[str, str], ...], known: KnownWork
) -> OfferedWorkMove:
    """The move, with the team to choose from where it gives the work to one of them, and the ways to the council where
    it sends it."""
    gives = any(question.id == "worker" for question in move.needs)
    needs = tuple(
        replace(question, kind="choice", options=team) if question.id == "worker" else question
        for question in move.needs
    )
    if move.id == WorkMoveId.SEND:
        needs = tuple(_way(session, known, each) if each.id == "how" else each for each in needs)
    if any(question.id == "commission" for question in needs):
        under = commissions.options(session, known)
        needs = tuple(_under(each, under) for each in needs if under or each.id != "commission")
        if not under and move.id == WorkMoveId.COMMISSION:
            why_not = why_not or NO_COMMISSION
    onward = move.to_state is not None and move.to_state != WorkState.ON_HOLD and move.to_state not in FINAL
    if gives and not team:
        about = frozenset(filter(None, pieces.clients_of(known)))
        closed = "The record is open to no other worker: R on their page names who else may have it."
        why_not = why_not or (closed if about & access.all_restricted() else "Nobody else is at work here.")
    return OfferedWorkMove(move.id, move.does, move.words, needs, why_not, gives, onward)


def _under(question: Question, options: tuple[tuple[str, str], ...]) -> Question:
    """A question of what a move puts the work under: the council's commissions to choose from; where there is none, the
    price has to be given."""
    if question.id == "commission":
        return replace(question, kind="choice", options=options)
    if question.id == "price" and not options:
        return replace(question, ask="Which price of the contract?", needed="Give the price.")
    return question


def _way(session: Session, known: KnownWork, question: Question) -> Question:
    """How it goes: by itself where the settings have a way to that council, and then where to."""
    found = outward.way(session.settings, known.council)
    if found is None:
        return replace(question, ask=outward.by_hand_words(known.council), options=BY_A_PERSON)
    channel, to = found
    first = question.options[0][0], f"Topaz, by {channel}"
    return replace(question, ask=f"Topaz sends it by {channel} to {to}.", options=(first, *BY_A_PERSON))


@dataclass(frozen=True, slots=True)
class WorkChoice:
    """What is due for a young person by a day, and the `work` on it with where that `stands`; without, it can be begun
    for the duty of this code."""

    code: str
    words: str
    by: date | None
    work: KnownWork | None = None
    stands: str = ""


def of_client(session: Session, client_id: int) -> tuple[WorkChoice, ...]:
    """The work for a young person that goes on, and what can be begun for them, soonest first."""
    access.opened(session, Reading.WORK_OF, client_id)
    there = [each for each in every(session) if client_id in each.subject.clients]
    found = [
        WorkChoice(each.known.code, each.title, each.by, each.known, STATES[each.known.stands.state].words)
        for each in there
    ]
    kinds = {each.known.stands.kind for each in there if not each.known.met}
    for item in due.of_client(client_id, session):
        kind = KIND_OF.get(item.code)
        if item.state in WORKED_ON and kind and kind not in kinds:
            found.append(WorkChoice(item.code, BY_CODE[item.code].words, item.by.day if item.by else None))
    return tuple(sorted(found, key=lambda each: (each.by is None, each.by or date.max, each.code)))


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A piece of work that goes on: whom it is about, and the day by which it has to leave its state."""

    known: KnownWork
    title: str
    subject: Subject
    by: date | None


def every(session: Session) -> tuple[WorkLine, ...]:
    """All work that goes on, also where the duty behind it is met: copies, a hearing and a bill are still to come."""
    known = pieces.every()
    ordered = {each.id: each for each in orders.every()} if any(each.order_id for each in known) else {}
    clients = {each.client_id for each in known if each.client_id}
    clients |= {id for each in ordered.values() for id in each.clients}
    names = {each.client_id: each.name for each in lives.every(clients)} if clients else {}
    of_schools = {each.id: each.name for each in schools.every()} if any(each.school_id for each in known) else {}
    items = due.of_clients({each.client_id for each in known if each.client_id}, session)
    found, held = [], access.closed(session)
    for each in known:
        order = ordered.get(each.order_id) if each.order_id else None
        about = order.clients if order else (each.client_id,) if each.client_id else ()
        if held.intersection(about):
            continue
        name = ", ".join(filter(None, (names.get(id, "") for id in about)))
        name = of_schools.get(each.school_id, "") if each.school_id else name
        key = f"{name} ({order.case_number})" if order else name
        subject = Subject(key, name, each.council, each.owner, each.client_id, each.order_id, about, each.school_id)
        by = _leaves(each, order, items.get(each.client_id or 0, ()) if each.client_id else _items(each, session))
        found.append(WorkLine(each, FORMS[each.stands.kind].title, subject, by))
    return tuple(found)
