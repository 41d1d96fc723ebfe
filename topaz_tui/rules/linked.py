"""Several records of one person treated as one, so that the person is called once and stopped once. Nothing here
changes a record: when a link is undone, each record is as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from topaz_tui.rules import duties
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.contact_safety import Safety, strictest
from topaz_tui.rules.contact_safety import Window as SafeTime
from topaz_tui.rules.people import SafeWindow, windows_kept
from topaz_tui.rules.queue import Cause, QueueFacts, QueueStatus, Reason
from topaz_tui.rules.stops import CallStop

STOPS = (CallStop.DIED, CallStop.MOVED, CallStop.REFUSED)
"""The stops that hold for all linked records once one record has them, the gravest first. 'Nobody' stops its own record
alone: it is often the one that a council had twice."""
STOPPED_TOGETHER = frozenset(
    (
        *(queue_rules.STOPPED[stop][0] for stop in STOPS),
        Reason.STOP_TO_REVIEW,
        Reason.NOT_SAFE_TO_CALL,
        Reason.UNREAD_TIMES,
        Reason.RESTRICTED,
        Reason.DOUBT,
        Reason.OPEN_TO_SERVICES,
        Reason.UNREADABLE,
    )
)
"""The queue reasons that all records of a person have once one of them has it."""
_LATEST = datetime.max.replace(tzinfo=UTC)


class LinkedRecord(NamedTuple):
    """What decides which record of a person is called."""

    client_id: int
    is_held: bool
    by_hand: bool


def lead(records: Iterable[LinkedRecord]) -> int:
    """The record under which the person is called: one that somebody has open, else one that the council knows, else
    the oldest."""
    return min(records, key=lambda each: (not each.is_held, each.by_hand, each.client_id)).client_id


def stop_of(stops: Sequence[str | None]) -> str | None:
    """The stop of a person: the gravest among the stops of their records."""
    found = [stop for stop in stops if stop]
    known = next((stop for stop in STOPS if stop in found), None)
    strange = next((stop for stop in found if stop not in queue_rules.STOPPED), None)
    return strange or known or (found[0] if found and len(found) == len(stops) else None)


def one_fate(facts: Sequence[QueueFacts]) -> QueueFacts:
    """The facts about all records of one person as one: the stricter of what stops a call, the earlier of what is owed,
    and every attempt."""
    safe = strictest(each.safe_to_call for each in facts)
    away = max((each for each in facts if each.away), key=lambda each: each.away_until or _LATEST, default=None)
    later = max((each for each in facts if each.not_before), key=_not_before, default=None)
    return QueueFacts(
        stopped=stop_of([each.stopped for each in facts]),
        look_on=max((each.look_on for each in facts if each.stopped and each.look_on), default=None),
        doubt=next((each.doubt for each in facts if each.doubt), ""),
        open_to_services=any(each.open_to_services for each in facts),
        restricted=any(each.restricted for each in facts),
        safe_to_call=safe,
        safe_times=_times(facts) if safe == "times" else (),
        unread_times="; ".join(dict.fromkeys(each.unread_times for each in facts if each.unread_times)),
        numbers=sum(each.numbers for each in facts),
        away=away.away if away else None,
        away_until=away.away_until if away else None,
        held_until=max((each.held_until for each in facts if each.held_until), default=None),
        duties={
            kind: min(each.duties[kind] for each in facts if kind in each.duties)
            for kind in dict.fromkeys(kind for each in facts for kind in each.duties)
        },
        put_first=any(each.put_first for each in facts),
        concern_before=any(each.concern_before for each in facts),
        attempts=tuple(sorted(when for each in facts for when in each.attempts)),
        not_before=later.not_before if later else None,
        not_before_cause=later.not_before_cause if later else Cause.PUT_OFF,
        not_before_why=later.not_before_why if later else "",
    )


def records(person_ids: Sequence[str]) -> str:
    """The IDs of several records in words: 'record 1', 'records 1 and 2', 'records 1, 2 and 3'."""
    *others, last = person_ids
    return f"records {', '.join(others)} and {last}" if others else f"record {last}"


def agreed(answers: Iterable[Any]) -> bool | None:
    """What several records of one person say together to a yes-or-no question: no where one of them says no or can't be
    read; yes where one says yes; None where none has an answer."""
    given = [answer for answer in answers if answer is not None]
    return all(answer == 1 for answer in given) if given else None


def shared(said_under: str, person_ids: Iterable[str]) -> str:
    """Words behind something that holds for several records: the record under which it was said, and the records that
    it holds for too. '' for a person with one record."""
    others = [each for each in person_ids if each != said_under]
    return f" (record {said_under}; stops {records(others)} too)" if others else ""


def of_another(standing: QueueStatus, lead_id: str) -> QueueStatus:
    """The queue status of a record whose person is called under another record: the same stop where nobody calls, else
    a status that names the other record."""
    if standing.reason in STOPPED_TOGETHER:
        return replace(standing, record=lead_id, rank=duties.NOT_READY)
    return QueueStatus(Reason.LINKED, record=lead_id)


def safety(records: Sequence[Safety]) -> Safety:
    """The contact safety of a person with several records: the stricter of each part, and every warning."""
    first = records[0]
    safe = strictest(each.safe_to_call for each in records)
    at_times = [each for each in records if each.safe_to_call == "times"]
    return Safety(
        safe_to_call=safe,
        safe_times=_said_times(at_times) if safe == "times" else first.safe_times,
        voicemail_ok=_all([each.voicemail_ok for each in records]),
        sms_ok=_all([each.sms_ok for each in records]),
        say_who=_all([each.say_who for each in records]),
        what_to_say=_said(each.what_to_say for each in records),
        code_word=_said(each.code_word for each in records),
        language=_said(each.language for each in records),
        interpreter=_said(each.interpreter for each in records),
        communication=_said(each.communication for each in records),
        warnings=tuple(dict.fromkeys(warned for each in records for warned in each.warnings)),
        unreadable=any(each.unreadable for each in records),
        unread_times="; ".join(dict.fromkeys(each.unread_times for each in records if each.unread_times)),
    )


def in_common(one: Iterable[SafeTime], other: Iterable[SafeTime]) -> tuple[SafeTime, ...]:
    """The times that are safe by both lists of windows."""
    others = tuple(other)
    found: list[SafeTime] = []
    for days, start, end in one:
        for other_days, other_start, other_end in others:
            both: tuple[frozenset[int], time, time] = (days & other_days, max(start, other_start), min(end, other_end))
            if both[0] and both[1] < both[2]:
                found.append(both)
    return tuple(found)


def _times(facts: Sequence[QueueFacts]) -> tuple[SafeTime, ...]:
    """The safe times that all records with safe times have in common; none where they share none, and then nobody
    calls."""
    first, *others = [each.safe_times for each in facts if each.safe_to_call == "times"]
    for other in others:
        first = in_common(first, other)
    return first


def _said_times(records: Sequence[Safety]) -> str | None:
    """The common safe times in the form of the store and as shown."""
    first, *others = [each.windows for each in records]
    if not others:
        return records[0].safe_times
    shared: tuple[SafeTime, ...] = first
    for other in others:
        shared = in_common(shared, other)
    return windows_kept(SafeWindow(*each) for each in shared) if shared else None


def _all(answers: Sequence[bool | None]) -> bool | None:
    """Of the records' answers 'no' where any says no, 'yes' where one says yes, else None."""
    return False if False in answers else True if True in answers else None


def _said(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _not_before(facts: QueueFacts) -> datetime:
    return facts.not_before or datetime.min.replace(tzinfo=UTC)
