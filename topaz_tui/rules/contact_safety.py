"""Contact safety: may somebody be called, may their numbers be seen, and what a worker must know before they dial.

It protects lives, so it is decided in one place. `decide` is the table; `Numbers` is the door through which every
number passes to a screen, a command, a document or an export. rules/safety_sentences.py says it in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.people import read_windows

T = TypeVar("T")
MOST_OF_THEM = 80  # letters of safe times that can't be read, in a line; the form of their page has them whole
NOT_SAFE, NOT_KNOWN = "Not safe to call", "Not known whether it is safe to call"
NOT_KNOWN_WHEN = "Not known when it is safe to call"
IDS = ("person_id", "nhs", "also", "reference")
"""The fields of an answer about somebody that are no text of anybody's: a number in them is no telephone's."""
CODES = ("yes", "times", "no")
STRICTNESS = {"yes": 1, None: 0, "times": 2, "no": 3}
"""How strict each answer is: of two records of one person the stricter holds. Any other value counts as 'no'."""
Window = tuple[frozenset[int], time, time]
"""Safe times: weekdays (Monday is 0), from, to; London wall time."""
Warned = tuple[str, str | None, date | None]
"""A standing warning: its kind, what to do and not to do, and the day of its review (None where the day can't be
read)."""


class Why(StrEnum):
    """The one reason for which somebody may or may not be called at a moment."""

    SAFE = "safe"
    NOBODY_HAS_SAID = "nobody has said"
    IN_TIME = "inside their safe times"
    OUT_OF_TIME = "outside their safe times"
    NOT_SAFE = "not safe"
    NO_TIMES = "safe at times that nobody knows"
    UNREAD_TIMES = "safe times that can't be read"
    UNREADABLE = "what was recorded can't be read"


_HIDES = {
    Why.NOT_SAFE: NOT_SAFE,
    Why.NO_TIMES: NOT_SAFE,
    Why.UNREAD_TIMES: NOT_KNOWN_WHEN,
    Why.UNREADABLE: NOT_KNOWN,
}
"""The reasons that hide all numbers until a manager gives a reason, each with the words shown instead."""


@dataclass(frozen=True, slots=True)
class SafetyDecision:
    """The decision about calling somebody at a moment. `window`: the safe time that includes the moment."""

    why: Why
    window: Window | None = None

    @property
    def hides_numbers(self) -> bool:
        """Are all numbers hidden until a manager gives a reason?"""
        return self.why in _HIDES

    @property
    def why_hidden(self) -> str:
        """Why the numbers are hidden; '' where they are shown."""
        return _HIDES.get(self.why, "")


_DECIDED = {why: SafetyDecision(why) for why in Why}


def decide(
    safe_to_call: str | None,
    windows: Sequence[Window],
    moment: datetime | None = None,
    *,
    unread_times: str = "",
    unreadable: bool = False,
) -> SafetyDecision:
    """Decide whether somebody may be called at the moment, and whether their numbers may be seen (which does not depend
    on the moment). A call is never allowed on a guess: not where their safe times are missing or can't be read
    (`unread_times`), not on an unknown answer, not where the record can't be read."""
    if safe_to_call == "no":
        return _DECIDED[Why.NOT_SAFE]
    if unreadable or safe_to_call not in STRICTNESS:
        return _DECIDED[Why.UNREADABLE]
    if unread_times:
        return _DECIDED[Why.UNREAD_TIMES]
    if safe_to_call != "times":
        return _DECIDED[Why.SAFE if safe_to_call == "yes" else Why.NOBODY_HAS_SAID]
    if not windows:
        return _DECIDED[Why.NO_TIMES]
    window = window_at(windows, moment) if moment else None
    return SafetyDecision(Why.IN_TIME, window) if window else _DECIDED[Why.OUT_OF_TIME]


def window_at(windows: Sequence[Window], moment: datetime) -> Window | None:
    """The safe time that includes the moment, in London wall time; its end is not part of it."""
    wall = clock.local(moment)
    minute = wall.time()
    return next((each for each in windows if wall.weekday() in each[0] and each[1] <= minute < each[2]), None)


def strictest(codes: Iterable[str | None]) -> str | None:
    """The strictest of several records' answers to 'safe to call?': it holds for their person."""
    return max(codes, key=lambda code: STRICTNESS.get(code, max(STRICTNESS.values())))


@dataclass(frozen=True, slots=True)
class SafetySentence:
    """One sentence about safety. `alarm`: it must not be missed, so '!' stands before it; colour alone says nothing."""

    words: str
    alarm: bool = False

    @property
    def marked(self) -> str:
        """Its words; an alarm has its sign before them."""
        return f"! {self.words}" if self.alarm else self.words


@dataclass(frozen=True, slots=True)
class Safety:
    """What is known of how somebody can be called safely, and be understood. None where nobody has said. `unreadable`:
    something was recorded that can't be read, and so nobody calls until somebody has looked. `unread_times` are the
    words of safe times that are none ('not Tuesdays'): nobody calls until a manager has set them."""

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
    unread_times: str = ""
    no_interpreter_booked: bool = False  # one is needed, and that stands on the board
    booked: SafetySentence | None = None  # an interpreter, and for when
    said_under: str = ""  # behind what keeps everybody from calling: the record that says so, and those it holds for

    @property
    def windows(self) -> tuple[Window, ...]:
        """The safe times that can be read; none where there are none."""
        return people.parse_windows(self.safe_times) if self.safe_times else ()

    def decided(self, moment: datetime | None = None) -> SafetyDecision:
        """May they be called at the moment, and may their numbers be seen?"""
        return decide(
            self.safe_to_call, self.windows, moment, unread_times=self.unread_times, unreadable=self.unreadable
        )

    @property
    def hides_numbers(self) -> bool:
        """Are all numbers hidden until a manager gives a reason?"""
        return self.decided().hides_numbers

    @property
    def why_hidden(self) -> str:
        """Why the numbers are hidden; '' where they are shown."""
        return self.decided().why_hidden

    def outside_times_at(self, moment: datetime) -> bool:
        """Is the moment outside the safe times, as far as they can be read? Whether they may be called, `decided`
        says."""
        return decide(self.safe_to_call, self.windows, moment).why == Why.OUT_OF_TIME


@dataclass(frozen=True, slots=True)
class Numbers:
    """Shows or hides every telephone number of a person and of their contacts, wherever one is to be read, and says why
    it is hidden. `revealed`: a manager gave a reason to see the numbers."""

    decision: SafetyDecision
    revealed: bool = False

    @property
    def hidden(self) -> bool:
        """Are the numbers kept from whoever looks?"""
        return self.decision.hides_numbers and not self.revealed

    @property
    def instead(self) -> str:
        """The words that stand where a number is hidden."""
        return f"not shown ({self.decision.why_hidden.lower()})"

    def dialled(self, number: str, dial_first: str | None = None) -> str | None:
        """The number as a telephone is given it; None where it is hidden."""
        return None if self.hidden else people.dialled(number, dial_first)

    def words(self, number: str, dial_first: str | None = None) -> str | None:
        """The number as people read it; None where it is hidden."""
        return None if self.hidden else people.format_phone(number, dial_first)

    def said(self, number: str, dial_first: str | None = None) -> str:
        """The number as people read it, or, where it is hidden, the words that say why."""
        return self.words(number, dial_first) or self.instead

    def beside(self, text: str | None) -> str:
        """The note beside a number. Where numbers are hidden, a number inside the note is hidden too."""
        return without_numbers(text or "") if self.hidden else text or ""

    def throughout(self, answer: T, *but: str) -> T:
        """An answer as it leaves: where numbers are hidden, so is each that somebody wrote into a text of it, at any
        depth of its tuples and dataclasses. The fields named in `but` are IDs, or what a form begins with."""
        return _throughout(answer, frozenset(but)) if self.hidden else answer


_ANY_NUMBER = re.compile(r"\(?(?:\+|\b0)(?:[ ().-]{0,2}\d){8,14}\b")
"""Telephone numbers as people write them: '020 7946 0123', '(020) 7946-0123', '+44 20 7946 0123'."""


def _throughout(value: Any, but: frozenset[str]) -> Any:
    if type(value) is str:
        return without_numbers(value)
    if type(value) is tuple:
        return tuple(_throughout(each, but) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value) if field.init and field.name not in but}
    changed = {name: new for name, was in held.items() if (new := _throughout(was, but)) != was}
    return replace(value, **changed) if changed else value


def without_numbers(text: str) -> str:
    """The text with words in the place of each telephone number in it."""
    return _ANY_NUMBER.sub("(number not shown)", text)


_TEXTED = """mobile mob cell phone telephone number own personal private main preferred best first new usual current
    text texts texting sms ok okay yes fine please ring rings call calls only try use voicemail answers prefers
    a long while deaf hard of hearing slow slowly before after from until till between and or to on at in the for by any
    all am pm noon morning mornings afternoon afternoons evening evenings night nights day days daytime weekday weekdays
    weekend weekends time times week lunch lunchtime late early mon tue tues wed thu thur thurs fri sat sun
    monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday
    sundays"""
"""The words that a note beside a number may have, and a text goes there all the same [ours]: that it is their own, a
mobile, when to ring. With any other nobody knows who reads it: an office, a sister, a phone that several share."""
_MAY = frozenset(_TEXTED.split())
_HOUR = re.compile(r"\d{1,2}(?:am|pm)?")
_WHOSE = frozenset(("his", "her", "their"))
_CALLS_ALONE = re.compile(
    r"\b(?:calls?|calling|rings?|phone|telephone|voicemail) only\b|\bonly (?:calls?|ring|phone)\b"
)
MOST_OF_NOTE = 40  # letters of a note, in a reason


def why_no_text(note: str | None) -> str:
    """Why no text goes to a number with this note beside it, in a sentence; '' where one may."""
    words = re.findall(r"\w+", (note or "").casefold())
    own = _MAY | _WHOSE if "own" in words else _MAY
    alone = _CALLS_ALONE.search(" ".join(words))
    if not alone and all(word in own or _HOUR.fullmatch(word) for word in words):
        return ""
    said = without_numbers(" ".join(people.clean(note or "").split()))
    said = said if len(said) <= MOST_OF_NOTE else f"{said[: MOST_OF_NOTE - 1].rstrip()}…"
    return f"The note beside the number says '{said}': a text goes only where it is plainly theirs alone"


def read(columns: Sequence[Any], warnings: tuple[Warned, ...] = ()) -> Safety:
    """Read a `Safety` from the ten stored columns, in the order of its fields. A value that can't be read counts as not
    known and makes the whole unreadable; it is never taken for an answer."""
    safe, times, voicemail, sms, say_who, what_to_say, code_word, language, interpreter, communication = columns
    unread_times = unread_words(times)
    times_known = times is None or isinstance(times, str)
    flags_known = all(flag in (None, 0, 1) for flag in (voicemail, sms, say_who))
    known = times_known and flags_known and safe in (None, "", *CODES) and all(on for *_, on in warnings)
    return Safety(
        safe if safe in CODES else None,
        (times or None) if times_known and not unread_times else None,
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
        unread_times=unread_times,
    )


def _truth(flag: Any) -> bool | None:
    return bool(flag) if flag in (0, 1) else None


def unread_words(times: Any) -> str:
    """The words of safe times, where they are such as only people can read, in part or whole; '' where they are
    none."""
    if not isinstance(times, str) or not times.strip():
        return ""
    try:
        read_windows(times)
    except ValueError:
        return times
    return ""


def unread_times_words(times: str) -> str:
    """'Safe times can't be read: "not Tuesdays"', on one line. A number among the words is always hidden."""
    return f'Safe times can\'t be read: "{quoted_times(times)}"'


def quoted_times(times: str) -> str:
    """Safe times that can't be read, quoted on one line, with any number hidden."""
    words = without_numbers(" ".join(people.clean(times).split()))
    return words if len(words) <= MOST_OF_THEM else f"{words[: MOST_OF_THEM - 1].rstrip()}…"
