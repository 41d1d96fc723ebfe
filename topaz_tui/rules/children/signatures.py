"""Who signs a document, and what they say to it. Each signatory has a state of their own: one who disagrees is heard in
their own words, and one who was not reached does not hold the plan up, but it is said why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui.rules import forms
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.forms import Answers, Option, Question, When


class Sign(StrEnum):
    """What somebody does with a document. Nothing is chosen beforehand: 'not asked' is an answer, too."""

    SIGNED = "signed"
    AGREED = "agreed"
    DISAGREES = "disagrees"
    REFUSES = "refuses"
    NOT_REACHED = "not_reached"
    NOT_ASKED = "not_asked"


SIGNS: tuple[Option, ...] = (
    (Sign.SIGNED, "Signed"),
    (Sign.AGREED, "Agreed, not signed"),
    (Sign.DISAGREES, "Disagrees"),
    (Sign.REFUSES, "Wants no part in it"),
    (Sign.NOT_REACHED, "Not reached"),
    (Sign.NOT_ASKED, "Not asked"),
)
OFFICIAL: tuple[Option, ...] = (SIGNS[0], SIGNS[2], (Sign.NOT_ASKED, "Not yet"))
ON_A_DAY = (Sign.SIGNED, Sign.AGREED, Sign.DISAGREES, Sign.REFUSES)
OFFICIAL_ON_A_DAY = (Sign.SIGNED, Sign.DISAGREES)
WITHOUT = (Sign.REFUSES, Sign.NOT_REACHED, Sign.NOT_ASKED)
YOUNG_PERSON = ("young_person", "child")
MANAGER = ("manager",)
BY_MOVE: Mapping[WorkMoveId, tuple[tuple[str, ...], Sign]] = {
    WorkMoveId.APPROVE: (MANAGER, Sign.SIGNED),
    WorkMoveId.APPROVE_TO_SEND: (MANAGER, Sign.SIGNED),
    WorkMoveId.SIGNED: (YOUNG_PERSON, Sign.SIGNED),
    WorkMoveId.DISAGREES: (YOUNG_PERSON, Sign.DISAGREES),
    WorkMoveId.NOT_REACHED: (YOUNG_PERSON, Sign.NOT_REACHED),
}
"""The moves of the work that say how a signatory (of one of these codes) stands: the document says so from then on,
whatever its author had written of them."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody whose signature a document asks for. `words` names them at the beginning of a label; `official`: they
    sign by their office, and have no other way but to say why not."""

    code: str
    words: str
    official: bool = False
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """How one signatory stands: `says` is what they say who disagree, `why` the reason where there is no signature."""

    signatory: Signatory
    sign: Sign | None = None
    on: date | None = None
    says: str = ""
    why: str = ""

    @property
    def stands(self) -> bool:
        """Did they sign or agree?"""
        return self.sign in (Sign.SIGNED, Sign.AGREED)


def questions(signatories: Iterable[Signatory]) -> Iterator[Question]:
    """The questions of the part that is signed, four for each signatory."""
    for each in signatories:
        code, who = each.code, each.words
        yield Question(f"{code}_sign", who, "choice", f"{who}: what do they do with it?",
                       OFFICIAL if each.official else SIGNS,
                       needed=f"{who}: say whether they signed." if each.needed else None)  # fmt: skip
        yield Question(f"{code}_says", "What they say", "text", f"{who}: in their own words.",
                       when=When(f"{code}_sign", (Sign.DISAGREES,)), needed=f"{who}: write what they say.")  # fmt: skip
        yield Question(f"{code}_why", "Why without", "text", f"{who}: why is there no signature, and what was tried?",
                       when=When(f"{code}_sign", (Sign.NOT_ASKED,) if each.official else WITHOUT),
                       needed=f"{who}: say why there is no signature.")  # fmt: skip
        yield Question(f"{code}_on", "On", "day", f"{who}: on which day?",
                       when=When(f"{code}_sign", OFFICIAL_ON_A_DAY if each.official else ON_A_DAY),
                       needed=f"{who}: say on which day.")  # fmt: skip


def by_move(signatories: Iterable[Signatory], move: WorkMoveId, said: Answers, on: date) -> dict[str, forms.Answer]:
    """The answers that a move on the day `on` gives for a signatory of the document, with what was `said` as it was
    made; empty where the move says nothing of one. Each other answer about that signatory goes."""
    codes, sign = BY_MOVE.get(move, ((), Sign.NOT_ASKED))
    found = next((each.code for each in signatories if each.code in codes), None)
    if found is None:
        return {}
    day = str(on) if sign in ON_A_DAY else None
    told = {"sign": sign.value, "on": day, "says": said.get("says"), "why": said.get("tries")}
    return {f"{found}_{name}": answer for name, answer in told.items()}


def ids(signatories: Iterable[Signatory]) -> frozenset[str]:
    """The ids of the questions that these signatories are asked."""
    return frozenset(question.id for question in questions(signatories))


def signatures(signatories: Iterable[Signatory], answers: Answers) -> tuple[Signature, ...]:
    """How each signatory stands, from the answers of the form."""
    return tuple(
        Signature(
            each,
            Sign(str(said)) if (said := answers.get(f"{each.code}_sign")) in list(Sign) else None,
            forms.day_of(answers.get(f"{each.code}_on")),
            str(answers.get(f"{each.code}_says") or ""),
            str(answers.get(f"{each.code}_why") or ""),
        )
        for each in signatories
    )


def disagreements(signatories: Iterable[Signatory], answers: Answers) -> tuple[Signature, ...]:
    """Those who disagree, with what they say."""
    return tuple(each for each in signatures(signatories, answers) if each.sign == Sign.DISAGREES)
