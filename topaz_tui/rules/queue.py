"""Who may be called now, in what order, and the one reason why somebody may not.

`queue_status` is the only place that says so. Every client is callable, or not callable for exactly one reason, so the
counts add up to the whole list. Its answer is kept (store: standing) until `changes_at`, the first moment at which time
alone could change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from topaz_tui import clock
from topaz_tui.rules import calling_times, duties, people
from topaz_tui.rules.contact_safety import Why, Window, quoted_times, window_at
from topaz_tui.rules.contact_safety import decide as decide_contact
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.terms import CallTerms


class Reason(StrEnum):
    """The answers to 'may this person be called now?', as the store and `topaz queue --json` name them."""

    CALLABLE = "callable"
    CALLBACK_LATER = "callback_later"
    WAITING = "waiting"
    HELD = "held"
    DOUBT = "doubt"
    NOT_DUE = "not_due"
    ATTEMPTS_EXHAUSTED = "tries_used_up"
    NO_USABLE_NUMBER = "no_usable_number"
    NOT_SAFE_TO_CALL = "not_safe_to_call"
    UNREAD_TIMES = "unread_times"
    OUTSIDE_HOURS = "outside_hours"
    RESTRICTED = "restricted"
    AWAY = "away"
    OPEN_TO_SERVICES = "open_to_services"
    NO_RECALL = "no_recall"
    STOP_TO_REVIEW = "stop_to_review"
    ASKED_NOT_TO_BE_CALLED = "asked_not_to_be_called"
    MOVED = "moved"
    DIED = "died"
    NOBODY = "nobody"
    LINKED = "linked"
    UNREADABLE = "unreadable"


REASON_WORDS: Mapping[str, str] = {
    Reason.CALLABLE: "Callable now",
    Reason.CALLBACK_LATER: "Callback promised for later",
    Reason.WAITING: "Waiting",
    Reason.HELD: "With a colleague",
    Reason.DOUBT: "Somebody has to look first",
    Reason.NOT_DUE: "Not due yet",
    Reason.ATTEMPTS_EXHAUSTED: "Attempts exhausted: a manager decides",
    Reason.NO_USABLE_NUMBER: "No usable number",
    Reason.NOT_SAFE_TO_CALL: "Not safe to call",
    Reason.UNREAD_TIMES: "Safe times can't be read",
    Reason.OUTSIDE_HOURS: "Safe only outside calling hours",
    Reason.RESTRICTED: "Restricted: called by those named",
    Reason.AWAY: "In hospital or away",
    Reason.OPEN_TO_SERVICES: "Open to services",
    Reason.NO_RECALL: "No recall owed",
    Reason.STOP_TO_REVIEW: "Asked not to be called: look again",
    Reason.ASKED_NOT_TO_BE_CALLED: "Asked not to be called",
    Reason.MOVED: "Moved away",
    Reason.DIED: "Died",
    Reason.NOBODY: "A record of nobody",
    Reason.LINKED: "Called under another record of theirs",
    Reason.UNREADABLE: "Their record can't be read",
}
"""The words of each on a tab, a card and in a count, in the order of the screens. What is said of one person is made of
their status by rules/queue_words.py."""
STOPPED: Mapping[str, tuple[Reason, str]] = {
    CallStop.DIED: (Reason.DIED, "Has died: never call"),
    CallStop.MOVED: (Reason.MOVED, "Has moved away"),
    CallStop.REFUSED: (Reason.ASKED_NOT_TO_BE_CALLED, "Asked not to be called again"),
    CallStop.NOBODY: (Reason.NOBODY, "The record is of nobody to call"),
}
"""What stops all calls, as it stands on the client: the reason's code, and its words."""


class Away(StrEnum):
    """Why somebody is not at home, as the store names it."""

    HOSPITAL = "hospital"
    AWAY = "away"


class Cause(StrEnum):
    """What is behind a reason that alone does not say it, as the store names it."""

    NOT_SAFE = "not safe"
    NO_TIMES = "no times known"
    SAFETY_UNREADABLE = "safety unreadable"
    IN_HOSPITAL = "hospital"
    AWAY = "away"
    PUT_OFF = "put off"  # in words from before schema 55
    ASKED_LATER = "asked later"
    SKIPPED = "skipped"
    AFTER_CALL = "after a call"
    REVIEW_OPEN = "review open"
    CALLBACK_MISSED = "callback missed"
    TRIED_TODAY = "tried today"
    TRIED_IN_PART = "tried in part of day"
    OUT_OF_TIMES = "out of safe times"
    CALLING_HOURS = "calling hours"


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the decision about one client rests on. Moments in UTC."""

    stopped: str | None = None  # a key of STOPPED
    look_on: date | None = None  # when a manager looks again at it that they asked not to be called
    doubt: str = ""  # what the council's file says and somebody has to look at: a code of people.DOUBTS, or ''
    open_to_services: bool = False
    restricted: bool = False  # only those to whom their record is open call them (rules/access.py)
    safe_to_call: str | None = None  # 'yes', 'times', 'no', or not known
    safe_times: tuple[Window, ...] = ()
    unread_times: str = ""  # the words of safe times that can't be read
    numbers: int = 0  # usable ones
    away: str | None = None  # a code of Away
    away_until: datetime | None = None
    held_until: datetime | None = None
    duties: Mapping[str, datetime] = field(default_factory=dict)  # when what is owed falls due, by its kind
    put_first: bool = False
    concern_before: bool = False
    attempts: tuple[datetime, ...] = ()  # those that reached nobody since the duty began, oldest first
    not_before: datetime | None = None
    not_before_cause: Cause = Cause.PUT_OFF
    not_before_why: str = ""  # what the cause is about: the reason of a skip, the code of an outcome


_STATES: Mapping[str, str] = {Reason.CALLABLE: "ready", Reason.HELD: "held"}


def state_of(reason: str) -> str:
    """'ready' (callable), 'held' or 'no'."""
    return _STATES.get(reason, "no")


LOOKED_AT_AGAIN = frozenset((Reason.UNREADABLE, Reason.OUTSIDE_HOURS, Reason.RESTRICTED))
"""Whoever stands so is somebody's, although they are looked at again at `changes_at`: a record may have been mended,
and the calling hours changed, without a word to the queue; and of somebody restricted another call may fall due."""


def is_open(reason: str) -> bool:
    """Is somebody with this queue status callable, or will they be at a later time without anybody's doing?"""
    return reason in (Reason.CALLABLE, Reason.CALLBACK_LATER, Reason.WAITING, Reason.NOT_DUE)


def unreadable(now: datetime) -> QueueStatus:
    """Where somebody stands whose facts can't be read: they are not called on a guess, and fall off no list. It is
    looked at again, as somebody may have mended it."""
    return QueueStatus(Reason.UNREADABLE, changes_at=now + timedelta(hours=12))


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """Where a client stands: `rank` and then `due_at` give the order of those callable. `changes_at` is None where time
    alone changes nothing.

    It has codes and what they are about, and no words (rules/queue_words.py). `cause` says what is behind the reason.
    `until` is when it ends, as far as it is said: when they are back, or can be called again. `about` is of a doubt its
    code, of a part of the day its name, of safe times outside all calling hours these times as they are kept, of
    such as can't be read their words, and of somebody who was put off why, as somebody typed it. `record` is the person
    ID of another record of theirs, under which it is decided about them.
    """

    reason: Reason
    why: str | None = None
    rank: int = duties.NOT_READY
    due_at: datetime | None = None
    attempts: int = 0
    changes_at: datetime | None = None
    cause: Cause | None = None
    until: datetime | None = None
    about: str = ""
    record: str = ""

    @property
    def state(self) -> str:
        """'ready', 'held' or 'no' (`state_of`): the queue's index is made of it."""
        return state_of(self.reason)


@lru_cache(maxsize=4096)
def due_moment(day: date) -> datetime:
    """The moment a duty of that day falls due: its first in London."""
    return clock.at(day, "00:00")


@dataclass(frozen=True, slots=True)
class CallingHours:
    """What the calling hours allow, the same for all: people of the ranks up to `top` may be called until `until`."""

    top: int
    until: datetime

    @property
    def is_open(self) -> bool:
        """May people be called now who were promised no time?"""
        return self.top > duties.PROMISED_RANK


def calling_hours(now: datetime, calls: CallTerms) -> CallingHours:
    """What the calling hours allow: within them everybody may be called, outside of them promised callbacks alone,
    about their time (`promised_now`)."""
    if calls.hours.is_open(now):
        return CallingHours(duties.LAST_RANK, calls.hours.close_after(now))
    return CallingHours(duties.PROMISED_RANK, calls.hours.next_open(now))


def queue_status(facts: QueueFacts, now: datetime, calls: CallTerms) -> QueueStatus:
    """Callable, or the one reason why not. Calling hours are the queue's gate (`calling_hours`), since they are the
    same for all: everything else is decided here.
    """
    standing = _decide(facts, now, calls)
    if then := duties.overtakes(standing.why, facts.duties, now):
        return replace(standing, changes_at=min(then, standing.changes_at or then))
    return standing


def _decide(facts: QueueFacts, now: datetime, calls: CallTerms) -> QueueStatus:
    if facts.stopped:
        return _stopped(facts, now)
    if facts.doubt:
        return QueueStatus(Reason.DOUBT, about=facts.doubt)
    if facts.open_to_services:
        return QueueStatus(Reason.OPEN_TO_SERVICES, next(filter(duties.is_promised, facts.duties), None))
    (why, due), attempts = duties.first(facts.duties, now), len(facts.attempts)
    if facts.held_until and facts.held_until > now:
        return QueueStatus(Reason.HELD, why, _rank(why, facts), due, attempts, facts.held_until)
    if why is None or due is None:
        return QueueStatus(Reason.NO_RECALL)
    owed = QueueStatus(Reason.CALLABLE, why, duties.NOT_READY, due, attempts)
    if barred := _barred(facts, now, owed):
        if due > now and not duties.is_promised(why):  # what is promised is somebody's at once, what falls due then
            return replace(barred, changes_at=min(due, barred.changes_at or due))
        return barred
    if _is_never_called(facts, why, due, now, calls):
        times = people.windows_kept(people.SafeWindow(*window) for window in facts.safe_times)
        return replace(owed, reason=Reason.OUTSIDE_HOURS, about=times, changes_at=_midnight_after(now))
    promised = duties.is_promised(why)
    if due > now and not (promised and facts.restricted):
        return replace(owed, reason=Reason.CALLBACK_LATER if promised else Reason.NOT_DUE, changes_at=due)
    if not promised and exhausted(facts.attempts, calls, _windows(facts)):
        return replace(owed, reason=Reason.ATTEMPTS_EXHAUSTED)
    if facts.restricted:  # offered to nobody: whoever owns it calls them, and what is promised is theirs at once
        return replace(owed, reason=Reason.RESTRICTED)
    if wait := _wait(facts, why, now, calls):
        cause, until, about = wait
        return replace(owed, reason=Reason.WAITING, cause=cause, until=until, about=about, changes_at=until)
    return replace(owed, rank=_rank(why, facts), changes_at=_ends(facts, why, now, calls))


def _stopped(facts: QueueFacts, now: datetime) -> QueueStatus:
    """Never called; whoever asked for it themself is looked at again on a day, and then is a manager's."""
    reason = STOPPED[facts.stopped or ""][0]
    if reason != Reason.ASKED_NOT_TO_BE_CALLED or facts.look_on is None:
        return QueueStatus(reason)
    again = due_moment(facts.look_on)
    return QueueStatus(reason, until=again, changes_at=again) if again > now else QueueStatus(Reason.STOP_TO_REVIEW)


def exhausted(attempts: tuple[datetime, ...], calls: CallTerms, windows: tuple[Window, ...] = ()) -> bool:
    """Whether the attempts suffice: enough of them, on enough days and in enough parts of the day [ours]; in all of
    those in which somebody with these safe times may ever be called, where they are fewer."""
    if len(attempts) < calls.tries:
        return False
    days = {clock.local(when).date() for when in attempts}
    parts = {clock.part_of_day(when, calls.parts) for when in attempts} - {None}
    if len(days) < calls.days or len(parts) >= calls.parts_of_day:
        return len(days) >= calls.days
    return parts >= calling_times.parts(windows, calls.hours, calls.parts)


def _windows(facts: QueueFacts) -> tuple[Window, ...]:
    """The person's safe times, where they are safe to call at these alone; else none."""
    return facts.safe_times if facts.safe_to_call == "times" else ()


def _is_never_called(facts: QueueFacts, why: str, due: datetime, now: datetime, calls: CallTerms) -> bool:
    """Do their safe times and the calling hours never meet, so that what is owed now would wait for ever? A promised
    callback is made outside the calling hours, if it is safe about its time."""
    windows, promised = _windows(facts), duties.is_promised(why)
    if not windows or (due > now and not promised) or calling_times.ever_meet(windows, calls.hours):
        return False
    begins, late = max(now, due), due + timedelta(minutes=calls.callback_late_minutes)
    if not promised or begins >= late:
        return True
    return not window_at(windows, begins) and next_window(windows, begins) >= late


_NOT_SAFE = {
    Why.NOT_SAFE: Cause.NOT_SAFE, Why.NO_TIMES: Cause.NO_TIMES, Why.UNREADABLE: Cause.SAFETY_UNREADABLE,
}  # fmt: skip
_AWAY: Mapping[str, Cause] = {Away.HOSPITAL: Cause.IN_HOSPITAL, Away.AWAY: Cause.AWAY}


def _barred(facts: QueueFacts, now: datetime, owed: QueueStatus) -> QueueStatus | None:
    """Where somebody stands in whose way something is, whatever is `owed`."""
    decided = decide_contact(facts.safe_to_call, facts.safe_times, now, unread_times=facts.unread_times)
    if decided.why == Why.UNREAD_TIMES:
        return replace(owed, reason=Reason.UNREAD_TIMES, about=quoted_times(facts.unread_times))
    if cause := _NOT_SAFE.get(decided.why):
        return replace(owed, reason=Reason.NOT_SAFE_TO_CALL, cause=cause)
    if not facts.numbers:
        return replace(owed, reason=Reason.NO_USABLE_NUMBER)
    if is_away(facts.away, facts.away_until, now):
        back = facts.away_until
        return replace(owed, reason=Reason.AWAY, cause=_AWAY[facts.away or Away.AWAY], until=back, changes_at=back)
    return None


def _rank(why: str | None, facts: QueueFacts) -> int:
    return duties.rank(why, put_first=facts.put_first, concern_before=facts.concern_before)


def _wait(facts: QueueFacts, why: str, now: datetime, calls: CallTerms) -> tuple[Cause, datetime, str] | None:
    """Why to leave this person alone, until when, and what that is about."""
    if facts.not_before and facts.not_before > now:
        return facts.not_before_cause, facts.not_before, facts.not_before_why
    promised = facts.duties[why] if duties.is_promised(why) else None
    if promised and _missed(promised, now, calls):
        return Cause.CALLBACK_MISSED, calls.hours.next_open(now), ""
    if facts.attempts and not promised:
        last = clock.local(facts.attempts[-1])
        today = clock.local(now).date()
        if last.date() == today:
            return Cause.TRIED_TODAY, _midnight_after(now), ""
        part = clock.part_of_day(now, calls.parts)
        if part and part == clock.part_of_day(facts.attempts[-1], calls.parts) and _another_part(facts, part, calls):
            return Cause.TRIED_IN_PART, clock.at(today, calls.parts[part][1]), part
    if decide_contact(facts.safe_to_call, facts.safe_times, now).why == Why.OUT_OF_TIME:
        return Cause.OUT_OF_TIMES, next_window(facts.safe_times, now), ""
    return None


def _another_part(facts: QueueFacts, part: str, calls: CallTerms) -> bool:
    """Can they ever be called in another part of the day?"""
    return bool(calling_times.parts(_windows(facts), calls.hours, calls.parts) - {part})


def is_away(away: str | None, until: datetime | None, now: datetime) -> bool:
    """Are they in hospital, or away, at the moment? Where nobody knows until when, they are."""
    return bool(away) and (until is None or until > now)


def _missed(promised: datetime, now: datetime, calls: CallTerms) -> bool:
    """Is it too late now for a promised callback, outside the calling hours? Nobody is rung on a Sunday at 02:00
    because of a promise for Saturday."""
    return now >= promised + timedelta(minutes=calls.callback_late_minutes) and not calls.hours.is_open(now)


def promised_now(promised: datetime | None, now: datetime, calls: CallTerms) -> bool:
    """Was a call promised for about now, so that it may be made whatever the calling hours are?"""
    return promised is not None and promised <= now and not _missed(promised, now, calls)


def _ends(facts: QueueFacts, why: str, now: datetime, calls: CallTerms) -> datetime | None:
    """When somebody callable stops being so by time alone: their safe time ends, or the part of the day comes round
    in which they were tried last."""
    ends = []
    promised = facts.duties[why] if duties.is_promised(why) else None
    if promised:  # outside the calling hours it is offered about its time alone
        late = promised + timedelta(minutes=calls.callback_late_minutes)
        closes = calls.hours.close_after(now) if calls.hours.is_open(now) else now
        ends.append(max(late, closes))
    if window := decide_contact(facts.safe_to_call, facts.safe_times, now).window:
        ends.append(_at(clock.local(now).date(), window[2]))
    if facts.attempts and not promised and (part := clock.part_of_day(facts.attempts[-1], calls.parts)):
        today = clock.local(now).date()
        opens = clock.at(today, calls.parts[part][0])
        ends.append(opens if opens > now else clock.at(today + clock.DAY, calls.parts[part][0]))
    return min(ends, default=None)


def _midnight_after(now: datetime) -> datetime:
    return clock.at(clock.local(now).date() + clock.DAY, "00:00")


def next_window(windows: Sequence[Window], now: datetime) -> datetime:
    """When the next of these safe times begins."""
    today = clock.local(now).date()
    starts = (
        _at(day, start)
        for day in (today + timedelta(days=n) for n in range(8))
        for days, start, _ in windows
        if day.weekday() in days
    )
    return min(start for start in starts if start > now)


def _at(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, clock.LONDON).astimezone(UTC)
