"""Letters, mails and texts to the people on the list themselves: the kinds as data, the ways, what each way needs, and
the templates.

Whoever opens a letter at somebody's address, or reads a text over their shoulder, may be the person they are afraid of.
So each way has its needs (`NEEDS`): a mail or a text goes to nobody who has not agreed to it, nothing goes where it is
not safe to write, and a text says neither who it is from nor whom it is for: it has three fields, and no name.
A letter that nobody has said anything about may go by post, as the council's own do, unless something else that is
known speaks against it. [ours]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.rules import forms, people, queue, queue_words
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.forms import Question
from topaz_tui.rules.stops import CallStop


class LetterWay(StrEnum):
    """How a letter to a person goes (print, mail, text), as the store names it."""

    PRINT = "print"
    MAIL = "mail"
    TEXT = "text"


WAYS: Mapping[str, str] = {
    LetterWay.PRINT: "On paper, by post", LetterWay.MAIL: "By mail", LetterWay.TEXT: "Text message",
}  # fmt: skip
NOUNS: Mapping[str, str] = {LetterWay.PRINT: "Letter", LetterWay.MAIL: "Mail", LetterWay.TEXT: "Text"}


class StepKind(StrEnum):
    """What became of a letter to a person, as the store names it; the newest step says where the letter stands."""

    PRINTED = "printed"
    POSTED = "posted"
    ACCEPTED = "accepted"
    FAILED = "failed"
    WENT = "went"
    GIVEN_UP = "given_up"
    TAKEN_BACK = "taken_back"


STEPS: Mapping[str, str] = {
    StepKind.PRINTED: "Printed", StepKind.POSTED: "Put in the post", StepKind.ACCEPTED: "Sent",
    StepKind.FAILED: "Not sent", StepKind.WENT: "Went another way", StepKind.GIVEN_UP: "Given up: it does not go",
    StepKind.TAKEN_BACK: "Open again: what was said of it was a mistake",
}  # fmt: skip
ENDS = (StepKind.POSTED, StepKind.ACCEPTED, StepKind.WENT, StepKind.GIVEN_UP)
"""The steps after which nothing more is to be done with it."""
WAITS: Mapping[str, str] = {
    LetterWay.PRINT: "Waits to be printed", LetterWay.MAIL: "Waits to be sent", LetterWay.TEXT: "Waits to be sent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter: how it is called, what is asked before it is written, the fields that its templates may use
    beside the common ones, and the ways that it may go. `calls`: it speaks of calls, and whoever wants none has none.
    `rung`: it says that we rang and nobody answered, and goes only to whom that is true of.
    """

    code: str
    words: str
    fields: tuple[str, ...] = ()
    ways: tuple[LetterWay, ...] = tuple(LetterWay)
    calls: bool = True
    rung: bool = False


KINDS = (
    LetterKind("no_answer", "We could not reach you", rung=True),  # asks them to ring
    LetterKind("call_on", "A date to call", ("day", "time")),  # says when we ring
    LetterKind("agreed", "What was agreed", ("agreed",), (LetterWay.PRINT, LetterWay.MAIL), calls=False),
)  # fmt: skip
KIND: Mapping[str, LetterKind] = {kind.code: kind for kind in KINDS}
COMMON: Mapping[str, str] = {
    "name": "how they are addressed", "today": "the day on which it is written", "organisation": "the team's name",
    "phone": "the number to ring", "worker": "who writes", "reference": "its reference",
}  # fmt: skip
"""The fields that each letter and mail may use, and what stands there."""
IN_A_TEXT = ("phone", "day", "time")
"""The only fields of a text message: nothing that says who writes, or to whom."""
NEVER_IN_A_TEXT = ("council", "social", "care", "safeguarding", "adult", "concern", "review", "assessment", "support")
"""Words that tell whoever reads a text over a shoulder where it comes from."""
LONGEST_TEXT = 306  # letters of a text message: two parts

QUESTIONS: tuple[Question, ...] = (
    Question("kind", "What it says", "choice", "", tuple((kind.code, kind.words) for kind in KINDS),
             needed="Say which letter."),
    Question("way", "How it goes", "choice", "Mail and texts go only to those who agreed to them.",
             tuple(WAYS.items()), needed="Say how it goes."),
    Question("at", "When we ring", "time", "On which day, and at what time: tue 10:30, 3 dec 14:00.",
             when=forms.When("kind", ("call_on",)), needed="Say when we ring.", sense="ahead"),
    Question("agreed", "What was agreed", "text", "As they are to read it: who does what, and by when.",
             when=forms.When("kind", ("agreed",)), needed="Write what was agreed."),
)  # fmt: skip


def questions(*, several: bool) -> tuple[Question, ...]:
    """What is asked before it is written. Of several people each letter says what was agreed with them, by what is
    open of what was put in place."""
    return tuple(question for question in QUESTIONS if question.id != "agreed" or not several)


NOTHING_AGREED = "Nothing is open of what was agreed"


def wrong_way(answers: forms.Answers) -> str | None:
    """Why the letter with these answers can't go the way that was chosen, in a sentence; None where it can."""
    kind = KIND.get(str(answers.get("kind")))
    if kind is None or not answers.get("way") or answers["way"] in kind.ways:
        return None
    ways = " or ".join(WAYS[way][:1].lower() + WAYS[way][1:] for way in kind.ways)
    return f"'{kind.words}' goes {ways}: too much of somebody's life stands in it for a text."


# Who may be written to


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of how somebody can be written to. None where nobody has said; `in_doubt`: the council's file says
    something of them that waits to be settled, such as that they may have died; `mobile` is one that a text may go to,
    `no_text` why none does; `reached` whether the last call reached them, None where nobody has rung; `away` where they
    are, until `away_until`; `later` until when nobody calls them, for `later_cause`, which is about `later_why`."""

    safety: Safety = field(default_factory=Safety)
    write_ok: bool | None = None
    mail_ok: bool | None = None
    mail: str | None = None
    address: str | None = None
    postcode: str | None = None
    mobile: str | None = None
    no_text: str = ""
    stopped: str | None = None
    in_doubt: bool = False
    away: str | None = None
    away_until: datetime | None = None
    reached: bool | None = None
    later: datetime | None = None
    later_cause: queue.Cause = queue.Cause.PUT_OFF
    later_why: str = ""


class Need(StrEnum):
    """What a way needs before anything goes by it."""

    LIVES_THERE = "lives there"
    SETTLED = "settled"
    WANTS_CALLS = "wants calls"
    NOT_REACHED = "not reached"
    SAFE = "safe"
    SAFE_TO_WRITE = "safe to write"
    ADDRESS = "address"
    MAIL_AGREED = "mail agreed"
    MAIL_ADDRESS = "mail address"
    TEXTS_AGREED = "texts agreed"
    MOBILE = "mobile"


_OF_ALL = (Need.LIVES_THERE, Need.SETTLED, Need.SAFE, Need.SAFE_TO_WRITE)
NEEDS: Mapping[LetterWay, tuple[Need, ...]] = {
    LetterWay.PRINT: (*_OF_ALL, Need.ADDRESS),
    LetterWay.MAIL: (*_OF_ALL, Need.MAIL_AGREED, Need.MAIL_ADDRESS),
    LetterWay.TEXT: (*_OF_ALL, Need.TEXTS_AGREED, Need.MOBILE),
}
"""What each way needs, in the order in which it is said. What a kind needs beside it: `needs_of`."""
_GONE: Mapping[str | None, str] = {
    CallStop.DIED: "Has died", CallStop.MOVED: "Moved away", CallStop.NOBODY: "A record of nobody",
}  # fmt: skip
NOT_SAFE_TO_WRITE = "Not safe to write"
IN_DOUBT = "What the council's file says of them is not settled (Imports)"


def _safe(reach: Reach) -> str:
    return f"{reach.safety.why_hidden}: nothing is written either" if reach.safety.hides_numbers else ""


def _safe_to_write(reach: Reach) -> str:
    """A 'no' forbids it. Where nobody has said, whatever else tells of somebody who must not know does."""
    if reach.write_ok is not None:
        return "" if reach.write_ok else NOT_SAFE_TO_WRITE
    ask = "ask first if it is safe to write"
    if reach.safety.safe_to_call == "times":
        return f"Safe to call only at certain times: {ask}"
    if any(kind == "disclosure" for kind, *_ in reach.safety.warnings):
        return f"A warning says disclosure risk: {ask}"
    if reach.safety.say_who is False:
        return f"Never say who calls: {ask}"
    return ""


def _agreed(answer: bool | None, what: str) -> str:
    return "" if answer else f"They want no {what}" if answer is False else f"Nobody has said that they agree to {what}"


CHECKS: Mapping[Need, Callable[[Reach], str]] = {
    Need.LIVES_THERE: lambda reach: _GONE.get(reach.stopped, ""),
    Need.SETTLED: lambda reach: IN_DOUBT if reach.in_doubt else "",
    Need.WANTS_CALLS: lambda reach: "Asked not to be called" if reach.stopped == CallStop.REFUSED else "",
    Need.NOT_REACHED: lambda reach: {None: "Nobody has rung them", True: "They were spoken with since", False: ""}[
        reach.reached
    ],
    Need.SAFE: _safe,
    Need.SAFE_TO_WRITE: _safe_to_write,
    Need.ADDRESS: lambda reach: "" if reach.address and reach.postcode else "No whole address is known",
    Need.MAIL_AGREED: lambda reach: _agreed(reach.mail_ok, "mail"),
    Need.MAIL_ADDRESS: lambda reach: "" if reach.mail else "No mail address is known",
    Need.TEXTS_AGREED: lambda reach: _agreed(reach.safety.sms_ok, "texts"),
    Need.MOBILE: lambda reach: "" if reach.mobile else reach.no_text or "No mobile number that can be used is known",
}
"""Why what a need asks for is not there, in words; '' where it is."""


def needs_of(kind: LetterKind, way: LetterWay) -> Iterator[Need]:
    """What a letter of this kind needs to go this way, in the order in which it is said."""
    yield from NEEDS[way]
    if kind.calls:
        yield Need.WANTS_CALLS
    if kind.rung:
        yield Need.NOT_REACHED


def held_back(kind: LetterKind, way: LetterWay, reach: Reach) -> str:
    """Why a letter of this kind may not go this way to the person with this `reach`; '' where it may."""
    return next(filter(None, (CHECKS[need](reach) for need in needs_of(kind, way))), "")


def too_late(way: LetterWay, at: datetime, now: datetime) -> str:
    """Why a letter that names `at` as the time of our call comes too late if it goes now; '' where it does not."""
    if at <= now:
        return "The time at which it says that we ring is past"
    by_post = way == LetterWay.PRINT and clock.local(at).date() <= clock.local(now).date()
    return "It says that we ring today, and comes by post after that" if by_post else ""


def no_call_then(reach: Reach, at: datetime, now: datetime) -> str:
    """Why nobody may promise to ring the person `at` this time, at which nobody calls; '' where somebody may."""
    if reach.safety.outside_times_at(at):
        return f"That is outside their safe times ({reach.safety.safe_times})"
    if queue.is_away(reach.away, reach.away_until, at):
        where = "In hospital" if reach.away == queue.Away.HOSPITAL else "Away"
        back = f"until {clock.format_full_moment(reach.away_until, now)}" if reach.away_until else "with no date known"
        return f"{where} {back}"
    if reach.later is None or at >= reach.later:
        return ""
    if reach.later_cause == queue.Cause.ASKED_LATER:
        return "They asked to be called later than that"
    why = queue_words.put_off_words(reach.later_cause, reach.later_why)
    return f"Nobody calls them before {clock.format_full_moment(reach.later, now)}: {why}"


def mobile(number: str) -> bool:
    """Can the number (E.164) be sent a text? Of British ones those of mobiles; 070 is no mobile's."""
    return number.startswith("+447") and not number.startswith("+4470")


_LARGE = re.compile(r"\b(?:large|big|bigger|larger)[ -]?(?:print|font|type|letters|text)\b", re.IGNORECASE)


def wants_large(communication: str | None) -> bool:
    """Do the words of their record on how they communicate ask for large print?"""
    return bool(_LARGE.search(communication or ""))


ENGLISH = "english"


def language_of(written: str | None) -> str:
    """The name of the folder of templates for a language as a record has it: 'Bengali (Sylheti)' is 'bengali'."""
    words = re.split(r"[^\w]+", people.fold(written or ""))
    first = next((word for word in words if word and not word.isdigit()), "")
    return first or ENGLISH


def address_lines(name: str, address: str, postcode: str) -> tuple[str, ...]:
    """The address as it stands in the window of the envelope: a line for each part, the postcode last."""
    parts = [part.strip() for part in re.split(r"[,\n]", address)]
    return (name, *(part for part in parts if part and part != postcode), postcode)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def day_words(day: date, language: str = ENGLISH) -> str:
    """'Thursday 3 December 2026': nothing is shortened. In another language, whose words we do not know, in figures."""
    words = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if language == ENGLISH else f"{day:%d/%m/%Y}"


# Templates


@dataclass(frozen=True, slots=True)
class Template:
    """The text of a letter with its fields, {so}. `subject` is its first line; '' for a text message."""

    subject: str
    text: str


class TemplateFault(ValueError):
    """A template can't be used; the sentence says what is wrong in it."""


SUBJECT = "Subject:"
_FIELD = re.compile(r"\{([^{}\n]*)\}|[{}]")


def fields_of(kind: LetterKind, way: LetterWay) -> tuple[str, ...]:
    """The fields that a template of this kind may use, for this way."""
    known = (*COMMON, *kind.fields)
    return tuple(name for name in known if name in IN_A_TEXT) if way == LetterWay.TEXT else known


def read_template(text: str, kind: LetterKind, way: LetterWay, file: str) -> Template:
    """The template of this text. Raises TemplateFault, which says what is wrong in which line of `file`."""
    allowed = fields_of(kind, way)
    for number, line in enumerate(text.split("\n"), 1):
        for found in _FIELD.finditer(line):
            if found[1] is None:
                raise TemplateFault(f"{file} line {number}: a brace stands alone; a field is written {{name}}.")
            if found[1] not in allowed:
                known = ", ".join(f"{{{name}}}" for name in allowed)
                raise TemplateFault(f"{file} line {number}: {found[0]} is no field here. There are {known}.")
    subject, body = "", text
    if way != LetterWay.TEXT:
        first, _, body = text.partition("\n")
        if not first.startswith(SUBJECT) or not first.removeprefix(SUBJECT).strip():
            raise TemplateFault(f"{file} line 1: it begins with its subject: 'Subject: Please ring us'.")
        subject = first.removeprefix(SUBJECT).strip()
    body = body.strip()
    if not body:
        raise TemplateFault(f"{file}: it says nothing.")
    if way == LetterWay.TEXT:
        _check_text(body, file)
    return Template(subject, body)


def _check_text(body: str, file: str) -> None:
    if len(body) > LONGEST_TEXT:
        raise TemplateFault(f"{file}: a text message has {LONGEST_TEXT} letters at most, and this {len(body)}.")
    words = set(re.findall(r"\w+", body.casefold()))
    if tells := [word for word in NEVER_IN_A_TEXT if word in words]:
        raise TemplateFault(f"{file}: '{tells[0]}' tells whoever reads it over a shoulder where it comes from.")


def fill(template: Template, values: Mapping[str, str]) -> Template:
    """The letter, with what stands in its fields. Nothing that stands there is read as a field itself."""

    def filled(text: str) -> str:
        return _FIELD.sub(lambda found: values[found[1]], text)

    return Template(filled(template.subject), filled(template.text))


def used(template: Template) -> frozenset[str]:
    """The fields that the template has."""
    return frozenset(found[1] for found in _FIELD.finditer(f"{template.subject}\n{template.text}"))


def faults() -> Iterator[str]:
    """The faults of the tables of letters; sound ones have none."""
    yield from forms.faults_of_form(list(QUESTIONS))
    asked = {question.id for question in QUESTIONS}
    for kind in KINDS:
        if not kind.ways:
            yield f"{kind.code}: no way to go"
        if clash := set(kind.fields) & COMMON.keys():
            yield f"{kind.code}: {clash} twice"
        for name in kind.fields:
            if name not in (asked | {"day", "time"}):
                yield f"{kind.code}: {name} is asked by no question"
            if LetterWay.TEXT in kind.ways and name not in IN_A_TEXT:
                yield f"{kind.code}: {name} can't stand in a text"
    for way in LetterWay:
        if way not in NEEDS or Need.SAFE not in NEEDS[way] or Need.LIVES_THERE not in NEEDS[way]:
            yield f"{way}: goes whether it is safe or not"
        if way not in WAYS or way not in NOUNS or way not in WAITS:
            yield f"{way}: no words"
    if len({words[0] for words in WAYS.values()}) < len(WAYS):
        yield "two ways begin with one letter: by it nobody chooses the second"
    yield from (f"{need}: nobody checks it" for need in Need if need not in CHECKS)
    yield from ("steps without words" for _ in set(STEPS) ^ set(StepKind))


if found := list(faults()):
    raise ValueError("; ".join(found))
