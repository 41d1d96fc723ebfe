"""What was done about a client, in one stream, newest first: calls, reviews, actions, concerns, notes,
escalations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import JOIN, SQL, fn

from topaz_tui import clock
from topaz_tui.rules import outcomes, referrals, reviews, wishes
from topaz_tui.rules.arranged import CHOICE, GIVEN, Said
from topaz_tui.rules.notes import NOTE_WORDS
from topaz_tui.rules.people import Verdict, matching
from topaz_tui.rules.referrals import EscalationKind, EscalationState, OtherEvent
from topaz_tui.services import led_to as kept_effects
from topaz_tui.services import links, pairs, unread
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.services.importing import STOPPED_WORDS
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import (
    ActionStep,
    Addition,
    Brought,
    Call,
    CallWish,
    Client,
    ClientAction,
    Concern,
    Correction,
    Escalation,
    Event,
    Import,
    Judgement,
    Note,
    Review,
    Worker,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was done: `kind` is what it was, `words` what came of it, `detail` what was written
    about it. `record` is the ID of the record to which it belongs, of a person who has several; `case` the number of
    the escalation whose history it is part of; `decided` says that somebody decided it
    there, or moved it on."""

    key: str
    at: datetime
    kind: str
    words: str
    detail: str
    who: str
    record: str = ""
    case: int | None = None
    decided: bool = False


def timeline(records: Sequence[int], limit: int) -> tuple[tuple[Moment, ...], bool]:
    """The newest `limit` of all that was done, under any of a person's records, and whether there is more."""
    ids = links.person_ids(records) if len(records) > 1 else {}
    found = {
        moment.key: replace(moment, record=ids.get(client_id, ""))
        for client_id in records
        for table, rows, make in _SOURCES
        for moment in unread.each_named(table, rows(client_id, limit + 1), make)
    }
    newest = sorted(found.values(), key=lambda moment: moment.at, reverse=True)
    return tuple(newest[:limit]), len(newest) > limit


def under(text: str | None) -> str:
    """What somebody wrote, its lines under the first: none of them can pass for one of Topaz's own."""
    return (text or "").replace("\n", "\n  ")


def _call(
    id: int,
    at: str,
    who: str,
    direction: str,
    outcome: str,
    note: str | None,
    ended_at: str,
    next_words: str | None,
    led_to: str | None,
    wrong_by: str | None,
    wrong_at: str | None,
    wrong: str | None,
    right_by: str | None,
    right_at: str | None,
    right: str | None,
) -> Moment:
    """A call; of one that was put right, both: what was saved by mistake, and what was meant."""
    known = outcomes.BY_CODE.get(outcome)
    words, then = known.words if known else outcome, kept_effects.in_words(id, led_to, next_words, ended_at)
    then = f"Then: {then}" if then else ""
    if wrong_by and wrong_at:
        words = f"{words} · SAVED BY MISTAKE"
        then = (
            f"Put right by {wrong_by}, {clock.format_moment(clock.from_store(wrong_at), clock.now())}: {under(wrong)}"
        )
    elif right_by and right_at:
        said = (
            f"Put right by {right_by}, {clock.format_moment(clock.from_store(right_at), clock.now())}: {under(right)}"
        )
        then = "\n".join(filter(None, (said, then)))
    detail = "\n".join(filter(None, (under(note), then)))
    kind = "Call in" if direction == "in" else "Call"
    return Moment(f"call {id}", clock.from_store(at), kind, words, detail, who)


def _review(id: int, at: str, who: str, complete: int) -> Moment:
    review = kept_reviews.of_id(id)
    areas = {area: review.areas[area] for area in reviews.AREA if area in review.areas}  # in the form's order
    said = reviews.summary(review)
    lines = [
        f"{reviews.AREA[area].words}: {answer.answer or 'not said'}{', unable' if answer.unable == 'yes' else ''}"
        for area, answer in areas.items()
        if answer.answer == "worse" or answer.unable == "yes"
    ]
    return Moment(
        f"review {id}",
        clock.from_store(at),
        "Review",
        said if complete else f"Not complete: {', '.join(filter(None, (said, reviews.unanswered(review))))}",
        "\n".join(lines),
        who,
    )


def action_words(kind: str, detail: str, to: str | None, day: date | None) -> str:
    """'Support arranged: handrail · Lambeth OT · by 3 Dec 2026'."""
    known = reviews.ACTION.get(kind)
    by = f"by {clock.format_day(day)}" if day else None
    return " · ".join(filter(None, (f"{known.words if known else kind}: {detail}", to, by)))


def _action(
    id: int,
    at: str,
    who: str,
    kind: str,
    detail: str,
    to: str | None,
    by_on: str | None,
    done_at: str | None,
    done_by: str | None,
    ended_as: str | None,
    ended_why: str | None,
    owner: str | None,
) -> Moment:
    now = clock.now()
    how = CHOICE[Said(ended_as)].words if ended_as in set(Said) else "Done"
    done = f"{how}, {clock.format_moment(clock.from_store(done_at), now)}, {done_by}" if done_at else ""
    done += f"\n{under(ended_why)}" if ended_why else ""
    known = reviews.ACTION.get(kind)
    still = "" if done or not (known and known.stays_open) else "Not done yet"
    still += f" · {owner} sees to it" if still and owner else ""
    return Moment(
        f"action {id}",
        clock.from_store(at),
        "Action",
        action_words(kind, detail, to, unread.value("action", id, date.fromisoformat, by_on)),
        done or still,
        who,
    )


def _said_of_action(
    id: int,
    at: str,
    who: str,
    action: int,
    detail: str,
    said: str,
    by_on: str | None,
    why: str | None,
    given_name: str | None,
    taken_back_at: str | None,
    taken_back_name: str | None,
    taken_back_why: str | None,
) -> Moment:
    """What was said of an action outside of a call; of what was a mistake, both."""
    words = f"given to {given_name}" if said == GIVEN else CHOICE[Said(said)].words.lower()
    words += f", now by {clock.format_day(date.fromisoformat(by_on))}" if by_on else ""
    more = under(why)
    if taken_back_at:
        words += " · SAID BY MISTAKE"
        when = clock.format_moment(clock.from_store(taken_back_at), clock.now())
        more = "\n".join(filter(None, (more, f"Put right by {taken_back_name}, {when}: {under(taken_back_why)}")))
    return Moment(
        f"said {action} {id}", clock.from_store(at), "Action", f"{' '.join(detail.split())}: {words}", more, who
    )


def _file(id: int, at: str, who: str, file: str, stopped: str, said: str | None) -> Moment:
    words = f"The council's file says that they have {STOPPED_WORDS[stopped]}: nobody calls them any more"
    return Moment(f"file {id}", clock.from_store(at), "File", words, "\n".join(filter(None, (file, under(said)))), who)


def file_that_stopped(client_id: int) -> str | None:
    """Which of the council's files stopped calls to them, and when, in words; None where none did."""
    for row in _files(client_id, 1):
        return f"{row['file']}, {clock.format_full_moment(clock.from_store(row['at']), clock.now())}"
    return None


def stage(submitted_at: str | None, discarded_at: str | None, state: str | None, waiting_for: str | None) -> str:
    """Where a concern is, in words."""
    if discarded_at:
        return "given up before it was submitted"
    if not submitted_at:
        return "being written, not submitted"
    known = referrals.STATES.get(state or EscalationState.SUBMITTED)
    words = known.words if known else str(state)
    return f"{words}, waits for {waiting_for}" if waiting_for and not (known and known.final) else words


def _concern(
    id: int,
    at: str,
    who: str,
    reference: str,
    submitted_at: str | None,
    discarded_at: str | None,
    why: str | None,
    state: str | None,
    waiting_for: str | None,
    case: int | None,
) -> Moment:
    words = f"{reference}: {stage(submitted_at, discarded_at, state, waiting_for)}"
    return Moment(f"concern {id}", clock.from_store(submitted_at or at), "Concern", words, why or "", who, case=case)


def _note(id: int, at: str, who: str, kind: str, text: str) -> Moment:
    first, _, rest = text.partition("\n")
    rest = f"  {under(rest)}" if rest else ""
    return Moment(f"note {id}", clock.from_store(at), NOTE_WORDS.get(kind, kind), first, rest, who)


def _wish(
    id: int,
    at: str,
    who: str,
    wish: str,
    until: str | None,
    asked_by: str,
    asked_name: str | None,
    how: str,
    capacity: str,
    capacity_done: str | None,
    said: str,
) -> Moment:
    day = unread.value("call_wish", id, date.fromisoformat, until)
    when = f" ({_UNTIL.get(wish, 'until')} {clock.format_day(day)})" if day else ""
    asker = " · ".join(filter(None, (wishes.ASKED_BY.get(asked_by, asked_by), under(asked_name))))
    able = f"Able to decide this: {wishes.CAPACITY.get(capacity, capacity).lower()}"
    lines = (
        f"Asked by: {asker}, {wishes.HOW.get(how, how).lower()}",
        "; ".join(filter(None, (able, under(capacity_done)))),
        under(said),
    )
    words = f"{wishes.WISH_WORDS.get(wish, wish)}{when}"
    return Moment(f"call_wish {id}", clock.from_store(at), "Asked", words, "\n".join(lines), who)


_UNTIL: Mapping[str, str] = {wishes.Wish.NO_CALLS: "looked at again", wishes.Wish.PUT_OFF: "called again from"}


def _addition(id: int, at: str, who: str, reference: str, text: str) -> Moment:
    return Moment(f"addition {id}", clock.from_store(at), "Addition", f"To {reference}", under(text), who)


_MOVES: Mapping[str, Mapping[str, str]] = {
    EscalationKind.CONCERN: {move.id: move.words for move in referrals.MOVES.values()},
    **{kind: {each.id: each.words for each in decisions} for kind, decisions in referrals.RECORDED_DECISIONS.items()},
}
_OTHERS: Mapping[str, str] = {referrals.PUT_RIGHT: referrals.PUT_RIGHT_WORDS}
_SAID = ("mistake", "question", "answer", "reason", "why", "why_not", "said", "note")
"""What was written for a move, in the order in which it is read."""


def _event(
    id: int,
    at: str,
    who: str | None,
    move: str,
    body: str,
    kind: str,
    reference: str | None,
    wrong: int,
    case: int,
) -> Moment:
    """Something that happened on the board; `wrong` says that it was recorded by mistake."""
    given = unread.body("event", id, body)
    about = reference or referrals.KINDS.get(kind, kind)
    words = (
        "On the manager's board"
        if move == OtherEvent.OPENED
        else _MOVES.get(kind, {}).get(move) or _OTHERS.get(move) or move.replace("_", " ").capitalize()
    )
    words += referrals.MISTAKE if wrong else ""
    detail = "\n".join(under(str(given[name])) for name in _SAID if isinstance(given.get(name), str) and given[name])
    return Moment(
        f"event {id}",
        clock.from_store(at),
        "Manager" if kind != EscalationKind.CONCERN else "Referral",
        f"{about}: {words}",
        detail,
        who or "Topaz",
        case=case,
        decided=bool(_MOVES.get(kind, {}).get(move)),
    )


_JUDGED: Mapping[str, str] = {
    Verdict.CONFIRMED: "The same person as record {}: linked, called once",
    Verdict.DISMISSED: "Somebody else than record {}",
    Verdict.UNDONE: "Not linked with record {} any more: each stands as it did",
    Verdict.OPEN: "May be the same person as record {} after all",
}


def _judgement(id: int, at: str, who: str | None, verdict: str, evidence: str | None, other: str) -> Moment:
    words = _JUDGED.get(verdict, verdict).format(other)
    why = matching.words_of(pairs.evidence_of(evidence))
    return Moment(f"judgement {id}", clock.from_store(at), "Records", words, why[:1].upper() + why[1:], who or "Topaz")


_WHO = Worker.name.alias("who")


@Compiled
def _calls(client: Any, limit: Any) -> Any:
    wrong, wrong_worker = Correction.alias(), Worker.alias()
    right, right_worker = Correction.alias(), Worker.alias()
    return (
        Call.select(
            Call.id, Call.rang_at.alias("at"), _WHO, Call.direction, Call.outcome, Call.note, Call.ended_at,
            Call.next_words, Call.led_to,
            wrong_worker.name.alias("wrong_by"), wrong.made_at.alias("wrong_at"), wrong.reason.alias("wrong"),
            right_worker.name.alias("right_by"), right.made_at.alias("right_at"), right.reason.alias("right"),
        )
        .join(Worker, on=Call.worker == Worker.id)
        .join(wrong, JOIN.LEFT_OUTER, on=wrong.call == Call.id)
        .join(wrong_worker, JOIN.LEFT_OUTER, on=wrong.worker == wrong_worker.id)
        .join(right, JOIN.LEFT_OUTER, on=right.meant == Call.id)
        .join(right_worker, JOIN.LEFT_OUTER, on=right.worker == right_worker.id)
        .where(Call.client == client)
        .order_by(Call.rang_at.desc(), Call.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def _reviews(client: Any, limit: Any) -> Any:
    found = Review.select(Review.id, Review.reviewed_at.alias("at"), _WHO, Review.complete).join(Worker)
    return found.where(Review.client == client).order_by(Review.id.desc()).limit(limit)


@Compiled
def _actions(client: Any, limit: Any) -> Any:
    done_by, owner = Worker.alias(), Worker.alias()
    return (
        ClientAction.select(
            ClientAction.id, ClientAction.made_at.alias("at"), _WHO, ClientAction.kind, ClientAction.detail,
            ClientAction.who.alias("to"),
            ClientAction.by_on, ClientAction.done_at, done_by.name.alias("done_by"), ClientAction.ended_as,
            ClientAction.ended_why, owner.name.alias("owner"),
        )
        .join(Worker, on=ClientAction.made_by == Worker.id)
        .join_from(ClientAction, done_by, JOIN.LEFT_OUTER, on=ClientAction.done_by == done_by.id)
        .join_from(ClientAction, owner, JOIN.LEFT_OUTER, on=ClientAction.owner == owner.id)
        .where(ClientAction.client == client)
        .order_by(ClientAction.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def _said_of_actions(client: Any, limit: Any) -> Any:
    s, given, back = ActionStep, Worker.alias(), Worker.alias()
    return (
        s.select(
            s.id, s.at, _WHO, s.action.alias("action"), ClientAction.detail, s.said, s.by_on, s.why,
            given.name.alias("given_name"), s.taken_back_at, back.name.alias("taken_back_name"), s.taken_back_why,
        )
        .join(ClientAction, on=ClientAction.id == s.action)
        .join_from(s, Worker, on=Worker.id == s.worker)
        .join_from(s, given, JOIN.LEFT_OUTER, on=given.id == s.given_to)
        .join_from(s, back, JOIN.LEFT_OUTER, on=back.id == s.taken_back_by)
        .where(s.client == client)
        .order_by(s.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def _concerns(client: Any, limit: Any) -> Any:
    """But one that was opened by mistake and put away untouched."""
    return (
        Concern.select(
            Concern.id, Concern.opened_at.alias("at"), _WHO, Concern.reference, Concern.submitted_at,
            Concern.discarded_at, Concern.discarded_why.alias("why"), Escalation.state, Escalation.waiting_for,
            Escalation.id.alias("case"),
        )
        .join(Worker, on=Concern.opened_by == Worker.id)
        .join(Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(Concern.client == client, Concern.untouched == 0)
        .order_by(Concern.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def _notes(client: Any, limit: Any) -> Any:
    found = Note.select(Note.id, Note.made_at.alias("at"), _WHO, Note.kind, Note.text).join(Worker)
    return found.where(Note.client == client).order_by(Note.id.desc()).limit(limit)


@Compiled
def _wishes(client: Any, limit: Any) -> Any:
    found = CallWish.select(
        CallWish.id, CallWish.made_at.alias("at"), _WHO, CallWish.wish, CallWish.until, CallWish.asked_by,
        CallWish.asked_name, CallWish.how, CallWish.capacity, CallWish.capacity_done, CallWish.words.alias("said"),
    ).join(Worker)  # fmt: skip
    return found.where(CallWish.client == client).order_by(CallWish.id.desc()).limit(limit)


@Compiled
def _files(client: Any, _limit: Any) -> Any:
    """The council's file that stopped calls: what it stops, it stops at the moment at which its reading began."""
    at_once = (Client.stopped_at == Import.began_at) & Client.stopped.in_(("died", "moved"))
    return (
        Brought.select(
            Brought.id, Import.began_at.alias("at"), _WHO, Import.file, Client.stopped, Client.end_said.alias("said")
        )
        .join(Import, on=Brought.import_ == Import.id)
        .join(Worker, on=Import.worker == Worker.id)
        .join_from(Brought, Client, on=(Client.id == Brought.client) & at_once)
        .where(Brought.client == client, Brought.how != "unchanged")
        .order_by(Brought.id.desc())
        .limit(1)
    )  # fmt: skip


@Compiled
def _additions(client: Any, limit: Any) -> Any:
    return (
        Addition.select(Addition.id, Addition.added_at.alias("at"), _WHO, Concern.reference, Addition.text)
        .join(Concern, on=Addition.concern == Concern.id)
        .join(Worker, on=Addition.worker == Worker.id)
        .where(Concern.client == client)
        .order_by(Addition.id.desc())
        .limit(limit)
    )


@Compiled
def _judgements(client: Any, limit: Any) -> Any:
    """What was said of this record and another, whichever of the two was asked about."""
    said = Judgement.id, Judgement.judged_at, Judgement.worker, Judgement.verdict, Judgement.evidence
    of_another = Judgement.select(*said, Judgement.other.alias("other_id")).where(Judgement.client == client)
    of_this = Judgement.select(*said, Judgement.client.alias("other_id")).where(Judgement.other == client)
    both = of_another.union_all(of_this).alias("both")
    return (
        Client.select(
            both.c.id, both.c.judged_at.alias("at"), _WHO, both.c.verdict, both.c.evidence,
            Client.person_id.alias("other"),
        )
        .join(both, on=Client.id == both.c.other_id)
        .join(Worker, JOIN.LEFT_OUTER, on=Worker.id == both.c.worker_id)
        .order_by(both.c.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def _events(client: Any, limit: Any) -> Any:
    """But the concern itself stands for its escalation's first event, and for the line of its proposed withdrawal."""
    right = Event.alias()
    put_right = right.select(fn.COUNT(SQL("*"))).where(right.corrects == Event.id, right.move == referrals.PUT_RIGHT)
    return (
        Event.select(
            Event.id, Event.at, _WHO, Event.move, Event.body, Escalation.kind, Concern.reference,
            put_right.alias("wrong"), Escalation.id.alias("case"),
        )
        .join(Escalation, on=Event.escalation == Escalation.id)
        .join(Worker, JOIN.LEFT_OUTER, on=Event.worker == Worker.id)
        .join(Concern, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(
            Escalation.client == client,
            ~((Escalation.kind == EscalationKind.CONCERN) & (Event.move == OtherEvent.OPENED)),
            Escalation.kind != EscalationKind.WITHDRAWAL,
        )
        .order_by(Event.id.desc())
        .limit(limit)
    )  # fmt: skip


_SOURCES: tuple[tuple[str, Compiled, Callable[..., Moment]], ...] = (
    ("call", _calls, _call),
    ("review", _reviews, _review),
    ("action", _actions, _action),
    ("action_step", _said_of_actions, _said_of_action),
    ("concern", _concerns, _concern),
    ("note", _notes, _note),
    ("call_wish", _wishes, _wish),
    ("brought", _files, _file),
    ("addition", _additions, _addition),
    ("judgement", _judgements, _judgement),
    ("event", _events, _event),
)
"""Each table of which there are moments: the query, whose columns are what the function that makes one takes."""
