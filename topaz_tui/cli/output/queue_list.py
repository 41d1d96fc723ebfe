"""The queue, printed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from topaz_tui.cli.output.table import TableColumn, bold, iso, table
from topaz_tui.rules import people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services.queue import QueuePage


def queue_json(look: QueuePage) -> str:
    """One object: the counts of the whole list, and the people in the screen's order."""
    people_listed = [
        {
            "person_id": person.person_id,
            "name": person.name,
            "why": person.why,
            "due": iso(person.due_at),
            "band": person.band,
            "tries": person.attempts,  # what reads this knows it by this name
            "held_by": person.held_by,
        }
        for person in look.people
    ]
    return json.dumps({"counts": look.counts, "people": people_listed}, indent=2)


_QUEUE = (
    TableColumn("Why now", 40, 20),
    TableColumn("Name", 40, 12),
    TableColumn("Which", 14),
    TableColumn("Age", 3, right=True),
    TableColumn("Band", 24, 8),
    TableColumn("Attempts", 8, right=True),
)


def queue_text(look: QueuePage, width: int | None = None, colour: bool = False, *, narrowed: bool = False) -> str:
    """Whom to call now, in order, or whom the list is `narrowed` to, and below how many stand where."""
    rows = [
        (
            format_status(person.stands, look.at),
            person.name,
            person.person_id,
            "" if person.age is None else str(person.age),
            people.BANDS.get(person.band or "", person.band or ""),
            str(person.attempts) if person.attempts else "",
        )
        for person in look.people
    ]
    none = "Nobody fits that." if narrowed else look.gate or "Nobody can be called now."
    lines = table(_QUEUE, rows, width, colour) if rows else [none]
    if look.gate and rows and not narrowed:
        lines = [look.gate, "", *lines]
    lines += ["", bold("Where everybody stands", colour)]
    due = look.callbacks_due
    beside: Mapping[str, str] = {Reason.CALLABLE: f", {due:,} of them promised callbacks" if due else ""}
    lines += [
        f"{look.counts[reason]:>9,}  {words}{beside.get(reason, '')}"
        for reason, words in queue_rules.REASON_WORDS.items()
        if look.counts[reason]
    ]
    return "\n".join([*lines, f"{look.counts['total']:>9,}  in all"])
