"""The documents that are written for children's services: which form each kind of work fills in, what is missing in it,
and with what its next version begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from topaz_tui.rules import forms
from topaz_tui.rules.children import care_plan, court_report, pathway_plan, signatures, training_session
from topaz_tui.rules.children.signatures import Signatory, Signature
from topaz_tui.rules.children.work_states import COURT, EVERY, WorkKind
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Answer, Answers, Question

Plain = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""A young person's copy: sections, each with the questions that it has and their words there."""


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A form: its sections, the last of which is for the signatures; who signs; the answers that a next version begins
    without (`anew`), but for those that stay in a version of the same piece of work (`stays`); and the young person's
    copy, where there is one."""

    title: str
    sections: tuple[Section, ...]
    signatories: tuple[Signatory, ...]
    anew: frozenset[str]
    plain_title: str = ""
    plain: Plain = ()
    stays: frozenset[str] = frozenset()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)


def _form(
    title: str,
    sections: tuple[Section, ...],
    signatories: tuple[Signatory, ...],
    after_signing: tuple[Question, ...],
    anew: frozenset[str],
    plain_title: str = "",
    plain: Plain = (),
    stays: frozenset[str] = frozenset(),
) -> DocumentForm:
    signed = Section("signatures", "Signatures", (*signatures.questions(signatories), *after_signing))
    begun_without = anew | signatures.ids(signatories)
    return DocumentForm(title, (*sections, signed), signatories, begun_without, plain_title, plain, stays)


def _court(title: str, sections: tuple[Section, ...]) -> DocumentForm:
    return _form(title, sections, court_report.SIGNATORIES, court_report.AFTER_SIGNING, court_report.ANEW)


_PATHWAY = _form(
    "Pathway plan",
    pathway_plan.SECTIONS,
    pathway_plan.SIGNATORIES,
    pathway_plan.AFTER_SIGNING,
    pathway_plan.ANEW,
    "Your pathway plan",
    pathway_plan.PLAIN,
)
FORMS: Mapping[WorkKind, DocumentForm] = {
    WorkKind.PATHWAY_PLAN: _PATHWAY,
    WorkKind.PLAN_REVIEW: _PATHWAY,
    WorkKind.CARE_PLAN: _form(
        "Care plan",
        care_plan.SECTIONS,
        care_plan.SIGNATORIES,
        care_plan.AFTER_SIGNING,
        care_plan.ANEW,
        "Your care plan",
        care_plan.PLAIN,
    ),
    WorkKind.SECTION_7: _court("Section 7 report", court_report.SECTION_7),
    WorkKind.CHILD_IMPACT: _court("Child impact report", court_report.CHILD_IMPACT),
    WorkKind.ADDENDUM: _court("Addendum to a report", court_report.ADDENDUM),
    WorkKind.TRAINING: _form(
        "Training session",
        training_session.SECTIONS,
        training_session.SIGNATORIES,
        training_session.AFTER_SIGNING,
        training_session.ANEW,
        stays=training_session.OF_IT,
    ),
}


@dataclass(frozen=True, slots=True)
class DocumentGap:
    """An answer that a document still needs: its section and question, in rows the number of the row from 0."""

    section: str
    question: str
    sentence: str
    row: int | None = None


def missing(kind: WorkKind, answers: Answers, now: datetime | None = None) -> tuple[DocumentGap, ...]:
    """Every answer that the document still needs, in the form's order; in a table each empty cell counts by itself."""
    return tuple(_missing(FORMS[kind], answers, now))


def _missing(form: DocumentForm, answers: Answers, now: datetime | None) -> Iterator[DocumentGap]:
    asked = {question.id for question in forms.visible_questions(form.questions, answers)}
    for section in form.sections:
        for question in section.questions:
            if question.id not in asked or not (words := forms.lacking(question, answers, now)):
                continue
            in_rows = (
                forms.row_faults(question, answers.get(question.id), now, missing=True) if question.columns else ()
            )
            for row, _, sentence in in_rows:
                yield DocumentGap(section.id, question.id, sentence, row)
            if not in_rows:
                yield DocumentGap(section.id, question.id, words)


def open_counts(kind: WorkKind, answers: Answers, now: datetime | None = None) -> dict[str, int]:
    """How many answers each section still needs, nought among them."""
    counts = dict.fromkeys((section.id for section in FORMS[kind].sections), 0)
    for gap in missing(kind, answers, now):
        counts[gap.section] += 1
    return counts


def tidy(kind: WorkKind, answers: Answers) -> dict[str, Answer]:
    """The answers that go into a version: those to questions that are asked now. The draft keeps the others too."""
    asked = {question.id for question in forms.visible_questions(FORMS[kind].questions, answers)}
    return {
        question.id: list(forms.rows_of(answers[question.id])) if question.columns else answers[question.id]
        for question in FORMS[kind].questions
        if question.id in asked and not forms.unanswered(answers.get(question.id))
    }


def next_version(kind: WorkKind, last: Answers, of: WorkKind | None = None) -> dict[str, Answer]:
    """With what the next version begins: with the last one's answers, but for signatures and what was of that version
    alone. `of` is the kind of the last, where that was another piece of work: what is written for a court then begins
    with what stays of that report, and nothing of its order."""
    gone = FORMS[kind].anew if of is not None else FORMS[kind].anew - FORMS[kind].stays
    if kind in COURT and of is not None:
        gone |= court_report.FROM_THE_ORDER
    return {name: answer for name, answer in tidy(kind, last).items() if name not in gone}


def changes(kind: WorkKind, last: Answers, answers: Answers) -> tuple[tuple[Question, str, str], ...]:
    """What is another answer than last time: each question that is asked now or was then, with its words then and now.
    Whoever checks a version, or reads it again after it was returned, begins with these."""
    was, now = tidy(kind, last), tidy(kind, answers)
    return tuple(
        (
            question,
            forms.answer_words(question, was.get(question.id)),
            forms.answer_words(question, now.get(question.id)),
        )
        for question in FORMS[kind].questions
        if was.get(question.id) != now.get(question.id)
    )


def signed(kind: WorkKind, answers: Answers) -> tuple[Signature, ...]:
    """How each signatory of the document stands."""
    return signatures.signatures(FORMS[kind].signatories, answers)


def unnamed_children(kind: WorkKind, answers: Answers) -> tuple[tuple[Question, str], ...]:
    """The parts of a welfare checklist that do not name a child of the report: each part with that child's first name.
    A report may have several children, and each must be looked at alone."""
    if kind != WorkKind.SECTION_7:
        return ()
    names = [row.get("name", "").split()[:1] for row in forms.rows_of(answers.get("children"))]
    return tuple(
        (question, name)
        for question in court_report.CHECKLIST.questions
        if not forms.unanswered(answers.get(question.id))
        for (name,) in filter(None, names)
        if name.casefold() not in str(answers[question.id]).casefold()
    )


def faults() -> Iterator[str]:
    """What is wrong with the forms; nothing may be."""
    for kind in EVERY:
        form = FORMS[kind]
        known = {question.id for question in form.questions}
        yield from (f"{kind}: {fault}" for fault in forms.faults_of_form(form.questions))
        yield from (f"{kind}: begins without '{name}', which it does not ask" for name in form.anew - known)
        for _, lines in form.plain:
            yield from (
                f"{kind}: the copy has '{name}', which it does not ask" for name, _ in lines if name not in known
            )
        ids = [section.id for section in form.sections]
        if len(set(ids)) != len(ids) or not all(section.questions for section in form.sections):
            yield f"{kind}: a section is there twice, or asks nothing"


if found := list(faults()):
    raise ValueError("; ".join(found))
