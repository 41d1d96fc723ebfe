"""The result of saving a call, and what can stand in the way of it: a call that a colleague saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from topaz_tui import clock
from topaz_tui.rules import outcomes
from topaz_tui.rules.call_effects import CallEffect, EffectCode
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.services import led_to, links, nobody, queue
from topaz_tui.services.calls.numbers import Number, numbers_now
from topaz_tui.services.calls.record import CallRecord
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.services.queue import entry_columns, status_of
from topaz_tui.services.session import Session
from topaz_tui.store.models import Call, QueueEntry, Worker
from topaz_tui.store.rows import dicts


@dataclass(frozen=True, slots=True)
class SavedCall:
    """What was saved: the `effects` of it; and `following`, when the next contact is, or who decides, and after it
    what else is open about them, a sentence each. `next_number` may be rung at once: the client is then still held,
    unless it was added since. `taken_by` is the colleague who holds the client now, where the claim had
    run out. `again` says that this call was saved before, and nothing was saved twice. `no_number`: no number
    of theirs can be rung any more."""

    call_id: int
    effects: tuple[CallEffect, ...]
    following: tuple[str, ...] = ()
    next_number: Number | None = None
    taken_by: str | None = None
    again: bool = False
    no_number: bool = False


def colleague_calls_since(session: Session, call: CallRecord) -> EditConflict | None:
    """The calls that colleagues recorded with this person since this call began (its claim had run out), under any of
    their records, the newest last, as they were put right since; None where there are none. Its `seen` has the ids of
    these calls."""
    records, stands = links.group_of(call.client_id), Call.token.is_null(False) & Call.replaced_by.is_null()
    theirs = Call.client.in_(records), Call.worker != session.worker_id, stands
    columns = Call.id, Worker.name.alias("who"), Call.ended_at, Call.outcome, Call.note, Call.next_words, Call.led_to
    since = Call.select(*columns).join(Worker).where(*theirs, Call.ended_at >= clock.to_store(call.rang_at))
    told, seen = [], {}
    for row in dicts(since.order_by(Call.id)):
        when = clock.format_moment(clock.from_store(row["ended_at"]), clock.now())
        words = outcomes.BY_CODE[row["outcome"]].words + (f" ({row['note']})" if row["note"] else "")
        following = led_to.in_words(row["id"], row["led_to"], row["next_words"], row["ended_at"])
        told.append(f"{row['who']} spoke or rang meanwhile ({when}): {words}. {following}".strip())
        seen[str(row["id"])] = ""
    return EditConflict(" ".join(told), seen=seen) if told else None


def standing_of(client_id: int) -> QueueStatus | None:
    """The client's queue status now; None where they are on no list."""
    kept = QueueEntry.select(*entry_columns(QueueEntry)).where(QueueEntry.client == links.lead_of(client_id))
    return next(map(status_of, dicts(kept)), None)


def anew(session: Session, client_id: int, done: SavedCall) -> SavedCall:
    """The saved call with the next contact as it is now: meanwhile somebody may have added a number that can be rung at
    once. Sentences about the next contact that are no longer true are left out."""
    stands = standing_of(client_id)
    reason = stands.reason if stands else ""
    no_number = reason == Reason.NO_USABLE_NUMBER
    so_now = {EffectCode.STANDS: reason, EffectCode.WITH_COLLEAGUE: queue.holder(session, client_id)}
    effects = tuple(each for each in done.effects if each.code not in so_now or each.args[0] == so_now[each.code])
    added = numbers_now(client_id) if done.no_number and not no_number else ()
    return replace(
        done,
        effects=effects,
        following=nobody.following(session, client_id),
        no_number=no_number,
        next_number=next(iter(added), done.next_number),
    )


def is_saved(session: Session, token: str) -> bool:
    """Was the call with this token saved? A draft that still has the token can be dropped then."""
    return bool(Call.select().where(Call.token == token).exists())
