"""Which questions of the concern form are asked now, which answers submission still needs, and whether the form is
sound."""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui.rules import forms
from topaz_tui.rules.concerns.form import QUESTIONS, SECTIONS, Section
from topaz_tui.rules.forms import Answer, Answers, Question

CALL_999 = "Call 999 now."


@dataclass(frozen=True, slots=True)
class MissingForSubmission:
    """One answer that submission still needs, with the ids of its section and question."""

    section: str
    question: str
    sentence: str


def in_danger(answers: Answers) -> bool:
    """Was the question about immediate danger answered with yes or 'not known'? Then the deadlines of danger apply, day
    and night: 'not known' must not wait a day."""
    return answers.get("danger") in ("yes", "not_known")


def call_999(answers: Answers) -> bool:
    """Show CALL_999 before all else? True in immediate danger until somebody has answered that 999 was called."""
    return answers.get("danger") == "yes" and answers.get("called_999") != "yes"


def section_of(question: Question) -> Section:
    """The section of a question. Raises StopIteration for a question of another form."""
    return next(section for section in SECTIONS if question in section.questions)


def _asked(answers: Answers) -> set[str]:
    return {question.id for question in forms.visible_questions(QUESTIONS.values(), answers)}


def visible(question: Question, answers: Answers) -> bool:
    """Is the question asked, given these answers?"""
    return question.id in _asked(answers)


def missing(answers: Answers) -> tuple[MissingForSubmission, ...]:
    """All answers that submission still needs, in the form's order, faulty answers among them. Empty: the concern can
    go."""
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
    """The answers for the document: those given to questions that are asked. The draft keeps the rest, so an answer
    that was changed by mistake and changed back loses nothing."""
    asked = _asked(answers)
    kept = {name: forms.given(question, answers) for name, question in QUESTIONS.items() if name in asked}
    return {name: answer for name, answer in kept.items() if not forms.unanswered(answer)}


def main_type(answers: Answers) -> str | None:
    """The main type of abuse in words, for the board; None until it is answered."""
    return dict(QUESTIONS["main_type"].options).get(str(tidy(answers).get("main_type")))


def check() -> tuple[str, ...]:
    """The faults of the form as data. A test asserts that there are none; forms.faults_of_form says what is checked."""
    names = [section.id for section in SECTIONS]
    empty = (f"{section.id}: a section without questions" for section in SECTIONS if not section.questions)
    twice = (f"{name}: this section is there twice" for name in sorted(set(names)) if names.count(name) > 1)
    every = [question for section in SECTIONS for question in section.questions]
    return *empty, *twice, *forms.faults_of_form(every)
