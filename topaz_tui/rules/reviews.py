"""The review: what is asked, what may be answered, what the answers suggest, and what is put in place.

The areas are the ten outcomes of the Care and Support (Eligibility Criteria) Regulations 2015, reg 2
(SOURCES.md, 6); the questions beside them are [ours]. Nothing has an answer before it is given:
unanswered (None), 'not asked', 'no' and 'not known' are four different things. What a review suggests, a
worker decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from topaz_tui import clock
from topaz_tui.grammar import counted


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One answer that can be given: its code, the key that gives it, and its words."""

    code: str
    key: str
    words: str


ANSWERS = (
    AnswerOption("better", "b", "Better"),
    AnswerOption("same", "s", "The same"),
    AnswerOption("worse", "w", "Worse"),
    AnswerOption("not_asked", "-", "Not asked"),
)
"""The answers about an area of life, compared with the last assessment or review. 'Not asked' is said, never
assumed."""
ASKS_ON = {"worse": "Worse. Can they still do it?"}
"""The answers that are half an answer alone, and what each asks on: it is answered from UNABLE."""
STILL = {"y": "no", "n": "yes"}
"""The words of yes and no in the second question about an area, by the codes of UNABLE. Whoever still can is not
unable."""

UNABLE = (
    AnswerOption("yes", "u", "Unable"),
    AnswerOption("no", "a", "Able"),
    AnswerOption("not_known", "k", "Not known"),
)
"""Whether they can do it, asked of each area on its own, since 'no better and no worse' may be unable all
along: who needs help, or has pain, distress or anxiety, or risks health or safety, or takes far longer (SOURCES.md, 6).
"""

YES_NO = (
    AnswerOption("yes", "y", "Yes"),
    AnswerOption("no", "n", "No"),
    AnswerOption("not_known", "k", "Not known"),
    AnswerOption("not_asked", "-", "Not asked"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One of the ten outcomes: its code, short words for a line of the list, and the question as it is
    spoken."""

    code: str
    words: str
    ask: str


AREAS = (
    Area(
        "nutrition",
        "Eating and drinking",
        "How are you managing with shopping, cooking, eating and drinking?",
    ),
    Area("hygiene", "Washing, personal hygiene", "How are you managing with washing yourself and your clothes?"),
    Area("toilet", "Toilet needs", "How are you managing with getting to the toilet, and using it?"),
    Area(
        "clothing",
        "Dressing, clothes for the weather",
        "How are you managing with dressing, and keeping warm?",
    ),
    Area(
        "home_safety",
        "Using the home safely",
        "How are you getting about at home: stairs, bath, kitchen, door?",
    ),
    Area(
        "home_habitable",
        "Keeping the home habitable",
        "How are you managing with cleaning, repairs and heating?",
    ),
    Area(
        "relationships",
        "Family and other relationships",
        "Whom do you see or speak to, and how is that going?",
    ),
    Area(
        "work",
        "Work, training, volunteering",
        "Is there work, learning or volunteering you do, or would like to?",
    ),
    Area(
        "community",
        "Getting out, transport, services",
        "How are you getting out: shops, surgery, buses, places you like?",
    ),
    Area("child_care", "Caring for a child", "Do you look after a child, and how are you managing with that?"),
)
AREA = {area.code: area for area in AREAS}


@dataclass(frozen=True, slots=True)
class ExtraQuestion:
    """A question beside the areas. `choices` are its answers; where there are none it takes a number from 0, or a code
    of COUNTED. It is asked where they are unable in at least `unable` areas, of everybody where that is 0; `needed` is
    what is said of it while it has no answer."""

    code: str
    words: str
    ask: str
    choices: tuple[AnswerOption, ...] = ()
    unable: int = 0
    needed: str = "no answer yet"


ENOUGH = 2
"""With so many outcomes unable and a significant effect on wellbeing the needs are eligible: reg 2(1)."""

EXTRAS = (
    ExtraQuestion("falls", "Falls since", "Have you had a fall since we last spoke? How many?"),
    ExtraQuestion("hospital", "Hospital stays since", "Have you been in hospital since we spoke? How many times?"),
    ExtraQuestion(
        "carer", "The carer's strain", "Does anybody look after you, and is it too much for them?",
        (
            AnswerOption("none", "n", "No carer"),
            AnswerOption("well", "m", "Manages"),
            AnswerOption("strained", "r", "Under strain"),
            AnswerOption("breaking", "g", "Can't go on"),
            *YES_NO[2:],
        ),
    ),
    ExtraQuestion("money", "Money and benefits", "Are you worried about money or benefits?", YES_NO),
    ExtraQuestion(
        "loneliness", "Loneliness", "How often do you feel lonely?",
        (
            AnswerOption("hardly", "h", "Hardly ever or never"),
            AnswerOption("sometimes", "t", "Some of the time"),
            AnswerOption("often", "e", "Often"),
            *YES_NO[2:],
        ),
    ),
    ExtraQuestion(
        "wellbeing", "Effect on wellbeing",
        "Does all this together weigh heavily on how you are: your health, your day, your peace of mind?",
        YES_NO, unable=ENOUGH, needed="significant or not?",
    ),
)  # fmt: skip
"""The questions beside the areas, in the order of the form: the last is the third condition of reg 2, a significant
effect on wellbeing, on which hangs what is suggested; the others are [ours]."""
EXTRA = {extra.code: extra for extra in EXTRAS}
COUNTED = ("not_known", "not_asked")
"""What may be said in place of a number, for the extras that take one."""


def is_answer(code: str, answer: str) -> bool:
    """Can this have been answered to the area, or the question beside the areas, of this code, as it is stored?"""
    question = EXTRA.get(code)
    if question and not question.choices:
        return answer in COUNTED or answer.isdecimal()
    return answer in {choice.code for choice in (question.choices if question else ANSWERS)}


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What was found in one area: `answer` is a code of ANSWERS, `unable` of UNABLE; None is not answered
    yet."""

    answer: str | None = None
    unable: str | None = None

    @property
    def half(self) -> bool:
        """Was one of the area's two questions answered, while the other has no answer?"""
        return (self.answer in ASKS_ON and self.unable is None) or (self.answer is None and self.unable is not None)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """All answers as they stand. `extras` has a number, or a code of the extra's choices or of COUNTED."""

    areas: Mapping[str, AreaAnswer]
    extras: Mapping[str, int | str | None]


NOTHING_YET = ReviewState({}, {})


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """One thing without an answer: where it is, and what to say of it."""

    code: str
    words: str


def missing(review: ReviewState) -> tuple[MissingAnswer, ...]:
    """What a complete review still needs, in the order of the form: an answer, or 'not asked', for each area; whether
    the person is able, where the area was asked and is worse; an answer to each question beside the areas that is
    asked."""
    found = []
    for area in AREAS:
        given = review.areas.get(area.code, AreaAnswer())
        if given.answer is None:
            found.append(MissingAnswer(area.code, f"{area.words}: better, same, worse, or not asked?"))
        elif given.half:
            found.append(MissingAnswer(area.code, f"{area.words}: worse, but able or unable?"))
    found += [
        MissingAnswer(each.code, f"{each.words}: {each.needed}")
        for each in asked(review)
        if review.extras.get(each.code) is None
    ]
    return tuple(found)


def halves(review: ReviewState) -> tuple[MissingAnswer, ...]:
    """The areas whose answer is half an answer, each with what it still needs."""
    half = {code for code, answer in review.areas.items() if answer.half}
    return tuple(each for each in missing(review) if each.code in half)


def is_complete(review: ReviewState) -> bool:
    """Is the review complete, so that the next recall comes in a year? One that is not is kept, and still owed."""
    return not missing(review)


def unable_areas(review: ReviewState) -> tuple[Area, ...]:
    """The areas in which they are unable, in the order of the form."""
    return tuple(area for area in AREAS if review.areas.get(area.code, AreaAnswer()).unable == "yes")


def asked(review: ReviewState) -> tuple[ExtraQuestion, ...]:
    """The questions beside the areas that are asked as the review stands, in the order of the form."""
    unable = len(unable_areas(review))
    return tuple(question for question in EXTRAS if unable >= question.unable)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a review suggests: `referral_back`, in `words`, for these `reasons` (each a phrase for a list),
    and further `hints` of what else to think of. It is a suggestion: nothing is referred by itself."""

    referral_back: bool
    words: str
    reasons: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def suggest(review: ReviewState) -> Suggestion:
    """What the answers so far suggest. Two or more areas unable with a significant effect on wellbeing
    suggest a referral back; with the effect not answered or not known, the question is put and nothing
    suggested."""
    unable = unable_areas(review)
    reasons = tuple(f"{area.words}: unable" for area in unable)
    hints = tuple(words for test, words in HINTS if review.extras.get(test[0]) in test[1]) + _counts(review)
    if len(unable) < ENOUGH:
        return Suggestion(False, "Nothing here suggests a referral back.", reasons, hints)
    weighs = review.extras.get("wellbeing")
    if weighs == "yes":
        words = "Suggests a referral back to the council for an assessment."
        return Suggestion(True, words, (*reasons, "Significant effect on wellbeing"), hints)
    if weighs == "no":
        return Suggestion(False, "Unable in two areas or more, without a significant effect.", reasons, hints)
    return Suggestion(False, "Unable in two areas or more: is the effect on wellbeing significant?", reasons, hints)


HINTS: tuple[tuple[tuple[str, Collection[int | str]], str], ...] = (
    (("carer", ("strained", "breaking")), "Offer the carer an assessment of their own (Care Act s10)"),
    (("money", ("yes",)), "Offer a benefits check"),
    (("loneliness", ("often",)), "Think of company: groups, befriending"),
)
"""The hints that answers bring to mind [ours]: (question, answers), words."""


def _counts(review: ReviewState) -> tuple[str, ...]:
    falls = review.extras.get("falls")
    return ("Two falls or more: think of the falls service",) if isinstance(falls, int) and falls >= 2 else ()


def changes(review: ReviewState, last: Mapping[str, AreaAnswer]) -> tuple[str, ...]:
    """What is worse now, or newly unable, against last time's answers: for the timeline and the record."""
    found = []
    for area in AREAS:
        given = review.areas.get(area.code, AreaAnswer())
        was_unable = last.get(area.code, AreaAnswer()).unable
        if given.unable == "yes" and was_unable == "no":
            found.append(f"{area.words}: now unable")
        elif given.answer == "worse":
            found.append(f"{area.words}: worse")
    return tuple(found)


def unanswered(review: ReviewState) -> str:
    """How many questions of the whole form are open, in words: the one figure of it, wherever it is said."""
    count = len(missing(review))
    return f"{counted(count, 'question', 'is')} unanswered" if count else ""


def summary(review: ReviewState) -> str:
    """The areas in one line: '6 same, 3 worse, 1 not asked; 2 unable'. What is open, `unanswered` says."""
    said = [review.areas.get(area.code, AreaAnswer()).answer for area in AREAS]
    counts = [(said.count(choice.code), choice.words.lower().removeprefix("the ")) for choice in ANSWERS]
    words = ", ".join(f"{count} {name}" for count, name in counts if count)
    unable = len(unable_areas(review))
    return "; ".join(filter(None, (words, f"{unable} unable" if unable else "")))


# What is put in place

Needed = Literal["no", "may", "must"]


@dataclass(frozen=True, slots=True)
class ActionKind:
    """A kind of action: what it takes (what, who, by when), and whether it stays open until somebody did it.

    `counts_as_referral_back` marks what counts against the contract's 15 %.
    """

    code: str
    key: str
    words: str
    ask: str
    who: Needed = "no"
    by: Needed = "no"
    stays_open: bool = False
    counts_as_referral_back: bool = False


ACTIONS = (
    ActionKind("advice", "a", "Advice given", "What was advised?"),
    ActionKind("information", "i", "Information sent", "What is sent, and how?", by="may", stays_open=True),
    ActionKind("signposted", "p", "Signposted to", "What for?", who="must"),
    ActionKind(
        "support", "u", "Support arranged", "What will be done?", who="must", by="must", stays_open=True,
    ),
    ActionKind(
        "referral_back", "r", "Referral back to the council for assessment",
        "What has changed, and what is asked for?",
        by="may", stays_open=True, counts_as_referral_back=True,
    ),
)  # fmt: skip
ACTION = {kind.code: kind for kind in ACTIONS}


def action_lacks(kind: ActionKind, detail: str, who: str, by: date | None, today: date) -> tuple[MissingAnswer, ...]:
    """What this action still needs before it can be kept: a detail always; who and by when as its kind has
    it."""
    found = []
    if not detail.strip():
        found.append(MissingAnswer("detail", kind.ask))
    if kind.who == "must" and not who.strip():
        found.append(MissingAnswer("who", "Who does it?" if kind.stays_open else "To whom, or where?"))
    if kind.by == "must" and by is None:
        found.append(MissingAnswer("by", "By when?"))
    if by is not None and by < today:
        found.append(MissingAnswer("by", f"By when? {clock.format_day(by)} has gone by."))
    return tuple(found)


LINE = 34
"""The width of an area's words in the list, in columns: last time's answer stands beside them on 80 columns."""
