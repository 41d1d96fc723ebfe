"""Somebody through whom a person is spoken with: as what they speak, what that lets them do, and what was seen of their
authority.

Only an attorney for health and welfare and a deputy of the Court of Protection may answer for somebody about care, and
only where the person can't decide it themself (Mental Capacity Act 2005, s9, s11(7) and s16). An appointee deals with
benefits alone. An advocate represents the person, and decides nothing (Care Act 2014, s67). What nobody has seen counts
as said; what was seen lapses with its end, and is asked for again [ours].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answers, Option, Question, When


class SpokeWith(StrEnum):
    """With whom a review was made, as the store names it."""

    PERSON = "person"
    FOR_THEM = "for_them"
    WITH_HELP = "with_help"


SPOKE_WITH: Mapping[str, str] = {
    SpokeWith.PERSON: "They themself",
    SpokeWith.WITH_HELP: "Helped: they, with somebody's help",
    SpokeWith.FOR_THEM: "Somebody for them",
}
"""The choices of with whom a review was made. Each begins with a letter of its own, which chooses it."""


class May(StrEnum):
    """What somebody may do for the person in a review."""

    ANSWER = "answer"  # for them, about care, where they can't decide it themself
    SPEAK = "speak"  # with them, or for them: what they say decides nothing
    MONEY = "money"  # decides about money alone
    INTERPRET = "interpret"  # says what others said


MAY_WORDS: Mapping[str, str] = {
    May.ANSWER: "may answer for them about care, where they can't decide it themself",
    May.SPEAK: "speaks with them or for them, and decides nothing",
    May.MONEY: "decides about money alone, never about care",
    May.INTERPRET: "says in their language what was said, and answers nothing",
}
_NOT_FOR_THEM: Mapping[str, str] = {
    May.MONEY: "An appointee decides about money alone: choose 'Helped', or speak with somebody who may.",
    May.INTERPRET: "An interpreter answers nothing for anybody: choose 'Helped'.",
}


@dataclass(frozen=True, slots=True)
class SpeaksAs:
    """As what somebody speaks. `shows` is the document that gives them authority; '' where none is needed. `letter`
    chooses it in a form."""

    code: str
    words: str
    may: May
    letter: str
    shows: str = ""


KINDS = (
    SpeaksAs("carer", "Carer", May.SPEAK, "c"),
    SpeaksAs("family", "Family or friend", May.SPEAK, "f"),
    SpeaksAs("attorney", "Attorney for health and welfare", May.ANSWER, "a",
         "the lasting power of attorney for health and welfare, registered"),
    SpeaksAs("deputy", "Deputy of the Court of Protection", May.ANSWER, "d", "the court's order, for welfare"),
    SpeaksAs("appointee", "Appointee: money only", May.MONEY, "m",
             "the letter of the Department for Work and Pensions"),
    SpeaksAs("advocate", "Advocate under the Care Act", May.SPEAK, "v", "the council's letter, or the advocate's card"),
    SpeaksAs("interpreter", "Interpreter", May.INTERPRET, "i"),
)  # fmt: skip
KIND = {kind.code: kind for kind in KINDS}
NEED_AUTHORITY = tuple(kind.code for kind in KINDS if kind.shows)


class AuthoritySeen(StrEnum):
    """What was seen of an authority, as the store names it."""

    DOCUMENT = "document"
    SAID = "said"
    ENDED = "ended"


SEEN: Mapping[str, str] = {
    AuthoritySeen.DOCUMENT: "Document seen",
    AuthoritySeen.SAID: "Said so, nothing seen",
    AuthoritySeen.ENDED: "No longer holds, or a mistake",
}
AS_ON_RECORD = "on_record"
"""In a call: what was seen before still holds, and nothing is added to it."""
WHY: Mapping[str, str] = {
    "asked": "Asked for it themself",
    "language": "Language",
    "hearing": "Hearing or speech",
    "memory": "Memory or understanding",
    "unwell": "Too unwell",
    "other": "Other reason",
}
"""The reasons why a review was not made with the person alone."""


class AuthorityStands(StrEnum):
    """Whether an authority holds on a day: seen, only said, run out, or ended."""

    NOT_NEEDED = "not needed"
    SEEN = "seen"
    SAID = "said"
    LAPSED = "lapsed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KnownAuthority:
    """What was recorded last of somebody's authority: `words` name the document, or say why it holds no longer."""

    acts_as: str
    seen: str
    words: str
    by: str
    on: date
    until: date | None = None


def stands(acts_as: str | None, authority: KnownAuthority | None, today: date) -> AuthorityStands:
    """How the authority of somebody who speaks as this stands on the day; what was seen of another kind is none."""
    if acts_as not in NEED_AUTHORITY:
        return AuthorityStands.NOT_NEEDED
    if authority is None or authority.acts_as != acts_as or authority.seen == AuthoritySeen.ENDED:
        return AuthorityStands.NONE
    if authority.until is not None and authority.until < today:
        return AuthorityStands.LAPSED
    return AuthorityStands.SEEN if authority.seen == AuthoritySeen.DOCUMENT else AuthorityStands.SAID


def ask_again(acts_as: str | None, authority: KnownAuthority | None, today: date) -> bool:
    """Is the authority to be asked for, again or at last?"""
    return stands(acts_as, authority, today) in (AuthorityStands.SAID, AuthorityStands.LAPSED, AuthorityStands.NONE)


def words(acts_as: str | None, authority: KnownAuthority | None, today: date) -> str:
    """As what somebody speaks, and how their authority stands: 'Carer', or 'Attorney for health and welfare: LPA, seen
    by Ada Stone on 3 May 2026'. '' where nobody has said as what they speak."""
    if not acts_as:
        return ""
    kind = KIND[acts_as].words if acts_as in KIND else acts_as
    return f"{kind}: {said}" if (said := _seen(stands(acts_as, authority, today), authority)) else kind


def _seen(how: AuthorityStands, authority: KnownAuthority | None) -> str:
    if how == AuthorityStands.NONE or authority is None:
        return "NOTHING SEEN, ask to see it" if how == AuthorityStands.NONE else ""
    day = clock.format_day(authority.on)
    seen = (
        f"{authority.words}, seen by {authority.by} on {day}"
        if authority.seen == AuthoritySeen.DOCUMENT
        else f"said so on {day}, NOTHING SEEN, ask to see it"
    )
    if authority.until is None:
        return seen
    until = clock.format_day(authority.until)
    return (
        f"LAPSED on {until}, ask to see it again ({seen})"
        if how == AuthorityStands.LAPSED
        else f"{seen}, until {until}"
    )


HOW: Mapping[str, str] = {SpokeWith.FOR_THEM: "Through somebody for them", SpokeWith.WITH_HELP: "With somebody's help"}
"""The ways in which a review was made with or through somebody else."""


# The forms

_LETTERS = tuple((kind.code, kind.letter) for kind in KINDS)
_OTHERS = (SpokeWith.FOR_THEM, SpokeWith.WITH_HELP)
ACTS_AS = Question("acts_as", "They speak as", "choice", "As what do they speak for the person, or with them?",
                   tuple((kind.code, kind.words) for kind in KINDS), needed="Say as what they speak.",
                   letters=_LETTERS)  # fmt: skip
_SHOWN = When("seen", (AuthoritySeen.DOCUMENT,))
AUTHORITY = (
    Question("seen", "Authority", "choice", "What was seen of their authority?", tuple(SEEN.items()),
             when=When("acts_as", NEED_AUTHORITY), needed="Say what was seen of their authority."),
    Question("document", "Document", "line", "Which one: a power of attorney and its number, a court's order.",
             when=_SHOWN, needed="Say which document was seen."),
    Question("seen_by", "Seen by", "line", "Who saw it; leave empty where you did.", when=_SHOWN),
    Question("seen_on", "Seen on", "day", "The day on which it was seen: today, 3 nov.", when=_SHOWN,
             needed="Say on which day it was seen."),
    Question("until", "Holds until", "day", "Its last day; leave empty where it has no end.",
             when=When("seen", (AuthoritySeen.DOCUMENT, AuthoritySeen.SAID)), sense="ahead"),
    Question("ended_why", "Why", "line", "How do you know?", when=When("seen", (AuthoritySeen.ENDED,)),
             needed="Say how you know that it holds no longer."),
)  # fmt: skip
"""The questions about somebody's authority."""
ON_PAGE = (ACTS_AS, *AUTHORITY)
"""The form of somebody's authority on the client's page."""
NEW = "new"
_WHO = (
    Question("through", "Spoke with", "choice", "", tuple(SPOKE_WITH.items()), needed="Say with whom you speak."),
    Question("who", "Who", "choice", "Who speaks for them, or with them?", ((NEW, "Somebody new"),),
             when=When("through", _OTHERS), needed="Say who it is."),
    Question("name", "Name", "line", "Their name.", when=When("who", (NEW,)), needed="Write their name."),
    Question("relation", "Relation", "line", "What they are to the person: daughter, neighbour.",
             when=When("who", (NEW,))),
    replace(ACTS_AS, when=When("through", _OTHERS)),
    Question("why", "Why through them", "choice", "Why is the person not spoken with alone?", tuple(WHY.items()),
             when=When("through", _OTHERS), needed="Say why it goes through them."),
)  # fmt: skip


def in_a_call(contacts: Iterable[Option]) -> tuple[Question, ...]:
    """The form that a call has for somebody who speaks for the client, with these contacts to choose from, by their
    id."""
    through, who, *others = _WHO
    seen, *more = AUTHORITY
    known = ((AS_ON_RECORD, "As on record"), *(each for each in seen.options if each[0] != AuthoritySeen.ENDED))
    return (
        through,
        replace(who, options=(*contacts, *who.options)),
        *others,
        replace(seen, options=known),
        *(each for each in more if each.id != "ended_why"),
    )


def wrong(answers: Answers, today: date) -> tuple[str, str] | None:
    """What is wrong with the answers together, which no question shows alone, as (id of the question, sentence); None
    where they are sound."""
    kind = KIND.get(str(answers.get("acts_as") or ""))
    if kind and answers.get("through") == SpokeWith.FOR_THEM and kind.may in _NOT_FOR_THEM:
        return "acts_as", _NOT_FOR_THEM[kind.may]
    seen_on, until = forms.day_of(answers.get("seen_on")), forms.day_of(answers.get("until"))
    if seen_on and seen_on > today:
        return "seen_on", "That day is still to come: say on which day it was seen."
    if until and until < today:
        return "until", "That day has gone by: then it holds no longer, and is to be asked for again."
    return None


def lacks(answers: Answers, today: date) -> tuple[str, str] | None:
    """What the answers of the call's form still need, or what is wrong with them, as (id of the question, sentence);
    None where they can be kept."""
    who = str(answers.get("who") or "")
    asked = in_a_call(((who, who),) if who not in ("", NEW) else ())
    if lacking := forms.all_lacking(asked, answers):
        return lacking[0][0].id, lacking[0][1]
    return wrong({each.id: answers.get(each.id) for each in forms.visible_questions(asked, answers)}, today)


def check() -> tuple[str, ...]:
    """The faults of the tables of representatives; sound ones have none."""
    return tuple(_faults())


def _faults() -> Iterator[str]:
    for kind in KINDS:
        if kind.may == May.ANSWER and not kind.shows:
            yield f"{kind.code}: may answer for somebody, and shows nothing for it"
        if kind.may == May.INTERPRET and kind.shows:
            yield f"{kind.code}: needs no authority"
    for name, values in (("code", [kind.code for kind in KINDS]), ("letter", [kind.letter for kind in KINDS])):
        if len(set(values)) != len(values):
            yield f"a {name} is there twice"
    if missing := set(May) - set(MAY_WORDS):
        yield f"without words: {sorted(missing)}"
    yield from forms.faults_of_form(list(ON_PAGE))
    yield from forms.faults_of_form(list(in_a_call((("1", "Ada"),))))


if found := check():
    raise ValueError("; ".join(found))
