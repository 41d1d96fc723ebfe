"""A worker opens a restricted record all the same, because they need it now: with a reason that is on record before
anything is shown, and on the board at once for a manager who looks at it. It closes as their call is saved, or after an
hour."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.rules import access as rules
from topaz_tui.rules import referrals
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import access, proposals, reasons
from topaz_tui.services.clients import write_note
from topaz_tui.services.escalations import opening
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import BrokenGlass


def break_glass(session: Session, client_id: int, reason: str) -> datetime:
    """Open the record of somebody restricted for the worker who needs it now; returns until when it is open. All of it
    is on record before this returns. Raises UserError without a reason, and where it is open to them."""
    why = reasons.given(reason, "Say why you need it now.")
    with transaction():
        if not access.is_closed(session, client_id):
            raise Conflict("This record is open to you.", "Open it as any other (Enter).")
        now = clock.now()
        until = now + rules.OPEN_FOR
        BrokenGlass.insert(
            client=client_id,
            worker=session.worker_id,
            reason=why,
            broken_at=clock.to_store(now),
            until=clock.to_store(until),
        ).execute()
        write_note(session, client_id, NoteKind.NOTE, f"Restricted, and opened all the same: {why}")
        audit.record(session.worker_id, "opened a restricted record all the same", client_id, why=why)
        me = (session.worker_id,)
        line = opening.NewLine(
            kind=referrals.KIND[EscalationKind.BROKEN_GLASS],
            client_id=client_id,
            opened_by=session.worker_id,
            body={"reason": why, **proposals.nobody_of(me)},
            but=me,
        )
        opening.put(line, now, session.settings)
    return until


def close(worker_id: int, records: Collection[int], at: str) -> None:
    """Close what the worker had opened of this person, since their call is saved. Part of the caller's transaction."""
    BrokenGlass.update(ended_at=at).where(
        BrokenGlass.worker == worker_id, BrokenGlass.client.in_(list(records)), BrokenGlass.ended_at.is_null()
    ).execute()
