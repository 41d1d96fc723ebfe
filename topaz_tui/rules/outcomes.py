"""How a call can end, and what each ending does next: rows of data, and one function that reads them.

The shape is that of AAPOR's disposition codes as queXS keeps them (SOURCES.md, 11). Delays are
queXS's where it has one, else [ours]; the settings override each (calls.delays). An outcome whose
`counts_as_attempt` is false, an agreed callback say, counts as none of the three attempts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from topaz_tui import clock
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.queue import Away
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.terms import CallTerms

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60

Time = Literal["", "agreed", "suggested", "until"]
"""The time that an outcome asks the worker for: none; one agreed with the person; one that may be left as suggested; or
how long the person is away, as far as is known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a call can end.

    `key` picks it on the call screen: a letter; one with Shift where its small one is another's. `next` says what it
    does next, with {delay} for the delay in force; see `next_words`. `note_asks` is what the note must say, where there
    must be one. `delay` is in minutes: until the next attempt, or, where `time` is asked for, the time suggested; None
    where there is neither.
    """

    code: str
    key: str
    words: str
    group: str
    next: str
    delay: int | None = None
    reached_household: bool = False
    reached_client: bool = False
    counts_as_attempt: bool = False
    spared: int = 0  # so many in a row do not count as an attempt, then each does
    another_part_of_day: bool = False  # the same slot again is wasted (SOURCES.md, 12 and 13)
    next_number: bool = False
    retires_number: str | None = None  # what the number is from then on: 'wrong' or 'unobtainable'
    time: Time = ""
    stop: str | None = None  # stops all calls: a key of queue.STOPPED
    away: Away | None = None
    note_asks: str = ""
    needs_manager: bool = False
    board: EscalationKind | None = None  # what somebody then has to see to: a kind of rules/referrals/board_kinds.py
    leaves_message: bool = False  # only where that was agreed before (SOURCES.md, 7 and 8)
    opens_review: bool = False
    asks_what_came: bool = False  # of what was arranged before: rules/arranged.py
    asks_who_answered: bool = False  # and what they may be told
    unsafe_to_talk: bool = False  # the worker is told what to do then: UNSAFE
    only_theirs: bool = False  # of the person themself: no call to somebody else's number ends so
    only_incoming: bool = False  # they rang us: it does nothing to the attempts and to what is owed

    @property
    def final(self) -> bool:
        """Does this outcome stop calls for good?"""
        return self.stop is not None

    @property
    def held_with_interpreter(self) -> bool:
        """Is whoever was booked to interpret needed no more after a call that ends like this?"""
        return self.opens_review or self.asks_what_came or self.final

    @property
    def needs_note(self) -> bool:
        """Is a call with this outcome saved only with a note?"""
        return bool(self.note_asks)

    @property
    def needs_time(self) -> bool:
        """Must the worker give a time? Not where one is suggested, or where a return need not be known."""
        return self.time == "agreed"

    @property
    def incoming(self) -> bool:
        """Can a call that came in end like this? True where somebody spoke."""
        return self.reached_household

    @property
    def about_them(self) -> bool:
        """Does it say something of the person, whoever's number was rung?"""
        return self.reached_client or self.away is not None or self.final

    @property
    def outgoing(self) -> bool:
        """Can one of our own calls end like this?"""
        return not self.only_incoming


GROUPS = {
    "nobody": "Nobody reached",
    "client": "Spoke with them",
    "other": "Somebody else, or not sure who",
    "stop": "No more calls",
}
"""The headings of the list of outcomes, in order."""

OUTCOMES = (
    Outcome(
        "no_answer", "n", "Nobody answered", "nobody",
        "Tries again another day, in another part of the day",
        delay=3 * HOUR, counts_as_attempt=True, another_part_of_day=True,
    ),
    Outcome(
        "engaged", "e", "Engaged", "nobody",
        "Tries again after {delay}; from the third in a row it counts as an attempt",
        delay=30, counts_as_attempt=True, spared=2,
    ),
    Outcome(
        "machine", "m", "Answering machine, no message", "nobody",
        "Tries again another day, in another part of the day",
        delay=3 * HOUR, counts_as_attempt=True, another_part_of_day=True,
    ),
    Outcome(
        "machine_message", "l", "Answering machine, left message", "nobody",
        "Tries again another day, in another part of the day",
        delay=3 * HOUR, counts_as_attempt=True, another_part_of_day=True, leaves_message=True,
    ),
    Outcome(
        "fault", "j", "Fault on the line", "nobody",
        "Tries again after {delay}; from the third in a row it counts as an attempt",
        delay=15, counts_as_attempt=True, spared=2, next_number=True,
    ),
    Outcome(
        "unobtainable", "z", "Number unobtainable", "nobody",
        "Retires this number and offers the next one",
        retires_number=PhoneStatus.UNOBTAINABLE, next_number=True,
    ),
    Outcome(
        "reached", "r", "Spoke with them: review", "client",
        "Opens the review; then the next recall is set",
        reached_household=True, reached_client=True, opens_review=True,
    ),
    Outcome(
        "followed_up", "F", "Follow-up: what was arranged", "client",
        "Asks what has come; what has not is asked about again",
        reached_household=True, reached_client=True, asks_what_came=True,
    ),
    Outcome(
        "message", "m", "Rang with a question or message", "client",
        "Is kept; what is owed to them stays as it is",
        reached_household=True, only_incoming=True,
        note_asks="What did they ask or say?",
    ),
    Outcome(
        "callback", "t", "Call back at an agreed time", "client",
        "Comes first in the queue at that time",
        reached_household=True, reached_client=True, time="agreed",
    ),
    Outcome(
        "callback_vague", "v", "Call back, no time agreed", "client",
        "Comes back after {delay}, or when you say",
        delay=DAY, reached_household=True, reached_client=True, time="suggested",
    ),
    Outcome(
        "refused_soft", "p", "Would rather not, this time", "client",
        "Tries again after {delay}; counts as an attempt",
        # it counts, so that three are the manager's to think about and not a fourth call
        delay=WEEK, reached_household=True, reached_client=True, counts_as_attempt=True, another_part_of_day=True,
        only_theirs=True,
    ),
    Outcome(
        "not_safe", "f", "Not safe to talk", "client",
        "The call stops here; comes back after {delay}, or when you say",
        delay=DAY, reached_household=True, reached_client=True, time="suggested",
        note_asks="What made it unsafe, and when it may be safe?", unsafe_to_talk=True,
    ),
    Outcome(
        "language", "i", "Interpreter needed", "client",
        "Comes back after {delay}, or when the interpreter is there",
        delay=2 * DAY, reached_household=True, reached_client=True, time="suggested", board=EscalationKind.INTERPRETER,
        note_asks="Which language, or which help to communicate?", only_theirs=True,
    ),
    Outcome(
        "unable", "u", "Can't manage a phone call", "client",
        "Waits for a manager: a visit, perhaps; no call for {delay}",
        delay=WEEK, reached_household=True, reached_client=True, needs_manager=True,
        note_asks="What made it hard, and what could work instead?", only_theirs=True,
    ),
    Outcome(
        "someone_else", "o", "Somebody else answered", "other",
        "Tries again another day, in another part of the day",
        delay=3 * HOUR, reached_household=True, counts_as_attempt=True, another_part_of_day=True,
        asks_who_answered=True,
    ),
    Outcome(
        "not_identified", "k", "Could not be sure who it was", "other",
        "The call stops here; tries again another day",
        delay=DAY, reached_household=True, counts_as_attempt=True, board=EscalationKind.WHOSE_NUMBER,
        note_asks="Which answers did not fit?", only_theirs=True,
    ),
    Outcome(
        "wrong_number", "q", "Wrong number", "other",
        "Retires this number and offers the next one",
        retires_number=PhoneStatus.WRONG, next_number=True,
    ),
    Outcome(
        "away", "a", "Away for a week or so", "other",
        "No call for {delay}, or until the day you say",
        delay=WEEK, reached_household=True, time="until", away=Away.AWAY,
    ),
    Outcome(
        "hospital", "h", "In hospital", "other",
        "No call for {delay}, or until the day you say",
        delay=2 * WEEK, reached_household=True, time="until", away=Away.HOSPITAL,
        note_asks="Who said so, and which hospital?",
    ),
    Outcome(
        "refused_hard", "x", "Refused: do not call again", "stop",
        "Nobody calls; a manager is told, and looks again in a year",
        reached_household=True, reached_client=True, stop=CallStop.REFUSED, needs_manager=True,
        note_asks="What did they say, as near as you can?", only_theirs=True,
    ),
    Outcome(
        "moved", "g", "Has moved away", "stop",
        "Never called again; a manager is told",
        reached_household=True, stop=CallStop.MOVED, needs_manager=True,
        note_asks="Who said so, and where to, if known?",
    ),
    Outcome(
        "died", "d", "Has died", "stop",
        "Never called again; a manager is told",
        reached_household=True, stop=CallStop.DIED, needs_manager=True,
        note_asks="Who said so, and when did they die, if known?",
    ),
)  # fmt: skip
BY_CODE = {outcome.code: outcome for outcome in OUTCOMES}


def by_key(key: str, *, incoming: bool, another: bool = False) -> Outcome | None:
    """The outcome for a key, among those of incoming calls or of our own calls."""
    return next((row for row in offered(incoming=incoming, another=another) if row.key == key), None)


def offered(*, incoming: bool, another: bool = False) -> tuple[Outcome, ...]:
    """The outcomes offered for an incoming call, or for one of our own: to the person, or to `another`'s number."""
    found = (row for row in OUTCOMES if (row.incoming if incoming else row.outgoing))
    return tuple(row for row in found if not (another and row.only_theirs))


@dataclass(frozen=True, slots=True)
class NextStep:
    """What one call leads to. Moments in UTC.

    At most one of `not_before`, `callback_at` and `stop` is given; `away_until` goes with `away`. `why` is
    the short reason for waiting ('Engaged'), `then` the whole of it as the record keeps it.
    """

    then: CallEffect
    why: str
    counts_as_attempt: bool
    not_before: datetime | None = None
    callback_at: datetime | None = None
    another_part_of_day: bool = False
    retire_number: bool = False
    offer_next_number: bool = False
    stop: str | None = None
    away: Away | None = None
    away_until: datetime | None = None
    to_manager: bool = False
    opens_review: bool = False


ANOTHER = "Counts as no attempt: what is owed to them stays as it is"
NOTHING_OWED = "No call is owed to them: nobody tries again unless somebody promises it"
NO_OTHER = "Retires this number; they have no other one"


def delay_of(outcome: Outcome, calls: CallTerms) -> timedelta | None:
    """The outcome's delay in minutes: from the settings where they have one, else from the table."""
    minutes = calls.delays.get(outcome.code, outcome.delay)
    return None if minutes is None else timedelta(minutes=minutes)


def next_words(
    outcome: Outcome, calls: CallTerms, *, others: bool = True, another: bool = False, is_owed: bool = True
) -> str:
    """What this outcome does next, for the call screen: 'Tries again after 30 min'. `others`: have they another number
    than the one that was rung? `another`: was it somebody else's? `is_owed`: is a call owed to them?"""
    if another and not outcome.about_them:
        return ANOTHER
    if outcome.retires_number and not others:
        return NO_OTHER
    if not is_owed and outcome.delay is not None and not (outcome.time or outcome.stop):
        return NOTHING_OWED
    return said_next(outcome, delay_of(outcome, calls))


def said_next(outcome: Outcome, delay: timedelta | None) -> str:
    """The same as `next_words`, with the delay that applied when the call was saved."""
    return outcome.next.format(delay=clock.format_span(delay) if delay else "")


def suggested_time(outcome: Outcome, when: datetime, calls: CallTerms) -> datetime | None:
    """The time to offer in the call's form: the delay from now, in calling hours; None where no time is asked
    for or none can be guessed."""
    delay = delay_of(outcome, calls)
    if not outcome.time or delay is None:
        return None
    return calls.hours.next_open(when + delay)


def next_step(
    outcome: Outcome,
    when: datetime,
    calls: CallTerms,
    *,
    chosen: datetime | None = None,
    in_a_row: int = 1,
    incoming: bool = False,
    others: bool = True,
    another: bool = False,
) -> NextStep:
    """What a call that ended at `when` leads to.

    `chosen` is the time that the worker gave, where the outcome takes one; `in_a_row` counts this and the
    calls just before it that ended the same way; a call that came in is no attempt, nor is one to `another`'s number,
    which changes nothing where it says nothing of the person. Raises ValueError where an
    agreed time is not given, or lies in the past.
    """
    if outcome.needs_time and chosen is None:
        raise ValueError("an agreed callback needs its time")
    if outcome.time and chosen is not None and chosen <= when:
        raise ValueError("the time lies in the past")
    if another and not outcome.about_them:
        return NextStep(
            effect(EffectCode.ANOTHER),
            outcome.words,
            counts_as_attempt=False,
            retire_number=outcome.retires_number is not None,
        )
    counts = outcome.counts_as_attempt and in_a_row > outcome.spared and not (incoming or another)
    delay = delay_of(outcome, calls)
    time = (chosen or suggested_time(outcome, when, calls)) if outcome.time else None
    callback_at = time if outcome.time in ("agreed", "suggested") else None
    away_until = time if outcome.away else None
    waits = delay is not None and not outcome.time and not outcome.stop
    return NextStep(
        then=effect(EffectCode.NO_OTHER_NUMBER)
        if outcome.retires_number and not others
        else _then(outcome, time, delay, counts),
        why=outcome.words,
        counts_as_attempt=counts,
        not_before=when + delay if waits and delay else None,
        callback_at=callback_at,
        another_part_of_day=outcome.another_part_of_day,
        retire_number=outcome.retires_number is not None,
        offer_next_number=outcome.next_number,
        stop=outcome.stop,
        away=outcome.away,
        away_until=away_until,
        to_manager=outcome.needs_manager,
        opens_review=outcome.opens_review,
    )


def _then(outcome: Outcome, time: datetime | None, delay: timedelta | None, counts: bool) -> CallEffect:
    minutes = str(int(delay.total_seconds() // 60)) if delay else ""
    if outcome.spared and time is None:
        return effect(EffectCode.ANOTHER_DAY) if counts else effect(EffectCode.TRIES_AGAIN, minutes)
    if time is None:
        return effect(EffectCode.NEXT, outcome.code, minutes)
    return effect(EffectCode.NOT_BEFORE if outcome.away else EffectCode.CALLED_BACK, clock.to_store(time))


RESERVED_KEYS = frozenset("cbswyY")
"""Keys with another meaning on the call screen: started ringing; better, same, worse; copy the number."""
