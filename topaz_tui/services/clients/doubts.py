"""Doubts: what a council's file says of a person and nobody can tell for sure. A doubt stops calls until somebody has
looked, and settled it.

A doubt that is settled stays settled: only other words in a later file raise it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import contact_safety, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.people import (
    DEATHS,
    LETS_CALL,
    OF_TWO,
    SETTLED,
    STOPS,
    DoubtCode,
    Settlement,
)
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.twins import ENDS_ON_ITS_OWN_RECORD
from topaz_tui.services import effects, links, owing, pairs, reasons, twins, unread
from topaz_tui.services.clients import settling
from topaz_tui.services.clients.changes import client_row, set_facts
from topaz_tui.services.safety import read_record
from topaz_tui.services.session import Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Change, Client, Doubt

WHO_FIRST = "The file has somebody under their ID: say first whether it is somebody else, or the same person."
"""The error for settling what a file says before it is settled whom it means: till then that person would be on no
list."""
WHOSE_FIRST = "One file gives this ID to more than one person: say first whose it is (Imports, 5)."
"""The error for settling anything else of an ID before it is said whose it is: till then all but one of those to whom
the file gives it would be on no list."""


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


_KNOWN = fn.COALESCE(Doubt.record, "{}") != "{}"
_OF_TWO = Doubt.code.in_((DoubtCode.SOMEBODY_ELSE, DoubtCode.SEVERAL)) & _KNOWN
OF_SEVERAL = (Doubt.code == DoubtCode.SEVERAL) & _KNOWN
_OF_NOBODY = Doubt.code.in_((DoubtCode.SOMEBODY_ELSE, DoubtCode.SEVERAL)) & Doubt.whom.is_null()
"""A file gave the ID to two people, and nothing was kept of either."""


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
    of_two = code in (DoubtCode.SOMEBODY_ELSE, DoubtCode.SEVERAL) and (row["record"] or "{}") != "{}"
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
        mine = open_here & ~_OF_TWO
        if how in OF_TWO:
            apart = list(Doubt.select().where(open_here, Doubt.code == DoubtCode.SOMEBODY_ELSE))
            for doubt in apart:
                _of_two(session, client_id, how, doubt, reason)
            if apart:  # a row that fits whoever has the ID waited until it was known who the other is
                settling.take_over(session, client_id, Doubt.select().where(open_here, OF_SEVERAL), moment)
            mine = open_here & Doubt.id.in_([each.id for each in apart])
        if how == Settlement.CALL:
            _know_whom(client_id, mine)
            _call_again(session, client_id, mine)
        if how == Settlement.DIED:
            _take_day_of_death(session, client_id, mine)
        settled = Doubt.update(settled_at=now, settled_by=session.worker_id, how=how).where(mine).execute()
        if not settled and Doubt.select().where(open_here, OF_SEVERAL).exists():
            raise Conflict(WHOSE_FIRST, "Nothing is settled yet.")
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
        others = twins.settled(client_id, session.worker_id, now, how)
        settling.keep(session, settling.Answer(client_id, how, SETTLED[how], reason), records, before, moment, others)


def _know_whom(client_id: int, open_here: Any) -> None:
    """Raise Conflict for an ID that a file gave to two people while nobody is known here who has it: both would be
    forgotten."""
    two = Doubt.select().where(open_here, _OF_NOBODY).exists()
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
    of_another = Doubt.code.in_((DoubtCode.TWIN, DoubtCode.SOMEBODY_ELSE, DoubtCode.SEVERAL))
    here = Doubt.client.in_(list(client_ids)) & Doubt.settled_at.is_null() & of_another
    found, of_two = set(), set()
    for doubt in Doubt.select().where(here):
        id = pairs.of_client(doubt)
        if doubt.code == DoubtCode.SOMEBODY_ELSE:
            of_two.add(id)
        told = unread.value("doubt", doubt.id, unread.object_of, doubt.record) or {}
        if doubt.stop not in ENDS_ON_ITS_OWN_RECORD if doubt.code == DoubtCode.TWIN else settling.stops_calls(told):
            found.add(id)
    return found | twins.holding(of_two - found)


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
    if how == Settlement.SAME:
        mine = here.nhs_number, here.born_on, here.last_name, here.first_name
        if people.are_surely_two(mine, settling.identity_of(record)):
            raise Invalid(
                "The NHS number differs, and so does more: they are two people.",
                "Choose 'Somebody else'; their page can be put right where it is wrong.",
            )
        _take_stops(session, here, record, doubt)
        return
    settling.put_on_the_list(session, here, doubt, reason)
