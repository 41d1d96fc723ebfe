"""What was said of an action, kept with it; its line on the board is over with that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules.arranged import CHOICE, Said
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.referrals import EscalationKind, EscalationState
from topaz_tui.services import owned
from topaz_tui.store.models import ClientAction, Escalation, SupportReferral
from topaz_tui.store.rows import dicts

_LATE_LINES = (Escalation.kind == EscalationKind.ACTION, Escalation.closed_at.is_null())
"""The lines of the board that say that an action is late: a referral that sees to one has a line, too, and its own
end."""
OPEN = (ClientAction.done_at.is_null(), ClientAction.taken_back_at.is_null())
"""The conditions of an action that is open: nobody has said how it ended, and the call that put it in place stands."""


def on_its_way() -> Any:
    """For a query of actions: the reference of the referral that is on its way and sees to the action; null where there
    is none."""
    return (
        SupportReferral.select(fn.MAX(SupportReferral.reference))
        .join(Escalation, on=Escalation.support == SupportReferral.id)
        .where(
            Escalation.action == ClientAction.id, Escalation.closed_at.is_null(),
            Escalation.state != EscalationState.DECLINED.value,
        )
        .alias("referred")
    )  # fmt: skip


def settle(action_id: int, said: Said, worker_id: int, now: datetime, by: date | None = None, why: str = "") -> None:
    """Keep what was said of an open action. Part of the caller's transaction."""
    kept: dict[str, object] = {"by_on": by.isoformat()} if by else {}
    if CHOICE[said].ends:
        at = clock.to_store(now)
        kept = {"done_at": at, "done_by": worker_id, "ended_as": said, "ended_why": why.strip() or None}
    if kept:
        ClientAction.update(kept).where(ClientAction.id == action_id).execute()
    end_lines((action_id,), now, EscalationEnd(EndReason.ACTION_SAID, said))


def end_lines(action_ids: Collection[int], now: datetime, ending: EscalationEnd) -> int:
    """End the board's lines that say that these actions are late; returns how many. Part of the caller's
    transaction."""
    open_lines = Escalation.select(Escalation.id).where(Escalation.action.in_(list(action_ids)), *_LATE_LINES)
    ended = [line["id"] for line in dicts(open_lines)]
    for line in ended:
        owned.end(line, now, ending)
    return len(ended)


def own(action_ids: Collection[int], worker_id: int) -> None:
    """Give these actions, and their lines on the board, to this worker. Part of the caller's transaction."""
    ClientAction.update(owner=worker_id).where(ClientAction.id.in_(list(action_ids))).execute()
    Escalation.update(owner=worker_id, version=Escalation.version + 1).where(
        Escalation.action.in_(list(action_ids)), *_LATE_LINES
    ).execute()
