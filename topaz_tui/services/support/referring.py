"""Refer somebody for support: the document, its line on the board and the message that carries it, in one
transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import forms, referrals, representatives
from topaz_tui.rules import reviews as review_rules
from topaz_tui.rules import support as rules
from topaz_tui.rules.contact_safety import Numbers
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.safety_sentences import for_others
from topaz_tui.services import access, clients, links, references, unread
from topaz_tui.services.actions import OPEN
from topaz_tui.services.concerns import adult_of, council_of, raised_by_of
from topaz_tui.services.escalations import opening, outbox
from topaz_tui.services.escalations.ways import sending_to, way_words
from topaz_tui.services.safety import numbers_of, safety_of
from topaz_tui.services.session import Session
from topaz_tui.services.support.directory import ServiceLine, lines
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Call, ClientAction, Contact, Escalation, Review, ReviewAnswer, SupportReferral
from topaz_tui.store.rows import dicts

NOT_SENT = "Nothing was sent."
LONGEST = 60  # letters of an action in the form


@dataclass(frozen=True, slots=True)
class Begun:
    """A referral to be written: its questions, with the services that there are, and what is known already of `worse`
    and `better`, by the last review."""

    questions: tuple[Question, ...]
    known: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral that was made. `goes_by` is how Topaz sends it; None where a person has to. `counts` says that it
    counts against what the contract allows."""

    id: int
    reference: str
    escalation_id: int
    to: str
    goes_by: str | None
    deadline: datetime
    counts: bool


def begin(session: Session, client_id: int) -> Begun:
    """The form of a referral for this person. Nothing of it is kept but what is typed, as a draft."""
    access.opened(session, Reading.SUPPORT_WRITTEN, client_id)
    council = way_words(sending_to(session.settings, council_of(client_id), None, back=True))
    services = ((str(each.id), f"{each.name} ({each.goes})") for each in lines(session))
    records = links.group_of(client_id)
    open_ones = list(dicts(_to_see_to(records)))
    actions = ((str(each["id"]), " ".join(each["detail"].split())[:LONGEST]) for each in open_ones)
    back = [str(each["id"]) for each in open_ones if review_rules.ACTION[each["kind"]].counts_as_referral_back]
    known: dict[str, Answer] = {rules.ACTION: back[0]} if len(back) == 1 else {}
    return Begun(rules.questions(services, council, actions), {**_found(records), **known})


def _to_see_to(records: Iterable[int]) -> Any:
    """The query for the person's open actions that no referral sees to yet, or only one that was declined."""
    seen_to = Escalation.select(Escalation.action).where(
        Escalation.support.is_null(False),
        Escalation.action.is_null(False),
        Escalation.closed_at.is_null(),
        Escalation.state != referrals.EscalationState.DECLINED,
    )
    a = ClientAction
    theirs = a.client.in_(list(records)), *OPEN, a.id.not_in(seen_to), a.kind.in_(list(review_rules.ACTION))
    return a.select(a.id, a.kind, a.detail).where(*theirs).order_by(a.id)


def _found(records: tuple[int, ...] | list[int]) -> dict[str, Answer]:
    """Answers about what got worse or better, from the last review, in words."""
    told: dict[str, list[str]] = {"worse": [], "better": []}
    last = _last_review(records)
    for row in dicts(ReviewAnswer.select().where(ReviewAnswer.review == last["id"])) if last else ():
        area = review_rules.AREA.get(row["area"])
        if area and row["answer"] in told:
            unable = ": now unable" if row["unable"] == "yes" else ""
            told[row["answer"]].append(f"{area.words}{unable}")
    return {name: "; ".join(areas) for name, areas in told.items() if areas}


def _last_review(records: Iterable[int]) -> dict[str, Any] | None:
    """The row of the person's last review, with whoever spoke for them or with them; None where there was none."""
    found = (
        Review.select(
            Review.id, Review.reviewed_at, Review.spoke_with, Review.acts_as, Review.why_through,
            Review.authority.alias("authority_id"), Contact.name, Contact.relation,
        )
        .join(Contact, JOIN.LEFT_OUTER, on=Contact.id == Review.contact)
        .where(Review.client.in_(list(records)), Review.taken_back_at.is_null())
        .order_by(Review.reviewed_at.desc(), Review.id.desc())
    )  # fmt: skip
    return next(iter(dicts(found.limit(1))), None)


def _through(records: Iterable[int]) -> str:
    """Through whom their last review was made; '' where it was the person alone, or there was none."""
    last = _last_review(records)
    how = representatives.HOW.get((last or {}).get("spoke_with") or "")
    if last is None or not how:
        return ""
    made_at = unread.value("review", last["id"], clock.from_store, last["reviewed_at"])
    on = clock.local(made_at).date() if made_at else clock.today()
    whom = last["name"], last["relation"]
    authority = clients.authority_of(last["authority_id"])
    return f"{how}: {clients.through_whom(whom, last['acts_as'], authority, last['why_through'], on)}"


def refer(session: Session, client_id: int, answers: Mapping[str, Answer], call_id: int | None = None) -> Sent:
    """Make the referral: its document is fixed for good, and it stands on the board until it has come to its end.
    Raises UserError where something is missing, and where nothing may go without the person's consent."""
    with transaction():
        now = clock.now()
        asked = begin(session, client_id).questions
        answers = forms.settled(asked, answers, now)
        if lacking := rules.lacks(asked, answers):
            question, words = lacking[0]
            raise Invalid(words, NOT_SENT, question)
        service = _service(session, answers)
        door = numbers_of(client_id)
        answers = {name: _beside(door, asked, name, answer) for name, answer in answers.items()}
        support_id = int(SupportReferral.select(fn.COALESCE(fn.MAX(SupportReferral.id), 0) + 1).scalar())
        reference = references.make(references.REFERRAL, clock.local(now).year, support_id)
        document = rules.document(
            asked, answers, adult_of(client_id), raised_by_of(session.worker_id, session.settings.organisation),
            for_others(safety_of(links.group_of(client_id), clock.today())),
            to=service.name if service else rules.THE_COUNCIL,
            health=service is None or rules.SERVICE_KIND[service.kind].health,
            reference=reference, made_at=now, through=door.beside(_through(links.group_of(client_id))),
        )  # fmt: skip
        urgent = answers.get("urgency") == rules.URGENT
        SupportReferral.insert(
            id=support_id, reference=reference, client=client_id, service=service.id if service else None,
            call=_last_call(session, client_id, now) if call_id is None else call_id,
            made_by=session.worker_id, made_at=clock.to_store(now), urgent=int(urgent),
            answers=json.dumps(answers, ensure_ascii=False), document=json.dumps(document, ensure_ascii=False),
        ).execute()  # fmt: skip
        action_id = _seen_to(asked, answers)
        sent = _sent_off(session, client_id, support_id, reference, service, urgent, now, action_id)
        audit.record(session.worker_id, "referred for support", client_id, f"support {support_id}")
        return sent


def _service(session: Session, answers: Mapping[str, Answer]) -> ServiceLine | None:
    """The service that the referral goes to; None for the council."""
    to = answers.get("to")
    return None if to == rules.COUNCIL else next(each for each in lines(session) if str(each.id) == to)


def _beside(door: Numbers, asked: tuple[Question, ...], name: str, answer: Answer) -> Answer:
    """The answer, without the telephone numbers in it where the person's numbers are held back."""
    written = next((each.kind in forms.WRITTEN for each in asked if each.id == name), False)
    return door.beside(answer) if written and isinstance(answer, str) else answer


def _seen_to(asked: tuple[Question, ...], answers: Mapping[str, Answer]) -> int | None:
    """The id of the action that the referral sees to, which no other referral sees to any more; None where it is for
    something new."""
    offered = {code for question in asked if question.id == rules.ACTION for code, _ in question.options}
    chosen = answers.get(rules.ACTION)
    if chosen not in offered - {rules.NO_ACTION}:
        return None
    action_id = int(str(chosen))
    Escalation.update(action=None).where(Escalation.support.is_null(False), Escalation.action == action_id).execute()
    return action_id


def _last_call(session: Session, client_id: int, now: datetime) -> int | None:
    """The id of today's call by this worker that the referral came of; None where there was none."""
    midnight = clock.to_store(clock.at(clock.local(now).date(), "00:00"))
    found = Call.select(Call.id).where(
        Call.client.in_(links.group_of(client_id)),
        Call.worker == session.worker_id,
        Call.replaced_by.is_null(),
        Call.ended_at >= midnight,
    )
    return next((int(row["id"]) for row in dicts(found.order_by(Call.id.desc()).limit(1))), None)


def _sent_off(
    session: Session, client_id: int, support_id: int, reference: str, service: ServiceLine | None, urgent: bool,
    now: datetime, action_id: int | None,
) -> Sent:  # fmt: skip
    council, settings = council_of(client_id), session.settings
    kind = referrals.DocumentKind.SERVICE if service else referrals.DocumentKind.REFERRAL_BACK
    sending = sending_to(settings, council, service, back=service is None)
    case = referrals.Referral(now, session.worker_id, kind=kind, urgent=urgent)
    due = referrals.deadline(case, settings.terms_of(council).referral, settings.office, now)
    assert due is not None  # a referral that begins is never final
    to = service.name if service else "the council"
    escalation_id = opening.open_escalation(
        opening.NewEscalation(
            kind=kind,
            client_id=client_id,
            opened_by=session.worker_id,
            opened_at=now,
            state=case.state,
            waiting_for=due.waiting_for,
            deadline=due.at,
            level=due.level,
            council=council,
            body={"reference": reference, "to": to},
            support_id=support_id,
            action_id=action_id,
        )
    )
    ways = referrals.automatic(sending.channels)
    if ways:
        message = outbox.DocumentMessage(referrals.MessageKind.SUPPORT, None, escalation_id, ways, by=session.worker_id)
        outbox.put_document(message, sending, due.at, now)
    goes_by = ways[0] if ways else None
    return Sent(support_id, reference, escalation_id, to, goes_by, due.at, counts=service is None)
