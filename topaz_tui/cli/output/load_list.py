"""The load of the workers of children's services, printed."""

from __future__ import annotations

import json

from topaz_tui.cli.output.table import TableColumn, alarms_above, bold, table
from topaz_tui.grammar import counted
from topaz_tui.services.statutory.load import LoadPage, WorkersLoad

_LOAD = (
    TableColumn("", 1),
    TableColumn("Who", 30, 8),
    TableColumn("Grade", 22, 8),
    TableColumn("Hours", 6),
    TableColumn("Pieces", 6),
    TableColumn("Points", 6),
    TableColumn("Of", 6),
    TableColumn("Load", 6),
)


def load_json(page: LoadPage) -> str:
    """One object, as other programs read it."""
    workers = [
        {
            "worker": each.name, "grade": each.grade, "hours": each.hours, "pieces": each.pieces,
            "points": each.load.used, "available": round(each.load.available, 1), "percent": each.load.percent,
            "over": each.load.over,
        }
        for each in page.workers
    ]  # fmt: skip
    told = {"as_of": page.day.isoformat(), "workers": workers, "without_worker": page.without_worker}
    return json.dumps(told, indent=2)


def load_text(page: LoadPage, width: int | None = None, colour: bool = False) -> str:
    """A line for each, the fullest first; '!' before who has more than they have room for."""
    over = sum(each.load.over for each in page.workers)
    counts = f"{over:,} over, {counted(page.without_worker, 'piece')} of work without a worker"
    lines = [*alarms_above(page.aside, colour), bold(counts, colour)]
    if page.workers:
        rows = [_row(each) for each in page.workers]
        return "\n".join([*lines, "", *table(_LOAD, rows, width, colour, [each.load.over for each in page.workers])])
    return "\n".join([*lines, "", "Nobody has hours on record: 'topaz workers hours ACCOUNT --grade … --hours …'."])


def _row(each: WorkersLoad) -> tuple[str, ...]:
    load = each.load
    hours = "-" if each.hours is None else f"{each.hours:g}"
    percent = "-" if load.percent is None else f"{load.percent} %"
    return ("!" if load.over else "", each.name, each.grade or "not said", hours, f"{each.pieces}", f"{load.used}",
            f"{load.available:.0f}", percent)  # fmt: skip
