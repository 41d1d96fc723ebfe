"""Begin a piece of work for a duty or an order, and move it on. Each move is kept, and none is altered.

The law's clock is another one: only what shows that the duty is met, the council's sign-off or the court's receipt of
the filing, is recorded as an event of the young person's life or of the order, in the same transaction as the move.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules import forms
from topaz_tui.rules.children import work as rules
from topaz_tui.rules.children.work import EVIDENCE
from topaz_tui.rules.children.work_duties import CODE_OF_REPORT, COURSE_OF, KIND_OF, KIND_OF_REPORT
from topaz_tui.rules.children.work_moves import MOVES, WorkMove, WorkMoveId
from topaz_tui.rules.children.work_states import EVERY, WorkKind, WorkState
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.listing import WORKED_ON
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import (
    attendance,
    board_lines,
    commissions,
    due,
    history,
    lives,
    load,
    orders,
    outward,
    pieces,
    proofs,
    work_log,
    writing,
)
from topaz_tui.services.statutory.orders import KnownOrder
from topaz_tui.services.statutory.pieces import KnownWork, OpenWork
from topaz_tui.store.database import transaction
from topaz_tui.store.models import StatutoryEvent, Work, Worker, WorkStep

ASSESSMENTS = ("NEEDS", "NEEDS_R")
"""Duties that a pathway plan meets besides: its first part is the needs assessment, and who signs the plan off has that
with it."""


def begin_for_duty(session: Session, client_id: int, code: str) -> int:
    """Begin the work for a duty to a young person that is open; returns its id. Raises Invalid for a duty that no work
    of ours meets, Conflict where it is not open, or is being worked on."""
    if code not in KIND_OF:
        raise Invalid(f"No work of ours is for {code!r}.", f"These have some: {', '.join(KIND_OF)}.", "code")
    kind = KIND_OF[code]
    with transaction():
        known = lives.of(client_id)
        item = next(
            (each for each in due.of_client(client_id, session) if each.code == code and each.state in WORKED_ON), None
        )
        if item is None:
            raise Conflict("This duty is not open.", "Look at what is due again.")
        pieces.need_readable((Work.client == client_id) & ((Work.kind == kind.value) | Work.kind.not_in(EVERY)))
        if OpenWork(pieces.every()).of_kind(client_id, kind):
            raise Conflict(f"The {kind} is begun already.", "Go on with it.")
        return _begin(
            session, kind, client=client_id, code=code, anchor_on=str(item.anchor), council=known.council or None
        )


def begin_for_order(session: Session, order_id: int) -> int:
    """Begin the report that an order of a court asks for; returns the work's id. Raises Conflict where it is filed, or
    withdrawn, or begun already."""
    with transaction():
        known = _order(order_id)
        if known.order.filed or known.order.withdrawn:
            raise Conflict("Nothing is due under this order any more.", "An addendum is an order of its own.")
        pieces.need_readable(Work.court_order == order_id)
        if OpenWork(pieces.every()).for_order(order_id):
            raise Conflict("The report is begun already.", "Go on with it.")
        report = known.order.report
        return _begin(
            session, KIND_OF_REPORT[report], court_order=order_id, code=CODE_OF_REPORT[report],
            anchor_on=str(known.order.made), council=known.council,
        )  # fmt: skip


def begin_for_school(session: Session, school_id: int, code: str) -> int:
    """Begin a session of training that meets a duty to people of a school; returns its id. Raises Invalid for a duty
    that no course of ours meets, Conflict where it is not open, or its session is begun."""
    if code not in COURSE_OF:
        raise Invalid(f"No course of ours is for {code!r}.", f"These have one: {', '.join(COURSE_OF)}.", "code")
    with transaction():
        items = [each for each in due.of_school(school_id, session) if each.code == code and each.state in WORKED_ON]
        if not items:
            raise Conflict("This training is not due there.", "Look at what is due again.")
        pieces.need_readable((Work.school == school_id) & (Work.code == code))
        if OpenWork(pieces.every()).for_school(school_id, code):
            raise Conflict("The session is begun already.", "Go on with it.")
        school = attendance.known_school(school_id)
        anchor = min(each.anchor for each in items)
        return _begin(
            session, WorkKind.TRAINING, school=school_id, code=code, anchor_on=str(anchor),
            council=school.council if school else None,
        )  # fmt: skip


def move(
    session: Session, id: int, version: int, move_id: WorkMoveId, typed: Answers, gives_to: int | None = None
) -> KnownWork:
    """Make a move with what was typed for it; returns where the work stands then. `gives_to` is the worker, where the
    move gives it to one. Raises NotAllowed for what somebody else may do, Conflict for what nobody can now, Invalid for
    an answer that is missing."""
    row, now = MOVES[move_id], clock.now()
    with transaction():
        known = _one(id, version)
        if why := rules.hindrance(row, known.stands, session.worker_id, Role(session.role)):
            if why.theirs:
                raise NotAllowed(why.words, "Ask a colleague who may.")
            raise Conflict(why.words, "Open the work again.")
        _held_against_the_document(known, row.id)
        if gives_to is not None and not load.may_have(work_log.about(id), (gives_to,)):
            what = "The record is restricted, and not open to them: they would not see the work."
            raise Invalid(what, "Choose somebody to whom it is open.", "worker")
        answers = dict(typed)
        asks_for = any(each.id == "commission" for each in row.needs)
        commission = commissions.settle(session, known, row.id, answers) if asks_for else None
        answers = _answers(row, answers, gives_to, known, now)
        if row.id == WorkMoveId.HELD_SESSION:
            written = writing.of_work(id)
            attendance.refuse_another_day(written.answers if written else {}, forms.day_of(answers.get("day")))
        event = rules.WorkEvent(row.id, now, session.worker_id, answers, gives_to)
        if early := rules.too_early(event, known.events, known.requested):
            raise Invalid(early[1], "Look at the day again.", early[0])
        stands = rules.after(known.stands, event)
        WorkStep.insert(
            work=id, move=row.id.value, at=clock.to_store(now), worker=session.worker_id,
            answers=json.dumps(event.answers, ensure_ascii=False), gives_to=gives_to,
        ).execute()  # fmt: skip
        values: dict[str, Any] = {"state": stands.state.value, "worker": stands.worker, "version": version + 1}
        if commission is not None:
            values["commission"] = commission
        Work.update(**values, **_proved(session, known, event)).where(Work.id == id).execute()
        outward.after(session, known, event)
        writing.sign(session, known, event)
        if row.id == WorkMoveId.RETURN:
            writing.next_version(session, known)
        if known.school_id and (written := writing.of_work(id)):
            attendance.settle(session, _one(id, version + 1), written.answers)
        work_log.record(session, id, f"work: {row.words.lower()}")
        board_lines.look_at(session, work_log.about(id))
        return _one(id, version + 1)


def _held_against_the_document(known: KnownWork, move_id: WorkMoveId) -> None:
    """Nothing is checked before all of it is written, or sent before it says of each signatory how they stand."""
    if move_id in (WorkMoveId.SUBMIT, WorkMoveId.RESUBMIT):
        writing.refuse_gaps(known, signed=False)
    if move_id == WorkMoveId.SEND:
        writing.refuse_gaps(known, signed=True)


def _begin(session: Session, kind: WorkKind, **values: Any) -> int:
    id = int(
        Work.insert(
            kind=kind.value, requested_on=str(clock.today()), state=WorkState.REQUESTED.value,
            made_by=session.worker_id, made_at=clock.to_store(clock.now()), **values,
        ).execute()
    )  # fmt: skip
    work_log.record(session, id, f"began work: {kind}")
    board_lines.look_at(session, work_log.about(id))
    return id


def _answers(
    row: WorkMove, typed: Answers, gives_to: int | None, known: KnownWork, now: datetime
) -> dict[str, forms.Answer]:
    """The answers to what the move asks, settled. Raises Invalid with the first that is missing."""
    answers = dict(typed)
    gives = any(question.id == "worker" for question in row.needs)
    if gives_to is not None:
        worker = Worker.get_or_none(Worker.id == gives_to, TAKES_WORK)
        if not gives or worker is None:
            raise Invalid("Nobody of that name can be given it.", "'topaz workers list' has all of them.", "worker")
        if gives_to == known.stands.worker:
            raise Invalid("It is theirs already.", "Choose somebody else.", "worker")
        answers["worker"] = worker.name
    elif gives:
        raise Invalid("Say who does it.", "", "worker")
    answers = forms.settled(row.needs, answers, now)
    for name, sentence in rules.lacks(row, answers, now):
        raise Invalid(sentence, "", name)
    asked = {question.id for question in forms.visible_questions(row.needs, answers)}
    return {name: answer for name, answer in answers.items() if name in asked and not forms.unanswered(answer)}


def _proved(session: Session, known: KnownWork, event: rules.WorkEvent) -> dict[str, Any]:
    """Record what the move proves of the duty behind the work; what to keep of it with the work. What the council
    signed off and then returns is proof no more."""
    kind = known.stands.kind
    if known.order_id and event.move == WorkMoveId.SUBMIT:
        order = _order(known.order_id)
        if not order.order.drafted:
            orders.drafted(session, order.id, order.version, clock.today())
    if event.move == WorkMoveId.RETURN:
        return _proof_is_gone(session, known.id, str(event.answers["changes"]))
    met = rules.shows_duty_met(kind, event)
    if met is None:
        return {}
    if known.order_id:
        order = _order(known.order_id)
        if isinstance(met, datetime):
            local = clock.local(met)
            by = DueBy(local.date(), local.time().replace(tzinfo=None))
            orders.filed(session, order.id, order.version, by, str(event.answers["proof"]))
        return {}
    _, happened = EVIDENCE[kind]
    if happened is None or known.client_id is None or isinstance(met, datetime):
        return {}
    who, client = str(event.answers["who"]), known.client_id
    if kind == WorkKind.PATHWAY_PLAN and _owed(session, client, *ASSESSMENTS):
        history.record(
            session, client, EventKind.NEEDS_ASSESSED, met, note=f"{who} {proofs.with_plan(known.id)}", apart=True
        )
    return {"evidence": history.record(session, client, happened, met, note=who, apart=True)}


def _owed(session: Session, client_id: int, *codes: str) -> bool:
    return any(each.code in codes and each.state in WORKED_ON for each in due.of_client(client_id, session))


def _proof_is_gone(session: Session, id: int, changes: str) -> dict[str, Any]:
    """Take back the sign-off, and what was shown with it: that stands alone where somebody took the sign-off back by
    hand in an earlier Topaz."""
    row, why = Work.get_by_id(id), f"Returned by the council: {changes}"
    if row.evidence_id is not None and StatutoryEvent.get_by_id(row.evidence_id).void_at is None:
        history.void(session, StatutoryEvent, row.evidence_id, why)
    for each in proofs.beside(id, row.client_id):
        history.void(session, StatutoryEvent, each, why)
    return {"evidence": None}


def _one(id: int, version: int) -> KnownWork:
    known = pieces.one(id)
    if known is None:
        raise pieces.missing(id)
    if known.version != version:
        raise Conflict("A colleague moved this work meanwhile.", "Look at it again.")
    return known


def _order(id: int) -> KnownOrder:
    known = next((each for each in orders.every() if each.id == id), None)
    if known is None:
        raise NotFound("There is no such order.", "Open the person again.")
    return known
