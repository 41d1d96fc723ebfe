"""What a worker must know before they dial, in sentences: the same words in the same order on call, client and queue,
so that nothing has to be translated from one screen to the next. rules/contact_safety.py decides what they rest on.

Each sentence is one order or one fact. Unanswered is not 'yes': where nobody has said that a message may be left,
none is left (SOURCES.md, 7 and 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import people, warnings
from topaz_tui.rules.contact_safety import (
    Safety,
    SafetySentence,
    Warned,
    Why,
    unread_times_words,
    window_at,
)

LEAVE_NO_MESSAGE = "Leave no message"
UNREADABLE = "NOT known whether it is safe to call: what was recorded can't be read"
_MESSAGE = {
    True: SafetySentence("Messages agreed"),
    False: SafetySentence(LEAVE_NO_MESSAGE, alarm=True),
    None: SafetySentence(f"{LEAVE_NO_MESSAGE}: none was agreed"),
}
_TEXT = {
    True: SafetySentence("Texts agreed"),
    False: SafetySentence("Send no text", alarm=True),
    None: SafetySentence("Send no text: not agreed"),
}
_WHO = {
    True: SafetySentence("May say who calls"),
    False: SafetySentence("Never say who calls", alarm=True),
    None: SafetySentence("Do not say who calls until you are sure who it is"),
}


def sentences(safety: Safety, now: datetime, *, details: bool = True) -> tuple[SafetySentence, ...]:
    """All sentences about a person's safety. Without `details` (where there is little room) a warning is only named."""
    return (*_flags(safety, now), *_helps(safety), *(warned(each, details=details) for each in safety.warnings))


def for_others(safety: Safety) -> tuple[SafetySentence, ...]:
    """What somebody else has to know who is to contact them: nothing of where they speak freely, no code word."""
    match safety.decided().why:
        case Why.SAFE:
            first = SafetySentence("Safe to telephone")
        case Why.IN_TIME | Why.OUT_OF_TIME:
            first = SafetySentence(f"Telephone only {safety.safe_times}", alarm=True)
        case Why.NOBODY_HAS_SAID:
            first = SafetySentence("Safe to telephone? Not known: ask first if it is OK to talk")
        case _:
            first = SafetySentence("Do NOT telephone: ask us first how to reach them safely", alarm=True)
    return first, _MESSAGE[safety.voicemail_ok], _TEXT[safety.sms_ok], _WHO[safety.say_who]


def not_safe_last_time(at: datetime, now: datetime) -> SafetySentence:
    """The sentence that stands first until somebody has set anew how to call them safely."""
    return SafetySentence(f"Last time it was not safe to talk ({clock.format_moment(at, now)})", alarm=True)


def may_be(name: str, person_id: str, stops: str, others: int = 0) -> SafetySentence:
    """The sentence that stands first where a record looks like the same person: why nobody is called under that record
    ('has died'), and how many `others` look alike."""
    more = f", and {others} more whom nobody calls" if others else ""
    return SafetySentence(
        f"May be the same as {name} ({person_id}), who {stops}{more}: look before you ring", alarm=True
    )


def _flags(safety: Safety, now: datetime) -> Iterable[SafetySentence]:
    match safety.decided(now).why:
        case Why.UNREADABLE:
            yield SafetySentence(f"{UNREADABLE}{safety.said_under}", alarm=True)
            if safety.safe_to_call == "times" and safety.windows:
                yield _only(safety, now)
        case Why.IN_TIME | Why.OUT_OF_TIME:
            yield _only(safety, now)
        case Why.SAFE:
            yield SafetySentence("Safe to call")
        case Why.UNREAD_TIMES:
            words = unread_times_words(safety.unread_times)
            yield SafetySentence(f"{words}: nobody calls until a manager sets them{safety.said_under}", alarm=True)
        case Why.NO_TIMES:
            yield SafetySentence(
                f"NOT SAFE TO CALL: safe only at times that nobody knows{safety.said_under}", alarm=True
            )
        case Why.NOT_SAFE:
            yield SafetySentence(f"NOT SAFE TO CALL{safety.said_under}", alarm=True)
        case Why.NOBODY_HAS_SAID:
            yield SafetySentence("Safe to call? Not known: ask first if it is OK to talk")
    yield _MESSAGE[safety.voicemail_ok]
    yield _TEXT[safety.sms_ok]
    yield _WHO[safety.say_who]


def _only(safety: Safety, now: datetime) -> SafetySentence:
    """The sentence that somebody is safe to call only at their safe times; it says so where the moment is outside
    them."""
    outside = "" if window_at(safety.windows, now) else ", NOT now"
    return SafetySentence(f"Safe to call only {safety.safe_times}{outside}", alarm=True)


def _helps(safety: Safety) -> Iterable[SafetySentence]:
    if safety.what_to_say:
        yield SafetySentence(f"Say: {safety.what_to_say}")
    if safety.code_word:
        yield SafetySentence(f"Code word: {safety.code_word} (said by either: end the call)")
    if safety.language and not safety.language.casefold().startswith("english"):
        yield SafetySentence(f"Speaks {safety.language}")
    if safety.no_interpreter_booked:
        yield SafetySentence(f"Interpreter: {_which_interpreter(safety)}, NOT BOOKED", alarm=True)
    elif safety.booked:
        yield safety.booked
    elif safety.interpreter:
        yield SafetySentence(_interpreter(safety, safety.interpreter))
    if safety.communication:
        yield SafetySentence(f"Communication: {safety.communication}")


def _interpreter(safety: Safety, written: str) -> str:
    """The sentence about an interpreter who is on record but not asked for or booked here. A bare yes becomes the
    language and 'none booked', a bare no 'No interpreter needed'."""
    bare = people.yes_no(written) if len(written.split()) == 1 else None
    if bare is None:
        return f"Interpreter: {written}"
    return f"Interpreter: {safety.language or 'language not known'}, none booked" if bare else "No interpreter needed"


def _which_interpreter(safety: Safety) -> str:
    """The interpreter as written; where that is only yes or no, or nothing, the language."""
    written = safety.interpreter or ""
    if len(written.split()) > 1 or (written and people.yes_no(written) is None):
        return written
    return safety.language or "needed"


def warned(warning: Warned, *, details: bool = True) -> SafetySentence:
    """The sentence of one standing warning; without `details` only its kind."""
    kind, detail, review_on = warning
    words = warnings.KIND[kind].words if kind in warnings.KIND else kind.capitalize()
    if not details:
        return SafetySentence(words, alarm=True)
    review = f"review {clock.format_day(review_on)}" if review_on else "its days can't be read"
    return SafetySentence(f"{words}{f': {detail}' if detail else ''} ({review})", alarm=True)
