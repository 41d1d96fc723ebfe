"""What a worker must know before they dial, in sentences. Call, client and queue all say these, in this order, so that
nothing has to be translated from one screen to the next.

Each sentence is one order or one fact. Unanswered is not 'yes': where nobody has said that a message may be left,
none is left (practice.md, Safe to talk).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import people, warnings
from topaz_tui.rules.people.windows import read_windows

LEAVE_NO_MESSAGE = "Leave no message"
UNREADABLE = "NOT known whether it is safe to call: what was recorded can't be read"
NOT_SAFE, NOT_KNOWN = "Not safe to call", "Not known whether it is safe to call"
CODES = ("yes", "times", "no")
Warned = tuple[str, str | None, date | None]
"""A standing warning: its kind, what is to be done and not done, the day of its review; None where a day of it can't be
read."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence. `alarm`: what must not be missed, with '!' before it, since colour alone says nothing."""

    words: str
    alarm: bool = False

    @property
    def marked(self) -> str:
        return f"! {self.words}" if self.alarm else self.words


@dataclass(frozen=True, slots=True)
class Safety:
    """What is known of how somebody can be called safely, and be understood. None where nobody has said. `unreadable`:
    something was recorded that can't be read, and so nobody calls until somebody has looked."""

    safe_to_call: str | None = None  # 'yes', 'times', 'no'
    safe_times: str | None = None
    voicemail_ok: bool | None = None
    sms_ok: bool | None = None
    say_who: bool | None = None
    what_to_say: str | None = None
    code_word: str | None = None
    language: str | None = None
    interpreter: str | None = None
    communication: str | None = None
    warnings: tuple[Warned, ...] = ()
    unreadable: bool = False
    no_interpreter_booked: bool = False  # one is needed, and that stands on the board

    @property
    def windows(self) -> tuple[people.Window, ...]:
        return people.parse_windows(self.safe_times) if self.safe_times else ()

    @property
    def hides_numbers(self) -> bool:
        """Not safe to call, or safe only at times that nobody knows, or what was recorded of it can't be read: no
        number is shown without a manager's reason."""
        known = self.safe_to_call != "times" or bool(self.windows)
        return self.unreadable or self.safe_to_call == "no" or not known

    @property
    def why_hidden(self) -> str:
        """Why the numbers are held back."""
        return NOT_KNOWN if self.unreadable and self.safe_to_call != "no" else NOT_SAFE

    def unsafe_at(self, moment: datetime) -> bool:
        """Does the moment lie outside the safe times?"""
        if self.safe_to_call != "times" or not self.windows:
            return False
        wall = clock.local(moment)
        return not any(wall.weekday() in w.days and w.start <= wall.time() < w.end for w in self.windows)


def read(columns: Sequence[Any], warnings: tuple[Warned, ...] = ()) -> Safety:
    """Safety from what is kept: the ten columns in the order of Safety's fields. What can't be read counts as not
    known, and the whole as unreadable: no answer is made of what is none."""
    safe, times, voicemail, sms, say_who, what_to_say, code_word, language, interpreter, communication = columns
    times_known = _windows_known(times) or (safe == "times" and _are_words(times))
    flags_known = all(flag in (None, 0, 1) for flag in (voicemail, sms, say_who))
    known = times_known and flags_known and safe in (None, "", *CODES) and all(on for *_, on in warnings)
    return Safety(
        safe if safe in CODES else None,
        (times or None) if times_known else None,
        _truth(voicemail),
        _truth(sms),
        _truth(say_who),
        what_to_say,
        code_word,
        language,
        interpreter,
        communication,
        warnings,
        unreadable=not known,
    )


def _truth(flag: Any) -> bool | None:
    return bool(flag) if flag in (0, 1) else None


def _windows_known(times: Any) -> bool:
    """Are these safe times none, or such as can be read?"""
    if times is None or times == "":
        return True
    try:
        return bool(read_windows(times))
    except (ValueError, TypeError, AttributeError):
        return False


def _are_words(times: Any) -> bool:
    """Are they the council's words, which people read and which are no times ('ask Jo')? Then nobody knows
    the times, and nobody calls."""
    try:
        return isinstance(times, str) and not people.parse_windows(times)
    except ValueError:  # 'Mon 25-26'
        return False


_MESSAGE = {
    True: Said("Messages agreed"),
    False: Said(LEAVE_NO_MESSAGE, alarm=True),
    None: Said(f"{LEAVE_NO_MESSAGE}: none was agreed"),
}
_TEXT = {True: Said("Texts agreed"), False: Said("Send no text", alarm=True), None: Said("Send no text: not agreed")}
_WHO = {
    True: Said("May say who calls"),
    False: Said("Never say who calls", alarm=True),
    None: Said("Do not say who calls until you are sure who it is"),
}


def sentences(safety: Safety, now: datetime, *, details: bool = True) -> tuple[Said, ...]:
    """All of it. Without `details` a warning is told by its kind alone, where there is no room for what to do."""
    return (*_flags(safety, now), *_helps(safety), *(warned(each, details=details) for each in safety.warnings))


def not_safe_last_time(at: datetime, now: datetime) -> Said:
    """Stands before all else until somebody has set anew how to call them safely."""
    return Said(f"Last time it was not safe to talk ({clock.moment_words(at, now)})", alarm=True)


def may_be(name: str, person_id: str, stops: str, others: int = 0) -> Said:
    """Stands before all else: somebody who looks like the same person, and why nobody is called under that record
    ('has died'); how many `others` there are like that."""
    more = f", and {others} more whom nobody calls" if others else ""
    return Said(f"May be the same as {name} ({person_id}), who {stops}{more}: look before you ring", alarm=True)


def _flags(safety: Safety, now: datetime) -> Iterable[Said]:
    if safety.unreadable and safety.safe_to_call != "no":
        yield Said(UNREADABLE, alarm=True)
    match safety.safe_to_call:
        case "times" if safety.windows:
            outside = ", NOT now" if safety.unsafe_at(now) else ""
            yield Said(f"Safe to call only {safety.safe_times}{outside}", alarm=True)
        case "yes" | "times" | None if safety.unreadable:
            pass
        case "yes":
            yield Said("Safe to call")
        case "times":
            yield Said("NOT SAFE TO CALL: safe only at times that nobody knows", alarm=True)
        case "no":
            yield Said("NOT SAFE TO CALL", alarm=True)
        case _:
            yield Said("Safe to call? Not known: ask first if it is OK to talk")
    yield _MESSAGE[safety.voicemail_ok]
    yield _TEXT[safety.sms_ok]
    yield _WHO[safety.say_who]


def _helps(safety: Safety) -> Iterable[Said]:
    if safety.what_to_say:
        yield Said(f"Say: {safety.what_to_say}")
    if safety.code_word:
        yield Said(f"Code word: {safety.code_word} (said by either: end the call)")
    if safety.language and not safety.language.casefold().startswith("english"):
        yield Said(f"Speaks {safety.language}")
    if safety.no_interpreter_booked:
        yield Said(f"Interpreter: {_which_interpreter(safety)}, NOT BOOKED", alarm=True)
    elif safety.interpreter:
        yield Said(f"Interpreter: {safety.interpreter}")
    if safety.communication:
        yield Said(f"Communication: {safety.communication}")


def _which_interpreter(safety: Safety) -> str:
    """What was written of the interpreter; where that is a bare yes or no, or nothing, the language."""
    written = safety.interpreter or ""
    if len(written.split()) > 1 or (written and people.yes_no(written) is None):
        return written
    return safety.language or "needed"


def warned(warning: Warned, *, details: bool = True) -> Said:
    """A standing warning as a sentence."""
    kind, detail, review_on = warning
    words = warnings.KIND[kind].words if kind in warnings.KIND else kind.capitalize()
    if not details:
        return Said(words, alarm=True)
    review = f"review {clock.day_words(review_on)}" if review_on else "its days can't be read"
    return Said(f"{words}{f': {detail}' if detail else ''} ({review})", alarm=True)
