"""What a call led to, and what correcting it undoes. Each effect is a code with arguments, which are texts in the form
of the store; a call keeps its effects as a list in JSON. Screens make the words (call_effect_words.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EffectCode(StrEnum):
    """The kinds of effect of a call; the comment behind each names its arguments."""

    # What its outcome does next
    NEXT = "next"  # the outcome; the delay in minutes, or ''
    NO_OTHER_NUMBER = "no other number"
    TRIES_AGAIN = "tries again"  # the delay in minutes
    ANOTHER_DAY = "another day"
    NOT_BEFORE = "not before"  # the moment
    CALLED_BACK = "called back"  # the moment
    ANOTHER = "another"
    NOTHING_OWED = "nothing owed"  # nobody tries again: no call is owed to them
    # What else saving it did
    ENDED = "ended"  # the outcome
    SPOKE = "spoke with them"
    NUMBER_RETIRED = "number retired"
    COUNTS = "counts"
    ALSO_STOPPED = "also stopped"  # the IDs of all their records
    REFERRED_BACK = "referred back"
    CAME = "came"  # the number of the action; what it was
    NOT_YET = "not yet"  # the number of the action; what it is; the day by which it is to come; that before it, or none
    NOT_WANTED = "not wanted"  # the number of the action; what it was
    SETTLED_BEFORE = "settled before"  # what it was, of an action that somebody had settled meanwhile
    ASKED_AGAIN = "asked again"  # the day on which what is still open is asked about
    FOLLOW_UP = "follow-up"  # the day
    REVIEW_COMPLETE = "review complete"  # the day of the next recall
    REVIEW_BROKE_OFF = "review broke off"  # the day on which it goes on
    INTERPRETER_APART = "interpreter apart"  # the moment that is booked; that of the call, or ''
    MANAGER_TOLD = "manager told"
    QUESTION_WAITS = "question waits"
    RUNG_TODAY = "rung today"  # how many other numbers were
    WITH_COLLEAGUE = "with a colleague"  # the name
    STANDS = "stands"  # the reason of the queue, and how many attempts there were
    # What putting it right does, and undoes
    MEANT = "meant"  # the outcome
    CALLS_GO_ON = "calls go on"
    NOT_AWAY = "not away"
    NO_WAIT = "no wait"
    ATTEMPTS_COUNT = "tries count"
    PLACE_BACK = "place back"
    NUMBER_AGAIN = "number again"  # as it may be shown, or ''
    NOT_OWED = "not owed"  # the kind of duty; the moment; of somebody with several records the ID of its own
    OWED_AGAIN = "owed again"  # as of NOT_OWED
    ON_THE_BOARD = "on the board"  # the kind of line
    OFF_THE_BOARD = "off the board"  # the kind of line
    NOTE_TAKEN_BACK = "note taken back"
    NOTE_READ = "note read"
    COUNTS_NO_LONGER = "counts no longer"
    ACTIONS_TAKEN_BACK = "actions taken back"
    OPEN_AGAIN = "open again"  # what it was, of an action that the call had said had ended
    ANSWERS_TAKEN_BACK = "answers taken back"
    INTERPRETER_AGAIN = "interpreter again"
    TWINS_FREE = "twins free"
    SAFETY_AS_BEFORE = "safety as before"
    LOOKED_AT_AGAIN = "looked at again"
    WRITTEN_AGAIN = "written again"  # the concern's reference; the name of who writes it


@dataclass(frozen=True, slots=True)
class CallEffect:
    """One thing that a call led to."""

    code: EffectCode
    args: tuple[str, ...] = ()


def effect(code: EffectCode, *args: str) -> CallEffect:
    """Make a `CallEffect` of a code and its arguments."""
    return CallEffect(code, args)


def to_json(effects: Iterable[CallEffect]) -> str | None:
    """The effects in the form of the store; None where there are none."""
    kept = [[each.code, *each.args] for each in effects]
    return json.dumps(kept, ensure_ascii=False) if kept else None


def from_json(text: str) -> tuple[CallEffect, ...]:
    """Read effects from the form of the store. Raises ValueError for text that this version of Topaz does not write."""
    return tuple(CallEffect(EffectCode(code), tuple(map(str, args))) for code, *args in json.loads(text))
