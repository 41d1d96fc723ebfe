"""A concern that came up in a call of the demo, and what became of it, as rows."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.demo import names, texts
from topaz_tui.demo.book import Book
from topaz_tui.demo.concern_stages import Stage
from topaz_tui.demo.concern_texts import STORIES, USUAL
from topaz_tui.demo.person import DemoPerson, Row
from topaz_tui.demo.safe_times import recalled_only
from topaz_tui.demo.stories import due
from topaz_tui.rules import concerns, forms, people
from topaz_tui.services.workers import ROLES


def concern(book: Book, stage: Stage) -> None:
    """A concern that came up in a call, and what became of it."""
    who, tale = STORIES[stage.story]
    by, opened = book.workers[stage.by], clock.at(book.days.back(stage.days), stage.opened)
    person = due(book, max(0, stage.days - 20) * 7 // 5 + 40, woman=who == "f", careful=False)
    person.row["household"] = tale["household"]
    hhmm = f"{clock.local(opened - timedelta(minutes=9)):%H:%M}"
    on = book.days.back(stage.days)
    if stage.story == "husband":
        book.call(person, on, hhmm, "not_safe", by=by, note="Used the code word. See the concern.", minutes=12)
        book.settle(person, "closed by a manager", book.at(on, "19:50"), "callback")
        person.row |= {
            "safe_to_call": "no",
            "code_word": names.CODE_WORDS[0],
            "say_who": 0,
            "voicemail_ok": 0,
        }
        book.warning(person, "disclosure", "Husband listens in. Police and council know.", "no", 0)
    else:
        book.reviewed(person, on, hhmm, by=by, note="Told of something that worries: see the concern.", worse=2)
    row = _written(book, person, stage, by, opened)
    if stage.submitted:
        _referred(book, person, stage, row)


def _written(book: Book, person: DemoPerson, stage: Stage, by: int, opened: Any) -> Row:
    adult, raised_by = adult_of(person), raised_by_of(book, by)
    on = book.days.back(stage.days)
    told = {
        name: book.at(on, value[1:]) if isinstance(value, str) and value.startswith("@") else value
        for name, value in (USUAL | STORIES[stage.story][1]).items()
    }
    if not stage.submitted:
        told = {name: told[name] for name in stage.written}
    answers = concerns.prefill(adult, raised_by) | told | {"found_at": clock.to_store(opened)}
    number = len(book.rows["concern"]) + 1
    row = book.add(
        "concern", reference=f"SC-{clock.local(opened).year}-{number:05}", client_id=person.id, begun_by=by,
        opened_by=by, opened_at=clock.to_store(opened), answers=as_json(answers),
        saved_at=clock.to_store(opened + timedelta(minutes=7)), discarded_at=None, discarded_why=None,
        submitted_at=None, submitted_by=None, document=None, said_danger=int(concerns.in_danger(answers)),
    )  # fmt: skip
    if stage.submitted:
        at = clock.at(on, stage.submitted)
        document = concerns.document(answers, adult, raised_by, row["reference"], at)
        row |= {"answers": as_json(concerns.tidy(answers)), "document": as_json(document), "submitted_by": by}
        row |= {"saved_at": clock.to_store(at), "submitted_at": clock.to_store(at)}
    return row


def _referred(book: Book, person: DemoPerson, stage: Stage, row: Row) -> None:
    danger = concerns.in_danger(json.loads(row["answers"]))
    events = [
        (book.at(book.days.back(step.days), step.at), book.workers.get(step.by), step.move, step.facts)
        for step in stage.steps
    ]
    book.escalation(
        "concern", person, row["submitted_at"], row["submitted_by"], events,
        body={"reference": row["reference"]},
        concern_id=row["id"], danger=danger,
    )  # fmt: skip
    if stage.addition:
        book.add(
            "addition",
            concern_id=row["id"],
            worker_id=row["submitted_by"],
            text=stage.addition,
            added_at=book.at(book.days.back(1), "12:25"),
        )


def to_be_discarded(book: Book) -> None:
    """A concern that said danger, and that its writer proposes to discard: a manager who did not begin it decides."""
    by, day = book.workers["tbello"], book.days.back(1)
    person = next(each for each in recalled_only(book) if each.woman)
    opened, proposed = book.at(day, "16:05"), book.at(day, "16:40")
    answers = concerns.prefill(adult_of(person), raised_by_of(book, by)) | {
        "found_at": opened,
        **texts.DISCARDED_ANSWERS,
    }
    row = book.add(
        "concern", reference=f"SC-{day.year}-{len(book.rows['concern']) + 1:05}", client_id=person.id, begun_by=by,
        opened_by=by, opened_at=opened, answers=as_json(answers), saved_at=proposed, discarded_at=None,
        discarded_why=None, submitted_at=None, submitted_by=None, document=None, said_danger=1,
    )  # fmt: skip
    due_at = clock.add_hours(clock.from_store(proposed), book.settings.referral.send_hours_danger)
    told = {
        "_of": row["id"], "_reference": row["reference"], "_not_for": [by], "proposed_by": "Tunde Bello",
        "why": texts.DISCARDED_WHY, "_by": clock.to_store(due_at),
    }  # fmt: skip
    book.escalation("put away", person, proposed, by, body=told, danger=True)


def adult_of(person: DemoPerson) -> concerns.Adult:
    """The facts of an invented person as the document of a concern has them."""
    row = person.row
    phones = (
        people.format_phone(phone["number"]) + (f" ({phone['note']})" if phone["note"] else "")
        for phone in person.phones
        if phone["status"] == "usable"
    )
    return concerns.Adult(
        name=people.full_name(row["title"], row["first_name"], row["last_name"], row["preferred_name"]),
        person_id=row["person_id"],
        nhs_number=people.format_nhs_number(row["nhs_number"]) if row["nhs_number"] else "",
        born=clock.format_day(date.fromisoformat(row["born_on"])),
        address=f"{row['address']}, {row['postcode']}",
        phones="; ".join(phones),
        communication=row["communication"] or "",
        language=row["language"] or "",
        interpreter=row["interpreter"] or "",
        gp=row["gp"] or "",
        household=row["household"] or "",
    )


def raised_by_of(book: Book, worker_id: int) -> concerns.RaisedBy:
    """The worker with this id as the document of a concern names them."""
    worker = book.rows["worker"][worker_id - 1]
    return concerns.RaisedBy(worker["name"], ROLES[worker["role"]], names.ORGANISATION, worker["phone"])


def as_json(value: forms.Answers | concerns.Document) -> str:
    """Answers or a document as the store keeps them."""
    return json.dumps(value, ensure_ascii=False)
