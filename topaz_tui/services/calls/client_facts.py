"""What saving a call changes on the client: whether and why calls stop, until when they are away, and since when
attempts count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules import wishes
from topaz_tui.rules.call_effects import EffectCode
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import owing
from topaz_tui.store.models import Client

if TYPE_CHECKING:
    from topaz_tui.services.calls.saving import CallSaver


def write(saver: CallSaver, complete: bool) -> None:
    """Set the facts of the client that follow from this call."""
    step, client = saver.step, saver.client
    if saver.again and saver.again.past:
        _facts_of_the_past(saver)
        return
    now: dict[str, object] = {}
    if saver.reached_them:
        now |= owing.NOT_PUT_OFF
    if step.not_before and not _tomorrow(saver):
        later = clock.to_store(step.not_before)
        if saver.reached_them or later > (client.not_before or ""):  # an engaged line cuts no gap short
            now |= owing.put_off(step.not_before, Cause.AFTER_CALL, saver.outcome.code)
    elif saver.closes_follow_up and not complete and saver.owed.is_due(DutyKind.RECALL):
        day = saver.call.follow_up_on or owing.next_day(saver.ended, saver.calls)
        now |= owing.put_off(queue_rules.due_moment(day), Cause.REVIEW_OPEN)
        saver.leads_to(EffectCode.REVIEW_BROKE_OFF, day.isoformat())
    if saver.reached_them:
        now |= {"away": None, "away_until": None}
        if not saver.outcome.counts_as_attempt:
            now["attempts_since"] = saver.at
    if complete:
        now["put_first"] = 0
    if step.away:
        now |= {
            "away": step.away,
            "away_until": clock.to_store(step.away_until) if step.away_until else None,
        }
    if step.stop:
        now |= {"stopped": step.stop, "stopped_at": saver.at} | _looked_at_again(saver)
    changed = {field: value for field, value in now.items() if getattr(client, field) != value}
    if changed:
        Client.update(version=Client.version + 1, **changed).where(Client.id == client.id).execute()
    ended: set[str] = {field for field in ("not_before", "away", "put_first") if field in now and not now[field]}
    _ended_under_others(saver, ended)


def _looked_at_again(saver: CallSaver) -> dict[str, object]:
    """Of a refusal, the day on which a manager asks whether it is still so."""
    if saver.step.stop != CallStop.REFUSED:
        return {}
    return {"look_on": wishes.look_on_of_a_refusal(clock.local(saver.ended).date()).isoformat()}


def _ended_under_others(saver: CallSaver, fields: set[str]) -> None:
    """End whatever the call ended under the person's other records too."""
    more = {"not_before": owing.NOT_PUT_OFF, "away": {"away_until": None}, "put_first": {}}
    others = [id for id in saver.records if id != saver.client.id]
    for field in sorted(fields) if others else ():
        nothing = 0 if field == "put_first" else None
        stands = getattr(Client, field) != 0 if field == "put_first" else getattr(Client, field).is_null(False)
        Client.update({field: nothing, **more[field], "version": Client.version + 1}).where(
            Client.id.in_(others), stands
        ).execute()


def _facts_of_the_past(saver: CallSaver) -> None:
    """Set on the client the only facts that a call of the past still decides: that calls are stopped, and since
    when attempts count."""
    now: dict[str, object] = {}
    if saver.step.stop:
        now |= {"stopped": saver.step.stop, "stopped_at": saver.at} | _looked_at_again(saver)
    if saver.reached_them and not saver.outcome.counts_as_attempt:
        now["attempts_since"] = max(saver.at, saver.client.attempts_since or "")
    if now:
        Client.update(version=Client.version + 1, **now).where(Client.id == saver.client.id).execute()


def _tomorrow(saver: CallSaver) -> bool:
    """Does the rule of one attempt a day (rules/queue.py) keep them from being called for longer than the outcome's
    delay? Then that delay is not kept."""
    day = clock.local(saver.ended).date()
    return (
        saver.step.counts_as_attempt
        and not saver.reached_them
        and saver.step.not_before is not None
        and clock.local(saver.step.not_before).date() == day
    )
