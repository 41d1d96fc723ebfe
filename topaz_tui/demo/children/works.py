"""The work of the demo: a piece in every state, each by the moves that lead there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from topaz_tui import clock
from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts, written
from topaz_tui.demo.children.young_people import DemoYoungPerson
from topaz_tui.demo.person import Row
from topaz_tui.rules import forms
from topaz_tui.rules.children import work as rules
from topaz_tui.rules.children.work import WorkEvent
from topaz_tui.rules.children.work_moves import BY_TOPAZ, MOVES
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.children.work_states import COURT, WorkKind
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.referrals import MessageKind, MessageState
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.records import RecordSource
from topaz_tui.rules.terms import Channel

PLAN = (
    Do.ACCEPT, Do.ALLOCATE, Do.START, Do.WRITE, Do.SUBMIT, Do.APPROVE, Do.SIGNED, Do.SEND, Do.ACKNOWLEDGED, Do.SIGN_OFF,
    Do.GIVE_COPIES, Do.BILL, Do.PAID,
)  # fmt: skip
"""The whole way of a plan."""
FIRST_PLANS: tuple[tuple[At, tuple[Do, ...]], ...] = (
    (At.REQUESTED, ()), (At.QUERY, (Do.ASK,)), (At.ACCEPTED, PLAN[:1]), (At.ALLOCATED, PLAN[:2]),
    (At.GATHERING, (*PLAN[:3], Do.SEEN, Do.NOT_SEEN)), (At.DRAFTING, PLAN[:4]), (At.QUALITY_CHECK, PLAN[:5]),
    (At.ON_HOLD, (*PLAN[:3], Do.HOLD)), (At.WITH_YOUNG_PERSON, PLAN[:6]), (At.READY, (*PLAN[:6], Do.DISAGREES)),
    (At.SENT, PLAN[:8]), (At.COUNCIL_REVIEW, PLAN[:9]), (At.RETURNED, (*PLAN[:9], Do.RETURN)),
)  # fmt: skip
"""The states of the first plans of those who turned 16 of late, the youngest first."""
REVIEWS: tuple[tuple[At, tuple[Do, ...]], ...] = (
    (At.SIGNED_OFF, PLAN[:10]), (At.DONE, PLAN[:11]), (At.BILLED, PLAN[:12]), (At.CLOSED, PLAN),
    (At.DECLINED, (Do.DECLINE,)), (At.WITHDRAWN, (*PLAN[:3], Do.WITHDRAW)), (At.SUPERSEDED, (*PLAN[:2], Do.SUPERSEDE)),
    (At.DRAFTING, PLAN[:4]), (At.GATHERING, PLAN[:3]),
)  # fmt: skip
"""The states of reviews of those who have a plan."""
MANAGERS = (Do.ACCEPT, Do.DECLINE, Do.ALLOCATE, Do.APPROVE, Do.APPROVE_TO_SEND, Do.BILL, Do.PAID, Do.WITHDRAW,
            Do.SUPERSEDE)  # fmt: skip


def write(book: Book, team: Sequence[DemoYoungPerson]) -> None:
    """All of it for young people; that for courts is in courts.py."""
    for one, (state, moves) in zip(team, FIRST_PLANS, strict=False):
        said = {Do.SEND: {"how": BY_TOPAZ}} if state in (At.SENT, At.COUNCIL_REVIEW) else None
        piece(book, WorkKind.PATHWAY_PLAN, moves, state, one.owner, code="PLAN", anchor=one.at_16, of=one, answers=said)
    planned = [one for one in team if one.planned]
    for one, (state, moves) in zip(planned, REVIEWS, strict=False):
        anchor = one.planned or one.at_16
        piece(book, WorkKind.PLAN_REVIEW, moves, state, one.owner, code="PLAN_REV", anchor=anchor, of=one)


def piece(
    book: Book, kind: WorkKind, moves: Sequence[Do], state: At, worker: int, *, code: str, anchor: date,
    of: DemoYoungPerson | None = None, order: Row | None = None, school: Row | None = None,
    answers: Mapping[Do, Mapping[str, Answer]] | None = None, known: Mapping[str, Answer] | None = None,
) -> Row:  # fmt: skip
    """A piece of work, by the moves that were made; `known` is what stands in its document, where that is not anything.
    What the council signed off is an event of the life, too."""
    days = [book.days.back(1 + len(moves) * 2 - 2 * number) for number in range(len(moves))]
    requested = book.days.back(3 + len(moves) * 2)
    row = book.add(
        "work", kind=kind.value, client_id=of.id if of else None, court_order_id=order["id"] if order else None,
        school_id=school["id"] if school else None, code=code, anchor_on=anchor.isoformat(),
        council=of.council if of else (school or order or {}).get("council", texts.COUNCILS[1]),
        requested_on=requested.isoformat(), state=At.REQUESTED.value, worker_id=None, evidence_id=None,
        commission_id=None,
        version=1 + len(moves), made_by=book.workers["me"], made_at=book.at(requested, "09:30"),
    )  # fmt: skip
    events = [
        _move(book, row, each, day, worker, (answers or {}).get(each)) for each, day in zip(moves, days, strict=True)
    ]
    stands = rules.standing(kind, requested, events)
    row |= {"state": stands.state.value, "worker_id": stands.worker}
    assert stands.state == state, f"{kind}: {stands.state} and not {state}"
    for event in events:
        shown = rules.shows_duty_met(kind, event)
        if of and isinstance(shown, date):
            row["evidence_id"] = _evidence(book, kind, of, shown, str(event.answers["who"]))
    there = written.known_of(book, of) if of else written.known_of_order(book, order) if order else {}
    _documents(book, row, kind, moves, days, {**there, **(known or {})})
    if (answers or {}).get(Do.SEND, {}).get("how") == BY_TOPAZ:
        _sent_by_itself(book, row, days[moves.index(Do.SEND)])
    return row


def _sent_by_itself(book: Book, row: Row, day: date) -> None:
    """The message that carried its document, with the receipt of the other end."""
    document = next(each for each in reversed(book.rows["work_document"]) if each["work_id"] == row["id"])
    number = len(book.rows["outbox"]) + 1
    book.add(
        "outbox", kind=MessageKind.WORK.value, key=f"work/{document['id']}/1", document_id=document["id"],
        channel=Channel.MAIL.value, message_id=f"<{number:032x}@topaz.invalid>", state=MessageState.SENT.value, tries=1,
        next_at=book.at(day, "14:00"), give_up_at=book.at(day, "14:45"), made_by=row["worker_id"],
        made_at=book.at(day, "14:00"), ended_at=book.at(day, "14:01"), answer=texts.TAKEN,
    )  # fmt: skip


def _evidence(book: Book, kind: WorkKind, of: DemoYoungPerson, day: date, who: str) -> int:
    happened = rules.EVIDENCE[kind][1] or EventKind.PLAN_REVIEWED
    added = book.add(
        "statutory_event", client_id=of.id, kind=happened.value, happened_on=day.isoformat(), set_for_on=None,
        about_on=None, note=who, source=RecordSource.WORKER.value, made_by=of.owner, made_at=book.at(day, "16:10"),
    )  # fmt: skip
    return int(added["id"])


def _move(book: Book, row: Row, move: Do, day: date, worker: int, said: Mapping[str, Answer] | None) -> WorkEvent:
    gives_to = worker if move == Do.ALLOCATE else None
    by = _manager(book, worker) if move in MANAGERS else worker
    scope = {"scope": texts.SCOPE_FOR_A_COURT} if row["kind"] in COURT else {}
    answers = {**_answers(book, move, day, worker), **scope, **(said or {})}
    asked = {each.id for each in forms.visible_questions(MOVES[move].needs, answers)}
    answers = {name: answer for name, answer in answers.items() if name in asked}
    at = book.at(day, "14:00")
    book.add("work_step", work_id=row["id"], move=move.value, at=at, worker_id=by,
             answers=json.dumps(answers, ensure_ascii=False), gives_to_id=gives_to)  # fmt: skip
    event = WorkEvent(move, clock.from_store(at), by, answers, gives_to)
    assert not rules.lacks(MOVES[move], answers, clock.from_store(at)), move
    return event


def _manager(book: Book, worker: int) -> int:
    """A manager who doesn't check their own."""
    mine = book.workers["me"]
    return mine if worker != mine else book.workers["hmarsh"]


def _answers(book: Book, move: Do, day: date, worker: int) -> dict[str, Answer]:
    """What was typed for a move."""
    name = next(row["name"] for row in book.rows["worker"] if row["id"] == worker)
    soon = str(book.days.today + timedelta(9))
    by_id: dict[str, Answer] = {
        "scope": texts.SCOPE, "price": "Lot 2, item 4", "due": str(book.days.ahead(12)), "worker": name,
        "why": texts.WHY_THEM, "asked": texts.ASKED, "whom": "The young person", "how": "visit",
        "what": texts.SEND_BACK,
        "to": "The council's team", "who": "Ann Lee, team manager", "day": str(day), "changes": texts.CHANGES,
        "bill": f"INV-{day:%y%m}-07", "reason": texts.WITHDRAWN, "by": "council", "billable": "part",
        "billable_what": "The first visit", "which": "The review that was asked for sooner", "look_again": soon,
        "named": name, "code": "missing", "says": "'I said I want to stay near my aunt, and it isn't in there.'",
        "order": "Safe 3, with the council's file", "court": texts.COURT, "proof": "Receipt 4471, by e-mail",
        "filed_at": book.at(day, "11:40"), "signed": "Safe 3, with the register",
    }  # fmt: skip
    of_move: dict[Do, dict[str, Answer]] = {
        Do.DECLINE: {"reason": texts.DECLINED},
        Do.SEND: {"how": "portal"},
        Do.HOLD: {"why": texts.ON_HOLD, "look_again": str(day + timedelta(1))},
    }
    answers = {**by_id, **of_move.get(move, {})}
    asked = forms.visible_questions(MOVES[move].needs, answers)
    return {each.id: answers[each.id] for each in asked if each.id in answers}


def _documents(
    book: Book, row: Row, kind: WorkKind, moves: Sequence[Do], days: Sequence[date], known: Mapping[str, Answer]
) -> None:
    """What is written so far: half of it in the draft, all of it from the check on, and the next version where the
    council returned it."""
    if Do.WRITE not in moves:
        return
    begun = days[moves.index(Do.WRITE)]
    whole, signed = Do.SUBMIT in moves, Do.SEND in moves
    first = written.write(book, row, kind, begun, 1.0 if whole else 0.5, signed=signed, known=known)
    if Do.RETURN in moves:
        written.write(book, row, kind, days[moves.index(Do.RETURN)], 1.0, signed=False, before=first, known=known)
