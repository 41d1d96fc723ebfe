"""A referral for support as data: whom it may go to, what it asks, when it may not go at all, and the document that the
other side reads.

Nothing goes to anybody without the person's consent, or a ground on which the law lets it go without, in writing: best
interests of somebody who can't decide (Mental Capacity Act 2005, sections 1 to 4), a serious risk to life or limb
(vital interests, UK GDPR articles 6(1)(d) and 9(2)(c)), or a law or court that asks for it. Only what the service needs
is told: the NHS number goes to health and to the council alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from topaz_tui.rules import concerns, forms
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.concerns import Adult, Document, RaisedBy
from topaz_tui.rules.contact_safety import SafetySentence
from topaz_tui.rules.forms import Answers, Option, Question, When
from topaz_tui.rules.referrals import MoveId
from topaz_tui.rules.terms import Channel

COUNCIL = "council"
"""The answer for a referral back to the council; any other answer is the id of a service."""


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A kind of service. `health`: it has the NHS number."""

    code: str
    words: str
    health: bool = False


SERVICE_KINDS = (
    ServiceKind("gp", "GP", health=True),
    ServiceKind("therapy", "Occupational therapy", health=True),
    ServiceKind("voluntary", "Voluntary sector"),
    ServiceKind("housing", "Housing"),
    ServiceKind("fire", "Fire service: safe and well visit"),
    ServiceKind("other", "Another service"),
)
SERVICE_KIND = {kind.code: kind for kind in SERVICE_KINDS}
CHANNELS = (Channel.MAIL, Channel.BY_HAND)
"""How a service can be reached: by mail, or by a person (telephone, portal, post)."""

URGENT = "urgent"
HARM = "Somebody in immediate danger needs 999, and a concern (F6): no referral is quick enough."
GIVEN, BEST_INTERESTS, WITHOUT, REFUSED, NOT_ASKED = "given", "best_interests", "without", "refused", "not_asked"
QUESTIONS: tuple[Question, ...] = (
    Question("to", "To", "choice", "Who is to help? By hand: you tell them, and record on the board that you did.",
             needed="Say to whom it goes."),
    Question("asked", "What is asked for", "text", "What are they to do, and what is it to change for the person?",
             needed="Write what they are asked to do."),
    Question("worse", "What is worse", "text", "What was found worse, or is not managed any more? In their words.",
             needed="Write what was found, or that nothing is worse."),
    Question("better", "What is better, or goes well", "text", "Strengths, and who helps already."),
    Question("urgency", "How soon", "choice", HARM, (("routine", "In the usual time"), (URGENT, "Urgent: within days")),
             needed="Say how soon."),
    Question("consent", "Consent", "choice", "Do they agree that this goes to them?", (
        (GIVEN, "Given"), (BEST_INTERESTS, "Can't decide: in their best interests"),
        (WITHOUT, "Without it, as the law allows"), (REFUSED, "Refused"), (NOT_ASKED, "Not asked yet"),
    ), needed="Say whether they agree."),
    Question("limits", "Its limits", "line", "What may not be told, or to whom? Write none where there are none.",
             when=When("consent", (GIVEN,)), needed="Write the limits of their consent, or none."),
    Question("ground", "On what ground", "choice", "", (
        ("vital", "Serious risk to life or limb, theirs or another's"), ("law", "A court or a law asks for it"),
    ), when=When("consent", (WITHOUT,)), needed="Say what lets it go without their consent."),
    Question("why", "Why without their consent", "text", "What was asked, of whom, and why can't it wait?",
             when=When("consent", (BEST_INTERESTS, WITHOUT)), needed="Write why it goes without their consent."),
    Question("contact", "How to reach them", "line", "Whom to ring first, when, and what helps."),
)  # fmt: skip


THE_COUNCIL = "The council: formal care"


ACTION, NO_ACTION = "action", "none"
FOR_ACTION = Question(
    ACTION,
    "It sees to",
    "choice",
    "Which of what is to be put in place? What comes of it is said of that, too.",
)


def questions(services: Iterable[Option], way: str = "", actions: Iterable[Option] = ()) -> tuple[Question, ...]:
    """The form of a referral, with these services to choose from beside the council. `way` is how a referral goes to
    the council; `actions` are open actions that the referral may see to."""
    to, *others = QUESTIONS
    council = f"{THE_COUNCIL} ({way})" if way else THE_COUNCIL
    actions = tuple(actions)
    for_action = (replace(FOR_ACTION, options=(*actions, (NO_ACTION, "Something new"))),) if actions else ()
    return replace(to, options=((COUNCIL, council), *services)), *others, *for_action


def forbidden(answers: Answers) -> str | None:
    """Why the referral may not go at all, in a sentence; None where it may."""
    if answers.get("consent") == REFUSED:
        return "They refused: it goes nowhere. Where the law allows it all the same, say so, and why."
    if answers.get("consent") == NOT_ASKED:
        return "Ask them first: nothing goes out without their consent. What you wrote is kept."
    return None


def lacks(asked: Iterable[Question], answers: Answers) -> tuple[tuple[str, str], ...]:
    """What the referral still needs, as (id of the question, sentence); empty when it can go."""
    lacking = tuple((question.id, sentence) for question, sentence in forms.all_lacking(tuple(asked), answers))
    why_not = forbidden(answers)
    return (*lacking, ("consent", why_not)) if why_not and not lacking else lacking


_PERSON = (*concerns.ADULT_LINES, ("communication", "Communication"), ("language", "Language"), ("gp", "GP"),
           ("household", "Who lives there"))  # fmt: skip


ACTION_ENDS: Mapping[tuple[MoveId, str], Said] = {
    (MoveId.OUTCOME, "helps"): Said.CAME,
    (MoveId.OUTCOME, "part"): Said.CAME,
    (MoveId.OUTCOME, "nothing"): Said.NOT_DONE,
    (MoveId.OUTCOME, "not_wanted"): Said.NOT_WANTED,
    (MoveId.CALL_OFF, "consent"): Said.NOT_WANTED,
    (MoveId.CALL_OFF, "not_needed"): Said.NOT_WANTED,
    (MoveId.TAKE_BACK, "consent"): Said.NOT_WANTED,
    (MoveId.TAKE_BACK, "not_needed"): Said.NOT_WANTED,
}
"""What became of a referral, by the move and the answer that it turns on, and what that says of the action which it
sees to. Of any other end the action stays open: somebody still has to see that it comes."""


def of_action(move: str, given: Answers) -> tuple[Said, str] | None:
    """What this move says of the action that the referral sees to, and why; None where it says nothing."""
    if move == MoveId.INSTEAD:
        return Said.NOT_DONE, str(given.get("reason") or "")
    turns_on = given.get("result") or given.get("reason")
    said = next((said for key, said in ACTION_ENDS.items() if key == (move, turns_on)), None)
    return (said, str(given.get("said") or given.get("why") or "")) if said else None


TITLE, PERSON = "Referral for support", "The person"


def held_back(sections: Document, instead: str) -> Document:
    """The document in which `instead` stands where the person's telephone numbers stood."""
    label = dict(concerns.ADULT_LINES)["phones"]
    return tuple(
        (title, tuple((name, instead) if (title, name) == (PERSON, label) else (name, words) for name, words in lines))
        for title, lines in sections
    )


def document(
    asked: Iterable[Question],
    answers: Answers,
    adult: Adult,
    raised_by: RaisedBy,
    safety: Iterable[SafetySentence],
    *,
    to: str,
    health: bool,
    reference: str,
    made_at: datetime,
    through: str = "",
) -> Document:
    """The document that the other side reads. `adult` has the person's numbers as contact safety
    (rules/contact_safety.py) shows them; `safety` says how to contact them; `through` names whoever spoke for the
    person or with them, '' where it was the person alone. `health`: the receiver may have the NHS number. `made_at` is
    UTC."""
    known = {question.id: question for question in asked}

    def said(*names: str) -> Iterator[tuple[str, str]]:
        shown = {question.id for question in forms.visible_questions(known.values(), answers)}
        for name in names:
            if name in shown and not forms.unanswered(answers.get(name)):
                yield known[name].words, forms.answer_words(known[name], answers.get(name))

    facts = (
        (label, getattr(adult, name) or concerns.NOT_ON_RECORD)
        for name, label in _PERSON
        if health or name != "nhs_number"
    )
    how = tuple(("How to contact them" if not place else "", each.marked) for place, each in enumerate(safety))
    return (
        (TITLE, (
            ("Reference", reference), ("To", to), ("Date", forms.when_words(made_at)), *said("urgency"),
        )),
        ("What is asked for", tuple(said("asked"))),
        ("What was found", (*said("worse", "better"), *((("Spoken with", through),) if through else ()))),
        (PERSON, (*facts, *how, *said("contact"))),
        ("Consent", tuple(said("consent", "limits", "ground", "why"))),
        ("Referred by", (
            ("Worker", raised_by.name), ("Role", raised_by.role), ("Organisation", raised_by.organisation or "-"),
            ("Phone", raised_by.phone or concerns.NOT_ON_RECORD),
        )),
    )  # fmt: skip


def check() -> tuple[str, ...]:
    """The faults of the form; sound ones have none."""
    return forms.faults_of_form(list(questions((("1", "A service"),))))


if found := check():
    raise ValueError("; ".join(found))
