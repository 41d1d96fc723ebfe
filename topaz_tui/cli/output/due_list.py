"""What is due in children's services, printed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.cli.output.table import TableColumn, alarms_above, bold, one_line, table
from topaz_tui.config import CHILDREN
from topaz_tui.grammar import counted, several
from topaz_tui.rules.statutory.row import Rule
from topaz_tui.services.statutory.due import DueLine, DuePage

_DUE = (
    TableColumn("", 1),
    TableColumn("By", 16),
    TableColumn("What", 40, 16),
    TableColumn("ID", 24, 8),
    TableColumn("Name", 24, 8),
    TableColumn("Who", 20, 8),
    TableColumn("Waits for", 40, 12),
)


def due_json(page: DuePage) -> str:
    """One object, as other programs read it."""
    return json.dumps(page.listed, indent=2)


def due_text(
    page: DuePage,
    services: Collection[str],
    width: int | None = None,
    colour: bool = False,
    *,
    council: str | None = None,
) -> str:
    """What is due, of this council where it is narrowed to one, the soonest first; '!' before what is late, and '-' in
    the place of a day where there is none."""
    counts = f"{page.overdue:,} overdue, {page.due:,} due, {page.met:,} met"
    lines = [bold(counts, colour)]
    if page.plans:
        plans, current = counted(page.plans, "pathway plan"), page.plans_current
        lines.append(f"{current:,} of {plans} {several(current, 'is')} no older than six months")
    lines = [*alarms_above(alarms(page), colour), *lines]
    if page.lines:
        rows = [_row(line) for line in page.lines]
        lines += ["", *table(_DUE, rows, width, colour, [line.overdue for line in page.lines])]
        if ours := dict.fromkeys(line.words for line in page.lines if Rule.SETTING in line.source):
            lines += ["", f"By the team's setting, and by no rule whose text was found: {', '.join(ours)}."]
    elif not page.people and council is not None:
        lines += ["", f"No young person of {one_line(council)} is on the list."]
    elif not page.people:
        lines += ["", "There is no young person on the list: 'topaz import FILE --as young-people' reads a council's."]
    if CHILDREN not in services:
        lines += ["", 'Children\'s services are off in the settings: services = ["calls", "children"].']
    return "\n".join(lines)


def alarms(page: DuePage) -> Iterator[str]:
    """What is wrong beside what is due, a line each."""
    for alarm in page.without_lead:
        yield f"{one_line(alarm.name)} has had no designated lead or deputy since {clock.format_day(alarm.since)}."
    for each in page.to_put_right:
        yield f"{one_line(each.subject.key)} can't be reckoned. {one_line(' '.join(each.what))}"
    if page.held:
        yield f"Of {counted(page.held, 'young person')} nothing is listed: their records are not open to you."


def _row(line: DueLine) -> tuple[str, ...]:
    subject = line.subject
    return ("!" if line.overdue else "", _by(line.due), line.words, subject.key, subject.name, line.owner,
            line.waits_for)  # fmt: skip


def _by(due: str | None) -> str:
    if due is None:
        return "-"
    if "T" in due:
        at = datetime.fromisoformat(due)
        return f"{clock.format_day(at.date())}, {at:%H:%M}"
    return clock.format_day(date.fromisoformat(due))
