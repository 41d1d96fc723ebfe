"""A concern as it is kept: its row, who may still write in it, and what the records say of those in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.grammar import does
from topaz_tui.rules import people
from topaz_tui.rules.concerns import Adult, Document, RaisedBy
from topaz_tui.rules.forms import Answer
from topaz_tui.services import unread, workers
from topaz_tui.services.desk import Desk
from topaz_tui.services.safety import numbers_of
from topaz_tui.store.database import database


class Closed(Trouble):
    """A concern that takes no more answers, from this worker or from anybody: trying again is of no use."""


class Unreadable(Trouble):
    """What was written in a concern can't be read."""


TAKEN_OVER = "took over a concern"


FROM = " from worker "


_ROW = (
    "SELECT id, reference, client_id, opened_by, opened_at, saved_at, answers, submitted_at, discarded_at,"
    " document, discarded_why FROM concern WHERE id = ?"
)


_CLIENT = """
SELECT title, first_name, last_name, preferred_name, person_id, nhs_number, born_on, address, postcode,
       communication, language, interpreter, gp, household FROM client WHERE id = ?
"""


_NUMBERS = "SELECT number, note FROM phone WHERE client_id = ? AND status = 'usable' ORDER BY position"


def row_of(concern_id: int) -> dict[str, Any]:
    cursor = database.execute_sql(_ROW, (concern_id,))
    row = cursor.fetchone()
    if row is None:
        raise Trouble("There is no such concern.", "Look again in the list that you came from.")
    return dict(zip((each[0] for each in cursor.description), row, strict=True))


def answers_of(row: Mapping[str, Any]) -> dict[str, Answer]:
    """What was answered in it. Raises Trouble where it can't be read: it is kept as it is, and nothing is written over
    it."""
    found = unread.value("concern", row["id"], unread.answers_of, row["answers"])
    if found is None:
        raise Unreadable(
            f"What was written in {row['reference']} can't be read; it is kept as it is.",
            "Raise another with F6, and tell whoever looks after Topaz.",
        )
    return found


def need_draft(concern_id: int) -> dict[str, Any]:
    row = row_of(concern_id)
    if row["submitted_at"]:
        raise Closed(f"{row['reference']} was submitted, and stands as it is.", "Open it and add to it.")
    if row["discarded_at"]:
        raise Closed(f"{row['reference']} was put away: {row['discarded_why']}", "Raise another with F6.")
    return row


def need_author(desk: Desk, concern_id: int) -> None:
    row = need_draft(concern_id)
    if row["opened_by"] != desk.worker_id:
        raise Closed(f"{does(name_of(row['opened_by']), 'is')} writing this concern.", "Raise one of your own with F6.")


def adult_of(client_id: int) -> Adult:
    row = database.execute_sql(_CLIENT, (client_id,)).fetchone()
    if row is None:
        raise Trouble("This client is not on the list.", "Find them again (F3).")
    (title, first, last, preferred, person_id, nhs_number, born, address, postcode, communication, language,
     interpreter, gp, household) = row  # fmt: skip
    needed = people.yes_no(interpreter or "")
    return Adult(
        name=people.full_name(title, first, last, preferred),
        person_id=person_id,
        nhs_number=people.nhs_words(nhs_number) if nhs_number else "",
        born=unread.value("client", client_id, lambda day: clock.day_words(date.fromisoformat(day)), born) or "",
        address=", ".join(filter(None, (address, postcode))),
        phones=_phones(client_id),
        communication=communication or "",
        language=language or "",
        interpreter="" if needed is None else "yes" if needed else "no",
        gp=gp or "",
        household=household or "",
    )


def _phones(client_id: int) -> str:
    """Their numbers, each with its note; why they are not shown, where it is not safe to call them. Whoever rings one
    then, be it the council or the police, may be heard by the person they are afraid of."""
    door = numbers_of(client_id)
    rows = database.execute_sql(_NUMBERS, (client_id,)).fetchall()
    if rows and door.hidden:
        return door.instead
    return "; ".join(door.said(number) + (f" ({note})" if note else "") for number, note in rows)


def raised_by_of(worker_id: int, organisation: str | None = None) -> RaisedBy:
    name, role, phone = database.execute_sql(
        "SELECT name, role, phone FROM worker WHERE id = ?", (worker_id,)
    ).fetchone()
    return RaisedBy(name=name, role=workers.ROLES.get(role, role), organisation=organisation or "", phone=phone or "")


def name_of(worker_id: int) -> str:
    return raised_by_of(worker_id).name


def council_of(client_id: int) -> str | None:
    [(council,)] = database.execute_sql("SELECT council FROM client WHERE id = ?", (client_id,)).fetchall()
    return str(council) if council else None


def moment(text: str | None) -> datetime | None:
    return clock.from_store(text) if text else None


def to_json(value: Mapping[str, Answer] | Document) -> str:
    return json.dumps(value, ensure_ascii=False)
