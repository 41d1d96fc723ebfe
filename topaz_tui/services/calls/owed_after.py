"""What is owed to somebody after a call that is saved: callbacks, follow-ups, recalls, and the rest of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.rules import arranged as arranged_rules
from topaz_tui.rules import duties
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.call_effects import EffectCode
from topaz_tui.rules.duties import DutyCause, DutyEnd, DutyKind
from topaz_tui.services import owing
from topaz_tui.services.calls import arranged
from topaz_tui.services.owing import UNFINISHED
from topaz_tui.store.models import Contact

if TYPE_CHECKING:
    from topaz_tui.services.calls.saving import CallSaver


def write(saver: CallSaver, complete: bool) -> None:
    """Close the duties that this call met, and set those that follow from it."""
    if saver.step.stop:
        for kind in duties.WORDS:
            saver.owed.close(kind, DutyEnd.STOPPED)
        return
    if saver.again and saver.again.past:  # the calls since then have settled what is owed
        return
    _callback(saver)
    if saver.closes_follow_up:
        saver.owed.close(DutyKind.FOLLOW_UP, DutyEnd.DONE, due_only=True)
    if not saver.call.follow_up_on:
        _ask_again(saver)
        if _broke_off(saver, complete):
            _owe_the_rest(saver)
    if saver.call.follow_up_on:
        due = queue_rules.due_moment(saver.call.follow_up_on)
        saver.owed.owe(DutyKind.FOLLOW_UP, due, saver.call.follow_up_why)
        saver.leads_to(EffectCode.FOLLOW_UP, saver.call.follow_up_on.isoformat())
    if complete:
        owing.over(saver.records, saver.at)
        if _assessed_since(saver):
            return
        saver.owed.close(DutyKind.RECALL, DutyEnd.DONE)
        day = saver.call.next_recall_on or clock.add_months(clock.local(saver.ended).date(), saver.calls.recall_months)
        saver.owed.owe(DutyKind.RECALL, queue_rules.due_moment(day), None)
        saver.leads_to(EffectCode.REVIEW_COMPLETE, day.isoformat())


def _assessed_since(saver: CallSaver) -> bool:
    """Of a call that was put right: has the council assessed them again after it, so that their recall is another?"""
    recall = saver.owed.first(DutyKind.RECALL)
    if not (saver.again and recall) or recall.made_by_id is not None:
        return False
    its_own = clock.add_months(clock.local(saver.ended).date(), saver.calls.recall_months)
    return bool(recall.due_at > clock.to_store(queue_rules.due_moment(its_own)))


def _callback(saver: CallSaver) -> None:
    """A new promise takes the place of an older one; the older is kept when they were reached, or rung
    for it. Where nobody answered then, they are still owed a call, with attempts that count: nothing closes
    by itself."""
    if saver.step.callback_at:
        saver.owed.owe(
            DutyKind.CALLBACK,
            saver.step.callback_at,
            _why_back(saver),
            saver.session.worker_id if saver.call.for_me else None,
        )
        return
    promised = saver.owed.first(DutyKind.CALLBACK)
    if promised is None:
        return
    tries_again = saver.step.counts_as_attempt or saver.step.not_before is not None or saver.step.away is not None
    rung_for_it = promised.due_at <= saver.at and not (saver.call.incoming or saver.another)
    if not saver.reached_them and not (rung_for_it and (saver.step.counts_as_attempt or saver.step.away)):
        return
    # Another record of theirs may have a later promise: one that nobody answered for is no answer to that.
    saver.owed.close(DutyKind.CALLBACK, DutyEnd.DONE, due_only=not saver.reached_them)
    if tries_again and not saver.owed.is_due(DutyKind.RECALL, DutyKind.FOLLOW_UP):
        missed = f"Promised callback: {saver.outcome.words.lower()}"
        saver.owed.owe_besides(saver.ended, missed, DutyCause.MISSED_CALLBACK)


def _why_back(saver: CallSaver) -> str:
    """Why the person is to be called back, in words; after a call to somebody else's number also who said so."""
    who = Contact.get_or_none(Contact.id == saver.call.contact_id) if saver.another else None
    return f"{saver.outcome.words}: so {' '.join(who.name.split())} said" if who else saver.outcome.words


def _ask_again(saver: CallSaver) -> None:
    """What was said not to have come yet, and after a call about just that whatever is still open, is asked about
    again, unless they are called sooner anyway."""
    if not (saver.outcome.asks_what_came or any(each.said == Said.NOT_YET for each in saver.call.arranged)):
        return
    still = arranged.still_open(saver.records)
    today = clock.local(saver.ended).date()
    day = arranged_rules.ask_again_on([by for _, by in still], today, saver.calls.follow_up_weeks)
    if day is None:
        return
    day = saver.session.settings.office.working_day_from(day)
    due = queue_rules.due_moment(day)
    sooner = saver.owed.first(DutyKind.FOLLOW_UP)
    if sooner and sooner.due_at <= clock.to_store(due):
        return
    saver.owed.owe_besides(due, arranged.reason(detail for detail, _ in still), DutyCause.ARRANGED)
    saver.leads_to(EffectCode.ASKED_AGAIN, day.isoformat())


def _broke_off(saver: CallSaver, complete: bool) -> bool:
    """Has a review begun, in this call or before, that is not complete, and that neither a recall which is due nor
    a callback brings back?"""
    began = saver.call.has_review or (saver.unfinished and saver.closes_follow_up)
    return began and not complete and not saver.step.callback_at and not saver.owed.is_due(DutyKind.RECALL)


def _owe_the_rest(saver: CallSaver) -> None:
    """Set a recall for the rest of a review that broke off, on the next day on which calls are made: next year's
    recall would be too late."""
    later = clock.local(saver.step.not_before).date() if saver.step.not_before else None
    day = max(filter(None, (owing.next_day(saver.ended, saver.calls), later)))
    saver.owed.owe_besides(queue_rules.due_moment(day), UNFINISHED, DutyCause.BROKE_OFF)
    saver.leads_to(EffectCode.REVIEW_BROKE_OFF, day.isoformat())
