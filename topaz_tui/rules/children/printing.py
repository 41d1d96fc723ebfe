"""What is printed of a document: all of it for a court or a council, and a young person's copy in plain words; the
certificates and the list of a training session. What is withheld is in none of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from topaz_tui.clock import format_day
from topaz_tui.rules import forms
from topaz_tui.rules.children import signatures, training_session, withheld
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.signatures import Sign
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.concerns import Document
from topaz_tui.rules.forms import Answers, Question


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of which case a printed document is: `case` is the number that its reader knows the case by;
    without `made_at` (UTC) it is a draft."""

    case: str
    number: int
    made_at: datetime | None = None
    organisation: str = ""

    @property
    def words(self) -> str:
        """'2, 23 Nov 2026 10:00', or that it is a draft."""
        return f"{self.number}, {forms.when_words(self.made_at)}" if self.made_at else f"{self.number}, draft"


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as it prints. `withheld` is in how many places of its text an address was taken out: somebody reads
    those before it goes."""

    document: Document
    version: Version
    withheld: int = 0

    @property
    def title(self) -> str:
        """The document's title."""
        return self.document[0][0]


def printed(kind: WorkKind, answers: Answers, version: Version, kept_from: Iterable[str] = ()) -> Printed:
    """The whole document, for a court or a council: without hidden questions; an open one reads 'Not answered'.
    `kept_from` are addresses of the record that somebody must not learn."""
    form = FORMS[kind]
    shown = withheld.answers_without(form.questions, answers)
    asked = {question.id for question in forms.visible_questions(form.questions, answers)}
    body = tuple(
        (
            section.title,
            tuple(
                (question.words, forms.answer_words(question, forms.given(question, shown)))
                for question in section.questions
                if question.id in asked
            ),
        )
        for section in form.sections
    )
    return _without_addresses(kind, answers, ((form.title, _head(version)), *body), version, kept_from)


PLAIN_COLUMNS: Mapping[str, str] = {"how": "How", "whom": "Who does it", "by": "By when", "why_none": "Why not"}
"""The words of columns in a young person's copy, where they are others."""


def plain_copy(kind: WorkKind, answers: Answers, version: Version, kept_from: Iterable[str] = ()) -> Printed:
    """The young person's copy, in plain words: what is theirs, and nothing that is open; `kept_from` as in `printed`.
    Raises ValueError for a kind that has none: a report belongs to the court."""
    form = FORMS[kind]
    if not form.plain:
        raise ValueError(f"a {kind} has no copy for a young person")
    asked = {question.id: question for question in forms.visible_questions(form.questions, answers)}
    body = []
    for title, lines in form.plain:
        told = tuple(
            (words, forms.answer_words(_plain(asked[name]), answers.get(name)))
            for name, words in lines
            if name in asked and not forms.unanswered(answers.get(name))
        )
        if told:
            body.append((title, told))
    own, *_ = signatures.signatures(form.signatories, answers)
    if own.sign == Sign.DISAGREES:
        body.append(("You do not agree", (("What you say", own.says),)))
    return _without_addresses(kind, answers, ((form.plain_title, _head(version)), *body), version, kept_from)


def _plain(question: Question) -> Question:
    columns = tuple(replace(column, words=PLAIN_COLUMNS.get(column.id, column.words)) for column in question.columns)
    return replace(question, columns=columns)


def _head(version: Version) -> tuple[tuple[str, str], ...]:
    by = (("Prepared by", version.organisation),) if version.organisation else ()
    return (("Case", version.case), ("Version", version.words), *by)


def _without_addresses(
    kind: WorkKind, answers: Answers, document: Document, version: Version, kept_from: Iterable[str]
) -> Printed:
    hidden = (*withheld.addresses(FORMS[kind].questions, answers), *kept_from)
    cleared, count = withheld.document_without(document, hidden)
    return Printed(cleared, version, count)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that one person attended a session, for all of it."""

    name: str
    course: str
    day: date
    minutes: str
    setting: str
    trainer: str
    edition: str
    organisation: str = ""


def certificates(answers: Answers, organisation: str = "") -> tuple[Certificate, ...]:
    """A certificate for each person who attended all of the session: a part is not attendance. None before the session
    has a day on which it was held."""
    held = forms.day_of(answers.get("day"))
    if held is None:
        return ()
    known = {question.id: question for question in FORMS[WorkKind.TRAINING].questions}
    other = answers.get("course") == "other"
    course = str(answers.get("course_what") if other else forms.answer_words(known["course"], answers.get("course")))
    return tuple(
        Certificate(
            name=row.get("name", ""),
            course=course,
            day=held,
            minutes=str(answers.get("minutes") or ""),
            setting=str(answers.get("setting") or ""),
            trainer=str(answers.get("trainer_name") or ""),
            edition=str(answers.get("edition") or ""),
            organisation=organisation,
        )
        for row in forms.rows_of(answers.get("attended"))
        if row.get("present") == "all"
    )


def attendance_list(answers: Answers, version: Version) -> Printed:
    """Everybody who was asked to the session: their role, for how much of it they were there, and whether they have a
    certificate. The session's own words stand at its head."""
    held = forms.day_of(answers.get("day"))
    known = {question.id: question for question in FORMS[WorkKind.TRAINING].questions}
    roles, present = dict(training_session.ROLES), dict(training_session.PRESENT)
    session = (
        ("Setting", str(answers.get("setting") or "")),
        ("Course", forms.answer_words(known["course"], answers.get("course"))),
        ("Held on", format_day(held) if held else forms.NOT_ANSWERED),
        ("Trainer", str(answers.get("trainer_name") or "")),
        ("Edition", str(answers.get("edition") or "")),
    )
    there = tuple(
        (
            row.get("name", ""),
            "; ".join(
                (
                    roles.get(row.get("role", ""), "role not said"),
                    present.get(row.get("present", ""), "not said whether there"),
                    "certificate" if row.get("present") == "all" else "no certificate",
                )
            ),
        )
        for row in forms.rows_of(answers.get("attended"))
    )
    return Printed((("Attendance", _head(version)), ("Session", session), ("Who was there", there)), version)
