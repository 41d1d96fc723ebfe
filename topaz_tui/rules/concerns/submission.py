"""What of the form is asked now, what submission still needs, and whether the form itself is sound."""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui.rules import forms
from topaz_tui.rules.concerns.form import QUESTIONS, SECTIONS, Section
from topaz_tui.rules.forms import Answer, Answers, Question

CALL_999 = "Call 999 now."


@dataclass(frozen=True, slots=True)
class MissingForSubmission:
    """One thing that submission needs, and where it is asked (the ids of section and question)."""

    section: str
    question: str
    sentence: str


def in_danger(answers: Answers) -> bool:
    """Was immediate danger answered with yes, or is it not known? Then the clocks of danger run, day and night: who
    does not know must not wait a day for somebody who does."""
    return answers.get("danger") in ("yes", "not_known")


def call_999(answers: Answers) -> bool:
    """Is CALL_999 to be shown before anything else: danger now, and nobody has said that 999 was called?"""
    return answers.get("danger") == "yes" and answers.get("called_999") != "yes"


def section_of(question: Question) -> Section:
    """The section in which the question stands. Raises StopIteration for one of another form."""
    return next(section for section in SECTIONS if question in section.questions)


def _asked(answers: Answers) -> set[str]:
    return {question.id for question in forms.visible_questions(QUESTIONS.values(), answers)}


def visible(question: Question, answers: Answers) -> bool:
    """Is the question asked, with the answers as they are?"""
    return question.id in _asked(answers)


def missing(answers: Answers) -> tuple[MissingForSubmission, ...]:
    """All that submission still needs, in the form's order; empty when the concern can go. Faulty answers
    count."""
    return tuple(
        MissingForSubmission(section_of(question).id, question.id, sentence)
        for question, sentence in forms.all_lacking(tuple(QUESTIONS.values()), answers)
    )


def open_count(section: Section, answers: Answers) -> int:
    """How many answers of this section submission still needs."""
    return sum(gap.section == section.id for gap in missing(answers))


def unanswered_count(section: Section, answers: Answers) -> int:
    """How many questions asked in this section have no answer yet, needed or not."""
    asked = _asked(answers)
    return sum(
        question.id in asked and forms.unanswered(forms.given(question, answers)) for question in section.questions
    )


def tidy(answers: Answers) -> dict[str, Answer]:
    """The answers that belong in the document: given, to questions that are asked. The draft keeps the
    others, so that an answer changed by mistake and changed back loses nothing."""
    asked = _asked(answers)
    kept = {name: forms.given(question, answers) for name, question in QUESTIONS.items() if name in asked}
    return {name: answer for name, answer in kept.items() if not forms.unanswered(answer)}


def main_type(answers: Answers) -> str | None:
    """The main type in words, for the board; None while it has not been said."""
    return dict(QUESTIONS["main_type"].options).get(str(tidy(answers).get("main_type")))


def check() -> tuple[str, ...]:
    """What is unsound in the form as data; a test holds it to be empty. See forms.faults_of_form for what is
    proved."""
    names = [section.id for section in SECTIONS]
    empty = (f"{section.id}: a section without questions" for section in SECTIONS if not section.questions)
    twice = (f"{name}: this section is there twice" for name in sorted(set(names)) if names.count(name) > 1)
    every = [question for section in SECTIONS for question in section.questions]
    return *empty, *twice, *forms.faults_of_form(every)
