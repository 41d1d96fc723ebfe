"""What an answer about a council's file does, whichever way it is given: the row is taken, its person comes onto the
list, and the answer stands where it can be read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import people
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import DoubtCode, Settlement
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import effects, interpreters, owing, owned, unread
from topaz_tui.services.clients import adding
from topaz_tui.services.importing import KEPT, THEIRS, ImportedPerson, Source, joining, outside, said_in
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.safety import by_file
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.models import Assessment, Client, CouncilAnswer, Doubt, Duty, Import, Note


@dataclass(frozen=True, slots=True)
class Answer:
    """How what a file leaves open about somebody was settled: a code, the sentence, and how the worker knows."""

    client_id: int
    how: str
    words: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def keep(
    session: Session, answer: Answer, records: Collection[int], before: effects.State, now: datetime,
    others: Iterable[int] = (),
) -> None:  # fmt: skip
    """Keep the answer on the timeline, the board and in the log, with what followed from it since `before`, and let
    those stand where they do now. Part of the caller's transaction."""
    client_id = answer.client_id
    Note.insert(
        client=client_id, worker=session.worker_id, kind=NoteKind.NOTE,
        text=f"{answer.words}. Reason: {answer.reason}", made_at=clock.to_store(now),
    ).execute()  # fmt: skip
    Client.update(version=Client.version + 1).where(Client.id == client_id).execute()
    led_to = effects.between(before, effects.with_answers(records))
    facts = {"_how": answer.how, **answer.facts, **effects.facts_of(led_to)}
    owned.answered(tuple(records), session.worker_id, now, answer.words, answer.reason, facts)
    interpreters.point_out(session, client_id, now)
    queue_status.refresh((client_id, *others), session.settings)
    audit.record(session.worker_id, f"doubt settled: {answer.how}", client_id)


def stops_calls(record: Mapping[str, Any]) -> bool:
    """Does what the file says of somebody keep everybody from calling them?"""
    return bool(record.get("died") or record.get("moved") or by_file(record).hidden)


def identity_of(record: Mapping[str, Any]) -> people.Identity:
    """What tells the person of this record from others."""
    name = people.split_name(str(record.get("name") or ""))
    return record.get("nhs_number") or None, record.get("born_on") or None, name.last, name.first


def take_over(session: Session, client_id: int, doubts: Iterable[Any], now: datetime) -> None:
    """These doubts are settled: what the file says of each is this person's, and is taken. Part of the caller's
    transaction."""
    for doubt in doubts:
        Doubt.update(settled_at=clock.to_store(now), settled_by=session.worker_id, how=Settlement.SAME).where(
            Doubt.id == doubt.id
        ).execute()
        for said in said_in(unread.object_of(doubt.record or "{}")):
            _bring_up_to_date(session, client_id, said, doubt)


def put_on_the_list(session: Session, here: Client, doubt: Any, reason: str) -> int:
    """Whom the file means by this doubt is a person of their own, without the ID that it gives them: somebody who was
    added by hand and is surely they, else somebody new. Later files bring them what they say. Returns their id; part of
    the caller's transaction."""
    record: Mapping[str, Any] = unread.object_of(doubt.record or "{}")
    if not record.get("name"):
        raise Invalid("What the file says of them was not kept.", "Add them by hand: + where you look for somebody.")
    told = said_in(record)
    other = joining.added_by_hand(told[0]) if told else None
    if other is None:
        other = _add(session, here, doubt, record, reason)
    person_id = Client.select(Client.person_id).where(Client.id == other).scalar()
    for said in told:
        _bring_up_to_date(session, other, said._replace(person_id=person_id), doubt)
    Doubt.update(record=json.dumps({**record, THEIRS: other}, ensure_ascii=False)).where(Doubt.id == doubt.id).execute()
    queue_status.refresh((other,), session.settings)
    return other


def _bring_up_to_date(session: Session, client_id: int, said: ImportedPerson, doubt: Any) -> None:
    """What the file says of this person is taken as from any file; what it leaves open is the worker's to settle."""
    brought = Import.get_or_none(Import.id == doubt.import_id)
    newest = int(Doubt.select(fn.coalesce(fn.max(Doubt.id), 0)).scalar())
    source = Source(brought.digest if brought else "-", frozenset(), council=brought.council if brought else None)
    outside.update(session, source, {client_id: said})
    raised = Doubt.id > newest, Doubt.import_.is_null(), Doubt.code != DoubtCode.TWIN
    owned.give_doubts(Doubt.select(Doubt.client).where(*raised), session.worker_id)
    Doubt.update(owner=session.worker_id, due_at=doubt.due_at, import_=doubt.import_id).where(*raised).execute()


def _add(session: Session, here: Client, doubt: Any, record: Mapping[str, Any], reason: str) -> int:
    nhs_number, born_on, last, first = identity_of(record)
    whole = said_in(record)  # then their numbers come with the rest, each as it may be used
    numbers = () if whole else record.get("phones") or ()
    typed = {
        "first_name": first or "", "last_name": last or "", "born_on": born_on or "", "nhs_number": nhs_number or "",
        "phone": next(iter(numbers), ""), "address": record.get("address") or "",
        "postcode": record.get("postcode") or "",
        "how": f"The council's file has them under ID {here.person_id}, which is somebody else's. {reason}",
    }  # fmt: skip
    seen = tuple(each.client_id for each in adding.candidates(session, typed))
    stopped = next((stop for stop in (CallStop.DIED, CallStop.MOVED) if record.get(stop)), None)
    to_call = not (stopped or record.get("open_to_services"))
    assessed = bool(record.get("assessed_on"))
    to_call_now = to_call and not (assessed and record.get("eligibility"))
    other = adding.add(
        session, typed, seen, to_call=to_call_now, known=("phone",) if any(said.phones for said in whole) else ()
    )
    if whole:
        return other
    now = clock.to_store(clock.now())
    if assessed:
        _assess(session, other, record, now, to_call=to_call)
    facts: dict[str, Any] = {name: record[name] for name in (*KEPT, "council") if record.get(name) not in (None, "")}
    facts |= {"open_to_services": 1} if record.get("open_to_services") else {}
    facts |= {"stopped": stopped, "stopped_at": now} if stopped else {}
    if facts:
        Client.update(facts).where(Client.id == other).execute()
    for code, words in () if stopped else record.get("doubts") or ():
        Doubt.insert(
            client=other, code=code, words=words, made_at=now, owner=session.worker_id, due_at=doubt.due_at,
            import_=doubt.import_, record=doubt.record,
        ).execute()  # fmt: skip
    return other


def _assess(session: Session, client_id: int, record: Mapping[str, Any], now: str, *, to_call: bool) -> None:
    """They were assessed, as the file says: so their recall falls due as that of anybody whom a file brings."""
    band, day = record.get("eligibility") or None, str(record["assessed_on"])
    Assessment.insert(
        client=client_id, assessed_on=day, eligibility=band, reference=record.get("reference") or ""
    ).execute()
    for area, words in record.get("areas") or ():
        CouncilAnswer.insert(
            client=client_id, area=area, words=words, assessed_on=day, council=record.get("council") or None
        ).execute()
    if to_call and band in people.RECALL_BANDS:
        due = owing.recall_due(day, session.settings.calls.recall_months)
        Duty.insert(client=client_id, kind=DutyKind.RECALL, due_at=due, made_at=now).execute()
