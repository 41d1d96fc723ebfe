"""What the timeline reads of a client, newest first: a query for each table of which it has moments.

The columns of each are what the function takes that makes a moment of a row (timeline.py)."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, SQL, fn

from topaz_tui.rules import referrals
from topaz_tui.rules.referrals import EscalationKind, OtherEvent
from topaz_tui.rules.stops import CallStop
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import (
    ActionStep,
    Addition,
    Authority,
    Booking,
    Brought,
    Call,
    CallWish,
    Client,
    ClientAction,
    Concern,
    Contact,
    Correction,
    Escalation,
    Event,
    Import,
    Judgement,
    Letter,
    LetterStep,
    Note,
    Review,
    SupportReferral,
    Worker,
)

_WHO = Worker.name.alias("who")


@Compiled
def calls(client: Any, limit: Any) -> Any:
    """The calls, each with what was put right of it, and what put it right."""
    wrong, wrong_worker = Correction.alias(), Worker.alias()
    right, right_worker = Correction.alias(), Worker.alias()
    return (
        Call.select(
            Call.id, Call.rang_at.alias("at"), _WHO, Call.direction, Call.outcome, Call.note, Call.ended_at,
            Call.next_words, Call.led_to, Contact.name.alias("rung"), Contact.relation,
            wrong_worker.name.alias("wrong_by"), wrong.made_at.alias("wrong_at"), wrong.reason.alias("wrong"),
            right_worker.name.alias("right_by"), right.made_at.alias("right_at"), right.reason.alias("right"),
        )
        .join(Worker, on=Call.worker == Worker.id)
        .join_from(Call, Contact, JOIN.LEFT_OUTER, on=Contact.id == Call.contact)
        .join_from(Call, wrong, JOIN.LEFT_OUTER, on=wrong.call == Call.id)
        .join(wrong_worker, JOIN.LEFT_OUTER, on=wrong.worker == wrong_worker.id)
        .join_from(Call, right, JOIN.LEFT_OUTER, on=right.meant == Call.id)
        .join(right_worker, JOIN.LEFT_OUTER, on=right.worker == right_worker.id)
        .where(Call.client == client)
        .order_by(Call.rang_at.desc(), Call.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def reviews(client: Any, limit: Any) -> Any:
    """The reviews, each with whoever spoke for the person, or with them."""
    found = Review.select(
        Review.id, Review.reviewed_at.alias("at"), _WHO, Review.complete, Review.spoke_with,
        Contact.name.alias("through"), Contact.relation, Review.acts_as, Review.why_through,
        Review.authority.alias("authority_id"),
    ).join(Worker).join_from(Review, Contact, JOIN.LEFT_OUTER, on=Contact.id == Review.contact)  # fmt: skip
    return found.where(Review.client == client).order_by(Review.id.desc()).limit(limit)


@Compiled
def bookings(client: Any, limit: Any) -> Any:
    """The interpreters who were booked."""
    found = Booking.select(
        Booking.id, Booking.made_at.alias("at"), _WHO, Booking.agency, Booking.language, Booking.reference,
        Booking.at.alias("comes"), Booking.ended_how, Booking.ended_why,
    ).join(Worker, JOIN.LEFT_OUTER, on=Worker.id == Booking.made_by)  # fmt: skip
    return found.where(Booking.client == client).order_by(Booking.id.desc()).limit(limit)


@Compiled
def authorities(client: Any, limit: Any) -> Any:
    """The roles of the contacts, and what was seen of their authority."""
    found = (
        Authority.select(Authority.id, Authority.made_at.alias("at"), _WHO, Contact.name, Contact.relation)
        .join(Worker)
        .join_from(Authority, Contact, on=Contact.id == Authority.contact)
    )
    return found.where(Authority.client == client).order_by(Authority.id.desc()).limit(limit)


@Compiled
def actions(client: Any, limit: Any) -> Any:
    """The actions that were put in place."""
    done_by, owner = Worker.alias(), Worker.alias()
    referral = (
        SupportReferral.select(fn.MAX(SupportReferral.reference))
        .join(Escalation, on=Escalation.support == SupportReferral.id)
        .where(Escalation.action == ClientAction.id)
    )
    return (
        ClientAction.select(
            ClientAction.id, ClientAction.made_at.alias("at"), _WHO, ClientAction.kind, ClientAction.detail,
            ClientAction.who.alias("to"),
            ClientAction.by_on, ClientAction.done_at, done_by.name.alias("done_by"), ClientAction.ended_as,
            ClientAction.ended_why, owner.name.alias("owner"), referral.alias("referral"),
        )
        .join(Worker, on=ClientAction.made_by == Worker.id)
        .join_from(ClientAction, done_by, JOIN.LEFT_OUTER, on=ClientAction.done_by == done_by.id)
        .join_from(ClientAction, owner, JOIN.LEFT_OUTER, on=ClientAction.owner == owner.id)
        .where(ClientAction.client == client)
        .order_by(ClientAction.id.desc())
        .limit(limit)
    )  # fmt: skip


@Compiled
def said_of_actions(client: Any, limit: Any) -> Any:
    """What was said of actions outside of a call."""
    s, given, back = ActionStep, Worker.alias(), Worker.alias()
    return (
        s.select(
            s.id, s.at, _WHO, s.action.alias("action"), ClientAction.detail, s.said, s.by_on, s.was_by, s.why,
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
def concerns(client: Any, limit: Any) -> Any:
    """The concerns; one that was opened by mistake and discarded untouched is left out."""
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
def notes(client: Any, limit: Any) -> Any:
    """The notes."""
    found = Note.select(Note.id, Note.made_at.alias("at"), _WHO, Note.kind, Note.text).join(Worker)
    return found.where(Note.client == client).order_by(Note.id.desc()).limit(limit)


@Compiled
def wishes(client: Any, limit: Any) -> Any:
    """What was asked about calls, the newest first."""
    found = CallWish.select(
        CallWish.id, CallWish.made_at.alias("at"), _WHO, CallWish.wish, CallWish.until, CallWish.asked_by,
        CallWish.asked_name, CallWish.how, CallWish.capacity, CallWish.capacity_done, CallWish.words.alias("said"),
    ).join(Worker)  # fmt: skip
    return found.where(CallWish.client == client).order_by(CallWish.id.desc()).limit(limit)


@Compiled
def letters(client: Any, limit: Any) -> Any:
    """The letters, mails and texts to the client."""
    found = Letter.select(
        Letter.id, Letter.made_at.alias("at"), _WHO, Letter.reference, Letter.kind, Letter.way, Letter.sent_to,
        Letter.text,
    ).join(Worker, on=Letter.made_by == Worker.id)  # fmt: skip
    return found.where(Letter.client == client).order_by(Letter.id.desc()).limit(limit)


@Compiled
def steps(letters: Any) -> Any:
    """The steps of these letters, the oldest first."""
    found = LetterStep.select(
        LetterStep.letter.alias("letter_id"), LetterStep.at, _WHO, LetterStep.step, LetterStep.words
    )
    return (
        found.join(Worker, JOIN.LEFT_OUTER, on=LetterStep.worker == Worker.id)
        .where(LetterStep.letter.in_(letters))
        .order_by(LetterStep.id)
    )


@Compiled
def files(client: Any, _limit: Any) -> Any:
    """The council's files that stopped calls, each at the moment at which its reading began."""
    at_once = (Client.stopped_at == Import.began_at) & Client.stopped.in_((CallStop.DIED, CallStop.MOVED))
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
    )


@Compiled
def additions(client: Any, limit: Any) -> Any:
    """The additions to concerns after their submission."""
    return (
        Addition.select(Addition.id, Addition.added_at.alias("at"), _WHO, Concern.reference, Addition.text)
        .join(Concern, on=Addition.concern == Concern.id)
        .join(Worker, on=Addition.worker == Worker.id)
        .where(Concern.client == client)
        .order_by(Addition.id.desc())
        .limit(limit)
    )


@Compiled
def judgements(client: Any, limit: Any) -> Any:
    """The judgements of this record and another one as a pair, whichever of the two was named first."""
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
def events(client: Any, limit: Any) -> Any:
    """The events of escalations. A concern's own row stands for the first event of its escalation, and for the line of
    a proposed withdrawal."""
    right = Event.alias()
    put_right = right.select(fn.COUNT(SQL("*"))).where(right.corrects == Event.id, right.move == referrals.PUT_RIGHT)
    return (
        Event.select(
            Event.id, Event.at, _WHO, Event.move, Event.body, Escalation.kind,
            fn.COALESCE(Concern.reference, SupportReferral.reference).alias("reference"),
            put_right.alias("wrong"), Escalation.id.alias("case"), ClientAction.detail.alias("sees_to"),
        )
        .join(Escalation, on=Event.escalation == Escalation.id)
        .join(Worker, JOIN.LEFT_OUTER, on=Event.worker == Worker.id)
        .join(Concern, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .join(SupportReferral, JOIN.LEFT_OUTER, on=Escalation.support == SupportReferral.id)
        .join(ClientAction, JOIN.LEFT_OUTER, on=Escalation.action == ClientAction.id)
        .where(
            Escalation.client == client,
            ~((Escalation.kind == EscalationKind.CONCERN) & (Event.move == OtherEvent.OPENED)),
            Escalation.kind != EscalationKind.WITHDRAWAL,
        )
        .order_by(Event.id.desc())
        .limit(limit)
    )  # fmt: skip
