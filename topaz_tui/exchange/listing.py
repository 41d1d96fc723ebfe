"""The queue and the escalations printed: plain text for a terminal, a pipe or a mail, JSON for machines.

JSON is ASCII throughout, so that no name in it can do anything to a terminal, and it comes out as it went in.
A list of escalations may leave the house as a mail: it names people by their ID alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import people, recalls
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.imports import Decision
from topaz_tui.services.queue import Look
from topaz_tui.services.referrals import DANGER, Alarm, Board, Run, Status

BOLD, RED, OFF = "\x1b[1m", "\x1b[31m", "\x1b[0m"
NARROWEST, WIDEST = 60, 1_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """As wide as what is in it, at most `most`. On a screen what is longer is cut, and where room is short the column
    gives way down to `least` (0: never); where there is none to fit, in a pipe or a mail, nothing is cut: what is
    longer stands out of its own line, and widens no other."""

    title: str
    most: int
    least: int = 0
    right: bool = False


# The queue


def queue_json(look: Look) -> str:
    """One object: the counts of the whole list, and the people in the screen's order."""
    people_listed = [
        {
            "person_id": person.person_id,
            "name": person.name,
            "why": person.why,
            "due": iso(person.due_at),
            "band": person.band,
            "tries": person.tries,
            "held_by": person.held_by,
        }
        for person in look.people
    ]
    return json.dumps({"counts": look.counts, "people": people_listed}, indent=2)


_QUEUE = (
    Column("Why now", 40, 20),
    Column("Name", 40, 12),
    Column("Which", 14),
    Column("Age", 3, right=True),
    Column("Band", 24, 8),
    Column("Tries", 5, right=True),
)


def queue_text(look: Look, width: int | None = None, colour: bool = False) -> str:
    """Whom to call now, in order, and below how many stand where."""
    rows = [
        (
            person.words,
            person.name,
            person.person_id,
            "" if person.age is None else str(person.age),
            people.BANDS.get(person.band or "", person.band or ""),
            str(person.tries) if person.tries else "",
        )
        for person in look.people
    ]
    lines = table(_QUEUE, rows, width, colour) if rows else [look.gate or "Nobody can be called now."]
    if look.gate and rows:
        lines = [look.gate, "", *lines]
    lines += ["", _bold("Where everybody stands", colour)]
    due = look.callbacks_due
    beside = {"callable": f", {due:,} of them promised callbacks" if due else ""}
    lines += [
        f"{look.counts[r.code]:>9,}  {r.words}{beside.get(r.code, '')}" for r in recalls.REASONS if look.counts[r.code]
    ]
    return "\n".join([*lines, f"{look.counts['total']:>9,}  in all"])


# The escalations


def escalations_json(board: Board, decisions: Sequence[Decision] = ()) -> str:
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
            "rung": item.rung,
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
        "alarms": [{"what": alarm.what, "do": alarm.do} for alarm in board.alarms],
    }
    return json.dumps(told, indent=2)


_ESCALATIONS = (
    Column("", 1),
    Column("Left", 18),
    Column("What", 8),
    Column("ID", 14),
    Column("Waits for", 40, 16),
    Column("Rung", 15, 9),
    Column("With", 24, 9),
)


_DECISIONS = (Column("", 1), Column("Left", 18), Column("ID", 14), Column("To decide", 60, 16), Column("With", 24, 9))


def escalations_text(
    board: Board, width: int | None = None, colour: bool = False, decisions: Sequence[Decision] = ()
) -> str:
    """What waits: immediate danger first, then the soonest deadline; '!' before what is past its deadline."""
    rows = [
        (
            item.mark,
            item.left,
            item.short_words,
            item.reference or item.person_id,
            item.waiting_for,
            item.rung_words,
            item.owner,
        )
        for item in board.items
    ]
    late = [item.overdue for item in board.items]
    lines = [_bold(_counts(board), colour)]
    before = [_alarm(alarm, colour) for alarm in board.alarms if not alarm.minor]
    minor = [_alarm(alarm, colour) for alarm in board.alarms if alarm.minor]
    if before:  # before all: while the way does not work, nothing else is as it seems
        lines = [*before, "", *lines]
    if rows:
        lines += ["", *table(_ESCALATIONS, rows, width, colour, late)]
    if board.drafts:
        lines += ["", _bold("Concerns being written, not submitted", colour)]
        lines += [_written(draft, board.at) for draft in board.drafts]
    if minor:  # below danger
        lines += ["", *minor]
    if decisions:
        lines += ["", _bold("What councils' files leave to be decided (Imports): nobody calls them until then", colour)]
        due = [("!" if each.late(board.at) else "", clock.left_words(each.due, board.at)) for each in decisions]
        told = [
            (*how, each.person_id, "; ".join(dict.fromkeys(each.words)), each.owner)
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


def _alarm(alarm: Alarm, colour: bool) -> str:
    words = f"! {_one(alarm.what)} {_one(alarm.do)}"
    return f"{RED}{words}{OFF}" if colour else words


def run_line(run: Run) -> str:
    """One round of a dispatch, for a log: counts alone."""
    unsure = f", not known {run.unsure}" if run.unsure else ""
    return f"{clock.to_store(run.ended)} sent {run.sent}, later {run.later}, not sent {run.failed}{unsure}"


def dispatch_text(status: Status) -> str:
    """How the sending stands: what is wrong first."""
    lines = [_alarm(alarm, False) for alarm in status.alarms]
    if status.unsent:
        lines.append(f"! Not sent, or perhaps not: {', '.join(status.unsent)}. A person has to see to it (F4).")
    if status.coming:
        lines.append(f"Not gone yet, and sent by Topaz itself: {', '.join(status.coming)}.")
    run = status.run
    ended = f"{clock.left_words(run.ended, status.at).removesuffix(' over')} ago" if run else "never"
    lines.append(f"Last dispatch: {'just now' if ended.startswith('due now') else ended}")
    if run:
        lines.append(f"It sent {run.sent}, put off {run.later}, and could not send {run.failed}.")
        if run.unsure:
            lines[-1] += f" It is not known whether {run.unsure} came through."
    counts = ", ".join(f"{number:,} {state}" for state, number in status.outbox.items())
    lines.append(f"Outbox: {counts or 'empty'}")
    if not status.needed:
        lines.append("Nothing is sent by itself here (sending.channels, ladder): a person sends each concern.")
    return "\n".join(lines)


def dispatch_json(status: Status) -> str:
    """The same for monitoring."""
    run = status.run
    told = {
        "ok": status.ok,
        "not_sent": list(status.unsent),
        "not_gone_yet": list(status.coming),
        "needed": status.needed,
        "last_run": {
            "ended": iso(run.ended),
            "sent": run.sent,
            "later": run.later,
            "failed": run.failed,
            "unsure": run.unsure,
        }
        if run
        else None,
        "outbox": status.outbox,
        "alarms": [{"what": alarm.what, "do": alarm.do} for alarm in status.alarms],
    }
    return json.dumps(told, indent=2)


def _written(draft: BeingWritten, now: datetime) -> str:
    danger = f"{DANGER}, " if draft.danger else ""
    left = clock.left_words(draft.deadline, now)
    return f"{'!' if draft.late(now) else ' '} {danger}{draft.reference}: {_one(draft.author)}, {left}"


# Drawing


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    width: int | None,
    colour: bool,
    late: Sequence[bool] = (),
) -> list[str]:
    from rich.cells import cell_len

    from topaz_tui.text import fit

    cells = [[_one(cell) for cell in row] for row in rows]
    widths = [
        min(column.most, max(cell_len(column.title), *(cell_len(row[n]) for row in cells)))
        for n, column in enumerate(columns)
    ]
    room = max(width or WIDEST, NARROWEST) - 2 * (len(widths) - 1)
    while sum(widths) > room:
        giving = [n for n, column in enumerate(columns) if 0 < column.least < widths[n]]
        if not giving:
            break
        widths[max(giving, key=widths.__getitem__)] -= 1

    def draw(row: Sequence[str]) -> str:
        drawn = (
            fit(row[n], widths[n] if width else max(widths[n], cell_len(row[n])), column.right)
            for n, column in enumerate(columns)
        )
        return "  ".join(drawn).rstrip()

    lines = [_bold(draw([column.title for column in columns]), colour)]
    for n, row in enumerate(cells):
        text = draw(row)
        lines.append(f"{RED}{text}{OFF}" if colour and n < len(late) and late[n] else text)
    return lines


def _one(text: object) -> str:
    from topaz_tui.text import one_line

    return one_line(text)


def _bold(text: str, colour: bool) -> str:
    return f"{BOLD}{text}{OFF}" if colour else text


def iso(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat() if moment else None
