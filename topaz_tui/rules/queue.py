"""Who may be called now, in what order, and the one reason why somebody may not.

`queue_status` is the only place that says so. Every client is callable, or not callable for exactly one reason, so the
counts add up to the whole list. Its answer is kept (store: standing) until `changes_at`, the first moment at which time
alone could change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from topaz_tui import clock
from topaz_tui.rules import calling_times, duties
from topaz_tui.rules.contact_safety import NOT_KNOWN, NOT_SAFE, Why, Window, window_at
from topaz_tui.rules.contact_safety import decide as decide_contact
from topaz_tui.rules.terms import CallTerms


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer to 'may this person be called now?': its code, and the words on a tab, a card and in a count."""

    code: str
    words: str


REASONS = (
    Reason("callable", "Callable now"),
    Reason("callback_later", "Callback promised for later"),
    Reason("waiting", "Waiting"),
    Reason("held", "With a colleague"),
    Reason("doubt", "Somebody has to look first"),
    Reason("not_due", "Not due yet"),
    Reason("tries_used_up", "Tries used up: a manager decides"),
    Reason("no_usable_number", "No usable number"),
    Reason("not_safe_to_call", "Not safe to call"),
    Reason("outside_hours", "Safe only outside calling hours"),
    Reason("away", "In hospital or away"),
    Reason("open_to_services", "Open to services"),
    Reason("no_recall", "No recall owed"),
    Reason("asked_not_to_be_called", "Asked not to be called"),
    Reason("moved", "Moved away"),
    Reason("died", "Died"),
    Reason("nobody", "A record of nobody"),
    Reason("linked", "Called under another record of theirs"),
    Reason("unreadable", "Their record can't be read"),
)
REASON_WORDS = {reason.code: reason.words for reason in REASONS}
STOPPED = {
    "died": ("died", "Has died: never call"),
    "moved": ("moved", "Has moved away"),
    "refused": ("asked_not_to_be_called", "Asked not to be called again"),
    "nobody": ("nobody", "The record is of nobody to call"),
}
"""What stops all calls, as it stands on the client: the reason's code, and its words."""


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the decision about one client rests on. Moments in UTC."""

    stopped: str | None = None  # a key of STOPPED
    doubt: str = ""  # what the council's file says and somebody has to look at, in a sentence; '' where nothing is open
    open_to_services: bool = False
    safe_to_call: str | None = None  # 'yes', 'times', 'no', or not known
    safe_times: tuple[Window, ...] = ()
    numbers: int = 0  # usable ones
    away: str | None = None  # 'hospital' or 'away'
    away_until: datetime | None = None
    held_until: datetime | None = None
    duties: Mapping[str, datetime] = field(default_factory=dict)  # when what is owed falls due, by its kind
    put_first: bool = False
    concern_before: bool = False
    tries: tuple[datetime, ...] = ()  # those that reached nobody since the duty began, oldest first
    not_before: datetime | None = None
    not_before_why: str = ""


def state_of(reason: str) -> str:
    """'ready' (callable), 'held' or 'no'."""
    return {"callable": "ready", "held": "held"}.get(reason, "no")


LOOKED_AT_AGAIN = frozenset(("unreadable", "outside_hours"))
"""Whoever stands so is somebody's, although they are looked at again at `changes_at`: a record may have been mended,
and the calling hours changed, without a word to the queue."""


def is_open(reason: str) -> bool:
    """Is somebody who stands so called now, or by themself at a time to come?"""
    return reason in ("callable", "callback_later", "waiting", "not_due")


def unreadable(now: datetime) -> QueueStatus:
    """Where somebody stands whose facts can't be read: they are not called on a guess, and fall off no list. It is
    looked at again, as somebody may have mended it."""
    return QueueStatus("unreadable", REASON_WORDS["unreadable"], changes_at=now + timedelta(hours=12))


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """Where a client stands: `reason` is a code of REASONS; `rank` and then `due_at` give the order of those callable.

    `words` says it of this person ('Tried in the morning: …'), in words that are as true tomorrow, since they are
    kept; `words_now` says it for today. `changes_at` is None where time alone changes nothing.
    """

    reason: str
    words: str
    why: str | None = None
    rank: int = duties.NOT_READY
    due_at: datetime | None = None
    tries: int = 0
    changes_at: datetime | None = None

    @property
    def state(self) -> str:
        """What the queue's index is made of."""
        return state_of(self.reason)


@lru_cache(maxsize=4096)
def due_moment(day: date) -> datetime:
    """The moment a duty of that day falls due: its first in London."""
    return clock.at(day, "00:00")


@dataclass(frozen=True, slots=True)
class CallingHours:
    """What the calling hours let through, the same for all: ranks up to `top` may be called until `until`."""

    top: int
    until: datetime

    @property
    def is_open(self) -> bool:
        return self.top > duties.PROMISED_RANK

    def words(self, now: datetime) -> str:
        """For those who wait for the calling hours alone."""
        return f"Outside calling hours: again {clock.format_return(self.until, now)}"


def calling_hours(now: datetime, calls: CallTerms) -> CallingHours:
    """Within the calling hours everybody; outside of them promised callbacks alone, about their time (`_wait`)."""
    if calls.hours.is_open(now):
        return CallingHours(duties.LAST_RANK, calls.hours.close_after(now))
    return CallingHours(duties.PROMISED_RANK, calls.hours.next_open(now))


def words_now(reason: str, why: str | None, due: datetime | None, kept: str, now: datetime) -> str:
    """What `QueueStatus.words` kept, said for this moment: 'Recall due 53 days ago', 'Callback at 14:30 today'."""
    if (
        why is None
        or why not in duties.DUTIES
        or due is None
        or reason not in ("callable", "callback_later", "not_due")
    ):
        return kept
    if duties.is_promised(why):
        return f"{duties.WORDS[why]} {clock.format_moment(due, now)}"
    days = (clock.local(now).date() - clock.local(due).date()).days
    if days < 0:
        return kept
    return f"{duties.WORDS[why]} due " + {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


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
        code, words = STOPPED[facts.stopped]
        return QueueStatus(code, words)
    if facts.doubt:
        return QueueStatus("doubt", facts.doubt)
    if facts.open_to_services:
        promised = next(filter(duties.is_promised, facts.duties), None)
        return QueueStatus("open_to_services", "Has open services: their worker keeps in touch", promised)
    why, due = duties.first(facts.duties, now)
    tries = len(facts.tries)
    if facts.held_until and facts.held_until > now:
        rank = _rank(why, facts)
        return QueueStatus("held", "With a colleague", why, rank, due, tries, facts.held_until)
    if why is None or due is None:
        return QueueStatus("no_recall", "No recall is owed now")
    barred = _barred(facts, now)
    if barred:
        reason, words, changes = barred
        if due > now and not duties.is_promised(why):  # what is promised is somebody's at once, what falls due then
            changes = min(due, changes or due)
        return QueueStatus(reason, words, why, duties.NOT_READY, due, tries, changes)
    if _is_never_called(facts, why, due, now, calls):
        words, tomorrow = calling_times.never_words(facts.safe_times), _midnight_after(now)
        return QueueStatus("outside_hours", words, why, duties.NOT_READY, due, tries, tomorrow)
    if due > now:
        reason = "callback_later" if duties.is_promised(why) else "not_due"
        words = _due_words(why, due)
        return QueueStatus(reason, words, why, duties.NOT_READY, due, tries, due)
    if not duties.is_promised(why) and used_up(facts.tries, calls, _windows(facts)):
        words = f"{tries} tries, nobody reached: a manager decides"
        return QueueStatus("tries_used_up", words, why, duties.NOT_READY, due, tries)
    wait = _wait(facts, why, now, calls)
    if wait:
        until, words = wait
        return QueueStatus("waiting", words, why, duties.NOT_READY, due, tries, until)
    rank = _rank(why, facts)
    return QueueStatus("callable", _due_words(why, due), why, rank, due, tries, _ends(facts, why, now, calls))


def used_up(tries: tuple[datetime, ...], calls: CallTerms, windows: tuple[Window, ...] = ()) -> bool:
    """Whether the tries suffice: enough of them, on enough days and in enough parts of the day [ours]; in all of those
    in which somebody with these safe times may ever be called, where they are fewer."""
    if len(tries) < calls.tries:
        return False
    days = {clock.local(when).date() for when in tries}
    parts = {clock.part_of_day(when, calls.parts) for when in tries} - {None}
    if len(days) < calls.days or len(parts) >= calls.parts_of_day:
        return len(days) >= calls.days
    return parts >= calling_times.parts(windows, calls.hours, calls.parts)


def _windows(facts: QueueFacts) -> tuple[Window, ...]:
    """Their safe times, where they are safe at these alone."""
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
    return not window_at(windows, begins) and _next_window(windows, begins) >= late


_NOT_SAFE = {
    Why.NOT_SAFE: NOT_SAFE,
    Why.NO_TIMES: "Safe only at certain times, and they are not known",
    Why.UNREADABLE: NOT_KNOWN,
}


def _barred(facts: QueueFacts, now: datetime) -> tuple[str, str, datetime | None] | None:
    """What stands in the way whatever is owed: reason, words, until when."""
    if words := _NOT_SAFE.get(decide_contact(facts.safe_to_call, facts.safe_times, now).why):
        return "not_safe_to_call", words, None
    if not facts.numbers:
        return "no_usable_number", "No usable number", None
    if is_away(facts.away, facts.away_until, now):
        where = "In hospital" if facts.away == "hospital" else "Away"
        until = f" until {_on(facts.away_until)}" if facts.away_until else ", no date known"
        return "away", where + until, facts.away_until
    return None


def _rank(why: str | None, facts: QueueFacts) -> int:
    return duties.rank(why, put_first=facts.put_first, concern_before=facts.concern_before)


def _due_words(why: str, due: datetime) -> str:
    return f"{duties.WORDS[why]} due {_when(due) if duties.is_promised(why) else _on(due)}"


def _wait(facts: QueueFacts, why: str, now: datetime, calls: CallTerms) -> tuple[datetime, str] | None:
    """Until when to leave this person alone, and why."""
    if facts.not_before and facts.not_before > now:
        return facts.not_before, f"{facts.not_before_why or 'Later'}: again {_back(facts.not_before)}"
    promised = facts.duties[why] if duties.is_promised(why) else None
    if promised and _missed(promised, now, calls):
        opens = calls.hours.next_open(now)
        return opens, f"{duties.WORDS[why]} missed: again {_back(opens)}"
    if facts.tries and not promised:
        last = clock.local(facts.tries[-1])
        today = clock.local(now).date()
        if last.date() == today:
            return _midnight_after(now), "Already tried today"
        part = clock.part_of_day(now, calls.parts)
        if part and part == clock.part_of_day(facts.tries[-1], calls.parts) and _another_part(facts, part, calls):
            ends = clock.at(today, calls.parts[part][1])
            return ends, f"Tried in the {part}: another part of the day is wanted"
    if decide_contact(facts.safe_to_call, facts.safe_times, now).why == Why.OUT_OF_TIME:
        return outside(facts.safe_times, now)
    return None


def _another_part(facts: QueueFacts, part: str, calls: CallTerms) -> bool:
    """Can they ever be called in another part of the day?"""
    return bool(calling_times.parts(_windows(facts), calls.hours, calls.parts) - {part})


def outside(windows: Sequence[Window], now: datetime) -> tuple[datetime, str]:
    """When the next of their safe times begins, and so why nobody calls them now."""
    opens = _next_window(windows, now)
    return opens, f"Outside their safe times: again {_back(opens)}"


def is_away(away: str | None, until: datetime | None, now: datetime) -> bool:
    """Are they in hospital, or away, at the moment? Where nobody knows until when, they are."""
    return bool(away) and (until is None or until > now)


def _missed(promised: datetime, now: datetime, calls: CallTerms) -> bool:
    """Is it too late for a promised callback, and no hour at which people are called? Nobody is rung on a Sunday at
    02:00 because of a promise for Saturday."""
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
    if facts.tries and not promised and (part := clock.part_of_day(facts.tries[-1], calls.parts)):
        today = clock.local(now).date()
        opens = clock.at(today, calls.parts[part][0])
        ends.append(opens if opens > now else clock.at(today + clock.DAY, calls.parts[part][0]))
    return min(ends, default=None)


def _midnight_after(now: datetime) -> datetime:
    return clock.at(clock.local(now).date() + clock.DAY, "00:00")


def _next_window(windows: Sequence[Window], now: datetime) -> datetime:
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


def _on(moment: datetime) -> str:
    return clock.format_day(clock.local(moment).date())


def _back(moment: datetime) -> str:
    """When somebody can be called again: the day alone where it is the day that is meant (`clock.back_words`)."""
    wall = clock.local(moment)
    return _on(moment) if (wall.hour, wall.minute) == (0, 0) else _when(moment)


def _when(moment: datetime) -> str:
    wall = clock.local(moment)
    return f"{_on(moment)} {wall:%H:%M}"
