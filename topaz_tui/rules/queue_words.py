"""Where somebody stands in the queue, in words: made of the codes of a QueueStatus, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import duties, outcomes, people
from topaz_tui.rules.contact_safety import NOT_KNOWN, NOT_SAFE
from topaz_tui.rules.queue import REASON_WORDS, STOPPED, CallingHours, Cause, QueueStatus, Reason

Said = tuple[str, str]
"""The words of a status in two parts: what is so, and what is said behind it, such as when it ends."""


def format_status(stands: QueueStatus, now: datetime | None = None) -> str:
    """'Recall due 53 days ago', 'Callback today 14:30', 'In hospital until 3 Dec 2026': as it is `now`; without it in
    words that are as true tomorrow."""
    also = f" (also record {stands.record})" if stands.record and stands.reason != Reason.LINKED else ""
    return "".join((*_said(stands, now), also))


def format_due(stands: QueueStatus, now: datetime) -> str:
    """When it fell due, where what is owed is said beside it: 'Thu 19 Nov 09:38' for what was promised, 'due 12 days
    ago' for the rest: its day alone reads as if it was done then."""
    when = _when_due(stands, now) if stands.reason == Reason.CALLABLE else None
    if when and not duties.is_promised(stands.why):
        return f"due {when}"
    return when or format_status(stands, now)


def format_status_shortly(stands: QueueStatus) -> str:
    """What is so alone, where the time has a column of its own: 'In hospital', 'Tried in the morning'."""
    return _said(stands, None)[0]


def format_status_for_list(stands: QueueStatus) -> str:
    """As `format_status_shortly`, for a list beside which the whole sentence stands."""
    if stands.reason == Reason.DOUBT and stands.about in people.DOUBTS_IN_SHORT:
        return people.DOUBTS_IN_SHORT[stands.about]
    return _IN_SHORT.get(stands.cause) or format_status_shortly(stands)


def gate_words(gate: CallingHours, now: datetime) -> str:
    """Why people wait who wait for the calling hours alone, and until when."""
    return "".join(_outside_hours(gate.until, now))


def outside_words(opens: datetime) -> str:
    """Why nobody calls somebody now whose next safe time begins then."""
    return "".join(_out_of_times(opens))


def doubt_words(code: str | None) -> str:
    """Why somebody has to look before anybody calls, for the code of a doubt; '' without one."""
    return "".join(_doubt(code)) if code else ""


def put_off_cause(kept: str | None) -> Cause:
    """The cause that `client.not_before_cause` names; without one what is kept is in words. Raises ValueError for what
    is none of PUT_OFF_CAUSES."""
    cause = Cause(kept) if kept else Cause.PUT_OFF
    if cause not in _PUT_OFF:
        raise ValueError(f"{cause} puts nobody off")
    return cause


def put_off_words(cause: Cause, about: str) -> str:
    """Why nobody calls somebody before a time, for one of PUT_OFF_CAUSES and what it is about."""
    return _PUT_OFF[cause](about)


def _said(stands: QueueStatus, now: datetime | None) -> Said:
    if stands.reason in _ALWAYS:
        return _ALWAYS[stands.reason]
    if stands.cause in _BY_CAUSE:
        return _BY_CAUSE[stands.cause](stands, now)
    if stands.reason in _BY_REASON and (said := _BY_REASON[stands.reason](stands, now)):
        return said
    return REASON_WORDS[stands.reason], ""


_ALWAYS: Mapping[Reason, Said] = {
    Reason.HELD: ("With a colleague", ""),
    Reason.OPEN_TO_SERVICES: ("Has open services", ": their worker keeps in touch"),
    Reason.NO_RECALL: ("No recall is owed now", ""),
    Reason.RESTRICTED: ("Restricted", ": called by those named"),
    Reason.STOP_TO_REVIEW: ("Asked not to be called", ": a manager asks whether it is still so"),
    **{reason: (words.partition(":")[0], "".join(words.partition(":")[1:])) for reason, words in STOPPED.values()},
}


def _doubt(code: str) -> Said:
    return people.DOUBTS.get(code, code), ": somebody has to look first"


def _out_of_times(opens: datetime | None) -> Said:
    return "Outside their safe times", _again(opens)


def _outside_hours(opens: datetime | None, now: datetime | None) -> Said:
    return "Outside calling hours", f": again {clock.format_return(opens, now)}" if opens and now else _again(opens)


def _is_away(where: str) -> Callable[[QueueStatus, datetime | None], Said]:
    def said(stands: QueueStatus, _now: datetime | None) -> Said:
        return (where, f" until {_on(stands.until)}") if stands.until else (f"{where}, no date known", "")

    return said


def _outcome(code: str) -> str:
    outcome = outcomes.BY_CODE.get(code)
    return outcome.words if outcome else code


_PUT_OFF: Mapping[Cause, Callable[[str], str]] = {
    Cause.PUT_OFF: lambda words: words or "Later",
    Cause.ASKED_LATER: lambda _about: duties.ASKED_LATER,
    Cause.SKIPPED: lambda reason: f"Skipped ({reason})",
    Cause.AFTER_CALL: _outcome,
    Cause.REVIEW_OPEN: lambda _about: duties.BROKE_OFF,
}
PUT_OFF_CAUSES = tuple(_PUT_OFF)
"""Why nobody calls somebody before a time, as `client.not_before_cause` has it."""


def _put_off(stands: QueueStatus, _now: datetime | None) -> Said:
    return put_off_words(stands.cause or Cause.PUT_OFF, stands.about), _again(stands.until)


_BY_CAUSE: Mapping[Cause | None, Callable[[QueueStatus, datetime | None], Said]] = {
    Cause.NOT_SAFE: lambda _stands, _now: (NOT_SAFE, ""),
    Cause.NO_TIMES: lambda _stands, _now: ("Safe only at certain times, and they are not known", ""),
    Cause.SAFETY_UNREADABLE: lambda _stands, _now: (NOT_KNOWN, ""),
    Cause.IN_HOSPITAL: _is_away("In hospital"),
    Cause.AWAY: _is_away("Away"),
    **dict.fromkeys(_PUT_OFF, _put_off),
    Cause.CALLBACK_MISSED: lambda stands, _now: (f"{_call(stands)} missed", _again(stands.until)),
    Cause.TRIED_TODAY: lambda _stands, _now: ("Already tried today", ""),
    Cause.TRIED_IN_PART: lambda stands, _now: (f"Tried in the {stands.about}", ": another part of the day is wanted"),
    Cause.OUT_OF_TIMES: lambda stands, _now: _out_of_times(stands.until),
    Cause.CALLING_HOURS: lambda stands, now: _outside_hours(stands.until, now),
}


_IN_SHORT: Mapping[Cause | None, str] = {
    Cause.NO_TIMES: "Safe times not known",
    Cause.SAFETY_UNREADABLE: "Not known whether safe",
}


def _due(stands: QueueStatus, now: datetime | None) -> Said | None:
    """What is owed, and when it falls, or fell, due."""
    if (when := _when_due(stands, now)) is None:
        return None
    return _call(stands), f" {when}" if now and duties.is_promised(stands.why) else f" due {when}"


def _when_due(stands: QueueStatus, now: datetime | None) -> str | None:
    """'today 14:30', '12 days ago', 'on 3 Dec 2026'; None where nothing is owed."""
    due = stands.due_at
    if stands.why not in duties.WORDS or due is None:
        return None
    if duties.is_promised(stands.why):
        return clock.format_moment(due, now) if now else _when(due)
    days = (clock.local(now).date() - clock.local(due).date()).days if now else -1
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago") if days >= 0 else _on(due)


def _attempts(stands: QueueStatus, _now: datetime | None) -> Said:
    return f"{counted(stands.attempts, 'attempt')}, nobody reached", ": a manager decides"


def _never(stands: QueueStatus, _now: datetime | None) -> Said | None:
    windows = people.parse_windows(stands.about)
    return (f"Safe only {people.window_words(windows)}", ": outside calling hours") if windows else None


def _unread_times(stands: QueueStatus, _now: datetime | None) -> Said | None:
    return (REASON_WORDS[stands.reason], f': "{stands.about}"') if stands.about else None


def _linked(stands: QueueStatus, _now: datetime | None) -> Said | None:
    return (f"The same person as record {stands.record}", ": called under that") if stands.record else None


_BY_REASON: Mapping[Reason, Callable[[QueueStatus, datetime | None], Said | None]] = {
    Reason.CALLABLE: _due,
    Reason.CALLBACK_LATER: _due,
    Reason.NOT_DUE: _due,
    Reason.DOUBT: lambda stands, _now: _doubt(stands.about) if stands.about else None,
    Reason.ATTEMPTS_EXHAUSTED: _attempts,
    Reason.UNREAD_TIMES: _unread_times,
    Reason.OUTSIDE_HOURS: _never,
    Reason.LINKED: _linked,
}


def _call(stands: QueueStatus) -> str:
    return duties.WORDS.get(stands.why or "", "Call")


def _again(moment: datetime | None) -> str:
    """When somebody can be called again: the day alone where it is the day that is meant (`clock.format_return`)."""
    if moment is None:
        return ""
    wall = clock.local(moment)
    return f": again {_on(moment) if (wall.hour, wall.minute) == (0, 0) else _when(moment)}"


def _on(moment: datetime) -> str:
    return clock.format_day(clock.local(moment).date())


def _when(moment: datetime) -> str:
    return f"{_on(moment)} {clock.local(moment):%H:%M}"
