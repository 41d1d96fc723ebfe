"""The concern form as the council reads it: as plain data, and as plain text made from that data."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import zip_longest

from topaz_tui.rules import forms, people
from topaz_tui.rules.concerns.form import QUESTIONS, SECTIONS
from topaz_tui.rules.forms import Answer, Answers

Line = tuple[str, str]
"""A label, and its answer in words."""
Document = tuple[tuple[str, tuple[Line, ...]], ...]
"""The sections of a concern: each a title and its lines."""


@dataclass(frozen=True, slots=True)
class Adult:
    """What the client's record says about the adult: facts, no judgements. A field is '' where the record has
    nothing."""

    name: str = ""
    person_id: str = ""
    nhs_number: str = ""
    born: str = ""
    address: str = ""
    phones: str = ""
    communication: str = ""
    language: str = ""
    interpreter: str = ""
    """Does the record say that an interpreter is needed: 'yes', 'no', or '' where it says nothing?"""
    gp: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class RaisedBy:
    """The worker who raises the concern."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    phone: str = ""


ADULT_LINES = (
    ("name", "Name"),
    ("person_id", "Person ID"),
    ("nhs_number", "NHS number"),
    ("born", "Date of birth"),
    ("address", "Address"),
    ("phones", "Phones"),
)
"""The facts of the record that stand above the answers about the adult. `prefill` puts the other facts into answers."""
NOT_ON_RECORD = "Not on record"
ASKED_TOO = {"communication", "language", "interpreter", "gp", "household"}


def prefill(adult: Adult, raised_by: RaisedBy | None = None) -> dict[str, Answer]:
    """Answers to start a draft with, from facts on record. Never an answer to a question of judgement."""
    raised_by = raised_by or RaisedBy()
    facts: dict[str, Answer] = {field.name: getattr(adult, field.name) for field in fields(adult)}
    answers = {name: facts[name] for name in facts if name in ASKED_TOO} | {
        "lives": adult.address,
        "raised_role": raised_by.role,
        "raised_organisation": raised_by.organisation,
        "raised_phone": raised_by.phone,
    }
    return {name: answer for name, answer in answers.items() if not forms.unanswered(answer)}


def with_numbers_held_back(document: Document, instead: str) -> Document:
    """A copy of the document in which `instead` stands where the adult's telephone numbers stood."""
    label = dict(ADULT_LINES)["phones"]
    of_the_adult = next(section.title for section in SECTIONS if section.id == "adult")

    def held_back(title: str, line: Line) -> Line:
        is_theirs = (title, line[0]) == (of_the_adult, label) and line[1] != NOT_ON_RECORD
        return (label, instead) if is_theirs else line

    return tuple((title, tuple(held_back(title, line) for line in lines)) for title, lines in document)


def document(
    answers: Answers,
    adult: Adult,
    raised_by: RaisedBy,
    reference: str = "",
    submitted_at: datetime | None = None,
) -> Document:
    """The whole form in its order, without hidden questions; an open question reads 'Not answered'. Without
    `submitted_at` (UTC) the document says that it is a draft. Text stays as it was typed: nothing is escaped or cut."""
    submitted = forms.when_words(submitted_at) if submitted_at else "Draft: not submitted"
    head = ("Safeguarding concern", (("Reference", reference or "None yet"), ("Submitted", submitted)))
    known = {
        "adult": tuple((label, getattr(adult, name) or NOT_ON_RECORD) for name, label in ADULT_LINES),
        "raised": (("Worker", raised_by.name or NOT_ON_RECORD),),
    }
    asked = {question.id for question in forms.visible_questions(QUESTIONS.values(), answers)}
    body = tuple(
        (
            section.title,
            known.get(section.id, ())
            + tuple(
                (question.words, forms.answer_words(question, forms.given(question, answers)))
                for question in section.questions
                if question.id in asked
            ),
        )
        for section in SECTIONS
    )
    return (head, *body)


WIDTH = 76
"""Columns of a concern as text: on the screen, in a mail, in a pipe."""


def as_text(document: Document, width: int = WIDTH) -> str:
    """The document as plain text, no line longer than `width` (at least 50): labels at the left, answers beside them.
    Removes whatever a terminal would obey (people.clean) and keeps line breaks."""
    left = forms.LABEL_WIDTH + 2
    wrap = textwrap.TextWrapper(max(width, 50) - left, break_on_hyphens=False).wrap
    lines: list[str] = []
    for title, rows in document:
        lines += [*([""] if lines else []), title.upper(), "-" * len(title)]
        for label, words in rows:
            parts = [part for line in words.splitlines() for part in wrap(people.clean(line)) or [""]]
            sides = zip_longest((label,), parts, fillvalue="")
            lines += [f"{side:<{left}}{part}".rstrip() for side, part in sides]
    return "\n".join(lines) + "\n"
