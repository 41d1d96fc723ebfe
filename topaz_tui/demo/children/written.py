"""What is written in the documents of the demo: each section that its work has come to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts
from topaz_tui.demo.person import Row
from topaz_tui.rules import forms
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.signatures import Sign
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.forms import Answer, Question

SIGNATURES = "signatures"


def write(
    book: Book, work: Row, kind: WorkKind, begun: date, parts: float, *, signed: bool, before: Row | None = None,
    known: Mapping[str, Answer] | None = None,
) -> Row:  # fmt: skip
    """A version of a document: so many of its parts (0 to 1) are written, and its signatures where it is signed;
    `known` is what is not any answer."""
    made = {"made_by": work["worker_id"], "made_at": book.at(book.days.near(begun), "11:20")}
    number, begun_from = (before["number"] + 1, before["id"]) if before else (1, None)
    document = book.add("work_document", work_id=work["id"], number=number, begun_from_id=begun_from, **made)
    form = FORMS[kind]
    answers = {question.id: _answer(book, question, begun) for question in form.questions} | {**(known or {})}
    asked = {question.id for question in forms.visible_questions(form.questions, answers)}
    sections = [each for each in form.sections if each.id != SIGNATURES]
    there = sections[: round(parts * len(sections))] + [
        each for each in form.sections if signed and each.id == SIGNATURES
    ]
    for section in there:
        said = {each.id: answers[each.id] for each in section.questions if each.id in asked}
        book.add(
            "work_section", document_id=document["id"], section=section.id,
            answers=json.dumps(said, ensure_ascii=False), version=1, saved_by=work["worker_id"],
            saved_at=made["made_at"],
        )  # fmt: skip
    return document


def _answer(book: Book, question: Question, day: date) -> Answer:
    """Something that may be written there."""
    if question.id.endswith("_sign"):
        return Sign.SIGNED.value
    match question.kind:
        case "many":
            return [code for code, _ in question.options[:2]]
        case "choice" | "yes_no":
            return question.options[0][0]
        case "rows":
            return [{each.id: str(_answer(book, each, day)) for each in question.columns}]
        case "day":
            return str(day if question.sense == "past" else book.days.today + timedelta(90))
        case "time":
            return book.at(book.days.near(day), "10:30")
        case "number":
            return "60"
        case "line":
            return texts.LINES.get(question.id, texts.SOMEBODY)
        case _:
            return texts.WORDS.get(question.id) or book.pick(texts.PLAIN)
