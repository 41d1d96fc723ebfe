"""The database of a demo: rows that topaz_tui/demo invents, as a team's own would stand after a day's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from topaz_tui import clock
from topaz_tui.services import nobody, search_index
from topaz_tui.services.escalations import records, saving, status
from topaz_tui.services.escalations.api import advance_deadlines
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import JobSession
from topaz_tui.store import metadata
from topaz_tui.store.database import close, database, open_database, transaction
from topaz_tui.store.models import Call
from topaz_tui.store.statement import statement

MINUTE = timedelta(minutes=1)

Rows = Mapping[str, Sequence[dict[str, Any]]]
"""Of each table its rows, in the order in which they can be written: what is referred to comes first."""


def make(session: JobSession, path: Path, rows: Rows, today: date, *, of_children: bool = False) -> None:
    """Make a database at `path` that has these rows, as a dispatch leaves it as `today` begins. Raises UserError where
    there is something at `path` already; what was half made is taken away again."""
    open_database(path, create=True)
    try:
        with transaction():
            _write(session, rows)
            metadata.keep(metadata.DEMO, today.isoformat())
            if of_children:
                metadata.keep(metadata.DEMO_OF_CHILDREN, "yes")
            midnight = clock.at(today, "00:00") - MINUTE
            queue_status.refresh((row["id"] for row in rows["client"]), session.settings, midnight)
            advance_deadlines(session, midnight)
            nobody.daily(session, midnight)
    except BaseException:
        close()
        path.unlink(missing_ok=True)
        raise
    close()


def made_for(path: Path) -> date | None:
    """The day that this demo was made for; None for any other database. Raises UserError where it is none of ours."""
    open_database(path)
    day = metadata.value_of(metadata.DEMO)
    close()
    return date.fromisoformat(day) if day else None


def is_of_children(path: Path) -> bool:
    """Does the team of this demo work for children? Raises UserError where it is none of ours."""
    open_database(path)
    said = metadata.value_of(metadata.DEMO_OF_CHILDREN)
    close()
    return said is not None


def _write(session: JobSession, rows: Rows) -> None:
    for table, each in {**rows, "search_line": _search_lines(rows)}.items():
        columns = list(each[0])
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        database.many(statement(sql), [[row[column] for column in columns] for row in each])
    for row in rows.get("correction", ()):
        Call.update(replaced_by=row["meant_id"]).where(Call.id == row["call_id"]).execute()
    for escalation, events in records.read():
        saving.save_status(escalation, events, status.snapshot(session.settings, events[-1].at), news=False)


def _search_lines(rows: Rows) -> list[dict[str, Any]]:
    numbers: dict[int, list[str]] = {}
    for phone in rows["phone"]:
        numbers.setdefault(phone["client_id"], []).append(phone["number"])
    lines = []
    for row in rows["client"]:
        names = (row.get("title"), row["first_name"], row["last_name"], row.get("preferred_name"))
        known = numbers.get(row["id"], ())
        words = search_index.words(
            names, row["person_id"], row.get("nhs_number"), known, row["postcode"], row["born_on"]
        )
        lines.append({"client_id": row["id"], "words": words})
    return lines
