"""The escalations, printed. The list may leave the house as a mail: it names people by their ID alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from topaz_tui import clock
from topaz_tui.cli.output.table import OFF, RED, TableColumn, bold, iso, one_line, table
from topaz_tui.services.access import RESTRICTED
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import DANGER, Alarm, Board
from topaz_tui.services.imports import ImportDecision


def escalations_json(board: Board, decisions: Sequence[ImportDecision] = ()) -> str:
    """One object: the counts of the whole board, the items asked for, how many concerns are being written, and what
    councils' files leave to be decided."""
    items = [
        {
            "id": item.id,
            "kind": item.kind,
            "person_id": item.person_id,
            "status": item.status,
            "waiting_for": item.waiting_for,
            "deadline": iso(item.deadline),
            "overdue": item.overdue,
            "reference": item.reference,
            "rung": item.level,  # what reads this knows it by this name
            "owner": item.owner,
        }
        for item in board.items
    ]
    told = {
        "outstanding": board.outstanding,
        "overdue": board.overdue,
        "items": items,
        "being_written": board.written,
        "decisions": {
            "open": board.waits.open,
            "late": board.waits.late,
            "items": [
                {
                    "person_id": each.person_id,
                    "what": each.codes,
                    "deadline": iso(each.due),
                    "overdue": each.late(board.at),
                    "owner": each.owner,
                }
                for each in decisions
            ],
        },
        "alarms": [{"code": alarm.kind, "what": alarm.what, "do": alarm.do} for alarm in board.alarms],
    }
    return json.dumps(told, indent=2)


_ESCALATIONS = (
    TableColumn("", 1),
    TableColumn("Left", 18),
    TableColumn("What", 8),
    TableColumn("ID", 14),
    TableColumn("Waits for", 40, 16),
    TableColumn("Level", 15, 9),
    TableColumn("With", 24, 9),
)


_DECISIONS = (
    TableColumn("", 1),
    TableColumn("Left", 18),
    TableColumn("ID", 14),
    TableColumn("To decide", 60, 16),
    TableColumn("With", 24, 9),
)


def escalations_text(
    board: Board, width: int | None = None, colour: bool = False, decisions: Sequence[ImportDecision] = ()
) -> str:
    """What waits: immediate danger first, then the soonest deadline; '!' before what is past its deadline."""
    rows = [
        (
            item.mark,
            item.left,
            item.short_words,
            item.reference or item.person_id,
            item.wait_words,
            item.level_words,
            item.owner,
        )
        for item in board.items
    ]
    late = [item.overdue for item in board.items]
    lines = [bold(_counts(board), colour)]
    before = [alarm_line(alarm, colour) for alarm in board.alarms if not alarm.minor]
    minor = [alarm_line(alarm, colour) for alarm in board.alarms if alarm.minor]
    if before:  # before all: while the way does not work, nothing else is as it seems
        lines = [*before, "", *lines]
    if rows:
        lines += ["", *table(_ESCALATIONS, rows, width, colour, late)]
    if board.drafts:
        lines += ["", bold("Concerns being written, not submitted", colour)]
        lines += [_written(draft, board.at) for draft in board.drafts]
    if minor:  # below danger
        lines += ["", *minor]
    if decisions:
        lines += ["", bold("What councils' files leave to be decided (Imports): nobody calls them until then", colour)]
        due = [("!" if each.late(board.at) else "", clock.format_time_left(each.due, board.at)) for each in decisions]
        told = [
            (*how, each.person_id, "; ".join(dict.fromkeys(each.words)) or RESTRICTED.capitalize(), each.owner)
            for how, each in zip(due, decisions, strict=True)
        ]
        lines += table(_DECISIONS, told, width, colour, [each.late(board.at) for each in decisions])
    return "\n".join(lines)


def _counts(board: Board) -> str:
    """The board's figures, as its tabs have them."""
    counts = board.counts
    told = [f"{counts['all']:,} outstanding", f"{counts['overdue']:,} overdue"]
    told += [f"{counts['failed']:,} not sent, or perhaps not"] if counts["failed"] else []
    told += [f"{counts['danger']:,} in immediate danger"] if counts["danger"] else []
    told += [f"{board.written:,} being written"] if board.written else []
    told += [f"{board.waits.late:,} late in Imports"] if board.waits.late else []
    return ", ".join(told)


def alarm_line(alarm: Alarm, colour: bool) -> str:
    """What does not work, and what to do, in one line."""
    words = f"! {one_line(alarm.what)} {one_line(alarm.do)}"
    return f"{RED}{words}{OFF}" if colour else words


def _whose(draft: BeingWritten) -> str:
    """Who writes it; and with whom it stands where that is somebody else."""
    return f"with {draft.owner}, for {draft.author}" if draft.author_gone else draft.author


def _written(draft: BeingWritten, now: datetime) -> str:
    danger = f"{DANGER}, " if draft.danger else ""
    left = clock.format_time_left(draft.deadline, now)
    return f"{'!' if draft.late(now) else ' '} {danger}{draft.reference}: {one_line(_whose(draft))}, {left}"
