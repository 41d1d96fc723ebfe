"""That somebody is not safe to call, or that nobody can read when they are, is a stop like the others: whoever learns
of it sets it at once, and a manager lifts it, with a reason. What a worker set by mistake they take back that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotAllowed
from topaz_tui.rules import contact_safety, permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.services import reasons
from topaz_tui.services.safety import COLUMNS
from topaz_tui.services.session import Session
from topaz_tui.store.models import Change, Import
from topaz_tui.store.rows import dicts

_SAYS = ("safe_to_call", "safe_times")
ASK = "ask one (a). Whoever set it today by mistake may, too, with a reason"
ASK_REASON = "Say how you know that it is safe now."


def is_stopped(facts: Mapping[str, Any]) -> bool:
    """By these facts of one record: is it not safe to call them, or can nobody tell when it is?"""
    return contact_safety.read([facts[name] for name in COLUMNS]).hides_numbers


def reason_to_lift(
    session: Session, client_id: int, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> str | None:
    """The reason with which this change lets them be called again; None where it does not. Raises UserError where this
    worker may not, or gives none."""
    if not is_stopped(before) or is_stopped(after):
        return None
    if not session.may(Act.LIFT_NOT_SAFE) and not _is_own_mistake(session, client_id, before):
        raise NotAllowed(permissions.refusal(Act.LIFT_NOT_SAFE, ASK), "Nothing was changed.")
    if not reason.strip():
        raise Invalid("It needs a reason: they may be called then.", ASK_REASON, "reason")
    return reasons.given(reason, ASK_REASON)


def _is_own_mistake(session: Session, client_id: int, now: Mapping[str, Any]) -> bool:
    """Did this worker alone make them not safe to call, today, and was no file read since that may say the same?"""
    rows = Change.select().where(Change.client == client_id, Change.field.in_(_SAYS))
    before, since = dict(now), None
    for row in dicts(rows.order_by(Change.id.desc())):
        at = clock.from_store(row["changed_at"])
        if row["worker"] != session.worker_id or clock.local(at).date() != clock.today():
            break
        if before[row["field"]] != row["now"]:
            return False
        before[row["field"]], since = row["was"], row["changed_at"]
    if since is None or is_stopped(before):
        return False
    return not Import.select().where(Import.ended_at.is_null() | (Import.ended_at >= since)).exists()
