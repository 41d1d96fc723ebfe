"""Resume calls to somebody to whom they were stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import DoubtCode, Settlement
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import interpreters, links, owing, owned, reasons
from topaz_tui.services.clients.changes import client_row, finish, set_facts
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.clients.timeline import file_that_stopped
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import CallWish, Client, Doubt, Escalation
from topaz_tui.store.rows import dicts


def resume_calls(session: Session, client_id: int, reason: str) -> None:
    """A manager takes back that somebody died, moved, refused or is away: by mistake, or no longer so, under whichever
    of their records it was said. What was owed to them when it was said is owed again, and a file that said it is
    named. Where that is a call for another time than an interpreter is booked for, a manager is asked."""
    with transaction():
        let_go_on(session, client_id, reason)
        interpreters.point_out(session, client_id, clock.now())


def let_go_on(session: Session, client_id: int, reason: str, *, own_mistake: bool = False) -> None:
    """Resume calls as `resume_calls` does, without looking at the interpreter. `own_mistake`: the worker takes back a
    stop of their own, whatever their role, and nothing else that stops calls. Part of the caller's transaction."""
    if not own_mistake:
        session.require(Act.LET_CALLS_GO_ON)
    why = reasons.given(reason, "Say why they may be called again.")
    with transaction():
        records = links.group_of(client_id)
        facts = {each: client_row(each, ("stopped", "away", "away_until", "died_on")) for each in records}
        stopping = {each: row for each, row in facts.items() if row["stopped"] or row["away"] or row["died_on"]}
        if not stopping:
            raise Conflict("Nothing stops calls to this person.", "Look at why they can't be called now.")
        files = filter(None, map(file_that_stopped, stopping))
        by_file = "".join(f" The council's file had stopped calls ({each})." for each in files)
        lifted = ("stopped",) if own_mistake else ("stopped", "away", "died_on")
        for each, row in stopping.items():
            set_facts(session, each, row, {name: None for name in lifted if row[name]})
            other = int(each != client_id)  # the version of this one rises at the end
            until = Client.away_until if own_mistake else None
            after = Client.update(stopped_at=None, look_on=None, away_until=until, version=Client.version + other)
            after.where(Client.id == each).execute()
        if any(row["stopped"] for row in stopping.values()):
            owing.what_a_stop_ended(records)
            _settle_what_spoke_for_it(session, records)
            answer_by_calls(records, clock.now())
        write_note(session, client_id, NoteKind.NOTE, f"May be called again.{by_file} Reason: {why}")
        finish(session, client_id, "calls resumed")


def answer_by_calls(records: Sequence[int], now: datetime) -> None:
    """End the questions that wishes against calls put before a manager, since these records' person is called again:
    nothing of them is left to answer. Part of the caller's transaction."""
    theirs = CallWish.client.in_(list(records)), CallWish.wish != Wish.CALL_AGAIN
    asked = CallWish.select(CallWish.worker.alias("by"), CallWish.made_at.alias("at")).where(*theirs)
    put = {(row["by"], row["at"]) for row in dicts(asked)}
    here = Escalation.client.in_(list(records)), Escalation.kind == EscalationKind.QUESTION
    lines = Escalation.select(Escalation.id, Escalation.opened_by.alias("by"), Escalation.opened_at.alias("at"))
    for row in dicts(lines.where(*here, Escalation.closed_at.is_null())):
        if (row["by"], row["at"]) in put:
            owned.end(row["id"], now, EscalationEnd(EndReason.CALLS_AFTER_ALL))


def _settle_what_spoke_for_it(session: Session, records: Sequence[int]) -> None:
    """Settle the doubt that a file says no longer that they have died or moved."""
    said_no_longer = Doubt.code.in_((DoubtCode.LIVES, DoubtCode.STAYS))
    here = Doubt.client.in_(list(records)) & said_no_longer & Doubt.settled_at.is_null()
    now = clock.to_store(clock.now())
    Doubt.update(settled_at=now, settled_by=session.worker_id, how=Settlement.CALL).where(here).execute()
