"""Doubts: what a council's file says of a person and nobody can tell for sure. A doubt stops calls until somebody has
looked, and settled it.

A doubt that is settled stays settled: only other words in a later file raise it again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import contact_safety, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import (
    DEATHS,
    LETS_CALL,
    OF_TWO,
    SETTLED,
    STOPS,
    TWO_IN_ONE_FILE,
    DoubtCode,
    Settlement,
)
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.twins import ENDS_ON_ITS_OWN_RECORD
from topaz_tui.services import effects, interpreters, links, owing, owned, pairs, reasons, twins, unread
from topaz_tui.services.clients import adding
from topaz_tui.services.clients.changes import client_row, set_facts
from topaz_tui.services.importing import KEPT, THEIRS
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.safety import by_file, read_record
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Assessment, Change, Client, CouncilAnswer, Doubt, Duty, Note

WHO_FIRST = "The file has somebody under their ID: say first whether it is somebody else, or the same person."
"""The error for settling what a file says before it is settled whom it means: till then that person would be on no
list."""


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A doubt about the person that waits to be settled: `words` says what it is, `file_has` quotes the council's file.
    `of_two`: the file gives the ID to two people, and only OF_TWO settles that."""

    doubt_id: int
    code: str
    words: str
    file_has: str
    since: datetime
    of_two: bool = False


_OF_TWO = (Doubt.code == DoubtCode.SOMEBODY_ELSE) & (fn.COALESCE(Doubt.record, "{}") != "{}")


@Compiled
def _open(client_id: Any) -> Any:
    d = Doubt
    rows = d.select(d.id, d.code, d.words, d.record, d.twin, d.stop, d.made_at)
    return rows.where(d.client == client_id, d.settled_at.is_null()).order_by(d.id)


def open_doubts(client_id: int) -> tuple[OpenDoubt, ...]:
    """The open doubts about the person, the oldest first."""
    rows = _open(client_id)
    ids = links.person_ids({row["twin_id"] for row in rows if row["twin_id"]})
    return tuple(_open_doubt(row, twins.said(row["words"], row["twin_id"], row["stop"], ids)) for row in rows)


def _open_doubt(row: Mapping[str, Any], said: str) -> OpenDoubt:
    code = row["code"]
    of_two = code == DoubtCode.SOMEBODY_ELSE and (row["record"] or "{}") != "{}"
    since = unread.value("doubt", row["id"], clock.from_store, row["made_at"]) or clock.now()
    return OpenDoubt(row["id"], code, people.DOUBTS.get(code, code), said, since, of_two)


def settle_doubts(session: Session, client_id: int, how: str, reason: str) -> None:
    """Say how all that is open about this person is settled (a key of SETTLED), and why. Whoever looked may do so: a
    death, a move or a record of nobody stops calls, as a call's outcome does, and a manager can take it back. Where
    another record that may be theirs has died, moved, refused or is not safe to call, a manager says that they may be.
    'call' undoes the stop of whom the file says no longer to have died or moved.
    'other' puts whom the file means on the list, as the file says of them, and later files under this ID go to them;
    the person here stays as they are. 'same' takes at once what the file says against calling them. Raises UserError
    for 'same' where everything says that they are two."""
    if how not in SETTLED:
        raise Invalid("Say what is right.", f"Choose one of: {', '.join(SETTLED.values())}.")
    reason = reasons.given(reason, "Say how you know.")
    moment = clock.now()
    now = clock.to_store(moment)
    with transaction():
        records = links.group_of(client_id)
        before = effects.with_answers(records)
        open_here = (Doubt.client == client_id) & Doubt.settled_at.is_null()
        if how in LETS_CALL and client_id in held_by_another((client_id,)):
            session.require(Act.SET_APART_FROM_STOPPED)
        if how in OF_TWO:
            for doubt in Doubt.select().where(open_here, Doubt.code == DoubtCode.SOMEBODY_ELSE):
                _of_two(session, client_id, how, doubt, reason)
        mine = open_here & ((Doubt.code == DoubtCode.SOMEBODY_ELSE) if how in OF_TWO else ~_OF_TWO)
        if how == Settlement.CALL:
            _know_whom(client_id, mine)
            _call_again(session, client_id, mine)
        if how == Settlement.DIED:
            _take_day_of_death(session, client_id, mine)
        settled = Doubt.update(settled_at=now, settled_by=session.worker_id, how=how).where(mine).execute()
        if not settled and Doubt.select().where(open_here).exists():
            raise Conflict(WHO_FIRST, "Nothing is settled yet.")
        if not settled:
            raise Conflict("There is nothing to settle about this person.", "Somebody else may have done it.")
        stopped = Client.select(Client.stopped).where(Client.id == client_id).scalar()
        if how == Settlement.CALL and stopped:
            words = f"{queue_rules.STOPPED[stopped][1]}: that stands on their record."
            raise Conflict(words, "Put it right on their page.")
        if how in STOPS:
            Client.update(stopped=how, stopped_at=now).where(Client.id == client_id).execute()
            owing.end_for_a_stop((client_id,), now)
            Change.insert(
                client=client_id, worker=session.worker_id, field="stopped", was=stopped, now=how, changed_at=now
            ).execute()
        Note.insert(
            client=client_id,
            worker=session.worker_id,
            kind=NoteKind.NOTE,
            text=f"{SETTLED[how]}. Reason: {reason}",
            made_at=now,
        ).execute()
        Client.update(version=Client.version + 1).where(Client.id == client_id).execute()
        others = twins.settled(client_id, session.worker_id, now, how)
        led_to = effects.between(before, effects.with_answers(records))
        facts = {"_how": how, **effects.facts_of(led_to)}
        owned.answered(records, session.worker_id, moment, SETTLED[how], reason, facts)
        interpreters.point_out(session, client_id, moment)
        queue_status.refresh((client_id, *others), session.settings)
        audit.record(session.worker_id, f"doubt settled: {how}", client_id)


def _know_whom(client_id: int, open_here: Any) -> None:
    """Raise Conflict for an ID that a file gave to two people while nobody is known here who has it: both would be
    forgotten."""
    two = Doubt.select().where(open_here, Doubt.words == TWO_IN_ONE_FILE).exists()
    named = Client.first_name.is_null(False) | Client.last_name.is_null(False)
    if two and not Client.select().where(Client.id == client_id, named).exists():
        raise Conflict(
            "Both rows were refused: nothing is known here of who has this ID.",
            "Ask the council, mend the rows and read them again; then settle it.",
        )


def _call_again(session: Session, client_id: int, open_here: Any) -> None:
    """Undo the stop of somebody whom a file said to have died or moved, where the file says so no longer."""
    codes = [doubt.code for doubt in Doubt.select(Doubt.code).where(open_here)]
    was = client_row(client_id, ("stopped", "died_on"))
    if people.UNSAID.get(was["stopped"]) not in codes:
        if was["died_on"] and not was["stopped"]:  # else their page would say that they have died
            set_facts(session, client_id, was, {"died_on": None})
        return
    set_facts(session, client_id, was, {name: None for name, value in was.items() if value})
    Client.update(stopped_at=None).where(Client.id == client_id).execute()
    owing.what_a_stop_ended((client_id,))


def _take_day_of_death(session: Session, client_id: int, open_here: Any) -> None:
    """Record the death on the day that the file says; the last of them, where it says several."""
    doubts = Doubt.select(Doubt.id, Doubt.record).where(open_here, Doubt.code.in_(DEATHS)).order_by(Doubt.id)
    told = [unread.value("doubt", doubt.id, unread.object_of, doubt.record) or {} for doubt in doubts]
    days = [str(record["died_on"]) for record in told if record.get("died_on")]
    was = client_row(client_id, ("died_on",))
    if days and days[-1] != was["died_on"]:
        set_facts(session, client_id, was, {"died_on": days[-1]})


def held_by_another(client_ids: Collection[int]) -> set[int]:
    """Those of the clients who may not be called because of the record that their open doubt is about: one that looks
    like theirs, or what the file says of somebody under their ID. Their own open doubts count, where the file speaks of
    somebody else."""
    of_another = Doubt.code.in_((DoubtCode.TWIN, DoubtCode.SOMEBODY_ELSE))
    here = Doubt.client.in_(list(client_ids)) & Doubt.settled_at.is_null() & of_another
    found, of_two = set(), set()
    for doubt in Doubt.select().where(here):
        id = pairs.of_client(doubt)
        if doubt.code == DoubtCode.SOMEBODY_ELSE:
            of_two.add(id)
        told = unread.value("doubt", doubt.id, unread.object_of, doubt.record) or {}
        if doubt.stop not in ENDS_ON_ITS_OWN_RECORD if doubt.code == DoubtCode.TWIN else _stops_calls(told):
            found.add(id)
    return found | twins.holding(of_two - found)


def _stops_calls(record: Mapping[str, Any]) -> bool:
    """Does what the file says of this record stop everybody's calls to the person?"""
    return bool(record.get("died") or record.get("moved") or by_file(record).hidden)


def _take_stops(session: Session, here: Client, record: Mapping[str, Any], doubt: Doubt) -> None:
    """Let what the file says against calls to the person hold at once, since both are the same person."""
    now = clock.to_store(clock.now())
    moved = record.get("moved") and not here.stopped
    stop = CallStop.DIED if record.get("died") else CallStop.MOVED if moved else None
    facts: dict[str, Any] = {"stopped": stop} if stop and stop != here.stopped else {}
    if stop == CallStop.DIED and record.get("died_on") and not here.died_on:
        facts["died_on"] = record["died_on"]
    if contact_safety.strictest((here.safe_to_call, record.get("safe_to_call"))) != here.safe_to_call:
        facts |= {name: record.get(name) for name in ("safe_to_call", "safe_times")}
    elif here.safe_to_call != "no" and (words := read_record(record).unread_times):
        facts["safe_times"] = words
    facts |= {name: 0 for name in ("write_ok", "mail_ok", "sms_ok") if record.get(name) == 0 != getattr(here, name)}
    for field, value in facts.items():
        Change.insert(
            client=here.id, worker=session.worker_id, field=field, was=getattr(here, field), now=value, changed_at=now
        ).execute()
    if "stopped" in facts:
        facts["stopped_at"] = now
        owing.end_for_a_stop((here.id,), now)
    if record.get("open_to_services"):
        facts["open_to_services"] = 1
    if facts:
        Client.update(facts).where(Client.id == here.id).execute()
    for code, words in () if stop or here.stopped else record.get("doubts") or ():
        Doubt.insert(
            client=here.id, code=code, words=words, made_at=now, owner=session.worker_id, due_at=doubt.due_at,
            import_=doubt.import_, record=doubt.record,
        ).on_conflict_ignore().execute()  # fmt: skip


def _of_two(session: Session, client_id: int, how: str, doubt: Doubt, reason: str) -> None:
    """Settle whether the person whom the file means under this ID is somebody else."""
    record: Mapping[str, Any] = unread.object_of(doubt.record or "{}")
    here = Client.get_by_id(client_id)
    name = people.split_name(str(record.get("name") or ""))
    theirs = record.get("nhs_number") or None, record.get("born_on") or None, name.last, name.first
    if how == Settlement.SAME:
        if people.are_surely_two((here.nhs_number, here.born_on, here.last_name, here.first_name), theirs):
            raise Invalid(
                "The NHS number differs, and so does more: they are two people.",
                "Choose 'Somebody else'; their page can be put right where it is wrong.",
            )
        _take_stops(session, here, record, doubt)
        return
    if not record.get("name"):
        raise Invalid("What the file says of them was not kept.", "Add them by hand: + where you look for somebody.")
    numbers = record.get("phones") or ("",)
    typed = {
        "first_name": name.first or "", "last_name": name.last or "", "born_on": theirs[1] or "",
        "nhs_number": theirs[0] or "", "phone": numbers[0], "address": record.get("address") or "",
        "postcode": record.get("postcode") or "",
        "how": f"The council's file has them under ID {here.person_id}, which is somebody else's. {reason}",
    }  # fmt: skip
    seen = tuple(each.client_id for each in adding.candidates(session, typed))
    stopped = next((stop for stop in (CallStop.DIED, CallStop.MOVED) if record.get(stop)), None)
    to_call = not (stopped or record.get("open_to_services"))
    assessed = bool(record.get("assessed_on"))
    other = adding.add(session, typed, seen, to_call=to_call and not (assessed and record.get("eligibility")))
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
    Doubt.update(record=json.dumps({**record, THEIRS: other})).where(Doubt.id == doubt.id).execute()
    queue_status.refresh((other,), session.settings)


def _assess(session: Session, client_id: int, record: Mapping[str, Any], now: str, *, to_call: bool) -> None:
    """Record the assessment of which the file tells, so that the recall falls due as for anybody whom a file brings."""
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
