"""That somebody is not safe to call, that nobody can read when they are, or that they are only outside the calling
hours, is a stop like the others: whoever learns of it sets it at once, and a manager lifts it, with a reason. What a
worker set by mistake they take back that day. Times within the calling hours every worker changes, as they learn them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import NotAllowed
from topaz_tui.rules import calling_times, contact_safety, permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.terms import CallTerms
from topaz_tui.services import reasons
from topaz_tui.services.safety import COLUMNS
from topaz_tui.services.session import Session
from topaz_tui.store.models import Change, Import
from topaz_tui.store.rows import dicts

_SAYS = ("safe_to_call", "safe_times")
ASK = "ask one (a). Whoever set it today by mistake may, too, with a reason"
ASK_REASON = "Say how you know that it is safe now."


def is_stopped(facts: Mapping[str, Any], calls: CallTerms) -> bool:
    """Do the safety facts of one record stop calls: is it never safe to call in the calling hours, or can nobody tell
    when it is?"""
    return _read(facts).hides_numbers or _is_outside_hours(facts, calls)


def _read(facts: Mapping[str, Any]) -> contact_safety.Safety:
    return contact_safety.read([facts[name] for name in COLUMNS])


def _is_outside_hours(facts: Mapping[str, Any], calls: CallTerms) -> bool:
    safety = _read(facts)
    times = safety.windows if safety.safe_to_call == "times" else ()
    return bool(times) and not calling_times.ever_meet(times, calls.hours)


def reason_to_lift(
    session: Session, client_id: int, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> str | None:
    """What the timeline says where this change lets them be called again, with the reason; None where it does not.
    Raises UserError where this worker may not, or gives none."""
    calls = session.settings.calls
    if not is_stopped(before, calls) or is_stopped(after, calls):
        return None
    if not session.may(Act.LIFT_NOT_SAFE) and not _is_own_mistake(session, client_id, before):
        raise NotAllowed(permissions.refusal(Act.LIFT_NOT_SAFE, ASK), "Nothing was changed.")
    if not reason.strip():
        raise reasons.NoReason("It needs a reason: they may be called then.", ASK_REASON, "reason")
    was = "safe only outside calling hours" if _is_outside_hours(before, calls) else "not safe to call"
    return f"No longer held back as {was}. Reason: {reasons.given(reason, ASK_REASON)}"


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
    if since is None or is_stopped(before, session.settings.calls):
        return False
    return not Import.select().where(Import.ended_at.is_null() | (Import.ended_at >= since)).exists()
