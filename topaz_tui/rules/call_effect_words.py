"""The words for what a call led to (call_effects.py): on the screen after it, and as the record keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from topaz_tui import clock
from topaz_tui.grammar import does
from topaz_tui.rules import duties, linked, outcomes
from topaz_tui.rules.call_effects import CallEffect, EffectCode
from topaz_tui.rules.forms import when_words
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.rules.queue_words import format_status
from topaz_tui.rules.referrals import KIND_WORDS


def words(effect: CallEffect, at: datetime) -> str:
    """One effect as a sentence for whoever saves the call or corrects it. `at`: the moment by which a day counts as
    'today'."""
    return _made(_WORDS[effect.code], effect, at)


def recorded(effects: Iterable[CallEffect], at: datetime) -> str:
    """All effects of a call as the history shows them: with the days that the screen has only in its last sentence."""
    return " ".join(_made(_RECORDED.get(each.code, _WORDS[each.code]), each, at) for each in effects)


Words = str | Callable[..., str]
"""A sentence, or a function that makes one of the moment and the effect's arguments."""


def _made(words: Words, effect: CallEffect, at: datetime) -> str:
    return words if isinstance(words, str) else words(at, *effect.args)


def _outcome(code: str) -> str:
    return outcomes.BY_CODE[code].words


def _day(text: str) -> str:
    return clock.format_day(date.fromisoformat(text))


def _not_yet(_at: datetime, _action: str, detail: str, day: str, was: str = "") -> str:
    before = f", was to come by {_day(was)}" if was else ""
    return f"Not yet: {detail}{before}, now by {_day(day)}."


def _next(_at: datetime, outcome: str, minutes: str) -> str:
    return outcomes.said_next(outcomes.BY_CODE[outcome], timedelta(minutes=int(minutes)) if minutes else None)


def _tries_again(_at: datetime, minutes: str) -> str:
    return f"Tries again after {clock.format_span(timedelta(minutes=int(minutes)))}"


def _apart(_at: datetime, booked: str, due: str) -> str:
    promised = f"a call is set for {when_words(clock.from_store(due))}" if due else "no call is set for then"
    when = when_words(clock.from_store(booked))
    return f"The interpreter is booked for {when}; {promised}: a manager decides which it is."


def _stands(at: datetime, reason: str, attempts: str) -> str:
    return f"{format_status(QueueStatus(Reason(reason), attempts=int(attempts)), at)}."


def _rung_today(_at: datetime, count: str) -> str:
    which = "The other number was" if count == "1" else "The other numbers were"
    return f"{which} rung today already: not offered again."


def _duty(at: datetime, kind: str, due: str, record: str = "") -> str:
    moment = clock.from_store(due)
    when = clock.format_moment(moment, at) if duties.is_promised(kind) else clock.format_day(clock.local(moment).date())
    return f"The {duties.WORDS[kind].lower()} of {when}" + (f" under {linked.records((record,))}" if record else "")


_WORDS: dict[EffectCode, Words] = {
    EffectCode.NEXT: _next,
    EffectCode.NO_OTHER_NUMBER: outcomes.NO_OTHER,
    EffectCode.TRIES_AGAIN: _tries_again,
    EffectCode.ANOTHER_DAY: "Counts as an attempt: tries again another day",
    EffectCode.NOT_BEFORE: lambda at, moment: f"No call before {clock.format_return(clock.from_store(moment), at)}",
    EffectCode.CALLED_BACK: lambda at, moment: f"To be called back {clock.format_moment(clock.from_store(moment), at)}",
    EffectCode.ANOTHER: outcomes.ANOTHER,
    EffectCode.NOTHING_OWED: outcomes.NOTHING_OWED,
    EffectCode.ENDED: lambda _at, outcome: f"{_outcome(outcome)}.",
    EffectCode.SPOKE: "Spoke with them.",
    EffectCode.NUMBER_RETIRED: "This number is not used again.",
    EffectCode.COUNTS: "It counts as an attempt.",
    EffectCode.ALSO_STOPPED: lambda _at, *ids: f"Nobody calls them under {linked.records(ids)}.",
    EffectCode.REFERRED_BACK: "Referred back to the council for assessment.",
    EffectCode.CAME: lambda _at, _action, detail: f"It came: {detail}.",
    EffectCode.NOT_YET: _not_yet,
    EffectCode.NOT_WANTED: lambda _at, _action, detail: f"Not wanted: {detail}.",
    EffectCode.SETTLED_BEFORE: lambda _at, detail: f"Settled by somebody meanwhile, and left so: {detail}.",
    EffectCode.ASKED_AGAIN: lambda _at, _day: "A follow-up asks again what has come.",
    EffectCode.FOLLOW_UP: lambda _at, _day: "A follow-up is set.",
    EffectCode.REVIEW_COMPLETE: lambda _at, _day: "The review is complete.",
    EffectCode.REVIEW_BROKE_OFF: lambda _at, _day: f"{duties.BROKE_OFF}.",
    EffectCode.INTERPRETER_APART: _apart,
    EffectCode.MANAGER_TOLD: "A manager has been told.",
    EffectCode.QUESTION_WAITS: "Your question waits for a manager.",
    EffectCode.RUNG_TODAY: _rung_today,
    EffectCode.WITH_COLLEAGUE: lambda _at, name: f"{does(name, 'is')} with this person now: tell them what you found.",
    EffectCode.STANDS: _stands,
    EffectCode.MEANT: lambda _at, outcome: f"The call ended: {_outcome(outcome)}.",
    EffectCode.CALLS_GO_ON: "Calls are no longer stopped.",
    EffectCode.NOT_AWAY: "They no longer count as away.",
    EffectCode.NO_WAIT: "They no longer wait because of it.",
    EffectCode.ATTEMPTS_COUNT: "The attempts before it count again.",
    EffectCode.PLACE_BACK: "They stand where they stood in the queue.",
    EffectCode.NUMBER_AGAIN: lambda _at, number: f"{number or 'The number'} is used again.",
    EffectCode.NOT_OWED: lambda at, *of: f"{_duty(at, *of)} is no longer owed.",
    EffectCode.OWED_AGAIN: lambda at, *of: f"{_duty(at, *of)} is owed again.",
    EffectCode.ON_THE_BOARD: lambda _at, kind: f"On the board again: {KIND_WORDS[kind].lower()}.",
    EffectCode.OFF_THE_BOARD: lambda _at, kind: f"Off the board: {KIND_WORDS[kind].lower()}.",
    EffectCode.NOTE_TAKEN_BACK:
        "What it left for the next caller is shown to nobody any more: leave it anew (t) if it holds.",
    EffectCode.NOTE_READ: "What it left for the next caller was read already: leave what holds instead (t).",
    EffectCode.COUNTS_NO_LONGER: "The attempt no longer counts.",
    EffectCode.ACTIONS_TAKEN_BACK: "What was put in place in it is taken back.",
    EffectCode.OPEN_AGAIN: lambda _at, detail: f"Open again: {detail}.",
    EffectCode.ANSWERS_TAKEN_BACK: "The answers of the review are taken back.",
    EffectCode.INTERPRETER_AGAIN: "What became of the interpreter who was booked is open again.",
    EffectCode.TWINS_FREE: "Records that look like theirs are no longer stopped by it.",
    EffectCode.SAFETY_AS_BEFORE: "Their safe times stand as they did before.",
    EffectCode.LOOKED_AT_AGAIN: "It waits in Imports (5) again: nobody calls them until somebody has looked.",
    EffectCode.WRITTEN_AGAIN: lambda _at, which, who: (
        f"{which} is to be submitted again: {does(who, 'is')} writing it."
    ),
}  # fmt: skip
_RECORDED: dict[EffectCode, Words] = {
    EffectCode.ASKED_AGAIN: lambda _at, day: f"A follow-up asks again what has come: {_day(day)}.",
    EffectCode.FOLLOW_UP: lambda _at, day: f"Follow-up {_day(day)}.",
    EffectCode.REVIEW_COMPLETE: lambda _at, day: f"Review complete: next recall {_day(day)}.",
    EffectCode.REVIEW_BROKE_OFF: lambda _at, day: f"{duties.BROKE_OFF}: it goes on {_day(day)}.",
}
