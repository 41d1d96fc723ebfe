"""What is written in the documents of the demo: each section that its work has come to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts
from topaz_tui.demo.children.young_people import DemoYoungPerson
from topaz_tui.demo.person import Row
from topaz_tui.rules import forms
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.pathway_plan import LEGAL
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


def known_of(book: Book, one: DemoYoungPerson) -> dict[str, Answer]:
    """What is known of a young person before anything is written."""
    row = next(each for each in book.rows["young_person"] if each["client_id"] == one.id)
    client, codes = one.person.row, [code for code, _ in LEGAL]
    status = row["legal_status"]
    return {
        "name": f"{client['first_name']} {client['last_name']}", "born": client["born_on"], "council": one.council,
        "became_eligible": str(max(one.at_16, one.care + timedelta(weeks=13))),
        "legal": status if status in codes else "other", "adviser_name": row["personal_adviser"],
        "social_worker": row["social_worker"], "iro": row["reviewing_officer"],
    }  # fmt: skip


def known_of_order(book: Book, order: Row) -> dict[str, Answer]:
    """What an order says, and its children, who live with their mother."""
    here = [each["client_id"] for each in book.rows["order_child"] if each["court_order_id"] == order["id"]]
    children = [
        {
            "name": f"{client['first_name']} {client['last_name']}", "born": client["born_on"],
            "lives_with": "Their mother", "address": "", "withheld": "no", "party": "no",
        }
        for client in book.rows["client"] if client["id"] in here
    ]  # fmt: skip
    said: dict[str, Answer] = {name: order[name] for name in ("court", "case_number", "made_on")}
    for dated in book.rows["order_date"]:
        for name in ("file_by", "hearing"):
            if dated["court_order_id"] == order["id"] and dated[f"{name}_on"]:  # the last that says it holds
                said[name] = book.at(date.fromisoformat(dated[f"{name}_on"]), dated[f"{name}_time"])
    return {**said, "issues": order["orders"], "children": children}


def _answer(book: Book, question: Question, day: date) -> Answer:
    """Something that may be written there."""
    if question.id.endswith("_sign"):
        return Sign.SIGNED.value
    match question.kind:
        case "many":
            return [code for code, _ in question.options[:2]]
        case "choice" | "yes_no":
            return texts.CHOSEN.get(question.id, question.options[0][0])
        case "rows":
            return [{each.id: str(_answer(book, each, day)) for each in question.columns}]
        case "day":
            return str(day if question.sense == "past" else book.days.today + timedelta(90))
        case "time":
            return book.at(book.days.near(day), "10:30")
        case "number":
            return "60"
        case "line":
            return texts.LINES.get(question.id) or texts.WORDS.get(question.id, texts.SOMEBODY)
        case _:
            return texts.WORDS.get(question.id) or book.pick(texts.PLAIN)
