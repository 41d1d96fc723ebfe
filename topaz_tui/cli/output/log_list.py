"""What `topaz audit list` and `topaz audit verify` print."""

from __future__ import annotations

import json
from collections.abc import Sequence

from topaz_tui import clock
from topaz_tui.cli.output.table import TableColumn, iso, table
from topaz_tui.grammar import counted
from topaz_tui.services.access_log import LogLine
from topaz_tui.services.log_proof import Break, BreakKind, LogCheck

_COLUMNS = (
    TableColumn("When", 20),
    TableColumn("Who", 20, 8),
    TableColumn("Did", 44, 12),
    TableColumn("About", 24, 8),
    TableColumn("From", 16, 8),
)


def log_text(lines: Sequence[LogLine], width: int | None = None, colour: bool = False) -> str:
    """One line of the log a line, the newest first."""
    if not lines:
        return "The log has no such line."
    rows = [(_when(each), each.account, each.told, each.person_id, each.place) for each in lines]
    return "\n".join(table(_COLUMNS, rows, width, colour))


def _when(line: LogLine) -> str:
    """The day and the second, so that lines of one minute stand in their order."""
    return clock.local(line.at).strftime("%Y-%m-%d %H:%M:%S") if line.at else "?"


def log_json(lines: Sequence[LogLine]) -> str:
    """The same for machines."""
    told = [
        {
            "id": each.id, "at": iso(each.at), "account": each.account, "action": each.action,
            "person_id": each.person_id, "subject": each.subject, "from": each.place, "why": each.why,
            "clock_off": each.clock_off,
        }
        for each in lines
    ]  # fmt: skip
    return json.dumps(told, indent=2)


_SAYS = {
    BreakKind.CHANGED: "does not say any more what it said",
    BreakKind.REMOVED: "was taken out",
    BreakKind.PUT_IN: "was put in",
    BreakKind.REORDERED: "was moved",
    BreakKind.CUT: "was cut off, and what followed it",
    BreakKind.REWRITTEN: "is not the one that was sealed: from there on it was written anew",
    BreakKind.CHAIN: "was changed, or taken out",
    BreakKind.NO_KEY: "can't be proved: its key is not beside the database",
}


def check_text(found: LogCheck, *, sealed: bool) -> str:
    """The first place where the log is not as it was written, and how many more there are."""
    looked = f"{counted(found.lines, 'line')} in {counted(found.chains, 'chain')}"
    if not found.breaks:
        end = "" if sealed else " That its end was not cut off, a seal alone shows (--seal FILE)."
        return f"The log is as it was written: {looked}.{end}"
    first, count = found.breaks[0], len(found.breaks) + found.more
    more = f"\n{counted(count - 1, 'other place', 'is')} not as written." if count > 1 else ""
    do = "Keep the database as it is, and ask who could change it; then compare it with a backup."
    return f"The log is not as it was written ({looked}).\nThe first: {_place(first)} {_SAYS[first.kind]}.{more}\n{do}"


def _place(each: Break) -> str:
    if each.number is None:
        return f"line {each.id}" if each.kind is BreakKind.PUT_IN else f"chain {each.chain}"
    line = f", line {each.id} of the log" if each.id and each.kind is not BreakKind.REMOVED else ""
    before = f", before line {each.id} of the log," if each.id and each.kind is BreakKind.REMOVED else ""
    return f"number {each.number} of chain {each.chain}{line}{before}"


def check_json(found: LogCheck) -> str:
    """The same for machines, with each place."""
    breaks = [
        {"kind": each.kind.value, "chain": each.chain, "number": each.number, "line": each.id} for each in found.breaks
    ]
    told = {"lines": found.lines, "chains": found.chains, "whole": not breaks, "breaks": breaks, "more": found.more}
    return json.dumps(told, indent=2)
